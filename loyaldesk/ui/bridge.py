"""News from below reaches widgets in the GUI thread, and only as long as they live."""

from collections.abc import Callable
from functools import cache
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
        relay = _relay()
        end = self._bus.subscribe(kind, lambda event: relay.post(box, event))
        box.destroyed.connect(lambda: end())  # noqa: PLW0108  # drops the dying object


class _LetterBox(QObject):
    """A child of the listener: dies with it."""

    def __init__(self, listener: QObject, callback: Callable[[Any], object]) -> None:
        super().__init__(listener)
        self.callback = callback


class _Relay(QObject):
    """Carries events into the GUI thread.

    It never dies: a worker must not touch a letter box, which the GUI thread may be deleting.
    """

    _posted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._on_posted)

    def post(self, box: _LetterBox, event: object) -> None:
        """Take *event* from any thread."""
        self._posted.emit(box, event)

    @Slot(object, object)
    def _on_posted(self, box: _LetterBox, event: object) -> None:
        if isValid(box):
            box.callback(event)


@cache
def _relay() -> _Relay:
    """Return the one relay; made by the first who listens, in the GUI thread."""
    return _Relay()
