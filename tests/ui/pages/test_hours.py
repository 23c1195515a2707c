"""Hours and holidays: typed as people write them, kept or not, closed tomorrow in two clicks."""

from datetime import date, datetime, time, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.hours import Shift, read_shifts
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import followups, worktime
from loyaldesk.services.followups import FollowupDraft
from loyaldesk.ui.pages.settings import page as settings
from loyaldesk.ui.pages.settings.hours_week import shown
from loyaldesk.ui.pages.settings.page import SettingsPage
from loyaldesk.ui.parts.closing import CloseDialog
from tests.conftest import desk_of
from tests.ui.conftest import press
from tests.ui.pages.hands import Hands, standing

SATURDAY, SUNDAY, THURSDAY, FRIDAY = 5, 6, 3, 4
TODAY = date(2026, 11, 21)  # Saturday 30 Aban 1405
TOMORROW = TODAY + timedelta(days=1)
FATHERS_DAY = date(2026, 12, 23)  # 2 Dey 1405: birth of Imam Ali


@pytest.fixture(autouse=True)
def _dressed(english, monkeypatch):
    set_look(Look("en", "jalali", "toman"))
    monkeypatch.setattr(settings._Memory, "key", "hours")


@pytest.fixture
def section(desk):
    with standing(SettingsPage, desk) as page:
        page.section().focus_first()
        yield page.section()


def toast(section) -> str:
    return section.hall.toasts.text()


def in_next_dialog(do) -> None:
    """Call *do* with the next dialog as soon as it is on view."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(5, look)
        else:
            do(dialog)

    QTimer.singleShot(0, look)


def mark(section, code: str):
    return next(one for one in section.days.table.rows_model.rows if one.code == code)


def test_a_week_is_typed_as_people_write_it_and_saved_by_ctrl_s(section, desk, qtbot):
    hands = Hands()
    edit = section.week.days[SATURDAY]
    assert QApplication.focusWidget() is edit
    edit.selectAll()
    hands.type("۹ تا ۱۳ و ۱۷-۲۲")
    section.bar.look()
    hands.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not section.is_dirty)
    week = worktime.hours(desk).hours.profiles[0].week
    assert week[SATURDAY] == (Shift(540, 780), Shift(1020, 1320))
    assert week[SUNDAY] == read_shifts("9-13 16-21")  # the usual week stood in for the others
    assert toast(section) == "The hours are saved."
    assert edit.text() == "9-13, 17-22"


def test_saturday_is_copied_to_all_working_days_and_thursday_ends_at_noon(section, desk):
    section.week.days[SATURDAY].setText("8:30-14")
    section.week.copy.click()
    section.week.half.click()
    section.save()
    week = worktime.hours(desk).hours.profiles[0].week
    assert [shown(day) for day in week] == [
        "8:30-14", "8:30-14", "8:30-14", "8:30-13", "", "8:30-14", "8:30-14"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9-x", "is not a time of the day; write it as 09:00"), ("nine", "is not a shift"),
        ("9-13 12-15", "These shifts overlap"), ("21-2", "does not end after its start"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_under_its_day_and_nothing_is_stored(
    section, desk, typed, said
):
    section.week.days[SUNDAY].setText(typed)
    section.save()
    assert said in section.week.fields[f"week[{SUNDAY}]"].error()
    assert QApplication.focusWidget() is section.week.days[SUNDAY]
    assert not worktime.hours(desk).is_own
    assert section.is_dirty


def test_a_shop_that_never_opens_is_refused_beside_its_first_day(section):
    for edit in section.week.days.values():
        edit.clear()
    section.save()
    assert "at least one open hour" in section.week.fields[f"week[{SATURDAY}]"].error()


def test_ramadan_gets_hours_of_its_own_with_times_without_calls(section, desk):
    (words, (name, first, last)), *_ = section._offered()
    # 1 Ramadan 1448 falls on 19 Bahman 1405 (8 February 2027) in the table of days
    assert "Ramadan" in words
    assert first == date(2027, 2, 8)
    section.add_days((name, first, last))
    for weekday in range(7):
        section.week.days[weekday].setText("" if weekday == FRIDAY else "10-17, 20-23")
    section.week.no_calls.setText("17-20")
    section.save()
    profiles = worktime.hours(desk).hours.profiles
    assert [profile.is_base for profile in profiles] == [True, False]
    assert profiles[1].no_calls == (Shift(17 * 60, 20 * 60),)
    working = worktime.working_time(desk)
    assert working.hours.shifts_on(date(2027, 2, 9)) == read_shifts("10-17 20-23")
    assert working.hours.shifts_on(date(2027, 1, 9)) == read_shifts("9-13 16-21")


def test_hours_for_some_days_need_their_days(section, desk):
    section.add_days(None)
    section.week.until_on.clear()
    section.save()
    assert section.week.fields["until_on"].error() == "This is needed."
    section.remove.click()
    section.save()
    assert len(worktime.hours(desk).hours.profiles) == 1


def test_a_field_that_is_wrong_on_another_week_is_opened(section):
    section.week.days[SUNDAY].setText("?")
    section.add_days(None)
    section.save()
    assert section.which.value() == 0
    assert section.week.fields[f"week[{SUNDAY}]"].error()


def test_companies_have_days_off_of_their_own(section, desk):
    assert [w for w, box in section.off.items() if box.isChecked()] == [THURSDAY, FRIDAY]
    section.off[THURSDAY].click()
    section.save()
    assert worktime.hours(desk).hours.companies_off == {FRIDAY}


def test_somebody_who_saved_meanwhile_is_not_overwritten(section, desk):
    kept = worktime.hours(desk)
    worktime.save_hours(desk, kept.hours, kept.version)
    section.week.days[SUNDAY].setText("9-12")
    section.save()
    assert section.problem.isVisible()
    assert section.week.days[SUNDAY].text() == "9-12"


def test_space_on_a_holiday_opens_the_shop_on_it_and_again_closes_it(section, desk):
    table = section.days.table
    at = next(n for n, one in enumerate(table.rows_model.rows) if one.on == FATHERS_DAY)
    table.select(at)
    table.setFocus()
    press(table, Qt.Key.Key_Space, " ")
    assert worktime.working_time(desk).hours.shifts_on(FATHERS_DAY) != ()
    assert "not kept" in toast(section)
    press(table, Qt.Key.Key_Space, " ")
    assert worktime.working_time(desk).hours.shifts_on(FATHERS_DAY) == ()


def test_the_list_tells_what_a_day_is_and_how_sure_it_is(section):
    rows = section.days.table.rows_model
    texts = {
        rows.data(rows.index(n, 1)): [rows.data(rows.index(n, c)) for c in (2, 3, 4)]
        for n in range(rows.rowCount())
    }
    fatima = next(value for name, value in texts.items() if "Martyrdom of Fatima" in name)
    assert fatima == ["Closed, Mourning", "official", "observed"]
    section.days.step(1)
    states = {one.state for one in rows.rows}
    assert "estimated" in states
    assert section.days.year_words.text() == "1406"


def test_the_shop_is_closed_tomorrow_in_two_clicks_and_what_is_due_moves(section, desk):
    made = followups.make(desk, FollowupDraft("f1", text="Call back", on=TOMORROW, channel="task"))
    told = []

    def press_power(dialog):
        told.append(dialog.findChildren(type(dialog.title))[1].text())
        dialog.why._buttons[0].click()

    in_next_dialog(press_power)
    section.days.tomorrow.click()
    marks = worktime.days(desk, TOMORROW, TOMORROW)
    assert [(one.code, one.name_en, one.state) for one in marks] == [
        ("closed", "Power cut", "own")
    ]  # fmt: skip
    assert followups.detail(desk, made).due_on == TOMORROW + timedelta(days=1)
    assert toast(section).endswith("1 follow-up was moved.")
    assert mark(section, "closed").on == TOMORROW


def test_a_closure_of_several_days_has_a_name_and_a_reason(section, desk):
    def fill(dialog):
        assert isinstance(dialog, CloseDialog)
        dialog.submit()
        assert dialog.fields["reason"].error()
        dialog.why.take_digit("6")
        dialog.last.set_day(TOMORROW + timedelta(days=1))
        dialog.name.setText("Yearly count")
        dialog.submit()

    in_next_dialog(fill)
    section.days.own.click()
    marks = worktime.days(desk, TOMORROW, TOMORROW + timedelta(days=3))
    assert [(one.on.day, one.name_fa) for one in marks] == [
        (22, "Yearly count"), (23, "Yearly count")
    ]  # fmt: skip


def test_one_day_gets_hours_of_its_own_even_a_holiday(section, desk):
    def fill(dialog):
        dialog.day.set_day(FATHERS_DAY)
        dialog.hours.setText("10-")
        dialog.submit()
        assert dialog.fields["hours"].error()
        dialog.hours.setText("10-14")
        dialog.submit()

    in_next_dialog(fill)
    section.days.one.click()
    assert worktime.working_time(desk).hours.shifts_on(FATHERS_DAY) == (Shift(600, 840),)
    assert mark(section, "extra").name_en == "Open 10-14"
    section.week.days[SUNDAY].setText("9-12")  # the week is saved after it without a quarrel
    section.save()
    assert worktime.hours(desk).hours.extra == {FATHERS_DAY: (Shift(600, 840),)}
    section.days.toggle(mark(section, "extra"))
    assert worktime.hours(desk).hours.extra == {}


def test_how_often_it_is_tried_is_saved_with_the_hours(section, desk):
    section.rules.tries.set_value("5")
    section.rules.hour.setText("۱۱:۳۰")
    section.save()
    rules, _version = followups.rules(desk)
    assert (rules.tries, rules.hour) == (5, time(11, 30))
    section.rules.tries.set_value("99")
    section.save()
    assert "outside" in section.rules.fields["tries"].error()
    section.rules.hour.setText("later")
    section.save()
    assert section.rules.fields["hour"].error()
    assert followups.rules(desk)[0].tries == 5


def test_a_mourning_day_needs_a_name(section, desk):
    def fill(dialog):
        dialog.submit()
        assert dialog.fields["name"].error() == "This is needed."
        dialog.name.setText("Funeral of the founder")
        dialog.submit()

    in_next_dialog(fill)
    section.days.mourning.click()
    assert worktime.is_mourning(desk.db, TOMORROW)
    assert worktime.working_time(desk).hours.shifts_on(TOMORROW) != ()


def test_the_end_of_the_table_of_holidays_is_told(desk, clock):
    with standing(SettingsPage, desk) as page:
        told = page.section().ending.label.text()
        assert told == "Public holidays are known up to Sunday 29 Esfand 1406."
    end = worktime.table().last_day()
    clock.now = datetime.combine(end - timedelta(days=30), time(8), clock.now.tzinfo)
    with standing(SettingsPage, desk) as page:
        assert "ends on" in page.section().ending.label.text()


def test_a_cashier_reads_the_calendar_and_changes_nothing(desk):
    with standing(SettingsPage, desk_of(desk, Role.CASHIER)) as page:
        section = page.section()
        assert section.locked.isVisible()
        assert not section.week.isEnabled()
        assert not section.bar.isVisible()
        assert not section.days.tomorrow.isVisible()
        before = worktime.days(desk, TODAY, TODAY + timedelta(days=60))
        section.days.toggle(before[0])
        assert worktime.days(desk, TODAY, TODAY + timedelta(days=60)) == before


def test_the_week_begins_on_saturday_and_reads_from_the_right_in_persian(dressed, desk):
    dressed("fa")
    with standing(SettingsPage, desk) as page:
        section = page.section()
        assert section.week.order[0] == SATURDAY
        first, second = (section.week.days[w] for w in section.week.order[:2])
        assert (
            first.mapToGlobal(first.rect().center()).x()
            > second.mapToGlobal(second.rect().center()).x()
        )
        assert first.text() == "۹ تا ۱۳، ۱۶ تا ۲۱"
