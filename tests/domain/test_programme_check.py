"""What a club cannot live by: each problem names its place and its reason."""

from dataclasses import replace
from datetime import date, time

import pytest

from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_check import problems_of, warnings
from loyaldesk.domain.rewards import Limits, Returns, Reward, Spending
from loyaldesk.domain.rules import Base, Bonus, LotTerms, Rule, StampCard
from loyaldesk.domain.tiers import Ladder, Tier
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import words

TODAY = date(2026, 11, 21)
BASE = Rule("base", "پایه", "Base")
GIFT = Reward("tea", "چای", "Tea", "gift", points=5)


def rule(code="x", **given):
    return Rule(code, "الف", "A", **given)


def with_rules(*rules):
    return replace(Programme(), rules=(BASE, *rules))


def told(programme):
    return [(one.field, one.why, one.given) for one in problems_of(programme)]


def only(programme):
    (found,) = problems_of(programme)
    for language in ("en", "fa"):
        set_look(Look(language))
        assert words.bad_input(found) not in (
            "",
            "This cannot be used.",
            "نمی‌توان از این استفاده کرد.",
        )
    return found.field, found.why


def test_a_new_club_has_nothing_wrong():
    assert problems_of(Programme()) == []
    assert warnings(Programme(), TODAY) == []


@pytest.mark.parametrize(
    ("given", "key", "why"),
    [
        ({"points": 0}, "points", "not positive"),
        ({"rial": 0}, "rial", "not positive"),
        ({"rial": 10**12 + 1}, "rial", "range"),
        ({"points": 10**8}, "points", "range"),
        ({"per": "mony"}, "per", "unknown choice"),
        ({"gives": "gold"}, "gives", "unknown choice"),
        ({"rounding": "even"}, "rounding", "unknown choice"),
        ({"round_each": "day"}, "round_each", "unknown choice"),
        ({"per": "times"}, "percent", "multiplies by one"),
        ({"per": "times", "percent": 10_001}, "percent", "times percent"),
        ({"per": "times", "percent": -1}, "percent", "times percent"),
        ({"per": "times", "percent": 200, "gives": "wallet"}, "gives", "times gives no money"),
        ({"cap_sale": 0}, "cap_sale", "cap of nothing"),
        ({"cap_day": -5}, "cap_day", "cap of nothing"),
        ({"cap_member": 0}, "cap_member", "cap of nothing"),
        ({"when": When(first_day=date(2026, 5, 2), last_day=date(2026, 5, 1))}, "last_day",
         "ends before it begins"),
        ({"when": When(tiers=("bronze", "golden"))}, "tiers", "unknown tier"),
        ({"when": When(weekdays=("friday",))}, "weekdays", "unknown weekday"),
        ({"when": When(from_time=time(9), until_time=time(9))}, "until_time", "no time"),
        ({"when": When(occasions=("noruz",))}, "occasions", "unknown occasion"),
        ({"when": When(occasions=("13-01..13-02",))}, "occasions", "unknown occasion"),
        ({"when": When(occasions=("07-31..08-01",))}, "occasions", "unknown occasion"),
        ({"when": When(minimum_rial=-1)}, "minimum_rial", "negative"),
        ({"when": When(minimum_rial=10**13)}, "minimum_rial", "range"),
        ({"when": When(minimum_quantity=-1)}, "minimum_quantity", "negative"),
        ({"when": When(code=" ")}, "with_code", "empty"),
        ({"goods": Goods(products=("a", "b"), not_products=("b",))}, "products", "in and out"),
        ({"goods": Goods(categories=("a",), not_categories=("a",))}, "categories", "in and out"),
        ({"goods": Goods(brands=("a",), not_brands=("a",))}, "brands", "in and out"),
        ({"goods": Goods(kinds=("food",))}, "kinds", "unknown choice"),
        ({"goods": Goods(kinds=("gift_card",))}, "kinds", "no turnover"),
        ({"lots": LotTerms(days=0)}, "lots.days", "not positive"),
        ({"lots": LotTerms("idle")}, "lots.months", "not positive"),
        ({"lots": LotTerms("month_end", months=121)}, "lots.months", "range"),
        ({"lots": LotTerms("year_end", years=-1)}, "lots.years", "negative"),
        ({"lots": LotTerms("soon")}, "lots.expires", "unknown choice"),
        ({"lots": LotTerms(calendar="roman")}, "lots.calendar", "unknown choice"),
        ({"lots": LotTerms(days=10, pending_days=11)}, "lots.pending_days",
         "ends before it begins"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_or_can_never_give_anything_is_named(given, key, why):
    assert only(with_rules(rule(**given))) == (f"rules[1] x {key}", why)


def test_the_first_rule_on_money_keeps_its_simple_field():
    assert only(Programme.plain(rial_per_point=0)) == ("rial_per_point", "not positive")


@pytest.mark.parametrize(
    "given",
    [
        {"when": When(occasions=("12-25..01-05", "nowruz", "birthday_week", "06-31..06-31"))},
        {"when": When(from_time=time(22), until_time=time(2))},
        {"when": When(first_day=TODAY, last_day=TODAY)},
        {"goods": Goods(categories=("food",), not_products=("salt",))},
        {"per": "times", "percent": 0},
        {"per": "times", "percent": 10_000},
        {"per": "order", "points": 50_000_000, "gives": "wallet"},
        {"lots": LotTerms("month_end")},
        {"goods": Goods(kinds=("goods", "delivery"))},
    ],
)
def test_what_looks_odd_but_can_be_lived_by_is_no_problem(given):
    assert problems_of(with_rules(rule(**given))) == []


def test_a_multiplier_needs_points_above_it():
    double = rule(per="times", percent=200)
    cashback = rule("cash", gives="wallet", rial=10)
    assert problems_of(with_rules(double)) == []
    for rules in ((double, BASE), (cashback, double), (replace(BASE, is_on=False), double)):
        assert [one.why for one in problems_of(replace(Programme(), rules=rules))] == [
            "nothing to multiply"
        ]


def test_a_rule_behind_one_that_always_stops_is_never_looked_at():
    stop = rule("stop", per="order", stop=True)
    assert told(with_rules(stop, rule("late"))) == [("rules[2] late stop", "behind a stop", "stop")]
    delivery = rule("late", goods=Goods(kinds=("delivery",)))
    assert problems_of(with_rules(stop, delivery)) == []
    for now in (
        replace(stop, when=When(weekdays=("fri",))), replace(stop, is_on=False),
        replace(stop, goods=Goods(brands=("a",))), replace(stop, cap_day=5),
        replace(stop, once=True), replace(stop, stop=False),
    ):  # fmt: skip
        assert problems_of(with_rules(now, rule("late"))) == []


def test_a_rule_behind_a_stop_on_money_is_only_warned_of():
    """V-E32: it gives nothing on a receipt below one point, and the list goes on."""
    late = with_rules(rule("stop", stop=True), rule("late", points=10))
    assert problems_of(late) == []
    assert [one.why for one in warnings(late, TODAY)] == ["mostly behind a stop"]


def test_rules_that_contradict_each_other_are_told():
    red = Goods(categories=("red",))
    none, double = rule("none", per="times", percent=0, goods=red), None
    double = rule("double", per="times", percent=200, goods=red)
    assert only(with_rules(none, double)) == ("rules[2] double percent", "contradiction")
    blue = replace(double, goods=Goods(categories=("blue",)))
    assert problems_of(with_rules(none, blue)) == []
    assert problems_of(with_rules(none, replace(double, is_on=False))) == []


def test_codes_and_names_are_told_apart():
    assert only(with_rules(rule("base"))) == ("rules[1] base code", "code twice")
    bonus = Bonus("base", "ب", "B", "welcome", 5)
    assert only(replace(with_rules(), bonuses=(bonus,))) == ("bonuses[0] base code", "code twice")
    for code in ("", "with space", "کد", "a" * 41, "a\nb", "\ud800"):
        assert [one.why for one in problems_of(with_rules(rule(code)))] == ["not a code"]
    assert only(with_rules(replace(rule(), name_fa=" "))) == ("rules[1] x name_fa", "empty")
    long = replace(rule(), name_en="n" * 81)
    assert only(with_rules(long)) == ("rules[1] x name_en", "too long")
    bad = replace(rule(), name_en="\ud800")
    assert only(with_rules(bad)) == ("rules[1] x name_en", "unstorable")


@pytest.mark.parametrize(
    ("part", "field", "why"),
    [
        ({"spending": Spending(block_points=0)}, "spending block_points", "not positive"),
        ({"spending": Spending(block_rial=0)}, "point_worth_rial", "not positive"),
        ({"spending": Spending(block_rial=10**13)}, "point_worth_rial", "range"),
        ({"spending": Spending(largest_percent=0)}, "spending largest_percent", "not a share"),
        ({"spending": Spending(largest_percent=101)}, "spending largest_percent", "not a share"),
        ({"spending": Spending(limit_points=-1)}, "spend_limit_points", "negative"),
        ({"spending": Spending(least_points=-1)}, "spending least_points", "negative"),
        ({"spending": Spending(hold_hours=-1)}, "spending hold_hours", "negative"),
        ({"spending": Spending(hold_hours=10**6)}, "spending hold_hours", "range"),
        ({"base": Base(discounts="some")}, "base discounts", "unknown choice"),
        ({"base": Base(tier="now")}, "base tier", "unknown choice"),
        ({"returns": Returns(points="all")}, "returns points", "unknown choice"),
        ({"returns": Returns(shortage="owe")}, "returns shortage", "unknown choice"),
        ({"returns": Returns(days=-1)}, "returns days", "negative"),
        ({"limits": Limits(transfer_points=-1)}, "limits transfer_points", "negative"),
        ({"lots": LotTerms(days=0)}, "life_days", "not positive"),
        ({"lots": LotTerms("idle", months=0)}, "lots months", "not positive"),
        ({"lots": LotTerms("soon")}, "lots expires", "unknown choice"),
        ({"ladder": Ladder(months=0)}, "window_months", "not positive"),
        ({"ladder": Ladder(period="week")}, "ladder period", "unknown choice"),
        ({"ladder": Ladder(fall="hard")}, "ladder fall", "unknown choice"),
        ({"ladder": Ladder(grace_days=-1)}, "ladder grace_days", "negative"),
        ({"expiring_days": 0}, "expiring_days", "not positive"),
        ({"silent_days": 10**9}, "silent_days", "range"),
        ({"name": "n" * 81}, "name", "too long"),
    ],
)
def test_what_is_wrong_outside_the_rules_is_named(part, field, why):
    assert only(replace(Programme(), **part)) == (field, why)


A, B = Tier("a", "الف", "A", 0), Tier("b", "ب", "B", 100)


@pytest.mark.parametrize(
    ("tiers", "why", "given"),
    [
        ((), "no tier", ""),
        ((replace(A, from_rial=5), B), "first tier not zero", "a"),
        ((Tier("a", "الف", "A", None, from_points=5), Tier("b", "ب", "B", None, from_points=9)),
         "first tier not zero", "a"),
        ((A, B, replace(B, code="c")), "equal limits", "c"),
        ((A, replace(B, from_rial=0)), "equal limits", "b"),
        ((Tier("a", "الف", "A", None), B, Tier("c", "پ", "C", 50)), "not rising", "c"),
        ((A, replace(B, from_visits=9), Tier("c", "پ", "C", 200, from_visits=5)), "not rising",
         "c"),
        ((A, replace(B, from_visits=-1)), "negative", "a"),
        ((A, replace(B, code="a")), "equal codes", "a"),
        ((A, replace(B, earn_percent=10_001)), "percent", "b"),
        ((A, replace(B, earn_percent=-1)), "percent", "b"),
        ((A, replace(B, name_fa=" ")), "empty", "b"),
        ((A, replace(B, from_rial=10**16)), "large", "10000000000000000"),
    ],
)  # fmt: skip
def test_tiers_rise_from_nothing(tiers, why, given):
    programme = replace(Programme(), ladder=Ladder(tiers=tiers))
    assert only(programme) == ("tiers", why)
    assert problems_of(programme)[0].given == given


def test_tiers_on_money_may_stand_in_any_order():
    tiers = (B, A)
    programme = replace(Programme(), ladder=Ladder(tiers=tiers))
    assert programme.checked().tiers == (A, B)


def test_a_tier_may_ask_for_more_of_one_thing_only():
    tiers = (A, replace(B, from_visits=3), Tier("c", "پ", "C", 100, from_visits=6))
    assert problems_of(replace(Programme(), ladder=Ladder(tiers=tiers))) == []


@pytest.mark.parametrize(
    ("given", "key", "why"),
    [
        ({"kind": "prize"}, "kind", "unknown choice"),
        ({"take": "steal"}, "take", "unknown choice"),
        ({"of": "all"}, "of", "unknown choice"),
        ({"points": 0}, "points", "not positive"),
        ({"kind": "amount"}, "rial", "not positive"),
        ({"kind": "percent", "percent": 101}, "percent", "not a share"),
        ({"kind": "percent"}, "percent", "not a share"),
        ({"kind": "cheapest", "percent": 0}, "percent", "not a share"),
        ({"kind": "free_product"}, "products", "no goods named"),
        ({"kind": "free_product", "quantity": 0, "goods": Goods(products=("a",))}, "quantity",
         "not positive"),
        ({"kind": "buy_get", "get": 1}, "buy", "not positive"),
        ({"kind": "buy_get", "buy": 1}, "get", "not positive"),
        ({"most_rial": -1}, "most_rial", "negative"),
        ({"stock": -1}, "stock", "negative"),
        ({"valid_days": -1}, "valid_days", "negative"),
        ({"take": "code"}, "discount_code", "empty"),
        ({"when": When(tiers=("golden",))}, "tiers", "unknown tier"),
        ({"goods": Goods(products=("a",), not_products=("a",))}, "products", "in and out"),
    ],
)  # fmt: skip
def test_a_reward_nobody_could_take_is_named(given, key, why):
    reward = replace(GIFT, **given)
    assert only(replace(Programme(), rewards=(reward,))) == (f"rewards[0] tea {key}", why)


def test_two_rewards_never_share_a_code_in_any_spelling():
    one = replace(GIFT, take="code", discount_code="YALDA ۵")
    other = replace(one, code="cake", discount_code="yalda5")
    assert only(replace(Programme(), rewards=(one, other))) == (
        "rewards[1] cake discount_code", "code twice",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "key", "why"),
    [
        ({"event": "party"}, "event", "unknown choice"),
        ({"points": 0}, "points", "not positive"),
        ({"points": -1}, "points", "negative"),
        ({"referrer_points": 5}, "referrer_points", "only for referral"),
        ({"minimum_rial": -5}, "minimum_rial", "negative"),
        ({"days": -5}, "days", "negative"),
        ({"per_year": -5}, "per_year", "negative"),
    ],
)
def test_a_bonus_that_gives_nothing_is_named(given, key, why):
    bonus = replace(Bonus("hi", "خ", "Hi", "welcome", 5), **given)
    found = problems_of(replace(Programme(), bonuses=(bonus,)))
    assert (f"bonuses[0] hi {key}", why) in [(one.field, one.why) for one in found]


def test_a_referral_may_give_to_one_side_only():
    bonus = Bonus("r", "م", "R", "referral", 0, referrer_points=5)
    assert problems_of(replace(Programme(), bonuses=(bonus,))) == []


@pytest.mark.parametrize(
    ("given", "key", "why"),
    [
        ({"needs": 0}, "needs", "not positive"),
        ({"per": "visit"}, "per", "unknown choice"),
        ({"reward": "cake"}, "reward", "unknown reward"),
        ({"valid_days": -1}, "valid_days", "negative"),
    ],
)
def test_a_stamp_card_must_lead_to_a_reward(given, key, why):
    card = replace(StampCard("card", "ک", "Card", 9, "tea"), **given)
    programme = replace(Programme(), rewards=(GIFT,), stamps=(card,))
    assert only(programme) == (f"stamps[0] card {key}", why)


def test_a_stamp_card_whose_reward_is_off_leads_nowhere():
    card = StampCard("card", "ک", "Card", 9, "tea")
    programme = replace(Programme(), rewards=(replace(GIFT, is_on=False),), stamps=(card,))
    assert only(programme) == ("stamps[0] card reward", "reward is off")


def test_a_rule_after_the_end_of_the_programme_never_holds():
    late = rule(when=When(first_day=date(2027, 1, 2)))
    programme = replace(with_rules(late), ends_on=date(2027, 1, 1))
    assert only(programme) == ("rules[1] x first_day", "after the programme")


@pytest.mark.parametrize(
    ("programme", "field", "why"),
    [
        (replace(Programme(), ends_on=date(2026, 11, 20)), "ends_on", "past"),
        (with_rules(rule(when=When(last_day=date(2026, 1, 1)))), "rules[1] x last_day", "past"),
        (replace(Programme(), rules=()), "rules", "nothing earns"),
        (with_rules(rule(percent=10)), "rules[1] x percent", "without effect"),
        (with_rules(rule(per="order", whole_steps=True)), "rules[1] x whole_steps",
         "without effect"),
        (replace(Programme(), rewards=(replace(GIFT, take="offer"),)), "rewards[0] tea points",
         "without effect"),
        (replace(Programme(), rewards=(replace(GIFT, discount_code="A"),)),
         "rewards[0] tea discount_code", "without effect"),
        (replace(Programme(), spending=Spending(limit_points=5, least_points=10)),
         "spending least_points", "above the limit"),
    ],
)  # fmt: skip
def test_what_a_club_hardly_wants_is_a_warning_and_no_problem(programme, field, why):
    assert problems_of(programme) == []
    (found,) = warnings(programme, TODAY)
    assert (found.field, found.why) == (field, why)


def test_codes_and_tags_are_stored_as_they_are_compared():
    when = When(code="یلدا ۱۴۰۵", tags=("كارمند", "VIP"))
    (stored,) = replace(Programme(), rules=(rule(when=when),)).checked().rules
    assert stored.when.code == "یلدا1405"
    assert stored.when.tags == ("کارمند", "vip")
