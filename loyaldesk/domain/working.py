"""The shop's working time: deadlines that run only while it is open, and pauses that fit them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from loyaldesk.domain.errors import NoWorkingTime
from loyaldesk.domain.hours import (
    FULL_DAY,
    Hours,
    Profile,
    Shift,
    Week,
    default_hours,
    default_week,
    in_order,
    minute_of,
    read_shifts,
    shifts_text,
)

__all__ = [
    "FULL_DAY", "Hours", "Profile", "Shift", "Week", "WorkingTime", "default_hours", "default_week",
    "in_order", "minute_of", "read_shifts", "shifts_text",
]  # fmt: skip

HORIZON_DAYS = 400
"""A shop without an open minute in so many days has no working time."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_NOTHING = timedelta(0)
_FARTHEST = timedelta(hours=26)
"""No zone lies farther from UTC than this."""
_MOST_KEPT = 5000

Stretch = tuple[datetime, datetime]
"""An open stretch of time, in UTC; its end is not in it."""


class WorkingTime:
    """The open minutes of a shop as moments in UTC; works out each day once.

    All moments are aware; results are in UTC.
    """

    __slots__ = ("_is_for_calls", "_is_for_companies", "_known", "hours", "zone")

    def __init__(
        self, hours: Hours, zone: ZoneInfo, *, for_calls: bool = False, for_companies: bool = False
    ) -> None:
        self.hours = hours
        self.zone = zone
        self._is_for_calls = for_calls or for_companies
        self._is_for_companies = for_companies
        self._known: dict[date, tuple[Stretch, ...]] = {}

    def calling(self, *, company: bool = False) -> "WorkingTime":
        """Return the time in which members may be called, as working time of its own."""
        return WorkingTime(self.hours, self.zone, for_calls=True, for_companies=company)

    def stretches_on(self, day: date) -> tuple[Stretch, ...]:
        """Return the open stretches of a local day in UTC, in order."""
        found = self._known.get(day)
        if found is None:
            if self._is_for_calls:
                shifts = self.hours.call_shifts_on(day, company=self._is_for_companies)
            else:
                shifts = self.hours.shifts_on(day)
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            found = self._known[day] = _in_utc(day, shifts, self.zone)
        return found

    def is_open_on(self, day: date) -> bool:
        """Return whether the shop is open at any minute of *day*."""
        return bool(self.stretches_on(day))

    def is_open(self, moment: datetime) -> bool:
        """Return whether the shop is open; at the end of a shift it is not any more."""
        return any(start <= moment < end for start, end in self.stretches_on(self._day(moment)))

    def next_open(self, moment: datetime) -> datetime:
        """Return *moment* when the shop is open, else the moment the next shift starts.

        Raises:
            NoWorkingTime: If it does not open within 400 days.
        """
        moment = moment.astimezone(UTC)
        start, _ = next(self._after(moment))
        return max(start, moment)

    def add(self, moment: datetime, minutes: int) -> datetime:
        """Return the moment *minutes* open minutes later (E74).

        It lies in open time or at the end of a shift, so that ``add(add(t, a), b)`` is always
        ``add(t, a + b)``. No minutes move a moment in closed time to the next opening.

        Raises:
            ValueError: If *minutes* is negative.
            NoWorkingTime: If the shop does not open within 400 days.
        """
        if minutes < 0:
            raise ValueError("working time goes forward; `back` goes back")
        return self._add(moment.astimezone(UTC), minutes * _MINUTE)

    def back(self, moment: datetime, minutes: int) -> datetime:
        """Return the moment *minutes* open minutes earlier, for a warning before a deadline (E78).

        Raises:
            ValueError: If *minutes* is negative.
            NoWorkingTime: If the shop was not open in the 400 days before.
        """
        if minutes < 0:
            raise ValueError("`back` goes back")
        moment, left = moment.astimezone(UTC), minutes * _MINUTE
        if not left and self.is_open(moment):
            return moment
        for start, end in self._before(moment):
            last = min(end, moment)
            if last - start >= left:
                return last - left
            left -= last - start
        raise AssertionError("the stretches never end")

    def minutes_between(self, first: datetime, last: datetime) -> int:
        """Return the whole open minutes from *first* to *last*; negative when *last* is earlier."""
        if last < first:
            return -self.minutes_between(last, first)
        return self._open_time(first.astimezone(UTC), last.astimezone(UTC)) // _MINUTE

    def resumed(self, due: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
        """Return where a deadline lies after its clock stood still (E76, E79).

        The pause counts in open time only and never moves the deadline back.
        """
        if resumed_at <= paused_at:
            return due.astimezone(UTC)
        pause = self._open_time(paused_at.astimezone(UTC), resumed_at.astimezone(UTC))
        due = due.astimezone(UTC)
        return self._add(due, pause) if pause else due

    def first_day_open(self, day: date) -> date:
        """Return *day* or the next one on which the shop opens.

        Raises:
            NoWorkingTime: If there is none within 400 days.
        """
        for ahead in range(HORIZON_DAYS + 1):
            if self.stretches_on(day + ahead * _DAY):
                return day + ahead * _DAY
        raise NoWorkingTime(day)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the *count*-th open day after *day*, or before it when *count* is negative.

        With 0 it is the first open day from *day* on.

        Raises:
            NoWorkingTime: If there is none within 400 days.
        """
        if count == 0:
            return self.first_day_open(day)
        step = _DAY if count > 0 else -_DAY
        found = day
        for _ in range(abs(count)):
            start = found
            found += step
            while not self.stretches_on(found):
                found += step
                if abs((found - start).days) > HORIZON_DAYS:
                    raise NoWorkingTime(start)
        return found

    def place(self, day: date, at: time | None) -> datetime:
        """Return a due moment in open time: *at* on *day*, or the next opening after it (E78, E81).

        Args:
            day: A local day.
            at: Local time; None is the first opening of the day.

        Raises:
            NoWorkingTime: If the shop does not open within 400 days.
        """
        wanted = datetime.combine(day, at or time(0), self.zone).astimezone(UTC)
        return self._add(wanted, _NOTHING) if at is not None else self.next_open(wanted)

    def closing(self, day: date) -> datetime:
        """Return when the shop closes for the night on *day*, or on the next open one."""
        return self.stretches_on(self.first_day_open(day))[-1][1]

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _add(self, moment: datetime, left: timedelta) -> datetime:
        for start, end in self._after(moment, ends_too=not left):
            first = max(start, moment)
            if end - first >= left:
                return first + left
            left -= end - first
        raise AssertionError("the stretches never end")

    def _open_time(self, first: datetime, last: datetime) -> timedelta:
        found, day, end_day = _NOTHING, self._day(first), self._day(last)
        while day <= end_day:
            for start, end in self.stretches_on(day):
                if start < last and end > first:
                    found += min(end, last) - max(start, first)
            day += _DAY
        return found

    def _after(self, moment: datetime, *, ends_too: bool = False) -> Iterator[Stretch]:
        """Yield the stretches that end after *moment* (or, with *ends_too*, at it), for ever."""
        day = self._day(moment) - (_DAY if ends_too else _NOTHING)  # 24:00 is the day before's end
        empty_from = day
        while True:
            for stretch in self.stretches_on(day):
                if stretch[1] > moment or (ends_too and stretch[1] == moment):
                    empty_from = day
                    yield stretch
            day += _DAY
            if (day - empty_from).days > HORIZON_DAYS:
                raise NoWorkingTime(empty_from)

    def _before(self, moment: datetime) -> Iterator[Stretch]:
        """Yield the stretches that start before *moment*, the latest first, for ever."""
        day = empty_from = self._day(moment)
        while True:
            for stretch in reversed(self.stretches_on(day)):
                if stretch[0] < moment:
                    empty_from = day
                    yield stretch
            day -= _DAY
            if (empty_from - day).days > HORIZON_DAYS:
                raise NoWorkingTime(day)


def _in_utc(day: date, shifts: tuple[Shift, ...], zone: ZoneInfo) -> tuple[Stretch, ...]:
    """Return what *shifts* of a local day are in UTC: longer or shorter when the clock moves."""
    if not shifts:
        return ()
    midnight = datetime.combine(day, time(0), UTC)  # read as the wall's clock, then shifted
    first, last = midnight - _FARTHEST, midnight + _DAY + _FARTHEST
    spans = _spans(first, last, zone)
    found = []
    for start, end, offset in spans:
        for shift in shifts:
            opens = midnight + shift.start_minute * _MINUTE - offset
            closes = midnight + shift.end_minute * _MINUTE - offset
            if max(opens, start) < min(closes, end):
                found.append((max(opens, start), min(closes, end)))
    return _joined(sorted(found))


def _spans(
    first: datetime, last: datetime, zone: ZoneInfo
) -> list[tuple[datetime, datetime, timedelta]]:
    """Return the stretches of *first* to *last* with one distance from UTC each."""
    offset = _offset(first, zone)
    if _offset(last, zone) == offset:
        return [(first, last, offset)]
    spans, since, before = [], first, first
    while before < last:
        after = min(before + timedelta(hours=1), last)
        if _offset(after, zone) != offset:
            change = _change(before, after, zone)
            spans.append((since, change, offset))
            since, offset = change, _offset(change, zone)
        before = after
    return [*spans, (since, last, offset)]


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the second from which the clock of *zone* shows what it shows at *after*."""
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or _NOTHING


def _joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Return *stretches* with those made one that touch."""
    found: list[Stretch] = []
    for start, end in stretches:
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return tuple(found)
