"""Stamp cards: a sale adds stamps, a full card becomes a voucher, a reversal mirrors both."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.domain.conditions import Facts, refusal
from loyaldesk.domain.earning import Money, minimum_refusal
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Per, StampCard
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import club, vouchers
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import rewards as store
from loyaldesk.store import stamps as stamp_store

MOST_STAMPS = 10_000
"""Most stamps one sale adds to one card: more is a mistake in the quantity."""


def book(
    change: Change, rules: Programme, member_id: int, sale_id: int, lines: Sequence[Line],
    facts: Facts,
) -> int:  # fmt: skip
    """Add the stamps of a sale and turn each full card into a voucher; return how many were full.

    A line that rewards made free counts for nothing; a second try with the same sale neither.

    Raises:
        BadInput: If a sale would fill cards without end.
    """
    if rules.ends_on is not None and facts.day > rules.ends_on:
        return 0
    cards = [card for card in rules.stamps if card.is_on]
    money, paid = _paid_lines(change, sale_id, lines)
    full = 0
    for card in cards:
        gain = _stamps(card, money, paid, facts)
        key = f"sale:{sale_id}:stamp:{card.code}"
        if not gain or stamp_store.has_entry(change.db, key):
            continue
        if gain > MOST_STAMPS:
            raise BadInput("quantity", "large", str(gain), MOST_STAMPS)
        _add(change, card.code, member_id, key, gain, sale_id)
        full += _fill(change, rules, card, member_id, sale_id)
    return full


def _paid_lines(
    change: Change, sale_id: int, lines: Sequence[Line]
) -> tuple[Money, frozenset[int]]:
    """Return the lines with their manual discounts, and the numbers of those that cost money."""
    none = (0,) * len(lines)
    shares = stamp_store.shares_of(change.db, sale_id)
    manual = tuple(shares[n][0] if n in shares else 0 for n in range(len(lines)))
    paid = frozenset(
        n
        for n, line in enumerate(lines)
        if not line.amount_rial or n not in shares or line.amount_rial > shares[n][1]
    )
    return Money(tuple(lines), manual, manual, none, none, none), paid


def _stamps(card: StampCard, money: Money, paid: frozenset[int], facts: Facts) -> int:
    meant = [n for n, line in enumerate(money.lines) if n in paid and card.goods.holds(line)]
    if not meant or refusal(card.when, facts) or minimum_refusal(card.when, money, meant):
        return 0
    if card.per != Per.UNIT:
        return 1
    return sum(money.lines[n].quantity // PIECE for n in meant)


def _add(
    change: Change, card: str, member_id: int, key: str, stamps: int, sale_id: int
) -> None:  # fmt: skip
    stamp_store.add_entry(
        change.db, card, member_id, key, stamps, sale_id, change.now, change.today,
        change.desk.operator.id,
    )  # fmt: skip


def _fill(
    change: Change, rules: Programme, card: StampCard, member_id: int, sale_id: int
) -> int:  # fmt: skip
    """Turn every full card of a member into a voucher; return how many there were."""
    reward = rules.reward(card.reward)
    if reward is None or card.needs <= 0:
        return 0
    held, full = stamp_store.stamps_of(change.db, member_id).get(card.code, 0), 0
    while held >= card.needs:
        made = vouchers.make(
            change, reward, member_id, "stamps", sale_id=sale_id,
            valid_until=vouchers.last_day(change, card.valid_days),
        )  # fmt: skip
        key = f"sale:{sale_id}:stamp:{card.code}:voucher:{made.id}"
        _add(change, card.code, member_id, key, -card.needs, sale_id)
        held -= card.needs
        full += 1
    return full


def undo(change: Change, sale_id: int) -> None:
    """Mirror the stamps of a sale, or of a return that is itself taken back.

    A voucher it made is ended while it is open, and its stamps come back; one that was used keeps
    them, so that the member may stand below zero and says so. A voucher that a return had ended is
    open again.
    """
    for entry in stamp_store.entries_of(change.db, sale_id):
        if entry.made is not None and not store.end_voucher(change.db, entry.made):
            continue
        if entry.ended is not None:
            store.reopen_voucher(change.db, entry.ended)
        _add(change, entry.card, entry.member_id, f"undo:{entry.id}", -entry.stamps, sale_id)


@dataclass(frozen=True, slots=True)
class CardStanding:
    """How far a member's card is: ``stamps`` of ``needs``; below zero after a reversal."""

    card: str
    name_fa: str
    name_en: str
    stamps: int
    needs: int
    reward: str
    reward_fa: str
    reward_en: str


def standing(desk: Desk, member_id: int) -> list[CardStanding]:
    """Return a member's stamp cards of today's programme, also those still empty."""
    with desk.reading(Permission.MEMBER_READ):
        rules = club.programme_on(desk.db, desk.today())
        held = stamp_store.stamps_of(desk.db, member_id)
    found = []
    for card in rules.stamps:
        if card.is_on or held.get(card.code):
            reward = rules.reward(card.reward)
            names = (reward.name_fa, reward.name_en) if reward else (card.reward, card.reward)
            found.append(CardStanding(
                card.code, card.name_fa, card.name_en, held.get(card.code, 0), card.needs,
                card.reward, *names,
            ))  # fmt: skip
    return found


def given(
    change: Change, rules: Programme, member_id: int, sale_id: int
) -> list[dict[str, object]]:
    """Return what a sale did to each stamp card, for its explanation (a step of the sale)."""
    entries = stamp_store.entries_of(change.db, sale_id)
    held = stamp_store.stamps_of(change.db, member_id)
    return [
        {
            "card": card.code, "name_fa": card.name_fa, "name_en": card.name_en,
            "stamps": sum(e.stamps for e in entries if e.card == card.code and e.stamps > 0),
            "held": held.get(card.code, 0), "needs": card.needs,
            "vouchers": sum(e.card == card.code and e.made is not None for e in entries),
        }
        for card in rules.stamps
        if any(entry.card == card.code for entry in entries)
    ]  # fmt: skip
