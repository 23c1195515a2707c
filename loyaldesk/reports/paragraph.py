"""Text in lines: one line measured or cut to a width, and paragraphs broken before reordering."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from loyaldesk.kernel.persian import FSI, PDI
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import REGULAR
from loyaldesk.reports.shaping import CONTROLS, Run, drawable, in_eye_order, levels, shape

ELLIPSIS = "…"
_HAIR = 0.05
"""Points by which a sum of fractions may seem too wide."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks.

    Attributes:
        size: In points.
        font_name: One of the names in ``fonts``.
        colour: ``#RRGGBB``.
        leading: Line height as a multiple of the size.
    """

    size: float = 9
    font_name: str = REGULAR
    colour: str = palette.INK
    leading: float = 1.6

    def but(self, **changes: object) -> "Style":
        """Return the style with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # checked by dataclasses


@dataclass(frozen=True, slots=True)
class Piece:
    """A run in one style."""

    style: Style
    run: Run


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line ready to be drawn, from left to right.

    Attributes:
        pieces: Its runs.
        width: In points.
        marked: Whether it holds marks above or below the line.
    """

    pieces: tuple[Piece, ...]
    width: float
    marked: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a paragraph in one style."""

    text: str
    style: Style


@lru_cache(maxsize=8192)
def line(text: str, style: Style, *, rtl: bool) -> Line:
    """Return *text* as one line, however long."""
    text = drawable(text)
    return _laid(text, levels(text, rtl=rtl), [style] * len(text), 0, len(text))


def fitted(text: str, style: Style, width: float, *, rtl: bool) -> Line:
    """Return *text* as one line of at most *width*, cut with an ellipsis if need be."""
    whole = line(text, style, rtl=rtl)
    if whole.width <= width + _HAIR:
        return whole
    inner = text[1:-1] if text.startswith(FSI) and text.endswith(PDI) else text
    least, most = 0, len(inner)
    while least < most:  # the longest beginning that fits
        middle = (least + most + 1) // 2
        if line(_cut(inner, middle), style, rtl=rtl).width <= width:
            least = middle
        else:
            most = middle - 1
    return line(_cut(inner, least), style, rtl=rtl)


def _cut(text: str, length: int) -> str:
    # Isolated, so that the dots end a Latin name at its own end.
    return f"{FSI}{text[:length].rstrip()}{ELLIPSIS}{PDI}"


@lru_cache(maxsize=8192)
def shrunk(text: str, style: Style, width: float, *, rtl: bool, smallest: float) -> Line:
    """Return *text* as one line of at most *width*: smaller first, then cut."""
    whole = line(text, style, rtl=rtl)
    if whole.width > width:
        style = style.but(size=max(smallest, style.size * width / whole.width))
    return fitted(text, style, width, rtl=rtl)


def paragraph(spans: list[Span], width: float, *, rtl: bool, most: int = 0) -> list[Line]:
    """Return the lines of a paragraph.

    Levels belong to the whole paragraph; lines are broken in logical order and each is reordered
    alone, so the first words stand in the first line.

    Args:
        spans: The text in its styles.
        width: Of the longest line, in points.
        rtl: Direction of the paragraph.
        most: Number of lines at which the rest is cut; 0 for all.
    """
    texts = [drawable(span.text) for span in spans]
    text = "".join(texts)
    styles = [span.style for span, part in zip(spans, texts, strict=True) for _ in range(len(part))]
    found = levels(text, rtl=rtl)
    ranges = _broken(text, found, styles, width)
    lines = [_laid(text, found, styles, first, end) for first, end in ranges]
    if most and len(lines) > most:
        rest = text[ranges[most - 1][0] :]
        style = styles[ranges[most - 1][0]]
        lines = [*lines[: most - 1], fitted(rest, style, width, rtl=rtl)]
    return lines


def _broken(
    text: str, found: tuple[int, ...], styles: list[Style], width: float
) -> list[tuple[int, int]]:
    """Return the first letter and the end of each line."""
    ranges: list[tuple[int, int]] = []
    start = end = place = 0
    used = 0.0
    for word in text.split(" "):
        first, last = place, place + len(word)
        place = last + 1
        wide = _laid(text, found, styles, first, last).width
        gap = _laid(text, found, styles, end, first).width if end > start else 0.0
        if end > start and used + gap + wide > width:
            ranges.append((start, end))
            start, used, gap = first, 0.0, 0.0
        while wide > width and last - first > 1:  # a word longer than the line is cut
            first = _longest(text, found, styles, first, last, width)
            ranges.append((start, first))
            start = first
            wide = _laid(text, found, styles, first, last).width
        used, end = used + gap + wide, last
    ranges.append((start, end))
    return ranges


def _longest(
    text: str, found: tuple[int, ...], styles: list[Style], first: int, last: int, width: float
) -> int:
    """Return where a word must be cut to fit; at least one letter is taken."""
    least, most = first + 1, last
    while least < most:
        middle = (least + most + 1) // 2
        if _laid(text, found, styles, first, middle).width <= width:
            least = middle
        else:
            most = middle - 1
    return least


def _laid(text: str, found: tuple[int, ...], styles: list[Style], first: int, end: int) -> Line:
    """Return letters *first* to *end* as a line."""
    pieces: list[tuple[int, Piece]] = []
    for (level, style), letters in groupby(
        range(first, end), key=lambda place: (found[place], styles[place])
    ):
        places = list(letters)
        part = text[places[0] : places[-1] + 1]
        if part in CONTROLS:
            continue
        run = shape(part, style.font_name, rtl=bool(level & 1))
        pieces.append((level, Piece(style, run)))
    ordered = tuple(in_eye_order(pieces))
    width = sum(piece.run.width * piece.style.size / 1000 for piece in ordered)
    return Line(ordered, width, any(piece.run.marks for piece in ordered))
