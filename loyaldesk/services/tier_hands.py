"""Tiers given by hand: with a reason, until a day, as a floor or exactly so (E51)."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.errors import MemberErased, Missing
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services import club, points, tiers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import sales as sale_store
from loyaldesk.store import standing as facts

LONGEST_REASON = 300
LONGEST = timedelta(days=3660)
"""Nobody keeps a tier by hand for longer than ten years: it would be forgotten."""


@dataclass(frozen=True, slots=True)
class TierByHand:
    """A tier given by hand that holds today."""

    tier: str
    reason: str
    from_on: date
    until_on: date
    is_floor: bool


def set_by_hand(
    desk: Desk, member_id: int, tier: str, reason: str, until_on: date, *, is_floor: bool
) -> str:
    """Give a member a tier by hand and return the tier the member stands in now.

    Args:
        desk: Where and who.
        member_id: Who.
        tier: Code of the tier.
        reason: Why, in the operator's words.
        until_on: The last day it holds.
        is_floor: The member may stand above it, but not below; else it is exactly that tier.

    Raises:
        BadInput: If there is no such tier, no reason, or no day to come.
        Missing, MemberErased, MemberMerged, OwnRecord: If nothing can be set for the member.
    """
    text = _reason(reason)
    with desk.change(Permission.TIER_SET) as change:
        rules = club.rules_on(change, change.today)
        if all(each.code != tier for each in rules.tiers):
            raise BadInput("tier", "unknown choice", tier[:80])
        if not change.today <= until_on <= change.today + LONGEST:
            raise BadInput("until", "range", until_on.isoformat())
        member = _member(change, member_id)
        if facts.hand_of(change.db, member_id) is not None:  # the tier before it is where to begin
            tiers.end_of_hand(change, member, rules, change.today)
            member = _member(change, member_id)
        facts.add_hand(
            change.db, member_id, tier, text, (change.today, until_on), change.now,
            desk.operator.id, is_floor=is_floor,
        )  # fmt: skip
        new = tiers.reassess(change, member, rules, tiers.HAND)
        change.note("tier.set", "member", member_id, tier=tier, floor=is_floor)
        change.tell(MemberChanged(member_id))
    return new


def end_by_hand(desk: Desk, member_id: int) -> str:
    """End a tier given by hand before its day; return the tier the member stands in now.

    Raises:
        Missing: If the member has none.
    """
    with desk.change(Permission.TIER_SET) as change:
        member = _member(change, member_id)
        if facts.hand_of(change.db, member_id) is None:
            raise Missing("tier by hand")
        rules = club.rules_on(change, change.today)
        new = tiers.end_of_hand(change, member, rules, change.today)
        change.note("tier.free", "member", member_id)
        change.tell(MemberChanged(member_id))
    return new


def in_hand(desk: Desk, member_id: int) -> TierByHand | None:
    """Return the tier by hand that holds today, or None."""
    with desk.reading(Permission.MEMBER_READ):
        found = facts.hand_of(desk.db, member_id)
    if found is None or not found.from_on <= desk.today() <= found.until_on:
        return None
    return TierByHand(found.tier, found.reason, found.from_on, found.until_on, found.is_floor)


def _reason(text: str) -> str:
    if not is_storable(text):
        raise BadInput("reason", "unstorable")
    done = clean(text)
    if not done:
        raise BadInput("reason", "empty")
    if len(done) > LONGEST_REASON:
        raise BadInput("reason", "too long", done[:80], LONGEST_REASON)
    return done


def _member(change: Change, member_id: int) -> sale_store.Buyer:
    member = sale_store.buyer(change.db, member_id)
    if member is None:
        raise Missing("member")
    if member.state == "erased":
        raise MemberErased(member.number)
    points.refuse_own(change, member_id)
    points.refuse_merged(change.db, member_id)
    return member
