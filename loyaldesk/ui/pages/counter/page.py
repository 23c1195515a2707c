"""The counter: one box for every code, the member, the sale, and back to the box."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.events import (
    CareChanged,
    ComplaintChanged,
    ContactAdded,
    FollowupChanged,
    MemberChanged,
    RequestChanged,
    SaleRecorded,
    SaleReversed,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import attention, profile, receipts
from loyaldesk.services.drafts import Basket, KeptBasket
from loyaldesk.services.profile import CounterCard, SaleRow
from loyaldesk.services.receipts import SaleLine
from loyaldesk.services.returns import ReturnDraft, ReturnedGoods, ReturnPlan
from loyaldesk.services.sales import RecordedSale
from loyaldesk.services.words import words
from loyaldesk.ui.pages.counter.holdings import holdings_of
from loyaldesk.ui.pages.counter.recording import Exchange
from loyaldesk.ui.pages.counter.shape import CounterShape, key_name
from loyaldesk.ui.parts.hall import Hall


class CounterPage(CounterShape):
    """Open all day: a code in the box, an amount, Enter.

    Args:
        hall: The desk, the news and the means to speak to a person.
        parent: Owner.
    """

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    quick_wanted = Signal(str)

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(hall, parent)
        self._card: CounterCard | None = None
        self._scanned = ""
        self._privacy = QTimer(self)
        self._privacy.setSingleShot(True)
        self._privacy.setInterval(hall.facts.settings.clear_member_seconds * 1000)
        self._privacy.timeout.connect(self._clear)
        self._wire()
        if hall.desk.may(Permission.SALE_READ):
            self.last.show_sale(receipts.last_of_till(hall.desk))
        self.kept.look_up()
        self._show(self.idle)

    # what the window asks for

    def refresh(self) -> None:
        """Read again what is on view; what was typed stays."""
        self.idle.refresh()
        self._reread_card()
        if self.last.sale is not None:
            self.last.show_sale(receipts.sale(self._hall.desk, self.last.sale.id))
            self._make_room(is_typing=self.sale.basket() is not None)

    def focus_first(self) -> None:
        """Let the next key go into the box."""
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.box.selectAll()

    def take_scan(self, code: str) -> None:
        """Take a scanned code, wherever the keys were."""
        if self._view() is self._enrol_view and self.enrolment.take_scan(code):
            return
        if self._view() is self._member_view and self.sale.take_scan(code):
            return
        self.set_error("")
        self.box.clear()
        self._scanned = code
        self.lookup.enter(code)
        self._scanned = ""

    def key_pressed(self, name: str) -> bool:
        """Do what a function key does here; return whether it does anything."""
        if name == "Ctrl+Z":
            return self._take_back()
        if name == "F2" and self.new.isVisible():
            self._begin_enrolment(self.box.text())
        elif name == "Esc":
            self._back()
        elif name == "F4" and self._card is not None and self.sale.isEnabled():
            self.member_wanted.emit(self._card.id)
        elif name in ("F6", "Ctrl+L") and self._card is not None and self.sale.isEnabled():
            self.sale.open_redeem() if name == "F6" else self.sale.toggle_lines()
        else:
            return False
        return True

    def _take_back(self) -> bool:
        """Undo what the toast tells; an empty box must not bring back what was searched."""
        if self.box.text():
            return False
        if not self._hall.toasts.act():
            self._hall.toasts.show(
                tr("Too late for Ctrl+Z. Void the last sale beside it."), kind="info"
            )
        return True

    def subject(self) -> int:
        """Return the member on view; 0 for none."""
        return self._card.id if self._card is not None else 0

    def set_error(self, text: str) -> None:
        """Say under the box what went wrong; empty takes it away."""
        self.message.say(text, "danger")
        self.message.setVisible(bool(text))

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys that the fields did not want."""
        name = key_name(event)
        if event.key() == Qt.Key.Key_Up and self.lookup.is_list_on_view():
            self.hits.move_mark(-1)
        elif not name or not self.key_pressed(name):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: any key or click means that somebody is here."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._stay()
        return super().eventFilter(watched, event)

    def _wire(self) -> None:
        self.box.textEdited.connect(self._on_edited)
        self.box.left_downwards.connect(self._on_down)
        self.lookup.member_found.connect(self.show_member)
        self.lookup.sale_found.connect(self.show_sale)
        self.lookup.listed.connect(lambda: self._show(self.hits))
        self.lookup.nobody_found.connect(self._ask_about)
        self.lookup.enrol_wanted.connect(self._begin_enrolment)
        self.lookup.refused.connect(self._refuse)
        self.lookup.emptied.connect(lambda: self._show(self._home()))
        self.new.clicked.connect(lambda: self._begin_enrolment(self.box.text()))
        self.unknown.enrol_wanted.connect(self._begin_enrolment)
        self.unknown.link_wanted.connect(self._begin_linking)
        self.linking.ended.connect(self._end_linking)
        self.enrolment.done.connect(self._on_enrolled)
        self.enrolment.member_wanted.connect(self.show_member)
        self.enrolment.left.connect(self._back)
        self.member.profile_wanted.connect(lambda: self.key_pressed("F4"))
        self.member.quick.wanted.connect(self.quick_wanted)
        self.idle.place_wanted.connect(self.place_wanted)
        self.recent.chosen.connect(self._show_recent)
        self.sale.recorded.connect(self._on_recorded)
        self.sale.exchanged.connect(self._on_exchanged)
        self.sale.lines_asked.connect(self._show_lines)
        self.sale.left.connect(self.focus_first)
        self.sale.stale.connect(self._reread_card)
        self.sale.begun.connect(self._make_room)
        self.sale.panel.code_begun.connect(
            lambda: self._scroll.ensureWidgetVisible(self.sale.panel.use, 0, 8)
        )
        self.sale.opened.connect(lambda: QTimer.singleShot(0, self, self._scroll_to_panel))
        self.idle.member_chosen.connect(self.show_member)
        self.kept.resumed.connect(self._resume)
        self.kept.discarded.connect(self.focus_first)
        self.kept.recorded.connect(self.after.tell_recorded)
        self.after.moved.connect(self._reread_card)
        self.after.done.connect(self.focus_first)
        self.after.exchange_wanted.connect(self._begin_exchange)
        for card in (self.last, self.found_sale):
            card.member_wanted.connect(self.show_member)
            card.settings_wanted.connect(lambda: self.place_wanted.emit("settings"))
        for kind in (SaleRecorded, SaleReversed, MemberChanged):
            self._hall.news.on(kind, self, self._on_news)
        for told in (FollowupChanged, ContactAdded, ComplaintChanged, RequestChanged, CareChanged):
            self._hall.news.on(told, self, self._on_attention)
        for widget in self.findChildren(QWidget):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                widget.installEventFilter(self)
        QWidget.setTabOrder(self.box, self.sale.amount.widget)

    # the member

    def show_member(self, member_id: int, kept: Basket | None = None) -> None:
        """Put a member on view, ready for the amount; *kept* goes on where it stopped."""
        if self.linking.code:
            self.linking.link(member_id)
        if kept is not None or (self._card is not None and self._card.id != member_id):
            self._leave_member()
        try:
            card = profile.card_of(self._hall.desk, member_id)
        except ClubError as error:
            self._refuse(error)
            return
        self.set_error("")
        self.box.clear()
        self.enrolment.end()
        is_same = self._card is not None
        self._put(card)
        if not is_same:
            self.sale.begin(card, kept, self._scanned)
        self._show(self._member_view)
        if self.sale.amount.isEnabled():
            self.sale.focus_amount()
        else:
            self.focus_first()

    def _put(self, card: CounterCard) -> None:
        self._card = card
        found = attention.of_member(self._hall.desk, card.id)
        self.member.show_card(card, holdings_of(self._hall.desk, card), found)
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
        self.kept.look_up()

    def _clear(self) -> None:
        """Privacy: nobody touched a key for a while."""
        self._leave_member()
        self.box.clear()
        self._show(self._home())
        self.focus_first()

    def _stay(self) -> None:
        if self._view() in (self._member_view, self._sale_view, self.hits):
            self._privacy.start()

    def _refuse(self, error: ClubError) -> None:
        """Show nobody, and why."""
        self._leave_member()
        self.set_error(words(error))
        self._show(self._home())
        self.focus_first()

    # enrolling and linking

    def _ask_about(self, code: str) -> None:
        self._leave_member()
        self.unknown.ask_about(code)
        self._show(self._unknown_view)
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_enrolment(self, typed: str) -> None:
        self._leave_member()
        self.linking.end()
        self.set_error("")
        self.box.clear()
        self._show(self._enrol_view)
        self.enrolment.begin(typed)

    def _on_enrolled(self, member_id: int) -> None:
        self.show_member(member_id)
        if self._card is not None:
            self._hall.toasts.show(self.enrolment.welcome(self._card))

    def _begin_linking(self, code: str) -> None:
        self.box.clear()
        self.linking.begin(code)
        self.lookup.members_only = True
        self._show(self.idle)
        self.focus_first()

    def _end_linking(self) -> None:
        self.lookup.members_only = False
        self.focus_first()

    # sales

    def show_sale(self, line: SaleLine) -> None:
        """Put a sale on view, with its slip and the way back."""
        self._leave_member()
        self.set_error("")
        self.box.clear()
        self.found_sale.show_sale(line)
        self._show(self._sale_view)
        self.found_sale.slip.setFocus()

    def _show_recent(self, sale: SaleRow) -> None:
        self.show_sale(receipts.sale(self._hall.desk, sale.id))

    def _on_recorded(self, done: RecordedSale) -> None:
        self._scroll.verticalScrollBar().setValue(0)
        self.after.tell_sale(done)

    def _on_exchanged(self, returned: ReturnedGoods, done: RecordedSale) -> None:
        self._scroll.verticalScrollBar().setValue(0)
        self.after.tell_exchange(returned, done)

    def _begin_exchange(self, member_id: int, draft: ReturnDraft, plan: ReturnPlan) -> None:
        self.show_member(member_id)
        if self._card is not None and self._card.id == member_id:
            self.sale.begin_exchange(Exchange(draft, plan))

    def _show_lines(self, is_shown: bool) -> None:  # noqa: FBT001  # a signal's slot
        self._make_room(is_typing=is_shown or self.sale.basket() is not None)
        self.sale.lines.setVisible(is_shown)
        self._sales_card.setVisible(not is_shown)
        self.member.set_brief(brief=is_shown)

    def _resume(self, kept: KeptBasket) -> None:
        self.show_member(kept.basket.member_id, kept.basket)

    def _make_room(self, is_typing: bool) -> None:  # noqa: FBT001  # a signal's slot
        """The last sale steps aside while the next one is typed."""
        self.last.setVisible(self.last.sale is not None and not is_typing)

    # showing

    def _view(self) -> QWidget:
        return cast(QWidget, self.views.currentWidget())

    def _show(self, view: QWidget) -> None:
        self.views.setCurrentWidget(view)
        # while a list lies over the member nobody can see whose sale this would be
        self.sale.setEnabled(view is not self.hits)
        if view not in (self.hits, self._unknown_view):
            self.lookup.leave()
        self.kept.offer(where_it_fits=view is self.idle)
        if view is self.idle:
            self.idle.refresh()
        self._privacy.stop()
        self._stay()
        self._scroll.verticalScrollBar().setValue(0)

    def _home(self) -> QWidget:
        """Return what is under way: a form that is filled in, a member, or nothing."""
        if self.enrolment.is_under_way:
            return self._enrol_view
        return self._member_view if self._card is not None else self.idle

    def _back(self) -> None:
        """Esc: one step back, at last to the empty box."""
        self.set_error("")
        self.linking.end()
        if self.box.text():
            self.box.clear()
        elif self._view() is self._member_view:
            self._leave_member()
        self._show(self._home())
        if self._view() is not self._enrol_view:
            self.focus_first()

    def _on_edited(self, text: str) -> None:
        if text == self.box.text():  # else it was a bank card, and that is said there
            self.set_error("")

    def _on_down(self) -> None:
        if self.lookup.is_list_on_view():
            self.hits.move_mark(1)
        elif self._card is not None and not self.box.text():
            self.sale.focus_amount()

    def _on_news(self, _event: object) -> None:
        if self._view() is self.idle:
            self.idle.refresh()

    def _on_attention(self, event: object) -> None:
        """Say anew what is open: something was noted, promised, done or given away."""
        self._on_news(event)
        if self._card is not None:
            self.member.show_attention(attention.of_member(self._hall.desk, self._card.id))
