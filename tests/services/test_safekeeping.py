"""Backups are proved before they count, and a restore brings back exactly what was kept."""

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.services import checking, safekeeping, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club, writing
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale


def test_a_backup_brings_back_the_club_of_that_moment(desk, clock, club_file):
    member = make_member(desk)
    make_sale(desk, member.id, 1_000_000)
    kept = safekeeping.back_up(desk)
    make_sale(desk, member.id, 2_000_000)
    assert safekeeping.loss(desk, kept).sales == 1
    plan = safekeeping.plan_restore(desk, kept)
    desk.db.close()
    safekeeping.carry_out(plan, clock)
    again = Desk(open_club(club_file), desk.operator, clock=clock)
    assert again.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 1
    assert checking.check(again) == []
    assert len(safekeeping.backups(again)) == 2  # the chosen one, and the one made before it
    again.db.close()


def test_fourteen_verified_backups_are_kept(desk, clock):
    for _ in range(16):
        clock.forward(minutes=1)
        safekeeping.back_up(desk)
    assert len(safekeeping.backups(desk)) == 14


def test_nothing_new_needs_no_backup(desk):
    make_member(desk)
    assert safekeeping.is_backup_due(desk)
    safekeeping.back_up(desk)
    assert not safekeeping.is_backup_due(desk)


def test_a_club_that_breaks_an_invariant_is_said_to_while_it_is_backed_up(desk):
    make_sale(desk, make_member(desk).id)
    with writing(desk.db):
        desk.db.execute_sql("UPDATE points_balance SET points = points + 1")
    with pytest.raises(BackupProblem, match="invariants"):
        safekeeping.back_up(desk)


def test_a_cashier_does_not_restore(desk):
    kept = safekeeping.back_up(desk)
    with pytest.raises(errors.PermissionDenied):
        safekeeping.plan_restore(desk_of(desk, Role.CASHIER), kept)


def test_a_sale_before_the_last_sign_in_still_needs_a_backup(desk):
    safekeeping.back_up(desk)
    staff.sign_in(desk.db, desk.operator.id, PIN, desk.clock, cost=TEST)
    assert not safekeeping.is_backup_due(desk)
    make_sale(desk, make_member(desk).id)
    staff.sign_in(desk.db, desk.operator.id, PIN, desk.clock, cost=TEST)
    assert safekeeping.is_backup_due(desk)


def test_a_damaged_club_comes_back_from_the_newest_backup_beside_it(desk, clock, club_file):
    make_sale(desk, make_member(desk).id, 1_000_000)
    kept = safekeeping.back_up(desk)
    desk.db.close()
    content = club_file.read_bytes()
    club_file.write_bytes(b"\0" * 100 + content[100 : len(content) // 2])
    found = safekeeping.newest_beside(club_file)
    assert found.path == kept.path
    safekeeping.rescue(club_file, found, clock)
    again = Desk(open_club(club_file), desk.operator, clock=clock)
    assert again.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 1
    assert checking.check(again) == []
    again.db.close()
    assert list(club_file.parent.glob("*before-restore*"))  # what was left of it is kept


def test_nothing_is_offered_where_no_backup_lies(club_file):
    assert safekeeping.newest_beside(club_file) is None
