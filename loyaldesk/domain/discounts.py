"""Discounts of a receipt: the best combination of rewards for the customer, and why not others.

Free goods come first, at their full price (of a set like "buy three, get one" every piece bears its
share, so that who brings a paid piece back does not keep the free one); then percentages in the
order given, each on what the earlier ones left; then fixed amounts. Nothing ever takes more than
is left of the lines it means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from loyaldesk.domain.basket import PIECE, Line, spread
from loyaldesk.domain.conditions import Facts, Goods, refusal
from loyaldesk.domain.earning import Money, minimum_refusal
from loyaldesk.domain.rewards import Reward, RewardKind

MOST_TRIED = 6
"""Up to so many stackable rewards every combination is tried; of more, all and nearly all."""

_TURN = {
    RewardKind.FREE_PRODUCT: 0,
    RewardKind.BUY_GET: 0,
    RewardKind.CHEAPEST: 0,
    RewardKind.PERCENT: 1,
    RewardKind.AMOUNT: 2,
}
"""What is reckoned before what."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reward that could be taken on this receipt.

    Attributes:
        reward: The reward, as it is today or as a voucher promised it.
        source: ``offer``, ``code``, ``voucher`` or ``points``.
        voucher_id: The voucher that brings it.
        typed: The code as it was typed.
        used_in_all: How often it was taken before, by everybody.
        used_by_member: How often by this member.
    """

    reward: Reward
    source: str
    voucher_id: int | None = None
    typed: str = ""
    used_in_all: int = 0
    used_by_member: int = 0


@dataclass(frozen=True, slots=True)
class Discount:
    """A reward that is taken.

    Attributes:
        reward: Its code.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        source: Where it came from, as in `Wanted`.
        rial: What it takes off.
        shares: The same line by line.
        points: What it costs the member.
        voucher_id: The voucher it uses up.
        typed: The code as it was typed.
        free: Product and thousandths of pieces that are handed out on top.
        is_gift: It is a gift with stock and delivery.
        pieces: Thousandths of each line that it makes free; empty: none.
    """

    reward: str
    name_fa: str
    name_en: str
    source: str
    rial: int
    shares: tuple[int, ...]
    points: int = 0
    voucher_id: int | None = None
    typed: str = ""
    free: tuple[tuple[str, int], ...] = ()
    is_gift: bool = False
    pieces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A reward that is not taken, and why.

    ``why`` is an answer of `conditions.refusal`, or ``no goods``, ``minimum``, ``quantity``,
    ``uses``, ``member uses``, ``not stackable`` (then ``beaten_by`` names a reward that is taken
    instead) or ``nothing`` (it would take nothing off).
    """

    reward: str
    name_fa: str
    name_en: str
    source: str
    why: str
    beaten_by: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of all rewards that were wanted."""

    discounts: tuple[Discount, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def shares(self, lines: int) -> tuple[int, ...]:
        """Return what is taken off each of so many lines."""
        return tuple(sum(d.shares[n] for d in self.discounts) for n in range(lines))

    def free_pieces(self, lines: int) -> tuple[int, ...]:
        """Return the thousandths of each line that are free."""
        made = [discount.pieces for discount in self.discounts if discount.pieces]
        return tuple(sum(pieces[n] for pieces in made) for n in range(lines))

    @property
    def rial(self) -> int:
        """What is taken off in all."""
        return sum(discount.rial for discount in self.discounts)

    @property
    def points(self) -> int:
        """What it costs the member."""
        return sum(discount.points for discount in self.discounts)


def best(
    lines: Sequence[Line], manual: Sequence[int], wanted: Sequence[Wanted], facts: Facts
) -> Applied:
    """Return the combination of rewards that leaves the customer the least to pay.

    Of equal ones the one that costs fewer points is taken, then the one with fewer offers (what
    was asked for by a code comes first), then the one with fewer rewards, then the order given.

    Args:
        lines: What is bought.
        manual: What the operator took off each line by hand.
        wanted: Rewards that could be taken, in the order of the programme.
        facts: Member and moment, for the conditions.
    """
    return _Receipt(lines, manual, facts).best(wanted)


def is_on_top(reward: Reward) -> bool:
    """Return whether a reward takes no money off: a gift, or pieces handed out on top."""
    return reward.kind == RewardKind.GIFT or (reward.kind == RewardKind.BUY_GET and reward.extra)


@dataclass(slots=True)
class _Rest:
    """What is still to be paid of each line, and how much of it nobody made free."""

    rial: list[int]
    quantity: list[int]


class _Receipt:
    """One receipt on which combinations are tried."""

    def __init__(self, lines: Sequence[Line], manual: Sequence[int], facts: Facts) -> None:
        self.lines, self.facts = tuple(lines), facts
        none = (0,) * len(self.lines)
        by_hand = tuple(manual)
        self.money = Money(self.lines, by_hand, by_hand, none, none, none)
        self.rest = [
            max(line.amount_rial - off, 0) for line, off in zip(lines, manual, strict=True)
        ]

    def best(self, wanted: Sequence[Wanted]) -> Applied:
        """Return what to take of *wanted*."""
        refused: dict[int, LeftOut] = {}
        taken: list[Discount] = []
        open_ones: list[int] = []
        seen: dict[str, int] = {}
        alone: dict[int, int] = {}
        for n, one in enumerate(wanted):
            why = self._why_not(one, seen.get(one.reward.code, 0))
            if not why and is_on_top(one.reward):
                taken.append(self._on_top(one))
            elif not why:
                alone[n] = self._taken([one])[0].rial
                if alone[n]:
                    open_ones.append(n)
                else:
                    why = "nothing"
            if why:
                refused[n] = _left_out(one, why)
            else:
                seen[one.reward.code] = seen.get(one.reward.code, 0) + 1
        chosen, discounts = self._choose(wanted, open_ones)
        for n in open_ones:
            if n not in chosen:
                refused[n] = _beaten(wanted[n], [wanted[c] for c in chosen], discounts)
        return Applied(
            (*discounts, *taken), tuple(refused[n] for n in range(len(wanted)) if n in refused)
        )

    def _why_not(self, one: Wanted, before: int) -> str:
        reward = one.reward
        if reward.most_uses and one.used_in_all + before >= reward.most_uses:
            return "uses"
        if reward.most_per_member and one.used_by_member + before >= reward.most_per_member:
            return "member uses"
        why = refusal(reward.when, self.facts)
        if why:
            return why
        meant = self._meant(reward.goods)
        needs_goods = reward.kind != RewardKind.GIFT or reward.goods != Goods()
        if not meant and needs_goods:
            return "no goods"
        why = minimum_refusal(reward.when, self.money, meant)
        if why or reward.kind != RewardKind.BUY_GET:
            return why
        return "" if _free_of(reward, self._pieces(meant)) else "quantity"

    def _meant(self, goods: Goods) -> list[int]:
        return [n for n, line in enumerate(self.lines) if goods.holds(line)]

    def _pieces(self, meant: Sequence[int]) -> int:
        return sum(self.lines[n].quantity // PIECE for n in meant)

    def _choose(
        self, wanted: Sequence[Wanted], open_ones: Sequence[int]
    ) -> tuple[tuple[int, ...], list[Discount]]:
        """Return the best of all allowed combinations, as numbers of *wanted*."""
        best_of: tuple[tuple[int, ...], list[Discount]] = ((), [])
        best_mark: tuple[int, ...] | None = None
        for tried in _combinations(wanted, open_ones):
            some, found = self._without_idle(wanted, tried)
            offers = sum(discount.source == "offer" for discount in found)
            mark = (
                sum(discount.rial for discount in found),
                -sum(discount.points for discount in found), -offers, -len(found),
            )  # fmt: skip
            if best_mark is None or mark > best_mark:
                best_mark, best_of = mark, (some, found)
        return best_of

    def _without_idle(
        self, wanted: Sequence[Wanted], some: tuple[int, ...]
    ) -> tuple[tuple[int, ...], list[Discount]]:
        """Return a combination without those that would take nothing off in it."""
        while True:
            turns = _in_turn(wanted, some)
            found = self._taken([wanted[n] for n in turns])
            left = tuple(n for n, got in zip(turns, found, strict=True) if got.rial)
            if len(left) == len(some):
                return some, found
            some = left

    def _taken(self, some: Sequence[Wanted]) -> list[Discount]:
        """Return what rewards take off together, in their turn."""
        rest = _Rest(list(self.rest), [line.quantity for line in self.lines])
        found = []
        for one in some:
            held = list(rest.quantity)
            shares = self._shares(one.reward, rest)
            for n, share in enumerate(shares):
                rest.rial[n] -= share
            gone = tuple(was - now for was, now in zip(held, rest.quantity, strict=True))
            is_free = one.reward.kind != RewardKind.CHEAPEST or one.reward.percent == 100
            found.append(
                _discount(one, tuple(shares), pieces=gone if is_free and any(gone) else ())
            )
        return found

    def _shares(self, reward: Reward, rest: _Rest) -> list[int]:
        meant = self._meant(reward.goods)
        left = [0] * len(self.lines)
        for n in meant:
            left[n] = rest.rial[n]
        match reward.kind:
            case RewardKind.AMOUNT:
                wish = spread(min(reward.rial, sum(left)), left)
            case RewardKind.PERCENT if reward.of == "goods":
                wish = [0] * len(left)
                for n in meant:
                    wish[n] = percent_of(self.lines[n].amount_rial, reward.percent)
            case RewardKind.PERCENT:
                wish = [percent_of(rial, reward.percent) for rial in left]
            case RewardKind.CHEAPEST:
                wish = self._cheapest(reward, meant, rest)
            case RewardKind.BUY_GET:
                pieces = sum(rest.quantity[n] // PIECE for n in meant)
                free = _free_of(reward, pieces) * PIECE
                whole = [n for n in meant if rest.quantity[n] >= PIECE]
                given = self._free(free, sorted(whole, key=self._price), rest, step=PIECE)
                wish = spread(sum(given), left)  # so that no piece comes back at its full price
            case _:
                dear = sorted(meant, key=self._price, reverse=True)
                wish = self._free(reward.quantity, dear, rest, step=1)
        return _fitted(wish, left, reward.most_rial)

    def _price(self, n: int) -> int:
        """Return the price of one piece, to compare lines by."""
        return self.lines[n].amount_rial * PIECE // self.lines[n].quantity

    def _free(self, quantity: int, meant: Sequence[int], rest: _Rest, *, step: int) -> list[int]:
        """Return what so many pieces cost, taken from the lines in the order of *meant*."""
        wish = [0] * len(self.lines)
        for n in meant:
            part = min(quantity, rest.quantity[n] // step * step)
            wish[n] = self._take_pieces(n, part, rest)
            quantity -= part
        return wish

    def _cheapest(self, reward: Reward, meant: Sequence[int], rest: _Rest) -> list[int]:
        """Return the share of the cheapest piece; less than a piece counts as one."""
        wish = [0] * len(self.lines)
        standing = [n for n in meant if rest.quantity[n] and rest.rial[n]]
        if standing:
            n = min(standing, key=lambda n: _piece_cost(rest, n))
            part = min(PIECE, rest.quantity[n])
            wish[n] = percent_of(self._take_pieces(n, part, rest), reward.percent)
        return wish

    def _take_pieces(self, n: int, quantity: int, rest: _Rest) -> int:
        """Return what *quantity* of a line still costs, and count it as no longer bought."""
        held = rest.quantity[n]
        if not quantity or not held:
            return 0
        rest.quantity[n] = held - quantity
        return (2 * rest.rial[n] * quantity + held) // (2 * held)

    def _on_top(self, one: Wanted) -> Discount:
        """Return a reward that takes no money off."""
        reward, none = one.reward, (0,) * len(self.lines)
        if reward.kind == RewardKind.GIFT:
            return _discount(one, none, is_gift=True)
        meant = self._meant(reward.goods)
        free = _free_of(reward, self._pieces(meant)) * PIECE
        whole = [n for n in meant if self.lines[n].quantity >= PIECE]
        handed = self.lines[min(whole, key=self._price)].product
        return _discount(one, none, free=((handed, free),))


def _piece_cost(rest: _Rest, n: int) -> int:
    held = rest.quantity[n]
    return rest.rial[n] if held <= PIECE else rest.rial[n] * PIECE // held


def percent_of(rial: int, percent: int) -> int:
    """Return so many percent of *rial*, rounded half up (E43)."""
    return (2 * rial * percent + 100) // 200


def _free_of(reward: Reward, pieces: int) -> int:
    """Return how many of *pieces* (or on top of them) are free (V-R17)."""
    if reward.buy <= 0 or reward.get <= 0:
        return 0
    if reward.extra:
        return pieces // reward.buy * reward.get
    sets, more = divmod(pieces, reward.buy + reward.get)
    return sets * reward.get + max(more - reward.buy, 0)


def _fitted(wish: Sequence[int], left: Sequence[int], most_rial: int) -> list[int]:
    """Return *wish* brought down to the largest discount and to what is left of each line."""
    whole = min(sum(wish), sum(left), most_rial or sum(wish))
    wished = spread(whole, wish) if whole < sum(wish) else wish
    parts = [min(part, rial) for part, rial in zip(wished, left, strict=True)]
    room = [rial - part for part, rial in zip(parts, left, strict=True)]
    more = spread(whole - sum(parts), room)
    return [part + extra for part, extra in zip(parts, more, strict=True)]


def _combinations(wanted: Sequence[Wanted], open_ones: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every combination worth trying, single rewards first, in the order given."""
    for n in open_ones:
        yield (n,)
    beside = [n for n in open_ones if wanted[n].reward.stackable]
    if len(beside) <= MOST_TRIED:
        for size in range(2, len(beside) + 1):
            yield from combinations(beside, size)
        return
    yield tuple(beside)
    for n in beside:  # only these can stand in the way of others, or cost what others give
        if wanted[n].source == "points" or _turn(wanted[n]) == 0:
            yield tuple(other for other in beside if other != n)


def _turn(one: Wanted) -> int:
    return _TURN[RewardKind(one.reward.kind)]


def _in_turn(wanted: Sequence[Wanted], some: Sequence[int]) -> list[int]:
    return sorted(some, key=lambda n: _turn(wanted[n]))


def _discount(
    one: Wanted, shares: tuple[int, ...], *, free: tuple[tuple[str, int], ...] = (),
    is_gift: bool = False, pieces: tuple[int, ...] = (),
) -> Discount:  # fmt: skip
    reward = one.reward
    return Discount(
        reward.code, reward.name_fa, reward.name_en, one.source, sum(shares), shares,
        reward.points if one.source == "points" else 0, one.voucher_id, one.typed, free, is_gift,
        pieces,
    )  # fmt: skip


def _left_out(one: Wanted, why: str, beaten_by: str = "") -> LeftOut:
    reward = one.reward
    return LeftOut(
        reward.code, reward.name_fa, reward.name_en, one.source, why, beaten_by, one.typed
    )


def _beaten(one: Wanted, chosen: Sequence[Wanted], discounts: Sequence[Discount]) -> LeftOut:
    """Say why a reward that would take something off is not among the chosen ones."""
    if one.reward.stackable and all(other.reward.stackable for other in chosen):
        return _left_out(one, "nothing")  # the others leave nothing for it
    largest = max(discounts, key=lambda discount: discount.rial)
    return _left_out(one, "not stackable", largest.reward)
