"""Periods that are measured: a month, a quarter, a year of either calendar, or any two days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.errors import NotAPeriod
from loyaldesk.domain.insight.facts import Span
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month, parse_day
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ascii_digits

LENGTHS = {"month": 1, "quarter": 3, "year": 12}
"""Months of each kind of period that has a name."""

YEARS = date(1950, 1, 1), date(2100, 12, 31)
"""No shop sold before or will after."""

MOST_DAYS = 25 * 366
"""Of any two days: what lies as far back again must still be in the calendar."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days that are measured.

    Attributes:
        kind: ``month``, ``quarter``, ``year`` or ``days``.
        calendar: ``jalali`` or ``gregorian``: in which it is counted.
        first: First day.
        last: Last day.
    """

    kind: str
    calendar: str
    first: date
    last: date

    @classmethod
    def of(cls, kind: str, day: date, calendar: str) -> "Period":
        """Return the month, quarter or year of *calendar* that holds *day*."""
        month = Month.of(day, calendar)
        length = LENGTHS[kind]
        first = Month(calendar, month.year, (month.number - 1) // length * length + 1)
        return cls(kind, calendar, first.first, _on(first, length - 1).last)

    @classmethod
    def days(cls, first: date, last: date, calendar: str) -> "Period":
        """Return any two days.

        Raises:
            NotAPeriod: If the last comes before the first, or they lie too far off or apart.
        """
        if last < first:
            raise NotAPeriod(f"{first}..{last}", "turned")
        return _near(cls("days", calendar, first, last))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return what is written ``1405-08``, ``1405-Q2``, ``1405``, or ``DAY..DAY``.

        Years below 1700 are Jalali.

        Raises:
            NotAPeriod: If it is not written so.
        """
        plain = ascii_digits(text.strip())
        try:
            return _near(cls._read(plain))
        except (ValueError, OverflowError) as error:
            raise NotAPeriod(text[:80]) from error

    @classmethod
    def _read(cls, plain: str) -> "Period":
        if ".." in plain:
            first, last = (parse_day(part) for part in plain.split("..", 1))
            return cls.days(first, last, "jalali" if int(plain[:4]) < 1700 else "gregorian")
        if found := re.fullmatch(r"(\d{4})-?[Qq]([1-4])", plain):
            month = Month.parse(f"{found.group(1)}-{int(found.group(2)) * 3 - 2:02d}")
            return cls.of("quarter", month.first, month.calendar)
        if re.fullmatch(r"\d{4}", plain):
            month = Month.parse(f"{plain}-01")
            return cls.of("year", month.first, month.calendar)
        month = Month.parse(plain)
        return cls.of("month", month.first, month.calendar)

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.first, self.last)

    @property
    def before(self) -> "Period":
        """The period of the same kind just before; for two days, as many days before."""
        if self.kind == "days":
            days = (self.last - self.first).days + 1
            return Period("days", self.calendar, self.first - timedelta(days=days),
                          self.first - timedelta(days=1))  # fmt: skip
        return Period.of(self.kind, self.first - timedelta(days=1), self.calendar)

    @property
    def year_before(self) -> "Period":
        """The same days of the year before."""
        if self.kind == "days":
            return Period("days", self.calendar, back(self.first, 12, self.calendar),
                          back(self.last, 12, self.calendar))  # fmt: skip
        month = Month.of(self.first, self.calendar)
        return Period.of(self.kind, _on(month, -12).first, self.calendar)

    def name(self) -> str:
        """Return what it is called in the language in use: ``Aban 1405``."""
        month = Month.of(self.first, self.calendar)
        year = fmt.digits(str(month.year))
        if self.kind == "month":
            return f"{month.name(look().language)} {year}"
        if self.kind == "quarter":
            if self.calendar == "jalali":
                seasons = (tr("spring"), tr("summer"), tr("autumn"), tr("winter"))
                return tr("{season} {year}").format(season=seasons[month.number // 3], year=year)
            return tr("quarter {number} of {year}").format(
                number=fmt.number(month.number // 3 + 1), year=year
            )
        if self.kind == "year":
            return tr("year {year}").format(year=year)
        return tr("{first} to {last}").format(first=fmt.day(self.first), last=fmt.day(self.last))

    def __str__(self) -> str:
        month = Month.of(self.first, self.calendar)
        if self.kind == "month":
            return str(month)
        if self.kind == "quarter":
            return f"{month.year:04d}-Q{month.number // 3 + 1}"
        if self.kind == "year":
            return f"{month.year:04d}"
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def _near(period: Period) -> Period:
    is_near = YEARS[0] <= period.first <= period.last <= YEARS[1]
    if not is_near or period.span.days > MOST_DAYS:
        raise NotAPeriod(f"{period.first}..{period.last}")
    return period


def back(day: date, months: int, calendar: str) -> date:
    """Return the same day of the month *months* earlier, or the last day that month has."""
    month = Month.of(day, calendar)
    place = (day - month.first).days
    target = _on(month, -months)
    return min(target.first + timedelta(days=place), target.last)


def _on(month: Month, months: int) -> Month:
    whole = month.year * 12 + month.number - 1 + months
    return Month(month.calendar, whole // 12, whole % 12 + 1)
