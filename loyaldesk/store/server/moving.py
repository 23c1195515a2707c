"""Carrying a whole club between a file and a server: copied, read back, and compared row by row."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from loyaldesk.domain.errors import MoveBroken, StorageProblem
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store.database import (
    APPLICATION_ID,
    ClubDatabase,
    make_tables,
    one_picture,
    remove_club,
    translated,
)
from loyaldesk.store.server import faults, opening, schema
from loyaldesk.store.server.address import address_of
from loyaldesk.store.server.database import ServerDatabase
from loyaldesk.store.server.kinds import BYTES, INT, REAL
from loyaldesk.store.server.planning import newest_plan
from loyaldesk.store.server.schema import Plan

LEFT_BEHIND = frozenset({"insight_column", "insight_state", "lease", "schema_migration"})
"""What each place makes for itself: the snapshot of figures, who is here, how tables came to be."""

BLOCK = 2000
_LAST = ("ALTER TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX", "CREATE TRIGGER")


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried, alike in both places.

    Attributes:
        rows: How many rows of each table.
        digests: A hash of all rows of each table, in the order of its key.
        ledger_sum: Sum of all points entries.
        seals: Number of the last seal; 0 without any.
        mac: Its code.
    """

    rows: dict[str, int]
    digests: dict[str, str]
    ledger_sum: int
    seals: int
    mac: bytes

    @property
    def count(self) -> int:
        """All rows together."""
        return sum(self.rows.values())


def try_place(url: str, db: ClubDatabase) -> None:
    """Ask a server whether the club of an open file can be brought to an address.

    Raises:
        StorageProblem: ``exists`` if one is there already, or what is wrong with the server.
    """
    server = ServerDatabase(address_of(url))
    try:
        with translated(server.path):
            server.connect()
            if not _is_cut_short(db, server):
                opening.check_empty(server)
    finally:
        opening.close(server)


def _is_cut_short(db: ClubDatabase, server: ServerDatabase) -> bool:
    """Return whether a move of this very club ended before its end, and nobody worked there since.

    A computer that stops between the server's last word and the putting aside of the file leaves
    the club in both places: then all that lies there is what the file holds too, seal by seal.
    """
    if not opening.is_club(server):
        return False
    uid = server.run("SELECT uid FROM club").fetchone()
    last = server.run("SELECT id, mac, audit_to FROM seal ORDER BY id DESC LIMIT 1").fetchone()
    if uid != db.execute_sql("SELECT uid FROM club").fetchone() or last is None:
        return False
    same = db.execute_sql("SELECT mac FROM seal WHERE id = ?", (last[0],)).fetchone()
    acts = server.run("SELECT MAX(seq) FROM audit").fetchone()[0]
    return same is not None and bytes(same[0]) == bytes(last[1]) and acts == last[2]


def to_server(db: ClubDatabase, url: str, progress: Progress = SILENT) -> Carried:
    """Copy an open club file to a server, and compare; nothing is left there when it fails.

    Args:
        db: The club file; nobody may write to it meanwhile, else the copy is not the newest.
        url: Where to, as the owner of the database.
        progress: Learns how far it is, and may stop it.

    Raises:
        StorageProblem: ``exists`` if a club is there already, or what is wrong with the server.
        MoveBroken: If the copy is not the original, row by row.
        Cancelled: If *progress* stopped it.
    """
    plan = newest_plan()
    server = ServerDatabase(address_of(url))
    try:
        with translated(server.path):
            server.connect()
            with one_picture(db), server.writable():
                if _is_cut_short(db, server):
                    server.run(f'DROP SCHEMA "{server.address.schema}" CASCADE')
                opening.check_empty(server)
                first, last = _halves(plan, server.address.schema)
                _prepare(server, first)
                total = _total(db, plan)
                _fill_server(db, server, plan, progress, total)
                for each in last:
                    server.run(each.replace("%", "%%"))
                _mark(server, plan, db.trail_key)
                opening.learn(server)
                there = carried(server, plan, progress, total)
                _compare(carried(db, plan), there)
                names = ", ".join(f'"{name}"' for name in plan.in_order())
                server.run(f"ANALYZE {names}")  # else it guesses until it has looked by itself
            opening.index_words(server)
            return there
    finally:
        opening.close(server)


def to_file(
    server: ServerDatabase, path: Path, key: bytes | None = None, progress: Progress = SILENT
) -> Carried:
    """Copy a club on a server into a new club file, and compare; no file is left when it fails.

    Args:
        server: The open club.
        path: The new file; whoever opens it finds its chain continued if the trail key is known.
        key: Data key of an encrypted file; None: a plain one.
        progress: Learns how far it is, and may stop it.

    Raises:
        StorageProblem: ``exists``, or what is wrong with the place.
        MoveBroken: If the copy is not the original, row by row.
        Cancelled: If *progress* stopped it.
    """
    if path.exists():
        raise StorageProblem("exists", str(path))
    part = path.with_name(path.name + ".part")
    remove_club(part)
    try:
        with translated(path):
            part.touch()
            with closing(ClubDatabase(part, key)) as db:
                db.connect()
                make_tables(db)
                plan = newest_plan()
                with one_picture(cast("ClubDatabase", server)):
                    total = _total(server, plan)
                    _fill_file(server, db, plan, progress, total)
                    there = carried(db, plan, progress, total)
                    _compare(carried(server, plan), there)
                db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        part.replace(path)
    finally:
        remove_club(part)
    return there


def to_file_for_good(
    server: ServerDatabase, path: Path, key: bytes | None = None, progress: Progress = SILENT
) -> tuple[Carried, str]:
    """Copy as `to_file` while nobody can write, then put the club on the server aside.

    Returns:
        What was carried, and the schema where the old one is kept.

    Raises:
        StorageProblem: ``server rights`` if whoever opened the club does not own its tables.
    """
    schema_name = server.address.schema
    stamp = datetime.now(UTC).strftime("%Y%m%d_%H%M%S")
    kept = f"{schema_name}_moved_{stamp}"
    try:
        with translated(server.path), server.writable():
            server.run(f'ALTER SCHEMA "{schema_name}" RENAME TO "{kept}"')  # asks for the right
            server.run(f'SET LOCAL search_path TO "{kept}", public, pg_temp')
            got = to_file(server, path, key, progress)
    except BaseException:
        remove_club(path)
        raise
    return got, kept


def carried(
    db: ClubDatabase | ServerDatabase, plan: Plan, progress: Progress = SILENT, total: int = 0
) -> Carried:
    """Return counts, hashes, sum and head of a club as it stands."""
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    what = tr("Comparing row by row")
    for name in _tables(plan):
        digest, count = hashlib.sha256(), 0
        for block in _blocks(db, plan, name):
            for row in block:
                digest.update(_canonical(row))
            count += len(block)
            progress.step(sum(rows.values()) + count, total, what)
        rows[name], digests[name] = count, digest.hexdigest()
    points = db.execute_sql("SELECT COALESCE(SUM(points), 0) FROM points_entry").fetchone()[0]
    head = db.execute_sql("SELECT id, mac FROM seal ORDER BY id DESC LIMIT 1").fetchone()
    return Carried(
        rows, digests, int(points), head[0] if head else 0, bytes(head[1]) if head else b""
    )


def _compare(there: Carried, here: Carried) -> None:
    for name, count in there.rows.items():
        if here.rows[name] != count or here.digests[name] != there.digests[name]:
            raise MoveBroken(name, count, here.rows[name])
    if (there.ledger_sum, there.seals, there.mac) != (here.ledger_sum, here.seals, here.mac):
        raise MoveBroken("seal", there.seals, here.seals)


def _canonical(row: Sequence[Any]) -> bytes:
    """Return a row as bytes that cannot be mistaken for another row's."""
    parts = []
    for value in row:
        body = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        kind = "-" if value is None else "b" if isinstance(value, bytes | memoryview) else "v"
        parts.append(f"{kind}{len(body)}:".encode() + (b"" if value is None else body))
    return b"".join(parts) + b";"


def _tables(plan: Plan) -> list[str]:
    return [name for name in plan.in_order() if name not in LEFT_BEHIND]


def _total(db: ClubDatabase | ServerDatabase, plan: Plan) -> int:
    return sum(
        int(db.execute_sql(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0])
        for name in _tables(plan)
    )


def _blocks(
    db: ClubDatabase | ServerDatabase, plan: Plan, name: str
) -> Iterator[list[tuple[Any, ...]]]:
    """Give the rows of a table in the order of its key, some at a time, as their columns say."""
    place = plan.places.tables[name]
    columns = ", ".join(f'"{column}"' for column in place.columns)
    order = ", ".join(f'"{column}"' for column in place.key or place.columns)
    found = db.execute_sql(f'SELECT {columns} FROM "{name}" ORDER BY {order}')
    kinds = list(place.columns.values())
    while rows := found.fetchmany(BLOCK):
        try:
            fitting = [
                tuple(_fit(value, kind) for value, kind in zip(row, kinds, strict=True))
                for row in rows
            ]
        except (TypeError, ValueError) as error:
            raise MoveBroken(name, len(rows), 0) from error
        yield fitting


def _fit(value: Any, kind: str) -> Any:
    """Return a value as its column declares it: a file takes any kind in any column.

    Raises:
        TypeError, ValueError: If it would become another value by that.
    """
    if value is None:
        return None
    if kind == BYTES:
        return bytes(value)
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode()
    if kind == INT:
        whole = int(value)
        if isinstance(value, float) and whole != value:
            raise ValueError(value)
        return whole
    if kind == REAL:
        return float(value)
    text = str(value)
    if "\x00" in text:  # a server keeps no such text
        raise ValueError(value)
    return text


def _halves(plan: Plan, name: str) -> tuple[list[str], list[str]]:
    """Return what makes the tables, and what links, indexes and guards them once they are full."""
    first: list[str] = []
    last: list[str] = []
    for each in schema.statements(plan, name):
        is_guard = each.startswith(_LAST) or "RETURNS trigger" in each
        (last if is_guard else first).append(each)
    return first, last


def _prepare(server: ServerDatabase, statements: Iterable[str]) -> None:
    name = server.address.schema
    server.run(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
    server.run(f'SET LOCAL search_path TO "{name}", public, pg_temp')
    for each in statements:
        server.run(each.replace("%", "%%"))


def _fill_server(
    db: ClubDatabase, server: ServerDatabase, plan: Plan, progress: Progress, total: int
) -> None:
    done, what = 0, tr("Carrying the club to the server")
    for name in _tables(plan):
        columns = ", ".join(f'"{column}"' for column in plan.places.tables[name].columns)
        with (
            faults.telling(),
            server.connection().cursor().copy(f'COPY "{name}" ({columns}) FROM STDIN') as sink,
        ):
            for block in _blocks(db, plan, name):
                for row in block:
                    sink.write_row(row)
                done += len(block)
                progress.step(done, total, what)


def _mark(server: ServerDatabase, plan: Plan, trail_key: bytes | None) -> None:
    server.run(
        "INSERT INTO club_mark (application_id, schema) VALUES (%(mark)s, %(schema)s)",
        {"mark": APPLICATION_ID, "schema": plan.version},
    )
    if trail_key is None:
        raise StorageProblem("trail key", str(server.path))
    server.run("INSERT INTO club_secret (trail_key) VALUES (%(key)s)", {"key": trail_key})


def _fill_file(
    server: ServerDatabase, db: ClubDatabase, plan: Plan, progress: Progress, total: int
) -> None:
    """Fill an empty club file with its guards laid aside, and put them back."""
    guards = db.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    ).fetchall()
    done, what = 0, tr("Carrying the club into the file")
    db.allow_writing(allowed=True)
    db.execute_sql("PRAGMA foreign_keys=0")
    try:
        with db.atomic("IMMEDIATE"):
            for name, _sql in guards:
                db.execute_sql(f'DROP TRIGGER "{name}"')
            for name in _tables(plan):
                columns = plan.places.tables[name].columns
                names = ", ".join(f'"{column}"' for column in columns)
                marks = ", ".join("?" * len(columns))
                for block in _blocks(server, plan, name):
                    db.cursor().executemany(
                        f'INSERT INTO "{name}" ({names}) VALUES ({marks})', block
                    )
                    done += len(block)
                    progress.step(done, total, what)
            db.execute_sql("INSERT INTO member_words (rowid, words) SELECT id, words FROM member")
            for _name, sql in guards:
                db.execute_sql(sql)
            wrong = db.execute_sql("PRAGMA foreign_key_check").fetchone()
            if wrong is not None:
                raise MoveBroken(str(wrong[0]), 0, 0)
    finally:
        db.execute_sql("PRAGMA foreign_keys=1")
        db.allow_writing(allowed=False)
