"""A family spends together: nearest expiry first over all, in the transaction of the sale."""

from datetime import date

import pytest

from loyaldesk.domain import errors
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, families, members, reversals, staff
from loyaldesk.services.words import words
from loyaldesk.store import ledger
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


@pytest.fixture
def three(desk):
    return [make_member(desk).id for _ in range(3)]


def held(desk, member):
    return ledger.balance(desk.db, member).points


def test_a_family_shows_its_members_and_what_they_have_together(desk, three):
    make_sale(desk, three[0], 5_000_000)
    make_sale(desk, three[1], 3_000_000)
    family = families.make(desk, " Ahmadi ", three[:2])
    families.join(desk, family, three[2], may_spend=False)
    found = families.family_of(desk, three[2])
    assert (found.name, found.points) == ("Ahmadi", 80)
    assert [(one.member_id, one.points, one.may_spend) for one in found.members] == [
        (three[0], 50, True), (three[1], 30, True), (three[2], 0, False),
    ]  # fmt: skip


def test_what_is_missing_comes_from_the_others_nearest_to_expire_first(desk, three, clock):
    make_sale(desk, three[1], 4_000_000)  # 40, ends first
    clock.forward(days=5)
    make_sale(desk, three[2], 5_000_000)  # 50
    make_sale(desk, three[0], 1_000_000)  # 10 of the own
    families.make(desk, "Ahmadi", three)
    assert families.spendable(desk.db, three[0], desk.today()) == 100
    make_sale(desk, three[0], 60_000, pay_points=60)
    assert [held(desk, m) for m in three] == [0, 0, 40]
    assert checking.check(desk) == []


def test_who_has_enough_takes_nothing_from_the_others(desk, three):
    make_sale(desk, three[0], 5_000_000)
    make_sale(desk, three[1], 5_000_000)
    families.make(desk, "Ahmadi", three)
    make_sale(desk, three[0], 50_000, pay_points=50)
    assert [held(desk, m) for m in three] == [0, 50, 0]


def test_more_than_the_family_has_is_refused_and_nothing_moves(desk, three):
    make_sale(desk, three[1], 5_000_000)
    families.make(desk, "Ahmadi", three)
    with pytest.raises(errors.NotEnoughPoints):
        make_sale(desk, three[0], 90_000, pay_points=51)
    assert [held(desk, m) for m in three] == [0, 50, 0]


def test_only_who_may_spends_what_the_others_have(desk, three):
    make_sale(desk, three[1], 5_000_000)
    families.make(desk, "Ahmadi", three, may_spend=False)
    assert families.spendable(desk.db, three[0], TODAY) == 0
    with pytest.raises(errors.NotEnoughPoints):
        make_sale(desk, three[0], 10_000, pay_points=10)
    families.set_may_spend(desk, three[0], may_spend=True)
    make_sale(desk, three[0], 10_000, pay_points=10)
    assert held(desk, three[1]) == 40


def test_a_blocked_member_lends_nothing_and_a_debt_is_not_paid_by_the_others(desk, three):
    make_sale(desk, three[1], 5_000_000)
    families.make(desk, "Ahmadi", three)
    members.set_blocked(desk, three[1], blocked=True, reason="lost")
    assert families.spendable(desk.db, three[0], TODAY) == 0
    members.set_blocked(desk, three[1], blocked=False)
    sale = make_sale(desk, three[0], 2_000_000)
    make_sale(desk, three[0], 20_000, pay_points=20)
    reversals.reverse_sale(desk, sale.sale_id)
    assert families.spendable(desk.db, three[0], TODAY) == 0
    assert held(desk, three[1]) == 50


def test_the_operators_own_points_are_not_drawn_at_the_own_desk(desk, three):
    make_sale(desk, three[1], 5_000_000)
    families.make(desk, "Ahmadi", three)
    staff.link_member(desk, desk.operator.id, three[1])
    with pytest.raises(errors.OwnRecord):
        make_sale(desk, three[0], 10_000, pay_points=10)


def test_a_member_belongs_to_one_family(desk, three):
    families.make(desk, "Ahmadi", three[:1])
    with pytest.raises(errors.InFamily) as refused:
        families.make(desk, "Karimi", three)
    assert "Ahmadi" in words(refused.value)
    assert families.family_of(desk, three[1]) is None
    families.leave(desk, three[0])
    families.make(desk, "Karimi", three)
    with pytest.raises(BadInput):
        families.make(desk, "Empty", [])


def test_who_left_is_in_no_family_and_an_empty_one_is_no_more(desk, three):
    family = families.make(desk, "Ahmadi", three[:1])
    families.leave(desk, three[0])
    for act in (
        lambda: families.leave(desk, three[0]), lambda: families.join(desk, family, three[0]),
        lambda: families.set_may_spend(desk, three[0], may_spend=True),
    ):  # fmt: skip
        with pytest.raises(errors.Missing) as refused:
            act()
        assert "family" in words(refused.value)
