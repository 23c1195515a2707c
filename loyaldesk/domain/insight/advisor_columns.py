"""A year of sales under four programmes, from columns: for clubs too large to replay each receipt.

Each receipt counts with its net money, a return takes off what it would have earned. Rules about
what of a receipt counts are left out; tiers move day by day as in the replay.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np

from loyaldesk.domain.insight.advisor import (
    KINDS,
    PER_CENT,
    WINDOW_MONTHS,
    Terms,
    Year,
    hundredths,
    near,
)
from loyaldesk.domain.insight.facts import Flags, Ints
from loyaldesk.domain.insight.history import SALE, VISIT, History, day_number, day_of
from loyaldesk.domain.tiers import window_start

_DAYS = 1 << 20
"""More than any day since 1970: member and day fit into one number."""


def reckoned(blocks: Iterable[History], terms: Terms, first: date, last: date,
             only: Ints | None = None) -> Year:  # fmt: skip
    """Return what the members would have got from *first* to *last*.

    Args:
        blocks: All sales, each member in one block.
        terms: Of the programmes.
        first: First day that earns.
        last: Last day.
        only: Ids of the members wanted, rising; None: all.
    """
    parts = [_block(block, terms, first, last, only) for block in blocks]
    ids, net, *rest, visits, money = (
        np.concatenate([part[0][at] for part in parts] or [np.zeros(0, np.int64)])
        for at in range(len(KINDS) + 4)
    )
    gifts = dict(zip(KINDS, rest, strict=True))
    return Year(ids, net, gifts, near(terms, net, visits, money), sum(part[1] for part in parts))


def _block(
    block: History, terms: Terms, first: date, last: date, only: Ints | None
) -> tuple[list[Ints], int]:
    n = len(block.ids)
    member = np.repeat(np.arange(n), np.diff(block.starts))
    begin = day_number(window_start(first, WINDOW_MONTHS))
    seen: Flags = (block.day >= begin) & (block.day <= day_number(last))
    if only is not None:
        seen &= np.isin(block.ids, only)[member]
    member, day, net = member[seen], block.day[seen].astype(np.int64), block.net[seen]
    is_sale = (block.kind[seen] == SALE) | (block.kind[seen] == VISIT)
    percents = _tier_percents(member, day, net, terms)
    now = day >= day_number(first)
    member, day, net = member[now], day[now], net[now]
    per_row = {
        "points": _parts(net, 1, terms.rial_per_point or 1),
        "cashback": _share(net, hundredths(terms.cashback_percent)),
        "tiers": _share(net, percents[now]),
    }
    sums = {kind: np.maximum(_sum(member, row, n), 0) for kind, row in per_row.items()}
    total, visits = _sum(member, net, n), _visits(member, day, net, n)
    sums["points"] *= terms.point_worth_rial or 0
    sums["stamps"] = visits // (terms.stamp_visits or 1) * (terms.stamp_worth_rial or 0)
    inside = day >= day_number(window_start(last, WINDOW_MONTHS))
    money = _sum(member[inside], net[inside], n)
    bought = total > 0
    columns = [block.ids, total, *(sums[kind] for kind in KINDS), visits, money]
    return [column[bought] for column in columns], int((is_sale[now]).sum())


def _tier_percents(member: Ints, day: Ints, net: Ints, terms: Terms) -> Ints:
    """Return what the tier held before each row takes off, in hundredths of a percent."""
    if not len(day):
        return np.zeros(0, np.int64)
    days = np.unique(day)
    starts = np.array([day_number(window_start(day_of(one), WINDOW_MONTHS)) for one in days])
    since = starts[np.searchsorted(days, day)]
    reached = np.concatenate(([0], np.cumsum(net)))
    key = member * _DAYS + day
    held = reached[:-1] - reached[np.searchsorted(key, member * _DAYS + since)]
    limits = np.array([step.from_rial or 0 for step in terms.steps], np.int64)
    percents = np.array([0, *(hundredths(step.percent) for step in terms.steps)], np.int64)
    found: Ints = percents[np.searchsorted(limits, held, side="right")]
    return found


def _share(net: Ints, percent: Ints | int) -> Ints:
    """Return so many hundredths of a percent of *net*, towards zero, without a number too large."""
    whole, rest = np.divmod(np.abs(net), 100 * PER_CENT)
    parts = whole * percent + rest * percent // (100 * PER_CENT)
    found: Ints = (np.sign(net) * parts).astype(np.int64)
    return found


def _parts(net: Ints, points: int, rial: int) -> Ints:
    found: Ints = np.sign(net) * (np.abs(net) // rial * points)
    return found


def _visits(member: Ints, day: Ints, net: Ints, n: int) -> Ints:
    """Return the days on which each member's net is above zero."""
    if not len(day):
        return np.zeros(n, np.int64)
    key = member * _DAYS + day
    begins = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    is_visit = np.add.reduceat(net, begins) > 0
    return np.bincount(member[begins[is_visit]], minlength=n).astype(np.int64)


def _sum(member: Ints, values: Ints, n: int) -> Ints:
    """Return the sum of each member; rows of a member stand together, sums stay whole numbers."""
    found = np.zeros(n, np.int64)
    np.add.at(found, member, values)
    return found
