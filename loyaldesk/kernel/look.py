"""In which language, calendar and money unit things are shown to people.

One look is current for the whole process (`set_look`); a report in another language than the
screen's puts its own on for its own thread (`using`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

LANGUAGES = ("fa", "en")
CALENDARS = ("jalali", "gregorian")
UNITS = ("toman", "rial")


@dataclass(frozen=True, slots=True)
class Look:
    """How dates, digits and money look.

    Attributes:
        language: ``fa`` or ``en``.
        calendar: ``jalali`` or ``gregorian``.
        unit: ``toman`` or ``rial``: the unit amounts are shown and typed in.
    """

    language: str = "fa"
    calendar: str = "jalali"
    unit: str = "toman"

    @property
    def is_rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language == "fa"


class _Process:
    look = Look()


_thread_look: ContextVar[Look | None] = ContextVar("loyaldesk_look", default=None)


def look() -> Look:
    """Return the look of this thread, else the process's."""
    return _thread_look.get() or _Process.look


def set_look(new: Look) -> None:
    """Make *new* the look of the whole process."""
    _Process.look = new


@contextmanager
def using(other: Look) -> Iterator[None]:
    """Show things as *other* says, in this thread, inside the block."""
    token = _thread_look.set(other)
    try:
        yield
    finally:
        _thread_look.reset(token)
