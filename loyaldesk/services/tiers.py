"""Tiers: a step of the sale lets a member rise; the nightly run lets members fall."""

from datetime import date

from loyaldesk.domain.events import TierChanged
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import rank, window_start
from loyaldesk.services.desk import Change
from loyaldesk.store import sales as store
from loyaldesk.store.database import ClubDatabase

SALE, NIGHT, REVERSAL, IMPORT = "sale", "night", "reversal", "import"


def spent_in_window(db: ClubDatabase, member_id: int, rules: Programme, day: date) -> int:
    """Return the money that decides the tier on *day*."""
    return store.spent_between(db, member_id, window_start(day, rules.window_months), day)


def reassess(
    change: Change, member: store.Buyer, rules: Programme, reason: str, *,
    sale_id: int | None = None, may_fall: bool = False, run_id: int | None = None,
) -> str:  # fmt: skip
    """Move a member to the tier the window says, and return its code.

    At a sale a member only rises; in the nightly run and after a reversal also falls, but for one
    window not below the tier that was brought from an older system.
    """
    spent = spent_in_window(change.db, member.id, rules, change.today)
    new = rules.tier_for(spent).code
    if may_fall and rank(new, rules.tiers) < rank(member.tier, rules.tiers):
        new = _not_below_brought(change, member, rules, new)
    up = rank(new, rules.tiers) > rank(member.tier, rules.tiers)
    known = any(tier.code == member.tier for tier in rules.tiers)
    if new == member.tier or not (up or may_fall or not known):
        return member.tier
    store.set_tier(change.db, member.id, new, change.today)
    store.add_tier_change(
        change.db, member.id, change.today, change.now, member.tier, new, reason, spent, sale_id,
        change.desk.operator.id, run_id,
    )  # fmt: skip
    change.tell(TierChanged(member.id, new))
    return new


def _not_below_brought(change: Change, member: store.Buyer, rules: Programme, new: str) -> str:
    """Return *new*, or the tier an import brought while its window has not passed (E51, E55)."""
    first = window_start(change.today, rules.window_months)
    brought = store.tier_brought(change.db, member.id, first, IMPORT)
    known = any(tier.code == brought for tier in rules.tiers)
    return max(new, brought, key=lambda code: rank(code, rules.tiers)) if known else new
