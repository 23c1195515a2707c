"""Bonuses: joining, birthdays, bringing a friend, and answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Bonus, Event, Expiry, LotTerms
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.jalali import from_jalali
from loyaldesk.services import bonuses, checking, club, members, night, reversals, staff
from loyaldesk.store import ledger
from loyaldesk.store.database import writing
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


def bonus(event, points, **fields):
    return Bonus(**{"code": str(event), "name_fa": "x", "name_en": "x", "event": event,
                    "points": points, **fields})  # fmt: skip


def publish(desk, *bonuses_, **fields):
    """Let them hold from the beginning, as if it had always been so."""
    rules = replace(Programme.plain(life_days=None), bonuses=bonuses_, **fields)
    with writing(desk.db):
        desk.db.execute_sql("UPDATE programme SET document = ?", (rules.to_json(),))


def run(desk, **fields):
    return night.run(staff.system_desk(desk), date_is_right=True, **fields)


def held(desk, member):
    return ledger.balance(desk.db, member.id).points


def entries(desk, member):
    return desk.db.execute_sql(
        "SELECT kind, points, sale_id, reason, reason_text FROM points_entry WHERE member_id = ?",
        (member.id,),
    ).fetchall()


def test_joining_brings_points_without_a_sale(desk):
    publish(desk, bonus(Event.WELCOME, 50))
    member = make_member(desk)
    assert entries(desk, member) == [("earn", 50, None, "bonus", "welcome")]
    assert checking.check(desk) == []


def test_e24_a_programme_that_is_over_gives_no_bonus(desk):
    publish(desk, bonus(Event.WELCOME, 50), ends_on=TODAY - timedelta(days=1))
    assert entries(desk, make_member(desk)) == []


def test_a_bonus_has_lot_terms_of_its_own(desk):
    publish(desk, bonus(Event.WELCOME, 50, lots=LotTerms(Expiry.DAYS, days=30, pending_days=3)))
    member = make_member(desk)
    row = desk.db.execute_sql("SELECT usable_from, expires_on FROM lot").fetchone()
    assert row == ("2026-11-24", "2026-12-21")
    assert ledger.pending(desk.db, member.id, TODAY) == 50


def test_a_birthday_is_kept_once_a_year_and_missed_days_are_caught_up(desk, clock):
    """Born 10 Azar 1370; 10 Azar 1405 is 1 December 2026."""
    publish(desk, bonus(Event.BIRTHDAY, 100))
    member = make_member(desk, birthday=from_jalali(1370, 9, 10))
    run(desk)
    clock.forward(days=9)
    assert run(desk).given_points == 0
    clock.forward(days=6)
    assert run(desk).given_points == 100
    clock.forward(days=1)
    assert run(desk).given_points == 0
    assert desk.db.execute_sql("SELECT on_day FROM points_entry").fetchall() == [("2026-12-01",)]
    clock.forward(days=365)
    run(desk)
    assert held(desk, member) == 200


def test_a_birthday_that_is_moved_in_the_form_brings_nothing_more(desk, clock):
    publish(desk, bonus(Event.BIRTHDAY, 100))
    member = make_member(desk, birthday=from_jalali(1370, 9, 10))
    clock.forward(days=10)
    run(desk)
    form, version = members.open_form(desk, member.id)
    moved = replace(form, birthday=from_jalali(1370, 9, 20))
    members.edit(desk, member.id, moved, version)
    clock.forward(days=20)
    run(desk)
    assert held(desk, member) == 100


def test_who_was_born_on_30_esfand_is_congratulated_on_the_29th_of_a_common_year(desk, clock):
    """1403 was a leap year, 1405 is a common one; its 29 Esfand is 20 March 2027."""
    publish(desk, bonus(Event.BIRTHDAY, 100))
    member = make_member(desk, birthday=from_jalali(1399, 12, 30))
    clock.forward(days=(date(2027, 3, 19) - TODAY).days)
    run(desk)
    assert held(desk, member) == 0
    clock.forward(days=1)
    run(desk)
    assert held(desk, member) == 100
    clock.forward(days=1)
    run(desk)
    assert held(desk, member) == 100
    assert from_jalali(1399, 12, 30) in bonuses.births_of(from_jalali(1403, 12, 30))
    assert from_jalali(1399, 12, 30) not in bonuses.births_of(from_jalali(1403, 12, 29))


def test_a_wedding_day_counts_and_a_day_before_joining_does_not(desk, clock):
    publish(desk, bonus(Event.BIRTHDAY, 100), bonus(Event.WEDDING, 70))
    run(desk)
    clock.forward(days=5)
    late = make_member(desk, birthday=from_jalali(1370, 9, 2), wedding_on=from_jalali(1395, 9, 8))
    clock.forward(days=4)
    assert run(desk).given_points == 70  # 2 Azar was two days before joining
    assert held(desk, late) == 70


def test_blocked_members_are_not_congratulated(desk, clock):
    publish(desk, bonus(Event.BIRTHDAY, 100))
    member = make_member(desk, birthday=from_jalali(1370, 9, 10))
    members.set_blocked(desk, member.id, blocked=True, reason="x")
    clock.forward(days=10)
    assert run(desk).given_points == 0


FRIENDS = bonus(Event.REFERRAL, 20, referrer_points=30, minimum_rial=1_000_000, days=30,
                referrer_cap_month=2)  # fmt: skip


def friend(desk, referrer, **fields):
    return make_member(desk, referrer_id=referrer.id, **fields)


def test_both_sides_of_a_referral_are_paid_at_the_first_purchase(desk):
    publish(desk, FRIENDS)
    old = make_member(desk)
    new = friend(desk, old)
    make_sale(desk, new.id, 1_000_000)
    assert (held(desk, old), held(desk, new)) == (30, 30)  # 10 of the purchase, 20 of the bonus
    make_sale(desk, new.id, 1_000_000)
    assert (held(desk, old), held(desk, new)) == (30, 40)
    rows = desk.db.execute_sql("SELECT rule, member_id, points, about_id FROM rule_gain").fetchall()
    assert rows == [("referral", new.id, 20, old.id), ("referral", old.id, 30, new.id)]
    assert checking.check(desk) == []


def test_a_first_purchase_that_is_too_small_or_too_late_pays_nobody(desk, clock):
    publish(desk, FRIENDS)
    old = make_member(desk)
    small, late = friend(desk, old), friend(desk, old)
    make_sale(desk, small.id, 999_999)
    make_sale(desk, small.id, 1_000_000)  # not the first any more
    clock.forward(days=31)
    make_sale(desk, late.id, 1_000_000)
    assert held(desk, old) == 0


def test_nobody_refers_somebody_with_the_same_mobile_or_while_blocked(desk):
    publish(desk, FRIENDS)
    old = make_member(desk, mobile="09121110000")
    shared = members.enrol(
        desk, members.MemberDraft("Ali", "Karimi", "09121110000", referrer_id=old.id),
        share_mobile=True,
    )  # fmt: skip
    make_sale(desk, shared.id, 1_000_000)
    new = friend(desk, old)
    members.set_blocked(desk, old.id, blocked=True, reason="x")
    make_sale(desk, new.id, 1_000_000)
    assert held(desk, old) == 0


def test_an_operator_is_not_paid_for_members_brought_by_the_own_record(desk):
    publish(desk, FRIENDS)
    old = make_member(desk)
    new = friend(desk, old)
    staff.link_member(desk, desk.operator.id, old.id)
    make_sale(desk, new.id, 1_000_000)
    assert held(desk, old) == 0
    with pytest.raises(errors.OwnRecord):
        friend(desk, old)


def test_a_referrer_is_paid_so_often_in_a_jalali_month(desk, clock):
    """30 Aban is the last day of its month."""
    publish(desk, FRIENDS)
    old = make_member(desk)
    new = [friend(desk, old) for _ in range(4)]
    for each in new[:3]:
        make_sale(desk, each.id, 1_000_000)
    assert held(desk, old) == 60
    assert held(desk, new[2]) == 30  # the new member is paid all the same
    clock.forward(days=1)
    make_sale(desk, new[3].id, 1_000_000)
    assert held(desk, old) == 90


def test_a_referral_goes_back_with_its_purchase_and_comes_again_with_the_next(desk):
    publish(desk, FRIENDS)
    old = make_member(desk)
    new = friend(desk, old)
    sale = make_sale(desk, new.id, 1_000_000)
    reversals.reverse_sale(desk, sale.sale_id)
    assert (held(desk, old), held(desk, new)) == (0, 0)
    assert desk.db.execute_sql("SELECT SUM(points) FROM rule_gain").fetchone() == (0,)
    make_sale(desk, new.id, 1_000_000)
    assert (held(desk, old), held(desk, new)) == (30, 30)
    assert checking.check(desk) == []


def test_points_of_a_referral_that_were_spent_become_a_debt(desk):
    publish(desk, FRIENDS)
    old = make_member(desk)
    sale = make_sale(desk, friend(desk, old).id, 1_000_000)
    make_sale(desk, old.id, 50_000, pay_points=30)
    reversals.reverse_sale(desk, sale.sale_id)
    assert ledger.balance(desk.db, old.id) == ledger.Balance(0, 30)
    assert checking.check(desk) == []


def test_an_answer_brings_points_so_often_a_year_and_once_for_a_key(desk, clock):
    publish(desk, bonus(Event.SURVEY, 15, per_year=2))
    member = make_member(desk)
    first = bonuses.give(desk, member.id, "survey", key="a1", about_id=7)
    again = bonuses.give(desk, member.id, "survey", key="a1", about_id=7)
    assert (first.points, again.points, again.repeated) == (15, 15, True)
    assert bonuses.give(desk, member.id, "survey", key="a2").points == 15
    assert bonuses.give(desk, member.id, "survey", key="a3").why == "enough"
    assert bonuses.give(desk, member.id, "feedback", key="a4").why == "no bonus"
    clock.forward(days=365)
    assert bonuses.give(desk, member.id, "survey", key="a5").points == 15
    assert held(desk, member) == 45


def test_an_answer_needs_a_member_who_can_get_points(desk):
    publish(desk, bonus(Event.SURVEY, 15))
    member, other = make_member(desk), make_member(desk)
    bonuses.give(desk, member.id, "survey", key="k")
    with pytest.raises(errors.KeyUsed):
        bonuses.give(desk, other.id, "survey", key="k")
    with pytest.raises(BadInput):
        bonuses.give(desk, member.id, "birthday", key="b")
    with pytest.raises(errors.Missing):
        bonuses.give(desk, 999, "survey", key="c")
    members.set_blocked(desk, member.id, blocked=True, reason="x")
    with pytest.raises(errors.MemberBlocked):
        bonuses.give(desk, member.id, "survey", key="d")
    members.erase(desk, other.id)
    with pytest.raises(errors.MemberErased):
        bonuses.give(desk, other.id, "survey", key="e")
    assert club.programme(desk).bonuses
