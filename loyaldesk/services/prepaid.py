"""What is in gift cards and wallets: looking it up, correcting it, blocking a lost card."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.accounts import Account, AccountKind, AccountState, MoneyKind
from loyaldesk.domain.errors import (
    GiftCardRefused,
    KeyUsed,
    MemberErased,
    Missing,
    NotEnoughMoney,
)
from loyaldesk.domain.events import GiftCardChanged, MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services.accounts import book, existing, known_card, wallet_for
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.points import refuse_merged, refuse_own
from loyaldesk.store import accounts as store
from loyaldesk.store import sales as sale_store

MovementRow = store.MovementRow


@dataclass(frozen=True, slots=True)
class GiftCard:
    """A gift card at the counter; ``refusal`` is why nothing can be paid with it, or nothing."""

    id: int
    code: str
    balance_rial: int
    expires_on: date | None
    refusal: str


def balance(desk: Desk, code: str) -> GiftCard:
    """Return what is left on a gift card; one that cannot be used says why.

    Raises:
        GiftCardRefused: If there is no such card (``unknown``).
    """
    with desk.reading(Permission.GIFT_CARD_USE):
        card = known_card(desk.db, code)
        return GiftCard(
            card.id, card.code, card.balance_rial, card.expires_on, card.refusal(desk.today())
        )


@dataclass(frozen=True, slots=True)
class Wallet:
    """A member's wallet; ``account_id`` is None while nothing was ever put into it."""

    account_id: int | None
    balance_rial: int
    entries: tuple[MovementRow, ...]


def wallet(desk: Desk, member_id: int, *, limit: int = 200) -> Wallet:
    """Return a member's wallet with what moved in it, the newest first."""
    with desk.reading(Permission.MEMBER_READ):
        found = store.wallet_of(desk.db, member_id)
        if found is None:
            return Wallet(None, 0, ())
        return Wallet(
            found.id, found.balance_rial, tuple(store.movements(desk.db, found.id, limit))
        )


@dataclass(frozen=True, slots=True)
class CardLine:
    """A gift card in the list; only the end of its code is told: who knows it all can spend it."""

    id: int
    code_end: str
    balance_rial: int
    state: str
    state_reason: str
    expires_on: date | None
    made_on: date


@dataclass(frozen=True, slots=True)
class Owed:
    """Gift cards of the club, and what it owes to their holders and to wallets."""

    rows: tuple[CardLine, ...]
    gift_cards: int
    gift_card_rial: int
    wallets: int
    wallet_rial: int


def gift_cards(desk: Desk, *, everything: bool = False, limit: int = 1000) -> Owed:
    """Return the gift cards with money in them (or *everything*), and what the club owes.

    A card past its day still counts: whether it is owed is the shop's and the law's to say.
    """
    with desk.reading(Permission.REPORT_READ):
        zone = desk.zone
        rows = tuple(
            CardLine(
                card.id, card.code[-4:], card.balance_rial, card.state, card.state_reason,
                card.expires_on, card.made_at.astimezone(zone).date(),
            )
            for card in store.cards(desk.db, everything=everything, limit=limit)
        )  # fmt: skip
        owed = store.owed(desk.db)
    return Owed(
        rows, *owed.get(AccountKind.GIFT_CARD, (0, 0)), *owed.get(AccountKind.WALLET, (0, 0))
    )


def correct(desk: Desk, account_id: int, rial: int, reason: str, *, key: str) -> None:
    """Add or take money by hand, with a reason; a second try with the same key changes nothing.

    Raises:
        BadInput: If the amount is 0 or too large, or the reason is empty.
        Missing, MemberErased, MemberMerged, OwnRecord: If nothing can be booked on it here.
        GiftCardRefused: If the card's sale was taken back (``closed``).
        NotEnoughMoney: If more is taken than there is.
        KeyUsed: If the key was used for something else.
    """
    text = _reason(rial, reason)
    with desk.change(Permission.ACCOUNT_CORRECT) as change:
        _correct(change, account_id, rial, text, key)


def correct_wallet(desk: Desk, member_id: int, rial: int, reason: str, *, key: str) -> None:
    """Add or take money in a member's wallet by hand; the first money makes the wallet.

    Raises:
        BadInput, Missing, MemberErased, MemberMerged, OwnRecord, NotEnoughMoney, KeyUsed: As
            `correct`.
    """
    text = _reason(rial, reason)
    with desk.change(Permission.ACCOUNT_CORRECT) as change:
        if sale_store.buyer(change.db, member_id) is None:
            raise Missing("member")
        _correct(change, wallet_for(change, member_id), rial, text, key)


def _reason(rial: int, reason: str) -> str:
    if not 0 < abs(rial) <= MOST_RIAL:
        raise BadInput("amount", "range", str(rial)[:80])
    text = clean(reason)[:300]
    if not text:
        raise BadInput("reason", "empty")
    return text


def _correct(change: Change, account_id: int, rial: int, text: str, key: str) -> None:
    if not is_storable(key):
        raise BadInput("key", "unstorable")
    key = f"correct:{key}"
    first = store.movement_by_key(change.db, key)
    if first is not None:
        if first != (account_id, MoneyKind.CORRECT, rial):
            raise KeyUsed(key)
        return
    found = existing(change.db, account_id)
    if found.member_id is not None:
        member = sale_store.buyer(change.db, found.member_id)
        if member is not None and member.state == "erased":
            raise MemberErased(member.number)
        refuse_own(change, found.member_id)
        refuse_merged(change.db, found.member_id)
    elif found.state == AccountState.CLOSED:
        raise GiftCardRefused(found.code, found.state)
    if found.balance_rial + rial < 0:
        raise NotEnoughMoney(-rial, found.balance_rial)
    book(change, account_id, MoneyKind.CORRECT, rial, None, reason=text, key=key)
    change.note("account.correct", "account", account_id, rial=rial)
    _tell(change, found)


def block(desk: Desk, account_id: int, reason: str) -> None:
    """Block a gift card that was lost or is in doubt; its money stays in it.

    Raises:
        BadInput: If there is no reason.
        Missing: If it is no gift card, or its sale was taken back.
    """
    text = _reason(1, reason)
    with desk.change(Permission.ACCOUNT_CORRECT) as change:
        _set_state(change, account_id, AccountState.OPEN, AccountState.BLOCKED, text)
        change.note("account.block", "account", account_id)


def unblock(desk: Desk, account_id: int) -> None:
    """Let a blocked gift card pay again.

    Raises:
        Missing: If it is no blocked gift card.
    """
    with desk.change(Permission.ACCOUNT_CORRECT) as change:
        _set_state(change, account_id, AccountState.BLOCKED, AccountState.OPEN, "")
        change.note("account.unblock", "account", account_id)


def _set_state(
    change: Change, account_id: int, was: AccountState, becomes: AccountState, reason: str
) -> None:
    card = existing(change.db, account_id)
    if card.kind != AccountKind.GIFT_CARD or card.state != was:
        raise Missing("account")
    store.set_state(change.db, account_id, becomes, reason)
    if becomes == AccountState.OPEN:
        store.settle(change.db, account_id)  # its sale may have been taken back meanwhile
    _tell(change, card)


def _tell(change: Change, account: Account) -> None:
    if account.member_id is not None:
        change.tell(MemberChanged(account.member_id))
    else:
        change.tell(GiftCardChanged(account.id))
