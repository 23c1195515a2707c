"""A sale as another program asks for it: codes, amounts, lines and a time, all as text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.domain.errors import DeadCard, FutureSale, Missing
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import MOST_RIAL, parse_amount
from loyaldesk.kernel.persian import ascii_digits, clean, is_storable, without_marks
from loyaldesk.services import members, sales
from loyaldesk.services.desk import Desk
from loyaldesk.store import members as member_store
from loyaldesk.store import sales as store

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""A year outside is a slip, such as a Jalali one; no moment of these years leaves the calendar."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        member: Any code of the member, in any spelling.
        amount_rial: What the goods cost; 0 with lines: their sum.
        key: Chosen by the other program; a second try with it changes nothing.
        sold_at: Aware; None: now.
        lines: The goods, one by one; empty: only the amount is known.
        discount_rial: Given by hand on the whole receipt.
        codes: Vouchers and discount codes.
        rewards: Rewards taken with points.
        pay_points: Points that pay a part.
        wallet_rial: What the wallet pays; None: as much as it can.
        gift_cards: Codes with the Rial each pays; None: as much as it can.
    """

    member: str
    amount_rial: int
    key: str
    sold_at: datetime | None = None
    lines: tuple[Line, ...] = ()
    discount_rial: int = 0
    codes: tuple[str, ...] = ()
    rewards: tuple[str, ...] = ()
    pay_points: int = 0
    wallet_rial: int | None = 0
    gift_cards: tuple[tuple[str, int | None], ...] = ()


def order_of(zone: tzinfo, asked: Mapping[str, object]) -> Order:
    """Return the order that another program describes in the words of the command line.

    Raises:
        BadInput: With the word that cannot be understood.
        FutureSale: If its moment lies beyond all calendars.
    """
    lines = lines_of(asked["lines"]) if asked.get("lines") else ()
    amount = asked.get("amount")
    wallet = asked.get("wallet")
    return Order(
        text_of("code", asked.get("member")),
        0 if lines and amount is None else amount_of(amount),
        text_of("key", asked.get("key")), moment_of(asked.get("at"), zone), lines,
        amount_of(asked["discount"]) if asked.get("discount") else 0,
        _texts("code", asked.get("codes")), _texts("reward", asked.get("rewards")),
        whole_of("points", asked["pay_points"]) if asked.get("pay_points") else 0,
        None if wallet == "all" else amount_of(wallet) if wallet else 0,
        tuple(_gift_card(card) for card in _list("gift_cards", asked.get("gift_cards"))),
    )  # fmt: skip


def lines_of(value: object) -> tuple[Line, ...]:
    """Return the lines of a receipt: a list of objects, or an object with ``lines``.

    Each has ``product``, ``name``, ``category``, ``brand``, ``kind``, ``quantity``, ``price``
    (Rial a piece, before tax), ``discount``, ``tax``, ``cost`` (Rial of the line), or ``amount``
    (Rial of the line after its discount, with its tax) in place of a price.

    Raises:
        BadInput: With the line and the word that cannot be understood.
    """
    if isinstance(value, Mapping):
        value = value.get("lines")
    found = []
    for number, read in enumerate(_list("lines", value), start=1):
        where = f"lines[{number}]"
        if not isinstance(read, Mapping):
            raise BadInput(where, "no line")
        strange = sorted(set(map(str, read)) - _LINE_WORDS)
        if strange:
            raise BadInput(f"{where}.{strange[0][:40]}", "unknown")
        found.append(_line(where, read))
    if not found:
        raise BadInput("lines", "empty")
    return tuple(found)


_LINE_WORDS = {
    "product", "name", "category", "brand", "kind", "quantity", "price", "amount", "discount",
    "tax", "cost",
}  # fmt: skip


def _line(where: str, read: Mapping[str, object]) -> Line:
    def rial(word: str) -> int:
        value = read.get(word)
        return _rial(f"{where}.{word}", value) if value is not None else 0

    quantity = quantity_of(read.get("quantity", 1), f"{where}.quantity")
    discount, tax = rial("discount"), rial("tax")
    amount = rial("amount")
    if "price" in read:
        goods = (2 * rial("price") * quantity + PIECE) // (2 * PIECE)  # half a Rial up
        reckoned = goods - discount + tax
        if "amount" in read and amount != reckoned:
            raise BadInput(f"{where}.amount", "not the sum", str(amount), reckoned)
        amount = reckoned
    elif "amount" not in read:
        raise BadInput(f"{where}.price", "empty")
    words = {
        word: clean(text_of(f"{where}.{word}", read[word]))  # as the programme's own words are
        for word in ("product", "name", "category", "brand", "kind")
        if read.get(word) not in (None, "")
    }
    return Line(
        amount, quantity=quantity, discount_rial=discount, tax_rial=tax,
        cost_rial=None if read.get("cost") is None else rial("cost"), **words,
    )  # fmt: skip


def _rial(field: str, value: object) -> int:
    try:
        return amount_of(value)
    except BadInput as error:
        raise BadInput(field, error.why, error.given) from error


def quantity_of(value: object, field: str = "quantity") -> int:
    """Return a quantity such as ``2`` or ``1.250`` in thousandths.

    Raises:
        BadInput: If it is none, not above zero, or finer than a thousandth.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadInput(field, "not a number", _cut(value))
    text = ascii_digits(without_marks(str(value))).strip().replace("\u066b", ".")
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,3})0*)?", text)
    if not found:
        raise BadInput(field, "no quantity", _cut(value))
    quantity = int(found[1]) * PIECE + int((found[2] or "").ljust(3, "0"))
    if not quantity:
        raise BadInput(field, "not positive", _cut(value))
    return quantity


def whole_of(field: str, value: object) -> int:
    """Return a whole number above zero, in digits of any kind.

    Raises:
        BadInput: If it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadInput(field, "not a number", _cut(value))
    text = ascii_digits(without_marks(str(value))).strip()
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise BadInput(field, "not a number", _cut(value))
    if int(text) <= 0:
        raise BadInput(field, "not positive", _cut(value))
    return int(text)


def _list(field: str, value: object) -> Sequence[object]:
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise BadInput(field, "no list", _cut(value))
    return value


def _texts(field: str, value: object) -> tuple[str, ...]:
    return tuple(text_of(field, each) for each in _list(field, value))


def _gift_card(value: object) -> tuple[str, int | None]:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return text_of("gift_card", value), None
    if not isinstance(value, Mapping):
        raise BadInput("gift_card", "empty")
    rial = value.get("rial")
    return text_of("gift_card", value.get("code")), None if rial is None else amount_of(rial)


def sale_of(desk: Desk, typed: object) -> int:
    """Return the id of the sale with a receipt number.

    Raises:
        Missing: If there is none.
    """
    receipt = whole_of("sale", typed)
    with desk.reading(Permission.SALE_READ):
        found = store.sale_by_receipt(desk.db, receipt)
    if found is None:
        raise Missing("sale", str(receipt))
    return found.id


def text_of(field: str, value: object) -> str:
    """Return a code or key, which may also be given as a whole number.

    Raises:
        BadInput: If it is missing or cannot be stored.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadInput(field, "empty")
    text = str(value)
    if not is_storable(text):
        raise BadInput(field, "unstorable")
    return text


def amount_of(value: object) -> int:
    """Return an amount in Rial given as a number or as text in digits of any kind.

    Raises:
        BadInput: If it is none, has a fraction or is too large.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadInput("amount", "not a number" if value is not None else "empty", _cut(value))
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value > MOST_RIAL:
        raise BadInput("amount", "large")
    try:
        return parse_amount(str(value), "rial")
    except ValueError as error:
        raise BadInput("amount", str(error), _cut(value)) from error


def moment_of(value: object, zone: tzinfo) -> datetime | None:
    """Return a time such as ``2026-11-20T10:15``, in the shop's *zone* unless it names one.

    Raises:
        BadInput: If it is none.
        FutureSale: If it lies beyond all calendars.
    """
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadInput("at", "not a moment", _cut(value))
    try:
        moment = datetime.fromisoformat(ascii_digits(without_marks(value)).strip())
    except ValueError as error:
        raise BadInput("at", "not a moment", _cut(value)) from error
    if moment.year < FIRST_YEAR:
        raise BadInput("at", "too old", _cut(value))
    if moment.year > LAST_YEAR:
        raise FutureSale(_cut(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _cut(value: object) -> str:
    return str(value)[:80]


def sell(desk: Desk, order: Order) -> sales.RecordedSale:
    """Record what is asked for; a key used before answers with its first sale.

    Raises:
        ClubError: As `members.identify` and `sales.record_sale` do.
    """
    member_id = _member(desk, order)
    return sales.record_sale(
        desk,
        sales.SaleDraft(
            member_id, order.amount_rial, order.key, order.pay_points, order.sold_at, "command",
            order.lines, order.discount_rial, order.codes, order.rewards, order.wallet_rial,
            order.gift_cards,
        ),
    )  # fmt: skip


def _member(desk: Desk, order: Order) -> int:
    """Return whom a code means; a card that died since only stands for what it bought before."""
    try:
        return members.identify(desk, order.member).id
    except DeadCard:
        with desk.reading(Permission.SALE_RECORD):
            owner = member_store.owner_of_code(desk.db, order.member)
            first = store.sale_by_key(desk.db, order.key)
        if owner is None or first is None or first.member_id != owner[0]:
            raise
        return owner[0]
