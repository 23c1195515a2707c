"""Where a list begins in a sheet: titles above it, its headings, and rows that are no rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loyaldesk.domain.import_cells import STAMP
from loyaldesk.domain.importing import Cell, column_letters, is_heading
from loyaldesk.kernel import persian

Row = tuple[int, tuple[Cell, ...]]
"""Line number in the file, and the cells."""

HEAD_ROWS = 40
"""So many rows are looked at for the headings."""

_SUM_WORDS = frozenset(
    persian.fold(word)
    for word in (
        "جمع کل", "جمع", "مجموع", "مجموع کل", "جمع صفحه", "جمع این صفحه", "نقل از صفحه قبل",
        "total", "totals", "grand total", "sum", "subtotal",
    )
)  # fmt: skip
_FEW = 30
"""A sum's word is short; longer cells are not looked at."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the first rows say.

    Attributes:
        header: Heading of each column; letters where there is none.
        body_at: Index of the first row under the headings.
        is_named: Whether the headings stand in the file.
        raw: The cells of the row of headings, to know it again further down.
    """

    header: tuple[str, ...]
    body_at: int
    is_named: bool
    raw: tuple[Cell, ...] = ()


def find_shape(head: Sequence[Row]) -> Shape:
    """Return where the list begins, from its first rows.

    Headings are the first row with two names that we know; else the first row that is as wide as
    the list and holds words only, if figures stand under it.
    """
    at = _known_headings(head)
    if at is None:
        at = _wordy_headings(head)
    if at is None:
        width = max((len(cells) for _, cells in head), default=0)
        return Shape(tuple(column_letters(column) for column in range(width)), 0, is_named=False)
    raw = head[at][1]
    return Shape(_headings(raw), at + 1, is_named=True, raw=raw)


def _headings(raw: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(
        persian.clean(str(cell))[:80] if _is_filled(cell) else column_letters(column)
        for column, cell in enumerate(raw)
    )


def _known_headings(head: Sequence[Row]) -> int | None:
    width = _usual_width(head)
    for at, (_, cells) in enumerate(head):
        filled = [cell for cell in cells if _is_filled(cell)]
        if not all(_is_word(cell) for cell in filled):
            continue
        known = sum(is_heading(str(cell)) for cell in filled)
        if known >= 2 or (known == 1 and len(filled) == 1 and width <= 1):
            return at
    return None


def _wordy_headings(head: Sequence[Row]) -> int | None:
    width = _usual_width(head)
    for at, (_, cells) in enumerate(head):
        filled = [cell for cell in cells if _is_filled(cell)]
        if len(filled) < max(2, round(0.6 * width)) or len(set(filled)) < len(filled):
            continue
        if not all(_is_word(cell) and len(str(cell)) <= 40 for cell in filled):
            continue
        later = (cell for _, row in head[at + 1 :] for cell in row if _is_filled(cell))
        if any(not _is_word(cell) for cell in later):
            return at
    return None


def _usual_width(head: Sequence[Row]) -> int:
    widths = Counter(sum(map(_is_filled, cells)) for _, cells in head)
    return widths.most_common(1)[0][0] if widths else 0


def _is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _is_word(cell: Cell) -> bool:
    """Return whether a cell is text and no number, day, time or phone."""
    if not isinstance(cell, str):
        return False
    return not re.fullmatch(r"[\d\s/\-.,:+٬،٫()%T]+", persian.ascii_digits(cell))


def body(rows: Iterable[Row], shape: Shape) -> Iterator[Row]:
    """Hand out the rows under the headings, without empty ones, sums and repeated headings."""
    raw = shape.raw
    first = raw[0] if raw else None
    for row in rows:
        cells = row[1]
        if not cells:
            continue
        if cells[0] == first and cells == raw and shape.is_named:
            continue
        begin = cells[0]
        # Most rows begin with a figure or a code: millions of them are not looked at further.
        if (type(begin) is not str or not begin[:1].isdigit()) and _is_no_row(cells):
            continue
        yield row


def _is_no_row(cells: Sequence[Cell]) -> bool:
    for cell in cells:
        if isinstance(cell, str):
            text = cell.strip()
            if text:
                return text.startswith(STAMP) or (len(text) <= _FEW and _is_sum(text))
        elif cell is not None:
            return False
    return True


def _is_sum(text: str) -> bool:
    letter = text[0]
    if letter not in "جمنTtGgSs":
        return False
    folded = persian.fold(text).strip(" :.*=-")
    return folded in _SUM_WORDS or folded.startswith(("جمع کل", "grand total"))
