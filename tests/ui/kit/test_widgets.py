"""Labels, buttons, toasts, dialogs: plain words, reachable by key, never cut off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.ui.kit import dialog as dialogs
from loyaldesk.ui.kit.avatar import Avatar, initials
from loyaldesk.ui.kit.banner import Banner, Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import Button, icon_button, primary_button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog, ask
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import ElidedLabel, Label, chip
from loyaldesk.ui.kit.layout import Card, ScrollPage, card, row
from loyaldesk.ui.kit.meter import Meter
from loyaldesk.ui.kit.pin_pad import PinPad
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.toast import ToastHost
from loyaldesk.ui.kit.toggles import CheckBox, RadioButton, Segments, Switch
from tests.ui.conftest import press

NASTY = "<b>Ali & Co</b>"


def test_r54_names_from_outside_are_never_markup(qtbot, persian) -> None:
    label = Label(NASTY)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    narrow = ElidedLabel(NASTY)
    qtbot.addWidget(narrow)
    narrow.resize(30, 20)
    narrow.show()
    assert narrow.toolTip() == "<qt>&lt;b&gt;Ali &amp; Co&lt;/b&gt;</qt>"


def test_figures_stand_where_reading_begins(qtbot, dressed) -> None:
    for language, side in (("fa", Qt.AlignmentFlag.AlignRight), ("en", Qt.AlignmentFlag.AlignLeft)):
        dressed(language)
        label = Label("12345")
        qtbot.addWidget(label)
        assert label.alignment() & side
        assert label.alignment() & Qt.AlignmentFlag.AlignAbsolute


def test_wrapped_persian_lines_begin_at_the_edge_and_end_inside(qtbot, persian) -> None:
    label = Label(
        "کارت را اسکن کنید یا موبایل، نام یا شمارهٔ فاکتور عضو را همین‌جا بنویسید", wrap=True
    )
    qtbot.addWidget(label)
    for width in range(120, 200, 7):
        label.resize(width, 200)
        picture = label.grab().toImage()
        lines = label.lines()
        top = (label.height() - lines.boundingRect().height()) / 2
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            first = round(top + line.y())
            ink = _inked_columns(picture, first, first + round(line.height()))
            assert width - 4 <= ink[-1] <= width - 1, (width, number)
            assert ink[0] >= 0
            assert line.naturalTextWidth() <= width


def _inked_columns(picture: QImage, first: int, last: int) -> list[int]:
    ground = picture.pixel(0, 0)
    return [
        x
        for x in range(picture.width())
        if any(picture.pixel(x, y) != ground for y in range(first, last))
    ]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_icon_keeps_away_from_the_words(qtbot, dressed, language) -> None:
    dressed(language)
    picture = Button("x", icon_name="circle-check").icon().pixmap(25, 20).toImage()
    empty = [
        x
        for x in range(picture.width())
        if not any(picture.pixelColor(x, y).alpha() for y in range(picture.height()))
    ]
    beside_words = range(5) if language == "fa" else range(20, 25)
    assert set(beside_words) <= set(empty)


@pytest.mark.parametrize("kind", [CheckBox, RadioButton])
def test_the_keys_put_a_ring_around_words_and_fill_nothing(qtbot, dressed, kind) -> None:
    dressed("en")
    window = QWidget()
    tick, other = kind("Agrees to text messages"), QLineEdit()
    QVBoxLayout(window).addWidget(tick)
    window.layout().addWidget(other)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    other.setFocus()
    before = tick.grab().toImage()
    tick.setFocus()
    after = tick.grab().toImage()
    middle = tick.height() // 2
    changed = [
        x for x in range(22, tick.width()) if after.pixel(x, middle) != before.pixel(x, middle)
    ]
    assert 2 <= len(changed) <= 8  # two upright lines


def test_no_crowd_cuts_lines_off(qtbot, persian) -> None:
    field = Field("موبایل", QLineEdit())
    page = card(field, *(Button("x") for _ in range(6)))
    qtbot.addWidget(page)
    page.resize(260, 200)
    page.show()
    field.set_error("شماره باید ۱۱ رقم باشد و با ۰۹ شروع شود؛ لطفاً دوباره بنویسید.")
    page.layout().activate()
    QTest.qWait(20)
    below = field.below
    assert below.height() >= below.heightForWidth(below.width()) > below.fontMetrics().height() * 2
    assert below.mapTo(field, below.rect().topLeft()).y() >= field.widget.geometry().bottom()


def test_a_count_is_typed_in_persian(qtbot, persian, typed) -> None:
    count = CountEdit(1, 365, "روز", "مهلت")
    qtbot.addWidget(count)
    count.selectAll()
    typed(count, "۴۵")
    assert count.value() == 45
    assert count.text() == "۴۵ روز"


def test_r57_an_ampersand_on_a_button_is_an_ampersand(qtbot, persian) -> None:
    made = Button("Ali & Co", "F6")
    qtbot.addWidget(made)
    assert made.text().startswith("Ali && Co")
    assert made.accessibleName() == "Ali & Co"
    assert made.shortcut().toString() == "F6"
    made.set_words("Ali & Sons")
    assert made.shortcut().toString() == "F6"


def test_a_printed_enter_takes_no_key_from_the_field(qtbot, persian) -> None:
    made = primary_button("ثبت", "Enter")
    qtbot.addWidget(made)
    assert "Enter" in made.text()
    assert made.shortcut().isEmpty()


@pytest.mark.parametrize(
    "made",
    [
        lambda: Button("ثبت"),
        lambda: icon_button("plus", "عضو تازه"),
        lambda: Switch("x"),
        lambda: SearchBox("x"),
        lambda: Choice([("a", 1)]),
    ],
)
def test_targets_are_large_enough_for_a_finger(qtbot, persian, made) -> None:
    widget = made()
    qtbot.addWidget(widget)
    widget.show()
    assert widget.height() >= 40 or widget.sizeHint().height() >= 40


def test_every_target_has_a_name(qtbot, persian) -> None:
    page = card(
        Button("ثبت"),
        icon_button("plus", "عضو تازه"),
        SearchBox("جست‌وجو"),
        CheckBox("اجازه"),
        Switch("پیامک"),
        Choice([("زن", 1)], "جنسیت"),
        Segments([("همه", 0), ("باز", 1)], "صافی"),
        PinPad(),
    )
    qtbot.addWidget(page)
    nameless = [
        child
        for child in page.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not child.accessibleName()
        and not child.objectName().startswith("qt_")
        and not isinstance(child.parent(), QLineEdit)
    ]
    assert not nameless


def test_a_chip_has_words_and_a_known_colour(qtbot, persian) -> None:
    gold, odd = chip("طلایی", "gold"), chip("تازه", "no such")
    qtbot.addWidget(gold)
    qtbot.addWidget(odd)
    assert (gold.text(), gold.property("chip"), odd.property("chip")) == ("طلایی", "gold", "plain")


def test_a_toast_offers_undo_by_key_and_goes_away(qtbot, persian) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    window.show()
    host, undone = ToastHost(window), []
    host.show("۱۲۵ امتیاز ثبت شد", "برگرداندن", lambda: undone.append(1))
    assert host.text() == "۱۲۵ امتیاز ثبت شد"
    assert host.act()
    assert undone == [1]
    assert host.text() == ""
    assert not host.act()
    host.show("کوتاه", seconds=1)
    qtbot.waitUntil(lambda: host.text() == "", timeout=3000)


def test_a_long_toast_wraps_inside_the_window(qtbot, persian) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 400)
    window.show()
    host = ToastHost(window)
    host.show("امتیاز " * 40, "برگرداندن")
    toast = host._toast
    window.resize(420, 400)
    assert window.rect().contains(toast.geometry())
    assert toast.label.height() >= toast.label.heightForWidth(toast.label.width())


class Form(Dialog):
    def __init__(self, dirty: bool = False) -> None:
        super().__init__(None, "عضو تازه", primary="ثبت")
        self.dirty, self.saved = dirty, 0
        self.name, self.note = QLineEdit(), QPlainTextEdit()
        self.add(self.name, self.note)

    def is_dirty(self) -> bool:
        return self.dirty

    def submit(self) -> None:
        self.saved += 1
        super().submit()


@pytest.fixture
def form(qtbot, persian) -> Form:
    form = Form()
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    return form


def test_the_first_field_has_the_keys_and_enter_saves(form, typed) -> None:
    assert form.focusWidget() is form.name
    typed(form.name, "۱\r")
    assert form.saved == 1
    assert form.result() == QDialog.DialogCode.Accepted


def test_tab_passes_the_form_before_the_buttons(form) -> None:
    assert form.name.nextInFocusChain() is form.note
    chain = dialogs.focus_chain(form)
    assert chain[-2:] == [form.primary, form.secondary]


def test_enter_in_a_long_text_is_a_new_line_and_ctrl_enter_saves(form) -> None:
    form.note.setFocus()
    press(form.note, Qt.Key.Key_Return, "\r")
    assert form.saved == 0
    assert form.note.toPlainText() == "\n"
    press(form.note, Qt.Key.Key_Return, "\r", Qt.KeyboardModifier.ControlModifier)
    assert form.saved == 1


def test_leaving_with_unsaved_words_is_asked_about(form, monkeypatch) -> None:
    answers, asked = [False, True], []

    def answer(*args, **more) -> bool:
        asked.append(args[1])
        return answers.pop(0)

    monkeypatch.setattr(dialogs, "ask", answer)
    form.dirty = True
    press(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    press(form, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert len(asked) == 2


def test_a_dialog_says_what_went_wrong(form) -> None:
    form.set_error("این شماره ثبت شده است.")
    assert form.problem.isVisible()
    form.set_error("")
    assert not form.problem.isVisible()


@pytest.mark.parametrize(("danger", "answered"), [(False, True), (True, False)])
def test_enter_answers_a_question_with_what_does_no_harm(qtbot, persian, danger, answered) -> None:
    from PySide6.QtCore import QTimer

    def press_enter() -> None:
        window = QApplication.activeModalWidget()
        press(window.focusWidget() or window, Qt.Key.Key_Return, "\r")

    QTimer.singleShot(50, press_enter)
    assert ask(None, "ابطال شود؟", NASTY, "بله", "نه", danger=danger) is answered


def test_search_waits_for_a_pause_and_asks_once(qtbot, persian, typed) -> None:
    box = SearchBox("نام")
    qtbot.addWidget(box)
    sought, entered = [], []
    box.searched.connect(sought.append)
    box.entered.connect(entered.append)
    typed(box, "مریم")
    assert not sought
    qtbot.waitUntil(lambda: sought == ["مریم"], timeout=1000)
    typed(box, "۱\r")
    assert sought == ["مریم", "مریم۱"]
    assert entered == ["مریم۱"]
    press(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_a_choice_is_its_value_and_the_wheel_changes_nothing(qtbot, persian) -> None:
    choice = Choice([("زن", "f"), ("مرد", "m")])
    qtbot.addWidget(choice)
    choice.set_value("m")
    assert choice.value() == "m"
    choice.set_options([("مرد", "m"), ("نامعلوم", "")])
    assert choice.value() == "m"
    assert Choice([]).value() is None


def test_segments_tell_the_value_a_person_chose(qtbot, persian) -> None:
    segments = Segments([("همه", 0), ("باز", 1)])
    qtbot.addWidget(segments)
    chosen = []
    segments.chosen.connect(chosen.append)
    segments.findChildren(Button)[1].click()
    assert chosen == [1]
    assert segments.value() == 1
    segments.set_words(1, "باز ۷")
    assert segments.findChildren(Button)[1].text() == "باز ۷"


def test_a_pin_is_told_when_complete_and_the_pad_begins_anew(qtbot, persian, typed) -> None:
    pad = PinPad()
    qtbot.addWidget(pad)
    with qtbot.waitSignal(pad.completed) as told:
        typed(pad, "12۳\b۳4٥6")
    assert told.args == ["123456"]
    pad.set_error("رمز درست نیست")
    assert pad.message.text() == "رمز درست نیست"
    typed(pad, "1")
    assert pad.message.text() == ""


def test_a_longer_row_of_digits_is_no_pin(qtbot, persian, typed) -> None:
    pad, told = PinPad(), []
    qtbot.addWidget(pad)
    pad.completed.connect(told.append)
    typed(pad, "1234567")
    QTest.qWait(150)
    assert not told


@pytest.mark.parametrize(
    ("name", "letters"),
    [("مریم‌السادات هاشمی‌نژاد", "م\u200cه"), ("Maryam Hashemi", "MH"), ("Ali", "A"), ("  ", "")],
)
def test_initials_are_of_the_first_and_the_last_word(name, letters) -> None:
    assert initials(name) == letters


def test_a_meter_fills_no_further_than_full(qtbot, persian) -> None:
    meter = Meter("تا پلاتینی", 1.7)
    qtbot.addWidget(meter)
    assert meter.ratio() == 1
    assert meter.accessibleDescription() == "۱۰۰٪"


def test_busy_work_is_shown_and_stopped(qtbot, persian) -> None:
    busy = BusyBar()
    qtbot.addWidget(busy)
    busy.start("ساختن گزارش")
    busy.step(41, 100)
    assert busy.share.text() == "۴۱٪"
    with qtbot.waitSignal(busy.cancelled):
        busy.cancel.click()
    assert not busy.cancel.isEnabled()
    busy.finish()
    assert not busy.isVisible()


def test_a_note_and_a_banner_offer_what_can_be_done(qtbot, persian) -> None:
    done = []
    for made in (Note, Banner):
        strip = made(NASTY, "warn", "باز کردن", lambda: done.append(1))
        qtbot.addWidget(strip)
        assert strip.label.textFormat() == Qt.TextFormat.PlainText
        strip.button.click()
    assert done == [1, 1]


def test_a_wrapped_text_gives_height_back_when_it_gets_room(qtbot, persian) -> None:
    label = Label("یک دو سه چهار پنج شش هفت هشت نه ده", wrap=True)
    qtbot.addWidget(label)
    label.resize(60, 30)
    label.show()
    narrow = label.minimumHeight()
    label.resize(600, 30)
    line = label.fontMetrics().height()
    assert narrow >= 3 * line
    assert line <= label.minimumHeight() < 2 * line


def test_a_page_scrolls_only_up_and_down(qtbot, persian) -> None:
    page = ScrollPage(card(Label("x"), title="y"), row(Avatar("الف"), None))
    qtbot.addWidget(page)
    page.resize(300, 80)
    page.show()
    assert isinstance(page.body.itemAt(0).widget(), Card)
    assert page.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
