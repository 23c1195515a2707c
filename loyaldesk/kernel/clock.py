"""What time it is: a function, so that a test or a simulator can hold its own watch."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""


def system_clock() -> datetime:
    """Return the present moment in UTC, cut to whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
