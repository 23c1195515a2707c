"""The monthly report as the manager gets it: one page, true words, the same bytes."""

import re

import pytest

from loyaldesk.domain.monthly import BestMember, Figure, TierCount
from loyaldesk.kernel import fmt
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.reports import monthly as report
from loyaldesk.reports.charts import ticks
from loyaldesk.reports.tiles import Tile, movement, value_text
from tests.reports.paper import empty_month, finds, left_of, logo, monthly, pages, picture, text_of

FA = Look()
EN = Look("en", "gregorian", "toman")

HOSTILE = (
    "<b>unclosed",
    "a & b < c > d",
    '<img src="file:///etc/passwd"/>',
    '<font color="[a for a in ()]">x',
    "<a href='javascript:alert(1)'>y</a>",
    "{shop} %s %(x)s {0}",
    "&lt;&#65;&amp;",
)


def test_figures_and_their_change() -> None:
    assert Figure(106, 100).change == pytest.approx(0.06)
    assert Figure(5, 0).change is None and Figure(None, 4).change is None
    assert Figure(-50, -100).change == pytest.approx(0.5)  # less was lost: that is more
    assert Figure(0.61, 0.58).difference == pytest.approx(0.03)
    assert Figure(0.61, None).difference is None


def test_a_change_is_told_in_words_with_its_direction() -> None:
    with using(EN):
        assert movement(Tile("", Figure(106, 100))) == (1, "6% more")
        assert movement(Tile("", Figure(1050, 100))) == (1, "over 10 times")
        assert movement(Tile("", Figure(90, 100))) == (-1, "10% less")
        assert movement(Tile("", Figure(100, 100))) == (0, "no change")
        assert movement(Tile("", Figure(5, 0))) == (1, "from zero")
        assert movement(Tile("", Figure(5, None))) == (0, "no data the month before")
        assert movement(Tile("", Figure(0.61, 0.58), "ratio")) == (1, "3 pp more")
        assert movement(Tile("", Figure(None, 0.58), "ratio")) == (0, "no data")
        assert value_text(Tile("", Figure(None, 1), "ratio")) == "–"


@pytest.mark.parametrize(("least", "most"), [(0, 7), (0, 1_286), (-30, 95), (0, 0), (0, 0.4)])
def test_an_axis_covers_its_values_in_few_round_steps(least: float, most: float) -> None:
    marks = ticks(least, most)
    assert marks[0] <= least and marks[-1] >= most and 2 <= len(marks) <= 8


def test_the_report_is_one_page_with_every_figure_in_persian() -> None:
    pdf = report.render(monthly(), FA)
    text = text_of(pdf)
    assert pages(pdf) == 1
    for words in (
        "گزارش ماهانهٔ باشگاه مشتریان", "آبان ۱۴۰۵", "۲٬۱۴۳", "۱٬۲۴۸", "۱٬۲۸۶٬۴۵۰٬۰۰۰", "۳۸۸٬۴۲۱",
        "۱۴۶٬۲۲۰", "۶۱۲٬۸۷۰", "نقره‌ای", "۱٬۲۵۰٬۰۰۰", "علی اکبری", "سوپرمارکت آفتاب", "اردیبهشت",
    ):  # fmt: skip
        assert words in text or finds(pdf, words), words
    assert finds(pdf, "مشتریان") and finds(pdf, "Sara Nikbakht")
    assert "…" not in text


def test_the_report_is_one_page_with_every_figure_in_english() -> None:
    pdf = report.render(monthly("2026-10"), EN)
    text = text_of(pdf)
    assert pages(pdf) == 1
    for words in (
        "Monthly club report", "October 2026", "2,143", "1,286,450,000", "Retention", "61%",
        "3 pp more", "Average basket", "Page 1 of 1", "Changes are against September 2026",
    ):  # fmt: skip
        assert words in text, words
    assert not re.search("[۰-۹]", text.replace("سوپرمارکت آفتاب", ""))
    assert b"/Lang (en)" in pdf


def test_every_figure_is_defined_as_of_the_last_day() -> None:
    text = " ".join(text_of(report.render(monthly("2026-10"), EN)).split())
    assert "of the 1,940 members who bought in the 12 months before the month, 1,184" in text
    assert "not in the 90 days up to 2026-10-31" in text
    assert "in the 30 days after 2026-10-31" in text


def test_equal_figures_give_equal_bytes_also_after_other_reports() -> None:
    first = report.render(monthly(), FA)
    report.render(monthly("2026-10", shop_name="Another shop"), EN)
    assert report.render(monthly(), FA) == first
    assert report.render(monthly(operator="علی"), FA) != first


def test_a_report_in_english_leaves_the_screen_in_persian() -> None:
    with using(FA):
        report.render(monthly("2026-10"), EN)
        assert fmt.number(12) == "۱۲"


def test_an_empty_club_gets_dashes_and_sentences_and_no_percent_of_nothing() -> None:
    pdf = report.render(empty_month(), FA)
    text = text_of(pdf)
    assert pages(pdf) == 1
    assert "در این ماه کسی خرید نکرده است" in text
    assert "باشگاه هنوز عضوی ندارد" in text
    assert "در این ماه‌ها فروشی ثبت نشده است" in text
    assert "–" in text
    assert "٪" not in text


def test_long_names_and_huge_figures_still_fit_one_page() -> None:
    best = tuple(
        BestMember("1" * 40, "نامی بسیار دراز " * 20, "سطحی با نام دراز " * 5, 999, 10**13, 10**9)
        for _ in range(10)
    )
    tiers = tuple(TierCount(f"t{n}", f"سطح {n} " * 10, n * 10**6, "") for n in range(9))
    long = monthly(
        shop_name="فروشگاه زنجیره‌ای " * 7, operator="نام " * 60,
        best_members=best, members_by_tier=tiers, net_sales_rial=Figure(10**15, 3),
        points_outstanding=Figure(10**12, 1),
    )  # fmt: skip
    for look in (FA, EN, Look("fa", "gregorian", "rial")):
        pdf = report.render(long, look)
        assert pages(pdf) == 1
        edge = picture(pdf, scale=1).crop((0, 0, 30, 842)).getcolors()
        assert edge == [(30 * 842, (255, 255, 255))]  # nothing runs over the margin


def test_a_month_of_returns_draws_bars_below_zero() -> None:
    months = tuple(
        (month, (-1) ** place * 900_000_000)
        for place, (month, _) in enumerate(monthly().sales_by_month)
    )
    assert pages(report.render(monthly(sales_by_month=months), FA)) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_letters(name: str) -> None:
    best = (BestMember("1", name, name[:12], 1, 10, 1),)
    pdf = report.render(
        monthly("2026-10", shop_name=name, operator=name, best_members=best, logo=None), EN
    )
    assert text_of(pdf).count(name) >= 3
    assert b"/Subtype /Image" not in pdf and b"/URI" not in pdf and b"/JavaScript" not in pdf


def test_text_that_overrides_the_direction_is_tamed() -> None:
    pdf = report.render(monthly(shop_name="آفتاب\u202e\u2067 (نمونه)\0\n\ud800"), FA)
    assert finds(pdf, "آفتاب")


@pytest.mark.parametrize("broken", [b"", b"no picture", logo()[:60], b"GIF89a" + b"\0" * 40])
def test_a_spoilt_logo_costs_the_logo_and_not_the_report(broken: bytes) -> None:
    assert pages(report.render(monthly(logo=broken), FA)) == 1


def test_persian_reads_from_the_right() -> None:
    pdf = report.render(monthly(), FA)
    assert left_of(pdf, "ردیف") > left_of(pdf, "شماره") > left_of(pdf, "ماندهٔ امتیاز")
    assert left_of(pdf, "همهٔ اعضا") > left_of(pdf, "نرخ ماندگاری")
    english = report.render(monthly("2026-10"), EN)
    assert left_of(english, "No.") < left_of(english, "Number") < left_of(english, "Points balance")


def test_only_embedded_fonts_and_no_page_direction_that_spoils_copying() -> None:
    pdf = report.render(monthly(), FA)
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Subtype /Type0") == 3
    assert b"/Type1" not in pdf and b"Helvetica" not in pdf


def test_months_stand_in_the_calendar_of_the_report() -> None:
    assert finds(report.render(monthly("2026-10"), FA), "اکتبر")
    assert Month.parse("2026-10").name("fa") == "اکتبر"


def test_printing_can_be_stopped() -> None:
    class Stop:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        report.render(monthly(), FA, Stop())
