"""The page of playbooks: ready ones by keys, a dry run, the editor, the log, who may only read."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.permissions import Role
from loyaldesk.domain.playbooks import Kind, Playbook, Step, Stop, Trigger
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import playbook_reading, playbook_runs, playbooks, staff
from loyaldesk.ui.pages.playbooks.codes import free_code
from loyaldesk.ui.pages.playbooks.page import PlaybooksPage
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.conftest import _KEYS, press
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import held, working
from tests.ui.pictures import cut_texts, settle

TODAY = date(2026, 11, 21)  # Saturday 30 Aban 1405
CALL = Step(text_fa="زنگ بزنید.", text_en="Call.", personal_fa="حالش", personal_en="Ask how.")


def book(kind, *steps, code="p1", **parts):
    trigger = Trigger(kind, **parts.pop("trigger", {}))
    return Playbook(code, "یک روال", "One playbook", trigger, steps or (CALL,), **parts)


def on(desk, *books):
    for each in books:
        playbooks.save(desk, each)
    playbooks.switch_on(desk, [each.code for each in books])


def night(desk):
    return playbook_runs.run(staff.system_desk(desk))


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def manager(desk):
    return desk_of(desk, Role.MANAGER, "Neda")


@pytest.fixture
def shown(manager):
    def show(who=manager):
        return working(PlaybooksPage, who)

    return show


def rest(page):
    settle(page.runner_in_test)


def type_in(dialog, text):
    for letter in text:
        press(dialog.focusWidget(), _KEYS.get(letter), letter)


def rows(table) -> list[list[str]]:
    model = table.rows_model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


# -- ready ones ------------------------------------------------------------------------------------


def test_a_new_shop_says_what_it_is_and_switches_a_ready_one_on_by_keys(shown, manager):
    with shown() as page:
        hands = Hands()
        hands.type("2")  # service
        offered = [one.offered.playbook.code for one in page.ready.rows]
        assert offered
        assert all(code.startswith("service_") for code in offered)
        hands.type(" ")
        assert page.ready.told.text() == "1 is ticked"
        hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        hands.pause()
        assert hands.keys == 3
        assert [(r.playbook.code, r.is_on) for r in playbooks.listing(manager)] == [
            (offered[0], True)
        ]
        assert page.stack.currentWidget() is page.list
        assert page.list.table.hasFocus()
        assert "1 playbook is on from today." in page.hall_in_test.toasts.text()
        assert rows(page.list.table)[0][2:] == ["On", "0", "0"]


def test_what_is_on_already_is_not_offered_again(shown, desk):
    playbooks.switch_on(desk, ["retail_birthday"])
    with shown() as page:
        page.list.ready.click()
        type_in(page.ready, "1")
        ticks = {one.offered.playbook.code: one.tick.isEnabled() for one in page.ready.rows}
        assert not ticks["retail_birthday"]
        assert sum(ticks.values()) == len(ticks) - 1
        press(page.ready.kinds, Qt.Key.Key_Escape)
        assert page.stack.currentWidget() is page.list


def test_the_steps_of_a_ready_one_can_be_looked_at_before_it_is_taken(shown, desk):
    with shown() as page:
        type_in(page.ready, "1")
        page.ready.rows[0].look_at.click()
        assert page.detail.version.text() == "Ready-made, not taken yet"
        page.detail.on.click()
        assert playbooks.read(desk, page.detail.code()).is_on
        assert page.detail.version.text() == "Version 1"


# -- the list and one of them ----------------------------------------------------------------------


def test_space_switches_off_after_asking_about_what_is_running(shown, desk, monkeypatch):
    on(desk, book(Kind.JOINED, CALL, replace(CALL, days=9)))
    make_member(desk)
    night(desk)
    asked = []

    def answer(_parent, _title, text, *_words, **_how):
        asked.append(text)
        return len(asked) > 1  # first not, then yes

    monkeypatch.setattr("loyaldesk.ui.pages.playbooks.page.ask", answer)
    with shown() as page:
        Hands().type(" ")
        assert playbooks.read(desk, "p1").is_on
        assert asked == ["1 run goes on; it ends now and makes no further step."]
        Hands().type(" ")
        assert not playbooks.read(desk, "p1").is_on
        assert rows(page.list.table)[0][2] == "Off"


def test_switching_on_is_taken_back_by_the_toast(shown, desk):
    playbooks.save(desk, book(Kind.JOINED))
    with shown() as page:
        Hands().type(" ")
        assert playbooks.read(desk, "p1").is_on
        page.hall_in_test.toasts.act()
        assert not playbooks.read(desk, "p1").is_on


def test_the_list_counts_the_runs_of_ninety_days_and_the_steps_left_out(shown, desk, clock):
    on(desk, book(Kind.JOINED, CALL, replace(CALL, days=1, late_days=1)))
    make_member(desk)
    night(desk)
    clock.forward(days=5)
    make_member(desk)
    night(desk)  # the second step of the first member comes 4 days late: it is let out
    with shown() as page:
        assert rows(page.list.table)[0][3:] == ["2", "1"]
    clock.forward(days=86)  # the 91st day of the first run
    assert playbook_reading.figures(desk)["p1"] == playbook_reading.Figures(1, 1, 0)


def test_enter_opens_it_in_plain_words_and_esc_goes_back(shown, desk):
    on(desk, book(Kind.FIRST_PURCHASE, stops=(Stop.BOUGHT,), again_days=-1))
    with shown() as page:
        hands = Hands()
        hands.key(Qt.Key.Key_Return)
        said = [label.text() for label in page.detail.findChildren(type(page.detail.about))]
        for words in (
            "After the first purchase", "Once only for each member",
            "It ends when the member buys", "Call.", "One line of their own: Ask how.",
        ):  # fmt: skip
            assert words in said
        assert cut_texts(page) == []
        hands.key(Qt.Key.Key_Escape)
        assert page.stack.currentWidget() is page.list


def test_a_record_opens_its_playbook(shown, desk):
    on(desk, book(Kind.JOINED), book(Kind.BIRTHDAY, code="p2"))
    with shown() as page:
        page.open_record("playbook", 2)
        assert page.detail.code() == "p2"
        page.open_record("playbook", 99)
        assert page.list.problem.label.text() == "There is no such playbook."


def test_the_log_names_member_step_and_why_it_was_skipped(shown, desk, clock):
    on(desk, book(Kind.JOINED, CALL, replace(CALL, days=1, late_days=1)))
    member = make_member(desk, first_name="Sara", last_name="Ahmadi")
    night(desk)
    clock.forward(days=5)
    night(desk)
    with shown() as page:
        page.open_code("p1")
        page.detail.tabs.setCurrentWidget(page.detail.log)
        first, second = rows(page.detail.log.table)
        assert first[0] == "Sara Ahmadi"
        assert [first[2], first[3], first[4]] == ["1", "Made", "Waits to be done"]
        assert second == ["", "", "2", "Skipped", "It would have come too late"]
        opened = []
        page.member_wanted.connect(opened.append)
        page.detail.log.focus_first()
        Hands().key(Qt.Key.Key_Return)
        assert opened == [member.id]
        assert page.subject() == member.id


# -- dry run ---------------------------------------------------------------------------------------


def test_a_dry_run_names_whom_it_would_touch_tomorrow(shown, desk):
    playbooks.save(desk, book(Kind.FIRST_PURCHASE, replace(CALL, days=0), replace(CALL, days=1)))
    sara = make_member(desk, first_name="Sara", last_name="Ahmadi")
    make_sale(desk, sara.id)
    with shown() as page:
        page.open_code("p1")
        assert page.key_pressed("F8")
        rest(page)
        trial = page.detail.trial
        assert trial.tomorrow.text() == "Tomorrow: 1 follow-up"
        assert [[row[0], row[2]] for row in rows(trial.names)] == [["Sara Ahmadi", "2"]]
        assert desk.db.execute_sql("SELECT COUNT(*) FROM followup").fetchone()[0] == 0
        labels = [label.text() for label in trial.past.findChildren(type(trial.intro))]
        # one run of one member; step 1 today, step 2 tomorrow
        assert labels[:6] == ["1", "runs", "1", "members", "1", "follow-ups"]
        assert cut_texts(page) == []


def test_a_dry_run_can_be_stopped(shown, desk):
    playbooks.save(desk, book(Kind.JOINED))
    with shown() as page:
        page.open_code("p1")
        with held(page.runner_in_test):
            page.key_pressed("F8")
            assert not page.detail.trial.start.isEnabled()
            page.detail.trial.busy.cancel.click()
        rest(page)
        assert page.detail.trial.start.isEnabled()
        assert not page.detail.trial.answer.isVisible()


# -- writing ---------------------------------------------------------------------------------------


def test_a_step_is_changed_by_keys_and_saved_as_the_next_version(shown, desk):
    on(desk, book(Kind.JOINED, CALL, replace(CALL, days=2)))
    with shown() as page:
        page.open_code("p1")
        page.detail.edit.click()
        dialog = page.dialog
        assert dialog.primary.accessibleName() == "Save as version 2"
        dialog.tabs.setCurrentWidget(dialog.steps)
        dialog.steps.focus_first()
        press(dialog.focusWidget(), Qt.Key.Key_Down)
        press(dialog.focusWidget(), Qt.Key.Key_Return)  # into the fields of step 2
        type_in(dialog, "7\r")
        assert dialog.isHidden()
        stored = playbooks.read(desk, "p1")
        assert [step.days for step in stored.playbook.steps] == [0, 7]
        assert (stored.version, stored.is_on) == (2, True)
        assert page.detail.version.text() == "Version 2"


def test_a_role_nobody_has_is_refused_beside_its_field(shown, desk):
    on(desk, book(Kind.JOINED, CALL, replace(CALL, days=2)))
    with shown() as page:
        page.edit("p1")
        dialog = page.dialog
        form = dialog.steps.form
        dialog.steps.table.select(1)
        form.who.set_value("role:auditor")
        form.who.chosen.emit("role:auditor")
        dialog.steps.table.select(0)
        dialog.primary.click()
        # the leaf and the step where it is are opened, and the field has the keys
        assert dialog.tabs.currentWidget() is dialog.steps
        assert dialog.steps.table.selected_row().id == 1
        assert "Auditor" in form.fields["who"].error()
        assert dialog.focusWidget() is form.who
        assert playbooks.read(desk, "p1").version == 1
        dialog.done(0)


def test_a_playbook_that_would_set_itself_off_is_refused_in_plain_words(shown, desk):
    promised = book(Kind.PROMISED_DATE, trigger={"days": 1})
    playbooks.save(desk, promised)
    with shown() as page:
        page.edit("p1")
        dialog = page.dialog
        dialog.steps.form.promise.setChecked(True)
        dialog.submit()
        assert "it would set itself off" in dialog.steps.form.fields["is_promise"].error()
        dialog.done(0)


def test_a_new_playbook_needs_a_name_and_a_step(shown, desk):
    on(desk, book(Kind.JOINED))
    with shown() as page:
        page.new()
        dialog = page.dialog
        dialog.submit()
        assert dialog.head.fields["name_fa"].error() == "This is needed."
        assert dialog.steps.list_field.error() == "A playbook needs at least one step."
        dialog.head.fields["name_en"].widget.setText("Welcome")
        dialog.tabs.setCurrentWidget(dialog.steps)
        dialog.steps.add.click()
        type_in(dialog, "3")  # days after
        assert dialog.steps.form.step().days == 3
        dialog.steps.form.fields["text_en"].widget.setPlainText("Say hello.")
        dialog.steps.form.fields["personal_en"].widget.setText("Their name")
        dialog.submit()
        assert dialog.isHidden()
        made = playbooks.read(desk, "own")
        assert made.playbook.steps[0].text_en == "Say hello."
        assert not made.is_on
        assert page.detail.code() == "own"
        assert page.detail.on.isVisible()


def test_steps_are_added_moved_and_taken_out_by_keys(shown, desk, qtbot):
    on(desk, book(Kind.JOINED, CALL, replace(CALL, days=2, channel="sms")))
    with shown() as page:
        page.edit("p1")
        steps = page.dialog.steps
        page.dialog.tabs.setCurrentWidget(steps)
        page.dialog.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is page.dialog)
        hands = Hands()
        steps.table.setFocus()
        hands.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        hands.pause()
        assert [one.channel for one in page.dialog.playbook().steps] == ["sms", "call"]
        hands.key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        hands.pause()
        assert page.dialog.playbook().steps == playbooks.read(desk, "p1").playbook.steps
        hands.key(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
        hands.pause()
        assert [one.channel for one in page.dialog.playbook().steps] == ["sms"]
        hands.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        hands.pause()
        assert len(page.dialog.playbook().steps) == 2
        page.dialog.done(0)


def test_every_ready_playbook_comes_out_of_the_editor_as_it_went_in(shown, desk):
    playbooks.switch_on(desk, ["retail_birthday"])
    with shown() as page:
        page.edit("retail_birthday")
        dialog = page.dialog
        assert not dialog.is_dirty()
        for business in playbooks.BUSINESSES:
            for offered in playbooks.offer(desk, business):
                for leaf in (dialog.head, dialog.aims, dialog.steps):
                    leaf.fill(offered.playbook)
                made = replace(dialog.playbook(), code=offered.playbook.code, business=business)
                assert made == offered.playbook, offered.playbook.code
        dialog.done(0)


def test_figures_follow_what_sets_it_off(shown, desk):
    playbooks.save(desk, book(Kind.PURCHASE))
    with shown() as page:
        page.edit("p1")
        head = page.dialog.head
        head.kind.set_value(str(Kind.SILENCE))
        head.kind.chosen.emit(str(Kind.SILENCE))
        assert head.fields["trigger factor"].isVisible()
        assert head.fields["trigger group"].isHidden()
        assert head.trigger() == Trigger(Kind.SILENCE, days=60)
        assert "3 times their own usual gap" in head.sentence.label.text()
        page.dialog.done(0)


def test_a_copy_gets_a_name_and_a_code_of_its_own(shown, desk):
    on(desk, book(Kind.JOINED))
    with shown() as page:
        page.open_code("p1")
        page.detail.copy.click()
        page.dialog.submit()
        assert page.detail.code() == "p1_2"
        assert page.detail.name.text() == "One playbook (copy)"
        assert not playbooks.read(desk, "p1_2").is_on
        assert playbooks.read(desk, "p1").version == 1


def test_codes_are_found_even_beside_ready_ones():
    assert free_code("own", []) == "own"
    assert free_code("own", ["own", "own_2"]) == "own_3"
    assert free_code("retail_birthday", []) == "retail_birthday_2"
    assert free_code("complaint_7", ["complaint_7"]) == "complaint_2"


def test_a_draft_from_a_past_case_is_read_before_it_is_stored(shown, desk):
    with shown() as page:
        page.open_draft(replace(book(Kind.COMPLAINT_OPENED), code="complaint_1", name_fa="",
                                name_en=""))  # fmt: skip
        assert playbooks.listing(desk) == []
        assert page.dialog.head.kind.value() == Kind.COMPLAINT_OPENED
        page.dialog.head.fields["name_en"].widget.setText("After a complaint")
        page.dialog.submit()
        assert playbooks.read(desk, "complaint_1").playbook.name_en == "After a complaint"


# -- who may ---------------------------------------------------------------------------------------


def test_a_cashier_may_only_read(shown, desk):
    on(desk, book(Kind.JOINED))
    make_member(desk)
    night(desk)
    cashier = desk_of(desk, Role.CASHIER, "Reza")
    with shown(cashier) as page:
        for each in (page.list.new, page.list.ready, page.list.switch):
            assert not each.isVisible()
        Hands().type(" ")
        assert playbooks.read(desk, "p1").is_on
        Hands().key(Qt.Key.Key_Return)
        for each in (page.detail.on, page.detail.off, page.detail.edit, page.detail.copy):
            assert not each.isVisible()
        page.new()
        page.edit("p1")
        assert page.dialog is None
        page.detail.tabs.setCurrentWidget(page.detail.log)
        assert len(rows(page.detail.log.table)) == 1


def test_in_persian_the_page_runs_from_right_to_left_and_nothing_is_cut(dressed, desk, shown):
    dressed("fa")
    on(desk, book(Kind.JOINED))
    with shown() as page:
        assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        assert page.list.table.geometry().right() > 0
        page.open_code("p1")
        assert page.detail.name.text() == "یک روال"
        settle()
        assert page.detail.back.x() < page.detail.edit.x()
        assert cut_texts(page) == []
