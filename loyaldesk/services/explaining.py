"""Why points came, went, or are there: one explanation for a sale, an entry or a balance."""

from collections.abc import Sequence
from typing import Any

from loyaldesk.domain.errors import Missing
from loyaldesk.domain.explained import Explanation, Fact, Letterhead, Row, Section, Tone
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, explain_lots, explain_parts, explain_sales
from loyaldesk.services.desk import Desk
from loyaldesk.services.explain_words import points_words
from loyaldesk.services.telling import tier_name
from loyaldesk.store.queries import explaining as queries


def explain_sale(desk: Desk, sale_id: int) -> Explanation:
    """Return why a sale, visit, return or reversal moved the points it moved.

    Raises:
        Missing: If there is no such sale.
    """
    with desk.reading(Permission.SALE_READ):
        sale = queries.sale(desk.db, sale_id)
        if sale is None:
            raise Missing("sale", str(sale_id))
        return explain_sales.explained(sale, desk)


def explain_receipt(desk: Desk, receipt: int) -> Explanation:
    """Return the same for the sale with a receipt number; see `explain_sale`."""
    with desk.reading(Permission.SALE_READ):
        sale_id = queries.sale_of_receipt(desk.db, receipt)
        if sale_id is None:
            raise Missing("sale", str(receipt))
        return explain_sale(desk, sale_id)


def explain_entry(desk: Desk, entry_id: int) -> Explanation:
    """Return why one entry of the points ledger was booked, and which lots it touched.

    Raises:
        Missing: If there is no such entry.
    """
    with desk.reading(Permission.SALE_READ):
        entry = queries.entry(desk.db, entry_id)
        member = queries.member(desk.db, entry.member_id) if entry else None
        if entry is None or member is None:
            raise Missing("entry", str(entry_id))
        rules = club.programme_on(desk.db, entry.on_day)
        lots = queries.taken_by(desk.db, entry_id)
        made = queries.made_by(desk.db, entry_id)
        changed = queries.changed_dates(desk.db, [lot.id for lot in made])
        today = desk.today()
    sections = []
    if made:
        rows = tuple(
            explain_lots.made_row(lot, changed.get(lot.id), today, changed=lot.id in changed)
            for lot in made
        )
        sections.append(Section(tr("The lot it made"), rows))
    if entry.points < 0 or lots:
        title = tr("Out of these lots") if entry.points < 0 else tr("Into these lots")
        if rows := tuple(explain_lots.taken_rows(entry, lots, rules)):
            sections.append(Section(title, rows))
    return Explanation(
        "entry", explain_lots.entry_title(entry),
        explain_lots.entry_headline(entry, lots, rules), fmt.signed(entry.points),
        _entry_head(entry, member), tuple(sections),
        (tr("This entry was taken back later."),) if entry.undone_by else (),
        {
            "entry": entry.id, "kind": entry.kind, "points": entry.points,
            "day": entry.on_day.isoformat(), "member": member.number, "receipt": entry.receipt,
            "lots": [explain_parts.lot_data(lot) for lot in (*made, *lots)],
        },
    )  # fmt: skip


def _entry_head(entry: queries.EntryFacts, member: queries.MemberFacts) -> tuple[Fact, ...]:
    facts = [
        Fact(tr("Member"), f"{isolate(member.name)} ({fmt.code(member.number)})"),
        Fact(tr("Day"), fmt.day(entry.on_day)),
        Fact(tr("Operator"), isolate(entry.operator)),
    ]
    if entry.approved_by:
        facts.append(Fact(tr("Approved by"), isolate(entry.approved_by)))
    if entry.receipt is not None:
        facts.append(Fact(tr("Receipt"), fmt.code(str(entry.receipt))))
    return tuple(facts)


def explain_balance(desk: Desk, member_id: int) -> Explanation:
    """Return why a member has the points she has: every open lot, and the sums of all kinds.

    Raises:
        Missing: If there is no such member.
    """
    with desk.reading(Permission.SALE_READ):
        member = queries.member(desk.db, member_id)
        if member is None:
            raise Missing("member", str(member_id))
        today = desk.today()
        rules = club.programme_on(desk.db, today)
        lots = queries.open_lots(desk.db, member_id)
        sums = queries.sums_by_kind(desk.db, member_id)
    open_now = [lot for lot in lots if explain_parts.is_usable(lot, today)]
    waiting = [lot for lot in lots if lot.usable_from > today and lot not in open_now]
    over = [lot for lot in lots if lot not in open_now and lot not in waiting]
    titles = (
        (tr("Can be spent today, in the order in which they are spent"), open_now),
        (tr("Wait until they can be spent"), waiting),
        (tr("Over: the nightly work will end them"), over),
    )
    sections = [
        Section(title, tuple(_lot_row(lot, rules) for lot in some))
        for title, some in titles
        if some
    ]
    sections.append(_sums(sums))
    net = member.points - member.debt
    head = (
        Fact(tr("Member"), f"{isolate(member.name)} ({fmt.code(member.number)})"),
        Fact(tr("Tier"), isolate(tier_name(member.tier, rules))),
        Fact(tr("Worth"), fmt.amount_with_unit(rules.worth_rial(max(member.points, 0)))),
        Fact(tr("As of"), fmt.day(today)),
    )
    return Explanation(
        "balance", tr("Points balance"), _balance_headline(member, open_now, waiting),
        fmt.number(net), head, tuple(sections), (),
        {
            "member": member.number, "points": member.points, "debt": member.debt,
            "usable": sum(lot.left for lot in open_now),
            "pending": sum(lot.left for lot in waiting),
            "lots": [explain_parts.lot_data(lot) for lot in lots],
            "sums": [
                {"kind": kind, "reason": reason, "entries": n, "points": points}
                for kind, reason, n, points in sums
            ],
        },
    )  # fmt: skip


def _balance_headline(
    member: queries.MemberFacts, usable: Sequence[queries.LotFacts],
    waiting: Sequence[queries.LotFacts],
) -> str:  # fmt: skip
    if member.debt:
        return tr("{points} are owed; the next points settle them first.").format(
            points=points_words(member.debt)
        )
    if not usable and not waiting:
        return tr("There are no points now.")
    text = tr("{points} in {lots} lots can be spent today.").format(
        points=points_words(sum(lot.left for lot in usable)), lots=fmt.number(len(usable))
    )
    first = next((lot for lot in usable if lot.expires_on), None)
    if first is not None and first.expires_on is not None:
        text += " " + tr("The first {points} end after {day}.").format(
            points=fmt.number(first.left), day=fmt.day(first.expires_on)
        )
    if waiting:
        text += " " + tr("{points} more wait.").format(
            points=fmt.number(sum(lot.left for lot in waiting))
        )
    return text


def _lot_row(lot: queries.LotFacts, rules: Programme) -> Row:
    texts = [explain_lots.lot_sentence(lot)]
    if lot.usable_from > lot.earned_on:
        texts.append(tr("Can be spent from {day} on").format(day=fmt.day(lot.usable_from)))
    if lot.used:
        texts.append(
            tr("{used} of its {points} points are used").format(
                used=fmt.number(lot.used), points=fmt.number(lot.points)
            )
        )
    return Row(explain_lots.origin(lot, rules), tuple(texts), fmt.number(lot.left), Tone.GIVES)


def _sums(sums: list[tuple[str, str, int, int]]) -> Section:
    names = {
        EntryKind.EARN: tr("Earned"), EntryKind.SPEND: tr("Spent"),
        EntryKind.EXPIRE: tr("Expired"), EntryKind.RETURN: tr("Goods returned"),
        EntryKind.REVERSE: tr("Reversals"), EntryKind.TRANSFER: tr("Transfers"),
    }  # fmt: skip
    rows: dict[str, tuple[int, int]] = {}
    for kind, reason, n, points in sums:
        if kind == EntryKind.ADJUST:
            adjusted = {
                "opening": tr("Opening balance"), "correction": tr("Corrections"),
                "compensation": tr("Compensation"),
            }  # fmt: skip
            name = adjusted.get(reason, tr("Bonuses"))
        else:
            name = names[EntryKind(kind)]
        before = rows.get(name, (0, 0))
        rows[name] = (before[0] + n, before[1] + points)
    total = sum(points for _, points in rows.values())
    made = [
        Row(
            name, (tr("{n} entries").format(n=fmt.number(n)),), fmt.signed(points),
            Tone.GIVES if points > 0 else Tone.TAKES,
        )
        for name, (n, points) in rows.items()
    ]  # fmt: skip
    made.append(Row(tr("Balance"), (), fmt.number(total)))
    return Section(tr("All entries since the beginning"), tuple(made))


def letterhead(desk: Desk) -> Letterhead:
    """Return whose paper an explanation is printed on (a step of printing one)."""
    with desk.reading(Permission.SALE_READ):
        facts = club.facts(desk)
        return Letterhead(facts.shop, facts.logo, desk.operator.name, desk.clock(), str(desk.zone))


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as plain values: figures under ``data``, words beside them."""
    return {
        "kind": explanation.kind,
        "title": plain(explanation.title),
        "headline": plain(explanation.headline),
        "figure": plain(explanation.figure),
        "data": explanation.data,
        "head": {plain(fact.label): plain(fact.text) for fact in explanation.head},
        "sections": [_section_json(section) for section in explanation.sections],
        "notes": [plain(note) for note in explanation.notes],
    }


def _section_json(section: Section) -> dict[str, Any]:
    made: dict[str, Any] = {"title": plain(section.title)}
    if section.rows:
        made["rows"] = [
            {
                "name": plain(row.name), "texts": [plain(text) for text in row.texts],
                "figure": plain(row.figure), "tone": str(row.tone),
            }
            for row in section.rows
        ]  # fmt: skip
    if section.grid is not None:
        made["table"] = [
            dict(zip(map(plain, section.grid.titles), map(plain, cells), strict=True))
            for cells in section.grid.cells
        ]
    if section.note:
        made["note"] = plain(section.note)
    return made


_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


def plain(text: str) -> str:
    """Return a text without the marks that keep its direction on a screen."""
    return text.translate(_MARKS)
