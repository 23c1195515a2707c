"""Gift cards and wallets: sell, top up, pay, give back. Steps of sales, returns and merges."""

from collections.abc import Sequence
from datetime import date

from loyaldesk.domain.accounts import (
    Account,
    AccountKind,
    AccountState,
    MoneyKind,
    new_gift_card_code,
)
from loyaldesk.domain.errors import (
    CodeInUse,
    GiftCardRefused,
    GiftCardSpent,
    Missing,
    NotEnoughMoney,
    WalletSpent,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.kernel.persian import clean, code_key, is_storable
from loyaldesk.services.desk import Change
from loyaldesk.services.members import check_code
from loyaldesk.store import accounts as store
from loyaldesk.store.database import ClubDatabase

wallet_of = store.wallet_of
card_by_code = store.card_by_code


def plan_gift_cards(
    db: ClubDatabase, asked: Sequence[tuple[str, int | None]], to_pay_rial: int, today: date
) -> list[tuple[int, int]]:
    """Return which gift card pays how much of *to_pay_rial*, in the order they were given.

    Args:
        db: The club.
        asked: Codes with what each shall pay; None: as much as it has.
        to_pay_rial: What is left to pay; no card ever pays more (V-R11).
        today: The shop's day.

    Raises:
        GiftCardRefused: If a card is unknown, blocked, closed, expired, empty or given twice.
        NotEnoughMoney: If a card shall pay more than it has.
        BadInput: If a card shall pay nothing or less.
    """
    planned, seen, left = [], set[int](), to_pay_rial
    for code, wanted in asked:
        card = usable_card(db, code, today)
        if card.id in seen:
            raise GiftCardRefused(card.code, "twice")
        seen.add(card.id)
        if wanted is not None and wanted <= 0:
            raise BadInput("gift_card", "not positive", str(wanted)[:80])
        rial = min(card.balance_rial if wanted is None else wanted, left)
        if rial > card.balance_rial:
            raise NotEnoughMoney(rial, card.balance_rial)
        if rial > 0:
            planned.append((card.id, rial))
            left -= rial
    return planned


def usable_card(db: ClubDatabase, code: str, today: date) -> Account:
    """Return the gift card with a code, if something can be paid with it.

    Raises:
        GiftCardRefused: With the reason why not.
    """
    card = known_card(db, code)
    if why := card.refusal(today):
        raise GiftCardRefused(card.code, why)
    return card


def known_card(db: ClubDatabase, code: str) -> Account:
    """Return the gift card with a code.

    Raises:
        GiftCardRefused: If there is none (``unknown``).
    """
    card = store.card_by_code(db, code) if is_storable(code) and code_key(code) else None
    if card is None:
        raise GiftCardRefused(clean(code)[:80], "unknown")
    return card


def pay_gift_cards(change: Change, planned: Sequence[tuple[int, int]], sale_id: int) -> None:
    """Take what `plan_gift_cards` planned from the cards.

    Raises:
        NotEnoughMoney: If a card has less by now.
        PermissionDenied: If the operator may not take gift cards.
    """
    if planned:
        change.desk.require(Permission.GIFT_CARD_USE)
    for account_id, rial in planned:
        _take(change, account_id, rial, sale_id)


def pay_from_wallet(change: Change, member_id: int, rial: int, sale_id: int) -> None:
    """Take *rial* from a member's wallet.

    Raises:
        NotEnoughMoney: If the wallet has less.
    """
    wallet = store.wallet_of(change.db, member_id)
    if wallet is None:
        raise NotEnoughMoney(rial, 0)
    _take(change, wallet.id, rial, sale_id)


def _take(change: Change, account_id: int, rial: int, sale_id: int) -> None:
    available = _balance(change.db, account_id)
    if rial > available:
        raise NotEnoughMoney(rial, available)
    book(change, account_id, MoneyKind.PAY, -rial, sale_id)


def sell_gift_card(
    change: Change, code: str, rial: int, sale_id: int, *, expires_on: date | None = None
) -> Account:
    """Fill a gift card that is sold, and return it.

    Args:
        change: The open transaction.
        code: What is printed on it; empty: a new code is made.
        rial: What it is worth.
        sale_id: The sale it is a line of.
        expires_on: Its last day; None: it does not end.

    Raises:
        CodeInUse: If anybody or anything has this code. A card whose sale was taken back can be
            sold again: nothing was ever paid with it.
        BankCard, BadInput: If this cannot be a code or an amount.
    """
    _check_rial(rial)
    card_id = _new_card(change, code, expires_on)
    book(change, card_id, MoneyKind.SOLD, rial, sale_id)
    return existing(change.db, card_id)


def _new_card(change: Change, code: str, expires_on: date | None) -> int:
    if not code.strip():
        typed = new_gift_card_code()
        while store.used_by(change.db, typed):
            typed = new_gift_card_code()
        return store.add_card(change.db, typed, change.now, expires_on)
    typed = check_code(code)
    card = store.card_by_code(change.db, typed)
    if card is not None and card.state == AccountState.CLOSED:
        store.renew(change.db, card.id, expires_on)
        return card.id
    if by := store.used_by(change.db, typed):
        raise CodeInUse(typed, by)
    return store.add_card(change.db, typed, change.now, expires_on)


def top_up(change: Change, member_id: int, rial: int, sale_id: int) -> None:
    """Put money that was paid into a member's wallet."""
    _check_rial(rial)
    book(change, wallet_for(change, member_id), MoneyKind.TOP_UP, rial, sale_id)


def cashback(change: Change, member_id: int, rial: int, sale_id: int, rule: str) -> None:
    """Put what *rule* gives back of a sale into a member's wallet."""
    _check_rial(rial)
    book(change, wallet_for(change, member_id), MoneyKind.CASHBACK, rial, sale_id, reason=rule)


def undo(change: Change, sale_id: int, mirror_id: int) -> None:
    """Mirror every movement of a sale or return that is taken back.

    Money that comes back is booked first: it may cover what has to go.

    Raises:
        GiftCardSpent: If a gift card it filled was spent meanwhile (E14).
        WalletSpent: If what it put into a wallet was spent meanwhile.
    """
    parts = sorted(store.parts_of(change.db, sale_id), key=lambda part: (part.rial > 0, part.id))
    for part in parts:
        _take_back(change, part, -part.rial, mirror_id, key=f"reverse:{part.id}")


def give_back(
    change: Change, sale_id: int, return_id: int, wallet_rial: int, gift_card_rial: int
) -> None:
    """Give the returned share of a sale back to where it was paid from, the last used first.

    Args:
        change: The open transaction.
        sale_id: The sale that was paid.
        return_id: The return.
        wallet_rial: What goes back to the wallet; >= 0.
        gift_card_rial: What goes back to gift cards; >= 0.

    Raises:
        BadInput: If more came back than was paid so.
    """
    paid = [p for p in store.parts_of(change.db, sale_id) if p.kind == MoneyKind.PAY]
    for kind, rial in (
        (AccountKind.WALLET, wallet_rial),
        (AccountKind.GIFT_CARD, gift_card_rial),
    ):
        left = rial
        for part in reversed([p for p in paid if p.account_kind == kind]):
            share = min(left, -part.rest)
            if share > 0:
                target = _target(change, part)
                book(change, target, MoneyKind.RETURN, share, return_id, reverses_id=part.id)
                left -= share
        if left > 0:
            raise BadInput(kind.value, "large", str(rial))


def take_back_prepaid(
    change: Change, sale_id: int, return_id: int, lines: Sequence[tuple[str, int]]
) -> None:
    """Take the money of returned gift cards and top-ups back out of them (V-F4).

    Args:
        change: The open transaction.
        sale_id: The sale they were bought in.
        return_id: The return.
        lines: For each returned line the code of the gift card (empty: a top-up) and its Rial.

    Raises:
        GiftCardSpent: If less is left on the card (E14).
        WalletSpent: If less is left in the wallet.
        GiftCardRefused: If there is no such card.
        BadInput: If more comes back than was bought in this sale.
    """
    for code, rial in lines:
        kind = MoneyKind.SOLD if code else MoneyKind.TOP_UP
        card_id = known_card(change.db, code).id if code else 0
        left = rial
        for part in reversed(store.parts_of(change.db, sale_id)):
            share = min(left, part.rest)
            if part.kind == kind and share > 0 and (not card_id or part.account_id == card_id):
                _take_back(change, part, -share, return_id)
                left -= share
        if left > 0:
            raise BadInput("amount", "large", str(rial))


def take_back_cashback(change: Change, sale_id: int, return_id: int, rial: int) -> int:
    """Take cashback of a sale back, at most what is left; return what could not be taken."""
    left = rial
    for part in reversed(store.parts_of(change.db, sale_id)):
        if part.kind != MoneyKind.CASHBACK:
            continue
        share = min(left, part.rest, _balance(change.db, _target(change, part)))
        if share > 0:
            _take_back(change, part, -share, return_id)
            left -= share
    return left


def settle_cashback(change: Change, member_id: int, sale_id: int, gain_rial: int) -> None:
    """Take cashback that returns asked for and did not find out of the *gain_rial* of a sale.

    As with points, a shortage is settled by the next earn; money that was put in is not touched.
    """
    left = gain_rial
    for returned_id, asked in store.cashback_asked(change.db, member_id) if left else ():
        parts = [p for p in store.parts_of(change.db, returned_id) if p.kind == MoneyKind.CASHBACK]
        owed = asked - sum(part.rial - part.rest for part in parts)
        for part in parts:
            share = min(left, part.rest, owed)
            if share > 0:
                _take_back(change, part, -share, sale_id)
                left, owed = left - share, owed - share


def move_wallet(
    change: Change, from_member: int, into_member: int, *, most_rial: int | None = None
) -> int:
    """Move the money of one member's wallet into another's (a step of a merge and of its undoing).

    Args:
        change: The open transaction.
        from_member: Whose wallet gives.
        into_member: Whose wallet gets.
        most_rial: Not more than this, as when a merge is undone; None: all there is.

    Returns:
        What was moved.
    """
    source = store.wallet_of(change.db, from_member)
    if source is None:
        return 0
    rial = source.balance_rial if most_rial is None else min(most_rial, source.balance_rial)
    if rial > 0:
        target = wallet_for(change, into_member)
        key = f"merge:{source.id}:{target}:{store.count_of_account(change.db, source.id)}"
        book(change, source.id, MoneyKind.MERGE, -rial, None, key=key)
        book(change, target, MoneyKind.MERGE, rial, None, key=f"{key}:in")
    return rial


def _take_back(change: Change, part: store.Part, rial: int, sale_id: int, *, key: str = "") -> None:
    """Book the mirror of *part*, or a share of it, as *rial*."""
    target = _target(change, part)
    available = _balance(change.db, target)
    if available + rial < 0:
        if part.account_kind == AccountKind.GIFT_CARD:
            raise GiftCardSpent(existing(change.db, target).code, -rial - available)
        raise WalletSpent(-rial, available)
    book(change, target, MoneyKind.REVERSE, rial, sale_id, reverses_id=part.id, key=key)
    if part.account_kind == AccountKind.GIFT_CARD:
        store.settle(change.db, target)


def _target(change: Change, part: store.Part) -> int:
    """Return the account that *part* concerns now: members may have become one since."""
    if part.account_kind == AccountKind.GIFT_CARD:
        return part.account_id
    member_id = existing(change.db, part.account_id).member_id
    assert member_id is not None  # noqa: S101  # the schema: a wallet is somebody's
    now = store.merged_into(change.db, member_id)
    return part.account_id if now == member_id else wallet_for(change, now)


def wallet_for(change: Change, member_id: int) -> int:
    """Return a member's wallet; the first money makes it."""
    wallet = store.wallet_of(change.db, member_id)
    return wallet.id if wallet else store.add_wallet(change.db, member_id, change.now)


def existing(db: ClubDatabase, account_id: int) -> Account:
    """Return an account.

    Raises:
        Missing: If there is none.
    """
    found = store.account(db, account_id)
    if found is None:
        raise Missing("account")
    return found


def _balance(db: ClubDatabase, account_id: int) -> int:
    return existing(db, account_id).balance_rial


def _check_rial(rial: int) -> None:
    if not 0 < rial <= MOST_RIAL:
        raise BadInput("amount", "large" if rial > 0 else "not positive", str(rial)[:80])


def book(
    change: Change, account_id: int, kind: MoneyKind, rial: int, sale_id: int | None, *,
    reverses_id: int | None = None, reason: str = "", key: str = "",
) -> None:  # fmt: skip
    """Add one movement; one of a sale needs no key."""
    if not key:
        assert sale_id is not None  # noqa: S101  # who books without a sale brings a key
        key = f"sale:{sale_id}:{kind.value}:{store.count_of_sale(change.db, sale_id)}"
    store.add_entry(
        change.db,
        store.NewMovement(
            account_id=account_id, key=key, kind=kind.value, rial=rial, at=change.now,
            on_day=change.today, operator_id=change.desk.operator.id, till=change.desk.till,
            sale_id=sale_id, reverses_id=reverses_id, reason=reason,
        ),
    )  # fmt: skip
