"""Money kept for later: what an account is, and the codes of new gift cards."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from loyaldesk.domain.cards import is_bank_card

CODE_LENGTH = 16


class AccountKind(StrEnum):
    """What an account is."""

    WALLET = "wallet"
    GIFT_CARD = "gift_card"


class AccountState(StrEnum):
    """Whether an account can be paid with; ``closed``: the sale of the card was taken back."""

    OPEN = "open"
    BLOCKED = "blocked"
    CLOSED = "closed"


class MoneyKind(StrEnum):
    """Why money moved in an account."""

    SOLD = "sold"
    TOP_UP = "top_up"
    CASHBACK = "cashback"
    PAY = "pay"
    RETURN = "return"
    REVERSE = "reverse"
    CORRECT = "correct"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Account:
    """A wallet or a gift card.

    Attributes:
        id: Its row.
        kind: Wallet or gift card.
        member_id: Whose wallet; a gift card is anybody's who holds it.
        code: The gift card's code as it was typed; a wallet has none.
        state: Open, blocked or closed.
        state_reason: Why it is blocked.
        expires_on: Its last day; None: it does not end.
        balance_rial: What is in it.
        made_at: Since when it exists.
    """

    id: int
    kind: str
    member_id: int | None
    code: str
    state: str
    state_reason: str
    expires_on: date | None
    balance_rial: int
    made_at: datetime

    def refusal(self, today: date) -> str:
        """Return why nothing can be paid with it, or nothing."""
        if self.state != AccountState.OPEN:
            return self.state
        if self.expires_on is not None and self.expires_on < today:
            return "expired"
        return "" if self.balance_rial else "empty"


def new_gift_card_code(below: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a code nobody can guess: 15 digits drawn by *below* and one that makes no bank card.

    The last digit is five away from the one a bank card would end in: a number that a reader or a
    person takes for a bank card is never given out, and most slips of the key lead nowhere.
    """
    fifteen = f"{10**14 + below(9 * 10**14):015d}"
    bank = next(digit for digit in range(10) if is_bank_card(f"{fifteen}{digit}"))
    return f"{fifteen}{(bank + 5) % 10}"
