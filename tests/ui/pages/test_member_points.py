"""Why a member has these points, and points moved by hand: one person, or two above a limit."""

from dataclasses import replace

import pytest

from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Bonus, Event
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import club, points, profile, staff
from loyaldesk.services.explaining import plain
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.pages.member.page import MemberPage
from loyaldesk.ui.parts.explain_view import show_explanation
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands, standing
from tests.ui.pages.long_work import working
from tests.ui.pictures import settle

SECRET = "583920"


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    """200,000,000 Rial at Bronze (100 %), 1 point for 100,000 Rial: 2,000 points."""
    made = make_member(desk, first_name="Maryam", last_name="Hashemi", mobile="09121112233")
    make_sale(desk, made.id, 200_000_000)
    return made


@pytest.fixture
def manager(desk):
    staff.add(desk, "Reza", Role.MANAGER.value, SECRET, cost=TEST)


@pytest.fixture
def page(desk, member):
    with working(lambda hall: MemberPage(hall, member.id), desk) as page:
        yield page
        if page.dialog is not None:
            page.dialog.done(0)


def balance(desk, member):
    card = profile.card_of(desk, member.id)
    return card.points - card.debt


# why


def test_the_points_tab_says_at_once_what_they_are_and_how_they_came(desk, member, page, clock):
    points.correct(desk, member.id, -760, "given twice", key="k")
    tab = page.open_tab("Points")
    tab.refresh()
    assert tab.head.usable.figure.text() == "1,240"
    assert "worth 124,000 Toman" in tab.head.usable.remark.text()
    assert tab.head.debt.figure.text() == "0"
    assert "1,240 points in 1 lots can be spent today" in tab.head.headline.text()
    assert plain(tab.head.sums.text()).endswith("=  1,240")
    assert "+2,000" in tab.head.sums.text()
    assert "\u2212760" in tab.head.sums.text()


def test_each_open_lot_says_whence_and_until_when(page):
    tab = page.open_tab("Points")
    (lot,) = tab.lots.rows_model.rows
    cells = [tab.lots.rows_model.index(0, at).data() for at in range(6)]
    assert cells == ["1405/08/30", "Receipt \u20661001\u2069", "2,000", "at once", "1406/08/30",
                     "Usable"]  # fmt: skip
    tab.lots.select(0)
    tab.lots.setFocus()
    Hands().type("\r")
    assert any("good until the end of 1406/08/30" in text for text in tab.explained.view.texts())
    assert lot.entry_id
    tab.explained.done(0)


def test_each_entry_opens_why_and_its_paper(desk, member, page):
    tab = page.open_tab("Points")
    tab.show_view("entries")
    tab.list.table.select(0)
    assert tab.why.isEnabled()
    tab.why.click()
    dialog = tab.explained
    assert dialog.view.explanation.figure.endswith("+2,000")
    dialog.draw_paper()
    settle(page.runner_in_test)
    assert dialog.paper.view.content().startswith(b"%PDF")
    dialog.paper.done(0)
    dialog.done(0)


def test_a_sale_is_explained_from_rule_to_last_day(desk, member, page):
    tab = page.open_tab("Sales")
    tab.list.table.select(0)
    tab.why.click()
    texts = tab.explained.view.texts()
    # 200,000,000 Rial / 100,000 = 2,000
    assert any("20,000,000 Toman" in text and "2,000" in text for text in texts)
    assert any("1406/08/30" in text for text in texts)
    tab.explained.done(0)


def test_the_counter_can_open_the_same_explanation(desk, member, page):
    dialog = show_explanation(page._hall, 1)
    assert dialog.view.explanation.kind == "sale"
    dialog.done(0)


def test_the_balance_is_explained_by_one_press(page):
    tab = page.open_tab("Points")
    tab.head.why.click()
    assert tab.explained.view.explanation.figure == "2,000"
    tab.explained.done(0)


# a second person


def test_above_the_limit_a_second_person_agrees_in_the_same_window(desk, member, page, manager):
    page.correct()
    dialog = page.dialog
    dialog.points.widget.set_value("1000")
    assert not dialog.second.isVisible()
    dialog.points.widget.set_value("1001")
    assert dialog.second.isVisible()
    dialog.reason.widget.setText("lost receipt")
    dialog.submit()
    assert dialog.second.secret.error() == "This is needed."
    dialog.second.secret.widget.setText("000000")
    dialog.submit()
    settle(page.runner_in_test)
    assert dialog.second.secret.error()
    assert balance(desk, member) == 2_000
    dialog.second.secret.widget.setText(SECRET)
    dialog.submit()
    settle(page.runner_in_test)
    assert not dialog.isVisible()
    assert balance(desk, member) == 3_001
    assert profile.points_of(desk, member.id)[0].points == 1_001


def test_nobody_agrees_where_there_is_nobody(page):
    page.correct()
    page.dialog.points.widget.set_value("5000")
    assert "Nobody else in this shop may agree" in page.dialog.second.note.label.text()
    page.dialog.reason.widget.setText("x")
    page.dialog.submit()
    assert page.dialog.isVisible()


def test_the_one_at_the_desk_is_not_offered_as_second_person(page, manager):
    page.correct()
    who = page.dialog.second.who.widget
    assert [who.itemText(at) for at in range(who.count())] == ["Reza"]


# handing over


def test_a_transfer_shows_which_lots_move_before_it_is_done(desk, member, page):
    other = make_member(desk, first_name="Ali", last_name="Rad", mobile="09121119999")
    page.transfer()
    dialog = page.dialog
    dialog.to.widget.set_member(other.id)
    dialog.points.widget.set_value("500")
    lines = dict(dialog.what.lines())
    assert lines["From the lot of 1405/08/30"] == "500, good until 1406/08/30"
    assert lines["Left here"] == "1,500"
    assert lines["There afterwards"] == "500"
    dialog.submit()
    assert dialog.reason.error() == "This is needed."
    dialog.reason.widget.setText("a present")
    dialog.submit()
    assert (balance(desk, member), balance(desk, other)) == (1_500, 500)


def test_a_transfer_above_the_limit_asks_for_a_second_person(desk, member, page, manager):
    other = make_member(desk, first_name="Ali", last_name="Rad", mobile="09121119999")
    page.transfer()
    dialog = page.dialog
    dialog.to.widget.set_member(other.id)
    dialog.points.widget.set_value("1200")
    assert dialog.second.isVisible()
    dialog.reason.widget.setText("a present")
    dialog.second.secret.widget.setText(SECRET)
    dialog.submit()
    settle(page.runner_in_test)
    assert (balance(desk, member), balance(desk, other)) == (800, 1_200)


def test_more_than_there_is_cannot_be_handed_over(desk, member, page):
    other = make_member(desk, first_name="Ali", last_name="Rad", mobile="09121119999")
    page.transfer()
    page.dialog.to.widget.set_member(other.id)
    page.dialog.points.widget.set_value("2001")
    assert page.dialog.points.error() == "Not enough points: 2,000 of 2,001."


# rights and bonuses


def test_a_cashier_sees_why_but_moves_nothing(desk, member):
    cashier = replace(desk, operator=desk_of(desk, Role.CASHIER).operator)
    with standing(lambda hall: MemberPage(hall, member.id), cashier) as page:
        tab = page.open_tab("Points")
        assert tab.why.isVisibleTo(tab)
        assert not tab.correct.isVisibleTo(tab)
        assert not tab.transfer.isVisibleTo(tab)
        assert not page.head.transfer.isVisible()
        assert not page.head.merge.isVisible()


def test_a_bonus_for_an_answer_is_given_once_as_the_programme_says(desk, member):
    bonus = Bonus("survey", "نظرسنجی", "Survey", Event.SURVEY, 30, per_year=1)
    club.publish_programme(desk, replace(Programme.plain(), bonuses=(bonus,)))
    with standing(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Rewards and wallet")
        tab.bonus.click()
        tab.dialog.submit()
        assert balance(desk, member) == 2_030
        tab.bonus.click()
        tab.dialog.submit()
        assert tab.dialog.what.error() == "This member has had it as often as one may in a year."
        tab.dialog.done(0)


def test_without_such_a_bonus_none_is_offered(page):
    assert not page.open_tab("Rewards and wallet").bonus.isVisible()


def test_points_that_end_soon_and_points_that_wait_are_told(desk, member, clock):
    rules = Programme.plain()
    club.publish_programme(desk, replace(rules, lots=replace(rules.lots, pending_days=7)))
    make_sale(desk, member.id, 10_000_000)  # Gold by now: 125 % of 100
    with standing(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Points")
        assert tab.head.pending.figure.text() == "125"
        assert tab.head.pending.remark.text() == "the first from 1405/09/07 on"
    clock.forward(days=355)
    with standing(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Points")
        assert tab.head.expiring.figure.text() in ("2,000", "2,125")
        assert tab.head.expiring.remark.text() == "the first after 1406/08/30"
