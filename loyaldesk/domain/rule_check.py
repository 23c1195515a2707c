"""What is wrong with the rules, bonuses, rewards and stamp cards of a programme."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from loyaldesk.domain.basket import PREPAID, LineKind
from loyaldesk.domain.conditions import OCCASIONS, PERSONAL, WEEKDAYS, Goods, When
from loyaldesk.domain.points import MOST_POINTS
from loyaldesk.domain.programme_parts import Parts
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.rules import Event, Gives, Per, Rounding, Rule
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import code_key, is_storable

MOST_MONEY = 10**12
"""Rial that one point may cost or pay."""

MOST_PERCENT = 10_000
MOST_PIECES = 1_000_000
MOST_LIMIT = 10**15
LONGEST_NAME = 80


class Place:
    """One row of the document: makes problems that name it."""

    def __init__(self, name: str, number: int, row: Any) -> None:
        code = re.sub(r"\s", "", row.code) if is_storable(row.code) else ""
        self.place = f"{name}[{number}] {code[:40] or '?'}"
        self.row = row

    def bad(self, key: str, why: str, given: object = "") -> BadInput:
        """Return a problem of one key."""
        return BadInput(f"{self.place} {key}", why, str(given)[:80])

    def positive(self, key: str, most: int) -> Iterator[BadInput]:
        """Refuse a figure that is not above zero."""
        value = getattr(self.row, key)
        if value <= 0:
            yield self.bad(key, "not positive", value)
        elif value > most:
            yield self.bad(key, "range", value)

    def from_zero(self, key: str, most: int) -> Iterator[BadInput]:
        """Refuse a figure below zero."""
        value = getattr(self.row, key)
        if value < 0:
            yield self.bad(key, "negative", value)
        elif value > most:
            yield self.bad(key, "range", value)

    def choice(self, key: str, choices: Iterable[str]) -> Iterator[BadInput]:
        """Refuse what is not one of the choices."""
        value = getattr(self.row, key)
        if value not in tuple(choices):
            yield self.bad(key, "unknown choice", value)

    def share(self, key: str) -> Iterator[BadInput]:
        """Refuse what is not 1 to 100 percent."""
        if not 1 <= getattr(self.row, key) <= 100:
            yield self.bad(key, "not a share", getattr(self.row, key))


def name_problems(
    name: str, rows: Iterable[Any], also: Iterable[str] = ()
) -> Iterator[BadInput]:  # fmt: skip
    """Return what is wrong with codes and names; *also*: codes that are taken elsewhere."""
    seen = set(also)
    for n, row in enumerate(rows):
        place = Place(name, n, row)
        if not re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", row.code):
            yield place.bad("code", "not a code", row.code if is_storable(row.code) else "")
        elif row.code in seen:
            yield place.bad("code", "code twice", row.code)
        seen.add(row.code)
        for key in ("name_fa", "name_en"):
            text = getattr(row, key)
            if not text.strip():
                yield place.bad(key, "empty")
            elif not is_storable(text):
                yield place.bad(key, "unstorable")
            elif len(text) > LONGEST_NAME:
                yield BadInput(f"{place.place} {key}", "too long", text[:80], LONGEST_NAME)


def rule_problems(programme: Parts) -> Iterator[BadInput]:
    """Return what is wrong with the earning rules, one by one and together."""
    money = [rule for rule in programme.rules if rule.per == Per.MONEY]
    for n, rule in enumerate(programme.rules):
        place = Place("rules", n, rule)
        yield from _figures(place, rule, is_first=bool(money) and rule is money[0])
        yield from condition_problems(place, rule.goods, rule.when, programme)
        if rule.is_on:
            yield from _never(place, rule, programme.rules[:n])
    yield from _contradictions(programme.rules)


def _figures(place: Place, rule: Rule, *, is_first: bool) -> Iterator[BadInput]:
    yield from place.choice("per", Per)
    yield from place.choice("gives", Gives)
    yield from place.choice("rounding", Rounding)
    yield from place.choice("round_each", ("receipt", "line"))
    if rule.per == Per.TIMES:
        if not 0 <= rule.percent <= MOST_PERCENT:
            yield place.bad("percent", "times percent", rule.percent)
        if rule.gives == Gives.WALLET:
            yield place.bad("gives", "times gives no money")
    else:
        yield from place.positive("points", MOST_MONEY if rule.gives == Gives.WALLET
                                  else MOST_POINTS)  # fmt: skip
    if rule.per == Per.MONEY and not is_first:  # the first one is the simple field rial_per_point
        yield from place.positive("rial", MOST_MONEY)
    for key in ("cap_sale", "cap_day", "cap_member"):
        cap = getattr(rule, key)
        if cap is not None and cap <= 0:
            yield place.bad(key, "cap of nothing", cap)
        elif cap is not None and cap > MOST_LIMIT:
            yield place.bad(key, "range", cap)


def condition_problems(
    place: Place, goods: Goods, when: When, programme: Parts
) -> Iterator[BadInput]:
    """Return what is wrong with what a row means and when it holds."""
    yield from _goods_problems(place, goods)
    yield from _time_problems(place, when, programme)
    codes = [tier.code for tier in programme.ladder.tiers]
    for tier in when.tiers:
        if tier not in codes:
            yield place.bad("tiers", "unknown tier", tier)
    for key in ("minimum_rial", "minimum_quantity"):
        value = getattr(when, key)
        if value < 0:
            yield place.bad(key, "negative", value)
        elif value > (MOST_MONEY if key == "minimum_rial" else MOST_PIECES * 1000):
            yield place.bad(key, "range", value)
    if when.code and not code_key(when.code):
        yield place.bad("with_code", "empty")


def _goods_problems(place: Place, goods: Goods) -> Iterator[BadInput]:
    for key in ("products", "categories", "brands"):
        both = set(getattr(goods, key)) & set(getattr(goods, f"not_{key}"))
        if both:
            yield place.bad(key, "in and out", min(both))
    kinds = tuple(LineKind)
    for kind in goods.kinds:
        if kind not in kinds:
            yield place.bad("kinds", "unknown choice", kind)
    prepaid = next((kind for kind in goods.kinds if kind in PREPAID), "")
    if prepaid:
        yield place.bad("kinds", "no turnover", prepaid)


def _time_problems(place: Place, when: When, programme: Parts) -> Iterator[BadInput]:
    if when.first_day and when.last_day and when.last_day < when.first_day:
        yield place.bad("last_day", "ends before it begins", when.last_day)
    ends = programme.ends_on
    if when.first_day and ends and when.first_day > ends:
        yield place.bad("first_day", "after the programme", when.first_day)
    if when.from_time is not None and when.from_time == when.until_time:
        yield place.bad("until_time", "no time", f"{when.from_time:%H:%M}")
    for weekday in when.weekdays:
        if weekday not in WEEKDAYS:
            yield place.bad("weekdays", "unknown weekday", weekday)
    for occasion in when.occasions:
        if not is_known_occasion(occasion):
            yield place.bad("occasions", "unknown occasion", occasion)


def is_known_occasion(name: str) -> bool:
    """Return whether *name* is an occasion or Jalali month-days ``MM-DD..MM-DD``."""
    if name in OCCASIONS or name in PERSONAL:
        return True
    found = re.fullmatch(r"([0-9]{2})-([0-9]{2})\.\.([0-9]{2})-([0-9]{2})", name)
    if not found:
        return False
    first, day, last, end = (int(part) for part in found.groups())
    return all(
        1 <= month <= 12 and 1 <= number <= (31 if month <= 6 else 30)
        for month, number in ((first, day), (last, end))
    )


def _never(place: Place, rule: Rule, above: tuple[Rule, ...]) -> Iterator[BadInput]:
    """Return why a rule can never give anything because of itself or of those above it."""
    if rule.per == Per.TIMES:
        if rule.percent == 100:
            yield place.bad("percent", "multiplies by one")
        if not any(one.is_on and one.gives == Gives.POINTS and one.per != Per.TIMES
                   for one in above):  # fmt: skip
            yield place.bad("per", "nothing to multiply")
    for one in above:
        if _always_stops(one) and set(rule.goods.kinds) <= {LineKind.GOODS.value}:
            yield place.bad("stop", "behind a stop", one.code)
            return


def _always_stops(rule: Rule) -> bool:
    """Return whether no rule on goods is ever looked at behind this one.

    A rule on money gives nothing on a small receipt and does not stop then; one for each receipt
    always does.
    """
    caps = (rule.cap_sale, rule.cap_day, rule.cap_member)
    return (
        rule.is_on and rule.stop and rule.per == Per.ORDER and rule.goods == Goods()
        and rule.when == When() and not rule.once and not rule.tier_percent
        and all(cap is None for cap in caps)
    )  # fmt: skip


def _contradictions(rules: tuple[Rule, ...]) -> Iterator[BadInput]:
    """Two rules that multiply the same goods, at the same time, by nothing and by something."""
    times = [(n, rule) for n, rule in enumerate(rules) if rule.is_on and rule.per == Per.TIMES]
    for at, (n, rule) in enumerate(times):
        for _, other in times[:at]:
            same = rule.goods == other.goods and rule.when == other.when
            if same and (rule.percent == 0) != (other.percent == 0):
                yield Place("rules", n, rule).bad("percent", "contradiction", other.code)


def bonus_problems(programme: Parts) -> Iterator[BadInput]:
    """Return what is wrong with points for something else than goods."""
    for n, bonus in enumerate(programme.bonuses):
        place = Place("bonuses", n, bonus)
        yield from place.choice("event", Event)
        for key in ("points", "referrer_points"):
            yield from place.from_zero(key, MOST_POINTS)
        if bonus.points == 0 and bonus.referrer_points == 0:
            yield place.bad("points", "not positive", 0)
        if bonus.event != Event.REFERRAL and bonus.referrer_points > 0:
            yield place.bad("referrer_points", "only for referral", bonus.referrer_points)
        elif bonus.event != Event.REFERRAL and bonus.points == 0:
            yield place.bad("points", "not positive", 0)
        yield from place.from_zero("minimum_rial", MOST_MONEY)
        for key, most in (("days", 36_500), ("referrer_cap_month", 10_000), ("per_year", 10_000)):
            yield from place.from_zero(key, most)


def reward_problems(programme: Parts) -> Iterator[BadInput]:
    """Return what is wrong with the rewards."""
    typed: dict[str, str] = {}
    for n, reward in enumerate(programme.rewards):
        place = Place("rewards", n, reward)
        yield from place.choice("kind", RewardKind)
        yield from place.choice("take", Take)
        yield from place.choice("of", ("rest", "goods"))
        yield from _reward_figures(place, reward)
        yield from condition_problems(place, reward.goods, reward.when, programme)
        key = code_key(reward.discount_code) if is_storable(reward.discount_code) else ""
        if reward.take == Take.CODE and not key:
            yield place.bad("discount_code", "empty")
        elif key and key in typed:
            yield place.bad("discount_code", "code twice", reward.discount_code)
        if key:
            typed[key] = reward.code


def _reward_figures(place: Place, reward: Reward) -> Iterator[BadInput]:
    if reward.take == Take.POINTS:
        yield from place.positive("points", MOST_POINTS)
    else:
        yield from place.from_zero("points", MOST_POINTS)
    match reward.kind:
        case RewardKind.AMOUNT:
            yield from place.positive("rial", MOST_MONEY)
        case RewardKind.PERCENT | RewardKind.CHEAPEST:
            yield from place.share("percent")
        case RewardKind.FREE_PRODUCT:
            yield from place.positive("quantity", MOST_PIECES * 1000)
            if not (reward.goods.products or reward.goods.categories or reward.goods.brands):
                yield place.bad("products", "no goods named")
        case RewardKind.BUY_GET:
            yield from place.positive("buy", MOST_PIECES)
            yield from place.positive("get", MOST_PIECES)
    yield from place.from_zero("most_rial", MOST_MONEY)
    for key in ("most_uses", "most_per_member", "valid_days"):
        yield from place.from_zero(key, MOST_LIMIT if key == "most_uses" else 36_500)
    if reward.stock is not None:
        yield from place.from_zero("stock", MOST_PIECES)


def stamp_problems(programme: Parts) -> Iterator[BadInput]:
    """Return what is wrong with the stamp cards."""
    rewards = {reward.code: reward for reward in programme.rewards}
    for n, card in enumerate(programme.stamps):
        place = Place("stamps", n, card)
        yield from place.choice("per", (Per.UNIT, Per.ORDER))
        yield from place.positive("needs", 1000)
        yield from place.from_zero("valid_days", 36_500)
        if card.reward not in rewards:
            yield place.bad("reward", "unknown reward", card.reward)
        elif card.is_on and not rewards[card.reward].is_on:
            yield place.bad("reward", "reward is off", card.reward)
        yield from condition_problems(place, card.goods, card.when, programme)


def rule_warnings(programme: Parts, today: date) -> Iterator[BadInput]:
    """Return what is odd in the rows, but can be lived by."""
    for name in ("rules", "rewards", "stamps"):
        for n, row in enumerate(getattr(programme, name)):
            place = Place(name, n, row)
            if row.is_on and row.when.last_day and row.when.last_day < today:
                yield place.bad("last_day", "past", row.when.last_day)
    yield from _idle_figures(programme)
    for n, reward in enumerate(programme.rewards):
        place = Place("rewards", n, reward)
        if reward.take != Take.POINTS and reward.points:
            yield place.bad("points", "without effect", reward.points)
        if reward.take != Take.CODE and reward.discount_code:
            yield place.bad("discount_code", "without effect", reward.discount_code)


def _idle_figures(programme: Parts) -> Iterator[BadInput]:
    """Return figures of rules that nothing asks for, and rules that are seldom looked at."""
    for n, rule in enumerate(programme.rules):
        place = Place("rules", n, rule)
        if rule.per not in (Per.TIMES, Per.MONEY) and rule.whole_steps:
            yield place.bad("whole_steps", "without effect")
        if rule.per != Per.TIMES and rule.percent != 100:
            yield place.bad("percent", "without effect", rule.percent)
        behind = next((one for one in programme.rules[:n] if _often_stops(one)), None)
        if rule.is_on and behind is not None:
            yield place.bad("stop", "mostly behind a stop", behind.code)


def _often_stops(rule: Rule) -> bool:
    return (
        rule.is_on and rule.stop and rule.per in (Per.MONEY, Per.UNIT) and rule.goods == Goods()
        and rule.when == When()
    )  # fmt: skip
