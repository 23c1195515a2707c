"""What one target came to, period by period, as a line and as a list."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.insight.targets import Result, state
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import Unit, shown, unit_name
from loyaldesk.services.insight import segments
from loyaldesk.services.insight.targets import Line
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.charts.view import ChartView
from loyaldesk.ui.kit.labels import Label, caption, heading, muted
from loyaldesk.ui.kit.layout import Card, S, box, column, row
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, RowsTable
from loyaldesk.ui.pages.insights.target_words import (
    STATES,
    meaning,
    period_name,
    result_period,
    so_far_words,
)

_CHART, _FIGURE, _MONEY = 190, 76, 100
_ROWS, _HEAD = 6, 44


class TargetPanel(Card):
    """The target that is chosen, and its history.

    Args:
        may_edit: Whether targets may be changed here.
    """

    def __init__(self, *, may_edit: bool) -> None:
        super().__init__(spacing=S)
        self.name = heading("", 2)
        self.name.setWordWrap(True)
        self.about = caption("", wrap=True)
        self.why = muted("", wrap=True)
        self.says = Label("", wrap=True)
        self.chart = ChartView(None, tr("History of the target"))
        self.chart.setMinimumHeight(_CHART)
        self.change = button(tr("Change…"), "Enter", "edit")
        self.end = quiet_button(tr("End"), icon_name="x")
        self._table: QWidget | None = None
        self._under = column()
        acts = box(row(self.change, self.end, None))
        if not may_edit:
            acts.hide()
        for each in (self.name, self.about, self.why, self.says, self.chart):
            self.body.addWidget(each)
        self.body.addLayout(self._under)
        self.body.addStretch(1)
        self.body.addWidget(acts)

    def show_line(self, line: Line) -> None:
        """Show the history of *line*."""
        self.name.setText(isolate(line.name))
        told = [meaning(line.metric.code), period_name(line.kpi.period)]
        if line.kpi.segment:
            told.append(isolate(segments.title(line.kpi.segment)))
        self.about.setText(" · ".join(told))
        self.why.setText(line.why if line.actual is None else "")
        self.why.setVisible(line.actual is None and bool(line.why))
        self.says.setText(
            so_far_words(line)
            if line.history
            else tr("The first result comes when {period} is over.").format(
                period=line.running.name()
            )
        )
        known = [one for one in line.history if one.actual is not None]
        self.chart.setVisible(bool(known))
        self.chart.show_chart(history_chart(line) if known else None)
        if self._table is not None:
            self._under.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
            self._table = None
        if line.history:
            self._table = _history_table(line)
            self._under.addWidget(self._table)


def history_chart(line: Line) -> Chart:
    """Return the results as a line; the period that runs is no result yet."""
    labels = [result_period(line, one) for one in line.history]
    actuals = [one.actual for one in line.history]
    goals: list[float | None] = [one.target for one in line.history]
    series = [Series(tr("Actual"), tuple(actuals))]
    goal = line.kpi.target
    if any(each != goal for each in goals):  # the goal moved: it is a line of its own
        series.append(Series(tr("Target"), tuple(goals), is_weak=True))
    return Chart(
        ChartKind.LINES, tuple(labels), tuple(series), line.metric.unit, tr("period"),
        unit_name(line.metric.unit), goal=goal if len(series) == 1 else None,
        goal_name=tr("Target"),
    )  # fmt: skip


def _history_table(line: Line) -> RowsTable[Result]:
    """Return the results as a list, the newest first; the pill is the grade."""
    unit = line.metric.unit
    width = _MONEY if unit is Unit.RIAL else _FIGURE
    moved = any(one.target != line.kpi.target for one in line.history)
    target = Column[Result](
        tr("Target"), lambda one: shown(one.target, unit), numeric=True, width_hint=width
    )
    table: RowsTable[Result] = RowsTable(
        [
            Column(tr("Period"), lambda one: result_period(line, one)),
            *([target] if moved else []),  # one that never moved stands in the chart
            Column(tr("Actual"), lambda one: shown(one.actual, unit), numeric=True,
                   width_hint=width),
            Column(tr("Grade"), lambda one: shown(one.grade, Unit.SCORE), numeric=True,
                   width_hint=_FIGURE, tone=lambda one: STATES[state(one.grade)][1]),
        ],
        tr("History of the target"), sorting="none",
    )  # fmt: skip
    results = line.history[::-1]
    table.show_rows(results)
    table.setMinimumHeight(min(len(results), _ROWS) * ROW_HEIGHT + _HEAD)
    return table
