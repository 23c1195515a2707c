"""Our lists as Excel and CSV files: whole or not at all, and nothing in them is a formula."""

import csv
import math
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError

from loyaldesk.domain.import_cells import RISKY_START, Cell
from loyaldesk.kernel.progress import SILENT, Progress

KINDS = ("text", "number", "money", "date", "moment", "percent", "decimal")
"""What a column holds; texts stay texts whatever they look like."""

FORMATS = {
    "text": "@", "number": "#,##0", "money": "#,##0", "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm", "percent": "0.0%", "decimal": "#,##0.0",
}  # fmt: skip
_ROWS_OF_A_SHEET = 1_048_576
_LONGEST_CELL = 32_767
_EXACT_BELOW = 10**15
"""Excel keeps fifteen digits; longer numbers are written as text."""
_STEP = 500
_MEASURED = 200
"""The width of a column is taken from so many rows."""


@contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """Give a file beside *path* to write into; it takes the place of *path* only at the end."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def csv_cell(value: Cell) -> str:
    """Return a cell as text that no spreadsheet program takes for a formula.

    A text that begins like one gets an apostrophe before it, which the reader of our lists takes
    off again; numbers are left alone.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date | time) else str(value)
    text = writable(value)
    return "'" + text if text.lstrip(" \n\xa0").startswith(RISKY_START) else text


def write_csv(
    path: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    progress: Progress = SILENT,
    total: int = 0,
) -> int:
    """Write a list as CSV (UTF-8 with a mark, as Excel needs it) and return its number of rows.

    Raises:
        OSError: If the folder is missing, read-only or full; *path* is then as it was.
        Cancelled: If *progress* was told to stop; *path* is then as it was.
    """
    count = 0
    with part_of(path) as part:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([csv_cell(heading) for heading in headers])
            for count, row in enumerate(rows, 1):
                writer.writerow([csv_cell(cell) for cell in row])
                if count % _STEP == 0:
                    progress.step(count, total)
        progress.step(count, total)
    return count


def write_xlsx(
    path: Path,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    rtl: bool,
    kinds: Sequence[str],
    progress: Progress = SILENT,
    total: int = 0,
) -> int:
    """Write a list as an Excel workbook and return its number of rows.

    Args:
        path: The file to be written.
        title: Name of the sheet and of the document.
        headers: Heading of each column.
        rows: The cells; read one after the other, so that large lists need little memory.
        rtl: Whether the sheet begins at its right side.
        kinds: One of `KINDS` for each column.
        progress: Told every 500 rows.
        total: How many rows there will be, 0 if not known.

    Raises:
        OSError: If the folder is missing, read-only or full; *path* is then as it was.
        Cancelled: If *progress* was told to stop; *path* is then as it was.
    """
    with (
        part_of(path) as part,
        TemporaryDirectory(  # beside the list: in the open only where that is
            prefix=".loyaldesk-", dir=path.parent, ignore_cleanup_errors=True
        ) as folder,
    ):
        book = _Book(part, title, headers, rtl, kinds, folder)
        count = 0
        try:
            for count, row in enumerate(rows, 1):
                book.write(row)
                if count % _STEP == 0:
                    progress.step(count, total)
            progress.step(count, total)
            book.save()
        finally:
            book.let_go()
    return count


class _Book:
    """A workbook that is written row by row; full sheets are followed by another."""

    def __init__(
        self,
        path: Path,
        title: str,
        headers: Sequence[str],
        rtl: bool,  # noqa: FBT001 - handed on by `write_xlsx`, where it is named
        kinds: Sequence[str],
        folder: str,
    ) -> None:
        self._path = path
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._book.use_zip64()
        self._book.set_properties({"title": writable(title)[:200]})
        self._title, self._headers, self._rtl = sheet_name(title), headers, rtl
        self._heading = self._book.add_format(
            {"bold": True, "bg_color": "#E8ECF1", "bottom": 1, "valign": "vcenter"}
        )
        self._formats = {
            kind: self._book.add_format({"num_format": shape}) for kind, shape in FORMATS.items()
        }
        self._kinds = list(kinds)
        self._sheets: list[Any] = []
        self._widths = [0] * len(headers)
        self._row = 0
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        number = len(self._sheets) + 1
        name = self._title if number == 1 else f"{self._title[:26]} {number}"
        sheet = self._book.add_worksheet(name)
        if self._rtl:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self._headers):
            text = writable(heading)
            sheet.write_string(0, column, text, self._heading)
            self._widths[column] = max(self._widths[column], len(text) + 3)
        self._sheets.append(sheet)
        self._row = 1

    def write(self, row: Sequence[Cell]) -> None:
        """Write the next row."""
        if self._row >= _ROWS_OF_A_SHEET:
            self._begin_sheet()
        sheet, at = self._sheets[-1], self._row
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            kind = self._kinds[column]
            write_cell(sheet, at, column, cell, self._formats[kind if kind in KINDS else "text"])
            if at <= _MEASURED and column < len(self._widths):
                length = max(map(len, str(cell).splitlines()), default=0)
                self._widths[column] = max(self._widths[column], length)
        self._row += 1

    def save(self) -> None:
        """Put the workbook together."""
        for sheet in self._sheets:
            for column, width in enumerate(self._widths):
                sheet.set_column(column, column, min(max(width + 2, 8), 60))
        last = self._sheets[-1]
        if len(self._sheets) == 1 and self._headers:
            last.autofilter(0, 0, max(self._row - 1, 1), len(self._headers) - 1)
        try:
            self._book.close()
        except XlsxFileError as error:
            cause = error.args[0] if error.args else error
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error

    def let_go(self) -> None:
        """Close the files that hold the rows until the workbook is put together."""
        for sheet in self._sheets:
            sheet.row_data_fh.close()


def write_cell(sheet: Any, row: int, column: int, cell: Cell, shape: Any) -> None:
    """Write one cell; a text stays a text."""
    if isinstance(cell, str):
        sheet.write_string(row, column, writable(cell)[:_LONGEST_CELL], shape)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, date | time):
        naive = cell if not isinstance(cell, datetime) else cell.replace(tzinfo=None)
        sheet.write_datetime(row, column, naive, shape)
    elif isinstance(cell, int | float) and math.isfinite(cell) and abs(cell) < _EXACT_BELOW:
        sheet.write_number(row, column, cell, shape)
    else:
        sheet.write_string(row, column, str(cell), shape)


def writable(text: str) -> str:
    """Return *text* without NUL and half characters, which no file can hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def sheet_name(title: str) -> str:
    """Return *title* as Excel allows it as the name of a sheet."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", writable(title))
    return " ".join(name.split()).strip("'")[:31].strip(" '") or "1"
