"""Cards of service: the ways that reach members, and what they did after a bad experience."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group
from loyaldesk.domain.insight.facts import Ints
from loyaldesk.domain.insight.history import day_number
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.insight.journey import where_of
from loyaldesk.services.insight.keeping_parts import (
    meaning,
    measure,
    not_come,
    nothing,
    ratio,
    told,
)
from loyaldesk.services.insight.reading import Reading
from loyaldesk.store.queries import service as queries

AFTER_DAYS = (30, 60, 90)
LEAST_WAYS = 2


def ways_card(read: Reading) -> Card:
    """Return by how many ways buyers were really reached in twelve months."""
    span = read.facts.sums["year"].span
    title = tr("Ways that reach members")
    about = meaning(
        read,
        tr("By how many ways each buyer was really reached. Who can be reached by one way only is"
           " lost with that way: a changed number, a messenger that is blocked."),
        tr("Members with net sales above zero in the months of value, by the number of different"
           " ways (call, message, visit, ...) of contacts that reached them in the same months."),
        tr("buyers"), first=span.first,
    )  # fmt: skip
    card = Card("ways", title, about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts = read.facts
    living = where_of(read, facts).standing.ids
    buyers = facts.ids[facts.sums["year"].bought & np.isin(facts.ids, living)]
    if not len(buyers):
        return told(card, tr("Nobody bought in these months."))
    ids, counts, channels = queries.ways(read.db, span.first, span.last)
    of_each = np.zeros(len(buyers), np.int64)
    if len(ids):
        place = np.minimum(np.searchsorted(ids, buyers), len(ids) - 1)
        of_each = np.where(ids[place] == buyers, counts[place], 0)
    steps = np.minimum(of_each, 4)
    names = (tr("none"), tr("one way"), tr("two ways"), tr("three ways"), tr("four ways or more"))
    shown = [int(n) for n in np.bincount(steps, minlength=5)]
    few = of_each < LEAST_WAYS
    return replace(
        card, meaning=replace(about, count=len(buyers)),
        measures=(
            measure("ways_two", tr("Reached by two ways or more"), float((~few).mean()), Unit.RATIO,
                    count=len(buyers), better="up"),
            measure("ways_none", tr("Never reached"), shown[0], count=len(buyers), better="down"),
            measure("ways_mean", tr("Ways of a buyer, mean"), fmean(of_each.tolist()),
                    Unit.DECIMAL, count=len(buyers), better="up"),
        ),
        chart=Chart(
            ChartKind.BARS, names, (Series(tr("Buyers"), tuple(shown)),),
            axis=tr("ways that reached them"), value_axis=tr("buyers"),
        ),
        grid=Grid(
            (GridColumn(tr("Ways that reached them")), GridColumn(tr("Buyers"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO)),
            tuple((name, shown[n], shown[n] / len(buyers)) for n, name in enumerate(names)),
        ),
        groups=(
            Group("few_ways", tr("Buyers with fewer than two ways"), buyers[few]),
            *(Group(f"ways_{n}", tr("Buyers by ways: {name}").format(name=name), buyers[steps == n])
              for n, name in enumerate(names)),
        ),
        note=_channels(channels),
    )  # fmt: skip


def _channels(channels: Sequence[tuple[str, int]]) -> str:
    """Return in one sentence how many members each way reached."""
    if not channels:
        return tr("No contact of these months reached anybody.")
    parts = [
        tr("{way} {n}").format(way=channel_name(code), n=fmt.number(count))
        for code, count in channels[:5]
    ]
    return tr("Members reached by each way: {list}.").format(list=tr(", ").join(parts))


def trigger_name(code: str) -> str:
    """Return after what a member may leave."""
    names = {
        "complaint": tr("A complaint"), "return": tr("Goods came back"),
        "incident": tr("An incident hit them"), "opt_out": tr("Took back a consent"),
    }  # fmt: skip
    return names[code]


def after_bad_card(read: Reading) -> Card:
    """Return who bought again after a bad experience, and who left at once."""
    span = read.facts.sums["year"].span
    title = tr("After a bad experience")
    about = meaning(
        read,
        tr("Whether members buy again after a complaint, goods that came back, an incident, or"
           " after they took back a consent to be written to."),
        tr("Of the events in the months of value whose days are over: share with a purchase within"
           " 30, 60 and 90 days after. Left at once: none within 90 days. A purchase on the day"
           " itself is not counted."),
        tr("events"), first=span.first,
        hint=tr("An article says that after a bad experience half of the customers leave at once."),
    )  # fmt: skip
    card = Card("after_bad", title, about)
    if why := not_come(read):
        return told(card, why)
    found = queries.after_bad(read.db, span.first, span.last, read.today, read.ids_wanted)
    if not found.shape[1]:
        return told(
            card,
            tr("There was no complaint, return, incident or withdrawn consent in these months."),
        )
    kinds, ids, day, next_day = found
    today = day_number(read.today)
    codes = [n for n in range(len(queries.TRIGGERS)) if np.any(kinds == n)]
    names = [trigger_name(queries.TRIGGERS[n]) for n in codes]
    table = {n: _again(day[kinds == n], next_day[kinds == n], today) for n in codes}
    whole = _again(day, next_day, today)
    longest = AFTER_DAYS[-1]
    left = (day + longest < today) & ((next_day < 0) | (next_day > day + longest))
    early = tr("Too early: the days after these events are not over yet.")
    return replace(
        card, meaning=replace(about, count=found.shape[1]),
        measures=(
            measure("left_at_once", tr("Left at once"),
                    None if whole[-1][0] is None else 1 - whole[-1][0], Unit.RATIO,
                    count=whole[-1][1], why=early, better="down"),
            *(measure(f"bought_in_{days}",
                      tr("Bought again within {days} days").format(days=fmt.number(days)),
                      share, Unit.RATIO, count=base, why=early, better="up")
              for days, (share, base) in zip(AFTER_DAYS, whole, strict=True)),
        ),
        chart=Chart(
            ChartKind.BARS, tuple(names),
            tuple(
                Series(tr("within {days} days").format(days=fmt.number(days)),
                       tuple(table[n][k][0] for n in codes))
                for k, days in enumerate(AFTER_DAYS)
            ),
            Unit.RATIO, axis=tr("after"), value_axis=tr("share who bought again"),
        ),
        grid=Grid(
            (GridColumn(tr("After")), GridColumn(tr("Events"), Unit.COUNT),
             *(GridColumn(tr("within {days} days").format(days=fmt.number(days)), Unit.RATIO)
               for days in AFTER_DAYS),
             GridColumn(tr("Events 90 days ago or more"), Unit.COUNT),
             GridColumn(tr("Left at once"), Unit.COUNT)),
            tuple(
                (name, int(np.sum(kinds == n)), *(share for share, _ in table[n]),
                 table[n][-1][1], int(np.sum(left & (kinds == n))))
                for n, name in zip(codes, names, strict=True)
            ),
            (tr("Together"), found.shape[1], *(share for share, _ in whole), whole[-1][1],
             int(left.sum())),
        ),
        groups=(
            Group("left_at_once", tr("Left at once"), np.unique(ids[left])),
            *(Group(f"left_{queries.TRIGGERS[n]}",
                    tr("Left at once after: {event}").format(event=name),
                    np.unique(ids[left & (kinds == n)]))
              for n, name in zip(codes, names, strict=True)),
        ),
    )  # fmt: skip


def _again(day: Ints, next_day: Ints, today: int) -> list[tuple[float | None, int]]:
    """Return for each number of days the share that bought again, and of how many."""
    found = []
    for days in AFTER_DAYS:
        over = day + days < today
        back = over & (next_day >= 0) & (next_day <= day + days)
        base = int(over.sum())
        found.append((ratio(int(back.sum()), base), base))
    return found
