"""Sales: one transaction, one receipt, taken back by a mirror."""

from datetime import timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, reversals
from loyaldesk.services.reversals import reverse_sale
from loyaldesk.services.sales import SaleDraft, record_sale
from tests.conftest import desk_of
from tests.makers import make_member, make_sale


@pytest.fixture
def member(desk):
    return make_member(desk)


def test_a_sale_earns_a_point_for_each_100_000_rial_rounded_down(desk, member):
    assert make_sale(desk, member.id, 1_299_999).points == 12


def test_a_double_click_is_one_sale(desk, member):
    draft = SaleDraft(member.id, 500_000, key="same")
    first, second = record_sale(desk, draft), record_sale(desk, draft)
    assert (second.sale_id, second.points, second.repeated) == (first.sale_id, 5, True)
    assert second.balance == 5


def test_r07_a_used_key_with_another_amount_is_refused(desk, member):
    record_sale(desk, SaleDraft(member.id, 500_000, key="same"))
    with pytest.raises(errors.KeyUsed):
        record_sale(desk, SaleDraft(member.id, 600_000, key="same"))


def test_a_member_rises_at_the_sale_that_reaches_the_limit(desk, member):
    assert make_sale(desk, member.id, 49_999_999).tier == "bronze"
    risen = make_sale(desk, member.id, 1)
    assert (risen.tier, risen.rose) == ("silver", True)


def test_a_sale_earns_at_the_tier_held_before_it(desk, member):
    assert make_sale(desk, member.id, 150_000_000).points == 1500  # at Bronze, 100 %
    assert make_sale(desk, member.id, 1_000_000).points == 12  # at Gold, 125 % of 10, rounded down


def test_undo_takes_back_money_points_and_tier(desk, member):
    sale = make_sale(desk, member.id, 60_000_000)
    reverse_sale(desk, sale.sale_id)
    after = make_sale(desk, member.id, 100_000)
    assert (after.balance, after.tier) == (1, "bronze")
    assert checking.check(desk) == []


def test_a_sale_is_taken_back_once(desk, member):
    sale = make_sale(desk, member.id)
    reverse_sale(desk, sale.sale_id)
    with pytest.raises(errors.CannotReverse):
        reverse_sale(desk, sale.sale_id)


def test_a_mirror_is_not_taken_back(desk, member):
    sale = make_sale(desk, member.id)
    reverse_sale(desk, sale.sale_id)
    mirror = desk.db.execute_sql("SELECT id FROM sale WHERE kind = 'reversal'").fetchone()[0]
    with pytest.raises(errors.CannotReverse):
        reverse_sale(desk, mirror)


def test_r48_taking_back_a_sale_whose_points_are_spent_leaves_a_debt_settled_by_the_next(
    desk, member
):
    sale = make_sale(desk, member.id, 10_000_000)  # 100 points
    make_sale(desk, member.id, 80_000, pay_points=80)  # pays all 80,000 Rial
    back = reverse_sale(desk, sale.sale_id)
    assert (back.balance, back.debt) == (0, 80)
    after = make_sale(desk, member.id, 10_000_000)
    assert (after.balance, after.debt) == (20, 0)
    assert checking.check(desk) == []


def test_points_pay_at_their_worth_and_that_part_earns_nothing(desk, member):
    make_sale(desk, member.id, 50_000_000)  # 500 points
    sale = make_sale(desk, member.id, 1_000_000, pay_points=500)
    assert sale.paid_rial == 500_000
    assert sale.points == 5  # 500,000 at Silver: 5 x 110 % = 5.5, rounded down


@pytest.mark.parametrize("amount", [0, -5, 10**19])
def test_an_amount_that_cannot_be_is_refused(desk, member, amount):
    with pytest.raises(BadInput):
        make_sale(desk, member.id, amount)


def test_more_points_than_there_are_cannot_be_spent(desk, member):
    make_sale(desk, member.id, 1_000_000)
    with pytest.raises(errors.NotEnoughPoints) as refused:
        make_sale(desk, member.id, 1_000_000, pay_points=11)
    assert refused.value.available == 10


def test_points_never_pay_more_than_the_sale_costs(desk, member):
    make_sale(desk, member.id, 50_000_000)
    with pytest.raises(errors.SpendAboveAmount):
        make_sale(desk, member.id, 10_000, pay_points=11)


def test_a_lot_is_spent_on_its_last_day_and_not_after_even_without_a_night_run(desk, member, clock):
    make_sale(desk, member.id, 1_000_000)
    clock.forward(days=365)
    assert make_sale(desk, member.id, 100_000, pay_points=1).balance == 9
    clock.forward(days=1)
    with pytest.raises(errors.NotEnoughPoints):
        make_sale(desk, member.id, 100_000, pay_points=1)


def test_a_sale_cannot_be_dated_in_the_future(desk, member, clock):
    with pytest.raises(errors.FutureSale):
        make_sale(desk, member.id, sold_at=clock.now + timedelta(hours=1))


def test_a_back_dated_sale_needs_its_own_right(desk, member, clock):
    cashier = desk_of(desk, Role.CASHIER)
    with pytest.raises(errors.PermissionDenied):
        make_sale(cashier, member.id, sold_at=clock.now - timedelta(days=2))
    refused = desk.db.execute_sql("SELECT COUNT(*) FROM audit WHERE act = 'refused'").fetchone()[0]
    assert refused == 1


def test_a_cashier_takes_back_only_the_own_last_sale_within_ten_minutes(desk, member, clock):
    cashier = desk_of(desk, Role.CASHIER)
    first, last = make_sale(cashier, member.id), make_sale(cashier, member.id)
    with pytest.raises(errors.CannotReverse, match="not yours"):
        reverse_sale(cashier, first.sale_id)
    clock.forward(minutes=11)
    with pytest.raises(errors.CannotReverse, match="too late"):
        reverse_sale(cashier, last.sale_id)
    assert reversals.may_reverse(desk, last.sale_id).points == last.points
