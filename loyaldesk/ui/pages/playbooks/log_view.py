"""What a playbook did: each run with its member, each step made or skipped, and why."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import followup_words, playbook_runs, playbook_words
from loyaldesk.services.playbook_runs import RunRow, StepRow
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

STATES = ("", "running", "done", "stopped")
_TONES = {"made": "ok", "skipped": "warn", "running": "info", "done": "ok", "stopped": "warn"}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One step of one run, or a run of which no step is due yet.

    Attributes:
        is_first: The line that names the member and the day.
    """

    run: RunRow
    step: StepRow | None
    is_first: bool

    @property
    def id(self) -> tuple[int, int]:
        """What stays when the log is read anew."""
        return self.run.id, self.step.step if self.step else 0


class LogView(QWidget):
    """The last runs of a playbook.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._desk = hall.desk
        self._may = hall.desk.may(Permission.MEMBER_READ)
        self._code = ""
        self.told = muted("", wrap=True)
        self.state: Choice[str] = Choice(
            [(playbook_words.state(code) if code else tr("All runs"), code) for code in STATES],
            tr("State"),
        )
        self.member = button(tr("Open the member"), icon_name="user")
        self.problem = Note("", "danger")
        self.problem.hide()
        self.table: RowsTable[LogLine] = RowsTable(
            [
                Column(tr("Member"), _member, width_hint=220),
                Column(tr("Day"), _day, width_hint=110),
                Column(tr("Step"), _step, width_hint=80),
                Column(tr("State"), _state, tone=_tone, width_hint=110),
                Column(tr("What became of it"), _what),
            ],
            tr("Runs"), sorting="none",
            empty=EmptyState(
                "history",
                tr("It has not run yet. Each run will stand here, with skipped steps too."),
            ),
        )  # fmt: skip
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        head = row(self.told, self.state, self.member, spacing=S)
        head.setStretch(0, 1)
        self.state.setMaximumWidth(160)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addWidget(sheet, 1)
        self.state.chosen.connect(lambda _code: self.refresh())
        self.table.chosen.connect(lambda line: self.member_wanted.emit(line.run.member_id))
        self.member.clicked.connect(self._open)

    def show_playbook(self, code: str, version: int) -> None:
        """Show the runs of a playbook; one that was never taken has none."""
        self._code = code if version else ""
        self.refresh()

    def refresh(self) -> None:
        """Read the runs anew."""
        runs: list[RunRow] = []
        self.problem.hide()
        try:
            if self._code and self._may:
                runs = playbook_runs.runs(self._desk, self._code, state=self.state.value() or "")
        except ClubError as error:
            self.problem.say(words(error), "danger")
            self.problem.show()
        lines = [
            LogLine(run, step, is_first=number == 0)
            for run in runs
            for number, step in enumerate(run.steps or (None,))
        ]
        self.table.show_rows(lines)
        if lines and self.table.selected_row() is None:
            self.table.select(0)
        self.member.setEnabled(bool(lines))
        skipped = sum(line.step is not None and line.step.state == "skipped" for line in lines)
        said = trn("The last {n} run", "The last {n} runs", len(runs))
        left = trn("{n} step skipped", "{n} steps skipped", skipped)
        self.told.setText(
            tr("{runs}, {skipped}.").format(
                runs=said.format(n=fmt.number(len(runs))),
                skipped=left.format(n=fmt.number(skipped)),
            )
            if runs
            else ""
        )

    def focus_first(self) -> None:
        """Put the keys on the list."""
        self.table.setFocus()

    def subject(self) -> int:
        """Return the member of the run under the cursor; 0 for none."""
        line = self.table.selected_row()
        return line.run.member_id if line else 0

    def _open(self) -> None:
        if self.subject():
            self.member_wanted.emit(self.subject())


def _member(line: LogLine) -> str:
    return line.run.name if line.is_first else ""


def _day(line: LogLine) -> str:
    return fmt.day(line.run.trigger_on) if line.is_first else ""


def _step(line: LogLine) -> str:
    return fmt.number(line.step.step if line.step else line.run.next_step)


def _state(line: LogLine) -> str:
    if line.step is None:
        return playbook_words.state(line.run.state)
    return tr("Made") if line.step.state == "made" else tr("Skipped")


def _tone(line: LogLine) -> str:
    return _TONES.get(line.step.state if line.step else line.run.state, "plain")


def _what(line: LogLine) -> str:
    step, run = line.step, line.run
    if step is None:
        why = playbook_words.reason(run.reason) if run.reason else ""
        return why or tr("Waits for its day")
    parts = [playbook_words.reason(step.reason)] if step.reason else []
    if step.outcome:
        parts.append(followup_words.outcome_name(step.outcome))
    elif step.state == "made":
        open_ = step.followup_state == "open"
        parts.append(tr("Waits to be done") if open_ else tr("No longer open"))
    return " · ".join(parts)
