"""A whole club goes to a server and back: every row the same, or nothing happened at all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from loyaldesk import cli
from loyaldesk.domain.errors import MoveBroken, MoveRefused, PermissionDenied, StorageProblem
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import (
    checking,
    club,
    encrypting,
    members,
    moving,
    opening,
    safekeeping,
    sales,
    sealing,
    server_copies,
    staff,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store import keystore, vault
from loyaldesk.store.database import is_encrypted, open_club, writing
from loyaldesk.store.secrets import TEST
from loyaldesk.store.server import moving as store
from tests.conftest import FIRST_HOME, PIN, StoppedClock, desk_of
from tests.makers import make_member, make_sale
from tests.server import busy_shop
from tests.server.clubs import url_of

PHRASE = "zard-abi-sabz-42-anar"
CHANGING = {"seal", "audit"}
"""What an act adds to: the move itself is one."""


@pytest.fixture(scope="module")
def full_club(founded_club, tmp_path_factory) -> Path:
    """A club file in which everything happened."""
    folder = tmp_path_factory.mktemp("full")
    path = Path(shutil.copy(founded_club, folder / "shop.club"))
    clock = StoppedClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOYALDESK_HOME", str(FIRST_HOME))
        db = open_club(path)
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        busy_shop.found_all(desk, folder)
        busy_shop.day_at_the_counter(desk)
        busy_shop.some_life(desk, clock, seed=3, days=1)
        with writing(db):  # a file takes any kind of value in a column
            db.execute_sql("UPDATE note SET text = x'c3a9' WHERE id = 1")
        db.close()
    return path


@pytest.fixture(scope="module")
def database(server_url: str) -> Iterator[str]:
    """The address of an empty database of its own."""
    name = f"move_{os.getpid()}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield url_of(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def place(database: str) -> Iterator[str]:
    """An address where no club lies."""
    yield database
    with psycopg.connect(database, autocommit=True) as admin:
        for name in schemas(database):
            admin.execute(f'DROP SCHEMA "{name}" CASCADE')


def schemas(url: str) -> list[str]:
    """Return what there is of clubs on the server."""
    with psycopg.connect(url) as reader:
        return [row[0] for row in reader.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'loyaldesk%' ORDER BY 1"
        ).fetchall()]  # fmt: skip


@pytest.fixture
def path(full_club: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(full_club, tmp_path / "shop.club"))


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(busy_shop_end())


def busy_shop_end():
    moment = StoppedClock()
    moment.forward(days=3)
    return moment.now


def desk_at(place, clock, key=None) -> Desk:
    db = open_club(place, key)
    sealing.look_back(db)
    return Desk(db, staff.by_name(db, "").brief, clock=clock)


def moved(path: Path, place: str, clock: StoppedClock) -> moving.Moved:
    """Move a plain club file as the program does."""
    with closing(open_club(path)) as db:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        plan = moving.plan(desk, place)
        return moving.carry_out(plan, db, clock)


def everything(db) -> dict[str, list]:
    """Return all rows of all tables that are carried, as the columns say."""
    plan = store.newest_plan()
    return {
        name: [row for block in store._blocks(db, plan, name) for row in block]
        for name in store._tables(plan)
    }


def plain(rows: list) -> list:
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def acts(desk: Desk, after: int = 0) -> list[tuple]:
    return desk.db.execute_sql(
        "SELECT act, detail FROM audit WHERE seq > ? ORDER BY seq", (after,)
    ).fetchall()


def test_a_club_goes_to_a_server_and_back_with_every_row(path, place, clock, tmp_path):
    done = moved(path, place, clock)
    with closing(open_club(Path(done.kept))) as db:
        before = everything(db)
    assert sum(bool(rows) for rows in before.values()) >= 44  # so many tables hold something
    assert done.rows == sum(map(len, before.values()))

    there = desk_at(place, clock)
    now = everything(there.db)
    for name in before.keys() - CHANGING:
        assert plain(now[name]) == plain(before[name]), name
    for name in CHANGING:
        assert plain(now[name][: len(before[name])]) == plain(before[name])
        assert len(now[name]) == len(before[name]) + 1
    assert checking.check(there) == []
    assert acts(there, len(before["audit"]))[0][0] == "club.move"
    last = there.db.execute_sql("SELECT MAX(receipt), MAX(id) FROM sale").fetchone()
    assert _sold(there) == (last[0] + 1, last[1] + 1)  # numbers go on without a gap
    middle = everything(there.db)
    back = moving.to_file(there, tmp_path / "back.club")
    there.db.close()
    assert back.rows == sum(map(len, middle.values()))
    assert [name for name in schemas(place) if "moved" in name] == [back.kept]

    here = desk_at(tmp_path / "back.club", clock)
    last_one = everything(here.db)
    for name in before.keys() - CHANGING:
        assert plain(last_one[name]) == plain(middle[name]), name
    assert [act for act, _ in acts(here, len(before["audit"]))] == [
        "club.move", "sale.record", "club.move"
    ]  # fmt: skip
    assert checking.check(here, deep=True) == []
    assert _sold(here) == (last[0] + 2, last[1] + 2)
    assert members.find(here, "O'Neil")
    here.db.close()


def _sold(desk: Desk) -> tuple[int, int]:
    member = desk.db.execute_sql("SELECT MIN(id) FROM member WHERE state = 'active'").fetchone()[0]
    done = make_sale(desk, member, 330_000)
    return done.receipt, done.sale_id


def test_members_and_receipts_are_numbered_on_as_in_a_file(path, place, clock):
    with closing(open_club(path)) as db:
        twin = Desk(db, staff.by_name(db, "").brief, clock=clock)
        moved_to = place
        with closing(open_club(shutil.copy(path, path.with_name("twin.club")))) as other:
            two = Desk(other, staff.by_name(other, "").brief, clock=clock)
            expected = make_member(two, first_name="Next")
        number = twin.db.execute_sql("SELECT MAX(id) FROM member").fetchone()[0] + 1
    moved(path, moved_to, clock)
    there = desk_at(place, clock)
    new = make_member(there, first_name="Next")
    assert (new.id, new.number) == (expected.id, expected.number)
    assert new.id == number
    there.db.close()


def test_the_file_is_put_aside_whole_and_says_nothing_wrong(path, place, clock):
    done = moved(path, place, clock)
    kept = Path(done.kept)
    assert not path.exists() and kept.exists()
    aside = desk_at(kept, clock)
    assert checking.check(aside) == []
    aside.db.close()
    with pytest.raises(StorageProblem) as told:
        open_club(path)
    assert told.value.why == "missing"
    assert list(server_copies.folder_for(Path()).parent.glob("*.part")) == []


def test_an_encrypted_club_goes_there_and_back_under_a_new_phrase(path, place, clock, tmp_path):
    with closing(open_club(path)) as db:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        plan = encrypting.plan_on(desk, PHRASE, cost=TEST)
    encrypting.carry_out(plan, clock).close()
    db = opening.unlock(path, None, clock)
    assert is_encrypted(path)
    there_key = db.trail_key
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    done = moving.carry_out(moving.plan(desk, place), db, clock)
    assert vault.key_file(Path(done.kept)).exists()

    there = desk_at(place, clock)
    assert there.db.trail_key == there_key
    assert checking.check(there) == []
    kept = safekeeping.back_up(there)  # as secret as the club was
    assert kept.manifest.is_encrypted
    far = make_sale(there, make_member(there).id).sale_id
    since = there.db.execute_sql("SELECT MAX(seq) FROM audit").fetchone()[0]
    home = tmp_path / "home again.club"
    moving.to_file(there, home, passphrase="banafsh-" + PHRASE, cost=TEST)
    there.db.close()

    assert is_encrypted(home)
    opening.unlock(home, "banafsh-" + PHRASE, clock).close()
    here = Desk(opening.unlock(home, None, clock), there.operator, clock=clock)  # this PC knows it
    assert checking.check(here, deep=True) == []
    assert here.db.execute_sql("SELECT MAX(id) FROM sale").fetchone()[0] == far
    told = acts(here, since)
    assert "club.move" in {act for act, _ in told}
    assert [detail for act, detail in told if act == "trail.begin"] == ['{"why": "key changed"}']
    here.db.close()
    assert b"Ahmadi" not in home.read_bytes()


def test_a_plain_club_on_another_computer_keeps_its_chain(
    path, place, clock, tmp_path, monkeypatch
):
    moved(path, place, clock)
    monkeypatch.setenv("LOYALDESK_HOME", str(tmp_path / "another computer"))
    there = desk_at(place, clock)
    uid = club.facts(there).uid
    assert checking.check(there) == []
    moving.to_file(there, tmp_path / "there.club")
    assert keystore.get(uid, keystore.TRAIL) == there.db.trail_key
    there.db.close()
    here = desk_at(tmp_path / "there.club", clock)
    assert checking.check(here) == []
    assert "trail.begin" not in {act for act, _ in acts(here)[1:]}
    here.db.close()


def test_a_club_whose_check_finds_something_is_not_moved(path, place, clock):
    with closing(open_club(path)) as db:
        with writing(db):
            db.execute_sql("UPDATE member_totals SET visits = visits + 1 WHERE member_id = 3")
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        with pytest.raises(MoveRefused) as told:
            moving.to_server(desk, place)
    assert told.value.why == "broken"
    assert words(told.value)
    assert schemas(place) == []
    assert path.exists()


def test_a_place_that_has_a_club_takes_no_other(path, place, clock, tmp_path):
    moved(Path(shutil.copy(path, tmp_path / "first.club")), place, clock)
    with closing(open_club(path)) as db:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        for ask in (moving.plan, moving.to_server):
            with pytest.raises(StorageProblem) as told:
                ask(desk, place)
            assert told.value.why == "exists"
    there = desk_at(place, clock)
    with pytest.raises(StorageProblem) as told:
        moving.to_file(there, path)
    assert told.value.why == "exists"
    with pytest.raises(MoveRefused) as twice:
        moving.to_server(there, place)
    assert twice.value.why == "on a server"
    assert checking.check(there) == []
    there.db.close()


def test_a_schema_of_something_else_is_left_alone(path, place, clock):
    with psycopg.connect(place, autocommit=True) as admin:
        admin.execute("CREATE SCHEMA loyaldesk; CREATE TABLE loyaldesk.theirs (x int)")
    with closing(open_club(path)) as db:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        with pytest.raises(StorageProblem) as told:
            moving.plan(desk, place)
    assert told.value.why == "exists"
    with psycopg.connect(place) as reader:
        assert reader.execute("SELECT COUNT(*) FROM loyaldesk.theirs").fetchone() == (0,)


class Stop:
    """Stops the work once it has told of something so often."""

    def __init__(self, what: str, after: int = 0) -> None:
        self.what, self.left = what, after

    def step(self, done: int, total: int, what: str = "") -> None:
        if self.what in what:
            self.left -= 1
            if self.left < 0:
                raise Cancelled


@pytest.mark.parametrize(("what", "after"), [("to the server", 30), ("row by row", 3)])  # fmt: skip
def test_a_move_that_is_stopped_leaves_nothing_there_and_the_file_as_it_was(
    path, place, clock, what, after
):
    with closing(open_club(path)) as db:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        before = everything(db)
        with pytest.raises(Cancelled):
            moving.to_server(desk, place, Stop(what, after))
        after_it = everything(db)
        changed = {name for name in before if plain(before[name]) != plain(after_it[name])}
        assert changed <= CHANGING  # the backup before it stands in the trail
        assert checking.check(desk) == []
    assert schemas(place) == []
    assert moved(path, place, clock).rows  # the second time it goes


@pytest.mark.parametrize("what", ["into the file", "row by row"])
def test_a_way_back_that_is_stopped_leaves_no_file_and_the_server_as_it_was(
    path, place, clock, tmp_path, what
):
    moved(path, place, clock)
    there = desk_at(place, clock)
    target = tmp_path / "new" / "back.club"
    target.parent.mkdir()
    with pytest.raises(Cancelled):
        moving.to_file(there, target, passphrase=PHRASE, progress=Stop(what, 2), cost=TEST)
    assert list(target.parent.iterdir()) == []
    assert schemas(place) == ["loyaldesk"]
    assert checking.check(there) == []
    make_sale(there, make_member(there).id)
    there.db.close()


def test_a_copy_that_is_not_the_original_is_no_club(path, place, clock, monkeypatch):
    fill = store._fill_server

    def lose_a_row(db, server, *rest) -> None:
        fill(db, server, *rest)
        server.run("DELETE FROM sale_line WHERE sale_id = (SELECT MAX(sale_id) FROM sale_line)")

    monkeypatch.setattr(store, "_fill_server", lose_a_row)
    with closing(open_club(path)) as db:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        with pytest.raises(MoveBroken) as told:
            moving.to_server(desk, place)
    assert told.value.table == "sale_line"
    assert "sale_line" in words(told.value)
    assert schemas(place) == []


def test_a_server_that_goes_in_the_middle_leaves_the_file_as_it_was(path, place, clock):
    class Cut:
        done = False

        def step(self, done: int, total: int, what: str = "") -> None:
            if "server" in what and not self.done:
                self.done = True
                _cut(place)

    with closing(open_club(path)) as db:
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        with pytest.raises(StorageProblem) as told:
            moving.to_server(desk, place, Cut())
        assert told.value.why == "server gone"
        assert checking.check(desk) == []
        make_sale(desk, make_member(desk).id)
    assert schemas(place) == []
    assert moved(path, place, clock).rows


def _cut(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
            " current_database() AND pid <> pg_backend_pid()"
        )


MOVER = """
import os, sys
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import moving, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
set_look(Look("en"))
db = open_club(sys.argv[1])
class Die:
    def step(self, done, total, what=""):
        if "row by row" in what:
            os._exit(9)
moving.to_server(Desk(db, staff.by_name(db, "").brief), sys.argv[2], Die())
"""


def test_a_move_that_is_killed_leaves_nothing_there_and_the_file_as_it_was(path, place, clock):
    with closing(open_club(path)) as db:
        before = {name: len(rows) for name, rows in everything(db).items()}
    done = subprocess.run([sys.executable, "-c", MOVER, str(path), place], check=False, timeout=60)
    assert done.returncode == 9
    here = desk_at(path, clock)
    after = {name: len(rows) for name, rows in everything(here.db).items()}
    assert {name for name in before if before[name] != after[name]} <= CHANGING
    assert checking.check(here) == []
    here.db.close()
    assert moved(path, place, clock).rows  # what the server had of it was undone by itself


def test_a_move_killed_behind_its_last_row_is_begun_anew(path, place, clock):
    with closing(open_club(path)) as db:
        store.to_server(db, place)  # and then the power failed: the file was not put aside
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        last = _sold(desk)  # so it was sold into
    moved(path, place, clock)
    there = desk_at(place, clock)
    assert _sold(there) == (last[0] + 1, last[1] + 1)
    assert checking.check(there) == []
    there.db.close()


def test_a_copy_that_somebody_worked_in_is_not_taken_for_one_cut_short(path, place, clock):
    with closing(open_club(path)) as db:
        store.to_server(db, place)
        there = desk_at(place, clock)
        sold = _sold(there)
        desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
        with pytest.raises(StorageProblem) as told:
            moving.plan(desk, place)
        assert told.value.why == "exists"
        last = there.db.execute_sql("SELECT MAX(receipt), MAX(id) FROM sale").fetchone()
        assert last == sold
        there.db.close()


def test_only_the_owner_moves_a_club(path, place, clock):
    with closing(open_club(path)) as db:
        owner = Desk(db, staff.by_name(db, "").brief, clock=clock)
        manager = desk_of(owner, Role.MANAGER)
        for act in (moving.plan, moving.to_server):
            with pytest.raises(PermissionDenied):
                act(manager, place)
    assert schemas(place) == []


def test_a_backup_of_a_club_on_a_server_is_proved_and_comes_back_in_a_file(
    path, place, clock, tmp_path
):
    moved(path, place, clock)
    there = desk_at(place, clock)
    made = safekeeping.back_up(there)
    assert made.state == "verified"
    assert (
        made.manifest.figures.sales
        == there.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0]
    )
    assert safekeeping.newest(there).path == made.path
    make_sale(there, make_member(there).id)
    for refused in (safekeeping.plan_restore, safekeeping.loss):
        with pytest.raises(BackupProblem) as told:
            refused(there, made)
        assert told.value.why == "on_server"
        assert "club file of its own" in words(told.value)
    there.db.close()

    file = tmp_path / "restored.club"
    safekeeping.rescue(file, made, clock)
    here = desk_at(file, clock)
    assert [each.name for each in checking.check(here) if "behind" not in each.name] == []
    assert here.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == (
        made.manifest.figures.sales
    )
    here.db.close()


def test_the_commands_move_a_club_both_ways_and_say_where_a_restore_goes(
    path, place, clock, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("LOYALDESK_SECRET", PIN)

    def said(*words: str) -> tuple[int, str]:
        code = cli.main([*map(str, words), "--language", "en"], clock=clock)
        told = capsys.readouterr()
        return code, told.out + told.err

    assert said("restore", place, "newest", "--yes")[0] == 2  # no club there yet
    code, told = said("move", path, place)
    assert code == 0
    assert "compared one by one" in told
    assert said("check", place)[0] == 0
    assert said("backup", place)[0] == 0
    code, told = said("restore", place, "newest", "--yes")
    assert code == 2
    assert "club file of its own" in told
    assert said("move", place, tmp_path / "back.club")[0] == 0
    assert said("check", tmp_path / "back.club")[0] == 0


def test_a_sale_on_the_server_and_its_key_stand_once_whoever_asks(path, place, clock):
    moved(path, place, clock)
    there = desk_at(place, clock)
    member = make_member(there).id
    first = sales.record_sale(there, sales.SaleDraft(member, 500_000, "a key"))
    again = sales.record_sale(there, sales.SaleDraft(member, 500_000, "a key"))
    assert (first.sale_id, again.repeated) == (again.sale_id, True)
    there.db.close()


def test_a_key_that_cannot_be_kept_is_told_before_anything_lies_on_the_server(
    path, place, clock, monkeypatch
):
    """Else there were two clubs, and tills would sell into one while the file goes on as well."""
    owner = desk_at(path, clock)
    db = encrypting.turn_on(owner, PHRASE, cost=TEST, remember=False)
    desk = Desk(db, owner.operator, clock=clock)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keystore, "put", full)
    with pytest.raises(StorageProblem) as refused:
        moving.to_server(desk, place)
    assert refused.value.why == "full"
    assert schemas(place) == []
    db.close()


def test_what_is_left_of_a_backup_that_was_killed_goes_with_a_later_one(path, place, clock):
    desk = desk_at(path, clock)
    moving.to_server(desk, place)
    desk.db.close()
    kept = server_copies.kept_keys("any").parent
    left = kept / ".ldbk-of-a-killed-one"
    left.mkdir(parents=True)
    (left / "server.club").write_bytes(b"members in plain text")
    os.utime(left, (0, 0))
    server = open_club(place)
    with server_copies.as_file(Desk(server, desk.operator, clock=clock)) as (copy, _key):
        assert copy.is_relative_to(kept)
        assert not left.exists()
    assert not copy.exists()
    server.close()
