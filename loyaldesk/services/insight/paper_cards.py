"""Cards that stand on papers only: tiers and moves, what ends when, lists of members."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Meaning, Measure
from loyaldesk.domain.liability import Liability
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt, phone
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services import analytics, club, record, telling
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import at_risk
from loyaldesk.services.letgo_words import act_name, state_name
from loyaldesk.store.queries import lists, moves

MOST_LISTED = 1000
"""Members of one list in the file of a paper; the page of its card lists all of them."""
PRINTED, PRINTED_WORK = 40, 200
"""Rows of one list on paper: of members in a group, and of what is worked off or happened."""
_LISTS = ("tier:", "rfm:", "spenders:")


def tier_cards(desk: Desk, first: date, last: date) -> list[Card]:
    """Return who stands in which tier, who moved, and the members of each tier."""
    rules = club.programme_on(desk.db, last)
    counts = analytics.tiers_on(desk, last)
    total = sum(one.count for one in counts)
    meaning = Meaning(
        tr("How the members are spread over the tiers at the end of the period."),
        tr("Members who are not erased, by the tier they stood in at the end of the last day."),
        1, None, last, total, tr("members"),
    )  # fmt: skip
    names = tuple(one.name for one in counts)
    values = tuple(float(one.count) for one in counts)
    by_tier = Card(
        "tiers", tr("Members by tier"), meaning,
        chart=Chart(ChartKind.SHARES, names, (Series(tr("members"), values),),
                    value_axis=tr("members")),
        missing="" if total else tr("The club has no members yet."),
        grid=Grid(
            (GridColumn(tr("Tier")), GridColumn(tr("Members"), Unit.COUNT)),
            tuple((one.name, one.count) for one in counts), (tr("Together"), total),
        ),
    )  # fmt: skip
    return [by_tier, _moves(desk, rules, first, last), *_members_of_tiers(desk, rules, first, last)]


def _moves(desk: Desk, rules: Programme, first: date, last: date) -> Card:
    rows = moves.moves(desk.db, first, last)
    rank = {tier.code: n for n, tier in enumerate(rules.tiers)}
    rises = sum(rank.get(r.becomes, 0) > rank.get(r.was, 0) for r in rows)
    between = Counter((row.was, row.becomes) for row in rows)
    meaning = Meaning(
        tr("Who rose and who fell in the period, and why."),
        tr("Each booked move between two tiers; a member who moved twice is counted twice."),
        1, first, last, len(rows), tr("moves"),
    )  # fmt: skip
    name = {tier.code: tier.name(look().language) for tier in rules.tiers}
    flows = tr(", ").join(
        tr("{was} to {becomes}: {n}").format(
            was=name.get(was, was), becomes=name.get(becomes, becomes), n=fmt.number(count)
        )
        for (was, becomes), count in sorted(
            between.items(), key=lambda one: (rank.get(one[0][0], 0), rank.get(one[0][1], 0))
        )
    )
    columns = (
        GridColumn(tr("Day"), Unit.DAY), GridColumn(tr("Number")), GridColumn(tr("Name")),
        GridColumn(tr("From")), GridColumn(tr("To")), GridColumn(tr("Why")),
        GridColumn(tr("Spent then"), Unit.RIAL),
    )  # fmt: skip
    grid = Grid(columns, tuple(
        (row.on_day, fmt.code(row.number), row.name or tr("erased"), name.get(row.was, row.was),
         name.get(row.becomes, row.becomes), record.move_reason(row.reason), row.spent_rial)
        for row in rows
    ))  # fmt: skip
    return Card(
        "tier_moves", tr("Moves between the tiers"), meaning,
        (
            Measure("tier_rises", tr("Rose"), rises, better="up"),
            Measure("tier_falls", tr("Fell"), len(rows) - rises, better="down"),
        ),
        grid=grid, note=flows,
        missing="" if rows else tr("Nobody moved to another tier in this period."),
    )  # fmt: skip


def _members_of_tiers(desk: Desk, rules: Programme, first: date, last: date) -> list[Card]:
    found = []
    for tier in reversed(rules.tiers):
        ids, count = moves.best_ids(desk.db, first, last, tier.code, MOST_LISTED)
        title = tr("Members in {tier} today").format(tier=tier.name(look().language))
        if count:
            found.append(member_card(desk, f"tier:{tier.code}", title, ids, count))
    return found


def member_card(
    desk: Desk, key: str, title: str, ids: Sequence[int], count: int | None = None
) -> Card:  # fmt: skip
    """Return a list of members as a card; their mobiles are whole for whoever may see them.

    Args:
        desk: Where and who.
        key: Of the card.
        title: What the members are.
        ids: Who is listed.
        count: How many there are, where only some are listed.
    """
    total = len(ids) if count is None else count
    today = desk.today()
    rows = tuple(_member_rows(desk, ids[:MOST_LISTED], club.programme_on(desk.db, today)))
    meaning = Meaning(
        "",
        tr(
            "Those who bought most stand first. Points and purchases are those of today; erased"
            " members are not listed."
        ),
        1, None, today, total, tr("members"),
    )  # fmt: skip
    columns = (
        GridColumn(tr("Number")), GridColumn(tr("Name")), GridColumn(tr("Mobile")),
        GridColumn(tr("Tier")), GridColumn(tr("Points"), Unit.POINTS),
        GridColumn(tr("Net purchases"), Unit.RIAL), GridColumn(tr("Visits"), Unit.COUNT),
        GridColumn(tr("Last visit"), Unit.DAY),
    )  # fmt: skip
    return Card(key, title, meaning, grid=Grid(columns, rows),
                missing="" if rows else tr("Nobody is in this list."))  # fmt: skip


def printed(card: Card) -> Card:
    """Return a card as it is printed: long lists stop after a page or so and say it."""
    if card.grid is None:
        return card
    total, is_list = len(card.grid.rows), card.key.startswith(_LISTS)
    most, whole = (PRINTED, card.meaning.count) if is_list else (PRINTED_WORK, total)
    if total <= most:
        return card
    words = tr(
        "The first {n} of {total} are printed; the Excel file of this paper and the page of the"
        " card have more."
    ).format(n=fmt.number(most), total=fmt.number(whole))
    grid = replace(card.grid, rows=card.grid.rows[:most])
    return replace(card, grid=grid, note=" ".join(filter(None, (card.note, words))))


def _member_rows(
    desk: Desk, ids: Sequence[int], rules: Programme
) -> Iterable[tuple[Cell, ...]]:  # fmt: skip
    hidden = not desk.may(Permission.MEMBER_REVEAL)
    for row in lists.members(desk.db, [int(each) for each in ids]):
        if row.state == "erased":
            continue
        yield (
            fmt.code(row.number), row.name, mobile_words(row.mobile, hidden=hidden),
            telling.tier_name(row.tier, rules), row.points - row.debt, row.net_rial, row.visits,
            row.last_on,
        )  # fmt: skip


def mobile_words(mobile: str, *, hidden: bool) -> str:
    """Return a mobile as it may be printed: whole, or only its ending."""
    if not mobile:
        return ""
    if hidden:
        return tr("… {ending}").format(ending=fmt.code(mobile[-4:]))
    return fmt.code(phone.national(mobile))


def ending_card(owed: Liability) -> Card:
    """Return when the points that are owed end, by month and tier."""
    dated = [one for one in owed.months if one.points]
    names = [fmt.month(one.month) if one.month else tr("no date") for one in dated]
    columns = (
        GridColumn(tr("Month in which they end")),
        *(GridColumn(tier.name, Unit.POINTS) for tier in owed.tiers),
        GridColumn(tr("Together"), Unit.POINTS), GridColumn(tr("Worth"), Unit.RIAL),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *one.by_tier, one.points, owed.worth_of(one.points))
        for name, one in zip(names, dated, strict=True)
    )
    by_tier = [sum(one.by_tier[n] for one in dated) for n in range(len(owed.tiers))]
    total: tuple[Cell, ...] = (tr("Together"), *by_tier, owed.points, owed.worth_rial)
    meaning = Meaning(
        tr("In which month the points end if nobody spends them, and what they are worth."),
        tr("Points left in lots by the month of their last day, at today's worth of a point."),
        1, None, owed.as_of, sum(tier.members for tier in owed.tiers), tr("members with points"),
    )  # fmt: skip
    return Card(
        "points_ending", tr("Points by the month in which they end"), meaning,
        (
            Measure("points_owed", tr("Points outstanding"), owed.points, Unit.POINTS),
            Measure("points_worth", tr("Worth, if all are redeemed"), owed.worth_rial, Unit.RIAL),
        ),
        grid=Grid(columns, rows, total),
        missing="" if owed.points else tr("No points are outstanding."),
    )  # fmt: skip


def let_go_card(desk: Desk, last: date) -> Card:
    """Return whom the shop thought of spending less on, and what was decided."""
    until = datetime.combine(last + timedelta(days=1), time(0), desk.zone)
    found = moves.let_go(desk.db, until)
    rows = tuple(
        (fmt.code(row.number), row.name, act_name(row.act), row.reason,
         state_name(row.state), row.made_at.astimezone(desk.zone).date(), row.proposed_by,
         row.decided_by)
        for row in found
    )  # fmt: skip
    columns = (
        GridColumn(tr("Number")), GridColumn(tr("Name")), GridColumn(tr("Proposed")),
        GridColumn(tr("Why")), GridColumn(tr("State")), GridColumn(tr("Since"), Unit.DAY),
        GridColumn(tr("Proposed by")), GridColumn(tr("Decided by")),
    )  # fmt: skip
    meaning = Meaning(
        tr("Members the shop would spend less on. Nobody is refused service."),
        tr("Proposals made until the end of the period, those to be decided first."),
        1, None, last, len(rows), tr("proposals"),
    )  # fmt: skip
    waiting = sum(row.decided_at is None for row in found)
    return Card(
        "let_go", tr("Let-go board"), meaning,
        (Measure("let_go_waiting", tr("Waiting for a decision"), waiting),
         Measure("let_go_decided", tr("Decided"), len(rows) - waiting)),
        grid=Grid(columns, rows), missing="" if rows else tr("Nobody was proposed."),
    )  # fmt: skip


def risk_card(desk: Desk) -> Card:
    """Return who is at risk today with the reason and what is best done next."""
    found = at_risk.at_risk(desk, most=MOST_LISTED)
    today = desk.today()
    rows = tuple(
        (fmt.code(one.number), one.name, one.tier, one.silent_days, at_risk.why_words(one),
         one.stake_rial, one.act.text)
        for one in found.rows
    )  # fmt: skip
    columns = (
        GridColumn(tr("Number")), GridColumn(tr("Name")), GridColumn(tr("Tier")),
        GridColumn(tr("Silent days"), Unit.DAYS), GridColumn(tr("Why")),
        GridColumn(tr("At stake"), Unit.RIAL), GridColumn(tr("Best next step")),
    )  # fmt: skip
    meaning = Meaning(
        tr("Who is at risk today, those with most at stake first."),
        tr("At stake is what the member would bring in twelve months by staying."), 1, None, today,
        found.found, tr("members"),
    )  # fmt: skip
    return Card(
        "at_risk_list", tr("Who is at risk, and what to do"), meaning, grid=Grid(columns, rows),
        missing="" if rows else tr("Nobody is at risk today."),
    )  # fmt: skip
