"""How many prospects became members, and taking the data of one out of the club."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain import errors
from loyaldesk.domain.events import ProspectChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.prospects import ERASED
from loyaldesk.services import followup_files, followup_steps
from loyaldesk.services.casework import happened
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import complaints as complaint_store
from loyaldesk.store import feedback, occasions, requests
from loyaldesk.store import followups as followup_store
from loyaldesk.store import prospects as store
from loyaldesk.store.database import without_trace


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came of the prospects of a source; ``rate`` is None while nothing is decided."""

    source: str
    came: int
    joined: int
    lost: int
    open: int

    @property
    def rate(self) -> float | None:
        """The part of those who came that joined; None: nobody came."""
        return self.joined / self.came if self.came else None


def conversion(desk: Desk, first: date, last: date) -> list[Conversion]:
    """Return for each source how many came from *first* to *last* and joined since.

    Who was a member already, or was written down twice, did not come as a prospect.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = store.by_source(desk.db, first, last)
    return [
        Conversion(
            row.source, row.came - row.known, row.joined, row.lost,
            row.came - row.known - row.joined - row.lost,
        )
        for row in rows
        if row.came > row.known
    ]  # fmt: skip


def erase(desk: Desk, prospect_id: int) -> None:
    """Take a prospect's data out of the club; what is open ends, the source stays as a figure.

    Raises:
        Missing: If there is no such prospect.
        RecordEnded: If the prospect became a member: then the member is erased.
    """
    with without_trace(desk.db), desk.change(Permission.MEMBER_ERASE) as change:
        erase_step(change, prospect_id)
        change.tell(ProspectChanged(prospect_id))
    if desk.may(Permission.FOLLOWUP_READ):  # else it is written anew with the next tick
        followup_files.keep_fresh(desk)


def erase_step(change: Change, prospect_id: int) -> None:
    """Blank what a prospect told and end what is open (a step); raises as `erase`."""
    found = store.by_id(change.db, prospect_id)
    if found is None or found.reason == ERASED:
        raise errors.Missing("prospect")
    if found.member_id is not None:
        raise errors.RecordEnded(store.PLACE, found.number, found.state)
    for followup_id in store.open_followups(change.db, prospect_id):
        if each := followup_store.by_id(change.db, followup_id):
            followup_steps.cancel_step(change, each, "erased")
    for room in (requests, feedback, occasions):
        room.forget_prospect(change.db, prospect_id, change.now, change.desk.operator.id)
    complaint_store.forget_prospect(change.db, prospect_id, change.now)
    store.blank(change.db, prospect_id)
    happened(change, store.PLACE, prospect_id, "lost", ERASED)
