"""What the slip says that a member takes along: figures only, drawn elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum


class ReceiptKind(StrEnum):
    """What the slip is about."""

    SALE = "sale"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class ReceiptFigures:
    """Everything a receipt prints.

    Amounts and points are those of the sale and positive; a reversal is drawn with minus signs.

    Attributes:
        shop_name: Stands on top.
        number: Number of the receipt.
        at: When the sale was recorded (aware).
        zone: The shop's time zone.
        till: Name of the till.
        operator: Who recorded it.
        amount_rial: Before points were spent.
        to_pay_rial: What is left to pay: the amount less `paid_rial`.
        balance: Points after this sale.
        member: Name as the shop greets the member; empty for a sale without a member.
        tier: Name of the member's tier; empty for none.
        paid_points: Points spent on this sale.
        paid_rial: What the spent points were worth.
        earned: Points this sale earned.
        kind: Sale or reversal.
        is_copy: Whether this slip was printed before.
        next_tier: Name of the next tier; empty when there is none.
        distance_rial: How much more to spend until the next tier.
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
    is_copy: bool = False
    next_tier: str = ""
    distance_rial: int | None = None
    expiring_points: int = 0
    expires_on: date | None = None
    shop_lines: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: bytes = b""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment without a zone")
        if self.to_pay_rial != self.amount_rial - self.paid_rial:
            raise ValueError("the slip does not add up")
