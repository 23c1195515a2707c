"""Work that takes longer than a blink: one worker thread, progress, a way to stop."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from loyaldesk.kernel.progress import Cancelled, Progress

Work = Callable[[Progress], Any]
"""Does the work and returns what it made; reports to the `Progress` it is given."""

STOP_MS = 30_000


class Task(QObject):
    """One piece of work under way. Lives in the GUI thread, where its signals arrive."""

    stepped = Signal(int, int, str)  # done, total (0: unknown), what
    succeeded = Signal(object)  # what the work returned
    failed = Signal(object)  # the Exception
    cancelled = Signal()
    ended = Signal()  # after one of the three
    _finished = Signal(object, object)  # result, error: the one crossing between threads

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = Event()
        self._finished.connect(self._on_finished)

    def step(self, done: int, total: int, what: str = "") -> None:
        """Report progress; called by the work, in its own thread.

        Raises:
            Cancelled: If nobody wants the work any more.
        """
        if self._stop.is_set():
            raise Cancelled
        self.stepped.emit(done, total, what)

    @Slot()
    def cancel(self) -> None:
        """Stop the work at its next step."""
        self._stop.set()

    def finish(self, result: object, error: Exception | None) -> None:
        """Carry the end of the work over to the GUI thread; called in the work's thread."""
        self._finished.emit(result, error)

    @Slot(object, object)
    def _on_finished(self, result: object, error: Exception | None) -> None:
        if error is None:
            self.succeeded.emit(result)
        elif isinstance(error, Cancelled):
            self.cancelled.emit()
        else:
            self.failed.emit(error)
        self.ended.emit()
        self.deleteLater()


class Runner(QObject):
    """Runs tasks one after the other in one worker thread.

    Args:
        around: Made anew around each work, in its thread: the database connection of a thread.
        on_failed: Told of every error no task handles itself.
    """

    def __init__(
        self,
        around: Callable[[], AbstractContextManager[Any]],
        on_failed: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self._around = around
        self._on_failed = on_failed
        self._tasks: set[Task] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def run(
        self,
        work: Work,
        *,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> Task:
        """Start *work* and return its task.

        Args:
            work: Called in the worker thread with the task as its progress.
            done: Called in the GUI thread with what *work* returned.
            failed: Called in the GUI thread with what *work* raised; by default the runner's.
        """
        task = Task(self)
        task.succeeded.connect(done)
        task.failed.connect(failed or self._on_failed)
        task.ended.connect(self._on_ended)
        self._tasks.add(task)
        self._pool.start(_Work(task, work, self._around))
        return task

    def is_busy(self) -> bool:
        """Return whether any work is under way or waits."""
        return bool(self._tasks)

    def stop(self, wait_ms: int = STOP_MS) -> bool:
        """Cancel everything and wait until no thread is left; return whether none is."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._pool.clear()
        return self._pool.waitForDone(wait_ms)

    @Slot()
    def _on_ended(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            self._tasks.discard(task)


class _Work(QRunnable):
    """Owns no QObject: what a pool thread deletes must not be Qt's business."""

    def __init__(
        self, task: Task, work: Work, around: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        super().__init__()
        self._task = task
        self._work = work
        self._around = around

    def run(self) -> None:
        """Qt: do the work in the pool's thread."""
        try:
            self._task.step(0, 0)  # cancelled while it waited
            with self._around():
                result = self._work(self._task)
        except Exception as error:  # noqa: BLE001  # carried over and shown in the GUI thread
            self._task.finish(None, error)
        else:
            self._task.finish(result, None)
