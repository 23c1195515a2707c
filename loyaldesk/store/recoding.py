"""Writing a whole club once more under another key, or under none, and proving the copy."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.safekeeping import BackupProblem, Figures
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Cancelled, Progress
from loyaldesk.store.proving import Check, Connection, connect, connect_still, figures_of, prove

_STEPS = 200_000
"""Steps of the engine between two looks whether the work is still wanted."""

_MARKS = ("application_id", "user_version")
"""What the engine does not take along into an export."""


def recode(
    club: Path, key: bytes | None, target: Path, new_key: bytes | None, progress: Progress
) -> Figures:
    """Write the club of *club* into *target*, which must not exist, and return what it holds.

    Args:
        club: The club file, which nobody writes to.
        key: Its data key; None for a plain club.
        target: The new file.
        new_key: The data key of the new file; None for a plain one.
        progress: Told that it works; may stop it.

    Raises:
        Cancelled: If *progress* stopped it; *target* may be half written then.
        BackupProblem: If the club cannot be read.
    """
    progress.step(0, 0, tr("Writing the club under its new key"))
    with closing(connect(club, key)) as source:
        figures = figures_of(source)
        with _stoppable(source, progress):
            if key is not None and new_key is not None:
                _copy(source, target, key)
            else:
                _export(source, target, new_key)
    if key is not None and new_key is not None:
        with closing(connect(target, key)) as copy, _stoppable(copy, progress):
            copy.execute("PRAGMA journal_mode = MEMORY").fetchall()
            copy.execute("PRAGMA synchronous = OFF")
            copy.execute(f"PRAGMA rekey = \"x'{new_key.hex()}'\"")
    with target.open("r+b") as file:  # nothing of it was flushed so far: it counts only as a whole
        os.fsync(file.fileno())
    return figures


def prove_same(
    club: Path, key: bytes | None, target: Path, new_key: bytes | None, figures: Figures,
    check: Check, progress: Progress,
) -> None:  # fmt: skip
    """See that *target* is whole and holds what *club* holds: tables, triggers, marks, figures.

    Raises:
        BackupProblem: ``engine``, ``figures`` or ``invariants``.
    """
    progress.step(0, 0, tr("Checking the new file"))
    prove(target, new_key, figures, club.name, check)
    with (
        closing(connect(club, key)) as old,
        closing(connect_still(target, new_key)) as new,
    ):
        for mark in _MARKS:
            if _one(old, f"PRAGMA {mark}") != _one(new, f"PRAGMA {mark}"):
                raise BackupProblem("figures", club.name, mark)
        if _shape(old) != _shape(new):
            raise BackupProblem("figures", club.name, "schema")


def _copy(source: Connection, target: Path, key: bytes) -> None:
    with closing(connect(target, key, "rwc")) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        source.backup(copy)


def _export(source: Connection, target: Path, new_key: bytes | None) -> None:
    secret = "" if new_key is None else f"x'{new_key.hex()}'"
    connect(target, new_key, "rwc").close()
    source.execute("ATTACH DATABASE ? AS fresh KEY ?", (target.absolute().as_uri(), secret))
    try:
        source.execute("PRAGMA fresh.journal_mode = MEMORY").fetchall()
        source.execute("PRAGMA fresh.synchronous = OFF")
        source.execute("SELECT sqlcipher_export('fresh')").fetchall()
        for mark in _MARKS:
            source.execute(f"PRAGMA fresh.{mark} = {_one(source, f'PRAGMA {mark}')}")
    finally:
        source.execute("DETACH DATABASE fresh")


@contextmanager
def _stoppable(connection: Connection, progress: Progress) -> Iterator[None]:
    """Let *progress* stop what the engine does inside the block."""
    stopped: list[Cancelled] = []

    def look() -> int:
        try:
            progress.step(0, 0, tr("Writing the club under its new key"))
        except Cancelled as cancelled:
            stopped.append(cancelled)
        return len(stopped)

    connection.set_progress_handler(look, _STEPS)
    try:
        yield
    except driver.Error:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _shape(connection: Connection) -> set[tuple[str, ...]]:
    rows = connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema"
        " WHERE name NOT LIKE 'sqlite_stat%'"
    )
    return {tuple(row) for row in rows.fetchall()}


def _one(connection: Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])
