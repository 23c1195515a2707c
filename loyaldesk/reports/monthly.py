"""The monthly report: one page that tells the manager how the club did."""

from loyaldesk.domain.monthly import MonthlyFigures
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.monthly_charts import heading, nothing, sales_chart, tier_chart
from loyaldesk.reports.monthly_words import definitions, foot, period
from loyaldesk.reports.paragraph import Line, Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.picture import draw_logo
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, SMALL, TITLE, Sheet
from loyaldesk.reports.table import Column, draw_head, draw_row
from loyaldesk.reports.tiles import GAP, HEIGHT, Tile, draw_day_tile, draw_tiles

_STEPS = 4
_BEST = 10
_HEAD_TOP, _TILES_TOP, _CHARTS_TOP, _BEST_TOP, _PRINT_TOP = 32.0, 96.0, 330.0, 494.0, 684.0
_CHARTS_HEIGHT, _ROW = 154.0, 15.2
_GROUP = 14 + HEIGHT + 12


def render(figures: MonthlyFigures, look: Look, progress: Progress = SILENT) -> bytes:
    """Return the report as a PDF of one A4 page; equal figures give equal bytes."""
    with using(look):
        month = fmt.month(figures.month)
        title = tr("Monthly club report, {month}").format(month=month)
        sheet = Sheet(look, f"{title} \u2013 {figures.shop_name}", foot=foot(figures))
        draw_on(sheet, figures, progress)
        return sheet.finish()


def draw_on(sheet: Sheet, figures: MonthlyFigures, progress: Progress = SILENT) -> None:
    """Draw the page and end it; other pages may follow."""
    sheet.bookmark(tr("Monthly club report, {month}").format(month=fmt.month(figures.month)))
    pen = sheet.pen
    content = Area(MARGIN, 0, sheet.width - 2 * MARGIN, 0)
    _head(pen, content, figures)
    progress.step(1, _STEPS)
    _tiles(pen, content, figures)
    progress.step(2, _STEPS)
    _charts(pen, content, figures)
    progress.step(3, _STEPS)
    _best_members(pen, content, figures)
    _small_print(pen, content, figures)
    sheet.next_page()
    progress.step(_STEPS, _STEPS)


def _head(pen: Pen, content: Area, figures: MonthlyFigures) -> None:
    start, width = content.start, content.width
    logo = draw_logo(pen, figures.logo, Area(start, _HEAD_TOP, 88, 44))
    if logo:
        start, width = start + logo + 12, width - logo - 12
    aside = 150.0
    month = shrunk(
        fmt.month(figures.month), TITLE.but(colour=palette.ACCENT), aside, rtl=pen.rtl, smallest=11
    )
    pen.put(month, content.end - aside, _HEAD_TOP + 18, aside, "end")
    pen.text(period(figures), SMALL, content.end - aside, _HEAD_TOP + 32, aside, "end")
    unit = tr("All amounts in {unit}").format(unit=fmt.unit_name())
    pen.text(unit, SMALL, content.end - aside, _HEAD_TOP + 43, aside, "end")
    width -= aside + 14
    title = shrunk(tr("Monthly club report"), TITLE, width, rtl=pen.rtl, smallest=11)
    pen.put(title, start, _HEAD_TOP + 18)
    style = Style(9.5, MEDIUM, palette.MUTED)
    name = [Span(pdf_text(figures.shop_name), style)]
    for place, line in enumerate(paragraph(name, width, rtl=pen.rtl, most=2)):
        pen.put(line, start, _HEAD_TOP + 33 + place * 12.5)
    pen.rule(content.start, _HEAD_TOP + 54, content.width, palette.ACCENT, 1.2)


def _tiles(pen: Pen, content: Area, figures: MonthlyFigures) -> None:
    for place, (title, tiles) in enumerate(_groups(figures)):
        top = _TILES_TOP + place * _GROUP
        heading(pen, Area(content.start, top, content.width, 0), title)
        if place == 0:
            before = tr("Changes are against {month}").format(month=fmt.month(figures.month.before))
            pen.text(before, SMALL, content.end - 260, top + 8, 260, "end")
        row = Area(content.start, top + 14, content.width, HEIGHT)
        if place == 1:  # sales leave a quarter of their row to the days of the month
            quarter = (row.width - 3 * GAP) / 4
            days = Area(row.end - quarter, row.top, quarter, row.height)
            values = [rial for _, rial in figures.sales_by_day]
            draw_day_tile(pen, days, tr("Net sales by day"), values)
            row = Area(row.start, row.top, row.width - quarter - GAP, row.height)
        draw_tiles(pen, row, tiles)


def _groups(figures: MonthlyFigures) -> list[tuple[str, list[Tile]]]:
    unit = fmt.unit_name()
    not_seen = tr("Not seen, {days} days").format(days=fmt.number(figures.not_seen_limit_days))
    expiring = tr("Expiring in {days} days").format(days=fmt.number(figures.expiring_days))
    return [
        (
            tr("Members"),
            [
                Tile(tr("All members"), figures.members_total),
                Tile(tr("Active"), figures.active),
                Tile(tr("New"), figures.new),
                Tile(tr("Returning"), figures.returning),
                Tile(not_seen, figures.not_seen, better="less"),
                Tile(tr("Retention"), figures.retention, "ratio"),
            ],
        ),
        (
            tr("Sales"),
            [
                Tile(tr("Net sales"), figures.net_sales_rial, "money", aside=unit),
                Tile(tr("Visits"), figures.visits),
                Tile(tr("Average basket"), figures.basket_rial, "money", aside=unit),
            ],
        ),
        (
            tr("Points"),
            [
                Tile(tr("Earned"), figures.points_earned, better="neither"),
                Tile(tr("Spent"), figures.points_spent, better="neither"),
                Tile(tr("Expired"), figures.points_expired, better="neither"),
                Tile(expiring, figures.points_expiring, better="neither"),
                Tile(tr("Outstanding"), figures.points_outstanding, better="neither"),
            ],
        ),
    ]


def _charts(pen: Pen, content: Area, figures: MonthlyFigures) -> None:
    side = 138.0
    gap = 26.0
    sales = Area(content.start, _CHARTS_TOP, content.width - side - gap, _CHARTS_HEIGHT)
    sales_chart(pen, sales, figures)
    tiers = Area(content.end - side, _CHARTS_TOP, side, _CHARTS_HEIGHT)
    tier_chart(pen, tiers, figures)


def _best_members(pen: Pen, content: Area, figures: MonthlyFigures) -> None:
    area = Area(content.start, _BEST_TOP, content.width, _PRINT_TOP - _BEST_TOP - 10)
    heading(pen, area, tr("Best members of the month"))
    if not figures.best_members:
        box = Area(area.start, area.top + 15, area.width, area.height - 15)
        nothing(pen, box, tr("Nobody bought in this month."))
        return
    columns = _columns(content.width)
    draw_head(pen, columns, area.start, area.top + 14, _ROW + 1)
    for place, best in enumerate(figures.best_members[:_BEST]):
        cells = [
            fmt.number(place + 1),
            pdf_text(best.name),
            fmt.code(best.number),
            pdf_text(best.tier_name),
            fmt.number(best.visits),
            fmt.amount(best.spent_rial),
            fmt.number(best.points),
        ]
        top = area.top + 15 + (place + 1) * _ROW
        draw_row(pen, columns, cells, (area.start, top, _ROW))


def _columns(width: float) -> list[Column]:
    spent = tr("Net purchases ({unit})").format(unit=fmt.unit_name())
    fixed = [30.0, 60.0, 70.0, 54.0, 98.0, 66.0]
    return [
        Column(tr("No."), fixed[0], figures=True),
        Column(tr("Member"), width - sum(fixed)),
        Column(tr("Number"), fixed[1]),
        Column(tr("Tier"), fixed[2]),
        Column(tr("Visits"), fixed[3], figures=True),
        Column(spent, fixed[4], figures=True),
        Column(tr("Points balance"), fixed[5], figures=True),
    ]


def _small_print(pen: Pen, content: Area, figures: MonthlyFigures) -> None:
    """Set the definitions in two columns, in the largest of the small sizes that fits."""
    width = (content.width - 22) / 2
    top, bottom = _PRINT_TOP + 4, pen.height - 42
    for size in (7.2, 6.9, 6.6, 6.3, 6.0, 5.7, 5.4):
        leading = size * (1.5 if pen.rtl else 1.4)
        columns = _in_two(_definitions(figures, size, width, rtl=pen.rtl))
        if top + len(columns[0]) * leading <= bottom:
            break
    for side, lines in enumerate(columns):
        for row, line in enumerate(lines):
            pen.put(line, content.start + side * (width + 22), top + (row + 0.8) * leading)


def _definitions(
    figures: MonthlyFigures, size: float, width: float, *, rtl: bool
) -> list[list[Line]]:
    term, text = Style(size, BOLD, palette.INK), Style(size, colour=palette.MUTED)
    return [
        paragraph([Span(f"{name}: ", term), Span(meaning, text)], width, rtl=rtl)
        for name, meaning in definitions(figures)
    ]


def _in_two(paragraphs: list[list[Line]]) -> tuple[list[Line], list[Line]]:
    """Return two columns, parted between paragraphs, the first at least as long."""
    half = sum(map(len, paragraphs)) / 2
    first: list[Line] = []
    second: list[Line] = []
    for lines in paragraphs:
        (first if len(first) < half else second).extend(lines)
    return first, second
