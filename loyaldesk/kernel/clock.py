"""What time it is: a function, so that a test or a simulator can hold its own watch."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""


def system_clock() -> datetime:
    """Return the present moment in UTC, cut to whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def steady_seconds(clock: Clock) -> float:
    """Return seconds that nobody can set forward: since the computer was started.

    A watch other than the computer's own (a test, a simulator) is steady by itself.
    """
    return monotonic() if clock is system_clock else clock().timestamp()
