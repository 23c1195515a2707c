"""Recency, frequency and money as scores from 1 to 5, and the named class that follows from them.

A score says how many members stand lower: 1 + 5 (lower + half of those who stand level) / all,
cut to a whole number. Who stand level share one score, whatever their number: five members with
one visit each all have 3, and not 1 to 5.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Facts, Flags, Ints
from loyaldesk.domain.insight.history import day_number

Scores = NDArray[np.int8]

SCORES = 5
CLASSES = (
    "champions", "loyal", "potential", "promising", "new", "attention", "sleepy", "risk",
    "cannot_lose", "asleep", "lost",
)  # fmt: skip
"""The best first. `classes_of` has the rule."""

LOYAL = ("champions", "loyal")
"""Classes that no single visit leads to: their frequency score needs company below."""


def scores(values: NDArray[np.int64] | NDArray[np.int32]) -> Scores:
    """Return the score of each value, 1 to 5, the highest value the best; see the module."""
    if not len(values):
        return np.zeros(0, np.int8)
    ordered = np.sort(values)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    level = np.diff(np.append(starts, len(ordered)))
    found = SCORES * (2 * starts + level) // (2 * len(ordered))
    # The score rises with the value, so four limits say all of it.
    places = np.searchsorted(found, np.arange(1, SCORES))
    limits = ordered[starts[places[places < len(starts)]]]
    return np.asarray(1 + np.searchsorted(limits, values, side="right"), np.int8)


@dataclass(frozen=True, slots=True)
class Rfm:
    """Who bought in a window, n of them, with their scores and class.

    Attributes:
        which: (n,) places of these members in the facts.
        ids: (n,) their ids.
        recency: (n,) days since the last visit.
        frequency: (n,) visits in the window.
        money: (n,) net in the window, in Rial, above zero.
        r: (n,) score of the recency, 5: has just been here.
        f: (n,) score of the frequency.
        m: (n,) score of the money.
        klass: (n,) place in `CLASSES`.
    """

    which: NDArray[np.intp]
    ids: Ints
    recency: Ints
    frequency: Ints
    money: Ints
    r: Scores
    f: Scores
    m: Scores
    klass: Scores

    def of(self, code: str) -> Flags:
        """Return who belongs to the class *code*."""
        flags: Flags = self.klass == CLASSES.index(code)
        return flags

    @property
    def loyal(self) -> Flags:
        """Return who is loyal by what they buy: `LOYAL`."""
        flags: Flags = self.klass < len(LOYAL)
        return flags

    def only(self, flags: Flags) -> "Rfm":
        """Return the flagged members, with the scores they have among all."""
        return Rfm(*(getattr(self, name)[flags] for name in self.__slots__))

    def __len__(self) -> int:
        return len(self.ids)


def rfm(facts: Facts, span: str = "year", on: date | None = None) -> Rfm:
    """Return the scores of the members whose net in *span* is above zero.

    Args:
        facts: Of all members that are compared with each other.
        span: The window, one of the facts' sums.
        on: From which day recency is counted; None: the day of the facts.
    """
    sums = facts.sums[span]
    which = np.flatnonzero(sums.net > 0)
    recency = day_number(on or facts.as_of) - facts.last[which].astype(np.int64)
    frequency, money = sums.visits[which], sums.net[which]
    r, f, m = scores(-recency), scores(frequency), scores(money)
    klass = classes_of(r, f, m, facts.visits[which])
    return Rfm(which, facts.ids[which], recency, frequency, money, r, f, m, klass)


def classes_of(r: Scores, f: Scores, m: Scores, visits: Ints) -> Scores:
    """Return the class of each member by the scores; *visits* are those of all time.

    Somebody who came once: money 4 or 5 and recency 4 or 5 promising, recency 4 or 5 new, 3 sleepy,
    2 asleep, 1 lost. So one large purchase makes nobody loyal. Everybody else:

    ======== =================== ========= ================================
    recency  frequency 4 or 5    3         1 or 2
    ======== =================== ========= ================================
    5        loyal; with money   potential potential
             4 or 5 champions
    4        loyal               potential potential
    3        loyal               attention sleepy
    1 or 2   risk; 5, or money   risk      asleep (2) or lost (1);
             5: cannot lose                money 5: cannot lose
    ======== =================== ========= ================================

    (Money 5 makes "cannot lose" of frequency 3 too.)
    """
    once, fresh, gone = visits < 2, r >= 4, r <= 2
    often = f >= 4
    rule: list[tuple[str, Flags]] = [
        ("promising", once & fresh & (m >= 4)),
        ("new", once & fresh),
        ("champions", ~once & (r == SCORES) & often & (m >= 4)),
        ("loyal", ~once & often & ~gone),
        ("potential", ~once & fresh),
        ("attention", ~once & (r == 3) & (f == 3)),
        ("sleepy", r == 3),
        ("cannot_lose", ~once & ((f == SCORES) | (m == SCORES))),
        ("risk", ~once & (f >= 3)),
        ("asleep", r == 2),
        ("lost", r == 1),
    ]
    return np.select(
        [flags for _, flags in rule],
        [np.int8(CLASSES.index(code)) for code, _ in rule], np.int8(0),
    ).astype(np.int8)  # fmt: skip
