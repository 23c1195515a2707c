"""What the page of a member says beyond the profile: open lots, moves of tier, records joined."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club, explain_lots, explain_parts, members
from loyaldesk.services.desk import Desk
from loyaldesk.store import ledger
from loyaldesk.store import members as member_store
from loyaldesk.store.queries import explaining
from loyaldesk.store.queries import record as queries

Joined = queries.Joined
TierMove = queries.TierMove


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot that holds points; ``entry_id`` is the entry that made it."""

    id: int
    entry_id: int
    earned_on: date
    origin: str
    left: int
    points: int
    usable_from: date
    expires_on: date | None
    is_usable: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The points of a member at a glance.

    Attributes:
        usable: What can be spent today; `worth_rial` is what it pays.
        pending: What can be spent later, the first of it on `pending_first`.
        debt: Points that are owed.
        expiring: What ends within the programme's days, the first on `expires_first`.
        lots: Where they lie, nearest to expire first.
    """

    usable: int
    worth_rial: int
    pending: int
    pending_first: date | None
    debt: int
    expiring: int
    expires_first: date | None
    expiring_days: int
    lots: tuple[OpenLot, ...]


def held(desk: Desk, member_id: int) -> Held:
    """Return the points of a member with the lots they lie in."""
    with desk.reading(Permission.MEMBER_READ):
        today = desk.today()
        rules = club.programme_on(desk.db, today)
        found = explaining.open_lots(desk.db, member_id)
        balance = ledger.balance(desk.db, member_id)
    lots = tuple(
        OpenLot(
            lot.id, lot.entry_id, lot.earned_on, explain_lots.origin(lot, rules), lot.left,
            lot.points, lot.usable_from, lot.expires_on, explain_parts.is_usable(lot, today),
        )
        for lot in found
        if lot.expires_on is None or lot.expires_on >= today
    )  # fmt: skip
    waiting = [lot for lot in lots if not lot.is_usable]
    soon = [
        lot
        for lot in lots
        if lot.is_usable and lot.expires_on and (lot.expires_on - today).days <= rules.expiring_days
    ]
    usable = min(sum(lot.left for lot in lots if lot.is_usable), balance.points)
    return Held(
        usable, rules.worth_rial(usable), sum(lot.left for lot in waiting),
        min((lot.usable_from for lot in waiting), default=None), balance.debt,
        sum(lot.left for lot in soon), min((lot.expires_on for lot in soon if lot.expires_on),
        default=None), rules.expiring_days, lots,
    )  # fmt: skip


def tier_moves(desk: Desk, member_id: int) -> list[TierMove]:
    """Return the moves of a member between tiers, the newest first."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.tier_moves(desk.db, member_id)


def move_words(move: TierMove) -> str:
    """Return why a member moved to another tier, without the operator's words."""
    return move_reason(move.reason)


def move_reason(code: str) -> str:
    """Return what the reason of a move is called."""
    names = {
        "sale": tr("A purchase"), "night": tr("The ladder, looked at by night"),
        "reversal": tr("A sale or goods taken back"), "return": tr("Goods returned"),
        "import": tr("Brought from an older system"), "hand": tr("Set by hand"),
        "hand over": tr("The tier by hand ended"), "merge": tr("Merge of two records"),
    }  # fmt: skip
    return names.get(code, code)


def merges_into(desk: Desk, member_id: int) -> list[Joined]:
    """Return the records that became part of a member's record, the newest first."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.merges_into(desk.db, member_id)


def merged_into(desk: Desk, member_id: int) -> Joined | None:
    """Return the record that this one became part of, or None."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.merged_into(desk.db, member_id)


def alike(desk: Desk, member_id: int) -> list[members.Alike]:
    """Return who may be the same person as a member, for a merge."""
    with desk.reading(Permission.MEMBER_MERGE):
        found = member_store.stored_draft(desk.db, member_id)
        if found is None:
            return []
        try:
            alike = members.duplicates(desk, found[0], but=member_id)
        except (BadInput, SeveralBadInputs):  # an old form that would not be taken today
            return []
        gone = {
            one.id for one in alike if queries.merged_into(desk.db, one.id) is not None
        }  # fmt: skip
    return [one for one in alike if one.id not in gone]
