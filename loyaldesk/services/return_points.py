"""Points of a return: spent ones go back into their lots, earned ones go back to the club."""

from dataclasses import dataclass, replace

from loyaldesk.domain.points import EntryKind, Taken, take
from loyaldesk.domain.returning import GoingBack
from loyaldesk.services import points
from loyaldesk.services.desk import Change
from loyaldesk.services.return_drafts import RETURN
from loyaldesk.store import ledger
from loyaldesk.store import returns as store


@dataclass(frozen=True, slots=True)
class Way:
    """How the due points are taken.

    ``ended`` had ended before; ``taken`` goes into the ledger; ``shortage`` is not there.
    """

    ended: int
    taken: int
    shortage: int
    policy: str

    @property
    def is_blocked(self) -> bool:
        """Whether the club's rules forbid the return."""
        return self.policy == "block" and self.shortage > 0

    @property
    def forgiven(self) -> int:
        """Due points that nobody will ever ask for again."""
        return self.shortage if self.policy == "clip" else 0


def way_of_points(
    change: Change, sold: store.SoldRow, back: GoingBack, before: store.Before, policy: str
) -> Way:  # fmt: skip
    """Return how the due points are taken.

    First what the sale's own lots still hold; then what had ended in them counts as taken; the
    rest comes out of the other lots, and out of what this very return gives back.
    """
    own = _own_lots(change, sold.id)
    left = {lot.id: lot.left for lot in ledger.all_lots_left(change.db, sold.member_id)}
    from_own = min(sum(left.get(lot, 0) for lot in own), back.due)
    earned = ledger.earned_by(change.db, sold.id)
    ended = -sum(entry.points for entry in ledger.expiries_of(change.db, earned)) - before.ended
    ended = min(max(ended, 0), back.due - from_own)
    wanted = back.due - ended
    held = ledger.balance(change.db, sold.member_id)
    available = max(held.points - held.debt + back.points_back, 0)
    shortage = max(wanted - available, 0)
    return Way(ended, wanted - (shortage if policy == "clip" else 0), shortage, policy)


def _own_lots(change: Change, sale_id: int) -> set[int]:
    """Return the lots that hold the points of a sale now; a merge may have carried them."""
    made = store.own_lots(change.db, sale_id)
    return {lot for own in made for lot in ledger.lots_now(change.db, own)}


def move(
    change: Change, sold: store.SoldRow, return_id: int, back: GoingBack, way: Way, reason: str,
    approved_by: int | None = None,
) -> int:  # fmt: skip
    """Give spent points back, take earned ones, and return how many ended at once.

    What comes back may cover what has to go, even if its last day is over.
    """
    if back.points_back:
        _give_back(change, sold, return_id, back.points_back, reason, approved_by)
    if way.taken:
        own = _own_lots(change, sold.id)
        lots = ledger.all_lots_left(change.db, sold.member_id)
        taken, missing = take(way.taken, [lot for lot in lots if lot.id in own])
        more, _ = take(missing, [lot for lot in lots if lot.id not in own])
        entry = points.book(
            change, f"return:{return_id}:earn", sold.member_id, EntryKind.RETURN, -way.taken,
            change.today, sale_id=return_id, reason=RETURN, reason_text=reason,
            approved_by=approved_by,
        )  # fmt: skip
        ledger.allocate(change.db, entry, [*taken, *more])
    return points.expire_member(change, sold.member_id)


def _give_back(
    change: Change, sold: store.SoldRow, return_id: int, wanted: int, reason: str,
    approved_by: int | None,
) -> None:  # fmt: skip
    """Put points back into the lots they were taken from, the longest living ones first.

    A lot of a record that became part of this one keeps what it is: its points come back as a lot
    of the same last day.
    """
    skip = store.before(change.db, sold.id).paid_points - wanted  # this return is counted already
    own: list[Taken] = []
    moved: list[store.SpentLot] = []
    for lot in store.spent_lots(change.db, sold.id):
        passed = min(skip, lot.points)
        skip -= passed
        part = min(lot.points - passed, wanted)
        wanted -= part
        if not part:
            continue
        if lot.member_id == sold.member_id:
            own.append(Taken(lot.lot_id, -part))
        else:
            moved.append(replace(lot, points=part))
    key = f"return:{return_id}:spend"
    if own:
        entry = points.book(
            change, key, sold.member_id, EntryKind.RETURN, -sum(part.points for part in own),
            change.today, sale_id=return_id, reason=RETURN, reason_text=reason,
            approved_by=approved_by,
        )  # fmt: skip
        ledger.allocate(change.db, entry, own)
    for lot in moved:
        entry = points.book(
            change, f"{key}:{lot.lot_id}", sold.member_id, EntryKind.RETURN, lot.points,
            change.today, sale_id=return_id, reason=RETURN, reason_text=reason,
            approved_by=approved_by,
        )  # fmt: skip
        ledger.add_lot_like(change.db, entry, sold.member_id, lot.points, lot.lot_id)
    points.settle_debt(change, sold.member_id)
