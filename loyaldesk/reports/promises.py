"""The poster of the shop's promises to its members, with how often each was kept."""

from loyaldesk.domain.following_papers import PromiseLine, PromisePaper
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.monthly_charts import nothing
from loyaldesk.reports.page_head import days
from loyaldesk.reports.paragraph import Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.picture import draw_logo
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, SMALL, Sheet

_TEXT = Style(15, MEDIUM)
_SIDE = 104.0
_LEADING = 22.0


def render(paper: PromisePaper, look: Look) -> bytes:
    """Return the poster as a PDF of one A4 page; equal figures give equal bytes."""
    with using(look):
        title = tr("Our promises to you")
        foot = tr("Figures: {days}").format(days=days(paper.first, paper.last))
        sheet = Sheet(look, f"{title} \u2013 {paper.head.shop}", foot=foot)
        sheet.bookmark(title)
        pen, width = sheet.pen, sheet.width - 2 * MARGIN
        top = headline(pen, Area(MARGIN, 44, width, 0), paper.head.shop, paper.head.logo, title)
        if not paper.lines:
            nothing(pen, Area(MARGIN, top + 20, width, 70), tr("The shop has made no promise yet."))
        room = sheet.height - top - 92
        height = min(122.0, room / max(len(paper.lines), 1))
        for place, one in enumerate(paper.lines):
            area = Area(MARGIN, top + 10 + place * height, width, height - 12)
            _promise(pen, area, place + 1, one)
        note = tr(
            "If we do not keep a promise, please tell us. We put it right and write down why."
        )
        made = shrunk(note, SMALL.but(size=9.5), width, rtl=pen.rtl, smallest=6)
        pen.put(made, MARGIN, sheet.height - 52, width, "center")
        sheet.next_page()
        return sheet.finish()


def headline(pen: Pen, area: Area, shop: str, logo: bytes | None, title: str) -> float:
    """Draw logo, shop and title of a poster one below the other; return where it goes on."""
    top = area.top
    room = Area(area.start, top, 150, 56)
    with_logo = draw_logo(pen, logo, room)
    start = area.start + (with_logo + 18 if with_logo else 0)
    width = area.end - start
    name = Style(12, MEDIUM, palette.MUTED)
    pen.put(shrunk(pdf_text(shop), name, width, rtl=pen.rtl, smallest=7), start, top + 14)
    big = Style(30, BOLD, palette.ACCENT)
    pen.put(shrunk(title, big, width, rtl=pen.rtl, smallest=14), start, top + 48)
    pen.rule(area.start, top + 72, area.width, palette.ACCENT, 2)
    return top + 84


def _promise(pen: Pen, area: Area, number: int, one: PromiseLine) -> None:
    pen.box(area, palette.SURFACE, palette.HAIRLINE, radius=8)
    middle = area.top + area.height / 2
    mark = Style(26, BOLD, palette.ACCENT)
    pen.put(shrunk(fmt.number(number), mark, 34, rtl=pen.rtl, smallest=12), area.start + 14,
            middle + 9, 34, "center")  # fmt: skip
    start, width = area.start + 62, area.width - 62 - _SIDE - 26
    most = max(1, int((area.height - 14) // _LEADING))
    lines = paragraph([Span(pdf_text(one.text), _TEXT)], width, rtl=pen.rtl, most=most)
    first = middle - (len(lines) - 1) * _LEADING / 2 + 5
    for place, made in enumerate(lines):
        pen.put(made, start, first + place * _LEADING)
    _kept(pen, Area(area.end - _SIDE - 14, area.top, _SIDE, area.height), one)


def _kept(pen: Pen, area: Area, one: PromiseLine) -> None:
    """Draw how often it was kept: the figure, a bar that tells it again, and the count."""
    middle = area.top + area.height / 2
    value = fmt.percent(one.share)
    made = shrunk(value, Style(21, BOLD), area.width, rtl=pen.rtl, smallest=10)
    pen.put(made, area.start, middle - 3, area.width, "center")
    pen.box(Area(area.start, middle + 5, area.width, 5), palette.HAIRLINE, radius=2.5)
    if one.share:
        pen.box(Area(area.start, middle + 5, max(5, area.width * one.share), 5), palette.ACCENT,
                radius=2.5)  # fmt: skip
    count = tr("kept {kept} of {base} times").format(
        kept=fmt.number(one.kept), base=fmt.number(one.base)
    )
    under = count if one.base else tr("no data yet")
    small = Style(7.8, colour=palette.MUTED)
    pen.put(shrunk(under, small, area.width, rtl=pen.rtl, smallest=5), area.start, middle + 22,
            area.width, "center")  # fmt: skip
    if one.target:
        target = fmt.digits(one.target).replace("%", "٪" if pen.rtl else "%")
        goal = tr("our goal: {target}").format(target=pdf_text(target))
        pen.put(shrunk(goal, small, area.width, rtl=pen.rtl, smallest=5), area.start, middle + 33,
                area.width, "center")  # fmt: skip
