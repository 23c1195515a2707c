"""Published and derived vectors of other loyalty systems, run through the use cases.

Each test bears the number of its vector. The programme of each is a programme document: one of the
profiles among the fixtures, or a profile with its rules exchanged. Foreign money is multiplied by
100. Left out, because their *points* are fractions: V-E11 (1.23 points) and the fractional half of
the vectors that mix both.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import (
    accounts,
    checking,
    night,
    points,
    profile,
    programmes,
    returns,
    reward_figures,
    sales,
    selling,
)
from loyaldesk.store import ledger
from tests.makers import make_member

PROFILES = Path(__file__).parents[1] / "fixtures" / "programmes"
BEGINNING = date(1900, 1, 1)


def setting(desk, profile_name: str, extra: str = "", rules: str | None = None) -> None:
    """Put a profile in force; *rules* takes the place of its own rules."""
    text = (PROFILES / f"{profile_name}.toml").read_text(encoding="utf-8")
    if rules is not None:
        text = text.split("[[rule]]")[0] + rules
    programmes.apply(desk, f"{text}\n{extra}", from_day=BEGINNING)


class Till:
    """One member at one till: every act has a key of its own."""

    def __init__(self, desk) -> None:
        self.desk = desk
        self.member = make_member(desk)
        self.acts = 0

    def sell(self, *lines, **more):
        """Sell lines given as Rial or as dictionaries, in words of the command line."""
        self.acts += 1
        goods = [{"amount": line} if isinstance(line, int) else line for line in lines]
        asked = {
            "member": self.member.number, "key": more.pop("key", f"v{self.serial()}"), **more,
        }  # fmt: skip
        if len(lines) == 1 and isinstance(lines[0], int) and "discount" not in more:
            asked["amount"] = lines[0]  # a receipt that is known by its amount
        else:
            asked["lines"] = goods
        return selling.sell(self.desk, selling.order_of(self.desk.zone, asked))

    def preview(self, *lines, **more) -> sales.Preview:
        asked = {
            "member": self.member.number, "key": "preview",
            "lines": [{"amount": line} if isinstance(line, int) else line for line in lines],
            **more,
        }  # fmt: skip
        order = selling.order_of(self.desk.zone, asked)
        draft = sales.SaleDraft(
            self.member.id, order.amount_rial, "preview", order.pay_points, lines=order.lines,
            discount_rial=order.discount_rial, codes=order.codes,
        )  # fmt: skip
        return sales.preview(self.desk, draft)

    def give_back(self, done, *lines, amount=None, key=""):
        self.acts += 1
        return returns.return_goods(
            self.desk,
            returns.ReturnDraft(done.sale_id, key or f"r{self.serial()}", lines, amount),
        ).plan

    def bring(self, held: int) -> None:
        """Give the member points of an older system, as the vector's starting balance."""
        with self.desk.change(Permission.POINTS_ADJUST) as change:
            points.opening_balance(
                change, self.member.id, held, None, key=f"opening {self.serial()}"
            )

    def serial(self) -> str:
        self.acts += 1
        return f"{self.member.number}-{self.acts}"

    @property
    def balance(self) -> int:
        held = ledger.balance(self.desk.db, self.member.id)
        return held.points - held.debt

    @property
    def wallet(self) -> int:
        found = accounts.wallet_of(self.desk.db, self.member.id)
        return found.balance_rial if found else 0

    def card(self, code: str) -> int:
        return accounts.card_by_code(self.desk.db, code).balance_rial

    def moves(self) -> list[int]:
        rows = self.desk.db.execute_sql(
            "SELECT points FROM points_entry WHERE member_id = ? ORDER BY seq", (self.member.id,)
        )
        return [row[0] for row in rows.fetchall()]


@pytest.fixture
def till(desk):
    """A till whose club must be sound when the vector is done."""
    one = Till(desk)
    yield one
    assert checking.check(desk) == []


TEN_PERCENT = """
[[reward]]
code = "ten"
name_en = "Ten percent"
kind = "percent"
take = "code"
discount_code = "TEN"
percent = 10
"""


def per_money(points_: int, **more: object) -> str:
    """Return the text of a rule: so many points for one unit of foreign money (100 Rial)."""
    return rule("base", per="money", points=points_, rial=100, **more)


def rule(name: str, /, **fields: object) -> str:
    return _table("rule", name, fields)


def reward(name: str, /, **fields: object) -> str:
    return _table("reward", name, fields)


def _table(table: str, name: str, fields: dict[str, object]) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in fields.items()]
    return "\n".join(["", f"[[{table}]]", f'code = "{name}"', f'name_en = "{name}"', *lines, ""])


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


# Earning ---------------------------------------------------------------------------------------


def test_v_e1_two_pieces_at_fifty_earn_a_hundred(desk, till):
    setting(desk, "odoo")
    assert till.sell({"price": 5_000, "quantity": 2}).points == 100


def test_v_e2_a_code_for_ten_percent_makes_the_base_smaller(desk, till):
    setting(desk, "odoo", TEN_PERCENT)
    done = till.sell(10_000, codes=["ten"])
    assert (done.to_pay_rial, done.points) == (9_000, 90)


def test_v_e3_paying_a_part_from_the_wallet_earns_on_all(desk, till):
    setting(desk, "odoo")
    till.sell({"amount": 1_000, "kind": "top_up"})
    done = till.sell(10_000, wallet=1_000)
    assert (done.to_pay_rial, done.points) == (9_000, 100)


def test_v_e4_paying_a_part_with_a_gift_card_earns_on_all(desk, till):
    setting(desk, "odoo")
    till.sell({"amount": 5_000, "kind": "gift_card", "product": "GIFT-1"})
    done = till.sell(10_000, gift_cards=["gift-1"])
    assert (done.to_pay_rial, done.points) == (5_000, 100)


def test_v_e5_a_code_on_everything_does_not_shrink_a_rule_on_food_only(desk, till):
    setting(desk, "odoo", TEN_PERCENT, rules=per_money(1, categories=["food"]))
    done = till.sell({"amount": 10_000, "category": "food"}, 5_000, codes=["TEN"])
    assert (done.to_pay_rial, done.points) == (13_500, 100)


@pytest.mark.parametrize(("each", "pieces"), [(70, 1), (35, 2)])
def test_v_e7_points_for_each_piece(desk, till, each, pieces):
    setting(desk, "odoo", rules=rule("base", per="unit", points=each))
    assert till.sell({"price": 5_000, "quantity": pieces}).points == 70


def test_v_e8_a_rule_behind_a_code_gives_only_with_it(desk, till):
    setting(desk, "odoo", rules=rule("base", per="order", points=10, with_code="PROMO"))
    assert till.sell(10_000).points == 0
    assert till.sell(10_000, codes=["promo"]).points == 10


def test_v_e10_tax_is_part_of_the_base(desk, till):
    setting(desk, "odoo", rules=per_money(5))
    assert till.sell({"price": 500, "quantity": 28, "tax": 2_100}).points == 805


def test_v_e12_one_point_for_each_thousand(desk, till):
    setting(desk, "erpnext")
    assert till.sell(1_000_000).points == 10


def test_v_e13_the_part_paid_with_points_earns_nothing(desk, till):
    setting(desk, "erpnext")
    till.bring(10)
    done = till.sell(1_000_000, pay_points=10)
    assert (done.points, till.balance) == (9, 9)


def test_v_e15_the_spend_stands_in_the_ledger_beside_the_earn(desk, till):
    setting(desk, "erpnext", rules=per_money(1))
    assert till.sell(10_625).points == 106
    done = till.sell(10_600, pay_points=50)
    assert done.points == 56
    assert till.moves() == [106, -50, 56]


BASKET = (
    {"amount": 1_200, "product": "123", "category": "red"},
    {"amount": 10_000, "product": "000", "category": "blue"},
    {"amount": 4_000, "product": "0001", "kind": "delivery"},
)
FOUR = per_money(4)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(FOUR, 608, id="V-E16 four for each"),
        pytest.param(per_money(4, not_products=["000"]), 208, id="V-E17 one product left out"),
        pytest.param(per_money(4, not_categories=["red"]), 560, id="V-E18 red left out"),
        pytest.param(
            per_money(4, not_categories=["red"], kinds=["goods"]), 400,
            id="V-E20 red and delivery left out",
        ),
        pytest.param(
            rule("base", per="unit", points=200, products=["000"]), 200, id="V-E21 by product"
        ),
        pytest.param(
            FOUR + rule("more", per="unit", points=100, products=["123"]), 708,
            id="V-E23 a product gives more",
        ),
        pytest.param(
            FOUR + rule("more", per="times", percent=300, products=["123"]), 704,
            id="V-E24 three times for a product",
        ),
        pytest.param(
            FOUR + rule("more", per="times", percent=300, categories=["red"]), 704,
            id="V-E24 three times for red",
        ),
        pytest.param(
            FOUR + rule("none", per="times", percent=0, categories=["red", "blue"]), 160,
            id="V-E27 nothing for red and blue",
        ),
        pytest.param(
            FOUR + rule("b", per="times", percent=200, categories=["blue"])
            + rule("o", per="times", percent=300, categories=["orange"]), 1008,
            id="V-E28 blue twice, orange is not there",
        ),
        pytest.param(per_money(4, minimum_rial=10_000), 608, id="V-E29 minimum reached"),
        pytest.param(per_money(4, minimum_rial=30_000), 0, id="V-E29 minimum not reached"),
        pytest.param(
            per_money(1) + rule("second", per="money", points=1, rial=100, stop=True)
            + rule("third", per="money", points=10, rial=100), 304, id="V-E32 the list stops",
        ),
    ],
)  # fmt: skip
def test_v_e16_to_e32_rules_on_goods_add_up_in_their_order(desk, till, rules, expected):
    setting(desk, "openloyalty", rules=rules)
    assert till.sell(*BASKET).points == expected


def test_v_e31_twice_for_all_three_names_both_rules(desk, till):
    twice = rule("twice", per="times", percent=200, products=["123", "000", "0001"],
                 kinds=["goods", "delivery"])  # fmt: skip
    setting(desk, "openloyalty", rules=FOUR + twice)
    done = till.sell(*BASKET)
    assert done.points == 1216
    steps = till.preview(*BASKET).quote.earned.steps
    assert [step.rule for step in steps if step.points] == ["base", "twice"]


# Spending --------------------------------------------------------------------------------------


def spending(**fields: object) -> str:
    return "\n".join(["[spending]", *(f"{n} = {_toml(v)}" for n, v in fields.items())])


def profile_with(desk, name: str, table: str, **fields: object) -> None:
    """Put a profile in force with some keys of one of its tables exchanged."""
    text = (PROFILES / f"{name}.toml").read_text(encoding="utf-8")
    rules = fields.pop("rules", None)
    extra = fields.pop("extra", "")
    if rules is not None:
        text = text.split("[[rule]]")[0] + str(rules)
    lines, inside, seen = [], False, False
    for line in text.splitlines():
        if line.startswith("["):
            if inside:
                lines += [f"{n} = {_toml(v)}" for n, v in fields.items()]
            inside = line.strip() == f"[{table}]"
            seen = seen or inside
        if not (inside and line.split("=")[0].strip() in fields):
            lines.append(line)
    if not seen:
        lines = [f"[{table}]", *(f"{n} = {_toml(v)}" for n, v in fields.items()), *lines]
    elif inside:
        lines += [f"{n} = {_toml(v)}" for n, v in fields.items()]
    programmes.apply(desk, "\n".join([*lines, str(extra)]), from_day=BEGINNING)


def test_v_r1_points_are_spent_in_blocks_of_three(desk, till):
    profile_with(desk, "odoo", "spending", block_points=3, block_rial=450,
                 rules=rule("visit", per="order", points=1))  # fmt: skip
    till.bring(10)
    assert till.preview(10_000).most_points == 9
    done = till.sell(10_000, pay_points=9)
    assert (done.paid_rial, done.points, till.balance) == (1_350, 1, 2)
    with pytest.raises(errors.SpendRefused):
        till.sell(10_000, pay_points=2)


def test_v_r4_a_reward_of_five_is_not_given_for_three_and_one(desk, till):
    setting(desk, "odoo", reward("cup", kind="gift", take="points", points=5),
            rules=rule("visit", per="order", points=1))  # fmt: skip
    till.bring(3)
    with pytest.raises(errors.NotEnoughPoints):
        till.sell(10_000, rewards=["cup"])
    assert till.balance == 3


def test_v_r5_a_receipt_earns_ten_and_spends_five(desk, till):
    setting(desk, "odoo", reward("cup", kind="gift", take="points", points=5))
    till.bring(5)
    till.sell(1_000, rewards=["cup"])
    assert sorted(till.moves()[1:]) == [-5, 10]
    assert till.balance == 10


def test_v_r6_ten_percent_three_times(desk, till):
    codes = [
        reward(name, kind="percent", percent=10, take="code", discount_code=name, stackable=True)
        for name in ("a1", "b1", "c1")
    ]
    setting(desk, "odoo", "".join(codes))
    for given, expected in ((["a1"], 27_000), (["a1", "b1"], 24_300), (["a1", "b1", "c1"], 21_870)):
        assert till.sell(30_000, codes=given).to_pay_rial == expected


def test_v_r8_seventy_seven_points_are_worth_3_85(desk, till):
    profile_with(desk, "erpnext", "spending", block_points=1, block_rial=5, rules=per_money(1))
    till.bring(77)
    done = till.sell(8_585, pay_points=77)
    assert (done.paid_rial, done.points, till.balance) == (385, 82, 82)


@pytest.mark.parametrize(
    ("line", "by_hand", "taken"),
    [(12_000, 0, 900), (12_000, 2_000, 900), (12_000, 11_400, 600), (6_000, 600, 600)],
)
def test_v_r10_ten_percent_of_the_goods_at_most_nine(desk, till, line, by_hand, taken):
    setting(desk, "odoo", reward("most", kind="percent", percent=10, most_rial=900, of="goods",
                                 take="code", discount_code="MOST"))  # fmt: skip
    done = till.sell(line, discount=by_hand, codes=["MOST"])
    assert done.reward_rial == taken


@pytest.mark.parametrize(("price", "pays", "left"), [(11_500, 1_500, 0), (575, 0, 9_425)])
def test_v_r11_a_gift_card_pays_what_it_can(desk, till, price, pays, left):
    setting(desk, "odoo")
    till.sell({"amount": 10_000, "kind": "gift_card", "product": "G-77"})
    assert till.sell(price, gift_cards=["G-77"]).to_pay_rial == pays
    assert till.card("G-77") == left


def test_v_r12_two_gift_cards_on_one_receipt(desk, till):
    setting(desk, "odoo")
    for code in ("G-1", "G-2"):
        till.sell({"amount": 10_000, "kind": "gift_card", "product": code})
    assert till.sell(230_000, gift_cards=["G-1", "G-2"]).to_pay_rial == 210_000


def test_v_r14_the_discount_comes_before_the_gift_card(desk, till):
    setting(desk, "odoo", TEN_PERCENT)
    till.sell({"amount": 10_000, "kind": "gift_card", "product": "G-1"})
    done = till.sell(10_000, gift_cards=["G-1"], codes=["TEN"])
    assert (done.to_pay_rial, done.gift_card_rial, till.card("G-1")) == (0, 9_000, 1_000)


def test_v_r15_the_wallet_pays_and_the_tax_stays(desk, till):
    setting(desk, "odoo")
    till.sell({"amount": 11_500, "kind": "top_up"})
    done = till.sell({"price": 10_000, "quantity": 2, "tax": 3_000}, wallet="all")
    assert done.to_pay_rial == 11_500
    tax = desk.db.execute_sql("SELECT tax_rial FROM sale WHERE id = ?", (done.sale_id,))
    assert tax.fetchone()[0] == 3_000


def test_v_r16_a_top_up_is_not_paid_from_the_wallet_it_fills(desk, till):
    setting(desk, "odoo")
    till.sell({"amount": 1_000, "kind": "top_up"})
    done = till.sell(10_000, {"amount": 5_000, "kind": "top_up"}, wallet="all")
    assert (done.wallet_rial, done.to_pay_rial, till.wallet) == (1_000, 14_000, 5_000)


@pytest.mark.parametrize(("pieces", "free"), [(2, 0), (3, 1), (6, 2), (8, 2), (75, 25)])
def test_v_r17_buy_three_get_one(desk, till, pieces, free):
    setting(desk, "odoo", reward("more", kind="buy_get", buy=3, get=1, extra=True, take="offer"))
    found = till.preview({"price": 1_000, "quantity": pieces}).quote.applied.discounts
    assert sum(count for each in found for _, count in each.free) == free * 1000


def test_v_r18_a_free_piece_on_top_and_a_code(desk, till):
    setting(desk, "odoo", TEN_PERCENT + reward(
        "more", kind="buy_get", buy=3, get=1, extra=True, take="offer"))  # fmt: skip
    assert till.sell({"price": 32_000, "quantity": 3}, codes=["TEN"]).to_pay_rial == 86_400


def test_v_r20_a_hundred_percent_leaves_exactly_nothing(desk, till):
    setting(desk, "odoo", reward("all", kind="percent", percent=100, take="code",
                                 discount_code="ALL"))  # fmt: skip
    prices = (560, 892, 4_491, 21_726, 240_000)
    lines = [{"price": price, "tax": (price * 15 + 50) // 100} for price in prices]
    done = till.sell(*lines, codes=["all"])
    assert (done.to_pay_rial, done.points) == (0, 0)


@pytest.mark.parametrize(
    ("minimum", "with_tax", "holds"),
    [(100_600, False, False), (100_500, False, True), (100_600, True, True)],
)
def test_v_r21_a_minimum_with_and_without_tax(desk, till, minimum, with_tax, holds):
    setting(desk, "odoo", reward("five", kind="percent", percent=5, take="offer",
                                 minimum_rial=minimum, minimum_with_tax=with_tax))  # fmt: skip
    done = till.sell({"price": 100_500, "tax": 15_075})
    assert (done.reward_rial > 0) is holds


def test_v_r23_the_second_discount_on_everything_is_refused(desk, till):
    setting(
        desk,
        "odoo",
        TEN_PERCENT
        + reward("auto", kind="percent", percent=10, take="offer")
        + reward("five", kind="percent", percent=5, take="code", discount_code="FIVE"),
    )
    done = till.sell(32_000, codes=["FIVE"])
    assert done.to_pay_rial == 28_800
    assert [(left.typed, left.why) for left in done.left_out] == [("FIVE", "not stackable")]


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(None, -2, False), (-2, 2, True), (1, None, False), (0, 0, True), (None, -1, False)],
)
def test_v_r24_both_days_of_an_offer_are_included(desk, till, first, last, holds):
    days = {
        name: (desk.today() + timedelta(days=step)).isoformat()
        for name, step in (("first_day", first), ("last_day", last))
        if step is not None
    }
    setting(desk, "odoo", reward("five", kind="percent", percent=5, take="offer", **days))
    assert (till.sell(10_000).reward_rial > 0) is holds


def test_v_r25_a_code_for_one_use_is_refused_at_the_second_receipt(desk, till):
    setting(desk, "odoo", reward("one", kind="percent", percent=5, take="code",
                                 discount_code="ONE", most_uses=1))  # fmt: skip
    till.sell(10_000, codes=["ONE"])
    with pytest.raises(errors.RewardRefused) as refused:
        till.sell(10_000, codes=["ONE"])
    assert refused.value.why == "uses"


@pytest.mark.parametrize(("used", "pays"), [(50, 0), (20, 6_000)])
def test_v_r27_a_point_pays_two(desk, till, used, pays):
    profile_with(desk, "openloyalty", "spending", block_points=1, block_rial=200)
    till.bring(50)
    assert till.sell(10_000, pay_points=used).to_pay_rial == pays


def test_v_r28_a_voucher_keeps_its_conditions(desk, till):
    setting(desk, "odoo", "".join([
        reward("fifty", kind="amount", rial=5_000, take="code", discount_code="MIN",
               minimum_rial=5_000),
        reward("ten", kind="amount", rial=100, take="code", discount_code="QTY",
               minimum_quantity=10),
        reward("once", kind="amount", rial=100, take="code", discount_code="ONCE",
               most_per_member=1),
        reward("all", kind="amount", rial=5_000, take="code", discount_code="FIX"),
    ]))  # fmt: skip
    for code, line, why in (
        ("MIN", {"amount": 2_000}, "minimum"), ("QTY", {"price": 1_000, "quantity": 2}, "quantity"),
    ):  # fmt: skip
        with pytest.raises(errors.RewardRefused) as refused:
            till.sell(line, codes=[code])
        assert refused.value.why == why
    till.sell(10_000, codes=["ONCE"])
    with pytest.raises(errors.RewardRefused) as refused:
        till.sell(10_000, codes=["ONCE"])
    assert refused.value.why == "member uses"
    assert till.sell(3_000, codes=["FIX"]).to_pay_rial == 0


def test_v_r29_a_hundred_points_are_ten_thousand_rial_in_whole_hundreds(desk, till):
    profile_with(desk, "iran", "spending", block_points=100, block_rial=10_000)
    till.bring(250)
    assert till.preview(1_000_000).most_points == 200
    done = till.sell(1_000_000, pay_points=200)
    assert done.paid_rial == 20_000
    assert till.balance - done.points == 50


@pytest.mark.parametrize(("toman", "expected"), [(149_999, 0), (150_000, 1), (449_999, 2)])
def test_v_r30_one_point_for_each_150_000_toman(desk, till, toman, expected):
    setting(desk, "iran", rules=rule("base", per="money", points=1, rial=1_500_000))
    assert till.sell(toman * 10).points == expected


# Returns ---------------------------------------------------------------------------------------


def test_v_f1_one_of_two_comes_back(desk, till):
    setting(desk, "odoo")
    done = till.sell({"price": 5_000, "quantity": 2})
    back = till.give_back(done, (0, 1000))
    assert (done.points, back.points_taken, till.balance) == (100, 50, 50)


def test_v_f2_spent_and_earned_points_both_go_back(desk, till):
    setting(desk, "odoo", reward("r", kind="amount", rial=5_000, take="points", points=150))
    till.bring(200)
    done = till.sell(12_000, rewards=["r"])
    assert (done.points, till.balance) == (70, 120)
    back = till.give_back(done)
    assert (back.points_taken, back.points_back, till.balance) == (70, 150, 200)


def test_v_f4_a_gift_card_that_comes_back_is_empty(desk, till):
    setting(desk, "odoo")
    done = till.sell({"amount": 5_000, "kind": "gift_card", "product": "G-9"})
    assert till.give_back(done).cash_rial == 5_000
    assert till.card("G-9") == 0


def test_v_f6_a_line_gives_back_what_it_earned(desk, till):
    rules = "".join(
        rule(name, per="unit", points=each, products=[name])
        for name, each in (("a", 15), ("b", 25), ("c", 20))
    )
    setting(desk, "iran", rules=rules)
    done = till.sell(*({"amount": 10_000, "product": name} for name in "abc"))
    assert done.points == 60
    assert till.give_back(done, (2, None)).points_taken == 20


def test_v_f8_half_of_a_receipt_leaves_half_of_its_points(desk, till):
    setting(desk, "erpnext")
    done = till.sell({"price": 1_000_000, "quantity": 2})
    till.give_back(done, (0, 1000))
    assert (done.points, till.balance) == (20, 10)


def test_v_f10_half_of_a_receipt_paid_partly_with_points(desk, till):
    profile_with(desk, "erpnext", "spending", block_points=1, block_rial=1,
                 rules=rule("base", per="money", points=1, rial=100))  # fmt: skip
    till.bring(4_000)
    done = till.sell(10_000, pay_points=4_000)
    back = till.give_back(done, amount=5_000)
    assert done.points == 60
    assert (back.cash_rial, back.points_back, back.points_taken) == (3_000, 2_000, 30)


def test_v_f12_a_receipt_and_a_return_sent_twice_count_once(desk, till):
    setting(desk, "odoo")
    first, again = till.sell(5_000, key="same"), till.sell(5_000, key="same")
    assert (first.points, again.repeated, till.balance) == (50, True, 50)
    for _ in range(2):
        till.give_back(first, amount=1_000, key="same back")
    assert till.balance == 40
    assert len(till.moves()) == 2


@pytest.mark.parametrize("parts", [(1_000,), (500, 500), (300, 300, 400)])
def test_e09_small_returns_end_where_one_large_one_ends(desk, till, parts):
    setting(desk, "square")
    done = till.sell(2_000)
    for part in parts:
        till.give_back(done, amount=part)
    whole = Till(desk)
    other = whole.sell(2_000)
    whole.give_back(other, amount=1_000)
    assert till.balance == whole.balance


# Expiry ----------------------------------------------------------------------------------------


def lots(till) -> list[tuple[int, date | None]]:
    found = profile.lots_of(till.desk, till.member.id)
    return [(lot.left, lot.expires_on) for lot in found if lot.left]


def at(day: str) -> str:
    return f"{day}T10:00"


def test_v_x1_spends_take_the_older_lot_first(desk, till, clock):
    profile_with(
        desk,
        "odoo",
        "points",
        expires="days",
        days=90,
        rules=per_money(1),
        extra=reward("r", kind="gift", take="points", points=500),
    )
    till.sell(57_500, rewards=["r"])
    assert [left for left, _ in lots(till)] == [75]
    till.sell(80_500, rewards=["r"])
    assert [left for left, _ in lots(till)] == [380]
    clock.forward(days=91)
    night.run(desk, date_is_right=True)
    assert till.balance == 0


def test_v_x2_the_nearest_to_expire_is_spent_first(desk, till, clock):
    setting(desk, "odoo")
    clock.now = datetime(2026, 6, 1, 8, tzinfo=UTC)
    for number, last in enumerate((date(2026, 8, 1), date(2026, 7, 1), None)):
        with desk.change(Permission.POINTS_ADJUST) as change:
            points.opening_balance(change, till.member.id, 100, last, key=f"o{number}")
    profile_with(desk, "odoo", "spending", block_points=1, block_rial=1)
    till.sell(10_000, pay_points=150)
    left = {last: held for held, last in lots(till) if last in (None, date(2026, 8, 1))}
    assert left.get(date(2026, 7, 1)) is None
    assert left[date(2026, 8, 1)] == 50
    assert left[None] >= 100


@pytest.mark.parametrize(
    ("kind", "sold", "last"),
    [
        ("month_end", "2026-01-22", date(2026, 1, 31)),
        ("year_end", "2026-03-05", date(2026, 12, 31)),
    ],
)
def test_v_x4_points_end_with_the_month_or_the_year(desk, till, kind, sold, last):
    profile_with(desk, "odoo", "points", expires=kind, calendar="gregorian", months=0, years=0,
                 days=1)  # fmt: skip
    till.sell(10_000, at=at(sold))
    rows = desk.db.execute_sql("SELECT expires_on FROM lot").fetchall()
    assert [row[0] for row in rows] == [last.isoformat()]


def test_v_x6_ten_days_are_good_on_the_tenth_and_not_on_the_eleventh(desk, till, clock):
    profile_with(desk, "odoo", "points", expires="days", days=10)
    till.sell(10_000)
    clock.forward(days=10)
    night.run(desk)
    assert till.balance == 100
    clock.forward(days=1)
    night.run(desk)
    assert till.balance == 0


def test_v_x8_a_year_without_a_purchase_ends_the_points(desk, till, clock):
    clock.now = datetime(2022, 3, 1, 8, tzinfo=UTC)
    profile_with(desk, "odoo", "points", expires="idle", months=12)
    till.sell(10_000)
    assert [last for _, last in lots(till)] == [date(2023, 3, 1)]


def test_v_x9_locked_for_fourteen_days(desk, till, clock):
    profile_with(desk, "odoo", "points", pending_days=14, days=365)
    till.sell(10_200)
    clock.forward(days=13)
    with pytest.raises(errors.NotEnoughPoints):
        till.sell(100_000, pay_points=102)
    clock.forward(days=1)
    assert till.sell(100_000, pay_points=102).paid_points == 102


# Tiers and merging -----------------------------------------------------------------------------

THREE = """
[[tier]]
code = "bronze"
name_en = "Bronze"
from_rial = 0
[[tier]]
code = "silver"
name_en = "Silver"
from_rial = 1_000_000
[[tier]]
code = "gold"
name_en = "Gold"
from_rial = 2_000_000
"""


def with_tiers(text: str, name: str = "erpnext") -> str:
    """Return a profile with its tiers exchanged."""
    profile_text = (PROFILES / f"{name}.toml").read_text(encoding="utf-8")
    head, _, rules = profile_text.partition("[[rule]]")
    return head.split("[[tier]]")[0] + text + "\n[[rule]]" + rules


@pytest.mark.parametrize(
    ("number", "before", "receipt", "tier"),
    [
        (1, 0, 6_000, "bronze"), (2, 0, 15_000, "silver"), (3, 0, 25_000, "gold"),
        (4, 4_000, 500, "bronze"), (5, 8_000, 3_000, "silver"), (6, 18_000, 3_000, "gold"),
        (7, 22_000, 5_000, "gold"),
    ],
)  # fmt: skip
def test_v_t1_to_t7_the_tier_that_the_receipt_reaches(desk, till, number, before, receipt, tier):
    programmes.apply(desk, with_tiers(THREE), from_day=BEGINNING)
    if before:
        till.sell(before * 100)
    assert till.sell(receipt * 100).tier == tier, number


NEEDY = """
[[tier]]
code = "none"
name_en = "None"
from_rial = 0
earn_percent = 0
[[tier]]
code = "first"
name_en = "First"
from_rial = 10_000_000
[[tier]]
code = "second"
name_en = "Second"
from_rial = 30_000_000
"""


@pytest.mark.parametrize(("receipt", "expected"), [(20_000, 0), (196_000, 196)])
def test_v_t9_below_the_first_limit_nothing_is_earned(desk, till, receipt, expected):
    rules = rule("low", per="money", points=1, rial=100_000, tiers=["none", "first"]) + rule(
        "high", per="money", points=1, rial=90_000, tiers=["second"]
    )
    text = with_tiers(NEEDY).split("[[rule]]")[0] + rules
    programmes.apply(desk, text, from_day=BEGINNING)
    assert till.sell(receipt * 100).points == expected


CARDS = """
[[tier]]
code = "plain"
name_en = "Plain"
from_rial = 0
[[tier]]
code = "white"
name_en = "White"
from_rial = 5_000_001
[[tier]]
code = "silver"
name_en = "Silver"
from_rial = 50_000_001
[[tier]]
code = "gold"
name_en = "Gold"
from_rial = 150_000_001
"""


@pytest.mark.parametrize(
    ("toman", "tier", "credit"),
    [(500_000, "plain", 0), (500_001, "white", 50_000), (16_000_000, "gold", 3_200_000)],
)
def test_v_t16_the_first_receipt_gives_a_card_with_credit(desk, till, toman, tier, credit):
    rules = "".join(
        rule(code, per="money", gives="wallet", points=percent, rial=100, tiers=[code],
             first_purchase=True, tier_percent=False)
        for code, percent in (("white", 10), ("silver", 15), ("gold", 20))
    )  # fmt: skip
    text = with_tiers(CARDS).split("[[rule]]")[0] + rules
    programmes.apply(desk, text, from_day=BEGINNING)
    done = till.sell(toman * 10)
    assert done.tier == tier
    assert done.cashback_rial // 10 == credit


def test_v_m1_and_m2_merged_points_stand_on_one_record(desk, till):
    from loyaldesk.services import merging

    setting(desk, "odoo")
    for first, second, together in ((100, 200, 300), (50, 100, 150)):
        kept, other = Till(desk), Till(desk)
        kept.bring(first)
        other.bring(second)
        merging.merge(desk, other.member.id, kept.member.id)
        assert (kept.balance, other.balance) == (together, 0)


def test_taken_rewards_are_listed_for_the_owner(desk, till):
    """The reward of V-R5 stands in the log of what was taken."""
    setting(desk, "odoo", reward("cup", kind="gift", take="points", points=5))
    till.bring(5)
    till.sell(1_000, rewards=["cup"])
    assert [use.reward for use in reward_figures.uses_list(desk)] == ["cup"]
