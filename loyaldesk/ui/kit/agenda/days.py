"""Days, weeks and months as the reader counts them, and what they are called."""

from datetime import date, timedelta

from loyaldesk.kernel import fmt, jalali
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.ui.kit.calendar import FIRST_DAY, LAST_DAY

VIEWS = ("day", "week", "month")
Period = tuple[date, date]

_SATURDAY, _MONDAY, _FRIDAY, _SUNDAY = 5, 0, 4, 6  # as Python counts


def held(day: date) -> date:
    """Return *day*, or the nearest one that can be shown."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def later(day: date, days: int) -> date:
    """Return the day that many days later or, below zero, earlier."""
    return held(day + timedelta(days=days))


def week_start(day: date) -> date:
    """Return the first day of the week of *day*: Saturday, or Monday in Gregorian."""
    first = _SATURDAY if look().calendar == "jalali" else _MONDAY
    return day - timedelta(days=(day.weekday() - first) % 7)


def is_weekly_rest(day: date) -> bool:
    """Return whether people are off on that weekday, as long as nothing else is known."""
    return day.weekday() == (_FRIDAY if look().calendar == "jalali" else _SUNDAY)


def month_of(day: date) -> Month:
    """Return the month of the reader's calendar that holds *day*."""
    return Month.of(day, look().calendar)


def number_in_month(day: date) -> int:
    """Return which day of its month *day* is."""
    return (day - month_of(day).first).days + 1


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    number, month = number_in_month(day), month_of(day)
    for _ in range(abs(months)):
        month = month.next if months > 0 else month.before
    return held(min(month.first + timedelta(days=number - 1), month.last))


def stepped(view: str, day: date, steps: int) -> date:
    """Return the day to be on, so many days, weeks or months after *day*."""
    if view == "month":
        return months_later(day, steps)
    return later(day, steps * (7 if view == "week" else 1))


def period(view: str, day: date) -> Period:
    """Return the first and last day that are on view together with *day*."""
    if view == "day":
        return day, day
    if view == "week":
        return week_start(day), week_start(day) + timedelta(days=6)
    month = month_of(day)
    return week_start(month.first), week_start(month.last) + timedelta(days=6)


def weekday(day: date) -> str:
    """Return the name of the weekday."""
    names = jalali.WEEKDAYS_FA if look().language == "fa" else jalali.WEEKDAYS_EN
    return names[day.weekday()]


def short_weekday(day: date) -> str:
    """Return the name of the weekday where room is short; Persian has none that is shorter."""
    return weekday(day) if look().language == "fa" else weekday(day)[:3]


def number_words(day: date) -> str:
    """Return the day of the month in figures."""
    return fmt.digits(str(number_in_month(day)))


def clock(minute: int) -> str:
    """Return a minute of the day as people write it: ``۱۰:۳۰``."""
    return fmt.digits(f"{minute // 60:02d}:{minute % 60:02d}")


def title(view: str, day: date) -> str:
    """Return what the period around *day* is called: ``آبان ۱۴۰۵``, ``۲۴ تا ۳۰ آبان ۱۴۰۵``."""
    if view == "day":
        return fmt.long_day(day)
    if view == "month":
        return fmt.month(month_of(day))
    first, last = period("week", day)
    begins, ends = month_of(first), month_of(last)
    from_day = fmt.short_day(first)
    if begins == ends:
        from_day = number_words(first)
    elif begins.year != ends.year:
        from_day = f"{from_day} {fmt.year_of(first)}"
    to_day = f"{fmt.short_day(last)} {fmt.year_of(last)}"
    return tr("{first} to {last}").format(first=from_day, last=to_day)
