"""What no statement may do on a working connection, whoever wrote it."""

from typing import Any

from sqlcipher3 import dbapi2 as driver

_FORBIDDEN = frozenset({
    driver.SQLITE_ATTACH, driver.SQLITE_DETACH, driver.SQLITE_CREATE_TRIGGER,
    driver.SQLITE_CREATE_TEMP_TRIGGER, driver.SQLITE_DROP_TRIGGER, driver.SQLITE_ALTER_TABLE,
    driver.SQLITE_DROP_TABLE,
})  # fmt: skip
_KEPT = frozenset({
    "writable_schema", "recursive_triggers", "foreign_keys", "synchronous", "journal_mode",
    "trusted_schema", "ignore_check_constraints", "defer_foreign_keys", "key", "rekey",
})  # fmt: skip
"""Pragmas that stay as they were set when the club was opened; they may be read."""

_BY_TRIGGER = frozenset({("points_balance", ""), ("account", "balance_rial")})
"""Sums that only the triggers of their ledgers may write: table and column, empty for all."""

_WRITES = frozenset({driver.SQLITE_UPDATE, driver.SQLITE_DELETE, driver.SQLITE_INSERT})


def watch(connection: Any) -> None:
    """Refuse on *connection* what would go around the guards of the ledger."""
    connection.set_authorizer(_may)


def let_go(connection: Any) -> None:
    """Refuse nothing any more: for a migration, or for tests that break a club on purpose."""
    connection.set_authorizer(None)


def _may(action: int, what: str | None, part: str | None, _db: str | None, by: str | None) -> int:
    """Return whether a statement may be compiled; asked once for each thing that it touches.

    Args:
        action: What is done.
        what: The table, or the name of the pragma.
        part: The column, or the new value of the pragma.
        by: The trigger that does it; None: the statement itself.
    """
    if action in _WRITES:
        is_sum = (what, "") in _BY_TRIGGER or (what, part) in _BY_TRIGGER
        refused = is_sum and by is None
    elif action == driver.SQLITE_PRAGMA:
        refused = part is not None and str(what).lower() in _KEPT
    else:
        refused = action in _FORBIDDEN
    return int(driver.SQLITE_DENY if refused else driver.SQLITE_OK)
