"""Lists of others, read from CSV and Excel files, and our lists written for others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from loyaldesk.domain.importing import UnreadableFile
from loyaldesk.gateways.csv_reading import csv_rows
from loyaldesk.gateways.csv_sniffing import find_encoding, find_separator, is_text, sample_text
from loyaldesk.gateways.sheet_writing import csv_cell, write_csv, write_xlsx
from loyaldesk.gateways.table_shape import HEAD_ROWS, Row, body, find_shape
from loyaldesk.gateways.xlsx_reading import look_into, open_sheet, sheet_rows

__all__ = ["Row", "Table", "csv_cell", "read_table", "write_csv", "write_xlsx"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3",
                b"\x1f\x8b", b"GIF8")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A list in a file, open for reading. Close it, or read it to its end.

    Attributes:
        kind: ``csv`` or ``xlsx``.
        header: Heading of each column; letters (A, B, C) where the file has none.
        rows: Line number and cells of each row, read while they are asked for.
        first_line: Line of the first row.
        is_named: Whether the headings stand in the file.
        encoding: Of a CSV file.
        delimiter: Of a CSV file.
        sheet: Name of the sheet that is read.
        sheets: Names of all visible sheets.
    """

    kind: str
    header: tuple[str, ...]
    rows: Iterator[Row]
    first_line: int
    is_named: bool
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    def close(self) -> None:
        """Let go of the file; nothing more can be read."""
        close = getattr(self.rows, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_table(
    path: Path, *, encoding: str = "", delimiter: str = "", sheet: str | None = None
) -> Table:
    """Open the list in *path*; what is not said is found out.

    Raises:
        UnreadableFile: If it is no list, or one that cannot be read safely. Rows that are asked
            for later may raise it too, with their line.
    """
    beginning = _beginning(path)
    if beginning.startswith(b"PK"):
        return _workbook(path, sheet)
    _refuse_other_kinds(path, beginning)
    encoding = encoding or find_encoding(path)
    text = sample_text(path, encoding)
    if not text.strip("\ufeff \t\r\n\0"):
        raise UnreadableFile("empty")
    if text.lstrip("\ufeff \t\r\n")[:5].casefold() in ("<html", "<tabl", "<?xml", "<!doc", "<meta"):
        raise UnreadableFile("web page")
    if not is_text(text):
        raise UnreadableFile("other kind")
    delimiter = delimiter or find_separator(text.lstrip("\ufeff"))
    return _table("csv", csv_rows(path, encoding, delimiter), (encoding, delimiter, "", ()))


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            beginning = file.read(16)
    except FileNotFoundError as error:
        raise UnreadableFile("missing", name=path.name) from error
    except OSError as error:  # Windows answers "denied" for a folder
        raise UnreadableFile("folder" if path.is_dir() else "locked", name=path.name) from error
    if not beginning:
        raise UnreadableFile("empty")
    return beginning


def _refuse_other_kinds(path: Path, beginning: bytes) -> None:
    if beginning.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le")
        raise UnreadableFile("password" if locked in path.read_bytes() else "old excel")
    if beginning.startswith(_OTHER_KINDS):
        raise UnreadableFile("other kind")


def _workbook(path: Path, wanted: str | None) -> Table:
    look_into(path)
    sheet, names = open_sheet(path, wanted)
    return _table("xlsx", sheet_rows(sheet), ("", "", sheet.name, names))


def _table(kind: str, rows: Iterator[Row], source: tuple[str, str, str, tuple[str, ...]]) -> Table:
    """Return the list in *rows*: headings found, and at least one row under them."""
    head = list(islice(rows, HEAD_ROWS))
    shape = find_shape(head)
    under = _under(head[shape.body_at :], rows)
    under = body(under, shape)
    first: Sequence[Row] = list(islice(under, 1))
    if not first:
        raise UnreadableFile("no rows" if shape.is_named else "empty")
    return Table(kind, shape.header, _under(first, under), first[0][0], shape.is_named, *source)


def _under(head: Sequence[Row], rest: Iterator[Row]) -> Iterator[Row]:
    """Hand out *head*, then *rest*; closing this closes *rest*."""
    try:
        yield from chain(head, rest)
    finally:
        close = getattr(rest, "close", None)
        if close is not None:
            close()
