"""Follow-ups: made, done with an outcome, moved or cancelled with a reason; never lost."""

from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_steps import (
    cancel_about,
    cancel_run,
    forget_step,
    make_step,
    move_day_step,
    rules_of,
    settle_step,
)

__all__ = [
    "FollowupDraft", "cancel_about", "cancel_run", "forget_step", "make", "make_step",
    "move_day_step", "rules_of", "settle_step",
]  # fmt: skip


def make(desk: Desk, draft: FollowupDraft) -> int:
    """Store a follow-up and return its id; the same key makes nothing twice.

    Raises:
        BadInput, Missing, MemberErased, NoWorkingTime: As `make_step`.
    """
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        return make_step(change, draft)
