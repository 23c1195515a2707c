"""Rows of an Excel workbook, after a look into the parcel it comes in."""

import errno
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from loyaldesk.domain.importing import Cell, UnreadableFile
from loyaldesk.gateways.table_shape import Row

MOST_MB = 50
MOST_BYTES = MOST_MB * 1_000_000
MOST_COLUMNS = 60
MOST_ROWS = 1_000_000
MOST_CELLS = 8_000_000
"""The reader fills the rectangle around all cells: so many take 250 MB."""

_SPOILT = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, struct.error,
    OverflowError, RuntimeError,
)  # fmt: skip
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tiff", ".bmp", ".svg")
# Cells with something in them whose column is BI (the 61st) or beyond.
_FAR_COLUMN = re.compile(
    rb"\sr\s*=\s*[\"'](?:[Bb][I-Zi-z]|[C-Zc-z][A-Za-z]|[A-Za-z]{3,})\d+[\"'][^<>]*(?<!/)>(?!\s*</)"
)
_DEEP_CELL = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]{1,3}(\d{6,})[\"'][^<>]*(?<!/)>(?!\s*</)")
_DEEP_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*\br\s*=\s*[\"'](\d{6,})[\"']")
_COLUMN = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,2})\d+[\"']")
# The same of cells as nearly all programs write them: found by their beginning, ten times as fast.
_USUAL_FAR = re.compile(rb"<c r=\"(?:[Bb][I-Zi-z]|[C-Zc-z][A-Za-z]|[A-Za-z]{3})")
_USUAL_DEEP = re.compile(rb"<c r=\"[A-Za-z]{1,2}(\d{6,})")
_USUAL_TWO_LETTERS = re.compile(rb"<c r=\"[A-Za-z]{2}")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s>/]")
_NAMELESS_CELL = re.compile(rb"<(?:\w+:)?c(?:\s+(?!r\s*=)\w+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")


def look_into(path: Path) -> None:
    """Read the parts of the workbook once and refuse what would harm.

    Raises:
        UnreadableFile: ``big``, ``entities``, ``columns``, ``rows``, ``far cells``, ``macros``,
            ``binary excel``, ``password``, ``other kind`` or ``damaged``.
    """
    try:
        with zipfile.ZipFile(path) as parcel:
            parts = parcel.infolist()
            _look_at_names({part.filename.casefold() for part in parts})
            if any(part.flag_bits & 1 for part in parts):
                raise UnreadableFile("password")
            if sum(part.file_size for part in parts) > MOST_BYTES:
                raise UnreadableFile("big", limit=MOST_MB)
            left = MOST_BYTES
            for part in parts:
                if not part.filename.casefold().endswith(_PICTURES):
                    left -= _look_at_part(parcel, part, left)
    except _SPOILT as error:
        raise UnreadableFile("damaged") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise UnreadableFile("damaged") from error  # a part is said to lie before the beginning


def _look_at_names(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("macros")
    if "xl/workbook.bin" in names:
        raise UnreadableFile("binary excel")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise UnreadableFile("other kind")


def _look_at_part(parcel: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Read one part, refuse what is dangerous in it, and return its length."""
    with parcel.open(part) as file:
        content = file.read(left + 1)
    if len(content) > left:
        raise UnreadableFile("big", limit=MOST_MB)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", "replace").encode()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFile("entities")
    if b"sheetData" in content:
        _look_at_cells(content)
    return len(content)


def _look_at_cells(content: bytes) -> None:
    """Refuse a sheet whose cells would fill the memory once they are laid out."""
    if _is_usual(content) and _fits(content):
        return
    if _FAR_COLUMN.search(content):
        raise UnreadableFile("columns", limit=MOST_COLUMNS)
    columns = MOST_COLUMNS
    deepest = max(
        (int(row) for shape in (_DEEP_CELL, _DEEP_ROW) for row in shape.findall(content)), default=0
    )
    nameless = len(_NAMELESS_CELL.findall(content))
    if nameless:
        rows = _ROW_START.split(content)
        deepest = max(deepest, len(rows))
        if max(len(_CELL_START.findall(row)) for row in rows) > MOST_COLUMNS:
            raise UnreadableFile("columns", limit=MOST_COLUMNS)
    if deepest > MOST_ROWS:
        raise UnreadableFile("rows", limit=MOST_ROWS)
    if deepest * columns > MOST_CELLS and not nameless:
        columns = max(map(_column_number, set(_COLUMN.findall(content))), default=1)
    if deepest * columns > MOST_CELLS:
        raise UnreadableFile("far cells")


def _is_usual(content: bytes) -> bool:
    """Return whether every cell begins as ``<c r="``, so that none can hide its place."""
    if b":sheetData" in content:
        return False
    usual = content.count(b'<c r="')
    if usual == content.count(b"<c") - content.count(b"<co"):
        return True
    signs = (b" ", b">", b"/", b"\n", b"\r", b"\t")
    return usual == sum(content.count(b"<c" + sign) for sign in signs)


def _fits(content: bytes) -> bool:
    """Return whether the usual cells are few enough, counting empty ones and whole columns."""
    if _USUAL_FAR.search(content):
        return False
    columns = MOST_COLUMNS if _USUAL_TWO_LETTERS.search(content) else 26
    deepest = max(map(int, _USUAL_DEEP.findall(content)), default=99_999)
    return deepest <= MOST_ROWS and deepest * columns <= MOST_CELLS


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def open_sheet(path: Path, wanted: str | None) -> tuple[CalamineSheet, tuple[str, ...]]:
    """Return the sheet called *wanted*, or the first visible one that holds anything.

    Raises:
        UnreadableFile: ``password``, ``damaged``, ``no sheet`` or ``empty``.
    """
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            names = tuple(
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
                and sheet.visible == SheetVisibleEnum.Visible
            )
            if wanted is not None:
                if wanted not in names:
                    raise UnreadableFile("no sheet", name=wanted)
                return book.get_sheet_by_name(wanted), names
            for name in names:
                sheet = book.get_sheet_by_name(name)
                if sheet.start is not None:
                    return sheet, names
    except PasswordError as error:
        raise UnreadableFile("password") from error
    except CalamineError as error:
        raise UnreadableFile("damaged") from error
    raise UnreadableFile("empty")


def sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Hand out the rows of a sheet with their line numbers."""
    for line, cells in enumerate(sheet.iter_rows(), 1):
        if timedelta in map(type, cells):
            cells = [_plain(cell) for cell in cells]  # noqa: PLW2901 - the same row, made plain
        yield line, tuple(cells)


def _plain(cell: Cell | timedelta) -> Cell:
    """Return a length of time, as sheets keep times beyond 24 hours, as text."""
    return str(cell) if isinstance(cell, timedelta) else cell
