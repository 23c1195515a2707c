"""The list of members at risk by keyboard, and what the page of a member says of the time ahead."""

import pytest
from PySide6.QtCore import Qt

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import followups
from loyaldesk.services.insight import at_risk
from loyaldesk.ui.pages.insights.at_risk_view import AtRiskView
from loyaldesk.ui.pages.member.expect_card import ExpectCard
from loyaldesk.ui.pages.member.page import MemberPage
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.ui.conftest import press
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def shop(desk, clock):
    """Two members of 20-day gaps, silent for 50 of 60 days; the second spends more."""
    story, found = ClubStory(desk, clock), []
    for amount in (1_000_000, 2_000_000):
        member = story.member("2026-06-01")
        story.sales(member, "2026-08-03", 4, 20, amount)
        found.append(member)
    return found


def rest(view):
    view.refresh()
    settle(view.runner_in_test)


def test_the_list_stands_by_what_is_at_stake_and_enter_opens(desk, shop):
    with working(AtRiskView, desk) as view:
        rest(view)
        assert [one.member_id for one in view.table.rows_model.rows] == [shop[1], shop[0]]
        assert "(2)" in view.which._group.button(0).text()
        assert "usually every 20 days" in view.count.text()
        opened = []
        view.member_wanted.connect(opened.append)
        view.focus_first()
        Hands().type("\r")
        assert opened == [shop[1]] and view.subject() == shop[1]
        assert not cut_texts(view)


def test_one_key_makes_the_follow_ups_of_all_that_are_marked(desk, shop):
    with working(AtRiskView, desk) as view:
        rest(view)
        view.focus_first()
        press(view.table, Qt.Key.Key_Down, modifiers=Qt.KeyboardModifier.ShiftModifier)
        assert view.follow.accessibleName() == "Make 2 follow-ups"
        view.follow.click()
        settle(view.runner_in_test)
        assert all(len(followups.of_member(desk, each)) == 1 for each in shop)
        assert view.table.rows_model.rows[0].has_followup


def test_the_next_list_comes_with_f6_and_says_when_it_is_empty(desk, shop):
    with working(AtRiskView, desk) as view:
        rest(view)
        assert view.key_pressed("F6")
        settle(view.runner_in_test)
        assert view.which.value() == "watch" and not view.table.rows_model.rows
        assert not view.follow.isEnabled()
        assert not view.key_pressed("F9")


def test_a_narrow_window_needs_no_scrolling_to_the_side(desk, shop):
    with working(AtRiskView, desk) as view:
        rest(view)
        view.window().resize(780, 560)
        settle(view.runner_in_test)
        assert view.table.horizontalScrollBar().maximum() == 0


def test_the_page_of_a_member_says_what_to_expect_and_makes_the_follow_up(desk, shop):
    with working(lambda hall: MemberPage(hall, shop[0]), desk_of(desk, Role.MANAGER)) as page:
        card = page.open_tab("Overview").expect
        assert card.risk.text() == "At risk"
        assert card.reason.text() == "Usually comes every 20 days, has been away for 50 days."
        assert card.next.text() == "Call with a small offer"
        card.act.click()
        assert len(followups.of_member(desk, shop[0])) == 1
        assert page.tabs.tabText(page.tabs.currentIndex()) == "Follow-ups"


def test_the_counter_sees_the_next_action_and_no_money(desk, shop):
    cashier = desk_of(desk, Role.CASHIER)
    with working(lambda hall: _Standing(hall, shop[0]), cashier) as card:
        card.refresh()
        assert card.told.value is None and card.act.isVisible()
        names = [card._grid.itemAt(n).widget().text() for n in range(card._grid.count())]
        assert not any("12 months" in name and "Visits" not in name for name in names)
    assert at_risk.make_followups(cashier, [shop[0]]).made == 1


class _Standing(ExpectCard):
    """The card alone."""

    def focus_first(self):
        self.act.setFocus()
