"""What was chosen for the open basket: kept in it, and held for it while it is open."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from loyaldesk.domain import errors
from loyaldesk.domain.basket import Line
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.persian import code_key
from loyaldesk.services import prepaid, vouchers
from loyaldesk.services.desk import Desk
from loyaldesk.services.drafts import Basket
from loyaldesk.services.words import words
from loyaldesk.ui.pages.counter.choices import Option
from loyaldesk.ui.pages.counter.reckoning import reckon

_EMPTY = Basket("", 0, 0)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a typed code: whether it is one of ours, and why it is not taken."""

    is_known: bool
    problem: str = ""


class BasketChoices:
    """Vouchers, rewards, gift cards, wallet, points and lines of one basket.

    Args:
        desk: Where and who.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._chosen = _EMPTY
        self._holds = False

    def basket(self, key: str, member_id: int, rial: int) -> Basket:
        """Return the basket with everything that was chosen."""
        return replace(self._chosen, key=key, member_id=member_id, amount_rial=rial)

    def resume(self, kept: Basket) -> None:
        """Go on with what was chosen before; what nobody else took is held again."""
        self._chosen = kept
        for code in (*kept.codes, *kept.rewards):
            self._hold(kept.key, code)

    def forget(self) -> None:
        """The basket became a sale: that let go of what was held."""
        self._chosen, self._holds = _EMPTY, False

    def let_go(self, key: str) -> None:
        """The basket is closed: others may use what was held."""
        if self._holds and key:
            with suppress(ClubError):  # they end by themselves after a quarter of an hour
                vouchers.release(self._desk, key)
        self.forget()

    def set_lines(self, lines: Sequence[Line], discount_rial: int) -> None:
        """Take what is bought."""
        self._chosen = replace(self._chosen, lines=tuple(lines), discount_rial=discount_rial)

    def take(self, basket: Basket, option: Option) -> str:
        """Take an option of the panel; return why not, or nothing."""
        if option.kind == "points":
            self._chosen = replace(self._chosen, pay_points=option.points)
        elif option.kind == "wallet":
            self._chosen = replace(self._chosen, uses_wallet=True)
        else:
            field = "codes" if option.kind == "voucher" else "rewards"
            return self._add(basket, field, option.code)
        return ""

    def take_code(self, basket: Basket, code: str) -> Tried:
        """Take a voucher, discount code or gift card."""
        if code_key(code) in map(code_key, (*basket.codes, *basket.gift_cards)):
            return Tried(is_known=True)
        refused = self._refusal(replace(basket, codes=(*basket.codes, code)), code)
        if isinstance(refused, errors.VoucherRefused) and refused.why == "unknown":
            return self._take_gift_card(code, words(refused))
        if refused is not None:
            return Tried(is_known=True, problem=words(refused))
        return Tried(is_known=True, problem=self._add(basket, "codes", code))

    def take_out(self, field: str, code: str = "", key: str = "") -> None:
        """Take a choice out; what it held is free again."""
        self._chosen = replace(self._chosen, **_without(self._chosen, field, code))
        if field in ("codes", "rewards") and self._holds and key:
            with suppress(ClubError):
                vouchers.release(self._desk, key)
            self._holds = False
            for other in (*self._chosen.codes, *self._chosen.rewards):
                self._hold(key, other)

    def _take_gift_card(self, code: str, unknown: str) -> Tried:
        try:
            card = prepaid.balance(self._desk, code)
        except ClubError:
            return Tried(is_known=False, problem=unknown)
        if card.refusal:
            refused = errors.GiftCardRefused(card.code, card.refusal)
            return Tried(is_known=True, problem=words(refused))
        self._chosen = replace(self._chosen, gift_cards=(*self._chosen.gift_cards, code))
        return Tried(is_known=True)

    def _add(self, basket: Basket, field: str, code: str) -> str:
        if code in getattr(self._chosen, field):
            return ""
        more: dict[str, Any] = {field: (*getattr(self._chosen, field), code)}
        refused = self._refusal(replace(basket, **more), code)
        if refused is not None:
            return words(refused)
        problem = self._hold(basket.key, code)
        if not problem:
            self._chosen = replace(self._chosen, **more)
        return problem

    def _refusal(self, basket: Basket, code: str) -> ClubError | None:
        """Return why *code* does not hold in *basket*."""
        found = reckon(self._desk, basket)
        for refused in found.refused if found else ():
            if code_key(refused.code) == code_key(code):
                return refused.error
        return None

    def _hold(self, key: str, code: str) -> str:
        try:
            until = vouchers.hold(self._desk, key, code)
        except ClubError as error:
            return words(error)
        self._holds = self._holds or until is not None
        return ""


def _without(basket: Basket, field: str, code: str) -> dict[str, Any]:
    if field in ("codes", "gift_cards", "rewards"):
        held = getattr(basket, field)
        return {field: tuple(one for one in held if code_key(one) != code_key(code))}
    return {field: False if field == "uses_wallet" else 0}
