"""Who spends is who they say: proved before the sale, asked for within it (E62)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyaldesk.domain import spender as domain
from loyaldesk.domain.errors import MemberErased, Missing, SpenderNotProved, SpendingOnHold
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.spender import Tries, accepted_pin, accepted_word, last4, word_form
from loyaldesk.kernel.persian import code_key
from loyaldesk.services import club
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.points import refuse_own
from loyaldesk.store import sales as sale_store
from loyaldesk.store import secrets
from loyaldesk.store import spender as store

Proof = domain.Proof
Verified = domain.Verified


def verify(
    desk: Desk, member_id: int, proof: Proof, *, cost: secrets.Cost = secrets.NORMAL
) -> Verified:
    """Look at a proof, before the sale begins: hashing takes too long to hold the club for.

    The wrong try is counted first, in a change of its own: neither killing the program nor the
    refused sale gives another one.

    Raises:
        SpenderNotProved: ``needed`` when nothing was given, ``unset`` when the member has no such
            proof, ``wrong``, or ``locked`` with until when.
    """
    if not proof.way:
        raise SpenderNotProved("needed")
    with desk.reading(Permission.POINTS_SPEND):
        known = store.spender(desk.db, member_id)
        if proof.way not in _ways(desk, member_id, known):
            raise SpenderNotProved("unset")
    until = note_wrong(desk, member_id)
    if not _is_right(desk, member_id, proof, known, cost):
        desk.note_failure("spender.prove", "member", member_id, "wrong")
        raise SpenderNotProved("locked" if until else "wrong", until)
    with desk.change(Permission.POINTS_SPEND) as change:
        store.set_tries(change.db, member_id, Tries())
        change.note("spender.prove", "member", member_id, way=proof.way)
    return Verified(member_id, proof.way, desk.clock())


def note_wrong(desk: Desk, member_id: int) -> datetime | None:
    """Count a wrong try; return until when nothing can be tried, if this was one too many.

    Raises:
        SpenderNotProved: ``locked``, when nothing can be tried now; it is not counted then.
    """
    with desk.change(Permission.POINTS_SPEND) as change:
        tries = store.spender(change.db, member_id).tries
        until = tries.wait_until(change.now)
        tries = tries.one_more(change.now) if until is None else Tries(tries.fails, until)
        store.set_tries(change.db, member_id, tries)
    if until is not None:
        raise SpenderNotProved("locked", until)
    return tries.locked_until


def _is_right(
    desk: Desk, member_id: int, proof: Proof, known: store.StoredSpender, cost: secrets.Cost
) -> bool:
    if proof.way == "pin":
        return secrets.verify(known.pin_hash, code_key(proof.pin), cost=cost)
    if proof.way == "word":
        return secrets.verify(known.word_hash, word_form(proof.word), cost=cost)
    with desk.reading(Permission.POINTS_SPEND):
        mobile, _ = store.mobile_and_name(desk.db, member_id)
        return store.is_card_of(desk.db, member_id, code_key(proof.card)) and (
            last4(proof.last4) == last4(mobile)
        )


def require_proof(
    change: Change, member_id: int, points: int, rules: Programme, verified: Verified | None, *,
    wallet_rial: int = 0,
) -> None:  # fmt: skip
    """Refuse points that somebody else may be spending (a step of the sale and of rewards).

    Args:
        change: The open transaction.
        member_id: Whose points.
        points: How many are spent in this sale.
        rules: The programme of the day.
        verified: What `verify` returned, if it was asked.
        wallet_rial: Money of the wallet that is spent with them; it weighs as much as the points
            that would pay it.

    Raises:
        SpendingOnHold: If the mobile changed lately, without the right to go on all the same.
        SpenderNotProved: If a proof is needed and there is none, without that right.
    """
    points += rules.spending.points_to_pay(wallet_rial)
    if points <= 0:
        return
    known = store.spender(change.db, member_id)
    hold = _hold(known, rules, change.now)
    proved = verified is not None and verified.holds(member_id, change.now)
    unproved = _asks_proof(points, rules) and not proved
    if hold is None and not unproved:
        return
    if not change.desk.may(Permission.POINTS_SPEND_UNCHECKED):
        if hold is not None:
            raise SpendingOnHold(hold, -(-(hold - change.now) // timedelta(hours=1)))
        raise SpenderNotProved("needed")
    why = [name for name, is_so in (("hold", hold is not None), ("unproved", unproved)) if is_so]
    change.note("points.spend_unchecked", "member", member_id, points=points, why=why)


def _asks_proof(points: int, rules: Programme) -> bool:
    above = rules.spending.check_above_points
    return 0 < above < points


def _hold(known: store.StoredSpender, rules: Programme, now: datetime) -> datetime | None:
    """Return until when nothing is spent because the mobile changed, or None."""
    if known.mobile_changed_at is None:
        return None
    until = known.mobile_changed_at + timedelta(hours=rules.spending.hold_hours)
    return until if now < until else None


@dataclass(frozen=True, slots=True)
class Needed:
    """What stands between a member and the points.

    Attributes:
        ways: The proofs this member can give: ``card``, ``pin``, ``word``; empty when no proof is
            asked for (only `hold_until` stands in the way) or the member has none.
        is_proof_asked: Whether a proof is needed.
        hold_until: Until when nothing is spent because the mobile changed; None: no hold.
        locked_until: Until when no proof is looked at; None: at once.
        may_skip: Whether this operator may go on without.
    """

    ways: tuple[str, ...]
    is_proof_asked: bool
    hold_until: datetime | None
    locked_until: datetime | None
    may_skip: bool


def needs(desk: Desk, member_id: int, points: int, *, wallet_rial: int = 0) -> Needed | None:
    """Return what is needed before a member's *points* and wallet are spent; None: nothing."""
    with desk.reading(Permission.POINTS_SPEND):
        now = desk.clock()
        rules = club.programme_on(desk.db, desk.today(now))
        known = store.spender(desk.db, member_id)
        hold = _hold(known, rules, now)
        points += rules.spending.points_to_pay(wallet_rial)
        asked = _asks_proof(points, rules)
        if points <= 0 or (hold is None and not asked):
            return None
        ways = _ways(desk, member_id, known) if asked else ()
        return Needed(
            ways, asked, hold, known.tries.wait_until(now),
            desk.may(Permission.POINTS_SPEND_UNCHECKED),
        )  # fmt: skip


def _ways(desk: Desk, member_id: int, known: store.StoredSpender) -> tuple[str, ...]:
    mobile, _ = store.mobile_and_name(desk.db, member_id)
    can = {
        "card": bool(last4(mobile)) and store.has_card(desk.db, member_id),
        "pin": bool(known.pin_hash),
        "word": bool(known.word_hash),
    }
    return tuple(way for way, is_so in can.items() if is_so)


@dataclass(frozen=True, slots=True)
class Proofs:
    """Which proofs a member has, for the member's page."""

    has_pin: bool
    has_word: bool
    mobile_changed_at: datetime | None


def proofs(desk: Desk, member_id: int) -> Proofs:
    """Return which proofs a member has."""
    with desk.reading(Permission.MEMBER_READ):
        known = store.spender(desk.db, member_id)
    return Proofs(bool(known.pin_hash), bool(known.word_hash), known.mobile_changed_at)


def set_pin(desk: Desk, member_id: int, pin: str, *, cost: secrets.Cost = secrets.NORMAL) -> None:
    """Give a member a PIN of four to six digits; empty takes it away.

    Raises:
        WeakSecret: If it is too easy to guess.
        Missing, MemberErased, OwnRecord: If this operator cannot give the member one.
    """
    mobile, _ = _who(desk, member_id)
    hashed = secrets.hash_secret(accepted_pin(pin, mobile), cost) if pin.strip() else ""
    with desk.change(Permission.MEMBER_EDIT_CONTACT) as change:
        _check(change, member_id)
        store.set_pin(change.db, member_id, hashed)
        change.note("spender.pin", "member", member_id, is_set=bool(hashed))
        change.tell(MemberChanged(member_id))


def set_word(desk: Desk, member_id: int, word: str, *, cost: secrets.Cost = secrets.NORMAL) -> None:
    """Give a member a family word; empty takes it away.

    Raises:
        WeakSecret: If it is too short or the member's own name.
        Missing, MemberErased, OwnRecord: If this operator cannot give the member one.
    """
    _, name = _who(desk, member_id)
    hashed = secrets.hash_secret(accepted_word(word, name), cost) if word.strip() else ""
    with desk.change(Permission.MEMBER_EDIT_CONTACT) as change:
        _check(change, member_id)
        store.set_word(change.db, member_id, hashed)
        change.note("spender.word", "member", member_id, is_set=bool(hashed))
        change.tell(MemberChanged(member_id))


def _who(desk: Desk, member_id: int) -> tuple[str, str]:
    """Return mobile and name of the member a proof is made for, if the operator may make one."""
    with desk.reading(Permission.MEMBER_EDIT_CONTACT):
        return store.mobile_and_name(desk.db, member_id)


def _check(change: Change, member_id: int) -> None:
    member = sale_store.buyer(change.db, member_id)
    if member is None:
        raise Missing("member")
    if member.state == "erased":
        raise MemberErased(member.number)
    refuse_own(change, member_id)
