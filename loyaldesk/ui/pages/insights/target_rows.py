"""Goals as sections, their targets as rows: arrows choose, Enter changes, Delete ends."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import shown
from loyaldesk.services.insight.targets import GoalLines, Line, state_name
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.labels import (
    ElidedLabel,
    IconLabel,
    Label,
    caption,
    chip,
    heading,
    muted,
)
from loyaldesk.ui.kit.layout import Card, L, M, S, box, hairline, row
from loyaldesk.ui.kit.meter import Meter
from loyaldesk.ui.kit.sparkline import Sparkline
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.insights.target_words import (
    COLOURS,
    STATES,
    grade_words,
    so_far_words,
    trend_words,
)

_FIGURE, _STATE, _METER = 210, 120, 84
_BREAK = 560
"""Below so many pixels a row has four lines."""

_WIDE = ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2), (0, 3, 2, 1))
_NARROW = ((0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1), (2, 1, 2, 1))
"""Where name, period, figures, grade, state, trend and history stand."""

_SPARKS = 8
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TargetRow(QFrame):
    """One target: what it is, how far it is, and which way it goes."""

    pressed = Signal()

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        mark(self, pick="true", chosen="false", keys="false")
        icon, tone = STATES[line.state]
        trend_icon, trend, colour = trend_words(line)
        unit = line.metric.unit
        actual, target = shown(line.actual, unit, with_unit=True), shown(line.kpi.target, unit)
        owner = isolate(line.kpi.owner) if line.kpi.owner else tr("No owner")
        figures = tr("{actual}, target {target}").format(actual=actual, target=target)
        if line.actual is None:
            figures = tr("Target {target}").format(target=shown(line.kpi.target, unit))
        self.name = ElidedLabel(isolate(line.name), "label")
        told = [line.period.name(), owner]
        if line.history:
            told.append(so_far_words(line))
        about = ElidedLabel(" · ".join(told), "caption")
        sign = IconLabel(icon, COLOURS[tone], 18)
        state = chip(state_name(line.state), tone)
        self.figures = ElidedLabel(figures)
        meter = Meter(tr("Grade"), (line.grade or 0) / 100, COLOURS[tone])
        meter.setFixedWidth(_METER)
        graded = caption(grade_words(line.grade))
        past = [one.actual for one in line.history][-_SPARKS:]
        self._parts = (
            self.name, about, self.figures, box(row(meter, graded, None)),
            box(row(sign, state, None, spacing=6)),
            box(row(IconLabel(trend_icon, colour, 18), caption(trend), None, spacing=6)),
            Sparkline(past, line.kpi.target),
        )  # fmt: skip
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(S, S, S, S)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._is_wide: bool | None = None
        self._arrange(is_wide=True)
        words = (line.name, line.period.name(), owner, figures, grade_words(line.grade),
                 state_name(line.state), trend)  # fmt: skip
        self.setAccessibleName("، ".join(words) if _is_rtl(self) else ", ".join(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow row has more lines."""
        super().resizeEvent(event)
        self._arrange(is_wide=self.width() >= _BREAK)

    def _arrange(self, *, is_wide: bool) -> None:
        if is_wide is self._is_wide:
            return
        self._is_wide = is_wide
        for part, place in zip(self._parts, _WIDE if is_wide else _NARROW, strict=True):
            self._grid.addWidget(part, *place)
        self._grid.setColumnMinimumWidth(1, _FIGURE if is_wide else _STATE)
        self._grid.setColumnMinimumWidth(2, _STATE if is_wide else 0)
        self._grid.setColumnMinimumWidth(3, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click chooses the row."""
        self.pressed.emit()
        super().mousePressEvent(event)


class GoalSection(Card):
    """A goal with its grade, and its targets."""

    change_wanted = Signal(object)
    end_wanted = Signal(object)

    def __init__(self, group: GoalLines, *, may_edit: bool) -> None:
        super().__init__(spacing=0)
        self.group = group
        goal = group.goal
        title = heading(isolate(goal.text) if goal else tr("Targets without a goal"), 2)
        title.setWordWrap(True)
        graded = Label(grade_words(group.grade), "label")
        graded.setAccessibleDescription(tr("Grade of the goal: the mean of its targets"))
        self.change = icon_button("edit", tr("Change the goal…"))
        self.end = icon_button("x", tr("End the goal"))
        for button, signal in ((self.change, self.change_wanted), (self.end, self.end_wanted)):
            if not may_edit or goal is None:
                button.hide()
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(goal))
        head = row(title, graded, self.change, self.end)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        if goal is not None and goal.owner:
            self.body.addWidget(caption(tr("Owner: {name}").format(name=isolate(goal.owner))))
        self.body.addSpacing(S)
        self.rows = [TargetRow(line) for line in group.lines]
        for number, each in enumerate(self.rows):
            if number:
                self.body.addWidget(hairline())
            self.body.addWidget(each)
        if not self.rows:
            self.body.addWidget(muted(tr("This goal has no target yet."), wrap=True))


class TargetList(QWidget):
    """All goals with their targets; one target is chosen."""

    current_changed = Signal(object)
    chosen = Signal(object)
    end_wanted = Signal(object)
    goal_change_wanted = Signal(object)
    goal_end_wanted = Signal(object)

    def __init__(self, *, may_edit: bool) -> None:
        super().__init__()
        self._may_edit = may_edit
        self.sections: list[GoalSection] = []
        self.rows: list[TargetRow] = []
        self._here = 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(M)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Targets"))

    def show_groups(self, groups: Sequence[GoalLines]) -> None:
        """Show *groups*; the target that was chosen stays chosen if it is still there."""
        before = self.current()
        for section in self.sections:
            self._layout.removeWidget(section)
            section.hide()
            section.deleteLater()
        self.sections = [GoalSection(group, may_edit=self._may_edit) for group in groups]
        self.rows = [each for section in self.sections for each in section.rows]
        for section in self.sections:
            self._layout.addWidget(section)
            section.show()
            section.change_wanted.connect(self.goal_change_wanted)
            section.end_wanted.connect(self.goal_end_wanted)
        for number, each in enumerate(self.rows):
            each.pressed.connect(lambda number=number: self._press(number))
        ids = [each.line.kpi.id for each in self.rows]
        held = before.kpi.id if before else 0
        self.go(ids.index(held) if held in ids else 0)

    def current(self) -> Line | None:
        """Return the target that is chosen."""
        return self.rows[self._here].line if self._here < len(self.rows) else None

    def go(self, number: int) -> None:
        """Choose the target at *number*, or the nearest."""
        self._here = min(max(number, 0), max(len(self.rows) - 1, 0))
        self._mark()
        line = self.current()
        if line is not None:
            self.setAccessibleDescription(self.rows[self._here].accessibleName())
        self.current_changed.emit(line)

    def current_row(self) -> TargetRow | None:
        """Return the row that is chosen."""
        return self.rows[self._here] if self._here < len(self.rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows choose, Enter changes, Delete ends."""
        line = self.current()
        if event.key() in _STEPS:
            self.go(self._here + _STEPS[event.key()])
        elif line is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(line)
        elif line is not None and event.key() == Qt.Key.Key_Delete:
            self.end_wanted.emit(line)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: show where the keys are."""
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the keys are elsewhere."""
        super().focusOutEvent(event)
        self._mark()

    def _press(self, number: int) -> None:
        self.setFocus()
        self.go(number)

    def _mark(self) -> None:
        for number, each in enumerate(self.rows):
            is_here = number == self._here
            mark(each, chosen="true" if is_here else "false",
                 keys="true" if is_here and self.hasFocus() else "false")  # fmt: skip


def _is_rtl(widget: QWidget) -> bool:
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
