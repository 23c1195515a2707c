"""The two papers of one member: the file with everything known, and the statement of points."""

from datetime import date

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Meaning, Measure
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services import (
    club,
    complaint_reading,
    exports,
    followup_reading,
    profile,
    record,
    telling,
)
from loyaldesk.services.complaint_words import category_name, severity_name
from loyaldesk.services.complaint_words import state_name as complaint_state
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.services.insight.paper_cards import mobile_words
from loyaldesk.services.profile import Profile
from loyaldesk.services.record import Held

EVERYTHING = 1_000_000


def name_of(desk: Desk, member_id: int) -> tuple[str, str]:
    """Return a member's name and number.

    Raises:
        Missing: If there is no such member.
    """
    card = profile.card_of(desk, member_id)
    return card.name, card.number


def file_cards(desk: Desk, member_id: int, first: date, last: date) -> list[Card]:
    """Return everything on a member's file; what the operator may not read is left out.

    Raises:
        Missing: If there is no such member.
        PermissionDenied: If the operator may not read members.
    """
    found = profile.profile(desk, member_id)
    made = [_person(desk, found), _tiers(desk, member_id)]
    if desk.may(Permission.SALE_READ):
        made.append(_sales(desk, member_id, first, last))
    made.append(_movements(desk, member_id, first, last, tr("Points of the period")))
    if desk.may(Permission.FOLLOWUP_READ):
        made += [_complaints(desk, member_id), _followups(desk, member_id)]
    return [*made, _notes(desk, member_id)]


def statement_cards(desk: Desk, member_id: int, first: date, last: date) -> list[Card]:
    """Return a member's points in the member's own words: what there is, what moved, what ends."""
    held = record.held(desk, member_id)
    return [
        _have(held, desk.today()),
        _movements(desk, member_id, first, last, tr("How your points came and went")),
        _lots(held, desk.today()),
    ]


def _meaning(text: str, last: date, count: int, counted: str, first: date | None = None) -> Meaning:
    return Meaning("", text, 1, first, last, count, counted)


def _person(desk: Desk, found: Profile) -> Card:
    card, draft, today = found.card, found.draft, desk.today()
    hidden = not desk.may(Permission.MEMBER_REVEAL)
    known = card.contact.mobile or card.contact.ending
    mobile = mobile_words(known, hidden=hidden)
    states = {"active": tr("active"), "blocked": tr("blocked"), "erased": tr("erased")}
    rows: list[tuple[str, str]] = [
        (tr("Name"), isolate(card.name)), (tr("Number"), fmt.code(card.number)),
        (tr("Mobile"), mobile), (tr("Card"), fmt.code(card.card) if card.card else ""),
        (tr("State"), states.get(card.state, card.state)),
        (tr("Tier"), tr("{tier}, since {day}").format(
            tier=card.tier.name(look().language), day=fmt.day(card.tier_since))),
        (tr("Member since"), fmt.day(card.registered_on)),
        (tr("Birthday"), fmt.day(draft.birthday) if draft.birthday else ""),
        (tr("Wedding day"), fmt.day(draft.wedding_on) if draft.wedding_on else ""),
        (tr("Email"), draft.email), (tr("Address"), draft.address),
        (tr("Referred by"), found.referrer), (tr("Source"), draft.source),
        (tr("Tags"), tr(", ").join(draft.tags)), (tr("Likes"), draft.preferences),
        (tr("Sizes"), draft.sizes),
        (tr("Last visit"), fmt.day(card.last_on) if card.last_on else ""),
    ]  # fmt: skip
    measures = (
        Measure("net", tr("Net purchases"), found.lifetime_rial, Unit.RIAL),
        Measure("net_year", tr("In 12 months"), found.year_rial, Unit.RIAL),
        Measure("visits", tr("Visits"), card.visits),
        Measure("visit_mean", tr("Mean of a visit"), found.average_rial, Unit.RIAL,
                why=tr("No purchase yet.")),
        Measure("gap", tr("Days between visits"), found.gap_days, Unit.DAYS,
                why=tr("Fewer than two visits.")),
        Measure("points", tr("Points"), card.points - card.debt, Unit.POINTS),
    )  # fmt: skip
    grid = Grid((GridColumn(tr("About")), GridColumn(tr("What is known"))),
                tuple(row for row in rows if row[1]))  # fmt: skip
    words = tr("Purchases less what came back; a visit is a day with a purchase.")
    return Card("member", tr("The member"), _meaning(words, today, card.visits, tr("visits")),
                measures, grid=grid)  # fmt: skip


def _tiers(desk: Desk, member_id: int) -> Card:
    rules = club.programme_on(desk.db, desk.today())
    rows = tuple(
        (move.on_day, telling.tier_name(move.old, rules),
         telling.tier_name(move.new, rules), record.move_words(move))
        for move in record.tier_moves(desk, member_id)
    )  # fmt: skip
    columns = (
        GridColumn(tr("Day"), Unit.DAY), GridColumn(tr("From")), GridColumn(tr("To")),
        GridColumn(tr("Why")),
    )  # fmt: skip
    meaning = _meaning(tr("Every move since the beginning."), desk.today(), len(rows), tr("moves"))
    return Card("member_tiers", tr("Moves between the tiers"), meaning, grid=Grid(columns, rows),
                missing="" if rows else tr("The tier has never changed."))  # fmt: skip


def _sales(desk: Desk, member_id: int, first: date, last: date) -> Card:
    found = [row for row in profile.sales_of(desk, member_id, limit=EVERYTHING)
             if first <= row.sold_on <= last]  # fmt: skip
    rows = tuple(
        (row.sold_on, fmt.digits(str(row.receipt)),
         exports.sale_kind(row.kind, is_reversed=row.is_reversed), row.amount_rial, row.net_rial,
         row.points, row.operator)
        for row in found
    )  # fmt: skip
    net = sum(row.net_rial for row in found)
    columns = (
        GridColumn(tr("Day"), Unit.DAY), GridColumn(tr("Receipt")), GridColumn(tr("Kind")),
        GridColumn(tr("Amount"), Unit.RIAL), GridColumn(tr("Net"), Unit.RIAL),
        GridColumn(tr("Points"), Unit.POINTS), GridColumn(tr("Operator")),
    )  # fmt: skip
    total: tuple[Cell, ...] = (tr("Together"), "", "", None, net,
                               sum(row.points for row in found), "")  # fmt: skip
    words = tr("Sales, returns and reversals of the period; net is less what was paid by points.")
    return Card(
        "member_sales", tr("Purchases of the period"),
        _meaning(words, last, len(rows), tr("receipts"), first), grid=Grid(columns, rows, total),
        missing="" if rows else tr("Nothing was bought in this period."),
    )  # fmt: skip


def _movements(desk: Desk, member_id: int, first: date, last: date, title: str) -> Card:
    every = profile.points_of(desk, member_id, limit=EVERYTHING)[::-1]
    earlier = [entry for entry in every if entry.on_day < first]
    found = [entry for entry in every if first <= entry.on_day <= last]
    opening = earlier[-1].balance if earlier else 0
    closing = found[-1].balance if found else opening
    rows = tuple(
        (entry.on_day, telling.entry_words(entry), entry.points if entry.points > 0 else None,
         -entry.points if entry.points < 0 else None, entry.balance)
        for entry in found
    )  # fmt: skip
    columns = (
        GridColumn(tr("Day"), Unit.DAY), GridColumn(tr("What happened")),
        GridColumn(tr("Came"), Unit.POINTS), GridColumn(tr("Went"), Unit.POINTS),
        GridColumn(tr("Balance"), Unit.POINTS),
    )  # fmt: skip
    came = sum(entry.points for entry in found if entry.points > 0)
    went = sum(-entry.points for entry in found if entry.points < 0)
    measures = (
        Measure("points_opening", tr("At the beginning"), opening, Unit.POINTS),
        Measure("points_came", tr("Came"), came, Unit.POINTS),
        Measure("points_went", tr("Went"), went, Unit.POINTS),
        Measure("points_closing", tr("At the end"), closing, Unit.POINTS),
    )
    words = tr("What was there at the beginning, and what came, less what went, is what is left.")
    meaning = _meaning(words, last, len(rows), tr("movements of points"), first)
    note = "" if rows else tr("No points moved in this period.")
    return Card("points_ledger", title, meaning, measures, grid=Grid(columns, rows), note=note)


def _have(held: Held, today: date) -> Card:
    measures = [
        Measure("points", tr("Points you can spend"), held.usable, Unit.POINTS),
        Measure("points_worth", tr("They pay"), held.worth_rial, Unit.RIAL),
    ]
    if held.pending:
        measures.append(Measure("points_waiting", tr("Points that wait"), held.pending,
                                Unit.POINTS))  # fmt: skip
    if held.debt:
        measures.append(Measure("points_owed", tr("Points you owe"), held.debt, Unit.POINTS))
    note = tr("None of your points end in the next {n} days.").format(
        n=fmt.number(held.expiring_days)
    )
    if held.expiring and held.expires_first:
        note = tr("{points} of your points end soon, the first of them on {day}.").format(
            points=fmt.number(held.expiring), day=fmt.day(held.expires_first)
        )
    words = tr("Points pay at today's worth. Those that wait can be spent from a later day on.")
    meaning = _meaning(words, today, len(held.lots), tr("lots of points"))
    return Card("points", tr("Your points today"), meaning, tuple(measures), note=note)


def _lots(held: Held, today: date) -> Card:
    rows = tuple(
        (lot.origin, lot.earned_on, lot.points, lot.left,
         lot.usable_from if lot.usable_from > today else None,
         lot.expires_on or tr("they do not end"))
        for lot in held.lots
    )  # fmt: skip
    columns = (
        GridColumn(tr("For")), GridColumn(tr("Earned"), Unit.DAY),
        GridColumn(tr("Points"), Unit.POINTS), GridColumn(tr("Left"), Unit.POINTS),
        GridColumn(tr("Can be spent from"), Unit.DAY), GridColumn(tr("Last day"), Unit.DAY),
    )  # fmt: skip
    words = tr("The points that end first are spent first.")
    return Card(
        "points_lots", tr("When your points end"),
        _meaning(words, today, sum(lot.left for lot in held.lots), tr("points")),
        grid=Grid(columns, rows), missing="" if rows else tr("You have no points left."),
    )  # fmt: skip


def _complaints(desk: Desk, member_id: int) -> Card:
    wanted = complaint_reading.Filter(state=complaint_reading.ALL, member_id=member_id)
    rows = tuple(
        (row.opened_on, fmt.digits(str(row.number)), category_name(row.category),
         severity_name(row.severity), complaint_state(row.state), row.text)
        for row in complaint_reading.listing(desk, wanted)
    )  # fmt: skip
    columns = (
        GridColumn(tr("Opened"), Unit.DAY), GridColumn(tr("Complaint")), GridColumn(tr("Kind")),
        GridColumn(tr("Severity")), GridColumn(tr("State")), GridColumn(tr("What was said")),
    )  # fmt: skip
    meaning = _meaning(tr("Every complaint since the beginning."), desk.today(), len(rows),
                       tr("complaints"))  # fmt: skip
    return Card("member_complaints", tr("Complaints"), meaning, grid=Grid(columns, rows),
                missing="" if rows else tr("No complaint is known."))  # fmt: skip


def _followups(desk: Desk, member_id: int) -> Card:
    states = {
        "open": tr("open"), "done": tr("done"), "cancelled": tr("cancelled"),
    }  # fmt: skip
    rows = tuple(
        (row.due_on, channel_name(row.channel), reason_name(row.reason),
         states.get(row.state, row.state), row.owner, row.text or row.result)
        for row in followup_reading.of_member(desk, member_id)
    )  # fmt: skip
    columns = (
        GridColumn(tr("Due"), Unit.DAY), GridColumn(tr("Way")), GridColumn(tr("Why")),
        GridColumn(tr("State")), GridColumn(tr("Operator")), GridColumn(tr("What")),
    )  # fmt: skip
    meaning = _meaning(tr("The open ones, then the newest, 200 at most."), desk.today(),
                       len(rows), tr("follow-ups"))  # fmt: skip
    return Card("member_followups", tr("Follow-ups"), meaning, grid=Grid(columns, rows),
                missing="" if rows else tr("There is no follow-up."))  # fmt: skip


def _notes(desk: Desk, member_id: int) -> Card:
    zone = desk.zone
    rows = tuple(
        (note.at.astimezone(zone).date(), note.operator, note.text)
        for note in profile.notes_of(desk, member_id)
    )
    columns = (
        GridColumn(tr("Day"), Unit.DAY), GridColumn(tr("Operator")), GridColumn(tr("Note")),
    )  # fmt: skip
    meaning = _meaning(tr("Every note, the newest first."), desk.today(), len(rows), tr("notes"))
    return Card("member_notes", tr("Notes"), meaning, grid=Grid(columns, rows),
                missing="" if rows else tr("There is no note."))  # fmt: skip
