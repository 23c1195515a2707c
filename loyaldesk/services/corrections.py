"""Limits of what an operator moves by hand: above one a second person, and so much in a day."""

from loyaldesk.domain.errors import DayLimit
from loyaldesk.services import approvals, club
from loyaldesk.services.desk import Change

ACT = "points.adjust"
"""What a leave for a correction is given for; the subject is the member, the amount the points
without their sign."""


def leave(
    change: Change, member_id: int, points: int, approval: approvals.Approval | None
) -> int | None:
    """Return who agreed to a correction, None where nobody has to (a step of correcting).

    Raises:
        DayLimit: If the operator would give more in a day than one may.
        ApprovalNeeded, ApprovalRefused: If a second person must agree and none did.
    """
    limits = club.rules_on(change, change.today).limits
    most = limits.correction_day_points
    if most and points > 0:
        given = given_today(change)
        if given + points > most:
            raise DayLimit("correction", most, max(most - given, 0))
    return approvals.leave_above(
        change, limits.correction_points, approval, ACT, member_id, abs(points)
    )


def given_today(change: Change) -> int:
    """Return the points that the operator at the desk gave by hand today."""
    row = change.db.execute_sql(
        "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE on_day = ? AND operator_id = ?"
        " AND kind = 'adjust' AND reason = 'correction' AND points > 0",
        (change.today.isoformat(), change.desk.operator.id),
    ).fetchone()
    return int(row[0])
