"""What all explanations of sales have in common: head, lots, and plain values for programs."""

from datetime import date
from typing import Any

from loyaldesk.domain.explained import Fact, Section
from loyaldesk.domain.explanation import SaleSheet
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, explain_lots
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import explaining as queries
from loyaldesk.store.queries.explaining import EntryFacts, LotFacts, SaleFacts

Entries = list[tuple[EntryFacts, list[LotFacts]]]
"""Entries of a sale, each with the lots it took from or gave back to."""


def head(sale: SaleFacts, desk: Desk, sheet: SaleSheet | None) -> tuple[Fact, ...]:
    """Return the facts beside the answer."""
    facts = [
        Fact(tr("Member"), f"{isolate(sale.member)} ({fmt.code(sale.number)})"),
        Fact(tr("Time"), fmt.moment(sale.sold_at, desk.zone)),
        Fact(tr("Amount"), fmt.amount_with_unit(sale.amount_rial)),
        Fact(tr("Operator"), isolate(sale.operator)),
    ]
    if sheet is not None:
        facts.append(
            Fact(
                tr("Tier"),
                f"{isolate(sheet.tier_name(look().language))} "
                f"({fmt.percent(sheet.tier_percent / 100)})",
            )
        )
        if sheet.programme_from is not None and sheet.programme_from > club.FIRST_DAY:
            facts.append(Fact(tr("Programme since"), fmt.day(sheet.programme_from)))
    if sale.about_receipt is not None:
        facts.append(Fact(tr("Belongs to receipt"), fmt.code(str(sale.about_receipt))))
    return tuple(facts)


def lots_made(entries: Entries, desk: Desk) -> list[Section]:
    """Return the lots that the entries of a sale made, as a section."""
    made = [lot for entry, _ in entries for lot in queries.made_by(desk.db, entry.id)]
    changed = queries.changed_dates(desk.db, [lot.id for lot in made])
    today = desk.today()
    rows = tuple(
        explain_lots.made_row(lot, changed.get(lot.id), today, changed=lot.id in changed)
        for lot in made
    )
    return [Section(tr("Where the points lie"), rows)] if rows else []


def is_usable(lot: LotFacts, today: date) -> bool:
    """Return whether a lot can be spent today, as the ledger sees it."""
    begun = lot.usable_from <= today or lot.usable_from == lot.earned_on
    return begun and (lot.expires_on is None or lot.expires_on >= today)


def lot_data(lot: LotFacts) -> dict[str, Any]:
    """Return a lot as plain values."""
    return {
        "lot": lot.id, "points": lot.points, "left": lot.left, "part": lot.part,
        "earned_on": lot.earned_on.isoformat(), "usable_from": lot.usable_from.isoformat(),
        "expires_on": lot.expires_on.isoformat() if lot.expires_on else None,
        "receipt": lot.receipt, "kind": lot.kind,
    }  # fmt: skip


def data(
    sale: SaleFacts, sheet: SaleSheet | None, entries: Entries, *, derived: bool
) -> dict[str, Any]:
    """Return the figures of an explanation as plain values."""
    made: dict[str, Any] = {
        "sale": sale.id, "receipt": sale.receipt, "member": sale.number, "points": sale.earned,
        "amount_rial": sale.amount_rial, "day": sale.sold_on.isoformat(), "tier": sale.tier,
        "about_receipt": sale.about_receipt, "derived": derived,
        "entries": [
            {"entry": e.id, "kind": e.kind, "points": e.points,
             "lots": [lot_data(lot) for lot in lots]}
            for e, lots in entries
        ],
    }  # fmt: skip
    if sheet is not None:
        made["steps"] = [
            {
                "rule": s.rule, "points": s.points, "gives": s.gives, "base_rial": s.base_rial,
                "exact": f"{s.numerator}/{s.denominator}", "tier_percent": s.tier_percent,
                "percent": s.percent, "capped_from": s.capped_from, "why": s.why,
                "lines": list(s.lines), "stopped": s.stopped,
            }
            for s in sheet.steps
        ]  # fmt: skip
        made["lines"] = [
            {"name": line.name, "amount_rial": line.amount_rial, "base_rial": line.base_rial,
             "points": line.earned}
            for line in sheet.lines
        ]  # fmt: skip
        made["wallet_rial"] = sheet.wallet_rial
    return made
