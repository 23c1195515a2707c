"""The way of a list into the club: file, columns, trial, import; every step can be gone back."""

from collections.abc import Callable
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import imports
from loyaldesk.services.desk import Desk
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.pages.imports.check_step import CheckStep
from loyaldesk.ui.pages.imports.columns_step import ColumnsStep
from loyaldesk.ui.pages.imports.done_step import DoneStep, done_words
from loyaldesk.ui.pages.imports.file_step import FileStep
from loyaldesk.ui.pages.imports.job import Asked, Job, look_at
from loyaldesk.ui.pages.imports.steps_bar import StepsBar
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task, Work


class Step(IntEnum):
    """Where one is."""

    FILE = 0
    COLUMNS = 1
    CHECK = 2
    DONE = 3


class Wizard(QWidget):
    """Enter goes on, Esc goes back a step; nothing is stored before the last one.

    Args:
        hall: Where and who.
    """

    closed = Signal()
    stored = Signal()  # the club is other than before

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._task: Task | None = None
        self._job: Job | None = None
        self._asked: Asked | None = None
        self._analysis: imports.Analysis | None = None
        self.bar = StepsBar(
            [tr("The file"), tr("Columns"), tr("Trial"), tr("Bringing in")],
        )
        self.file = FileStep()
        self.columns = ColumnsStep(hall.desk)
        self.check = CheckStep(hall)
        self.done = DoneStep(hall)
        self.stack = QStackedWidget()
        self.problem = Note("", "danger")
        self.busy = BusyBar()
        self.back = button(tr("Back"), "Esc")
        self.next = primary_button(tr("Next"), "Enter")
        self._lay_out()
        self._wire()
        self.begin()

    # what is asked of it

    @property
    def step(self) -> Step:
        """The step on view."""
        return Step(self.stack.currentIndex())

    def is_busy(self) -> bool:
        """Return whether something is under way."""
        return self._task is not None

    def begin(self, path: Path | None = None) -> None:
        """Start anew, with *path* if it is known already."""
        self._job = self._analysis = None
        self.file.show_job(None)
        self._show(Step.FILE)
        if path is not None:
            self.file.take(path)

    def focus_first(self) -> None:
        """Give the keys to what is to be answered first on this step."""
        if self._task is not None:
            self.setFocus()
        elif self.step is Step.FILE and self._job is None:
            self.file.drop.browse.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.step is Step.COLUMNS:
            self.columns.focus_first()
        else:
            self.next.setFocus(Qt.FocusReason.TabFocusReason)

    def set_error(self, text: str) -> None:
        """Say what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter goes on from any choice."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.next.click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a held Enter does not run through all steps."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.isAutoRepeat()
        return super().eventFilter(watched, event)

    @Slot()
    def go_on(self) -> None:
        """Do what the main button of this step says."""
        if self._task is not None:
            return
        self.set_error("")
        acts: dict[Step, Callable[[], None]] = {
            Step.FILE: self._to_columns, Step.COLUMNS: self._to_check,
            Step.CHECK: self._to_import, Step.DONE: self.closed.emit,
        }  # fmt: skip
        acts[self.step]()

    @Slot()
    def go_back(self) -> None:
        """Stop what is under way, else go back a step; from the first one, leave."""
        if self._task is not None:
            if self.busy.cancel.isVisible() and self.busy.cancel.isEnabled():
                self.busy.cancel.click()
            return
        self.set_error("")
        if self.step in (Step.FILE, Step.DONE):
            self.closed.emit()
        else:
            self._show(Step(self.step - 1))

    # the steps

    @Slot(object)
    def _on_asked(self, asked: Asked) -> None:
        if self._task is not None:
            return
        self._asked = asked
        self.set_error("")
        self._start(tr("Looking at the file"), partial(look_at, asked), self._on_looked)

    @Slot(object)
    def _on_looked(self, found: tuple[str, imports.Columns]) -> None:
        kind, columns = found
        if self._asked is None:
            return
        is_same = self._job is not None and self._job.path == self._asked.path
        self._job = (
            self._job.renewed(kind, columns) if self._job is not None and is_same
            else Job.of(self._asked.path, kind, columns)
        )  # fmt: skip
        self._analysis = None
        self.file.show_job(self._job)

    def _to_columns(self) -> None:
        if self._job is not None:
            self.columns.show_job(self._job)
            self._show(Step.COLUMNS)

    def _to_check(self) -> None:
        job = self._job
        if job is None or self.columns.unit_missing():
            return
        try:
            job.check()
        except ClubError as error:
            errors.show(error, self)
            return
        if self._analysis is not None:
            self._show(Step.CHECK)
            return
        self._start(
            tr("Trying the import"), partial(_analyse, self._hall.desk, job), self._on_analysed
        )

    @Slot(object)
    def _on_analysed(self, found: imports.Analysis) -> None:
        if self._job is None:
            return
        self._analysis = found
        self.check.show_analysis(self._job, found)
        self._show(Step.CHECK)

    def _to_import(self) -> None:
        job = self._job
        if job is None or not self._hall.confirm_secret(
            tr("A list is imported: {name}").format(name=isolate(job.path.name))
        ):
            return
        self.done.show_working(job)
        self._show(Step.DONE)
        self._start(tr("Importing"), partial(_run, self._hall.desk, job), self._on_imported)

    @Slot(object)
    def _on_imported(self, result: imports.ImportResult) -> None:
        self._analysis = None
        self.done.show_result(result)
        self._hall.toasts.show(done_words(result))
        self.stored.emit()

    @Slot()
    def _ask_undo(self) -> None:
        result = self.done.result()
        if result is None or self._task is not None or not may_take_back(self, self._hall):
            return
        work = partial(_undo, self._hall.desk, result.run_id)
        self._start(tr("Taking the import back"), work, self._on_undone, may_cancel=False)

    @Slot(object)
    def _on_undone(self, _done: object) -> None:
        self.done.show_taken_back()
        self.stored.emit()

    # inside

    def _start(
        self, text: str, work: Work, done: Callable[[Any], object], *, may_cancel: bool = True
    ) -> None:
        self.busy.start(text, may_cancel=may_cancel)
        self._task = task = self._hall.runner.run(work, done=done, failed=self._on_failed)
        task.stepped.connect(self.busy.step)
        task.cancelled.connect(self._on_cancelled)
        task.ended.connect(self._on_ended)
        self.busy.cancelled.connect(task.cancel)
        self._show_buttons()
        self.setFocus()  # on no button: a second Enter must not press Cancel

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._leave_import()
        errors.show(error, self)

    @Slot()
    def _on_cancelled(self) -> None:
        was_importing = self.step is Step.DONE
        self._leave_import()
        self._hall.toasts.show(
            tr("Stopped. Nothing of the list was imported.") if was_importing else tr("Stopped."),
            kind="info",
        )
        if was_importing:
            self.stored.emit()

    def _leave_import(self) -> None:
        """Go back to the trial when the import itself did not come to its end."""
        if self.step is Step.DONE and self.done.result() is None:
            self._show(Step.CHECK)

    @Slot()
    def _on_ended(self) -> None:
        self._task = None
        self.busy.finish()
        self._show_buttons()
        self.focus_first()

    @Slot()
    def _on_job_changed(self) -> None:
        self._analysis = None
        self.set_error("")

    def _show(self, step: Step) -> None:
        self.stack.setCurrentIndex(step)
        self.bar.show_step(step)
        self._show_buttons()
        if self.isVisible():
            self.focus_first()

    def _show_buttons(self) -> None:
        step, is_free = self.step, self._task is None
        is_done = step is Step.DONE
        self.back.set_words(tr("Cancel") if step is Step.FILE else tr("Back"))
        self.back.setVisible(not is_done)
        self.back.setEnabled(is_free)
        self.next.set_words(self._next_words(step))
        self.next.setVisible(is_free or not is_done)
        may = is_free and (self._job is not None)
        if step is Step.CHECK and self._analysis is not None:
            may = may and bool(self._analysis.counts.added)
        self.next.setEnabled(may)
        for part in (self.file, self.columns):
            part.setEnabled(is_free)

    def _next_words(self, step: Step) -> str:
        if step is Step.DONE:
            return tr("Finish")
        if step is Step.COLUMNS:
            return tr("Try the import")
        if step is Step.CHECK and self._analysis is not None and self._analysis.counts.added:
            added = self._analysis.counts.added
            return trn("Import {n} row", "Import {n} rows", added).format(n=fmt.number(added))
        return tr("Next")

    def _lay_out(self) -> None:
        for part in (self.file, self.columns, self.check, self.done):
            self.stack.addWidget(part)
        self.problem.hide()
        foot = row(self.busy, self.back, self.next, spacing=M)
        foot.setStretch(0, 100)  # all the room while it is shown
        foot.insertStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        for item in (self.bar, self.stack, self.problem):
            layout.addWidget(item, 1 if item is self.stack else 0)
        layout.addLayout(foot)

    def _wire(self) -> None:
        self.file.asked.connect(self._on_asked)
        self.columns.changed.connect(self._on_job_changed)
        self.done.undo_wanted.connect(self._ask_undo)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.next.installEventFilter(self)


def may_take_back(parent: QWidget, hall: Hall) -> bool:
    """Ask whether an import shall really be taken back, and who asks for it."""
    sure = ask(
        parent.window(),
        tr("Take this import back?"),
        tr("The sales of this import are taken back by mirror sales, and the members it brought"
           " are erased. The same file can be imported again afterwards."),
        tr("Take it back"),
        tr("Leave it"),
        danger=True,
    )  # fmt: skip
    return sure and hall.confirm_secret(tr("An import is taken back."))


def _analyse(desk: Desk, job: Job, progress: Progress) -> imports.Analysis:
    return imports.analyse(desk, job.path, job.kind, job.options(), progress)


def _run(desk: Desk, job: Job, progress: Progress) -> imports.ImportResult:
    return imports.run(desk, job.path, job.kind, job.options(), progress)


def _undo(desk: Desk, run_id: int, progress: Progress) -> object:
    return imports.undo(desk, run_id, progress)
