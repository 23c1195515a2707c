"""A dry run: whom a playbook would touch tomorrow, and how often each step in the last months."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.playbooks import Playbook, split_text
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import playbook_runs, playbook_words
from loyaldesk.services.playbook_runs import Rehearsal, Touched
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import ElidedLabel, Label, caption, heading, muted, number
from loyaldesk.ui.kit.layout import XS, Card, L, M, S, ScrollPage, box, column, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task

BACK_DAYS = 90


class RehearsalPanel(QWidget):
    """A button, a bar while it runs, and the answer.

    Args:
        hall: Where and who.
        book: Returns what to try: a document, stored or not.
    """

    member_wanted = Signal(int)
    done = Signal()

    def __init__(self, hall: Hall, book: Callable[[], Playbook]) -> None:
        super().__init__()
        self._hall, self._book = hall, book
        self._task: Task | None = None
        self._tried: Playbook | None = None
        self.start = button(tr("Dry run"), "F8", "player-play")
        self.intro = muted(
            tr("Nothing is stored and nobody is contacted: it only says what would happen."),
            wrap=True,
        )
        self.busy = BusyBar()
        self.problem = Note("", "danger")
        self.problem.hide()
        self.names: RowsTable[Touched] = RowsTable(
            [
                Column(tr("Member"), lambda one: one.name),
                Column(tr("Number"), lambda one: fmt.code(one.number), width_hint=110),
                Column(tr("Step"), lambda one: fmt.number(one.step), width_hint=80),
            ],
            tr("Tomorrow"), empty=EmptyState("users", tr("Nobody would be touched tomorrow.")),
        )  # fmt: skip
        self.tomorrow = heading("", 2)
        self.past = ScrollPage(spacing=S)
        self.past.body.setContentsMargins(0, 0, S, 0)
        self.answer = self._make_answer()
        head = row(self.intro, self.start, spacing=M)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addWidget(self.busy)
        layout.addWidget(self.problem)
        layout.addWidget(self.answer, 1)
        self._rest = QWidget()
        layout.addWidget(self._rest, 1)
        self.answer.hide()
        self.start.clicked.connect(self.run)
        self.busy.cancelled.connect(self.cancel)
        self.names.chosen.connect(lambda one: self.member_wanted.emit(one.member_id))

    def run(self) -> None:
        """Ask the questions of the real run, in the worker."""
        if self._task is not None:
            return
        book, desk = self._book(), self._hall.desk
        self._tried = book
        self.start.setEnabled(False)
        self.problem.hide()
        self._show_answer(shown=False)
        self.busy.start(tr("The last {n} days are played through…").format(n=fmt.number(BACK_DAYS)))
        self._task = task = self._hall.runner.run(
            lambda progress: playbook_runs.rehearse(desk, book, BACK_DAYS, progress),
            done=self._on_done, failed=self._on_failed,
        )  # fmt: skip
        task.stepped.connect(self.busy.step)
        task.cancelled.connect(self._end)

    def cancel(self) -> None:
        """Stop it; nothing was changed anyway."""
        if self._task is not None:
            self._task.cancel()

    def clear(self) -> None:
        """Forget the answer: another playbook is on view."""
        self.cancel()
        self._tried = None
        self.problem.hide()
        self._show_answer(shown=False)

    def focus_first(self) -> None:
        """Put the keys on the button."""
        self.start.setFocus()

    def subject(self) -> int:
        """Return the member under the cursor; 0 for none."""
        one = self.names.selected_row() if self.answer.isVisible() else None
        return one.member_id if one else 0

    # inside

    def _make_answer(self) -> QWidget:
        sheet = Card(self.tomorrow)
        sheet.body.addWidget(self.names, 1)
        title = tr("The last {n} days").format(n=fmt.number(BACK_DAYS))
        back = Card(title=title)
        back.body.addWidget(self.past, 1)
        both = row(sheet, back, spacing=L)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        return box(both)

    def _show_answer(self, *, shown: bool) -> None:
        self.answer.setVisible(shown)
        self._rest.setVisible(not shown)

    def _on_done(self, found: Rehearsal) -> None:
        self._end()
        if self._tried is None or self._tried != self._book():
            return
        n = found.tomorrow_count
        self.tomorrow.setText(
            trn("Tomorrow: {n} follow-up", "Tomorrow: {n} follow-ups", n).format(n=fmt.number(n))
        )
        self.names.show_rows(list(found.tomorrow))
        self.names.select(0)
        while (item := self.past.body.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for each in _past(found, self._tried):
            self.past.body.addWidget(each)
        self.past.body.addStretch(1)
        self._show_answer(shown=True)
        self.done.emit()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, ClubError):
            raise error
        self.problem.say(words(error), "danger")
        self.problem.show()

    def _end(self) -> None:
        self._task = None
        self.start.setEnabled(True)
        self.busy.finish()


def _past(found: Rehearsal, book: Playbook) -> list[QWidget]:
    language = look().language
    figures = [
        (found.begun, tr("runs")), (found.members, tr("members")), (found.made, tr("follow-ups")),
    ]  # fmt: skip
    head = row(spacing=L)
    for count, what in figures:
        head.addWidget(box(column(number(fmt.number(count)), caption(what), spacing=0)))
    head.addStretch(1)
    lines: list[QWidget] = [box(head)]
    for n, (step, count) in enumerate(zip(book.steps, found.by_step, strict=True), start=1):
        said = ElidedLabel(
            tr("Step {n}: {text}").format(
                n=fmt.number(n), text=isolate(" ".join(split_text(step.text(language))[0].split()))
            )
        )
        line = row(said, Label(fmt.number(count), "label"), spacing=M)
        line.setStretch(0, 1)
        lines.append(box(line))
    if found.skipped:
        lines.append(caption(tr("Steps that would have been skipped:")))
    for why, count in sorted(found.skipped.items(), key=lambda each: -each[1]):
        line = row(caption(playbook_words.reason(why), wrap=True), caption(fmt.number(count)))
        line.setStretch(0, 1)
        line.setContentsMargins(0, XS, 0, 0)
        lines.append(box(line))
    return lines


class RehearsalDialog(Dialog):
    """The panel in a window of its own, for a playbook that is still being written.

    Args:
        parent: The editor.
        hall: Where and who.
        book: What to try.
    """

    def __init__(self, parent: QWidget | None, hall: Hall, book: Playbook) -> None:
        title = tr("Dry run")
        super().__init__(parent, title, primary=tr("Close"), secondary="", width=760)
        self.panel = RehearsalPanel(hall, lambda: book)
        self.panel.setMinimumHeight(360)
        self.add(self.panel)
        self.panel.run()

    def done(self, result: int) -> None:
        """Qt: the window goes; nobody waits for the answer any more."""
        self.panel.cancel()
        super().done(result)
