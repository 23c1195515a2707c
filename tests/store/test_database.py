"""Opening a club: what is not one is refused by name, and no empty club is made by accident."""

import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models
from sqlcipher3 import dbapi2 as sqlite3

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import checking, club
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store import database
from loyaldesk.store.database import create_club, open_club, writing
from loyaldesk.store.tables import ALL
from tests.makers import make_member, make_sale


def why(path: Path, **options) -> str:
    with pytest.raises(StorageProblem) as refused:
        open_club(path, busy_ms=200, **options)
    return refused.value.why


def test_a_missing_club_is_not_made(tmp_path):
    path = tmp_path / "none.club"
    assert why(path) == "missing"
    assert not path.exists()


def test_an_empty_file_is_named(tmp_path):
    path = tmp_path / "empty.club"
    path.touch()
    assert why(path) == "empty"


@pytest.mark.parametrize("content", [b"hello, world " * 50, b"\xff\xd8\xff\xe0" + b"\0" * 5000])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    path = tmp_path / "photo.club"
    path.write_bytes(content)
    assert why(path) == "foreign"
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.club"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE x (y)")
    other.close()
    assert why(path) == "foreign"


def test_half_a_club_is_damaged(club_file):
    content = club_file.read_bytes()
    club_file.write_bytes(content[: len(content) // 2])
    assert why(club_file) == "damaged"


def test_a_club_of_a_newer_program_is_left_alone(club_file):
    other = sqlite3.connect(club_file)
    other.execute("PRAGMA user_version = 999")
    other.commit()
    other.close()
    assert why(club_file) == "newer"


def test_a_club_locked_by_another_program_says_so(desk, club_file):
    other = sqlite3.connect(club_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        desk.db.busy_ms = 100
        with pytest.raises(StorageProblem) as refused:
            make_member(desk)
        assert refused.value.why == "busy"
    finally:
        other.execute("ROLLBACK")
        other.close()
    make_member(desk)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_club_is_named(club_file):
    club_file.chmod(0o400)
    assert why(club_file) == "read-only"


def test_a_club_that_may_only_be_read_is_named(club_file, monkeypatch):
    """SAFETY 5, row 11: the system forbids to open it for writing."""
    plain = Path.open

    def guarded(self, mode="r", *given, **named):
        if self == club_file and "+" in mode:
            raise PermissionError(13, "Permission denied")
        return plain(self, mode, *given, **named)

    monkeypatch.setattr(Path, "open", guarded)
    with pytest.raises(StorageProblem) as refused:
        open_club(club_file)
    assert words(refused.value) == (
        f"{ltr(str(club_file))} cannot be written. Please check the rights of the file."
    )


@pytest.mark.parametrize(
    "said", ["unable to open database file", "attempt to write a readonly database"]
)
def test_a_folder_that_may_only_be_read_is_named(club_file, monkeypatch, said):
    """SAFETY 5, row 12: no files can be made beside the club; the engine does not say so."""

    def refuse(_self):
        raise sqlite3.OperationalError(said)

    monkeypatch.setattr(database.ClubDatabase, "_connect", refuse)
    with pytest.raises(StorageProblem) as refused:
        open_club(club_file)
    assert words(refused.value) == (
        f"Nothing can be written into the folder {ltr(str(club_file.parent))}."
        " Please check its rights."
    )


def test_a_club_whose_file_went_away_is_missing_still(club_file, monkeypatch):
    def refuse(self):
        self.path.unlink()
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(database.ClubDatabase, "_connect", refuse)
    assert why(club_file) == "missing"


def test_a_club_on_a_network_share_is_refused():
    assert why(Path(r"\\server\share\shop.club")) == "network"


def test_a_club_is_not_made_over_another_file(club_file):
    with pytest.raises(StorageProblem, match="exists"):
        create_club(club_file)


def test_a_club_is_not_made_in_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(StorageProblem, match="folder missing"):
        create_club(tmp_path / "no" / "shop.club")


def test_a_full_disk_loses_nothing_and_says_so(desk):
    member = make_member(desk).id
    make_sale(desk, member, 1_000_000)
    pages = desk.db.execute_sql("PRAGMA page_count").fetchone()[0]
    desk.db.execute_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageProblem) as refused:
        for _ in range(3000):
            make_sale(desk, member, 1_000_000)
    assert refused.value.why == "full"
    desk.db.execute_sql("PRAGMA max_page_count=1000000")
    assert checking.check(desk) == []
    make_sale(desk, member, 1_000_000)


def test_the_migrated_schema_is_the_schema_of_the_tables(desk):
    assert str(diff_models(desk.db, list(ALL))) == ""


def test_every_connection_keeps_what_it_promises(desk):
    found: list[object] = []

    def look() -> None:
        with desk.db.connection_context():
            found.extend(
                desk.db.execute_sql(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys")
            )
            found.append(desk.db.connection().ban_is_lifted)

    other = threading.Thread(target=look)
    other.start()
    other.join()
    assert found == ["wal", 2, 1, False]


def test_an_encrypted_club_holds_no_readable_name(tmp_path, clock):
    path, key = tmp_path / "secret.club", bytes(range(32))
    desk = club.found_club(path, club.ClubDraft("Canaryshop", "Maryam"), key=key, clock=clock)
    make_member(desk, first_name="Canarybird", last_name="Hidden")
    desk.db.close()
    content = path.read_bytes()
    assert b"Canary" not in content
    assert not content.startswith(b"SQLite format 3")
    assert why(path) == "foreign"  # without the key it is only noise
    assert why(path, key=bytes(32)) == "foreign"
    db = open_club(path, key)
    assert db.execute_sql("SELECT shop FROM club").fetchone()[0] == "Canaryshop"
    db.close()


def test_no_way_to_write_leads_around_the_door():
    """Only ``writing`` and the migrations lift the ban of an open club; new files are made so too.

    Where it is lifted otherwise, it is on the file of a copy that nobody has open yet.
    """
    root = Path(database.__file__).parents[1]
    lifted: dict[str, int] = {}
    for file in root.rglob("*.py"):
        text = file.read_text("utf-8")
        assert "query_only=0" not in text.replace(" ", "")
        name = file.relative_to(root).as_posix()
        if "ban_is_lifted" in text:
            assert name in ("store/ban.py", "store/database.py")
        if count := text.count("allow_writing(") - text.count("allow_writing(allowed=False)"):
            lifted[name] = count
    assert lifted == {
        "store/database.py": 3,  # what lifts it, `writing` and the migrations
        "store/server/database.py": 1,  # a server needs none
        "services/encrypting.py": 1, "services/moving.py": 1, "store/server/moving.py": 1,
    }  # fmt: skip
    text = Path(database.__file__).read_text("utf-8")
    assert text.count("ban_is_lifted") == 2  # both say who may


KILL = """
import sys
from pathlib import Path
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.sales import SaleDraft, record_sale
from loyaldesk.store.database import open_club
desk = Desk(open_club(Path(sys.argv[1])), staff.by_name(open_club(Path(sys.argv[1])), "").brief)
for n in range(100000):
    record_sale(desk, SaleDraft(1, 1_000_000, f"k{n}"))
    print(n, flush=True)
"""


def test_a_program_killed_in_the_middle_of_a_sale_loses_no_acknowledged_one(desk, club_file):
    make_member(desk)
    desk.db.close()
    seller = subprocess.Popen(
        [sys.executable, "-c", KILL, str(club_file)], stdout=subprocess.PIPE, text=True
    )
    assert seller.stdout is not None
    acknowledged = [int(seller.stdout.readline()) for _ in range(40)]
    seller.kill()
    acknowledged += [int(line) for line in seller.stdout.read().splitlines() if line]
    seller.wait()
    seller.stdout.close()
    db = open_club(club_file)
    again = Desk(db, desk.operator)
    keys = {row[0] for row in db.execute_sql("SELECT key FROM sale").fetchall()}
    assert {f"k{n}" for n in acknowledged} <= keys
    assert checking.check(again) == []
    with writing(db):
        pass
    db.close()


def test_a_club_that_vanished_takes_no_sale(desk, club_file):
    """SAFETY 5, row 13: a stick pulled, a folder moved; no empty file is made in its place."""
    member = make_member(desk).id
    away = club_file.rename(club_file.with_name("away.club"))
    with pytest.raises(StorageProblem) as refused:
        make_sale(desk, member)
    assert refused.value.why == "missing"
    assert not club_file.exists()
    away.rename(club_file)
    make_sale(desk, member)
    assert checking.check(desk) == []


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="looks at the locks of the system")
def test_looking_at_an_open_club_lets_go_of_no_lock(desk, club_file):
    """The locks of a file belong to the process; another program would take the club away."""

    def held() -> int:
        mine = (str(os.getpid()), f":{club_file.stat().st_ino}")
        lines = Path("/proc/locks").read_text("ascii").splitlines()
        return sum(f" {mine[0]} " in line and f"{mine[1]} " in line for line in lines)

    desk.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()
    before = held()
    assert before
    assert not database.is_encrypted(club_file)
    database.check_file(club_file, encrypted=False)
    again = open_club(club_file)
    again.close()
    assert held() == before


def test_each_thread_writes_on_a_connection_of_its_own(desk):
    """SAFETY 5, row 91: what fails in a worker is undone there and harms nobody else."""
    member = make_member(desk).id
    failed: list[BaseException] = []

    def work(number: int) -> None:
        with desk.db.connection_context():
            for at in range(5):
                make_sale(desk, member, key=f"thread {number}:{at}")
            try:
                with writing(desk.db):
                    desk.db.execute_sql("UPDATE member SET state_reason = 'half'")
                    raise MemoryError
            except MemoryError as error:
                failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 4
    assert desk.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 20
    assert desk.db.execute_sql(
        "SELECT COUNT(*) FROM member WHERE state_reason <> ''"
    ).fetchone() == (0,)
    assert checking.check(desk) == []


def test_a_club_that_cannot_be_begun_leaves_no_file(tmp_path):
    """A disk that fills up in the middle: the second try is not told that the file exists."""
    path = tmp_path / "new.club"

    def no_time() -> datetime:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        club.found_club(path, club.ClubDraft("S", "O"), clock=no_time)
    assert list(tmp_path.glob("new.club*")) == []
    club.found_club(path, club.ClubDraft("S", "O")).db.close()
