"""The complaint list: head figures, every complaint of some days, and what the figures mean."""

from reportlab.lib.pagesizes import A4, landscape

from loyaldesk.domain.following_papers import ComplaintLine, ComplaintPaper
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.reports import palette
from loyaldesk.reports.agenda import time_words
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.listing import cell
from loyaldesk.reports.monthly_charts import nothing
from loyaldesk.reports.page_head import Flow, days, draw, foot
from loyaldesk.reports.paragraph import Style, fitted, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, Sheet
from loyaldesk.reports.table import CELL, PAD, SMALLEST, Column, draw_head

_TILE, _HEAD_ROW, _ROW = 52.0, 18.0, 28.0
_TEXT = Style(7.6, colour=palette.MUTED)
_DASH = "\u2013"
_STEP = 50


def render(paper: ComplaintPaper, look: Look, progress: Progress = SILENT) -> bytes:
    """Return the list as a PDF of as many pages as it takes; equal figures give equal bytes."""
    with using(look):
        title = tr("Complaints, {days}").format(days=days(paper.first, paper.last))
        size = landscape(A4)
        sheet = Sheet(look, f"{title} \u2013 {paper.head.shop}", size=size, foot=foot(paper.head))
        draw_on(sheet, paper, progress)
        return sheet.finish()


def draw_on(sheet: Sheet, paper: ComplaintPaper, progress: Progress = SILENT) -> None:
    """Draw the list and end its last page; other pages may follow."""
    title = tr("Complaints, {days}").format(days=days(paper.first, paper.last))
    sheet.bookmark(title)
    flow = Flow(sheet)
    flow.running = title
    count = trn("{n} complaint", "{n} complaints", paper.count).format(n=fmt.number(paper.count))
    aside = [days(paper.first, paper.last), count]
    flow.top = draw(sheet.pen, flow.width, paper.head, tr("Complaints"), aside) + 2
    _tiles(flow, paper)
    _table(flow, paper, progress)
    flow.top += 8
    flow.small_print(definitions(paper))
    sheet.next_page()


def _tiles(flow: Flow, paper: ComplaintPaper) -> None:
    answer = paper.answer_minutes
    tiles = [
        (tr("Not closed yet"), fmt.number(paper.open),
         tr("of {n} that were opened").format(n=fmt.number(paper.count))),
        (tr("Overdue"), fmt.number(paper.overdue), tr("past the time we set ourselves")),
        (tr("First answer after"), _DASH if answer is None else time_words(answer),
         tr("no data") if answer is None else tr("median, working time")),
        (tr("Solved in time"), fmt.percent(paper.solved_in_time),
         tr("no data") if paper.solved_in_time is None else tr("of those whose time is over")),
    ]  # fmt: skip
    for within, base, came in paper.returns:
        label = tr("Bought again in {n} days").format(n=fmt.number(within))
        share = fmt.percent(came / base if base else None)
        under = (
            tr("{came} of {base} members").format(came=fmt.number(came), base=fmt.number(base))
            if base
            else tr("too early to tell")
        )
        tiles.append((label, share, under))
    area = Area(MARGIN, flow.top, flow.width, _TILE)
    for place, (label, value, under) in zip(area.split(len(tiles), 6), tiles, strict=True):
        _tile(flow.pen, place, label, value, under)
    flow.top += _TILE + 12


def _tile(pen: Pen, area: Area, label: str, value: str, under: str) -> None:
    pen.box(area, palette.SURFACE, palette.HAIRLINE, radius=5)
    inner = area.inset(7)
    for text, style, down in (
        (label, Style(7.6, MEDIUM, palette.MUTED), 13.5), (value, Style(14.5, BOLD), 31.5),
        (under, Style(6.8, colour=palette.MUTED), 44.5),
    ):  # fmt: skip
        made = shrunk(text, style, inner.width, rtl=pen.rtl, smallest=5)
        pen.put(made, inner.start, area.top + down)


def _columns(width: float) -> list[Column]:
    fixed = [40.0, 58.0, 104.0, 52.0, 78.0, 126.0, 82.0, 86.0]
    return [
        Column(tr("Number"), fixed[0], figures=True),
        Column(tr("Opened"), fixed[1]),
        Column(tr("Member"), width - sum(fixed)),
        Column(tr("Kind"), fixed[2]),
        Column(tr("Severity"), fixed[3]),
        Column(tr("State"), fixed[4]),
        Column(tr("Due"), fixed[5]),
        Column(tr("Who handles it"), fixed[6]),
        Column(tr("Cause"), fixed[7]),
    ]


def _table(flow: Flow, paper: ComplaintPaper, progress: Progress) -> None:
    columns = _columns(flow.width)
    if not paper.lines:
        nothing(flow.pen, Area(MARGIN, flow.top, flow.width, 60),
                tr("Nobody complained in these days."))  # fmt: skip
        flow.top += 62
        return
    _titles(flow, columns)
    for done, one in enumerate(paper.lines, start=1):
        if flow.room(_ROW):
            _titles(flow, columns)
        _row(flow, columns, one)
        if done % _STEP == 0:
            progress.step(done, len(paper.lines))


def _titles(flow: Flow, columns: list[Column]) -> None:
    draw_head(flow.pen, columns, MARGIN, flow.top, _HEAD_ROW)
    flow.top += _HEAD_ROW


def _row(flow: Flow, columns: list[Column], one: ComplaintLine) -> None:
    pen, top = flow.pen, flow.top
    if one.is_overdue:  # a bar and heavy letters: seen in grey too
        pen.box(Area(MARGIN, top + 2, 2.4, _ROW - 4), palette.DANGER)
    name = cell(one.name) if one.name else _DASH
    cells = [
        fmt.digits(str(one.number)), fmt.day(one.opened_on),
        f"{name}  {fmt.code(one.member_number)}" if one.member_number else name,
        cell(one.category), cell(one.severity), cell(one.state), one.due or _DASH,
        cell(one.owner) if one.owner else _DASH, cell(one.cause) if one.cause else _DASH,
    ]  # fmt: skip
    late = Style(CELL.size, BOLD, palette.DANGER)
    start = MARGIN
    for place, (column, text) in enumerate(zip(columns, cells, strict=True)):
        style = late if one.is_overdue and place == 6 else CELL
        made = shrunk(text, style, column.width - 2 * PAD, rtl=pen.rtl, smallest=SMALLEST)
        pen.put(made, start + PAD, top + 11, column.width - 2 * PAD,
                "right" if column.figures else "start")  # fmt: skip
        start += column.width
    inset = columns[0].width + PAD
    if one.text:
        made = fitted(pdf_text(one.text), _TEXT, flow.width - inset - PAD, rtl=pen.rtl)
        pen.put(made, MARGIN + inset, top + 22)
    pen.rule(MARGIN, top + _ROW, flow.width, palette.HAIRLINE, 0.4)
    flow.top += _ROW


def definitions(paper: ComplaintPaper) -> list[tuple[str, str]]:
    """Return each figure's name and what it means."""
    return [
        (
            tr("Days"),
            tr("complaints opened from {first} to {last}, those taken back too.").format(
                first=fmt.day(paper.first), last=fmt.day(paper.last)
            ),
        ),
        (
            tr("Not closed yet"),
            tr("not closed yet; one that is solved is closed when its result is noted."),
        ),
        (tr("Overdue"), tr("open, and the clock that runs is past its time.")),
        (
            tr("First answer"),
            tr("working minutes from opening to the first answer, pauses left out; the middle one"
               " of all that were answered."),
        ),
        (
            tr("Solved in time"),
            tr("of the complaints that were solved or should have been by now."),
        ),
        (
            tr("Bought again"),
            tr("of the members whose complaint was solved so many days ago or longer: who bought"
               " again within these days."),
        ),
    ]  # fmt: skip
