"""What existing customers spend now beside what they spent: revenue churn, expansion, retention."""

from dataclasses import dataclass

import numpy as np

from loyaldesk.domain.insight.exact import ratio, total
from loyaldesk.domain.insight.facts import Flags, Ints


@dataclass(frozen=True, slots=True)
class RevenueMoves:
    """Money of members who bought in the period before, in Rial; new members do not count.

    Attributes:
        previous: Their spend in the period before.
        lost: Of it, the spend of those who did not buy this time.
        reduced: By how much less others bought.
        expansion: By how much more others bought.
        existing: Who they are.
        gone: Of them, who did not buy; ``less`` bought less, ``more`` more.
    """

    previous: int
    lost: int
    reduced: int
    expansion: int
    existing: Flags
    gone: Flags
    less: Flags
    more: Flags

    @property
    def churn(self) -> float | None:
        """Lost and reduced spend, as a share of the spend before."""
        return ratio(self.lost + self.reduced, self.previous)

    @property
    def growth(self) -> float | None:
        """Expansion, as a share of the spend before."""
        return ratio(self.expansion, self.previous)

    @property
    def net_churn(self) -> float | None:
        """Lost and reduced less expansion, as a share; below zero it is negative churn."""
        return ratio(self.lost + self.reduced - self.expansion, self.previous)

    @property
    def retained(self) -> float | None:
        """Net revenue retention: what is left of a Rial they spent before."""
        net = self.lost + self.reduced - self.expansion
        return ratio(self.previous - net, self.previous)


def revenue(before: Ints, now: Ints) -> RevenueMoves:
    """Return the moves from the net money of one period to that of the next, member by member."""
    existing = before > 0
    one = np.where(existing, before, 0)
    # Below zero is not less than nothing bought: the loss is what was spent before.
    two = np.where(existing, np.maximum(now, 0), 0)
    gone = existing & (two == 0)
    less = existing & (two < one) & ~gone
    more = existing & (two > one)
    return RevenueMoves(
        previous=total(one),
        lost=total(one[gone]),
        reduced=total(one[less] - two[less]),
        expansion=total(two[more] - one[more]),
        existing=existing,
        gone=gone,
        less=less,
        more=more,
    )
