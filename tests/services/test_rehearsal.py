"""Rehearsal of a real club: what it reads is what was kept, and it writes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from loyaldesk.domain.errors import PermissionDenied
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import club, points, reversals, sales
from loyaldesk.services.desk import Desk
from loyaldesk.services.rehearsal import rehearse
from tests.conftest import StoppedClock, desk_of
from tests.makers import make_member, make_sale

DOUBLE = Programme.plain(rial_per_point=50_000)


def test_the_programme_in_force_rehearses_to_what_really_happened(
    desk: Desk, clock: StoppedClock
) -> None:
    sara, ali = make_member(desk), make_member(desk)
    for _ in range(5):
        make_sale(desk, sara.id, 30_000_000)
        make_sale(desk, ali.id, 777_777)
        clock.forward(days=20)
    make_sale(desk, sara.id, 1_234_567, pay_points=50)
    clock.forward(days=1)
    given = desk.db.execute_sql("SELECT SUM(earned) FROM sale").fetchone()[0]
    held = desk.db.execute_sql("SELECT SUM(points) FROM points_balance").fetchone()[0]
    made = rehearse(desk, club.programme(desk))
    assert made.old == made.new and made.old.points == given
    assert made.old.outstanding == held and made.receipts == 11 and made.members == 2
    assert not made.winners and not made.losers and not made.moves


def test_another_programme_is_compared_with_the_one_in_force(desk: Desk) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 3_000_000)
    made = rehearse(desk, DOUBLE)
    assert (made.old.points, made.new.points, made.cost_change_rial) == (30, 60, 30_000)
    assert made.best[0].number == sara.number and made.net_rial == 3_000_000


def test_sales_taken_back_are_left_out(desk: Desk) -> None:
    sara = make_member(desk)
    kept = make_sale(desk, sara.id, 2_000_000)
    reversals.reverse_sale(desk, make_sale(desk, sara.id, 3_000_000).sale_id)
    made = rehearse(desk, DOUBLE)
    assert made.receipts == 1 and made.old.points == kept.points


def test_sales_of_before_count_for_the_tier_alone(desk: Desk, clock: StoppedClock) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 150_000_000)
    clock.forward(days=40)
    late = make_sale(desk, sara.id, 1_000_000)
    made = rehearse(desk, club.programme(desk), months=1)
    assert late.points == made.old.points == 12 and made.receipts == 1
    # what she held a month ago is still owed: 1,500 points of the large sale
    assert made.old.outstanding == 1_512


def test_points_by_hand_stay_as_they_were(desk: Desk, clock: StoppedClock) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 1_000_000)
    points.correct(desk, sara.id, 25, "welcome", key="c")
    clock.forward(days=1)
    made = rehearse(desk, DOUBLE)
    assert made.old.outstanding == 35 and made.new.outstanding == 45


def test_lines_earn_by_the_rules_on_goods(desk: Desk) -> None:
    from loyaldesk.domain.basket import Line
    from loyaldesk.domain.conditions import Goods
    from loyaldesk.domain.rules import Rule

    sara = make_member(desk)
    lines = (Line(100_000, "t1", "Tea", "tea", quantity=3000), Line(1_000_000, "p1", "Rice"))
    draft = sales.SaleDraft(sara.id, 1_100_000, "k1", lines=lines)
    sales.record_sale(desk, draft)
    tea = Rule("tea", "چای", "Tea", "unit", 5, goods=Goods(categories=("tea",)))
    made = rehearse(desk, replace(Programme.plain(), rules=(*Programme.plain().rules, tea)))
    assert (made.old.points, made.new.points) == (11, 26)
    assert made.new.by_rule == {"purchase": 11, "tea": 15}


def test_nothing_is_written(desk: Desk) -> None:
    make_sale(desk, make_member(desk).id, 3_000_000)
    before = desk.db.execute_sql("SELECT COUNT(*), MAX(seq) FROM audit").fetchone()
    rehearse(desk, DOUBLE)
    assert desk.db.execute_sql("SELECT COUNT(*), MAX(seq) FROM audit").fetchone() == before


def test_it_can_be_stopped_and_tells_how_far_it_is(desk: Desk) -> None:
    make_member(desk)

    class Stop:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        rehearse(desk, DOUBLE, progress=Stop())


def test_an_empty_club_costs_nothing(desk: Desk) -> None:
    made = rehearse(desk, DOUBLE)
    assert made.receipts == 0 and made.cost_change is None and made.old.liability_rial == 0


def test_a_programme_no_club_could_live_by_is_not_rehearsed(desk: Desk) -> None:
    with pytest.raises(SeveralBadInputs):
        rehearse(desk, replace(DOUBLE, rules=(replace(DOUBLE.rules[0], rial=0),)))
    with pytest.raises(BadInput):
        rehearse(desk, DOUBLE, months=0)


def test_only_who_may_change_the_programme_rehearses_one(desk: Desk) -> None:
    with pytest.raises(PermissionDenied):
        rehearse(desk_of(desk, Role.CASHIER), DOUBLE)


def test_what_ended_in_the_time_is_not_owed(desk: Desk, clock: StoppedClock) -> None:
    club.publish_programme(desk, Programme.plain(life_days=30))
    sara = make_member(desk)
    make_sale(desk, sara.id, 3_000_000)
    clock.now += timedelta(days=50)
    made = rehearse(desk, Programme.plain(life_days=365))
    assert (made.old.expired, made.old.outstanding) == (30, 0)
    assert (made.new.expired, made.new.outstanding) == (0, 30)
