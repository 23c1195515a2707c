"""Members at risk of leaving: who, why, what is at stake, and a follow-up by one key."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.insight import at_risk
from loyaldesk.services.insight.at_risk import AtRisk, MadeFollowups, RiskList
from loyaldesk.services.insight.expecting import about, in_hundred
from loyaldesk.services.insight.mark_names import risk_name
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import primary_button, quiet_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, L, M, put, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.insights.trial_dialog import TrialDialog, begun_words
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task

NEXT_LIST, FOLLOW, TRY = "F6", "F8", "Ctrl+H"
LISTS = ("high", "watch", "lost")
IN_WIDE, ROOM_FOR_ALL = (1, 2, 3, 6), 1000
"""Tier, last visit, usual gap and probability have a column where there is room."""

TONES = {"high": "danger", "watch": "warn", "lost": "plain", "low": "ok", "early": "info"}
SIGNS = {"high": "\u25b2", "watch": "\u25cf", "lost": "\u2715"}
"""A sign before the word: the classes stay apart without colours."""


class AtRiskView(QWidget):
    """The list; Enter opens a member, F8 makes the follow-ups of the rows that are marked.

    Args:
        hall: Where and who.
        asking: The segment that is looked at, and what was reckoned; None: everybody.
    """

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, asking: Asking | None = None) -> None:
        super().__init__()
        self._hall = hall
        self._asking = asking
        self._task: Task | None = None
        self.found: RiskList | None = None
        self.dialog: QDialog | None = None
        self.says = muted(
            tr("Who is silent for longer than is usual for them, today. Most at stake first: what"
               " each would bring in 12 months if they stay."), wrap=True,
        )  # fmt: skip
        self.which: Segments[str] = Segments(
            [(risk_name(code), code) for code in LISTS], tr("Which list")
        )
        self.problem = Note("", "danger")
        self.problem.hide()
        self.busy = BusyBar()
        self.table: RowsTable[AtRisk] = RowsTable(
            _columns(), tr("Members at risk of leaving"), empty=_empty()
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.count = muted("", wrap=True)
        self.follow = primary_button(tr("Make the follow-up"), FOLLOW, "calendar-plus")
        self.open = quiet_button(tr("Open the member"), "Enter", "user")
        self.trial = quiet_button(tr("Try it on a part…"), TRY)
        self.trial.setHidden(not hall.desk.may(Permission.FOLLOWUP_ANY))
        self.follow.setHidden(not hall.desk.may(Permission.FOLLOWUP_WRITE))
        self._lay_out()
        self.which.chosen.connect(lambda _code: self.refresh())
        self.table.chosen.connect(lambda one: self.member_wanted.emit(one.member_id))
        self.table.current_changed.connect(lambda _one: self._say())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        self.follow.clicked.connect(self.make_followups)
        self.open.clicked.connect(self._on_open)
        self.trial.clicked.connect(self.open_trial)
        self.busy.cancelled.connect(self._on_cancel)
        self._offer()

    def refresh(self) -> None:
        """Reckon the list anew, in the worker."""
        self._on_cancel()
        desk, code = self._hall.desk, self.which.value()
        segment = self._asking.question.segment if self._asking else ""
        shelf = self._asking.shelf if self._asking else None
        self.problem.hide()
        self.busy.start(tr("Looking who is at risk…"))
        task = self._task = self._hall.runner.run(
            lambda progress: at_risk.at_risk(
                desk, (code,), segment=segment, shelf=shelf, progress=progress
            ),
            done=lambda found: self._on_read(task, found),
            failed=lambda error: self._on_failed(task, error),
        )
        task.stepped.connect(self.busy.step)
        task.ended.connect(self.busy.finish)

    def focus_first(self) -> None:
        """Put the keys into the list."""
        self.table.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Show the next list with F6; F8 is the button's own."""
        if name == NEXT_LIST:
            self.which.set_value(LISTS[(LISTS.index(self.which.value()) + 1) % len(LISTS)])
            self.refresh()
            self.table.setFocus()
            return True
        return False

    def told_keys(self) -> list[tuple[str, str]]:
        """Return the keys that no button shows, for the help."""
        return [(NEXT_LIST, tr("Next list")), ("Shift+↓", tr("Mark more than one"))]

    def subject(self) -> int:
        """Return the member the list stands on; 0 for none."""
        one = self.table.selected_row()
        return one.member_id if one is not None else 0

    def marked(self) -> list[AtRisk]:
        """Return the rows that are marked."""
        return [self.table.rows_model.row(i) for i in self.table.selectionModel().selectedRows()]

    def make_followups(self) -> None:
        """Make one follow-up for each marked member who has none."""
        ids = [one.member_id for one in self.marked()]
        if not ids:
            return
        try:
            made = at_risk.make_followups(self._hall.desk, ids)
        except ClubError as error:
            show(error, self)
            return
        self._hall.toasts.show(_made_words(made))
        self.refresh()

    def open_trial(self) -> None:
        """Ask what is tried on a part of the list."""
        if self.found is None:
            return
        ids = [one.member_id for one in self.found.rows]
        try:
            dialog = TrialDialog(self, self._hall.desk, self.which.value(), ids)
        except ClubError as error:
            show(error, self)
            return
        self.dialog = dialog
        dialog.accepted.connect(lambda: self._on_begun(dialog))
        dialog.open()

    def _on_begun(self, dialog: TrialDialog) -> None:
        if dialog.begun is not None:
            self._hall.toasts.show(begun_words(dialog.begun))
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the line below tells what has no column."""
        super().resizeEvent(event)
        for column in IN_WIDE:
            self.table.setColumnHidden(column, self.width() < ROOM_FOR_ALL)

    def _on_open(self) -> None:
        if self.subject():
            self.member_wanted.emit(self.subject())

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.busy.finish()

    def _on_failed(self, task: Task, error: Exception) -> None:
        if task is self._task:
            self._task = None
            show(error, self)

    def _on_read(self, task: Task, found: RiskList) -> None:
        if task is not self._task:
            return
        self._task = None
        self.found = found
        for code in LISTS:
            count = fmt.number(found.counts[code])
            self.which.set_words(code, f"{risk_name(code)} ({count})")
        self.table.show_rows(found.rows)
        if found.rows and self.table.selected_row() is None:
            self.table.select(0)
        self._mark_current()
        self._say()
        self._offer()

    def _say(self) -> None:
        """Tell how many there are, and why the one under the cursor is among them."""
        one = self.table.selected_row()
        said = [_count_words(self.found)] if self.found else []
        if one is not None:
            said.append(f"{isolate(one.name)}: {at_risk.why_words(one)}")
        self.count.setText("  ".join(said))

    def _mark_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().select(index, flag.ClearAndSelect | flag.Rows)

    def _offer(self) -> None:
        many = len(self.marked())
        self.follow.set_words(
            tr("Make the follow-up") if many < 2
            else trn("Make {n} follow-up", "Make {n} follow-ups", many).format(n=fmt.number(many))
        )  # fmt: skip
        self.follow.setEnabled(many > 0)
        self.open.setEnabled(many == 1)
        self.trial.setEnabled(self.found is not None and bool(self.found.rows))

    def _lay_out(self) -> None:
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        below = row(self.count, self.open, self.follow, spacing=L)
        below.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        above = row(self.which, None, self.trial, spacing=L)
        put(layout, self.says, above, self.problem, self.busy)
        layout.addWidget(sheet, 1)
        layout.addLayout(below)


def _empty() -> EmptyState:
    return EmptyState(
        "mood-smile", tr("Nobody stands here today. Members come into this list by themselves.")
    )


def _columns() -> Sequence[Column[AtRisk]]:
    return [
        Column(tr("Member"), lambda one: isolate(one.name), width_hint=140),
        Column(tr("Tier"), lambda one: isolate(one.tier), width_hint=86),
        Column(tr("Last visit"), lambda one: fmt.day(one.last_on), numeric=True, width_hint=104,
               sort_key=lambda one: one.last_on),
        Column(tr("Usual gap"), lambda one: _days(one.gap_days), numeric=True, width_hint=92,
               sort_key=lambda one: one.gap_days or 0.0),
        Column(tr("Silent for"), lambda one: _days(one.silent_days), numeric=True, width_hint=92,
               sort_key=lambda one: one.silent_days),
        Column(tr("Risk"), lambda one: f"{SIGNS.get(one.risk, '')} {risk_name(one.risk)}".strip(),
               width_hint=128, tone=lambda one: TONES.get(one.risk, "")),
        Column(tr("Active"), lambda one: _active(one.active), numeric=True, width_hint=64,
               sort_key=lambda one: -1.0 if one.active is None else one.active),
        Column(tr("At stake ({unit})").format(unit=fmt.unit_name()),
               lambda one: fmt.amount(about(one.stake_rial)), numeric=True, width_hint=128,
               sort_key=lambda one: one.stake_rial),
        Column(tr("Best done next"), _act),
    ]  # fmt: skip


def _days(days: float | None) -> str:
    if days is None:
        return "\u2013"
    return trn("{n} day", "{n} days", round(days)).format(n=fmt.number(round(days)))


def _active(active: float | None) -> str:
    return fmt.percent(None if active is None else in_hundred(active) / 100)


def _act(one: AtRisk) -> str:
    if one.has_followup:
        return "\u2713 " + tr("A follow-up is made")
    return one.act.text


def _count_words(found: RiskList) -> str:
    if found.found > len(found.rows):
        return tr("{shown} with most at stake of {all} members.").format(
            shown=fmt.number(len(found.rows)), all=fmt.number(found.found)
        )
    return trn("{n} member.", "{n} members.", found.found).format(n=fmt.number(found.found))


def _made_words(done: MadeFollowups) -> str:
    made = trn("{n} follow-up was made.", "{n} follow-ups were made.", done.made).format(
        n=fmt.number(done.made)
    )
    said = [made] if done.made or not done.passed else []
    if planned := done.passed - done.held:
        said.append(trn(
            "{n} was passed over: something is planned already.",
            "{n} were passed over: something is planned already.", planned,
        ).format(n=fmt.number(planned)))  # fmt: skip
    if done.held:
        said.append(trn(
            "{n} is held back by a trial.", "{n} are held back by a trial.", done.held
        ).format(n=fmt.number(done.held)))  # fmt: skip
    return " ".join(said)
