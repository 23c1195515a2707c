"""What the text in the box means: a member, a sale, one of several, or nobody yet."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from loyaldesk.domain import errors
from loyaldesk.domain.cards import is_bank_card
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import phone
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.persian import code_key
from loyaldesk.services import members, receipts
from loyaldesk.services.words import words
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.pages.counter.hits import Hit, HitsView
from loyaldesk.ui.parts.hall import Hall

MOST_HITS = 20
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Lookup(QObject):
    """Reads the box: typing shows who could be meant, Enter or a scan opens.

    An exact code opens at once. From a list only what was on view before Enter is opened, so
    that nobody is chosen unseen; a code of two members is never decided by itself.

    Args:
        hall: Where and who.
        box: Where codes are typed.
        hits: Where several are shown.
    """

    member_found = Signal(int)
    sale_found = Signal(object)  # SaleLine
    listed = Signal()  # the list is to be seen
    nobody_found = Signal(str)  # the code nobody has
    enrol_wanted = Signal(str)  # Enter on a code nobody has
    refused = Signal(object)  # ClubError
    emptied = Signal()  # nothing is typed any more

    def __init__(self, hall: Hall, box: SearchBox, hits: HitsView) -> None:
        super().__init__(box)
        self._desk = hall.desk
        self._box = box
        self._hits = hits
        self._about = ""  # the text that what is on view is about
        self._kind = ""  # what is on view about it: "list", "both" (one code) or "nobody"
        self._seen_at_enter = ""
        self.members_only = False
        box.installEventFilter(self)
        box.searched.connect(self._on_searched)
        box.entered.connect(self._on_entered)
        box.textEdited.connect(self._on_edited)
        hits.chosen.connect(self.choose)

    def leave(self) -> None:
        """Forget what was shown: the page shows something else."""
        self._about, self._kind = "", ""

    def is_list_on_view(self) -> bool:
        """Return whether arrow keys move in the list."""
        return self._kind in ("list", "both")

    def enter(self, code: str) -> None:
        """Open whom *code* means, as if it had been scanned."""
        self._enter(code, None)

    def choose(self, hit: Hit) -> None:
        """Open a line of the list."""
        if hit.member is not None:
            self.member_found.emit(hit.member.id)
        elif hit.sale is not None:
            self.sale_found.emit(hit.sale)

    def find(self, text: str) -> list[Hit]:
        """Return members, and sales by their receipt number, that *text* could mean."""
        found = [Hit(member=hit) for hit in members.find(self._desk, text, MOST_HITS)]
        if self._desk.may(Permission.SALE_READ) and not self.members_only:
            found += [Hit(sale=line) for line in receipts.by_receipt(self._desk, text)]
        return found

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: remember what was on view when Enter came; one held down counts once."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in _ENTER:
            return False
        self._seen_at_enter = self._about if self.is_list_on_view() else ""
        return event.isAutoRepeat()

    def _on_edited(self, text: str) -> None:
        if is_bank_card(code_key(text)):
            self._refuse_bank_card()

    def _on_searched(self, text: str) -> None:
        if not text.strip():
            if self._kind:
                self.leave()
                self.emptied.emit()
            return
        if self._kind and text == self._about:
            return
        hits = self.find(text)
        if not hits and phone.normalize(text) is not None:
            self._tell_nobody(text)
        else:
            self._list(hits, text)

    def _on_entered(self, text: str) -> None:
        if not text.strip():
            return
        if self._kind == "nobody" and self._about.strip() == text.strip():
            self.enrol_wanted.emit(text)
            return
        is_seen = self.is_list_on_view() and self._seen_at_enter == text
        marked = self._hits.marked() if is_seen else None
        if marked is not None and (self._hits.was_moved or self._kind == "both"):
            self.choose(marked)
        else:
            self._enter(text, marked)

    def _enter(self, code: str, marked: Hit | None) -> None:
        """Open whom *code* means; *marked* is what the list offered for it."""
        try:
            found = members.identify(self._desk, code)
        except errors.UnknownCode:
            self._enter_part(code, marked)
        except errors.AmbiguousCode as error:
            ids = error.member_ids
            both = [hit for hit in self.find(code) if hit.member and hit.member.id in ids]
            self._list(both, code, words(error))
        except errors.BankCard:
            self._refuse_bank_card()
        except ClubError as error:
            self.refused.emit(error)
        else:
            self.member_found.emit(found.id)

    def _enter_part(self, code: str, marked: Hit | None) -> None:
        hits = self.find(code)
        if marked is not None:
            self.choose(marked)
        elif len(hits) == 1:
            self.choose(hits[0])
        elif hits or not any(character.isdigit() for character in code):
            self._list(hits, code)
        else:
            self._tell_nobody(code)

    def _list(self, hits: list[Hit], text: str, title: str = "") -> None:
        self._write(text)
        self._hits.show_hits(hits, title)
        self.listed.emit()
        self._about, self._kind = text, "both" if title else "list"

    def _tell_nobody(self, code: str) -> None:
        if self.members_only:
            self.refused.emit(errors.UnknownCode(code.strip()[:80]))
            return
        self._write(code)
        self.nobody_found.emit(code)
        self._about, self._kind = code, "nobody"

    def _write(self, text: str) -> None:
        """Let the box hold what the answer is about: Enter and corrections go on from there."""
        if self._box.text() != text:
            self._box.setText(text)

    def _refuse_bank_card(self) -> None:
        self._box.clear()
        self.refused.emit(errors.BankCard())
