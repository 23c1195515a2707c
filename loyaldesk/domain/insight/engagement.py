"""How engaged a member is: one score from 0 to 100, the sum of five parts that can be checked."""

from dataclasses import dataclass

RECENCY, FREQUENCY, TIES, CONTACTS, FEEDBACK = 35, 25, 15, 15, 10
"""The most points of each part; together 100."""

_VISITS, _TIES, _CONTACTS, _FEEDBACK = 12, 3, 5, 2
"""Visits of a year, ties, contacts and words of a year with which a part is full."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the score is made of.

    Attributes:
        silent_days: Since the last visit; None: never came.
        limit_days: Silence after which the member counts as gone, by the own rhythm.
        visits: In the last year.
        ties: Members brought, a family joined, an agreement.
        contacts: In the last year, from the member's side.
        feedback: Ideas, opinions and thanks in the last year.
    """

    silent_days: int | None
    limit_days: float
    visits: int
    ties: int
    contacts: int
    feedback: int


@dataclass(frozen=True, slots=True)
class Engagement:
    """The parts, each up to its most; the score is their sum."""

    recency: int
    frequency: int
    ties: int
    contacts: int
    feedback: int

    @property
    def score(self) -> int:
        """Return the sum of the parts, 0 to 100."""
        return self.recency + self.frequency + self.ties + self.contacts + self.feedback


def engagement(signs: Signs) -> Engagement:
    """Return the parts of a member's score.

    Recency falls in a straight line from the day of a visit to the day the member counts as gone;
    every other part grows in a straight line until it is full.
    """
    near = 0.0
    if signs.silent_days is not None and signs.limit_days > 0:
        near = max(0.0, 1 - signs.silent_days / signs.limit_days)
    return Engagement(
        _rounded(RECENCY * near), _full(FREQUENCY, signs.visits, _VISITS),
        _full(TIES, signs.ties, _TIES), _full(CONTACTS, signs.contacts, _CONTACTS),
        _full(FEEDBACK, signs.feedback, _FEEDBACK),
    )  # fmt: skip


def _full(most: int, count: int, enough: int) -> int:
    return _rounded(most * min(max(count, 0), enough) / enough)


def _rounded(points: float) -> int:
    return int(points + 0.5)
