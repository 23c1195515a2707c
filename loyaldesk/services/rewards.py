"""Rewards: what a basket could take, what it took, and what a member takes without buying."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain import errors
from loyaldesk.domain.conditions import Facts, refusal
from loyaldesk.domain.discounts import Applied, Discount, Wanted
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.spender import Verified
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import code_key, is_storable
from loyaldesk.services import club, families, points, spender, vouchers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.retrying import retried
from loyaldesk.store import ledger
from loyaldesk.store import rewards as store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of

DELIVERY = ("waiting", "ready", "given")
"""Where a gift can be."""

LONGEST_KEY = 200


def gather(
    db: ClubDatabase, rules: Programme, member_id: int, today: date, basket_key: str,
    codes: Sequence[str], take: Sequence[str], now: datetime,
) -> list[Wanted]:  # fmt: skip
    """Return every reward that could be taken on a receipt, in the order of the programme.

    Args:
        db: The club.
        rules: The programme of the receipt's day.
        member_id: Who buys.
        today: The receipt's day.
        basket_key: The key of the receipt, which may hold vouchers.
        codes: Vouchers and discount codes, as typed.
        take: Codes of the rewards the member wants to take with points.
        now: The present moment, for what other baskets hold.

    Raises:
        Missing: If a reward to be taken is not in the programme.
        VoucherRefused, VoucherInUse: If a code cannot be used.
    """
    found = [Wanted(reward, "points") for reward in _chosen(rules, take)]
    seen: set[str] = set()
    for typed in codes:
        key = code_key(typed)
        if key and key not in seen:
            seen.add(key)
            found += _of_code(db, rules, member_id, today, basket_key, typed, now)
    if rules.ends_on is None or today <= rules.ends_on:
        found += [
            Wanted(reward, "offer")
            for reward in rules.rewards
            if reward.is_on and reward.take == Take.OFFER
        ]
    place = {reward.code: n for n, reward in enumerate(rules.rewards)}
    found.sort(key=lambda one: place.get(one.reward.code, len(place)))
    return _counted(db, found, member_id)


def _chosen(rules: Programme, take: Sequence[str]) -> Iterator[Reward]:
    for code in take:
        reward = rules.reward(code)
        if reward is None or not reward.is_on or reward.take != Take.POINTS:
            raise errors.Missing("reward", code)
        yield reward


def _of_code(
    db: ClubDatabase, rules: Programme, member_id: int, today: date, basket_key: str, typed: str,
    now: datetime,
) -> list[Wanted]:  # fmt: skip
    """Return what one typed code brings: a voucher, shared rewards, or nothing but a rule's yes."""
    key = code_key(typed)
    voucher = store.voucher_by_key(db, key)
    if voucher is not None:
        vouchers.refuse_unusable(db, voucher, typed, today, basket_key, now, member_id)
        return [Wanted(vouchers.promised(voucher), "voucher", voucher.id, typed)]
    if rules.ends_on is not None and today > rules.ends_on:
        raise errors.VoucherRefused(typed, "over")
    shared = [
        Wanted(reward, "code", typed=typed)
        for reward in rules.rewards
        if reward.is_on and reward.take == Take.CODE and code_key(reward.discount_code) == key
    ]
    if not shared and key not in _asked_codes(rules):
        raise errors.VoucherRefused(typed, "unknown")
    return shared


def _asked_codes(rules: Programme) -> set[str]:
    """Return the codes that rules, rewards and stamp cards ask for."""
    whens = [rule.when for rule in rules.rules if rule.is_on]
    whens += [reward.when for reward in rules.rewards if reward.is_on]
    whens += [card.when for card in rules.stamps if card.is_on]
    return {code_key(when.code) for when in whens if when.code}


def _counted(db: ClubDatabase, found: Sequence[Wanted], member_id: int) -> list[Wanted]:
    """Return the same with how often those with a limit were taken before.

    A voucher that was promised to a member is kept whatever others took.
    """
    limited = {
        one.reward.code for one in found if one.reward.most_uses or one.reward.most_per_member
    }
    if not limited:
        return list(found)
    in_all = {one.reward.code for one in found if one.reward.most_uses}
    times = store.times_taken(db, limited, member_id, in_all=in_all)
    return [
        one
        if one.reward.code not in limited or _is_promised(db, one)
        else Wanted(one.reward, one.source, one.voucher_id, one.typed, *times[one.reward.code])
        for one in found
    ]


def _is_promised(db: ClubDatabase, one: Wanted) -> bool:
    if one.voucher_id is None:
        return False
    row = db.execute_sql("SELECT member_id FROM voucher WHERE id = ?", (one.voucher_id,)).fetchone()
    return row is not None and row[0] is not None


def book_uses(
    change: Change, rules: Programme, member_id: int, sale_id: int, applied: Applied,
    basket_key: str, _codes: Sequence[str] = (),
) -> None:  # fmt: skip
    """Store the rewards of a sale: uses, used vouchers, fewer gifts; the basket lets go of all.

    Points of a reward were spent before, under ``sale:{sale_id}:reward:{n}``.

    Raises:
        VoucherRefused: If a voucher is not open any more.
        OutOfStock: If a gift is gone.
    """
    for n, discount in enumerate(applied.discounts):
        if discount.voucher_id is not None and not store.use_voucher(
            change.db, discount.voucher_id
        ):
            raise errors.VoucherRefused(discount.typed, "used")
        if discount.is_gift:
            _take_piece(change, _gift(change.db, rules, discount), basket_key)
        spent = ledger.entry_by_key(change.db, f"sale:{sale_id}:reward:{n}")
        store.add_use(
            change.db,
            store.NewUse(
                f"sale:{sale_id}:{discount.reward}:{n}", discount.reward, member_id,
                discount.points, discount.rial, _delivery(change) if discount.is_gift else "",
                change.now, change.today, change.desk.operator.id, discount.voucher_id, sale_id,
                spent.id if spent else None,
            ),
        )  # fmt: skip
    if basket_key:
        store.release_holds(change.db, basket_key)


def _gift(db: ClubDatabase, rules: Programme, discount: Discount) -> Reward:
    """Return the gift of a discount; one that only a voucher still promises has no stock left."""
    found = rules.reward(discount.reward)
    if found is not None:
        return found
    left = store.stock_of(db, discount.reward, 0) or None
    return Reward(discount.reward, discount.name_fa, discount.name_en, RewardKind.GIFT, stock=left)


def _delivery(change: Change) -> str:
    """Return where a gift is at first: given by who may hand it out, else it waits."""
    return "given" if change.desk.may(Permission.GIFT_DELIVER) else "waiting"


def _take_piece(change: Change, reward: Reward, basket_key: str) -> None:
    left = store.stock_of(change.db, reward.code, reward.stock)
    if left is None:
        return
    vouchers.refuse_empty(change.db, reward, basket_key, change.now)
    store.set_stock(change.db, reward.code, left - 1)


def undo_uses(change: Change, sale_id: int) -> None:
    """Take the rewards of a sale back: vouchers are open again, gifts are in stock again.

    When *sale_id* is a return that is itself taken back, what the return had undone stands again.

    Raises:
        VoucherRefused: If a voucher that would stand as used again was used elsewhere meanwhile.
    """
    for use in store.uses_of_sale(change.db, sale_id):
        store.undo_use(change.db, use)
    for use in store.uses_undone_by_return(change.db, sale_id):
        if not store.redo_use(change.db, use):
            voucher = store.voucher_by_id(change.db, use.voucher_id or 0)
            raise errors.VoucherRefused(voucher.typed if voucher else "", "used")


@dataclass(frozen=True, slots=True)
class TakenReward:
    """What a member took without buying.

    Attributes:
        reward: Its code.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        kind: What it is.
        points: What it cost.
        balance: Points of now.
        use_id: Of a gift: the use, to say where it is.
        delivery: Of a gift: ``waiting``, ``ready`` or ``given``.
        voucher_id: Of anything else: the voucher it became.
        typed: The code of that voucher.
        valid_until: Its last day.
        repeated: It had been taken with this key before.
    """

    reward: str
    name_fa: str
    name_en: str
    kind: str
    points: int
    balance: int
    use_id: int | None = None
    delivery: str = ""
    voucher_id: int | None = None
    typed: str = ""
    valid_until: date | None = None
    repeated: bool = False


@retried
def take_reward(
    desk: Desk, member_id: int, reward_code: str, *, key: str, proof: Verified | None = None
) -> TakenReward:
    """Let a member take a reward with points, without a sale.

    A gift is handed out or waits; anything else becomes a voucher. A second try with the same key
    changes nothing.

    Raises:
        BadInput: If the key cannot be used.
        Missing: If there is no such member, or no such reward to be taken with points.
        MemberBlocked, MemberErased, OwnRecord: If nothing can be given to the member here.
        KeyUsed: If the key was used for something else.
        RewardRefused: If a condition, a limit or the least balance forbids it.
        NotEnoughPoints, OutOfStock: If points or pieces are missing.
    """
    if not key.strip() or len(key) > LONGEST_KEY or not is_storable(key):
        raise BadInput("key", "too long" if key.strip() else "empty", limit=LONGEST_KEY)
    with desk.change(Permission.REWARD_TAKE) as change:
        change.desk.require(Permission.POINTS_SPEND)
        repeated = _taken_before(change, member_id, reward_code, key)
        if repeated is not None:
            return repeated
        buyer = vouchers.taker(change, member_id)
        rules = club.rules_on(change, change.today)
        reward = next(_chosen(rules, [reward_code]))
        if reward.points <= 0:
            raise errors.Missing("reward", reward_code)
        _refuse_taking(change, buyer, reward, rules)
        spender.require_proof(change, member_id, reward.points, rules, proof)
        taken = _take(change, member_id, reward, key)
        change.note(
            "reward.take", "member", member_id, reward=reward.code, points=reward.points,
            use=taken.use_id, voucher=taken.voucher_id,
        )  # fmt: skip
        change.tell(MemberChanged(member_id))
    return taken


def _refuse_taking(
    change: Change, buyer: sale_store.Buyer, reward: Reward, rules: Programme
) -> None:
    facts = facts_of(change.db, buyer, rules, change.now.astimezone(change.zone))
    (one,) = _counted(change.db, [Wanted(reward, "points")], buyer.id)
    why = limit_refusal(one) or refusal(reward.when, facts)
    if why:
        raise errors.RewardRefused(reward.code, why)
    held = families.spendable(change.db, buyer.id, change.today)
    if held < rules.spending.least_balance:
        raise errors.SpendRefused("balance", held, rules.spending.least_balance)
    if held < reward.points:
        raise errors.NotEnoughPoints(reward.points, held)


def limit_refusal(one: Wanted) -> str:
    """Return ``uses`` or ``member uses`` when a reward was taken as often as it may."""
    reward = one.reward
    if reward.most_uses and one.used_in_all >= reward.most_uses:
        return "uses"
    if reward.most_per_member and one.used_by_member >= reward.most_per_member:
        return "member uses"
    return ""


def facts_of(db: ClubDatabase, buyer: sale_store.Buyer, rules: Programme, at: datetime) -> Facts:
    """Return member and moment as conditions ask for them."""
    birthday, wedding_on, tags, visits = sale_store.buyer_facts(db, buyer.id)
    return Facts(
        at, rules.tier(buyer.tier).code, has_bought=visits > 0, birthday=day_of(birthday),
        wedding_on=day_of(wedding_on),
        tags=frozenset(json.loads(tags)) if tags else frozenset(),
    )  # fmt: skip


def _take(change: Change, member_id: int, reward: Reward, key: str) -> TakenReward:
    if reward.kind == RewardKind.GIFT:
        _take_piece(change, reward, "")
    families.draw(change, member_id, reward.points)
    entry = points.spend(
        change, f"take:{key}", member_id, reward.points, None, reason="reward",
        reason_text=f"{reward.name_fa} / {reward.name_en}",
    )  # fmt: skip
    balance = ledger.balance(change.db, member_id).points
    if reward.kind == RewardKind.GIFT:
        delivery = _delivery(change)
        use = store.add_use(
            change.db,
            store.NewUse(
                f"take:{key}", reward.code, member_id, reward.points, 0, delivery, change.now,
                change.today, change.desk.operator.id, entry_id=entry,
            ),
        )  # fmt: skip
        return TakenReward(
            reward.code, reward.name_fa, reward.name_en, reward.kind, reward.points, balance,
            use_id=use, delivery=delivery,
        )  # fmt: skip
    made = vouchers.make(
        change, reward, member_id, "points", entry_id=entry,
        valid_until=vouchers.last_day(change, reward.valid_days),
    )  # fmt: skip
    return TakenReward(
        reward.code, reward.name_fa, reward.name_en, reward.kind, reward.points, balance,
        voucher_id=made.id, typed=made.typed, valid_until=made.valid_until,
    )  # fmt: skip


def _taken_before(change: Change, member_id: int, reward_code: str, key: str) -> TakenReward | None:
    """Return what was taken with *key* before, or None."""
    entry = ledger.entry_by_key(change.db, f"take:{key}")
    if entry is None:
        return None
    use = store.use_by_key(change.db, f"take:{key}")
    voucher = store.voucher_by_entry(change.db, entry.id)
    code = use.reward if use else voucher.reward if voucher else ""
    owner = use.member_id if use else voucher.member_id if voucher else None
    if (owner, code) != (member_id, reward_code):
        raise errors.KeyUsed(key)
    reward = (
        vouchers.promised(voucher)
        if voucher
        else club.rules_on(change, change.today).reward(code)
        or Reward(code, code, code, RewardKind.GIFT)
    )
    return TakenReward(
        code, reward.name_fa, reward.name_en, reward.kind, -entry.points,
        ledger.balance(change.db, member_id).points, use_id=use.id if use else None,
        delivery=use.delivery if use else "", voucher_id=voucher.id if voucher else None,
        typed=voucher.typed if voucher else "",
        valid_until=voucher.valid_until if voucher else None, repeated=True,
    )  # fmt: skip


def deliver(desk: Desk, use_id: int, state: str) -> None:
    """Say where a gift is: ``waiting``, ``ready`` to be fetched, or ``given``.

    Raises:
        BadInput: If it is no such place.
        Missing: If it is no gift that was taken.
        OwnRecord: If it is a gift for the operator.
    """
    if state not in DELIVERY:
        raise BadInput("state", "unknown choice", state[:80])
    with desk.change(Permission.GIFT_DELIVER) as change:
        use = store.use_by_id(change.db, use_id)
        if use is None or not use.delivery or use.state != "taken":
            raise errors.Missing("gift", str(use_id))
        points.refuse_own(change, use.member_id)
        store.set_delivery(change.db, use_id, state)
        change.note("gift.deliver", "reward_use", use_id, state=state, before=use.delivery)
        change.tell(MemberChanged(use.member_id))


def set_stock(desk: Desk, reward_code: str, pieces: int) -> None:
    """Store how many pieces of a gift there are now.

    Raises:
        BadInput: If it is below zero or too many.
        Missing: If it is no gift whose pieces are counted.
    """
    if not 0 <= pieces <= 1_000_000:
        raise BadInput("pieces", "negative" if pieces < 0 else "range", str(pieces)[:80])
    with desk.change(Permission.GIFT_DELIVER) as change:
        reward = club.rules_on(change, change.today).reward(reward_code)
        if reward is None or reward.stock is None:
            raise errors.Missing("reward", reward_code)
        before = store.stock_of(change.db, reward.code, reward.stock)
        store.set_stock(change.db, reward.code, pieces)
        change.note("gift.stock", "reward", None, reward=reward.code, before=before, now=pieces)
