"""F9 from anywhere: a digit for the day, a sentence, Enter."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loyaldesk import app as composition
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import followups
from loyaldesk.ui.parts.followup_dialog import FollowupDialog
from tests.makers import make_member
from tests.ui.pictures import settle


@pytest.fixture
def window(desk, persian):
    made = composition.build_window(desk, MachineSettings())
    made.show()
    return made


@pytest.fixture
def member(desk):
    return make_member(desk, first_name="مریم", last_name="هاشمی‌نژاد").id


@pytest.fixture
def open_dialog(window):
    made = []

    def open_one(member_id=0, **given):
        dialog = FollowupDialog(window, window.hall, member_id, **given)
        made.append(dialog)
        dialog.show()
        settle()
        return dialog

    yield open_one
    for each in made:
        each.deleteLater()


def kept(desk):
    return followups.agenda(desk, date(2026, 11, 21), date(2027, 11, 21))


def test_a_digit_a_sentence_and_enter_keep_a_follow_up(desk, open_dialog, member, typed):
    dialog = open_dialog(member)
    typed(dialog, "۲", to_focus=True)
    typed(dialog, "زنگ بزن دربارهٔ کفش", to_focus=True)
    typed(dialog, "\r", to_focus=True)
    assert not dialog.isVisible()
    (row,) = kept(desk)
    assert row.text == "زنگ بزن دربارهٔ کفش"
    assert row.due_on == date(2026, 11, 22)  # tomorrow, a Sunday: the shop is open
    assert row.member_id == member


def test_nobody_on_view_is_looked_for_first_and_may_stay_nobody(desk, open_dialog, typed):
    dialog = open_dialog()
    assert dialog.who.pick.box.hasFocus()
    dialog.when.take_digit("3")
    typed(dialog.text, "قفسه را پر کن")
    dialog.submit()
    (row,) = kept(desk)
    assert row.member_id is None
    assert row.due_on == date(2026, 11, 24)


def test_without_a_day_the_dialog_says_so_and_keeps_the_sentence(desk, open_dialog, member, typed):
    dialog = open_dialog(member)
    typed(dialog.text, "زنگ بزن")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.when_field.error()
    assert dialog.text.text() == "زنگ بزن"
    assert kept(desk) == []


def test_another_day_is_typed_in_the_readers_calendar(desk, open_dialog, member, typed):
    dialog = open_dialog(member)
    dialog.when.take_digit("۶")
    assert dialog.day.hasFocus()
    dialog.day.setText("۱۴۰۵/۰۹/۱۵")
    typed(dialog.text, "سالگرد خرید")
    dialog.submit()
    (row,) = kept(desk)
    assert row.due_on == date(2026, 12, 6)  # 15 Azar 1405


def test_an_hour_that_is_none_is_told_beside_its_field(desk, open_dialog, member, typed):
    dialog = open_dialog(member)
    dialog.when.take_digit("2")
    typed(dialog.text, "زنگ بزن")
    dialog.at.setText("۲۵:۹۹")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.at_field.error()
    assert kept(desk) == []


def test_a_weekly_one_comes_again(desk, open_dialog, member, typed):
    dialog = open_dialog(member)
    dialog.when.take_digit("1")
    typed(dialog.text, "شمارش انبار")
    dialog.again.setCurrentIndex(1)
    dialog.submit()
    (row,) = kept(desk)
    assert row.recurrence == "1 week jalali"


def test_arrows_walk_the_days_in_reading_order(open_dialog, member):
    dialog = open_dialog(member)
    first = QApplication.focusWidget()
    QTest.keyClick(first, Qt.Key.Key_Left)  # in Persian the next one stands to the left
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert dialog.when.value() == 1


def test_f9_on_the_counter_is_about_the_member_on_view(window, member, monkeypatch):
    opened = []
    monkeypatch.setattr(FollowupDialog, "exec", lambda self: opened.append(self.who.member_id()))
    window.go("counter")
    window.page().show_member(member)
    assert window.press("F9")
    settle()
    assert opened == [member]
