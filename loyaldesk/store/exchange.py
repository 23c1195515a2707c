"""Exchanging the files of a club for new ones: wholly new or wholly old, killed at any moment."""

import json
import re
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.kernel.files import settle, write_whole
from loyaldesk.store import vault
from loyaldesk.store.claim import disk_faults, fault_of, only_one, room_prefix
from loyaldesk.store.proving import connect

KEYS = ".keys"
PARTS = ("", "-wal", "-shm")
RESTORE, KEY = "restore", "key"
"""Why files are exchanged. Those moved aside before a restore are kept; before a change of keys
they go as soon as the new ones were proved, for they may be plain."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be moved, written down before the first move.

    Attributes:
        why: `RESTORE` or `KEY`.
        stamp: Ends the names of the files that are moved aside.
        parts: Endings of the club's files that are exchanged.
        had: Those of them that were there before.
    """

    why: str
    stamp: str
    parts: tuple[str, ...]
    had: tuple[str, ...]

    def aside(self, club: Path, part: str) -> Path:
        """Return the name under which a file of the old club is kept."""
        return club.with_name(f"{club.name}{part}.before-{self.why}-{self.stamp}")


def exchange(
    club: Path,
    fresh: Path,
    keys: bytes | None,
    parts: tuple[str, ...],
    now: datetime,
    look: Callable[[], None],
    why: str = RESTORE,
    still: Callable[[], None] = lambda: None,
) -> tuple[Path, ...]:
    """Move the old files aside together, put the new ones in place and look at them.

    Args:
        club: The club file, which nobody may have open; may be missing.
        fresh: The new club, complete on the disk of *club*.
        keys: The new key file; None for none.
        parts: Endings of the files that are exchanged.
        now: The moment, aware; it names the files that are moved aside.
        look: Looks at the new club where it lies, and raises if it is not what it should be.
        why: `RESTORE` or `KEY`.
        still: Looks at the old club the moment before it moves, and raises if it is not still.

    Returns:
        The files moved aside.

    Raises:
        BackupProblem: ``in_use``, if another program holds one of the files.
        BaseException: What *look* or the disk did; everything is as it was then.
    """
    plan = _plan(club, parts, now, why)
    note = {"why": plan.why, "stamp": plan.stamp, "parts": plan.parts, "had": plan.had}
    write_whole(_note(club), json.dumps(note).encode())
    settle(club.parent)
    try:
        still()
        for part in plan.had:
            _file(club, part).replace(plan.aside(club, part))
        fresh.replace(club)
        if keys is not None:
            write_whole(vault.key_file(club), keys)
        look()
        settle(club.parent)
        _note(club).unlink()
        settle(club.parent)
    except BaseException as error:
        undo(club)
        if isinstance(error, PermissionError):  # open elsewhere, where systems forbid to move it
            raise BackupProblem("in_use", str(club)) from error
        raise
    return tuple(plan.aside(club, part) for part in plan.had)


def undo_half_done(club: Path) -> bool:
    """Put the old club back if the program was killed in the middle of an exchange.

    To be called before a club is opened; costs one look at the folder when there is nothing to do.
    Where a change of keys came to its end, what it left behind is removed.

    Returns:
        Whether there was something to put back.

    Raises:
        BackupProblem: ``busy`` while an exchange is running; or what the disk did.
    """
    if _note(club).exists():
        with only_one(club), disk_faults(club.parent):
            return undo(club)
    clear(club)
    return False


def clear(club: Path) -> None:
    """Remove what a change of keys left beside the club, which may be plain."""
    if not _left_by_key_change(club):
        return
    with suppress(BackupProblem), only_one(club):  # else a backup is running: next time
        if not _note(club).exists():
            remove(_left_by_key_change(club))


def let_go(club: Path, before: datetime) -> None:
    """Remove what restores of before a moment moved aside: it names whoever was erased since."""
    ending = re.compile(
        re.escape(club.name) + rf"(-wal|-shm|\{KEYS})?\.before-{RESTORE}-(\d{{8}}T\d{{6}}Z)(-\d+)?"
    )
    stamp = f"{before.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with suppress(OSError):  # the folder cannot be listed now: next time
        named = [(each, ending.fullmatch(each.name)) for each in club.parent.iterdir()]
        remove(tuple(each for each, name in named if name is not None and name[2] < stamp))


def undo(club: Path) -> bool:
    """Put back what was moved aside, if the exchange did not come to its end; may run twice."""
    try:
        read = json.loads(_note(club).read_bytes())
        plan = Plan(
            str(read.get("why", RESTORE)), str(read["stamp"]), tuple(read["parts"]),
            tuple(read["had"]),
        )  # fmt: skip
    except FileNotFoundError:
        return False
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupProblem("damaged", _note(club).name) from error
    _check(club, plan)
    if "" in plan.had and not plan.aside(club, "").exists():
        # The club itself goes first and comes back last: nothing was moved, or all is put back.
        _note(club).unlink()
        return True
    for part in sorted(plan.parts, key=len, reverse=True):
        old = plan.aside(club, part)
        if old.exists():
            old.replace(_file(club, part))
        elif part not in plan.had:
            _file(club, part).unlink(missing_ok=True)
    settle(club.parent)
    _note(club).unlink()
    return True


def remove(paths: tuple[Path, ...]) -> None:
    """Remove files that were moved aside, so far as the system lets go of them."""
    for path in paths:
        with suppress(OSError):  # open in another program: the next opening of the club removes it
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


Mark = tuple[tuple[int, int] | None, ...]
"""Sizes and times of the files of a club: another one after anybody wrote to it."""


def nobody_else(club: Path, key: bytes | None) -> Mark:
    """See that no other connection has the club open; a damaged club cannot tell.

    Returns:
        What tells later whether anybody wrote to it meanwhile.

    Raises:
        BackupProblem: ``in_use``.
    """
    if not club.exists():
        return _mark(club)
    try:
        with closing(connect(club, key)) as alone:
            alone.execute("PRAGMA busy_timeout = 500")
            # Set before the first read of a club in WAL mode, it fails beside any connection.
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except driver.DatabaseError as error:
        why = fault_of(error)
        if why != "club_unreadable":
            raise BackupProblem(why, str(club), str(error)) from error
    return _mark(club)


def still_alone(club: Path, key: bytes | None, mark: Mark) -> Callable[[], None]:
    """Return what sees that nobody has the club open, nor wrote to it since *mark*.

    Making its successor takes minutes for a large club. Another program, such as the command line,
    may sell meanwhile: what it stored would stay in the old files.
    """

    def look() -> None:
        if nobody_else(club, key) != mark:
            raise BackupProblem("in_use", str(club), "written meanwhile")

    return look


def _mark(club: Path) -> Mark:
    def of(part: str) -> tuple[int, int] | None:
        try:
            found = _file(club, part).stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns

    return of(""), of("-wal")


def _left_by_key_change(club: Path) -> tuple[Path, ...]:
    if not club.exists():
        return ()
    names = tuple(f"{club.name}{part}.before-{KEY}-" for part in (*PARTS, KEYS))
    names += (room_prefix(club),)
    try:
        return tuple(each for each in club.parent.iterdir() if each.name.startswith(names))
    except OSError:
        return ()


def _plan(club: Path, parts: tuple[str, ...], now: datetime, why: str) -> Plan:
    had = tuple(part for part in parts if _file(club, part).exists())
    stamp = first = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    again = 1
    while any(Plan(why, stamp, parts, had).aside(club, part).exists() for part in parts):
        again += 1
        stamp = f"{first}-{again}"
    return Plan(why, stamp, parts, had)


def _check(club: Path, plan: Plan) -> None:
    """See that a note names nothing but files beside the club."""
    known = {*PARTS, KEYS}
    if not {*plan.parts, *plan.had} <= known or plan.why not in (RESTORE, KEY):
        raise BackupProblem("damaged", _note(club).name)
    if "/" in plan.stamp or "\\" in plan.stamp:
        raise BackupProblem("damaged", _note(club).name)


def _file(club: Path, part: str) -> Path:
    return club.with_name(club.name + part)


def _note(club: Path) -> Path:
    return _file(club, ".restoring")
