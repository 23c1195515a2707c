"""The sale of who is at the counter: amount, what pays, and one button that records it."""

import uuid
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from loyaldesk.domain import errors
from loyaldesk.domain.basket import Line
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.spender import Verified
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club, sales
from loyaldesk.services.approvals import Approval
from loyaldesk.services.drafts import Basket
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.returns import ReturnedGoods
from loyaldesk.services.sales import RecordedSale
from loyaldesk.services.spend_limits import ACT as SPEND
from loyaldesk.services.words import bad_input, words
from loyaldesk.ui.pages.counter import recording, sale_words
from loyaldesk.ui.pages.counter.basket_choices import BasketChoices
from loyaldesk.ui.pages.counter.choices import Option, offered
from loyaldesk.ui.pages.counter.keeping import Keeper
from loyaldesk.ui.pages.counter.reckoning import Reckoning, reckon
from loyaldesk.ui.pages.counter.recording import Exchange
from loyaldesk.ui.pages.counter.sale_sheet import SaleSheet
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.second_person import (
    LeaveDialog,
    ask_leave,
    return_words,
    who_may_agree,
)

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SaleForm(SaleSheet):
    """Types and records one sale. The basket has its key from the first digit on.

    Args:
        hall: Where and who.
    """

    recorded = Signal(object)  # RecordedSale
    exchanged = Signal(object, object)  # ReturnedGoods, RecordedSale
    stale = Signal()  # somebody else changed the member: read the card again
    left = Signal()  # Esc
    opened = Signal()  # the panel for rewards, or the one for the proof
    begun = Signal(bool)  # whether an amount is being typed

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self._hall = hall
        self._card: CounterCard | None = None
        self._key = ""
        self._choices = BasketChoices(hall.desk)
        self._reckoned: Reckoning | None = None
        self._exchange: Exchange | None = None
        self._proof: Verified | None = None
        self._scanned = ""
        self._may_skip = False
        self._asked_at: int | None = None
        self._is_recording = False
        self.leave: LeaveDialog | None = None
        self._keeper = Keeper(hall.desk, self.basket, self)
        self._wire()
        self.clear()

    @property
    def card(self) -> CounterCard | None:
        """Whose sale it is."""
        return self._card

    @property
    def reckoned(self) -> Reckoning | None:
        """What is typed now, reckoned."""
        return self._reckoned

    def basket(self) -> Basket | None:
        """Return what was typed and chosen, or None while there is no amount."""
        rial = self.amount.widget.amount_rial()
        if self._card is None or not rial:
            return None
        return self._choices.basket(self._key, self._card.id, rial)

    def begin(self, card: CounterCard, kept: Basket | None = None, scanned: str = "") -> None:
        """Begin a sale of *card*; *kept* goes on where it stopped.

        Args:
            card: Who buys.
            kept: What was typed before.
            scanned: The code that was scanned to find the member.
        """
        self.clear()
        self._card, self._scanned = card, scanned
        self._key = kept.key if kept else ""
        may = self._hall.desk.may(Permission.SALE_RECORD) and card.state == "active"
        self.set_open(may)
        if kept:
            self._keeper.begin(kept)
            self._choices.resume(kept)
            self.lines.show_lines(kept.lines, kept.discount_rial)
            self.amount.widget.set_amount(kept.amount_rial)
        self._show()

    def begin_exchange(self, exchange: Exchange) -> None:
        """Let goods come back together with the sale that is typed next."""
        self._exchange = exchange
        self.say_exchange(exchange.plan)
        self._show()

    def renew(self, card: CounterCard) -> None:
        """Show the figures of the same member as they are now; what was typed stays."""
        self._card = card
        self._show()

    def clear(self) -> None:
        """Forget member and amount; a basket that was kept stays kept, vouchers are let go."""
        self._card = None
        self._choices.let_go(self._key)
        self._key, self._scanned = "", ""
        self._proof, self._may_skip, self._exchange = None, False, None
        self._asked_at = None
        self._keeper.begin()
        self.say_exchange(None)
        self.lines.show_lines((), 0)
        self.amount.widget.set_amount(None)
        self.amount.clear_error()
        self.set_open(False)
        self._show_part("main")
        self._show()

    def put_by(self) -> None:
        """Keep the basket now, before the member is taken from view."""
        self._keeper.now()

    def toggle_lines(self) -> None:
        """Open the lines, or leave them for the amount."""
        if self._card is None or not self.amount.isEnabled():
            return
        is_open = not self.lines.isVisible()
        self.show_lines(shown=is_open)
        if is_open:
            self.lines.begin_line(self.amount.widget.amount_rial() or 0)
        else:
            self.focus_amount()

    def add_line(self, line: Line) -> None:
        """Put *line* into the basket; an amount typed before becomes a line itself."""
        typed = self.amount.widget.amount_rial() or 0
        if typed and not self.lines.lines():
            self.lines.add(Line(typed))
        self.lines.add(line)
        self.show_lines(shown=True)
        self.focus_amount()

    def open_redeem(self) -> None:
        """Offer what can be taken, or say why nothing can."""
        if self._card is None or not self.amount.isEnabled():
            return
        basket = self.basket()
        if basket is None:
            self.amount.set_error(tr("First type the amount, then pay a part with points."))
            self.focus_amount()
            return
        if self._reckoned is None:
            self._say_problem(basket)
            return
        self._show_part("redeem")
        shown = offered(self._hall.desk, basket, self._reckoned)
        self.panel.offer(shown, club.programme(self._hall.desk).spending)

    def take_scan(self, code: str) -> bool:
        """Take a scanned card for a proof, or a voucher, code or gift card; else return False."""
        if self._card is None or not self.isEnabled():
            return False
        if self.proof.isVisible():
            self.proof.take_scan(code)
            return True
        basket = self.basket()
        if basket is None:
            return False
        tried = self._choices.take_code(basket, code)
        if not tried.is_known:
            return False
        self._after_code(tried.problem)
        return True

    def submit(self) -> None:
        """Record the sale; a second Enter confirms an unusual amount."""
        basket = self.basket()
        if self._is_recording or self._card is None or not self.amount.isEnabled():
            return
        if basket is None:
            typed = self.amount.widget.amount_rial()
            self.amount.set_error(
                bad_input(BadInput("amount", "empty" if typed is None else "not positive"))
            )
            return
        if self._must_ask(basket) or self._must_prove():
            return
        self._record(basket)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter in the amount records; one that is held down does so once."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                if not event.isAutoRepeat():
                    self.submit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _wire(self) -> None:
        self.amount.widget.installEventFilter(self)
        self.amount.widget.changed.connect(self._on_changed)
        self.amount.widget.refused.connect(self._on_paste_refused)
        self.record.clicked.connect(self.submit)
        self.redeem.clicked.connect(self.open_redeem)
        self.lines_switch.clicked.connect(self.toggle_lines)
        self.line_made.connect(self.add_line)
        self.lines.changed.connect(self._on_lines)
        self.lines.finished.connect(self.focus_amount)
        self.lines.left.connect(self.left)
        self.chosen.removed.connect(self._on_removed)
        self.panel.option_taken.connect(self._take)
        self.panel.code_typed.connect(self._on_code)
        self.proof.proved.connect(self._on_proved)
        self.proof.skipped.connect(self._on_skipped)
        self.exchange_left.connect(self._on_exchange_left)
        for panel in (self.panel, self.proof):
            panel.left.connect(self._on_panel_left)

    # recording

    def _record(
        self, basket: Basket, approval: Approval | None = None, for_return: Approval | None = None
    ) -> None:
        self._is_recording = True
        self.record.setEnabled(False)
        held = self._reckoned.basket if self._reckoned else basket
        desk, exchange = self._hall.desk, self._exchange
        try:
            self._keeper.now()
            returned, done = recording.record(
                desk, held, self._proof, exchange, approval, for_return
            )
        except errors.SpendAboveLimit as error:
            self._ask_leave(basket, held, error)
        except errors.ApprovalNeeded as error:
            self._ask_return_leave(basket, error, approval)
        except ClubError as error:
            self._on_refused(error)
        else:
            self._on_recorded(basket, done, returned)
        finally:
            self._is_recording = False
            self._show()

    def _on_recorded(
        self, basket: Basket, done: RecordedSale, returned: ReturnedGoods | None
    ) -> None:
        self._key = ""
        self._choices.forget()
        self._proof, self._may_skip, self._exchange = None, False, None
        self._asked_at = None
        self.warning.hide()
        self.say_exchange(None)
        self.show_lines(shown=False)
        card, self._card = self._card, None  # emptying the field begins no new basket
        self.lines.show_lines((), 0)
        self.amount.widget.set_amount(None)
        self.amount.widget.setReadOnly(False)
        self._card = card
        self._keeper.drop(basket.key)
        if returned is not None:
            self.exchanged.emit(returned, done)
        else:
            self.recorded.emit(done)

    def _ask_leave(self, basket: Basket, held: Basket, error: errors.SpendAboveLimit) -> None:
        """Let a second person agree to more points than this operator may take, here and now."""
        if not who_may_agree(self._hall.desk):
            self._on_refused(error)
            return
        why = tr("Above {limit} points a second person agrees, here at this desk.").format(
            limit=fmt.number(error.limit)
        )
        asked = (SPEND, held.member_id, held.pay_points)
        self.leave = ask_leave(
            self, self._hall, why, asked, lambda approval: self._record(basket, approval)
        )

    def _ask_return_leave(
        self, basket: Basket, error: errors.ApprovalNeeded, spending: Approval | None
    ) -> None:
        """Let a second person agree that much of an own sale comes back for this one."""
        if self._exchange is None or not who_may_agree(self._hall.desk):
            self._on_refused(error)
            return
        asked = (error.act, self._exchange.draft.sale_id, error.given)
        self.leave = ask_leave(
            self, self._hall, return_words(error.limit), asked,
            lambda approval: self._record(basket, spending, approval),
        )  # fmt: skip

    def _on_refused(self, error: ClubError) -> None:
        if isinstance(error, errors.NotEnoughPoints):  # another till was quicker
            self._choices.take_out("pay_points")
            self.stale.emit()
        elif isinstance(error, errors.SpendAboveLimit | errors.SpendAboveAmount):
            self._choices.take_out("pay_points")
        self.amount.set_error(bad_input(error) if isinstance(error, BadInput) else words(error))
        self.focus_amount()

    def _must_ask(self, basket: Basket) -> bool:
        """Ask once about an amount that looks like a zero too many or too few."""
        usual = self._card.basket_rial if self._card else None
        if self._asked_at == basket.amount_rial:
            return False
        text = sale_words.unusual(basket.amount_rial, usual)
        if not text:
            return False
        self._asked_at = basket.amount_rial
        self.warning.say(text, "warn")
        self.warning.show()
        return True

    def _must_prove(self) -> bool:
        """Ask for the spender's proof, once for a basket."""
        found = self._reckoned
        needed = recording.proof_needed(self._hall.desk, found, self._proof) if found else None
        if found is None or needed is None or (self._may_skip and needed.may_skip):
            return False
        self._show_part("proof")
        self.proof.ask(found.basket.member_id, needed, self._scanned)
        return True

    # what changes the basket

    def _on_changed(self) -> None:
        if self._card is None:
            return
        if not self._key and self.amount.widget.amount_rial():
            self._key = uuid.uuid4().hex
        self.amount.clear_error()
        self._asked_at = None
        self.warning.hide()
        self._keeper.soon()
        self._show()

    def _on_lines(self) -> None:
        lines = self.lines.lines()
        self._choices.set_lines(lines, self.lines.discount_rial())
        self.amount.widget.setReadOnly(bool(lines))
        if self._card is not None:
            self.amount.widget.set_amount(self.lines.amount_rial() if lines else None)
            self._on_changed()

    def _take(self, option: Option) -> None:
        basket = self.basket()
        problem = self._choices.take(basket, option) if basket is not None else ""
        if problem:
            self.panel.set_code_error(problem)
            return
        self._close_panel()

    def _on_code(self, code: str) -> None:
        basket = self.basket()
        if basket is not None:
            self._after_code(self._choices.take_code(basket, code).problem)

    def _after_code(self, problem: str) -> None:
        if problem and self.panel.isVisible():
            self.panel.set_code_error(problem)
        elif problem:
            self.amount.set_error(problem)
        else:
            self._close_panel()

    def _on_removed(self, field: str, code: str) -> None:
        self._choices.take_out(field, code, self._key)
        self._close_panel()

    def _close_panel(self) -> None:
        self._show_part("main")
        self._keeper.now()
        self._show()
        self.focus_amount()

    def _on_proved(self, verified: Verified) -> None:
        self._proof = verified
        self._close_panel()
        self.submit()

    def _on_skipped(self) -> None:
        self._may_skip = True
        self._close_panel()
        self.submit()

    def _on_panel_left(self) -> None:
        self._show_part("main")
        self.focus_amount()

    def _on_exchange_left(self) -> None:
        self._exchange = None
        self.say_exchange(None)
        self._show()
        self.focus_amount()

    def _on_paste_refused(self, why: str) -> None:
        self.amount.set_error(bad_input(BadInput("amount", why)))

    def _say_problem(self, basket: Basket) -> None:
        try:
            sales.preview(self._hall.desk, replace(basket, pay_points=0).draft())
        except ClubError as error:
            self.amount.set_error(words(error))

    def _show_part(self, part: str) -> None:
        self.show_part(part)
        if part != "main":
            self.opened.emit()

    def _show(self) -> None:
        """Bring every text to what is typed now."""
        basket = self.basket()
        self.begun.emit(basket is not None)
        is_open = self._card is not None and self.amount.isEnabled()
        self._reckoned = reckon(self._hall.desk, basket) if basket and is_open else None
        back = self._exchange.plan.cash_rial if self._exchange else 0
        self.show_sale(self._card, basket, self._reckoned, back)
        self.record.setEnabled(basket is not None and not self._is_recording)
        if self._asked_at is None:
            self.warning.hide()
