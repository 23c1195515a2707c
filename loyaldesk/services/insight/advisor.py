"""Programme advisor: what last year's sales would have cost and brought under four programmes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from loyaldesk.domain.insight import advisor as domain
from loyaldesk.domain.insight.advisor import KINDS, Result, Terms, Year
from loyaldesk.domain.insight.advisor_columns import reckoned
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.facts import Span
from loyaldesk.domain.liability import HISTORY_MONTHS, LEAST_ENDED
from loyaldesk.domain.rehearsal import Past
from loyaldesk.domain.rules import months_after
from loyaldesk.domain.tiers import window_start
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.kernel.units import Unit
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.keeping_parts import nothing
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading
from loyaldesk.services.rehearsal import EVERY, Pasts
from loyaldesk.store.queries import liability, rehearsal

VERSION = 1

MOST_REPLAYED = 50_000
"""More sales than these are reckoned from columns: replaying each receipt would take minutes."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The programmes beside each other.

    Attributes:
        terms: What each would give.
        span: The days that were replayed.
        year: What each member would have got.
        results: In the order of `KINDS`; empty where *missing* says why.
        redemption: Share of points that members redeem; None: too early to tell.
        is_plain: Whether the sales were too many to replay each receipt.
        missing: Why nothing can be told, as a sentence.
    """

    terms: Terms
    span: Span
    year: Year
    results: tuple[Result, ...]
    redemption: float | None
    is_plain: bool
    missing: str


def kind_name(kind: str) -> str:
    """Return what a kind of programme is called."""
    return {
        "points": tr("Points"), "cashback": tr("Cash-back"), "stamps": tr("Stamp card"),
        "tiers": tr("Tiers with a discount"),
    }[kind]  # fmt: skip


def usual_terms(
    desk: Desk, question: Question, shelf: Shelf | None = None, progress: Progress = SILENT
) -> Terms:
    """Return terms to begin with: of about the generosity of the programme in force.

    Raises:
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* says so.
    """
    with reading(desk, question, shelf, progress) as read:
        return _usual(read)


def advise(
    desk: Desk, terms: Terms, question: Question, shelf: Shelf | None = None,
    progress: Progress = SILENT,
) -> Advice:  # fmt: skip
    """Return what the year up to the end of the question comes to under *terms*.

    Raises:
        SeveralBadInputs: If a field of *terms* cannot be used.
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* says so.
    """
    terms = terms.checked()
    with reading(desk, question, shelf, progress) as read:
        return _advice(read, terms)


def advisor_card(read: Reading) -> Card:
    """Return the programmes beside each other, under the usual terms."""
    return told(_advice(read, _usual(read)))


def _usual(read: Reading) -> Terms:
    bought = read.facts.sums["year"].bought
    visits = int(read.facts.sums["year"].visits[bought].sum())
    net = int(read.facts.sums["year"].net[bought].sum())
    return domain.usual(read.programme, net / visits if visits else None)


def _advice(read: Reading, terms: Terms) -> Advice:
    last = read.question.period.last
    span = Span(months_after(last, -domain.WINDOW_MONTHS), last)
    is_plain = rehearsal.count(read.db, span.first) > MOST_REPLAYED
    year = _plainly(read, terms, span) if is_plain else _replayed(read, terms, span)
    rate = _redemption(read, last)
    missing = ""
    if not len(year.ids):
        missing = nothing(read, needs_sales=False) or tr(
            "Nobody bought for more than nothing in the year up to {day}, so there is nothing to"
            " replay."
        ).format(day=fmt.day(last))
    return Advice(terms, span, year, domain.results(year, rate), rate, is_plain, missing)


def _replayed(read: Reading, terms: Terms, span: Span) -> Year:
    made = tuple(domain.programmes(terms, read.programme).values())
    pasts = Pasts(read.desk, made, span.first)
    return domain.replayed(_wanted(read, pasts), terms, read.programme, span.last)


def _wanted(read: Reading, pasts: Pasts) -> Iterator[Past]:
    wanted = None if read.ids_wanted is None else set(read.ids_wanted.tolist())
    total = len(pasts.people)
    for done, past in enumerate(pasts.members(), start=1):
        if done % EVERY == 0:
            read.progress.step(done, total)
        if wanted is None or past.member_id in wanted:
            yield past


def _plainly(read: Reading, terms: Terms, span: Span) -> Year:
    return reckoned(read.blocks(), terms, span.first, span.last, read.ids_wanted)


def _redemption(read: Reading, last: date) -> float | None:
    """Return the share of points that are spent before they end, as the liability has it."""
    spent, ended = liability.ended(read.db, window_start(last, HISTORY_MONTHS), last)
    return spent / (spent + ended) if spent + ended >= LEAST_ENDED else None


def told(advice: Advice) -> Card:
    """Return *advice* as a card."""
    title = tr("Which programme suits the shop")
    meaning = _meaning(advice)
    if advice.missing:
        return Card("advisor", title, meaning, missing=advice.missing)
    return Card(
        "advisor", title, meaning, _measures(advice), _chart(advice), _grid(advice),
        _groups(advice), note=_note(advice),
    )  # fmt: skip


def _meaning(advice: Advice) -> Meaning:
    return Meaning(
        tr("What four programmes would have given to the members who bought in the year, side by"
           " side: the same sales, other rules."),
        tr("Cost: everything given, in Rial. Share: cost / net sales of the year. Reach: members"
           " who get anything / members who bought. To the best fifth: their benefit / all benefit."
           " One visit away: one stamp is missing, or an own average basket reaches the next"
           " tier."),
        VERSION, advice.span.first, advice.span.last, len(advice.year.ids),
        tr("members who bought"),
        tr("What is given for goods costs the shop less than its price: the cost here is at full"
           " price."),
    )  # fmt: skip


def terms_words(terms: Terms, kind: str) -> str:
    """Return what a programme gives, in a line."""
    if kind == "points":
        return tr("1 point for each {amount}, worth {worth}").format(
            amount=fmt.amount_with_unit(terms.rial_per_point or 0),
            worth=fmt.amount_with_unit(terms.point_worth_rial or 0),
        )
    if kind == "cashback":
        return tr("{percent} into the wallet").format(percent=_percent(terms.cashback_percent))
    if kind == "stamps":
        return tr("After {n} visits a reward worth {worth}").format(
            n=fmt.number(terms.stamp_visits or 0),
            worth=fmt.amount_with_unit(terms.stamp_worth_rial or 0),
        )
    return " · ".join(
        tr("{percent} off from {amount}").format(
            percent=_percent(step.percent), amount=fmt.amount_with_unit(step.from_rial or 0)
        )
        for step in terms.steps
    )


def _percent(percent: float | None) -> str:
    value = percent or 0
    return fmt.percent(value / 100, 0 if value == int(value) else 1)


def _measures(advice: Advice) -> tuple[Measure, ...]:
    n = len(advice.year.ids)
    costs = tuple(
        Measure(f"advisor_{one.kind}", tr("Cost: {name}").format(name=kind_name(one.kind)),
                one.cost, Unit.RIAL, count=n)
        for one in advice.results
    )  # fmt: skip
    net = int(advice.year.net.sum())
    return (*costs, Measure("advisor_net", tr("Net sales of the year"), net, Unit.RIAL, count=n))


def _chart(advice: Advice) -> Chart:
    labels = tuple(kind_name(one.kind) for one in advice.results)
    series = [Series(tr("Everything is used"), tuple(one.cost for one in advice.results))]
    if advice.redemption is not None:
        expected = tuple(one.expected for one in advice.results)
        series.append(Series(tr("Used as points are used now"), expected))
    return Chart(
        ChartKind.BARS, labels, tuple(series), Unit.RIAL, tr("kind of programme"),
        tr("cost of a year"),
    )  # fmt: skip


def _grid(advice: Advice) -> Grid:
    columns = (
        GridColumn(tr("Programme")), GridColumn(tr("What it gives")),
        GridColumn(tr("Cost of the programme"), Unit.RIAL),
        GridColumn(tr("Expected cost"), Unit.RIAL),
        GridColumn(tr("Of net sales"), Unit.RATIO), GridColumn(tr("Members reached"), Unit.COUNT),
        GridColumn(tr("Reach"), Unit.RATIO), GridColumn(tr("To the best fifth"), Unit.RATIO),
        GridColumn(tr("Average member gets"), Unit.RIAL),
        GridColumn(tr("One visit away"), Unit.COUNT),
    )  # fmt: skip
    rows = tuple(
        (
            kind_name(one.kind), terms_words(advice.terms, one.kind), one.cost, one.expected,
            one.share, one.reached, one.reach, one.top_share, one.average, one.near,
        )
        for one in advice.results
    )  # fmt: skip
    return Grid(columns, rows)


def _groups(advice: Advice) -> tuple[Group, ...]:
    year = advice.year
    found = [
        Group(f"reached_{kind}", tr("Reached: {name}").format(name=kind_name(kind)),
              year.ids[year.gifts[kind] > 0])
        for kind in KINDS
    ]  # fmt: skip
    found += [
        Group(f"near_{kind}", tr("One visit away: {name}").format(name=kind_name(kind)),
              year.ids[np.flatnonzero(flags)])
        for kind, flags in year.near.items()
    ]  # fmt: skip
    return tuple(found)


def _note(advice: Advice) -> str:
    said = [
        tr("This assumes that people buy as they did: no programme is credited with new sales.")
    ]
    if advice.redemption is None:
        said.append(tr("How much members redeem is not known yet, so the cost is at full use."))
    else:
        said.append(
            tr("Members redeem {share} of their points; a discount at the till is used at once.")
            .format(share=fmt.percent(advice.redemption))
        )  # fmt: skip
    if advice.is_plain:
        said.append(
            tr("There are more than {n} sales, so each counts with its net money, without the"
               " rules about what of a receipt counts.").format(n=fmt.number(MOST_REPLAYED))
        )  # fmt: skip
    return " ".join(said)
