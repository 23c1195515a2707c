"""The sale of who is at the counter: amount, points, and one button that records it."""

import uuid
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, sales
from loyaldesk.services.drafts import Basket
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.sales import Preview, RecordedSale, SaleDraft
from loyaldesk.services.words import bad_input, words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, icon_button, primary_button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, heading, muted
from loyaldesk.ui.kit.layout import Card, M, box, column, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.pages.counter.keeping import Keeper
from loyaldesk.ui.pages.counter.redeem import RedeemPanel
from loyaldesk.ui.parts.hall import Hall

UNUSUAL = 10
"""So many times the usual basket, or such a part of it, is asked about."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SaleForm(Card):
    """Types and records one sale. The basket has its key from the first digit on.

    Args:
        hall: Where and who.
    """

    recorded = Signal(object)  # RecordedSale
    stale = Signal()  # somebody else changed the member: read the card again
    left = Signal()  # Esc
    opened = Signal()  # the panel for points
    begun = Signal(bool)  # whether an amount is being typed

    def __init__(self, hall: Hall) -> None:
        super().__init__(spacing=M)
        self._hall = hall
        self._card: CounterCard | None = None
        self._key = ""
        self._pay_points = 0
        self._asked_at: int | None = None
        self._is_recording = False
        unit = fmt.unit_name()
        self.title = heading(tr("New sale"), 2)
        self.amount = Field(
            tr("Amount ({unit})").format(unit=unit), AmountEdit(big=True, name=tr("Amount"))
        )
        self.in_words = muted("", wrap=True)
        self.earns = muted("", wrap=True)
        self.warning = Note("", "warn")
        self.paid = Label("")
        self.no_points = icon_button("x", tr("Do not use points"))
        self.to_pay = Label("", "h2")
        self.record = primary_button(tr("Record sale"), "Enter", tall=True)
        self.redeem = button(tr("Pay with points"), "F6", "gift")
        self.panel = RedeemPanel()
        self._keeper = Keeper(hall.desk, self.basket, self)
        self._build()
        self.clear()

    @property
    def card(self) -> CounterCard | None:
        """Whose sale it is."""
        return self._card

    def basket(self) -> Basket | None:
        """Return what was typed, or None while there is no amount."""
        rial = self.amount.widget.amount_rial()
        if self._card is None or not rial:
            return None
        return Basket(self._key, self._card.id, rial, self._pay_points)

    def begin(self, card: CounterCard, kept: Basket | None = None) -> None:
        """Begin a sale of *card*; *kept* goes on where it stopped."""
        self.clear()
        self._card = card
        self._key = kept.key if kept else ""
        may = self._hall.desk.may(Permission.SALE_RECORD) and card.state == "active"
        self.amount.setEnabled(may)
        self.amount.set_hint("")
        if kept:
            self._keeper.begin(kept)
            self.amount.widget.set_amount(kept.amount_rial)
            self._pay_points = min(kept.pay_points, self.most_points())
        self._show()

    def renew(self, card: CounterCard) -> None:
        """Show the figures of the same member as they are now; what was typed stays."""
        self._card = card
        self._pay_points = min(self._pay_points, self.most_points())
        self._show()

    def clear(self) -> None:
        """Forget member and amount; a basket that was kept stays kept."""
        self._card, self._key, self._pay_points = None, "", 0
        self._asked_at = None
        self._keeper.begin()
        self.amount.widget.set_amount(None)
        self.amount.clear_error()
        self.amount.setEnabled(False)
        self.amount.set_hint("")
        self._close_panel()
        self._show()

    def put_by(self) -> None:
        """Keep the basket now, before the member is taken from view."""
        self._keeper.now()

    def focus_amount(self) -> None:
        """Let the next key go into the amount."""
        self.amount.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.widget.selectAll()

    def most_points(self) -> int:
        """Return how many points this operator may use on this sale."""
        rial = self.amount.widget.amount_rial() or 0
        if self._card is None or not self._hall.desk.may(Permission.POINTS_SPEND):
            return 0
        rules = club.programme(self._hall.desk)
        most = min(self._card.points, rial // rules.point_worth_rial)
        limit = rules.spend_limit_points
        if limit and not self._hall.desk.may(Permission.POINTS_SPEND_ABOVE_LIMIT):
            most = min(most, limit)
        return most

    def open_redeem(self) -> None:
        """Ask how many points pay a part, or say why none can."""
        if self._card is None or not self.amount.isEnabled():
            return
        if not self.amount.widget.amount_rial():
            self.amount.set_error(tr("First type the amount, then pay a part with points."))
            self.focus_amount()
            return
        most = self.most_points()
        if not most:
            self.amount.set_error(self._why_no_points())
            return
        self._set_open(open_=True)
        self.panel.offer(most, club.programme(self._hall.desk).point_worth_rial)

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
        if self._must_ask(basket):
            return
        self._is_recording = True
        self.record.setEnabled(False)
        try:
            self._keeper.now()
            done = sales.record_sale(self._hall.desk, self._draft(basket))
        except ClubError as error:
            self._on_refused(error)
        else:
            self._on_recorded(basket, done)
        finally:
            self._is_recording = False
            self._show()

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

    def _build(self) -> None:
        paid = row(self.paid, self.no_points)
        paid.setStretch(0, 1)
        self._paid = box(column(paid, self.to_pay, spacing=0))
        self._main = box(column(self._paid, self.warning, self.record, row(self.redeem), spacing=M))
        for item in (self.title, self.amount, self.in_words, self.earns, self._main, self.panel):
            self.body.addWidget(item)
        self.body.addStretch(1)
        self.amount.widget.installEventFilter(self)
        self.amount.widget.changed.connect(self._on_changed)
        self.amount.widget.refused.connect(self._on_paste_refused)
        self.record.clicked.connect(self.submit)
        self.redeem.clicked.connect(self.open_redeem)
        self.no_points.clicked.connect(lambda: self._use_points(0))
        self.panel.taken.connect(self._use_points)
        self.panel.left.connect(self._on_panel_left)
        QWidget.setTabOrder(self.amount.widget, self.record)
        QWidget.setTabOrder(self.record, self.redeem)

    def _draft(self, basket: Basket) -> SaleDraft:
        return SaleDraft(basket.member_id, basket.amount_rial, basket.key, basket.pay_points)

    def _must_ask(self, basket: Basket) -> bool:
        """Ask once about an amount that looks like a zero too many or too few."""
        usual = self._card.basket_rial if self._card else None
        if not usual or self._asked_at == basket.amount_rial:
            return False
        is_much = basket.amount_rial >= UNUSUAL * usual
        if not is_much and basket.amount_rial * UNUSUAL > usual:
            return False
        self._asked_at = basket.amount_rial
        text = (
            tr("This is ten times the usual sale of {amount}, or more. Enter again records it.")
            if is_much
            else tr("This is a tenth of the usual sale of {amount}, or less."
                    " Enter again records it.")
        )  # fmt: skip
        self.warning.say(text.format(amount=fmt.amount_with_unit(usual)), "warn")
        self.warning.show()
        return True

    def _on_changed(self) -> None:
        if self._card is None:
            return
        if not self._key and self.amount.widget.amount_rial():
            self._key = uuid.uuid4().hex
        self.amount.clear_error()
        self._asked_at = None
        self.warning.hide()
        self._pay_points = min(self._pay_points, self.most_points())
        self._keeper.soon()
        self._show()

    def _on_recorded(self, basket: Basket, done: RecordedSale) -> None:
        self._key, self._pay_points = "", 0
        self._asked_at = None
        self.warning.hide()
        card, self._card = self._card, None  # emptying the field begins no new basket
        self.amount.widget.set_amount(None)
        self._card = card
        self._keeper.drop(basket.key)
        self.recorded.emit(done)

    def _on_refused(self, error: ClubError) -> None:
        if isinstance(error, errors.NotEnoughPoints):  # another till was quicker
            self._pay_points = 0
            self.stale.emit()
        elif isinstance(error, errors.SpendAboveLimit | errors.SpendAboveAmount):
            self._pay_points = 0
        self.amount.set_error(bad_input(error) if isinstance(error, BadInput) else words(error))
        self.focus_amount()

    def _on_paste_refused(self, why: str) -> None:
        self.amount.set_error(bad_input(BadInput("amount", why)))

    def _use_points(self, points: int) -> None:
        self._pay_points = points
        self._close_panel()
        self._keeper.now()
        self._show()
        self.focus_amount()

    def _on_panel_left(self) -> None:
        self._close_panel()
        self.focus_amount()

    def _close_panel(self) -> None:
        self._set_open(open_=False)

    def _set_open(self, *, open_: bool) -> None:
        self.panel.setVisible(open_)
        self._main.setVisible(not open_)
        self.earns.setVisible(not open_)
        self.title.setText(tr("Pay with points") if open_ else tr("New sale"))
        if open_:
            self.opened.emit()

    def _why_no_points(self) -> str:
        if not self._hall.desk.may(Permission.POINTS_SPEND):
            return words(errors.PermissionDenied(Permission.POINTS_SPEND.value))
        if self._card is not None and not self._card.points:
            return tr("There are no points to pay with.")
        return tr("This amount is smaller than the worth of one point.")

    def _show(self) -> None:
        """Bring every text to what is typed now."""
        basket = self.basket()
        self.begun.emit(basket is not None)
        self.in_words.setText(self.amount.widget.words() if self._card else "")
        self.in_words.setVisible(self._card is not None)
        seen = self._preview(basket)
        self.earns.setText(self._earns(seen))
        self._paid.setVisible(bool(basket and basket.pay_points and seen))
        if basket and seen:
            self.paid.setText(
                tr("{points} points pay {amount}").format(
                    points=fmt.number(basket.pay_points),
                    amount=fmt.amount_with_unit(seen.paid_rial),
                )
            )
            self.to_pay.setText(
                tr("To pay: {amount}").format(amount=fmt.amount_with_unit(seen.to_pay_rial))
            )
        self.record.set_words(
            tr("Record sale, {points} points").format(points=fmt.signed(seen.points))
            if seen
            else tr("Record sale")
        )
        self.record.setEnabled(basket is not None and not self._is_recording)
        self.redeem.setEnabled(self._card is not None and self.amount.isEnabled())
        if self._asked_at is None:
            self.warning.hide()

    def _preview(self, basket: Basket | None) -> Preview | None:
        if basket is None or not self.amount.isEnabled():
            return None
        try:
            return sales.preview(self._hall.desk, self._draft(replace(basket, key="preview")))
        except ClubError:
            return None

    def _rate(self) -> str:
        """Return what money earns in this tier, before an amount is typed."""
        if self._card is None or not self.amount.isEnabled():
            return ""
        rules = club.programme(self._hall.desk)
        return tr("1 point for each {amount}, at {percent} in {tier}").format(
            amount=fmt.amount_with_unit(rules.rial_per_point),
            percent=fmt.percent(self._card.tier.earn_percent / 100),
            tier=isolate(self._card.tier.name(look().language)),
        )

    def _earns(self, seen: Preview | None) -> str:
        if self._card is None:
            return tr("Scan a card or type a mobile to begin.")
        if seen is None:
            return self._rate()
        more = seen.points - seen.base_points
        if not more:
            return tr("{points} points").format(points=fmt.number(seen.base_points))
        return tr("{base} base + {more} {tier}").format(
            base=fmt.number(seen.base_points), more=fmt.number(more),
            tier=isolate(self._card.tier.name(look().language)),
        )  # fmt: skip
