"""Above a limit the second person agrees in the window of the act: at the till and after it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Limits
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import club, profile
from loyaldesk.ui.pages.counter.page import CounterPage
from loyaldesk.ui.pages.member.dialogs import ReverseDialog
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import working


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    rules = Programme.plain(spend_limit_points=50)
    limits = Limits(own_reversal_rial=5_000_000)
    club.publish_programme(desk, replace(rules, limits=limits))
    made = make_member(desk, first_name="Sara", last_name="Nouri")
    make_sale(desk, made.id, 30_000_000)  # 300 points, worth 300,000 Rial
    return made


@pytest.fixture
def cashier(desk):
    return desk_of(desk, Role.CASHIER, "Nina")


@pytest.fixture
def page(cashier, member):
    with working(CounterPage, cashier) as page:
        page.take_scan(member.number)
        yield page


def agree(dialog, page, secret=PIN):
    dialog.second.secret.widget.setText(secret)
    dialog.submit()
    for _ in range(300):
        QTest.qWait(10)
        if not page.runner_in_test.is_busy():
            break
    QTest.qWait(10)


def newest(desk):
    return desk.db.execute_sql(
        "SELECT kind, amount_rial, paid_points FROM sale ORDER BY id DESC LIMIT 1"
    ).fetchone()


def test_more_points_than_a_cashier_may_take_are_taken_with_the_owners_leave(desk, page):
    hands = Hands()
    hands.type("1250.")  # 1,250,000 Toman
    hands.key(Qt.Key.Key_F6)
    hands.type("1\r\r")  # all of the points, and record
    dialog = page.sale.leave
    assert dialog.isVisible()
    assert newest(desk)[2] == 0
    agree(dialog, page, "000001")
    assert dialog.second.secret.error()
    assert newest(desk)[2] == 0
    agree(dialog, page)
    assert newest(desk) == ("sale", 12_500_000, 300)
    row = desk.db.execute_sql(
        "SELECT approved_by FROM points_entry WHERE kind = 'spend' ORDER BY id DESC"
    ).fetchone()
    assert row == (desk.operator.id,)


def test_a_large_own_sale_is_taken_back_by_two_people_after_it(desk, cashier, page, member):
    sale = make_sale(cashier, member.id, 6_000_000)
    page.after.reverse(sale.sale_id)
    assert newest(desk)[0] == "sale"
    agree(page.after.leave, page)
    assert newest(desk)[:2] == ("reversal", -6_000_000)


def test_goods_of_a_large_own_sale_come_back_by_two_people_in_that_window(
    desk, cashier, page, member
):
    sale = make_sale(cashier, member.id, 6_000_000)
    page.after.ask_return(sale.sale_id)
    dialog = page.after.dialog
    assert "When more than 500,000 Toman" in dialog.second.note.label.text()
    dialog.amount.widget.set_amount(4_000_000)
    dialog.reckon()
    assert not dialog.second.is_asked()
    dialog.amount.widget.set_amount(6_000_000)
    dialog.submit()
    assert dialog.second.secret.error() == "This is needed."
    agree(dialog, page, "000001")
    assert dialog.second.secret.error()
    assert newest(desk)[0] == "sale"
    agree(dialog, page)
    assert newest(desk)[:2] == ("return", -6_000_000)
    assert page.last.sale.kind == "return"


def test_goods_for_goods_of_a_large_own_sale_need_two_people_when_they_are_booked(
    desk, cashier, page, member
):
    sale = make_sale(cashier, member.id, 6_000_000)
    page.after.ask_return(sale.sale_id)
    page.after.dialog.exchange.click()
    hands = Hands()
    hands.type("700.\r")  # 700,000 Toman for 600,000
    assert newest(desk)[0] == "sale"
    agree(page.sale.leave, page)
    kinds = desk.db.execute_sql("SELECT kind, amount_rial FROM sale ORDER BY id DESC LIMIT 2")
    assert kinds.fetchall() == [("sale", 7_000_000), ("return", -6_000_000)]


def test_a_large_own_sale_is_taken_back_by_two_people_on_the_members_page(
    desk, cashier, page, member
):
    sale = make_sale(cashier, member.id, 6_000_000)
    row = next(r for r in profile.sales_of(cashier, member.id) if r.id == sale.sale_id)
    dialog = ReverseDialog(page, page.sale._hall, row)
    dialog.open()
    assert dialog.second.isVisible()
    dialog.reason.widget.setText("typed twice")
    dialog.submit()
    assert dialog.second.secret.error() == "This is needed."
    agree(dialog, page)
    assert newest(desk)[:2] == ("reversal", -6_000_000)
