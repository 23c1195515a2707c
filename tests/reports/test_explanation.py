"""The explanation as a member takes it home: one page, true words, both directions."""

from datetime import UTC, datetime

import pytest

from loyaldesk.domain.explained import Explanation, Fact, Grid, Letterhead, Row, Section, Tone
from loyaldesk.kernel.look import Look
from loyaldesk.reports import explanation as report
from loyaldesk.services import printing
from loyaldesk.services.desk import Desk
from tests.makers import make_member, make_sale
from tests.reports.paper import finds, left_of, logo, pages, picture, text_of

FA, EN = Look(), Look("en", "gregorian", "toman")
HEAD = Letterhead(
    "سوپرمارکت آفتاب", logo(), "مریم رضایی", datetime(2026, 11, 21, 15, 15, tzinfo=UTC),
    "Asia/Tehran",
)  # fmt: skip


def made(rows: int = 3, name: str = "Purchase") -> Explanation:
    return Explanation(
        "sale", "Sale 1023", "This receipt earned 12 points.", "+12",
        (Fact("Member", name), Fact("Tier", "Gold")),
        (
            Section("Lines", (), Grid(("Line", "Points"), ((name, "12"),), (False, True)), "Note."),
            Section("Rules", tuple(
                Row(f"{name} {n}", ("125,000 ÷ 10,000 = 12.5", "rounded down"), "+12", Tone.GIVES)
                for n in range(rows)
            )),
            Section("Nothing", (Row(name, ("only on Friday",), "", Tone.NOTHING),)),
        ),
        ("A note.",),
    )  # fmt: skip


@pytest.mark.parametrize("look", [FA, EN])
def test_a_sheet_is_one_page_that_reads_in_its_direction(look: Look) -> None:
    pdf = report.render(made(), HEAD, look)
    assert pages(pdf) == 1 and finds(pdf, "÷") and finds(pdf, "Purchase")
    starts = left_of(pdf, "Sale 1023") > 300
    assert starts == look.is_rtl


def test_rows_move_together_before_a_second_page_begins() -> None:
    assert pages(report.render(made(17), HEAD, EN)) == 1
    assert pages(report.render(made(80), HEAD, EN)) > 1


def test_equal_explanations_give_equal_bytes() -> None:
    assert report.render(made(), HEAD, FA) == report.render(made(), HEAD, FA)


def test_a_hostile_or_huge_name_is_only_letters_and_keeps_the_margin() -> None:
    for name in ('<img src="file:///etc/passwd"/>', "نامی بسیار دراز " * 30, "x" * 500):
        pdf = report.render(made(2, name), HEAD, FA)
        assert b"/URI" not in pdf
        edge = picture(pdf, scale=1).crop((0, 0, 30, 842)).getcolors()
        assert edge == [(30 * 842, (255, 255, 255))]


def test_a_sale_of_the_club_is_printed_in_both_languages(desk: Desk) -> None:
    sara = make_member(desk)
    sale = make_sale(desk, sara.id, 1_250_000)
    english = text_of(printing.explanation(desk, sale.sale_id, EN))
    assert "125,000 Toman ÷ 10,000 = 12.5" in english and "Page 1 of 1" in english
    persian = text_of(printing.explanation(desk, sale.sale_id, FA))
    assert "۱۲٬۵۰۰" in persian or "۱۲۵٬۰۰۰" in persian
    assert pages(printing.balance_explanation(desk, sara.id, FA)) == 1
    trail = desk.db.execute_sql("SELECT COUNT(*) FROM audit WHERE act = 'explanation.print'")
    assert trail.fetchone()[0] == 3
