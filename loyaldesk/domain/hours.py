"""The shop's opening hours as they are agreed on: shifts, weeks, dated profiles and single days."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any

from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import ascii_digits

DAY_MINUTES = 1440
MOST_SHIFTS = 12
"""Shifts of one day: more is a slip of the pen."""
MOST_PROFILES = 60
MOST_EXTRA_DAYS = 2000
LONGEST_NAME = 60

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?")


def minute_of(text: str, field_: str = "hours") -> int:
    """Return the minute of the day of ``9``, ``09:00`` or ``24:00``, in digits of any kind.

    Raises:
        BadInput: If it is no time of a day.
    """
    found = _CLOCK.fullmatch(ascii_digits(text).strip())
    if found:
        minute = int(found[1]) * 60 + int(found[2] or 0)
        if int(found[2] or 0) < 60 and minute <= DAY_MINUTES:
            return minute
    raise BadInput(field_, "not an hour", text[:80])


def clock_text(minute: int) -> str:
    """Return a minute of the day as ``09:00``; the end of the day is ``24:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One stretch of a day without a break, as the clock on the wall shows it.

    Attributes:
        start_minute: First minute of the day, 0 to 1439.
        end_minute: The minute it ends before, 1 to 1440.

    Raises:
        BadInput: If it does not end after its start, within one day.
    """

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < self.end_minute <= DAY_MINUTES:
            raise BadInput("hours", "shift backwards", f"{self.start_minute}-{self.end_minute}")

    @classmethod
    def of(cls, start: time, end: time) -> "Shift":
        """Return the shift from *start* to *end*; an end of 00:00 is midnight after it."""
        return cls(_minute(start), _minute(end) or DAY_MINUTES)

    @classmethod
    def parse(cls, text: str, field_: str = "hours") -> "Shift":
        """Return the shift written ``09:00-13:00``.

        Raises:
            BadInput: Naming *field_*, if it is not written so.
        """
        start, dash, end = text.replace("–", "-").partition("-")
        if not dash:
            raise BadInput(field_, "not a shift", text[:80])
        first, last = minute_of(start, field_), minute_of(end, field_)
        if first >= last:
            raise BadInput(field_, "shift backwards", text[:80])
        return cls(first, last)

    @property
    def start_text(self) -> str:
        """Its start as ``09:00``."""
        return clock_text(self.start_minute)

    @property
    def end_text(self) -> str:
        """Its end as ``13:00``."""
        return clock_text(self.end_minute)

    @property
    def minutes(self) -> int:
        """How long it is by the clock on the wall."""
        return self.end_minute - self.start_minute

    def __str__(self) -> str:
        return f"{self.start_text}-{self.end_text}"


FULL_DAY = Shift(0, DAY_MINUTES)
"""Open, or quiet, around the clock."""

Week = tuple[tuple[Shift, ...], ...]
"""Seven days, Monday first as ``date.weekday()`` counts."""


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def in_order(shifts: Iterable[Shift], field_: str = "hours") -> tuple[Shift, ...]:
    """Return *shifts* sorted.

    Raises:
        BadInput: If two of them overlap or there are too many.
    """
    found = tuple(sorted(shifts))
    if len(found) > MOST_SHIFTS:
        raise BadInput(field_, "too many", limit=MOST_SHIFTS)
    for one, next_ in pairwise(found):
        if next_.start_minute < one.end_minute:
            raise BadInput(field_, "shifts overlap", f"{one} {next_}")
    return found


def read_shifts(text: str, field_: str = "hours") -> tuple[Shift, ...]:
    """Return the shifts of a day as people type them: ``9-13 16-21``, «۹ تا ۱۳ و ۱۶ تا ۲۱».

    Raises:
        BadInput: If one of them is none, or two overlap.
    """
    tight = re.sub(r"\s*(?:[-–]|تا|\bto\b)\s*", "-", text)
    parts = [part for part in re.split(r"[\s,،؛;و]+", tight) if part]
    return in_order((Shift.parse(part, field_) for part in parts), field_)


def shifts_text(shifts: Iterable[Shift]) -> str:
    """Return shifts as they can be typed again: ``09:00-13:00 16:00-21:00``."""
    return " ".join(str(shift) for shift in shifts)


def without(shifts: Sequence[Shift], pauses: Sequence[Shift]) -> tuple[Shift, ...]:
    """Return what is left of *shifts* when *pauses* are taken out."""
    left = list(shifts)
    for pause in pauses:
        cut = []
        for shift in left:
            if shift.start_minute < min(shift.end_minute, pause.start_minute):
                cut.append(Shift(shift.start_minute, min(shift.end_minute, pause.start_minute)))
            if max(shift.start_minute, pause.end_minute) < shift.end_minute:
                cut.append(Shift(max(shift.start_minute, pause.end_minute), shift.end_minute))
        left = cut
    return tuple(left)


@dataclass(frozen=True, slots=True)
class Profile:
    """The hours of a week, always or between two days (Ramadan, Nowruz).

    Attributes:
        name: What the shop calls it; the base may have none.
        week: Shifts of each weekday, Monday first.
        from_on: First day it holds; None in the base.
        until_on: Last day it holds; None in the base.
        no_calls: Times of the day at which nobody is called, such as around iftar.

    Raises:
        BadInput: If the week has not seven days, shifts overlap or the days are the wrong way.
    """

    name: str
    week: Week
    from_on: date | None = None
    until_on: date | None = None
    no_calls: tuple[Shift, ...] = ()

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME:
            raise BadInput("name", "too long", self.name[:80], LONGEST_NAME)
        if len(self.week) != 7:
            raise BadInput("week", "not a week", str(len(self.week)))
        put = object.__setattr__
        put(self, "week", tuple(in_order(day, f"week[{n}]") for n, day in enumerate(self.week)))
        put(self, "no_calls", in_order(self.no_calls, "no_calls"))
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise BadInput("until_on", "before its start", self.until_on.isoformat())

    @property
    def is_base(self) -> bool:
        """Whether it holds whenever no dated profile does."""
        return self.from_on is None and self.until_on is None

    def covers(self, day: date) -> bool:
        """Return whether *day* lies in it."""
        return (self.from_on is None or self.from_on <= day) and (
            self.until_on is None or day <= self.until_on
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """Everything that is known about when the shop is open.

    Attributes:
        profiles: The base and the dated ones; of those that cover a day the latest begun wins.
        closed: Days on which the shop is closed: holidays it keeps and own closures.
        extra: Days with hours of their own, which win over everything, a holiday too.
        companies_off: Weekdays on which companies are not called, though the shop is open.

    Raises:
        BadInput: If there is not exactly one base.
    """

    profiles: tuple[Profile, ...]
    closed: frozenset[date] = frozenset()
    extra: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict, hash=False)
    companies_off: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if sum(profile.is_base for profile in self.profiles) != 1:
            raise BadInput("profiles", "not one base")
        put = object.__setattr__
        put(self, "extra", {d: in_order(s, "extra") for d, s in self.extra.items()})

    def profile_on(self, day: date) -> Profile:
        """Return the profile that holds on *day*."""
        best = None
        for profile in self.profiles:
            if profile.covers(day) and (best is None or _begun(profile) >= _begun(best)):
                best = profile
        assert best is not None, "the base covers every day"  # noqa: S101 - see __post_init__
        return best

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """Return when the shop is open on *day*."""
        own = self.extra.get(day)
        if own is not None:
            return own
        return () if day in self.closed else self.profile_on(day).week[day.weekday()]

    def call_shifts_on(self, day: date, *, company: bool = False) -> tuple[Shift, ...]:
        """Return when members may be called on *day*: while the shop is open, and not at iftar."""
        if company and day.weekday() in self.companies_off:
            return ()
        return without(self.shifts_on(day), self.profile_on(day).no_calls)

    @property
    def is_never_open(self) -> bool:
        """Whether no week has a single shift: nothing can have a deadline then."""
        return not any(any(profile.week) for profile in self.profiles) and not any(
            self.extra.values()
        )

    def with_closed(self, days: Iterable[date]) -> "Hours":
        """Return the same hours with *days* closed."""
        return Hours(self.profiles, frozenset(days), self.extra, self.companies_off)

    def to_json(self) -> str:
        """Return the document the club keeps; closed days are kept elsewhere."""
        document = {
            "profiles": [_written(profile) for profile in self.profiles],
            "extra": {d.isoformat(): [str(s) for s in e] for d, e in sorted(self.extra.items())},
            "companies_off": sorted(self.companies_off),
        }
        return json.dumps(document, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str, closed: Iterable[date] = ()) -> "Hours":
        """Return the hours of a document that `to_json` wrote.

        Raises:
            BadInput: If it cannot be understood, naming the place in it.
        """
        try:
            read = json.loads(text)
        except (ValueError, RecursionError):
            read = None
        document = _part(read, dict, "hours")
        profiles = _part(document.get("profiles"), list, "profiles")
        extra = _part(document.get("extra", {}), dict, "extra")
        off = _part(document.get("companies_off", []), list, "companies_off")
        if len(profiles) > MOST_PROFILES:
            raise BadInput("profiles", "too many", limit=MOST_PROFILES)
        if len(extra) > MOST_EXTRA_DAYS:
            raise BadInput("extra", "too many", limit=MOST_EXTRA_DAYS)
        if not all(type(day) is int and 0 <= day < 7 for day in off):
            raise BadInput("companies_off", "unknown choice", str(off)[:80])
        return cls(
            tuple(_profile(_part(one, dict, "profiles")) for one in profiles),
            frozenset(closed),
            {_day(day, "extra"): _shifts(shifts, "extra") for day, shifts in extra.items()},
            frozenset(off),
        )


def _begun(profile: Profile) -> tuple[bool, date]:
    return not profile.is_base, profile.from_on or date.min


def _written(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "week": [[str(shift) for shift in day] for day in profile.week],
        "from": profile.from_on.isoformat() if profile.from_on else None,
        "until": profile.until_on.isoformat() if profile.until_on else None,
        "no_calls": [str(shift) for shift in profile.no_calls],
    }


def _profile(document: dict[str, Any]) -> Profile:
    week = _part(document.get("week"), list, "week")
    return Profile(
        _part(document.get("name", ""), str, "name"),
        tuple(_shifts(day, f"week[{number}]") for number, day in enumerate(week)),
        _day(document["from"], "from_on") if document.get("from") is not None else None,
        _day(document["until"], "until_on") if document.get("until") is not None else None,
        _shifts(document.get("no_calls", []), "no_calls"),
    )


def _part(value: Any, kind: type, place: str) -> Any:
    if not isinstance(value, kind):
        raise BadInput(place, "not hours", str(value)[:80])
    return value


def _shifts(value: Any, place: str) -> tuple[Shift, ...]:
    texts = _part(value, list, place)
    return in_order((Shift.parse(_part(text, str, place), place) for text in texts), place)


def _day(value: Any, place: str) -> date:
    try:
        return date.fromisoformat(_part(value, str, place))
    except ValueError:
        raise BadInput(place, "not a day", str(value)[:80]) from None


def default_week(calendar: str) -> Week:
    """Return the week a new club begins with.

    An Iranian shop has a morning and an evening shift from Saturday to Thursday and is closed on
    Friday; elsewhere the week is Monday to Friday with a shorter Saturday.
    """
    if calendar == "jalali":
        full = read_shifts("9-13 16-21")
        return (full, full, full, full, (), full, full)
    full = read_shifts("9-18")
    return (full, full, full, full, full, read_shifts("9-14"), ())


def default_hours(calendar: str) -> Hours:
    """Return the hours a new club begins with; companies are not called at their weekend."""
    off = frozenset({3, 4}) if calendar == "jalali" else frozenset({5, 6})
    return Hours((Profile("", default_week(calendar)),), companies_off=off)
