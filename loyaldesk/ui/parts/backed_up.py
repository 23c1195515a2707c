"""A dialog whose act is risky: a verified backup first, behind its bar, then the act."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import safekeeping
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task


class BackedUpDialog(Dialog):
    """Children call `back_up_then`; nothing is done when the backup cannot be made or is stopped.

    Args:
        parent: The page.
        hall: Where, who, and the worker.
        reason: What is about to be done, as `safekeeping.before` knows it.
        title: What it is about.
        primary: Words of the button.
        width: Of the form.
        danger: Whether the act is hard to take back.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, reason: str, title: str, primary: str, *,
        width: int = 460, danger: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, width=width, danger=danger)
        self._hall, self._reason = hall, reason
        self._task: Task | None = None
        self.busy = BusyBar()

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        return {}

    def is_working(self) -> bool:
        """Return whether the backup is being made."""
        return self._task is not None

    def back_up_then(self, act: Callable[[], object]) -> None:
        """Make the backup in the worker, then do *act* here and close."""
        if self._task is not None:
            return
        self.set_error("")
        self._hold(is_busy=True)
        desk, reason = self._hall.desk, self._reason
        self._task = self._hall.runner.run(
            lambda progress: safekeeping.before(desk, reason, progress),
            done=lambda _made: self._on_made(act), failed=self._on_failed,
        )  # fmt: skip
        self._task.stepped.connect(self.busy.step)
        self._task.cancelled.connect(self._on_stopped)

    def reject(self) -> None:
        """Leave; a backup under way is stopped first and nothing is done."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    def _hold(self, *, is_busy: bool) -> None:
        self.primary.setEnabled(not is_busy)
        for field in self.fields().values():
            field.setEnabled(not is_busy)
        if is_busy:
            self.busy.start(tr("Making a backup first…"), may_cancel=False)  # Cancel below does it
        else:
            self.busy.finish()

    def _on_made(self, act: Callable[[], object]) -> None:
        self._on_stopped()
        if not self.isVisible():  # the desk was left or locked meanwhile
            return
        try:
            act()
        except ClubError as error:
            show_on(self.fields(), error, self)
            return
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._on_stopped()
        if not isinstance(error, ClubError):
            raise error
        show_on({}, error, self)

    def _on_stopped(self) -> None:
        self._task = None
        self._hold(is_busy=False)
