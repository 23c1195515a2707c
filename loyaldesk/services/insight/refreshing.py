"""The snapshot of the sales is made at night, and when a page finds it far behind."""

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.desk import Desk
from loyaldesk.store import insight as store

FAR_ROWS, FAR_SHARE, FEW = 20_000, 0.01, 2_000
"""A page makes it anew when more rows than the first are missing, or more than this part of all;
below the last they are read sooner than anything is written."""


def refresh(desk: Desk, progress: Progress = SILENT) -> int:
    """Store the snapshot up to the last sale and return how many sales were new to it.

    It is reckoned while others may write and stored in one short transaction. Nothing is stored
    when members were merged meanwhile: the next turn does it.
    """
    with desk.reading(Permission.REPORT_READ):
        zone = desk.zone
        mark, upto = store.stamp(desk.db, zone), store.last_sale(desk.db)
        kept = store.state(desk.db, zone)
        new = upto - (kept.sale_id if kept else 0)
        if kept and not new:
            return 0
        packs = [store.packed(block) for block in store.blocks(desk.db, zone, progress)]
    with desk.change(Permission.REPORT_READ) as change:
        if store.stamp(change.db, change.zone) != mark:
            return 0
        store.store(change.db, packs, upto, mark, change.now)
        change.note("insight.refresh", "club", 1, new=new, blocks=len(packs))
    return new


def keep_near(desk: Desk, progress: Progress = SILENT) -> None:
    """Refresh it when it is far behind; that it cannot be stored ends nothing.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        kept, upto = store.state(desk.db, desk.zone), store.last_sale(desk.db)
    behind = upto - (kept.sale_id if kept else 0)
    if behind > FAR_ROWS or (behind > FEW and behind > upto * FAR_SHARE):
        try:
            refresh(desk, progress)
        except StorageProblem as error:
            if error.why == "damaged":
                raise
