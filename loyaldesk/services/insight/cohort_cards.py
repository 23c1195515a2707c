"""Cards of members by the time they joined: cohorts as a heat grid, and how long members stay."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Measure
from loyaldesk.domain.insight.cohorts import Cohorts, cohorts
from loyaldesk.domain.insight.exact import count, ratio
from loyaldesk.domain.insight.facts import Facts, Flags
from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.tenure import DAYS_OF_MONTH, FEWEST, Curve, Stays, stays
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.keeping_parts import among, group, meaning, measure, nothing, told
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import traits

MONTHS = 13
"""Cohorts shown: a whole year, and the month that began it."""

LOOKED_AT = (1, 3, 6, 12)
"""Months after joining that have a figure of their own."""

_CURVE_MONTHS = 36
_TIERS = 5
_SPANS = (3, 6, 12, 24)


def cohorts_card(read: Reading) -> Card:
    """Return for the months of joining which share bought in each month after."""
    about = meaning(
        read,
        tr("Each row is the members who bought for the first time in one month; each column tells"
           " which share of them bought again so many months later."),
        tr("Members of the cohort with net sales above zero in the k-th month after joining /"
           " members of the cohort, by months of the shop's calendar"),
        tr("members with a first visit in these months"),
    )  # fmt: skip
    card = Card("cohorts", tr("Cohorts by month of joining"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts, calendar = read.facts, read.question.period.calendar
    found = cohorts(facts, calendar, MONTHS)
    whole = count(found.place >= 0)
    about = replace(about, first=found.rows[0].month.first, count=whole)
    card = replace(card, meaning=about)
    if not whole:
        return told(card, tr("Nobody bought for the first time in the last 13 months."))
    old = None if read.compared is None else cohorts(read.compared, calendar, MONTHS)
    chart, grid = _heat(found)
    return replace(
        card,
        measures=tuple(
            _after(k, found, facts, old, read.compared) for k in LOOKED_AT
        ),
        chart=chart,
        grid=grid,
        groups=tuple(_cells(found, facts)),
        note=tr("The last month is not over yet; its column will still grow.")
        if _is_running(found, facts) else "",
    )  # fmt: skip


def _is_running(found: Cohorts, facts: Facts) -> bool:
    return found.rows[-1].month.last != facts.as_of


def _pooled(k: int, found: Cohorts, facts: Facts) -> tuple[int, float | None]:
    """Return size and share of all cohorts whose k-th month is over."""
    ended = len(found.rows) - k - (1 if _is_running(found, facts) else 0)
    rows = found.rows[: max(ended, 0)]
    size = sum(row.size for row in rows)
    return size, ratio(sum(row.active[k] for row in rows), size)


def _after(
    k: int, found: Cohorts, facts: Facts, old: Cohorts | None, before: Facts | None
) -> Measure:
    size, share = _pooled(k, found, facts)
    then = None if old is None or before is None else _pooled(k, old, before)[1]
    return measure(
        f"cohort_month_{k}", tr("Bought in month {n} after joining").format(n=fmt.number(k)),
        share, Unit.RATIO, before=then, count=size, better="up",
        why=tr("No month of joining lies so far back."),
    )  # fmt: skip


def _heat(found: Cohorts) -> tuple[Chart, Grid]:
    width = len(found.rows)
    labels = tuple(fmt.number(k) for k in range(width))
    series, rows = [], []
    for row in found.rows:
        shares = row.shares + (None,) * (width - len(row.shares))
        name = tr("{month} ({n})").format(month=fmt.month(row.month), n=fmt.number(row.size))
        series.append(Series(name, shares))
        rows.append((fmt.month(row.month), row.size, *shares))
    chart = Chart(
        ChartKind.HEAT, labels, tuple(series), Unit.RATIO, axis=tr("months after joining"),
        value_axis=tr("share of members"), row_axis=tr("month of joining"),
    )  # fmt: skip
    columns = (
        GridColumn(tr("Joined")), GridColumn(tr("Members"), Unit.COUNT),
        *(GridColumn(label, Unit.RATIO) for label in labels),
    )  # fmt: skip
    return chart, Grid(columns, tuple(rows))


def _cells(found: Cohorts, facts: Facts) -> Iterable[Group]:
    for number, row in enumerate(found.rows):
        month = fmt.month(row.month)
        yield group(f"joined.{row.month}", tr("First bought in {month}").format(month=month),
                    facts, found.place == number)  # fmt: skip
        for k in range(len(row.active)):
            title = tr("First bought in {month}, bought in month {n} after").format(
                month=month, n=fmt.number(k)
            )
            ids = facts.ids[found.members(number, k)]
            yield Group(f"cell.{row.month}.{k}", title, ids, (number, k))


def tenure_card(read: Reading) -> Card:
    """Return how long members stay, those still here taken as what they are."""
    about = meaning(
        read,
        tr("How many months pass from the first purchase until a member is lost. Whoever still"
           " comes counts with the time so far and not as lost: otherwise a young club would look"
           " as if nobody stayed."),
        tr("Kaplan and Meier: the share still there is the product of (1 - lost / still observed)"
           " over all days of a loss. Lost = silent longer than the own limit; the day of the loss"
           " is the last visit. The band holds the true value 95 times of 100 (Greenwood)."),
        tr("members with a purchase"),
    )  # fmt: skip
    card = Card("tenure", tr("How long members stay"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts = read.facts
    now = stays(facts, read.settings)
    about = replace(about, first=day_of(int(facts.first[now.who].min())), count=len(now.days))
    card = replace(card, meaning=about)
    if len(now.days) < FEWEST:
        return told(card, too_early(len(now.days)))
    whole = now.curve()
    old = None
    if read.compared is not None:
        then = stays(read.compared, read.settings)
        old = then.curve() if len(then.days) >= FEWEST else None
    tiers = _tiers(read)
    kinds = [*tiers, *_years(facts, read.question.period.calendar)]
    curves = [(name, now.curve(who)) for _, name, who in kinds]
    return replace(
        card,
        measures=_tenure_measures(now, whole, old),
        chart=_tenure_chart(whole, curves[: len(tiers)]),
        grid=_tenure_grid(whole, curves),
        groups=tuple(_tenure_groups(facts, now, kinds)),
    )


def too_early(members: int) -> str:
    """Return why nothing is told of so few members."""
    return tr("Too early: how long members stay is told from {least} members on, so far there are"
              " {n}.").format(least=fmt.number(FEWEST), n=fmt.number(members))  # fmt: skip


_Kinds = list[tuple[str, str, Flags]]


def _tiers(read: Reading) -> _Kinds:
    held, ids = traits.ids_by(read.db, "tier"), read.facts.ids
    return [
        (f"tier.{tier.code}", tier.name(look().language), among(ids, held[tier.code]))
        for tier in read.programme.tiers if tier.code in held
    ][:_TIERS]  # fmt: skip


def _years(facts: Facts, calendar: str) -> _Kinds:
    """Return the members by the year of their first visit."""
    known = facts.first[facts.visits > 0]
    first, last = (Period.of("year", day_of(int(d)), calendar) for d in (known.min(), known.max()))
    found: _Kinds = []
    year = last
    while year.last >= first.first:
        low, high = day_number(year.first), day_number(year.last)
        who: Flags = (facts.visits > 0) & (facts.first >= low) & (facts.first <= high)
        if count(who):
            name = tr("joined in {year}").format(year=fmt.digits(str(Month.of(
                year.first, calendar).year)))  # fmt: skip
            found.append((f"joined.{year}", name, who))
        year = year.before
    return found[::-1]


def _tenure_measures(now: Stays, whole: Curve, old: Curve | None) -> tuple[Measure, ...]:
    lost = count(now.is_lost)
    found = [
        measure(
            "tenure_median", tr("Half of the members stay longer than"), _months(whole.median),
            Unit.MONTHS,
            before=None if old is None else _months(old.median), count=len(now.days), better="up",
            why=tr("More than half are still customers, so the middle is not known yet."),
        )
    ]  # fmt: skip
    for months in (6, 12, 24):
        name = tr("Still customers after {n} months").format(n=fmt.number(months))
        value = _still(whole, months)
        one = measure(
            f"tenure_{months}", name, value, Unit.RATIO, count=len(now.days), better="up",
            before=None if old is None else _still(old, months),
            why=tr("Nobody has stayed so long yet."),
        )  # fmt: skip
        if value is not None:
            _, low, high = whole.at(months * DAYS_OF_MONTH)
            one = replace(one, low=low, high=high)
        found.append(one)
    then = None if old is None else int(old.lost.sum())
    found.append(measure("tenure_lost", tr("Lost so far"), lost, before=then))
    return tuple(found)


def _months(days: int | None) -> float | None:
    return None if days is None else days / DAYS_OF_MONTH


def _still(curve: Curve, months: float) -> float | None:
    """Return the share still there, or None where nobody was observed for so long."""
    days = months * DAYS_OF_MONTH
    if len(curve.share) and curve.share[-1] == 0 and days >= curve.times[-1]:
        return 0.0
    return curve.at(days)[0] if curve.longest >= days else None


def _tenure_chart(whole: Curve, tiers: list[tuple[str, Curve]]) -> Chart:
    longest = int(min(_CURVE_MONTHS, max(1, int(whole.longest / DAYS_OF_MONTH))))
    points = [k * DAYS_OF_MONTH for k in range(longest + 1)]
    share, low, high = zip(*(whole.at(point) for point in points), strict=True)
    series = [Series(tr("All members"), share, low, high)]
    told_apart = [(name, curve) for name, curve in tiers if curve.members >= FEWEST]
    if len(tiers) > 1:
        series += [
            Series(name, tuple(_still(curve, k) for k in range(longest + 1)))
            for name, curve in told_apart
        ]
    return Chart(
        ChartKind.LINES, tuple(fmt.number(k) for k in range(longest + 1)), tuple(series),
        Unit.RATIO, axis=tr("months since the first purchase"),
        value_axis=tr("share still customers"),
    )  # fmt: skip


def _tenure_grid(whole: Curve, curves: list[tuple[str, Curve]]) -> Grid:
    columns = (
        GridColumn(tr("Kind of member")), GridColumn(tr("Members"), Unit.COUNT),
        GridColumn(tr("Lost"), Unit.COUNT), GridColumn(tr("Half stay, months"), Unit.MONTHS),
        *(GridColumn(tr("After {n} months").format(n=fmt.number(k)), Unit.RATIO) for k in _SPANS),
    )  # fmt: skip

    def row(name: str, curve: Curve) -> tuple[float | str | None, ...]:
        lost = int(curve.lost.sum())
        if curve.members < FEWEST:
            return (tr("{name} (too early)").format(name=name), curve.members, lost,
                    *(None,) * (1 + len(_SPANS)))  # fmt: skip
        return (name, curve.members, lost, _months(curve.median),
                *(_still(curve, k) for k in _SPANS))  # fmt: skip

    return Grid(columns, tuple(row(name, curve) for name, curve in curves),
                row(tr("All members"), whole))  # fmt: skip


def _tenure_groups(facts: Facts, now: Stays, kinds: _Kinds) -> Iterable[Group]:
    lost = np.zeros(len(facts), np.bool_)
    lost[now.who] = now.is_lost
    yield group("lost", tr("Lost"), facts, lost)
    yield group("here", tr("Still customers"), facts, now.who & ~lost)
    for key, name, who in kinds:
        yield group(f"lost.{key}", tr("Lost, {name}").format(name=name), facts, lost & who)
