"""Who looks after a member: owner and deputy, who gets what is to be done, handing over."""

from datetime import date
from typing import Protocol

from loyaldesk.domain.care import Assigned, Wish, choose
from loyaldesk.store import care as store
from loyaldesk.store.database import ClubDatabase


class ToBeDone(Protocol):
    """What `assign` must know of something to be done: a `FollowupDraft` fits."""

    @property
    def member_id(self) -> int | None:
        """For which member."""

    @property
    def prospect_id(self) -> int | None:
        """For which prospect."""

    @property
    def owner_id(self) -> int | None:
        """Whom somebody named."""

    @property
    def role(self) -> str:
        """The role that should do it, or empty."""

    @property
    def skill(self) -> str:
        """The skill it takes, or empty."""


def owner_of(db: ClubDatabase, member_id: int) -> int | None:
    """Return the owner of a member, or None."""
    found = store.care_of(db, member_id)
    return found.owner_id if found else None


def assign(db: ClubDatabase, draft: ToBeDone, on: date) -> Assigned:
    """Return who gets something that is due on a day, and by which rule.

    Args:
        db: The club.
        draft: What is to be done.
        on: The shop's day on which it is due.
    """
    hands = store.hands(db, on)
    loads: dict[int, int] = {}

    def load(operator_id: int) -> int:
        if operator_id not in loads:
            loads[operator_id] = store.load(db, operator_id, on)
        return loads[operator_id]

    owner_id = deputy_id = None
    words: frozenset[str] = frozenset()
    if draft.member_id is not None:
        care = store.care_of(db, draft.member_id)
        owner_id, deputy_id = (care.owner_id, care.deputy_id) if care else (None, None)
        words = store.words_of(db, draft.member_id)
    elif draft.prospect_id is not None:
        owner_id = store.prospect_owner(db, draft.prospect_id)
    wish = Wish(draft.owner_id, owner_id, deputy_id, draft.role, draft.skill, words)
    return choose(hands, wish, load)
