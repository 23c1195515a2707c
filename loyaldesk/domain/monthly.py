"""The figures of one month of the club, ready to be put on paper."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.kernel.jalali import Month


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a month beside the same figure of the month before.

    Attributes:
        value: Of this month; None where there is nothing to reckon from ("no data").
        before: Of the month before, reckoned in the same way.
    """

    value: int | float | None
    before: int | float | None

    @property
    def change(self) -> float | None:
        """The growth as a ratio (0.06 is 6 % more); None if there is no base to grow from."""
        if self.value is None or not self.before:
            return None
        return (self.value - self.before) / abs(self.before)

    @property
    def difference(self) -> int | float | None:
        """This month less the month before: how a ratio is compared."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before


@dataclass(frozen=True, slots=True)
class TierCount:
    """How many members stand in a tier.

    Attributes:
        code: Such as ``gold``.
        name: As the shop calls it.
        count: Members at the end of the period.
        kind: Its colour: ``bronze``, ``silver``, ``gold``, ``platinum`` or anything else.
    """

    code: str
    name: str
    count: int
    kind: str


@dataclass(frozen=True, slots=True)
class BestMember:
    """One of those who bought most in the month; *points* is the balance at its end."""

    number: str
    name: str
    tier_name: str
    visits: int
    spent_rial: int
    points: int


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """Everything the monthly report shows.

    "Bought" means net sales above zero in the time named. Figures are as of
    the end of *as_of* in the shop's zone; the month before is taken whole, or as far into it as
    *as_of* is into this month.

    Attributes:
        shop_name: The shop's name.
        logo: PNG or JPEG bytes, or None.
        month: The month reported.
        as_of: The last day counted: the month's last, or an earlier one while it still runs.
        printed_at: The moment of printing (aware).
        zone_name: The shop's time zone, such as ``Asia/Tehran``.
        operator: Who prints.
        members_total: Members that are not erased, at the end.
        active: Members who bought in the month.
        new: Members registered in the month.
        returning: Members who bought in the month and had bought before it.
        not_seen: Members who bought before but not within the last *not_seen_limit_days* days.
        not_seen_limit_days: The shop's limit of silence.
        retention: *retention_stayed* / *retention_base* as a ratio; None if the base is zero.
        retention_base: Members who bought in the *retention_months* months before the month.
        retention_stayed: Those of them who bought in the month too.
        retention_months: Length of the window before the month.
        net_sales_rial: Sales less returns and less the part paid with points.
        visits: Days on which a member bought, added up over the members.
        basket_rial: Net sales / visits; None without a visit.
        points_earned: Given in the month, net of reversals.
        points_spent: Used in the month.
        points_expired: Run out in the month.
        points_expiring: Will run out within *expiring_days* days after the end if not used.
        expiring_days: Length of that window.
        points_outstanding: Owed to all members at the end.
        sales_by_day: Net sales of each day of the month.
        sales_by_month: Net sales of the last 12 or 13 months, this one last.
        members_by_tier: Every tier, lowest first.
        best_members: The ten who spent most, most first.
    """

    shop_name: str
    logo: bytes | None
    month: Month
    as_of: date
    printed_at: datetime
    zone_name: str
    operator: str
    members_total: Figure
    active: Figure
    new: Figure
    returning: Figure
    not_seen: Figure
    not_seen_limit_days: int
    retention: Figure
    retention_base: int
    retention_stayed: int
    retention_months: int
    net_sales_rial: Figure
    visits: Figure
    basket_rial: Figure
    points_earned: Figure
    points_spent: Figure
    points_expired: Figure
    points_expiring: Figure
    expiring_days: int
    points_outstanding: Figure
    sales_by_day: tuple[tuple[date, int], ...]
    sales_by_month: tuple[tuple[Month, int], ...]
    members_by_tier: tuple[TierCount, ...]
    best_members: tuple[BestMember, ...]
