"""What a member can take now, numbered for the keyboard, and what is only a few points away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from loyaldesk.domain.basket import Line, one_line
from loyaldesk.domain.conditions import Facts, refusal
from loyaldesk.domain.discounts import Applied, Wanted, best
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.quoting import manual_shares
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.services import club, families, rewards, vouchers
from loyaldesk.services.desk import Desk
from loyaldesk.store import rewards as store
from loyaldesk.store import sales as sale_store

MOST_SHOWN = 9
"""One digit each."""


@dataclass(frozen=True, slots=True)
class Takeable:
    """A reward a member can take now.

    Attributes:
        number: 1 to 9, the key to press.
        reward: Its code.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        kind: What it is.
        source: ``voucher`` (then ``typed`` is its code) or ``points``.
        points: What it costs.
        brings_rial: How much less is paid for this basket; 0 without a basket or for a gift.
        typed: Code of the voucher.
        valid_until: Last day of the voucher; None: no end.
        stock: Pieces of a gift that are left; None: not counted.
        free: Product and thousandths of pieces handed out on top.
    """

    number: int
    reward: str
    name_fa: str
    name_en: str
    kind: str
    source: str
    points: int
    brings_rial: int
    typed: str = ""
    valid_until: date | None = None
    stock: int | None = None
    free: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A reward the member could take with more points."""

    reward: str
    name_fa: str
    name_en: str
    kind: str
    points: int
    missing: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What F6 shows. ``points``: what the member can spend today."""

    now: tuple[Takeable, ...]
    near: tuple[Near, ...]
    points: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """The basket a choice is for; without lines nothing is bought yet."""

    lines: tuple[Line, ...]
    manual: tuple[int, ...]
    facts: Facts
    offers: tuple[Wanted, ...]
    before: Applied


def offers_for(
    desk: Desk, member_id: int, *, lines: Sequence[Line] = (), amount_rial: int = 0,
    discount_rial: int = 0, basket_key: str = "",
) -> Choice:  # fmt: skip
    """Return what a member can take now, and what a few points are missing for.

    Own vouchers come first (a full stamp card is one), then rewards for points in the order of the
    programme. What would take nothing off this basket is not shown.

    Args:
        desk: Where and who.
        member_id: Who buys.
        lines: What is bought; empty: only the amount is known.
        amount_rial: The amount, when there are no lines; 0: nothing is bought yet.
        discount_rial: A discount on the whole receipt, given by hand.
        basket_key: The key of the basket, which may hold some of it already.
    """
    with desk.reading(Permission.MEMBER_READ):
        db, now, today = desk.db, desk.clock(), desk.today()
        rules = club.programme_on(db, today)
        buyer = sale_store.buyer(db, member_id)
        if buyer is None or buyer.state != "active":
            return Choice((), (), 0)
        bought = tuple(lines) or (one_line(amount_rial) if amount_rial else ())
        facts = rewards.facts_of(db, buyer, rules, now.astimezone(desk.zone))
        asked = _asked(desk, rules, member_id, bought, discount_rial, facts, basket_key)
        points = families.spendable(db, member_id, today)
        found = [*_of_vouchers(desk, asked, member_id, basket_key)]
        near = []
        for one in _for_points(desk, rules, member_id):
            shown = _shown(desk, asked, one, basket_key)
            missing = max(one.reward.points, rules.spending.least_balance) - points
            if shown is not None and missing <= 0:
                found.append(shown)
            elif shown is not None:
                reward = one.reward
                near.append(Near(
                    reward.code, reward.name_fa, reward.name_en, reward.kind, reward.points,
                    missing,
                ))  # fmt: skip
    near.sort(key=lambda one: one.missing)
    numbered = (replace(one, number=n) for n, one in enumerate(found[:MOST_SHOWN], start=1))
    return Choice(tuple(numbered), tuple(near[:MOST_SHOWN]), points)


def _asked(
    desk: Desk, rules: Programme, member_id: int, lines: tuple[Line, ...], discount_rial: int,
    facts: Facts, basket_key: str,
) -> _Asked:  # fmt: skip
    manual = manual_shares(lines, discount_rial)
    offers = rewards.gather(desk.db, rules, member_id, facts.day, basket_key, (), (), desk.clock())
    before = best(lines, manual, offers, facts)
    return _Asked(lines, manual, facts, tuple(offers), before)


def _for_points(desk: Desk, rules: Programme, member_id: int) -> list[Wanted]:
    codes = [
        reward.code
        for reward in rules.rewards
        if reward.is_on and reward.take == Take.POINTS and reward.points > 0
    ]
    every = rewards.gather(desk.db, rules, member_id, desk.today(), "", (), codes, desk.clock())
    return [one for one in every if one.source == "points"]


def _of_vouchers(desk: Desk, asked: _Asked, member_id: int, basket_key: str) -> list[Takeable]:
    found = []
    for voucher in store.open_vouchers(desk.db, member_id, asked.facts.day):
        held = store.holder(desk.db, voucher.id, desk.clock())
        if held is not None and held.basket != basket_key:
            continue
        one = Wanted(vouchers.promised(voucher), "voucher", voucher.id, voucher.typed)
        shown = _shown(desk, asked, one, basket_key)
        if shown is not None:
            found.append(replace(shown, valid_until=voucher.valid_until))
    return found


def _shown(desk: Desk, asked: _Asked, one: Wanted, basket_key: str) -> Takeable | None:
    """Return a reward as it stands in the list, or None when it cannot be taken in this basket."""
    reward = one.reward
    stock = _stock(desk, reward, basket_key)
    if stock is not None and stock < 1:
        return None
    brings, free = 0, tuple[tuple[str, int], ...]()
    if asked.lines:
        after = best(asked.lines, asked.manual, [*asked.offers, one], asked.facts)
        taken = next(
            (
                discount
                for discount in after.discounts
                if (discount.reward, discount.source) == (reward.code, one.source)
            ),
            None,
        )
        if taken is None:
            return None
        brings, free = after.rial - asked.before.rial, taken.free
    elif rewards.limit_refusal(one) or refusal(reward.when, asked.facts):
        return None
    return Takeable(
        0, reward.code, reward.name_fa, reward.name_en, reward.kind, one.source,
        reward.points if one.source == "points" else 0, brings, one.typed, None, stock, free,
    )  # fmt: skip


def _stock(desk: Desk, reward: Reward, basket_key: str) -> int | None:
    """Return the pieces of a gift that no other basket holds."""
    if reward.kind != RewardKind.GIFT:
        return None
    left = store.stock_of(desk.db, reward.code, reward.stock)
    if left is None:
        return None
    return left - store.held_pieces(desk.db, reward.code, basket_key, desk.clock())
