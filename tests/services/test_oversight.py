"""Signs of abuse: what is out of the ordinary is counted, told in words, and looked at (T1, T2)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain import oversight as domain
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import members, oversight, points, redeeming, reversals, staff
from loyaldesk.services.oversight import OversightRules
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


_serial = count(1)


def give(desk, member_id, wanted):
    points.correct(desk, member_id, wanted, "goodwill", key=f"give-{next(_serial)}")


def found(desk, kind):
    return [each for each in oversight.unusual(desk, TODAY, TODAY) if each.sign.kind == kind]


def test_nothing_is_out_of_the_ordinary_in_an_ordinary_day(desk):
    make_sale(desk, make_member(desk).id)
    assert oversight.unusual(desk, TODAY, TODAY) == []


def test_points_without_a_sale_are_told_from_the_limit_on(desk):
    member = make_member(desk)
    give(desk, member.id, 499)
    assert found(desk, domain.GIVEN) == []
    give(desk, member.id, 1)
    (line,) = found(desk, domain.GIVEN)
    assert (line.sign.points, line.sign.times, line.operator) == (500, 2, "Maryam")
    assert oversight.line_words(line) == "500 points given without a sale, in 2 entries"


def test_a_sale_taken_back_after_its_points_were_spent_is_told(desk):
    member = make_member(desk)
    sale = make_sale(desk, member.id, 50_000_000)
    make_sale(desk, member.id, 50_000_000)
    redeeming.redeem(desk, member.id, 100, key="spent")
    reversals.reverse_sale(desk, sale.sale_id)
    (line,) = found(desk, domain.SPENT_BACK)
    assert line.sign.points == 100
    assert line.sign.subject == "sale"


def test_a_sale_taken_back_with_nothing_spent_is_ordinary(desk):
    sale = make_sale(desk, make_member(desk).id, 50_000_000)
    reversals.reverse_sale(desk, sale.sale_id)
    assert oversight.unusual(desk, TODAY, TODAY) == []


def test_the_fourth_sale_to_one_member_on_a_day_is_told(desk):
    member = make_member(desk)
    for _ in range(3):
        make_sale(desk, member.id)
    assert found(desk, domain.SAME) == []
    make_sale(desk, member.id)
    (line,) = found(desk, domain.SAME)
    assert (line.sign.times, line.sign.subject_id) == (4, member.id)
    assert line.about.startswith("Sara Ahmadi")


def test_an_attempt_on_the_own_record_is_told(desk):
    member = make_member(desk)
    cashier = desk_of(desk, Role.CASHIER, "Reza")
    staff.link_member(desk, cashier.operator.id, member.id)
    with pytest.raises(errors.OwnRecord):
        make_sale(cashier, member.id)
    (line,) = found(desk, domain.OWN)
    assert (line.operator, line.sign.times) == ("Reza", 1)


def test_acts_outside_the_hours_of_the_shop_are_told_with_an_hour_of_grace(desk, clock):
    member = make_member(desk)
    clock.forward(hours=14)  # two in the morning of the next day
    make_sale(desk, member.id)
    night = TODAY + timedelta(days=1)
    (line,) = oversight.unusual(desk, night, night)
    assert line.sign.kind == domain.HOURS
    assert oversight.line_words(line) == "1 act while the shop was closed"


def test_three_wrong_pins_and_five_refusals_are_told(desk):
    cashier = desk_of(desk, Role.CASHIER, "Reza")
    for _ in range(3):
        with pytest.raises(errors.SignInRefused):
            staff.sign_in(desk.db, cashier.operator.id, "111222", desk.clock)
    for _ in range(5):
        with pytest.raises(errors.PermissionDenied):
            members.erase(cashier, 1)
    assert [line.sign.times for line in found(desk, domain.PIN)] == [3]
    assert [line.sign.times for line in found(desk, domain.REFUSED)] == [5]


def test_what_was_looked_at_waits_no_more_and_keeps_its_note(desk):
    member = make_member(desk)
    give(desk, member.id, 900)
    (line,) = found(desk, domain.GIVEN)
    assert oversight.waiting(desk) == 1
    oversight.look_at(desk, line.sign, "asked her")
    oversight.look_at(desk, line.sign, "a prize of the fair")
    assert oversight.waiting(desk) == 0
    (line,) = found(desk, domain.GIVEN)
    assert (line.seen_by, line.note) == ("Maryam", "a prize of the fair")


def test_the_acts_behind_a_sign_are_the_ones_it_counted(desk):
    member = make_member(desk)
    give(desk, member.id, 900)
    make_sale(desk, member.id)
    (line,) = found(desk, domain.GIVEN)
    assert [row.act for row in oversight.behind(desk, line.sign)] == ["points.adjust"]


def test_the_limits_are_the_shops_own(desk):
    rules, version = oversight.rules(desk)
    oversight.save_rules(desk, replace(rules, given_points=10), version)
    give(desk, make_member(desk).id, 10)
    assert len(found(desk, domain.GIVEN)) == 1
    with pytest.raises(errors.ChangedMeanwhile):
        oversight.save_rules(desk, rules, version)


@pytest.mark.parametrize("value", [-1, 1_000_001, "7", 1.5])
def test_a_limit_that_is_no_count_is_refused(value):
    with pytest.raises(BadInput):
        OversightRules(same_sales=value)


def test_a_cashier_sees_no_signs_and_an_auditor_changes_nothing(desk):
    with pytest.raises(errors.PermissionDenied):
        oversight.unusual(desk_of(desk, Role.CASHIER), TODAY, TODAY)
    auditor = desk_of(desk, Role.AUDITOR)
    assert oversight.unusual(auditor, TODAY, TODAY) == []
    sign = domain.Unusual(domain.PIN, "operator", 1, TODAY, 1, 3)
    with pytest.raises(errors.PermissionDenied):
        oversight.look_at(auditor, sign)
