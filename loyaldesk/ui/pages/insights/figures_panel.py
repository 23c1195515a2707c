"""Figures only the shop knows: typed in for a month, listed, taken away and brought back."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.insight import costs
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight import shop_figures
from loyaldesk.services.insight.shop_figures import Figure, PointsCost, kind_name, part_name
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import danger_button, primary_button, quiet_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption, heading
from loyaldesk.ui.kit.layout import Card, M, S, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

MONTHS = 24
"""So many months are listed and can be typed in."""

_LEAST_LIST = 150


class FiguresPanel(QWidget):
    """The form and the list of the shop's own figures.

    Args:
        hall: Where and who.
    """

    changed = Signal()
    """A figure came, went or came back."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self._points: PointsCost | None = None
        self.problem = Note("", "danger")
        self.problem.hide()
        self.kind = Field(tr("Kind"), Choice[str](_kinds()))
        self.month = Field(tr("Month"), Choice[Month](_months(hall.desk.today())))
        self.amount = Field(
            tr("Amount in {unit}").format(unit=fmt.unit_name()), AmountEdit(name=tr("Amount"))
        )
        self.note = Field(tr("Note"), QLineEdit())
        self.offer = caption("", wrap=True)
        self.take = quiet_button(tr("Take it over"), "Alt+Down", "arrow-down")
        self.add = primary_button(tr("Add the figure"), "Ctrl+Enter", "plus")
        self.remove = danger_button(tr("Remove"), "Del", "trash")
        self.sums = caption("", wrap=True)
        self.table: RowsTable[Figure] = RowsTable(
            [
                Column(tr("Month"), _month_words, width_hint=118, sort_key=lambda f: f.on_day),
                Column(tr("Kind"), _what),
                Column(tr("Amount"), lambda f: fmt.amount(f.amount_rial), numeric=True,
                       width_hint=112),
            ],
            tr("Figures of the shop"),
            empty=EmptyState("coins", tr(
                "Nothing is typed in yet. With what the shop spends in a month, this page tells"
                " what a new member costs and what the club returns."
            )),
        )  # fmt: skip
        self.table.setMinimumHeight(_LEAST_LIST)
        self._form = self._make_form()
        self._lay_out()
        self._connect()
        may = hall.desk.may(Permission.INSIGHT_EDIT)
        self._form.setVisible(may)
        self.remove.setVisible(may)

    def refresh(self) -> None:
        """Read the figures anew."""
        months = _months(self._desk.today())
        self.month.widget.set_options(months)
        try:
            found = shop_figures.listing(self._desk, months[-1][1].first, months[0][1].last)
        except ClubError as error:
            self.set_error(words(error))
            return
        chosen = self.table.selected_row()
        self.table.show_rows(found)
        ids = [each.id for each in found]
        if found:
            self.table.select(ids.index(chosen.id) if chosen and chosen.id in ids else 0)
        self.remove.setEnabled(bool(found))
        self._tell()

    def focus_first(self) -> None:
        """Put the keys into the form, or into the list of who may not type."""
        if self._form.isHidden():
            self.table.setFocus()
        else:
            self.kind.widget.setFocus()

    def set_error(self, text: str) -> None:
        """Say above the form what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    # inside

    def _make_form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        grid.addWidget(self.kind, 0, 0)
        grid.addWidget(self.month, 0, 1)
        grid.addWidget(self.amount, 1, 0)
        grid.addWidget(self.note, 1, 1)
        grid.addLayout(row(self.offer, self.take), 2, 0, 1, 2)
        grid.addLayout(row(None, self.add), 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for narrow in (self.kind.widget, self.month.widget, self.offer):
            narrow.setMinimumWidth(1)  # the longest kind would push the month out of sight
        return form

    def _lay_out(self) -> None:
        sheet = Card(spacing=S)
        sheet.body.addWidget(heading(tr("Figures of the shop"), 2))
        sheet.body.addWidget(self.problem)
        sheet.body.addWidget(self._form)
        sheet.body.addWidget(self.table, 1)
        sheet.body.addWidget(self.sums)
        sheet.body.addLayout(row(None, self.remove))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, M)
        layout.addWidget(sheet)

    def _connect(self) -> None:
        for each in (self.kind.widget.chosen, self.month.widget.chosen):
            each.connect(lambda _value: self._tell())
        self.amount.widget.returnPressed.connect(self.note.widget.setFocus)
        self.note.widget.returnPressed.connect(self.add_it)
        self.add.clicked.connect(self.add_it)
        self.take.clicked.connect(self._take)
        self.remove.clicked.connect(self.remove_it)
        enter = QShortcut(QKeySequence("Ctrl+Enter"), self)  # the key of the number pad
        enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        enter.activated.connect(self.add_it)

    def _tell(self) -> None:
        """Say what the month comes to, and what its points cost where points are typed in."""
        month = self.month.widget.value()
        if month is None:
            return
        self._points = None
        try:
            if self.kind.widget.value() == "points":
                self._points = shop_figures.points_cost(self._desk, month)
        except ClubError as error:
            self.set_error(words(error))
        self.sums.setText(self._sums(month))
        points = self._points
        self.offer.setVisible(points is not None)
        self.take.setVisible(points is not None and points.rial > 0)
        if points is not None:
            self.offer.setText(
                trn(
                    "The ledger knows: {n} point spent, {amount}. Without a figure this is taken.",
                    "The ledger knows: {n} points spent, {amount}. Without a figure this is taken.",
                    points.points,
                ).format(n=fmt.number(points.points), amount=fmt.amount_with_unit(points.rial))
            )

    def _sums(self, month: Month) -> str:
        found = [each for each in self.table.rows_model.rows if each.on_day == month.first]
        parts = []
        for part in ("acquisition", "retention", "programme"):
            kinds = costs.PARTS[part]
            amount = sum(each.amount_rial for each in found if each.kind in kinds)
            if amount:
                parts.append(f"{part_name(part)} {fmt.amount_with_unit(amount)}")
        if not parts:
            return tr("{month}: no cost is typed in.").format(month=fmt.month(month))
        return f"{fmt.month(month)}: {' · '.join(parts)}"

    # acts

    def add_it(self) -> None:
        """Store what the form says."""
        kind, month = self.kind.widget.value(), self.month.widget.value()
        fields: dict[str, Field[Any]] = {
            "kind": self.kind, "month": self.month, "amount": self.amount, "note": self.note,
        }  # fmt: skip
        for each in fields.values():
            each.clear_error()
        if kind is None or month is None:
            return
        try:
            shop_figures.add(
                self._desk, kind, month, self.amount.widget.amount_rial(), self.note.widget.text()
            )
        except ClubError as error:
            show_on(fields, error, self)
            return
        self.set_error("")
        self.amount.widget.set_amount(None)
        self.note.widget.clear()
        self._on_done(tr("{what} was added.").format(what=kind_name(kind)))
        self.kind.widget.setFocus()

    def remove_it(self) -> None:
        """Take the chosen figure away; Undo brings it back."""
        chosen = self.table.selected_row()
        if chosen is None:
            return
        try:
            shop_figures.remove(self._desk, chosen.id)
        except ClubError as error:
            self.set_error(words(error))
            return
        self.refresh()
        self.changed.emit()
        self._hall.toasts.show(
            tr("{what} was removed.").format(what=kind_name(chosen.kind)), tr("Undo"),
            lambda: self._restore(chosen),
        )  # fmt: skip

    def _restore(self, figure: Figure) -> None:
        try:
            shop_figures.restore(self._desk, figure.id)
        except ClubError as error:
            self.set_error(words(error))
            return
        self._on_done(tr("{what} is back.").format(what=kind_name(figure.kind)))

    def _take(self) -> None:
        if self._points is not None:
            self.amount.widget.set_amount(self._points.rial)
            self.amount.widget.setFocus()

    def _on_done(self, told: str) -> None:
        self.refresh()
        self.changed.emit()
        self._hall.toasts.show(told)


def _kinds() -> list[tuple[str, str]]:
    return [(kind_name(kind), kind) for kinds in costs.PARTS.values() for kind in kinds]


def _months(today: date) -> list[tuple[str, Month]]:
    month, found = Month.of(today, look().calendar), []
    for _ in range(MONTHS):
        found.append((fmt.month(month), month))
        month = month.before
    return found


def _month_words(figure: Figure) -> str:
    return fmt.month(Month.of(figure.on_day, look().calendar))


def _what(figure: Figure) -> str:
    name = kind_name(figure.kind)
    return f"{name} · {isolate(figure.note)}" if figure.note else name
