"""Rewards, vouchers, codes, gift cards, wallet, lines and proofs at the counter, by keys."""

from dataclasses import replace
from itertools import count

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.domain.conditions import When
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Spending, Take
from loyaldesk.domain.rules import StampCard
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import (
    cards,
    checking,
    club,
    drafts,
    prepaid,
    receipts,
    sales,
    slips,
    spender,
    vouchers,
)
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.pages.counter.choices import point_offers
from loyaldesk.ui.pages.counter.lines_card import thousandths
from loyaldesk.ui.pages.counter.page import CounterPage
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands, standing
from tests.ui.pages.long_work import working

MOBILE = "09121112233"
_serial = count(1)

OFF = Reward("off", "تخفیف", "Money off", RewardKind.AMOUNT, points=50, rial=200_000)
MUG = Reward("mug", "لیوان", "Mug", RewardKind.GIFT, points=100, stock=1)
SORRY = Reward("sorry", "پوزش", "Sorry", RewardKind.AMOUNT, Take.VOUCHER, rial=300_000)
SPRING = Reward(
    "spring", "بهار", "Spring", RewardKind.PERCENT, Take.CODE, percent=10, discount_code="SPRING",
    when=When(minimum_rial=1_000_000),
)  # fmt: skip
RULES = Programme(rewards=(OFF, MUG, SORRY, SPRING))


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    club.publish_programme(desk, RULES)
    made = make_member(desk, first_name="Maryam", last_name="Hashemi", mobile=MOBILE)
    make_sale(desk, made.id, 30_000_000)  # 300 points, worth 300,000 Rial
    return made


@pytest.fixture
def page(desk, member):
    with standing(CounterPage, desk) as page:
        yield page


@pytest.fixture
def hands():
    return Hands()


def fill_wallet(desk, member_id: int, rial: int) -> None:
    line = Line(rial, kind=LineKind.TOP_UP)
    make_sale(desk, member_id, rial, lines=(line,))


def gift_card(desk, member_id: int, rial: int, code: str) -> None:
    make_sale(desk, member_id, rial, lines=(Line(rial, code, kind=LineKind.GIFT_CARD),))


def last(desk) -> tuple:
    return desk.db.execute_sql(
        "SELECT amount_rial, reward_rial, paid_points, gift_card_rial, wallet_rial FROM sale"
        " ORDER BY id DESC"
    ).fetchone()


def open_panel(hands: Hands, amount: str = "1250.") -> None:
    hands.type("2233\r" + amount)
    hands.key(Qt.Key.Key_F6)


def test_a_reward_is_taken_by_f6_a_digit_and_enter_three_keys(desk, page, hands, member):
    hands.type("2233\r1250.")
    before = hands.keys
    hands.key(Qt.Key.Key_F6)
    assert [option.code for option in page.sale.panel.options[:2]] == ["off", "mug"]
    hands.type("1\r")
    assert hands.keys - before == 3
    assert page.sale.chosen.said[0].amount.startswith("\u2212") or "20,000" in (
        page.sale.chosen.said[0].amount
    )
    assert page.sale.chosen.to_pay.text() == "1,230,000 Toman"
    hands.type("\r")
    assert last(desk) == (12_500_000, 200_000, 50, 0, 0)
    assert checking.check(desk) == []


def test_only_what_this_member_can_take_now_is_listed_and_all_of_it_has_a_digit(
    desk, page, hands, member
):
    vouchers.issue_vouchers(desk, "sorry", member_ids=[member.id])
    fill_wallet(desk, member.id, 400_000)
    page.refresh()
    open_panel(hands)
    kinds = [option.kind for option in page.sale.panel.options]
    assert kinds[:4] == ["voucher", "reward", "reward", "wallet"]
    assert set(kinds[4:]) == {"points"}
    assert len(kinds) <= 9
    assert page.sale.panel.rows.texts()[0].startswith("1: ")
    assert "30,000 Toman" in page.sale.panel.rows.texts()[0]


def test_what_was_taken_is_listed_no_more_and_its_cross_takes_it_out(desk, page, hands, member):
    open_panel(hands)
    hands.type("1\r")
    hands.key(Qt.Key.Key_F6)
    assert "off" not in [option.code for option in page.sale.panel.options]
    hands.type("\x1b")
    page.sale.chosen.removed.emit("rewards", "off")
    assert page.sale.basket().rewards == ()
    assert not page.sale.chosen.isVisible()


def test_a_reward_that_costs_more_than_is_left_is_not_offered(desk, page, hands, member):
    open_panel(hands)
    page.sale.panel.free.widget.setFocus()
    hands.type("250\r")
    hands.key(Qt.Key.Key_F6)
    codes = [option.code for option in page.sale.panel.options]
    assert "off" in codes  # 50 points are left
    assert "mug" not in codes


def test_the_wallet_pays_as_much_as_it_can_and_follows_the_amount(desk, page, hands, member):
    fill_wallet(desk, member.id, 400_000)
    page.refresh()
    open_panel(hands)
    place = [option.kind for option in page.sale.panel.options].index("wallet") + 1
    hands.type(f"{place}\r")
    assert page.sale.chosen.to_pay.text() == "1,210,000 Toman"
    page.sale.amount.widget.set_amount(300_000)
    assert page.sale.chosen.to_pay.text() == "0 Toman"
    page.sale.submit()
    page.sale.submit()
    assert last(desk) == (300_000, 0, 0, 0, 300_000)
    assert prepaid.wallet(desk, member.id).balance_rial == 100_000


def test_a_typed_voucher_code_is_taken_and_held_for_this_basket(desk, page, hands, member):
    made = vouchers.issue_vouchers(desk, "sorry", member_ids=[member.id])[0]
    open_panel(hands)
    page.sale.panel.code.widget.setFocus()
    hands.type(made.typed + "\r")
    assert page.sale.basket().codes == (made.typed,)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM hold").fetchone() == (1,)
    hands.type("\x1b\x1b")  # the member leaves the counter
    assert desk.db.execute_sql("SELECT COUNT(*) FROM hold").fetchone() == (0,)
    assert drafts.find(desk)[0].basket.codes == (made.typed,)
    page.kept.button.click()
    assert desk.db.execute_sql("SELECT COUNT(*) FROM hold").fetchone() == (1,)
    hands.type("\r")
    assert last(desk)[:2] == (12_500_000, 300_000)


def test_a_scanned_voucher_goes_into_the_open_basket_and_a_card_opens_its_member(
    desk, page, hands, member
):
    made = vouchers.issue_vouchers(desk, "sorry", member_ids=[member.id])[0]
    other = make_member(desk, mobile="09129998877")
    hands.type("2233\r1250.")
    page.take_scan(made.typed)
    assert page.sale.basket().codes == (made.typed,)
    page.take_scan("09129998877")
    assert page.sale.card.id == other.id
    assert page.sale.basket() is None
    hands.type("100.")
    assert page.sale.basket().codes == ()  # E67: rewards of one basket are not another's


def test_a_code_that_does_not_hold_says_why_beside_the_field(desk, page, hands):
    open_panel(hands, "50.")  # 500,000 Rial, below the minimum of the code
    page.sale.panel.code.widget.setFocus()
    hands.type("spring\r")
    assert "below its minimum" in page.sale.panel.code.error()
    page.sale.panel.code.widget.clear()
    hands.type("nonsense\r")
    assert "not known" in page.sale.panel.code.error()
    assert page.sale.basket().codes == ()


def test_a_discount_that_stops_holding_is_told_and_comes_back_with_the_amount(desk, page, hands):
    open_panel(hands)
    page.sale.panel.code.widget.setFocus()
    hands.type("spring\r")
    assert page.sale.chosen.to_pay.text() == "1,125,000 Toman"
    page.sale.amount.widget.set_amount(500_000)
    assert "below its minimum" in page.sale.chosen.left_out.label.text()
    assert page.sale.chosen.to_pay.text() == "50,000 Toman"
    page.sale.amount.widget.set_amount(20_000_000)
    assert page.sale.chosen.to_pay.text() == "1,800,000 Toman"


def test_a_gift_card_pays_and_one_nobody_knows_is_refused(desk, page, hands, member):
    gift_card(desk, member.id, 700_000, "GIFT-77")
    open_panel(hands)
    page.sale.panel.code.widget.setFocus()
    hands.type("gift-77\r")
    assert page.sale.chosen.to_pay.text() == "1,180,000 Toman"
    hands.type("\r")
    assert last(desk) == (12_500_000, 0, 0, 700_000, 0)


def test_points_are_offered_in_whole_steps_and_within_the_share(desk, hands, member):
    spending = Spending(block_points=20, block_rial=20_000, largest_percent=10)
    club.publish_programme(desk, replace(RULES, rewards=(), spending=spending))
    with standing(CounterPage, desk) as page:
        open_panel(hands, "100.")  # 1,000,000 Rial: points may pay 100,000
        assert [option.points for option in page.sale.panel.options] == [100, 40]
        page.sale.panel.free.widget.setFocus()
        hands.type("30\r")
        assert "steps" in page.sale.panel.free.error()
        page.sale.panel.free.widget.selectAll()
        hands.type("120\r")
        assert "At most 100" in page.sale.panel.free.error()
    assert point_offers(1240) == [1240, 620, 1000, 500, 300, 200]
    assert point_offers(100, 20) == [100, 40]


# who spends


@pytest.fixture
def careful(desk, member):
    """A club that asks for a proof above 100 points, and a member with a PIN."""
    spending = Spending(check_above_points=100)
    club.publish_programme(desk, replace(RULES, rewards=(), spending=spending))
    spender.set_pin(desk, member.id, "4971", cost=TEST)
    return member


def check_pin(page, hands, pin: str) -> None:
    hands.type(pin + "\r")
    for _ in range(200):
        QTest.qWait(10)
        if not page.sale.proof._is_busy:
            return


def test_many_points_ask_for_the_pin_and_a_wrong_one_is_said_beside_it(desk, hands, careful):
    with working(CounterPage, desk_of(desk, Role.CASHIER)) as page:
        open_panel(hands)
        hands.type("1\r\r")
        assert page.sale.proof.isVisible()
        assert not page.sale.proof.skip.isVisible()
        check_pin(page, hands, "1111")
        assert "does not prove" in page.sale.proof.pin.error()
        check_pin(page, hands, "4971")
    assert last(desk)[:3] == (12_500_000, 0, 300)


def test_a_scanned_card_and_the_last_four_digits_of_the_mobile_prove_it(desk, hands, careful):
    card = cards.issue(desk, careful.id)
    with working(CounterPage, desk_of(desk, Role.CASHIER)) as page:
        page.take_scan(card)
        hands.type("1250.")
        hands.key(Qt.Key.Key_F6)
        hands.type("1\r\r")
        assert page.sale.proof.last4.widget.hasFocus()  # the card is known: it was scanned
        check_pin(page, hands, "2233")
    assert last(desk)[2] == 300


def test_a_manager_may_go_on_without_a_proof(desk, hands, careful):
    with standing(CounterPage, desk_of(desk, Role.MANAGER)) as page:
        open_panel(hands)
        hands.type("1\r\r")
        page.sale.proof.skip.click()
    assert last(desk)[2] == 300


def test_esc_leaves_the_proof_and_nothing_is_recorded(desk, page, hands, careful):
    open_panel(hands)
    hands.type("1\r\r\x1b")
    assert not page.sale.proof.isVisible()
    assert last(desk)[0] == 30_000_000


# lines


def test_lines_are_typed_by_enter_and_summed_up(desk, page, hands, member):
    hands.type("2233\r")
    hands.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert page.sale.lines.isVisible()
    hands.type("Tea\r2\r50.\r")  # 2 pieces of 50,000 Toman
    hands.type("Cake\r\r120.\r")
    assert page.sale.amount.widget.amount_rial() == 2_200_000
    page.sale.lines.whole.setFocus()
    hands.type("20.\r")
    assert page.sale.amount.widget.amount_rial() == 2_000_000
    hands.type("\r\r")
    assert last(desk)[0] == 2_000_000
    rows = desk.db.execute_sql(
        "SELECT name, quantity, amount_rial, manual_rial FROM sale_line ORDER BY number"
    ).fetchall()
    assert [row[:3] for row in rows] == [("Tea", 2000, 1_000_000), ("Cake", 1000, 1_200_000)]
    assert sum(row[3] for row in rows) == 200_000
    assert not page.sale.lines.isVisible()


def test_a_line_is_taken_out_again_and_a_bad_one_says_what_is_missing(page, hands):
    hands.type("2233\r")
    hands.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    hands.type("Tea\r0\r50.\r")
    assert page.sale.lines.quantity.error()
    page.sale.lines.quantity.widget.selectAll()
    hands.type("2\r")
    page.sale.lines.price.widget.clear()
    hands.type("\r")
    assert page.sale.lines.price.error() == "This is needed."
    hands.type("50.\r")
    page.sale.lines.table.select(0)
    page.sale.lines.remove_button.click()
    assert page.sale.lines.lines() == ()
    assert page.sale.basket() is None


def test_a_gift_card_is_sold_beside_the_amount_that_was_typed(desk, page, hands, member):
    hands.type("2233\r100.")
    page.sale.sell_prepaid("gift_card")
    dialog = page.sale.dialog
    dialog.submit()
    assert dialog.amount.error() == "This is needed."
    dialog.amount.widget.set_amount(500_000)
    dialog.submit()
    assert page.sale.amount.widget.amount_rial() == 1_500_000
    hands.type("\r\r")  # a tenth of the usual sale: asked once
    figures = slips.receipt_figures(desk, page.last.sale.id)
    assert [rial for _, rial in figures.gift_cards] == [500_000]
    assert any(figures.gift_cards[0][0] in value for _, value in page.last.outcome.said)
    assert figures.earned == 10  # the card earns nothing


def test_a_top_up_fills_the_wallet_and_stands_on_the_card(desk, page, hands, member):
    hands.type("2233\r")
    page.sale.sell_prepaid("top_up")
    page.sale.dialog.amount.widget.set_amount(500_000)
    page.sale.dialog.submit()
    hands.type("\r\r")
    assert prepaid.wallet(desk, member.id).balance_rial == 500_000
    assert "Wallet 50,000 Toman" in page.member.holdings.words()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("2", 2000), ("۱٫۲۵", 1250), ("0.5", 500), ("", 1000), ("0", None), ("x", None), ("-1", None)],
)
def test_quantities_are_whole_thousandths(typed, wanted):
    assert thousandths(typed) == wanted


# what stands on the card and under the last sale


def test_a_full_stamp_card_is_told_after_the_sale_and_taken_at_the_next(desk, hands, member):
    card = StampCard("coffee", "قهوه", "Coffee", needs=2, reward="sorry")
    club.publish_programme(desk, replace(RULES, stamps=(card,)))
    with standing(CounterPage, desk) as page:
        hands.type("2233\r1000.\r")
        assert ("Coffee" in page.last.outcome.said[0][0]) and (
            page.last.outcome.said[0][1] == "1 of 2 stamps"
        )
        assert any("1 of 2" in words for words in page.member.holdings.words())
        hands.type("2233\r1000.\r\r")
        assert any("voucher" in value for _, value in page.last.outcome.said)
        assert "1 voucher" in page.member.holdings.words()
        open_panel(hands, "1000.")
        assert page.sale.panel.options[0].kind == "voucher"


def test_a_basket_of_an_older_program_is_read_and_its_choices_are_kept(desk, member):
    whole = drafts.Basket(
        "k2", member.id, 800_000, 50, (Line(900_000, "tea", "Tea", quantity=2000),), 100_000,
        ("SPRING",), ("off",), ("GIFT-1",), uses_wallet=True,
    )  # fmt: skip
    drafts.keep(desk, whole)
    drafts.keep(desk, drafts.Basket("k1", member.id, 1_000_000))
    plain = desk.db.execute_sql("SELECT content FROM draft WHERE key = 'k1'").fetchone()[0]
    assert "codes" not in plain  # an older program reads it too
    assert {kept.basket.key: kept.basket for kept in drafts.find(desk)}["k2"] == whole
    assert sales.preview(desk, whole.draft().__class__(member.id, 1_000_000, "p")).points == 10


def test_why_a_sale_brought_its_points_is_one_press_away(desk, page, hands, member):
    page.show_sale(receipts.sale(desk, page.last.sale.id))
    page.found_sale.why.click()
    assert page.after.why is not None
    page.after.why.reject()


def test_a_code_typed_over_the_list_goes_into_its_field_and_takes_no_reward(
    desk, page, hands, member
):
    made = vouchers.issue_vouchers(desk, "sorry", member_ids=[member.id])[0]
    open_panel(hands)
    hands.type(made.typed + "\r")
    assert page.sale.basket().codes == (made.typed,)
    assert page.sale.basket().rewards == ()


def test_only_the_money_goes_back_when_a_gift_card_paid_a_part(desk, page, hands, member):
    gift_card(desk, member.id, 700_000, "GIFT-77")
    open_panel(hands)
    page.sale.panel.code.widget.setFocus()
    hands.type("gift-77\r\r")
    page.key_pressed("Ctrl+Z")
    assert "1,180,000 Toman" in page._hall.toasts.text()  # 1,250,000 less the card's 70,000
