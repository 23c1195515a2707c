"""How parts of a chart differ without colour: lightness, hatching, dashes and markers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportlab.lib.colors import HexColor

from loyaldesk.kernel.chart import Series
from loyaldesk.reports import palette
from loyaldesk.reports.pen import Area, Pen


@dataclass(frozen=True, slots=True)
class Ink:
    """One look of a series.

    Attributes:
        fill: Colour of its bars.
        text: Colour of figures in them.
        line: Colour of its line.
        hatch: Lines through its bars: 1 rising, -1 falling, 0 none.
        dash: Of its line; empty: drawn through.
        shape: Marker: ``dot``, ``square``, ``triangle`` or ``ring``.
    """

    fill: str
    text: str
    line: str
    hatch: int = 0
    dash: tuple[float, ...] = ()
    shape: str = "dot"


WEAK = Ink("#D5DBE1", palette.INK, palette.FAINT, dash=(2, 2), shape="ring")
"""What is compared with: grey, and never hatched."""

INKS = (
    Ink(palette.ACCENT, palette.WHITE, palette.ACCENT),
    Ink(palette.ACCENT_SOFT, palette.INK, "#8A5300", dash=(5, 2), shape="square"),
    Ink("#FFFFFF", palette.INK, palette.DEEP, hatch=1, dash=(1.5, 1.5), shape="triangle"),
    Ink(palette.DEEP, palette.WHITE, "#5B6878", dash=(6, 2, 1.5, 2), shape="ring"),
    Ink("#E9D2A4", palette.INK, "#B3261E", hatch=-1, dash=(3, 1), shape="square"),
    Ink("#8793A1", palette.WHITE, "#1558B0", dash=(8, 3), shape="dot"),
)


def inks_of(series: Sequence[Series]) -> list[Ink]:
    """Return how each series looks; what is compared with takes no ink from the others."""
    strong = iter(range(len(series)))
    return [WEAK if one.is_weak else INKS[next(strong) % len(INKS)] for one in series]


def fill_box(pen: Pen, area: Area, ink: Ink) -> None:
    """Fill a bar; what is light or hatched gets an edge."""
    canvas = pen.canvas
    pen.box(area, ink.fill, palette.DEEP if ink.hatch else "", thickness=0.5)
    if not ink.hatch:
        return
    x, y = pen.left(area.start, area.width), pen.height - area.bottom
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(x, y, area.width, area.height)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setStrokeColor(HexColor(palette.DEEP))
    canvas.setLineWidth(0.55)
    step, rise = 3.2, area.height
    at = x - rise
    while at < x + area.width:
        if ink.hatch > 0:
            canvas.line(at, y, at + rise, y + rise)
        else:
            canvas.line(at, y + rise, at + rise, y)
        at += step
    canvas.restoreState()


def polyline(pen: Pen, points: list[tuple[float, float] | None], ink: Ink) -> None:
    """Draw a line through (start, top) points; a missing point parts it."""
    canvas = pen.canvas
    canvas.saveState()
    canvas.setStrokeColor(HexColor(ink.line))
    canvas.setLineWidth(1.3)
    canvas.setDash(list(ink.dash))
    canvas.setLineJoin(1)
    path, is_open = canvas.beginPath(), False
    for point in points:
        if point is None:
            is_open = False
            continue
        x, y = pen.left(point[0]), pen.height - point[1]
        (path.lineTo if is_open else path.moveTo)(x, y)
        is_open = True
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def marker(pen: Pen, point: tuple[float, float], ink: Ink) -> None:
    """Draw the marker of a line on a point."""
    start, top = point
    if ink.shape == "square":
        pen.box(Area(start - 2, top - 2, 4, 4), ink.line)
    elif ink.shape == "triangle":
        pen.shape([(start - 2.6, top + 2), (start + 2.6, top + 2), (start, top - 2.8)], ink.line)
    else:
        pen.dot(start, top, 2.2, ink.line)
        if ink.shape == "ring":
            pen.dot(start, top, 1.3, palette.WHITE)


def band(pen: Pen, edges: list[tuple[float, float, float]]) -> None:
    """Fill between the edges (start, top of the low, top of the high) of a line."""
    if len(edges) < 2:
        return
    for (a, low_a, high_a), (b, low_b, high_b) in pairwise(edges):
        pen.shape([(a, low_a), (b, low_b), (b, high_b), (a, high_a)], "#E3E9EE")


def cross_line(pen: Pen, begin: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    """Draw a dashed line between two (start, top) points."""
    canvas = pen.canvas
    canvas.saveState()
    canvas.setStrokeColor(HexColor(colour))
    canvas.setLineWidth(0.9)
    canvas.setDash([4, 2])
    canvas.line(pen.left(begin[0]), pen.height - begin[1], pen.left(end[0]), pen.height - end[1])
    canvas.restoreState()
