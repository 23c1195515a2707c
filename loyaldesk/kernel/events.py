"""News goes up by event: listeners subscribe by class, publishers know none of them."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Listener = Callable[[Any], None]


class EventBus:
    """Delivers each event, in the publisher's thread, to those who asked for its class."""

    def __init__(self) -> None:
        self._listeners: dict[type, list[Listener]] = defaultdict(list)

    def subscribe(self, kind: type, listener: Listener) -> Callable[[], None]:
        """Call *listener* for each event of *kind*; return a function that ends it."""
        self._listeners[kind].append(listener)

        def end() -> None:
            if listener in self._listeners[kind]:
                self._listeners[kind].remove(listener)

        return end

    def publish(self, event: object) -> None:
        """Deliver *event* to everyone who subscribed to its class."""
        for listener in tuple(self._listeners[type(event)]):
            listener(event)
