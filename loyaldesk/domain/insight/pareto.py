"""80/20: how much of the margin the best members bring, of all who bought or brought back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import Flags, Ints, Sums

TOP_PERCENT = 20
MOST = 0.8
STEPS = tuple(range(0, 101, 5))
"""Points of the curve, in percent of the members."""


@dataclass(frozen=True, slots=True)
class Pareto:
    """What the members brought, the best first.

    Attributes:
        order: Places of the members, by margin, the highest first.
        total: All margin, in Rial; members with a margin below zero are in it.
        top: How many members the best fifth are.
        top_margin: What these brought, in Rial.
        for_most: How many of the best bring 80 % together; None where the whole is not above zero.
        curve: Share of all margin at each of `STEPS`; None where the whole is not above zero.
    """

    order: NDArray[np.intp]
    total: int
    top: int
    top_margin: int
    for_most: int | None
    curve: tuple[float | None, ...]

    @property
    def share(self) -> float | None:
        """Share of the margin that the best fifth brought; None: there is no margin to share."""
        return self.top_margin / self.total if self.total > 0 else None


def in_base(sums: Sums) -> Flags:
    """Return who counts: everybody who bought or brought something back in the span."""
    base: Flags = (sums.receipts > 0) | (sums.net != 0) | (sums.returned > 0)
    return base


def pareto(margin: Ints) -> Pareto:
    """Return what the best of these members brought; one at least is among the best fifth."""
    n = len(margin)
    order = np.argsort(-margin, kind="stable")
    reached = np.concatenate(([0], np.cumsum(margin[order])))
    top = min(n, max(1, _part(n, TOP_PERCENT)))
    total = int(reached[-1])
    curve = tuple(int(reached[_part(n, step)]) / total if total > 0 else None for step in STEPS)
    for_most = int((reached >= MOST * total).argmax()) if total > 0 else None
    return Pareto(order, total, top, int(reached[top]), for_most, curve)


def _part(n: int, percent: int) -> int:
    """Return so many percent of n, to the nearest whole member, halves up."""
    return (n * percent + 50) // 100
