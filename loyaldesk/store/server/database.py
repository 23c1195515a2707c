"""A club on a PostgreSQL server: takes the same SQL texts as a club file."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import peewee
import psycopg

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.store.server import faults, values
from loyaldesk.store.server.address import Address
from loyaldesk.store.server.dialect import Translator
from loyaldesk.store.server.kinds import Places

OLDEST_SERVER = 150_000
LOCK_MS = 10_000
"""How long a writer waits for another one: as long as for another program at a club file."""

BATCH = 200
"""So many rows go to the server at once."""

_WATCHED: dict[str, Any] = {
    "connect_timeout": 5, "application_name": "LoyalDesk", "keepalives_idle": 10,
    "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000,
}  # fmt: skip
"""A cable that was pulled is noticed within half a minute, not after hours."""

Values = Sequence[Any] | Mapping[str, Any] | None


class ClubCursor:
    """Runs SQLite's texts on the server and answers as SQLite's cursor does.

    Attributes:
        lastrowid: Number of the row that was added last.
    """

    def __init__(self, db: "ServerDatabase") -> None:
        self._db = db
        self._cursor: Any = None
        self._count = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, params: Values = None) -> "ClubCursor":
        """Run one text."""
        said = self._db.say(sql)
        self._cursor = self._db.run(said.sql, _named(params))
        self._count = self._cursor.rowcount
        if said.row_id:
            rows = self._cursor.fetchall()
            self.lastrowid = rows[-1][0] if rows else None
        return self

    def executemany(self, sql: str, rows: Iterable[Values]) -> "ClubCursor":
        """Run one text for many rows; they go to the server in batches."""
        said = self._db.say(sql)
        todo = [_named(row) for row in rows]
        self._count = 0
        for at in range(0, len(todo), BATCH):
            self._cursor = self._db.run_all(said.sql, todo[at : at + BATCH])
            self._count += self._counted()
        return self

    def _counted(self) -> int:
        count = max(self._cursor.rowcount, 0)
        while self._cursor.nextset():
            count += max(self._cursor.rowcount, 0)
        return int(count)

    @property
    def rowcount(self) -> int:
        """How many rows were written or found."""
        return self._count

    @property
    def description(self) -> Any:
        """The columns of the answer; None when there is no answer."""
        return None if self._cursor is None else self._cursor.description

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return None if self.description is None else self._cursor.fetchone()

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Return the next rows."""
        return [] if self.description is None else list(self._cursor.fetchmany(size))

    def fetchall(self) -> list[Any]:
        """Return the rest of the rows."""
        return [] if self.description is None else list(self._cursor.fetchall())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())

    def close(self) -> None:
        """Let go of the answer."""
        if self._cursor is not None:
            self._cursor.close()


def _named(given: Values) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    return {f"p{at}": value for at, value in enumerate(given or ())}


class ServerDatabase(peewee.PostgresqlDatabase):
    """One club on a server; each thread has a connection that may read only.

    Attributes:
        address: Where it is, and as whom it is opened.
        path: A name for messages.
        say: Translates SQL texts.
    """

    _state: Any
    is_server = True
    held: ClassVar[dict[Path, tuple[int, bool]]] = {}

    def __init__(self, address: Address) -> None:
        self.address = address
        self.path = address.place
        self.key: bytes | None = None
        self.looking = ""
        self.trail_key: bytes | None = None
        self.busy_ms = LOCK_MS
        self.say = Translator(Places())
        name = f"{address.database} {address.schema} LoyalDesk".encode()
        self.lock = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
        super().__init__(address.database, prefer_psycopg3=True)

    def _connect(self) -> Any:
        settings = {
            "search_path": f'"{self.address.schema}", public, pg_temp',
            "default_transaction_read_only": "on", "lock_timeout": str(self.busy_ms),
            "timezone": "UTC", "client_encoding": "UTF8", "standard_conforming_strings": "on",
            "idle_in_transaction_session_timeout": "600000", "jit": "off",
        }  # fmt: skip
        given = {**_WATCHED, **self.address.connecting}
        try:
            connection = psycopg.connect(
                **given, autocommit=True, cursor_factory=psycopg.ClientCursor
            )
            values.adapt(connection)
            say = ", ".join(f"set_config('{k}', '{v}', false)" for k, v in settings.items())
            connection.execute(f"SELECT {say}")
        except psycopg.Error as error:
            raise faults.told(error) from error
        if connection.info.server_version < OLDEST_SERVER:
            found = str(connection.info.server_version // 10_000)
            connection.close()
            raise StorageProblem("server old", str(self.path), found)
        return connection

    # running

    def connection(self) -> Any:
        """Return the connection of this thread."""
        return super().connection()  # type: ignore[no-untyped-call]

    def cursor(self, named_cursor: str | None = None) -> Any:  # noqa: ARG002  # peewee's signature
        """Return a cursor that takes SQLite's texts."""
        return ClubCursor(self)

    def execute_sql(self, sql: str, params: Values = None) -> Any:
        """Run one of SQLite's texts."""
        return ClubCursor(self).execute(sql, params)

    def run(self, sql: str, given: Mapping[str, Any] | None = None) -> Any:
        """Run one of the server's own texts; a lost connection is made anew where that is safe."""
        try:
            return self.connection().cursor().execute(sql, given or {})
        except psycopg.Error as error:
            if not self._is_lost():
                raise faults.told(error) from error
            again = not self.in_transaction()
            self.let_go()
            if not again:
                raise faults.told(error) from error
        try:
            return self.connection().cursor().execute(sql, given or {})
        except psycopg.Error as error:
            raise faults.told(error) from error

    def run_all(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> Any:
        """Run one of the server's own texts for many rows in one message."""
        cursor = self.connection().cursor()
        try:
            return cursor.execute(";".join(cursor.mogrify(sql, row) for row in rows), None)
        except psycopg.Error as error:
            raise faults.told(error) from error

    def _is_lost(self) -> bool:
        state = self._state
        return not state.closed and (state.conn.closed or state.conn.broken)

    def let_go(self) -> None:
        """Forget a connection that is of no use any more; open transactions stay known."""
        open_ones = self._state.transactions
        if self._state.conn is not None:
            with suppress(psycopg.Error):
                self._state.conn.close()
        self._state.reset()
        self._state.transactions = open_ones

    # transactions

    def begin(self, lock_type: str | None = None) -> None:
        """Begin; ``IMMEDIATE`` makes this till the club's only writer, others see one picture."""
        if (lock_type or "").upper() != "IMMEDIATE":
            self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        try:
            self.run(f"BEGIN READ WRITE; SELECT pg_advisory_xact_lock({self.lock})")
        except peewee.PeeweeException:
            with suppress(peewee.PeeweeException):
                self.run("ROLLBACK")
            raise

    def commit(self) -> None:
        """Store what was done; when the server is gone nobody knows whether it was."""
        if self._is_lost():
            raise faults.told(psycopg.OperationalError("the connection is lost"))
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo what was done; a lost connection is undone by the server."""
        if self._state.closed or self._is_lost():
            self.let_go()
            return
        with suppress(peewee.PeeweeException):
            self.run("ROLLBACK")

    @contextmanager
    def writable(self) -> Iterator[None]:
        """Let one transaction write."""
        with self.atomic("IMMEDIATE"):
            yield

    def now(self) -> datetime:
        """Return the server's time, to the second."""
        seconds = self.run("SELECT floor(extract(epoch FROM clock_timestamp()))").fetchone()[0]
        return datetime.fromtimestamp(int(seconds), UTC)

    def seconds(self) -> float:
        """Return what the server's clock says, the same for all tills; none of them can set it."""
        return float(self.run("SELECT extract(epoch FROM clock_timestamp())").fetchone()[0])

    def find_trail_key(self) -> bytes | None:
        """Return the key of the trail, which all tills share."""
        found = self.run("SELECT trail_key FROM club_secret").fetchone()
        return None if found is None else bytes(found[0])

    def allow_writing(self, *, allowed: bool) -> None:
        """Do nothing: only a transaction that begins as a writer's may write."""

    @property
    def sealed(self) -> None:
        """Nothing is remembered of the last seal: another till may have sealed since."""
        raise AttributeError("sealed")

    @sealed.setter
    def sealed(self, what: object) -> None:
        pass
