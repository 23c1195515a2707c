"""Cards about what members are worth: RFM, heavy and light buyers, 80/20, lifetime value."""

import numpy as np

from loyaldesk.domain.insight import lifetime, rfm
from loyaldesk.domain.insight import spenders as spender_room
from loyaldesk.domain.insight.card import Card, Grid, Group, Measure
from loyaldesk.domain.insight.pareto import STEPS, Pareto, in_base, pareto
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight import segments
from loyaldesk.services.insight.reading import Reading
from loyaldesk.services.insight.segments import Segment
from loyaldesk.services.insight.value_parts import (
    figure,
    grid,
    group,
    lacking,
    meant,
    missing,
    ratio,
    scores,
    span_words,
    year,
)

_ENDANGERED = ("risk", "cannot_lose")


def _segment_grid(rows: list[Segment]) -> Grid:
    return grid(
        [(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT), (tr("Net"), Unit.RIAL),
         (tr("Share of net"), Unit.RATIO), (tr("Mean basket"), Unit.RIAL)],
        [(row.title, row.members, row.net_rial, row.share, row.basket_rial) for row in rows],
    )  # fmt: skip


def rfm_card(read: Reading) -> Card:
    """Return recency, frequency and money of the members as a grid and as named groups."""
    title = tr("Recency, frequency, money (RFM)")
    text = tr(
        "Who came lately, comes often and spends much. Each member has three scores from 1 to 5"
        " among all members who bought; from recency and frequency the group follows, money parts"
        " champions and those who must not be lost. Nobody is called loyal after one visit."
    )
    formula = tr(
        "Score = 1 + 5 x (members lower + half of those level) / all, cut to a whole number: equal"
        " values share one score. Recency: days since the last visit; frequency: days with a"
        " purchase; money: net."
    )
    why, scored = lacking(read), scores(read)
    if why or scored is None:
        return missing("rfm", title, meant(read, text, formula, tr("members who bought")), why)
    before = scores(read, compared=True)
    rows = segments.rfm_rows(scored)
    counts = np.zeros((rfm.SCORES, rfm.SCORES), np.int64)
    np.add.at(counts, (rfm.SCORES - scored.r, scored.f - 1), 1)
    chart = Chart(
        ChartKind.HEAT, tuple(fmt.number(f) for f in range(1, rfm.SCORES + 1)),
        tuple(
            Series(fmt.number(rfm.SCORES - row), tuple(float(n) for n in counts[row]))
            for row in range(rfm.SCORES)
        ),
        axis=tr("frequency, 5: often"), row_axis=tr("recency, 5: just here"),
        value_axis=tr("members"),
    )  # fmt: skip
    return Card(
        "rfm", title, meant(read, text, formula, tr("members who bought"), len(scored)),
        (
            _in_classes(scored, before, "rfm_loyal", tr("Loyal by what they buy"), rfm.LOYAL, "up"),
            _in_classes(
                scored, before, "rfm_endangered", tr("Good ones who stay away"), _ENDANGERED, "down"
            ),
        ),
        chart, _segment_grid(rows), (*_class_groups(scored), *_cells(scored)),
        note=tr("Scores compare members with each other, so there are always some with a 1."),
    )  # fmt: skip


def _in_classes(
    scored: rfm.Rfm, before: rfm.Rfm | None, metric: str, name: str, codes: tuple[str, ...],
    better: str,
) -> Measure:  # fmt: skip
    places = [rfm.CLASSES.index(code) for code in codes]
    return figure(
        metric, name, int(np.isin(scored.klass, places).sum()),
        before=None if before is None else int(np.isin(before.klass, places).sum()),
        count=len(scored), better=better,
    )  # fmt: skip


def _class_groups(scored: rfm.Rfm) -> list[Group]:
    return [
        group(f"rfm:{code}", segments.rfm_name(code), scored.ids, scored.of(code))
        for code in rfm.CLASSES
    ]


def _cells(scored: rfm.Rfm) -> list[Group]:
    found = []
    for row in range(rfm.SCORES):
        for column in range(rfm.SCORES):
            r, f = rfm.SCORES - row, column + 1
            title = tr("Recency {r}, frequency {f}").format(r=fmt.number(r), f=fmt.number(f))
            among = (scored.r == r) & (scored.f == f)
            found.append(Group(f"r{r}f{f}", title, scored.ids[among], (row, column)))
    return found


def spenders_card(read: Reading) -> Card:
    """Return heavy, medium and light buyers, and members who did not buy."""
    title = tr("Heavy, medium and light buyers")
    text = tr(
        "The fifth of the buyers who spend most, the next three tenths, and the rest. Members"
        " who did not buy in these months are a group of their own and in no percentage."
    )
    formula = tr(
        "Heavy: fewer than 20 % of the buyers spent more; medium: fewer than 50 %; light: the"
        " others. Equal net, one group. Did not buy: net zero or below."
    )
    if why := lacking(read):
        return missing("spenders", title, meant(read, text, formula, tr("members")), why)
    facts = read.facts
    rows = segments.spend_rows(facts)
    other = None if read.compared is None else segments.spend_rows(read.compared)
    places = spender_room.spenders(year(read).net)
    bought = [row for row in rows if row.code != "spend:zero"]
    chart = Chart(
        ChartKind.SHARES, tuple(row.title for row in bought),
        (Series(tr("Net"), tuple(float(row.net_rial) for row in bought)),), Unit.RIAL,
        value_axis=tr("net"),
    )  # fmt: skip
    return Card(
        "spenders", title, meant(read, text, formula, tr("members"), len(facts)),
        tuple(
            figure(
                f"{row.code.partition(':')[2]}_share",
                tr("Share of {group}").format(group=row.title), row.share, Unit.RATIO,
                before=other[place].share if other else None, count=row.members,
                why=tr("Nobody belongs to it."),
            )
            for place, row in enumerate(bought)
        ),
        chart, _segment_grid(rows),
        tuple(
            group(row.code, row.title, facts.ids, places == place) for place, row in enumerate(rows)
        ),
    )  # fmt: skip


def pareto_card(read: Reading) -> Card:
    """Return how much of the margin the best fifth of the members brings."""
    title = tr("80/20 of the margin")
    text = tr(
        "How much of the profit comes from the best fifth of the members. Members whose margin is"
        " below zero stay in the count; they make the best ones' share larger."
    )
    formula = tr(
        "Members with any sale or return, sorted by margin; margin of the first 20 % (to the"
        " nearest member) / margin of all."
    )
    hint = tr("A well-known rule says: 80 % of the profit comes from 20 % of the customers.")
    if why := lacking(read):
        return missing("pareto", title, meant(read, text, formula, tr("members"), hint=hint), why)
    sums, base = year(read), in_base(year(read))
    ids = read.facts.ids[base]
    margin = sums.margin[base]
    found = pareto(margin)
    best = np.zeros(len(ids), np.bool_)
    best[found.order[: found.top]] = True
    below = margin < 0
    why = tr("The members together bring no margin, so there is nothing to share.")
    labels = tuple(fmt.percent(step / 100) for step in STEPS)
    chart = None if found.share is None else Chart(
        ChartKind.LINES, labels,
        (
            Series(tr("Members, the best first"), found.curve),
            Series(tr("If all brought the same"), tuple(s / 100 for s in STEPS), is_weak=True),
        ),
        Unit.RATIO, tr("share of the members"), tr("share of the margin"),
    )  # fmt: skip
    rows = [
        (tr("Best 20 %"), found.top, found.top_margin, found.share),
        (tr("All others"), len(ids) - found.top, found.total - found.top_margin,
         None if found.share is None else 1 - found.share),
        (tr("Of these with a margin below zero"), int(below.sum()), int(margin[below].sum()),
         ratio(int(margin[below].sum()), found.total)),
    ]  # fmt: skip
    most = None if found.for_most is None else found.for_most / len(ids)
    return Card(
        "pareto", title, meant(read, text, formula, tr("members"), len(ids), hint=hint),
        (
            figure("pareto_share", tr("Margin from the best 20 %"), found.share, Unit.RATIO,
                   before=_share_before(read), count=len(ids), why=why),
            figure("pareto_members", tr("Members who bring 80 % of it"), most, Unit.RATIO,
                   count=len(ids), why=why),
        ),
        chart,
        grid([(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT), (tr("Margin"), Unit.RIAL),
              (tr("Share of margin"), Unit.RATIO)], rows),
        (
            group("best", tr("Best 20 % by margin"), ids, best),
            group("others", tr("All others"), ids, ~best),
            group("below", tr("Margin below zero"), ids, below),
        ),
        note=read.margin_note,
    )  # fmt: skip


def _share_before(read: Reading) -> float | None:
    if read.compared is None:
        return None
    sums = read.compared.sums["year"]
    before: Pareto = pareto(sums.margin[in_base(sums)])
    return before.share


def lifetime_value_card(read: Reading) -> Card:
    """Return what a member brings while they stay, simply reckoned, as a range."""
    title = tr("Lifetime value, simply")
    text = tr(
        "What a member is expected to bring from now on, on average: what a visit leaves, how often"
        " members come, and how many years they stay. The range comes from how surely the"
        " shop knows how many leave."
    )
    formula = tr(
        "(Margin per visit - cost to serve a visit) x visits a year x years. Years = 1 / yearly"
        " churn, ten at most; churn: members with a purchase 13 to 24 months ago and none in the"
        " last 12; its 95 % range by Wilson gives low and high."
    )
    counted = tr("members who bought")
    if why := lacking(read):
        return missing("lifetime_value", title, meant(read, text, formula, counted), why)
    sums, months = year(read), read.settings.value_months
    stay = lifetime.stayed(read.facts.months)
    came = sums.net > 0
    members, visits = int(came.sum()), int(sums.visits.sum())
    about = meant(read, text, formula, counted, members)
    if not stay.is_enough:
        return missing("lifetime_value", title, about, trn(
            "Too early: only {n} member bought 13 to 24 months ago, and at least {least} are needed"
            " to see how many stay.",
            "Too early: only {n} members bought 13 to 24 months ago, and at least {least} are"
            " needed to see how many stay.", stay.before,
        ).format(n=fmt.number(stay.before), least=fmt.number(lifetime.LEAST_MEMBERS)))  # fmt: skip
    found = lifetime.value(
        int(sums.margin.sum()), visits, members, months, read.settings.cost_to_serve_rial, stay
    )
    places = spender_room.spenders(sums.net)
    rows = []
    for place, code in enumerate(spender_room.CLASSES[:-1]):
        among = places == place
        margin, times = int(sums.margin[among].sum()), int(sums.visits[among].sum())
        margin -= times * read.settings.cost_to_serve_rial
        who = int(among.sum())
        rows.append((
            segments.spend_name(code), who, ratio(margin, times),
            ratio(times * 12, who * months), ratio(margin * 12, who * months),
        ))  # fmt: skip
    span = span_words(sums.span)
    chart = Chart(
        ChartKind.BARS, tuple(row[0] for row in rows),
        (Series(tr("Left in a year"), tuple(row[4] for row in rows)),), Unit.RIAL,
        value_axis=tr("left in a year, of one member"),
    )  # fmt: skip
    return Card(
        "lifetime_value", title, about,
        (
            figure("simple_value", tr("Lifetime value of a member"), found.likely, Unit.RIAL,
                   count=members, low=found.low, high=found.high, better="up"),
            figure("visit_margin", tr("Left of a visit"), found.visit_rial, Unit.RIAL,
                   count=visits, better="up"),
            figure("visits_a_year", tr("Visits a year"), found.visits_a_year, Unit.DECIMAL,
                   count=members, better="up"),
            figure("years_expected", tr("Years a member stays"), found.years, Unit.DECIMAL,
                   count=stay.before, better="up", low=stay.years()[0], high=stay.years()[2]),
        ),
        chart,
        grid([(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT),
              (tr("Left of a visit"), Unit.RIAL), (tr("Visits a year"), Unit.DECIMAL),
              (tr("Left in a year"), Unit.RIAL)], rows),
        tuple(
            group(f"spend:{code}", segments.spend_name(code), read.facts.ids, places == place)
            for place, code in enumerate(spender_room.CLASSES[:-1])
        ),
        note=read.margin_note or tr("Bought from {span}.").format(span=span),
    )  # fmt: skip
