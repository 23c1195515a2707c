"""The papers of the club itself: whose follow-ups, which complaints, and in the trail."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import playbook_ready
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.promises import Promise
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import Look
from loyaldesk.reports.fonts import REGULAR, PaperFont
from loyaldesk.services import answers, following_papers, promises
from loyaldesk.services.desk import Desk
from tests.conftest import desk_of
from tests.makers import make_member
from tests.reports.paper import pages, text_of
from tests.rows import put

EN = Look("en", "gregorian", "toman")
DAY = date(2026, 11, 21)


def words(pdf: bytes, page: int = 0) -> str:
    return " ".join(text_of(pdf, page).split())


def last_act(desk: Desk) -> str:
    return str(desk.db.execute_sql("SELECT act FROM audit ORDER BY seq DESC LIMIT 1").fetchone()[0])


def followup(desk: Desk, **values: object) -> None:
    made = put(desk, "followup", **values)
    put(desk, "followup_event", followup_id=made, what="made")


@pytest.fixture
def nina(desk: Desk) -> Desk:
    return desk_of(desk, Role.CASHIER, "Nina")


@pytest.fixture
def full(desk: Desk, nina: Desk) -> Desk:
    member = make_member(desk, last_name="Ahmadi", mobile="09121112233")
    followup(desk, owner_id=1, due_on="2026-11-21", member_id=member.id, text="call her")
    followup(desk, owner_id=1, due_on="2026-11-18", text="late one", is_promise=1)
    followup(desk, owner_id=nina.operator.id, due_on="2026-11-21", text="hers")
    followup(desk, due_on="2026-11-23", text="anybody's")
    return desk


def test_a_manager_prints_everybodys_day_each_on_a_page(full: Desk) -> None:
    pdf = following_papers.agenda_pdf(full, DAY, shown=EN)
    assert pages(pdf) == 2 and last_act(full) == "report.agenda"
    text = words(pdf)
    assert "Follow-ups of Maryam" in text and "3 days late" in text and "call her" in text
    assert "0912 111 2233" in text and "hers" not in text
    assert "hers" in words(pdf, 1)
    week = following_papers.agenda_pdf(full, DAY, DAY + timedelta(days=6), shown=EN)
    assert pages(week) == 3 and "anybody's" in words(week, 2)


def test_a_cashier_prints_the_own_day_without_whole_numbers(full: Desk, nina: Desk) -> None:
    member = make_member(full, mobile="09351234567")
    followup(full, owner_id=nina.operator.id, due_on="2026-11-21", member_id=member.id)
    pdf = following_papers.agenda_pdf(nina, DAY, shown=EN)
    text = words(pdf)
    assert pages(pdf) == 1 and "hers" in text and "call her" not in text
    assert "4567" in text and "0935" not in text


def test_one_operators_pages_only(full: Desk, nina: Desk) -> None:
    pdf = following_papers.agenda_pdf(full, DAY, operator_id=nina.operator.id, shown=EN)
    assert pages(pdf) == 1 and "Follow-ups of Nina" in words(pdf)
    idle = desk_of(full, Role.SUPPORT, "Omid")
    pdf = following_papers.agenda_pdf(full, DAY, operator_id=idle.operator.id, shown=EN)
    assert "Follow-ups of Omid" in words(pdf) and "Nothing is to be done" in words(pdf)


def test_days_the_wrong_way_round_or_too_many_are_refused(desk: Desk) -> None:
    for last in (DAY - timedelta(days=1), DAY + timedelta(days=31)):
        with pytest.raises(BadInput):
            following_papers.agenda_pdf(desk, DAY, last)


def test_the_complaint_list_holds_the_days_asked_for(desk: Desk) -> None:
    member = make_member(desk, last_name="Ahmadi")
    due = {"ack_minutes": 60, "answer_minutes": 120, "solve_minutes": 600}
    put(desk, "complaint", member_id=member.id, text="It came late", number=7,
        ack_due="2026-11-20T08:00:00Z", policy="p", **due)  # fmt: skip
    put(desk, "complaint", text="Another month", opened_on="2026-09-01", policy="p", **due)
    pdf = following_papers.complaint_list_pdf(desk, date(2026, 11, 1), DAY, EN)
    text = words(pdf)
    assert "1 complaint" in text and "It came late" in text and "Another month" not in text
    assert "Overdue 1" in text and "Acknowledge: 2026-11-20" in text
    assert last_act(desk) == "report.complaints"


def test_the_posters_are_made_of_what_the_shop_said_and_did(desk: Desk) -> None:
    promises.save(desk, (Promise("chair", "", "There is a chair", "by_hand"),), 0)
    promises.tick(desk, "chair", is_kept=True, key="t1")
    text = words(following_papers.promises_pdf(desk, DAY, DAY, EN))
    assert "There is a chair" in text and "kept 1 of 1 times" in text
    assert last_act(desk) == "report.promises"
    empty = words(following_papers.said_and_did_pdf(desk, DAY, DAY, EN))
    assert "You said, we did" in empty and last_act(desk) == "report.said_and_did"


def test_the_sheet_of_questions_holds_every_approved_answer_of_topics_in_use(desk: Desk) -> None:
    assert "No answer has been approved yet" in words(following_papers.faq_pdf(desk, EN))
    answers.seed(desk)
    first = answers.topics(desk)[0]
    answers.change_topic(desk, first.id, first.name_fa, first.name_en, is_on=False)
    pdf = following_papers.faq_pdf(desk, EN)
    text = " ".join(words(pdf, n) for n in range(pages(pdf)))
    assert "I lost my card" in text and "club of Naranj only" in text
    assert "{shop}" not in text and "Opening hours" not in text
    assert last_act(desk) == "report.faq"
    fa = following_papers.faq_pdf(desk, Look())
    assert pages(fa) <= 4


def test_the_typeface_of_papers_has_every_letter_of_the_ready_playbooks() -> None:
    """What a playbook writes is printed on the agenda; a box there would tell nothing."""
    known = PaperFont(REGULAR).face.charToGlyph
    written = {
        letter
        for book in playbook_ready.ready()
        for step in book.steps
        for language in ("fa", "en")
        for letter in step.text(language)
    }
    assert {letter for letter in written - {"\n"} if ord(letter) not in known} == set()
