"""The two charts of the monthly report: sales of a year, members by tier."""

from loyaldesk.domain.monthly import MonthlyFigures
from loyaldesk.kernel import fmt, money
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.reports import palette
from loyaldesk.reports.chart_scale import scale
from loyaldesk.reports.charts import Bar, Share, bars, ring
from loyaldesk.reports.paragraph import shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import HEADING, SMALL


def sales_chart(pen: Pen, area: Area, figures: MonthlyFigures) -> None:
    """Draw net sales of the last months, this one strong."""
    values = [money.in_unit(rial, look().unit) for _, rial in figures.sales_by_month]
    most = max((abs(value) for value in values), default=0)
    factor, unit = scale(most)
    heading(pen, area, tr("Net sales by month ({unit})").format(unit=unit))
    inner = Area(area.start, area.top + 16, area.width, area.height - 16)
    if not most:
        nothing(pen, inner, tr("No sale has been recorded in these months."))
        return
    data, year = [], 0
    for (month, _), value in zip(figures.sales_by_month, values, strict=True):
        strong = month == figures.month
        scaled = value / factor
        label = fmt.decimal(scaled, 1) if factor > 1 and scaled < 100 else fmt.number(round(scaled))
        below = fmt.digits(str(month.year)) if month.year != year else ""
        data.append(Bar(_name(month), scaled, below, strong, label if strong else ""))
        year = month.year
    bars(pen, inner, data)


def tier_chart(pen: Pen, area: Area, figures: MonthlyFigures) -> None:
    """Draw how the members stand in the tiers."""
    heading(pen, area, tr("Members by tier"))
    inner = Area(area.start, area.top + 16, area.width, area.height - 16)
    total = sum(tier.count for tier in figures.members_by_tier)
    if not total:
        nothing(pen, inner, tr("The club has no members yet."))
        return
    shares = [
        Share(pdf_text(tier.name), tier.count, palette.tier(tier.kind, place))
        for place, tier in enumerate(figures.members_by_tier)
    ]
    ring(pen, inner, shares, fmt.number(total), tr("members"))


def heading(pen: Pen, area: Area, text: str) -> None:
    """Write the title of a part of the page at the top of its area."""
    made = shrunk(text, HEADING, area.width, rtl=pen.rtl, smallest=7)
    pen.put(made, area.start, area.top + 8)


def nothing(pen: Pen, area: Area, sentence: str) -> None:
    """Say in words that there is nothing to show."""
    pen.box(area, palette.SURFACE, radius=5)
    middle = area.top + area.height / 2 + 2
    pen.put(
        shrunk(sentence, SMALL.but(size=8.5), area.width - 16, rtl=pen.rtl, smallest=6),
        area.start + 8,
        middle,
        area.width - 16,
        "center",
    )


def _name(month: Month) -> str:
    """Return the month's name, short in Latin letters: thirteen of them stand side by side."""
    language = look().language
    name = month.name(language)
    return name if language == "fa" else name[:3]
