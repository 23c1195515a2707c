"""Figures of the page of rewards: what each brought this month, who could take it, what waits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from loyaldesk.domain.conditions import PERSONAL, Facts, is_occasion, refusal
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, Take
from loyaldesk.kernel.jalali import Month
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store import rewards as store
from loyaldesk.store.queries import monthly
from loyaldesk.store.queries import rewards as queries
from loyaldesk.store.queries.rewards import UseRow

__all__ = ["MonthCost", "RewardFigures", "UseRow", "monthly_cost", "rewards_page", "uses_list"]


@dataclass(frozen=True, slots=True)
class RewardFigures:
    """One reward with its figures.

    Attributes:
        reward: The reward as it is in the programme.
        uses: How often it was taken this month.
        points: Points members spent for it this month.
        rial: What it took off receipts this month.
        open_vouchers: Vouchers for it that can still be used.
        stock: Pieces of a gift that are left; None: not counted.
        members: How many members could take it now; None when it is not for points.
    """

    reward: Reward
    uses: int
    points: int
    rial: int
    open_vouchers: int
    stock: int | None
    members: int | None


def rewards_page(desk: Desk, calendar: str = "jalali") -> list[RewardFigures]:
    """Return every reward of today's programme with its figures of this month.

    Args:
        desk: Where and who.
        calendar: Whose month it is.
    """
    with desk.reading(Permission.PROGRAMME_READ):
        today, now = desk.today(), desk.clock().astimezone(desk.zone)
        rules = club.programme_on(desk.db, today)
        sums = queries.taken_between(desk.db, Month.of(today, calendar).first, today)
        return [
            _figures(desk, rules, reward, sums.get(reward.code, queries.TakenSums()), now)
            for reward in rules.rewards
        ]


def _figures(
    desk: Desk, rules: Programme, reward: Reward, sums: queries.TakenSums, now: datetime
) -> RewardFigures:  # fmt: skip
    stock = store.stock_of(desk.db, reward.code, reward.stock)
    members = _members(desk, rules, reward, now) if reward.take == Take.POINTS else None
    if members and stock is not None and stock < 1:
        members = 0
    return RewardFigures(
        reward, sums.uses, sums.points, sums.rial, sums.open_vouchers, stock, members
    )


def _members(desk: Desk, rules: Programme, reward: Reward, now: datetime) -> int:
    """Return how many members have what a reward asks for today, their baskets aside."""
    when = reward.when
    personal = [name for name in when.occasions if name in PERSONAL]
    plain = replace(when, tiers=(), tags=(), first_purchase=False, code="")
    if personal:
        plain = replace(plain, occasions=())
    if not reward.is_on or refusal(plain, Facts(now)):
        return 0
    if reward.most_uses:
        taken, _ = store.times_taken(desk.db, [reward.code], 0)[reward.code]
        if taken >= reward.most_uses:
            return 0
    least = max(reward.points, rules.spending.least_balance)
    asked = (desk.db, reward.code, least, reward.most_per_member, when, now.date())
    fits_all = any(is_occasion(name, Facts(now)) for name in when.occasions if name not in PERSONAL)
    if not personal or fits_all:
        return queries.count_able(*asked)
    return _count_occasion(queries.dates_of_able(*asked), personal, now)


def _count_occasion(able: Iterable[queries.Able], names: list[str], now: datetime) -> int:
    return sum(
        any(
            is_occasion(name, Facts(now, birthday=one.birthday, wedding_on=one.wedding_on))
            for name in names
        )
        for one in able
    )


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What rewards of one month cost beside its net sales.

    Attributes:
        month: Which.
        uses: How often a reward was taken.
        points: Points members spent for them.
        rial: What they took off receipts.
        net_rial: Net sales of the month.
    """

    month: Month
    uses: int
    points: int
    rial: int
    net_rial: int

    @property
    def share(self) -> float | None:
        """What they took off as a part of the sales without them; None without sales."""
        whole = self.net_rial + self.rial
        return self.rial / whole if whole > 0 else None


def monthly_cost(desk: Desk, calendar: str = "jalali", months: int = 6) -> list[MonthCost]:
    """Return what rewards cost in the running month and those before it, the oldest first.

    Args:
        desk: Where and who.
        calendar: Whose months.
        months: How many.
    """
    with desk.reading(Permission.REPORT_READ):
        today = desk.today()
        spans = [Month.of(today, calendar)]
        while len(spans) < months:
            spans.insert(0, spans[0].before)
        net = monthly.net_by_day(desk.db, monthly.Span(spans[0].first, today))
        taken = queries.taken_by_day(desk.db, spans[0].first, today)
    return [_cost(month, taken, net) for month in spans]


def _cost(month: Month, taken: dict[date, queries.TakenSums], net: dict[date, int]) -> MonthCost:
    days = [sums for day, sums in taken.items() if month.first <= day <= month.last]
    return MonthCost(
        month, sum(one.uses for one in days), sum(one.points for one in days),
        sum(one.rial for one in days),
        sum(rial for day, rial in net.items() if month.first <= day <= month.last),
    )  # fmt: skip


def uses_list(
    desk: Desk, *, member_id: int | None = None, state: str = "", delivery: str = "",
    reward: str = "", limit: int = 200, offset: int = 0,
) -> list[UseRow]:  # fmt: skip
    """Return rewards that were taken, the newest first.

    Args:
        desk: Where and who.
        member_id: Only of this member.
        state: Only ``taken`` or ``undone``.
        delivery: Only gifts that are ``waiting``, ``ready`` or ``given``.
        reward: Only of this reward.
        limit: At most so many.
        offset: After so many.
    """
    with desk.reading(Permission.MEMBER_READ):
        return queries.uses(desk.db, member_id, state, delivery, reward, limit, offset)
