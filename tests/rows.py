"""Rows put straight into tables, for tests of readers: what is not named gets a plain value."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from loyaldesk.services.desk import Desk
from loyaldesk.store import authorizer
from loyaldesk.store.database import ClubDatabase, writing

_serial = count(1)
_PLAIN = {
    "followup": {"state": "open", "channel": "call", "reason": "manual", "priority": 1},
    "contact": {"direction": "in", "channel": "call", "result": "talked"},
    "complaint": {"state": "received", "category": "delivery", "severity": 2},
    "compensation": {"state": "proposed", "kind": "points"},
    "request": {"state": "open", "kind": "product"},
    "occasion_order": {"state": "open", "occasion": "mother"},
    "agreement": {"state": "active", "kind": "warranty"},
    "feedback": {"state": "new", "kind": "idea"},
    "prospect": {"state": "open"},
}


def put(desk: Desk, table: str, **values: object) -> int:
    """Store a row and return its id; moments and days not named are now and today."""
    now, today = desk.clock().isoformat()[:19] + "Z", desk.today().isoformat()
    values = _PLAIN.get(table, {}) | values
    columns = desk.db.execute_sql(f"PRAGMA table_info({table})").fetchall()
    row = {name: value for name, value in values.items() if name != "id"}
    for _, name, kind, needed, _, key in columns:
        if name in row or not needed or key:
            continue
        if name in ("key", "number"):
            row[name] = next(_serial) if kind == "INTEGER" else f"row-{next(_serial)}"
        elif name.endswith(("operator_id", "_by", "by_id")):
            row[name] = desk.operator.id
        elif kind == "INTEGER":
            row[name] = 0
        elif kind == "DATE":
            row[name] = today
        else:
            row[name] = now if name.endswith(("_at", "_due")) or name == "at" else ""
    with writing(desk.db):
        cursor = desk.db.execute_sql(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
    return int(cursor.lastrowid)


@contextmanager
def tampering(db: ClubDatabase) -> Iterator[None]:
    """Write as another tool would, whom no authorizer of the program watches."""
    authorizer.let_go(db.connection())
    try:
        with writing(db):
            yield
    finally:
        authorizer.watch(db.connection())
