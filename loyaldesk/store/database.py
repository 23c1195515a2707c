"""Opening a club file, and the only way to write into it."""

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Lock, local
from time import monotonic, sleep
from typing import Any, ClassVar, cast

from peewee import (
    Database,
    DatabaseError,
    DatabaseProxy,
    InterfaceError,
    Model,
    OperationalError,
    PeeweeException,
)
from playhouse.migrations import Runner
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.store import authorizer, seals
from loyaldesk.store.ban import GuardedConnection
from loyaldesk.store.old_journal import refuse_old_journal
from loyaldesk.store.place import check_place

DATABASE = DatabaseProxy()
"""The open club: tables are bound to it. One of two process-wide names (the other: words)."""

MIGRATIONS = Path(__file__).with_name("migrations")
APPLICATION_ID = 0x4C4F5941
"""``LOYA``: tells a club from any other SQLite file."""

OLDEST_ENGINE = (3, 51, 3)
"""Below it a rare race in WAL mode can damage the file (sqlite.org/wal.html#walresetbug)."""

BUSY_MS = 10_000
KEPT_STATEMENTS = 1000
"""Compiled SQL texts kept for each connection; the driver's own 100 are full after the schema is
made, and it drops the newest then, so that every text would be compiled each time (measured: half
of the time of a sale)."""

_HEADER = b"SQLite format 3\x00"

_PRAGMAS = (
    ("busy_timeout", BUSY_MS),
    ("foreign_keys", 1),
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("recursive_triggers", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("secure_delete", "fast"),
    ("temp_store", "memory"),
    ("journal_size_limit", 16 * 1024 * 1024),
    ("cache_size", -65_536),
)
_MUST_BE = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1}


class ClubDatabase(SqlCipherDatabase):  # type: ignore[misc]
    """One club file, plain or encrypted; every connection has the same pragmas, read back.

    Attributes:
        held: How many connections this process has to each file, and whether it is encrypted. The
            file locks of POSIX belong to the process: whoever opens and closes a club's file beside
            the engine lets go of the engine's own locks, and another program may take them.
        looking: Why the club is open for looking only; empty when it may be written to.
        trail_key: Seals each change; None as long as the club has no first row.
    """

    is_server: ClassVar[bool] = False
    held: ClassVar[dict[Path, tuple[int, bool]]] = {}
    _counting: ClassVar[Lock] = Lock()

    def __init__(
        self, path: Path, key: bytes | None = None, *, busy_ms: int = BUSY_MS, looking: str = "",
        is_still: bool = False,
    ) -> None:  # fmt: skip
        self.path = path
        self.looking = looking
        self.wrong_tries = 0  # of signing in, where they cannot be written down
        self.key = key
        self.trail_key: bytes | None = None
        self._thread = local()
        self._is_watched = False
        self.busy_ms = busy_ms
        options: dict[str, Any] = {
            "uri": True, "cached_statements": KEPT_STATEMENTS, "factory": GuardedConnection,
        }  # fmt: skip
        if key is not None:
            options["passphrase"] = f"x'{key.hex()}'"
        pragmas = [(n, busy_ms if n == "busy_timeout" else v) for n, v in _PRAGMAS]
        mode = "ro&immutable=1" if is_still else "ro" if looking else "rw"
        super().__init__(
            f"{path.absolute().as_uri()}?mode={mode}", pragmas=pragmas, lock_type="IMMEDIATE",
            **options,
        )  # fmt: skip

    @property
    def sealed(self) -> tuple[int, seals.Seal] | None:
        """The last seal this thread's connection stored, with the version of the file then."""
        return getattr(self._thread, "sealed", None)

    @sealed.setter
    def sealed(self, what: tuple[int, seals.Seal] | None) -> None:
        self._thread.sealed = what

    def _connect(self) -> Any:
        self.sealed = None
        with translated(self.path):  # each thread connects anew, and meets what happened since
            connection = super()._connect()
        self._count(1)
        self._thread.file = _file_mark(self.path)
        return connection

    def is_same_file(self) -> bool:
        """Return whether what lies at the club's place is what this thread's connection opened.

        Some systems let an open file be moved away, as a restore in another program does: what is
        written to it then nobody ever sees again.
        """
        return getattr(self._thread, "file", None) == _file_mark(self.path)

    def _close(self, conn: Any) -> None:
        super()._close(conn)
        self._count(-1)

    def _count(self, step: int) -> None:
        at = self.path.resolve()
        with self._counting:
            held = self.held.get(at, (0, False))[0] + step
            self.held[at] = (held, self.key is not None)
            if held <= 0:
                del self.held[at]

    def begin(self, lock_type: str | None = None) -> None:
        """Begin; a writer who finds the file locked asks again every millisecond.

        The engine's own waiting sleeps up to 100 ms between two looks, so that a sale could miss
        every gap between the short transactions of an import.
        """
        if (lock_type or "").upper() != "IMMEDIATE":
            super().begin(lock_type)
            return
        until = monotonic() + self.busy_ms / 1000
        self.execute_sql("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    super().begin(lock_type)
                except OperationalError as error:
                    if "locked" not in str(error) or monotonic() > until:
                        raise
                    sleep(0.001)
                else:
                    return
        finally:
            self.execute_sql(f"PRAGMA busy_timeout={self.busy_ms}")

    def watch(self) -> None:
        """Refuse from now on, on every connection, what would go around the guards in the file."""
        self._is_watched = True
        authorizer.watch(self.connection())

    def allow_writing(self, *, allowed: bool) -> None:
        """Lift the ban on writing from this thread's connection, or lay it again."""
        if allowed or not self.is_closed():  # a new connection has the ban
            self.connection().ban_is_lifted = allowed

    def _add_conn_hooks(self, conn: Any) -> None:
        if self.key is not None:
            conn.execute("PRAGMA cipher_log_level=NONE")
        super()._add_conn_hooks(conn)
        for name, wanted in _MUST_BE.items():
            if self.looking and name == "journal_mode":
                continue  # nothing is written, so nothing is kept in a journal
            found = conn.execute(f"PRAGMA {name}").fetchone()[0]
            if found != wanted:
                raise StorageProblem("engine", str(self.path), f"{name}={found}")
        if self._is_watched:
            authorizer.watch(conn)
        conn.ban_is_lifted = False


def _file_mark(path: Path) -> tuple[int, int] | None:
    """Return which file lies at *path*, on systems where an open one can be moved away."""
    if os.name != "posix":
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def translated(path: Path | None = None) -> Iterator[None]:
    """Turn the driver's errors inside the block into `StorageProblem`."""
    try:
        yield
    except (DatabaseError, InterfaceError, driver.Error, OSError) as error:
        why = _why(error)
        if why is None:
            raise
        why, named = _named(why, path)
        raise StorageProblem(why, named, type(error).__name__) from error


def _named(why: str, path: Path | None) -> tuple[str, str]:
    """Return reason and name of what to look at: the folder, when the file itself is all right.

    The engine keeps files beside the club; where it may not, it only says that it cannot open or
    write the club.
    """
    if path is None or not path.is_file():
        return why, str(path or "")
    if why == "missing" or (why == "read-only" and os.access(path, os.W_OK)):
        return "folder read-only", str(path.parent)
    return why, str(path)


_TELLING = (
    (r"disk is full|No space left", "full"),
    (r"locked|busy", "busy"),
    (r"readonly|read-only|Read-only", "read-only"),
    (r"not a database|file is encrypted", "foreign"),
    (r"malformed(?! JSON)|corrupt|vtable constructor failed", "damaged"),
    (r"unable to open", "missing"),
    (r"disk I/O error", "io"),
)


def _why(error: BaseException) -> str | None:
    """Return the code of the innermost storage fault; a full disk hides behind a rollback."""
    seen: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in seen:
        seen.append(at)
        at = at.__cause__ or at.__context__
    for each in reversed(seen):
        if (why := getattr(each, "storage_why", None)) is not None:  # a server says it itself
            return str(why)
        for pattern, why in _TELLING:
            if isinstance(each, (PeeweeException, driver.Error, OSError)) and re.search(
                pattern, str(each)
            ):
                return why
    return None


@contextmanager
def writing(db: ClubDatabase) -> Iterator[None]:
    """Lift the ban on writing for one IMMEDIATE transaction.

    Raises:
        StorageProblem: If the disk is full, the file locked for ten seconds, or the like;
            nothing of the transaction is stored then.
        RuntimeError: If a transaction is already open: changes do not nest.
    """
    if db.in_transaction():
        raise RuntimeError("a change inside a change would tell its news too early")
    if looking(db):
        raise StorageProblem("looking", str(db.path), looking(db))
    if (
        not db.is_server and not db.path.exists()
    ):  # some systems let an open file be taken away: it would take the sale
        raise StorageProblem("missing", str(db.path))
    with translated(db.path):
        db.allow_writing(allowed=True)
        try:
            with db.atomic("IMMEDIATE"):
                if not db.is_server and not db.is_same_file():
                    raise StorageProblem("missing", str(db.path))
                seals.look(db)
                yield
                sealed = seals.seal(db)
            db.sealed = sealed
        except BaseException:
            db.sealed = None
            raise
        finally:
            with suppress(PeeweeException):
                db.allow_writing(allowed=False)


@contextmanager
def without_trace(db: ClubDatabase) -> Iterator[None]:
    """Overwrite what is deleted inside the block, in the file and in what stands beside it.

    A long reading elsewhere can keep the old pages for a while; the next checkpoint takes them.
    """
    with translated(db.path):
        if db.is_server:  # what a server does with deleted rows is its own matter
            yield
            return
        db.execute_sql("PRAGMA secure_delete=1")
        try:
            yield
        finally:
            db.execute_sql("PRAGMA secure_delete=fast")
        db.execute_sql(f"PRAGMA busy_timeout={min(db.busy_ms, 200)}")
        with suppress(PeeweeException):
            db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.execute_sql(f"PRAGMA busy_timeout={db.busy_ms}")


@contextmanager
def one_picture(db: ClubDatabase) -> Iterator[None]:
    """Let every query inside the block see the same, unchanging club."""
    with translated(db.path):
        if db.in_transaction():
            yield
        else:
            with db.atomic("DEFERRED"):
                yield


def server_address(place: object) -> str:
    """Return the address of a club on a server that *place* is, perhaps as a path; else nothing.

    A path takes the two strokes of an address for one and may turn them round.
    """
    found = re.match(r"(postgres(?:ql)?):[/\\]+(.*)", str(place), re.DOTALL)
    return f"{found[1]}://" + found[2].replace("\\", "/") if found else ""


def names_server(place: object) -> bool:
    """Return whether *place* is the address of a club on a server: ``postgresql://...``."""
    return bool(server_address(place))


def _on_server(act: str, place: object) -> Any:
    """Make or open a club on a server; what that needs is loaded only then.

    Raises:
        StorageProblem: ``server driver`` when it was not installed, or what became of it.
    """
    try:
        room = import_module("loyaldesk.store.server.opening")
    except ModuleNotFoundError as error:
        raise StorageProblem("server driver", "", str(error.name)) from error
    db = getattr(room, act)(server_address(place))
    _begin_chain(db)
    return db


def create_club(path: Path | str, key: bytes | None = None) -> ClubDatabase:
    """Make a new, empty club and open it.

    Args:
        path: The club file, or the address of a club on a server.
        key: The data key of an encrypted club file.

    Raises:
        StorageProblem: ``exists``, ``folder missing``, ``folder read-only``, ``full``,
            ``network`` or ``engine``.
    """
    if names_server(path):
        return cast("ClubDatabase", _on_server("create_server_club", path))
    path = Path(path)
    check_engine()
    check_place(path)
    if path.exists():
        raise StorageProblem("exists", str(path))
    if not path.parent.is_dir():
        raise StorageProblem("folder missing", str(path.parent))
    try:
        path.touch()
    except OSError as error:
        why = "folder read-only" if isinstance(error, PermissionError) else "io"
        raise StorageProblem(why, str(path.parent)) from error
    db = ClubDatabase(path, key)
    try:
        with translated(path):
            db.connect()
            _migrate(db)
            db.watch()
    except BaseException:
        db.close()
        remove_club(path)
        raise
    DATABASE.initialize(db)
    return db


def remove_club(path: Path) -> None:
    """Remove a club file and what the engine keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def open_club(
    path: Path | str,
    key: bytes | None = None,
    *,
    before_migration: Callable[[ClubDatabase], object] | None = None,
    busy_ms: int = BUSY_MS,
) -> ClubDatabase:
    """Open an existing club and bring it to this program's schema.

    Args:
        path: The club file, or the address of a club on a server.
        key: The data key of an encrypted club.
        before_migration: Called with an older club before it is changed (a backup).
        busy_ms: How long to wait for another program that writes.

    Raises:
        StorageProblem: With the reason; nothing is made or changed then.
    """
    if names_server(path):
        return cast("ClubDatabase", _on_server("open_server_club", path))
    path = Path(path)
    check_engine()
    check_place(path)
    check_file(path, encrypted=key is not None, patience_s=busy_ms / 1000)
    if path.resolve() not in ClubDatabase.held:
        refuse_old_journal(path, key)
    db = ClubDatabase(path, key, busy_ms=busy_ms)
    try:
        with translated(path):
            db.connect()
            _check_ours(db, path)
            if _schema(db) < newest_schema():
                if before_migration is not None:
                    before_migration(db)
                _migrate(db)
            _begin_chain(db)
            db.watch()
    except BaseException:
        db.close()
        raise
    DATABASE.initialize(db)
    return db


def _begin_chain(db: ClubDatabase) -> None:
    """Find the key of the trail, and begin a chain where there is none or its key is unknown."""
    db.trail_key = seals.find_key(db)
    if seals.needs_beginning(db):
        with suppress(StorageProblem), writing(db):  # a full disk: the first change that fits does
            pass


def check_engine() -> None:
    """Refuse an engine with a known fault.

    Raises:
        StorageProblem: ``engine``.
    """
    if driver.sqlite_version_info < OLDEST_ENGINE:
        raise StorageProblem("engine", "", driver.sqlite_version)


def is_encrypted(path: Path) -> bool:
    """Return whether *path* looks like an encrypted club: not empty, no readable header."""
    held = ClubDatabase.held.get(path.resolve())
    if held is not None:
        return held[1]
    with path.open("rb") as file:
        start = file.read(len(_HEADER))
    return bool(start) and start != _HEADER


def look_into_club(path: Path, key: bytes | None, why: str) -> ClubDatabase:
    """Open a club that cannot be written, for looking only.

    Where no file can be made beside it, it is read as a file that nobody changes; with a journal
    beside it that would leave out the last sales, so it stays closed then.

    Args:
        path: The club file.
        key: The data key of an encrypted club.
        why: Why it cannot be written.

    Raises:
        StorageProblem: If it cannot be looked at either.
    """
    check_engine()
    check_place(path)
    check_file(path, encrypted=key is not None, for_looking=True)
    journal = path.with_name(path.name + "-wal")
    is_whole = not journal.exists() or journal.stat().st_size == 0
    for is_still in (False, True) if is_whole else (False,):
        db = ClubDatabase(path, key, looking=why, is_still=is_still)
        try:
            with translated(path):
                db.connect()
                _check_ours(db, path)
                if _schema(db) < newest_schema():
                    raise StorageProblem(why, str(path))
                db.trail_key = seals.find_key(db, may_make=False)
        except StorageProblem:
            db.close()
            if is_still or not is_whole:
                raise
        except BaseException:
            db.close()
            raise
        else:
            DATABASE.initialize(db)
            return db
    raise AssertionError("the last way returns or raises")


def looking(db: Database) -> str:
    """Return why *db* is open for looking only; empty when it may be written to."""
    return str(getattr(db, "looking", ""))


def is_there(db: ClubDatabase) -> bool:
    """Return whether the file of an open club is where it was."""
    try:
        return db.path.stat().st_size > 0
    except OSError:
        return False


_HELD = (32, 33)  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def _open_patiently(path: Path, patience_s: float) -> None:
    """Open the file for writing once; a virus scanner may hold it for some seconds.

    Raises:
        StorageProblem: ``held`` when it was never let go.
    """
    until = monotonic() + patience_s
    while True:
        try:
            with path.open("r+b"):
                return
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            if monotonic() > until:
                raise StorageProblem("held", str(path)) from error
            sleep(0.1)


def check_file(
    path: Path, *, encrypted: bool, for_looking: bool = False, patience_s: float = BUSY_MS / 1000
) -> None:
    """Refuse what cannot be a club before any engine touches it.

    Raises:
        StorageProblem: ``missing``, ``empty``, ``foreign``, ``read-only`` or ``held``.
    """
    if not path.is_file():
        raise StorageProblem("missing", str(path))
    if path.stat().st_size == 0:
        raise StorageProblem("empty", str(path))
    try:
        looks_encrypted = is_encrypted(path)
        if path.resolve() not in ClubDatabase.held and not for_looking:
            _open_patiently(path, patience_s)
    except OSError as error:
        is_forbidden = isinstance(error, PermissionError) or error.errno == errno.EROFS
        raise StorageProblem("read-only" if is_forbidden else "io", str(path)) from error
    if looks_encrypted and not encrypted:
        raise StorageProblem("foreign", str(path))
    if encrypted and not looks_encrypted:
        raise StorageProblem("not encrypted", str(path))


def newest_schema() -> int:
    """Return the number of the newest migration this program has."""
    return max(int(file.name[:4]) for file in MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


def _schema(db: ClubDatabase) -> int:
    return int(db.execute_sql("PRAGMA user_version").fetchone()[0])


def _check_ours(db: ClubDatabase, path: Path) -> None:
    if db.execute_sql("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StorageProblem("foreign", str(path))
    if _schema(db) > newest_schema():
        raise StorageProblem("newer", str(path), str(_schema(db)))


def make_tables(db: ClubDatabase) -> None:
    """Bring an open club file, perhaps an empty one, to this program's tables."""
    _migrate(db)


def _migrate(db: ClubDatabase) -> None:
    db.allow_writing(allowed=True)
    db.execute_sql("PRAGMA foreign_keys=0")  # a table that is made anew is gone for a moment
    try:
        Runner(db, str(MIGRATIONS)).up()
        with db.atomic("IMMEDIATE"):
            db.execute_sql(f"PRAGMA user_version={newest_schema()}")
            db.execute_sql(f"PRAGMA application_id={APPLICATION_ID}")
    finally:
        db.execute_sql("PRAGMA foreign_keys=1")
        db.allow_writing(allowed=False)


class Table(Model):
    """What every table of the club has in common."""

    class Meta:  # noqa: D106  # peewee reads it
        database = DATABASE
        legacy_table_names = False
