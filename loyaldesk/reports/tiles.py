"""Tiles of key figures: the figure, and in a word and a shape how it moved."""

from dataclasses import dataclass
from typing import Literal

from loyaldesk.domain.monthly import Figure
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.reports import palette
from loyaldesk.reports.charts import day_strip
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Style, line, shrunk
from loyaldesk.reports.pen import Area, Pen

Kind = Literal["number", "money", "ratio"]
Better = Literal["more", "less", "neither"]

HEIGHT = 50.0
GAP = 6.0
DASH = "\u2013"
_LABEL = Style(7.6, MEDIUM, palette.MUTED)
_VALUE = Style(15, BOLD)
_UNIT = Style(7.6, colour=palette.MUTED)
_MOVED = Style(7.2, MEDIUM)


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure.

    Attributes:
        label: What it is.
        figure: This month and the month before.
        kind: ``number``, ``money`` (Rial) or ``ratio``.
        better: Which way is good news, for the colour of the arrow.
        aside: A few words beside the figure, such as its unit.
    """

    label: str
    figure: Figure
    kind: Kind = "number"
    better: Better = "more"
    aside: str = ""


def draw_tiles(pen: Pen, area: Area, tiles: list[Tile]) -> None:
    """Draw tiles of one width side by side."""
    for tile, place in zip(tiles, area.split(len(tiles), GAP), strict=True):
        _draw(pen, tile, place)


def draw_day_tile(pen: Pen, area: Area, label: str, values: list[int]) -> None:
    """Draw a tile that shows the shape of the month."""
    pen.box(area, palette.SURFACE, radius=5)
    inner = area.inset(8)
    pen.put(
        shrunk(label, _LABEL, inner.width, rtl=pen.rtl, smallest=6), inner.start, area.top + 12.5
    )
    if not any(values):
        pen.text(DASH, _VALUE, inner.start, area.top + 30.5)
    day_strip(pen, Area(inner.start, area.top + 18, inner.width, area.height - 25), values)


def _draw(pen: Pen, tile: Tile, area: Area) -> None:
    pen.box(area, palette.SURFACE, radius=5)
    inner = area.inset(8)
    label = shrunk(tile.label, _LABEL, inner.width, rtl=pen.rtl, smallest=6)
    pen.put(label, inner.start, area.top + 12.5)
    value = value_text(tile)
    aside = line(tile.aside, _UNIT, rtl=pen.rtl) if tile.aside and value != DASH else None
    spare = inner.width - (aside.width + 3 if aside else 0)
    made = shrunk(value, _VALUE, spare, rtl=pen.rtl, smallest=8)
    pen.put(made, inner.start, area.top + 30.5)
    if aside:
        pen.put(aside, inner.start + made.width + 3, area.top + 30.5)
    _moved(pen, tile, inner.start, area.top + 43, inner.width)


def value_text(tile: Tile) -> str:
    """Return the figure as people read it; a dash where there is none."""
    value = tile.figure.value
    if value is None:
        return DASH
    if tile.kind == "ratio":
        return fmt.percent(value)
    return fmt.amount(round(value)) if tile.kind == "money" else fmt.number(round(value))


def movement(tile: Tile) -> tuple[int, str]:
    """Return the direction (-1, 0, 1) of a figure against the month before, and its words."""
    figure = tile.figure
    if figure.value is None:
        return 0, tr("no data")
    if figure.difference is None:
        return 0, tr("no data the month before")
    way = (figure.difference > 0) - (figure.difference < 0)
    if tile.kind == "ratio":
        size = round(abs(figure.difference) * 100)
        words = tr("{number} pp more") if way > 0 else tr("{number} pp less")
        words = words.format(number=fmt.number(size))
    elif figure.change is None:
        size, words = 1, tr("from zero")
    else:
        size = round(abs(figure.change) * 100)
        words = tr("{percent} more") if way > 0 else tr("{percent} less")
        words = words.format(percent=fmt.percent(size / 100))
        if way > 0 and size > 900:
            words = tr("over {number} times").format(number=fmt.number(10))
    return (way, words) if way and size else (0, tr("no change"))


def _moved(pen: Pen, tile: Tile, start: float, baseline: float, width: float) -> None:
    way, words = movement(tile)
    colour = palette.MUTED
    if way and tile.better != "neither":
        colour = palette.ACCENT if (way > 0) == (tile.better == "more") else palette.DANGER
    text = shrunk(
        words, _MOVED.but(colour=colour), width - (9 if way else 0), rtl=pen.rtl, smallest=5.5
    )
    if way:
        middle, half = baseline - 2.4, 2.3 * way
        points = [(start, middle + half), (start + 6, middle + half), (start + 3, middle - half)]
        pen.shape(points, colour)
    pen.put(text, start + (9 if way else 0), baseline)
