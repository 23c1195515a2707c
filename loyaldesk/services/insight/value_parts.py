"""What the cards about value share: the months they look at, scores of the club, why none."""

from collections.abc import Sequence
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.facts import Flags, Ints, Span, Sums
from loyaldesk.domain.insight.rfm import Rfm, rfm
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services.insight.keeping_parts import nothing, told
from loyaldesk.services.insight.reading import Reading

Value = int | float | None

_scored: WeakKeyDictionary[Reading, dict[bool, Rfm]] = WeakKeyDictionary()
"""Scores reckoned before: several cards of a page ask for the same."""


def scores(read: Reading, *, compared: bool = False) -> Rfm | None:
    """Return the RFM scores that the members asked for have among all members.

    None where the period compared with is wanted, and there is none.
    """
    everybody = read.everybody
    kept = _scored.setdefault(everybody, {})
    if compared not in kept:
        facts = everybody.compared if compared else everybody.facts
        if facts is None:
            return None
        kept[compared] = rfm(facts)
    found = kept[compared]
    return found if read.ids_wanted is None else found.only(read.wanted(found.ids))


def loyal_ids(read: Reading) -> Ints:
    """Return who is loyal by what they buy: champions and loyal, scored among all members."""
    scored = scores(read)
    if scored is None:
        return np.zeros(0, np.int64)
    found: Ints = scored.ids[scored.loyal]
    return found


def year(read: Reading) -> Sums:
    """Return what was bought in the months that value looks at."""
    return read.facts.sums["year"]


def span_words(span: Span) -> str:
    """Return a window in words."""
    return tr("{first} to {last}").format(first=fmt.day(span.first), last=fmt.day(span.last))


def lacking(read: Reading) -> str:
    """Return why nothing can be told of the months that value looks at, or an empty text."""
    if why := nothing(read, needs_sales=False):
        return why
    if not np.any(year(read).net > 0):
        return tr("From {span} nobody here bought for more than nothing.").format(
            span=span_words(year(read).span)
        )
    return ""


def meant(
    read: Reading, text: str, formula: str, counted: str, count: int = 0, *,
    first: date | None = None, hint: str = "", ever: bool = False,
) -> Meaning:  # fmt: skip
    """Return what a card means; its window is the months that value looks at, or all (*ever*)."""
    span = year(read).span
    begin = None if ever else first or span.first
    return Meaning(text, formula, 1, begin, span.last, count, counted, hint)


def missing(key: str, title: str, meaning: Meaning, why: str) -> Card:
    """Return a card that says only why there is nothing."""
    return told(Card(key, title, meaning), why)


def figure(
    metric: str, name: str, value: Value, unit: Unit = Unit.COUNT, *, before: Value = None,
    count: int | None = None, why: str = "", better: str = "", low: Value = None,
    high: Value = None,
) -> Measure:  # fmt: skip
    """Return a figure; *why* is told only where there is none."""
    return Measure(metric, name, value, unit, before, count, why if value is None else "", low,
                   high, better)  # fmt: skip


def grid(columns: Sequence[tuple[str, Unit]], rows: Sequence[Sequence[Cell]]) -> Grid:
    """Return a table."""
    return Grid(tuple(GridColumn(*each) for each in columns), tuple(tuple(row) for row in rows))


def group(key: str, title: str, ids: Ints, flags: Flags) -> Group:
    """Return the members that are flagged."""
    return Group(key, title, ids[flags])


def ratio(part: float, whole: float) -> float | None:
    """Return a share; None where there is nothing to share."""
    return part / whole if whole > 0 else None
