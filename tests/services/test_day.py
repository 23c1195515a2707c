"""The day-end summary: what the till must hold, by operator."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.services import day, reversals
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


def test_the_day_end_adds_up_by_operator_and_in_all(desk):
    member = make_member(desk)
    cashier = desk_of(desk, Role.CASHIER, "Sara")
    make_sale(desk, member.id, 10_000_000)  # 100 points
    make_sale(cashier, member.id, 3_000_000, pay_points=50)  # 50,000 by points; 29 points
    wrong = make_sale(cashier, member.id, 1_000_000)
    reversals.reverse_sale(cashier, wrong.sale_id)
    end = day.day_end(desk, TODAY)
    by_name = {row.operator: row for row in end.operators}
    sara = by_name["Sara"]
    assert (sara.sales, sara.reversals) == (2, 1)
    assert (sara.amount_rial, sara.reversed_rial) == (4_000_000, 1_000_000)
    assert (sara.paid_points, sara.paid_rial, sara.net_rial) == (50, 50_000, 2_950_000)
    assert sara.points_given == 29
    assert by_name["Maryam"].net_rial == 10_000_000
    total = end.total
    assert (total.sales, total.reversals, total.net_rial) == (3, 1, 12_950_000)
    assert total.net_rial == total.amount_rial - total.reversed_rial - total.paid_rial


def test_a_sale_taken_back_on_another_day_is_missing_in_that_days_till(desk, clock):
    member = make_member(desk)
    sale = make_sale(desk, member.id, 5_000_000)
    clock.forward(days=1)
    reversals.reverse_sale(desk, sale.sale_id)
    assert day.day_end(desk, TODAY).total.net_rial == 5_000_000
    assert day.day_end(desk, TODAY + timedelta(days=1)).total.net_rial == -5_000_000


def test_the_shops_day_ends_at_its_own_midnight(desk, clock):
    member = make_member(desk)
    clock.forward(hours=11, minutes=59)  # 23:59 in Tehran
    make_sale(desk, member.id, 1_000_000)
    clock.forward(minutes=1)
    make_sale(desk, member.id, 2_000_000)
    assert day.day_end(desk, TODAY).total.net_rial == 1_000_000


def test_a_day_without_sales_is_empty_and_not_an_error(desk):
    end = day.day_end(desk, TODAY)
    assert end.operators == () and end.total.net_rial == 0


def test_todays_numbers_name_the_last_five_different_members(desk, clock):
    someone = [make_member(desk) for _ in range(6)]
    for member in [*someone, someone[0]]:
        make_sale(desk, member.id, 1_000_000)
        clock.forward(minutes=1)
    numbers = day.today(desk)
    assert (numbers.sales, numbers.net_rial, numbers.new_members) == (7, 7_000_000, 6)
    order = [someone[0], *reversed(someone[2:])]
    assert [served.member_id for served in numbers.last_served] == [m.id for m in order]


def test_the_day_end_needs_its_right(desk):
    with pytest.raises(errors.PermissionDenied):
        day.day_end(desk_of(desk, Role.MARKETING), TODAY)
