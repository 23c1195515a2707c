"""What comes again: every so many days, weeks, months or years of one calendar."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as counting
from itertools import islice

from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import LAST_GREGORIAN, LAST_YEAR, Month, from_jalali, to_jalali

UNITS = ("day", "week", "month", "year")
CALENDARS = ("jalali", "gregorian")
MOST = 999
"""Neither the distance nor the number of times is larger."""
_FIRST_WEEKDAY = {"jalali": 5, "gregorian": 0}
"""Saturday and Monday, as ``date.weekday()`` counts."""
_DAY = timedelta(days=1)
_TEXT = re.compile(
    r"(\d{1,3}) (day|week|month|year) (jalali|gregorian)(?: on ([0-6](?:,[0-6])*))?"
    r"(?: until (\d{4}-\d\d-\d\d))?(?: count (\d{1,3}))?"
)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How something comes again, counted from its first day.

    Attributes:
        every: How many units lie between two times, 1 to 999.
        unit: ``day``, ``week``, ``month`` or ``year``.
        calendar: Whose months and years: ``jalali`` or ``gregorian``; whose week, too.
        until: Last day on which it may come; None: for ever.
        count: How many times it comes, the first included; None: without end.
        weekdays: Days of the week (Monday 0) on which it comes, with ``week`` only; empty: the
            weekday of the first. The first day counts as one time even if it is another weekday.

    Raises:
        BadInput: If a part is none of these.
    """

    every: int
    unit: str
    calendar: str = "jalali"
    until: date | None = None
    count: int | None = None
    weekdays: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.every <= MOST:
            raise BadInput("recurrence", "range", str(self.every))
        if self.unit not in UNITS:
            raise BadInput("recurrence", "unknown choice", str(self.unit)[:80])
        if self.calendar not in CALENDARS:
            raise BadInput("recurrence", "unknown choice", str(self.calendar)[:80])
        if self.count is not None and not 1 <= self.count <= MOST:
            raise BadInput("recurrence", "range", str(self.count))
        if self.weekdays and (
            self.unit != "week" or not all(0 <= weekday < 7 for weekday in self.weekdays)
        ):
            raise BadInput("recurrence", "unknown choice", str(self.weekdays)[:80])
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))

    def after(self, first: date, previous: date, *, leap_on_next: bool = False) -> date | None:
        """Return the first time after *previous*, or None when it comes no more.

        Args:
            first: The day it began; month ends are taken from it, so that nothing drifts.
            previous: Any day, such as the one it was last done.
            leap_on_next: Keep what began on 30 Esfand (29 February) on the first day of the next
                month in common years, instead of the last day of this one (E86).
        """
        return next(self._from(first, previous + _DAY, leap_on_next=leap_on_next), None)

    def between(
        self, first: date, start: date, end: date, *, leap_on_next: bool = False
    ) -> list[date]:
        """Return its days from *start* to *end*, both included."""
        found = []
        for day in self._from(first, start, leap_on_next=leap_on_next):
            if day > end:
                break
            found.append(day)
        return found

    def times(self, first: date, most: int) -> list[date]:
        """Return its first *most* days, to show what somebody chose."""
        return list(islice(self._from(first, first, leap_on_next=False), most))

    def to_text(self) -> str:
        """Return it as it is stored: ``2 week jalali on 0,5 until 2027-03-20 count 10``."""
        parts = [f"{self.every} {self.unit} {self.calendar}"]
        if self.weekdays:
            parts.append("on " + ",".join(map(str, self.weekdays)))
        if self.until:
            parts.append(f"until {self.until.isoformat()}")
        if self.count is not None:
            parts.append(f"count {self.count}")
        return " ".join(parts)

    @classmethod
    def from_text(cls, text: str) -> "Recurrence":
        """Return what `to_text` wrote.

        Raises:
            BadInput: If it was not written so.
        """
        found = _TEXT.fullmatch(text.strip())
        if not found:
            raise BadInput("recurrence", "not a recurrence", text[:80])
        every, unit, calendar, weekdays, until, count = found.groups()
        try:
            last = date.fromisoformat(until) if until else None
        except ValueError:
            raise BadInput("recurrence", "not a day", until) from None
        return cls(
            int(every),
            unit,
            calendar,
            last,
            int(count) if count else None,
            tuple(map(int, weekdays.split(","))) if weekdays else (),
        )

    def _from(self, first: date, start: date, *, leap_on_next: bool) -> Iterator[date]:
        """Yield its days from *start* on, as far as it goes."""
        numbered: Iterator[tuple[int, date]]
        if self.weekdays:
            # Weekdays that are left out of the first week make counting by leaps wrong.
            numbered = enumerate(self._in_weeks(first))
        else:
            begin = max(0, self._steps_before(first, start))
            numbered = ((n, self._step(first, n, leap_on_next)) for n in counting(begin))
        for number, day in numbered:
            if (self.count is not None and number >= self.count) or day.year >= LAST_GREGORIAN:
                return
            if self.until is not None and day > self.until:
                return
            if day >= start:
                yield day

    def _in_weeks(self, first: date) -> Iterator[date]:
        yield first
        week = first - timedelta(days=(first.weekday() - _FIRST_WEEKDAY[self.calendar]) % 7)
        start = _FIRST_WEEKDAY[self.calendar]
        offsets = sorted((weekday - start) % 7 for weekday in self.weekdays)
        while True:
            for offset in offsets:
                if week + offset * _DAY > first:
                    yield week + offset * _DAY
            week += self.every * 7 * _DAY

    def _steps_before(self, first: date, start: date) -> int:
        """Return a number of steps that surely does not reach beyond *start*."""
        days = {"day": 1, "week": 7, "month": 31, "year": 366}[self.unit] * self.every
        return (start - first).days // days - 1

    def _step(self, first: date, number: int, leap_on_next: bool) -> date:  # noqa: FBT001
        if self.unit in ("day", "week"):
            return first + number * self.every * (7 if self.unit == "week" else 1) * _DAY
        months = number * self.every * (12 if self.unit == "year" else 1)
        moved = leap_on_next and self.unit == "year"
        if self.calendar == "jalali":
            return _jalali_step(first, months, moved=moved)
        return _gregorian_step(first, months, moved=moved)


def _jalali_step(first: date, months: int, *, moved: bool) -> date:
    year, month, day = to_jalali(first)
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    if year >= LAST_YEAR:
        return date.max
    if day < 30:
        return from_jalali(year, month, day)
    last = Month("jalali", year, month).last
    if to_jalali(last)[2] >= day:
        return from_jalali(year, month, day)
    return last + _DAY if moved else last


def _gregorian_step(first: date, months: int, *, moved: bool) -> date:
    year, month = first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1
    if year > LAST_GREGORIAN:
        return date.max
    last = date(year, month, monthrange(year, month)[1])
    if last.day >= first.day:
        return last.replace(day=first.day)
    return last + _DAY if moved else last
