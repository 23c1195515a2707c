"""Tiers: a step of the sale lets a member rise; the nightly run lets members fall."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from loyaldesk.domain.events import TierChanged
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import months_after
from loyaldesk.domain.standing import Gap, Place, below_since, gaps, verdict
from loyaldesk.domain.tiers import Ladder, Standing, Tier, following, rank, reached
from loyaldesk.services.desk import Change
from loyaldesk.store import sales as store
from loyaldesk.store import standing as facts
from loyaldesk.store.database import ClubDatabase

SALE, NIGHT, REVERSAL, IMPORT = "sale", "night", "reversal", "import"
HAND, HAND_OVER = "hand", "hand over"

Window = tuple[date, date]


def asked(rules: Programme, member_id: int | None, *extra: str) -> facts.Asked:
    """Return what the ladder asks for, of one member or of all."""
    return facts.Asked(rules.ladder.measures | set(extra), member_id)


def standing(
    db: ClubDatabase, member_id: int, rules: Programme, day: date, since: date | None = None
) -> Standing:
    """Return what a member reached in the window that decides on *day*; *since*: in the tier."""
    return within(db, member_id, rules, rules.ladder.window(day, since))


def within(
    db: ClubDatabase, member_id: int, rules: Programme, window: Window, *extra: str
) -> Standing:  # fmt: skip
    """Return what a member reached in *window*, in what the ladder asks for and *extra*."""
    found = facts.standings(db, asked(rules, member_id, *extra), window)
    return found.get(member_id, Standing())


def spent_in_window(db: ClubDatabase, member_id: int, rules: Programme, day: date) -> int:
    """Return the money spent in the window that decides the tier on *day*."""
    first, last = rules.ladder.window(day)
    return store.spent_between(db, member_id, first, last)


def on_day(
    db: ClubDatabase, member_id: int, rules: Programme, day: date, since: date | None = None
) -> Tier:
    """Return the tier the figures alone give on *day*: the window, or the period before it."""
    ladder = rules.ladder
    first, last = ladder.window(day, since)
    best = reached(within(db, member_id, rules, (first, last)), ladder.tiers, ladder.needs)
    over = ladder.ended(day, since or day) if ladder.is_periodic else None
    if over is not None:
        before = reached(within(db, member_id, rules, over), ladder.tiers, ladder.needs)
        best = max(best, before, key=lambda tier: rank(tier.code, ladder.tiers))
    return best


def after_receipt(
    db: ClubDatabase, member: store.Buyer, rules: Programme, net_rial: int, points: int, day: date
) -> Tier:
    """Return the tier that a receipt of *day* reaches, before it is stored (V-T1..T7)."""
    hand = facts.hand_of(db, member.id)
    if hand and not hand.is_floor and hand.from_on <= day <= hand.until_on:
        return rules.tier(hand.tier)
    ladder = rules.ladder
    since = date.fromisoformat(member.tier_since)
    window = ladder.window(day, min(since, day))
    held = within(db, member.id, rules, window)
    visited = bool(held.visits) and within(db, member.id, rules, (day, day)).visits
    new = replace(
        held, rial=held.rial + net_rial, points=held.points + points,
        visits=held.visits + (net_rial > 0 and not visited),
        active_points=held.active_points + points,
    )  # fmt: skip
    best = reached(new, ladder.tiers, ladder.needs)
    codes = [best.code] + ([member.tier] if since <= day else [])
    return rules.tier(max(codes, key=lambda code: rank(code, ladder.tiers)))


def place_of(
    db: ClubDatabase, member: store.Buyer, rules: Programme, day: date, judged: Window | None
) -> Place:
    """Return where a member stands and what holds the member there."""
    ladder, since = rules.ladder, date.fromisoformat(member.tier_since)
    hand = facts.hand_of(db, member.id)
    if hand is not None and not hand.from_on <= day <= hand.until_on:
        hand = None
    brought, kept = "", Place("", since).kept_until
    if judged is not None:
        brought = store.tier_brought(db, member.id, judged[0], IMPORT)
        if softens(ladder):
            kept = kept_until(ladder, facts.last_moves(db, [member.id]).get(member.id))
    return made_place(ladder, member.tier, since, hand, brought, kept)


def made_place(
    ladder: Ladder, tier: str, since: date, hand: facts.Hand | None, brought: str, kept: date
) -> Place:  # fmt: skip
    """Return a place out of what was read; what is no tier any more holds nobody (E51)."""
    fixed = hand.tier if hand and not hand.is_floor else ""
    floors = [code for code in (hand.tier if hand else "", brought)
              if any(each.code == code for each in ladder.tiers)]  # fmt: skip
    floor = max(floors, key=lambda code: rank(code, ladder.tiers), default="")
    return Place(tier, since, fixed, floor, kept)


def softens(ladder: Ladder) -> bool:
    """Return whether a step down is followed by the next one only after a whole period."""
    return ladder.fall == "one_step" and not ladder.is_periodic


def kept_until(ladder: Ladder, move: tuple[str, str, date] | None) -> date:
    """Return until when the last move, if it was a step down, keeps a member from the next."""
    if move is None or rank(move[1], ladder.tiers) >= rank(move[0], ladder.tiers):
        return date.min
    return months_after(move[2], ladder.months)


def reassess(
    change: Change, member: store.Buyer, rules: Programme, reason: str, *,
    sale_id: int | None = None, may_fall: bool = False, run_id: int | None = None,
    day: date | None = None, after: date | None = None,
) -> str:  # fmt: skip
    """Move a member to the tier the ladder says, and return its code.

    At a sale a member only rises; in the nightly run and after a reversal also falls, as the
    ladder says, but for one window not below the tier that was brought from an older system.

    Args:
        change: The open transaction.
        member: Who.
        rules: The programme in force.
        reason: Why it is looked at.
        sale_id: The sale or mirror it is looked at for.
        may_fall: Whether the member may fall.
        run_id: The import it belongs to.
        day: The day it is looked at; None: today.
        after: The night before: periods that were over since are judged.
    """
    day = day or change.today
    new, spent = decided(change.db, member, rules, reason, day, after, may_fall=may_fall)
    if may_fall and sale_id is not None:
        new = _unlifted(change.db, member, rules, new, day, sale_id)
    move(change, member, new, reason, spent, day, sale_id=sale_id, run_id=run_id)
    return new


def decided(
    db: ClubDatabase, member: store.Buyer, rules: Programme, reason: str, day: date,
    after: date | None, *, may_fall: bool,
) -> tuple[str, int]:  # fmt: skip
    """Return the tier a member belongs in on *day*, and the money spent in the window."""
    ladder, since = rules.ladder, date.fromisoformat(member.tier_since)
    window = ladder.window(day, since)
    wanted = asked(rules, member.id, "rial")
    if reason == NIGHT:
        wanted = replace(wanted, held_on=day - timedelta(days=1))
    up = _standing(db, wanted, window)
    judged = None
    if may_fall:
        judged = ladder.judged(day, since, after)
    down = up
    if judged is not None and judged != window:
        down = _standing(db, wanted, judged)
    place = place_of(db, member, rules, day, judged)
    new = verdict(ladder, place, up, down if judged is not None else None, day)
    if is_fall(ladder, member.tier, new) and not place.fixed and reason == NIGHT:
        new = after_grace(db, rules, place, member.id, new, day)
    return new, up.rial


def _standing(db: ClubDatabase, wanted: facts.Asked, window: Window) -> Standing:
    found = facts.standings(db, wanted, window)
    return found.get(wanted.member_id or 0, Standing())


def is_fall(ladder: Ladder, old: str, new: str) -> bool:
    """Return whether *new* is below *old*."""
    return rank(new, ladder.tiers) < rank(old, ladder.tiers)


def after_grace(
    db: ClubDatabase, rules: Programme, place: Place, member_id: int, new: str, day: date
) -> str:
    """Return *new*, or the tier held while the days of grace run."""
    ladder = rules.ladder
    if not ladder.grace_days or ladder.is_periodic:
        return new
    first = ladder.window(day - timedelta(days=ladder.grace_days))[0]
    seen = facts.history(db, asked(rules, member_id), first, day)
    begun = below_since(ladder, seen, place.tier, day, place.since)
    return new if (day - begun).days >= ladder.grace_days else place.tier


def _unlifted(
    db: ClubDatabase, member: store.Buyer, rules: Programme, new: str, day: date, mirror_id: int
) -> str:
    """Return the tier after goods came back: what their sale alone had lifted does not stay.

    The ladder's patience is for time that passes, not for a purchase that never was.
    """
    ladder = rules.ladder
    before = facts.lifted_from(db, member.id, mirror_id)
    if not before or rank(new, ladder.tiers) <= rank(before, ladder.tiers):
        return new
    since = date.fromisoformat(member.tier_since)
    window = ladder.window(day, None if ladder.period == "since_change" else since)
    now = reached(within(db, member.id, rules, window), ladder.tiers, ladder.needs).code
    place = place_of(db, member, rules, day, window)
    codes = (before, now, place.floor)
    return place.fixed or max(codes, key=lambda code: rank(code, ladder.tiers))


def move(
    change: Change, member: store.Buyer, new: str, reason: str, spent: int, day: date, *,
    sale_id: int | None = None, run_id: int | None = None,
) -> None:  # fmt: skip
    """Store that a member stands in *new* from *day* on; nothing when it is so already."""
    if new == member.tier:
        return
    store.set_tier(change.db, member.id, new, day)
    store.add_tier_change(
        change.db, member.id, day, change.now, member.tier, new, reason, spent, sale_id,
        change.desk.operator.id, run_id,
    )  # fmt: skip
    change.tell(TierChanged(member.id, new))


def end_of_hand(change: Change, member: store.Buyer, rules: Programme, day: date) -> str:
    """Let a tier by hand end: the member stands where the figures say, or stood before."""
    before = facts.before_hand(change.db, member.id, HAND)
    facts.end_hand(change.db, member.id, change.now)
    if not before:
        return member.tier
    since = date.fromisoformat(member.tier_since)
    figures = on_day(change.db, member.id, rules, day, since)
    new = max(figures.code, before, key=lambda code: rank(code, rules.tiers))
    new = rules.tier(new).code
    spent = within(change.db, member.id, rules, rules.ladder.window(day, since), "rial").rial
    move(change, member, new, HAND_OVER, spent, day)
    return new


@dataclass(frozen=True, slots=True)
class Distance:
    """The way from the tier a member stands in to the one above.

    Attributes:
        tier: Where the member stands.
        above: The tier above, or None at the top.
        missing: What is missing in each measure; empty when nothing is.
        is_any: One of them is enough.
        share: Part of the way that is done, 0 to 1.
    """

    tier: Tier
    above: Tier | None
    missing: tuple[Gap, ...]
    is_any: bool
    share: float

    @property
    def rial(self) -> int | None:
        """Money that is missing, where money is the only thing asked for."""
        if self.above is None or list(self.above.needs()) != ["rial"]:
            return None
        return self.missing[0].left if self.missing else 0


def distance(db: ClubDatabase, member: store.Buyer, rules: Programme, day: date) -> Distance:
    """Return how far a member is from the tier above, in what that tier asks for."""
    ladder, held = rules.ladder, rules.tier(member.tier)
    above = following(held.code, ladder.tiers)
    if above is None:
        return Distance(held, None, (), is_any=False, share=1.0)
    found = standing(db, member.id, rules, day, date.fromisoformat(member.tier_since))
    is_any = ladder.needs == "any"
    missing = gaps(found, above)
    if is_any and len(missing) < len(above.needs()):
        missing = ()
    return Distance(held, above, missing, is_any, _share(found, held, above, is_any=is_any))


def _share(found: Standing, held: Tier, above: Tier, *, is_any: bool) -> float:
    begun = held.needs()
    shares = []
    for measure, limit in above.needs().items():
        first = min(begun.get(measure, 0), limit)
        whole = limit - first
        done = (found.of(measure) - first) / whole if whole else float(found.of(measure) >= limit)
        shares.append(min(max(done, 0.0), 1.0))
    return (max if is_any else min)(shares, default=1.0)
