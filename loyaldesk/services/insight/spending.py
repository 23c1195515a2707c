"""Cards of coming again: repeat purchase, the way to the second visit, frequency and basket."""

from dataclasses import replace

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Measure
from loyaldesk.domain.insight.exact import count, month_places, ratio
from loyaldesk.domain.insight.facts import Facts, Flags, Ints, Sums
from loyaldesk.domain.insight.repeat import (
    Frequency,
    Repeat,
    Second,
    frequency,
    repeat,
    second,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.keeping_parts import (
    Value,
    group,
    meaning,
    measure,
    month_labels,
    nothing,
    past,
    told,
    whole_months,
)
from loyaldesk.services.insight.reading import Reading

STEPS = (30, 60, 90)
"""Days within which a second visit is looked for."""

_GAPS = (7.0, 14.0, 30.0, 60.0, 90.0)
"""Upper ends of the classes of members by their own median gap, in days."""


def repeat_card(read: Reading) -> Card:
    """Return which share of the buyers of the period came on two days or more."""
    about = meaning(
        read,
        tr("Of the members who bought in these days, so many came on two days or more. Two receipts"
           " of one day are one visit."),
        tr("Members with 2 visits or more / members with 1 or more, in the period; a visit is a day"
           " with net sales above zero"),
        tr("members who bought"), first=read.question.period.first,
    )  # fmt: skip
    card = Card("repeat", tr("Repeat purchase rate"), about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    facts, sums = read.facts, read.facts.sums["period"]
    now = repeat(sums)
    old = None if read.compared is None else repeat(read.compared.sums["period"])
    classes = _visit_classes(sums, now)
    whole = count(now.bought)
    return replace(
        card,
        meaning=replace(about, count=whole),
        measures=_repeat_measures(now, old),
        chart=Chart(
            ChartKind.BARS, tuple(name for _, name, _ in classes),
            (Series(tr("Members"), tuple(count(who) for _, _, who in classes)),), Unit.COUNT,
            axis=tr("visits in the period"), value_axis=tr("members"),
        ),
        grid=Grid(
            (GridColumn(tr("Visits")), GridColumn(tr("Members"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO)),
            tuple((name, count(who), ratio(count(who), whole)) for _, name, who in classes),
        ),
        groups=(
            group("again", tr("Came again"), facts, now.again),
            *(group(key, tr("Visits: {n}").format(n=name), facts, who)
              for key, name, who in classes),
        ),
    )  # fmt: skip


def _repeat_measures(now: Repeat, old: Repeat | None) -> tuple[Measure, ...]:
    whole, again = count(now.bought), count(now.again)
    return (
        measure("repeat_rate", tr("Repeat purchase rate"), now.rate, Unit.RATIO, count=whole,
                before=past(old, "rate"), better="up",
                why=tr("Nobody bought in these days.")),
        measure("repeat_members", tr("Came again"), again, better="up",
                before=None if old is None else count(old.again)),
        measure("repeat_base", tr("Bought"), whole,
                before=None if old is None else count(old.bought)),
    )  # fmt: skip


def _visit_classes(sums: Sums, now: Repeat) -> list[tuple[str, str, Flags]]:
    found = [(f"visits.{n}", fmt.number(n), now.bought & (sums.visits == n)) for n in range(1, 6)]
    more = tr("6 and more")
    return [*found, ("visits.6", more, now.bought & (sums.visits >= 6))]


def second_purchase_card(read: Reading) -> Card:
    """Return how long the way from the first visit to the second is, by month of joining."""
    months, _ = whole_months(read.question.period.last, read.question.period.calendar, 12)
    about = meaning(
        read,
        tr("For members who bought for the first time in the last 12 months: how many came a second"
           " time within 30, 60 and 90 days, and after how many days half of them had. Who has not"
           " come again yet is waited for, and not taken for lost."),
        tr("Share within d days = members with a second visit within d days of the first / members"
           " whose first visit is d days ago or more. Median by Kaplan and Meier: who has not come"
           " again is censored on the last day."),
        tr("members with a first visit in these months"), first=months[0].first,
    )  # fmt: skip
    card = Card("second_purchase", tr("Time to the second purchase"), about)
    if why := nothing(read, needs_sales=False):
        return told(card, why)
    facts = read.facts
    joined = _joined(facts, read)
    now = second(facts, joined >= 0, STEPS)
    if not now.members:
        return told(card, tr("Nobody bought for the first time in the last 12 months."))
    old = None
    if read.compared is not None:
        old = second(read.compared, _joined(read.compared, read) >= 0, STEPS)
    each = [second(facts, joined == row, STEPS) for row in range(12)]
    came = facts.second >= 0
    return replace(
        card,
        meaning=replace(about, count=now.members),
        measures=_second_measures(now, old),
        chart=_second_chart(month_labels(months), each),
        grid=_second_grid([fmt.month(month) for month in months], each, now),
        groups=(
            group("waiting", tr("Came once, awaited again"), facts, (joined >= 0) & ~came),
            group("again", tr("Came a second time"), facts, (joined >= 0) & came),
            *(group(f"joined.{month}", tr("First bought in {month}").format(
                month=fmt.month(month)), facts, joined == row) for row, month in enumerate(months)),
        ),
    )  # fmt: skip


def _joined(facts: Facts, read: Reading) -> Ints:
    """Return for each member the place of the month of joining among the last twelve, or -1."""
    return month_places(
        facts.first, whole_months(facts.as_of, read.question.period.calendar, 12)[0]
    )


def _second_measures(now: Second, old: Second | None) -> tuple[Measure, ...]:
    found = [
        measure(
            "second_purchase_days", tr("Half came again after"), now.median, Unit.DAYS,
            before=past(old, "median"), count=now.members, better="down",
            why=tr("Fewer than half have come a second time so far."),
        )
    ]  # fmt: skip
    for place, (step, whole, _, share) in enumerate(now.within):
        found.append(measure(
            f"second_purchase_{step}",
            tr("Came again within {n} days").format(n=fmt.number(step)), share, Unit.RATIO,
            before=None if old is None else old.within[place][3], count=whole, better="up",
            why=tr("Nobody joined {n} days ago or earlier.").format(n=fmt.number(step)),
        ))  # fmt: skip
    found.append(measure("second_purchase_waiting", tr("Not yet come again"), now.waiting,
                         before=past(old, "waiting")))  # fmt: skip
    return tuple(found)


def _second_chart(labels: tuple[str, ...], each: list[Second]) -> Chart:
    series = tuple(
        Series(_within_name(step), tuple(one.within[place][3] for one in each))
        for place, step in enumerate(STEPS)
    )
    return Chart(
        ChartKind.LINES, labels, series, Unit.RATIO,
        axis=tr("month of the first purchase"), value_axis=tr("share of members"),
    )  # fmt: skip


def _within_name(step: int) -> str:
    return tr("Within {n} days").format(n=fmt.number(step))


def _second_grid(names: list[str], each: list[Second], now: Second) -> Grid:
    columns = (
        GridColumn(tr("First purchase")), GridColumn(tr("Members"), Unit.COUNT),
        GridColumn(tr("Came again"), Unit.COUNT),
        *(GridColumn(_within_name(step), Unit.RATIO) for step in STEPS),
        GridColumn(tr("Half after"), Unit.DAYS),
    )  # fmt: skip

    def row(name: str, one: Second) -> tuple[Value | str, ...]:
        return (name, one.members, one.again, *(within[3] for within in one.within), one.median)

    rows = tuple(row(name, one) for name, one in zip(names, each, strict=True))
    return Grid(columns, rows, row(tr("All"), now))


def frequency_card(read: Reading) -> Card:
    """Return how often members buy, for how much, and with what gaps."""
    about = meaning(
        read,
        tr("How often a buyer came in these days, how much one visit brought, and how many days the"
           " buyers usually leave between two visits."),
        tr("Frequency = visits of those who bought / members who bought. Basket = net sales /"
           " visits. Gap = median of the buyers' own median days between visits. A visit is a day"
           " with net sales above zero."),
        tr("members who bought"), first=read.question.period.first,
    )  # fmt: skip
    card = Card("frequency", tr("Frequency, basket and gap"), about)
    if why := nothing(read, needs_sales=True):
        return told(card, why)
    facts, sums = read.facts, read.facts.sums["period"]
    now = frequency(facts, sums)
    old = None
    if read.compared is not None:
        old = frequency(read.compared, read.compared.sums["period"])
    classes = _gap_classes(facts, sums)
    return replace(
        card,
        meaning=replace(about, count=now.members),
        measures=_frequency_measures(now, old),
        chart=Chart(
            ChartKind.BARS, tuple(name for _, name, _ in classes),
            (Series(tr("Members"), tuple(count(who) for _, _, who in classes)),), Unit.COUNT,
            axis=tr("own median gap, days"), value_axis=tr("members"),
        ),
        grid=Grid(
            (GridColumn(tr("Own gap, days")), GridColumn(tr("Members"), Unit.COUNT),
             GridColumn(tr("Share"), Unit.RATIO)),
            tuple((name, count(who), ratio(count(who), now.members)) for _, name, who in classes),
        ),
        groups=tuple(
            group(key, tr("Own gap, days: {name}").format(name=name), facts, who)
            for key, name, who in classes
        ),
    )  # fmt: skip


def _frequency_measures(now: Frequency, old: Frequency | None) -> tuple[Measure, ...]:
    nobody = tr("Nobody bought in these days.")
    return (
        measure("frequency", tr("Visits for each buyer"), now.frequency, Unit.DECIMAL, why=nobody,
                before=past(old, "frequency"), count=now.members, better="up"),
        measure("basket", tr("Average basket"), now.basket, Unit.RIAL, why=nobody,
                before=past(old, "basket"), count=now.visits, better="up"),
        measure("gap_days", tr("Usual gap between visits"), now.gap, Unit.DAYS,
                before=past(old, "gap"), count=now.with_gap,
                why=tr("No buyer of these days has come twice yet.")),
        measure("visits", tr("Visits"), now.visits, before=past(old, "visits"), better="up"),
        measure("net_sales", tr("Net sales to members"), now.net, Unit.RIAL,
                before=past(old, "net"), better="up"),
    )  # fmt: skip


def _gap_classes(facts: Facts, sums: Sums) -> list[tuple[str, str, Flags]]:
    often = sums.bought & (facts.visits >= 2)
    found: list[tuple[str, str, Flags]] = []
    least = 0.0
    for most in _GAPS:
        name = tr("{first} to {last}").format(
            first=fmt.number(int(least) + 1), last=fmt.number(int(most))
        )
        inside: Flags = often & (facts.gap > least) & (facts.gap <= most)
        found.append((f"gap.{int(most)}", name, inside))
        least = most
    over = tr("above {n}").format(n=fmt.number(int(least)))
    found.append(("gap.more", over, often & (facts.gap > least)))
    found.append(("gap.once", tr("came once"), sums.bought & (facts.visits < 2)))
    return found
