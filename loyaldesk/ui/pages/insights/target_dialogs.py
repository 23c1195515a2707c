"""Small windows of the targets: a goal in words, a target of a figure."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.insight.targets import LONGEST_GOAL, GoalDraft, KpiDraft
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit, unit_name
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import segments, targets
from loyaldesk.services.insight.targets import Goal, Kpi, metric, metric_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.decimal_edit import DecimalEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.pages.insights.target_words import meaning, period_name
from loyaldesk.ui.parts.long_text import LongText

NOBODY = 0
_WIDTH = 540


class GoalDialog(Dialog):
    """Asks for a goal, new or changed.

    Args:
        parent: The page.
        desk: Where and who.
        goal: The one to change; None: a new one.
    """

    def __init__(self, parent: QWidget, desk: Desk, goal: Goal | None = None) -> None:
        super().__init__(
            parent, tr("Change the goal") if goal else tr("New goal"), primary=tr("Save"),
            width=_WIDTH,
        )  # fmt: skip
        self._desk, self._goal = desk, goal
        self.text = Field(
            tr("What the shop wants to reach"), LongText(LONGEST_GOAL),
            tr("In words, such as: members come back of themselves. Targets measure it."),
        )  # fmt: skip
        self.owner = Field(tr("Who answers for it"), Choice(_owners(desk)))
        if goal is not None:
            self.text.widget.setPlainText(goal.text)
            self.owner.widget.set_value(goal.owner_id or NOBODY)
        self._first = self._draft()
        self.add(self.text, self.owner)

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return self._draft() != self._first

    def submit(self) -> None:
        """Store the goal."""
        try:
            if self._goal is None:
                targets.add_goal(self._desk, self._draft())
            else:
                goal = self._goal
                targets.change_goal(self._desk, goal.id, self._draft(), goal.version)
        except ClubError as error:
            show_on({"text": self.text, "owner": self.owner}, error, self)
            return
        self.accept()

    def _draft(self) -> GoalDraft:
        return GoalDraft(self.text.widget.toPlainText(), self.owner.widget.value() or None)


class TargetDialog(Dialog):
    """Asks for a target, new or changed; what a changed one measures stays.

    Args:
        parent: The page.
        desk: Where and who.
        goals: The goals it can belong to.
        kpi: The one to change; None: a new one.
        goal_id: The goal a new one begins with.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, goals: list[Goal], kpi: Kpi | None = None,
        goal_id: int = NOBODY,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("Change the target") if kpi else tr("New target"), primary=tr("Save"),
            width=_WIDTH,
        )  # fmt: skip
        self._desk, self._kpi = desk, kpi
        self._make_fields(goals)
        self._unit = Unit.RATIO
        self.figure.widget.chosen.connect(lambda _code: self._on_metric())
        if kpi is not None:
            self._show_kpi(kpi)
        else:
            self.goal.widget.set_value(goal_id)
        self._lay_out()
        self._on_metric()
        if kpi is not None:
            self._show_target(kpi.target)
        self._first = self._draft()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return self._draft() != self._first

    def submit(self) -> None:
        """Store the target."""
        fields: dict[str, Field[Any]] = {
            "metric": self.figure, "target": self._target, "period": self.period,
            "name": self.name, "goal": self.goal, "owner": self.owner, "segment": self.segment,
        }  # fmt: skip
        try:
            if self._kpi is None:
                targets.add_kpi(self._desk, self._draft())
            else:
                targets.change_kpi(self._desk, self._kpi.id, self._draft(), self._kpi.version)
        except ClubError as error:
            show_on(fields, error, self)
            return
        self.accept()

    # inside

    def _make_fields(self, goals: list[Goal]) -> None:
        codes = [(metric_name(one.code), one.code) for one in targets.METRICS]
        self.figure: Field[Choice[str]] = Field(tr("Which figure"), Choice(codes))
        self.percent = Field(tr("Target in percent"), DecimalEdit(below_zero=True))
        self.amount = Field(
            tr("Target in {unit}").format(unit=fmt.unit_name()), AmountEdit(name=tr("Target"))
        )
        self.count = Field(tr("Target"), DecimalEdit())
        self.period: Field[Choice[str]] = Field(
            tr("Graded"), Choice([(period_name(code), code) for code in ("month", "quarter",
                                                                        "year")]),
        )  # fmt: skip
        self.segment: Field[Choice[str]] = Field(
            tr("Of which members"),
            Choice([(tr("All members"), ""),
                    *((title, code) for code, title in segments.choices(self._desk))]),
        )  # fmt: skip
        self.name = Field(tr("What the shop calls it (may stay empty)"), QLineEdit())
        self.goal: Field[Choice[int]] = Field(
            tr("Goal it belongs to"),
            Choice([(tr("Without a goal"), NOBODY), *((goal.text, goal.id) for goal in goals)]),
        )
        self.owner: Field[Choice[int]] = Field(
            tr("Who answers for it"), Choice(_owners(self._desk))
        )

    def _show_kpi(self, kpi: Kpi) -> None:
        self.figure.widget.set_value(kpi.metric)
        self.period.widget.set_value(kpi.period)
        self.segment.widget.set_value(kpi.segment)
        self.name.widget.setText(kpi.name)
        self.goal.widget.set_value(kpi.goal_id or NOBODY)
        self.owner.widget.set_value(kpi.owner_id or NOBODY)
        for field in (self.figure, self.period, self.segment):
            field.widget.setEnabled(False)

    def _lay_out(self) -> None:
        first = row(self.percent, self.amount, self.count, self.period, spacing=M)
        for at in range(first.count()):
            first.setStretch(at, 1)
        last = row(self.goal, self.owner, spacing=M)
        last.setStretch(0, 1)
        last.setStretch(1, 1)
        self.add(self.figure, first, self.segment, self.name, last)
        if self._kpi is not None:
            self.add(muted(
                tr("Periods that are over keep the target they were graded by. For another figure"
                   " end this target and set a new one."), wrap=True,
            ))  # fmt: skip

    def _on_metric(self) -> None:
        code = self.figure.widget.value() or targets.METRICS[0].code
        one = metric(code)
        self._unit = one.unit
        way = tr("More is better.") if one.better == "up" else tr("Less is better.")
        self.figure.set_hint(f"{meaning(code)} {way}")
        for field, units in (
            (self.percent, {Unit.RATIO}), (self.amount, {Unit.RIAL}),
            (self.count, set(Unit) - {Unit.RATIO, Unit.RIAL}),
        ):  # fmt: skip
            field.setVisible(self._unit in units)
        name = unit_name(self._unit)
        self.count.label.setText(tr("Target in {unit}").format(unit=name) if name else tr("Target"))

    @property
    def _target(self) -> Field[Any]:
        if self._unit is Unit.RATIO:
            return self.percent
        return self.amount if self._unit is Unit.RIAL else self.count

    @property
    def _edit(self) -> Any:
        return self._target.widget

    def _show_target(self, value: float) -> None:
        if self._unit is Unit.RIAL:
            self.amount.widget.set_amount(round(value))
        else:
            self._edit.set_value(value * 100 if self._unit is Unit.RATIO else value)

    def _typed(self) -> float | None:
        if self._unit is Unit.RIAL:
            return self.amount.widget.amount_rial()
        value: float | None = self._edit.value()
        return round(value / 100, 6) if value is not None and self._unit is Unit.RATIO else value

    def _draft(self) -> KpiDraft:
        return KpiDraft(
            self.figure.widget.value() or "", self._typed(), self.period.widget.value() or "",
            self.name.widget.text(), self.goal.widget.value() or None,
            self.owner.widget.value() or None, self.segment.widget.value() or "",
        )  # fmt: skip


def _owners(desk: Desk) -> list[tuple[str, int]]:
    return [(tr("Nobody yet"), NOBODY), *targets.owners(desk)]
