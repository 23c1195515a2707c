"""Cards of staying and leaving: who is active, who stays, who is lost and after which purchase."""

from dataclasses import replace

import numpy as np

from loyaldesk.domain.insight import rhythm
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.exact import count, month_places, months_until
from loyaldesk.domain.insight.facts import NEVER, Facts, Flags
from loyaldesk.domain.insight.movement import (
    LAPSED,
    NEW,
    REPEATING,
    Movement,
    by_month,
    movement,
    two_periods,
)
from loyaldesk.domain.insight.retention import (
    AfterPurchase,
    Retention,
    after_purchases,
    churn,
    monthly,
    retention,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.keeping_kinds import Kind, kinds
from loyaldesk.services.insight.keeping_parts import (
    group,
    meaning,
    measure,
    month_labels,
    nothing,
    other_period,
    past,
    told,
    whole_months,
    window_of,
)
from loyaldesk.services.insight.reading import Reading

MONTHS = 13
"""A month beside itself a year ago."""


def activity_card(read: Reading) -> Card:
    """Return who bought, who is new, who came back and who was lost in the period."""
    title = tr("Active, new and lost members")
    about = meaning(
        read,
        tr("Active is who bought in these days, what came back taken off. Each of them is new,"
           " stayed, or came back after having been given up. Lost is who was still a customer"
           " when the days began and has now been silent for too long."),
        tr("Active = net sales in the period above zero = new + stayed + came back. Lost = silent"
           " longer than the own limit at the end, but not on the day before the period."),
        tr("members who bought"), first=read.question.period.first,
    )  # fmt: skip
    card = Card("activity", title, about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    facts = read.facts
    now = movement(facts, read.at_start, read.settings, "period")
    old = None
    if read.compared is not None and read.compared_at_start is not None:
        old = movement(read.compared, read.compared_at_start, read.settings, "period")
    chart, grid = _months(read)
    between = two_periods(facts.nets["before"].net, facts.sums["period"].net)
    moves = _between(read)
    return replace(
        card,
        meaning=replace(about, count=count(now.active)),
        measures=_active_measures(now, old)
        + tuple(measure(f"two_{key}", name, count(between == code)) for key, name, code in moves),
        chart=chart,
        grid=grid,
        groups=_active_groups(facts, now)
        + tuple(group(f"two_{key}", name, facts, between == code) for key, name, code in moves),
    )


def _active_names() -> tuple[tuple[str, str, str], ...]:
    return (
        ("active", tr("Active"), "up"), ("new", tr("New"), "up"),
        ("returning", tr("Stayed"), "up"), ("came_back", tr("Back again"), "up"),
        ("lapsed", tr("Lost"), "down"),
    )  # fmt: skip


def _active_measures(now: Movement, old: Movement | None) -> tuple[Measure, ...]:
    return tuple(
        measure(key, name, count(getattr(now, key)),
                before=None if old is None else count(getattr(old, key)), better=better)
        for key, name, better in _active_names()
    )  # fmt: skip


def _active_groups(facts: Facts, now: Movement) -> tuple[Group, ...]:
    return tuple(group(key, name, facts, getattr(now, key)) for key, name, _ in _active_names())


def _between(read: Reading) -> tuple[tuple[str, str, int], ...]:
    """Return the three classes between the period and the other one, by their net money."""
    other = other_period(read).name()
    return (
        ("repeating", tr("Bought now and in {period}").format(period=other), REPEATING),
        ("new", tr("Bought now, not in {period}").format(period=other), NEW),
        ("lapsed", tr("Bought in {period}, not now").format(period=other), LAPSED),
    )


def _months(read: Reading) -> tuple[Chart, Grid]:
    facts = read.facts
    months = months_until(facts.as_of, read.question.period.calendar, MONTHS)
    place = month_places(facts.first, months)
    joined = np.where(place == NEVER, NEVER, MONTHS - 1 - place)
    found = by_month(facts.months, joined, MONTHS)
    series = (
        Series(tr("Bought the month before too"), found.stayed),
        Series(tr("Came again after a pause"), found.back),
        Series(tr("New"), found.new),
        Series(tr("Bought the month before only"), found.away, is_line=True),
    )
    names = tuple(GridColumn(one.name, Unit.COUNT) for one in series)
    chart = Chart(
        ChartKind.STACKED, month_labels(months), series, Unit.COUNT,
        axis=tr("month"), value_axis=tr("members"),
    )  # fmt: skip
    rows = zip(map(fmt.month, months), *(one.values for one in series), strict=True)
    return chart, Grid((GridColumn(tr("Month")), *names), tuple(rows))


def retention_card(read: Reading) -> Card:
    """Return which share of the customers of the window before bought again in the period."""
    months = read.settings.retention_months
    first, last = window_of(read)
    about = meaning(
        read,
        tr("Of the members who bought in the {n} months before these days ({first} to {last}), so"
           " many bought again in these days. New members are on neither side.").format(
            n=fmt.number(months), first=fmt.day(first), last=fmt.day(last)),
        tr("Members who bought in the window before and in the period / members who bought in the"
           " window before"),
        tr("members who bought in the window before"), first=first,
        hint=tr("Others say that 5 percent more retention brings 25 to 100 percent more profit."
                " The simulator tells it for this shop."),
    )  # fmt: skip
    card = Card("retention", tr("Customer retention rate"), about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    now = _retention(read.facts)
    old = None if read.compared is None else _retention(read.compared)
    chart, grid = _retention_months(read)
    return replace(
        card,
        meaning=replace(about, count=count(now.base), formula=_classic(about, now)),
        measures=_retention_measures(now, old),
        chart=chart,
        grid=grid,
        groups=(
            group("stayed", tr("Bought again"), read.facts, now.stayed),
            group("not_seen", tr("Did not buy again"), read.facts, now.base & ~now.stayed),
            group("base", tr("Bought in the window before"), read.facts, now.base),
        ),
        note=tr("By month, a month counts as bought when its own net sales are above zero."),
    )


def _retention(facts: Facts) -> Retention:
    return retention(facts.nets["window"], facts.sums["period"])


def _retention_measures(now: Retention, old: Retention | None) -> tuple[Measure, ...]:
    base, stayed = count(now.base), count(now.stayed)
    why = tr("Nobody bought in the window before these days.")
    return (
        measure("retention", tr("Customer retention rate"), now.rate, Unit.RATIO, why=why,
                before=past(old, "rate"), count=base, better="up"),
        measure("retention_stayed", tr("Bought again"), stayed,
                before=None if old is None else count(old.stayed)),
        measure("retention_base", tr("Bought in the window before"), base,
                before=None if old is None else count(old.base)),
    )  # fmt: skip


def _classic(about: Meaning, now: Retention) -> str:
    """Return the formula with the classic form, in this shop's figures."""
    bought = count(now.bought)
    classic = tr("Classic form (E - N) / S: ({e} - {n}) / {s}, with E who bought in the period, N"
                 " who of them had not bought in the window, S who bought in the window").format(
        e=fmt.number(bought), n=fmt.number(bought - count(now.stayed)),
        s=fmt.number(count(now.base)))  # fmt: skip
    return f"{about.formula}. {classic}"


def _retention_months(read: Reading) -> tuple[Chart, Grid]:
    months, skip = whole_months(read.facts.as_of, read.question.period.calendar, 12)
    found = monthly(read.facts.months, skip, 12, read.settings.retention_months)
    chart = Chart(
        ChartKind.LINES, month_labels(months),
        (Series(tr("Customer retention rate"), tuple(rate for _, _, rate in found)),), Unit.RATIO,
        axis=tr("month"), value_axis=tr("share of members"),
    )  # fmt: skip
    columns = (
        GridColumn(tr("Month")), GridColumn(tr("Bought in the window before"), Unit.COUNT),
        GridColumn(tr("Bought again"), Unit.COUNT), GridColumn(tr("Retention rate"), Unit.RATIO),
    )  # fmt: skip
    rows = tuple((fmt.month(m), *one) for m, one in zip(months, found, strict=True))
    return chart, Grid(columns, rows)


def churn_card(read: Reading) -> Card:
    """Return which share of the customers was lost in the period, and of what kind."""
    settings = read.settings
    about = meaning(
        read,
        tr("A member is lost when the silence is longer than {k} of the own usual gaps, and never"
           " before {days} days. Of those who were customers the day before these days began, so"
           " many are lost now. Tier, source and channel are those of today.").format(
            k=fmt.decimal(settings.gap_factor, 0 if float(settings.gap_factor).is_integer() else 1),
            days=fmt.number(settings.silent_min_days)),
        tr("Members silent on the last day for more than max(min_days, k x own median gap), but"
           " not on the day before the first / members not silent so long on the day before the"
           " first. Who came once has the gap that 9 of 10 gaps of the shop do not pass."),
        tr("members who were customers at the start"), first=read.question.period.first,
    )  # fmt: skip
    card = Card("churn", tr("Churn rate by own rhythm"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    moves = movement(read.facts, read.at_start, settings, "period")
    now = churn(moves.there, moves.lapsed)
    old = None
    if read.compared is not None and read.compared_at_start is not None:
        then = movement(read.compared, read.compared_at_start, settings, "period")
        old = churn(then.there, then.lapsed)
    found, note = kinds(read, moves.there)
    return replace(
        card,
        meaning=replace(about, count=now.there),
        measures=(
            measure("churn", tr("Churn rate"), now.rate, Unit.RATIO, count=now.there,
                    before=past(old, "rate"), better="down",
                    why=tr("Nobody was a customer on the day before these days.")),
            measure("churn_lost", tr("Lost"), now.lost, better="down",
                    before=past(old, "lost")),
            measure("churn_base", tr("Customers at the start"), now.there,
                    before=past(old, "there")),
        ),
        chart=_churn_chart(found, moves),
        grid=_churn_grid(found, moves),
        groups=(
            group("lost", tr("Lost"), read.facts, moves.lapsed),
            group("kept", tr("Still customers"), read.facts, moves.there & ~moves.lapsed),
            *(_kind_group(read.facts, kind, moves.lapsed) for kind in found),
        ),
        note=note,
    )  # fmt: skip


def _kind_group(facts: Facts, kind: Kind, lapsed: Flags) -> Group:
    return group(f"lost.{kind.key}", tr("Lost, {by}: {name}").format(by=kind.by, name=kind.name),
                 facts, kind.who & lapsed)  # fmt: skip


def _churn_chart(found: list[Kind], moves: Movement) -> Chart | None:
    tiers = [kind for kind in found if kind.key.startswith("tier.")]
    # A club of one tier learns more from how long its customers have been with it.
    shown = tiers if len(tiers) > 1 else [k for k in found if k.key.startswith("time.")]
    if not shown:
        return None
    rates = tuple(churn(moves.there & k.who, moves.lapsed).rate for k in shown)
    return Chart(
        ChartKind.BARS, tuple(k.name for k in shown), (Series(tr("Churn rate"), rates),),
        Unit.RATIO, axis=shown[0].by, value_axis=tr("share of members"),
    )  # fmt: skip


def _churn_grid(found: list[Kind], moves: Movement) -> Grid:
    columns = (
        GridColumn(tr("By")), GridColumn(tr("Kind of member")),
        GridColumn(tr("Customers at the start"), Unit.COUNT), GridColumn(tr("Lost"), Unit.COUNT),
        GridColumn(tr("Churn rate"), Unit.RATIO),
    )  # fmt: skip
    rows = []
    for kind in found:
        one = churn(moves.there & kind.who, moves.lapsed)
        rows.append((kind.by, kind.name, one.there, one.lost, one.rate))
    whole = churn(moves.there, moves.lapsed)
    return Grid(columns, tuple(rows), (tr("All"), "", whole.there, whole.lost, whole.rate))


def transaction_churn_card(read: Reading) -> Card:
    """Return for the n-th purchase: for which share of those who made it it was the last."""
    about = meaning(
        read,
        tr("Where the way breaks off: of the members who made a first, second, third purchase, so"
           " many never came again and have been silent for longer than their limit. Whoever may"
           " still come again is not counted as lost."),
        tr("Members with exactly n visits who are silent for longer than their limit / members"
           " with n visits or more. Receipts of one day are one visit."),
        tr("members with a purchase"),
    )  # fmt: skip
    card = Card("transaction_churn", tr("Churn after the n-th purchase"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts = read.facts
    found = after_purchases(facts, rhythm.lapsed(facts, read.settings))
    old: list[AfterPurchase | None] = [None] * len(found)
    if read.compared is not None:
        old = [*after_purchases(read.compared, rhythm.lapsed(read.compared, read.settings))]
    return replace(
        card,
        meaning=replace(about, count=found[0].made),
        measures=tuple(_after_measure(*pair) for pair in zip(found[:3], old, strict=False)),
        chart=Chart(
            ChartKind.BARS, tuple(fmt.number(one.number) for one in found),
            (Series(tr("It was the last one"), tuple(one.share for one in found)),), Unit.RATIO,
            axis=tr("purchase number"), value_axis=tr("share of members"),
        ),
        grid=Grid(
            (GridColumn(tr("Purchase number"), Unit.COUNT), GridColumn(tr("Made it"), Unit.COUNT),
             GridColumn(tr("It was the last one"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO)),
            tuple((one.number, one.made, one.last, one.share) for one in found),
        ),
        groups=tuple(
            group(f"after.{one.number}",
                  tr("Lost after purchase {n}").format(n=fmt.number(one.number)), facts, one.who)
            for one in found
        ),
    )  # fmt: skip


def _after_measure(one: AfterPurchase, old: AfterPurchase | None) -> Measure:
    suffix = "" if one.number == 1 else f"_{one.number}"
    return measure(
        f"transaction_churn{suffix}",
        tr("Lost after purchase {n}").format(n=fmt.number(one.number)), one.share, Unit.RATIO,
        before=past(old, "share"), count=one.made, better="down",
        why=tr("Nobody made so many purchases yet."),
    )  # fmt: skip
