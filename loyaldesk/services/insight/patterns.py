"""Cards of habits: when members come, how long between visits, what goes together, what next."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from loyaldesk.domain.insight import patterns as domain
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group
from loyaldesk.domain.insight.facts import NEVER, Ints
from loyaldesk.domain.insight.goods import Goods, Pair
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.patterns import GAP_EDGES, LEAST_TOGETHER, Link
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import WEEKDAYS_EN, WEEKDAYS_FA
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.journey import where_of
from loyaldesk.services.insight.keeping_parts import meaning, measure, nothing, told
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import patterns as queries

MOST_LINKS = 20


def week_order() -> tuple[int, ...]:
    """Return the weekdays (0 is Monday) as the reader's week runs: from Saturday in Persian."""
    return (5, 6, 0, 1, 2, 3, 4) if look().language == "fa" else (0, 1, 2, 3, 4, 5, 6)


def weekday_name(weekday: int) -> str:
    """Return how a weekday is called."""
    return (WEEKDAYS_FA if look().language == "fa" else WEEKDAYS_EN)[weekday]


def hour_name(hour: int) -> str:
    """Return an hour of the day as it stands on an axis."""
    return fmt.digits(str(hour))


def hours_card(read: Reading) -> Card:
    """Return when members come: weekday by hour."""
    period = read.question.period
    title = tr("When members come")
    about = meaning(
        read,
        tr("Receipts of members by weekday and hour: darker is more. It says when more hands are"
           " needed, and when a message brings somebody on a quiet day."),
        tr("Receipts recorded in the period, less those taken back, by the day and the full hour of"
           " the shop's clock."),
        tr("receipts"), first=period.first,
    )  # fmt: skip
    card = Card("hours", title, about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    cells = np.maximum(read.facts.by_hour, 0)
    if not cells.any():
        return told(card, tr("No receipt of a member stands in these days."))
    used = np.flatnonzero(cells.any(axis=0))
    hours, order = range(int(used[0]), int(used[-1]) + 1), week_order()
    day, hour = np.unravel_index(int(cells.argmax()), cells.shape)
    by_day = cells.sum(axis=1)
    quiet = min(
        (int(d) for d in range(7) if by_day[d]), key=lambda d: int(by_day[d]), default=int(day)
    )
    # A receipt taken back in another hour than it was written leaves that hour below zero.
    total = max(int(read.facts.by_hour.sum()), int(cells.max()))
    ids = _came_at(read, int(day), int(hour))
    busiest = tr("{day}, from {hour} o'clock").format(
        day=weekday_name(int(day)), hour=hour_name(int(hour))
    )
    return replace(
        card, meaning=replace(about, count=total),
        measures=(
            measure("receipts", tr("Receipts"), total, count=total),
            measure("busiest_share", tr("In the fullest hour of the week ({hour})").format(
                hour=busiest), float(cells.max() / total), Unit.RATIO, count=total),
            measure("quietest_share", tr("On the quietest day ({day})").format(
                day=weekday_name(quiet)), float(by_day[quiet] / total), Unit.RATIO, count=total),
        ),
        chart=Chart(
            ChartKind.HEAT, tuple(hour_name(h) for h in hours),
            tuple(
                Series(weekday_name(d), tuple(int(cells[d, h]) for h in hours)) for d in order
            ),
            axis=tr("hour of the day"), value_axis=tr("receipts"), row_axis=tr("weekday"),
        ),
        grid=Grid(
            (GridColumn(tr("Weekday")),
             *(GridColumn(hour_name(h), Unit.COUNT) for h in hours),
             GridColumn(tr("Together"), Unit.COUNT), GridColumn(tr("Net sales"), Unit.RIAL)),
            tuple(
                (weekday_name(d), *(int(cells[d, h]) for h in hours), int(by_day[d]),
                 int(read.facts.by_hour_net[d].sum()))
                for d in order
            ),
        ),
        groups=(
            Group("busiest", tr("Bought in the fullest hour ({hour})").format(hour=busiest), ids,
                  (order.index(int(day)), int(hour) - hours[0])),
        ),
    )  # fmt: skip


def _came_at(read: Reading, weekday: int, hour: int) -> Ints:
    """Return who bought in an hour of a weekday of the period."""
    period = read.question.period
    first, last = day_number(period.first), day_number(period.last)
    found, _ = domain.buyers(read.blocks(), first, last, (weekday, hour))
    living = where_of(read, read.facts).standing.ids
    some: Ints = living[np.isin(living, found)]
    return some


def gaps_card(read: Reading) -> Card:
    """Return how many days members let pass between visits."""
    title = tr("Days between visits")
    about = meaning(
        read,
        tr("How long members usually stay away: for each, the gap in the middle of all their own."
           " Half of the gaps of that member are shorter."),
        tr("Median of the days between the visits of a member, for members with 2 visits or more."
           " A visit is a day with net sales above zero."),
        tr("members with two visits or more"),
    )  # fmt: skip
    card = Card("gaps", title, about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts = read.facts
    some = facts.visits >= 2
    ids, gap = facts.ids[some], facts.gap[some].astype(np.float64)
    if not len(ids):
        return told(card, tr("Nobody has come twice yet, so there is no gap."))
    living = np.isin(ids, where_of(read, facts).standing.ids)
    places, names = domain.bars(gap), _gap_names()
    counts = np.bincount(places, minlength=len(names))
    return replace(
        card, meaning=replace(about, count=len(ids)),
        measures=(
            measure("gap_median", tr("Usual gap, median of members"), float(np.median(gap)),
                    Unit.DAYS, count=len(ids)),
            measure("gap_p90", tr("Nine of ten gaps are no longer than"), facts.gap_p90, Unit.DAYS,
                    count=len(ids)),
            measure("once", tr("Came only once"), int(np.sum(facts.visits == 1)),
                    count=int(np.sum(facts.last != NEVER))),
        ),
        chart=Chart(
            ChartKind.BARS, names, (Series(tr("Members"), tuple(map(int, counts))),),
            axis=tr("usual days between visits"), value_axis=tr("members"),
        ),
        grid=Grid(
            (GridColumn(tr("Days between visits")), GridColumn(tr("Members"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO)),
            tuple((name, int(counts[n]), float(counts[n] / len(ids)))
                  for n, name in enumerate(names)),
        ),
        groups=tuple(
            Group(f"gap_{n}", tr("Usual gap: {days} days").format(days=name),
                  ids[(places == n) & living])
            for n, name in enumerate(names)
        ),
    )  # fmt: skip


def _gap_names() -> tuple[str, ...]:
    between = [
        fmt.number(high) if high == low + 1 else tr("{first} to {last}").format(
            first=fmt.number(low + 1), last=fmt.number(high))
        for low, high in pairwise((0, *GAP_EDGES))
    ]  # fmt: skip
    return *between, tr("above {n}").format(n=fmt.number(GAP_EDGES[-1]))


def baskets_card(read: Reading) -> Card:
    """Return which products lie together in a basket more often than by chance."""
    period = read.question.period
    title = tr("Bought together")
    about = meaning(
        read,
        tr("Products that lie in the same basket more often than by chance. Put them side by side,"
           " or offer the one to who buys the other."),
        tr("Support: baskets with both / all baskets with named goods. Confidence: baskets with"
           " both / baskets with the first. Lift: confidence / share of baskets with the second; 1"
           " is chance. At least {n} baskets with both, sales taken back left out.").format(
               n=fmt.number(LEAST_TOGETHER)),
        tr("baskets with named goods"), first=period.first,
    )  # fmt: skip
    card = Card("baskets", title, about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    goods = queries.goods(read.db, period.first, period.last, read.ids_wanted)
    every = goods.named_baskets
    if not every:
        return told(card, _unnamed())
    found = goods.pairs(LEAST_TOGETHER)
    links = domain.strongest((_stronger_way(each, every) for each in found), MOST_LINKS)
    if not links:
        return told(
            card,
            tr("No two products lie together in {n} baskets or more often than by chance.").format(
                n=fmt.number(LEAST_TOGETHER)
            ),
        )
    names, buyers = _names(goods), _buyers(read, goods, links)
    best = max(links, key=lambda each: each.lift)
    one, other = isolate(names[best.one]), isolate(names[best.other])
    return replace(
        card, meaning=replace(about, count=every),
        measures=(
            measure("pairs", tr("Pairs above chance"), len(links), count=every),
            measure("pair_lift", tr("Strongest: {one} and {other}, lift").format(
                one=one, other=other), best.lift, Unit.DECIMAL,
                count=best.both),
        ),
        chart=Chart(
            ChartKind.BARS, tuple(_both(names, each) for each in links[:10]),
            (Series(tr("Baskets with both"), tuple(each.both for each in links[:10])),),
            axis=tr("pair"), value_axis=tr("baskets"),
        ),
        grid=_grid(links, names, tr("Bought"), tr("With it"), tr("Baskets with both")),
        groups=_offer_groups(links, names, buyers),
    )  # fmt: skip


def _stronger_way(pair: Pair, every: int) -> Link:
    """Return a pair in the direction that says more: from the rarer to the more frequent."""
    if pair.ones <= pair.others:
        return domain.link(pair.one, pair.other, pair.both, pair.ones, pair.others, every)
    return domain.link(pair.other, pair.one, pair.both, pair.others, pair.ones, every)


def _unnamed() -> str:
    return tr("No sale of these days names its goods, so nothing can be told of products.")


def _names(goods: Goods) -> dict[str, str]:
    return dict(zip(goods.products, goods.names, strict=True))


def _buyers(read: Reading, goods: Goods, links: Sequence[Link]) -> dict[str, Ints]:
    """Return who bought each product of *links*; erased members stand in no list."""
    found = goods.buyers_of({code for each in links for code in (each.one, each.other)})
    gone = queries.erased(read.db)
    return {code: np.setdiff1d(ids, gone, assume_unique=True) for code, ids in found.items()}


def _both(names: dict[str, str], each: Link) -> str:
    return tr("{one} and {other}").format(
        one=isolate(names[each.one]), other=isolate(names[each.other])
    )


def _then(names: dict[str, str], each: Link) -> str:
    return tr("{one}, then {other}").format(
        one=isolate(names[each.one]), other=isolate(names[each.other])
    )


def _grid(links: Sequence[Link], names: dict[str, str], one: str, other: str, both: str) -> Grid:
    return Grid(
        (GridColumn(one), GridColumn(other), GridColumn(both, Unit.COUNT),
         GridColumn(tr("Support"), Unit.RATIO), GridColumn(tr("Confidence"), Unit.RATIO),
         GridColumn(tr("Lift"), Unit.DECIMAL)),
        tuple((names[each.one], names[each.other], each.both, each.support, each.confidence,
               each.lift) for each in links),
    )  # fmt: skip


def _offer_groups(
    links: Sequence[Link], names: dict[str, str], buyers: dict[str, Ints]
) -> tuple[Group, ...]:
    """Return for each link who bought the first but not the other in these days."""
    return tuple(
        Group(f"offer_{n}",
              tr("Bought {one}, but not {other}").format(one=isolate(names[each.one]),
                                                         other=isolate(names[each.other])),
              np.setdiff1d(buyers[each.one], buyers[each.other]))
        for n, each in enumerate(links)
    )  # fmt: skip


def next_product_card(read: Reading) -> Card:
    """Return what is often bought on the next day of buying after a product."""
    span = read.facts.sums["year"].span
    title = tr("Often bought next")
    about = meaning(
        read,
        tr("What members buy on the next day they come after they bought a product, where it is"
           " more often than by chance. It says what to offer next."),
        tr("Of the days on which a product was bought and another day of the same member followed:"
           " share with the other product on that following day (confidence), against its share of"
           " all following days (lift). At least {n} times, in the months of value.").format(
               n=fmt.number(LEAST_TOGETHER)),
        tr("following days of buying"), first=span.first,
    )  # fmt: skip
    card = Card("next_product", title, about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    goods = queries.goods(read.db, span.first, span.last, read.ids_wanted)
    if not goods.products:
        return told(card, _unnamed())
    every, found = goods.followers(LEAST_TOGETHER)
    links = domain.strongest(
        (domain.link(p.one, p.other, p.both, p.ones, p.others, every) for p in found), MOST_LINKS
    )
    if not links:
        return told(
            card,
            tr("No product follows another {n} times or more often than by chance.").format(
                n=fmt.number(LEAST_TOGETHER)
            ),
        )
    names, buyers = _names(goods), _buyers(read, goods, links)
    best = max(links, key=lambda each: each.confidence)
    one, other = isolate(names[best.one]), isolate(names[best.other])
    return replace(
        card, meaning=replace(about, count=every),
        measures=(
            measure("followers", tr("Products that follow another"), len(links), count=every),
            measure("next_confidence", tr("Most certain: after {one} comes {other}").format(
                one=one, other=other), best.confidence, Unit.RATIO,
                count=best.both),
        ),
        chart=Chart(
            ChartKind.BARS,
            tuple(_then(names, each) for each in links[:10]),
            (Series(tr("Times"), tuple(each.both for each in links[:10])),),
            axis=tr("product and what follows"), value_axis=tr("times"),
        ),
        grid=_grid(links, names, tr("Bought"), tr("Bought next"), tr("Times")),
        groups=_offer_groups(links, names, buyers),
    )  # fmt: skip
