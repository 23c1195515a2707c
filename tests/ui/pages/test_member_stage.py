"""The stage of a member set by hand on their page, with a reason that stays in sight."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services.insight import marking
from loyaldesk.ui.pages.member.page import MemberPage
from loyaldesk.ui.pages.member.stage_dialog import StageDialog
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import standing
from tests.ui.pictures import cut_texts


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "gregorian", "toman"))


@pytest.fixture
def sara(desk):
    made = make_member(desk, first_name="Sara", last_name="Ahmadi").id
    make_sale(desk, made)
    return made


def page_of(desk, member_id):
    return standing(lambda hall: MemberPage(hall, member_id), desk)


def test_a_stage_is_chosen_by_its_digit_and_needs_a_reason(desk, sara):
    with page_of(desk, sara) as page:
        assert page.head.stage.isVisible()
        page.head.stage.trigger()
        dialog = page.dialog
        assert isinstance(dialog, StageDialog)
        assert dialog.now.text() == "No stage yet: the night gives every member one."
        dialog.submit()
        assert dialog.stage.error() == "Choose a stage."
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_5)
        assert dialog.focusWidget() is dialog.reason.widget
        QTest.keyClick(dialog.reason.widget, Qt.Key.Key_Return)
        assert dialog.reason.error()
        dialog.reason.widget.setText("Sends all her neighbours")
        assert not cut_texts(dialog)
        QTest.keyClick(dialog.reason.widget, Qt.Key.Key_Return)
        marked = marking.of_member(desk, sara)
        assert (marked.stage, marked.is_by_hand) == ("advocate", True)
        page.refresh()
        shown = page.tabs.made[0].expect
        assert "Sends all her neighbours" in shown.by_hand.text()
        assert shown.by_hand.isVisible()
        page.set_stage()
        assert "Advocate" in page.dialog.now.text()
        assert "Sends all her neighbours" in page.dialog.now.text()
        page.dialog.done(0)


def test_a_cashier_cannot_set_it(desk, sara):
    with page_of(desk_of(desk, Role.CASHIER, "Omid"), sara) as page:
        assert not page.head.stage.isVisible()
        assert not page.tabs.made[0].expect.by_hand.isVisible()
