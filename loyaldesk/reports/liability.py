"""The liability page: what the club owes in points and money, on one A4 page."""

from zoneinfo import ZoneInfo

from loyaldesk.domain.liability import Liability, with_worth
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import Look, look, using
from loyaldesk.kernel.money import in_unit
from loyaldesk.reports import palette
from loyaldesk.reports.charts import Bar, bars
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.monthly_charts import heading, nothing
from loyaldesk.reports.paragraph import Line, Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.picture import draw_logo
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, SMALL, TITLE, Sheet
from loyaldesk.reports.table import Column, draw_head, draw_row

_HEAD_TOP, _TILES_TOP, _CHART_TOP, _TABLES_TOP = 32.0, 100.0, 190.0, 388.0
_TILE, _ROW, _BARS = 70.0, 15.2, 12
_STEPS = (-20, -10, 10, 20)
"""Changes of a point's worth that are shown, in percent."""


def render(figures: Liability, shown: Look) -> bytes:
    """Return the page as a PDF; equal figures give equal bytes."""
    with using(shown):
        title = tr("What the club owes, {day}").format(day=fmt.day(figures.as_of))
        foot = tr("Printed {moment}, {operator}").format(
            moment=fmt.moment(figures.printed_at, ZoneInfo(figures.zone)),
            operator=pdf_text(figures.operator),
        )
        sheet = Sheet(shown, f"{title} \u2013 {figures.shop}", foot=foot)
        draw_on(sheet, figures)
        return sheet.finish()


def draw_on(sheet: Sheet, figures: Liability) -> None:
    """Draw the page and end it; other pages may follow."""
    sheet.bookmark(tr("What the club owes, {day}").format(day=fmt.day(figures.as_of)))
    content = Area(MARGIN, 0, sheet.width - 2 * MARGIN, 0)
    _head(sheet.pen, content, figures)
    _tiles(sheet.pen, content, figures)
    _chart(sheet.pen, content, figures)
    top = _tier_table(sheet.pen, content, figures)
    top = _halves(sheet.pen, content, figures, top)
    _small_print(sheet.pen, content, figures, top)
    sheet.next_page()


def _head(pen: Pen, content: Area, figures: Liability) -> None:
    start, width = content.start, content.width
    logo = draw_logo(pen, figures.logo, Area(start, _HEAD_TOP, 88, 44))
    if logo:
        start, width = start + logo + 12, width - logo - 12
    aside = 150.0
    style = TITLE.but(colour=palette.ACCENT)
    made = shrunk(fmt.day(figures.as_of), style, aside, rtl=pen.rtl, smallest=11)
    pen.put(made, content.end - aside, _HEAD_TOP + 18, aside, "end")
    unit = tr("All amounts in {unit}").format(unit=fmt.unit_name())
    pen.text(unit, SMALL, content.end - aside, _HEAD_TOP + 33, aside, "end")
    width -= aside + 14
    pen.put(
        shrunk(tr("What the club owes"), TITLE, width, rtl=pen.rtl, smallest=11),
        start, _HEAD_TOP + 18,
    )  # fmt: skip
    shop = shrunk(
        pdf_text(figures.shop), Style(9.5, MEDIUM, palette.MUTED), width, rtl=pen.rtl, smallest=6
    )
    pen.put(shop, start, _HEAD_TOP + 35)
    pen.rule(content.start, _HEAD_TOP + 54, content.width, palette.ACCENT, 1.2)


def _tiles(pen: Pen, content: Area, figures: Liability) -> None:
    rate = figures.redemption
    expected = figures.expected_rial
    early = tr("too early: fewer than {n} points have ended").format(n=fmt.number(100))
    tiles = [
        (
            tr("Points outstanding"), fmt.number(figures.points),
            tr("{n} of them wait").format(n=fmt.number(figures.pending))
            if figures.pending
            else tr("all can be spent"),
        ),
        (
            tr("Worth, if all are redeemed"), fmt.amount(figures.worth_rial),
            trn("{n} point pays {rial}", "{n} points pay {rial}", figures.block_points).format(
                n=fmt.number(figures.block_points), rial=fmt.amount(figures.block_rial)
            ),
        ),
        (
            tr("Expected redemption"), fmt.percent(rate),
            early if rate is None else tr("{percent} end unspent").format(
                percent=fmt.percent(figures.breakage)
            ),
        ),
        (
            tr("Expected cost"), fmt.amount(expected) if expected is not None else "\u2013",
            early if expected is None else tr("at the rate of the last 24 months"),
        ),
    ]  # fmt: skip
    for area, (label, value, under) in zip(
        Area(content.start, _TILES_TOP, content.width, _TILE).split(4, 7), tiles, strict=True
    ):
        pen.box(area, palette.SURFACE, radius=5)
        inner = area.inset(9)
        _put(pen, label, Style(7.8, MEDIUM, palette.MUTED), inner, area.top + 16)
        _put(pen, value, Style(17, BOLD), inner, area.top + 40)
        _put(pen, under, Style(7.2, colour=palette.MUTED), inner, area.top + 57)


def _put(pen: Pen, text: str, style: Style, area: Area, baseline: float) -> None:
    pen.put(shrunk(text, style, area.width, rtl=pen.rtl, smallest=5), area.start, baseline)


def _chart(pen: Pen, content: Area, figures: Liability) -> None:
    area = Area(content.start, _CHART_TOP, content.width, _TABLES_TOP - _CHART_TOP - 14)
    heading(pen, area, tr("Points outstanding by the month in which they end"))
    inner = Area(area.start, area.top + 16, area.width, area.height - 16)
    if not figures.points:
        nothing(pen, inner, tr("No points are outstanding."))
        return
    dated = [owed for owed in figures.months if owed.month is not None]
    undated = sum(owed.points for owed in figures.months if owed.month is None)
    data, year = [], 0
    for owed in dated[:_BARS]:
        month = owed.month
        if month is None:  # told apart above
            continue
        name = month.name(look().language)
        short = name if look().language == "fa" else name[:3]
        below = fmt.digits(str(month.year)) if month.year != year else ""
        data.append(Bar(short, owed.points, below, month == figures.month, fmt.number(owed.points)))
        year = month.year
    later = sum(owed.points for owed in dated[_BARS:])
    if later:
        data.append(Bar(tr("later"), later, "", strong=False, label=fmt.number(later)))
    if undated:
        data.append(Bar(tr("no date"), undated, "", strong=False, label=fmt.number(undated)))
    bars(pen, inner, data)


def _tier_table(pen: Pen, content: Area, figures: Liability) -> float:
    area = Area(content.start, _TABLES_TOP, content.width, 0)
    heading(pen, area, tr("By tier"))
    each = 82.0
    columns = [
        Column(tr("Tier"), content.width - 5 * each),
        Column(tr("Members with points"), each, figures=True),
        Column(tr("Points"), each, figures=True),
        Column(tr("Of which pending"), each, figures=True),
        Column(tr("Worth"), each, figures=True),
        Column(tr("Expected cost"), each, figures=True),
    ]
    top = _TABLES_TOP + 14
    draw_head(pen, columns, content.start, top, _ROW + 1)
    top += _ROW + 1
    rows = [(tier.name, tier.members, tier.all_points, tier.pending) for tier in figures.tiers[-8:]]
    members = sum(tier.members for tier in figures.tiers)
    rows.append((tr("Together"), members, figures.points, figures.pending))
    for name, count, points, pending in rows:
        expected = figures.expected_of(points)
        cells = [
            pdf_text(name), fmt.number(count), fmt.number(points), fmt.number(pending),
            fmt.amount(figures.worth_of(points)),
            "\u2013" if expected is None else fmt.amount(expected),
        ]  # fmt: skip
        draw_row(pen, columns, cells, (content.start, top, _ROW))
        top += _ROW
    return top + 16


def _halves(pen: Pen, content: Area, figures: Liability, top: float) -> float:
    """Draw what else is owed beside what another worth of a point would do."""
    gap = 22.0
    width = (content.width - gap) / 2
    first = Area(content.start, top, width, 0)
    heading(pen, first, tr("Everything that is owed"))
    share = f" ({fmt.percent(figures.given_share, 1)})" if figures.given_share is not None else ""
    rows = [
        (tr("Points at their full worth"), fmt.amount(figures.worth_rial)),
        (
            tr("Wallets ({n})").format(n=fmt.number(figures.wallets)),
            fmt.amount(figures.wallet_rial),
        ),
        (
            tr("Gift cards ({n})").format(n=fmt.number(figures.gift_cards)),
            fmt.amount(figures.gift_card_rial),
        ),
        (tr("Together"), fmt.amount(figures.owed_rial)),
        (
            tr("Points owed to the club ({n} members)").format(n=fmt.number(figures.debt_members)),
            fmt.number(figures.debt_points),
        ),
        (
            tr("Given in {month}, of net sales").format(month=fmt.month(figures.month)),
            fmt.amount(figures.given_rial) + share,
        ),
    ]
    columns = [Column(tr("Figure"), width - 108), Column(tr("How much"), 108, figures=True)]
    end = _table(pen, columns, [list(row) for row in rows], (first.start, top + 14))
    second = Area(content.start + width + gap, top, width, 0)
    heading(pen, second, tr("If a point were worth more or less"))
    return max(end, _changes(pen, figures, second)) + 16


def _changes(pen: Pen, figures: Liability, area: Area) -> float:
    each = area.width / 4
    columns = [
        Column(tr("Change"), each * 0.64),
        Column(tr("Worth"), each * 1.08, figures=True),
        Column(tr("Difference"), each * 1.06, figures=True),
        Column(tr("Members who lose"), each * 1.22, figures=True),
    ]
    rows = []
    for percent in _STEPS:
        block = max(figures.block_rial * (100 + percent) // 100, 1)
        change = with_worth(figures, block)
        rows.append([
            fmt.change(percent / 100), fmt.amount(change.worth_rial),
            fmt.signed(in_unit(change.difference_rial, look().unit)),
            fmt.number(change.harmed_members) if change.harmed else "\u2013",
        ])  # fmt: skip
    return _table(pen, columns, rows, (area.start, area.top + 14))


def _table(
    pen: Pen, columns: list[Column], rows: list[list[str]], place: tuple[float, float]
) -> float:
    start, top = place
    draw_head(pen, columns, start, top, _ROW + 1)
    top += _ROW + 1
    for cells in rows:
        draw_row(pen, columns, cells, (start, top, _ROW))
        top += _ROW
    return top


def _small_print(pen: Pen, content: Area, figures: Liability, top: float) -> None:
    """Set the definitions in two columns, in the largest of the small sizes that fits."""
    width = (content.width - 22) / 2
    bottom = pen.height - 42
    for size in (7.4, 7.0, 6.6, 6.2, 5.8):
        term, text = Style(size, BOLD), Style(size, colour=palette.MUTED)
        leading = size * (1.5 if pen.rtl else 1.4)
        made = [
            paragraph([Span(f"{name}: ", term), Span(meaning, text)], width, rtl=pen.rtl)
            for name, meaning in definitions(figures)
        ]
        columns = _in_two(made)
        if top + max(map(len, columns)) * leading <= bottom:
            break
    for side, lines in enumerate(columns):
        for row, line in enumerate(lines):
            pen.put(line, content.start + side * (width + 22), top + (row + 0.8) * leading)


def _in_two(paragraphs: list[list[Line]]) -> tuple[list[Line], list[Line]]:
    half = sum(map(len, paragraphs)) / 2
    first: list[Line] = []
    second: list[Line] = []
    for lines in paragraphs:
        (first if len(first) < half else second).extend(lines)
    return first, second


def definitions(figures: Liability) -> list[tuple[str, str]]:
    """Return each figure's name and what it means."""
    history = tr(
        "of the points that ended their life in the last 24 months, {spent} were spent and"
        " {expired} ended unspent."
    ).format(spent=fmt.number(figures.spent), expired=fmt.number(figures.expired))
    return [
        (
            tr("Points outstanding"),
            tr("points in lots whose last day is not over, those that wait included."),
        ),
        (tr("Pending"), tr("points that can be spent only from a later day on.")),
        (tr("Worth"), tr("what the points pay at today's worth of a point.")),
        (tr("Expected redemption"), history),
        (tr("Expected cost"), tr("worth times expected redemption; the rest is breakage.")),
        (
            tr("Members who lose"),
            tr("members whose points would be worth less than what was promised."),
        ),
        (
            tr("Given in the month"),
            tr("points given less those taken back, at their worth, beside the net sales."),
        ),
    ]
