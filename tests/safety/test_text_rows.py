"""Rows of the list of faults about texts and small things, each by its number."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from loyaldesk.domain.members import LONGEST_NOTE
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.persian import clean, fold
from loyaldesk.services import members, reversals
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.pages.member.notes_tab import NoteEdit
from loyaldesk.ui.paper import receipt
from loyaldesk.ui.parts.long_text import LongText
from loyaldesk.ui.shell.crash import CrashDialog, LastHandler
from tests.makers import make_member, make_sale
from tests.ui.conftest import _tidy, dressed, english, persian  # noqa: F401  # fixtures
from tests.ui.paper.test_receipt import EN, SALE

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "علی\udfff"])
def test_r59_r60_a_name_with_nul_or_half_a_letter_is_refused_and_nothing_is_written(desk, name):
    count = "SELECT count(*) FROM member"
    before = desk.db.execute_sql(count).fetchone()
    with pytest.raises(ClubError):
        make_member(desk, first_name="Ann", last_name=name)
    assert desk.db.execute_sql(count).fetchone() == before


@pytest.mark.parametrize(
    "typed", ["Ann\u202eeeL", "\ufeffAnn Lee", "Ann\u200b Lee", "Ann\u2066 Lee"]
)
def test_r58_signs_nobody_sees_are_dropped_at_the_door(desk, typed):
    made = make_member(desk, first_name=typed, last_name="x")
    name = desk.db.execute_sql("SELECT name FROM member WHERE id = ?", (made.id,)).fetchone()[0]
    assert name.isprintable()


def test_r61_faces_and_flags_are_kept_and_counted_as_letters(desk):
    made = make_member(desk, first_name="🙂🇮🇷", last_name="🙂" * 100)
    name = desk.db.execute_sql("SELECT name FROM member WHERE id = ?", (made.id,)).fetchone()[0]
    assert name == "🙂🇮🇷 " + "🙂" * 100
    with pytest.raises(ClubError):
        make_member(desk, first_name="a", last_name="🙂" * 121)


def test_r56_a_name_of_twenty_thousand_tags_is_refused_by_its_length(desk):
    with pytest.raises((BadInput, ClubError)):
        make_member(desk, first_name="Ann", last_name="<b>" * 20_000)


def test_r62_r63_either_spelling_finds_the_member(desk):
    made = make_member(desk, first_name="علي", last_name="كريمي")
    for typed in ("علی کریمی", "علي كريمي", "عَلی کریمی"):
        assert [hit.id for hit in members.find(desk, typed)] == [made.id]
    assert fold("é") == fold("e\u0301") and fold("ﬁ") == "fi" and fold("Ａｂ") == "ab"
    assert clean("e\u0301") == "é"


@pytest.mark.parametrize("kind", ["note", "text"])
def test_r64_a_million_letters_pasted_into_a_note_are_cut_and_the_window_lives(qapp, kind):
    field = NoteEdit(QPushButton()) if kind == "note" else LongText(LONGEST_NOTE)
    source = QMimeData()
    source.setText("متن " * 250_000)
    began = time.perf_counter()
    field.insertFromMimeData(source)
    assert len(field.toPlainText()) <= 2 * LONGEST_NOTE
    assert time.perf_counter() - began < 2


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "name", ["مریم هاشمی‌نژاد", "\u202eمریم", "שלום", "x" * 400, "<b>%s{0}</b>"]
)
def test_r65_r54_a_name_from_the_right_moves_no_amount_of_an_english_slip(qapp, name, monkeypatch):
    said = []
    lay_out = receipt._Strip._layout

    def listen(self, text, *rest):
        made = lay_out(self, text, *rest)
        said.append(made.text())
        return made

    monkeypatch.setattr(receipt._Strip, "_layout", listen)
    figures = replace(SALE, member=name, shop_name=name, operator=name, tier=name, footer=(name,))
    assert not receipt.draw(figures, 80, EN).isNull()
    assert not any("\u202e" in text for text in said)
    amounts = [text for text in said if "12,500,000" in text]
    assert amounts and not any(name in text for text in amounts)


@pytest.mark.usefixtures("english")
@pytest.mark.qt_no_exception_capture
def test_r92_an_exception_in_a_slot_is_said_and_the_window_goes_on(qapp, qtbot, monkeypatch):
    handler = LastHandler()
    monkeypatch.setattr("sys.excepthook", handler.handle)
    pressed = QPushButton("x")
    qtbot.addWidget(pressed)

    def breaks() -> None:
        raise KeyError("nobody foresaw this")

    pressed.clicked.connect(breaks)
    pressed.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CrashDialog))
    QApplication.activeModalWidget().accept()
    QTimer.singleShot(0, breaks)  # in a callback too
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CrashDialog))
    QApplication.activeModalWidget().accept()
    assert handler._is_open is False


@pytest.mark.usefixtures("persian")
@pytest.mark.parametrize("room", [(800, 600), (640, 360)], ids=["800x600", "1280x720 at 200 %"])
def test_r95_a_dialog_and_its_buttons_fit_a_small_screen(qapp, qtbot, room):
    dialog = Dialog(None, "نام " * 20)
    qtbot.addWidget(dialog)
    dialog.add(*(QLineEdit() for _ in range(3)))
    dialog.show()
    assert dialog.minimumSizeHint().width() <= room[0]
    assert dialog.minimumSizeHint().height() <= room[1]
    assert dialog.rect().contains(dialog.primary.geometry().center())


def test_r45_a_redemption_of_less_than_nothing_is_refused(desk):
    member = make_member(desk)
    make_sale(desk, member.id, 10_000_000)
    before = desk.db.execute_sql("SELECT count(*), sum(points) FROM points_entry").fetchone()
    with pytest.raises(ClubError):
        make_sale(desk, member.id, 10_000_000, pay_points=-5)
    after = desk.db.execute_sql("SELECT count(*), sum(points) FROM points_entry").fetchone()
    assert after == before


def test_r44_more_points_than_there_are_are_refused_and_nothing_is_written(desk):
    member = make_member(desk)
    make_sale(desk, member.id, 10_000_000)
    count = "SELECT count(*) FROM sale"
    before = desk.db.execute_sql(count).fetchone()
    with pytest.raises(ClubError):
        make_sale(desk, member.id, 10_000_000, pay_points=10**7)
    assert desk.db.execute_sql(count).fetchone() == before


def test_r47_a_sale_is_reversed_once_and_a_reversal_never(desk):
    member = make_member(desk)
    sold = make_sale(desk, member.id, 10_000_000)
    reversals.reverse_sale(desk, sold.sale_id, reason="mistake")
    with pytest.raises(ClubError):
        reversals.reverse_sale(desk, sold.sale_id, reason="again")
    newest = desk.db.execute_sql("SELECT max(id) FROM sale").fetchone()[0]
    with pytest.raises(ClubError):
        reversals.reverse_sale(desk, newest, reason="back again")
