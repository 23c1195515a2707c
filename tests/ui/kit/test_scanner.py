"""A scanner is heard on every page, a person never taken for one."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.kit.pin_pad import PinPad
from loyaldesk.ui.kit.scanner import WedgeFilter
from tests.ui.conftest import press

CARD = "2600001234565"


class Page(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.note, self.text, self.amount = QLineEdit(), QPlainTextEdit(), AmountEdit()
        self.go = Button("Go")
        self.pin = PinPad()
        self.entered, self.clicked = [], []
        layout = QVBoxLayout(self)
        for widget in (self.note, self.text, self.amount, self.go, self.pin):
            layout.addWidget(widget)
        self.note.returnPressed.connect(lambda: self.entered.append(1))
        self.go.clicked.connect(lambda: self.clicked.append(1))


@pytest.fixture
def page(qtbot, persian) -> Page:
    page = Page()
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


@pytest.fixture
def wedge(qapp: QApplication):
    wedge = WedgeFilter()
    qapp.installEventFilter(wedge)
    wedge.codes = []
    wedge.scanned.connect(wedge.codes.append)
    yield wedge
    qapp.removeEventFilter(wedge)


@pytest.mark.parametrize("gap_ms", [0, 2, 5])
def test_a_scanner_is_heard_from_inside_another_field(page, wedge, typed, gap_ms) -> None:
    page.note.setText("یادداشت ")
    page.note.setFocus()
    typed(page.note, CARD + "\r", gap_ms)
    assert wedge.codes == [CARD]
    assert page.note.text() == "یادداشت "
    assert not page.entered


@pytest.mark.parametrize("gap_ms", [40, 90])
def test_a_typist_is_no_scanner(page, wedge, typed, gap_ms) -> None:
    page.note.setFocus()
    typed(page.note, "0912345\r", gap_ms)
    assert not wedge.codes
    assert page.note.text() == "0912345"
    assert page.entered == [1]


def test_a_persian_keyboard_layout_changes_nothing(page, wedge, typed) -> None:
    page.note.setFocus()
    typed(page.note, "۲۶۰۰۰۰۱۲۳۴۵۶۵\r", 2)
    assert wedge.codes == [CARD]


def test_tab_ends_a_scan_as_well_and_moves_nothing(page, wedge, typed) -> None:
    page.note.setFocus()
    typed(page.note, CARD + "\t")
    assert wedge.codes == [CARD]
    assert page.note.hasFocus()


def test_a_secret_typed_fast_stays_in_its_field(page, wedge, typed) -> None:
    page.note.setEchoMode(QLineEdit.EchoMode.Password)
    page.note.setFocus()
    typed(page.note, "714928\r")
    assert not wedge.codes
    assert page.note.text() == "714928"
    assert page.entered == [1]


def test_short_bursts_are_typing(page, wedge, typed) -> None:
    page.note.setFocus()
    typed(page.note, "12345\r")
    assert not wedge.codes
    assert page.entered == [1]


def test_marks_of_the_scanner_are_taken_away(page, wedge, typed) -> None:
    wedge.set_marks("~", "#")
    page.note.setFocus()
    typed(page.note, f"~{CARD}#\r")
    assert wedge.codes == [CARD]
    assert page.note.text() == ""


def test_an_amount_under_way_is_as_it_was(page, wedge, typed) -> None:
    page.amount.set_amount(12_345)
    page.amount.setFocus()
    typed(page.amount, CARD + "\r")
    assert wedge.codes == [CARD]
    assert page.amount.amount_rial() == 12_345


def test_a_note_of_several_lines_is_as_it_was(page, wedge, typed) -> None:
    page.text.setPlainText("یک\nدو")
    page.text.setFocus()
    typed(page.text, CARD + "\r")
    assert wedge.codes == [CARD]
    assert page.text.toPlainText() == "یک\nدو"


def test_enter_of_a_scan_presses_no_button(page, wedge, typed) -> None:
    page.go.setFocus()
    typed(page.go, CARD + "\r")
    assert wedge.codes == [CARD]
    assert not page.clicked
    press(page.go, Qt.Key.Key_Return, "\r")
    assert page.clicked == [1]


def test_a_key_that_rises_to_the_window_is_counted_once(page, wedge, typed) -> None:
    page.go.setFocus()  # a button ignores digits: Qt offers each of them to its parents too
    typed(page.go, "111222\r")
    assert wedge.codes == ["111222"]


def test_a_scan_into_the_pin_pad_tries_no_pin(qtbot, page, wedge, typed) -> None:
    tried = []
    page.pin.completed.connect(tried.append)
    page.pin.setFocus()
    typed(page.pin, CARD + "\r")
    QTest.qWait(150)
    assert wedge.codes == [CARD]
    assert not tried


def test_a_shortcut_on_enter_waits_for_the_end_of_a_scan(page, wedge, typed) -> None:
    page.note.setFocus()
    typed(page.note, CARD)
    override = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r"
    )
    override.ignore()
    QApplication.sendEvent(page.note, override)
    assert override.isAccepted()
    typed(page.note, "\r")
    assert wedge.codes == [CARD]


def sent_at(widget: QWidget, text: str, first_ms: int, gap_ms: int) -> None:
    for number, letter in enumerate(text):
        key = Qt.Key.Key_Return if letter == "\r" else Qt.Key(ord(letter))
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
        event.setTimestamp(first_ms + number * gap_ms)
        QApplication.sendEvent(widget, event)


def test_keys_that_waited_while_the_window_was_busy_keep_their_times(page, wedge) -> None:
    page.note.setFocus()
    sent_at(page.note, "0912345\r", 1000, 90)  # all handed over at once, typed slowly
    assert not wedge.codes
    sent_at(page.note, CARD + "\r", 5000, 3)
    assert wedge.codes == [CARD]


def test_a_page_shortcut_is_not_lost(page, wedge) -> None:
    done = []
    shortcut = QShortcut(QKeySequence("F6"), page)
    shortcut.activated.connect(lambda: done.append(1))
    page.note.setFocus()
    QTest.keyClick(page.note, Qt.Key.Key_F6)
    assert done == [1]
    assert isinstance(page.go, QPushButton)
