"""Reading how a club file is made: by running this program's migrations on an empty one."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from loyaldesk.store.database import ClubDatabase, make_tables, newest_schema
from loyaldesk.store.server.kinds import Place, Places, kind_of
from loyaldesk.store.server.schema import Column, Link, Part, Plan


@cache
def newest_plan() -> Plan:
    """Return how a club of this program is made."""
    with TemporaryDirectory(prefix="loyaldesk-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "empty.club"
        path.touch()
        db = ClubDatabase(path)
        try:
            make_tables(db)
            return plan_of(db)
        finally:
            db.close()


def plan_of(db: ClubDatabase) -> Plan:
    """Return how the tables of an open club file are made."""
    kinds = {
        name: kind for schema, name, kind, *_ in db.execute_sql("PRAGMA table_list").fetchall()
        if schema == "main"
    }  # fmt: skip
    rows = db.execute_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    parts = tuple(Part(*row) for row in sorted(rows, key=lambda row: row[1]) if row[3])
    names = sorted(
        each.name for each in parts
        if each.kind == "table" and kinds.get(each.name) == "table"
        and not each.name.startswith("sqlite_")
    )  # fmt: skip
    columns = {name: _columns(db, name) for name in names}
    places = Places.of(_place(db, name, columns[name]) for name in names)
    return Plan(newest_schema(), places, columns, {name: _links(db, name) for name in names}, parts)


def _columns(db: ClubDatabase, table: str) -> list[Column]:
    rows = db.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
    return [Column(row[1], row[2], bool(row[3]), row[4]) for row in rows]


def _place(db: ClubDatabase, table: str, columns: Iterable[Column]) -> Place:
    info = db.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
    key = tuple(row[1] for row in sorted(info, key=lambda row: row[5]) if row[5])
    unique = []
    for _, name, is_unique, origin, partial in db.execute_sql(
        f'PRAGMA index_list("{table}")'
    ).fetchall():
        if is_unique and origin != "pk" and not partial:
            found = db.execute_sql(f'PRAGMA index_info("{name}")').fetchall()
            unique.append(tuple(row[2] for row in found))
    return Place(
        table, {each.name: kind_of(each.declared) for each in columns}, key, tuple(unique),
        frozenset(each.name for each in columns if each.needed),
    )  # fmt: skip


def _links(db: ClubDatabase, table: str) -> list[Link]:
    found: dict[int, list[tuple[str, str | None, str, str]]] = {}
    for id_, _, to, own, target, _, on_delete, _ in db.execute_sql(
        f'PRAGMA foreign_key_list("{table}")'
    ).fetchall():
        found.setdefault(id_, []).append((own, target, to, on_delete))
    return [
        Link(
            tuple(row[0] for row in rows), rows[0][2],
            tuple(row[1] for row in rows if row[1] is not None), rows[0][3],
        )
        for _, rows in sorted(found.items())
    ]  # fmt: skip
