"""Points as thanks for what a member said: once, within a limit, above it with a second person."""

from dataclasses import replace

from loyaldesk.domain import errors
from loyaldesk.domain.events import FeedbackChanged, MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS, EntryKind
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import approvals, casework, club, corrections, points, request_terms
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.vouchers import taker
from loyaldesk.store import feedback as store

ACT = "feedback.points"
"""What a leave for such points is given for; the subject is the member."""


def give_points(
    desk: Desk, feedback_id: int, amount: int, *, version: int,
    approval: approvals.Approval | None = None,
) -> int:  # fmt: skip
    """Give a member points as thanks for a voice and return the entry of the ledger.

    A second try with as many points gives nothing twice.

    Args:
        desk: Where and who.
        feedback_id: Which voice.
        amount: How many points.
        version: What was looked at.
        approval: A second person's leave for `ACT`, above the limit.

    Raises:
        BadInput: If the points are none or too many, no member said it, or points were given.
        Missing, ChangedMeanwhile: If it is not the voice that was looked at.
        MemberErased, MemberBlocked, MemberMerged, OwnRecord: If the member gets none.
        ApprovalNeeded, ApprovalRefused: If a second person must agree and none did.
        DayLimit: If the operator gave as many points today as one may.
    """
    if not 0 < amount <= MOST_POINTS:
        raise BadInput("points", "range", str(amount))
    with desk.change(Permission.FEEDBACK_ANSWER) as change:
        found = store.by_id(change.db, feedback_id)
        if found is None:
            raise errors.Missing("feedback")
        if found.entry_id is not None:
            if found.points != amount:
                raise BadInput("points", "given before", str(found.points))
            return found.entry_id
        if found.member_id is None:
            raise BadInput("member", "empty")
        taker(change, found.member_id)
        approved_by = _leave(change, found.member_id, amount, approval)
        lots = club.rules_on(change, change.today).lots
        entry = points.give(
            change, f"feedback:{feedback_id}", found.member_id, EntryKind.ADJUST, amount,
            change.today, terms=replace(lots, pending_days=0), reason="feedback",
            approved_by=approved_by,
        )  # fmt: skip
        casework.put(
            change, store.PLACE, feedback_id, version, "thanked", code=str(amount),
            points=amount, entry_id=entry,
        )  # fmt: skip
        change.note(ACT, "member", found.member_id, points=amount, approved_by=approved_by)
        change.tell(MemberChanged(found.member_id))
        change.tell(FeedbackChanged(feedback_id))
        return entry


def _leave(
    change: Change, member_id: int, amount: int, approval: approvals.Approval | None
) -> int | None:
    """Return who agreed to such points, None where nobody has to."""
    most = club.rules_on(change, change.today).limits.correction_day_points
    if most:
        given = corrections.given_today(change)
        given += store.points_given_on(change.db, change.desk.operator.id, change.today)
        if given + amount > most:
            raise errors.DayLimit("correction", most, max(most - given, 0))
    limit = request_terms.of(change.db).feedback_points
    if limit == 0:  # nobody gives any alone
        limit = -1
    return approvals.leave_above(change, limit, approval, ACT, member_id, amount)
