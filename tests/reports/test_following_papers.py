"""The papers about follow-ups, complaints and promises: complete, in both directions, for grey."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from loyaldesk.domain.explained import Letterhead
from loyaldesk.domain.following_papers import (
    Agenda,
    AgendaLine,
    AgendaPart,
    ComplaintLine,
    ComplaintPaper,
    PromiseLine,
    PromisePaper,
    SaidLine,
    SaidPaper,
)
from loyaldesk.kernel.look import Look, using
from loyaldesk.reports import agenda, complaint_list, promises, said_and_did
from tests.reports.paper import finds, left_of, logo, pages, picture, text_of

FA, EN = Look(), Look("en", "gregorian", "toman")
DAY, FIRST = date(2026, 11, 21), date(2026, 10, 23)
HEAD = Letterhead(
    "سوپرمارکت آفتاب", logo(), "مریم رضایی", datetime(2026, 11, 21, 5, 0, tzinfo=UTC), "Asia/Tehran"
)
LINE = AgendaLine(
    DAY, time(10, 30), "مریم هاشمی‌نژاد", "M1001", "0912 123 4567", "Call", "By hand",
    "Ask whether the refrigerator runs well", ("Serial number", "Warranty card"), minutes=10,
)  # fmt: skip
LATE = replace(LINE, on_day=DAY - timedelta(days=3), days_late=3, is_promise=True, tries=2)
CASE = ComplaintLine(
    1201, DAY, "Sara Nikbakht", "M1001", "Late delivery", "Serious", "Acknowledged",
    "Answer: 2026-11-21 17:00", True, "Nina", "Failed process", "It came on Tuesday",
)  # fmt: skip
CASES = ComplaintPaper(
    HEAD, FIRST, DAY, (CASE,), 23, 11, 5, 95, 0.82, ((30, 12, 7), (60, 8, 5), (90, 0, 0))
)
HOSTILE = "<b>{0.__class__}</b> \u202e%s & «نام» " + "x" * 400


def one_day(*parts: AgendaPart) -> Agenda:
    return Agenda(HEAD, DAY, DAY, parts)


def plain(pdf: bytes, page: int = 0) -> str:
    return " ".join(text_of(pdf, page).split())


def test_the_agenda_says_who_when_what_and_how_late() -> None:
    pdf = agenda.render(one_day(AgendaPart("Nina", (LATE,), (LINE,), 25)), EN)
    text = plain(pdf)
    for words in ("Follow-ups of Nina", "2 follow-ups", "about 20 min", "1 overdue",
                  "25 a day are possible", "Overdue (1)", "3 days late", "Promise",
                  "Was due 2026-11-18 10:30", "2 tries in vain", "10:30", "0912 123 4567",
                  "Serial number", "Warranty card", "Result:", "Notes", "Page 1 of 1"):  # fmt: skip
        assert words in text, words


def test_each_operator_has_pages_of_their_own() -> None:
    week = Agenda(
        HEAD, DAY, DAY + timedelta(days=6),
        (AgendaPart("Nina", (), (LINE, replace(LINE, on_day=DAY + timedelta(days=2)))),
         AgendaPart("", (), (LINE,))),
    )  # fmt: skip
    pdf = agenda.render(week, EN)
    assert pages(pdf) == 2
    assert "Saturday 21 November 2026 (1)" in plain(pdf)
    assert "Monday 23 November 2026 (1)" in plain(pdf)
    assert "Nobody's yet" in plain(pdf, 1) and "Page 2 of 2" in plain(pdf, 1)


def test_the_agenda_reads_from_the_right_in_persian() -> None:
    pdf = agenda.render(one_day(AgendaPart("نینا", (LATE,), (LINE,))), FA)
    assert finds(pdf, "پیگیری") and "۳ روز" in text_of(pdf)
    assert left_of(pdf, "نتیجه") > 300


def test_a_long_day_goes_on_on_the_next_page_with_its_name() -> None:
    pdf = agenda.render(one_day(AgendaPart("Nina", (), (LINE,) * 40)), EN)
    assert pages(pdf) == 4
    assert "Follow-ups of Nina" in plain(pdf, 3)


def test_an_empty_day_says_so() -> None:
    text = plain(agenda.render(one_day(), EN))
    assert "Nothing is to be done" in text and "0 follow-ups" in text


def test_the_complaint_list_has_its_figures_cases_and_definitions() -> None:
    pdf = complaint_list.render(CASES, EN)
    text = plain(pdf)
    for words in ("23 complaints", "Not closed yet 11", "1 h 35 min", "82%", "58%",
                  "7 of 12 members",
                  "too early to tell", "1201", "Sara Nikbakht", "Answer: 2026-11-21 17:00",
                  "It came on Tuesday", "Failed process", "the middle one of all"):  # fmt: skip
        assert words in text, words
    assert pages(pdf) == 1
    assert left_of(complaint_list.render(CASES, FA), "هنوز باز") > 600


def test_a_long_list_repeats_its_titles_and_no_data_is_a_dash() -> None:
    none = replace(CASES, lines=(), count=0, open=0, overdue=0, answer_minutes=None,
                   solved_in_time=None, returns=((30, 0, 0),))  # fmt: skip
    text = plain(complaint_list.render(none, EN))
    assert "Nobody complained" in text and "0%" not in text
    many = complaint_list.render(replace(CASES, lines=(CASE,) * 60), EN)
    assert pages(many) == 4 and "Severity" in plain(many, 1)


def test_the_poster_of_promises_tells_how_often_each_was_kept() -> None:
    lines = (PromiseLine("We call you back", "95%", 97, 100), PromiseLine("On time", "", 0, 0))
    pdf = promises.render(PromisePaper(HEAD, FIRST, DAY, lines), EN)
    text = plain(pdf)
    for words in ("Our promises to you", "97%", "kept 97 of 100 times", "our goal: 95%",
                  "no data yet", "Page 1 of 1"):  # fmt: skip
        assert words in text, words
    assert "۹۷٪" in text_of(promises.render(PromisePaper(HEAD, FIRST, DAY, lines), FA))
    empty = plain(promises.render(PromisePaper(HEAD, FIRST, DAY, ()), EN))
    assert "no promise yet" in empty


def test_what_members_said_stands_beside_what_was_done_and_the_rest_is_counted() -> None:
    one = SaidLine("Idea", "Please put a chair", "Two chairs stand beside the till", DAY)
    pdf = said_and_did.render(SaidPaper(HEAD, FIRST, DAY, (one,) * 40), EN)
    text = plain(pdf)
    assert pages(pdf) == 1 and "Two chairs stand" in text
    shown = text.count("Please put a chair")
    assert f"and {40 - shown} more" in text and 8 < shown < 40
    empty = plain(said_and_did.render(SaidPaper(HEAD, FIRST, DAY, ()), EN))
    assert "first change will stand here" in empty


@pytest.mark.parametrize("look", [FA, EN])
def test_hostile_and_endless_texts_stay_inside_the_page(look: Look) -> None:
    head = replace(HEAD, shop=HOSTILE, operator=HOSTILE)
    line = replace(LATE, name=HOSTILE, text=HOSTILE, checklist=(HOSTILE,), mobile=HOSTILE)
    case = replace(CASE, name=HOSTILE, text=HOSTILE, owner=HOSTILE, category=HOSTILE)
    said = SaidLine(HOSTILE, HOSTILE, HOSTILE, DAY)
    for pdf in (
        agenda.render(Agenda(head, DAY, DAY, (AgendaPart(HOSTILE, (line,), (line,)),)), look),
        complaint_list.render(replace(CASES, head=head, lines=(case,)), look),
        promises.render(
            PromisePaper(head, FIRST, DAY, (PromiseLine(HOSTILE, HOSTILE, 1, 3),) * 5), look
        ),
        said_and_did.render(SaidPaper(head, FIRST, DAY, (said,) * 3), look),
    ):
        page = picture(pdf, scale=1)
        for edge in ((0, 0, 36, page.height), (page.width - 36, 0, page.width, page.height)):
            part = page.crop(edge)
            assert part.getcolors() == [(part.width * part.height, (255, 255, 255))]


def test_equal_figures_give_equal_bytes() -> None:
    part = AgendaPart("Nina", (LATE,), (LINE,))
    assert agenda.render(one_day(part), FA) == agenda.render(one_day(part), FA)
    assert complaint_list.render(CASES, FA) == complaint_list.render(CASES, FA)


def test_time_is_told_in_hours_and_minutes() -> None:
    with using(EN):
        assert [agenda.time_words(n) for n in (5, 60, 95)] == ["5 min", "1 h", "1 h 35 min"]
        assert agenda.late_words(1) == "1 day late"
