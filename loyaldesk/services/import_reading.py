"""The list that is to be imported: its file, its columns, and what its rows say."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from loyaldesk.domain import importing
from loyaldesk.domain.import_cells import shown
from loyaldesk.domain.import_columns import column_key
from loyaldesk.domain.importing import Cell, ImportOptions, MemberRow, Problem, SaleRow
from loyaldesk.gateways.spreadsheets import Row, Table, read_table
from loyaldesk.kernel import paths
from loyaldesk.kernel.files import write_whole
from loyaldesk.services import club
from loyaldesk.services.desk import Desk

LOOKED_AT = 1000
"""From so many rows the kind of dates is guessed."""

MOST_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Options:
    """How a list is to be imported.

    Attributes:
        mapping: Field by column; None: guessed by the headings.
        map_text: ``column=field,...`` put over the guess, as on the command line.
        unit: ``rial`` or ``toman``: the unit of the list's amounts.
        date_kind: ``auto`` (looked at), ``jalali``, ``gregorian``, ``dmy`` or ``mdy``.
        create_members: A code in a list of sales that nobody has makes a member.
        allow_shared_mobiles: Members of the list may have a mobile that somebody has already.
        encoding: Of a CSV file; empty: found out.
        delimiter: Of a CSV file; empty: found out.
        sheet: Of a workbook; None: the first one.
    """

    mapping: Mapping[int, str] | None = None
    map_text: str = ""
    unit: str = "rial"
    date_kind: str = "auto"
    create_members: bool = False
    allow_shared_mobiles: bool = False
    encoding: str = ""
    delimiter: str = ""
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """What a list looks like, for the page on which its columns are given their fields.

    Attributes:
        header: Heading of each column.
        sample: Line number and cells of the first rows, as they may be shown.
        mapping: Field by column, remembered or guessed.
        unit: The unit that was remembered or that a heading names; None: not known.
        date_kind: The kind of dates that was remembered or guessed.
        is_remembered: Whether a list with these headings was imported before.
    """

    header: tuple[str, ...]
    sample: tuple[tuple[int, tuple[str, ...]], ...]
    mapping: dict[int, str]
    unit: str | None
    date_kind: str
    is_remembered: bool
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A list that is open: its rows, and how they are to be understood."""

    kind: str
    table: Table
    rows: Iterator[Row]
    mapping: dict[int, str]
    options: ImportOptions

    def understood(self, row: Row) -> SaleRow | MemberRow | tuple[Problem, ...]:
        """Return what a row says, or all that keeps it out."""
        line, cells = row
        if self.kind == importing.SALES:
            return importing.read_sale(line, cells, self.mapping, self.options)
        return importing.read_member(line, cells, self.mapping, self.options)


@contextmanager
def opened(desk: Desk, path: Path, kind: str, options: Options) -> Iterator[Reading]:
    """Open the list in *path*.

    Raises:
        UnreadableFile: If it is no list.
        BadMapping: If its columns do not say enough.
    """
    with read_table(
        path, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet
    ) as table:
        mapping = _mapping(table, kind, options)
        head = list(islice(table.rows, LOOKED_AT))
        date_kind = options.date_kind
        if date_kind == "auto":
            date_kind = _date_kind(head, mapping)
        yield Reading(
            kind, table, chain(head, table.rows), mapping,
            _understanding(desk, options.unit, date_kind, len(table.header)),
        )  # fmt: skip


def _understanding(desk: Desk, unit: str, date_kind: str, width: int) -> ImportOptions:
    today = desk.today()
    tiers = club.programme_on(desk.db, today).tiers
    names = tuple((tier.code, (tier.name_fa, tier.name_en)) for tier in tiers)
    return ImportOptions(today, unit, date_kind, names, width=width)


def _mapping(table: Table, kind: str, options: Options) -> dict[int, str]:
    if options.mapping is not None:
        mapping = {at: name for at, name in options.mapping.items() if name}
    else:
        mapping = importing.guess_mapping(table.header, kind)
    if options.map_text:
        return importing.parse_map(options.map_text, table.header, kind, mapping)
    if missing := importing.missing_fields(mapping, kind):
        why = "nobody" if kind == importing.MEMBERS else "missing"
        raise importing.BadMapping(why, missing[0])
    return mapping


_DAYS = ("date", "birthday", "points_expire_on", "registered_on")


def _date_kind(head: list[Row], mapping: Mapping[int, str]) -> str:
    """Return the kind of dates that fits the first rows, ``auto`` if none surely does."""
    days = [column for column, name in mapping.items() if name in _DAYS]
    cells: list[Cell] = [row[at] for _, row in head for at in days if at < len(row)]
    return importing.guess_date_kind(cells)


def read_columns(
    path: Path, kind: str, *, encoding: str = "", delimiter: str = "", sheet: str | None = None,
    sample: int = 20,
) -> Columns:  # fmt: skip
    """Return what the list in *path* looks like.

    Raises:
        UnreadableFile: If it is no list.
    """
    with read_table(path, encoding=encoding, delimiter=delimiter, sheet=sheet) as table:
        head = list(islice(table.rows, LOOKED_AT))
    known = recall(table.header, kind)
    mapping = known.mapping if known else importing.guess_mapping(table.header, kind)
    return Columns(
        table.header,
        tuple((line, shown_cells(cells)) for line, cells in head[:sample]),
        mapping,
        known.unit if known else importing.guess_unit(table.header, mapping),
        known.date_kind if known else _date_kind(head, mapping),
        known is not None,
        table.encoding,
        table.delimiter,
        table.sheet,
        table.sheets,
    )


def shown_cells(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return the cells of a row as they may be shown: short, no bank card among them."""
    return tuple(shown(cell) for cell in cells)


@dataclass(frozen=True, slots=True)
class Remembered:
    """How a list of the same shape was imported before."""

    mapping: dict[int, str]
    unit: str = "rial"
    date_kind: str = "auto"


def _memory() -> Path:
    return paths.user_folder() / "import-mappings.json"


def _shape(header: tuple[str, ...], kind: str) -> str:
    """Return the key of a list's headings; what they say is not kept."""
    text = "\n".join((kind, *(column_key(heading) for heading in header)))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def _remembered() -> dict[str, Any]:
    try:
        read = json.loads(_memory().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def remember(header: tuple[str, ...], kind: str, mapping: Mapping[int, str], options: Options,
             ) -> None:  # fmt: skip
    """Keep how a list of this shape is imported, for the next one from the same program."""
    kept = _remembered()
    key = _shape(header, kind)
    kept.pop(key, None)
    kept[key] = {
        "mapping": {str(at): name for at, name in mapping.items()},
        "unit": options.unit,
        "date_kind": options.date_kind,
    }
    newest = dict(list(kept.items())[-MOST_REMEMBERED:])
    write_whole(_memory(), json.dumps(newest).encode())


def recall(header: tuple[str, ...], kind: str) -> Remembered | None:
    """Return how a list of this shape was imported before, None if none was."""
    found = _remembered().get(_shape(header, kind), {})
    try:
        mapping = {int(at): str(name) for at, name in found["mapping"].items()}
        unit, date_kind = str(found["unit"]), str(found["date_kind"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
    fits = all(
        0 <= at < len(header) and name in importing.FIELDS[kind] for at, name in mapping.items()
    )
    if not fits or unit not in ("rial", "toman") or importing.missing_fields(mapping, kind):
        return None
    return Remembered(mapping, unit, date_kind)
