"""Several tables in one file: a workbook with a sheet for each part, or one CSV below the other."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError

from loyaldesk.domain.import_cells import Cell
from loyaldesk.gateways.sheet_writing import (
    FORMATS,
    csv_cell,
    part_of,
    sheet_name,
    writable,
    write_cell,
)
from loyaldesk.kernel.progress import SILENT, Progress

_WIDEST, _NARROWEST, _MEASURED = 48, 9, 200


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its cells with the kind of each; a head is bold and shaded."""

    cells: tuple[Cell, ...]
    kinds: tuple[str, ...]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet: its name and rows."""

    name: str
    lines: tuple[Line, ...]


def write_book(
    path: Path, title: str, parts: Sequence[Part], *, rtl: bool, progress: Progress = SILENT
) -> None:
    """Write *parts* to a workbook, a sheet for each.

    Raises:
        OSError: If the folder is missing, read-only or full; *path* is then as it was.
        Cancelled: If *progress* was told to stop; *path* is then as it was.
    """
    with (
        part_of(path) as file,
        TemporaryDirectory(  # beside the list: in the open only where that is
            prefix=".loyaldesk-", dir=path.parent, ignore_cleanup_errors=True
        ) as folder,
    ):
        book = xlsxwriter.Workbook(
            str(file),
            {
                "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False,
                "strings_to_numbers": False, "strings_to_urls": False,
            },
        )  # fmt: skip
        book.use_zip64()
        book.set_properties({"title": writable(title)[:200]})
        shapes = _Shapes(book)
        sheets: list[Any] = []
        try:
            for done, (name, part) in enumerate(zip(_names(parts), parts, strict=True), start=1):
                sheets.append(book.add_worksheet(name))
                if rtl:
                    sheets[-1].right_to_left()
                _fill(sheets[-1], part, shapes)
                progress.step(done, len(parts))
            _close(book)
        finally:
            for sheet in sheets:
                sheet.row_data_fh.close()


def write_stacked(path: Path, parts: Sequence[Part], progress: Progress = SILENT) -> None:
    """Write *parts* to one CSV file, each below the other under its name.

    Raises:
        OSError: If the folder is missing, read-only or full; *path* is then as it was.
        Cancelled: If *progress* was told to stop; *path* is then as it was.
    """
    with part_of(path) as part_path, part_path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for done, part in enumerate(parts, start=1):
            for line in part.lines:
                writer.writerow([csv_cell(cell) for cell in line.cells])
            writer.writerow([])
            progress.step(done, len(parts))


class _Shapes:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bg_color": "#E8ECF1", "bottom": 1})
        self.by_kind = {
            kind: book.add_format({"num_format": shape}) for kind, shape in FORMATS.items()
        }


def _fill(sheet: Any, part: Part, shapes: _Shapes) -> None:
    widths: dict[int, int] = {}
    for line in part.lines[:_MEASURED]:
        if len(line.cells) > 1:  # a sentence alone in its row may run over the others
            for column, cell in enumerate(line.cells):
                widths[column] = max(widths.get(column, 0), len(str(cell or "")))
    for column, width in widths.items():  # before the rows: they are written as they come
        sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
    for row, line in enumerate(part.lines):
        for column, (cell, kind) in enumerate(zip(line.cells, line.kinds, strict=True)):
            if cell is not None and cell != "":
                shape = shapes.head if line.is_head else shapes.by_kind[kind]
                write_cell(sheet, row, column, cell, shape)


def _names(parts: Iterable[Part]) -> list[str]:
    """Return a name for each sheet, none of them twice; Excel does not tell capitals apart."""
    found: list[str] = []
    for part in parts:
        name, number = sheet_name(part.name), 1
        while name.casefold() in {other.casefold() for other in found}:
            number += 1
            name = f"{sheet_name(part.name)[:27].strip()} {number}"
        found.append(name)
    return found


def _close(book: Any) -> None:
    try:
        book.close()
    except XlsxFileError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
