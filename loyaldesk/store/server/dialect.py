"""Saying in PostgreSQL what a SQL text says in SQLite: sqlglot's tree and rules of our own.

Every rule keeps what SQLite answers: conditions are integers, ``MAX(a, b)`` is empty when one of
them is, columns outside of a group come from some row of it, and empty values sort first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import sqlglot
from sqlglot import exp

from loyaldesk.store.server import grouping, inserting, naming, rules, truth
from loyaldesk.store.server.kinding import Kinding
from loyaldesk.store.server.kinds import Places
from loyaldesk.store.server.rules import PARAMETER

_PASSED_ON = re.compile(
    r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|CREATE|DROP|ALTER|GRANT|REVOKE|LOCK"
    r"|ANALYZE|VACUUM|TRUNCATE|LISTEN|NOTIFY|COPY)\b",
    re.IGNORECASE,
)
_PRAGMAS = {
    "user_version": "SELECT schema FROM club_mark",
    "application_id": "SELECT application_id FROM club_mark",
    "data_version": "SELECT COALESCE(MAX(id), 0) FROM seal",
    "quick_check": "SELECT 'ok'",
    "integrity_check": "SELECT 'ok'",
}
_ABOUT = re.compile(r"""(table_info|foreign_key_list)\s*\(\s*["']?(\w+)["']?\s*\)""", re.IGNORECASE)
"""Questions about a file that a server can answer; others have no rows for an answer."""

_PRAGMA = re.compile(r"\s*PRAGMA\s+", re.IGNORECASE)
_ASKED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?(\d*)|:(\w+)""")
_MARK = re.compile(r'"?\x01(\w+)\x02"?')


@dataclass(frozen=True, slots=True)
class Said:
    """One SQL text as the server understands it; its parameters have names.

    Attributes:
        sql: With ``%(p0)s`` for the first ``?`` and ``%(name)s`` for ``:name``.
        row_id: Whether it returns the number of the new row.
    """

    sql: str
    row_id: bool = False


class Translator:
    """Translates the SQL texts of a club whose tables are known."""

    def __init__(self, places: Places) -> None:
        self.places = places
        kinding = Kinding(places)
        self._rules: tuple[Callable[[exp.Expression], exp.Expression], ...] = (
            rules.mark_parameters,
            partial(rules.name_sources, kinding=kinding),
            partial(naming.spell_out, kinding=kinding),
            rules.own_functions,
            partial(rules.fit_kinds, kinding=kinding),
            partial(grouping.tell_rows, kinding=kinding),
            partial(rules.keep_empty, kinding=kinding),
            partial(rules.order_empty, kinding=kinding),
            partial(inserting.settle, places=places),
            truth.make_plain,
            rules.binary_fractions,
        )
        self._done: dict[str, Said] = {}

    def __call__(self, sql: str) -> Said:
        """Return *sql* as the server understands it; each text is translated once."""
        found = self._done.get(sql)
        if found is None:
            found = self._done[sql] = self._say(sql)
        return found

    def _say(self, sql: str) -> Said:
        if _PASSED_ON.match(sql):
            return Said(sql.replace("%", "%%"))
        if _PRAGMA.match(sql):
            name = _PRAGMA.sub("", sql).strip(" ;")
            about = _ABOUT.fullmatch(name)
            if about is not None:
                return Said(f"SELECT * FROM sqlite_{about[1].lower()}('{about[2]}')")
            return Said(_PRAGMAS.get(name, "SELECT 1 WHERE false"))
        tree = sqlglot.parse_one(_numbered(sql), read="sqlite")
        row_id = self._row_id(tree)
        said = written(self.rewritten(tree))
        return Said(said + (f' RETURNING "{row_id}"' if row_id else ""), bool(row_id))

    def rewritten(self, tree: exp.Expression) -> exp.Expression:
        """Return the tree of a SQLite text as a tree for PostgreSQL."""
        for rule in self._rules:
            tree = rule(tree)
        return tree

    def statement(self, sql: str) -> str:
        """Return a statement without parameters, for instance from the body of a trigger."""
        tree = sqlglot.parse_one(sql, read="sqlite")
        return written(self.rewritten(tree)).replace("%%", "%")

    def condition(self, sql: str) -> str:
        """Return what a condition says on the server."""
        return self.statement(f"SELECT 1 WHERE {sql}").removeprefix("SELECT 1 WHERE ")

    def _row_id(self, tree: exp.Expression) -> str | None:
        if not isinstance(tree, exp.Insert) or tree.args.get("returning"):
            return None
        table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        place = self.places.tables.get(table.name)
        return place.row_id if place else None


def written(tree: exp.Expression) -> str:
    """Return the text of a tree; what is a parameter has psycopg's sign, other ``%`` are two."""
    said: str = tree.sql("postgres", identify=True, unsupported_level=sqlglot.ErrorLevel.RAISE)
    return _MARK.sub(r"%(\1)s", said.replace("%", "%%"))


def _numbered(sql: str) -> str:
    """Give every ``?`` a name, so that no rule can mix them up, and no name is a word of SQL."""
    count = iter(range(sql.count("?")))

    def named(at: "re.Match[str]") -> str:
        if at[0].startswith("?"):
            number = int(at[1]) - 1 if at[1] else next(count)
            return f":{PARAMETER}p{number}"
        return f":{PARAMETER}{at[2]}" if at[2] else at[0]

    return _ASKED.sub(named, sql)
