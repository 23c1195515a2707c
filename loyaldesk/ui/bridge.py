"""News from below reaches widgets in the GUI thread, and only as long as they live."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from loyaldesk.kernel.events import EventBus

E = TypeVar("E")


class News:
    """Subscribes widgets to the events of a bus.

    Args:
        bus: Where services publish, in whatever thread they run.
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus

    def on(self, kind: type[E], listener: QObject, callback: Callable[[E], object]) -> None:
        """Call *callback* with each event of *kind*, in the GUI thread, while *listener* lives."""
        box = _LetterBox(listener, callback)
        end = self._bus.subscribe(kind, box.post)
        box.destroyed.connect(lambda: end())  # noqa: PLW0108  # drops the dying object


class _LetterBox(QObject):
    """A child of the listener: dies with it, and has the GUI thread as its own."""

    _posted = Signal(object)

    def __init__(self, listener: QObject, callback: Callable[[Any], object]) -> None:
        super().__init__(listener)
        self._callback = callback
        self._posted.connect(self._on_posted)

    def post(self, event: object) -> None:
        """Take *event* from any thread."""
        if isValid(self):
            self._posted.emit(event)

    @Slot(object)
    def _on_posted(self, event: object) -> None:
        self._callback(event)
