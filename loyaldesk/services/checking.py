"""Checking the club: every invariant, named in plain words when it is broken."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.desk import Desk
from loyaldesk.store import check as store

Broken = store.Broken


def check(desk: Desk, *, deep: bool = False, progress: Progress = SILENT) -> list[Broken]:
    """Return what is broken in the club; an empty list is a sound club."""
    with desk.reading(Permission.CLUB_CHECK):
        return store.check(desk.db.execute_sql, desk.clock(), deep=deep, progress=progress)
