"""What a rehearsal found, as plain values for programs and as sentences for people."""

from typing import Any

from loyaldesk.domain.rehearsal import Mover, Rehearsal, Side
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate


def as_json(found: Rehearsal) -> dict[str, Any]:
    """Return a rehearsal as plain values; money in Rial."""
    return {
        "first": found.first.isoformat(), "last": found.last.isoformat(),
        "receipts": found.receipts, "members": found.members, "net": found.net_rial,
        "old": _side(found.old), "new": _side(found.new),
        "cost_change": found.cost_change_rial, "liability_change": found.liability_change_rial,
        "winners": found.winners, "losers": found.losers,
        "best": [_mover(one) for one in found.best],
        "worst": [_mover(one) for one in found.worst],
        "moves": [
            {"from": old, "to": new, "members": count} for (old, new), count in found.moves.items()
        ],
    }  # fmt: skip


def _side(side: Side) -> dict[str, Any]:
    return {
        "points": side.points, "worth": side.worth_rial, "cashback": side.wallet_rial,
        "cost": side.cost_rial, "expired": side.expired, "outstanding": side.outstanding,
        "liability": side.liability_rial, "receipts_without_points": side.empty,
        "tiers": dict(side.by_tier), "rules": dict(side.by_rule),
    }  # fmt: skip


def _mover(one: Mover) -> dict[str, Any]:
    return {
        "number": one.number, "name": one.name, "old_points": one.old_points,
        "new_points": one.new_points, "difference": one.rial, "old_tier": one.old_tier,
        "new_tier": one.new_tier,
    }  # fmt: skip


def sentences(found: Rehearsal) -> list[str]:
    """Return what the owner reads before publishing, a line each."""
    if not found.receipts:
        return [tr("There are no sales in these months to rehearse on.")]
    lines = [
        tr("{receipts} receipts of {members} members from {first} to {last} were replayed.").format(
            receipts=fmt.number(found.receipts), members=fmt.number(found.members),
            first=fmt.day(found.first), last=fmt.day(found.last),
        ),
        tr("Points given: {new} instead of {old}").format(
            new=fmt.number(found.new.points), old=fmt.number(found.old.points)
        ),
        tr("Cost: {new} instead of {old}").format(
            new=fmt.amount_with_unit(found.new.cost_rial),
            old=fmt.amount_with_unit(found.old.cost_rial),
        ),
        tr("Owed at the end: {new} instead of {old}").format(
            new=fmt.amount_with_unit(found.new.liability_rial),
            old=fmt.amount_with_unit(found.old.liability_rial),
        ),
        tr("{winners} members would have got more, {losers} less.").format(
            winners=fmt.number(found.winners), losers=fmt.number(found.losers)
        ),
    ]  # fmt: skip
    moved = sum(found.moves.values())
    if moved:
        lines.append(
            trn(
                "{n} member would stand in another tier.",
                "{n} members would stand in another tier.", moved,
            ).format(n=fmt.number(moved))
        )  # fmt: skip
    lines += [
        tr("{name}: {difference}").format(
            name=isolate(one.name or one.number), difference=fmt.amount_with_unit(one.rial)
        )
        for one in found.worst[:5]
    ]
    return lines
