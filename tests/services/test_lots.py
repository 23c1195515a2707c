"""Lots: from when to when points can be spent, and what every purchase prolongs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyaldesk.domain import errors
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Expiry, LotTerms
from loyaldesk.services import checking, club, night, points, profile, reversals, staff
from loyaldesk.store import ledger
from loyaldesk.store.database import writing
from tests.makers import make_member, make_sale

RIAL = 100_000
"""One point."""

IDLE_YEAR = LotTerms(Expiry.IDLE, months=12)


def publish(desk, lots, rial_per_point=RIAL):
    rules = replace(Programme.plain(rial_per_point=rial_per_point), lots=lots)
    club.publish_programme(desk, rules)


def run(desk, **fields):
    return night.run(staff.system_desk(desk), date_is_right=True, **fields)


def move_to(clock, desk, day):
    clock.forward(days=(day - desk.today()).days)


def left(desk, member):
    rows = desk.db.execute_sql(
        "SELECT points - used FROM lot WHERE member_id = ? ORDER BY id", (member.id,)
    ).fetchall()
    return [row[0] for row in rows]


def ends(desk, member):
    rows = desk.db.execute_sql(
        "SELECT expires_on FROM lot WHERE member_id = ? ORDER BY id", (member.id,)
    ).fetchall()
    return [row[0] for row in rows]


def balance(desk, member):
    return ledger.balance(desk.db, member.id).points


@pytest.fixture
def member(desk):
    return make_member(desk)


def test_v_x1_lots_are_spent_first_in_first_out_and_end_after_90_days(desk, member, clock):
    """OD5. Own points of a receipt pay the next one here: 500 are spent of the first lot's 575."""
    publish(desk, LotTerms(Expiry.DAYS, days=90), rial_per_point=1_000)
    make_sale(desk, member.id, 575_000)
    sale = make_sale(desk, member.id, 1_305_000, pay_points=500)  # 805,000 in money
    assert sale.points == 805
    assert left(desk, member) == [75, 805]
    make_sale(desk, member.id, 500_000, pay_points=500)
    assert left(desk, member) == [0, 380]
    clock.forward(days=90)
    run(desk)
    assert balance(desk, member) == 380
    clock.forward(days=1)
    run(desk)
    assert balance(desk, member) == 0
    assert checking.check(desk) == []


def test_v_x2_the_nearest_to_end_is_spent_first_and_what_never_ends_last(desk, member):
    """OD4: lots of 100 that end on 1 August, on 1 July and never; 150 are spent."""
    with desk.change(club.Permission.POINTS_ADJUST) as change:
        for n, day in enumerate((date(2027, 8, 1), date(2027, 7, 1), None)):
            points.opening_balance(change, member.id, 100, day, key=f"x2:{n}")
    make_sale(desk, member.id, 150_000, pay_points=150)
    assert left(desk, member) == [50, 0, 100]


@pytest.mark.parametrize(
    ("terms", "earned", "dead"),
    [(LotTerms(Expiry.MONTH_END, calendar="gregorian"), date(2027, 1, 22), date(2027, 2, 1)),
     (LotTerms(Expiry.YEAR_END, calendar="gregorian"), date(2027, 6, 5), date(2028, 1, 1)),
     (LotTerms(Expiry.MONTH_END), date(2026, 11, 21), date(2026, 11, 22)),
     (LotTerms(Expiry.YEAR_END), date(2026, 11, 21), date(2027, 3, 21)),
     (LotTerms(Expiry.YEAR_END, years=1), date(2026, 11, 21), date(2028, 3, 20))],
)  # fmt: skip
def test_v_x4_points_end_with_the_month_or_year(desk, member, clock, terms, earned, dead):
    """OLD2: earned 22 January: dead at 1 February 00:00. 30 Aban 1405 is the month's last day."""
    publish(desk, terms)
    move_to(clock, desk, earned)
    make_sale(desk, member.id, RIAL)
    move_to(clock, desk, dead - timedelta(days=1))
    assert profile.card_of(desk, member.id).points == 1
    clock.forward(days=1)
    assert profile.card_of(desk, member.id).points == 0
    assert run(desk).expired_points == 1


@pytest.mark.parametrize(("days", "lives"), [(10, True), (11, False)])
def test_v_x6_the_last_day_counts(desk, member, clock, days, lives):
    """ER4, E23."""
    publish(desk, LotTerms(Expiry.DAYS, days=10))
    make_sale(desk, member.id, 10 * RIAL)
    clock.forward(days=days)
    if lives:
        assert make_sale(desk, member.id, RIAL, pay_points=10).paid_points == 10
    else:
        with pytest.raises(errors.NotEnoughPoints):
            make_sale(desk, member.id, RIAL, pay_points=10)


def test_v_x8_switching_to_inactivity_gives_a_whole_period(desk, member, clock):
    """LL1: 12 months without a purchase, in force from a day: nothing ends before a year is over;
    lots that were there keep their dates."""
    publish(desk, LotTerms(Expiry.NEVER))
    make_sale(desk, member.id, RIAL)
    publish(desk, IDLE_YEAR)
    make_sale(desk, member.id, 2 * RIAL)
    assert ends(desk, member) == [None, "2027-11-21"]
    move_to(clock, desk, date(2027, 11, 21))
    run(desk)
    assert left(desk, member) == [1, 2]
    clock.forward(days=1)
    run(desk)
    assert left(desk, member) == [1, 0]


@pytest.mark.parametrize(("days", "spendable"), [(13, 0), (14, 10)])
def test_v_x9_points_wait_until_the_return_period_is_over(desk, member, clock, days, spendable):
    """OLD2: a lock of 14 days: pending until day 13, spendable on day 14."""
    publish(desk, LotTerms(Expiry.DAYS, days=365, pending_days=14))
    make_sale(desk, member.id, 10 * RIAL)
    clock.forward(days=days)
    card = profile.card_of(desk, member.id)
    assert (card.points, card.pending) == (spendable, 10 - spendable)
    assert ledger.pending(desk.db, member.id, desk.today()) == 10 - spendable
    if not spendable:
        with pytest.raises(errors.NotEnoughPoints) as refused:
            make_sale(desk, member.id, RIAL, pay_points=1)
        assert refused.value.available == 0


def test_every_purchase_prolongs_what_ends_by_inactivity_and_a_return_does_not(desk, member, clock):
    publish(desk, IDLE_YEAR)
    make_sale(desk, member.id, RIAL)
    clock.forward(days=100)
    sale = make_sale(desk, member.id, 50_000)  # earns nothing, but is a purchase
    assert ends(desk, member) == ["2028-03-01"]
    clock.forward(days=100)
    reversals.reverse_sale(desk, sale.sale_id)
    assert ends(desk, member) == ["2028-03-01"]
    move_to(clock, desk, date(2028, 3, 2))
    make_sale(desk, member.id, 50_000)
    assert balance(desk, member) == 0  # what is over does not come back


def test_a_back_dated_purchase_never_shortens_a_lot(desk, member, clock):
    publish(desk, IDLE_YEAR)
    clock.forward(days=10)
    make_sale(desk, member.id, RIAL)
    before = ends(desk, member)
    make_sale(desk, member.id, 50_000, sold_at=clock.now - timedelta(days=5))
    assert ends(desk, member) == before


def test_e21_lots_keep_their_dates_when_the_programme_changes(desk, member):
    publish(desk, LotTerms(Expiry.DAYS, days=365))
    make_sale(desk, member.id, RIAL)
    publish(desk, LotTerms(Expiry.DAYS, days=30))
    assert ends(desk, member) == ["2027-11-21"]
    with pytest.raises(Exception, match="a lot keeps its points and dates"), writing(desk.db):
        desk.db.execute_sql("UPDATE lot SET expires_on = '2099-01-01'")


def test_e15_only_what_is_left_of_a_lot_ends(desk, member, clock):
    publish(desk, LotTerms(Expiry.DAYS, days=30))
    make_sale(desk, member.id, 10 * RIAL)
    clock.forward(days=20)
    make_sale(desk, member.id, 5 * RIAL, pay_points=6)
    assert left(desk, member) == [4, 4]  # 494,000 Rial in money earn 4
    clock.forward(days=11)
    assert run(desk).expired_points == 4
    assert balance(desk, member) == 4


def test_a_lot_that_still_waits_is_taken_back_with_its_sale(desk, member):
    publish(desk, LotTerms(Expiry.DAYS, days=365, pending_days=14))
    sale = make_sale(desk, member.id, 10 * RIAL)
    reversals.reverse_sale(desk, sale.sale_id)
    assert (left(desk, member), balance(desk, member)) == ([0], 0)
    assert checking.check(desk) == []


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(1, 40)),
        st.tuples(st.just("pay"), st.integers(1, 30)),
        st.tuples(st.just("wait"), st.integers(1, 200)),
        st.tuples(st.just("night"), st.just(0)),
        st.tuples(st.just("undo"), st.integers(0, 5)),
        st.tuples(st.just("rules"), st.integers(0, 4)),
    ),
    min_size=3, max_size=14,
)  # fmt: skip
TERMS = (IDLE_YEAR, LotTerms(Expiry.IDLE, months=2), LotTerms(Expiry.DAYS, days=60, pending_days=7),
         LotTerms(Expiry.MONTH_END, months=1), LotTerms(Expiry.NEVER))  # fmt: skip


def one(desk, clock, member, done, act, n):
    if act == "sell":
        done.append(make_sale(desk, member.id, n * RIAL).sale_id)
    elif act == "pay":
        done.append(make_sale(desk, member.id, n * RIAL, pay_points=n).sale_id)
    elif act == "wait":
        clock.forward(days=n)
    elif act == "night":
        run(desk)
    elif act == "undo" and done:
        reversals.reverse_sale(desk, done[n % len(done)])
    elif act == "rules":
        publish(desk, TERMS[n])


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_lots_hold_the_balance_whatever_ends_waits_or_is_prolonged(desk, clock, acts):
    member, done = make_member(desk), []
    publish(desk, TERMS[0])
    for act, n in acts:
        try:
            one(desk, clock, member, done, act, n)
        except (errors.NotEnoughPoints, errors.CannotReverse):
            continue
        held = ledger.balance(desk.db, member.id)
        assert sum(left(desk, member)) == held.points
        assert ledger.sum_of_entries(desk.db, member.id) == held.points - held.debt
    run(desk)
    spendable = sum(lot.left for lot in ledger.lots_left(desk.db, member.id, desk.today()))
    assert spendable + ledger.pending(desk.db, member.id, desk.today()) == sum(left(desk, member))


def test_points_given_by_hand_live_by_the_programme_but_wait_for_nothing(desk, member):
    publish(desk, LotTerms(Expiry.IDLE, months=2, pending_days=14))
    points.correct(desk, member.id, 5, "counted again", key="hand")
    assert [lot.left for lot in ledger.lots_left(desk.db, member.id, desk.today())] == [5]
    make_sale(desk, member.id, RIAL)
    assert ends(desk, member) == ["2027-01-21", "2027-01-21"]


def test_what_a_reversal_will_leave_counts_every_lot_whose_last_day_is_over(desk, member, clock):
    """100 and 200 points, 250 of them spent: reversed after their last day, all 250 end at once.

    What is left then are the 550 points of a later sale (500 at 110 %, Silver by then), whose last
    day is still to come.
    """
    publish(desk, LotTerms(Expiry.DAYS, days=90))
    make_sale(desk, member.id, 100 * RIAL)
    make_sale(desk, member.id, 200 * RIAL)
    paid = make_sale(desk, member.id, 30_000_000, pay_points=250)
    clock.forward(days=50)
    make_sale(desk, member.id, 500 * RIAL)
    clock.forward(days=50)
    told = reversals.may_reverse(desk, paid.sale_id)
    reversals.reverse_sale(desk, paid.sale_id)
    held = ledger.balance(desk.db, member.id)
    assert (told.balance, told.debt) == (held.points, held.debt)
    assert held.points == 550
