"""Who asks: a member or prospect that is found, or a stranger by name and mobile."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt, phone
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits, isolate
from loyaldesk.services import members, profile, prospects
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import ElidedLabel, chip, lead, set_chip
from loyaldesk.ui.kit.layout import S, box, row
from loyaldesk.ui.kit.search_box import SearchBox

MOST = 5
LINE = 36
_HIT = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom a record is for; a stranger has neither id."""

    member_id: int | None = None
    prospect_id: int | None = None
    name: str = ""
    mobile: str = ""


class WhoPick(QWidget):
    """One line to search with; who is not found is written down by name and mobile.

    Args:
        desk: Where and who.
        member_id: Who is on view already; 0: nobody.
        may_be_stranger: Whether somebody unknown can be written down.
        may_be_prospect: Whether prospects are found too.
        hint: Said under the line.
    """

    settled = Signal()  # somebody is chosen: the keys may go on

    def __init__(
        self, desk: Desk, member_id: int = 0, *, may_be_stranger: bool = True,
        may_be_prospect: bool = True, hint: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self._desk, self._may_be_stranger, self._hint = desk, may_be_stranger, hint
        self._has_prospects = may_be_prospect and desk.may(Permission.FOLLOWUP_READ)
        self._chosen: Somebody | None = None
        self.box = SearchBox(tr("Name, mobile, number or card"))
        self.field = Field(tr("For whom"), self.box, hint)
        self.list = _Hits()
        self.list.hide()
        name = QLineEdit()
        lead(name)
        self.name = Field(tr("Name"), name)
        self.mobile = Field(tr("Mobile"), DigitsEdit("phone", name=tr("Mobile")))
        self._called = ElidedLabel("", "strong")
        self._kind = chip("")
        self.other = quiet_button(tr("Somebody else"))
        self.other.clicked.connect(self.clear)
        shown = row(self._called, self._kind, self.other, spacing=S)
        shown.setStretch(0, 1)
        self._shown = box(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for each in (self._shown, self.field, self.list, self.name, self.mobile):
            layout.addWidget(each)
        self.setFocusProxy(self.box)
        self.box.searched.connect(self._on_searched)
        self.box.left_downwards.connect(self._into_list)
        self.box.entered.connect(lambda _typed: self._on_entered())
        self.list.taken.connect(self._take)
        for extra in (self._shown, self.name, self.mobile):
            extra.hide()
        if member_id:
            self.choose(Somebody(member_id, name=profile.card_of(desk, member_id).name))

    def somebody(self) -> Somebody:
        """Return who it is, as far as it was said."""
        if self._chosen is not None:
            return self._chosen
        typed = self.box.text().strip()
        if _is_number(typed):
            return Somebody(name=self.name.widget.text(), mobile=typed)
        return Somebody(name=typed, mobile=self.mobile.widget.value())

    def known(self) -> Somebody:
        """Return who was chosen; nobody while nothing was typed.

        Raises:
            BadInput: If something was typed and nobody was chosen.
        """
        if self._chosen is None and self.box.text().strip():
            raise BadInput("member", "unknown")
        return self._chosen or Somebody()

    def is_open(self) -> bool:
        """Return whether somebody is still looked for."""
        return self._chosen is None

    def typed(self) -> str:
        """Return what would be lost."""
        return "" if self._chosen is not None else self.box.text()

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        if self._chosen is not None:
            return {}
        is_number = _is_number(self.box.text())
        mobile = self.field if is_number or self.mobile.isHidden() else self.mobile
        return {"member": self.field, "name": self.field, "mobile": mobile}

    def choose(self, who: Somebody) -> None:
        """Show who was chosen."""
        self._chosen = who
        self._called.setText(isolate(who.name))
        is_member = who.member_id is not None
        set_chip(
            self._kind, tr("Member") if is_member else tr("Prospect"), "ok" if is_member else "info"
        )
        self._shown.show()
        for each in (self.field, self.list, self.name, self.mobile):
            each.hide()
        self.settled.emit()

    def clear(self) -> None:
        """Look for somebody else."""
        self._chosen = None
        self._shown.hide()
        self.field.show()
        self.box.clear()
        self.box.setFocus()

    def _on_searched(self, typed: str) -> None:
        typed = typed.strip()
        hits = self._found(typed) if typed else []
        self.list.clear()
        for who, beside in hits:
            item = QListWidgetItem(f"{isolate(who.name)}   {beside}")
            item.setData(_HIT, who)
            self.list.addItem(item)
        self.list.setFixedHeight(LINE * len(hits) + 4)
        self.list.setVisible(bool(hits))
        is_stranger = bool(typed) and self._may_be_stranger and not hits
        self.name.setVisible(is_stranger and _is_number(typed))
        self.mobile.setVisible(is_stranger and not _is_number(typed))
        self.field.set_hint(
            tr("Nobody known: written down as a prospect.") if is_stranger else self._hint
        )
        self.field.clear_error()

    def _found(self, typed: str) -> list[tuple[Somebody, str]]:
        found = [
            (Somebody(hit.id, name=hit.name), fmt.code(hit.number))
            for hit in members.find(self._desk, typed, MOST)
        ]
        if self._has_prospects:
            wanted = phone.normalize(typed) or typed
            found += [
                (Somebody(None, one.id, one.name or fmt.mobile(one.mobile)), tr("Prospect"))
                for one in prospects.listing(self._desk, typed=wanted, limit=MOST - len(found))
            ]
        return found[:MOST]

    def _on_entered(self) -> None:
        """Take the only one who fits; of several one is chosen; a stranger needs more."""
        if self.list.isVisibleTo(self) and self.list.count() == 1:
            self._take(self.list.item(0))
        elif self.list.isVisibleTo(self):
            self._into_list()
        elif self.name.isVisibleTo(self):
            self.name.widget.setFocus()
        elif self.mobile.isVisibleTo(self):
            self.mobile.widget.setFocus()

    def _into_list(self) -> None:
        if self.list.isVisibleTo(self):
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _take(self, item: QListWidgetItem) -> None:
        self.choose(item.data(_HIT))


def _is_number(typed: str) -> bool:
    plain = ascii_digits(typed).replace(" ", "").lstrip("+")
    return plain.isdecimal()


class _Hits(QListWidget):
    taken = Signal(QListWidgetItem)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Who was found"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self.taken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes who is under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem():
            self.taken.emit(self.currentItem())
        else:
            super().keyPressEvent(event)
