"""Goods that come back: which, how many, what that does, and one button that does it."""

import uuid
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from loyaldesk.domain import errors
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, receipts, returns
from loyaldesk.services.approvals import Approval
from loyaldesk.services.returns import ReturnDraft, ReturnedGoods, ReturnPlan
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead, muted
from loyaldesk.ui.kit.layout import box, hairline, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.return_lines import ReturnLines
from loyaldesk.ui.parts.return_plan import PlanView
from loyaldesk.ui.parts.second_person import AgreedDialog, return_words

WAIT_MS = 120
MOST_HIGH = 260
LINE_HIGH = 58


class ReturnDialog(AgreedDialog):
    """Takes goods of one sale back; with *may_exchange* also together with a new sale.

    Above the limit of own sales a second person agrees in it; for an exchange when that is booked.

    Any page opens it: ``ReturnDialog(window, hall, sale_id)``, then `done` tells what became of it.

    Args:
        parent: The window.
        hall: Where and who.
        sale_id: The sale.
        may_exchange: Whether a new sale can be typed behind it.

    Raises:
        Missing: If there is no such sale.
        PermissionDenied: If sales may not be read.
    """

    recorded = Signal(object)  # ReturnedGoods
    exchange_wanted = Signal(object, object)  # ReturnDraft, ReturnPlan

    def __init__(
        self, parent: QWidget | None, hall: Hall, sale_id: int, *, may_exchange: bool = False
    ) -> None:
        self.found = returns.returns_of(hall.desk, sale_id)
        sale = receipts.sale(hall.desk, sale_id)
        title = tr("Return of receipt {number}, {name}").format(
            number=fmt.code(str(sale.receipt)), name=isolate(sale.name)
        )
        super().__init__(parent, hall, title, tr("Take the goods back"), 560)
        self.outcome: ReturnedGoods | None = None
        self._key = f"return:{uuid.uuid4().hex}"
        self.draft: ReturnDraft | None = None
        self.plan: ReturnPlan | None = None
        self.lines = ReturnLines(self.found.lines)
        self.amount = Field(
            tr("Amount that comes back ({unit})").format(unit=fmt.unit_name()),
            AmountEdit(name=tr("Amount that comes back")),
        )
        self.reason = Field(tr("Reason (optional)"), QLineEdit())
        lead(self.reason.widget)
        self.all = quiet_button(tr("All of it"), icon_name="checklist")
        self.view = PlanView()
        self.hint = muted(tr("Choose what comes back: arrows and the keys + and −."), wrap=True)
        self.before = Note("", "info", icon_name="history")
        self.exchange = button(tr("Exchange…"), icon_name="refresh")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(WAIT_MS)
        self._pause.timeout.connect(self.reckon)
        self._arrange(may_exchange=may_exchange)
        self.reckon()

    def is_dirty(self) -> bool:
        """Return whether a reason was typed: counts are quickly chosen again."""
        return bool(self.reason.widget.text().strip())

    def submit(self) -> None:
        """Take the goods back."""
        self.reckon()
        if self.plan is not None and not self.plan.is_blocked:
            super().submit()

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        return {"amount": self.amount, "reason": self.reason}

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, subject and amount of the leave."""
        back = self.plan.amount_rial if self.plan else 0
        so_far = self.found.amount_rial - self.found.left_rial
        return returns.ACT, self.found.sale_id, so_far + back

    def book(self, approval: Approval | None) -> None:
        """Take the goods back."""
        if self.draft is not None:
            self.outcome = returns.return_goods(self._desk, self.draft, approval=approval)

    def accept(self) -> None:
        """Close, and tell what came back if something did."""
        super().accept()
        if self.outcome is not None:
            self.recorded.emit(self.outcome)

    def reckon(self) -> None:
        """Show what the return would do now."""
        self._pause.stop()
        self.draft, self.plan = self._typed(), None
        self.set_error("")
        if self.draft is not None:
            try:
                self.plan = returns.plan_return(self._desk, self.draft)
            except errors.MoreThanSold as error:
                self._say(error, beside_amount=not self.found.lines)
            except ClubError as error:
                self._say(error, beside_amount=False)
        alone = self.plan.alone_rial if self.plan and not self.plan.is_blocked else 0
        self.need_second(return_words(alone) if alone else "")
        if self.plan is not None:
            self.view.show_plan(self.plan, club.programme(self._desk))
        self.view.setVisible(self.plan is not None)
        self.hint.setVisible(self.draft is None and bool(self.found.lines) and self.found.is_open)
        may = self.plan is not None and not self.plan.is_blocked
        self.primary.setEnabled(may)
        self.exchange.setEnabled(may)

    def _arrange(self, *, may_exchange: bool) -> None:
        is_by_lines = bool(self.found.lines)
        scroll = QScrollArea()
        scroll.setWidget(self.lines)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setProperty("page", "true")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedHeight(min(len(self.found.lines) * LINE_HIGH + 4, MOST_HIGH))
        scroll.setVisible(is_by_lines)
        self._all_row = box(row(self.hint, None, self.all))
        self.amount.setVisible(not is_by_lines and self.found.is_open)
        self.amount.set_hint(
            tr("At most {amount}").format(amount=fmt.amount_with_unit(self.found.left_rial))
        )
        if not is_by_lines:
            self.amount.widget.set_amount(self.found.left_rial or None)
        self.all.setVisible(is_by_lines and self.found.is_open)
        self._say_before()
        self.add(
            self.before, scroll, self._all_row, self.amount, hairline(), self.view, self.reason,
            self.second,
        )  # fmt: skip
        self._all_row.setVisible(is_by_lines and self.found.is_open)
        self.reason.setVisible(self.found.is_open)
        self.buttons.insertWidget(0, self.exchange)
        self.exchange.setVisible(may_exchange and self.found.is_open)
        self.exchange.setAutoDefault(False)
        self.all.setAutoDefault(False)
        self.lines.changed.connect(self.reckon)
        self.amount.widget.changed.connect(self._pause.start)
        self.all.clicked.connect(self.lines.take_all)
        self.exchange.clicked.connect(self._on_exchange)
        chain = (self.lines, self.all, self.amount.widget, self.reason.widget)
        for one, next_ in pairwise(chain):
            QWidget.setTabOrder(one, next_)
        (self.lines if is_by_lines else self.amount.widget).setFocus()

    def _say_before(self) -> None:
        back = [
            tr("{amount} on {day}").format(
                amount=fmt.amount_with_unit(abs(each.amount_rial)),
                day=fmt.moment(each.at, self._desk.zone),
            )
            for each in self.found.returns
            if not each.is_undone
        ]
        if not self.found.is_open and not back:
            self.before.say(tr("Nothing of this receipt can come back."), "warn")
        else:
            text = tr("Came back before: {list}").format(list=tr(", ").join(back))
            self.before.say(text, "info")
        self.before.setVisible(bool(back) or not self.found.is_open)

    def _typed(self) -> ReturnDraft | None:
        reason = self.reason.widget.text()
        if not self.found.is_open:
            return None
        if self.found.lines:
            chosen = self.lines.chosen()
            return (
                ReturnDraft(self.found.sale_id, self._key, chosen, reason=reason)
                if chosen
                else None
            )
        rial = self.amount.widget.amount_rial()
        if not rial:
            return None
        return ReturnDraft(self.found.sale_id, self._key, amount_rial=rial, reason=reason)

    def _say(self, error: ClubError, *, beside_amount: bool) -> None:
        if beside_amount:
            self.amount.set_error(words(error))
        else:
            self.set_error(words(error))

    def _on_exchange(self) -> None:
        self.reckon()
        if self.draft is not None and self.plan is not None:
            self.accept()
            self.exchange_wanted.emit(self.draft, self.plan)
