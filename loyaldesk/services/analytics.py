"""The figures of a month, as of its end or, while it runs, as of today."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.errors import NotAPeriod
from loyaldesk.domain.monthly import BestMember, Figure, MonthlyFigures, TierCount
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import window_start
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import monthly as queries
from loyaldesk.store.queries.monthly import Span

RETENTION_MONTHS = 3
"""Retention looks at who bought in so many months before the month."""

BEST = 10
CHART_MONTHS = 13
_STEPS = 13


@dataclass(frozen=True, slots=True)
class _Sums:
    """All figures of one period, reckoned in one way for this month and the one before."""

    members: queries.MemberCounts
    buyers: queries.BuyerCounts
    net_rial: int
    visits: int
    points: queries.PointsSums


def parse_month(text: str) -> Month:
    """Return the month written ``1405-08`` or ``2026-10``, digits of any kind.

    Raises:
        NotAPeriod: If it is not written so.
    """
    try:
        return Month.parse(text)
    except ValueError as error:
        raise NotAPeriod(text[:80]) from error


def monthly_figures(desk: Desk, month: Month, progress: Progress = SILENT) -> MonthlyFigures:
    """Return everything the monthly report shows; see `MonthlyFigures` for what each one means.

    Raises:
        NotAPeriod: If the month has not begun.
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        now = desk.clock()
        today = desk.today(now)
        if month.first > today:
            raise NotAPeriod(str(month))
        as_of = min(month.last, today)
        facts = club.facts(desk)
        rules = club.programme_on(desk.db, as_of)
        steps = _Steps(progress)
        by_day = queries.net_by_day(desk.db, Span(_months_before(month, 12).first, as_of))
        steps.done()
        this = _sums(desk, month, as_of, rules, steps)
        last = _sums(desk, month.before, _as_far(month, as_of), rules, steps)
        window = _window(as_of, today, rules)
        counts = queries.tier_counts(desk.db, as_of, window, rules.tiers)
        steps.done()
        best = queries.best(desk.db, Span(month.first, as_of), window, rules.tiers, BEST)
        steps.done()
    language = look().language
    return MonthlyFigures(
        shop_name=facts.shop, logo=facts.logo, month=month, as_of=as_of, printed_at=now,
        zone_name=facts.zone, operator=desk.operator.name,
        members_total=Figure(this.members.total, last.members.total),
        active=Figure(this.buyers.active, last.buyers.active),
        new=Figure(this.members.new, last.members.new),
        returning=Figure(this.buyers.returning, last.buyers.returning),
        not_seen=Figure(this.buyers.not_seen, last.buyers.not_seen),
        not_seen_limit_days=rules.silent_days,
        retention=Figure(_retention(this), _retention(last)),
        retention_base=this.buyers.base, retention_stayed=this.buyers.stayed,
        retention_months=RETENTION_MONTHS,
        net_sales_rial=Figure(this.net_rial, last.net_rial),
        visits=Figure(this.visits, last.visits),
        basket_rial=Figure(_basket(this), _basket(last)),
        points_earned=Figure(this.points.earned, last.points.earned),
        points_spent=Figure(this.points.spent, last.points.spent),
        points_expired=Figure(this.points.expired, last.points.expired),
        points_expiring=Figure(this.points.expiring, last.points.expiring),
        expiring_days=rules.expiring_days,
        points_outstanding=Figure(this.points.outstanding, last.points.outstanding),
        sales_by_day=_by_day(by_day, month), sales_by_month=_by_month(by_day, month),
        members_by_tier=_by_tier(counts, rules, language),
        best_members=tuple(
            BestMember(
                row.number, row.name, rules.tier(row.tier).name(language), row.visits,
                row.net_rial, max(row.points, 0),
            )
            for row in best
        ),
    )  # fmt: skip


def _window(as_of: date, today: date, rules: Programme) -> date | None:
    """Return the first day of the window whose money tells the tiers; None: the booked moves do.

    Only a rolling window of money says alone who stood where. There, which tiers were booked tells
    nothing of the past of a shop whose sales an import brought, so for any day before today the
    money itself is asked.
    """
    ladder = rules.ladder
    if as_of < today and ladder.period == "rolling" and ladder.measures <= {"rial"}:
        return window_start(as_of, ladder.months)
    return None


class _Steps:
    """Counts what is done and lets the reader of the progress stop the work between two steps."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._done = progress, 0

    def done(self) -> None:
        """Report one more step."""
        self._done += 1
        self._progress.step(self._done, _STEPS)


def _months_before(month: Month, count: int) -> Month:
    for _ in range(count):
        month = month.before
    return month


def _as_far(month: Month, as_of: date) -> date:
    """Return the day of the month before that is as far into it; its last when *month* is over."""
    if as_of == month.last:
        return month.before.last
    return min(month.before.first + (as_of - month.first), month.before.last)


def _sums(desk: Desk, month: Month, last: date, rules: Programme, steps: _Steps) -> _Sums:
    db, span = desk.db, Span(month.first, last)
    members = queries.member_counts(db, span)
    steps.done()
    buyers = queries.buyer_counts(
        db, span, window_first=_months_before(month, RETENTION_MONTHS).first,
        silent_days=rules.silent_days,
    )  # fmt: skip
    steps.done()
    net = sum(queries.net_by_day(db, span).values())
    steps.done()
    visits = queries.visits(db, span)
    steps.done()
    points = queries.points_sums(db, span, expiring_days=rules.expiring_days)
    steps.done()
    return _Sums(members, buyers, net, visits, points)


def _retention(sums: _Sums) -> float | None:
    return sums.buyers.stayed / sums.buyers.base if sums.buyers.base else None


def _basket(sums: _Sums) -> int | None:
    return round(sums.net_rial / sums.visits) if sums.visits else None


def _by_day(by_day: dict[date, int], month: Month) -> tuple[tuple[date, int], ...]:
    days = (month.last - month.first).days + 1
    every = [month.first + timedelta(days=n) for n in range(days)]
    return tuple((day, by_day.get(day, 0)) for day in every)


def _by_month(by_day: dict[date, int], month: Month) -> tuple[tuple[Month, int], ...]:
    sums = {_months_before(month, back): 0 for back in range(CHART_MONTHS - 1, -1, -1)}
    for day, net in by_day.items():
        sums[Month.of(day, month.calendar)] += net
    return tuple(sums.items())


def tiers_on(desk: Desk, as_of: date) -> tuple[TierCount, ...]:
    """Return how many members stood in each tier at the end of a day (a step of papers)."""
    rules = club.programme_on(desk.db, as_of)
    window = _window(as_of, desk.today(), rules)
    counts = queries.tier_counts(desk.db, as_of, window, rules.tiers)
    return _by_tier(counts, rules, look().language)


def _by_tier(counts: dict[str, int], rules: Programme, language: str) -> tuple[TierCount, ...]:
    found = dict.fromkeys((tier.code for tier in rules.tiers), 0)
    for code, count in counts.items():
        found[rules.tier(code).code] += count
    return tuple(
        TierCount(tier.code, tier.name(language), found[tier.code], tier.code)
        for tier in rules.tiers
    )
