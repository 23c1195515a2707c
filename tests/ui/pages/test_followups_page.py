"""Follow-ups at work: done in three keys, moved with a reason, and what is late is never hidden."""

from datetime import date, time, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from loyaldesk.domain.permissions import Role
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import answers, care, contacts, followups, requests, staff, worktime
from loyaldesk.services.care import OperatorSkills
from loyaldesk.services.followups import FollowupDraft
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.pages.followups.page import FollowupsPage
from loyaldesk.ui.parts.followup_acts import CancelDialog, GiveDialog, MoveDialog, OutcomeDialog
from loyaldesk.ui.parts.followup_view import FollowupView
from loyaldesk.ui.shell.keys import keys_of
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.conftest import press
from tests.ui.pages.hands import Hands, standing
from tests.ui.pictures import cut_texts, settle

TODAY = date(2026, 11, 21)  # Saturday 30 Aban 1405, noon; the usual week is 9-13 16-21
TOMORROW = TODAY + timedelta(days=1)
FRIDAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def sara(desk):
    return make_member(desk, first_name="Sara", last_name="Ahmadi", mobile="09121234567").id


@pytest.fixture
def late(desk, clock, sara) -> int:
    """Somebody who should have been called three days ago."""
    clock.forward(days=-3)
    made = followups.make(
        desk, FollowupDraft("late", member_id=sara, text="Ask about the shoes", on=desk.today())
    )
    clock.forward(days=3)
    return made


def due(desk, key="due", on=TODAY, **more) -> int:
    return followups.make(desk, FollowupDraft(key, text=f"Task {key}", on=on, **more))


def toast(page) -> str:
    return page.hall_in_test.toasts.text()


def wait_for(page, kind):
    """Return the dialog of the tab on view once it is there."""
    QApplication.processEvents()
    dialog = page.view().dialog
    assert isinstance(dialog, kind)
    QTest.qWaitForWindowActive(dialog)
    return dialog


# the calendar and what stands beside it


def test_a_follow_up_is_finished_in_three_keys(desk, late, sara):
    with standing(FollowupsPage, desk) as page:
        hands = Hands()
        hands.type("\r")
        wait_for(page, OutcomeDialog)
        hands.type("1\r")
        assert hands.keys == 3
        found = followups.detail(desk, late)
        assert (found.state, found.outcome) == ("done", "reached")
        assert toast(page) == "Done: Spoke with them."
        assert [one.result for one in contacts.of_member(desk, sara)] == ["reached"]
        page.hall_in_test.toasts.act()
        assert followups.detail(desk, late).state == "open"
    assert contacts.of_member(desk, sara) == []


def test_the_answer_that_was_given_is_kept_with_the_contact(desk, late, sara):
    answers.seed(desk)
    given = answers.find(desk, "points")[0]
    with standing(FollowupsPage, desk) as page:
        page.view().act("done", followups.detail(desk, late))
        dialog = wait_for(page, OutcomeDialog)
        dialog.answer.choose(given)
        dialog.how.take_digit("1")
        dialog.submit()
    [told] = answers.told(desk, sara, given.topic_id)
    assert (told.question_en, told.number) == (given.question_en, given.number)


def test_a_sentence_is_kept_and_persian_digits_choose(desk, late):
    with standing(FollowupsPage, desk) as page:
        hands = Hands()
        hands.type("\r")
        wait_for(page, OutcomeDialog)
        hands.type("۷Comes on Thursday\r")
    found = followups.detail(desk, late)
    assert (found.outcome, found.result) == ("promised_to_buy", "Comes on Thursday")


def test_nobody_answered_so_it_is_told_when_it_comes_again(desk, late):
    with standing(FollowupsPage, desk) as page:
        hands = Hands()
        hands.type("\r")
        wait_for(page, OutcomeDialog)
        hands.type("2\r")
        said = toast(page)
    # one working day later at the shop's usual hour of 10
    assert said == "No answer. It comes again on Sunday 1 Azar 1405 at 10:00."
    assert followups.detail(desk, late).due_on == TOMORROW


def test_calling_later_asks_for_the_day(desk, late):
    with standing(FollowupsPage, desk) as page:
        hands = Hands()
        hands.type("\r")
        dialog = wait_for(page, OutcomeDialog)
        hands.type("5")
        dialog.submit()
        assert dialog.fields["on"].error() == "This is needed."
        dialog.again.setFocus()
        hands.type("4\r")  # in a week
        assert followups.detail(desk, late).due_on == TODAY + timedelta(days=7)


def test_an_outcome_is_needed(desk, late):
    with standing(FollowupsPage, desk) as page:
        page.view().act("done", followups.detail(desk, late))
        dialog = wait_for(page, OutcomeDialog)
        dialog.submit()
        assert dialog.fields["outcome"].error() == "This is needed."
        assert followups.detail(desk, late).state == "open"
        dialog.reject()


def test_a_day_later_by_plus_and_a_reason_by_digit(desk, late):
    with standing(FollowupsPage, desk) as page:
        hands = Hands()
        hands.type("+")
        wait_for(page, MoveDialog)
        hands.type("2\r")
        assert hands.keys == 3
        assert toast(page) == "Moved to Sunday 1 Azar 1405."
    found = followups.detail(desk, late)
    assert (found.due_on, found.moves) == (TOMORROW, 1)
    assert followups.history(desk, late)[-1].code == "busy"


def test_another_reason_needs_its_sentence(desk, late):
    with standing(FollowupsPage, desk) as page:
        page.view().act("later", followups.detail(desk, late))
        dialog = wait_for(page, MoveDialog)
        dialog.submit()
        assert dialog.fields["reason"].error() == "This is needed."
        dialog.why.take_digit("6")
        dialog.submit()
        assert dialog.fields["text"].error() == "This is needed."
        dialog.text.setText("The street is closed")
        dialog.submit()
    assert followups.history(desk, late)[-1].text == "The street is closed"


def test_a_move_into_closed_time_says_so(desk):
    made = due(desk)
    with standing(FollowupsPage, desk) as page:
        page.view().ask_move(made, FRIDAY, None)
        dialog = wait_for(page, MoveDialog)
        dialog.why.take_digit("1")
        dialog.submit()
        assert toast(page) == (
            "Moved to Saturday 7 Azar 1405. The shop is closed at the time asked for."
        )


def test_cancelling_needs_a_reason_and_is_taken_back(desk, late):
    with standing(FollowupsPage, desk) as page:
        hands = Hands()
        hands.key(Qt.Key.Key_Delete)
        dialog = wait_for(page, CancelDialog)
        dialog.submit()
        assert dialog.fields["reason"].error() == "This is needed."
        dialog.why.setFocus()
        hands.type("2\r")
        assert followups.detail(desk, late).state == "cancelled"
        page.hall_in_test.toasts.act()
        assert followups.detail(desk, late).state == "open"


def test_what_is_overdue_is_in_sight_in_every_view_with_words_and_icon(desk, late):
    for number in range(30):
        due(desk, f"t{number}")
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        for name in ("day", "week", "month"):
            view.calendar.show_view(name)
            view.calendar.show_period(TODAY + timedelta(days=200))
            settle()
            panel = view.panel.overdue
            assert panel.isVisible()
            corner = panel.mapTo(page, QPoint(0, 0))
            assert page.rect().contains(corner)
            assert panel.title.text() == "Overdue (1)"
            words = [label.text() for label in panel.rows[0].findChildren(QLabel)]
            assert "3 days late" in words
            assert panel.rows[0].visibleRegion().boundingRect().height() > 20
        assert "3 days late" in panel.rows[0].accessibleName()


def test_f6_leads_to_the_calendar_and_back_and_the_help_tells_the_keys_without_a_button(desk, late):
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        assert page.key_pressed("F6")
        assert view.calendar.isAncestorOf(page.window().focusWidget())
        assert page.key_pressed("F6")
        assert view.panel.isAncestorOf(page.window().focusWidget())
        told = [key for key, _words in keys_of(page)]
        assert {"F6", "Del", "Space", "+"} <= set(told)


def test_the_panel_counts_what_today_asks(desk, late):
    due(desk, "one", minutes=20)
    due(desk, "two", at=time(17, 30), minutes=15)
    with standing(FollowupsPage, desk) as page:
        panel = page.view().panel
        assert panel.today.title.text() == "Today (2)"
        assert panel.today.count.text() == "35 min"
        assert panel.first().followup.id == late
        assert page.subject() == panel.first().followup.member_id


def test_the_keys_go_to_the_next_one_after_one_is_done(desk, late):
    due(desk, "one")
    due(desk, "two")
    with standing(FollowupsPage, desk) as page:
        panel = page.view().panel
        panel.today.rows[0].setFocus()
        hands = Hands()
        hands.type("\r")
        wait_for(page, OutcomeDialog)
        hands.type("9\r")
        settle()
        assert page.window().focusWidget() is panel.today.rows[0]
        assert len(panel.today.rows) == 1


def test_a_drag_asks_before_anything_moves(desk):
    made = due(desk, at=time(17))
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        view.calendar.show_view("week")
        view.calendar.move_asked.emit(made, TOMORROW, 18 * 60)
        dialog = wait_for(page, MoveDialog)
        assert dialog.when.taken() == (TOMORROW, time(18))
        assert followups.detail(desk, made).due_on == TODAY
        dialog.reject()
        assert followups.detail(desk, made).due_on == TODAY
        view.calendar.move_asked.emit(made, TOMORROW, 18 * 60)
        dialog = wait_for(page, MoveDialog)
        Hands().type("1\r")
        found = followups.detail(desk, made)
        assert (found.due_on, found.at) == (TOMORROW, time(18))


def test_an_entry_is_moved_by_keys_as_by_the_pointer(desk):
    due(desk)
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        view.calendar.setFocus()
        hands = Hands()
        hands.type("1")  # the first entry of the day
        hands.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        dialog = wait_for(page, MoveDialog)
        assert dialog.when.day.day() == TOMORROW
        dialog.reject()


def test_the_second_who_finishes_is_told_who_did(desk, late):
    other = desk_of(desk, Role.MANAGER, "Reza")
    with standing(FollowupsPage, desk) as page:
        Hands().type("\r")
        dialog = wait_for(page, OutcomeDialog)
        found = followups.detail(other, late)
        followups.finish(other, late, "bought", version=found.version, key="other")
        Hands().type("1\r")
        assert dialog.isVisible()
        assert "finished this follow-up" in dialog.problem.label.text()
        assert "Reza" in dialog.problem.label.text()
        dialog.reject()
    assert followups.detail(desk, late).outcome == "bought"


def test_f9_makes_one_on_the_selected_day(desk):
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        view.calendar.select(TODAY + timedelta(days=3))
        assert page.key_pressed("F9")
        QApplication.processEvents()
        assert view.dialog.day.day() == TODAY + timedelta(days=3)
        view.dialog.text.setText("Order boxes")
        view.dialog.submit()
        rows = followups.agenda(desk, TODAY, TODAY + timedelta(days=9))
        assert [(row.text, row.due_on) for row in rows] == [
            ("Order boxes", TODAY + timedelta(days=3))
        ]
        assert [entry.id for entry in view.calendar.grid.contents.of(rows[0].due_on)] == [
            rows[0].id
        ]  # fmt: skip


def test_holidays_closures_and_hours_stand_in_the_calendar(desk):
    worktime.close_day(desk, TOMORROW, "pollution")
    with standing(FollowupsPage, desk) as page:
        contents = page.view().calendar.grid.contents
        assert [(note.text, note.is_closed) for note in contents.notes(TOMORROW)] == [
            ("Air pollution", True)
        ]
        assert contents.hours[TOMORROW] == ()
        assert contents.hours[TODAY] == ((540, 780), (960, 1260))


def test_filters_leave_out_other_kinds_ways_and_operators(desk, sara):
    due(desk, "call", channel="call", member_id=sara)
    due(desk, "promise", channel="visit", reason="promise", member_id=sara)
    with standing(FollowupsPage, desk) as page:
        view = page.view()

        def shown() -> set[str]:
            return {entry.title for entry in view.calendar.grid.contents.of(TODAY)} | {
                row.followup.text for row in view.panel.today.rows
            }

        assert {"Task call", "Task promise"} <= shown()
        view.filters.channel.set_value("visit")
        view.filters.changed.emit()
        assert "Task call" not in shown()
        view.filters.clear()
        view.filters.reason.set_value("birthday")
        view.filters.changed.emit()
        assert view.panel.today.rows == []
        assert view.panel.today.nothing.text() == "Nothing more is due today."


def test_what_was_done_is_shown_when_asked_for(desk, late):
    found = followups.detail(desk, late)
    followups.finish(desk, late, "reached", version=found.version, key="x")
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        assert view.calendar.grid.contents.of(TODAY) == []
        view.done.click()
        assert [entry.tone for entry in view.calendar.grid.contents.of(TODAY)] == ["done"]


def test_the_shop_is_closed_tomorrow_from_the_calendar(desk):
    made = due(desk, on=TOMORROW)
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        menu = view.open_menu()
        assert [act.text() for act in menu.actions() if act.text()] == [
            "Print the morning list", "Other calendars (.ics)…", "Closed tomorrow…"
        ]  # fmt: skip
        menu.close()
        view.close_tomorrow()
        view.dialog.why.take_digit("4")
        assert "1 follow-up was moved" in toast(page)
    assert followups.detail(desk, made).due_on > TOMORROW


def test_calendars_of_others_get_a_file_and_a_subscription(desk, late, tmp_path):
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        view.open_files()
        dialog = view.dialog
        dialog.write_to(tmp_path / "once.ics")
        assert toast(page).startswith("1 follow-up written to")
        dialog.path.setText("nowhere.txt")
        dialog.submit()
        assert dialog.fields["subscription"].error()
        dialog.path.setText(str(tmp_path / "always.ics"))
        dialog.submit()
    assert b"BEGIN:VEVENT" in (tmp_path / "once.ics").read_bytes()
    assert b"BEGIN:VEVENT" in (tmp_path / "always.ics").read_bytes()


def test_the_morning_list_is_a_paper(desk, late):
    with standing(FollowupsPage, desk) as page:
        page.view().print_morning()
        assert page.view().dialog.view.content().startswith(b"%PDF")
        page.view().dialog.reject()


# one follow-up in full


def test_a_checklist_is_ticked_and_the_ticks_stay(desk, sara):
    made = due(desk, member_id=sara, checklist=("Price", "Size"))
    with standing(FollowupsPage, desk) as page:
        view = FollowupView(page, page.hall_in_test, made)
        view.show()
        view.ticks[1].click()
        assert [tick.isChecked() for tick in view.ticks] == [False, True]
        again = FollowupView(page, page.hall_in_test, made)
        assert [tick.isChecked() for tick in again.ticks] == [False, True]
        assert [tick.text() for tick in again.ticks] == ["Price", "Size"]
        view.ticks[1].click()
        assert followups.detail(desk, made).checklist == ("Price", "Size")
        view.close()


def test_the_history_is_told_in_words(desk, late):
    found = followups.detail(desk, late)
    followups.move(desk, late, TOMORROW, time(11), reason="member_asked", version=found.version)
    with standing(FollowupsPage, desk) as page:
        view = FollowupView(page, page.hall_in_test, late)
        words = " | ".join(label.text() for label in view.history.findChildren(QLabel))
        view.deleteLater()
    assert "to 1405/09/01 11:00: The member asked for it" in words
    assert "Made for" in words


def test_enter_opens_an_entry_and_enter_again_asks_what_came_of_it(desk):
    made = due(desk)
    with standing(FollowupsPage, desk) as page:
        page.view().calendar.setFocus()
        hands = Hands()
        hands.type("1\r")
        dialog = wait_for(page, FollowupView)
        seen = []

        def answer():
            asked = QApplication.activeModalWidget()
            seen.append(type(asked).__name__)
            asked.how.take_digit("9")
            asked.submit()

        QTimer.singleShot(50, answer)
        press(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert seen == ["OutcomeDialog"]
        assert not dialog.isVisible()
    assert followups.detail(desk, made).state == "done"


def test_it_is_given_to_somebody_with_a_note(desk, late):
    reza = staff.add(desk, "Reza", "cashier", "583920", cost=TEST)
    with standing(FollowupsPage, desk) as page:
        dialog = GiveDialog(page, page.hall_in_test, followups.detail(desk, late))
        dialog.whom.set_value(reza)
        dialog.text.setText("Knows them")
        dialog.submit()
        assert "Reza" in toast(page)
    assert followups.detail(desk, late).owner_id == reza


# the list and the gap list


def test_the_list_holds_late_open_done_and_cancelled_ones(desk, late, sara):
    one, two = due(desk, "one"), due(desk, "two")
    followups.finish(desk, one, "done_other", version=followups.detail(desk, one).version, key="k")
    followups.cancel(
        desk, two, reason="twice", version=followups.detail(desk, two).version
    )  # fmt: skip
    with standing(FollowupsPage, desk) as page:
        view = page.open_tab("List")
        states = {}
        for state in ("open", "done", "cancelled", "all"):
            view.state.set_value(state)
            view.refresh()
            states[state] = [row.id for row in view.table.rows_model.rows]
        assert states["open"] == [late]
        assert states["done"] == [one]
        assert states["cancelled"] == [two]
        assert sorted(states["all"]) == sorted([late, one, two])
        view.table.select(0)
        view.table.setFocus()
        Hands().type("\r")
        assert isinstance(view.dialog, FollowupView)
        view.dialog.reject()


def test_an_open_request_without_a_next_step_gets_one_by_one_key(desk, sara):
    made = requests.open_request(
        desk, RequestDraft("r1", "product", member_id=sara, product="A red lamp")
    )
    followup = followups.of_member(desk, sara)[0]
    followups.cancel(desk, followup.id, reason="mistake", version=followup.version)
    assert made
    with standing(FollowupsPage, desk) as page:
        view = page.open_tab("Without next step")
        rows = view.table.rows_model.rows
        assert [row.about for row in rows] == ["request"]
        assert "1 open without next step" in view.words.text()
        assert page.key_pressed("F9")
        QApplication.processEvents()
        view.dialog.when.take_digit("2")
        view.dialog.text.setText("Ask the supplier")
        view.dialog.submit()
        assert view.table.rows_model.rows == ()
    [found] = [row for row in followups.of_member(desk, sara) if row.state == "open"]
    assert (found.about, found.reason, found.text) == ("request", "request", "Ask the supplier")


def test_nothing_without_a_next_step_is_said_as_good_news(desk):
    with standing(FollowupsPage, desk) as page:
        view = page.open_tab("Without next step")
        assert "Nothing can be forgotten" in view.table._empty.sentence.text()
        assert not view.make.isEnabled()


# the team


def test_the_load_says_who_has_too_much(desk, late):
    owner = desk.operator.id
    care.save_profile(desk, owner, OperatorSkills(day_limit=2), 0)
    for number in range(2):
        due(desk, f"t{number}", owner_id=owner)
    found = followups.detail(desk, late)
    assert found.owner_id == owner  # the only one there is
    with standing(FollowupsPage, desk) as page:
        view = page.open_tab("Team")
        [row] = view.load.rows_model.rows
        text = view.load.rows_model.data(view.load.rows_model.index(0, 2))
        assert row.overdue == 1
        assert text == "3 of 2: too much"


def test_skills_languages_limit_and_deputy_are_kept(desk):
    reza = staff.add(desk, "Reza", "cashier", "583920", cost=TEST)
    with standing(FollowupsPage, desk) as page:
        view = page.open_tab("Team")
        at = next(n for n, r in enumerate(view.load.rows_model.rows) if r.operator_id == reza)
        view.load.select(at)
        assert page.key_pressed("F6")
        dialog = view.dialog
        dialog.limit.set_value("8")
        dialog.skills.setText("repairs, wholesale")
        dialog.languages.setText("Kurdish")
        dialog.deputy.set_value(desk.operator.id)
        dialog.submit()
        [found] = [one for one in care.profiles(desk) if one.operator_id == reza]
        assert (found.day_limit, found.skills, found.languages, found.deputy_id) == (
            8, ("repairs", "wholesale"), ("Kurdish",), desk.operator.id,
        )  # fmt: skip


def test_an_absence_is_noted_and_ended(desk):
    reza = staff.add(desk, "Reza", "cashier", "583920", cost=TEST)
    with standing(FollowupsPage, desk) as page:
        view = page.open_tab("Team")
        at = next(n for n, r in enumerate(view.load.rows_model.rows) if r.operator_id == reza)
        view.load.select(at)
        view.away.click()
        dialog = view.dialog
        dialog.submit()
        assert dialog.fields["until_on"].error() == "This is needed."
        dialog.last.set_day(TODAY - timedelta(days=1))
        dialog.submit()
        assert dialog.fields["until_on"].error()
        dialog.last.set_day(TODAY + timedelta(days=4))
        dialog.submit()
        assert [one.operator for one in view.absences.rows_model.rows] == ["Reza"]
        assert view.load.rows_model.rows[at].is_away
        view.absences.select(0)
        view.end_absence()
        view.dialog.submit()
        assert not view.load.rows_model.rows[at].is_away


def test_everything_is_handed_over_in_one_act_with_a_note(desk, late, sara):
    reza = staff.add(desk, "Reza", "cashier", "583920", cost=TEST)
    maryam = desk.operator.id
    care.set_owner(desk, [sara], maryam)
    found = followups.detail(desk, late)
    assert found.owner_id == maryam  # the only one there was
    with standing(FollowupsPage, desk) as page:
        view = page.open_tab("Team")
        at = next(n for n, r in enumerate(view.load.rows_model.rows) if r.operator_id == maryam)
        view.load.select(at)
        view.hand.click()
        dialog = view.dialog
        assert dialog.parts["members"].text() == "1 member"
        assert dialog.parts["followups"].text() == "1 open follow-up"
        dialog.submit()
        assert dialog.fields["note"].error() == "This is needed."
        dialog.note.setText("Prefers mornings")
        dialog.submit()
        assert "1 members, 1 follow-ups" in toast(page)
        assert care.owner_of(desk.db, sara) == reza
        assert followups.detail(desk, late).owner_id == reza
        page.hall_in_test.toasts.act()
        view.dialog.reason.widget.setText("Too early")
        view.dialog.submit()
        assert care.owner_of(desk.db, sara) == maryam


# rights and looks


def test_a_cashier_does_the_own_ones_and_nobody_elses(desk, late, sara):
    maryam = desk.operator.id
    cashier = desk_of(desk, Role.CASHIER)
    others = due(desk, "others", owner_id=maryam)
    own = due(desk, "own", owner_id=cashier.operator.id)
    with standing(FollowupsPage, cashier) as page:
        view = page.view()
        assert view.filters.owner.value() == ("mine", 0)
        view.filters.clear()
        view.refresh()
        may = {row.followup.id: row.done.isVisible() for row in view.panel.today.rows}
        assert may == {others: False, own: True}
        view.act("done", followups.detail(cashier, others))
        assert view.dialog is None
        entries = {entry.id: entry.may_move for entry in view.calendar.grid.contents.of(TODAY)}
        assert entries == {others: False, own: True}
        menu = view.open_menu()
        assert [act.text() for act in menu.actions()] == ["Print the morning list"]
        menu.close()
        team = page.open_tab("Team")
        assert not team.hand.isVisible()
        assert not page.key_pressed("F6")
        assert not team._only_card.isVisible()


def test_an_auditor_reads_and_makes_nothing(desk, late):
    with standing(FollowupsPage, desk_of(desk, Role.AUDITOR)) as page:
        view = page.view()
        assert not view.new.isVisible()
        assert not page.key_pressed("F9")
        view.filters.clear()
        view.refresh()
        assert not view.panel.overdue.rows[0].done.isVisible()
        dialog = FollowupView(page, page.hall_in_test, late)
        dialog.show()
        assert dialog.primary.isHidden()
        assert dialog.cancel.isHidden()
        dialog.close()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_nothing_is_cut_in_the_smallest_window(dressed, desk, late, sara, language):
    dressed(language)
    due(desk, "one", at=time(17), member_id=sara, is_promise=True)
    with standing(FollowupsPage, desk) as page:
        page.window().resize(828, 640)
        for number in range(len(page.titles())):
            page.tabs.setCurrentIndex(number)
            settle()
            assert cut_texts(page.window()) == []
            assert page.window().width() == 828


def test_the_panel_stands_where_reading_begins_in_persian(dressed, desk, late):
    dressed("fa")
    with standing(FollowupsPage, desk) as page:
        view = page.view()
        settle()
        assert view.panel.x() > view.calendar.x()
        assert view.panel.overdue.title.text() == "عقب‌افتاده (۱)"
