"""What stands in a calendar: entries, notes on days, and the hours that are open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

OpenHours = Mapping[date, tuple[tuple[int, int], ...]]
"""From which to which minute of the day it is open; a day with no such span is closed."""

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day.

    Attributes:
        id: By which the page knows it again.
        on: Its day.
        minute: Minute of the day it begins; None for the whole day.
        minutes: How long it takes.
        title: What it is, in a few words.
        beside: Who or what it is about, shown where there is room.
        tone: ``plain``, ``accent``, ``warn``, ``danger``, ``info``, ``muted`` or ``done``.
        icon: Name of an icon for its kind, or empty.
        may_move: Whether it can be taken to another day.
        hint: More words for whoever rests on it.
    """

    id: int
    on: date
    minute: int | None
    minutes: int
    title: str
    beside: str
    tone: str
    icon: str = ""
    may_move: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DayNote:
    """What is said about a whole day: a holiday, a closure, a day of mourning."""

    on: date
    text: str
    is_closed: bool
    is_mourning: bool
