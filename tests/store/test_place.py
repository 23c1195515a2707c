"""Where a club may lie: what is refused, what is warned of, and where nothing can be written."""

import errno
import shutil
import subprocess
import sys
import time
from pathlib import Path, PureWindowsPath

import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.events import ReserveReleased
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import checking, club, staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store import database, place, reserve
from loyaldesk.store.database import look_into_club, open_club
from tests.makers import make_member, make_sale


def no_mounts() -> str:
    return ""


def local(_root: str) -> int:
    return 3  # DRIVE_FIXED


@pytest.mark.parametrize(
    "written",
    [
        r"\\server\share\shop.club", "//server/share/shop.club", r"\\?\UNC\server\share\shop.club",
        r"\\.\pipe\shop.club",
    ],
)  # fmt: skip
def test_r28_a_club_on_a_share_is_refused(written):
    assert place.is_remote(PureWindowsPath(written), drive_type=local, mounts=no_mounts)
    with pytest.raises(StorageProblem) as refused:
        open_club(Path(written))
    assert refused.value.why == "network"


def test_r28_a_mapped_drive_is_refused_and_a_drive_of_this_computer_is_not():
    asked = []

    def of_windows(root: str) -> int:
        asked.append(root)
        return {"Z:\\": 4, "C:\\": 3, "E:\\": 2}[root]

    def remote(written: str) -> bool:
        path = PureWindowsPath(written)
        return place.is_remote(path, drive_type=of_windows, mounts=no_mounts)

    assert remote(r"Z:\shop\shop.club")
    assert not remote(r"C:\Users\Maryam\shop.club")
    assert not remote(r"E:\shop.club")  # a stick
    assert not remote(r"\\?\C:\a very long name\shop.club")
    assert asked == ["Z:\\", "C:\\", "E:\\", "C:\\"]


@pytest.mark.parametrize(
    ("kind", "is_remote"),
    [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False), ("tmpfs", False)],
)
def test_r28_a_folder_of_another_computer_that_linux_mounted_is_refused(kind, is_remote):
    mounts = (
        f"/dev/sda1 / ext4 rw 0 0\nshop:/all /mnt/the\\040shop {kind} rw 0 0\n"
        "/dev/sdb1 /mnt/the\\040shop/stick vfat rw 0 0\nbroken line\n"
    )

    def remote(written: str) -> bool:
        return place.is_remote(Path(written), drive_type=lambda _: 0, mounts=lambda: mounts)

    assert remote("/mnt/the shop/shop.club") is is_remote
    assert not remote("/mnt/the shop/stick/shop.club")
    assert not remote("/mnt/the shops/shop.club")


def test_r28_the_refusal_names_the_way_out_for_several_tills(tmp_path):
    text = words(StorageProblem("network", r"Z:\shop.club"))
    assert "PostgreSQL" in text
    assert "main.py move CLUB postgresql://" in text


def test_r28_no_new_club_is_begun_on_a_share():
    with pytest.raises(StorageProblem, match="network"):
        club.found_club(Path(r"\\server\share\new.club"), club.ClubDraft("Naranj", "Maryam"))


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("OneDrive/Desktop", "OneDrive"), ("OneDrive - Naranj Ltd/shop", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"), ("Google Drive", "Google Drive"),
        ("My Drive/shop", "Google Drive"), ("iCloudDrive", "iCloud Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("Library/CloudStorage/OneDrive-Personal", "OneDrive"), ("MEGAsync", "MEGA"),
        ("Documents/shop", ""), ("boxes/shop", ""), ("Onedrives", ""),
    ],
)  # fmt: skip
def test_r29_a_folder_that_is_carried_to_other_computers_is_known(tmp_path, folder, name):
    assert place.cloud_of(tmp_path / folder / "shop.club", {}) == name


def test_r29_a_cloud_folder_with_a_name_of_its_own_is_known(tmp_path):
    (tmp_path / "Shared" / "shop").mkdir(parents=True)
    (tmp_path / "Shared" / ".dropbox").touch()
    assert place.cloud_of(tmp_path / "Shared" / "shop" / "a.club", {}) == "Dropbox"
    named = {"OneDriveCommercial": str(tmp_path / "Firma")}
    assert place.cloud_of(tmp_path / "Firma" / "a.club", named) == "OneDrive"


def test_the_write_probe_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    place.probe(folder)
    assert list(folder.iterdir()) == []
    with pytest.raises(StorageProblem, match="folder missing"):
        place.probe(tmp_path / "none")


class _OfWindows(PermissionError):
    winerror = 5


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (_OfWindows(errno.EACCES, "Access is denied"), "folder protected"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "folder protected"),
        (PermissionError(errno.EACCES, "Permission denied"), "folder read-only"),
        (OSError(errno.EROFS, "Read-only file system"), "folder read-only"),
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (OSError(errno.EIO, "Input/output error"), "io"),
    ],
)
def test_r31_a_folder_that_lets_nothing_be_written_is_named(tmp_path, monkeypatch, error, why):
    """What a disk may answer is fed in here: Windows' protected folders exist nowhere else."""

    def refuse(*_given, **_named):
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StorageProblem) as refused:
        place.probe(tmp_path)
    assert refused.value.why == why
    assert refused.value.path == str(tmp_path)
    if why.startswith("folder"):
        assert ltr(str(tmp_path)) in words(refused.value)


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 6 MB; a test without the right to mount one is skipped aloud."""
    at = tmp_path / "disk"
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=777", "tmpfs", str(at)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount on this system")
    if done.returncode:
        pytest.skip("may not mount a small disk here")
    yield at
    subprocess.run(["umount", "-l", str(at)], check=True)


@pytest.fixture
def on_small_disk(small_disk, club_file, clock):
    """The owner's desk in a club on that disk, with one member."""
    db = open_club(Path(shutil.copy(club_file, small_disk / "shop.club")))
    yield Desk(db, staff.by_name(db, "").brief, clock=clock)
    db.close()


def fill(folder: Path) -> Path:
    """Write until the disk says that it is full."""
    big = folder / "films"
    with big.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(bytes(4096))
    return big


def sell_until_full(desk, member) -> tuple[int, StorageProblem]:
    for number in range(5000):
        try:
            make_sale(desk, member, 1_000_000)
        except StorageProblem as problem:
            return number, problem
    raise AssertionError("the disk never was full")


def test_r08_a_disk_full_in_a_sale_gives_back_the_kept_room_so_that_it_can_be_finished(
    on_small_disk, small_disk
):
    desk, told = on_small_disk, []
    desk.bus.subscribe(ReserveReleased, told.append)
    member = make_member(desk).id
    assert reserve.keep(desk.db.path, size=1024 * 1024, spare=0)
    fill(small_disk)
    done, problem = sell_until_full(desk, member)
    assert problem.why == "full, reserve"
    assert "do it once more" in words(problem)
    assert told == [ReserveReleased()]
    sales = "SELECT count(*) FROM sale"
    assert desk.db.execute_sql(sales).fetchone()[0] == done
    make_sale(desk, member, 1_000_000)
    assert desk.db.execute_sql(sales).fetchone()[0] == done + 1
    assert checking.check(desk) == []


def test_r08_without_kept_room_a_full_disk_asks_for_space_and_loses_nothing(
    on_small_disk, small_disk
):
    desk = on_small_disk
    member = make_member(desk).id
    films = fill(small_disk)
    done, problem = sell_until_full(desk, member)
    assert problem.why == "full"
    assert words(problem) == "The disk is full. Nothing was stored; free some space and try again."
    films.unlink()
    make_sale(desk, member, 1_000_000)
    assert desk.db.execute_sql("SELECT count(*) FROM sale").fetchone()[0] == done + 1
    assert checking.check(desk) == []


def test_r10_a_disk_full_while_the_journal_is_moved_loses_no_sale(on_small_disk, small_disk):
    desk = on_small_disk
    member = make_member(desk).id
    for _ in range(20):
        make_sale(desk, member, 1_000_000)
    fill(small_disk)
    with database.without_trace(desk.db):  # moves the journal, and cannot
        pass
    path = desk.db.path
    desk.db.close()
    again = open_club(path)
    assert again.execute_sql("SELECT count(*) FROM sale").fetchone()[0] == 20
    again.close()


def test_room_is_kept_only_where_there_is_enough(tmp_path):
    club_path = tmp_path / "shop" / "shop.club"
    club_path.parent.mkdir()
    assert not reserve.keep(club_path, size=1000, spare=10**18)
    assert reserve.keep(club_path, size=1000, spare=0)
    assert reserve.reserve_of(club_path).stat().st_size == 1000
    assert reserve.keep(club_path, size=1000, spare=10**18)  # it is there already
    assert reserve.release(club_path)
    assert not reserve.release(club_path)
    assert list(club_path.parent.iterdir()) == []


def test_no_new_club_is_begun_where_there_is_hardly_room(small_disk):
    with pytest.raises(StorageProblem, match="no room") as refused:
        club.found_club(small_disk / "new.club", club.ClubDraft("Naranj", "Maryam"))
    assert "Too little is free" in words(refused.value)
    assert list(small_disk.iterdir()) == []


def sales_of(desk: Desk, member: int) -> int:
    with desk.reading(Permission.SALE_READ):
        found = desk.db.execute_sql("SELECT count(*) FROM sale WHERE member_id = ?", (member,))
        return found.fetchone()[0]


def look_only(at: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(at)], check=True)


def test_r11_a_club_on_a_disk_that_may_only_be_read_opens_for_looking(
    on_small_disk, small_disk, clock
):
    member = make_member(on_small_disk).id
    make_sale(on_small_disk, member, 1_000_000)
    path = on_small_disk.db.path
    on_small_disk.db.close()
    look_only(small_disk)
    with pytest.raises(StorageProblem) as refused:
        open_club(path)
    assert refused.value.why == "read-only"
    db = look_into_club(path, None, refused.value.why)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    assert sales_of(desk, member) == 1
    assert desk.looking == "read-only"
    with pytest.raises(StorageProblem) as nothing:
        make_sale(desk, member, 1_000_000)
    assert words(nothing.value) == "The club is open for looking only, so nothing was stored."
    assert desk.may(Permission.MEMBER_READ)
    assert not desk.may(Permission.SALE_RECORD)
    assert not staff.system_desk(desk).may(Permission.NIGHT_RUN)
    db.close()


def test_r11_with_a_journal_beside_it_that_nobody_can_use_it_stays_closed(
    on_small_disk, small_disk
):
    """Looking at the file alone would leave out the last sales without a word."""
    make_member(on_small_disk)
    path = on_small_disk.db.path
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", f"{small_disk / 'copy.club'}{ending}")
    on_small_disk.db.close()
    look_only(small_disk)
    with pytest.raises(StorageProblem):
        look_into_club(small_disk / "copy.club", None, "folder read-only")


class _Held(PermissionError):
    winerror = 32  # what Windows says while another program holds the file


def test_r30_a_file_that_is_held_for_some_seconds_is_waited_for(club_file, monkeypatch):
    plain, tries = Path.open, []

    def held(self, mode="r", *given, **named):
        if self == club_file and "+" in mode:
            tries.append(mode)
            if len(tries) < 4:
                raise _Held(errno.EACCES, "The process cannot access the file")
        return plain(self, mode, *given, **named)

    monkeypatch.setattr(Path, "open", held)
    open_club(club_file).close()
    assert len(tries) == 4


def test_r30_a_file_that_is_never_let_go_is_told_after_the_time(club_file, monkeypatch):
    def held(_self, *_given, **_named):
        raise _Held(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(database, "is_encrypted", lambda _path: False)
    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(StorageProblem) as refused:
        open_club(club_file, busy_ms=250)
    assert refused.value.why == "held"
    assert "antivirus" in words(refused.value)


HOLD = """
import sys, time
from sqlcipher3 import dbapi2 as driver
held = driver.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(3)
held.execute("ROLLBACK")
"""


def test_r30_a_sale_waits_for_three_seconds_and_is_stored_once(desk, club_file):
    member = make_member(desk).id
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(club_file)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    begun = time.monotonic()
    make_sale(desk, member, 1_000_000)
    assert 2 < time.monotonic() - begun < 10
    assert other.wait() == 0
    other.stdout.close()
    assert desk.db.execute_sql("SELECT count(*) FROM sale").fetchone()[0] == 1
