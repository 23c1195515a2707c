"""The figures of a card as tiles: the value, how it moved, and how many are behind it."""

from collections.abc import Sequence

from loyaldesk.domain.insight.card import Card, Measure
from loyaldesk.domain.monthly import Figure
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit, shown, unit_name
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Span, Style, line, paragraph, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.tiles import Kind, Tile, movement

IN_ROW, HEIGHT, LOW, GAP = 4, 56.0, 38.0, 6.0
FEW = 10
"""A share of fewer than so many says little: the tile tells it."""
_LABEL = Style(7.6, MEDIUM, palette.MUTED)
_UNIT = Style(7.4, colour=palette.MUTED)
_SMALL = Style(6.8, colour=palette.MUTED)
_WHY = Style(6.8, colour=palette.WARN)


def height_of(measures: Sequence[Measure]) -> float:
    """Return how high the tiles of so many figures are."""
    heights = [_row_height(part) for part in _rows(measures)]
    return sum(heights) + max(len(heights) - 1, 0) * GAP


def _rows(measures: Sequence[Measure]) -> list[Sequence[Measure]]:
    across = _across(len(measures))
    return [measures[first : first + across] for first in range(0, len(measures), across)]


def _row_height(measures: Sequence[Measure]) -> float:
    """Return a lower row where nothing stands under any of its figures."""
    has_more = any(
        one.value is None or one.before is not None or one.count is not None or _range(one)
        for one in measures
    )
    return HEIGHT if has_more else LOW


def _across(count: int) -> int:
    """Return how many stand side by side, so that no row is left nearly empty."""
    if count <= IN_ROW:
        return max(count, 1)
    return 3 if count in (5, 6, 9) else IN_ROW


def draw(pen: Pen, area: Area, card: Card) -> None:
    """Draw the figures of *card* from the top of *area*."""
    top, wide = area.top, max(_across(len(card.measures)), 3)  # two figures do not fill the page
    for part in _rows(card.measures):
        row = Area(area.start, top, area.width, _row_height(part))
        for place, one in zip(row.split(wide, GAP), part, strict=False):
            is_same = one.count == card.meaning.count  # what else is counted has other words
            _tile(pen, place, one, card.meaning.counted if is_same else "")
        top += row.height + GAP


def _tile(pen: Pen, area: Area, one: Measure, counted: str) -> None:
    pen.box(area, palette.SURFACE, palette.HAIRLINE, radius=5, thickness=0.4)
    inner = area.inset(8)
    _name(pen, inner, area.top, pdf_text(one.name))
    if one.value is None:
        _nothing(pen, inner, area.top, one)
        return
    unit = unit_name(one.unit)
    aside = line(unit, _UNIT, rtl=pen.rtl) if unit else None
    room = inner.width - (aside.width + 3 if aside else 0)
    made = shrunk(shown(one.value, one.unit), Style(14.5, BOLD), room, rtl=pen.rtl, smallest=7)
    pen.put(made, inner.start, area.top + 29.5)
    if aside:
        pen.put(aside, inner.start + made.width + 3, area.top + 29.5)
    _moved(pen, one, inner.start, area.top + 40.5, inner.width)
    _behind(pen, one, counted, inner, area.top + 50)


def _name(pen: Pen, inner: Area, top: float, text: str) -> None:
    """Set the name in one line, or a long one in two small ones."""
    small = _LABEL.but(size=6)
    if line(text, small, rtl=pen.rtl).width <= inner.width:
        pen.put(shrunk(text, _LABEL, inner.width, rtl=pen.rtl, smallest=6), inner.start, top + 12.5)
        return
    for n, each in enumerate(paragraph([Span(text, small)], inner.width, rtl=pen.rtl, most=2)):
        pen.put(each, inner.start, top + 9 + n * 7.2)


def _nothing(pen: Pen, inner: Area, top: float, one: Measure) -> None:
    why = one.why or tr("no data")
    lines = paragraph([Span(pdf_text(why), _WHY)], inner.width, rtl=pen.rtl, most=3)
    pen.text("\u2013", Style(12, BOLD, palette.MUTED), inner.start, top + 25)
    for n, each in enumerate(lines):
        pen.put(each, inner.start, top + 33.5 + n * 8.6)


def _range(one: Measure) -> str:
    if one.low is None or one.high is None:
        return ""
    return tr("between {low} and {high}").format(
        low=shown(one.low, one.unit), high=shown(one.high, one.unit)
    )


def moved_words(one: Measure) -> tuple[int, str]:
    """Return the direction against the time before and its words; empty where there is none."""
    if one.value is None or one.before is None:
        return 0, ""
    kind: Kind = "ratio" if one.unit is Unit.RATIO else "number"
    way, words = movement(Tile(one.name, Figure(one.value, one.before), kind))
    before = shown(one.before, one.unit)
    return way, tr("{change}, was {before}").format(change=words, before=before)


def _moved(pen: Pen, one: Measure, start: float, baseline: float, width: float) -> None:
    way, words = moved_words(one)
    words = " \u00b7 ".join(filter(None, (words, _range(one))))
    if not words:
        return
    colour = palette.MUTED
    if way and one.better:
        colour = palette.ACCENT if (way > 0) == (one.better == "up") else palette.DANGER
    style = Style(7, MEDIUM, colour)
    text = shrunk(words, style, width - (9 if way else 0), rtl=pen.rtl, smallest=5.2)
    if way:
        middle, half = baseline - 2.3, 2.3 * way
        points = [(start, middle + half), (start + 6, middle + half), (start + 3, middle - half)]
        pen.shape(points, colour)
    pen.put(text, start + (9 if way else 0), baseline)


def _behind(pen: Pen, one: Measure, counted: str, inner: Area, baseline: float) -> None:
    if one.count is None:
        return
    is_few = one.unit is Unit.RATIO and one.count < FEW
    count = fmt.number(one.count)
    if counted and is_few:
        text = tr("out of {n} {counted}: too few").format(n=count, counted=counted)
    elif counted:
        text = tr("out of {n} {counted}").format(n=count, counted=counted)
    else:
        text = tr("out of {n}: too few") if is_few else tr("out of {n}")
        text = text.format(n=count)
    made = shrunk(pdf_text(text), _WHY if is_few else _SMALL, inner.width, rtl=pen.rtl,
                  smallest=5)  # fmt: skip
    pen.put(made, inner.start, baseline)
