"""What breaks a ledger elsewhere: two tills, clocks set back, points that came back too late."""

import multiprocessing as mp
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyaldesk.domain import errors
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.services import (
    checking,
    club,
    members,
    night,
    points,
    reversals,
    sales,
    staff,
    tiers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.store import ledger
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import open_club
from tests.conftest import NOON, StoppedClock, desk_of
from tests.makers import make_member, make_sale

PLANS = (
    Programme(),
    Programme.plain(rial_per_point=7_000, point_worth_rial=300, life_days=30),
    Programme.plain(life_days=None, window_months=1),
    Programme.plain(
        tiers=(Tier("white", "سفید", "White", 0), Tier("red", "سرخ", "Red", 9_000_000, 300))
    ),
)

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(0, 2), st.integers(1, 90_000_000)),
        st.tuples(st.just("sell back"), st.integers(0, 2), st.integers(1, 800)),
        st.tuples(st.just("pay"), st.integers(0, 2), st.integers(1, 900)),
        st.tuples(st.just("undo"), st.integers(0, 2), st.integers(0, 30)),
        st.tuples(st.just("correct"), st.integers(0, 2), st.integers(-900, 900)),
        st.tuples(st.just("wait"), st.just(0), st.integers(-40, 400)),
        st.tuples(st.just("night"), st.just(0), st.just(0)),
        st.tuples(st.just("rules"), st.just(0), st.integers(0, len(PLANS) - 1)),
    ),
    max_size=30,
)


class Shop:
    """Three members, two operators, one clock that is also set back."""

    def __init__(self, desk: Desk, other: Desk, clock: StoppedClock) -> None:
        self.desks, self.clock, self.count = (desk, other), clock, 0
        self.members = [make_member(desk).id for _ in range(3)]
        self.done: list[int] = []
        self.told: list[tuple[tuple[int, int], tuple[int, int]]] = []

    def act(self, what: str, who: int, figure: int) -> None:
        self.count += 1
        desk, member = self.desks[self.count % 2], self.members[who]
        if what == "sell":
            self.done.append(make_sale(desk, member, figure).sale_id)
        elif what == "sell back":
            then = self.clock() - timedelta(days=figure)
            self.done.append(make_sale(desk, member, 5_000_000 + figure, sold_at=then).sale_id)
        elif what == "pay":
            sale = make_sale(desk, member, figure * 1_000 + 500, pay_points=figure)
            self.done.append(sale.sale_id)
        elif what == "undo" and self.done:
            sale_id = self.done[figure % len(self.done)]
            told = reversals.may_reverse(desk, sale_id)
            done = reversals.reverse_sale(desk, sale_id)
            self.told.append(((told.balance, told.debt), (done.balance, done.debt)))
        elif what == "correct":
            points.correct(desk, member, figure, "counted", key=f"correct:{self.count}")
        elif what == "wait":
            self.clock.forward(days=figure)
        elif what == "night":
            night.run(staff.system_desk(desk), date_is_right=True)
        elif what == "rules":
            club.publish_programme(self.desks[0], PLANS[figure])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_no_mix_of_members_operators_clocks_and_rules_breaks_an_invariant(
    founded_club, tmp_path_factory, acts
):
    """SAFETY 3.1 harness 2: only refusals in words, and the club stays whole."""
    import shutil

    path = shutil.copy(founded_club, tmp_path_factory.mktemp("mix") / "shop.club")
    clock, db = StoppedClock(), open_club(path)
    try:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        shop = Shop(desk, desk_of(desk, Role.MANAGER), clock)
        latest = clock()
        for act in acts:
            try:
                shop.act(*act)
            except ClubError:  # a refusal in words; anything else is a fault
                continue
            finally:
                latest = max(latest, clock())
        assert [told for told, _ in shop.told] == [done for _, done in shop.told]
        clock.now = latest
        assert checking.check(desk) == []
        for member in shop.members:
            held = ledger.balance(db, member)
            assert held.points - held.debt == ledger.sum_of_entries(db, member)
            assert sum(lot.left for lot in ledger.all_lots_left(db, member)) == held.points
            rows = sale_store.spent_between(db, member, date(1900, 1, 1), date(9999, 1, 1))
            assert rows >= 0
    finally:
        db.close()


def test_a_spend_comes_back_into_a_lot_that_expired_the_same_day(desk, clock):
    """E01, E15: the lot ends twice on one day, each time with what is left of it."""
    member = make_member(desk).id
    make_sale(desk, member, 10_000_000)
    clock.forward(days=300)
    spent = make_sale(desk, member, 60_000, pay_points=60)
    clock.forward(days=66)
    night.run(staff.system_desk(desk), date_is_right=True)
    reversals.reverse_sale(desk, spent.sale_id)
    assert ledger.balance(desk.db, member) == ledger.Balance(0, 0)
    assert checking.check(desk) == []


def test_a_sale_taken_back_after_its_points_expired_costs_nothing_else(desk, clock):
    member = make_member(desk).id
    old = make_sale(desk, member, 10_000_000)
    clock.forward(days=366)
    night.run(staff.system_desk(desk), date_is_right=True)
    make_sale(desk, member, 3_000_000)
    reversals.reverse_sale(desk, old.sale_id)
    assert ledger.balance(desk.db, member) == ledger.Balance(30, 0)
    assert checking.check(desk) == []


def test_points_can_be_spent_and_corrected_when_the_clock_stands_behind_them(desk, clock):
    """SAFETY 5, row 33: nothing expires or revives, and the shop goes on selling (E26)."""
    member = make_member(desk).id
    make_sale(desk, member, 2_000_000)
    clock.forward(days=-30)
    make_sale(desk, member, 5_000, pay_points=5)
    points.correct(desk, member, -5, "counted", key="c")
    assert ledger.balance(desk.db, member).points == 10
    clock.forward(days=30)
    assert checking.check(desk) == []


def test_every_entry_is_marked_while_the_clock_stands_behind(desk, clock):
    """SAFETY 5, row 33: not only the first one."""
    member = make_member(desk).id
    make_sale(desk, member, 1_000_000)
    clock.forward(days=-1)
    for _ in range(3):
        make_sale(desk, member, 1_000_000)
    assert desk.is_clock_behind()
    rows = desk.db.execute_sql("SELECT clock_suspect FROM points_entry ORDER BY seq").fetchall()
    assert [row[0] for row in rows] == [0, 1, 1, 1]
    clock.forward(days=1)
    assert not desk.is_clock_behind()


def test_a_correction_sent_twice_is_booked_once(desk):
    """SAFETY 5, rows 6 and 7."""
    member, other = make_member(desk).id, make_member(desk).id
    for _ in range(2):
        points.correct(desk, member, 50, "counted", key="k")
    assert ledger.balance(desk.db, member).points == 50
    with pytest.raises(errors.KeyUsed):
        points.correct(desk, other, 50, "counted", key="k")
    with pytest.raises(errors.KeyUsed):
        points.correct(desk, member, 40, "counted", key="k")


def test_a_key_used_with_other_points_is_refused(desk):
    member = make_member(desk).id
    points.correct(desk, member, 50, "counted", key="k")
    make_sale(desk, member, 100_000, key="basket", pay_points=20)
    with pytest.raises(errors.KeyUsed):
        make_sale(desk, member, 100_000, key="basket")
    assert make_sale(desk, member, 100_000, key="basket", pay_points=20).repeated


def test_no_key_of_another_program_stands_in_the_way_of_undo(desk):
    member = make_member(desk).id
    first = make_sale(desk, member)
    make_sale(desk, member, key=f"reverse:{first.sale_id}")
    reversals.reverse_sale(desk, first.sale_id)
    assert checking.check(desk) == []


@pytest.mark.parametrize("key", ["", " ", "a\0b", "\ud800", "k" * 201])
def test_a_key_that_cannot_be_kept_is_refused(desk, key):
    """SAFETY 5, rows 59 and 60."""
    with pytest.raises(BadInput):
        make_sale(desk, make_member(desk).id, key=key)


def test_a_sale_of_more_points_than_an_entry_holds_is_refused_in_words(desk):
    """SAFETY 5, row 46: 10^13 Rial is an amount, but no till sees it."""
    member = make_member(desk).id
    with pytest.raises(BadInput, match="large"):
        make_sale(desk, member, 10**13)
    assert make_sale(desk, member, 10**12).points == 10_000_000
    assert checking.check(desk) == []


@pytest.mark.parametrize("year", [1, 1405, 1899])
def test_a_sale_before_any_programme_is_refused_in_words(desk, year):
    with pytest.raises(BadInput, match="too old"):
        make_sale(desk, make_member(desk).id, sold_at=datetime(year, 1, 1, tzinfo=UTC))


def test_a_back_dated_sale_moves_the_tier_by_the_rules_of_now(desk, clock):
    """E21: earned by the rules of its day; the member stands in a tier that exists."""
    clock.forward(days=10)
    club.publish_programme(desk, PLANS[3])
    member = make_member(desk).id
    sale = make_sale(desk, member, 60_000_000, sold_at=clock() - timedelta(days=5))
    assert sale.points == 600
    assert sale.tier == "red"


def test_a_moment_just_ahead_belongs_to_the_day_of_now(desk, clock):
    clock.now = datetime(2026, 11, 21, 20, 29, 30, tzinfo=UTC)  # 23:59:30 in Tehran
    sale = make_sale(desk, make_member(desk).id, sold_at=clock() + timedelta(seconds=60))
    day = desk.db.execute_sql("SELECT sold_on FROM sale WHERE id = ?", (sale.sale_id,)).fetchone()
    assert day[0] == desk.today().isoformat()


def test_a_tier_brought_from_an_older_system_stays_for_one_window(desk, clock):
    """E51, E55: neither a night nor an Undo takes it away; after a year it must be earned."""
    member = make_member(desk).id
    with desk.change(Permission.IMPORT_RUN) as change:
        sale_store.set_tier(change.db, member, "gold", change.today)
        sale_store.add_tier_change(
            change.db, member, change.today, change.now, "bronze", "gold", tiers.IMPORT, 0, None, 1,
        )  # fmt: skip
    night.run(staff.system_desk(desk), date_is_right=True)
    reversals.reverse_sale(desk, make_sale(desk, member).sale_id)
    assert sale_store.buyer(desk.db, member).tier == "gold"
    clock.forward(days=365)
    night.run(staff.system_desk(desk), date_is_right=True)
    assert sale_store.buyer(desk.db, member).tier == "bronze"


def test_nothing_is_booked_on_an_erased_or_the_own_record(desk):
    """SAFETY 5, row 43: refused and in the trail, corrections and Undo too."""
    gone, own = make_member(desk).id, make_member(desk).id
    sale = make_sale(desk, own)
    members.erase(desk, gone)
    with pytest.raises(errors.MemberErased):
        points.correct(desk, gone, 5, "counted", key="a")
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql("UPDATE operator SET member_id = ?", (own,))
    for act in (
        lambda: points.correct(desk, own, 5, "counted", key="b"),
        lambda: make_sale(desk, own),
        lambda: reversals.reverse_sale(desk, sale.sale_id),
    ):
        with pytest.raises(errors.OwnRecord):
            act()
        last = desk.db.execute_sql("SELECT act, result, detail FROM audit ORDER BY seq DESC")
        assert last.fetchone()[:2] == ("refused", "refused")


def test_a_member_number_that_is_a_card_of_another_program_is_passed_over(desk):
    """E64: one name space, so the next number may be taken."""
    first = make_member(desk)
    taken = f"m{int(first.number[1:]) + 1}"
    members.link_code(desk, first.id, taken)
    assert make_member(desk).number == f"M{int(first.number[1:]) + 2}"


def test_a_referrer_is_somebody_else_who_exists(desk):
    with pytest.raises(errors.Missing):
        make_member(desk, referrer_id=999)
    member = make_member(desk).id
    draft, version = members.open_form(desk, member)
    with pytest.raises(errors.Missing):
        members.edit(desk, member, replace(draft, referrer_id=member), version)


@pytest.mark.parametrize(
    "rules",
    [
        Programme.plain(window_months=10**9), Programme.plain(silent_days=10**9),
        Programme.plain(life_days=10**6),
        Programme.plain(rial_per_point=0), Programme.plain(expiring_days=10**10),
        Programme.plain(tiers=(Tier("a", "ا", "A", 0), Tier("b", "ب", "B", 10**20))),
    ],
)  # fmt: skip
def test_rules_no_calendar_or_file_can_hold_are_refused(desk, rules):
    with pytest.raises(SeveralBadInputs):
        club.publish_programme(desk, rules)


def _spend_all(home, path, key, start, answers):
    from pathlib import Path

    os.environ["LOYALDESK_HOME"] = home  # as on one computer: the tests brought here made another
    db = open_club(Path(path))
    desk = Desk(db, staff.by_name(db, "").brief, clock=lambda: NOON)
    start.wait()
    for n in range(10):
        try:
            made = make_sale(desk, 1, 7_000, key=f"{key}:{n}", pay_points=7)
            answers.put(("ok", made.receipt))
        except errors.NotEnoughPoints as few:
            answers.put(("few", few.available))
        twice = sales.record_sale(desk, sales.SaleDraft(1, 50_000, f"same:{n}"))
        answers.put(("repeated" if twice.repeated else "first", twice.sale_id))
    db.close()


def test_r44_two_tills_spend_the_last_points_once_and_record_one_key_once(desk, club_file):
    """SAFETY 5, rows 7 and 44; R4."""
    member = members.enrol(desk, MemberDraft("Sara", "Ahmadi", "09121234567")).id
    assert member == 1
    points.correct(desk, member, 100, "counted", key="start")
    desk.db.close()
    context, home = mp.get_context("spawn"), os.environ["LOYALDESK_HOME"]
    answers, start = context.Queue(), context.Event()
    tills = [
        context.Process(target=_spend_all, args=(home, str(club_file), name, start, answers))
        for name in ("one", "two")
    ]
    for till in tills:
        till.start()
    start.set()
    told = [answers.get(timeout=60) for _ in range(40)]
    for till in tills:
        till.join(30)
        assert till.exitcode == 0
    assert sum(kind == "ok" for kind, _ in told) == 14  # 14 x 7 = 98 of 100 points
    assert {given for kind, given in told if kind == "few"} == {2}
    assert sum(kind == "first" for kind, _ in told) == 10
    assert len({sale for kind, sale in told if kind in ("first", "repeated")}) == 10
    desk.db.connect()
    assert ledger.balance(desk.db, member).points == 2
    assert checking.check(desk) == []
