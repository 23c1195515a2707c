"""When a member counts as gone: by the own rhythm of visits, the one rule of the whole program."""

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.facts import NEVER, Days, Facts, Flags
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.settings import InsightSettings

Floats = NDArray[np.float64]


def limits(facts: Facts, settings: InsightSettings) -> Floats:
    """Return for each member the days of silence after which they count as gone.

    The larger of the shop's least number of days and so many of the member's own median gaps.
    Whoever came once has no gap: the gap that nine of ten gaps of the shop do not pass is taken.
    """
    own = facts.gap.astype(np.float64) * settings.gap_factor
    rhythm = np.where(facts.visits >= 2, own, facts.gap_p90)
    return np.maximum(rhythm, float(settings.silent_min_days))


def silence(facts: Facts) -> Days:
    """Return the days since the last visit of each member; `NEVER` without a visit."""
    since = (day_number(facts.as_of) - facts.last).astype(np.int32)
    return np.where(facts.last == NEVER, np.int32(NEVER), since).astype(np.int32)


def lapsed(facts: Facts, settings: InsightSettings) -> Flags:
    """Return who is gone on the day of the facts: silent longer than their limit.

    A member who never bought for more than nothing was never there, so is not gone either.
    """
    gone: Flags = (facts.last != NEVER) & (silence(facts) > limits(facts, settings))
    return gone


def present(facts: Facts, settings: InsightSettings) -> Flags:
    """Return who has bought and is not gone on the day of the facts."""
    here: Flags = (facts.last != NEVER) & ~lapsed(facts, settings)
    return here
