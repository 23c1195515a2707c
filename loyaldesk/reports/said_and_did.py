"""The poster "You said, we did": what members said beside what the shop made of it."""

from loyaldesk.domain.following_papers import SaidLine, SaidPaper
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.monthly_charts import nothing
from loyaldesk.reports.page_head import days
from loyaldesk.reports.paragraph import Line, Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.promises import headline
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, SMALL, Sheet

_HALF_GAP = 22.0
_SIZES = (12.5, 11.5, 10.5, 9.5, 8.5)
_MOST_LINES = 5


def render(paper: SaidPaper, look: Look) -> bytes:
    """Return the poster as a PDF of one A4 page; what does not fit is counted at its end."""
    with using(look):
        title = tr("You said, we did")
        foot = days(paper.first, paper.last)
        sheet = Sheet(look, f"{title} \u2013 {paper.head.shop}", foot=foot)
        sheet.bookmark(title)
        pen, width = sheet.pen, sheet.width - 2 * MARGIN
        top = headline(pen, Area(MARGIN, 44, width, 0), paper.head.shop, paper.head.logo, title)
        if paper.lines:
            _columns(pen, Area(MARGIN, top, width, sheet.height - top - 84), paper.lines)
        else:
            sentence = tr("Tell us what we can do better: the first change will stand here.")
            nothing(pen, Area(MARGIN, top + 20, width, 70), sentence)
        note = tr("Thank you for every word. Please tell us more at the counter.")
        made = shrunk(note, SMALL.but(size=9.5), width, rtl=pen.rtl, smallest=6)
        pen.put(made, MARGIN, sheet.height - 52, width, "center")
        sheet.next_page()
        return sheet.finish()


def _columns(pen: Pen, area: Area, lines: tuple[SaidLine, ...]) -> None:
    half = (area.width - _HALF_GAP) / 2
    style = Style(12, BOLD, palette.ACCENT)
    pen.text(tr("You said"), style, area.start, area.top + 16, half)
    pen.text(tr("We did"), style, area.start + half + _HALF_GAP, area.top + 16, half)
    top, room = area.top + 28, area.height - 28
    for size in _SIZES:
        rows = [_row(pen, one, size, half - 24) for one in lines]
        if sum(_height(row, size) for row in rows) <= room:
            break
    shown = 0
    for row in rows:
        height = _height(row, size)
        spare = 0 if shown == len(rows) - 1 else 16
        if top + height + spare > area.top + area.height:
            break
        _draw(pen, Area(area.start, top, area.width, height - 8), row, size)
        top += height
        shown += 1
    left = len(rows) - shown
    if left:
        more = tr("and {n} more").format(n=fmt.number(left))
        pen.text(more, SMALL.but(size=9), area.start, top + 10, area.width, "center")


def _row(pen: Pen, one: SaidLine, size: float, width: float) -> tuple[list[Line], list[Line], str]:
    said = paragraph([Span(pdf_text(one.said), Style(size))], width, rtl=pen.rtl, most=_MOST_LINES)
    did = paragraph(
        [Span(pdf_text(one.did), Style(size, MEDIUM))], width, rtl=pen.rtl, most=_MOST_LINES
    )
    return said, did, f"{one.kind}  ·  {fmt.day(one.on_day)}"


def _height(row: tuple[list[Line], list[Line], str], size: float) -> float:
    return max(len(row[0]) * size * 1.55 + 13, len(row[1]) * size * 1.55) + 24


def _draw(pen: Pen, area: Area, row: tuple[list[Line], list[Line], str], size: float) -> None:
    said, did, under = row
    half = (area.width - _HALF_GAP) / 2
    left = Area(area.start, area.top, half, area.height)
    right = Area(area.start + half + _HALF_GAP, area.top, half, area.height)
    pen.box(left, palette.SURFACE, palette.HAIRLINE, radius=7)
    pen.box(right, palette.WHITE, palette.ACCENT, radius=7, thickness=1.2)
    middle = area.top + area.height / 2
    tip = left.end + 16
    pen.shape([(left.end + 6, middle - 5), (tip, middle), (left.end + 6, middle + 5)],
              palette.ACCENT)  # fmt: skip
    for box, lines in ((left, said), (right, did)):
        for place, made in enumerate(lines):
            pen.put(made, box.start + 12, area.top + 8 + (place + 0.85) * size * 1.55)
    small = Style(7.4, colour=palette.MUTED)
    pen.put(shrunk(under, small, half - 24, rtl=pen.rtl, smallest=5), left.start + 12,
            area.top + area.height - 7)  # fmt: skip
