"""A sale as another program asks for it: a code, an amount and a time, all as text."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from loyaldesk.domain.errors import DeadCard, FutureSale
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import MOST_RIAL, parse_amount
from loyaldesk.kernel.persian import ascii_digits, is_storable, without_marks
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
        amount_rial: What the goods cost.
        key: Chosen by the other program; a second try with it changes nothing.
        sold_at: Aware; None: now.
    """

    member: str
    amount_rial: int
    key: str
    sold_at: datetime | None = None


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
            member_id, order.amount_rial, order.key, sold_at=order.sold_at, source="command"
        ),
    )


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
