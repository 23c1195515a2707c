"""A club of every schema so far, plain and encrypted, opens for ever and is whole afterwards."""

import zipfile
from pathlib import Path

import pytest

from loyaldesk.domain.permissions import DEFAULT_RIGHTS
from loyaldesk.services import checking, opening, returns, reversals, roles
from loyaldesk.store.database import create_club
from tests.conftest import PIN, StoppedClock
from tests.makers import make_sale

CLUBS = Path(__file__).parents[1] / "fixtures" / "clubs"
SCHEMAS = sorted(file.stem for file in CLUBS.glob("schema-*.zip"))


@pytest.fixture(params=SCHEMAS)
def old(request, tmp_path) -> Path:
    """Return the folder with the clubs of one schema."""
    with zipfile.ZipFile(CLUBS / f"{request.param}.zip") as kept:
        kept.extractall(tmp_path)
    return tmp_path


def opened(path: Path, **given):
    clock = StoppedClock()
    clock.forward(days=30)
    return opening.open_desk(path, clock=clock, **given)


def sums(desk):
    asked = (
        "SELECT COUNT(*), SUM(points) FROM points_entry",
        "SELECT COUNT(*), SUM(net_rial), SUM(earned) FROM sale",
        "SELECT SUM(points - used) FROM lot",
        "SELECT COUNT(*) FROM member",
    )
    return [desk.db.execute_sql(sql).fetchone() for sql in asked]


def test_an_old_club_opens_whole_and_goes_on(old):
    path = next(file for file in old.glob("*.club") if "encrypted" not in file.name)
    desk = opened(path)
    try:
        assert checking.check(desk) == []
        counted = sums(desk)
        assert counted[1][0] > 50
        member = desk.db.execute_sql("SELECT member_id FROM sale LIMIT 1").fetchone()[0]
        done = make_sale(desk, member, 5_000_000)
        old_sale = desk.db.execute_sql(
            "SELECT id FROM sale WHERE kind = 'sale' AND id NOT IN (SELECT reverses_id FROM sale"
            " WHERE reverses_id IS NOT NULL) ORDER BY id LIMIT 1"
        ).fetchone()[0]
        returns.return_goods(desk, returns.ReturnDraft(old_sale, "old goods"))
        reversals.reverse_sale(desk, done.sale_id)
        assert checking.check(desk) == []
    finally:
        desk.db.close()


def test_an_old_encrypted_club_opens_with_its_points(old):
    path = next(old.glob("*-encrypted.club"))
    desk = opened(path, passphrase="three wild geese", secret=PIN)
    try:
        assert checking.check(desk) == []
        assert sums(desk)[0][1] == 768
    finally:
        desk.db.close()


def test_the_roles_of_an_old_club_get_the_rights_of_new_acts(old):
    path = next(file for file in old.glob("*.club") if "encrypted" not in file.name)
    desk = opened(path)
    try:
        held = roles.rights(desk)
        for role, rights in DEFAULT_RIGHTS.items():
            assert held[role.value] == rights, role
    finally:
        desk.db.close()


def test_an_old_club_has_the_shape_of_a_new_one(old, tmp_path):
    path = next(file for file in old.glob("*.club") if "encrypted" not in file.name)
    desk = opened(path)
    fresh = create_club(tmp_path / "fresh.club")
    shape = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    try:
        assert desk.db.execute_sql(shape).fetchall() == fresh.execute_sql(shape).fetchall()
    finally:
        desk.db.close()
        fresh.close()
