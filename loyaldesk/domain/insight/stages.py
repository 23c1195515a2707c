"""Where each member stands in the life of a customer: told by a rule, from what they did."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight import rhythm
from loyaldesk.domain.insight.facts import NEVER, Facts, Flags, Ints
from loyaldesk.domain.insight.settings import InsightSettings

Codes = NDArray[np.int8]

ENQUIRY = "enquiry"
"""Before the club: a prospect, who is no member yet."""

STAGES = ("joined", "first", "second", "regular", "advocate", "sleeping", "lapsed")
"""The stages of members; the first five are the way up, the others leave it."""

JOINED, FIRST, SECOND, REGULAR, ADVOCATE, SLEEPING, LAPSED = range(len(STAGES))

REGULAR_VISITS = 3
"""Nobody is called regular before so many visits: one large purchase makes nobody loyal."""

SLEEPY = 2 / 3
"""Who is silent longer than this share of the own limit sleeps: with the factor 3 that is twice
the own gap, one visit left out."""

BROUGHT, THANKED, IDEA = "brought", "thanked", "idea"
"""Acts of an advocate: a member brought, thanks written down, an idea that was used."""


@dataclass(frozen=True, slots=True)
class Advocacy:
    """Who did something for the shop that a buyer need not do; rising ids for each act."""

    brought: Ints
    thanked: Ints
    idea: Ints

    @property
    def ids(self) -> Ints:
        """All of them."""
        return np.union1d(np.union1d(self.brought, self.thanked), self.idea)

    def act_of(self, member_id: int) -> str:
        """Return which act makes a member an advocate; empty: none."""
        for act, ids in (
            (BROUGHT, self.brought), (IDEA, self.idea), (THANKED, self.thanked),
        ):  # fmt: skip
            place = int(np.searchsorted(ids, member_id))
            if place < len(ids) and ids[place] == member_id:
                return act
        return ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage of some members on a day, with what it follows from.

    Attributes:
        ids: (n,) members, rising.
        codes: (n,) places in `STAGES`.
        visits: (n,) visits until the day.
        silent: (n,) days since the last visit, or `NEVER`.
        limits: (n,) days of silence after which each counts as gone; 0.0 without a visit.
    """

    ids: Ints
    codes: Codes
    visits: Ints
    silent: Ints
    limits: NDArray[np.float64]

    def counts(self) -> list[int]:
        """Return how many stand in each stage, in the order of `STAGES`."""
        return [int(n) for n in np.bincount(self.codes, minlength=len(STAGES))]

    def among(self, code: int) -> Ints:
        """Return who stands in a stage."""
        found: Ints = self.ids[self.codes == code]
        return found


def standing(facts: Facts, settings: InsightSettings, ids: Ints, advocates: Ints) -> Standing:
    """Return the stage of every member of *ids* on the day of the facts.

    Args:
        facts: Of every member with a sale up to the day.
        settings: Limits of the shop.
        ids: Members of the club on that day, rising; whoever is not in the facts never bought.
        advocates: Who did something for the shop, rising.
    """
    visits = aligned(facts, facts.visits.astype(np.int64), ids, 0)
    silent = aligned(facts, rhythm.silence(facts).astype(np.int64), ids, NEVER)
    limits = aligned(facts, rhythm.limits(facts, settings), ids, 0.0)
    gone = aligned(facts, rhythm.lapsed(facts, settings), ids, False)  # noqa: FBT003 - what is missing
    limits = np.where(visits > 0, limits, 0.0)
    codes = np.minimum(visits, REGULAR_VISITS).astype(np.int8)
    codes[(codes == REGULAR) & _in(advocates, ids)] = ADVOCATE
    codes[(visits >= 2) & (silent > limits * SLEEPY)] = SLEEPING
    codes[gone] = LAPSED
    codes[(visits == 0) | (silent == NEVER)] = JOINED
    return Standing(ids, codes, visits, silent, limits)


def since(now: Standing, facts: Facts, joined: Ints, today: int) -> Ints:
    """Return the day on which each came to its stage, as far as the sales tell, else *today*.

    Args:
        now: Where they stand.
        facts: Of every member with a sale.
        joined: When each of them joined, as days since 1970.
        today: The day of the facts, as days since 1970.
    """
    found = np.full(len(now.ids), today, np.int64)
    found[now.codes == JOINED] = joined[now.codes == JOINED]
    for code, days in ((FIRST, facts.first), (SECOND, facts.second)):
        at = now.codes == code
        found[at] = aligned(facts, days.astype(np.int64), now.ids[at], today)
    return found


def _in(some: Ints, ids: Ints) -> Flags:
    return np.isin(ids, some, assume_unique=True) if len(some) else np.zeros(len(ids), np.bool_)


def aligned(facts: Facts, values: NDArray[Any], ids: Ints, nothing: float) -> NDArray[Any]:
    """Return the value of each of *ids*, *nothing* for whoever is not in the facts."""
    if not len(facts):
        return np.full(len(ids), nothing, values.dtype)
    place = np.minimum(np.searchsorted(facts.ids, ids), len(facts) - 1)
    known = facts.ids[place] == ids
    return np.where(known, values[place], np.array(nothing, values.dtype))


def moves(was: Standing, now: Standing) -> tuple[Ints, Codes, Codes]:
    """Return the members of both days whose stage is another: ids, the old one and the new."""
    ids, one, other = np.intersect1d(
        was.ids, now.ids, assume_unique=True, return_indices=True
    )  # fmt: skip
    old, new = was.codes[one], now.codes[other]
    changed = old != new
    return ids[changed], old[changed], new[changed]


def is_up(was: str, becomes: str) -> bool:
    """Return whether a change of stage leads up: on the way, or back from sleep."""
    return _HEIGHT[becomes] > _HEIGHT[was]


_HEIGHT = {
    "lapsed": 0, "sleeping": 1, "joined": 2, "first": 3, "second": 4, "regular": 5, "advocate": 6,
}  # fmt: skip
