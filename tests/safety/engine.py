"""The club on a second engine whose disk is written in Python: the faults of a disk can be made.

The program's own engine lets nobody stand between it and the disk. This one (SQLite3 Multiple
Ciphers) does, and reads and writes the very same files, plain and encrypted. Its connection is
dressed as one of the program's driver, so that the program's own opening, pragmas, doors and use
cases run on it unchanged. It keeps the index of its journal in memory (``locking_mode=exclusive``),
which never reaches a disk anyway.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import apsw
from sqlcipher3 import dbapi2 as driver

from loyaldesk.store import database

_SAYS: dict[type[Exception], str] = {
    apsw.FullError: "database or disk is full",
    apsw.IOError: "disk I/O error",
    apsw.CantOpenError: "unable to open database file",
    apsw.ReadOnlyError: "attempt to write a readonly database",
    apsw.CorruptError: "database disk image is malformed",
    apsw.NotADBError: "file is not a database",
    apsw.BusyError: "database is locked",
}
"""What the engine itself says; the second one puts the words of a fault made in Python there."""

_KINDS: dict[type[Exception], type[Exception]] = {
    apsw.ConstraintError: driver.IntegrityError,
    apsw.MismatchError: driver.IntegrityError,
    apsw.CorruptError: driver.DatabaseError,
    apsw.NotADBError: driver.DatabaseError,
    apsw.MisuseError: driver.InterfaceError,
}


@contextmanager
def as_driver() -> Iterator[None]:
    """Raise what the second engine raises as the program's driver would."""
    try:
        yield
    except apsw.Error as error:
        kind = type(error)
        text = _SAYS.get(kind) or str(error).partition(": ")[2] or str(error)
        raise _KINDS.get(kind, driver.OperationalError)(text) from None


class Cursor:
    """A cursor as the driver's; its rows are read at once."""

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.description: Sequence[Any] | None = None
        self._rows: list[tuple[Any, ...]] = []
        self._at = 0

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "Cursor":
        real = self.connection.real
        changed = real.total_changes()
        with as_driver():
            cursor = real.cursor()
            cursor.execute(sql, values if isinstance(values, dict) else tuple(values))
            self._rows, self._at = [], 0
            self.description = None
            try:
                self.description = cursor.get_description()
                self._rows = [tuple(row) for row in cursor]
            except apsw.ExecutionCompleteError:
                pass
            finally:
                cursor.close(True)
        writes = sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE", "REPLAC")
        self.rowcount = real.changes() if writes and real.total_changes() > changed else 0
        self.rowcount = self.rowcount if writes else -1
        self.lastrowid = real.last_insert_rowid()
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> "Cursor":
        count = 0
        for row in rows:
            self.execute(sql, row)
            count += max(self.rowcount, 0)
        self.rowcount = count
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        if self._at >= len(self._rows):
            return None
        self._at += 1
        return self._rows[self._at - 1]

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        rows = self._rows[self._at : self._at + size]
        self._at += len(rows)
        return rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._at = self._rows[self._at :], len(self._rows)
        return rows

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.fetchall())

    def close(self) -> None:
        self._rows = []


class Connection:
    """A connection as the driver's."""

    def __init__(self, path: Path, key: bytes | None, disk: str) -> None:
        name = f"multipleciphers-{disk}" if key is not None else disk
        with as_driver():
            self.real = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=name)
        with as_driver():
            if key is not None:
                self.real.pragma("cipher", "sqlcipher")
                self.real.pragma("legacy", 4)
                self.real.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            self.real.pragma("locking_mode", "exclusive")

    @property
    def in_transaction(self) -> bool:
        return bool(self.real.in_transaction)

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        return Cursor(self).execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        return Cursor(self).executemany(sql, rows)

    def create_function(
        self, name: str, count: int, work: Callable[..., Any], *, deterministic: bool = False
    ) -> None:
        self.real.create_scalar_function(name, work, count, deterministic=deterministic)

    def set_authorizer(self, work: Callable[..., int] | None) -> None:
        self.real.authorizer = work

    def close(self) -> None:
        with suppress(apsw.Error):  # the engine closes whatever the disk says; so does the driver
            self.real.close(True)


class SecondEngine(database.ClubDatabase):
    """The program's database on the second engine and the disk named last."""

    disk: ClassVar[str] = ""

    def is_same_file(self) -> bool:
        """A disk made in Python moves no open file away."""
        return True

    def _connect(self) -> Connection:
        connection = Connection(self.path, self.key, self.disk)
        try:
            self._add_conn_hooks(connection)
        except BaseException:
            connection.close()
            raise
        self._count(1)
        return connection

    def _close(self, conn: Connection) -> None:
        conn.close()
        self._count(-1)


def opened_on(disk: str, path: Path, key: bytes | None = None) -> database.ClubDatabase:
    """Open a club as the program does, but on the second engine and a disk made in Python."""
    on_it = type("OnDisk", (SecondEngine,), {"disk": disk})
    with patch.object(database, "ClubDatabase", on_it):
        return database.open_club(path, key)
