"""Vouchers: made for a member or for whoever brings the code, held by a basket, listed."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import build
from loyaldesk.domain.rewards import Reward
from loyaldesk.domain.vouchers import new_voucher_code
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, code_key, is_storable
from loyaldesk.services import approvals, club, points
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import letgo
from loyaldesk.store import rewards as store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment
from loyaldesk.store.search import search_members

HELD = timedelta(minutes=15)
"""How long an open basket keeps a voucher or a gift for itself."""

MOST_AT_ONCE = 5_000
"""Most vouchers made in one act."""

ACT = "voucher.issue"
"""What a leave to make many at once is given for; it has no subject."""

MOST_HOLDERS = 200
"""Members whose vouchers a search by name shows."""

STATES = ("open", "used", "ended")


@dataclass(frozen=True, slots=True)
class IssuedVoucher:
    """A voucher that was just made."""

    id: int
    typed: str
    reward: str
    member_id: int | None
    valid_until: date | None


def document_of(reward: Reward) -> str:
    """Return a reward as a voucher keeps it: whole, so that a later programme changes nothing."""
    return json.dumps(asdict(reward), ensure_ascii=False, sort_keys=True, default=str)


def promised(voucher: store.StoredVoucher) -> Reward:
    """Return the reward that a voucher promised."""
    reward: Reward = build(Reward, json.loads(voucher.document))
    return reward


def make(
    change: Change, reward: Reward, member_id: int | None, source: str, *,
    valid_until: date | None = None, entry_id: int | None = None, sale_id: int | None = None,
    draw: Callable[[int], int] = secrets.randbelow,
) -> IssuedVoucher:  # fmt: skip
    """Store a new voucher for *reward* with a code of its own (a step of several use cases)."""
    while True:
        typed = new_voucher_code(draw)
        if store.is_code_free(change.db, typed):
            break
    voucher_id = store.add_voucher(
        change.db,
        store.NewVoucher(
            typed, typed, reward.code, document_of(reward), member_id, source, change.today,
            valid_until, change.now, change.desk.operator.id, entry_id, sale_id,
        ),
    )  # fmt: skip
    return IssuedVoucher(voucher_id, typed, reward.code, member_id, valid_until)


def last_day(change: Change, days: int) -> date | None:
    """Return the last day of a voucher made today that is good for *days*; 0: for ever."""
    return change.today + timedelta(days=days) if days else None


def refuse_unusable(
    db: ClubDatabase, voucher: store.StoredVoucher, typed: str, today: date, basket: str,
    now: datetime, member_id: int | None = None,
) -> None:  # fmt: skip
    """Refuse a voucher that cannot be used in a basket today.

    Raises:
        VoucherRefused: If it is used, ended, of another day or of another member.
        VoucherInUse: If another basket holds it (E72).
    """
    why = ""
    if voucher.state != "open":
        why = voucher.state
    elif voucher.valid_from > today:
        why = "not yet"
    elif voucher.valid_until is not None and voucher.valid_until < today:
        why = "over"
    elif member_id is not None and voucher.member_id not in (None, member_id):
        why = "other member"
    if why:
        raise errors.VoucherRefused(typed, why)
    held = store.holder(db, voucher.id, now)
    if held is not None and held.basket != basket:
        raise errors.VoucherInUse(typed, held.till)


def hold(desk: Desk, basket_key: str, code: str) -> datetime | None:
    """Keep a voucher, or a piece of a gift, for an open basket; return until when.

    A shared discount code is nothing that can be held: then None is returned.

    Raises:
        VoucherRefused: If the voucher cannot be used today.
        VoucherInUse: If another basket holds it.
        OutOfStock: If no piece of the gift is left that nobody else holds.
        BadInput: If the key cannot be stored.
    """
    if not is_storable(basket_key):
        raise BadInput("key", "unstorable")
    key = code_key(code)
    with desk.change(Permission.SALE_RECORD) as change:
        until = change.now + HELD
        voucher = store.voucher_by_key(change.db, key) if key else None
        if voucher is not None:
            refuse_unusable(change.db, voucher, code, change.today, basket_key, change.now)
            subject = ("voucher", str(voucher.id))
        else:
            reward = club.rules_on(change, change.today).reward(code)
            if reward is None or reward.stock is None:
                return None
            refuse_empty(change.db, reward, basket_key, change.now)
            subject = ("stock", reward.code)
        store.add_hold(
            change.db, *subject, basket_key, desk.till, desk.operator.id, change.now, until
        )
    return until


def release(desk: Desk, basket_key: str) -> None:
    """Let go of everything a basket holds; nothing happens when it holds nothing."""
    with desk.change(Permission.SALE_RECORD) as change:
        store.release_holds(change.db, basket_key)


def refuse_empty(db: ClubDatabase, reward: Reward, basket: str, now: datetime) -> None:
    """Refuse a gift of which no piece is left.

    Raises:
        OutOfStock: If every piece is given or held by another basket.
    """
    left = store.stock_of(db, reward.code, reward.stock)
    if left is not None and left - store.held_pieces(db, reward.code, basket, now) < 1:
        raise errors.OutOfStock(reward.code, reward.name_fa, reward.name_en)


def issue_vouchers(
    desk: Desk, reward_code: str, *, member_ids: Sequence[int] = (), count: int = 0,
    valid_until: date | None = None, note: str = "", source: str = "hand",
    approval: approvals.Approval | None = None,
) -> list[IssuedVoucher]:  # fmt: skip
    """Make vouchers: one for each of some members, or so many for whoever brings them.

    Args:
        desk: Where and who.
        reward_code: The reward they are for.
        member_ids: Whose they are; or:
        count: How many without a member.
        valid_until: Last day; None: as the reward says.
        note: Why, for the trail.
        source: ``hand``, or ``recovery`` to make good for something that went wrong.
        approval: A second person's leave for `ACT`, above the limit; its amount is how many were
            asked for.

    Raises:
        BadInput: If there are none or too many to make, or the last day is over.
        Missing, MemberErased, MemberBlocked, OwnRecord: If one is for somebody who gets none.
        ApprovalNeeded, ApprovalRefused: If a second person must agree and none did.
        VouchersStopped: If a manager decided that none of the members gets any. Where it is some
            of them, these are passed over: fewer are made than members were named.
    """
    wanted: list[int | None] = list(dict.fromkeys(member_ids)) or [None] * max(count, 0)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise BadInput("count", "range", str(count), MOST_AT_ONCE)
    if source not in ("hand", "recovery"):
        raise BadInput("source", "unknown choice", source[:80])
    with desk.change(Permission.VOUCHER_ISSUE) as change:
        rules = club.rules_on(change, change.today)
        reward = rules.reward(reward_code)
        if reward is None or not reward.is_on:
            raise errors.Missing("reward", reward_code)
        approved_by = approvals.leave_above(
            change, rules.limits.voucher_count, approval, ACT, 0, len(wanted), subject="voucher"
        )
        last = valid_until or last_day(change, reward.valid_days)
        if last is not None and last < change.today:
            raise BadInput("valid_until", "range", last.isoformat())
        stopped = _stopped(change, member_ids) if source == "hand" else frozenset()
        wanted = [member_id for member_id in wanted if member_id not in stopped]
        if not wanted:
            raise errors.VouchersStopped(len(stopped))
        made = []
        for member_id in wanted:
            if member_id is not None:
                taker(change, member_id)
                change.tell(MemberChanged(member_id))
            made.append(make(change, reward, member_id, source, valid_until=last))
        change.note(
            "voucher.issue", "voucher", made[0].id, reward=reward.code, count=len(made),
            note=clean(note)[:200], **({"stopped": len(stopped)} if stopped else {}),
            **({"approved_by": approved_by} if approved_by else {}),
        )  # fmt: skip
    return made


def _stopped(change: Change, member_ids: Sequence[int]) -> frozenset[int]:
    """Return for which members a manager decided that coupons stop; making good goes on."""
    return letgo.held(change.db, "stop_coupons", member_ids)


def taker(change: Change, member_id: int) -> sale_store.Buyer:
    """Return the member who gets something.

    Raises:
        Missing, MemberMerged, MemberErased, MemberBlocked, OwnRecord: If nothing can be given.
    """
    buyer = sale_store.buyer(change.db, member_id)
    if buyer is None:
        raise errors.Missing("member")
    points.refuse_merged(change.db, member_id)
    if buyer.state == "erased":
        raise errors.MemberErased(buyer.number)
    if buyer.state == "blocked":
        raise errors.MemberBlocked(buyer.name, buyer.state_reason)
    points.refuse_own(change, member_id)
    return buyer


def end_voucher(desk: Desk, voucher_id: int, reason: str) -> None:
    """End an open voucher before its day; points that paid for it are not given back.

    Raises:
        BadInput: If there is no reason.
        Missing: If it is no open voucher.
    """
    text = clean(reason)[:200]
    if not text:
        raise BadInput("reason", "empty")
    with desk.change(Permission.VOUCHER_ISSUE) as change:
        if not store.end_voucher(change.db, voucher_id):
            raise errors.Missing("voucher", str(voucher_id))
        change.note("voucher.end", "voucher", voucher_id, note=text)


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """A voucher as the list shows it. ``is_over``: open, but its last day is behind us."""

    id: int
    typed: str
    reward: str
    name_fa: str
    name_en: str
    member_id: int | None
    member: str
    state: str
    source: str
    valid_from: date
    valid_until: date | None
    made_at: datetime
    is_over: bool


def voucher_list(
    desk: Desk, *, member_id: int | None = None, state: str = "", reward: str = "",
    typed: str = "", ids: Sequence[int] = (), limit: int = 200, offset: int = 0,
) -> list[VoucherRow]:  # fmt: skip
    """Return vouchers, the newest first.

    Args:
        desk: Where and who.
        member_id: Only of this member.
        state: Only ``open``, ``used`` or ``ended``.
        reward: Only for this reward.
        typed: Only with this in the code, or of members found by it.
        ids: Only these.
        limit: At most so many.
        offset: After so many.
    """
    with desk.reading(Permission.MEMBER_READ):
        today = desk.today()
        sought = typed.strip()
        holders = [hit.id for hit in search_members(desk.db, sought, MOST_HOLDERS)]
        rows = desk.db.execute_sql(
            "SELECT v.id, v.typed, v.reward, v.document, v.member_id, COALESCE(m.name, ''),"
            " v.state, v.source, v.valid_from, v.valid_until, v.made_at FROM voucher v"
            " LEFT JOIN member m ON m.id = v.member_id WHERE (? IS NULL OR v.member_id = ?)"
            " AND (? = '' OR v.state = ?) AND (? = '' OR v.reward = ?)"
            " AND (? = '' OR (? <> '' AND instr(v.code_key, ?) > 0)"
            " OR v.member_id IN (SELECT value FROM json_each(?)))"
            " AND (? = '[]' OR v.id IN (SELECT value FROM json_each(?)))"
            " ORDER BY v.id DESC LIMIT ? OFFSET ?",
            (
                member_id,
                member_id,
                state,
                state,
                reward,
                reward,
                sought,
                *(code_key(sought),) * 2,
                json.dumps(holders),
                *(json.dumps(list(ids)),) * 2,
                limit,
                offset,
            ),
        ).fetchall()
    found = []
    for row in rows:
        kept = json.loads(row[3])
        until = day_of(row[9])
        found.append(VoucherRow(
            row[0], row[1], row[2], kept["name_fa"], kept["name_en"], row[4], row[5],
            row[6], row[7], date.fromisoformat(row[8]), until, utc_moment(row[10]),
            is_over=row[6] == "open" and until is not None and until < today,
        ))  # fmt: skip
    return found
