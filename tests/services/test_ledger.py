"""The ledger is as exact as money: whatever is done in whatever order, every invariant holds."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import IntegrityError, OperationalError

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import checking, night, points, reversals, staff
from loyaldesk.store import ledger
from loyaldesk.store.database import writing
from tests.makers import make_member, make_sale
from tests.rows import tampering

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(1, 200_000_000)),
        st.tuples(st.just("pay"), st.integers(1, 3_000)),
        st.tuples(st.just("undo"), st.integers(0, 30)),
        st.tuples(st.just("wait"), st.integers(1, 400)),
        st.tuples(st.just("night"), st.just(0)),
        st.tuples(st.just("correct"), st.integers(-500, 500)),
    ),
    max_size=25,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_no_sequence_of_acts_breaks_an_invariant(desk, clock, acts):
    member = make_member(desk).id
    done: list[int] = []
    for act, figure in acts:
        try:
            if act == "sell":
                done.append(make_sale(desk, member, figure).sale_id)
            elif act == "pay":
                amount = figure * 1_000 + 500
                done.append(make_sale(desk, member, amount, pay_points=figure).sale_id)
            elif act == "undo" and done:
                reversals.reverse_sale(desk, done[figure % len(done)])
            elif act == "wait":
                clock.forward(days=figure)
            elif act == "night":
                night.run(staff.system_desk(desk), date_is_right=True)
            elif act == "correct":
                points.correct(desk, member, figure, "counted", key=f"correct:{figure}")
        except (ClubError, IntegrityError):  # a plain refusal, or the same correction again
            continue
    assert checking.check(desk) == []
    held = ledger.balance(desk.db, member)
    assert held.points - held.debt == ledger.sum_of_entries(desk.db, member)
    assert min(held.points, held.debt) == 0


def test_points_are_spent_from_the_lot_that_expires_first(desk, clock):
    """V-X2: lots of 100 (1 Aug), 100 (1 Jul), 100 (no date); spend 150: Jul 0, Aug 50, 100."""
    member = make_member(desk).id
    with desk.change(Permission.POINTS_ADJUST) as change:
        for key, day in (("a", date(2027, 8, 1)), ("b", date(2027, 7, 1)), ("c", None)):
            points.opening_balance(change, member, 100, day, key=key)
    make_sale(desk, member, 150_000, pay_points=150)
    left = {lot.expires_on: lot.left for lot in ledger.lots_left(desk.db, member, desk.today())}
    assert left == {date(2027, 8, 1): 50, None: 100}


def test_valid_points_survive_the_expiry_of_an_older_lot(desk, clock):
    """E15, after V-X1: expiry takes only the unspent rest of its own lot."""
    member = make_member(desk).id
    make_sale(desk, member, 10_000_000)  # 100 points on day 0
    clock.forward(days=200)
    make_sale(desk, member, 10_000_000)  # 100 points on day 200
    make_sale(desk, member, 60_000, pay_points=60)
    clock.forward(days=166)  # day 366: the first lot ended with 40 left
    night.run(staff.system_desk(desk), date_is_right=True)
    assert ledger.balance(desk.db, member).points == 100


def test_an_entry_of_the_past_cannot_be_touched_by_any_statement(desk):
    member = make_member(desk).id
    make_sale(desk, member, 1_000_000)
    make_sale(desk, member, 100_000, pay_points=5)
    for sql in (
        "UPDATE points_entry SET points = 9999",
        "DELETE FROM points_entry",
        "UPDATE sale SET amount_rial = 1",
        "DELETE FROM sale",
        "DELETE FROM audit",
        "UPDATE lot SET points = 9999",
        "DELETE FROM allocation",
        "REPLACE INTO points_entry SELECT * FROM points_entry",
    ):
        with pytest.raises(IntegrityError), writing(desk.db):
            desk.db.execute_sql(sql)
    assert checking.check(desk) == []


def test_nothing_is_written_outside_the_one_door(desk):
    with pytest.raises(OperationalError, match="readonly"):
        desk.db.execute_sql("UPDATE club SET shop = 'x'")


def test_a_change_does_not_nest(desk):
    with (
        desk.change(Permission.POINTS_ADJUST),
        pytest.raises(RuntimeError),
        desk.change(Permission.POINTS_ADJUST),
    ):
        pass


def test_what_fails_inside_the_door_leaves_nothing(desk):
    member = make_member(desk).id
    before = desk.db.execute_sql("SELECT COUNT(*) FROM audit").fetchone()[0]
    with pytest.raises(ZeroDivisionError), desk.change(Permission.POINTS_ADJUST) as change:
        points.opening_balance(change, member, 100, None, key="k")
        change.note("points.adjust", "member", member)
        _ = 1 / 0
    assert ledger.balance(desk.db, member).points == 0
    assert desk.db.execute_sql("SELECT COUNT(*) FROM audit").fetchone()[0] == before


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE points_balance SET points = points + 1", "balance is the sum of the entries"),
        ("UPDATE member_totals SET visits = 7", "sums of sales are right"),
        ("DELETE FROM member_words WHERE rowid = 1", "every member can be searched"),
        ("UPDATE code SET typed = 'x'", "every member has a number of their own"),
    ],
)
def test_the_check_names_what_somebody_changed_below_the_program(desk, sql, name):
    make_sale(desk, make_member(desk).id, 1_000_000)
    with tampering(desk.db):
        desk.db.execute_sql(sql)
    assert name in [broken.name for broken in checking.check(desk)]


def test_a_clock_set_back_is_marked_and_stops_nothing(desk, clock):
    member = make_member(desk).id
    make_sale(desk, member, 1_000_000)
    clock.forward(days=-30)
    make_sale(desk, member, 1_000_000)
    rows = desk.db.execute_sql("SELECT clock_suspect FROM points_entry ORDER BY seq").fetchall()
    assert [bool(row[0]) for row in rows] == [False, True]
    assert ledger.balance(desk.db, member).points == 20
