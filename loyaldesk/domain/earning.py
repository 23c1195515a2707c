"""What a receipt earns: each rule in order, on its base, rounded and capped, with its reason.

A rule that adds opens a stream of points of its own, kept as an exact fraction for each line; a
rule that multiplies changes the streams above it. Each stream is rounded once, so that 1.25 times
12.5 points are 15 and not 1.25 times 12.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from loyaldesk.domain.basket import Line, LineKind, one_line, spread, without_prepaid
from loyaldesk.domain.conditions import Facts, When, refusal
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Gives, LotTerms, Per, Rounding, Rule


@dataclass(frozen=True, slots=True)
class Money:
    """How the amounts of the lines were brought down and paid, share by share.

    Attributes:
        lines: What was bought.
        discounts: What discounts on the receipt, rewards and codes took off each line.
        manual: The part of it that the operator gave by hand.
        points: What points paid of each line.
        gift_cards: What gift cards paid of each line.
        wallet: What the wallet paid of each line.
        free: Thousandths of each line that a reward made free; empty: none (E35).
    """

    lines: tuple[Line, ...]
    discounts: tuple[int, ...]
    manual: tuple[int, ...]
    points: tuple[int, ...]
    gift_cards: tuple[int, ...]
    wallet: tuple[int, ...]
    free: tuple[int, ...] = ()

    def pieces(self, n: int) -> int:
        """Return the thousandths of a line that were bought."""
        return self.lines[n].quantity - (self.free[n] if self.free else 0)

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Money":
        """Return lines paid in money only."""
        none = (0,) * len(lines)
        return cls(tuple(lines), none, none, none, none, none)


@dataclass(frozen=True, slots=True)
class Given:
    """What a member got by each rule before this receipt: that day, and ever.

    ``visited_today`` says whether a visit was counted that day already.
    """

    today: Mapping[str, int] = field(default_factory=dict)
    ever: Mapping[str, int] = field(default_factory=dict)
    visited_today: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule did: the line of the explanation.

    Attributes:
        rule: Its code.
        name_fa: Its name in Persian.
        name_en: Its name in English.
        per: What it counts.
        gives: Points or wallet.
        points: What it gave, whole.
        base_rial: Money it counted.
        quantity: Thousandths of pieces it counted.
        numerator: With `denominator` the exact points before rounding.
        denominator: See `numerator`.
        capped_from: What it would have given without its cap; None: no cap was met.
        tier_percent: The tier's percent within it; 100 when it does not count.
        percent: Of a rule that multiplies.
        lines: Numbers of the lines it counted, from 0.
        why: Why it gave nothing: a code; empty when it gave.
        stopped: It ended the list.
        rounding: How its fraction became whole.
    """

    rule: str
    name_fa: str
    name_en: str
    per: str
    gives: str = Gives.POINTS
    points: int = 0
    base_rial: int = 0
    quantity: int = 0
    numerator: int = 0
    denominator: int = 1
    capped_from: int | None = None
    tier_percent: int = 100
    percent: int = 100
    lines: tuple[int, ...] = ()
    why: str = ""
    stopped: bool = False
    rounding: str = Rounding.DOWN


@dataclass(frozen=True, slots=True)
class Earned:
    """What a receipt earns.

    Attributes:
        steps: Every rule that is on, in order, up to the one that stopped the list.
        points: All points.
        wallet_rial: Cashback.
        by_line: The points of each line; they add up to `points`.
        lots: Points by the terms of their lot, in the order they came up.
        by_rule: What each rule gave, points and wallet apart by the rule's kind.
    """

    steps: tuple[Step, ...]
    points: int
    wallet_rial: int
    by_line: tuple[int, ...]
    lots: tuple[tuple[LotTerms, int], ...]
    by_rule: Mapping[str, int]


@dataclass(slots=True)
class _Stream:
    """The exact points of one adding rule: a numerator for each line over one denominator."""

    rule: Rule
    parts: list[int]
    under: int
    whole: int = 0


def earn(
    programme: Programme, money: Money, facts: Facts, given: Given | None = None
) -> Earned:  # fmt: skip
    """Return what a receipt earns under *programme*."""
    held = given or Given()
    run = _Run(programme, money, facts, held)
    if programme.ends_on is not None and facts.day > programme.ends_on:
        return run.result()
    for rule in programme.rules:
        if rule.is_on and run.did_stop(rule):
            break
    return run.result()


def of_amount(programme: Programme, amount_rial: int, tier: str, at: datetime) -> Earned:
    """Return what a receipt earns that is known by its amount only."""
    return earn(programme, Money.of(one_line(amount_rial)), Facts(at, tier))


class _Run:
    """One receipt on its way through the list of rules."""

    def __init__(
        self, programme: Programme, money: Money, facts: Facts, given: Given
    ) -> None:  # fmt: skip
        self.programme, self.money, self.facts, self.given = programme, money, facts, given
        kinds = [LineKind.GOODS.value]
        if programme.base.delivery_earns:
            kinds.append(LineKind.DELIVERY.value)
        self.kinds = tuple(kinds)
        self.tier_percent = programme.tier(facts.tier).earn_percent
        self.steps: list[Step] = []
        self.streams: list[_Stream] = []
        self.by_line = [0] * len(money.lines)
        self.wallet_rial = 0
        self.lots: dict[LotTerms, int] = {}
        self._bases: dict[bool, list[int]] = {}

    def did_stop(self, rule: Rule) -> bool:
        """Let one rule act; return whether the list ends with it."""
        why, lines = self._why_not(rule)
        if why:
            self._add(
                rule,
                Step(
                    rule.code,
                    rule.name_fa,
                    rule.name_en,
                    rule.per,
                    rule.gives,
                    lines=tuple(lines),
                    why=why,
                    percent=rule.percent,
                ),
            )
            return False
        step = self._times(rule, lines) if rule.per == Per.TIMES else self._adds(rule, lines)
        self._add(rule, step)
        return step.stopped

    def _add(self, rule: Rule, step: Step) -> None:
        self.steps.append(step)
        if step.gives == Gives.WALLET:
            self.wallet_rial += step.points
        elif step.points:
            terms = rule.lots or self.programme.lots
            self.lots[terms] = self.lots.get(terms, 0) + step.points

    def _why_not(self, rule: Rule) -> tuple[str, list[int]]:
        lines = [n for n, line in enumerate(self.money.lines) if rule.goods.holds(line, self.kinds)]
        why = refusal(rule.when, self.facts)
        if not why and not lines:
            why = "no goods"
        if not why:
            why = minimum_refusal(rule.when, self.money, lines)
        if not why and rule.per == Per.VISIT and self.given.visited_today:
            why = "visit counted"
        if not why and rule.once and self.given.ever.get(rule.code):
            why = "once"
        return why, lines

    def _base(self, rule: Rule) -> list[int]:
        everything = rule.goods.is_everything
        if everything not in self._bases:
            self._bases[everything] = line_bases(self.programme, self.money, everything=everything)
        return self._bases[everything]

    def _adds(self, rule: Rule, lines: list[int]) -> Step:
        base = self._base(rule)
        lines = self._paid(rule, lines, base)
        money = sum(base[n] for n in lines)
        pieces = sum(self.money.pieces(n) for n in lines)
        by_tier = rule.tier_percent if rule.tier_percent is not None else rule.per == Per.MONEY
        percent = self.tier_percent if by_tier else 100
        parts = [0] * len(base)
        match rule.per:
            case Per.MONEY:
                under = 100 * rule.rial
                for n, rial in zip(lines, _counted(rule, [base[n] for n in lines]), strict=True):
                    parts[n] = rial * rule.points * percent
            case Per.UNIT:
                under = 100 * 1000
                for n in lines:
                    parts[n] = self.money.pieces(n) * rule.points * percent
            case _:
                under = 100
                weights = [base[n] for n in lines]
                whole = rule.points * percent if lines else 0
                shares = spread(whole, weights if sum(weights) else [1] * len(lines))
                for n, share in zip(lines, shares, strict=True):
                    parts[n] = share
        stream = _Stream(rule, parts, under)
        exact = sum(parts)
        wanted = _rounded(stream)
        granted, capped = self._capped(rule, wanted)
        if granted != wanted:
            stream.parts, stream.under = spread(granted, parts), 1
        stream.whole = granted
        if rule.gives == Gives.POINTS:
            self.streams.append(stream)
            self._share(granted, parts)
        return Step(
            rule.code, rule.name_fa, rule.name_en, rule.per, rule.gives, granted, money, pieces,
            exact, under, capped, percent, 100, tuple(lines),
            "" if granted else "too little" if capped is None else "cap", rule.stop and granted > 0,
            rule.rounding,
        )  # fmt: skip

    def _paid(self, rule: Rule, lines: list[int], base: Sequence[int]) -> list[int]:
        """Return the lines that somebody paid for: what points or rewards cover earns nothing.

        A visit is one that counts as turnover: else there would be another one on the same day.
        """
        money = self.money
        if rule.per == Per.MONEY:
            return lines
        if rule.per == Per.VISIT:
            base = [
                line.amount_rial - money.discounts[n] - money.points[n]
                for n, line in enumerate(money.lines)
            ]
        return [n for n in lines if base[n] > 0 or not money.lines[n].amount_rial]

    def _times(self, rule: Rule, lines: list[int]) -> Step:
        meant = set(lines)
        before = after = 0
        moved = [0] * len(self.by_line)
        for stream in self.streams:
            parts = [
                part * (rule.percent if n in meant else 100) for n, part in enumerate(stream.parts)
            ]
            for n, part in enumerate(parts):
                moved[n] += part - stream.parts[n] * 100
            stream.parts, stream.under = parts, stream.under * 100
            before += stream.whole
            stream.whole = _rounded(stream)
            after += stream.whole
        gain = after - before
        granted, capped = self._capped(rule, gain) if gain > 0 else (gain, None)
        if granted != gain and self.streams:
            last = self.streams[-1]
            last.whole -= gain - granted
            last.parts, last.under = spread(last.whole, last.parts), 1
        self._share(granted, [abs(part) for part in moved])
        return Step(
            rule.code, rule.name_fa, rule.name_en, rule.per, rule.gives, granted,
            percent=rule.percent, capped_from=capped, lines=tuple(lines),
            why="" if granted else "nothing to multiply" if not before else "too little",
            stopped=rule.stop and granted != 0, rounding=rule.rounding,
        )  # fmt: skip

    def _capped(self, rule: Rule, wanted: int) -> tuple[int, int | None]:
        most = [cap for cap in (
            rule.cap_sale,
            None if rule.cap_day is None else rule.cap_day - self.given.today.get(rule.code, 0),
            None if rule.cap_member is None
            else rule.cap_member - self.given.ever.get(rule.code, 0),
        ) if cap is not None]  # fmt: skip
        granted = max(min([wanted, *most]), 0)
        return granted, wanted if granted < wanted else None

    def _share(self, points: int, weights: Sequence[int]) -> None:
        for n, share in enumerate(spread(points, weights)):
            self.by_line[n] += share

    def result(self) -> Earned:
        """Return what came of it."""
        by_rule: dict[str, int] = {}
        for step in self.steps:
            if step.points:
                by_rule[step.rule] = by_rule.get(step.rule, 0) + step.points
        points = sum(step.points for step in self.steps if step.gives == Gives.POINTS)
        lots = _without_loss(self.lots)
        return Earned(
            tuple(self.steps), points, self.wallet_rial, tuple(self.by_line), lots, by_rule
        )


def _without_loss(lots: Mapping[LotTerms, int]) -> tuple[tuple[LotTerms, int], ...]:
    """Return lots of points above zero: what a multiplier took away leaves the largest first."""
    held = dict(lots)
    missing = -sum(points for points in held.values() if points < 0)
    found = {terms: points for terms, points in held.items() if points > 0}
    for terms in sorted(found, key=lambda terms: -found[terms]):
        part = min(missing, found[terms])
        found[terms] -= part
        missing -= part
    return tuple((terms, points) for terms, points in found.items() if points)


def _counted(rule: Rule, bases: Sequence[int]) -> Sequence[int]:
    """Return the money of each line that counts: all of it, or only whole steps."""
    if not rule.whole_steps:
        return bases
    if rule.round_each == "line":
        return [base // rule.rial * rule.rial for base in bases]
    return spread(sum(bases) // rule.rial * rule.rial, bases)


def _rounded(stream: _Stream) -> int:
    one: Callable[[int, int], int] = _ROUND[stream.rule.rounding]
    if stream.rule.round_each == "line":
        return sum(one(part, stream.under) for part in stream.parts)
    return one(sum(stream.parts), stream.under)


_ROUND: dict[str, Callable[[int, int], int]] = {
    Rounding.DOWN: lambda over, under: over // under,
    Rounding.HALF_UP: lambda over, under: (2 * over + under) // (2 * under),
    Rounding.UP: lambda over, under: -(-over // under),
}


def line_bases(programme: Programme, money: Money, *, everything: bool) -> list[int]:
    """Return the Rial of each line that may earn, by the programme's switches (E41).

    Args:
        programme: Whose switches.
        money: The lines with the shares that discounts and payments took.
        everything: The rule asking means every line (V-E5: then a discount on the whole receipt
            is felt although ``discounts`` says ``whole``).
    """
    base = programme.base
    felt = base.discounts == "spread" or (base.discounts == "whole" and everything)
    found = []
    for n, line in enumerate(money.lines):
        value = line.amount_rial - (money.discounts[n] if felt else 0)
        value -= 0 if base.points_paid_earn else money.points[n]
        value -= 0 if base.gift_cards_earn else money.gift_cards[n]
        value -= 0 if base.wallet_earns else money.wallet[n]
        if not base.with_tax and line.tax_rial and line.amount_rial:
            value = value * (line.amount_rial - line.tax_rial) // line.amount_rial
        if not base.line_discounts_reduce:
            value += line.discount_rial  # it was given before tax
        found.append(max(value, 0))
    return found


def minimum_refusal(when: When, money: Money, lines: Sequence[int]) -> str:
    """Return ``minimum`` or ``quantity`` when the goods do not reach what *when* asks for."""
    if when.minimum_rial:
        meant = range(len(money.lines)) if not when.minimum_of_goods else lines
        amount = 0
        turnover = {id(line) for line in without_prepaid(money.lines)}
        for n in meant:
            line = money.lines[n]
            if id(line) in turnover:
                tax = 0 if when.minimum_with_tax else line.tax_rial
                amount += line.amount_rial - tax - money.manual[n]
        if amount < when.minimum_rial:
            return "minimum"
    if when.minimum_quantity:
        pieces = sum(money.lines[n].quantity for n in lines)
        if pieces < when.minimum_quantity:
            return "quantity"
    return ""
