"""Words on a chart: legends, labels that do not run into each other, and plain drawing of text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from loyaldesk.ui import theme
from loyaldesk.ui.kit.charts.marks import Mark, draw_swatch

SMALL_PX = 12
LINE = 18.0
"""Height of a line of words."""
CENTRE = Qt.AlignmentFlag.AlignCenter
_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | _ABSOLUTE
RIGHT = Qt.AlignmentFlag.AlignRight | _ABSOLUTE
_SWATCH, _GAP, _BETWEEN = 20.0, 6.0, 18.0
_TILT = 40.0
_MOST_TILTED = 92.0
_AIR = 6.0


def metrics() -> QFontMetricsF:
    """Return the measures of the small font charts are written in."""
    return QFontMetricsF(theme.font(SMALL_PX))


def write(
    painter: QPainter, box: QRectF, text: str, align: Qt.AlignmentFlag, colour: str = "muted"
) -> None:
    """Write one line into *box*, cut with an ellipsis where there is no room."""
    painter.setPen(theme.token(colour))
    width = int(box.width()) + 1
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
    painter.drawText(box, align, shown)


@dataclass(frozen=True, slots=True)
class Entry:
    """One series of a legend and where it stands."""

    text: str
    mark: Mark
    box: QRectF


def legend(
    names: Sequence[tuple[str, Mark]], room: QRectF, *, is_rtl: bool
) -> tuple[list[Entry], float]:
    """Return the entries of a legend in lines from the top of *room*, and how high it is."""
    measure = metrics()
    found: list[Entry] = []
    at, top = 0.0, room.top()
    for text, mark in names:
        width = min(_SWATCH + _GAP + measure.horizontalAdvance(text) + 2, room.width())
        if at and at + width > room.width():
            at, top = 0.0, top + LINE
        left = room.right() - at - width if is_rtl else room.left() + at
        found.append(Entry(text, mark, QRectF(left, top, width, LINE)))
        at += width + _BETWEEN
    return found, (top + LINE - room.top() + _AIR if found else 0.0)


def draw_legend(painter: QPainter, entries: Sequence[Entry], *, is_rtl: bool) -> None:
    """Draw a legend."""
    for entry in entries:
        box = entry.box
        left = box.right() - _SWATCH if is_rtl else box.left()
        draw_swatch(painter, QRectF(left, box.center().y() - 6, _SWATCH, 12), entry.mark)
        words = box.adjusted(0, 0, -_SWATCH - _GAP, 0)
        if not is_rtl:
            words = box.adjusted(_SWATCH + _GAP, 0, 0, 0)
        write(painter, words, entry.text, RIGHT if is_rtl else LEFT, "ink")


@dataclass(frozen=True, slots=True)
class Labels:
    """How the labels under a chart are written.

    Attributes:
        lines: Each label in its lines.
        every: 1 shows all, 2 every second one.
        tilted: Whether they are written aslant.
        height: Of all lines.
        begin: The first of those shown, so that the one that tells the year is among them.
    """

    lines: tuple[tuple[str, ...], ...]
    every: int
    tilted: bool
    height: float
    begin: int = 0


def labels_in(texts: Sequence[str], width: float) -> Labels:
    """Return how *texts* are written when each has *width* pixels.

    In one line if they fit, then in two; days and months, whose order anybody knows, leave some
    out; names of things are written aslant.
    """
    measure = metrics()

    def widest(lines: Sequence[Sequence[str]]) -> float:
        return max((measure.horizontalAdvance(part) for one in lines for part in one), default=0)

    single = tuple((text,) for text in texts)
    if widest(single) + _AIR <= width:
        return Labels(single, 1, tilted=False, height=LINE)
    double = tuple(_halved(text) for text in texts)
    if widest(double) + _AIR <= width:
        return Labels(double, 1, tilted=False, height=2 * LINE)
    dated = [n for n, text in enumerate(texts) if any(c.isdigit() for c in text)]
    if dated:
        lines = double if widest(double) < widest(single) * 0.8 else single
        every = max(2, int((widest(lines) + _AIR) // max(width, 1.0)) + 1)
        begin = dated[0] if len(dated) * 2 < len(texts) else 0
        high = LINE * max(map(len, lines))
        return Labels(lines, every, tilted=False, height=high, begin=begin % every)
    high = min(widest(single) * 0.66 + LINE, _MOST_TILTED)
    return Labels(single, 1, tilted=True, height=high)


def _halved(text: str) -> tuple[str, ...]:
    """Return *text* in two lines of nearly the same length, if it has a space."""
    places = [n for n, letter in enumerate(text) if letter == " "]
    if not places:
        return (text,)
    at = min(places, key=lambda n: abs(n - len(text) / 2))
    return text[:at], text[at + 1 :]


def draw_label(
    painter: QPainter, slot: QRectF, labels: Labels, number: int, *, is_rtl: bool
) -> None:
    """Draw one label under *slot*, whose lower edge is the axis."""
    if number % labels.every != labels.begin:
        return
    top = slot.bottom() + 4
    if labels.tilted:
        _draw_tilted(
            painter, QPointF(slot.center().x(), top + 6), labels.lines[number][0], is_rtl=is_rtl
        )
        return
    width = slot.width() * labels.every
    for line, text in enumerate(labels.lines[number]):
        box = QRectF(slot.center().x() - width / 2, top + line * LINE, width, LINE)
        write(painter, box, text, CENTRE)


def _draw_tilted(painter: QPainter, end: QPointF, text: str, *, is_rtl: bool) -> None:
    edge = painter.viewport().width() - end.x() if is_rtl else end.x()
    room = min(_MOST_TILTED / 0.66, edge / 0.77)  # the sine and cosine of the slope
    painter.save()
    painter.translate(end)
    painter.rotate(_TILT if is_rtl else -_TILT)
    box = QRectF(0, -8, room, LINE) if is_rtl else QRectF(-room, -8, room, LINE)
    write(painter, box, text, LEFT if is_rtl else RIGHT)
    painter.restore()
