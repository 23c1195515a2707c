"""The card of what existing members spend: revenue churn, expansion, new product groups."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Measure
from loyaldesk.domain.insight.exact import count, ratio
from loyaldesk.domain.insight.facts import Facts, Flags
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.revenue import RevenueMoves, revenue
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.keeping_parts import (
    among,
    group,
    meaning,
    measure,
    nothing,
    other_period,
    past,
    told,
)
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import lines

MOST_LOOKED = 2_500
"""Buyers whose earlier lines are read for new product groups; of more, a part is."""


@dataclass(frozen=True, slots=True)
class _Fresh:
    """Existing members who bought in a new product group: ``who`` of those ``looked`` at.

    In a large club only every ``step``-th member is looked at: the earlier lines of each are read.
    """

    looked: Flags
    who: Flags
    step: int

    @property
    def share(self) -> float | None:
        return ratio(count(self.who), count(self.looked))


def revenue_card(read: Reading) -> Card:
    """Return what existing members spend now, beside what they spent in the period before."""
    before = read.facts.nets["before"].span
    about = meaning(
        read,
        tr("Members who bought in {other}: how much of their spend then is lost, how much less and"
           " how much more they buy now. New members do not count. Above 100 % those who stayed"
           " bought more than was lost.").format(other=other_period(read).name()),
        tr("Revenue churn = (lost + reduced) / spend in the period before. Net revenue churn ="
           " (lost + reduced - expansion) / spend before; below zero it is negative churn. Net"
           " revenue retention = 100 % - net revenue churn. Zero or negative net is not bought."),
        tr("members who bought in the period before"), first=before.first,
    )  # fmt: skip
    card = Card("revenue", tr("Revenue of existing members"), about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    facts, now = read.facts, _revenue(read.facts)
    old = None if read.compared is None else _revenue(read.compared)
    fresh = _fresh(read, read.question.period, facts, now)
    chart, grid = _revenue_steps(now)
    return replace(
        card,
        meaning=replace(about, count=count(now.existing)),
        measures=(*_revenue_measures(now, old), _new_group(read, now, fresh)),
        chart=chart,
        grid=grid,
        groups=(
            group("gone", tr("Did not buy this time"), facts, now.gone),
            group("less", tr("Bought less"), facts, now.less),
            group("more", tr("Bought more"), facts, now.more),
            group(
                "new_category",
                tr("Bought in a new product group"),
                facts,
                np.zeros(len(facts), np.bool_) if fresh is None else fresh.who,
            ),
            group("existing", tr("Bought in the period before"), facts, now.existing),
        ),
        note=_revenue_note(now, fresh),
    )


def _revenue(facts: Facts) -> RevenueMoves:
    return revenue(facts.nets["before"].net, facts.sums["period"].net)


def _revenue_note(now: RevenueMoves, fresh: _Fresh | None) -> str:
    found = []
    if now.net_churn is not None and now.net_churn < 0:
        found.append(tr("Negative churn: existing members bought more than was lost with those who"
                        " left. The shop grows by {share} even without new members.").format(
            share=fmt.percent(-now.net_churn, 1)))  # fmt: skip
    if fresh is not None and fresh.step > 1:
        found.append(tr("New product groups were looked for at one member in {n}.").format(
            n=fmt.number(fresh.step)))  # fmt: skip
    return " ".join(found)


def _revenue_measures(now: RevenueMoves, old: RevenueMoves | None) -> tuple[Measure, ...]:
    why = tr("Nobody bought in the period before these days.")
    members = count(now.existing)
    shares = (
        ("nrr", tr("Net revenue retention"), now.retained, past(old, "retained"), "up"),
        ("revenue_churn", tr("Revenue churn"), now.churn, past(old, "churn"), "down"),
        ("net_revenue_churn", tr("Net revenue churn"), now.net_churn, past(old, "net_churn"),
         "down"),
        ("expansion", tr("Expansion"), now.growth, past(old, "growth"), "up"),
    )  # fmt: skip
    return tuple(
        measure(key, name, value, Unit.RATIO, before=then, count=members, why=why, better=better)
        for key, name, value, then, better in shares
    )


def _fresh(read: Reading, period: Period, facts: Facts, moves: RevenueMoves) -> _Fresh | None:
    """Return who bought in a group they had not bought in; None: no groups are recorded."""
    first, last = period.first, period.last
    for days in ((first, last), (date.min, first - timedelta(days=1))):
        if not lines.has_groups(read.db, *days):
            return None
    step = max(1, -(-count(facts.sums["period"].bought) // MOST_LOOKED))
    looked: Flags = moves.existing & (facts.ids % step == 0)
    found = lines.new_group_buyers(read.db, first, last, step)
    return _Fresh(looked, among(facts.ids, found) & looked, step)


def _new_group(read: Reading, now: RevenueMoves, fresh: _Fresh | None) -> Measure:
    """Return the share of existing members who bought in a group they had not bought in."""
    then = None
    if read.compared is not None:
        moves = _revenue(read.compared)
        then = _fresh(read, other_period(read), read.compared, moves)
    why = tr("Nobody bought in the period before these days.")
    if fresh is None and now.previous:
        why = tr("No product groups are recorded in these days, or none before them.")
    return measure(
        "new_category_share", tr("Bought in a new product group"), past(fresh, "share"),
        Unit.RATIO, before=past(then, "share"), why=why, better="up",
        count=count(now.existing if fresh is None else fresh.looked),
    )  # fmt: skip


def _revenue_steps(now: RevenueMoves) -> tuple[Chart, Grid]:
    after = now.previous - now.lost - now.reduced + now.expansion
    steps = (
        (tr("Spend before"), now.previous, now.existing), (tr("Lost"), -now.lost, now.gone),
        (tr("Bought less"), -now.reduced, now.less), (tr("Bought more"), now.expansion, now.more),
        (tr("Spend now"), after, now.existing & ~now.gone),
    )  # fmt: skip
    chart = Chart(
        ChartKind.BARS, tuple(name for name, _, _ in steps),
        (Series(tr("Existing members"), tuple(money for _, money, _ in steps)),), Unit.RIAL,
        axis=tr("from the period before to this one"), value_axis=fmt.unit_name(),
    )  # fmt: skip
    columns = (
        GridColumn(tr("Part")), GridColumn(tr("Amount"), Unit.RIAL),
        GridColumn(tr("Share of the spend before"), Unit.RATIO),
        GridColumn(tr("Members"), Unit.COUNT),
    )  # fmt: skip
    rows = tuple(
        (name, money, money / now.previous if now.previous else None, count(who))
        for name, money, who in steps
    )
    return chart, Grid(columns, rows)
