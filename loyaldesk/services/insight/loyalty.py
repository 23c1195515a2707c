"""Cards that keep loyalty apart from one big visit, from staying, and from being satisfied."""

from datetime import datetime, time, timedelta

import numpy as np

from loyaldesk.domain.insight.card import Card, Group
from loyaldesk.domain.insight.facts import Flags, Ints
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.oneoff import BIG_PERCENT, one_big
from loyaldesk.domain.insight.rhythm import present
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight.keeping_parts import nothing
from loyaldesk.services.insight.reading import Reading
from loyaldesk.services.insight.value_parts import (
    Value,
    figure,
    grid,
    group,
    lacking,
    loyal_ids,
    meant,
    missing,
    ratio,
    year,
)
from loyaldesk.store.queries import value as queries

LEAST_TIES = 2
"""From so many ties on a member counts as attached."""

FEELING_DAYS = 90
UNHAPPY, HAPPY = 2, 4
"""Feelings of a contact from 1 to 5: up to the one, from the other on."""


def one_off_card(read: Reading) -> Card:
    """Return whose money comes from one big visit, and whom one receipt lifted into a tier."""
    title = tr("One big visit is not loyalty")
    text = tr(
        "Members whose money comes from one visit, and members who stand above the lowest tier by"
        " one receipt. No page calls them loyal: for that a member must come again."
    )
    formula = tr(
        "One visit only; or the first visit brought at least {percent} of all the money. Spend"
        " tier: the receipt that lifted the member was at least {percent} of what counted."
    ).format(percent=fmt.percent(BIG_PERCENT / 100))
    counted = tr("members who ever bought")
    if why := nothing(read, needs_sales=False):
        return missing("one_off", title, meant(read, text, formula, counted, ever=True), why)
    facts = read.facts
    once = (facts.visits == 1) & (facts.net > 0)
    first_big = one_big(facts) & ~once
    buyers = (facts.visits > 0) & (facts.net > 0)
    lifted = queries.tier_by_one_receipt(
        read.db, [read.programme.tiers[0].code], BIG_PERCENT, read.question.period.last
    )
    lifted = lifted[read.wanted(lifted)]
    total, people = int(facts.net[buyers].sum()), int(buyers.sum())
    kinds: list[tuple[str, str, Flags]] = [
        ("once", tr("Came once"), once),
        ("first_big", tr("Came again, but the first visit is nearly all"), first_big),
        ("spread", tr("Several visits"), buyers & ~once & ~first_big),
    ]
    rows = [
        (name, int(among.sum()), ratio(int(among.sum()), people), int(facts.net[among].sum()),
         ratio(int(facts.net[among].sum()), total))
        for _, name, among in kinds
    ]  # fmt: skip
    chart = Chart(
        ChartKind.SHARES, tuple(row[0] for row in rows),
        (Series(tr("Members"), tuple(float(row[1]) for row in rows)),), value_axis=tr("members"),
    )  # fmt: skip
    return Card(
        "one_off", title, meant(read, text, formula, counted, people, ever=True),
        (
            figure("one_off_share", tr("Members whose money is one big visit"),
                   ratio(rows[0][1] + rows[1][1], people), Unit.RATIO, count=people,
                   why=tr("Nobody bought for more than nothing.")),
            figure("spend_tier", tr("In a tier by one receipt (spend tier)"), len(lifted),
                   count=people),
        ),
        chart,
        grid([(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT),
              (tr("Share of members"), Unit.RATIO), (tr("Net"), Unit.RIAL),
              (tr("Share of net"), Unit.RATIO)], rows),
        (
            *(group(key, name, facts.ids, among) for key, name, among in kinds),
            Group("spend_tier", tr("In a tier by one receipt (spend tier)"), lifted),
        ),
    )  # fmt: skip


def tie_name(tie: str) -> str:
    """Return what a tie is called."""
    return {
        "card": tr("A card"), "wallet": tr("Money in the wallet"), "family": tr("In a family"),
        "owner": tr("Somebody of the shop looks after them"),
        "wishes": tr("Sizes or wishes are noted"), "brought": tr("Brought another member"),
        "voice": tr("Gave an idea or thanks"), "agreement": tr("A running agreement"),
    }[tie]  # fmt: skip


def attached_card(read: Reading) -> Card:
    """Return retained or not beside attached or not: who stays is not loyal yet."""
    title = tr("Staying and being attached")
    text = tr(
        "Who still comes is retained; loyal is who is tied to the shop as well. Retained members"
        " without ties are the first to try another shop."
    )
    formula = tr(
        "Retained: not silent longer than the own rhythm allows. Attached: at least {n} of {all}"
        " ties, as they stand today: {ties}."
    ).format(
        n=fmt.number(LEAST_TIES), all=fmt.number(len(queries.TIES)),
        ties=tr(", ").join(tie_name(tie) for tie in queries.TIES),
    )  # fmt: skip
    counted = tr("members who ever bought")
    if why := nothing(read, needs_sales=False):
        return missing("attached", title, meant(read, text, formula, counted, ever=True), why)
    facts = read.facts
    stays, came = present(facts, read.settings), facts.visits > 0
    ties = np.zeros(len(facts), np.int64)
    held = []
    for tie in queries.TIES:
        has = np.isin(facts.ids, queries.tied(read.db, tie), assume_unique=True) & came
        ties += has
        held.append((tie_name(tie), int((has & stays).sum()), int((has & ~stays).sum())))
    attached = ties >= LEAST_TIES
    cells = [
        ("loyal", tr("Retained and attached"), came & stays & attached, (0, 0)),
        ("retained", tr("Retained, not attached"), came & stays & ~attached, (0, 1)),
        ("left_attached", tr("Attached, but stays away"), came & ~stays & attached, (1, 0)),
        ("neither", tr("Neither"), came & ~stays & ~attached, (1, 1)),
    ]
    counts = [int(among.sum()) for _, _, among, _ in cells]
    people = int(came.sum())
    chart = Chart(
        ChartKind.HEAT, (tr("attached"), tr("not attached")),
        (
            Series(tr("retained"), (float(counts[0]), float(counts[1]))),
            Series(tr("not retained"), (float(counts[2]), float(counts[3]))),
        ),
        axis=tr("attached"), value_axis=tr("members"), row_axis=tr("retained"),
    )  # fmt: skip
    return Card(
        "attached", title, meant(read, text, formula, counted, people, ever=True),
        (
            figure("retained_attached", tr("Retained and attached"), ratio(counts[0], people),
                   Unit.RATIO, count=people, better="up"),
            figure("retained_only", tr("Retained, not attached"), ratio(counts[1], people),
                   Unit.RATIO, count=people, better="down"),
        ),
        chart,
        grid([(tr("Tie"), Unit.TEXT), (tr("Retained members"), Unit.COUNT),
              (tr("Members not retained"), Unit.COUNT)], held),
        tuple(Group(key, name, facts.ids[among], place) for key, name, among, place in cells),
    )  # fmt: skip


def feelings_card(read: Reading) -> Card:
    """Return who is loyal but unhappy now; who is satisfied is not measured yet, and it says so."""
    title = tr("Loyal but unhappy, satisfied but not loyal")
    text = tr(
        "Loyalty and satisfaction are two things. Loyal members who are unhappy now are the first"
        " to be called. Who is satisfied but not loyal can only be told once members are asked."
    )
    formula = tr(
        "Loyal: champions and loyal by RFM. Unhappy: a complaint is open, or the last contact of"
        " {days} days with a feeling had 1 or 2 of 5."
    ).format(days=fmt.number(FEELING_DAYS))
    counted = tr("loyal members")
    last = read.question.period.last
    first = last - timedelta(days=FEELING_DAYS - 1)
    if why := lacking(read):
        return missing("feelings", title, meant(read, text, formula, counted, first=first), why)
    loyal = loyal_ids(read)
    end = datetime.combine(last + timedelta(days=1), time(), read.zone)
    open_ids = queries.complaining(read.db, end)
    felt = queries.last_feelings(read.db, first, last)
    low = np.array(sorted(who for who, n in felt.items() if n <= UNHAPPY), np.int64)
    high = np.array(sorted(who for who, n in felt.items() if n >= HAPPY), np.int64)
    high = high[read.wanted(high) & ~np.isin(high, loyal)]
    complaint, feeling = np.isin(loyal, open_ids), np.isin(loyal, low)
    unhappy = complaint | feeling
    known = sum(bool(flag) for flag in read.wanted(np.array(list(felt), np.int64)))
    rows = [
        (tr("Loyal, a complaint is open"), int(complaint.sum())),
        (tr("Loyal, the last feeling was bad"), int(feeling.sum())),
        (tr("Loyal but unhappy, all"), int(unhappy.sum())),
        (tr("Not loyal, the last feeling was good"), len(high)),
    ]
    return Card(
        "feelings", title, meant(read, text, formula, counted, len(loyal), first=first),
        (
            figure("loyal_unhappy", tr("Loyal but unhappy now"), int(unhappy.sum()),
                   count=len(loyal), better="down"),
            figure("satisfied_not_loyal", tr("Satisfied but not loyal"), None, why=tr(
                "Too early: nobody was asked how satisfied they are. A good feeling in a contact is"
                " a hint, no answer."
            )),
        ),
        None, grid([(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT)], rows),
        (
            group("loyal_unhappy", tr("Loyal but unhappy now"), loyal, unhappy),
            Group("good_feeling", tr("Not loyal, the last feeling was good"), high),
        ),
        note=trn(
            "A feeling is noted for {n} member in these {days} days.",
            "A feeling is noted for {n} members in these {days} days.", known,
        ).format(n=fmt.number(known), days=fmt.number(FEELING_DAYS)),
    )  # fmt: skip


def loyal_spend_card(read: Reading) -> Card:
    """Return what loyal and new members spend a visit, and how many of each try new goods."""
    title = tr("Do loyal members spend more and try more?")
    text = tr(
        "What a visit of loyal members brings beside that of new ones, and how many of each bought"
        " goods that the shop has only sold lately."
    )
    days = read.settings.new_product_days
    formula = tr(
        "Net / visits of the months looked at. Loyal: champions and loyal by RFM; new: the first"
        " visit lies in the last {days} days. New goods: their first sale lies there too; who"
        " bought any / who came in these days."
    ).format(days=fmt.number(days))
    counted = tr("loyal and new members")
    hint = tr("An article says: loyal members spend 31 % more and are 50 % likelier to try new"
              " goods.")  # fmt: skip
    if why := lacking(read):
        return missing("loyal_spend", title, meant(read, text, formula, counted, hint=hint), why)
    facts, sums = read.facts, year(read)
    last = read.question.period.last
    first = last - timedelta(days=days - 1)
    loyal = np.isin(facts.ids, loyal_ids(read), assume_unique=True)
    new = (facts.first >= day_number(first)) & ~loyal
    fresh = queries.new_products(read.db, first, last)
    tried = queries.buyers_of(read.db, fresh, first, last) if fresh else np.zeros(0, np.int64)
    here = facts.last >= day_number(first)
    rows = []
    for name, among in ((tr("Loyal"), loyal), (tr("New"), new)):
        came = among & here
        share = ratio(int(np.isin(facts.ids[came], tried).sum()), int(came.sum()))
        rows.append((
            name, int(among.sum()),
            ratio(int(sums.net[among].sum()), int(sums.visits[among].sum())),
            share if fresh else None,
        ))  # fmt: skip
    return Card(
        "loyal_spend", title,
        meant(read, text, formula, counted, rows[0][1] + rows[1][1], hint=hint),
        (
            figure("loyal_more", tr("Loyal members spend more a visit by"),
                   _more(rows[0][2], rows[1][2]), Unit.RATIO, count=rows[0][1],
                   why=tr("There are no loyal members or no new ones to compare.")),
            figure("loyal_try", tr("Loyal members who tried new goods"), rows[0][3], Unit.RATIO,
                   count=rows[0][1], why=_no_goods(read, fresh)),
            figure("new_try", tr("New members who tried new goods"), rows[1][3], Unit.RATIO,
                   count=rows[1][1], why=_no_goods(read, fresh)),
        ),
        None,
        grid([(tr("Class"), Unit.TEXT), (tr("Members"), Unit.COUNT),
              (tr("Spent a visit"), Unit.RIAL), (tr("Tried new goods"), Unit.RATIO)], rows),
        (
            group("loyal", tr("Loyal"), facts.ids, loyal), group("new", tr("New"), facts.ids, new),
            Group("tried", tr("Bought new goods"), _wanted(read, tried)),
        ),
        note=trn("{n} product was first sold in these days.",
                 "{n} products were first sold in these days.", len(fresh)).format(
                     n=fmt.number(len(fresh))),
    )  # fmt: skip


def _more(loyal: Value, new: Value) -> float | None:
    return loyal / new - 1 if loyal is not None and new else None


def _wanted(read: Reading, ids: Ints) -> Ints:
    found: Ints = ids[read.wanted(ids)]
    return found


def _no_goods(read: Reading, fresh: list[str]) -> str:
    if queries.goods_known_from(read.db) is None:
        return tr("No data: sales were recorded without their goods.")
    if not fresh:
        return tr("No goods were sold for the first time in these days.")
    return tr("Nobody of them came in these days.")
