"""Roles are rows of the club: what is shown is what the door reads."""

import pytest

from loyaldesk.domain.errors import PermissionDenied
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.services import about, roles
from loyaldesk.store.database import writing
from tests.conftest import desk_of


def test_a_new_club_shows_the_rights_it_was_founded_with(desk):
    assert roles.rights(desk) == {role.value: held for role, held in DEFAULT_RIGHTS.items()}


def test_a_right_taken_away_is_gone_from_what_is_shown(desk):
    with writing(desk.db):
        desk.db.execute_sql("DELETE FROM role_right WHERE role = 'cashier' AND permission = ?",
                            (Permission.CARD_ISSUE.value,))  # fmt: skip
    assert roles.who_may(desk, Permission.CARD_ISSUE) == ["senior", "manager", "owner"]


def test_a_right_of_a_newer_program_is_passed_over(desk):
    with writing(desk.db):
        desk.db.execute_sql("INSERT INTO role_right (role, permission) VALUES ('owner', 'fly')")
    assert roles.rights(desk)["owner"] == frozenset(Permission)


def test_every_right_has_a_name_and_stands_under_one_heading():
    listed = [right for _title, rights in roles.groups() for right in rights]
    assert sorted(listed) == sorted(Permission)
    assert len({roles.right_name(right) for right in Permission}) == len(Permission)


def test_who_may_not_see_operators_sees_no_roles(desk):
    cashier = desk_of(desk, Role.CASHIER)
    with writing(desk.db):
        desk.db.execute_sql("DELETE FROM role_right WHERE permission = 'operator.read'")
    with pytest.raises(PermissionDenied):
        roles.rights(cashier)


def test_about_names_every_library_the_program_asks_for(pytestconfig):
    import re
    import tomllib

    project = tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text("utf-8"))
    wanted = {
        re.split(r"[<>=; ]", line)[0].casefold() for line in project["project"]["dependencies"]
    }
    told = {library.name.casefold() for library in about.libraries()}
    assert wanted - told <= {"pyside6_addons", "pyside6_pdf"}  # parts of Qt, named once


def test_about_tells_the_engine_that_really_runs(desk, club_file):
    told = about.engine(desk.db)
    assert told.path == club_file
    assert told.sqlite.startswith("3.")
    assert told.cipher
    assert not told.is_encrypted
