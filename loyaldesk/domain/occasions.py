"""Orders for a day that must not be missed, such as Mother's Day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from loyaldesk.domain.casework import key, line, lines, near
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel.errors import BadInput

ALERT_DAYS = 2
"""Days before the promised one on which somebody looks whether all is ready."""
MOST_ALERT_DAYS = 60
MOVE_REASONS = ("member_asked", "supplier", "busy", "mistake", "other")
CANCEL_REASONS = ("member_asked", "not_possible", "twice", "mistake", "other")


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """Something promised for an occasion.

    Attributes:
        key: The same key makes nothing twice.
        occasion: Code of a day of the table, such as ``mother``, or an own name.
        occasion_on: Its day; None: the next one of the table.
        text: What is ordered.
        promised_at: When the member has it, at the latest.
        is_agreed: The member wants it at that moment although the shop is closed then.
        alert_days: Days before the promised one on which somebody looks after it.
        owner_id: Who takes care of it; None: found by rule.
    """

    key: str
    occasion: str
    text: str
    promised_at: datetime
    member_id: int | None = None
    prospect_id: int | None = None
    occasion_on: date | None = None
    is_agreed: bool = False
    alert_days: int = ALERT_DAYS
    owner_id: int | None = None

    def checked(self, today: date) -> "OrderDraft":
        """Return it as it can be stored.

        Raises:
            BadInput: If something in it cannot be used.
        """
        if self.member_id is not None and self.prospect_id is not None:
            raise BadInput("member", "member or prospect")
        if not 0 <= self.alert_days <= MOST_ALERT_DAYS:
            raise BadInput("alert_days", "range", str(self.alert_days))
        if self.occasion_on is not None and near("occasion_on", self.occasion_on, today) < today:
            raise BadInput("occasion_on", "past", self.occasion_on.isoformat())
        return replace(
            self, key=key(self.key), text=lines("text", self.text, needed=True),
            occasion=line("occasion", self.occasion, needed=True, limit=60),
        )  # fmt: skip


def alert_on(promised_on: date, days: int, today: date, working: WorkingTime) -> date:
    """Return when somebody looks after an order: an open day, never after it is needed."""
    wanted = promised_on - timedelta(days=days)
    day = wanted if working.is_open_on(wanted) else working.add_working_days(wanted, -1)
    return max(day, today)
