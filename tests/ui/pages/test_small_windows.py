"""What is kept of a member in passing: a contact in two keys, an answer in a few letters."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from loyaldesk.domain.answers import AnswerDraft
from loyaldesk.domain.contacts import QUICK, ContactDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import answers, contacts, followups, prospects
from loyaldesk.ui.parts.answer_dialog import AnswerDialog
from loyaldesk.ui.parts.contact_dialog import ContactDialog
from loyaldesk.ui.shell.quick import QuickActs
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.pages.hands import Hands, standing
from tests.ui.pictures import cut_texts

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    return make_member(desk, first_name="Maryam", last_name="Hashemi", mobile="09121112233")


@pytest.fixture
def hands():
    return Hands()


class Page(QWidget):
    """A page without anything of its own."""

    def focus_first(self) -> None:
        self.setFocus()


@pytest.fixture
def page(desk):
    with standing(lambda _hall: Page(), desk) as page:
        yield page


@pytest.fixture
def opened(page, monkeypatch):
    """Show small windows without waiting for them; return the one that stands."""
    shown = []

    def show(dialog):
        shown.append(dialog)
        dialog.show()
        dialog.activateWindow()
        QTest.qWaitForWindowActive(dialog)
        QTest.qWait(0)

    for kind in (ContactDialog, AnswerDialog):
        monkeypatch.setattr(kind, "exec", show)
        monkeypatch.setattr(kind, "deleteLater", lambda _self: None)
    yield shown
    for dialog in shown:
        dialog.done(0)


@pytest.fixture
def press(page, hands, opened):
    """Press a key of the shell with a member on view; return the window it opened."""

    def pressed(key, member_id, hall=None):
        hands.keys += 1
        quick = QuickActs(page.window(), lambda: hall or page.hall_in_test, lambda: member_id)
        assert quick.press(key)
        QTest.qWait(0)
        return opened[-1]

    return pressed


@pytest.fixture
def library(desk):
    """Two topics with one approved answer each."""
    made = {}
    for name, question, text in (
        ("Returns", "Can I give goods back?", "Within seven days at {shop}."),
        ("Hours", "When is the shop open?", "From nine to nine."),
    ):
        topic = answers.add_topic(desk, name, name)
        row = answers.write(desk, AnswerDraft(topic, question_en=question, text_en=text))
        made[name] = answers.approve(desk, row.id, row.version)
    return made


def toast(page):
    return page.hall_in_test.toasts


# contacts


def test_ctrl_t_and_a_digit_note_a_contact_at_once(desk, member, press, hands, page):
    press("Ctrl+T", member.id)
    hands.type("7")  # will come and buy
    assert hands.keys == 2
    [row] = contacts.of_member(desk, member.id)
    assert (row.channel, row.result, row.feeling) == ("counter", "promised_to_buy", 4)
    assert "Maryam Hashemi" in toast(page).text()
    assert "Will come and buy" in toast(page).text()


def test_each_of_the_ten_digits_notes_its_own_contact(desk, member, press, hands):
    for each in QUICK:
        dialog = press("Ctrl+T", member.id)
        hands.type(str(each.digit))
        assert not dialog.isVisible()
        newest = contacts.of_member(desk, member.id)[0]
        assert (newest.channel, newest.direction, newest.result, newest.feeling) == (
            each.channel, each.direction, each.result, each.feeling,
        )  # fmt: skip


def test_persian_digits_note_a_contact_as_well(desk, member, press, hands):
    press("Ctrl+T", member.id)
    hands.type("۹")
    assert contacts.of_member(desk, member.id)[0].feeling == 2


def test_a_contact_is_taken_back_by_the_toast(desk, member, press, hands, page):
    press("Ctrl+T", member.id)
    hands.type("1")
    assert toast(page).act()
    assert contacts.of_member(desk, member.id) == []
    assert toast(page).text() == "The contact was taken back."


def test_details_can_be_added_to_a_quick_contact_and_it_is_noted_once(
    desk, member, press, hands, page, opened
):
    press("Ctrl+T", member.id)
    hands.type("2")  # asked whether we have it
    toast(page)._toast.second.click()
    hands.type("A blue kettle\r")
    assert not opened[-1].isVisible()
    [row] = contacts.of_member(desk, member.id)
    assert (row.result, row.need) == ("asked", "A blue kettle")


def test_ctrl_enter_opens_the_details_and_stores_them(desk, member, press, hands):
    dialog = press("Ctrl+T", member.id)
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form = dialog.details
    form.promise.setFocus()
    hands.type("Send the price\t+2")
    form.feeling.setFocus()
    hands.type("4")
    form.text.setFocus()
    hands.type("Was here with her son")
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    [row] = contacts.of_member(desk, member.id)
    assert (row.promise, row.feeling, row.text) == ("Send the price", 4, "Was here with her son")
    [promised] = followups.of_member(desk, member.id)
    assert promised.is_promise
    # the day asked for is Monday 2 Azar, on which the shop is open
    assert promised.due_on == TODAY + timedelta(days=2)


def test_a_day_without_a_promise_is_told_beside_the_promise(desk, member, press):
    dialog = press("Ctrl+T", member.id)
    dialog.submit()
    dialog.details.promise_on.set_day(TODAY)
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.details.fields["promise"].error()
    assert contacts.of_member(desk, member.id) == []
    dialog.details.promise_on.set_day(None)


def test_a_reason_for_another_shop_needs_its_name(desk, member, press):
    dialog = press("Ctrl+T", member.id)
    dialog.submit()
    dialog.details.rival_reason.set_value("cheaper")
    dialog.submit()
    assert dialog.details.fields["rival"].error()


def test_the_same_face_again_lets_it_go(member, press, hands):
    dialog = press("Ctrl+T", member.id)
    dialog.submit()
    dialog.details.feeling.setFocus()
    hands.type("2")
    assert dialog.details.feeling.value() == 2
    hands.type("2")
    assert dialog.details.feeling.value() is None


def test_with_nobody_on_view_a_member_is_looked_for_first(desk, member, press, hands):
    dialog = press("Ctrl+T", 0)
    assert dialog.who.pick.box.hasFocus()
    dialog.quick.take_digit("1")
    assert dialog.who.field.error()
    dialog.who.pick.box.setFocus()
    hands.type("Hashemi\r")
    hands.type("3")
    assert contacts.of_member(desk, member.id)[0].channel == "call"


def test_a_contact_with_somebody_without_a_card_is_theirs(desk, press, hands, page):
    caller = prospects.add(desk, ProspectDraft("p", "Neda Karimi", "09351112233"))
    dialog = press("Ctrl+T", 0)
    hands.type("Karimi\r")
    assert dialog.who.prospect_id() == caller.id
    QTest.qWait(0)
    hands.type("3")
    [row] = contacts.of_prospect(desk, caller.id)
    assert row.channel == "call"
    assert "Neda Karimi" in toast(page).text()


def test_leaving_the_details_asks_only_when_something_was_typed(member, press, monkeypatch):
    asked = []
    monkeypatch.setattr("loyaldesk.ui.kit.dialog.ask", lambda *_w, **_m: asked.append(1) or True)
    dialog = press("Ctrl+T", member.id)
    dialog.submit()
    dialog.details.need.setText("A kettle")
    dialog.reject()
    assert asked == [1]


# answers


def test_an_answer_is_given_in_ctrl_j_some_letters_and_enter(
    desk, member, library, press, hands, page
):
    press("Ctrl+J", member.id)
    hands.type("back\r")
    assert hands.keys == 1 + len("back") + 1
    [row] = contacts.of_member(desk, member.id)
    assert row.answer_version_id == library["Returns"].version_id
    assert row.topic_id == library["Returns"].topic_id
    assert "Maryam Hashemi" in toast(page).text()


def test_results_come_while_typing_and_the_arrows_walk_them(library, member, press, hands):
    dialog = press("Ctrl+J", member.id)
    hands.type("open")
    hands.pause()
    assert dialog.hits.count() == 1
    assert dialog.view.text.text() == "From nine to nine."
    hands.type("\b\b\b\b")
    hands.pause()
    assert dialog.hits.count() == 2
    hands.key(Qt.Key.Key_Down)
    assert dialog.box.hasFocus()
    assert dialog.hits.current() == library["Hours"]


def test_what_was_told_before_stands_beside_the_answer(desk, member, library, press, hands):
    given = library["Returns"]
    contacts.add(desk, ContactDraft("k", member.id, topic_id=given.topic_id,
                                    answer_version_id=given.version_id))  # fmt: skip
    draft = AnswerDraft(given.topic_id, question_en="Can I give goods back?", text_en="No.")
    row = answers.write(desk, draft, given.id, given.version)
    answers.approve(desk, given.id, row.version)
    dialog = press("Ctrl+J", member.id)
    hands.type("back")
    hands.pause()
    [line] = dialog.view.past.texts()
    assert "Can I give goods back?" in line
    assert "1405/08/30, \u2068Maryam\u2069" in line
    assert line.endswith("The answer was changed since.")


def test_the_words_hold_the_shop_and_are_copied_by_ctrl_c(library, member, press, hands):
    dialog = press("Ctrl+J", member.id)
    hands.type("back")
    hands.pause()
    QTest.keyClick(dialog.box, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Within seven days at Naranj."


def test_a_question_nobody_answers_is_counted_by_enter(desk, member, library, press, hands, page):
    for _twice in range(2):
        press("Ctrl+J", member.id)
        hands.type("Zebra stripes?\r")
    [question] = answers.open_questions(desk)
    assert (question.text, question.times) == ("Zebra stripes?", 2)
    assert toast(page).text() == "Counted; it was asked 2 times so far."
    assert contacts.of_member(desk, member.id) == []


def test_a_question_whose_answers_do_not_fit_is_counted_by_f2(desk, member, library, press, hands):
    dialog = press("Ctrl+J", member.id)
    hands.type("open at night")
    hands.pause()
    assert dialog.count.isVisible()
    dialog.count.click()
    assert [row.text for row in answers.open_questions(desk)] == ["open at night"]


def test_without_a_member_enter_copies_and_notes_nothing(desk, library, press, hands):
    press("Ctrl+J", 0)
    hands.type("open\r")
    assert QApplication.clipboard().text() == "From nine to nine."
    assert desk.db.execute_sql("SELECT COUNT(*) FROM contact").fetchone()[0] == 0


def test_who_may_only_read_answers_is_offered_neither_giving_nor_counting(
    desk, member, library, press, hands, page
):
    hall = replace(page.hall_in_test, desk=desk_of(desk, Role.AUDITOR))
    dialog = press("Ctrl+J", member.id, hall)
    hands.type("open")
    hands.pause()
    assert not dialog.count.isVisible()
    assert dialog.primary.accessibleName() == "Copy the answer"
    hands.type(" zebra quagga\r")
    hands.pause()
    assert dialog.isVisible()
    assert answers.open_questions(desk) == []


def test_an_empty_library_says_so(member, press):
    dialog = press("Ctrl+J", member.id)
    assert dialog.shown.currentWidget().sentence.text() == (
        "The library holds no approved answer yet."
    )


def test_an_answer_is_picked_inside_the_details_of_a_contact(desk, member, library, press, hands):
    dialog = press("Ctrl+T", member.id)
    dialog.submit()
    QTest.qWait(0)
    dialog.details.answer.box.setFocus()
    hands.type("open")
    hands.pause()
    hands.type("\r")
    assert dialog.isVisible()  # Enter took the answer, not the window
    assert dialog.details.answer.answer() == library["Hours"]
    dialog.submit()
    [row] = contacts.of_member(desk, member.id)
    assert row.answer_version_id == library["Hours"].version_id


@pytest.mark.parametrize("language", ["fa", "en"])
def test_nothing_on_the_small_windows_is_cut(
    desk, member, library, page, opened, dressed, language
):
    dressed(language)
    hall = page.hall_in_test
    for dialog in (ContactDialog(page, hall, member.id), AnswerDialog(page, hall, member.id)):
        dialog.exec()
        QTest.qWait(10)
        assert cut_texts(dialog) == []
        is_rtl = dialog.layoutDirection() == Qt.LayoutDirection.RightToLeft
        assert is_rtl == (language == "fa")
    details = opened[0]
    details.open_details()
    QTest.qWait(10)
    assert cut_texts(details) == []
    assert details.height() <= 700
