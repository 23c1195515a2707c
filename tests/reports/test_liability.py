"""The liability page: one page, every figure, both directions."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from loyaldesk.domain.liability import Liability, MonthOwed, TierOwed
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look
from loyaldesk.reports import liability as report
from loyaldesk.services import printing
from loyaldesk.services.desk import Desk
from tests.makers import make_member, make_sale
from tests.reports.paper import finds, left_of, logo, pages, picture, text_of

FA, EN = Look(), Look("en", "gregorian", "toman")


def months(count: int) -> tuple[MonthOwed, ...]:
    found, month = [], Month("jalali", 1405, 8)
    for n in range(count):
        found.append(MonthOwed(month, (3_000 + 400 * n, 2_000, 1_500, 700)))
        month = month.next
    return (*found, MonthOwed(None, (900, 0, 0, 0)))


OWED = Liability(
    shop="سوپرمارکت آفتاب", logo=logo(), as_of=date(2026, 11, 21),
    printed_at=datetime(2026, 11, 21, 15, 15, tzinfo=UTC), zone="Asia/Tehran",
    operator="مریم رضایی", block_points=1, block_rial=1_000,
    tiers=(
        TierOwed("bronze", "برنزی", 1_390, 40_000, 1_200),
        TierOwed("silver", "نقره‌ای", 512, 30_000, 0),
        TierOwed("gold", "طلایی", 198, 25_000, 300),
        TierOwed("platinum", "پلاتینی", 43, 12_000, 0),
    ),
    months=months(13), debt_points=320, debt_members=7, spent=75_000, expired=25_000, wallets=64,
    wallet_rial=18_400_000, gift_cards=12, gift_card_rial=36_000_000,
    month=Month("jalali", 1405, 8), given=14_622, net_rial=1_286_450_000,
)  # fmt: skip


def test_the_page_has_every_figure_in_english() -> None:
    pdf = report.render(OWED, EN)
    text = text_of(pdf)
    assert pages(pdf) == 1
    # 108,500 points, worth 10,850,000 Toman, 75 % of it 8,137,500; owed in all 16,290,000
    for words in ("108,500", "10,850,000", "75%", "8,137,500", "16,290,000", "no date", "later",
                  "75,000 were spent and", "Members who lose"):  # fmt: skip
        assert words in " ".join(text.split()), words
    # a fifth less: 8,680,000, and every member who holds points loses
    assert "8,680,000" in text and "2,143" in text


def test_the_page_reads_from_the_right_in_persian() -> None:
    pdf = report.render(OWED, FA)
    assert pages(pdf) == 1 and finds(pdf, "تعهد") and "۱۰۸٬۵۰۰" in text_of(pdf)
    assert left_of(pdf, "به تفکیک سطح") > 300
    assert "…" not in text_of(pdf)


def test_too_early_is_a_sentence_and_no_percent() -> None:
    text = text_of(report.render(replace(OWED, spent=40, expired=20), EN))
    assert "too early" in text and "67%" not in text


@pytest.mark.parametrize("look", [FA, EN, Look("fa", "gregorian", "rial")])
def test_huge_figures_and_an_empty_club_keep_one_page_and_its_margin(look: Look) -> None:
    huge = replace(
        OWED, shop="فروشگاه " * 30, operator="نام " * 60, months=months(60),
        tiers=tuple(TierOwed(f"t{n}", "سطح " * 20, 10**6, 10**9, 10**8) for n in range(8)),
        wallet_rial=10**15, gift_card_rial=10**15,
    )  # fmt: skip
    none = replace(
        OWED, months=(), spent=0, expired=0, net_rial=0, logo=None,
        tiers=tuple(replace(tier, members=0, points=0, pending=0) for tier in OWED.tiers),
    )  # fmt: skip
    for figures in (huge, none):
        pdf = report.render(figures, look)
        assert pages(pdf) == 1
        edge = picture(pdf, scale=1).crop((0, 0, 30, 842)).getcolors()
        assert edge == [(30 * 842, (255, 255, 255))]


def test_equal_figures_give_equal_bytes() -> None:
    assert report.render(OWED, FA) == report.render(OWED, FA)


def test_the_page_of_a_club_is_noted_in_the_trail(desk: Desk) -> None:
    make_sale(desk, make_member(desk).id, 3_000_000)
    assert "What the club owes" in text_of(printing.liability(desk, EN))
    last = desk.db.execute_sql("SELECT act FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert last[0] == "report.liability"
