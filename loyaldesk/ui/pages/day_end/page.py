"""The day by operator, to be compared with what lies in the till."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from loyaldesk.domain.events import SaleRecorded, SaleReversed
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import day as service
from loyaldesk.services import exports, printing, sealing
from loyaldesk.services.day import DayEnd, OperatorDay
from loyaldesk.services.words import bad_input
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, icon_button, primary_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, heading, muted, number
from loyaldesk.ui.kit.layout import Card, L, M, box, column, hairline, page_margins, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog
from loyaldesk.ui.parts.save_file import ask_where

CASH_WIDTH = 230


class DayEndPage(QWidget):
    """What each operator sold, and what must be in the till.

    Args:
        hall: The desk and the means to speak to a person.
        parent: Owner.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._end: DayEnd | None = None
        self.where: QFileDialog | None = None
        self.paper: PdfDialog | None = None
        self.day = DateEdit(hall.desk.today, last=hall.desk.today(), name=tr("Day"))
        self.day.set_day(hall.desk.today())
        self.chooser = Field(tr("Day"), self.day)
        self.before = icon_button("chevron-left", tr("Day before"))
        self.after = icon_button("chevron-right", tr("Day after"))
        self.title = heading("", 2)
        self.problem = Note("", "danger")
        self.sales = number("")
        self.reversals = number("")
        self.given = number("")
        self.must = Label("", "big")
        self.how = muted("", wrap=True)
        self.code = muted("")
        self.cash = Field(
            tr("Counted in the till ({unit})").format(unit=fmt.unit_name()),
            AmountEdit(name=tr("Counted in the till")),
            tr("Only compared, not stored."),
        )
        self.difference = Note("", "plain")
        self.table = _table()
        self.print = primary_button(tr("Print"), "Ctrl+P", "printer")
        self.export = button(tr("Export…"), icon_name="file-spreadsheet")
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Read the day again."""
        day = self.day.day()
        if day is None:
            return
        self.set_error("")
        try:
            self._end = service.day_end(self._hall.desk, day)
        except ClubError as error:
            errors.show(error, self)
            return
        self._show(self._end)

    def focus_first(self) -> None:
        """Let the next key go into what was counted."""
        self.cash.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_error(self, text: str) -> None:
        """Say above the table what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def export_to(self, path: Path) -> None:
        """Write the day to *path*."""
        if self._end is None:
            return
        try:
            exports.export_day_end(self._hall.desk, path, self._end.day)
        except ClubError as error:
            errors.show(error, self)
            return
        self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(M)
        layout.addLayout(self._head())
        layout.addWidget(self.problem)
        operators = Card(title=tr("By operator"))
        operators.body.addWidget(self.table, 1)
        layout.addWidget(self._day_card())
        layout.addWidget(self._till_card())
        layout.addWidget(operators, 1)
        self.problem.hide()
        self.export.setVisible(self._hall.desk.may(Permission.LIST_EXPORT))
        self.day.day_changed.connect(self.refresh)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.cash.widget.changed.connect(self._compare)
        self.cash.widget.refused.connect(self._on_refused)
        self.print.clicked.connect(self._on_print)
        self.export.clicked.connect(self._on_export)
        for kind in (SaleRecorded, SaleReversed):
            self._hall.news.on(kind, self, lambda _event: self.refresh())

    def _head(self) -> QHBoxLayout:
        self.day.setFixedWidth(190)
        line = row(self.before, self.chooser, self.after, None, self.print, self.export)
        for made in (self.before, self.after, self.print, self.export):
            line.setAlignment(made, Qt.AlignmentFlag.AlignTop)
        self.chooser.label.hide()
        return line

    def _day_card(self) -> Card:
        tiles = row(
            _tile(self.sales, tr("sales")), hairline(upright=True),
            _tile(self.reversals, tr("taken back")), hairline(upright=True),
            _tile(self.given, tr("points given")), spacing=L,
        )  # fmt: skip
        for place in (0, 2, 4):
            tiles.setStretch(place, 1)
        return Card(self.title, tiles, self.code, spacing=M)

    def _till_card(self) -> Card:
        must = column(heading(tr("Must be in the till"), 2), self.must, self.how, None, spacing=0)
        self.cash.setFixedWidth(CASH_WIDTH)
        counted = column(self.cash, None)
        answer = column(self.difference, None)
        answer.setContentsMargins(0, 26, 0, 0)  # beside the field, not beside its name
        line = row(must, hairline(upright=True), counted, answer, spacing=L)
        line.setStretch(0, 3)
        line.setStretch(3, 2)
        return Card(line)

    def _show(self, end: DayEnd) -> None:
        total = end.total
        self.title.setText(fmt.long_day(end.day))
        self.sales.setText(fmt.number(total.sales))
        self.reversals.setText(fmt.number(total.reversals + total.returns))
        self.given.setText(fmt.number(total.points_given))
        self.must.setText(fmt.amount_with_unit(total.net_rial))
        self.how.setText(_how(total))
        self._show_code(end.day)
        many = len(end.operators) > 1
        self.table.show_rows([*end.operators, total] if many else list(end.operators))
        self.after.setEnabled(end.day < self._hall.desk.today())
        self._compare()

    def _show_code(self, day: date) -> None:
        code = sealing.day_code(self._hall.desk, day)
        self.code.setText(tr("Code of the day: {code}").format(code=ltr(code)) if code else "")
        self.code.setVisible(bool(code))

    def _compare(self) -> None:
        """Say how what was counted differs from what must be there."""
        self.cash.clear_error()
        counted = self.cash.widget.amount_rial()
        self.difference.setVisible(counted is not None and self._end is not None)
        if counted is None or self._end is None:
            return
        more = counted - self._end.total.net_rial
        amount = fmt.amount_with_unit(abs(more))
        if not more:
            self.difference.say(tr("The till is right."), "ok")
        elif more > 0:
            self.difference.say(tr("{amount} too much").format(amount=amount), "warn")
        else:
            self.difference.say(tr("{amount} missing").format(amount=amount), "danger")

    def _step(self, days: int) -> None:
        shown = self._end.day if self._end is not None else self._hall.desk.today()
        self.day.set_day(min(shown + timedelta(days=days), self._hall.desk.today()))

    def _on_refused(self, why: str) -> None:
        self.cash.set_error(bad_input(BadInput("amount", why)))

    def _on_print(self) -> None:
        if self._end is None:
            return
        day = self._end.day
        try:
            content = printing.day_end_pdf(self._hall.desk, day, look())
        except ClubError as error:
            errors.show(error, self)
            return
        self.paper = PdfDialog(
            self._hall, self, tr("Day end {day}").format(day=fmt.day(day)), content, _name(day)
        )
        self.paper.open()

    def _on_export(self) -> None:
        if self._end is not None:
            self.where = ask_where(
                self, tr("Export"), _name(self._end.day), [("Excel", ".xlsx"), ("CSV", ".csv")],
                self.export_to,
            )  # fmt: skip


def _how(total: OperatorDay) -> str:
    """Return how the till comes to what must be in it; what there was not is left out."""
    parts = [
        tr("Sales {sales}, less taken back {back}, less paid with points {paid}").format(
            sales=fmt.amount(total.amount_rial),
            back=fmt.amount(total.reversed_rial + total.returned_rial),
            paid=fmt.amount(total.paid_rial),
        )
    ]
    if total.reward_rial:
        parts.append(tr("less rewards {amount}").format(amount=fmt.amount(total.reward_rial)))
    if total.stored_rial:
        parts.append(
            tr("less gift cards and wallet {amount}").format(amount=fmt.amount(total.stored_rial))
        )
    return tr(", ").join(parts)


def _name(day: date) -> str:
    return tr("day end {day}").format(day=day.isoformat())


def _tile(figure: Label, name: str) -> QWidget:
    return box(column(figure, muted(name), spacing=0))


def _table() -> RowsTable[OperatorDay]:
    unit = fmt.unit_name()
    return RowsTable(
        [
            Column(tr("Operator"), lambda row: row.operator),
            Column(tr("Sales"), lambda row: fmt.number(row.sales), numeric=True, width_hint=58),
            Column(
                tr("Came back"), lambda row: fmt.number(row.reversals + row.returns), numeric=True,
                width_hint=80,
            ),
            Column(
                tr("Amount ({unit})").format(unit=unit),
                lambda row: fmt.amount(row.amount_rial - row.reversed_rial - row.returned_rial),
                numeric=True,
                width_hint=108,
            ),
            Column(
                tr("Paid with points"), lambda row: fmt.amount(row.paid_rial), numeric=True,
                width_hint=110,
            ),
            Column(
                tr("In the till"), lambda row: fmt.amount(row.net_rial), numeric=True,
                width_hint=104,
            ),
            Column(
                tr("Points given"), lambda row: fmt.number(row.points_given), numeric=True,
                width_hint=98,
            ),
            Column(
                tr("Points used"), lambda row: fmt.number(row.paid_points), numeric=True,
                width_hint=98,
            ),
        ],
        tr("By operator"),
        sorting="none",
        empty=EmptyState("cash-register", tr("No sale on this day.")),
    )  # fmt: skip
