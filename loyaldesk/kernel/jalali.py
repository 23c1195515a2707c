"""Days and months in the calendar of the reader: Gregorian inside, Jalali at the edges."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from persiantools.jdatetime import JalaliDate

from loyaldesk.kernel.persian import ascii_digits, without_marks

FIRST_YEAR, LAST_YEAR = 1250, 1500
FIRST_GREGORIAN, LAST_GREGORIAN = 1872, 2120
"""Whole years inside the Jalali ones, so that every day that was read can be shown."""

MONTHS_FA = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
MONTHS_EN = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
GREGORIAN_FA = (
    "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن",
    "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
)  # fmt: skip
GREGORIAN_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS_FA = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=4096)
def to_jalali(day: date) -> tuple[int, int, int]:
    """Return year, month and day of the Jalali calendar."""
    jalali = JalaliDate(day)
    return jalali.year, jalali.month, jalali.day


def from_jalali(year: int, month: int, day: int) -> date:
    """Return the Gregorian day.

    Raises:
        ValueError: If there is no such day, such as 30 Esfand of a common year.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no Jalali year {year} here")
    day_: date = JalaliDate(year, month, day).to_gregorian()
    return day_


def parse_day(text: str, *, kind: str = "auto", today: date | None = None) -> date:
    """Return the day in *text*: ``1404/12/5``, ``14041205``, ``۱۴۰۴-۱۲-۰۵``, ``2026-11-20``.

    Args:
        text: What was typed; digits of any kind, ``/``, ``-`` or ``.`` between the parts. A time
            after it is passed over.
        kind: ``jalali``, ``gregorian`` (year first), ``mdy``, ``dmy``, or ``auto``, which takes
            years below 1700 as Jalali and needs a year of four digits.
        today: When given, ``امروز``, ``today``, ``+3`` and ``-1`` are understood too.

    Raises:
        ValueError: If there is no such day or the order of the parts cannot be told.
    """
    plain = ascii_digits(without_marks(text)).strip()
    if today is not None and (near := _near(plain, today)):
        return near
    found = re.fullmatch(
        r"(\d{1,4})[/\-.](\d{1,2})[/\-.](\d{1,4})(?:[T\s].*)?", plain
    ) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain)
    if not found:
        raise ValueError(f"not a day: {text!r}")
    first, middle, last = (int(part) for part in found.groups())
    if kind in ("mdy", "dmy"):
        month, day = (first, middle) if kind == "mdy" else (middle, first)
        return _gregorian(last, month, day)
    year, month, day = (first, middle, last) if len(found.group(1)) > 2 else _year(found, kind)
    if kind == "jalali" or (kind == "auto" and year < 1700):
        return from_jalali(year, month, day)
    return _gregorian(year, month, day)


def _gregorian(year: int, month: int, day: int) -> date:
    if year < 1700:  # 26 of two digits, or 1405 read in the wrong calendar
        raise ValueError("which part is the year?")
    if not FIRST_GREGORIAN <= year <= LAST_GREGORIAN:
        raise ValueError(f"no year {year} here")
    return date(year, month, day)


def _near(plain: str, today: date) -> date | None:
    if plain.casefold() in ("امروز", "today"):
        return today
    if re.fullmatch(r"[+-]\d{1,4}", plain):
        return today + timedelta(days=int(plain))
    return None


def _year(found: re.Match[str], kind: str) -> tuple[int, int, int]:
    """Return the parts when the year is not written first with four digits."""
    first, middle, last = (int(part) for part in found.groups())
    if len(found.group(3)) == 4:
        return last, middle, first
    if kind == "jalali" and len(found.group(1)) == 2:
        return 1400 + first if first < 50 else 1300 + first, middle, last
    raise ValueError("which part is the year?")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of one calendar.

    Attributes:
        calendar: ``jalali`` or ``gregorian``.
        year: Year of that calendar.
        number: 1 to 12.
    """

    calendar: str
    year: int
    number: int

    @classmethod
    def of(cls, day: date, calendar: str) -> "Month":
        """Return the month that holds *day*."""
        if calendar == "jalali":
            year, number, _ = to_jalali(day)
            return cls(calendar, year, number)
        return cls(calendar, day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Return the month written ``1405-08`` or ``2026-10``; years below 1700 are Jalali.

        Raises:
            ValueError: If it is not written so.
        """
        found = re.fullmatch(r"(\d{4})[-/](\d{1,2})", ascii_digits(text.strip()))
        if not found or not 1 <= int(found.group(2)) <= 12:
            raise ValueError(f"not a month: {text!r}")
        year = int(found.group(1))
        # The neighbours of a month must exist too: a report compares with the month before.
        if not (FIRST_YEAR < year < LAST_YEAR or FIRST_GREGORIAN < year <= LAST_GREGORIAN):
            raise ValueError(f"not a month: {text!r}")
        return cls("jalali" if year < 1700 else "gregorian", year, int(found.group(2)))

    @property
    def first(self) -> date:
        """The first day."""
        if self.calendar == "jalali":
            return from_jalali(self.year, self.number, 1)
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        """The month after."""
        if self.number == 12:
            return Month(self.calendar, self.year + 1, 1)
        return Month(self.calendar, self.year, self.number + 1)

    @property
    def before(self) -> "Month":
        """The month before."""
        if self.number == 1:
            return Month(self.calendar, self.year - 1, 12)
        return Month(self.calendar, self.year, self.number - 1)

    def name(self, language: str) -> str:
        """Return the month's name without the year."""
        if self.calendar == "jalali":
            return (MONTHS_FA if language == "fa" else MONTHS_EN)[self.number - 1]
        return (GREGORIAN_FA if language == "fa" else GREGORIAN_EN)[self.number - 1]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def anniversary(born: date, near: date, calendar: str) -> date:
    """Return the first anniversary of *born* on or after *near*.

    A birthday on 30 Esfand or 29 February is kept one day earlier in common years.
    """
    for year in range(near.year - 1, near.year + 3):
        when = _in_year(born, year, calendar)
        if when >= near:
            return when
    raise AssertionError("an anniversary comes every year")


def _in_year(born: date, gregorian_year: int, calendar: str) -> date:
    if calendar == "jalali":
        _, month, day = to_jalali(born)
        year = gregorian_year - 621
        try:
            return from_jalali(year, month, day)
        except ValueError:
            return from_jalali(year, month, day - 1)
    try:
        return born.replace(year=gregorian_year)
    except ValueError:
        return date(gregorian_year, 2, 28)
