"""What the programme asks of points before they pay: whole steps, the least, and the limit."""

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.rewards import Spending
from loyaldesk.services import families
from loyaldesk.services.desk import Change


def check_points(change: Change, wanted: int, spending: Spending) -> None:
    """Refuse a number of points that cannot pay at all, or not by this operator.

    Raises:
        SpendRefused: If they are no whole steps or fewer than the least.
        SpendAboveLimit: If somebody else has to take so many.
    """
    if wanted % spending.block_points:
        raise errors.SpendRefused("blocks", wanted, spending.block_points)
    if wanted < spending.least_points:
        raise errors.SpendRefused("least", wanted, spending.least_points)
    limit = spending.limit_points
    if limit and wanted > limit and not change.desk.may(Permission.POINTS_SPEND_ABOVE_LIMIT):
        raise errors.SpendAboveLimit(wanted, limit)


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
