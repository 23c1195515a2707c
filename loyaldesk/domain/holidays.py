"""The days of the year: public holidays, mourning, days that sell, and what the shop changed."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from loyaldesk.kernel.jalali import Month, from_jalali, to_jalali

STATES = ("official", "estimated", "own")
"""``estimated`` days hang on the moon and may move by a day; ``own`` ones are the shop's."""

NOTICE_DAYS = 90
"""The end of the table is told so long before."""

CLOSED, MOURNING = "closed", "mourning"
"""Codes of the shop's own days: one closure and one mourning day at most on each date."""

CLOSURES = {
    "power": ("قطعی برق", "Power cut"),
    "pollution": ("آلودگی هوا", "Air pollution"),
    "weather": ("برف و سرما", "Snow and cold"),
    "funeral": ("مراسم ختم", "Funeral"),
    "repair": ("تعمیرات", "Repairs"),
    "stock": ("انبارگردانی", "Stocktaking"),
    "holiday": ("تعطیلی فروشگاه", "Shop holiday"),
    "other": ("تعطیل", "Closed"),
}
"""Why a shop closes by itself, in both languages."""


@dataclass(frozen=True, slots=True, order=True)
class DayMark:
    """What one day is.

    Attributes:
        on: The day.
        code: Short Latin name of the reason; with the day it names the mark.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        is_holiday: The shop is closed on it, as long as it keeps it.
        is_mourning: No festive text and no advert goes out; notices pass.
        is_occasion: A day for which people buy.
        state: ``official``, ``estimated`` or ``own``.
        is_on: Whether the shop keeps it (E77).
    """

    on: date
    code: str
    name_fa: str
    name_en: str
    is_holiday: bool = False
    is_mourning: bool = False
    is_occasion: bool = False
    state: str = "official"
    is_on: bool = True

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with habits of its own: Ramadan, Nowruz."""

    code: str
    name_fa: str
    name_en: str
    first: date
    last: date
    state: str = "official"

    def name(self, language: str) -> str:
        """Return the name shown to people."""
        return self.name_fa if language == "fa" else self.name_en


@dataclass(frozen=True, slots=True)
class _Kind:
    """What stands under one code, on whatever day it falls."""

    code: str
    name_fa: str
    name_en: str
    flags: frozenset[str]
    days: str
    """``month/day`` or a stretch, for what has a fixed place in the Jalali year."""


@dataclass(frozen=True, slots=True)
class _Year:
    """Where the lunar days of one Jalali year fall."""

    state: str
    estimated: frozenset[str]
    days: Mapping[str, tuple[str, ...]]

    def state_of(self, code: str) -> str:
        return "estimated" if code in self.estimated else self.state


@dataclass(frozen=True, slots=True)
class DayTable:
    """The table that ships with the program."""

    _fixed: tuple[_Kind, ...]
    _lunar: Mapping[str, _Kind]
    _periods: Mapping[str, _Kind]
    _years: Mapping[int, _Year]
    _known: dict[int, tuple[DayMark, ...]] = field(default_factory=dict, compare=False, hash=False)

    def marks(self, year: int) -> tuple[DayMark, ...]:
        """Return the days of a Jalali year in order; outside the table only those with a fixed day.

        Raises:
            ValueError: If the calendar has no such year.
        """
        if year not in self._known:
            self._known[year] = tuple(sorted(self._of(year)))
        return self._known[year]

    def marks_between(self, first: date, last: date) -> list[DayMark]:
        """Return the marks from *first* to *last*, both included, in order."""
        years = range(to_jalali(first)[0], to_jalali(last)[0] + 1) if first <= last else ()
        return [mark for year in years for mark in self.marks(year) if first <= mark.on <= last]

    def periods_between(self, first: date, last: date) -> list[Period]:
        """Return the periods that reach into *first* to *last*, whole and in order."""
        years = range(to_jalali(first)[0], to_jalali(last)[0] + 1) if first <= last else ()
        found = [period for year in years for period in self._periods_of(year)]
        return sorted(
            (one for one in found if one.first <= last and first <= one.last),
            key=lambda one: (one.first, one.code),
        )

    def first_year_known(self) -> int:
        """Return the first Jalali year whose lunar days are in the table."""
        return min(self._years)

    def last_year_known(self) -> int:
        """Return the last Jalali year whose lunar days are in the table."""
        return max(self._years)

    def last_day(self) -> date:
        """Return the last day the table knows."""
        return Month("jalali", self.last_year_known(), 12).last

    def ends_soon(self, today: date) -> date | None:
        """Return the last day of the table when it is passed or less than 90 days off."""
        end = self.last_day()
        return end if (end - today).days < NOTICE_DAYS else None

    def _of(self, year: int) -> Iterator[DayMark]:
        for kind in self._fixed:
            yield from _marks(kind, kind.days, year, "official")
        if known := self._years.get(year):
            for code, places in known.days.items():
                if kind_ := self._lunar.get(code):
                    for place in places:
                        yield from _marks(kind_, place, year, known.state_of(code))

    def _periods_of(self, year: int) -> Iterator[Period]:
        known = self._years.get(year)
        for code, kind in self._periods.items():
            fixed = (kind.days,) if kind.days else ()
            for place in fixed or (known.days.get(code, ()) if known else ()):
                state = "official" if fixed or known is None else known.state_of(code)
                first, last = _reach(place, year)
                yield Period(code, kind.name_fa, kind.name_en, first, last, state)


def read_days(text: str) -> DayTable:
    """Return the table that *text* (TOML) holds.

    Raises:
        ValueError: If the file is not what ships with the program: a bug, not a matter for people.
    """
    read = tomllib.loads(text)
    lunar = {kind.code: kind for kind in map(_kind, read.get("lunar", []))}
    periods = {kind.code: kind for kind in map(_kind, read.get("period", []))}
    years = {int(one["year"]): _year(one) for one in read.get("year", [])}
    table = DayTable(tuple(map(_kind, read.get("fixed", []))), lunar, periods, years)
    if not years:
        raise ValueError("a table of days without a year")
    for number, year in years.items():
        if strange := (set(year.days) | year.estimated) - set(lunar) - set(periods):
            raise ValueError(f"{number}: nothing is called {sorted(strange)}")
        table.marks(number)  # every day of it exists
    return table


def merged(shipped: Iterable[DayMark], changes: Iterable[DayMark]) -> list[DayMark]:
    """Return the days as the shop keeps them.

    A change with the day and code of a shipped mark stands in its place; any other is added.
    """
    found = {(mark.on, mark.code): mark for mark in shipped}
    found.update({(mark.on, mark.code): mark for mark in changes})
    return sorted(found.values())


def switched(mark: DayMark, *, is_on: bool) -> DayMark:
    """Return *mark* as the shop keeps it, or does not."""
    return replace(mark, is_on=is_on)


def closed_days(marks: Iterable[DayMark]) -> frozenset[date]:
    """Return the days on which the shop is closed."""
    return frozenset(mark.on for mark in marks if mark.is_holiday and mark.is_on)


def is_mourning(marks: Iterable[DayMark], day: date) -> bool:
    """Return whether adverts and festive texts rest on *day*."""
    return any(mark.on == day and mark.is_mourning and mark.is_on for mark in marks)


def _kind(row: Mapping[str, Any]) -> _Kind:
    flags = frozenset(row.get("flags", ()))
    if strange := flags - {"holiday", "mourning", "occasion"}:
        raise ValueError(f"{row['code']}: no such flags: {sorted(strange)}")
    return _Kind(row["code"], row["fa"], row["en"], flags, row.get("days", ""))


def _year(row: Mapping[str, Any]) -> _Year:
    if row["state"] not in STATES[:2]:
        raise ValueError(f"{row['year']}: no such state: {row['state']}")
    days = {
        code: (places,) if isinstance(places, str) else tuple(places)
        for code, places in row["days"].items()
    }
    return _Year(row["state"], frozenset(row.get("estimated", ())), days)


def _reach(place: str, year: int) -> tuple[date, date]:
    """Return first and last day of ``1/2-1/4`` or ``1/2`` in a Jalali year."""
    first, _, last = place.partition("-")
    ends = [from_jalali(year, *map(int, one.split("/"))) for one in (first, last or first)]
    if ends[1] < ends[0]:
        raise ValueError(f"{place}: the end lies before the start")
    return ends[0], ends[1]


def _marks(kind: _Kind, place: str, year: int, state: str) -> Iterator[DayMark]:
    first, last = _reach(place, year)
    for ahead in range((last - first).days + 1):
        yield DayMark(
            first + timedelta(days=ahead),
            kind.code,
            kind.name_fa,
            kind.name_en,
            is_holiday="holiday" in kind.flags,
            is_mourning="mourning" in kind.flags,
            is_occasion="occasion" in kind.flags,
            state=state,
        )
