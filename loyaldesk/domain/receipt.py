"""What the slip says that a member takes along: figures only, drawn elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum


class ReceiptKind(StrEnum):
    """What the slip is about."""

    SALE = "sale"
    REVERSAL = "reversal"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A stamp card after a sale: so many new stamps, and ``held`` of ``needs``."""

    name: str
    gained: int
    held: int
    needs: int


@dataclass(frozen=True, slots=True)
class Won:
    """A voucher that a sale brought: what it is, its code, its last day."""

    name: str
    code: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class ReceiptFigures:
    """Everything a receipt prints.

    Amounts and points are those of the sale and positive; a reversal or return is drawn with minus
    signs.

    Attributes:
        shop_name: Stands on top.
        number: Number of the receipt.
        at: When the sale was recorded (aware).
        zone: The shop's time zone.
        till: Name of the till.
        operator: Who recorded it.
        amount_rial: Before points were spent.
        to_pay_rial: What is left to pay in money: the amount less everything else below.
        balance: Points after this sale.
        member: Name as the shop greets the member; empty for a sale without a member.
        tier: Name of the member's tier; empty for none.
        paid_points: Points spent on this sale.
        paid_rial: What the spent points were worth.
        earned: Points this sale earned.
        kind: Sale, reversal or return.
        of_number: Of a return: the number of the receipt whose goods came back.
        reward_rial: What rewards took off.
        discounts: The same by name; empty when that is not known.
        discount_rial: What was taken off the lines by hand.
        gift_card_rial: What gift cards paid, or got back.
        wallet_rial: What the wallet paid, or got back.
        lines: What was bought or came back: name and quantity as text, and its Rial.
        cashback_rial: What the sale put into the wallet.
        benefit_rial: What the member saved: discounts of every kind and cashback.
        stamps: Cards that got stamps.
        won: Vouchers that the sale brought.
        gifts: Gifts and free pieces to hand over, by name.
        gift_cards: Gift cards that were sold: code and Rial.
        exchange_of: Of an exchange: the number of the slip of the goods that came back.
        exchange_rial: What their money was.
        is_copy: Whether this slip was printed before.
        next_tier: Name of the next tier; empty when there is none.
        distance_rial: How much more to spend until the next tier, where that is all it asks for.
        way: The way to the next tier in words, whatever it asks for.
        expiring_points: Points that expire next.
        expires_on: Their last day.
        shop_lines: Address, telephone, a line each.
        footer: Lines at the end, such as thanks.
        logo: A picture file (PNG or JPEG), or empty.
    """

    shop_name: str
    number: str
    at: datetime
    zone: tzinfo
    till: str
    operator: str
    amount_rial: int
    to_pay_rial: int
    balance: int
    member: str = ""
    tier: str = ""
    paid_points: int = 0
    paid_rial: int = 0
    earned: int = 0
    kind: ReceiptKind = ReceiptKind.SALE
    of_number: str = ""
    reward_rial: int = 0
    discounts: tuple[tuple[str, int], ...] = ()
    discount_rial: int = 0
    gift_card_rial: int = 0
    wallet_rial: int = 0
    lines: tuple[tuple[str, int], ...] = ()
    cashback_rial: int = 0
    benefit_rial: int = 0
    stamps: tuple[Stamped, ...] = ()
    won: tuple[Won, ...] = ()
    gifts: tuple[str, ...] = ()
    gift_cards: tuple[tuple[str, int], ...] = ()
    exchange_of: str = ""
    exchange_rial: int = 0
    is_copy: bool = False
    next_tier: str = ""
    distance_rial: int | None = None
    way: str = ""
    expiring_points: int = 0
    expires_on: date | None = None
    shop_lines: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: bytes = b""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment without a zone")
        paid = self.reward_rial + self.paid_rial + self.gift_card_rial + self.wallet_rial
        if self.to_pay_rial != self.amount_rial - paid:
            raise ValueError("the slip does not add up")
        if self.lines and self.amount_rial != sum(r for _, r in self.lines) - self.discount_rial:
            raise ValueError("the lines do not add up")
        if self.discounts and self.reward_rial != sum(rial for _, rial in self.discounts):
            raise ValueError("the discounts do not add up")
