"""The desk: a refusal is a refusal wherever it is asked for, and a clock that is behind is seen."""

from dataclasses import replace

import pytest

from loyaldesk.domain.errors import PermissionDenied
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.services import role_editing
from loyaldesk.services.desk import CLOCK_ACTS
from tests.conftest import desk_of
from tests.makers import make_member


def trail(desk):
    return desk.db.execute_sql(
        "SELECT act, subject, subject_id, result, operator_id, detail FROM audit ORDER BY seq"
    ).fetchall()


@pytest.mark.parametrize("way", ["reading", "change"])
def test_a_second_right_that_is_missing_inside_is_refused_and_noted_once(desk, way):
    cashier = desk_of(desk, Role.CASHIER)
    before, went_on = len(trail(desk)), []
    inside = getattr(cashier, way)
    with pytest.raises(PermissionDenied) as refused, inside(Permission.MEMBER_READ):
        cashier.require(Permission.MEMBER_ERASE)
        went_on.append("no further than this")
    assert refused.value.permission == Permission.MEMBER_ERASE
    assert went_on == []
    noted = [(row[0], row[4]) for row in trail(desk)[before:]]
    assert noted == [("refused", cashier.operator.id)]


@pytest.mark.parametrize(("behind_s", "is_suspect"), [(0, 0), (119, 0), (120, 0), (121, 1)])
def test_t06_a_clock_that_stands_more_than_two_minutes_behind_is_suspect(
    desk, clock, behind_s, is_suspect
):
    make_member(desk)
    clock.forward(seconds=-behind_s)
    with desk.change(Permission.MEMBER_ENROL) as change:
        assert change.clock_suspect == bool(is_suspect)


def test_t06_the_newest_acts_tell_whether_the_clock_is_behind_however_many_came_before(desk, clock):
    for _ in range(CLOCK_ACTS + 5):
        clock.forward(minutes=10)
        with desk.change(Permission.MEMBER_ENROL) as change:
            change.note("test.act", "club", 1)
    clock.forward(minutes=-60)
    with desk.change(Permission.MEMBER_ENROL) as change:
        assert change.clock_suspect


def test_a_role_that_got_another_name_stands_in_the_trail_as_a_role(desk):
    code = role_editing.add_role(desk, "Helper")
    role_editing.rename_role(desk, code, "Old hand")
    act = trail(desk)[-1]
    assert act[:4] == ("role.rename", "role", None, "ok")
    assert code in act[5]


def test_somebody_else_at_the_desk_has_only_their_own_rights(desk):
    cashier = desk_of(desk, Role.CASHIER)
    assert desk.may(Permission.MEMBER_ERASE)
    assert not replace(desk, operator=cashier.operator).may(Permission.MEMBER_ERASE)
