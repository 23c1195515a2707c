"""Goods that come back: which part of a sale's money and points goes back with them.

Every figure is reckoned for all that came back so far and the earlier part is taken off. So two
returns of five end where one of ten ends, and the last piece brings back whatever is left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from loyaldesk.domain.basket import spread
from loyaldesk.domain.errors import CannotReturn, MoreThanSold
from loyaldesk.kernel.errors import BadInput

Points = Callable[[Sequence[int]], int]
"""Gives the points that the rules give for what is left of each line."""


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was sold, with its shares, and how much of it came back before.

    A sale known only by its amount is one line whose quantity is its Rial.

    Attributes:
        number: Its place on the receipt, from 0.
        quantity: What was sold, in thousandths; > 0.
        amount_rial: What it cost before discounts on the receipt.
        manual_rial: Its share of the discount by hand.
        reward_rial: Its share of rewards, offers and codes.
        points_rial: What points paid of it.
        gift_card_rial: What gift cards paid of it.
        wallet_rial: What the wallet paid of it.
        prepaid_rial: What of it is money on a gift card or in a wallet, not goods.
        discount_rial: Its own discount, within the amount already.
        tax_rial: Tax within the amount.
        cost_rial: What it cost the shop.
        earned: Its own points.
        back: What came back before.
        name: What people call it.
    """

    number: int
    quantity: int
    amount_rial: int
    manual_rial: int = 0
    reward_rial: int = 0
    points_rial: int = 0
    gift_card_rial: int = 0
    wallet_rial: int = 0
    prepaid_rial: int = 0
    discount_rial: int = 0
    tax_rial: int = 0
    cost_rial: int | None = None
    earned: int = 0
    back: int = 0
    name: str = ""

    @property
    def left(self) -> int:
        """What can still come back."""
        return self.quantity - self.back


@dataclass(frozen=True, slots=True)
class SoldSale:
    """A sale as far as its return needs it.

    Attributes:
        receipt: Its number.
        lines: As sold; the only one of a sale known by its amount counts Rial.
        by_amount: Whether it is known by its amount only.
        pay_points: Points that paid a part.
        reward_points: Points that rewards on it cost, gifts aside.
        gift_points: Points that gifts cost: they come back with the gift, with the last goods.
        earned: Points it gave.
        cashback_rial: Rial it gave into the wallet.
        due_before: Earned points that returns before asked for, taken or not.
    """

    receipt: int
    lines: tuple[SoldLine, ...]
    by_amount: bool = False
    pay_points: int = 0
    reward_points: int = 0
    earned: int = 0
    cashback_rial: int = 0
    due_before: int = 0
    gift_points: int = 0

    @property
    def before(self) -> tuple[int, ...]:
        """What came back of each line before."""
        return tuple(line.back for line in self.lines)


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes back: lines with their quantities, an amount, or (neither) all that is left.

    A line without a quantity comes back as far as it is left. The amount counts as the receipt
    did, before rewards.
    """

    lines: tuple[tuple[int, int | None], ...] = ()
    amount_rial: int | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """Money of goods that come back, by where it came from.

    ``amount_rial`` is what they cost less the discount by hand; cash is what is left of it after
    rewards, points, gift cards and wallet.
    """

    amount_rial: int = 0
    manual_rial: int = 0
    reward_rial: int = 0
    points_rial: int = 0
    gift_card_rial: int = 0
    wallet_rial: int = 0
    cash_rial: int = 0
    prepaid_rial: int = 0
    discount_rial: int = 0
    tax_rial: int = 0
    cost_rial: int = 0

    @property
    def value_rial(self) -> int:
        """What was to be paid for them in the end."""
        return self.amount_rial - self.reward_rial

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(*[getattr(self, f.name) + getattr(other, f.name) for f in fields(Parts)])

    def __sub__(self, other: "Parts") -> "Parts":
        return Parts(*[getattr(self, f.name) - getattr(other, f.name) for f in fields(Parts)])


@dataclass(frozen=True, slots=True)
class LineBack:
    """How much of a line comes back now, and its part of the points that are asked for."""

    line: SoldLine
    quantity: int
    parts: Parts
    earned: int


@dataclass(frozen=True, slots=True)
class GoingBack:
    """What one return moves.

    Attributes:
        parts: Money, all lines together.
        lines: The lines that come back.
        points_back: Points that paid and come back to the member.
        due: Earned points that go back to the club.
        cashback_rial: Rial that go out of the wallet again.
        is_whole: Nothing of the sale is left with the member.
        share: Value that has come back so far, and all of it: for what goes by proportion.
        due_so_far: Points asked for by this and all returns before.
        after: How much of each line is back now.
    """

    parts: Parts
    lines: tuple[LineBack, ...]
    points_back: int
    due: int
    cashback_rial: int
    is_whole: bool
    share: tuple[int, int]
    due_so_far: int
    after: tuple[int, ...] = ()


def going_back(
    sale: SoldSale, asked: Asked, *, points: str = "line", rounding: str = "keep_down",
    rules: Points | None = None,
) -> GoingBack:  # fmt: skip
    """Return what a return moves.

    Args:
        sale: As sold.
        asked: What comes back.
        points: See `Returns.points`.
        rounding: See `Returns.rounding`.
        rules: What the rules give for what is left; needed for ``recompute``.

    Raises:
        CannotReturn: If nothing is left of the sale.
        MoreThanSold: If more comes back than is left.
        BadInput: If it is asked for in a way the sale does not know.
    """
    after = left_after(sale, asked)
    was, now = _parts(sale, sale.before), _parts(sale, after)
    gone = [a - b for a, b in zip(now, was, strict=True)]
    due_so_far = due(sale, after, points, rounding, rules)
    taken = min(max(due_so_far - sale.due_before, 0), max(sale.earned - sale.due_before, 0))
    moved = [q - line.back for q, line in zip(after, sale.lines, strict=True)]
    earned = _shared_out(sale, after, taken, points, rounding)
    lines = tuple(
        LineBack(line, quantity, parts, own)
        for line, quantity, parts, own in zip(sale.lines, moved, gone, earned, strict=True)
        if quantity
    )
    return GoingBack(
        sum(gone, Parts()), lines,
        _points_back(sale, after, now) - _points_back(sale, sale.before, was), taken,
        _cashback(sale, after) - _cashback(sale, sale.before), is_whole(sale, after),
        _share(sale, after), sale.due_before + taken, after,
    )  # fmt: skip


def left_after(sale: SoldSale, asked: Asked) -> tuple[int, ...]:
    """Return how much of each line is back with the shop after what is *asked*."""
    if not any(line.left for line in sale.lines):
        raise CannotReturn("nothing left", sale.receipt)
    if asked.amount_rial is not None:
        return _by_amount(sale, asked)
    if not asked.lines:
        return tuple(line.quantity for line in sale.lines)
    if sale.by_amount:
        raise BadInput("line", "no lines", str(sale.receipt))
    after = {line.number: line.back for line in sale.lines}
    lines = {line.number: line for line in sale.lines}
    for number, quantity in asked.lines:
        line = lines.get(number)
        if line is None:
            raise BadInput("line", "no such line", str(number))
        wanted = line.quantity - after[number] if quantity is None else quantity
        if quantity is not None and quantity <= 0:
            raise BadInput("quantity", "not positive", str(quantity))
        if not wanted or after[number] + wanted > line.quantity:
            raise MoreThanSold(sale.receipt, line.name or str(number + 1), line.left)
        after[number] += wanted
    return tuple(after[line.number] for line in sale.lines)


def _by_amount(sale: SoldSale, asked: Asked) -> tuple[int, ...]:
    amount = asked.amount_rial or 0
    if asked.lines:
        raise BadInput("amount", "lines and amount", str(amount))
    if amount <= 0:
        raise BadInput("amount", "not positive", str(amount))
    if not sale.by_amount:
        raise BadInput("amount", "has lines", str(sale.receipt))
    line = sale.lines[0]
    if amount > line.left:
        raise MoreThanSold(sale.receipt, "", line.left)
    return (line.back + amount,)


def is_whole(sale: SoldSale, after: Sequence[int]) -> bool:
    """Return whether nothing is left with the member."""
    return all(q == line.quantity for q, line in zip(after, sale.lines, strict=True))


def parts_of(line: SoldLine, quantity: int) -> Parts:
    """Return the money of *quantity* of a line.

    Each share is split off what the shares before it left, rounded down: so the parts always add
    up, and none ever shrinks when more comes back.
    """
    gross = line.amount_rial * quantity // line.quantity
    manual, amount = _split(gross, line.manual_rial, line.amount_rial)
    whole = line.amount_rial - line.manual_rial
    prepaid = line.prepaid_rial * amount // whole if whole else 0
    reward, rest = _split(amount, line.reward_rial, whole)
    whole -= line.reward_rial
    points, rest = _split(rest, line.points_rial, whole)
    whole -= line.points_rial
    cards, rest = _split(rest, line.gift_card_rial, whole)
    whole -= line.gift_card_rial
    wallet, cash = _split(rest, line.wallet_rial, whole)
    return Parts(
        amount, manual, reward, points, cards, wallet, cash, prepaid,
        line.discount_rial * quantity // line.quantity,
        line.tax_rial * quantity // line.quantity,
        (line.cost_rial or 0) * quantity // line.quantity,
    )  # fmt: skip


def _split(rial: int, part: int, whole: int) -> tuple[int, int]:
    share = part * rial // whole if whole else 0
    return share, rial - share


def _parts(sale: SoldSale, back: Sequence[int]) -> list[Parts]:
    return [parts_of(line, quantity) for line, quantity in zip(sale.lines, back, strict=True)]


def _share(sale: SoldSale, back: Sequence[int]) -> tuple[int, int]:
    """Return the value of what is back and of the whole sale.

    Where nothing was to be paid the amounts count, and where these are nothing the quantities.
    """
    whole = [line.quantity for line in sale.lines]
    now, all_ = sum(_parts(sale, back), Parts()), sum(_parts(sale, whole), Parts())
    if all_.value_rial:
        return now.value_rial, all_.value_rial
    if all_.amount_rial:
        return now.amount_rial, all_.amount_rial
    return sum(back), sum(whole)


def _points_back(sale: SoldSale, back: Sequence[int], now: Sequence[Parts]) -> int:
    """Return the points that come back: with what they paid, and with what rewards took off."""
    if is_whole(sale, back):
        return sale.pay_points + sale.reward_points + sale.gift_points
    share = _share(sale, back)
    paid = (sum(p.points_rial for p in now), sum(line.points_rial for line in sale.lines))
    less = (sum(p.reward_rial for p in now), sum(line.reward_rial for line in sale.lines))
    part, whole = paid if paid[1] else share
    got = sale.pay_points * part // whole
    part, whole = less if less[1] else share
    return got + sale.reward_points * part // whole


def _cashback(sale: SoldSale, back: Sequence[int]) -> int:
    part, whole = _share(sale, back)
    return sale.cashback_rial * part // whole


def due(
    sale: SoldSale, back: Sequence[int], points: str, rounding: str, rules: Points | None = None
) -> int:
    """Return the earned points that go back when *back* of each line is back, in all.

    By line (V-F6), by share of the value (V-F1, V-F10), or by the rules on what is left (E09).
    """
    if is_whole(sale, back):
        return sale.earned
    if not any(back):
        return 0
    if points == "recompute" and rules is not None:
        left = [line.quantity - q for line, q in zip(sale.lines, back, strict=True)]
        return sale.earned - min(max(rules(left), 0), sale.earned)
    if points == "share":
        return _taken(sale.earned, *_share(sale, back), rounding)
    return sum(_due_by_line(sale, back, rounding))


def _taken(earned: int, part: int, whole: int, rounding: str) -> int:
    if rounding == "take_down":
        return earned * part // whole
    return earned - earned * (whole - part) // whole


def _due_by_line(sale: SoldSale, back: Sequence[int], rounding: str) -> list[int]:
    return [
        _taken(own, q, line.quantity, rounding)
        for own, line, q in zip(own_points(sale), sale.lines, back, strict=True)
    ]


def own_points(sale: SoldSale) -> list[int]:
    """Return the points of each line, none below zero, adding up to those of the sale.

    A multiplier that takes away may have left a line a point below zero, and a sale of an older
    program has no points by line.
    """
    own = [max(line.earned, 0) for line in sale.lines]
    if sum(own) == sale.earned:
        return own
    weights = own if any(own) else [parts.value_rial for parts in _parts(
        sale, [line.quantity for line in sale.lines]
    )]  # fmt: skip
    return spread(sale.earned, weights if any(weights) else [1] * len(own))


def _shared_out(
    sale: SoldSale, after: Sequence[int], taken: int, points: str, rounding: str
) -> list[int]:
    """Return *taken* by line, for the explanation: by line its own, else by what came back."""
    if points == "line":
        now = _due_by_line(sale, after, rounding)
        was = _due_by_line(sale, sale.before, rounding)
        own = [a - b for a, b in zip(now, was, strict=True)]
        if sum(own) == taken:
            return own
    weights = [
        (after[n] - line.back) * max(line.amount_rial, 1) // line.quantity + 1
        if after[n] > line.back
        else 0
        for n, line in enumerate(sale.lines)
    ]
    return spread(taken, weights)
