"""Charts of paper: bars by month, a strip of days, a ring of shares; mirrored with the language."""

from dataclasses import dataclass
from math import ceil, cos, floor, log10, pi, sin

from reportlab.lib.colors import HexColor

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Style, line, shrunk
from loyaldesk.reports.pen import Area, Pen

AXIS = Style(6.6, colour=palette.MUTED)
NAME = Style(6.8, colour=palette.MUTED)
LEGEND = Style(7.8)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart.

    Attributes:
        name: Under the bar.
        value: Its height, in the unit of the axis.
        below: A second line under the name, such as the year; may be empty.
        strong: Whether it is the bar the page is about.
        label: Written on the bar; may be empty.
    """

    name: str
    value: float
    below: str = ""
    strong: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a ring."""

    name: str
    value: int
    colour: str


def ticks(least: float, most: float, about: int = 4) -> list[float]:
    """Return round values from at or below *least* to at or above *most*."""
    if most <= least:
        most = least + 1
    rough = (most - least) / about
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first, last = floor(least / step), ceil(most / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def bars(pen: Pen, area: Area, data: list[Bar]) -> None:
    """Draw bars with the first at the start and the axis beside it."""
    values = [bar.value for bar in data]
    marks = ticks(min(0, *values), max(0, *values))
    names = [_axis_text(mark, marks) for mark in marks]
    gutter = max(line(name, AXIS, rtl=pen.rtl).width for name in names) + 6
    plot = Area(area.start + gutter, area.top + 9, area.width - gutter, area.height - 30)
    low, high = marks[0], marks[-1]

    def top(value: float) -> float:
        return plot.bottom - (value - low) / (high - low) * plot.height

    for mark, name in zip(marks, names, strict=True):
        colour = palette.FAINT if mark == 0 else palette.HAIRLINE
        pen.rule(plot.start, top(mark), plot.width, colour, 0.5 if mark == 0 else 0.35)
        pen.text(name, AXIS, area.start, top(mark) + 2.3, gutter - 6, "end")
    slot = plot.width / len(data)
    for place, bar in enumerate(data):
        _bar(pen, bar, Area(plot.start + place * slot, plot.top, slot, 0), (top(0), top(bar.value)))
        _under(pen, bar, plot.start + place * slot, plot.bottom, slot)


def _axis_text(value: float, marks: list[float]) -> str:
    whole = all(abs(mark - round(mark)) < 1e-9 for mark in marks)
    return fmt.number(round(value)) if whole else fmt.decimal(value, 1)


def _bar(pen: Pen, bar: Bar, slot: Area, between: tuple[float, float]) -> None:
    zero, end = between
    wide = min(slot.width * 0.58, 26)
    body = Area(slot.start + (slot.width - wide) / 2, min(zero, end), wide, abs(zero - end))
    fill = palette.ACCENT if bar.strong else palette.ACCENT_SOFT
    if body.height > 0.2:
        pen.box(body, fill, radius=min(2, body.height))
        if body.height > 2:  # rounded at its free end only
            top = body.top + 2 if bar.value >= 0 else body.top
            pen.box(Area(body.start, top, wide, body.height - 2), fill)
    if bar.label:
        style = Style(7, BOLD, palette.ACCENT)
        made = line(bar.label, style, rtl=pen.rtl)
        pen.put(made, slot.start + (slot.width - made.width) / 2, body.top - 2.8)


def _under(pen: Pen, bar: Bar, start: float, top: float, width: float) -> None:
    style = NAME.but(font_name=BOLD, colour=palette.INK) if bar.strong else NAME
    name = shrunk(bar.name, style, width - 1.5, rtl=pen.rtl, smallest=5)
    pen.put(name, start, top + 9.5, width, "center")
    if bar.below:
        pen.text(bar.below, AXIS, start, top + 18.5, width, "center")


def day_strip(pen: Pen, area: Area, values: list[int]) -> None:
    """Draw a thin bar for each day, without an axis: the shape of the month."""
    most, least = max(0, *values), min(0, *values)
    if most == least:
        return
    slot = area.width / len(values)
    zero = area.top + area.height * most / (most - least)
    pen.rule(area.start, zero, area.width, palette.FAINT, 0.4)
    for place, value in enumerate(values):
        high = area.height * abs(value) / (most - least)
        if high:
            top = zero - high if value > 0 else zero
            fill = palette.ACCENT if value == most else palette.ACCENT_SOFT
            pen.box(Area(area.start + place * slot + slot * 0.15, top, slot * 0.7, high), fill)


def ring(pen: Pen, area: Area, shares: list[Share], middle: str, under: str) -> None:
    """Draw a ring of shares, the first at the top, with a legend below that tells the figures."""
    total = sum(share.value for share in shares)
    shown = shares if len(shares) <= 6 else _gathered(shares)
    legend = 13.5 * len(shown)
    radius = min(area.width, area.height - legend - 10) / 2
    centre = (area.start + area.width / 2, area.top + radius + 2)
    turned, parts = 0.0, [share for share in shown if share.value]
    for share in parts:
        turn = share.value / total
        wedge(pen, centre, (radius, radius * 0.64), (turned, turned + turn), share.colour)
        turned += turn
    if len(parts) > 1:
        turned = 0.0
        for share in parts:
            parting(pen, centre, radius, turned)
            turned += share.value / total
    _middle(pen, centre, radius, middle, under)
    top = area.bottom - legend + 9
    for place, share in enumerate(shown):
        _legend(pen, Area(area.start, top + place * 13.5, area.width, 13.5), share, total)


def _middle(pen: Pen, centre: tuple[float, float], radius: float, middle: str, under: str) -> None:
    """Write the whole into the ring; a small ring has room for the figure alone."""
    wide, roomy = radius * 1.15, radius > 32
    number = shrunk(middle, Style(13, BOLD), wide, rtl=pen.rtl, smallest=4.5)
    pen.put(number, centre[0] - wide / 2, centre[1] + (3 if roomy else 2.5), wide, "center")
    if roomy:
        label = shrunk(under, NAME, wide, rtl=pen.rtl, smallest=5)
        pen.put(label, centre[0] - wide / 2, centre[1] + 13, wide, "center")


def _gathered(shares: list[Share]) -> list[Share]:
    """Return the five highest tiers, and the others as one share."""
    rest = sum(share.value for share in shares[:-5])
    return [Share(tr("Others"), rest, palette.FAINT), *shares[-5:]]


def _legend(pen: Pen, row: Area, share: Share, total: int) -> None:
    pen.dot(row.start + 3, row.top - 2.6, 3, share.colour)
    pen.text(share.name, LEGEND, row.start + 11, row.top, row.width - 82)
    count = LEGEND.but(font_name=MEDIUM)
    pen.text(fmt.number(share.value), count, row.end - 70, row.top, 40, "end")
    ratio = fmt.percent(share.value / total) if total else fmt.percent(None)
    pen.text(ratio, AXIS, row.end - 28, row.top, 28, "end")


def _point(
    pen: Pen, centre: tuple[float, float], radius: float, turn: float
) -> tuple[float, float]:
    """Return a point on paper; turns begin at the top and go in reading direction's way round."""
    side = -1 if pen.rtl else 1
    angle = 2 * pi * turn
    return (
        pen.left(centre[0]) + side * radius * sin(angle),
        pen.height - centre[1] + radius * cos(angle),
    )


def wedge(
    pen: Pen,
    centre: tuple[float, float],
    radii: tuple[float, float],
    turns: tuple[float, float],
    colour: str,
) -> None:
    """Fill a part of a ring, bent by many short lines: it looks the same in every reader."""
    steps = max(2, ceil(120 * (turns[1] - turns[0])))
    ends = [turns[0] + (turns[1] - turns[0]) * step / steps for step in range(steps + 1)]
    outer = [_point(pen, centre, radii[0], turn) for turn in ends]
    inner = [_point(pen, centre, radii[1], turn) for turn in reversed(ends)]
    path = pen.canvas.beginPath()
    path.moveTo(*outer[0])
    for point in [*outer[1:], *inner]:
        path.lineTo(*point)
    path.close()
    pen.canvas.setFillColor(HexColor(colour))
    pen.canvas.drawPath(path, fill=1, stroke=0)


def parting(pen: Pen, centre: tuple[float, float], radius: float, turn: float) -> None:
    """Draw the white line between two parts of a ring."""
    pen.canvas.setStrokeColor(HexColor(palette.WHITE))
    pen.canvas.setLineWidth(1.4)
    pen.canvas.line(
        *_point(pen, centre, radius * 0.6, turn), *_point(pen, centre, radius + 1, turn)
    )
