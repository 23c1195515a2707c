"""What the programme asks of points before they pay: whole steps, the least, and the limit."""

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.rewards import Spending
from loyaldesk.services import approvals, families
from loyaldesk.services.desk import Change

ACT = "points.spend"
"""What a leave to take more points than one may is given for; the subject is the member."""


def check_points(
    change: Change, wanted: int, spending: Spending, member_id: int,
    approval: approvals.Approval | None,
) -> int | None:  # fmt: skip
    """Refuse a number of points that cannot pay at all, or not by this operator.

    Returns:
        Who agreed to more than the operator at the desk may take; None where nobody had to.

    Raises:
        SpendRefused: If they are no whole steps or fewer than the least.
        SpendAboveLimit: If somebody else has to agree to so many and nobody did.
        ApprovalRefused: If the leave does not count.
    """
    if wanted % spending.block_points:
        raise errors.SpendRefused("blocks", wanted, spending.block_points)
    if wanted < spending.least_points:
        raise errors.SpendRefused("least", wanted, spending.least_points)
    limit = spending.limit_points
    if not limit or wanted <= limit or change.desk.may(Permission.POINTS_SPEND_ABOVE_LIMIT):
        return None
    if approval is None:
        raise errors.SpendAboveLimit(wanted, limit)
    return approvals.use(change, approval, ACT, member_id, wanted)


def check_balance(change: Change, member_id: int, spending: Spending) -> None:
    """Refuse a member who has fewer points than anybody must have before spending.

    Raises:
        SpendRefused: With what there is and what is asked for.
    """
    if not spending.least_balance:
        return
    held = families.spendable(change.db, member_id, change.today)
    if held < spending.least_balance:
        raise errors.SpendRefused("balance", held, spending.least_balance)
