"""The documents of the shop that are kept whole: hours, deadlines, service promises, signs."""

from datetime import datetime
from typing import Protocol

from peewee import IntegrityError

from loyaldesk.domain.errors import ChangedMeanwhile
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text

HOURS, COMPLAINTS, FOLLOWUPS, PROMISES, SIGNS, OVERSIGHT, PRIVACY = (
    "hours", "complaints", "followups", "promises", "signs", "oversight", "privacy",
)  # fmt: skip


class _Operator(Protocol):
    @property
    def id(self) -> int: ...


class _Desk(Protocol):
    @property
    def operator(self) -> _Operator: ...


class Writer(Protocol):
    """An open transaction: what the door for writing (`services.desk.Change`) gives."""

    @property
    def db(self) -> ClubDatabase:
        """The club that is written to."""

    @property
    def now(self) -> datetime:
        """When it is written."""

    @property
    def desk(self) -> _Desk:
        """Who writes."""


def read(db: ClubDatabase, name: str) -> tuple[str, int] | None:
    """Return a document and its version; None when the shop has written none."""
    row = db.execute_sql(
        "SELECT document, version FROM rulebook WHERE name = ?", (name,)
    ).fetchone()
    return (row[0], row[1]) if row else None


def write(change: Writer, name: str, text: str, version: int) -> int:
    """Store a document in place of the one with *version* (0: there was none); return the new one.

    Raises:
        ChangedMeanwhile: If somebody else stored it since it was read.
    """
    values = (text, version + 1, utc_text(change.now), change.desk.operator.id, name)
    if version:
        done = change.db.execute_sql(
            "UPDATE rulebook SET document = ?, version = ?, at = ?, operator_id = ?"
            " WHERE name = ? AND version = ?",
            (*values, version),
        ).rowcount
        if not done:
            raise ChangedMeanwhile(name)
        return version + 1
    try:
        change.db.execute_sql(
            "INSERT INTO rulebook (document, version, at, operator_id, name)"
            " VALUES (?, ?, ?, ?, ?)",
            values,
        )
    except IntegrityError:
        raise ChangedMeanwhile(name) from None
    return 1
