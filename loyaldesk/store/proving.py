"""Whether a club file on the disk is whole: the engine's own check and what it holds."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.safekeeping import BackupProblem, Figures

Connection = Any
"""A connection of the driver, which has no types."""

Check = Callable[[Connection], list[str]]
"""Looks at a read-only connection and returns one sentence for each thing that is wrong."""

BUSY_MS = 10_000


def no_check(_connection: Connection) -> list[str]:
    """Find nothing wrong."""
    return []


def connect(path: Path, key: bytes | None, mode: str = "rw", more: str = "") -> Connection:
    """Open a club file by itself, apart from the program's own connections.

    Args:
        path: The file; missing is an error unless *mode* is ``rwc``.
        key: Data key; None for a plain club.
        mode: ``ro``, ``rw`` or ``rwc``.
        more: Further parts of the file's address, such as ``&immutable=1``.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}{more}"
    connection = driver.connect(
        address, uri=True, isolation_level=None, timeout=BUSY_MS / 1000, check_same_thread=False
    )
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA trusted_schema = 0")
    except driver.Error:
        connection.close()
        raise
    return connection


def connect_still(path: Path, key: bytes | None) -> Connection:
    """Open a file that nobody writes to, leaving no file beside it."""
    return connect(path, key, "ro", "&immutable=1")


def figures_of(connection: Connection) -> Figures:
    """Return what the club holds, in one picture."""
    connection.execute("BEGIN")
    try:
        tables = sorted(
            name
            for schema, name, kind, *_ in connection.execute("PRAGMA table_list").fetchall()
            if schema == "main" and kind == "table" and not name.startswith("sqlite_")
        )
        counts = {
            name: _one(connection, f"SELECT count(*) FROM {_quoted(name)}") for name in tables
        }
        return Figures(
            counts,
            _one(connection, "SELECT coalesce(sum(points), 0) FROM points_entry")
            if "points_entry" in counts
            else 0,
            _last(connection, "sale", counts),
            _last(connection, "member", counts),
        )
    finally:
        connection.execute("ROLLBACK")


def schema_of(connection: Connection) -> int:
    """Return the version of the tables."""
    return _one(connection, "PRAGMA user_version")


def prove(path: Path, key: bytes | None, expected: Figures, name: str, check: Check) -> None:
    """See that a club file that nobody writes to is whole and holds what is expected.

    Args:
        path: The file.
        key: Data key; None for a plain club.
        expected: What it has to hold.
        name: What it is called in errors.
        check: The invariants of a club.

    Raises:
        BackupProblem: ``engine``, ``figures`` or ``invariants``.
    """
    try:
        with closing(connect_still(path, key)) as connection:
            _prove_pages(connection, key, name)
            found = figures_of(connection)
            if found != expected:
                raise BackupProblem("figures", name, _difference(found, expected))
            wrong = check(connection)
    except (driver.DatabaseError, ValueError, TypeError) as error:
        raise BackupProblem("engine", name, str(error)) from error
    if wrong:
        raise BackupProblem("invariants", name, wrong[0])


def _prove_pages(connection: Connection, key: bytes | None, name: str) -> None:
    _one(connection, "SELECT count(*) FROM sqlite_schema")
    if key is None:
        rows = connection.execute("PRAGMA quick_check(1)").fetchall()
        wrong = rows[0][0] if rows and rows[0][0] != "ok" else ""
    else:
        rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        wrong = rows[0][0] if rows else ""
    if wrong:
        raise BackupProblem("engine", name, str(wrong))


def _difference(found: Figures, expected: Figures) -> str:
    for table in sorted(found.counts.keys() | expected.counts.keys()):
        is_, should = found.counts.get(table), expected.counts.get(table)
        if is_ != should:
            return f"{table}: {is_} ≠ {should}"
    return f"points_entry: {found.ledger_sum} ≠ {expected.ledger_sum}"


def _last(connection: Connection, table: str, counts: dict[str, int]) -> int:
    return _one(connection, f"SELECT coalesce(max(id), 0) FROM {table}") if table in counts else 0


def _one(connection: Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
