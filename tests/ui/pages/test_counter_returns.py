"""Goods that come back at the counter, alone or for others: shown before it is done."""

import pytest
from PySide6.QtCore import Qt

from loyaldesk.domain.basket import Line
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Returns
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import checking, club, receipts, returns, slips
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.pages.counter.page import CounterPage
from loyaldesk.ui.parts.return_dialog import ReturnDialog
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.conftest import _KEYS, press
from tests.ui.pages.hands import Hands, standing

MOBILE = "09121112233"
TEA = Line(1_000_000, "tea", "Tea", quantity=2000)
CAKE = Line(1_200_000, "cake", "Cake")


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    return make_member(desk, first_name="Maryam", last_name="Hashemi", mobile=MOBILE)


@pytest.fixture
def sold(desk, member):
    return make_sale(desk, member.id, 2_200_000, lines=(TEA, CAKE))


@pytest.fixture
def page(desk, member):
    with standing(CounterPage, desk) as page:
        yield page


@pytest.fixture
def hands():
    return Hands()


def type_into(dialog: ReturnDialog, text: str, key: Qt.Key | None = None) -> None:
    """Press keys where the dialog has them; without a screen no second window gets active."""
    for letter in text:
        press(dialog.focusWidget(), _KEYS.get(letter), letter)
    if key is not None:
        press(dialog.focusWidget(), key)


def ask(page, sale_id: int) -> ReturnDialog:
    page.after.ask_return(sale_id)
    return page.after.dialog


def said(dialog: ReturnDialog) -> dict[str, str]:
    return {each.name: each.value for each in dialog.view.said}


def rows(desk) -> list[tuple]:
    return desk.db.execute_sql("SELECT kind, amount_rial, earned FROM sale ORDER BY id").fetchall()


def test_a_line_is_counted_back_by_keys_and_the_plan_is_shown_before(desk, member, sold, hands):
    with standing(CounterPage, desk) as page:
        page.last.bring.click()
        dialog = page.after.dialog
        assert not dialog.primary.isEnabled()  # nothing is chosen yet
        assert dialog.focusWidget() is dialog.lines
        type_into(dialog, "+")
        dialog.reckon()
        assert said(dialog)["Money to give back"] == "50,000 Toman"
        assert said(dialog)["Points taken back"] == "\u22125"
        assert said(dialog)["Points balance afterwards"] == "17"
        assert [row[0] for row in rows(desk)] == ["sale"]  # nothing is stored yet
        dialog.submit()
        assert rows(desk)[-1] == ("return", -500_000, -5)
        assert "50,000 Toman to give back" in page.hall_in_test.toasts.text()
        assert page.last.sale.kind == "return"
    assert checking.check(desk) == []


def test_space_takes_all_of_a_line_and_what_came_back_comes_no_more(
    desk, page, member, sold, hands
):
    dialog = ask(page, sold.sale_id)
    assert dialog.focusWidget() is dialog.lines
    type_into(dialog, "", Qt.Key.Key_Down)
    type_into(dialog, " ")
    dialog.submit()
    assert rows(desk)[-1][1] == -1_200_000
    again = ask(page, sold.sale_id)
    assert "Came back before" in again.before.label.text()
    again.all.click()
    again.reckon()
    assert said(again)["Money to give back"] == "100,000 Toman"


def test_a_sale_known_by_its_amount_asks_for_an_amount(desk, page, member):
    sale = make_sale(desk, member.id, 1_000_000)
    dialog = ask(page, sale.sale_id)
    assert dialog.amount.widget.amount_rial() == 1_000_000
    dialog.amount.widget.set_amount(2_000_000)
    dialog.reckon()
    assert "can still come back" in dialog.amount.error()
    assert not dialog.primary.isEnabled()
    dialog.amount.widget.set_amount(300_000)
    dialog.submit()
    assert rows(desk)[-1] == ("return", -300_000, -3)


def test_a_typed_receipt_number_leads_to_the_return(desk, page, member, sold, hands):
    hands.type(f"{make_sale(desk, member.id).receipt}\r")
    page.found_sale.bring.click()
    assert page.after.dialog.found.amount_rial == 1_000_000


def test_missing_points_are_said_with_what_the_club_makes_of_them(desk, page, member):
    sale = make_sale(desk, member.id, 10_000_000)  # 100 points
    make_sale(desk, member.id, 1_000_000, pay_points=80)
    dialog = ask(page, sale.sale_id)
    assert any("the next points settle" in text for text in notes(dialog))
    assert dialog.primary.isEnabled()


def test_where_the_club_blocks_a_shortage_nothing_can_be_done(desk, page, member):
    club.publish_programme(desk, Programme(returns=Returns(shortage="block")))
    sale = make_sale(desk, member.id, 10_000_000)
    make_sale(desk, member.id, 1_000_000, pay_points=80)
    dialog = ask(page, sale.sale_id)
    assert any("does not allow" in text for text in notes(dialog))
    assert not dialog.primary.isEnabled()
    dialog.submit()
    assert [row[0] for row in rows(desk)] == ["sale", "sale"]


def notes(dialog: ReturnDialog) -> list[str]:
    return [note.label.text() for note in dialog.view.findChildren(Note)]


def test_an_exchange_is_one_act_and_shows_the_difference(desk, page, member, sold, hands):
    """E13: tea for 50,000 Toman goes back, something for 80,000 is taken: 30,000 to pay."""
    dialog = ask(page, sold.sale_id)
    assert dialog.focusWidget() is dialog.lines
    type_into(dialog, "+")
    dialog.exchange.click()
    page.window().activateWindow()
    page.sale.focus_amount()
    assert page.sale.card.id == member.id
    assert "50,000 Toman" in page.sale.exchange_note.label.text()
    hands.type("80.")
    assert page.sale.chosen.to_pay.text() == "30,000 Toman"
    assert "+3 points" in page.sale.record.text()  # 8 of the new, 5 of the old
    hands.type("\r")
    assert [row[:2] for row in rows(desk)] == [
        ("sale", 2_200_000), ("return", -500_000), ("sale", 800_000)
    ]  # fmt: skip
    assert "30,000 Toman to pay" in page.hall_in_test.toasts.text()
    assert "+3 points" in page.hall_in_test.toasts.text()
    figures = slips.receipt_figures(desk, page.last.sale.id)
    assert (figures.exchange_rial, figures.to_pay_rial) == (500_000, 800_000)
    assert not page.sale.exchange_note.isVisible()
    assert checking.check(desk) == []


def test_an_exchange_that_is_left_takes_nothing_back(desk, page, member, sold, hands):
    dialog = ask(page, sold.sale_id)
    assert dialog.focusWidget() is dialog.lines
    type_into(dialog, "+")
    dialog.exchange.click()
    page.window().activateWindow()
    page.sale.focus_amount()
    hands.type("80.")
    page.sale.exchange_note.button.click()
    assert page.sale.title.text() == "New sale"
    hands.type("\r")
    assert [row[0] for row in rows(desk)] == ["sale", "sale"]


def test_a_refused_exchange_leaves_both_undone(desk, page, member, sold, hands):
    dialog = ask(page, sold.sale_id)
    assert dialog.focusWidget() is dialog.lines
    type_into(dialog, "+")
    dialog.exchange.click()
    page.window().activateWindow()
    page.sale.focus_amount()
    hands.type("80.")
    returns.return_goods(desk, returns.ReturnDraft(sold.sale_id, "other"))
    hands.type("\r")
    assert page.sale.amount.error()
    assert [row[0] for row in rows(desk)] == ["sale", "return"]


def test_nothing_of_a_reversed_sale_comes_back(desk, page, member, sold):
    page.after.reverse(sold.sale_id)
    dialog = ask(page, sold.sale_id)
    assert "Nothing of this receipt" in dialog.before.label.text()
    assert not dialog.primary.isEnabled()


def test_who_may_not_take_goods_back_sees_no_button(desk, member, sold):
    with standing(CounterPage, desk_of(desk, Role.AUDITOR)) as page:
        page.show_sale(receipts.sale(desk, sold.sale_id))
        assert not page.found_sale.bring.isVisible()


def test_a_return_has_a_slip_that_adds_up(desk, member, sold):
    done = returns.return_goods(desk, returns.ReturnDraft(sold.sale_id, "r", lines=((0, 1000),)))
    figures = slips.receipt_figures(desk, done.return_id)
    assert figures.lines[0][1] == 500_000
    assert figures.to_pay_rial == 500_000
