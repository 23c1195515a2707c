"""The liability page: what the club owes today, and what it will probably cost."""

from collections import defaultdict
from datetime import date

from loyaldesk.domain.liability import (
    HISTORY_MONTHS,
    Liability,
    MonthOwed,
    TierOwed,
    WorthChange,
    with_worth,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import window_start
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import liability as queries
from loyaldesk.store.queries import monthly

__all__ = ["WorthChange", "figures", "with_worth"]


def figures(desk: Desk) -> Liability:
    """Return what is owed today, by tier and by the months of the look's calendar.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        now = desk.clock()
        today = desk.today(now)
        facts = club.facts(desk)
        rules = club.programme_on(desk.db, today)
        held = queries.held(desk.db, today)
        holders = queries.holders(desk.db, today)
        spent, expired = queries.ended(desk.db, window_start(today, HISTORY_MONTHS), today)
        debt, debtors = queries.debts(desk.db)
        accounts = queries.accounts(desk.db)
        month = Month.of(today, look().calendar)
        span = monthly.Span(month.first, today)
        given = monthly.points_sums(desk.db, span, expiring_days=rules.expiring_days).earned
        net = sum(monthly.net_by_day(desk.db, span).values())
    wallets, cards = accounts.get("wallet", (0, 0)), accounts.get("gift_card", (0, 0))
    return Liability(
        facts.shop, facts.logo, today, now, facts.zone, desk.operator.name,
        rules.spending.block_points, rules.spending.block_rial, _tiers(held, holders, rules),
        _months(held, rules), debt, debtors, spent, expired, *wallets, *cards, month, given, net,
    )  # fmt: skip


def _tiers(
    held: list[queries.Held], holders: dict[str, int], rules: Programme
) -> tuple[TierOwed, ...]:
    points: dict[tuple[str, bool], int] = defaultdict(int)
    members: dict[str, int] = defaultdict(int)
    for some in held:
        points[rules.tier(some.tier).code, some.waits] += some.points
    for tier, count in holders.items():
        members[rules.tier(tier).code] += count
    return tuple(
        TierOwed(
            tier.code, tier.name(look().language), members[tier.code],
            points[tier.code, False], points[tier.code, True],
        )
        for tier in rules.tiers
    )  # fmt: skip


def _months(held: list[queries.Held], rules: Programme) -> tuple[MonthOwed, ...]:
    sums: dict[Month | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for some in held:
        sums[_month(some.expires_on)][rules.tier(some.tier).code] += some.points
    dated = sorted(month for month in sums if month is not None)
    order = [*dated, *([None] if None in sums else [])]
    return tuple(
        MonthOwed(month, tuple(sums[month][tier.code] for tier in rules.tiers)) for month in order
    )


def _month(last: date | None) -> Month | None:
    return Month.of(last, look().calendar) if last else None
