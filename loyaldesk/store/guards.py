"""The guards in a club, its triggers and the rules of its tables, as the program makes them."""

from functools import lru_cache

from playhouse.migrations import Runner
from playhouse.sqlcipher_ext import SqlCipherDatabase

from loyaldesk.domain.seals import Finding, Kind
from loyaldesk.store.seals import Ask

_SCHEMA = (
    "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'trigger', 'view') AND sql IS NOT"
    " NULL AND name NOT LIKE 'sqlite%' ORDER BY name"
)


def changed_guards(ask: Ask, migrations: str) -> list[Finding]:
    """Return every trigger and table that is missing, other, or not the program's own.

    Args:
        ask: Runs one SQL text and returns its cursor.
        migrations: The folder whose files make the tables.
    """
    should = _made_by(migrations)
    found = {str(name): str(sql) for name, sql in ask(_SCHEMA).fetchall()}
    return [
        Finding(Kind.GUARD, name=name)
        for name in sorted(should.keys() | found.keys())
        if should.get(name) != found.get(name)
    ]


@lru_cache(maxsize=2)
def _made_by(migrations: str) -> dict[str, str]:
    """Return tables and triggers of an empty club made in memory; takes a fifth of a second."""
    db = SqlCipherDatabase(":memory:")
    db.connect()
    try:
        Runner(db, migrations).up()
        return {str(name): str(sql) for name, sql in db.execute_sql(_SCHEMA).fetchall()}
    finally:
        db.close()
