"""What a translator must know of the tables: kinds of columns, keys, and what may be empty."""

from collections.abc import Iterable
from dataclasses import dataclass, field

INT, REAL, TEXT, BYTES, JSON = "int", "real", "text", "bytes", "json"
"""Kinds of values; JSON is a part of a document, text until something says more."""

SERVER_TYPES = {INT: "BIGINT", REAL: "DOUBLE PRECISION", TEXT: 'TEXT COLLATE "C"', BYTES: "BYTEA"}
"""How columns of a kind are made: days and moments are text, as in the file."""


def kind_of(declared: str) -> str:
    """Return the kind of a column declared so, in the file or on the server."""
    name = declared.upper()
    if "INT" in name or "BOOL" in name:
        return INT
    if any(part in name for part in ("REAL", "DOUBLE", "FLOAT", "NUMERIC", "DECIMAL")):
        return REAL
    return BYTES if name in {"BLOB", "BYTEA"} else TEXT


@dataclass(frozen=True, slots=True)
class Place:
    """One table.

    Attributes:
        columns: Kind of each column, in order.
        key: Columns of the primary key.
        unique: Other sets of columns that are unique among all rows.
        needed: Columns that are never empty.
    """

    name: str
    columns: dict[str, str]
    key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    needed: frozenset[str] = frozenset()

    @property
    def row_id(self) -> str | None:
        """The column that numbers the rows; None when words are the key."""
        alone = self.key[0] if len(self.key) == 1 else None
        return alone if alone is not None and self.columns[alone] == INT else None


@dataclass(frozen=True, slots=True)
class Places:
    """All tables of a club."""

    tables: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Iterable[Place]) -> "Places":
        """Return the tables by name."""
        return cls({each.name: each for each in tables})

    def kinds(self, column: str) -> set[str]:
        """Return the kinds that columns of this name have anywhere."""
        return {
            each.columns[column] for each in self.tables.values() if column in each.columns
        }  # fmt: skip

    def is_needed(self, column: str) -> bool:
        """Return whether columns of this name are never empty, in whatever table."""
        own = [each for each in self.tables.values() if column in each.columns]
        return bool(own) and all(column in each.needed or column in each.key for each in own)
