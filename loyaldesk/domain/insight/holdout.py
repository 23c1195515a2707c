"""How well a model fitted on an earlier time told the time after it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.model import Buyers, Model

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST = 7
"""Members with this many repeat visits or more share a row."""


@dataclass(frozen=True, slots=True)
class ByRepeats:
    """Members with the same number of repeat visits in the earlier time."""

    repeats: int
    """0 to 6; 7 stands for 7 or more."""

    members: int
    expected: float
    """Mean visits the model told."""

    actual: float
    """Mean visits that came."""


@dataclass(frozen=True, slots=True)
class Tenth:
    """Members with a repeat visit whose probability of being active is in one tenth."""

    low: float
    high: float
    members: int
    active: float
    """Mean probability of being active."""

    expected: float
    """Mean probability of at least one visit in the time after."""

    bought: float
    """The share that came."""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """The model beside what came."""

    by_repeats: tuple[ByRepeats, ...]
    """Rows without a member are left out, here and in the tenths."""

    tenths: tuple[Tenth, ...]
    members: int
    expected: float
    """All visits told."""

    actual: int
    """All visits that came."""

    error: float | None
    """Mean distance between told and actual visits of a member; None without members."""

    correlation: float | None
    """Of told and actual visits; None where either is the same for everybody."""


def compare(model: Model, buyers: Buyers, actual: Whole, weeks: float) -> HoldOut:
    """Return the model's word on ``buyers`` beside the visits of the ``weeks`` after.

    ``model`` and ``buyers`` must know nothing of these weeks; ``actual`` counts each member's days
    with a net purchase in them.
    """
    told = model.visits(buyers, weeks)
    count = len(buyers)
    return HoldOut(
        _by_repeats(buyers, told, actual),
        _tenths(model, buyers, actual, weeks),
        count,
        float(told.sum()),
        int(actual.sum()),
        float(np.abs(told - actual).mean()) if count else None,
        _correlation(told, actual.astype(np.float64)),
    )


def _by_repeats(buyers: Buyers, told: Floats, actual: Whole) -> tuple[ByRepeats, ...]:
    row = np.clip(buyers.repeats, 0, MOST)
    members = np.bincount(row, minlength=MOST + 1)
    sums = [np.bincount(row, each, MOST + 1) for each in (told, actual)]
    return tuple(
        ByRepeats(x, int(n), float(sums[0][x] / n), float(sums[1][x] / n))
        for x, n in enumerate(members)
        if n
    )


def _tenths(model: Model, buyers: Buyers, actual: Whole, weeks: float) -> tuple[Tenth, ...]:
    # The 1.0 of members without a repeat visit is a habit of the model, no prediction.
    again = buyers.repeats > 0
    active = model.active(buyers)[again]
    row = np.clip((active * 10).astype(np.int64), 0, 9)
    members = np.bincount(row, minlength=10)
    sums = [
        np.bincount(row, each, 10)
        for each in (active, model.comes(buyers, weeks)[again], actual[again] > 0)
    ]
    return tuple(
        Tenth(k / 10, (k + 1) / 10, int(n), *(float(each[k] / n) for each in sums))
        for k, n in enumerate(members)
        if n
    )


def _correlation(one: Floats, two: Floats) -> float | None:
    if len(one) < 2:
        return None
    one, two = one - one.mean(), two - two.mean()
    size = float(np.sqrt((one @ one) * (two @ two)))
    if size <= 1e-12 * len(one):
        return None
    return float(one @ two) / size
