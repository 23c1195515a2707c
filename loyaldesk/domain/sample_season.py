"""When the sample shop sells: its hours, its week, and the feasts of the year."""

from datetime import date, time
from itertools import accumulate

from loyaldesk.kernel.jalali import to_jalali

THURSDAY, FRIDAY = 3, 4
_WEEK = (0.95, 1.0, 1.1, 1.45, 0.45, 0.95, 0.9)  # Monday first, as date.weekday() counts
_ESFAND, _FARVARDIN, _MEHR, _SHAHRIVAR, _AZAR = 12, 1, 7, 6, 9
_MUHARRAM, _RAMADAN = 1, 9

SLOT_SECONDS = 1800
_DAY = (2, 3, 4, 5, 5, 5, 4, 3, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 7, 6, 5, 4, 3, 2)  # 9:00 on
_FAST = (1, 2, 2, 3, 3, 3, 3, 2, 2, 2, 3, 5, 7, 8, 8, 6, 2, 1, 4, 8, 9, 9, 8, 7, 5, 3)


def opening_hours(day: date) -> tuple[time, time]:
    """Return when the shop opens and closes on *day*, in shop time."""
    _, month, number = to_jalali(day)
    if day.weekday() == FRIDAY or (month == _FARVARDIN and number in (1, 13)):
        return time(10), time(21)
    return time(9), time(22)


def slots(day: date) -> list[float]:
    """Return the cumulated weights of the half hours from opening to closing."""
    opens, closes = opening_hours(day)
    profile = _FAST if lunar(day)[0] == _RAMADAN else _DAY
    return list(accumulate(profile[(opens.hour - 9) * 2 : (closes.hour - 9) * 2]))


def weight(day: date) -> float:
    """Return how many visits *day* has against a plain day."""
    return _WEEK[day.weekday()] * _feast(day) * _mourning(day)


def basket(day: date) -> float:
    """Return how large baskets are on *day* against a plain day: larger before a feast."""
    return 1.0 + (_feast(day) - 1.0) * 0.35 if _feast(day) > 1 else 1.0


def _feast(day: date) -> float:
    _, month, number = to_jalali(day)
    if month == _ESFAND:  # Nowruz shopping swells to its last days
        return 1.2 + 0.9 * min(number, 27) / 27
    if month == _FARVARDIN and number <= 13:  # the town is away
        return 0.2 if number in (1, 13) else 0.35 if number <= 4 else 0.55
    if month == _AZAR and number >= 26:  # Yalda, the night of 30 Azar
        return {29: 2.1, 30: 2.4}.get(number, 1.5)
    if (month == _SHAHRIVAR and number >= 22) or (month == _MEHR and number <= 7):  # school
        return 1.3
    return 1.0


def _mourning(day: date) -> float:
    month, number = lunar(day)
    return 0.25 if month == _MUHARRAM and number in (9, 10) else 1.0


def lunar(day: date) -> tuple[int, int]:
    """Return month and day of the tabular lunar calendar: a day off at worst, enough for a season.

    Source: Reingold and Dershowitz, Calendrical Calculations, chapter on the Islamic calendar.
    """
    epoch = 227015
    ordinal = day.toordinal()
    year = (30 * (ordinal - epoch) + 10646) // 10631
    gone = ordinal - (epoch + (year - 1) * 354 + (3 + 11 * year) // 30)
    month = (11 * gone + 330) // 325
    return month, gone - (29 * (month - 1) + month // 2) + 1
