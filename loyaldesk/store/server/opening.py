"""Making and opening a club on a server."""

import secrets
from typing import Any

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.store.database import APPLICATION_ID, DATABASE, newest_schema, translated
from loyaldesk.store.server import schema
from loyaldesk.store.server.address import address_of
from loyaldesk.store.server.database import ServerDatabase
from loyaldesk.store.server.dialect import Translator
from loyaldesk.store.server.kinds import Place, Places, kind_of
from loyaldesk.store.server.planning import newest_plan
from loyaldesk.store.server.schema import Plan

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attnotnull
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.relname, a.attnum"""
_KEYS = """
SELECT c.relname, i.indisprimary, array_agg(a.attname::text ORDER BY k.n)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(at, n)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.at
WHERE n.nspname = current_schema() AND i.indisunique AND i.indpred IS NULL
GROUP BY i.indexrelid, c.relname, i.indisprimary ORDER BY c.relname, i.indexrelid"""


def create_server_club(url: str) -> ServerDatabase:
    """Make the tables of a new, empty club on a server, and open it.

    Raises:
        StorageProblem: ``exists`` if a club is there already, ``address``, ``server gone``,
            ``server refused``, ``server rights``, ``server old`` or ``server encoding``.
    """
    db = ServerDatabase(address_of(url))
    try:
        with translated(db.path):
            db.connect()
            check_empty(db)
            make_schema(db, newest_plan())
            learn(db)
    except BaseException:
        close(db)
        raise
    DATABASE.initialize(db)
    return db


def open_server_club(url: str) -> ServerDatabase:
    """Open a club on a server.

    Raises:
        StorageProblem: ``missing`` if there is none, ``foreign``, ``newer``, ``older``, or what
            `create_server_club` raises.
    """
    db = ServerDatabase(address_of(url))
    try:
        with translated(db.path):
            db.connect()
            _check_server(db)
            mark = _mark(db)
            if mark is None:
                raise StorageProblem("missing", str(db.path))
            _check_ours(db, mark)
            learn(db)
    except BaseException:
        close(db)
        raise
    DATABASE.initialize(db)
    return db


def close(db: ServerDatabase) -> None:
    """Close whatever is left of a connection."""
    db.rollback()
    if not db.is_closed():
        db.close()


def make_schema(db: ServerDatabase, plan: Plan, name: str = "") -> None:
    """Make the empty tables of *plan* in one transaction.

    Args:
        db: An open connection.
        plan: What is made.
        name: Of the schema; empty: the address's own.
    """
    name = name or db.address.schema
    with db.writable():
        db.run(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
        db.run(f'SET LOCAL search_path TO "{name}", public, pg_temp')
        db.run(";\n".join(each.replace("%", "%%") for each in schema.statements(plan, name)))
        db.run(
            "INSERT INTO club_mark (application_id, schema) VALUES (%(mark)s, %(schema)s)",
            {"mark": APPLICATION_ID, "schema": plan.version},
        )
        db.run(
            "INSERT INTO club_secret (trail_key) VALUES (%(key)s)",
            {"key": secrets.token_bytes(32)},
        )
    index_words(db, name)


def index_words(db: ServerDatabase, name: str = "") -> None:
    """Make parts of names quick to find, where the server has its extension for it."""
    name = name or db.address.schema
    have = db.run("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone()
    if have is None:
        return
    try:
        with db.writable():
            db.run("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public")
            db.run(
                f'CREATE INDEX member_parts ON "{name}".member USING gin'
                " (words public.gin_trgm_ops)"
            )
    except StorageProblem:
        return


def learn(db: ServerDatabase) -> None:
    """Read from the server what its tables are, so that texts can be translated."""
    columns: dict[str, dict[str, str]] = {}
    needed: dict[str, set[str]] = {}
    for table, column, declared, is_needed in db.run(_COLUMNS).fetchall():
        columns.setdefault(table, {})[column] = kind_of(declared)
        if is_needed:
            needed.setdefault(table, set()).add(column)
    key: dict[str, tuple[str, ...]] = {}
    unique: dict[str, list[tuple[str, ...]]] = {}
    for table, is_primary, names in db.run(_KEYS).fetchall():
        if is_primary:
            key[table] = tuple(names)
        else:
            unique.setdefault(table, []).append(tuple(names))
    db.say = _translator(Places.of(
        Place(
            name, own, key.get(name, ()), tuple(unique.get(name, ())),
            frozenset(needed.get(name, ())),
        )
        for name, own in columns.items()
    ))  # fmt: skip


_translators: list[Translator] = []


def _translator(places: Places) -> Translator:
    """Return the translator of these tables; what it has learnt is kept for the next opening."""
    for each in _translators:
        if each.places == places:
            return each
    new = Translator(places)
    _translators.append(new)
    return new


def check_empty(db: ServerDatabase) -> None:
    """Refuse a place where a club or anything else lies, and a server that cannot keep a club.

    Raises:
        StorageProblem: ``exists`` or ``server encoding``.
    """
    _check_server(db)
    there = db.run(
        "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %(name)s LIMIT 1", {"name": db.address.schema},
    ).fetchone()  # fmt: skip
    if there is not None:
        raise StorageProblem("exists", str(db.path))


def is_club(db: ServerDatabase) -> bool:
    """Return whether a club lies at the address."""
    return _mark(db) is not None


def _check_server(db: ServerDatabase) -> None:
    found = db.run("SELECT current_setting('server_encoding')").fetchone()[0]
    if found != "UTF8":
        raise StorageProblem("server encoding", str(db.path), found)


def _mark(db: ServerDatabase) -> Any:
    """Return the mark of the club at the address, or None."""
    there = db.run(
        "SELECT to_regclass(%(name)s)::text", {"name": f'"{db.address.schema}".club_mark'}
    ).fetchone()[0]
    if there is None:
        return None
    return db.run("SELECT application_id, schema FROM club_mark").fetchone()


def _check_ours(db: ServerDatabase, mark: Any) -> None:
    if mark[0] != APPLICATION_ID:
        raise StorageProblem("foreign", str(db.path))
    if mark[1] > newest_schema():
        raise StorageProblem("newer", str(db.path), str(mark[1]))
    if mark[1] < newest_schema():
        raise StorageProblem("older", str(db.path), str(mark[1]))
