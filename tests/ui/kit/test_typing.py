"""Amounts, digits and days are typed as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from loyaldesk.kernel import fmt
from loyaldesk.kernel.persian import persian_digits
from loyaldesk.ui.kit.calendar import FIRST_DAY, LAST_DAY, MonthView, from_qdate, to_qdate
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.money_edit import AmountEdit
from tests.ui.conftest import press

TODAY = date(2026, 11, 21)  # 30 Aban 1405, a Saturday
ONCE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def today() -> date:
    return TODAY


@pytest.fixture
def amount(qtbot, persian) -> AmountEdit:
    edit = AmountEdit()
    qtbot.addWidget(edit)
    return edit


@pytest.fixture
def day(qtbot, persian) -> DateEdit:
    edit = DateEdit(today)
    qtbot.addWidget(edit)
    return edit


def paste(edit, text: str) -> None:
    QApplication.clipboard().setText(text)
    edit.paste()


def test_digits_group_themselves_and_words_follow(amount, typed) -> None:
    words = []
    amount.words_changed.connect(words.append)
    typed(amount, "1250000")
    assert amount.text() == "۱٬۲۵۰٬۰۰۰"
    assert amount.amount_rial() == 12_500_000
    assert words[-1] == "یک میلیون و دویست و پنجاه هزار تومان"


@pytest.mark.parametrize("text", ["1250000", "۱۲۵۰۰۰۰", "١٢٥٠٠٠٠", "1250.", "1250+", "1250٫"])
def test_every_digit_and_the_thousand_keys_mean_the_same(amount, typed, text) -> None:
    typed(amount, text)
    assert amount.amount_rial() == 12_500_000


def test_letters_are_not_taken(amount, typed) -> None:
    typed(amount, "1a2-3ب")
    assert amount.amount_rial() == 1230


def test_a_thousand_key_on_an_empty_field_types_nothing(amount, typed) -> None:
    typed(amount, "..")
    assert amount.text() == ""
    assert amount.amount_rial() is None


def test_backspace_beside_a_group_sign_takes_a_digit(amount, typed) -> None:
    typed(amount, "1250000")
    amount.setCursorPosition(2)  # behind the first group sign
    typed(amount, "\b")
    assert amount.amount_rial() == 250_000 * 10
    amount.setCursorPosition(3)
    press(amount, Qt.Key.Key_Delete)
    assert amount.amount_rial() == 25_000 * 10


def test_typing_in_the_middle_keeps_the_cursor_there(amount, typed) -> None:
    typed(amount, "125000")
    amount.setCursorPosition(2)
    typed(amount, "99")
    assert amount.amount_rial() == 12_995_000 * 10


@pytest.mark.parametrize(
    ("pasted", "rial"),
    [
        ("1,250,000", 12_500_000),
        ("۱٬۲۵۰٬۰۰۰ تومان", 12_500_000),
        ("1.250.000", 12_500_000),
        ("۱۲۵۰۰۰۰ ریال", 1_250_000),
        (" 1250000.0 ", 12_500_000),
    ],
)
def test_pasted_amounts_are_understood(amount, pasted, rial) -> None:
    paste(amount, pasted)
    assert amount.amount_rial() == rial


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("1.234,56", "fraction"),
        ("-500", "negative"),
        ("سلام", "not a number"),
        ("15 ریال", "fraction"),
        ("99999999999999", "large"),
    ],
)
def test_what_is_no_amount_is_refused_and_the_text_of_before_stays(amount, pasted, why) -> None:
    amount.set_amount(70_000)
    refused = []
    amount.refused.connect(refused.append)
    amount.selectAll()
    paste(amount, pasted)
    assert refused == [why]
    assert amount.amount_rial() == 70_000


def test_more_than_a_shop_can_see_is_not_taken(amount, typed) -> None:
    typed(amount, "1000000000000")  # 10**12 Toman is the most
    assert amount.amount_rial() == 10**13
    typed(amount, "0")
    assert amount.amount_rial() == 10**13


def test_an_odd_rial_is_not_lost_in_a_toman_field(amount, typed) -> None:
    amount.set_amount(12_345)
    assert amount.text() == "۱٬۲۳۴"
    assert amount.amount_rial() == 12_345
    typed(amount, "5")
    assert amount.amount_rial() == 123_450
    amount.set_amount(None)
    assert amount.amount_rial() is None


@ONCE
@given(value=st.integers(0, 10**12))
def test_what_is_typed_is_what_is_told(amount, typed, value) -> None:
    amount.clear()
    typed(amount, persian_digits(str(value)))
    assert amount.amount_rial() == value * 10
    assert amount.text() == fmt.number(value)


@ONCE
@given(keys=st.text("0123456789.\b", max_size=30), at=st.integers(0, 20))
def test_no_order_of_keys_breaks_the_grouping(amount, typed, keys, at) -> None:
    amount.clear()
    typed(amount, keys)
    amount.setCursorPosition(min(at, len(amount.text())))
    typed(amount, "7\b")
    rial = amount.amount_rial()
    assert amount.text() == ("" if rial is None else fmt.number(rial // 10))


def test_a_mobile_number_is_grouped_and_told_plainly(qtbot, persian, typed) -> None:
    phone = DigitsEdit("phone")
    qtbot.addWidget(phone)
    typed(phone, "۰۹۱۲۳۴۵٦٧٨٩")
    assert phone.text() == "۰۹۱۲ ۳۴۵ ۶۷۸۹"
    assert phone.value() == "09123456789"
    assert phone.layoutDirection() == Qt.LayoutDirection.LeftToRight
    phone.clear()
    typed(phone, "+98912")
    assert phone.value() == "+98912"


def test_a_pin_is_hidden_and_no_longer_than_asked_for(qtbot, persian, typed) -> None:
    pin = DigitsEdit("pin")
    qtbot.addWidget(pin)
    typed(pin, "1۲3۴567")
    assert pin.value() == "123456"
    assert "۱" not in pin.displayText()


@pytest.mark.parametrize(
    "text", ["1405/8/30", "14050830", "۱۴۰۵/۰۸/۳۰", "05/8/30", "2026-11-21", "امروز", "today", "+0"]
)
def test_a_day_is_understood_as_people_write_it(day, typed, text) -> None:
    typed(day, text + "\r")
    assert day.day() == TODAY
    assert day.text() == "۱۴۰۵/۰۸/۳۰"
    assert not day.error()


def test_a_wrong_day_is_told_and_what_was_typed_stays(qtbot, persian, typed) -> None:
    day = DateEdit(today)
    field = Field("تاریخ تولد", day)
    qtbot.addWidget(field)
    typed(day, "1405/13/1\r")
    assert day.day() is None
    assert "۱۴۰۵/۰۸/۳۰" in field.error()
    assert day.text() == "1405/13/1"
    typed(day, "\b\b\b\b2/1\r")
    assert field.error() == ""
    assert day.day() == JalaliDate(1405, 2, 1).to_gregorian()


def test_a_day_outside_the_range_is_refused(day, typed) -> None:
    day.set_range(date(2020, 1, 1), TODAY)
    typed(day, "+3\r")
    assert day.day() is None
    assert day.error()


def test_an_empty_field_is_no_day(day) -> None:
    told = []
    day.day_changed.connect(told.append)
    day.set_day(TODAY)
    day.set_day(None)
    assert told == [TODAY, None]
    assert day.day() is None
    assert not day.error()


@ONCE
@given(days=st.integers(0, (LAST_DAY - FIRST_DAY).days))
def test_every_day_of_the_pickers_can_be_typed_as_it_is_shown(day, days) -> None:
    wanted = FIRST_DAY + timedelta(days=days)
    day.setText(fmt.day(wanted))
    assert day.day() == wanted


def test_the_month_opens_by_key_and_a_picked_day_is_taken(qtbot, day) -> None:
    day.set_day(TODAY)
    day.show()
    press(day, Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.month.setSelectedDate(QDate(2026, 11, 22))
    popup.month.activated.emit(popup.month.selectedDate())
    assert day.day() == date(2026, 11, 22)
    assert day.text() == "۱۴۰۵/۰۹/۰۱"


def test_today_and_no_day_are_one_key_away(qtbot, day) -> None:
    day.show()
    day.open_month()
    QApplication.activePopupWidget().today.click()
    assert day.day() == TODAY
    day.open_month()
    QApplication.activePopupWidget().nothing.click()
    assert day.day() is None


def test_the_week_begins_on_saturday_and_friday_is_red(qtbot, persian) -> None:
    month = MonthView()
    qtbot.addWidget(month)
    assert month.firstDayOfWeek() == Qt.DayOfWeek.Saturday
    red = month.weekdayTextFormat(Qt.DayOfWeek.Friday).foreground().color()
    for plain in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        assert month.weekdayTextFormat(plain).foreground().color() != red


@ONCE
@given(days=st.integers(0, (LAST_DAY - FIRST_DAY).days))
def test_qt_and_the_club_agree_on_every_day_of_the_pickers(persian, days) -> None:
    from PySide6.QtCore import QCalendar

    day = FIRST_DAY + timedelta(days=days)
    parts = QCalendar(QCalendar.System.Jalali).partsFromDate(to_qdate(day))
    jalali = JalaliDate(day)
    assert (parts.year, parts.month, parts.day) == (jalali.year, jalali.month, jalali.day)
    assert from_qdate(to_qdate(day)) == day
