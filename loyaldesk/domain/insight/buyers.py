"""The days on which members bought, counted as the prediction needs them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Flags, Ints
from loyaldesk.domain.insight.history import MIRROR, RETURN, SALE, VISIT, History, day_number
from loyaldesk.domain.insight.model import Buyers

_FREE = np.zeros(256, np.int8)
_FREE[[SALE, VISIT]] = 1
_FREE[MIRROR] = -1


@dataclass(frozen=True, slots=True)
class Bought:
    """Everybody who bought on some day.

    Attributes:
        ids: (n,) ids, rising.
        last: (n,) the last day with a purchase, days since 1970.
        buyers: The same members as the model counts them.
    """

    ids: Ints
    last: NDArray[np.int32]
    buyers: Buyers

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, which: NDArray[Any]) -> "Bought":
        """Return some of them, by flags or places."""
        all_ = self.buyers
        return Bought(
            self.ids[which], self.last[which],
            Buyers(all_.repeats[which], all_.first_to_last[which], all_.age[which],
                   all_.mean_rial[which]),
        )  # fmt: skip


def bought(blocks: Iterable[History], until: date) -> Bought:
    """Return who bought up to the end of a day; rows after it are nothing.

    A purchase is a day with more money in than back. A day with a receipt of no money (a gift, an
    entry paid with points) is one too, unless it was taken back or goods came back that day.
    """
    last = day_number(until)
    parts = [found for block in blocks if (found := _of_block(block, last)) is not None]
    if not parts:
        none = np.zeros(0, np.int64)
        return Bought(none, none.astype(np.int32), Buyers(none, none, none, np.zeros(0)))
    ids, end, repeats, between, age, mean = (np.concatenate(c) for c in zip(*parts, strict=True))
    return Bought(ids, end, Buyers(repeats, between, age, mean))


def visits_after(early: Bought, late: Bought) -> Ints:
    """Return on how many days the members of *early* bought between the two days of looking."""
    place = np.searchsorted(late.ids, early.ids)
    result: Ints = late.buyers.repeats[place] - early.buyers.repeats
    return result


def purchase_days(block: History, last: int) -> tuple[NDArray[np.int32], Ints, Ints]:
    """Return whose (a place in ``ids``), day and net money of each day with a purchase."""
    whose = np.repeat(np.arange(len(block.ids), dtype=np.int32), np.diff(block.starts))
    day, net, kind = block.day, block.net, block.kind
    if len(day) and int(day.max()) > last:
        early = np.flatnonzero(day <= last)
        whose, day, net, kind = whose[early], day[early], net[early], kind[early]
    if not len(day):
        return whose, np.zeros(0, np.int64), np.zeros(0, np.int64)
    is_new = np.ones(len(day), bool)
    is_new[1:] = (day[1:] != day[:-1]) | (whose[1:] != whose[:-1])
    starts = np.flatnonzero(is_new)
    money = np.add.reduceat(net, starts)
    came = money > 0
    if bool((net == 0).any()):
        came |= _free(net, kind, starts)
    found = np.flatnonzero(came)
    return whose[starts[found]], day[starts[found]].astype(np.int64), money[found]


def _free(net: Ints, kind: NDArray[np.uint8], starts: NDArray[np.intp]) -> Flags:
    """Return the days with a receipt of no money that stands, and nothing that came back."""
    stands = np.add.reduceat(np.where(net == 0, _FREE[kind], 0), starts, dtype=np.int64) > 0
    result: Flags = stands & ~np.logical_or.reduceat(kind == RETURN, starts)
    return result


def _of_block(block: History, last: int) -> tuple[NDArray[Any], ...] | None:
    whose, day, money = purchase_days(block, last)
    if not len(whose):
        return None
    count = np.bincount(whose, minlength=len(block.ids))
    some = np.flatnonzero(count)
    count = count[some]
    begin = np.cumsum(count) - count
    first, end = day[begin], day[begin + count - 1]
    repeats = count - 1
    # The first day's money is no part of the mean: it says nothing of the days that follow.
    after = np.add.reduceat(money, begin) - money[begin]
    mean = after / np.maximum(repeats, 1)
    return block.ids[some], end.astype(np.int32), repeats, end - first, last - first, mean
