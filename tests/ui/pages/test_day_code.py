"""The code on a day's paper is typed back, and the activity log says whether it still fits."""

from datetime import date

import pytest

from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import sealing
from loyaldesk.ui.pages.settings.day_code_dialog import DayCodeDialog
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "gregorian", "toman"))


@pytest.fixture
def dialog(qtbot, desk):
    make_sale(desk, make_member(desk).id)
    made = DayCodeDialog(None, desk)
    qtbot.addWidget(made)
    made.show()
    return made


def said(dialog, code):
    dialog.code.widget.setText(code)
    dialog.submit()
    return dialog.answer.label.text() if dialog.answer.isVisible() else ""


def test_a_days_code_is_right_or_not_in_plain_words(dialog, desk):
    code = sealing.day_code(desk, TODAY)
    assert said(dialog, code.lower().replace("-", " ")) == "This is the code of that day."
    make_sale(desk, make_member(desk).id)
    assert "2 changes came after it was printed" in said(dialog, code)
    assert "It is not the code of that day" in said(dialog, "0000-0000-0000")
    assert dialog.isVisible()  # for the next one


def test_a_code_copied_wrongly_is_told_beside_the_field_and_no_answer_stays(dialog, desk):
    code = sealing.day_code(desk, TODAY)
    assert said(dialog, code)
    assert said(dialog, code[:-1] + ("0" if code[-1] != "0" else "1")) == ""
    assert "copy the twelve" in dialog.code.error()
    dialog.day.widget.set_day(None)
    assert said(dialog, code) == ""
    assert dialog.day.error()
