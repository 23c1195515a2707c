"""Cards about who has the better of it: balance of value, negative margin, discount buyers."""

from dataclasses import dataclass

import numpy as np

from loyaldesk.domain.insight import balance, discounts
from loyaldesk.domain.insight.card import Card
from loyaldesk.domain.insight.facts import Flags, Ints, Sums
from loyaldesk.domain.insight.pareto import in_base
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.reading import Reading
from loyaldesk.services.insight.value_parts import (
    figure,
    grid,
    group,
    lacking,
    meant,
    missing,
    ratio,
    year,
)
from loyaldesk.store.queries import value as queries


def side_name(side: str) -> str:
    """Return who has the better of it."""
    return {
        "shop": tr("The member gets too little"), "even": tr("Even"),
        "member": tr("The shop gets too little"), "none": tr("Neither brings nor gets anything"),
    }[side]  # fmt: skip


def cause_name(cause: str) -> str:
    """Return why a member costs more than they bring."""
    return {
        "discount_only": tr("Buys with a discount only"), "discount": tr("Discounts and rewards"),
        "returns": tr("Goods that came back"), "serving": tr("Cost to serve"),
        "goods": tr("Goods sold below their cost"),
    }[cause]  # fmt: skip


def dependence_name(code: str) -> str:
    """Return how far a member depends on discounts."""
    return {
        "only": tr("Only with a discount"), "mostly": tr("Mostly with a discount"),
        "some": tr("Now and then"), "never": tr("Never with a discount"),
        "few": tr("Too few visits to say"),
    }[code]  # fmt: skip


def balance_card(read: Reading) -> Card:
    """Return what members brought beside what the club gave them."""
    title = tr("Balance of value")
    low, high = read.settings.balance_low_percent, read.settings.balance_high_percent
    text = tr(
        "What a member brought (margin) beside what the club gave back (discounts, rewards and what"
        " points paid). One-sided value destroys loyalty, whichever side it leans to."
    )
    formula = tr(
        "Given / margin. Below {low} the member gets too little, above {high} the shop does; margin"
        " zero or below and something given: the shop too."
    ).format(low=fmt.percent(low / 100), high=fmt.percent(high / 100))
    counted = tr("members who bought or brought back")
    if why := lacking(read):
        return missing("balance", title, meant(read, text, formula, counted), why)
    sums, base = year(read), in_base(year(read))
    ids, margin = read.facts.ids[base], sums.margin[base]
    got = np.maximum(sums.given[base], 0) + _points_paid(read, sums, ids)
    found = balance.sides(margin, got, read.settings)
    rows = []
    for place, side in enumerate(balance.SIDES):
        among = found == place
        brought, given = int(margin[among].sum()), int(got[among].sum())
        rows.append((side_name(side), int(among.sum()), brought, given, ratio(given, brought)))
    chart = Chart(
        ChartKind.BARS, tuple(row[0] for row in rows),
        (Series(tr("Members"), tuple(float(row[1]) for row in rows)),),
        axis=tr("who has the better of it"), value_axis=tr("members"),
    )  # fmt: skip
    one_sided = rows[0][1] + rows[2][1]
    return Card(
        "balance", title, meant(read, text, formula, counted, len(ids)),
        (
            figure("balance_given", tr("Given back of the margin"),
                   ratio(int(got.sum()), int(margin.sum())), Unit.RATIO, count=len(ids),
                   why=tr("The members together bring no margin.")),
            figure("balance_one_sided", tr("Members with one-sided value"),
                   ratio(one_sided, len(ids)), Unit.RATIO, count=len(ids), better="down"),
        ),
        chart,
        grid([(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT), (tr("Margin"), Unit.RIAL),
              (tr("Given back"), Unit.RIAL), (tr("Given of the margin"), Unit.RATIO)], rows),
        tuple(
            group(side, side_name(side), ids, found == place)
            for place, side in enumerate(balance.SIDES)
        ),
        note=read.margin_note,
    )  # fmt: skip


def _points_paid(read: Reading, sums: Sums, ids: Ints) -> Ints:
    """Return what points paid for each of *ids*, zero or more."""
    paid = queries.paid_with_points(read.db, sums.span.first, sums.span.last)
    whose = np.fromiter(paid, np.int64, len(paid))
    rial = np.fromiter(paid.values(), np.int64, len(paid))
    order = np.argsort(whose)
    found = np.zeros(len(ids), np.int64)
    if len(whose):
        whose, rial = whose[order], rial[order]
        places = np.minimum(np.searchsorted(whose, ids), len(whose) - 1)
        found = np.where(whose[places] == ids, rial[places], 0)
    return np.maximum(found, 0)


@dataclass(frozen=True, slots=True)
class Losses:
    """Members who cost more than they bring; all arrays are as long as *ids*.

    ``all_members`` is how many were looked at.
    """

    ids: Ints
    left: Ints
    cause: balance.Codes
    all_members: int


def losses(read: Reading) -> Losses:
    """Return the members whose margin less the cost to serve is below zero, with the cause."""
    sums, serving = year(read), read.settings.cost_to_serve_rial
    left = balance.net_of_serving(sums.margin, sums.visits, serving)
    base = in_base(sums)
    below = base & (left < 0)
    only = discounts.CLASSES.index("only")
    cause = balance.causes(
        sums.given[below], sums.returned[below], sums.visits[below] * serving,
        discounts.dependence(sums.discounted, sums.visits, read.settings)[below] == only,
    )  # fmt: skip
    return Losses(read.facts.ids[below], left[below], cause, int(base.sum()))


def negative_margin_card(read: Reading) -> Card:
    """Return which members cost more than they bring, and why."""
    title = tr("Members with a margin below zero")
    text = tr(
        "Members who cost the shop more than they bring, by the largest cause. They are served like"
        " everybody; what can be spent less on them is decided on the tab \u201cLet go"
        " politely\u201d."
    )
    formula = tr(
        "Margin - visits x cost to serve < 0. Cause: the largest of discounts and rewards, goods"
        " that came back, and cost to serve; with none of them the goods were sold below cost."
    )
    counted = tr("members who bought or brought back")
    if why := lacking(read):
        return missing("negative_margin", title, meant(read, text, formula, counted), why)
    found = losses(read)
    rows: list[tuple[str, int | None, int | None]] = []
    for place, cause in enumerate(balance.CAUSES):
        among = found.cause == place
        rows.append((cause_name(cause), int(among.sum()), int(found.left[among].sum())))
    rows.append((tr("Unpaid credit (no data: the club keeps no credit)"), None, None))
    chart = Chart(
        ChartKind.BARS, tuple(row[0] for row in rows[:-1]),
        (Series(tr("Members"), tuple(float(row[1] or 0) for row in rows[:-1])),),
        axis=tr("cause"), value_axis=tr("members"),
    )  # fmt: skip
    people = found.all_members
    return Card(
        "negative_margin", title, meant(read, text, formula, counted, people),
        (
            figure("negative_members", tr("Members with a margin below zero"), len(found.ids),
                   count=people, better="down"),
            figure("negative_share", tr("Share of the members"), ratio(len(found.ids), people),
                   Unit.RATIO, count=people, better="down"),
            figure("negative_rial", tr("What they cost together"), int(-found.left.sum()),
                   Unit.RIAL, count=len(found.ids), better="down"),
        ),
        chart,
        grid([(tr("Cause"), Unit.TEXT), (tr("Members"), Unit.COUNT), (tr("Margin"), Unit.RIAL)],
             rows),
        tuple(
            group(cause, cause_name(cause), found.ids, found.cause == place)
            for place, cause in enumerate(balance.CAUSES)
        ),
        note=read.margin_note,
    )  # fmt: skip


def discount_card(read: Reading) -> Card:
    """Return how many members depend on discounts, and what they leave after them."""
    title = tr("Dependence on discounts")
    least, mostly = read.settings.discount_min_visits, read.settings.discount_mostly_percent
    text = tr(
        "How many visits came with a discount, voucher or reward. Who never comes without one buys"
        " the discount, not the shop. Members with fewer than {n} visits are not judged."
    ).format(n=fmt.number(least))
    formula = tr(
        "Visits with any discount, voucher or reward / visits; at least {n} visits. Only: all;"
        " mostly: {percent} or more. Margin is what is left after the discounts."
    ).format(n=fmt.number(least), percent=fmt.percent(mostly / 100))
    counted = tr("members with enough visits")
    if why := lacking(read):
        return missing("discount", title, meant(read, text, formula, counted), why)
    sums, facts = year(read), read.facts
    found = discounts.dependence(sums.discounted, sums.visits, read.settings)
    came = sums.visits > 0
    judged = came & (found != discounts.CLASSES.index("few"))
    people = int(judged.sum())
    about = meant(read, text, formula, counted, people)
    if not people:
        return missing("discount", title, about, tr(
            "Too early: nobody came {n} times in these months."
        ).format(n=fmt.number(least)))  # fmt: skip
    kinds = [(code, came & (found == place)) for place, code in enumerate(discounts.CLASSES)]
    rows = []
    for code, among in kinds:
        margin = int(sums.margin[among].sum())
        rows.append((
            dependence_name(code), int(among.sum()), ratio(int(among.sum()), people)
            if code != "few" else None, margin, ratio(margin, int(sums.net[among].sum())),
            int(facts.margin[among].sum()), int(sums.given[among].sum()),
        ))  # fmt: skip
    share = sums.discounted[judged], sums.visits[judged]
    return Card(
        "discount", title, about,
        (
            figure("discount_visits", tr("Visits with a discount"),
                   ratio(int(share[0].sum()), int(share[1].sum())), Unit.RATIO,
                   before=_before(read), count=int(share[1].sum()), better="down"),
            figure("discount_only", dependence_name("only"), rows[0][2], Unit.RATIO, count=people,
                   better="down"),
            figure("discount_mostly", dependence_name("mostly"), rows[1][2], Unit.RATIO,
                   count=people, better="down"),
        ),
        _distribution(*share),
        grid([(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT),
              (tr("Share of members"), Unit.RATIO), (tr("Margin"), Unit.RIAL),
              (tr("Margin of net"), Unit.RATIO), (tr("Margin of all time"), Unit.RIAL),
              (tr("Given back"), Unit.RIAL)], rows),
        tuple(group(code, dependence_name(code), facts.ids, among) for code, among in kinds),
        note=read.margin_note,
    )  # fmt: skip


def _distribution(discounted: Ints, visits: Ints) -> Chart:
    places = discounts.bands(discounted, visits)
    counts = np.bincount(places, minlength=len(discounts.BANDS))
    labels = tuple(
        fmt.percent(first / 100) if first == last else tr("{first} to {last}").format(
            first=fmt.number(first), last=fmt.percent(last / 100))
        for first, last in discounts.BANDS
    )  # fmt: skip
    return Chart(
        ChartKind.BARS, labels, (Series(tr("Members"), tuple(float(n) for n in counts)),),
        axis=tr("share of the visits with a discount"), value_axis=tr("members"),
    )  # fmt: skip


def _before(read: Reading) -> float | None:
    if read.compared is None:
        return None
    sums = read.compared.sums["year"]
    judged: Flags = sums.visits >= read.settings.discount_min_visits
    return ratio(int(sums.discounted[judged].sum()), int(sums.visits[judged].sum()))
