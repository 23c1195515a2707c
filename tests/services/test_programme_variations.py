"""Variations of every kind of rule, set up by programme documents and reckoned by hand."""

from datetime import UTC, date, datetime

import pytest

from loyaldesk.domain.errors import ProgrammeFileErrors
from loyaldesk.services import checking, programmes, returns, selling
from tests.makers import make_member

BEGINNING = date(1900, 1, 1)


def row(table: str, code: str, **keys: object) -> str:
    told = {"code": code, "name_en": code, "name_fa": code, **keys}
    return f"[[{table}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in told.items())


def rule(code: str = "p", **keys: object) -> str:
    return row("rule", code, **keys)


def table(name: str, **keys: object) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


class Till:
    """One member at one till; the programme comes from a document."""

    def __init__(self, desk) -> None:
        self.desk, self.member, self.acts = desk, make_member(desk), 0

    def under(self, *document: str) -> "Till":
        programmes.apply(self.desk, "\n".join(document), from_day=BEGINNING)
        return self

    def sell(self, *goods: int | dict, **more):
        self.acts += 1
        lines = [{"amount": one} if isinstance(one, int) else one for one in goods]
        asked = {"member": self.member.number, "key": f"k{self.acts}", "lines": lines, **more}
        return selling.sell(self.desk, selling.order_of(self.desk.zone, asked))

    def back(self, sold, *lines: tuple[int, int]) -> returns.ReturnPlan:
        self.acts += 1
        asked = tuple((number, pieces * 1000) for number, pieces in lines)
        draft = returns.ReturnDraft(sold.sale_id, f"r{self.acts}", asked)
        return returns.return_goods(self.desk, draft).plan


@pytest.fixture
def till(desk):
    made = Till(desk)
    yield made
    assert checking.check(desk) == []


P = rule(rial=10_000)
TAXED = table("earning", with_tax=True)
SOLD = {"price": 1_000_000, "discount": 200_000, "tax": 80_000}  # 880,000 to pay


@pytest.mark.parametrize(
    ("with_tax", "reduce", "points"),
    # 880,000; 880,000 - 80,000; 880,000 + 200,000: each divided by 10,000
    [(True, True, 88), (False, True, 80), (True, False, 108)],
)
def test_tax_and_the_line_discount_make_the_base(till, with_tax, reduce, points):
    till.under(table("earning", with_tax=with_tax, line_discounts_reduce=reduce), P)
    assert till.sell(SOLD).points == points


@pytest.mark.parametrize(
    ("discounts", "everything", "one"),
    # 1,000,000 less 100,000; its share of 600,000 is 60,000
    [("spread", 90, 54), ("whole", 90, 60), ("ignored", 100, 60)],
)
def test_a_receipt_discount_is_spread_whole_or_ignored(till, discounts, everything, one):
    till.under(table("earning", discounts=discounts), P, rule("a", rial=10_000, categories=["a"]))
    sold = till.sell({"amount": 600_000, "category": "a"}, 400_000, discount=100_000)
    assert sold.points == everything + one


def test_the_manual_s_part_paid_with_points(till):
    # 800,000 paid x 1,000,000 without tax / 1,100,000 = 727,272.7
    till.under(
        table("earning", with_tax=False),
        rule(rial=1, products=["x"]),
        rule("start", per="order", points=300, with_code="S"),
    )
    till.sell(1, codes=["S"])
    sold = till.sell({"product": "x", "price": 1_000_000, "tax": 100_000}, pay_points=300)
    assert sold.points == 727_272


@pytest.mark.parametrize(
    ("switch", "kind", "more"),
    [("gift_cards_earn", "gift_card", {"gift_cards": ["GC1"]}),
     ("wallet_earns", "top_up", {"wallet": "all"})],
)  # fmt: skip
def test_what_a_gift_card_or_the_wallet_pays_earns_only_where_it_may(till, switch, kind, more):
    till.under(table("earning", **{switch: False}), P)
    filled = till.sell({"amount": 400_000, "kind": kind, "product": "GC1"})
    assert (filled.points, till.sell(1_000_000, **more).points) == (0, 60)  # 600,000 in cash


@pytest.mark.parametrize(
    ("earns", "kinds", "points"),
    [(False, [], 100), (True, [], 120), (False, ["delivery"], 20), (True, ["goods"], 100)],
)
def test_delivery_earns_by_the_switch_or_by_the_rule_s_kinds(till, earns, kinds, points):
    till.under(table("earning", delivery_earns=earns), rule(rial=10_000, kinds=kinds))
    assert till.sell(1_000_000, {"amount": 200_000, "kind": "delivery"}).points == points


@pytest.mark.parametrize(("when", "points"), [("before", 100), ("after", 200)])
def test_the_receipt_that_reaches_a_tier_counts_before_or_after(till, when, points):
    tiers = row("tier", "a") + row("tier", "b", from_rial=10_000_000, earn_percent=200)
    till.under(table("earning", tier=when), tiers, rule())
    assert till.sell(10_000_000).points == points


@pytest.mark.parametrize(
    ("rounding", "each", "amounts", "points"),
    [("down", "receipt", [250, 250], 1),  # 1.67
     ("down", "line", [250, 250], 0),  # 0.83 twice
     ("half_up", "receipt", [450, 450], 3),  # exactly 3
     ("half_up", "line", [450, 450], 4),  # 1.5 twice
     ("half_up", "receipt", [149], 0), ("half_up", "receipt", [150], 1),  # 0.497, 0.5
     ("up", "line", [1, 1, 1], 3), ("up", "receipt", [1, 1, 1], 1)],
)  # fmt: skip
def test_a_fraction_is_rounded_where_and_how_the_rule_says(till, rounding, each, amounts, points):
    till.under(rule(rial=300, rounding=rounding, round_each=each))
    assert till.sell(*amounts).points == points


@pytest.mark.parametrize(("whole", "points"), [(False, 9), (True, 5)])
def test_only_whole_steps_count_where_the_rule_says_so(till, whole, points):
    till.under(rule(points=5, rial=100_000, whole_steps=whole))  # 1.9 steps of 5
    assert till.sell(190_000).points == points


@pytest.mark.parametrize(
    ("keys", "points"),
    [({"brands": ["M"]}, 60), ({"not_brands": ["M"]}, 10),
     ({"categories": ["c"], "not_products": ["b"]}, 10),
     ({"products": ["a"], "categories": ["e"]}, 50),  # one or the other is enough
     ({"products": ["a", "b"], "not_brands": ["K"]}, 20)],
)  # fmt: skip
def test_goods_are_meant_by_product_category_or_brand(till, keys, points):
    till.under(rule(rial=10_000, **keys))
    sold = till.sell(
        {"amount": 100_000, "product": "a", "brand": "K", "category": "c"},
        {"amount": 200_000, "product": "b", "brand": "M", "category": "c"},
        {"amount": 400_000, "product": "d", "brand": "M", "category": "e"},
    )
    assert sold.points == points


def test_arabic_letters_of_a_till_mean_the_persian_category(till):
    till.under(rule(rial=10_000, categories=["چای"]))
    assert till.sell({"amount": 100_000, "category": "چاي"}).points == 10


@pytest.mark.parametrize(
    ("keys", "points"),
    [({"minimum_rial": 1_050_000}, 110),
     ({"minimum_rial": 1_050_000, "minimum_with_tax": False}, 0),
     ({"minimum_rial": 1_000_000, "minimum_with_tax": False}, 110),
     ({"minimum_quantity": 1}, 110), ({"minimum_quantity": 1.001}, 0)],
)  # fmt: skip
def test_a_minimum_counts_tax_or_not_and_is_reached_when_equal(till, keys, points):
    till.under(TAXED, rule(rial=10_000, **keys))
    assert till.sell({"price": 1_000_000, "tax": 100_000}).points == points


def test_a_cap_of_the_day_holds_over_two_receipts_and_ends_with_the_day(till):
    till.under(rule(rial=10_000, cap_day=30))
    assert [till.sell(200_000).points for _ in "abc"] == [20, 10, 0]
    assert till.sell(400_000, at="2026-10-01T12:00").points == 30


def test_hours_hold_from_their_first_minute_and_pass_midnight(till):
    till.under(rule(per="order", points=1, from_time="22:00", until_time="02:00"))
    times = ("21:59", "22:00", "01:59", "02:00")
    assert [till.sell(9, at=f"2026-10-01T{time}").points for time in times] == [0, 1, 1, 0]


def test_an_occasion_may_pass_the_end_of_the_jalali_year(till):
    till.under(rule(per="order", points=1, occasions=["12-25..01-05"]))
    # 24, 25 and 30 Esfand 1403 (a leap year), 5 and 6 Farvardin 1404
    days = ("2025-03-14", "2025-03-15", "2025-03-20", "2025-03-25", "2025-03-26")
    assert [till.sell(9, at=f"{day}T12:00").points for day in days] == [0, 1, 1, 1, 0]


THREE = {"price": 5_000, "quantity": 3}  # 15,000: 1.5 points, so 1


@pytest.mark.parametrize(
    ("points", "rounding", "taken"),
    [("line", "keep_down", [1, 0, 0]),  # kept of 1: 2/3 and 1/3, down
     ("share", "take_down", [0, 0, 1]),  # taken of 1: 1/3 and 2/3, down
     ("recompute", "keep_down", [0, 1, 0])],  # 10,000 earn 1, 5,000 earn 0
)  # fmt: skip
def test_three_returns_of_one_piece_end_where_one_of_three_ends(till, points, rounding, taken):
    till.under(table("returns", points=points, rounding=rounding), P)
    sold = till.sell(THREE)
    assert [till.back(sold, (0, 1)).points_taken for _ in "abc"] == taken


@pytest.mark.parametrize(("points", "taken"), [("recompute", 12), ("share", 3), ("line", 3)])
def test_a_return_below_the_minimum_takes_all_only_where_it_is_reckoned_anew(till, points, taken):
    till.under(table("returns", points=points), rule(rial=10_000, minimum_rial=100_000))
    sold = till.sell({"price": 10_000, "quantity": 12})
    assert till.back(sold, (0, 3)).points_taken == taken


def test_the_wallet_s_share_comes_back_with_half_of_the_goods(till):
    till.under(P)
    till.sell({"amount": 400_000, "kind": "top_up"})
    plan = till.back(till.sell({"price": 500_000, "quantity": 2}, wallet="all"), (0, 1))
    assert (plan.wallet_rial, plan.cash_rial) == (200_000, 300_000)


@pytest.mark.parametrize(
    ("day", "tier"), [(datetime(2026, 3, 20, 19, tzinfo=UTC), "a"),  # 22:30 of 29 Esfand 1404
                      (datetime(2026, 3, 20, 21, tzinfo=UTC), "b")],  # 00:30 of 1 Farvardin 1405
)  # fmt: skip
def test_a_jalali_year_begins_at_the_shop_s_midnight(till, day, tier):
    tiers = row("tier", "a") + row("tier", "b", from_rial=1_000_000)
    till.under(table("tiers", period="year"), tiers, P)
    till.sell(1_000_000, at=day.isoformat())
    assert till.sell(1).tier == tier


@pytest.mark.parametrize(
    ("document", "line", "field"),
    [(rule(rial=0), 5, "rules[0] p rial"),
     (rule("x", per="order") + rule(rial=0), 10, "rules[1] p rial"),
     (table("points", days=0) + P, 2, "lots days"),
     (table("spending", block_rial=0) + P, 2, "spending block_rial"),
     (table("tiers", months=0) + P, 2, "ladder months")],
)  # fmt: skip
def test_a_wrong_figure_is_told_by_the_key_of_the_file(till, document, line, field):
    with pytest.raises(ProgrammeFileErrors) as caught:
        till.under(document)
    assert [(one.line, one.where) for one in caught.value.problems] == [(line, field)]
