"""What the basket on view comes to, and what of its choices does not hold just now."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.persian import code_key
from loyaldesk.services import club, sales
from loyaldesk.services.desk import Desk
from loyaldesk.services.drafts import Basket
from loyaldesk.services.sales import Preview
from loyaldesk.services.words import words
from loyaldesk.ui.parts.second_person import who_may_agree


@dataclass(frozen=True, slots=True)
class Refused:
    """A choice that does not hold now: the code that was chosen, and why."""

    code: str
    error: ClubError

    @property
    def why(self) -> str:
        """Why, in words."""
        return words(self.error)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A basket reckoned.

    Attributes:
        basket: What of it holds: this is what is recorded.
        seen: What it comes to.
        most_points: Points this operator may use on it.
        refused: Choices that do not hold for what is typed now.
    """

    basket: Basket
    seen: Preview
    most_points: int
    refused: tuple[Refused, ...]

    @property
    def spent_points(self) -> int:
        """Points that pay and that rewards cost."""
        quote = self.seen.quote
        return quote.cover.points + quote.applied.points if quote else 0


def reckon(desk: Desk, basket: Basket) -> Reckoning | None:
    """Return what *basket* comes to; None when nothing can be said.

    A choice that does not hold is put aside and told, not forgotten: the amount may still grow.
    """
    refused: list[Refused] = []
    plain = replace(basket, pay_points=0)
    while True:
        try:
            seen = sales.preview(desk, plain.draft())
            break
        except ClubError as error:
            smaller = _without(plain, error)
            if smaller is None:
                return None
            refused.append(Refused(_code(error), error))
            plain = smaller
    most = most_points(desk, seen)
    paying = min(basket.pay_points, most)
    if paying:
        plain = replace(plain, pay_points=paying)
        try:
            seen = sales.preview(desk, plain.draft())
        except ClubError:
            plain = replace(plain, pay_points=0)
    return Reckoning(plain, seen, most, tuple(refused))


def most_points(desk: Desk, seen: Preview) -> int:
    """Return how many points this operator may use on a sale."""
    if not desk.may(Permission.POINTS_SPEND):
        return 0
    spending = club.programme(desk).spending
    most, limit = seen.most_points, spending.limit_points
    may_more = desk.may(Permission.POINTS_SPEND_ABOVE_LIMIT)
    if limit and not may_more and not who_may_agree(desk):
        most = min(most, limit // spending.block_points * spending.block_points)
    return most if most >= spending.least_points else 0


def _code(error: ClubError) -> str:
    return str(getattr(error, "code", "") or getattr(error, "given", ""))


def _without(basket: Basket, error: ClubError) -> Basket | None:
    """Return the basket without the choice an error is about; None if it is about something else.

    A voucher is told by its code, a reward by its own: both stand in the same error.
    """
    code = _code(error)
    if isinstance(error, errors.RewardRefused | errors.VoucherRefused | errors.VoucherInUse):
        return _dropped(basket, lambda one: code_key(one) != code_key(code), ("codes", "rewards"))
    if isinstance(error, errors.GiftCardRefused):
        return _dropped(basket, lambda one: code_key(one) != code_key(code), ("gift_cards",))
    if isinstance(error, errors.Missing) and error.what == "reward":
        return _dropped(basket, lambda one: one != code, ("rewards",))
    return None


def _dropped(
    basket: Basket, stays: Callable[[str], bool], fields: tuple[str, ...]
) -> Basket | None:  # fmt: skip
    left = {name: tuple(filter(stays, getattr(basket, name))) for name in fields}
    smaller = replace(basket, **left)  # type: ignore[arg-type]  # the names are those above
    return smaller if smaller != basket else None
