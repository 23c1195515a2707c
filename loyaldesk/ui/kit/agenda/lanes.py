"""Which hours are shown, and how things that happen at once stand side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loyaldesk.ui.kit.agenda.entry import MINUTES_OF_A_DAY

EARLIEST, LATEST = 8 * 60, 21 * 60
"""These hours are always shown."""

MARGIN = 30
"""How much is shown around the open hours, at least."""

QUARTER, SLOT = 15, 30
"""To these minutes the pointer and the keys keep."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lane:
    """Where one span stands among those it overlaps.

    Attributes:
        number: Which lane, from 0.
        of: How many lanes there are side by side.
        group: Number of the group of spans that overlap.
    """

    number: int
    of: int
    group: int


def whole_hours(open_spans: Iterable[Span], entry_spans: Iterable[Span]) -> Span:
    """Return the first and last minute to show: whole hours that hide nothing."""
    begins, ends = EARLIEST, LATEST
    for first, last in open_spans:
        begins, ends = min(begins, first - MARGIN), max(ends, last + MARGIN)
    for first, last in entry_spans:
        begins, ends = min(begins, first), max(ends, last)
    begins, ends = max(0, begins), min(MINUTES_OF_A_DAY, ends)
    return begins // 60 * 60, -(-ends // 60) * 60


def closed_spans(open_spans: Sequence[Span], first: int, last: int) -> list[Span]:
    """Return what lies between *first* and *last* and is not open."""
    closed, at = [], first
    for begins, ends in sorted(open_spans):
        if begins > at:
            closed.append((at, min(begins, last)))
        at = max(at, ends)
    if at < last:
        closed.append((at, last))
    return closed


def lanes(spans: Sequence[Span]) -> list[Lane]:
    """Return the lane of each of *spans*, which come in the order they begin."""
    found: list[Lane] = []
    ends: list[int] = []  # of the last span in each lane of the group
    first, group = 0, 0
    for place, (begins, last) in enumerate(spans):
        if ends and begins >= max(ends):
            _close(found, first, len(ends))
            ends, first, group = [], place, group + 1
        free = next((lane for lane, end in enumerate(ends) if end <= begins), len(ends))
        ends[free : free + 1] = [last]
        found.append(Lane(free, 0, group))
    _close(found, first, len(ends))
    return found


def _close(found: list[Lane], first: int, count: int) -> None:
    found[first:] = [Lane(lane.number, count, lane.group) for lane in found[first:]]


def snapped(minute: float, step: int = QUARTER) -> int:
    """Return the nearest minute that is kept to, inside the day."""
    return min(max(round(minute / step) * step, 0), MINUTES_OF_A_DAY - step)
