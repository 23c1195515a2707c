"""How near each member is to leaving: by the own rhythm, and by the model where it has a say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight import rhythm
from loyaldesk.domain.insight.facts import Facts
from loyaldesk.domain.insight.settings import InsightSettings

CODES = ("none", "early", "low", "watch", "high", "lost")
"""Never bought; bought once, so that there is no rhythm yet; then from calm to gone."""

NONE, EARLY, LOW, WATCH, HIGH, LOST = range(6)

REASONS = ("", "one_visit", "in_rhythm", "silent", "model", "past_limit")
"""Why a member stands where it does: the words are made where they are shown."""

_WATCH, _HIGH = 0.5, 0.75
"""Silence as a share of the limit from which a member is watched, and from which it is urgent."""

_ACTIVE_WATCH, _ACTIVE_HIGH = 0.7, 0.5
"""Probability of being active below which the model says the same."""


@dataclass(frozen=True, slots=True)
class Risks:
    """Where n members stand.

    Attributes:
        codes: (n,) places in `CODES`.
        why: (n,) places in `REASONS`.
        silent_days: (n,) days since the last visit; -1 without one.
        limit_days: (n,) silence after which each one counts as gone.
    """

    codes: NDArray[np.uint8]
    why: NDArray[np.uint8]
    silent_days: NDArray[np.int32]
    limit_days: NDArray[np.float64]

    def of(self, *codes: int) -> NDArray[np.bool_]:
        """Return who stands in one of *codes*."""
        return np.isin(self.codes, codes)


def classes(
    facts: Facts, settings: InsightSettings, active: NDArray[np.float64] | None = None
) -> Risks:
    """Return where each member of *facts* stands at its last day.

    The rhythm decides who is lost (`rhythm.lapsed`). Before that, silence of half the limit is
    watched and of three quarters is urgent; the model may say it earlier, never later, and says
    nothing of who came once (its 1.0 there is an artefact).

    Args:
        facts: What is known of their buying.
        settings: The limits of the shop.
        active: (n,) probability of being active by the model; None: it has nothing to say.
    """
    limit = rhythm.limits(facts, settings)
    came = facts.visits > 0
    silent = rhythm.silence(facts)
    ratio = silent / limit
    codes = np.full(len(facts), LOW, np.uint8)
    why = np.full(len(facts), REASONS.index("in_rhythm"), np.uint8)

    def put(who: NDArray[np.bool_], code: int, reason: str) -> None:
        codes[who], why[who] = code, REASONS.index(reason)

    put(ratio >= _WATCH, WATCH, "silent")
    if active is not None:
        put((codes == LOW) & (active < _ACTIVE_WATCH), WATCH, "model")
    put(ratio >= _HIGH, HIGH, "silent")
    if active is not None:
        put((codes < HIGH) & (active < _ACTIVE_HIGH), HIGH, "model")
    put(came & (facts.visits < 2), EARLY, "one_visit")
    put(rhythm.lapsed(facts, settings), LOST, "past_limit")
    put(~came, NONE, "")
    return Risks(codes, why, silent, limit)
