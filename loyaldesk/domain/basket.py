"""A basket: what is bought, line by line or as one amount, and how it is to be paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

PIECE = 1000
"""Quantities are whole thousandths: one piece is 1000, 1.250 kg is 1250."""


class LineKind(StrEnum):
    """What a line is. A gift card or a top-up is money that changes its place: it never earns."""

    GOODS = "goods"
    DELIVERY = "delivery"
    GIFT_CARD = "gift_card"
    TOP_UP = "top_up"


PREPAID = (LineKind.GIFT_CARD, LineKind.TOP_UP)
"""Lines that are no turnover: they are bought with money and spent later."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt.

    Attributes:
        amount_rial: What is to be paid for it: its price times its quantity, less its own
            discount, with its tax.
        product: The shop's code of the product; for a gift card, the code of the card.
        name: What people call it.
        category: The shop's group of products.
        brand: Of the product.
        quantity: In thousandths of a piece; > 0.
        discount_rial: What the line's own discount took off already.
        tax_rial: Tax within the amount.
        cost_rial: What the goods cost the shop; None: unknown.
        kind: Goods, delivery, a gift card sold, a wallet topped up.
    """

    amount_rial: int
    product: str = ""
    name: str = ""
    category: str = ""
    brand: str = ""
    quantity: int = PIECE
    discount_rial: int = 0
    tax_rial: int = 0
    cost_rial: int | None = None
    kind: str = LineKind.GOODS


def total(lines: Sequence[Line]) -> int:
    """Return what all lines cost."""
    return sum(line.amount_rial for line in lines)


def without_prepaid(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are turnover."""
    return [line for line in lines if line.kind not in PREPAID]


def one_line(amount_rial: int) -> tuple[Line, ...]:
    """Return the only line of a receipt that is known by its amount."""
    return (Line(amount_rial),)


def part_of(line: Line, quantity: int) -> Line:
    """Return *quantity* thousandths of a line, rounded down in every amount.

    A quantity of 0 gives a line of nothing.
    """

    def share(rial: int) -> int:
        return rial * quantity // line.quantity

    return replace(
        line, quantity=quantity, amount_rial=share(line.amount_rial),
        discount_rial=share(line.discount_rial), tax_rial=share(line.tax_rial),
        cost_rial=None if line.cost_rial is None else share(line.cost_rial),
    )  # fmt: skip


def spread(rial: int, weights: Sequence[int]) -> list[int]:
    """Return *rial* shared out by *weights* so that the parts add up exactly.

    Each part is the difference of two rounded-down running sums; with no weight at all nothing is
    shared out.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts, run, given = [], 0, 0
    for weight in weights:
        run += weight
        upto = rial * run // whole
        parts.append(upto - given)
        given = upto
    return parts
