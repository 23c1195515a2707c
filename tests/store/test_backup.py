"""Backups are made while the shop sells, proved, rotated, and come back whole or not at all."""

import errno
import json
import os
import struct
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from loyaldesk.domain import safekeeping
from loyaldesk.domain.safekeeping import BackupInfo, BackupProblem
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.store import archive, claim, vault
from loyaldesk.store.backup import (
    back_up,
    highest_number,
    list_backups,
    look_at,
    rotate,
    verify,
)
from loyaldesk.store.exchange import undo_half_done
from loyaldesk.store.proving import connect, figures_of
from loyaldesk.store.restore import (
    keys_in,
    restore,
    what_would_be_lost,
)
from loyaldesk.store.secrets import TEST

NOW = datetime(2026, 11, 21, 10, 15, tzinfo=UTC)
INFO = BackupInfo("1.0", "club-1")
WORDS = "seven kebabs at noon"

SCHEMA = """
PRAGMA application_id = 1280267609;
PRAGMA user_version = 3;
PRAGMA journal_mode = WAL;
CREATE TABLE member(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE sale(id INTEGER PRIMARY KEY, key TEXT UNIQUE, member_id INTEGER);
CREATE TABLE points_entry(id INTEGER PRIMARY KEY, points INTEGER, sale_id INTEGER);
CREATE TABLE points_balance(member_id INTEGER PRIMARY KEY, points INTEGER CHECK(points >= 0));
CREATE VIRTUAL TABLE words USING fts5(name, tokenize = 'trigram');
"""


@pytest.fixture(autouse=True)
def _home(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("LOYALDESK_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(params=["plain", "encrypted"])
def club(request, tmp_path):
    return made(tmp_path / "فروشگاه ۱.club", encrypted=request.param == "encrypted")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


class Shop:
    """A small club file with members, sales and points."""

    def __init__(self, path, key):
        self.path, self.key = path, key

    def open(self):
        return closing(connect(self.path, self.key))

    def sell(self, first, count):
        with self.open() as till:
            for n in range(first, first + count):
                sale(till, n)

    def figures(self):
        with self.open() as opened:
            return figures_of(opened)


def made(path, *, encrypted, members=50):
    key = vault.create(vault.key_file(path), WORDS, "club-1", TEST) if encrypted else None
    with closing(connect(path, key, "rwc")) as new:
        new.executescript(SCHEMA)
        new.execute("BEGIN")
        for n in range(members):
            new.execute("INSERT INTO member(name) VALUES (?)", (f"SECRETNAME {n}",))
            new.execute("INSERT INTO points_balance VALUES (?, 0)", (n + 1,))
            new.execute("INSERT INTO words VALUES (?)", (f"SECRETNAME {n}",))
        new.execute("COMMIT")
    shop = Shop(path, key)
    shop.sell(0, 20)
    return shop


def sale(till, n):
    till.execute("BEGIN IMMEDIATE")
    till.execute("INSERT INTO sale(key, member_id) VALUES (?, ?)", (f"k{n}", n % 50 + 1))
    till.execute("INSERT INTO points_entry(points, sale_id) VALUES (3, last_insert_rowid())")
    till.execute("UPDATE points_balance SET points = points + 3 WHERE member_id = ?", (n % 50 + 1,))
    till.execute("COMMIT")


def balances(connection):
    """The invariant of the small club: balances and entries agree."""
    kept, entered = (
        connection.execute(f"SELECT coalesce(sum(points), 0) FROM {table}").fetchone()[0]
        for table in ("points_balance", "points_entry")
    )
    return [] if kept == entered else [f"balances {kept}, entries {entered}"]


def saved(club, folder, minutes=0, **more):
    moment = NOW + timedelta(minutes=minutes)
    return back_up(club.path, club.key, folder, moment, more.pop("info", INFO), check=balances)


def refused(call, *args, **more):
    with pytest.raises(BackupProblem) as problem:
        call(*args, **more)
    assert "{" not in safekeeping.words(problem.value)
    return problem.value.why


def left_over(folder):
    return sorted(each.name for each in folder.iterdir() if not each.name.endswith(".ldbk"))


def rewritten(path, change):
    """Write the backup anew with its members changed by *change*."""
    with zipfile.ZipFile(path) as old:
        members = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w") as new:
        for name, content in change(members):
            new.writestr(zipfile.ZipInfo(name), content)


def test_a_backup_holds_list_and_club_and_nothing_else(club, folder):
    made_now = saved(club, folder)
    assert made_now.path.name == "club-20261121T101500Z-000001.ldbk"
    assert made_now.state == "verified"
    with zipfile.ZipFile(made_now.path) as zipped:
        names = {"manifest.json", "club.db"} | ({"club.keys"} if club.key else set())
        assert set(zipped.namelist()) == names
        listed = json.loads(zipped.read("manifest.json"))
    assert (listed["schema"], listed["members"], listed["sales"]) == (3, 50, 20)
    assert (listed["ledger_sum"], listed["last_sale_id"]) == (60, 20)
    assert listed["created"] == "2026-11-21T10:15:00Z"
    assert (b"SECRETNAME" in made_now.path.read_bytes()) == (club.key is None)
    assert left_over(folder) == []
    assert list_backups(folder) == [made_now]
    assert verify(made_now, club.key, check=balances) == made_now


def test_a_backup_comes_back_as_it_was(club, folder):
    before = club.figures()
    backup = saved(club, folder)
    club.sell(20, 7)
    with club.open() as till:
        till.execute("INSERT INTO member(name) VALUES ('new one')")
    loss = what_would_be_lost(backup, club.path, club.key)
    assert (loss.sales, loss.members) == (7, 1)
    seen = []
    result = restore(
        backup, club.path, club.key, NOW, Watch(seen), balances, club_id="club-1", newest_schema=3
    )
    assert club.figures() == before
    assert seen
    aside = club.path.with_name(club.path.name + ".before-restore-20261121T101500Z")
    assert aside in result.before
    with closing(connect(aside, club.key)) as old:
        assert old.execute("SELECT count(*) FROM sale").fetchone() == (27,)
    with club.open() as opened:
        assert opened.execute("PRAGMA user_version").fetchone() == (3,)
        assert opened.execute("PRAGMA application_id").fetchone() == (1280267609,)
        assert opened.execute("SELECT count(*) FROM words('ETNA')").fetchone() == (50,)
    assert not [each for each in club.path.parent.iterdir() if each.name.startswith(".ldbk")]
    club.sell(500, 1)
    restore(backup, club.path, club.key, NOW, check=balances)  # twice in one second
    assert club.figures() == before


class Watch:
    """Writes down the steps of long work; stops it at the one that is asked for."""

    def __init__(self, seen, stop_at=None):
        self.seen, self.stop_at = seen, stop_at

    def step(self, done, total, what=""):
        self.seen.append(what)
        if self.stop_at is not None and len(self.seen) > self.stop_at:
            raise Cancelled


def test_sales_go_on_while_the_club_is_copied(club, folder):
    stop, sold, trouble = threading.Event(), [], []

    def till():
        try:
            with club.open() as own:
                n = 1000
                while not stop.is_set():
                    sale(own, n)
                    sold.append(n)
                    n += 1
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            trouble.append(error)

    seller = threading.Thread(target=till)
    seller.start()
    made_now = []
    try:
        for minute in range(5):
            while len(sold) < 10 * (minute + 1) and seller.is_alive():
                stop.wait(0.001)
            acknowledged = len(sold)
            made_now.append((acknowledged, saved(club, folder, minute)))
    finally:
        stop.set()
        seller.join()
    assert trouble == []
    for acknowledged, backup in made_now:
        held = backup.manifest.figures
        assert held.sales >= 20 + acknowledged  # every sale said to be stored before the start
        assert held.ledger_sum == 3 * held.sales  # and never half of one
    assert len(sold) > made_now[0][0]


@pytest.mark.parametrize("stop_at", range(6))
def test_a_stopped_backup_or_restore_leaves_nothing_behind(tmp_path, folder, stop_at):
    club = made(tmp_path / "a.club", encrypted=True)
    good = saved(club, folder)
    before, names = club.figures(), sorted(each.name for each in tmp_path.iterdir())
    with pytest.raises(Cancelled):
        back_up(club.path, club.key, folder, NOW, INFO, Watch([], min(stop_at, 3)))
    assert [each.path for each in list_backups(folder)] == [good.path]
    assert left_over(folder) == []
    with pytest.raises(Cancelled):
        restore(good, club.path, club.key, NOW, Watch([], min(stop_at, 2)))
    assert club.figures() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == names


def test_a_club_that_breaks_an_invariant_is_saved_but_not_called_good(club, folder):
    good = saved(club, folder)
    with club.open() as till:
        till.execute("UPDATE points_balance SET points = points + 1 WHERE member_id = 1")
    for _ in range(4):
        assert refused(saved, club, folder, 1) == "invariants"
    states = [each.state for each in list_backups(folder)]
    assert states == ["failed"] * 4 + ["verified"]
    bad = list_backups(folder)[0]
    assert bad.path.name.endswith("-000005.failed.ldbk")
    before = club.figures()
    assert refused(restore, bad, club.path, club.key, NOW, check=balances) == "invariants"
    assert club.figures() == before
    assert [path.name[-18:] for path in rotate(folder, NOW, UTC)] == ["000002.failed.ldbk"]
    assert good.path.exists()


def test_the_newest_by_number_stays_whatever_the_clock_says(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=False)
    for minute in (0, 10, -60 * 24 * 365, 20, 30):
        saved(club, folder, minute)
    saved(club, folder, info=BackupInfo("1.0", "club-2"))
    mine = folder / "my own copy.ldbk"
    mine.write_bytes((folder / "club-20261121T101500Z-000001.ldbk").read_bytes())
    foreign = folder / "holiday.ldbk"
    foreign.write_bytes(b"a picture")
    (folder / "notes.txt").write_text("not a backup")
    found = {each.path.name: each.state for each in list_backups(folder)}
    assert found["holiday.ldbk"] == "foreign"
    assert found[mine.name] == "verified"
    assert "notes.txt" not in found
    week = NOW + timedelta(days=7)
    assert rotate(folder, week, UTC, is_frozen=True) == []
    # Of each club the newest, of the rest of the day the newest, and the one nobody can date.
    gone = rotate(folder, week, UTC)
    assert sorted(path.name[-11:-5] for path in gone) == ["000001", "000002"]
    kept = {each.path.name[-11:-5] for each in list_backups(folder)}
    assert kept >= {"000003", "000004", "000005", "000006"}
    assert mine.exists()
    assert (folder / "notes.txt").exists()


def test_a_damaged_newest_backup_never_pushes_out_the_good_one(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=False)
    good, bad = saved(club, folder), saved(club, folder, 1)
    bad.path.write_bytes(bad.path.read_bytes()[:-30])
    assert [each.state for each in list_backups(folder)] == ["failed", "verified"]
    assert rotate(folder, NOW + timedelta(days=4000), UTC) == []
    assert good.path.exists()


def test_a_new_folder_goes_on_counting_where_the_old_one_was(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=False)
    made_now = back_up(club.path, None, folder, NOW, INFO, check=balances, above=41)
    assert made_now.path.name.endswith("-000042.ldbk")
    assert highest_number(folder) == 42


def test_r82_r83_each_kind_of_broken_backup_is_told_apart_and_harms_nothing(club, folder):
    backup = saved(club, folder)
    whole, before = backup.path.read_bytes(), club.figures()
    live = {each.name for each in club.path.parent.iterdir()}
    with zipfile.ZipFile(backup.path) as zipped:
        at = {info.filename: info.header_offset for info in zipped.infolist()}["club.db"]

    def flip(where):
        backup.path.write_bytes(whole[:where] + bytes([whole[where] ^ 1]) + whole[where + 1 :])

    def renamed(change):
        backup.path.write_bytes(whole)
        rewritten(backup.path, change)

    def listed(**more):
        def change(members):
            for name, content in members:
                body = content
                if name == "manifest.json":
                    body = json.dumps({**json.loads(content), **more}).encode()
                yield name, body

        renamed(change)

    cases = [
        ("crc", lambda: flip(at + 5000)),
        ("truncated", lambda: backup.path.write_bytes(whole[:-200])),
        ("truncated", lambda: backup.path.write_bytes(whole[: len(whole) // 2])),
        ("foreign", lambda: backup.path.write_bytes(b"")),
        ("foreign", lambda: backup.path.write_bytes(b"GIF89a" * 999)),
        ("damaged", lambda: flip(at)),
        ("manifest", lambda: listed(created="2027-01-01T00:00:00Z")),
        ("manifest", lambda: listed(sales=21)),
        ("manifest", lambda: listed(sha256="0" * 64)),
        ("manifest", lambda: listed(size="x")),
        ("manifest", lambda: listed(counts=[])),
        ("manifest", lambda: renamed(lambda m: [("manifest.json", b"[" * 9999), *m[1:]])),
        ("newer", lambda: listed(format=2)),
        ("members", lambda: renamed(lambda m: [*m, ("../evil", b"x")])),
        ("members", lambda: renamed(lambda m: [*m, ("C:\\evil", b"x")])),
        ("members", lambda: renamed(lambda m: [("/" + n, c) for n, c in m])),
        ("members", lambda: renamed(lambda m: m[:1])),
        ("members", lambda: renamed(lambda m: [*m, ("club.db\\", b"x")])),
        ("sha256", lambda: renamed(lambda m: [(n, c + b"x" * (n[-2:] == "db")) for n, c in m])),
        ("sha256", lambda: renamed(lambda m: [*m[:-1], ("club.db", b"x" * len(m[-1][1]))])),
    ]  # fmt: skip
    for why, spoil in cases:
        spoil()
        assert refused(restore, backup, club.path, club.key, NOW, check=balances) == why
        assert club.figures() == before
        assert {each.name for each in club.path.parent.iterdir()} == live
        assert left_over(folder) == []
    backup.path.unlink()
    assert refused(restore, backup, club.path, club.key, NOW) == "missing"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_r82_a_member_named_twice_is_refused(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=False)
    backup = saved(club, folder)
    rewritten(backup.path, lambda members: [*members, members[1]])
    assert refused(restore, backup, club.path, None, NOW) == "members"


def test_r83_a_bomb_and_a_liar_are_refused_before_a_byte_is_written(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=False)
    backup = saved(club, folder)
    whole = backup.path.read_bytes()
    with zipfile.ZipFile(backup.path) as zipped:
        content = {name: zipped.read(name) for name in zipped.namelist()}
    with zipfile.ZipFile(backup.path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.json", content["manifest.json"])
        bomb.writestr("club.db", bytes(50_000_000))
    assert backup.path.stat().st_size < 100_000
    assert refused(restore, backup, club.path, None, NOW) == "members"
    directory = whole.rindex(b"PK\x01\x02")  # the last entry is the club
    for size, why in ((0xFFFFFFF0, "too_big"), (10**8, "too_big"), (4096, "sha256")):
        lying = whole[: directory + 20] + struct.pack("<II", size, size) + whole[directory + 28 :]
        backup.path.write_bytes(lying)
        assert refused(restore, backup, club.path, None, NOW) == why
    assert not list(tmp_path.glob(".ldbk*"))


def test_r84_an_honestly_signed_list_that_does_not_fit_the_club_is_refused(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=False)
    backup = saved(club, folder)

    def forge(members):
        for name, content in members:
            body = content
            if name == "manifest.json":
                listed = json.loads(content)
                del listed["mac"]
                listed["counts"]["sale"] = 21
                body = json.dumps({**listed, "mac": archive._mac(listed, None)}).encode()
            yield name, body

    rewritten(backup.path, forge)
    assert refused(restore, backup, club.path, None, NOW) == "figures"


def test_r84_another_club_or_a_newer_one_is_not_restored_by_mistake(club, folder):
    backup, before = saved(club, folder), club.figures()
    again = (backup, club.path, club.key, NOW)
    assert refused(restore, *again, club_id="club-9") == "other_club"
    assert refused(restore, *again, newest_schema=2) == "newer"
    assert club.figures() == before


def test_an_encrypted_backup_needs_its_own_key(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=True)
    backup, before = saved(club, folder), club.figures()
    assert refused(restore, backup, club.path, None, NOW) == "key_needed"
    assert refused(restore, backup, club.path, bytes(32), NOW) == "other_key"
    assert club.figures() == before
    found = keys_in(backup)
    assert vault.open_with(found, vault.PASS, WORDS, backup.path) == club.key


def test_the_pass_phrase_of_today_opens_the_restored_club(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=True)
    backup, keys = saved(club, folder), vault.key_file(club.path)
    vault.change_passphrase(keys, WORDS, "eight kebabs", TEST)
    restore(backup, club.path, club.key, NOW)
    assert vault.unlock(keys, "eight kebabs") == club.key
    restored = restore(backup, club.path, club.key, NOW, keep_present_keys=False)
    assert vault.unlock(keys, WORDS) == club.key
    assert len(restored.before) == 2
    keys.unlink()
    club.path.unlink()
    restore(backup, club.path, club.key, NOW)  # both files are gone: both come back
    assert vault.unlock(keys, WORDS) == club.key
    assert club.figures().sales == 20


def test_a_plain_backup_takes_no_encrypted_place_unasked(tmp_path, folder):
    plain = saved(made(tmp_path / "p.club", encrypted=False), folder)
    club = made(tmp_path / "a.club", encrypted=True)
    assert refused(restore, plain, club.path, club.key, NOW) == "not_encrypted"
    restored = restore(plain, club.path, club.key, NOW, may_be_plain=True)
    assert not restored.manifest.is_encrypted
    assert not vault.key_file(club.path).exists()
    assert Shop(club.path, None).figures().sales == 20


def test_a_damaged_or_missing_club_is_replaced(club, folder):
    backup, before = saved(club, folder), club.figures()
    whole = club.path.read_bytes()
    for broken in (whole[: len(whole) // 2], b"", b"\xff" * 5000, None):
        if broken is None:
            club.path.unlink()
        else:
            club.path.write_bytes(broken)
        restore(backup, club.path, club.key, NOW, check=balances)
        assert club.figures() == before
    club.path.write_bytes(whole[: len(whole) // 2])
    assert what_would_be_lost(backup, club.path.with_name("none"), club.key) is None
    assert refused(saved, club, folder, 1) in ("club_unreadable", "engine", "io")
    assert len(list_backups(folder)) == 1


def test_a_club_that_is_open_elsewhere_is_not_replaced(club, folder):
    backup = saved(club, folder)
    with club.open() as other:
        other.execute("SELECT count(*) FROM sale").fetchone()
        assert refused(restore, backup, club.path, club.key, NOW) == "in_use"
        sale(other, 9999)
    assert club.figures().sales == 21


def test_r86_a_second_backup_or_restore_at_once_is_refused(club, folder):
    backup = saved(club, folder)
    with claim.only_one(club.path):
        assert refused(saved, club, folder) == "busy"
        assert refused(restore, backup, club.path, club.key, NOW) == "busy"
    saved(club, folder)


PARTS = ["", "-wal", "-shm", ".keys"]


@pytest.mark.parametrize("killed_after", range(6))
def test_r05_a_restore_killed_at_any_move_is_undone_at_the_next_start(
    tmp_path, killed_after, folder
):
    club = made(tmp_path / "a.club", encrypted=True)
    backup = saved(club, folder)
    club.sell(100, 5)
    before = club.figures()
    program = f"""
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from loyaldesk.store import restore as room
from loyaldesk.store.backup import look_at
moves = 0
def move(self, target, real=Path.replace):
    global moves
    if moves == {killed_after}:
        os._exit(9)
    moves += 1
    return real(self, target)
Path.replace = move
room.restore(look_at(Path({str(backup.path)!r})), Path({str(club.path)!r}),
             bytes.fromhex({club.key.hex()!r}), datetime(2026, 11, 21, tzinfo=UTC),
             keep_present_keys=False)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == (9 if killed_after < 5 else 0), done.stderr
    assert undo_half_done(club.path) == (1 <= killed_after < 5)
    assert not undo_half_done(club.path)
    assert vault.unlock(vault.key_file(club.path), WORDS) == club.key
    assert club.figures().sales == (before.sales if killed_after < 5 else 20)
    saved(club, folder)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit that stands for a full disk")
@pytest.mark.parametrize("kilobytes", [0, 3, 40, 200, 360])
def test_r09_a_disk_that_takes_no_more_leaves_no_half_backup(tmp_path, folder, kilobytes):
    club = made(tmp_path / "a.club", encrypted=True, members=3000)
    good, before = saved(club, folder), club.figures()
    program = f"""
import resource, signal
from datetime import UTC, datetime
from pathlib import Path
from loyaldesk.domain.safekeeping import BackupInfo, BackupProblem, words
from loyaldesk.store.backup import back_up, look_at
from loyaldesk.store.restore import restore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes} * 1024,) * 2)
club, key, now = Path({str(club.path)!r}), bytes.fromhex({club.key.hex()!r}), datetime.now(UTC)
for work in (lambda: back_up(club, key, Path({str(folder)!r}), now, BackupInfo("1", "club-1")),
             lambda: restore(look_at(Path({str(good.path)!r})), club, key, now)):
    try:
        work()
        print("done")
    except BackupProblem as problem:
        print(problem.why)
"""
    size = club.path.stat().st_size // 1024
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert size > 360, "the limits above have to lie below the size of the club"
    assert len(done.stdout.split()) == 2
    assert set(done.stdout.split()) <= {"disk_full", "io"}
    assert left_over(folder) == []
    assert [each.path for each in list_backups(folder)] == [good.path]
    undo_half_done(club.path)
    assert club.figures() == before


def test_r85_too_little_room_is_said_before_the_work_begins(club, folder, monkeypatch):
    backup = saved(club, folder)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: os_usage(free=9_000_000))
    with pytest.raises(BackupProblem, match="disk_full") as problem:
        saved(club, folder)
    assert problem.value.need == 2 * club.path.stat().st_size + claim.SPARE
    assert refused(restore, backup, club.path, club.key, NOW) == "disk_full"


def os_usage(free):
    return type("usage", (), {"free": free})


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nobody forbids this account to write"
)
def test_a_read_only_folder_is_named(club, folder):
    folder.mkdir()
    folder.chmod(0o500)
    assert refused(saved, club, folder) == "read_only"


@pytest.mark.parametrize(
    ("number", "why"),
    [(errno.ENOSPC, "disk_full"), (errno.EFBIG, "disk_full"), (errno.EROFS, "read_only"),
     (errno.EACCES, "read_only"), (errno.EIO, "io"), (errno.ENOENT, "folder_missing")],
)  # fmt: skip
def test_what_the_disk_says_is_told_in_words(tmp_path, number, why):
    def fail():
        with claim.disk_faults(tmp_path):
            raise OSError(number, os.strerror(number))

    assert refused(fail) == why


def test_a_club_that_another_program_keeps_to_itself_is_called_in_use(club, folder, monkeypatch):
    monkeypatch.setattr("loyaldesk.store.proving.BUSY_MS", 50)
    with club.open() as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        alone.execute("BEGIN EXCLUSIVE")
        assert refused(saved, club, folder) == "in_use"
        alone.execute("ROLLBACK")
    assert left_over(folder) == []


def test_a_missing_place_is_named(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=True)
    assert refused(saved, club, tmp_path / "stick" / "backups") == "folder_missing"
    assert list_backups(folder) == []
    vault.key_file(club.path).unlink()
    assert refused(saved, club, folder) == "keys_missing"
    gone = Shop(tmp_path / "none.club", None)
    assert refused(saved, gone, folder) == "club_missing"
    assert not gone.path.exists()
    empty = Shop(tmp_path / "empty.club", None)
    empty.path.touch()
    assert refused(saved, empty, folder) == "club_unreadable"


def test_reading_all_of_a_backup_finds_what_a_look_does_not(club, folder):
    backup = saved(club, folder)
    whole = bytearray(backup.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    backup.path.write_bytes(whole)
    assert look_at(backup.path).state == "verified"
    assert verify(backup, club.key).state == "failed"
    assert verify(backup, club.key).problem == "crc"


def test_what_a_killed_backup_left_is_cleared_by_the_next(tmp_path, folder):
    club = made(tmp_path / "a.club", encrypted=False)
    saved(club, folder)
    left = folder / f".ldbk-{claim.tag_of(club.path)}-old"
    left.mkdir()
    (left / "copy.db").write_bytes(b"half")
    other = folder / ".ldbk-of-another-club"
    other.mkdir()
    saved(club, folder)
    assert left_over(folder) == [other.name]


def test_every_problem_has_a_sentence_of_its_own():
    codes = [
        "disk_full", "read_only", "folder_missing", "io", "busy", "in_use", "club_missing",
        "club_unreadable", "keys_missing", "missing", "foreign", "members", "too_big", "truncated",
        "crc", "damaged", "sha256", "manifest", "figures", "key_needed", "other_key", "other_club",
        "not_encrypted", "newer", "engine", "invariants",
    ]  # fmt: skip
    said = {safekeeping.words(BackupProblem(code, "{x}.ldbk", "a", 12_300_000)) for code in codes}
    assert len(said) == len(codes)


def test_what_a_killed_program_unpacked_elsewhere_goes_after_a_day(tmp_path):
    """The folder of one that read another backup bears another name, and would stay for ever."""
    folder = tmp_path / "backups"
    folder.mkdir()
    old, young = folder / ".ldbk-another-1", folder / ".ldbk-another-2"
    for each in (old, young):
        each.mkdir()
        (each / "proof.db").write_bytes(b"Zzyzxova")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    with claim.room_in(folder, tmp_path / "shop.club"):
        assert not old.exists()
        assert young.exists()
