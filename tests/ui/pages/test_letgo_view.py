"""The let-go board by keyboard: proposed, agreed to by another, refused with a reason, ended."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import profile
from loyaldesk.services.insight import letting_go
from loyaldesk.ui.pages.insights.letgo_dialogs import ApproveDialog, ProposeDialog
from loyaldesk.ui.pages.insights.letgo_view import LetGoView
from loyaldesk.ui.pages.member.overview import OverviewTab
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.services.insight.test_letting_go import draft
from tests.services.insight.test_letting_go import shop as shop  # noqa: PLC0414 - a fixture
from tests.ui.pages.hands import Hands, hall_of
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


@pytest.fixture
def manager(desk):
    return desk_of(desk, Role.MANAGER, "Neda")


@pytest.fixture
def clerk(desk):
    return desk_of(desk, Role.MARKETING, "Omid")


def press():
    Hands().type("\r")


def board_of(desk):
    return working(LetGoView, desk)


def rest(view):
    view.refresh()
    settle(view.runner_in_test)


def test_a_candidate_is_proposed_with_enter_and_keeps_its_reason(clerk, shop):
    with board_of(clerk) as view:
        rest(view)
        assert [one.member_id for one in view.table.rows_model.rows] == [shop[1], shop[0]]
        view.table.select(1)
        assert view.panel.why.text() == "Buys with a discount only"
        assert view.panel.main.text().startswith("Propose")
        view.table.setFocus()
        press()
        dialog = view.dialog
        assert isinstance(dialog, ProposeDialog)
        assert dialog.act.widget.value() == "stop_coupons"
        dialog.reason.widget.setPlainText(" ")
        dialog.primary.click()
        assert dialog.reason.error()
        dialog.reason.widget.setPlainText("Comes with coupons of others too")
        dialog.primary.click()
        settle(view.runner_in_test)
        view.key_pressed("F6")
        assert view.subject() == shop[0]
        assert "Comes with coupons of others too" in view.panel.story.text()
        assert view.panel.main.text() == "Take the proposal back"
        assert not view.panel.second.isVisible()


def test_a_manager_agrees_and_ends_it_by_keyboard(clerk, manager, shop):
    letting_go.propose(clerk, draft(shop[0]))
    with board_of(manager) as view:
        rest(view)
        view.key_pressed("F6")
        press()
        assert isinstance(view.dialog, ApproveDialog)
        QTest.keyClick(view.dialog.focusWidget(), Qt.Key.Key_Return)
        settle(view.runner_in_test)
        assert not view.table.rows_model.rows
        view.key_pressed("F6")
        assert view.panel.state.text() == "Approved"
        assert view.panel.main.text() == "End this"
        QTest.keyClick(view.table, Qt.Key.Key_Return)
        settle(view.runner_in_test)
        assert view.panel.state.text() == "Holds no more"
        assert not view.panel.main.isVisible()


def test_a_refusal_asks_for_its_reason(clerk, manager, shop):
    letting_go.propose(clerk, draft(shop[0]))
    with board_of(manager) as view:
        rest(view)
        view.show_list("waiting")
        view.panel.second.click()
        view.dialog.primary.click()
        assert view.dialog.reason.error()
        view.dialog.reason.widget.setText("An old neighbour")
        view.dialog.primary.click()
        settle(view.runner_in_test)
        view.show_list("decided")
        assert view.panel.state.text() == "Refused"
        assert "An old neighbour" in view.panel.story.text()


def test_who_proposed_it_can_only_take_it_back_for_somebody_else_decides(manager, shop):
    letting_go.propose(manager, draft(shop[0]))
    with board_of(manager) as view:
        rest(view)
        view.show_list("waiting")
        assert "somebody else decides" in view.says.text()
        assert view.panel.main.text() == "Take the proposal back"
        assert not view.panel.second.isVisible()
        view.act()
        settle(view.runner_in_test)
        assert not view.table.rows_model.rows


def test_the_main_button_is_in_sight_in_the_smallest_window(manager, shop):
    with board_of(manager) as view:
        rest(view)
        view.resize(780, 380)
        settle(view.runner_in_test)
        button = view.panel.main
        assert not button.visibleRegion().isEmpty()
        assert button.visibleRegion().boundingRect() == button.rect()


def test_contacts_are_counted_only_where_they_are_limited(clerk, shop):
    with board_of(clerk) as view:
        rest(view)
        view.act()
        dialog = view.dialog
        assert not dialog.most.isVisible()
        dialog.act.widget.set_value("contact_at_most")
        assert dialog.most.isVisible()
        dialog.reason.widget.setPlainText("Calls are wasted")
        dialog.most.widget.setText("")
        dialog.primary.click()
        assert dialog.most.error()
        dialog.most.widget.setText("3")
        dialog.primary.click()
        settle(view.runner_in_test)
        assert view.board.waiting[0].most_contacts == 3


def test_an_empty_board_says_so_and_nothing_is_cut(manager, shop):
    with board_of(manager) as view:
        rest(view)
        assert cut_texts(view) == []
        view.key_pressed("F6")
        assert not view.panel.isVisible()
        view.act()
        assert view.dialog is None


def told_of(who, member, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    tab = OverviewTab(hall_of(who, window), member)
    qtbot.addWidget(tab)
    tab.show_profile(profile.profile(who, member), who.today())
    return "" if tab.decided.isHidden() else tab.decided_words.text()


def test_what_holds_stands_on_the_members_page_for_managers_only(desk, clerk, manager, shop, qtbot):
    made = letting_go.propose(clerk, draft(shop[0]))
    assert told_of(manager, shop[0], qtbot) == ""
    letting_go.decide(desk, made.id, approve=True)
    assert told_of(manager, shop[0], qtbot) == "No more coupons"
    assert told_of(clerk, shop[0], qtbot) == ""
