"""What the member's page tells managers of the let-go board; it needs no figures."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Desk
from loyaldesk.store import letgo as store

LetGoRow = store.StoredLetGo


def of_member(desk: Desk, member_id: int) -> list[LetGoRow]:
    """Return what waits or holds for a member; only who decides may see it."""
    with desk.reading(Permission.LETGO_DECIDE):
        return store.of_member(desk.db, member_id)
