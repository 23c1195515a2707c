"""Everything of the request room that belongs to a member whose data are erased."""

from datetime import datetime

from loyaldesk.store import agreements, feedback, occasions, promises, prospects, requests
from loyaldesk.store.database import ClubDatabase


def forget(db: ClubDatabase, member_id: int, at: datetime, operator_id: int) -> None:
    """End what is open for a member and blank the texts of requests, voices, orders and dates."""
    for room in (requests, feedback, agreements, occasions):
        room.forget(db, member_id, at, operator_id)
    prospects.forget(db, member_id)
    promises.forget(db, member_id)
