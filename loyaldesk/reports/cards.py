"""Points cards on paper: ten on an A4 sheet to be cut, or one page of card size."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from loyaldesk.domain.cardpaper import CardFigures
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.reports import palette
from loyaldesk.reports.codes import BARS, QUIET, draw_ean13, draw_qr
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Style, line, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.picture import draw_logo
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import Sheet

WIDTH, HEIGHT = 85.6 * mm, 54 * mm
"""Size of a card (ISO/IEC 7810 ID-1, called CR80 by printers)."""

_ACROSS, _DOWN, _GAP = 2, 5, 8.0
_PAD = 13.0
_BAR = 0.94
"""Points of the thinnest bar: 0.33 mm, the nominal size of an EAN-13."""


@dataclass(frozen=True, slots=True)
class _Design:
    """Colours of one tier: the ground runs from *first* to *second*."""

    first: str
    second: str
    ink: str = "#FFFFFF"
    soft: str = "#E3EEEA"
    chip: str = "#FFFFFF"
    chip_ink: str = palette.DEEP


_PLAIN = _Design("#12332C", "#0E7C66")
_DESIGNS = {
    "bronze": _Design("#6B3A1C", "#B0713F", soft="#F6E6DA", chip_ink="#6B3A1C"),
    "silver": _Design("#54616E", "#9AA6B2", soft="#F0F3F6", chip_ink="#3A4550"),
    "gold": _Design("#7A5608", "#C79A35", soft="#FFF3D6", chip_ink="#6A4A05"),
    "platinum": _Design("#161D26", "#4A5B70", soft="#D6DFE9", chip="#DDE5EE", chip_ink="#161D26"),
}


def render_sheet(cards: Sequence[CardFigures], look: Look, progress: Progress = SILENT) -> bytes:
    """Return A4 pages of ten cards each, with marks to cut along."""
    with using(look):
        sheet = Sheet(look, tr("Points cards"), size=A4, foot=None)
        each = _ACROSS * _DOWN
        left = (sheet.width - _ACROSS * WIDTH - (_ACROSS - 1) * _GAP) / 2
        top = (sheet.height - _DOWN * HEIGHT - (_DOWN - 1) * _GAP) / 2
        for number, card in enumerate(cards):
            if number and number % each == 0:
                sheet.next_page()
            row, column = divmod(number % each, _ACROSS)
            place = Area(left + column * (WIDTH + _GAP), top + row * (HEIGHT + _GAP), WIDTH, HEIGHT)
            _draw_card(sheet.pen, card, place)
            _cut_marks(sheet.pen, place)
            progress.step(number + 1, len(cards))
        sheet.next_page()
        return sheet.finish()


def render_single(card: CardFigures, look: Look) -> bytes:
    """Return one page of card size, for a card printer."""
    with using(look):
        sheet = Sheet(look, tr("Points card"), size=(WIDTH, HEIGHT), foot=None)
        _draw_card(sheet.pen, card, Area(0, 0, WIDTH, HEIGHT))
        sheet.next_page()
        return sheet.finish()


def _draw_card(pen: Pen, card: CardFigures, area: Area) -> None:
    design = _DESIGNS.get(card.tier_code, _PLAIN)
    _ground(pen, design, area)
    chip = _chip(pen, card, design, area)
    start = area.start + _PAD
    width = area.width - 2 * _PAD - (chip + 8 if chip else 0)
    logo = draw_logo(pen, card.logo, Area(start, area.top + 10, 44, 22))
    if logo:
        start, width = start + logo + 7, width - logo - 7
    shop = Style(11.5, BOLD, design.ink)
    name = shrunk(pdf_text(card.shop_name), shop, width, rtl=pen.rtl, smallest=7.5)
    pen.put(name, start, area.top + 25)
    _member(pen, card, design, area)
    _codes(pen, card, area)


def _ground(pen: Pen, design: _Design, area: Area) -> None:
    """Fill the card from corner to corner, with two quiet arcs of light."""
    canvas = pen.canvas
    x, y = pen.left(area.start, area.width), pen.height - area.bottom
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, area.width, area.height)
    canvas.clipPath(clip, stroke=0, fill=0)
    ends = (x + area.width, y) if not pen.rtl else (x, y)
    begins = (x, y + area.height) if not pen.rtl else (x + area.width, y + area.height)
    canvas.linearGradient(*begins, *ends, (HexColor(design.first), HexColor(design.second)))
    canvas.setFillColor(HexColor("#FFFFFF"), alpha=0.07)
    for radius in (118, 74):
        canvas.circle(ends[0], y + area.height + 6, radius, stroke=0, fill=1)
    canvas.restoreState()


def _chip(pen: Pen, card: CardFigures, design: _Design, area: Area) -> float:
    """Write the tier at the end of the head; return how wide it is."""
    if not card.tier_name:
        return 0.0
    text = shrunk(
        pdf_text(card.tier_name), Style(8, BOLD, design.chip_ink), 62, rtl=pen.rtl, smallest=6
    )
    chip = Area(area.end - _PAD - text.width - 14, area.top + 13, text.width + 14, 16)
    pen.box(chip, design.chip, radius=8)
    pen.put(text, chip.start, chip.top + 11, chip.width, "center")
    return chip.width


def _member(pen: Pen, card: CardFigures, design: _Design, area: Area) -> None:
    inner = Area(area.start + _PAD, area.top, area.width - 2 * _PAD, 0)
    name = pdf_text(card.member_name) if card.member_name else tr("Customer club card")
    made = shrunk(name, Style(12.5, BOLD, design.ink), inner.width, rtl=pen.rtl, smallest=8)
    pen.put(made, inner.start, area.top + 57)
    small = Style(7.8, MEDIUM, design.soft)
    if card.member_number:
        number = tr("Member number {number}").format(number=fmt.code(card.member_number))
        pen.text(number, small, inner.start, area.top + 72, inner.width * 0.55)
    if card.valid_text:
        valid = shrunk(
            pdf_text(card.valid_text), small, inner.width * 0.45, rtl=pen.rtl, smallest=6
        )
        pen.put(valid, inner.end - inner.width * 0.45, area.top + 72, inner.width * 0.45, "end")


def _codes(pen: Pen, card: CardFigures, area: Area) -> None:
    """Draw both codes on white, where every scanner wants them."""
    panel = Area(area.start + 9, area.bottom - 68, area.width - 18, 59)
    pen.box(panel, palette.WHITE, radius=5)
    size = 55.0
    below = pen.height - panel.bottom
    draw_qr(pen.canvas, card.number, pen.left(panel.end - size - 2, size), below + 2, size)
    wide = BARS * _BAR
    room = panel.width - size - 2
    start = panel.start + (room - wide) / 2
    if start - panel.start < QUIET * _BAR:
        raise ValueError("the barcode needs more white beside it")
    draw_ean13(pen.canvas, card.number, pen.left(start, wide), below + 15, _BAR, 38)
    digits = line(fmt.code(card.number), Style(10, MEDIUM, palette.INK), rtl=pen.rtl)
    pen.put(digits, start, panel.bottom - 4.6, wide, "center")


def _cut_marks(pen: Pen, area: Area) -> None:
    """Draw short lines outside the four corners."""
    canvas = pen.canvas
    canvas.setStrokeColor(HexColor(palette.FAINT))
    canvas.setLineWidth(0.4)
    left, foot = pen.left(area.start, area.width), pen.height - area.bottom
    for x, outward in ((left, -1), (left + area.width, 1)):
        for y, upward in ((foot, -1), (foot + area.height, 1)):
            canvas.line(x + outward * 1, y, x + outward * 3.6, y)
            canvas.line(x, y + upward * 1, x, y + upward * 3.6)
