"""The counter: one box for every code, the member, the sale, and back to the box."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.domain import errors
from loyaldesk.domain.cards import is_bank_card
from loyaldesk.domain.events import MemberChanged, SaleRecorded, SaleReversed
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt, phone
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import code_key, isolate
from loyaldesk.services import club, drafts, members, profile, receipts, sales
from loyaldesk.services.drafts import KeptBasket
from loyaldesk.services.profile import CounterCard, SaleRow
from loyaldesk.services.sales import RecordedSale
from loyaldesk.services.telling import tier_name
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, box, page_margins, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.counter.hits import Hit, HitsView
from loyaldesk.ui.pages.counter.idle_view import IdleView
from loyaldesk.ui.pages.counter.kept_note import KeptNote
from loyaldesk.ui.pages.counter.last_sale import SaleCard
from loyaldesk.ui.pages.counter.member_card import MemberCard
from loyaldesk.ui.pages.counter.recent_sales import recent_sales
from loyaldesk.ui.pages.counter.sale_form import SaleForm
from loyaldesk.ui.pages.counter.unknown_code import UnknownCode
from loyaldesk.ui.parts.enrol_form import EnrolForm
from loyaldesk.ui.parts.hall import Hall

UNDO_SECONDS = 8
FORM_WIDTH = 388
MOST_HITS = 20
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CounterPage(QWidget):
    """Open all day: a code in the box, an amount, Enter.

    Args:
        hall: The desk, the news and the means to speak to a person.
        parent: Owner.
    """

    member_wanted = Signal(int)
    place_wanted = Signal(str)

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._card: CounterCard | None = None
        self._linking = ""
        self._shown_for = ""  # the text the list or the question on view is about
        self._seen_at_enter = ""
        self._ambiguous_for = ""
        self._is_enrolling = False
        self._kept: list[KeptBasket] = []
        self.box = SearchBox(
            tr("Scan a card, or type a mobile, a name or a receipt number"),
            big=True, icon_name="scan",
        )  # fmt: skip
        self.new = button(tr("New member"), "F2", "user-plus")
        self.message = Note("", "danger")
        self.link_strip = Note("", "info", tr("Cancel"), self._end_linking)
        self.kept_note = KeptNote(hall)
        self.idle = IdleView(hall)
        self.hits = HitsView(hall)
        self.member = MemberCard()
        self.recent = recent_sales()
        self.unknown = UnknownCode(hall)
        self.enrol = EnrolForm(hall)
        self.found_sale = SaleCard(hall, tr("Sale"))
        self.sale = SaleForm(hall)
        self.last = SaleCard(hall, tr("Last sale"), keyed=True)
        self._privacy = QTimer(self)
        self._privacy.setSingleShot(True)
        self._privacy.setInterval(hall.facts.settings.clear_member_seconds * 1000)
        self._privacy.timeout.connect(self._clear_member)
        self._build()
        self._wire()
        if hall.desk.may(Permission.SALE_READ):
            self.last.show_sale(receipts.last_of_till(hall.desk))
        self._find_kept()
        self.refresh()

    # what the window asks for

    def refresh(self) -> None:
        """Read again what is on view; what was typed stays."""
        self.idle.refresh()
        if self._card is not None:
            self._reread_card()
        if self.last.sale is not None:
            self.last.show_sale(receipts.sale(self._hall.desk, self.last.sale.id))

    def focus_first(self) -> None:
        """Let the next key go into the box."""
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.box.selectAll()

    def take_scan(self, code: str) -> None:
        """Take a scanned code, wherever the keys were."""
        if self._view() is self._enrol_view and self.enrol.is_dirty():
            self._scan_for_form(code)
            return
        self.box.clear()
        self._enter(code)

    def key_pressed(self, name: str) -> bool:
        """Do what a function key does here; return whether it does anything."""
        acts = {
            "F2": self._new_member, "F4": self._want_profile, "F6": self.sale.open_redeem,
            "Esc": self._back,
        }  # fmt: skip
        if name == "Ctrl+Z":
            return not self.box.text() and self._hall.toasts.act()
        if name not in acts or (name in ("F4", "F6") and self._card is None):
            return False
        acts[name]()
        return True

    def set_error(self, text: str) -> None:
        """Say under the box what went wrong; empty takes it away."""
        self.message.say(text, "danger")
        self.message.setVisible(bool(text))

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys that the fields did not want."""
        names = {
            Qt.Key.Key_F2: "F2", Qt.Key.Key_F4: "F4", Qt.Key.Key_F6: "F6", Qt.Key.Key_Escape: "Esc"
        }  # fmt: skip
        name = names.get(Qt.Key(event.key()), "")
        if event.key() == Qt.Key.Key_Up and self._view() is self.hits:
            self.hits.move_mark(-1)
        elif not name or not self.key_pressed(name):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: any key or click means that somebody is here."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._stay()
        if watched is self.box and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            if event.type() == QEvent.Type.KeyPress and event.isAutoRepeat():
                return True
            self._seen_at_enter = self._shown_for if self._view() is self.hits else ""
        return super().eventFilter(watched, event)

    # building

    def _build(self) -> None:
        self._enrol_card = Card(self.enrol, title=tr("New member"), spacing=M)
        self._enrol_view = _on_top(self._enrol_card)
        self._unknown_view = _on_top(self.unknown)
        self._sale_view = _on_top(self.found_sale)
        sales_card = Card(title=tr("Recent sales"))
        sales_card.body.addWidget(self.recent, 1)
        self._member_view = QWidget()
        inside = QVBoxLayout(self._member_view)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(M)
        inside.addWidget(self.member)
        inside.addWidget(sales_card, 1)
        self.views = QStackedWidget()
        for view in (self.idle, self.hits, self._member_view, self._unknown_view,
                     self._enrol_view, self._sale_view):  # fmt: skip
            self.views.addWidget(view)
        side = QVBoxLayout()
        side.setSpacing(M)
        side.addWidget(self.sale)
        side.addWidget(self.last)
        side.addStretch(1)
        self._side = box(side)
        self._side.setFixedWidth(FORM_WIDTH)
        columns = row(self.views, self._side, spacing=L)
        columns.setStretch(0, 1)
        below = ScrollPage(columns)
        below.body.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(M)
        head = row(self.box, self.new, spacing=S)
        head.setStretch(0, 1)
        layout.addLayout(head)
        for strip in (self.message, self.link_strip, self.kept_note):
            layout.addWidget(strip)
            strip.hide()
        layout.addWidget(below, 1)
        mark(self.new, tall="true")
        self.new.setVisible(self._hall.desk.may(Permission.MEMBER_ENROL))
        self._show(self.idle)

    def _wire(self) -> None:
        self.box.searched.connect(self._on_searched)
        self.box.entered.connect(self._on_entered)
        self.box.textEdited.connect(self._on_edited)
        self.box.left_downwards.connect(self._on_down)
        self.new.clicked.connect(self._new_member)
        self.hits.chosen.connect(self._choose)
        self.unknown.enrol_wanted.connect(self._begin_enrolment)
        self.unknown.link_wanted.connect(self._begin_linking)
        self.enrol.enrolled.connect(self._on_enrolled)
        self.enrol.member_wanted.connect(self.show_member)
        self.enrol.cancelled.connect(self._cancel_enrolment)
        self.member.profile_wanted.connect(self._want_profile)
        self.recent.chosen.connect(self._show_recent)
        self.sale.recorded.connect(self._on_recorded)
        self.sale.left.connect(self.focus_first)
        self.sale.stale.connect(self._reread_card)
        self.sale.begun.connect(self._make_room)
        self.idle.member_chosen.connect(self.show_member)
        self.kept_note.resumed.connect(self._resume)
        self.kept_note.discarded.connect(self._discard)
        for card in (self.last, self.found_sale):
            card.reverse_wanted.connect(self._reverse)
            card.settings_wanted.connect(lambda: self.place_wanted.emit("settings"))
        for kind in (SaleRecorded, SaleReversed, MemberChanged):
            self._hall.news.on(kind, self, self._on_news)
        for widget in self.findChildren(QWidget):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                widget.installEventFilter(self)
        QWidget.setTabOrder(self.box, self.sale.amount.widget)

    # the box

    def _on_edited(self) -> None:
        self.set_error("")
        if is_bank_card(code_key(self.box.text())):
            self._refuse_bank_card()

    def _on_searched(self, text: str) -> None:
        """Show who could be meant while somebody types."""
        is_about_text = self._view() in (self.hits, self._unknown_view)
        if not text.strip():
            self._shown_for = ""
            if is_about_text:
                self._show(self._home())
            return
        if is_about_text and text == self._shown_for:
            return
        hits = self._find(text)
        if not hits and phone.normalize(text) is not None:
            self._ask_about(text)
        else:
            self._show_hits(hits, text)

    def _show_hits(self, hits: list[Hit], text: str, title: str = "") -> None:
        self._shown_for = text
        self._ambiguous_for = text if title else ""
        self.hits.show_hits(hits, title)
        self._show(self.hits)

    def _on_entered(self, text: str) -> None:
        if not text.strip():
            return
        if self._view() is self._unknown_view and self.unknown.code() == text.strip():
            self._begin_enrolment(text)
            return
        marked = self.hits.marked() if self._is_list_seen(text) else None
        if marked is not None and (self.hits.was_moved or self._ambiguous_for == text):
            self._choose(marked)
        else:
            self._enter(text, marked)

    def _is_list_seen(self, text: str) -> bool:
        """Return whether the list for *text* was on view before Enter came."""
        return self._view() is self.hits and self._seen_at_enter == text

    def _on_down(self) -> None:
        if self._view() is self.hits:
            self.hits.move_mark(1)
        elif self._card is not None and not self.box.text():
            self.sale.focus_amount()

    def _find(self, text: str) -> list[Hit]:
        desk = self._hall.desk
        found = [Hit(member=hit) for hit in members.find(desk, text, MOST_HITS)]
        if desk.may(Permission.SALE_READ) and not self._linking:
            found += [Hit(sale=line) for line in receipts.by_receipt(desk, text)]
        return found

    def _enter(self, code: str, marked: Hit | None = None) -> None:
        """Open whom *code* means; *marked* is what the list offered for it."""
        self.set_error("")
        try:
            self.show_member(members.identify(self._hall.desk, code).id)
        except errors.UnknownCode:
            self._enter_part(code, marked)
        except errors.AmbiguousCode as error:
            ids = error.member_ids
            both = [hit for hit in self._find(code) if hit.member and hit.member.id in ids]
            self.box.setText(code)
            self._show_hits(both, code, words(error))
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        except errors.BankCard:
            self._refuse_bank_card()
        except ClubError as error:
            self._refuse(error)

    def _enter_part(self, code: str, marked: Hit | None) -> None:
        hits = self._find(code)
        if marked is not None:
            self._choose(marked)
        elif len(hits) == 1:
            self._choose(hits[0])
        elif hits or not any(character.isdigit() for character in code):
            self._show_hits(hits, code)
        else:
            self._ask_about(code)

    def _refuse(self, error: ClubError) -> None:
        self._leave_member()
        self.set_error(words(error))
        self._show(self.idle)
        self.focus_first()

    def _refuse_bank_card(self) -> None:
        self.box.clear()
        self._refuse(errors.BankCard())

    def _ask_about(self, code: str) -> None:
        if self._linking:
            self.set_error(words(errors.UnknownCode(code.strip()[:80])))
            return
        self._leave_member()
        if self.box.text().strip() != code.strip():
            self.box.setText(code)
        self._shown_for = self.box.text()
        self.unknown.ask_about(code)
        self._show(self._unknown_view)
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, hit: Hit) -> None:
        if hit.member is not None:
            self.show_member(hit.member.id)
        elif hit.sale is not None:
            self._leave_member()
            self.box.clear()
            self.found_sale.show_sale(hit.sale)
            self._show(self._sale_view)
            self.found_sale.slip.setFocus()

    # the member

    def show_member(self, member_id: int) -> None:
        """Put a member on view, ready for the amount."""
        if self._linking:
            self._link(member_id)
        if self._card is not None and self._card.id != member_id:
            self._leave_member()
        try:
            card = profile.card_of(self._hall.desk, member_id)
        except ClubError as error:
            self._refuse(error)
            return
        self.set_error("")
        self.box.clear()
        self._is_enrolling = False
        is_same = self._card is not None
        self._put(card)
        if not is_same:
            self.sale.begin(card)
        self._show(self._member_view)
        if self.sale.amount.isEnabled():
            self.sale.focus_amount()
        else:
            self.focus_first()
        self._stay()

    def _put(self, card: CounterCard) -> None:
        self._card = card
        self.member.show_card(card)
        self.recent.show_rows(card.recent)

    def _reread_card(self) -> None:
        if self._card is None:
            return
        try:
            card = profile.card_of(self._hall.desk, self._card.id)
        except ClubError as error:
            self._refuse(error)
            return
        self._put(card)
        self.sale.renew(card)

    def _leave_member(self) -> None:
        """Take the member from view; an amount that was typed is kept and offered again."""
        if self._card is None:
            return
        self.sale.put_by()
        self._card = None
        self.sale.clear()
        self._privacy.stop()
        self._find_kept()

    def _clear_member(self) -> None:
        """Privacy: nobody touched a key for a while."""
        self._leave_member()
        self.found_sale.show_sale(None)
        self.box.clear()
        self._show(self.idle)
        self.focus_first()

    def _stay(self) -> None:
        if self._card is not None or self._view() in (self._sale_view, self.hits):
            self._privacy.start()

    def _want_profile(self) -> None:
        if self._card is not None:
            self.member_wanted.emit(self._card.id)

    def _show_recent(self, sale: SaleRow) -> None:
        line = receipts.sale(self._hall.desk, sale.id)
        self._choose(Hit(sale=line))

    # enrolling and linking

    def _new_member(self) -> None:
        self._begin_enrolment(self.box.text())

    def _begin_enrolment(self, typed: str) -> None:
        if self._is_enrolling and self.enrol.is_dirty():
            self._show(self._enrol_view)
            return
        self._leave_member()
        self._end_linking()
        self.set_error("")
        self.box.clear()
        self._is_enrolling = True
        self._show(self._enrol_view)
        self.enrol.begin(typed)

    def _cancel_enrolment(self) -> None:
        if self.enrol.is_dirty() and not ask(
            self,
            tr("Leave without saving?"),
            tr("What you typed here has not been saved."),
            tr("Leave without saving"),
            tr("Keep editing"),
        ):
            return
        self._is_enrolling = False
        self._back()

    def _on_enrolled(self, member_id: int) -> None:
        self.show_member(member_id)
        if self._card is not None:
            self._hall.toasts.show(
                tr("Welcome «{name}»: member {number}").format(
                    name=isolate(self._card.name), number=fmt.code(self._card.number)
                )
            )

    def _scan_for_form(self, code: str) -> None:
        """A card scanned while a form is filled in: it becomes the new member's, if it is free."""
        try:
            known = members.identify(self._hall.desk, code)
        except errors.UnknownCode:
            self.enrol.carry_code(code)
        except ClubError as error:
            self.enrol.set_error(words(error))
        else:
            self.enrol.set_error(words(errors.CodeTaken(code, known.name)))

    def _begin_linking(self, code: str) -> None:
        self._linking = code.strip()
        self.box.clear()
        self.link_strip.say(
            tr("Whose is {code}? Scan or type the member.").format(
                code=isolate(fmt.digits(self._linking[:80]))
            ),
            "info",
        )
        self.link_strip.show()
        self._show(self.idle)
        self.focus_first()

    def _end_linking(self) -> None:
        self._linking = ""
        self.link_strip.hide()

    def _link(self, member_id: int) -> None:
        code = self._linking
        self._end_linking()
        try:
            members.link_code(self._hall.desk, member_id, code)
        except ClubError as error:
            self._hall.toasts.show(words(error), kind="warn")
            return
        self._hall.toasts.show(
            tr("{code} now belongs to this member").format(code=isolate(fmt.digits(code[:80])))
        )

    # the sale

    def _on_recorded(self, done: RecordedSale) -> None:
        self._reread_card()
        line = receipts.sale(self._hall.desk, done.sale_id)
        self.last.show_sale(line)
        self._hall.toasts.show(
            self._thanks(done, line.name), tr("Undo"), lambda: self._reverse(done.sale_id),
            UNDO_SECONDS,
        )  # fmt: skip
        if self._hall.facts.settings.print_receipt:
            QTimer.singleShot(0, self.last, self.last.print_quietly)
        self.focus_first()

    def _thanks(self, done: RecordedSale, name: str) -> str:
        text = trn(
            "{points} point for {name} (balance {balance})",
            "{points} points for {name} (balance {balance})",
            done.points,
        ).format(
            points=fmt.number(done.points), name=isolate(name), balance=fmt.number(done.balance)
        )
        if done.repeated:
            return tr("This sale was already recorded.") + " " + text
        if done.rose:
            tier = tier_name(done.tier, club.programme(self._hall.desk))
            return (
                text
                + " "
                + tr("Now in the {tier} tier, congratulations.").format(tier=isolate(tier))
            )
        return text

    def _reverse(self, sale_id: int) -> None:
        try:
            back = sales.reverse_sale(self._hall.desk, sale_id)
        except ClubError as error:
            self._hall.toasts.show(words(error), kind="warn")
            return
        text = tr("Receipt {number} was taken back, {amount} to be returned").format(
            number=fmt.code(str(receipts.sale(self._hall.desk, sale_id).receipt)),
            amount=fmt.amount_with_unit(back.amount_rial),
        )
        self._hall.toasts.show(text)
        for card in (self.last, self.found_sale):
            if card.sale is not None and card.sale.id == sale_id:
                card.show_sale(receipts.sale(self._hall.desk, sale_id))
        self._reread_card()
        self.focus_first()

    # baskets that were kept

    def _find_kept(self) -> None:
        if not self._hall.desk.may(Permission.SALE_RECORD):
            return
        self._kept = drafts.find(self._hall.desk)
        for kept in [each for each in self._kept if each.sale_id is not None]:
            self._tell_recorded(kept)
        self._kept = [each for each in self._kept if each.sale_id is None]
        self.kept_note.offer(self._kept[0] if self._kept else None)

    def _tell_recorded(self, kept: KeptBasket) -> None:
        """The program stopped after the sale was stored and before it could say so."""
        assert kept.sale_id is not None  # noqa: S101  # asked for by the caller
        line = receipts.sale(self._hall.desk, kept.sale_id)
        self.last.show_sale(line)
        self._hall.toasts.show(
            tr("The sale of {amount} for «{name}» is recorded: receipt {number}").format(
                amount=fmt.amount_with_unit(line.amount_rial), name=isolate(line.name),
                number=fmt.code(str(line.receipt)),
            ),
            kind="info", seconds=0,
        )  # fmt: skip
        drafts.drop(self._hall.desk, kept.basket.key)

    def _resume(self, kept: KeptBasket) -> None:
        self._leave_member()
        try:
            card = profile.card_of(self._hall.desk, kept.basket.member_id)
        except ClubError as error:
            self._refuse(error)
            return
        self.kept_note.hide()
        self.box.clear()
        self._put(card)
        self.sale.begin(card, kept.basket)
        self._show(self._member_view)
        self.sale.focus_amount()
        self._stay()

    def _discard(self, kept: KeptBasket) -> None:
        drafts.drop(self._hall.desk, kept.basket.key)
        self._find_kept()
        self.focus_first()

    # showing

    def _view(self) -> QWidget:
        return cast(QWidget, self.views.currentWidget())

    def _show(self, view: QWidget) -> None:
        self.views.setCurrentWidget(view)
        self.kept_note.setVisible(view is self.idle and bool(self._kept))
        if view is self.idle:
            self.idle.refresh()
        self._stay()

    def _home(self) -> QWidget:
        if self._is_enrolling:
            return self._enrol_view
        return self._member_view if self._card is not None else self.idle

    def _back(self) -> None:
        """Esc: one step back, at last to the empty box."""
        self.set_error("")
        if self._linking:
            self._end_linking()
        if self.box.text():
            self.box.clear()
        elif self._view() is self._member_view:
            self._leave_member()
        self._show(self._home())
        if self._view() is not self._enrol_view:
            self.focus_first()

    def _make_room(self, is_typing: bool) -> None:  # noqa: FBT001  # a signal's slot
        """The last sale steps aside while the next one is typed."""
        self.last.setVisible(self.last.sale is not None and not is_typing)

    def _on_news(self, _event: object) -> None:
        if self._view() is self.idle:
            self.idle.refresh()


def _on_top(card: QWidget) -> QWidget:
    """Return a view in which *card* takes no more room than it needs."""
    view = QWidget()
    layout = QVBoxLayout(view)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(card)
    layout.addStretch(1)
    return view
