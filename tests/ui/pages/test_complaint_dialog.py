"""F7 from anywhere: a digit for what it is about, a sentence, Ctrl+Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.complaints import CATEGORIES, State
from loyaldesk.domain.hours import Hours, Profile
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.services import complaint_reading
from loyaldesk.store import rulebooks
from loyaldesk.ui.parts.complaint_dialog import ComplaintDialog
from loyaldesk.ui.shell.quick import QuickActs
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


class Page(QWidget):
    """A page without anything of its own."""

    def focus_first(self) -> None:
        self.setFocus()


@pytest.fixture
def page(desk):
    with standing(lambda _hall: Page(), desk) as page:
        yield page


@pytest.fixture
def press(page, hands, monkeypatch):
    """Press F7 with a member on view, or nobody; return the window it opened."""
    shown = []

    def show(dialog):
        shown.append(dialog)
        dialog.show()
        dialog.activateWindow()
        QTest.qWaitForWindowActive(dialog)
        QTest.qWait(0)

    monkeypatch.setattr(ComplaintDialog, "exec", show)
    monkeypatch.setattr(ComplaintDialog, "deleteLater", lambda _self: None)

    def pressed(member_id=0):
        hands.keys += 1
        quick = QuickActs(page.window(), lambda: page.hall_in_test, lambda: member_id)
        assert quick.press("F7")
        QTest.qWait(0)
        return shown[-1]

    yield pressed
    for dialog in shown:
        dialog.done(0)


def kept(desk):
    return complaint_reading.listing(desk)


def test_f7_a_digit_a_sentence_and_ctrl_enter_keep_a_complaint(desk, member, press, hands, page):
    sale = make_sale(desk, member)
    sentence = "The cake came two hours late"
    press(member)
    hands.type("4")
    hands.type(sentence)
    hands.key(Qt.Key.Key_Return, CTRL)
    assert hands.keys == 1 + 1 + len(sentence) + 1
    (row,) = kept(desk)
    assert (row.category, row.text, row.member_id) == ("delivery", sentence, member)
    assert (row.severity, row.sale_id, row.owner_id) == (2, sale.sale_id, desk.operator.id)
    # 240 working minutes from noon of an open Saturday
    assert page.hall_in_test.toasts.text() == "Complaint 1 is kept; answer by 19:00."


def test_each_of_the_ten_digits_stands_for_its_category(desk, member, press, hands):
    for code, digit in zip(CATEGORIES, "1234567890", strict=True):
        press(member)
        hands.type(f"{digit}x")
        hands.key(Qt.Key.Key_Return, CTRL)
        newest = max(kept(desk), key=lambda row: row.number)
        assert newest.category == code


def test_persian_digits_choose_as_well(member, press, hands):
    dialog = press(member)
    hands.type("۰")
    assert dialog.category.value() == "points"
    assert dialog.text.hasFocus()


def test_what_the_rules_say_is_filled_in_and_can_be_changed(desk, member, press, hands):
    other = desk_of(desk, Role.MANAGER, "Reza").operator.id
    make_sale(desk, member)
    dialog = press(member)
    hands.type("1")  # about the staff: serious
    assert dialog.severity.value() == 3
    assert [each.label.text() for each in dialog.dues][
        1
    ] == "Answer by 17:00"  # an hour till the break, one after it
    dialog.severity.take_digit("4")
    assert dialog.dues[1].label.text() == "Answer by 13:00"
    dialog.load.take_digit("0")
    assert dialog.load.value() == 0
    dialog.load.take_digit("3")
    dialog.text.setPlainText("Rude")
    dialog.product.setText("Cake")
    dialog.owner.set_value(other)
    dialog.channel.set_value("call")
    dialog.told.setChecked(True)
    dialog.submit()
    (row,) = kept(desk)
    assert (row.severity, row.load, row.product, row.channel) == (4, 3, "Cake", "call")
    assert (row.owner_id, row.state) == (other, State.ACKNOWLEDGED)


def test_without_a_digit_or_a_sentence_it_is_told_beside_its_field(desk, member, press):
    dialog = press(member)
    dialog.submit()
    assert dialog.fields["category"].error()
    dialog.category.take_digit("2")
    dialog.submit()
    assert not dialog.fields["category"].error()
    assert dialog.fields["text"].error()
    assert dialog.text.hasFocus()
    assert kept(desk) == []


def test_a_stranger_complains_by_name(desk, press):
    dialog = press()
    assert dialog.who.pick.box.hasFocus()
    dialog.stranger.setText("A man in a blue coat")
    dialog.category.take_digit("5")
    dialog.text.setPlainText("Too slow")
    dialog.submit()
    (row,) = kept(desk)
    assert (row.member_id, row.name) == (None, "A man in a blue coat")


def test_nobody_on_view_is_looked_for_first(desk, member, press, hands):
    make_sale(desk, member)
    dialog = press()
    hands.type("Hashemi\r")
    assert not dialog.fields["who"].isVisible()
    hands.type("4Late")
    hands.key(Qt.Key.Key_Return, CTRL)
    (row,) = kept(desk)
    assert row.member_id == member
    assert row.sale_id is not None


def test_leaving_asks_only_when_something_was_typed(member, press, monkeypatch):
    asked = []
    monkeypatch.setattr("loyaldesk.ui.kit.dialog.ask", lambda *_w, **_m: asked.append(1) or True)
    press(member).reject()
    assert asked == []
    dialog = press(member)
    dialog.text.setPlainText("Late")
    dialog.reject()
    assert asked == [1]


def test_in_a_shop_that_never_opens_the_window_says_so_and_keeps_the_words(desk, member, press):
    never = Hours((Profile("", ((),) * 7),))
    with desk.change(Permission.CALENDAR_EDIT) as change:
        rulebooks.write(change, rulebooks.HOURS, never.to_json(), 0)
    dialog = press(member)
    dialog.text.setPlainText("Late")
    dialog.category.take_digit("4")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.problem.label.text()
    assert dialog.text.text() == "Late"
    assert kept(desk) == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_nothing_on_the_window_is_cut(desk, member, page, press, dressed, language):
    dressed(language)
    make_sale(desk, member, 125_000_000)
    for dialog in (press(member), press()):
        dialog.category.take_digit("1")
        QTest.qWait(10)
        assert cut_texts(dialog) == []
        assert dialog.height() <= 730
        is_rtl = dialog.layoutDirection() == Qt.LayoutDirection.RightToLeft
        assert is_rtl == (language == "fa")
