"""The page of complaints by keyboard: the most urgent in front, every act, figures, incidents."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from loyaldesk.domain.complaint_policy import Rung
from loyaldesk.domain.complaints import ClockName, Remedy, State
from loyaldesk.domain.permissions import Role
from loyaldesk.services import (
    compensations,
    complaint_policy,
    complaint_reading,
    complaints,
    followups,
    incidents,
    playbooks,
)
from loyaldesk.services.compensations import CompensationDraft
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.services.incident_list import IncidentDraft
from loyaldesk.ui.pages.complaints.page import ComplaintsPage
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands, standing
from tests.ui.pictures import cut_texts

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _dressed(english):
    pass


@pytest.fixture
def member(desk):
    return make_member(desk, first_name="Maryam", last_name="Hashemi").id


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def late(desk, member):
    """A complaint about a late delivery."""
    return complaints.open(desk, ComplaintDraft("k", "delivery", "The cake was late", member)).id


@pytest.fixture
def page(desk):
    with standing(ComplaintsPage, desk) as page:
        yield page


def dialog_of(page):
    """Return the small window that stands, once it has the keys."""
    dialog = page.view().dialog
    dialog.activateWindow()
    QTest.qWaitForWindowActive(dialog)
    QTest.qWait(0)
    return dialog


def detail(desk, complaint_id):
    return complaint_reading.detail(desk, complaint_id)


def names(page):
    return [row.number for row in page.view().list.rows()]


# the list


def test_an_empty_list_says_what_it_is_for_and_offers_the_first_act(page):
    empty = page.view().list._empty
    assert empty.sentence.text() == "No complaint is open."
    empty.button.click()
    assert dialog_of(page).category.isVisible()
    page.view().dialog.done(0)


def test_the_most_urgent_stands_in_front_with_its_clock_in_words(desk, member, clock, page):
    for key, category in (("a", "queue"), ("b", "staff"), ("c", "stock")):
        complaints.open(desk, ComplaintDraft(key, category, "x", member))
    clock.forward(hours=6)  # 18:00, three working hours later
    page.refresh()
    assert names(page)[0] == 2  # the serious one
    said = page.view().list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Acknowledge overdue 2 h" in said  # thirty minutes were allowed
    assert page.view().which.findChildren(QPushButton)[3].accessibleName() == "Overdue 3"


def test_filters_narrow_the_list_and_show_all_widens_it(desk, member, page):
    for key, category in (("a", "queue"), ("b", "staff")):
        complaints.open(desk, ComplaintDraft(key, category, f"About {category}", member))
    view = page.view()
    view.refresh()
    view.category.set_value("staff")
    view.refresh()
    assert names(page) == [2]
    view.search.setText("nothing like it")
    view.refresh()
    assert names(page) == []
    view.list._empty.button.click()
    assert sorted(names(page)) == [1, 2]


def test_f7_on_the_page_begins_with_nobody_and_shows_the_new_one(desk, late, page, hands):
    page.refresh()
    assert page.subject() == detail(desk, late).row.member_id
    assert page.key_pressed("F7")
    dialog = dialog_of(page)
    assert dialog.who.is_open()
    dialog.category.take_digit("1")
    hands.type("Rude")
    hands.key(Qt.Key.Key_Return, CTRL)
    assert page.view().list.current_row().text == "Rude"


# acts


def test_a_complaint_goes_its_way_from_received_to_closed_by_keyboard(desk, late, page, hands):
    page.refresh()
    page.focus_first()
    hands.type("\r")  # from the list to the act that comes next
    assert QApplication.focusWidget() is page.view().panel.acts.buttons["acknowledge"]
    hands.type("\r")
    assert detail(desk, late).row.state == State.ACKNOWLEDGED
    assert page.key_pressed("Alt+2")
    dialog = dialog_of(page)
    assert dialog.text.hasFocus()
    hands.type("We are sorry")
    hands.key(Qt.Key.Key_Return, CTRL)
    assert detail(desk, late).row.state == State.ANSWERED
    assert page.key_pressed("Alt+4")
    dialog_of(page)
    hands.type("2The van was late")
    page.view().dialog.outcome.setFocus()
    hands.type("A new cake")
    hands.key(Qt.Key.Key_Return, CTRL)
    held = detail(desk, late).complaint
    assert (held.state, held.root_cause, held.cause) == (
        State.SOLVED,
        "process",
        "The van was late",
    )
    assert page.key_pressed("Alt+5")
    dialog = dialog_of(page)
    hands.type("85")  # did not say how hard it was; very satisfied
    dialog.confirmed.setChecked(True)
    dialog.submit()
    held = detail(desk, late).complaint
    assert held.state == State.CLOSED
    assert (held.effort, held.effort_scale, held.satisfaction, held.is_confirmed) == (
        None, 7, 5, True,
    )  # fmt: skip
    assert names(page) == []  # it is open no more


def test_what_is_missing_for_a_solution_is_told_beside_its_field(late, page):
    page.refresh()
    page.view().act("solve")
    dialog = dialog_of(page)
    dialog.submit()
    assert dialog.fields["root_cause"].error()
    dialog.root.take_digit("1")
    dialog.submit()
    assert dialog.fields["cause"].error()
    assert dialog.isVisible()
    dialog.done(0)


def test_clocks_are_stopped_with_a_reason_and_run_again(desk, late, page, hands):
    complaints.acknowledge(desk, late)
    page.refresh()
    assert page.key_pressed("Alt+7")
    dialog = dialog_of(page)
    hands.type("4")
    dialog.submit()  # another reason needs a sentence
    assert dialog.fields["text"].error()
    hands.type("Strike\r")
    assert detail(desk, late).row.is_paused
    assert page.view().panel.acts.buttons["resume"].property("primary") == "true"
    assert page.key_pressed("Alt+7")
    assert not detail(desk, late).row.is_paused


def test_giving_it_away_can_be_taken_back(desk, late, page):
    reza = desk_of(desk, Role.MANAGER, "Reza").operator
    before = detail(desk, late).row.owner_id
    page.refresh()
    assert page.key_pressed("Alt+8")
    dialog = dialog_of(page)
    dialog.owner.set_value(reza.id if before != reza.id else desk.operator.id)
    dialog.submit()
    assert detail(desk, late).row.owner_id != before
    page.hall_in_test.toasts.act()
    assert detail(desk, late).row.owner_id == before


def test_f9_makes_a_follow_up_for_this_complaint(desk, late, page):
    page.refresh()
    assert page.key_pressed("F9")
    dialog = dialog_of(page)
    dialog.when.take_digit("2")
    dialog.text.setText("Ring her")
    dialog.submit()
    row = next(
        one for one in followups.of_member(desk, detail(desk, late).row.member_id)
        if one.text == "Ring her"
    )  # fmt: skip
    assert (row.about, row.about_id) == ("complaint", late)


def test_taken_back_and_opened_again(desk, late, page):
    page.refresh()
    page.view().act("withdraw")
    dialog = dialog_of(page)
    dialog.cause.setText("A misunderstanding")
    dialog.outcome.setText("They rang and said so")
    dialog.submit()
    assert detail(desk, late).complaint.is_withdrawn
    page.open_record("complaint", late)
    page.view().act("reopen")
    dialog = dialog_of(page)
    dialog.submit()
    assert dialog.reason.error()
    dialog.reason.widget.setText("It happened again")
    dialog.submit()
    assert detail(desk, late).row.state == State.ANSWERED


def test_a_good_case_becomes_a_playbook_that_is_switched_off(desk, late, page):
    complaints.answer(desk, late, "Sent a new one")
    complaints.solve(desk, late, root_cause="process", cause="Van", result="New cake")
    complaints.close(desk, late, complaints.ClosingAnswer())
    page.open_record("complaint", late)
    wanted = []
    page.place_wanted.connect(wanted.append)
    page.view().act("playbook")
    dialog = dialog_of(page)
    dialog.submit()
    assert dialog.fields["name_fa"].error()
    dialog.name.setText("Late cake")
    dialog.submit()
    (row,) = playbooks.listing(desk)
    assert (row.playbook.name("en"), row.is_on) == ("Late cake", False)
    assert wanted == ["playbooks"]


# compensation


def test_points_within_the_limit_are_given_at_once(desk, late, page, hands):
    page.refresh()
    assert page.key_pressed("Alt+6")
    dialog = dialog_of(page)
    hands.type("2")
    hands.type("200\r")
    assert not dialog.isVisible()
    (given,) = detail(desk, late).compensations
    assert (given.points, given.state) == (200, "given")


def test_above_the_limit_it_waits_until_somebody_else_agrees(desk, late, page):
    reza = desk_of(desk, Role.SENIOR, "Reza")
    done = compensations.propose(
        reza, CompensationDraft("c", late, Remedy.MONEY_BACK, rial=9_000_000)
    )
    assert done.state == "proposed"
    page.refresh()
    page.view().open_case(late)
    agree = page.findChild(QPushButton, f"approve:{done.id}")
    agree.click()
    (given,) = detail(desk, late).compensations
    assert given.state == "given"


# figures


def test_figures_say_that_there_is_no_data(page):
    view = page.open_tab("Figures")
    names_ = [card.accessibleName() for card in view._shown]
    assert names_[0] == "Complaints: 0"
    assert names_[4:7] == [
        "Bought again within 30 days: no data", "Bought again within 60 days: no data",
        "Bought again within 90 days: no data",
    ]  # fmt: skip


def test_figures_count_who_bought_again(desk, member, clock, late, page):
    complaints.answer(desk, late, "Sorry")
    complaints.solve(desk, late, root_cause="process", cause="Van", result="New cake")
    clock.forward(days=10)
    make_sale(desk, member)
    clock.forward(days=25)  # thirty days are over, sixty are not
    view = page.open_tab("Figures")
    cards = [card.accessibleName() for card in view._shown]
    assert "Bought again within 30 days: 100%" in cards
    assert "Bought again within 60 days: no data" in cards
    assert "Solved in time: 100%" in cards


# incidents


@pytest.fixture
def incident(desk, clock):
    people = [make_member(desk).id for _each in range(3)]
    for each in people:
        make_sale(desk, each)
    now = clock()
    done = incidents.open(
        desk, IncidentDraft("i", "bad_batch", "Sour", now - timedelta(hours=1), now)
    )
    return done.id


def test_apologies_are_ticked_one_by_one_by_enter(desk, incident, page, hands):
    page.open_record("incident", incident)
    view = page.view()
    assert view.people.hasFocus()
    hands.type("\r")
    view.way.take_digit("2")  # in person, and the keys go back to the list
    assert view.people.hasFocus()
    hands.type("\r")
    told = incidents.detail(desk, incident)
    assert [one.way for one in told.people] == ["call", "in_person", ""]
    assert not view.close_.isEnabled()
    view.skip_current()
    dialog = dialog_of(page)
    dialog.submit()
    assert dialog.reason.error()
    dialog.reason.widget.setText("Abroad")
    dialog.submit()
    view.close_.click()
    assert incidents.detail(desk, incident).incident.state == "closed"


def test_a_new_incident_tells_how_many_it_hit_before_it_is_kept(desk, member, page):
    make_sale(desk, member)
    view = page.open_tab("Incidents")
    view.begin_new()
    dialog = dialog_of(page)
    assert dialog.count.label.text() == "1 member was hit"
    dialog.product.setText("milk nobody bought")
    QTest.qWait(300)
    assert dialog.count.label.text() == "0 members were hit"
    dialog.product.clear()
    dialog.submit()
    assert dialog.fields["kind"].error()
    dialog.kind.take_digit("1")
    dialog.text.setPlainText("No power")
    dialog.submit()
    (row,) = incidents.listing(desk)
    assert (row.incident.kind, row.progress.total) == ("till_down", 1)


# deadlines


def test_deadlines_are_changed_in_hours_and_saved(desk, page):
    desk_of(desk, Role.MANAGER, "Reza")  # the ladder begins with a manager
    view = page.open_tab("Deadlines")
    view.rules.select(2)
    view.rules.setFocus()
    QTest.keyClick(view.rules, Qt.Key.Key_Return)
    dialog = dialog_of(page)
    assert dialog.default.isChecked()
    dialog.clocks[ClockName.ANSWER].hours.setValue(3)
    dialog.submit()
    assert view.is_dirty()
    view.store()
    kept = complaint_policy.show(desk)
    assert (kept.version, kept.policy.rules[2].targets.answer) == (1, 180)
    assert not view.is_dirty()


def test_a_deadline_without_minutes_is_told_beside_its_clock(page):
    view = page.open_tab("Deadlines")
    view._ask_rule(0)
    dialog = dialog_of(page)
    dialog.clocks[ClockName.ACK].set_value(0)
    dialog.submit()
    assert dialog.fields["ack_minutes"].error()
    dialog.done(0)


def test_no_default_and_a_role_nobody_has_are_told_beside_their_lists(desk, page):
    view = page.open_tab("Deadlines")
    view.rules.select(2)
    view.drop_rule.click()
    view._ladder.append(Rung(ClockName.SOLVE, 120, "auditor"))
    view._show_lists()
    view.store()
    assert "must be one default" in view.fields["rules"].error()
    assert "auditor" in view.fields["ladder"].error()
    assert complaint_policy.show(desk).version == 0
    view.undo.click()
    assert not view.is_dirty()
    assert not view.fields["rules"].error()


def test_two_defaults_are_told_beside_the_list(page):
    view = page.open_tab("Deadlines")
    view._ask_rule(0)
    dialog = dialog_of(page)
    dialog.default.setChecked(True)
    dialog.submit()
    view.store()
    assert "only one default" in view.fields["rules"].error()


# rights and looks


def test_who_may_only_look_is_offered_no_act(desk, late):
    with standing(ComplaintsPage, desk_of(desk, Role.AUDITOR)) as page:
        assert page.view().panel.acts.offered() == []
        assert "Deadlines" not in page.titles()
        assert page.view().new.isHidden()


def test_a_cashier_opens_but_does_not_close(desk, late):
    with standing(ComplaintsPage, desk_of(desk, Role.CASHIER)) as page:
        assert page.view().panel.acts.offered() == ["followup"]
        assert not page.view().new.isHidden()
        assert page.titles() == ["Complaints", "Incidents"]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_nothing_on_the_page_is_cut(desk, late, incident, dressed, language):
    dressed(language)
    complaints.answer(desk, late, "Sorry")
    with standing(ComplaintsPage, desk) as page:
        window = page.window()
        for width, height in ((1170, 704), (828, 640)):
            window.resize(width, height)
            for at in range(page.tabs.count()):
                page.tabs.setCurrentIndex(at)
                QTest.qWait(60)
                assert cut_texts(window) == []
            assert (window.width(), window.height()) == (width, height)
        is_rtl = page.layoutDirection() == Qt.LayoutDirection.RightToLeft
        assert is_rtl == (language == "fa")
