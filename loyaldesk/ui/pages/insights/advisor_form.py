"""What four programmes would give, typed in beside each other."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from loyaldesk.domain.insight.advisor import LEAST_VISITS, MOST_VISITS, STEPS, Step, Terms
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.insight.advisor import kind_name
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.decimal_edit import DecimalEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import heading
from loyaldesk.ui.kit.layout import Card, M, S
from loyaldesk.ui.kit.money_edit import AmountEdit


class AdvisorForm(Card):
    """The terms of the four programmes; Enter asks for the figures.

    Its two buttons stand where the page puts them: in sight, however low the window is.
    """

    asked = Signal()
    changed = Signal()
    begun_anew = Signal()

    def __init__(self) -> None:
        super().__init__(spacing=S)
        unit = fmt.unit_name()
        self.per_point = Field(tr("Price of a point ({unit})").format(unit=unit), AmountEdit())
        self.worth = Field(tr("A point is worth ({unit})").format(unit=unit), AmountEdit())
        self.cashback = Field(tr("Percent into the wallet"), DecimalEdit())
        self.visits = Field(tr("Visits for a full card"), CountEdit(LEAST_VISITS, MOST_VISITS))
        self.stamp_worth = Field(tr("Reward worth ({unit})").format(unit=unit), AmountEdit())
        self.steps = [self._step(number) for number in range(1, STEPS + 1)]
        self.reckon = primary_button(tr("Compare"), "Ctrl+Enter", "refresh")
        self.again = button(tr("Begin anew"))
        self._lay_out()
        self._connect()

    def fields(self) -> dict[str, Field[Any]]:
        """Return the fields by the names of the terms."""
        found: dict[str, Field[Any]] = {
            "rial_per_point": self.per_point, "point_worth_rial": self.worth,
            "cashback_percent": self.cashback, "stamp_visits": self.visits,
            "stamp_worth_rial": self.stamp_worth,
        }  # fmt: skip
        for number, (limit, percent) in enumerate(self.steps, start=1):
            found[f"step{number}_from_rial"] = limit
            found[f"step{number}_percent"] = percent
        return found

    def terms(self) -> Terms:
        """Return what is typed in."""
        steps = tuple(
            Step(limit.widget.amount_rial(), percent.widget.value())
            for limit, percent in self.steps
        )
        return Terms(
            self.per_point.widget.amount_rial(), self.worth.widget.amount_rial(),
            self.cashback.widget.value(), self.visits.widget.value(),
            self.stamp_worth.widget.amount_rial(), steps,
        )  # fmt: skip

    def show_terms(self, terms: Terms) -> None:
        """Show *terms*."""
        self.per_point.widget.set_amount(terms.rial_per_point)
        self.worth.widget.set_amount(terms.point_worth_rial)
        self.cashback.widget.set_value(terms.cashback_percent)
        self.visits.widget.setValue(terms.stamp_visits or LEAST_VISITS)
        self.stamp_worth.widget.set_amount(terms.stamp_worth_rial)
        kept = [*terms.steps, *[Step(None, None)] * STEPS][:STEPS]
        for (limit, percent), step in zip(self.steps, kept, strict=True):
            limit.widget.set_amount(step.from_rial)
            percent.widget.set_value(step.percent)

    def focus_first(self) -> None:
        """Put the keys into the first field."""
        self.per_point.widget.setFocus()

    def _step(self, number: int) -> tuple[Field[AmountEdit], Field[DecimalEdit]]:
        unit, n = fmt.unit_name(), fmt.number(number)
        limit = Field(tr("Tier from ({unit})").format(unit=unit), AmountEdit(
            name=tr("Tier {n}, from ({unit})").format(n=n, unit=unit)
        ))  # fmt: skip
        percent = Field(tr("Percent off"), DecimalEdit(tr("Tier {n}, percent off").format(n=n)))
        if number > 1:  # the names stand above the first
            limit.label.hide()
            percent.label.hide()
        return limit, percent

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        lines: list[tuple[QWidget, ...]] = [
            (heading(kind_name("points"), 2),), (self.per_point, self.worth),
            (heading(kind_name("cashback"), 2), self.cashback),
            (heading(kind_name("stamps"), 2),), (self.stamp_worth, self.visits),
            (heading(kind_name("tiers"), 2),), *self.steps,
        ]  # fmt: skip
        for at, line in enumerate(lines):
            for column, widget in enumerate(line):
                grid.addWidget(widget, at, column, 1, 1 if len(line) > 1 else 2)
        self.body.addLayout(grid)

    def _connect(self) -> None:
        self.reckon.clicked.connect(self.asked)
        self.again.clicked.connect(self.begun_anew)
        for field in self.fields().values():
            widget = field.widget
            if isinstance(widget, CountEdit):
                widget.valueChanged.connect(lambda _value: self.changed.emit())
                widget = widget.lineEdit()
            if isinstance(widget, QLineEdit):
                widget.textEdited.connect(lambda _text: self.changed.emit())
                widget.returnPressed.connect(self.asked)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            enter = QShortcut(QKeySequence(keys), self)
            enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            enter.activated.connect(self.asked)
