"""Who was lost in a period, and what it costs: their margin, and others in their place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Facts, Flags, Ints
from loyaldesk.domain.insight.rhythm import lapsed
from loyaldesk.domain.insight.settings import InsightSettings

REASONS = (
    "price", "quality", "service", "complaint", "choice", "rival", "moved", "no_need", "distance",
    "other", "unknown",
)  # fmt: skip
"""Why a member left, as it was asked; ``unknown``: asked, but nobody could say."""

OWN, MODEL = "own", "model"
"""Whence the expected margin comes: the member's own last year, or the prediction."""

YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Loss:
    """The members lost in a period; all arrays are as long as *ids*.

    Attributes:
        ids: Who is gone, rising.
        last: Day of the last visit, days since 1970.
        margin: Margin expected of twelve more months, in Rial; below zero for whom the shop paid.
    """

    ids: Ints
    last: NDArray[np.int32]
    margin: Ints

    def __len__(self) -> int:
        return len(self.ids)


def lost(start: Facts, end: Facts, settings: InsightSettings) -> Flags:
    """Return for each member of *end* whether they were lost between the two days.

    Lost is who counts as gone on the last day and did not on the day before the first one, so that
    everybody is lost in one period only.
    """
    gone_before = start.ids[lapsed(start, settings)]
    return lapsed(end, settings) & ~np.isin(end.ids, gone_before, assume_unique=True)


def loss(start: Facts, end: Facts, settings: InsightSettings) -> Loss:
    """Return who was lost, with the margin each brought in the twelve months before the period.

    Whoever joined later brings what they brought until the end of it.
    """
    gone = lost(start, end, settings)
    ids = end.ids[gone]
    place = np.minimum(np.searchsorted(start.ids, ids), max(len(start) - 1, 0))
    known = start.ids[place] == ids if len(start) else np.zeros(len(ids), dtype=np.bool_)
    margin = end.sums["year"].margin[gone].copy()
    if len(start):
        margin = np.where(known, start.sums["year"].margin[place], margin)
    return Loss(ids, end.last[gone], _of_a_year(margin, settings.value_months))


def _of_a_year(margin: Ints, months: int) -> Ints:
    """Return the margin of *months* months as that of twelve, to the nearest Rial."""
    if months == YEAR_MONTHS:
        return margin
    whole: Ints = np.rint(margin * (YEAR_MONTHS / months)).astype(np.int64)
    return whole


@dataclass(frozen=True, slots=True)
class ChurnCost:
    """What a period's losses cost, as it was reckoned first and as it stands now.

    Attributes:
        lost: Members classed as lost.
        came_back: Of them, how many bought again since.
        margin: Expected margin of all of them, in Rial.
        margin_back: Of it, that of those who came back.
        each: What a new member costs, in Rial; None: the shop entered no cost.
    """

    lost: int
    came_back: int
    margin: int
    margin_back: int
    each: int | None

    @property
    def replacing(self) -> int:
        """Cost of replacing everybody; zero while no cost of a new member is known."""
        return self.lost * (self.each or 0)

    @property
    def original(self) -> int:
        """The cost as if nobody had come back."""
        return self.margin + self.replacing

    @property
    def correction(self) -> int:
        """What those who came back take off it."""
        return self.margin_back + self.came_back * (self.each or 0)

    @property
    def corrected(self) -> int:
        """The cost as it stands now."""
        return self.original - self.correction


def per_member(cost: int | None, members: int) -> int | None:
    """Return what one of *members* cost, to the nearest Rial; None: no cost or nobody."""
    if cost is None or members == 0:
        return None
    return (2 * cost + members) // (2 * members)
