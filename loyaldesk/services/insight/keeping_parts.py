"""What the cards about staying and leaving share: figures, months, and why there is nothing."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.card import Card, Group, Meaning, Measure
from loyaldesk.domain.insight.exact import months_until
from loyaldesk.domain.insight.facts import Facts, Flags
from loyaldesk.domain.insight.period import Period
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import traits

Value = int | float | None


def nothing(read: Reading, *, needs_sales: bool) -> str:
    """Return why nothing can be told, or an empty text.

    Args:
        read: The picture of the club.
        needs_sales: Whether the card is about what was bought in the period itself, and not about
            everything until its last day.
    """
    if read.ids_wanted is not None and not len(read.ids_wanted):
        return tr("Nobody belongs to this group, so there is nothing to tell.")
    if why := _out_of_time(read, needs_sales=needs_sales):
        return why
    if not np.any(read.facts.visits > 0):
        return tr("Until the end of these days nobody here bought for more than nothing.")
    return ""


def not_come(read: Reading) -> str:
    """Return that the days asked for lie ahead, or an empty text."""
    if read.question.period.first > read.today:
        return tr("These days have not come yet.")
    return ""


def ratio(part: int, whole: int) -> float | None:
    """Return a share; None where there is nothing to share."""
    return part / whole if whole else None


def _out_of_time(read: Reading, *, needs_sales: bool) -> str:
    """Return why the days of the question tell nothing, or an empty text."""
    period = read.question.period
    first, last = traits.sale_days(read.db)
    if first is None or last is None:
        return tr("No sale is recorded yet. The figures come with the first sales.")
    if period.last < first:
        return tr("The first sale is of {day}; these days are before it.").format(
            day=fmt.day(first)
        )
    if period.first > read.today:
        return tr("These days have not come yet.")
    if needs_sales and period.first > last:
        return tr("The last sale is of {day}; nothing was sold in these days.").format(
            day=fmt.day(last)
        )
    return ""


def told(card: Card, why: str) -> Card:
    """Return a card that says only why there is nothing."""
    return Card(card.key, card.title, card.meaning, missing=why)


def measure(
    metric: str, name: str, value: Value, unit: Unit = Unit.COUNT, *, before: Value = None,
    count: int | None = None, why: str = "", better: str = "",
) -> Measure:  # fmt: skip
    """Return a figure; *why* is told only where there is none."""
    return Measure(metric, name, value, unit, before, count, why if value is None else "",
                   better=better)  # fmt: skip


def past(old: object, name: str) -> Value:
    """Return a figure of the period compared with; None without one."""
    found: Value = None if old is None else getattr(old, name)
    return found


def group(key: str, title: str, facts: Facts, flags: Flags) -> Group:
    """Return the members of *facts* that are flagged."""
    return Group(key, title, facts.ids[flags])


def among(ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> Flags:
    """Return which of *ids* are among *wanted*."""
    found: Flags = np.isin(ids, wanted)
    return found


def other_period(read: Reading) -> Period:
    """Return the period that stands before the one asked for: compared with, or just before."""
    return read.question.compare or read.question.period.before


def window_of(read: Reading) -> tuple[date, date]:
    """Return first and last day of the window before the period."""
    span = read.facts.nets["window"].span
    return span.first, span.last


def whole_months(last: date, calendar: str, number: int) -> tuple[list[Month], int]:
    """Return the last whole months, the oldest first, and how many are left out at the end."""
    months = months_until(last, calendar, number + 1)
    if months[-1].last == last:
        return months[1:], 0
    return months[:-1], 1


def month_labels(months: Sequence[Month]) -> tuple[str, ...]:
    """Return short names; the first of a year and of the row carries the year."""
    return tuple(
        fmt.month(month) if not place or month.number == 1 else month.name(look().language)
        for place, month in enumerate(months)
    )


def meaning(
    read: Reading, text: str, formula: str, counted: str, count: int = 0, *,
    first: date | None = None, hint: str = "",
) -> Meaning:  # fmt: skip
    """Return what a card means; the window ends with the period."""
    return Meaning(text, formula, 1, first, read.question.period.last, count, counted, hint)
