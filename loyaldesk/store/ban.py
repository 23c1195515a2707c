"""The ban on writing: outside a change a connection refuses every statement that could write.

The engine has a switch for it (``query_only``), but turning it makes the engine compile every text
anew, which cost a third of a sale. This ban decides by the text, and only what is known to read
passes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlcipher3 import dbapi2 as driver

REFUSED = "attempt to write a readonly database"
"""What the engine itself says."""

_READS = frozenset({
    "SELECT", "VALUES", "EXPLAIN", "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE",
})  # fmt: skip
_VERBS = frozenset({"SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "REPLACE"})
_WRITERS_BEGIN = frozenset({"IMMEDIATE", "EXCLUSIVE"})

_SETTABLE = frozenset({
    "busy_timeout", "cache_size", "foreign_key_check", "foreign_key_list", "foreign_keys",
    "index_info", "index_list", "index_xinfo", "integrity_check", "max_page_count", "quick_check",
    "secure_delete", "table_info", "table_list", "table_xinfo", "wal_autocheckpoint",
    "wal_checkpoint",
})  # fmt: skip
"""Pragmas that may be given a value: they ask for something, or are of the connection alone."""

_ACTS = frozenset({"incremental_vacuum", "optimize"})
"""Pragmas that write without being given a value."""

_EXPORT = "sqlcipher_export"
"""The one function of the engine that writes."""

_TOKEN = re.compile(
    r"[ \t\n\f\r]+|--[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|(?P<word>(?:[A-Za-z0-9_$]|[^\x00-\x7f])+)"
    r"|(?P<quoted>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\])"
    r"|(?P<sign>.)",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def writes(sql: str) -> bool:
    """Return whether *sql* could write; what is not known to read counts as writing."""
    if _EXPORT in sql.casefold():
        return True
    told = list(_tokens(sql))
    while told and told[-1] == ";":
        told.pop()
    if ";" in told:  # the driver runs one statement; let no other driver run two
        return True
    tokens = iter(told)
    first = next(tokens, "")
    if first == "WITH":
        return _verb_after(tokens) not in ("SELECT", "VALUES")
    if first == "PRAGMA":
        return _sets(list(tokens))
    if first == "BEGIN":
        return next(tokens, "") in _WRITERS_BEGIN
    return first not in _READS


def _tokens(sql: str) -> Iterator[str]:
    """Yield words in capitals, what stands in quotes, and single signs; no comments."""
    for found in _TOKEN.finditer(sql):
        if word := found["word"]:
            yield word.upper()
        elif other := found["quoted"] or found["sign"]:
            yield other


def _verb_after(tokens: Iterator[str]) -> str:
    """Return the verb behind the tables of a WITH; empty if there is none outside of brackets."""
    depth = 0
    for word in tokens:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and word in _VERBS:
            return word
    return ""


def _sets(tokens: list[str]) -> bool:
    """Return whether a pragma changes more than this connection's own ways."""
    if len(tokens) > 2 and tokens[1] == ".":  # a schema before its name
        tokens = tokens[2:]
    name = tokens[0].strip("\"'`[]").lower() if tokens else ""
    if any(token in ("=", "(") for token in tokens):
        return name not in _SETTABLE
    return not name.isidentifier() or name in _ACTS


class GuardedCursor(driver.Cursor):  # type: ignore[misc]
    """A cursor that asks its connection before it runs anything."""

    def execute(self, sql: str, *values: Any) -> Any:
        """Run one statement."""
        self.connection.look(sql)
        return super().execute(sql, *values)

    def executemany(self, sql: str, rows: Any) -> Any:
        """Run one statement with many rows of values."""
        self.connection.look(sql)
        return super().executemany(sql, rows)

    def executescript(self, sql: str) -> Any:
        """Run many statements: only where everything may be written."""
        self.connection.look("")
        return super().executescript(sql)


class GuardedConnection(driver.Connection):  # type: ignore[misc]
    """A connection with the ban.

    Attributes:
        ban_is_lifted: Whether the ban is lifted; it is until the connection is made ready.
    """

    ban_is_lifted = True

    def look(self, sql: str) -> None:
        """Refuse *sql* if it could write while the ban lies.

        Raises:
            OperationalError: The engine's own, with its words.
        """
        if not self.ban_is_lifted and writes(sql):
            raise driver.OperationalError(REFUSED)

    def cursor(self, factory: type[GuardedCursor] = GuardedCursor) -> Any:
        """Return a cursor under the ban; another kind could go around it."""
        if not issubclass(factory, GuardedCursor):
            raise driver.ProgrammingError("a cursor under the ban is needed")
        return super().cursor(factory)

    def execute(self, sql: str, *values: Any) -> Any:
        """Run one statement on a new cursor."""
        return self.cursor().execute(sql, *values)

    def executemany(self, sql: str, rows: Any) -> Any:
        """Run one statement with many rows of values on a new cursor."""
        return self.cursor().executemany(sql, rows)

    def executescript(self, sql: str) -> Any:
        """Run many statements on a new cursor."""
        return self.cursor().executescript(sql)

    def open_blob(self, *place: Any, **options: Any) -> Any:
        """Open a value to read or write it piece by piece: a way to write beside the door."""
        self.look("")
        return super().open_blob(*place, **options)
