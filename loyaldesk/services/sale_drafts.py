"""A sale before and after it is stored, and what is refused of it before anything is looked up."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from loyaldesk.domain.basket import PREPAID, Line, LineKind, total
from loyaldesk.domain.discounts import LeftOut
from loyaldesk.domain.points import MOST_POINTS
from loyaldesk.domain.quoting import Quote
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import MOST_RIAL
from loyaldesk.kernel.persian import is_storable
from loyaldesk.services import club

if TYPE_CHECKING:
    from loyaldesk.services.approvals import Approval
    from loyaldesk.services.spender import Verified

LONGEST_KEY, LONGEST_TEXT, MOST_LINES = 200, 120, 1000


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """A sale before it is stored.

    Attributes:
        member_id: Who buys.
        amount_rial: What the goods cost after line and manual discounts; with lines it may be 0
            and is then their sum.
        key: Made when the basket was begun; a second try with it changes nothing.
        pay_points: Points that pay a part of it.
        sold_at: When it happened, aware; None: now.
        source: ``counter``, ``command``, ``import`` or ``sample``.
        lines: What is bought; empty: only the amount is known.
        discount_rial: A discount on the whole receipt, given by hand; needs lines.
        codes: Vouchers and discount codes, as typed.
        rewards: Codes of rewards that are taken with points.
        wallet_rial: What the wallet pays; None: as much as it can.
        gift_cards: Codes of gift cards with the Rial each pays; None: as much as it can.
        proof: The spender's proof, verified before; None: none was given.
        approval: A second person's leave for ``points.spend`` of these points, above the limit.
    """

    member_id: int
    amount_rial: int
    key: str
    pay_points: int = 0
    sold_at: datetime | None = None
    source: str = "counter"
    lines: tuple[Line, ...] = ()
    discount_rial: int = 0
    codes: tuple[str, ...] = ()
    rewards: tuple[str, ...] = ()
    wallet_rial: int | None = 0
    gift_cards: tuple[tuple[str, int | None], ...] = ()
    proof: "Verified | None" = None
    approval: "Approval | None" = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but amount and points was asked for."""
        return not (
            self.lines or self.discount_rial or self.codes or self.rewards
            or self.wallet_rial != 0 or self.gift_cards
        )  # fmt: skip

    def print(self) -> str:
        """Return a short mark of what was asked for: a second try must ask for the same."""
        lines = tuple(replace(line, kind=str(line.kind)) for line in self.lines)
        asked = (
            self.member_id, self.amount_rial or total(lines) - self.discount_rial,
            self.pay_points, lines, self.discount_rial, self.codes, self.rewards,
            self.wallet_rial, self.gift_cards,
        )  # fmt: skip
        return hashlib.sha256(repr(asked).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class RecordedSale:
    """What became of a sale. Balance, debt and tier are those of now.

    Attributes:
        reward_rial: What rewards, offers and codes took off.
        to_pay_rial: What was left to pay in money.
        wallet_rial: What the wallet paid.
        gift_card_rial: What gift cards paid.
        cashback_rial: What went into the wallet.
        left_out: Discounts that were not given, and why.
        gift_cards: Codes of the gift cards that were sold.
        free: Product and thousandths of pieces that are handed out on top.
    """

    sale_id: int
    receipt: int
    member_id: int
    amount_rial: int
    points: int
    paid_points: int
    paid_rial: int
    balance: int
    debt: int
    tier: str
    rose: bool
    repeated: bool
    reward_rial: int = 0
    to_pay_rial: int = 0
    wallet_rial: int = 0
    gift_card_rial: int = 0
    cashback_rial: int = 0
    left_out: tuple[LeftOut, ...] = ()
    gift_cards: tuple[str, ...] = ()
    free: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sale would bring, for the text beside the amount.

    Attributes:
        base_points: Points at the plain rate.
        points: Points it earns.
        paid_rial: What points pay.
        to_pay_rial: What is left to pay in money.
        most_points: Points that could pay at most.
        quote: All of it; None when nothing can be reckoned yet.
    """

    base_points: int
    points: int
    paid_rial: int
    to_pay_rial: int
    most_points: int = 0
    quote: Quote | None = None


def check(draft: SaleDraft) -> None:
    """Refuse what can be seen to be wrong without the club.

    Raises:
        BadInput: With the field and the reason.
    """
    if draft.lines:
        _check_lines(draft)
    elif draft.discount_rial:
        raise BadInput("discount", "needs lines", str(draft.discount_rial))
    amount = amount_of(draft)
    if not 0 < amount <= MOST_RIAL:
        raise BadInput("amount", "large" if amount > 0 else "not positive", str(amount)[:80])
    if not 0 <= draft.pay_points <= MOST_POINTS:
        why = "negative" if draft.pay_points < 0 else "range"
        raise BadInput("points", why, str(draft.pay_points)[:80])
    if draft.wallet_rial is not None and draft.wallet_rial < 0:
        raise BadInput("wallet", "negative", str(draft.wallet_rial)[:80])
    if not is_storable(draft.key):
        raise BadInput("key", "unstorable")
    if not draft.key.strip() or len(draft.key) > LONGEST_KEY:
        raise BadInput("key", "empty" if not draft.key.strip() else "too long", limit=LONGEST_KEY)
    if draft.sold_at is not None and draft.sold_at.year < club.FIRST_DAY.year:
        raise BadInput("at", "too old", draft.sold_at.isoformat())


def amount_of(draft: SaleDraft) -> int:
    """Return what the goods cost after manual discounts.

    Raises:
        BadInput: If an amount is given that is not the sum of the lines.
    """
    if not draft.lines:
        return draft.amount_rial
    amount = total(draft.lines) - draft.discount_rial
    if draft.amount_rial not in (0, amount):
        raise BadInput("amount", "not the sum", str(draft.amount_rial)[:80], amount)
    return amount


def _check_lines(draft: SaleDraft) -> None:
    if len(draft.lines) > MOST_LINES:
        raise BadInput("lines", "too many", str(len(draft.lines)), MOST_LINES)
    for number, line in enumerate(draft.lines, start=1):
        _check_line(f"lines[{number}]", line)
    turnover = sum(line.amount_rial for line in draft.lines if line.kind not in PREPAID)
    if not 0 <= draft.discount_rial <= turnover:
        raise BadInput("discount", "range", str(draft.discount_rial)[:80])


def _check_line(where: str, line: Line) -> None:
    if line.kind not in tuple(LineKind):
        raise BadInput(f"{where}.kind", "unknown", line.kind[:80])
    if not 0 < line.quantity <= 10**12:
        raise BadInput(f"{where}.quantity", "not positive", str(line.quantity)[:80])
    if not 0 <= line.amount_rial <= MOST_RIAL:
        why = "negative" if line.amount_rial < 0 else "large"
        raise BadInput(f"{where}.amount", why, str(line.amount_rial)[:80])
    if not 0 <= line.discount_rial <= MOST_RIAL:
        raise BadInput(f"{where}.discount", "range", str(line.discount_rial)[:80])
    if not 0 <= line.tax_rial <= line.amount_rial:
        raise BadInput(f"{where}.tax", "range", str(line.tax_rial)[:80])
    if line.cost_rial is not None and not 0 <= line.cost_rial <= MOST_RIAL:
        raise BadInput(f"{where}.cost", "range", str(line.cost_rial)[:80])
    if line.kind in PREPAID and not line.amount_rial:
        raise BadInput(f"{where}.amount", "not positive", "0")
    _check_texts(where, line)


def _check_texts(where: str, line: Line) -> None:
    for field in ("product", "name", "category", "brand"):
        text = getattr(line, field)
        if not is_storable(text):
            raise BadInput(f"{where}.{field}", "unstorable")
        if len(text) > LONGEST_TEXT:
            raise BadInput(f"{where}.{field}", "too long", text[:80], LONGEST_TEXT)
