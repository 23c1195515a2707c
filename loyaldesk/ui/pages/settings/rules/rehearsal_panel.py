"""The last months under the new rules: what they would cost, who gains, who loses."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rehearsal import Rehearsal
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import club, programmes, rehearsal
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import S, ScrollPage, row
from loyaldesk.ui.pages.settings.rules.rehearsal_result import result_box
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task

MONTHS = 12
HEIGHT = 300
"""Of the answer; it scrolls."""


class RehearsalPanel(QWidget):
    """A button, a bar while it runs, and the answer.

    Args:
        hall: What every page is given.
        new: Returns the rules to try.
    """

    done = Signal()

    def __init__(self, hall: Hall, new: Callable[[], Programme]) -> None:
        super().__init__()
        self._hall, self._new = hall, new
        self._task: Task | None = None
        self.start = button(tr("Try it on the last 12 months"), icon_name="history")
        self.busy = BusyBar()
        self.problem = Note("", "danger")
        self.problem.hide()
        self.answer = ScrollPage(spacing=S)
        self.answer.body.setContentsMargins(10, 0, 10, 0)
        self.answer.setFixedHeight(HEIGHT)
        self.answer.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(row(self.start, None))
        layout.addWidget(self.busy)
        layout.addWidget(self.problem)
        layout.addWidget(self.answer)
        self.start.clicked.connect(self.run)
        self.busy.cancelled.connect(self.cancel)

    def run(self) -> None:
        """Replay the sales of the last months in the worker."""
        new, desk = self._new(), self._hall.desk

        def work(progress: Progress) -> object:

            found = rehearsal.rehearse(desk, new, months=MONTHS, progress=progress)
            may_name = desk.may(Permission.MEMBER_READ)
            return found, programmes.harmed(desk, new) if may_name else None

        self.start.hide()
        self.problem.hide()
        self.answer.hide()
        self.busy.start(tr("The sales of the last 12 months are reckoned again…"))
        self._task = task = self._hall.runner.run(work, done=self._on_done, failed=self._on_failed)
        task.stepped.connect(self.busy.step)
        task.cancelled.connect(self._on_cancelled)

    def cancel(self) -> None:
        """Stop it; nothing was changed anyway."""
        if self._task is not None:
            self._task.cancel()

    def text(self) -> str:
        """Return the answer in words."""
        labels = self.answer.findChildren(Label)
        return "\n".join(label.text() for label in labels)

    def _on_done(self, result: tuple[Rehearsal, programmes.Harmed | None]) -> None:
        self._end()
        found, harmed = result
        while (before := self.answer.body.takeAt(0)) is not None:
            gone = before.widget()
            if gone is not None:
                gone.deleteLater()
        old = club.programme(self._hall.desk)
        self.answer.body.addWidget(result_box(found, harmed, old, self._new()))
        self.answer.show()
        self.done.emit()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.start.show()
        if not isinstance(error, ClubError):
            raise error
        self.problem.say(words(error), "danger")
        self.problem.show()

    def _on_cancelled(self) -> None:
        self._end()
        self.start.show()

    def _end(self) -> None:
        self._task = None
        self.busy.finish()


class RehearsalDialog(Dialog):
    """The panel in a window of its own, beside the test bench.

    Args:
        parent: The window it stands before.
        hall: What every page is given.
        new: The rules to try.
    """

    def __init__(self, parent: QWidget | None, hall: Hall, new: Programme) -> None:
        super().__init__(
            parent, tr("The last 12 months under these rules"), primary=tr("Close"),
            secondary="", width=560,
        )  # fmt: skip
        self.panel = RehearsalPanel(hall, lambda: new)
        self.add(self.panel)
        self.panel.run()

    def done(self, result: int) -> None:
        """Qt: the window goes; nobody waits for the answer any more."""
        self.panel.cancel()
        super().done(result)
