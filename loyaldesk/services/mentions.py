"""Operators who are named with an ``@`` in notes and results of follow-ups."""

from collections.abc import Iterable

from loyaldesk.domain.mentions import named
from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import mentions as store

MentionRow = store.MentionRow


def of_note(change: Change, note_id: int, text: str) -> int:
    """Store whom a note names and return how many (a step of use cases)."""
    return _store(change, text, note_id=note_id)


def of_followup(change: Change, followup_id: int, text: str) -> int:
    """Store whom the result of a follow-up names and return how many (a step of use cases)."""
    return _store(change, text, followup_id=followup_id)


def _store(change: Change, text: str, **what: int) -> int:
    by = change.desk.operator.id
    if "@" not in text and "\uff20" not in text:
        return 0
    found = [id_ for id_ in named(text, store.names(change.db)) if id_ != by]
    for operator_id in found:
        store.add(change.db, operator_id, by, change.now, **what)
    return len(found)


def mine(desk: Desk, limit: int = 100, *, unseen: bool = False) -> list[MentionRow]:
    """Return the texts that name the operator at the desk, unread ones first."""
    with desk.reading(Permission.MEMBER_READ):
        return store.of_operator(desk.db, desk.operator.id, limit, unseen=unseen)


def seen(desk: Desk, ids: Iterable[int]) -> int:
    """Store that the operator at the desk read these texts; return how many were new."""
    with desk.change(Permission.MEMBER_READ) as change:
        count = store.see(change.db, desk.operator.id, ids, change.now)
        change.note("mention.seen", "operator", desk.operator.id, count=count)
    return count
