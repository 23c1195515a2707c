"""`earning.earn` for receipts known by their amount, many times over: the same figures, no steps.

A receipt of one line without a product meets the same rules every time, so which rules can mean it
is found once for a programme. Whatever is rare goes the plain way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from loyaldesk.domain.basket import PIECE, Line, LineKind
from loyaldesk.domain.conditions import Facts, When, refusal
from loyaldesk.domain.earning import Given, Money, earn
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Gives, LotTerms, Per, Rounding, Rule


@dataclass(frozen=True, slots=True)
class Gain:
    """What a receipt earns, without its reasons; see `earning.Earned`."""

    points: int
    wallet_rial: int
    lots: tuple[tuple[LotTerms, int], ...]
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Amount:
    """A receipt known by its amount, with what reduced and paid it."""

    amount_rial: int
    discount_rial: int = 0
    manual_rial: int = 0
    points_rial: int = 0
    gift_card_rial: int = 0
    wallet_rial: int = 0

    def money(self) -> Money:
        """Return it as the plain way takes it."""
        return Money(
            (Line(self.amount_rial),), (self.discount_rial,), (self.manual_rial,),
            (self.points_rial,), (self.gift_card_rial,), (self.wallet_rial,),
        )  # fmt: skip


_NOTHING = Given()


class FastEarning:
    """A programme made ready for many receipts."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        one = Line(1)
        kinds = (LineKind.GOODS.value,)
        self._rules = [
            (rule, rule.goods.is_everything, rule.when != When(), rule.lots or programme.lots,
             _counts_tier(rule))
            for rule in programme.rules
            if rule.is_on
            and rule.goods.holds(one, kinds)
            and rule.when.minimum_quantity <= PIECE
        ]  # fmt: skip
        self._percents = {tier.code: tier.earn_percent for tier in programme.tiers}
        self._lowest = programme.tiers[0].earn_percent

    @property
    def looks_at_time(self) -> bool:
        """Whether any rule asks for an hour: only then the moment matters, not the day alone."""
        return any(rule.when.from_time or rule.when.until_time for rule in self.programme.rules)

    def earn(  # noqa: C901, PLR0912 - one loop kept whole: it runs half a million times
        self, receipt: Amount, facts: Facts, given: Given = _NOTHING
    ) -> Gain:
        """Return what *receipt* earns, as `earning.earn` does."""
        programme = self.programme
        if programme.ends_on is not None and facts.day > programme.ends_on:
            return Gain(0, 0, (), {})
        bases = self._base(receipt, everything=True), self._base(receipt, everything=False)
        tier_percent = self._percents.get(facts.tier, self._lowest)
        is_free = not receipt.amount_rial
        is_visit = is_free or receipt.amount_rial > receipt.discount_rial + receipt.points_rial
        points = wallet = 0
        streams: list[list[int]] = []  # part, under, whole, rounding
        rounds: list[str] = []
        lots: dict[LotTerms, int] = {}
        by_rule: dict[str, int] = {}
        for rule, everything, asks, terms, by_tier in self._rules:
            if asks and _is_refused(rule, receipt, facts):
                continue
            if rule.per == Per.VISIT and (given.visited_today or not is_visit):
                continue
            if rule.once and given.ever.get(rule.code):
                continue
            if rule.per == Per.TIMES:
                granted = _multiplied(rule, streams, rounds, given)
            else:
                base = bases[0] if everything else bases[1]
                if base <= 0 and not is_free and rule.per in (Per.UNIT, Per.ORDER):
                    continue
                part, under = _part(rule, base, tier_percent if by_tier else 100)
                wanted = _whole(rule.rounding, part, under)
                granted = wanted if wanted <= 0 else _capped(rule, wanted, given)
                if granted != wanted:
                    part, under = (granted if part else 0), 1
                if rule.gives == Gives.POINTS:
                    streams.append([part, under, granted])
                    rounds.append(rule.rounding)
            if granted:
                by_rule[rule.code] = by_rule.get(rule.code, 0) + granted
                if rule.gives == Gives.WALLET:
                    wallet += granted
                else:
                    points += granted
                    lots[terms] = lots.get(terms, 0) + granted
                if rule.stop and (granted > 0 or rule.per == Per.TIMES):
                    break
        if any(held < 0 for held in lots.values()):
            plain = earn(programme, receipt.money(), facts, given)
            return Gain(plain.points, plain.wallet_rial, plain.lots, plain.by_rule)
        return Gain(points, wallet, tuple(lot for lot in lots.items() if lot[1]), by_rule)

    def _base(self, receipt: Amount, *, everything: bool) -> int:
        """Return what may earn: `earning.line_bases` for one line without tax."""
        base = self.programme.base
        value = receipt.amount_rial
        if base.discounts == "spread" or (base.discounts == "whole" and everything):
            value -= receipt.discount_rial
        value -= 0 if base.points_paid_earn else receipt.points_rial
        value -= 0 if base.gift_cards_earn else receipt.gift_card_rial
        value -= 0 if base.wallet_earns else receipt.wallet_rial
        return max(value, 0)


def _counts_tier(rule: Rule) -> bool:
    return rule.tier_percent if rule.tier_percent is not None else rule.per == Per.MONEY


def _is_refused(rule: Rule, receipt: Amount, facts: Facts) -> bool:
    least = rule.when.minimum_rial
    if least and receipt.amount_rial - receipt.manual_rial < least:
        return True
    return refusal(rule.when, facts) != ""


def _part(rule: Rule, base: int, percent: int) -> tuple[int, int]:
    if rule.per == Per.MONEY:
        counted = base // rule.rial * rule.rial if rule.whole_steps else base
        return counted * rule.points * percent, 100 * rule.rial
    if rule.per == Per.UNIT:
        return PIECE * rule.points * percent, 100 * PIECE
    return rule.points * percent, 100


def _multiplied(
    rule: Rule, streams: list[list[int]], rounds: list[str], given: Given
) -> int:  # fmt: skip
    before = after = 0
    for stream, rounding in zip(streams, rounds, strict=True):
        before += stream[2]
        stream[0], stream[1] = stream[0] * rule.percent, stream[1] * 100
        stream[2] = _whole(rounding, stream[0], stream[1])
        after += stream[2]
    gain = after - before
    granted = _capped(rule, gain, given) if gain > 0 else gain
    if granted != gain:
        last = streams[-1]
        last[2] -= gain - granted
        last[0], last[1] = (last[2] if last[0] else 0), 1
    return granted


def _capped(rule: Rule, wanted: int, given: Given) -> int:
    if rule.cap_sale is not None:
        wanted = min(wanted, rule.cap_sale)
    if rule.cap_day is not None:
        wanted = min(wanted, rule.cap_day - given.today.get(rule.code, 0))
    if rule.cap_member is not None:
        wanted = min(wanted, rule.cap_member - given.ever.get(rule.code, 0))
    return max(wanted, 0)


def _whole(rounding: str, part: int, under: int) -> int:
    if rounding == Rounding.DOWN:
        return part // under
    if rounding == Rounding.UP:
        return -(-part // under)
    return (2 * part + under) // (2 * under)
