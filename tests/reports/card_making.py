"""Real cards made by hand for the tests of their papers: every kind of chart, table and gap."""

from datetime import UTC, date, datetime

from loyaldesk.domain.explained import Letterhead
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Meaning, Measure
from loyaldesk.domain.insight.paper import CardPaper
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.units import Unit

FIRST, LAST = date(2026, 10, 23), date(2026, 11, 21)
PRINTED = datetime(2026, 11, 22, 8, tzinfo=UTC)
HEAD = Letterhead("فروشگاه نمونه", None, "مریم", PRINTED, "Asia/Tehran")
MONTHS = ("دی", "بهمن", "اسفند", "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد")


def meaning(count: int = 412, counted: str = "عضوی که خرید کرده‌اند", **other: str) -> Meaning:
    """Return a meaning of the days above."""
    text = "از هر صد عضوی که پیش‌تر خرید کرده بودند، چند نفر در این بازه هم خرید کردند."
    formula = "خریداران این بازه از میان خریداران سه ماه پیش از آن، بخش بر همان خریداران."
    return Meaning(text, formula, 2, FIRST, LAST, count, counted, **other)


def card(key: str = "retention", **parts: object) -> Card:
    """Return a card with *parts*."""
    title = str(parts.pop("title", "ماندگاری مشتری"))
    return Card(key, title, parts.pop("meaning", meaning()), **parts)  # type: ignore[arg-type]


def bars() -> Card:
    """Return two series of money with a goal, and their table."""
    chart = Chart(
        ChartKind.BARS, MONTHS,
        (
            Series("این سال", (410e7, 380e7, 520e7, 300e7, 350e7, None, 470e7, 610e7)),
            Series("سال پیش", (300e7, 310e7, 400e7, 250e7, 280e7, 290e7, 330e7, 420e7),
                   is_weak=True),
        ),
        Unit.RIAL, "ماه", "فروش خالص (تومان)", 500e7, "هدف",
    )  # fmt: skip
    grid = Grid(
        (GridColumn("ماه"), GridColumn("فروش خالص", Unit.RIAL), GridColumn("سهم", Unit.RATIO)),
        tuple((month, 4_100_000_000 + n * 10**7, 0.11 + n / 100) for n, month in enumerate(MONTHS)),
        ("جمع", 33_000_000_000, 1.0),
    )
    measures = (
        Measure("retention", "نرخ ماندگاری مشتری", 0.412, Unit.RATIO, 0.38, 412, better="up"),
        Measure("churn", "نرخ ریزش", 0.07, Unit.RATIO, 0.05, 8, better="down"),
        Measure("basket", "میانگین خرید", 5_321_000, Unit.RIAL, 5_321_000, 300),
        Measure("gap", "فاصلهٔ دو خرید", None, Unit.DAYS, why="هنوز کسی دو بار خرید نکرده است."),
    )
    hint = "«۵٪ ماندگاری بیشتر، سود را ۲۵٪ تا ۹۵٪ بیشتر می‌کند.»"
    return card(chart=chart, grid=grid, measures=measures, note="نوروز دو هفته تعطیل بود.",
                meaning=meaning(hint=hint))  # fmt: skip


def lines() -> Card:
    """Return lines with a band, a mark and dashes."""
    down = tuple(0.6 - n * 0.05 for n in range(8))
    chart = Chart(
        ChartKind.LINES, MONTHS,
        (
            Series("اعضا", down, tuple(v - 0.06 for v in down), tuple(v + 0.06 for v in down)),
            Series("طلایی", tuple(v + 0.15 for v in down)),
            Series("نقره‌ای", (None, *tuple(v - 0.1 for v in down[1:]))),
            Series("دورهٔ پیش", tuple(v - 0.2 for v in down), is_weak=True),
        ),
        Unit.RATIO, "ماه عضویت", "سهم کسانی که ماندند", mark=3, mark_name="آغاز باشگاه",
    )  # fmt: skip
    return card("lines", title="ماندن و رفتن", chart=chart)


def stacked() -> Card:
    """Return bars on top of each other, some below zero."""
    chart = Chart(
        ChartKind.STACKED, MONTHS,
        (
            Series("تازه", (12, 14, 9, 20, 18, 7, 11, 13)),
            Series("بازگشته", (32, 24, 39, 20, 28, 37, 21, 23)),
            Series("رشد", (5, 9, 4, 8, 3, 2, 6, 9)),
            Series("رفته", (-12, -4, -9, -10, -8, -17, -11, -3)),
        ),
        Unit.COUNT, "ماه", "اعضا",
    )  # fmt: skip
    return card("stacked", title="آمد و رفت اعضا", chart=chart)


def heat(rows: int = 7, columns: int = 24) -> Card:
    """Return a heat grid with its twin."""
    chart = Chart(
        ChartKind.HEAT, tuple(f"{n}" for n in range(columns)),
        tuple(Series(f"ردیف {r}", tuple((r * n * 7) % 113 if (r + n) % 9 else None
                                        for n in range(columns))) for r in range(rows)),
        Unit.COUNT, "ساعت", "مراجعه", row_axis="روز هفته",
    )  # fmt: skip
    grid = Grid(
        (GridColumn("روز"), *(GridColumn(f"{n}", Unit.COUNT) for n in range(columns))),
        tuple((one.name, *(None if v is None else int(v) for v in one.values))
              for one in chart.series),
    )  # fmt: skip
    return card("hours", title="روز و ساعت خرید", chart=chart, grid=grid)


def shares() -> Card:
    """Return a ring."""
    names = ("ماهی یک بار", "هفتگی", "سالی چند بار", "یک بار", "نیامده", "دیگر")
    chart = Chart(ChartKind.SHARES, names, (Series("اعضا", (212, 88, 430, 120, 9, 0)),),
                  Unit.COUNT, value_axis="اعضا")  # fmt: skip
    grid = Grid((GridColumn("گروه"), GridColumn("اعضا", Unit.COUNT)),
                tuple(zip(names, (212, 88, 430, 120, 9, 0), strict=True)))  # fmt: skip
    return card("shares", title="گروه‌ها", chart=chart, grid=grid)


def members(count: int) -> Card:
    """Return a long list whose reasons need two lines."""
    why = "۷۵ روز است نیامده؛ پیش از این هر ۱۲ روز یک بار می‌آمد و آخرین خرید مرجوع شد."
    rows = tuple(
        (f"L-{1000 + n}", f"لیلا رضایی {n}" if n % 3 else "=cmd|' /C calc'!A0 <b>Ann</b>", why,
         12_500_000 + n, date(2026, 9, 1), n % 40)
        for n in range(count)
    )  # fmt: skip
    grid = Grid(
        (GridColumn("شماره"), GridColumn("نام"), GridColumn("چرا"), GridColumn("خرید", Unit.RIAL),
         GridColumn("آخرین خرید", Unit.DAY), GridColumn("مراجعه", Unit.COUNT)), rows,
    )  # fmt: skip
    return card("at_risk", title="اعضای در خطر ریزش", grid=grid)


def missing() -> Card:
    """Return a card that can tell nothing."""
    return card("tenure", title="مدت ماندگاری", missing="هنوز هیچ فروشی ثبت نشده است.",
                meaning=meaning(0))  # fmt: skip


def paper(*cards: Card) -> CardPaper:
    """Return a paper with all kinds of cards, or with *cards*."""
    if cards:
        return CardPaper("گزارش آزمایشی", HEAD, "آبان ۱۴۰۵", (("فهرست", cards),))
    return CardPaper(
        "گزارش کامل ماه", HEAD, "آبان ۱۴۰۵",
        (("ماندن و رفتن", (bars(), lines(), stacked(), missing())),
         ("عادت‌ها", (heat(), heat(13, 13), shares(), members(60)))),
    )  # fmt: skip
