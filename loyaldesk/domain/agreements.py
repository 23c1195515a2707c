"""Agreements of members that end on a day, and the ladder of reminders before it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from loyaldesk.domain.casework import choice, key, line, near
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import MOST_RIAL

KINDS = ("subscription", "contract", "warranty", "service")
LADDER = (30, 7, 1)
"""Days before the end on which somebody calls, when nothing else is said."""
MOST_RUNGS, MOST_DAYS = 10, 400
LEFT_REASONS = (
    "price", "service", "quality", "rival", "no_need", "moved", "not_reached", "other",
)  # fmt: skip
CANCEL_REASONS = ("mistake", "twice", "member_asked", "other")
ENDED = 0
"""The rung of an agreement whose end passed without a word."""


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """A subscription, contract, warranty or service of a member.

    Attributes:
        key: The same key makes nothing twice.
        ends_on: Its last day.
        starts_on: Its first day; None: unknown.
        remind_days: Days before the end on which a follow-up is made; empty: only when it is over.
        amount_rial: What it costs; None: unknown.
        owner_id: Who takes care of it; None: found by rule.
    """

    key: str
    member_id: int
    kind: str
    title: str
    ends_on: date
    starts_on: date | None = None
    remind_days: tuple[int, ...] = LADDER
    amount_rial: int | None = None
    owner_id: int | None = None

    def checked(self, today: date) -> "AgreementDraft":
        """Return it as it can be stored.

        Raises:
            BadInput: If something in it cannot be used.
        """
        near("ends_on", self.ends_on, today)
        if self.starts_on is not None and near("starts_on", self.starts_on, today) > self.ends_on:
            raise BadInput("ends_on", "before its start", self.ends_on.isoformat())
        if self.amount_rial is not None and not 0 <= self.amount_rial <= MOST_RIAL:
            raise BadInput("amount", "range", str(self.amount_rial))
        return replace(
            self, key=key(self.key), kind=choice("kind", self.kind, KINDS),
            title=line("title", self.title, needed=True), remind_days=ladder(self.remind_days),
        )  # fmt: skip


def ladder(days: Iterable[int]) -> tuple[int, ...]:
    """Return the rungs of a ladder of reminders, the farthest first.

    Raises:
        BadInput: If they are too many or one is out of reach.
    """
    found = tuple(sorted(set(days), reverse=True))
    if len(found) > MOST_RUNGS:
        raise BadInput("remind_days", "too many", limit=MOST_RUNGS)
    for each in found:
        if not 1 <= each <= MOST_DAYS:
            raise BadInput("remind_days", "range", str(each))
    return found


def rung(ends_on: date, days: Iterable[int], today: date) -> int | None:
    """Return the reminder that is due: the nearest to the end that was reached.

    It is `ENDED` when the end is passed, and None while nothing is due.
    """
    left = (ends_on - today).days
    if left < 0:
        return ENDED
    return min((each for each in days if each >= left), default=None)


def renewed_from(ends_on: date, today: date) -> date:
    """Return the first day of a renewal: after the old end, or today when that is passed."""
    return max(ends_on + timedelta(days=1), today)
