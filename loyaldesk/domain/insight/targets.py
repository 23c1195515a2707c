"""Targets: which metrics can carry one, how a result is graded, and how a draft is checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

from loyaldesk.domain.casework import line
from loyaldesk.domain.insight.period import LENGTHS
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.units import Unit

LONGEST_NAME, LONGEST_GOAL = 80, 300
MOST_COUNT = 10.0**15
OK_GRADE, FAIR_GRADE = 100, 80
"""Grades from which a target is reached, and from which it is near."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that can carry a target.

    Attributes:
        code: As `Measure.metric` has it.
        card: Key of the card that reckons it.
        unit: What it counts.
        better: ``up`` or ``down``: the direction that is good.
    """

    code: str
    card: str
    unit: Unit
    better: str


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """What the shop wants to reach, in words."""

    text: str
    owner_id: int | None = None

    def checked(self) -> "GoalDraft":
        """Return the draft with its text cleaned.

        Raises:
            BadInput: If there is no text, or it is too long.
        """
        return GoalDraft(line("text", self.text, needed=True, limit=LONGEST_GOAL), self.owner_id)


@dataclass(frozen=True, slots=True)
class KpiDraft:
    """A target before it is stored.

    Attributes:
        metric: Code of a metric that can carry one.
        target: In the unit of the metric: a ratio as 0.41, money in Rial.
        period: ``month``, ``quarter`` or ``year``.
        name: What the shop calls it; empty: as the metric is called.
        goal_id: The goal it belongs to, or None.
        owner_id: The operator who answers for it, or None.
        segment: Code of the members it looks at; empty: all.
    """

    metric: str
    target: float | None
    period: str = "month"
    name: str = ""
    goal_id: int | None = None
    owner_id: int | None = None
    segment: str = ""

    def checked(self, metrics: Iterable[Metric]) -> "KpiDraft":
        """Return the draft with its name cleaned.

        Raises:
            BadInput: If a field cannot be used.
        """
        metric = next((one for one in metrics if one.code == self.metric), None)
        if metric is None:
            raise BadInput("metric", "unknown choice", self.metric[:80])
        if self.period not in LENGTHS:
            raise BadInput("period", "unknown choice", self.period[:80])
        if self.target is None:
            raise BadInput("target", "empty")
        least, most = (-1.0, 10.0) if metric.unit is Unit.RATIO else (0.0, MOST_COUNT)
        if not isfinite(self.target) or not least <= self.target <= most:
            raise BadInput("target", "range", f"{self.target:g}"[:80])
        if metric.better == "up" and self.target <= 0:
            raise BadInput("target", "not positive")
        name = line("name", self.name, limit=LONGEST_NAME)
        return KpiDraft(
            self.metric, float(self.target), self.period, name, self.goal_id, self.owner_id,
            self.segment,
        )  # fmt: skip


def grade(actual: float | None, target: float, better: str) -> int | None:
    """Return how far a target was reached, 0 to 100; None where there is no figure.

    Upwards it is the share of the target that was reached; downwards the target as a share of what
    came out, so that twice the churn wished for is 50. Reached is 100, and nothing is above it.
    """
    if actual is None:
        return None
    if better == "down":
        if actual <= target:
            return 100
        return max(0, min(100, round(100 * target / actual)))
    if actual >= target:
        return 100
    return max(0, min(99, round(100 * actual / target)))


def state(given: int | None) -> str:
    """Return ``reached``, ``near``, ``far`` or, without a grade, ``none``."""
    if given is None:
        return "none"
    return "reached" if given >= OK_GRADE else "near" if given >= FAIR_GRADE else "far"


def together(grades: Iterable[int | None]) -> int | None:
    """Return the grade of a goal: the mean of its targets' grades; None if none has one."""
    known = [one for one in grades if one is not None]
    return round(sum(known) / len(known)) if known else None


def trend(actuals: Iterable[float | None], better: str) -> str:
    """Return ``up``, ``down`` or ``flat``: the last two figures known, as better or worse."""
    known = [one for one in actuals if one is not None]
    if len(known) < 2 or known[-1] == known[-2]:
        return "flat"
    rose = known[-1] > known[-2]
    return "up" if rose == (better == "up") else "down"


@dataclass(frozen=True, slots=True)
class Result:
    """What a target came to in a period that is over."""

    first: date
    last: date
    target: float
    actual: float | None
    grade: int | None
    formula: int
    count: int
