"""Family accounts: members who spend each other's points; each earns for oneself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from loyaldesk.domain import errors
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import carrying, points, transfers
from loyaldesk.services.club import checked_line
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import families as store
from loyaldesk.store import ledger
from loyaldesk.store.database import ClubDatabase

Kin = store.Kin


@dataclass(frozen=True, slots=True)
class Family:
    """A family, its members, and what they have together."""

    id: int
    name: str
    members: tuple[Kin, ...]

    @property
    def points(self) -> int:
        """The points of all members."""
        return sum(one.points for one in self.members)


def make(desk: Desk, name: str, member_ids: Iterable[int], *, may_spend: bool = True) -> int:
    """Make a family of members and return its id.

    Raises:
        BadInput: If the name is empty or nobody is in it.
        Missing, MemberErased, MemberBlocked, MemberMerged, InFamily: If a member cannot belong.
    """
    name = checked_line("name", name)
    ids = list(dict.fromkeys(member_ids))
    if not ids:
        raise BadInput("members", "empty")
    with desk.change(Permission.MEMBER_FAMILY) as change:
        family_id = store.add_family(change.db, name, change.now, desk.operator.id)
        for member_id in ids:
            _join(change, family_id, member_id, may_spend=may_spend)
        change.note("family.make", "family", family_id, members=len(ids))
    return family_id


def join(desk: Desk, family_id: int, member_id: int, *, may_spend: bool = True) -> None:
    """Let a member belong to a family.

    Raises:
        Missing, MemberErased, MemberBlocked, MemberMerged, InFamily: If the member cannot.
    """
    with desk.change(Permission.MEMBER_FAMILY) as change:
        if store.name_of(change.db, family_id) is None:
            raise errors.Missing("family")
        _join(change, family_id, member_id, may_spend=may_spend)


def _join(change: Change, family_id: int, member_id: int, *, may_spend: bool) -> None:
    member = transfers.usable(change.db, member_id)
    points.refuse_own(change, member_id)
    present = store.membership(change.db, member_id)
    if present is not None:
        raise errors.InFamily(member.name, store.name_of(change.db, present[0]) or "")
    store.add_kin(change.db, family_id, member_id, change.now, may_spend=may_spend)
    change.note("family.join", "member", member_id, family=family_id, may_spend=may_spend)
    change.tell(MemberChanged(member_id))


def leave(desk: Desk, member_id: int) -> None:
    """Let a member belong to no family any more; everybody keeps the own points.

    Raises:
        Missing: If the member belongs to none.
        OwnRecord: If it is the operator's own record.
    """
    with desk.change(Permission.MEMBER_FAMILY) as change:
        present = _present(change, member_id)
        points.refuse_own(change, member_id)
        store.remove_kin(change.db, member_id)
        change.note("family.leave", "member", member_id, family=present)
        change.tell(MemberChanged(member_id))


def set_may_spend(desk: Desk, member_id: int, *, may_spend: bool) -> None:
    """Say whether a member may spend what the others of the family have.

    Raises:
        Missing: If the member belongs to no family.
        OwnRecord: If it is the operator's own record.
    """
    with desk.change(Permission.MEMBER_FAMILY) as change:
        present = _present(change, member_id)
        points.refuse_own(change, member_id)
        store.set_may_spend(change.db, member_id, may_spend=may_spend)
        change.note("family.spend", "member", member_id, family=present, may_spend=may_spend)
        change.tell(MemberChanged(member_id))


def _present(change: Change, member_id: int) -> int:
    present = store.membership(change.db, member_id)
    if present is None:
        raise errors.Missing("family")
    return present[0]


def family_of(desk: Desk, member_id: int) -> Family | None:
    """Return a member's family, or None."""
    with desk.reading(Permission.MEMBER_READ):
        present = store.membership(desk.db, member_id)
        if present is None:
            return None
        name = store.name_of(desk.db, present[0]) or ""
        return Family(present[0], name, tuple(store.kin(desk.db, present[0])))


def spendable(db: ClubDatabase, member_id: int, today: date) -> int:
    """Return what a member can spend today, with what the family lends (a step of use cases).

    Who owes points gets none from the others: they would only pay the debt.
    """
    if ledger.balance(db, member_id).debt:
        return 0
    own = sum(lot.left for lot in ledger.lots_left(db, member_id, today))
    return own + sum(lot.left for _, lot in store.lots_of_others(db, member_id, today))


def draw(change: Change, member_id: int, wanted: int) -> None:
    """Bring what a member lacks to spend *wanted* points from the others of the family.

    Nearest expiry over all of them goes first; each lot keeps its dates. Whoever then spends finds
    out whether it was enough.

    Raises:
        OwnRecord: If points of the operator's own record would be drawn.
    """
    points.expire_member(change, member_id)
    own = sum(lot.left for lot in ledger.lots_left(change.db, member_id, change.today))
    missing = wanted - own
    if missing <= 0 or ledger.balance(change.db, member_id).debt:
        return
    lots = store.lots_of_others(change.db, member_id, change.today)
    serial = ledger.next_seq(change.db)
    for step, (giver, part) in enumerate(carrying.shared_lots(lots, missing)):
        points.refuse_own(change, giver)
        way = carrying.Way(f"family:{serial}:{step}", giver, member_id, carrying.FAMILY)
        carrying.carry_lot(change, way, part.lot_id, part.points)
        change.tell(MemberChanged(giver))
