"""Rows of a CSV file, one after the other, and the quotation mark that would swallow them."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from loyaldesk.domain.importing import UnreadableFile
from loyaldesk.gateways.table_shape import Row

LONGEST_CELL = 10_000
MOST_ROWS = 5_000_000
_END = "\x1e\x1fend"


class _Lines:
    """The lines of a file with a mark behind the last; notes what needs a closer look."""

    def __init__(self, file: TextIO) -> None:
        self.ended = False
        self.has_long = False
        self._file = file

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            if len(line) > LONGEST_CELL:
                self.has_long = True
            yield line
        self.ended = True
        yield _END


def csv_rows(path: Path, encoding: str, separator: str) -> Iterator[Row]:
    """Hand out the rows of a CSV file with the line each begins on.

    Raises:
        UnreadableFile: ``quote``, ``long cell``, ``encoding`` or ``rows``; the rows before the
            place have then been handed out.
    """
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=separator)
        before = width = 0
        try:
            for cells in reader:
                line, before = before + 1, reader.line_num
                if lines.ended:
                    if cells != [_END]:
                        raise UnreadableFile("quote", line)
                    return
                if before != line or lines.has_long:
                    _look_closer(cells, line, before, width, separator)
                    lines.has_long = False
                else:
                    width = len(cells)
                if line == 1 and _names_separator(cells):
                    continue
                if line > MOST_ROWS:
                    raise UnreadableFile("rows", line, MOST_ROWS)
                yield line, tuple(cells)
        except csv.Error as error:
            one_line = reader.line_num <= before + 1
            why = "long cell" if one_line else "quote"
            raise UnreadableFile(why, before + 1, LONGEST_CELL) from error
        except UnicodeDecodeError as error:
            raise UnreadableFile("encoding", reader.line_num + 1) from error


def _names_separator(cells: list[str]) -> bool:
    """Return whether the first row only tells Excel the separator (``sep=;``)."""
    return bool(cells) and cells[0].casefold() in ("sep=", "sep=,", "sep=;", "sep=\t", "sep=|")


def _look_closer(cells: list[str], line: int, last: int, width: int, separator: str) -> None:
    """Refuse a row that runs over several lines because of a stray quotation mark."""
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise UnreadableFile("quote" if last > line else "long cell", line, LONGEST_CELL)
    if last > line and width > 1 and _swallowed(cells, width, separator):
        raise UnreadableFile("quote", line)


def _swallowed(cells: list[str], width: int, separator: str) -> bool:
    """Return whether a cell of several lines holds whole rows, or the row got another width."""
    if len(cells) != width:
        return True
    for cell in cells:
        counts = [part.count(separator) for part in re.split(r"\r\n|\r|\n", cell)[1:]]
        if width > 2 and any(count >= width - 1 for count in counts):
            return True
        if width == 2 and counts and all(count == 1 for count in counts):
            return True
    return False
