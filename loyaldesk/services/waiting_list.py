"""The waiting list: products that members asked for, and telling all of them when one has come."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.casework import line
from loyaldesk.domain.events import RequestChanged
from loyaldesk.domain.followups import HIGH, FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.requests import product_key
from loyaldesk.services import casework
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import followups as followup_store
from loyaldesk.store import requests as store


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product that people wait for; ``waiting`` are the open requests, who asked first first."""

    product: str
    waiting: tuple[store.StoredRequest, ...]

    @property
    def count(self) -> int:
        """How many ask for it."""
        return len(self.waiting)

    @property
    def since(self) -> date:
        """Since when somebody waits."""
        return self.waiting[0].opened_on


def wanted(desk: Desk) -> list[Wanted]:
    """Return what is waited for, the most wanted first; spellings of one product are one."""
    with desk.reading(Permission.FOLLOWUP_READ):
        found: dict[str, list[store.StoredRequest]] = {}
        for row in casework.shown(store.waiting(desk.db), desk):
            found.setdefault(product_key(row.product), []).append(row)
    rows = [Wanted(each[0].product, tuple(each)) for each in found.values()]
    return sorted(rows, key=lambda row: (-row.count, row.since, row.product))


def arrived(desk: Desk, product: str) -> int:
    """Make a follow-up for everybody who waits for a product that has come; return how many.

    A second time on the same day makes nothing twice.

    Raises:
        BadInput: If no product is named.
    """
    key = product_key(line("product", product, needed=True))
    with desk.change(Permission.REQUEST_WRITE) as change:
        waiting = [row for row in store.waiting(change.db) if product_key(row.product) == key]
        return sum(_tell(change, row) for row in waiting)


def _tell(change: Change, row: store.StoredRequest) -> bool:
    key = f"request:{row.id}:arrived:{change.today.isoformat()}"
    if followup_store.id_of_key(change.db, key) is not None:
        return False
    casework.end_steps(change, store.PLACE, row.id, "arrived")
    casework.next_step(change, FollowupDraft(
        key, row.member_id, row.prospect_id, row.product, "call", "request", store.PLACE, row.id,
        change.today, owner_id=row.owner_id, priority=HIGH,
    ))  # fmt: skip
    casework.happened(change, store.PLACE, row.id, "arrived")
    change.tell(RequestChanged(row.id))
    return True
