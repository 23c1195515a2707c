"""Goals and targets: what the shop wants, how far it is, and what every period came to."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight import targets
from loyaldesk.services.insight.targets import Goal, GoalLines, Line
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import L, M, ScrollPage, box, row
from loyaldesk.ui.pages.insights.target_dialogs import NOBODY, GoalDialog, TargetDialog
from loyaldesk.ui.pages.insights.target_panel import TargetPanel
from loyaldesk.ui.pages.insights.target_rows import TargetList
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task

NEW_TARGET, NEW_GOAL = "F6", "F8"
_WIDE, _NARROW, _BREAK = 450, 330, 1000


class TargetsView(QWidget):
    """The board of goals and targets, and the history of the one chosen.

    Args:
        hall: Where and who.
        asking: Whose shelf keeps what was reckoned; targets have periods of their own.
    """

    changed = Signal()

    def __init__(self, hall: Hall, asking: Asking) -> None:
        super().__init__()
        self._hall, self._desk, self._shelf = hall, hall.desk, asking.shelf
        self._may_edit = hall.desk.may(Permission.INSIGHT_EDIT)
        self._task: Task | None = None
        self.groups: list[GoalLines] = []
        self.dialog: QDialog | None = None
        self.problem = Note("", "danger")
        self.problem.hide()
        self.busy = BusyBar()
        self.new_target = primary_button(tr("New target…"), NEW_TARGET, "plus")
        self.new_goal = button(tr("New goal…"), NEW_GOAL, "flag")
        self.list = TargetList(may_edit=self._may_edit)
        self.panel = TargetPanel(may_edit=self._may_edit)
        self.empty = self._empty_state()
        self.empty.hide()
        self._lay_out()
        self._connect()
        self._show([])
        self.empty.hide()  # nothing is known before the first reading

    def refresh(self) -> None:
        """Reckon the board anew, in the worker."""
        if self._task is not None:
            self._task.cancel()
        desk, shelf = self._desk, self._shelf
        self.set_error("")
        self.busy.start(tr("Reckoning the targets…"))
        task = self._task = self._hall.runner.run(
            lambda progress: targets.board(desk, shelf, progress),
            done=lambda groups: self._on_board(task, groups),
            failed=lambda error: self._on_failed(task, error),
        )  # fmt: skip
        task.stepped.connect(self.busy.step)
        task.cancelled.connect(lambda: self._rest(task))

    def focus_first(self) -> None:
        """Put the keys into the list, or on the first act."""
        if self.list.rows:
            self.list.setFocus()
        elif self._may_edit:
            (self.empty.button or self.new_target).setFocus()

    def key_pressed(self, name: str) -> bool:
        """Set a target with F6, a goal with F8."""
        acts = {NEW_TARGET: self.add_target, NEW_GOAL: self.add_goal}
        if not self._may_edit or name not in acts:
            return False
        acts[name]()
        return True

    def told_keys(self) -> list[tuple[str, str]]:
        """Return the keys that no button shows, for the help."""
        keys = [("↑↓", tr("From target to target"))]
        return [*keys, ("Del", tr("End the target"))] if self._may_edit else keys

    def set_error(self, text: str) -> None:
        """Say above the board what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def add_target(self) -> None:
        """Ask for a new target, of the goal the chosen one belongs to."""
        line = self.list.current()
        goal_id = (line.kpi.goal_id or NOBODY) if line else NOBODY
        if line is None and self._goals():
            goal_id = self._goals()[-1].id
        self._ask(TargetDialog, self._goals(), None, goal_id)

    def add_goal(self) -> None:
        """Ask for a new goal."""
        self._ask(GoalDialog)

    def change_target(self, line: Line | None = None) -> None:
        """Ask what is to be changed of *line*, or of the chosen one."""
        line = line or self.list.current()
        if line is not None and self._may_edit:
            self._ask(TargetDialog, self._goals(), line.kpi)

    def end_target(self, line: Line | None = None) -> None:
        """Let *line*, or the chosen one, end today; Undo lets it hold again."""
        line = line or self.list.current()
        if line is None or not self._may_edit:
            return
        kpi_id, name = line.kpi.id, line.name
        if self._do(partial(targets.end_kpi, self._desk, kpi_id)):
            self._hall.toasts.show(
                tr("{name} has ended; its history stays.").format(name=isolate(name)), tr("Undo"),
                lambda: self._do(partial(targets.end_kpi, self._desk, kpi_id, again=True)),
            )  # fmt: skip

    def end_goal(self, goal: Goal) -> None:
        """Let *goal* and its targets end today; Undo lets them hold again."""
        if self._do(partial(targets.end_goal, self._desk, goal.id)):
            self._hall.toasts.show(
                tr("The goal and its targets have ended; their history stays."), tr("Undo"),
                lambda: self._do(partial(targets.end_goal, self._desk, goal.id, again=True)),
            )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow page leaves the targets their room."""
        super().resizeEvent(event)
        self._side.setFixedWidth(_WIDE if self.width() >= _BREAK else _NARROW)

    # inside

    def _empty_state(self) -> EmptyState:
        sentence = tr(
            "No target is set yet. Choose a figure and say what it should come to: every period"
            " is graded, and its history stays."
        )
        if not self._may_edit:
            return EmptyState("flag", sentence)
        return EmptyState("flag", sentence, tr("Set the first target"), self.add_target)

    def _lay_out(self) -> None:
        self._acts = box(
            row(muted(tr("A target is judged by its last period that is over; the one that runs"
                         " counts so far."), wrap=True), self.new_goal, self.new_target)
        )  # fmt: skip
        acts = self._acts.layout()
        if acts is not None and hasattr(acts, "setStretch"):
            acts.setStretch(0, 1)
        for each in (self.new_goal, self.new_target):
            each.setVisible(self._may_edit)
        self.page = ScrollPage(self.list, None)
        self.page.body.setContentsMargins(0, 0, 0, M)
        self._side = ScrollPage(self.panel)
        self._side.body.setContentsMargins(0, 0, 0, M)
        board = row(self.page, self._side, spacing=L)
        board.setStretch(0, 1)
        self._board = box(board)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        for part in (self.problem, self.busy, self._acts):
            layout.addWidget(part)
        layout.addWidget(self._board, 1)
        layout.addWidget(self.empty, 1)

    def _connect(self) -> None:
        self.new_target.clicked.connect(self.add_target)
        self.new_goal.clicked.connect(self.add_goal)
        self.panel.change.clicked.connect(lambda _on: self.change_target())
        self.panel.end.clicked.connect(lambda _on: self.end_target())
        self.list.current_changed.connect(self._on_current)
        self.list.chosen.connect(self.change_target)
        self.list.end_wanted.connect(self.end_target)
        self.list.goal_change_wanted.connect(lambda goal: self._ask(GoalDialog, goal))
        self.list.goal_end_wanted.connect(self.end_goal)
        self.busy.cancelled.connect(lambda: self._task and self._task.cancel())

    def _goals(self) -> list[Goal]:
        return [group.goal for group in self.groups if group.goal is not None]

    def _ask(self, make: Callable[..., QDialog], *what: object) -> None:
        try:
            self.dialog = make(self, self._desk, *what)
        except ClubError as error:
            show(error, self)
            return
        self.dialog.accepted.connect(self._on_done)
        self.dialog.open()

    def _do(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except ClubError as error:
            show(error, self)
            return False
        self._on_done()
        return True

    def _on_done(self) -> None:
        self.refresh()
        self.changed.emit()

    def _on_board(self, task: Task, groups: list[GoalLines]) -> None:
        if task is self._task:
            self._rest(task)
            self._show(groups)

    def _show(self, groups: list[GoalLines]) -> None:
        self.groups = groups
        self.list.show_groups(groups)
        self.empty.setVisible(not groups)
        self._acts.setVisible(bool(groups))
        self._board.setVisible(bool(groups))

    def _on_current(self, line: Line | None) -> None:
        self._side.setVisible(line is not None)
        chosen = self.list.current_row()
        if line is not None and chosen is not None:
            self.panel.show_line(line)
            self.page.ensureWidgetVisible(chosen, 0, M)

    def _on_failed(self, task: Task, error: Exception) -> None:
        if task is self._task:
            self._rest(task)
            show(error, self)

    def _rest(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.busy.finish()
