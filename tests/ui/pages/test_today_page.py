"""The start page: what the day asks of whoever is at the desk, and the four signs."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.services import complaints, followups, members, signs, staff
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.ui.pages.today.page import TodayStart
from loyaldesk.ui.pages.today.signs_row import MarksDialog, SignDialog
from loyaldesk.ui.parts.followup_acts import OutcomeDialog
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    pass


@pytest.fixture
def show(desk):
    with ExitStack() as open_pages:

        def make(who=desk):
            page = open_pages.enter_context(working(TodayStart, who))
            page.resize(1100, 700)
            settle(page.runner_in_test)
            return page

        yield make


@pytest.fixture
def sara(desk):
    return make_member(desk, first_name="Sara", last_name="Ahmadi").id


def titles(card):
    return [one._line.title for one in card.rows]


def test_a_day_that_asks_for_nothing_says_so(show):
    page = show()
    assert page.nothing.isVisible()
    assert not page.overdue.isVisible()
    assert cut_texts(page) == []


def test_what_is_late_stands_on_top_in_red_and_what_is_due_below(desk, clock, show, sara):
    followups.make(desk, FollowupDraft("late", sara, text="the shoes"))
    clock.forward(days=3)
    followups.make(desk, FollowupDraft("now", sara, text="the coat", on=desk.today()))
    page = show()
    assert [one._line.mark for one in page.overdue.rows] == ["3 days late"]
    assert len(page.due.rows) == 1
    assert page.summary.text() == "1 follow-up is due · 1 overdue"


def test_enter_on_a_line_opens_the_record(desk, clock, show, sara):
    made = followups.make(desk, FollowupDraft("late", sara, text="the shoes"))
    clock.forward(days=3)
    page = show()
    opened = []
    page.record_wanted.connect(lambda place, id_: opened.append((place, id_)))
    page.focus_first()
    QTest.keyClick(page.overdue.rows[0], Qt.Key.Key_Return)
    assert opened == [("followup", made)]


def test_done_beside_a_line_finishes_it(desk, clock, show, sara, monkeypatch):
    followups.make(desk, FollowupDraft("late", sara, text="the shoes"))
    clock.forward(days=3)
    page = show()

    def answer(dialog):
        dialog.how.take_digit("1")
        dialog.submit()

    monkeypatch.setattr(OutcomeDialog, "exec", answer)
    page.overdue.rows[0].button.click()
    page.refresh()
    assert not page.overdue.isVisible()
    assert followups.overdue_count(desk) == 0


def test_more_than_five_lines_wait_behind_one_button(desk, clock, show, sara):
    for number in range(8):
        followups.make(desk, FollowupDraft(f"late {number}", sara, text=f"call {number}"))
    clock.forward(days=3)
    page = show()
    assert len(page.overdue.rows) == 5
    assert page.overdue.count.text() == "8"
    page.overdue.more.click()
    assert len(page.overdue.rows) == 8


def test_a_complaint_whose_time_is_over_is_at_risk(desk, clock, show, sara):
    opened = complaints.open(desk, ComplaintDraft("c", "delivery", "came late", sara))
    clock.forward(days=5)
    page = show()
    assert titles(page.at_risk) == [
        f"Complaint \u2066{opened.number}\u2069, \u2068Sara Ahmadi\u2069"
    ]
    assert "overdue" in page.at_risk.rows[0]._line.mark


def test_a_note_that_names_me_is_read_once(desk, show, sara):
    members.write_note(desk_of(desk, Role.CASHIER, "Neda"), sara, "@Maryam she asks for size 38")
    page = show()
    assert len(page.mentions.rows) == 1
    page.mentions.rows[0].button.click()
    page.refresh()
    assert not page.mentions.isVisible()


def test_the_four_signs_stand_with_their_limits_for_who_reads_reports(desk, clock, show, sara):
    followups.make(desk, FollowupDraft("late", sara, text="the shoes"))
    clock.forward(days=7)
    page = show()
    assert [tile.sign.code for tile in page.signs.tiles] == [
        signs.FORGOTTEN, signs.UNEVEN, signs.NEGLECT, signs.CHURN,
    ]  # fmt: skip
    first = page.signs.tiles[0].sign
    assert (first.count, first.base, first.colour) == (1, 1, "red")
    dialog = SignDialog(page, page._hall, first, page._rules)
    assert len(dialog.table.rows_model.rows) == 1
    dialog.deleteLater()


def test_limits_of_a_sign_are_changed_in_percent(desk, show, sara):
    page = show()
    dialog = MarksDialog(page, page._hall, page.signs.tiles[0].sign)
    dialog.show()
    dialog.amber.set_value("30")
    dialog.red.set_value("20")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.fields[signs.FORGOTTEN].error()
    dialog.red.set_value("60")
    dialog.submit()
    assert not dialog.isVisible()
    kept = signs.rules(desk)[0].forgotten
    assert (kept.amber, kept.red) == (0.3, 0.6)
    dialog.deleteLater()


def test_a_cashier_sees_the_own_day_and_no_signs(desk, clock, show, sara):
    cashier = desk_of(desk, Role.CASHIER, "Neda")
    followups.make(desk, FollowupDraft("hers", sara, text="hers", owner_id=cashier.operator.id))
    followups.make(desk, FollowupDraft("mine", sara, text="mine", owner_id=desk.operator.id))
    clock.now += timedelta(days=3)
    page = show(cashier)
    assert not page.signs.isVisible()
    assert len(page.overdue.rows) == 1
    assert staff.by_name(desk.db, "Neda").id == cashier.operator.id
