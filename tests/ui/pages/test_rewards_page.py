"""The page of rewards: cards, vouchers by keyboard, gifts handed over, gift cards, liability."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.domain.conditions import When
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import club, points, prepaid, rewards, vouchers
from loyaldesk.ui.pages.rewards.page import RewardsPage
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.conftest import _KEYS, press
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import working
from tests.ui.pictures import settle

TODAY = date(2026, 11, 21)
MUG = Reward("mug", "لیوان", "Mug", RewardKind.GIFT, points=100, stock=4)
OFF = Reward(
    "off", "تخفیف", "5,000 Toman off", RewardKind.AMOUNT, points=500, rial=50_000, valid_days=30
)
OLD = Reward(
    "old", "پارسال", "Last year's", RewardKind.PERCENT, Take.CODE, percent=10,
    discount_code="OLD", when=When(last_day=TODAY - timedelta(days=1)),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def shop(desk):
    """Rewards for 100 and 500 points, and one whose day is over; Sara has 600 points, Ali 150."""
    club.publish_programme(desk, Programme(rewards=(MUG, OFF, OLD)))
    people = [
        make_member(desk, first_name="Sara", last_name="Ahmadi").id,
        make_member(desk, first_name="Ali", last_name="Karimi").id,
    ]
    with desk.change(Permission.POINTS_ADJUST) as change:
        for member, held in zip(people, (600, 150), strict=True):
            points.opening_balance(change, member, held, None, key=f"open-{member}")
    return people


@pytest.fixture
def manager(desk, shop):
    return desk_of(desk, Role.MANAGER, "Neda")


@pytest.fixture
def page(manager):
    with working(RewardsPage, manager) as made:
        rest(made)
        yield made


def rest(page):
    settle(page.runner_in_test)


def card(page, code):
    return next(one for one in page.view().cards() if one.figures.reward.code == code)


def type_in(dialog, text):
    """Type where a dialog has its keys."""
    for letter in text:
        press(dialog.focusWidget(), _KEYS.get(letter), letter)


def rows(table) -> list[list[str]]:
    model = table.rows_model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_each_card_says_who_can_take_the_reward_now(page):
    # 600 and 150 points: both have the 100 of the mug, one the 500 of the discount
    assert card(page, "mug").able.label.text() == "2 members can take it now"
    assert card(page, "off").able.label.text() == "1 member can take it now"
    assert card(page, "off").cost.text() == "500 points"


def test_a_reward_whose_day_is_over_is_shown_only_among_all(page):
    assert [one.figures.reward.code for one in page.view().cards()] == ["mug", "off"]
    page.view().filter.set_value(False)
    page.view().filter.chosen.emit(False)
    assert [one.figures.reward.code for one in page.view().cards()] == ["mug", "off", "old"]
    assert card(page, "old").able is None


def test_few_pieces_are_warned_of_and_more_can_be_counted_in(page):
    assert card(page, "mug").stock.text() == "Only 4 left"
    card(page, "mug").restock.click()
    type_in(page.view().dialog, "30\r")
    rest(page)
    assert card(page, "mug").stock.label.text() == "30 in stock"


def test_pieces_that_were_not_typed_are_asked_for_beside_the_field(page):
    card(page, "mug").restock.click()
    type_in(page.view().dialog, "\r")
    assert page.view().dialog.pieces.error() == "This is needed."
    page.view().dialog.done(0)


def test_a_manager_issues_a_voucher_for_a_member_by_keyboard(page, manager, shop):
    hands = Hands()
    hands.key(Qt.Key.Key_F8)
    hands.pause()
    dialog = page.view().dialog
    assert dialog.focusWidget() is dialog.reward.widget
    dialog.reward.widget.set_value("off")
    type_in(dialog, "\t\t")  # past for whom
    assert dialog.focusWidget() is dialog.member.box
    type_in(dialog, "Sara\r")  # the only one who fits
    assert dialog.member.member_id() == shop[0]
    type_in(dialog, "\r")
    rest(page)
    (made,) = vouchers.voucher_list(manager)
    assert (made.reward, made.member_id) == ("off", shop[0])
    assert made.valid_until == TODAY + timedelta(days=30)
    assert page.view().dialog.title.text() == "1 voucher was made"
    page.view().dialog.done(0)


def test_vouchers_for_whoever_brings_them_are_shown_with_codes_to_copy(page, manager):
    page.view().begin_issue()
    dialog = page.view().dialog
    dialog.who.set_value("bearer")
    dialog.who.chosen.emit("bearer")
    dialog.count.widget.setFocus()
    type_in(dialog, "3\r")
    rest(page)
    codes = [row.typed for row in page.view().dialog.rows]
    assert len(codes) == 3
    page.view().dialog.copy.click()
    assert QGuiApplication.clipboard().text().split("\n") == codes
    page.view().dialog.done(0)


def test_made_vouchers_are_written_to_a_file_and_drawn_for_the_printer(page, tmp_path):
    page.view().begin_issue()
    page.view().dialog.who.set_value("bearer")
    page.view().dialog._show_fields()
    page.view().dialog.count.widget.set_value("2")
    page.view().dialog.submit()
    shown = page.view().dialog
    shown.export_to(tmp_path / "codes.csv")
    rest(page)
    lines = (tmp_path / "codes.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 4  # with who wrote it
    assert all(row.typed in line for row, line in zip(shown.rows, lines[1:-1], strict=True))
    shown.print.click()
    rest(page)
    assert shown.paper.view.content().startswith(b"%PDF")
    shown.paper.done(0)
    shown.done(0)


@pytest.mark.parametrize(("who", "wrong"), [("member", "member_field"), ("bearer", "count")])
def test_what_is_missing_for_a_voucher_is_said_beside_its_field(page, who, wrong):
    page.view().begin_issue()
    dialog = page.view().dialog
    dialog.who.set_value(who)
    dialog._show_fields()
    dialog.submit()
    assert getattr(dialog, wrong).error() == "This is needed."
    dialog.done(0)


def test_too_many_vouchers_are_refused_beside_the_number(page):
    page.view().begin_issue()
    dialog = page.view().dialog
    dialog.who.set_value("bearer")
    dialog._show_fields()
    dialog.count.widget.set_value("9000")
    dialog.submit()
    assert dialog.count.error()
    dialog.done(0)


def test_a_voucher_is_found_by_its_code_and_by_its_member(page, manager, shop):
    (sara,) = vouchers.issue_vouchers(manager, "off", member_ids=[shop[0]])
    (bearer,) = vouchers.issue_vouchers(manager, "mug", count=1)
    view = page.open_tab("Vouchers")
    assert len(view.list.rows()) == 2
    view.search.setText("Ahmadi")
    view.refresh()
    assert [row.id for row in view.list.rows()] == [sara.id]
    page.take_scan(bearer.typed)
    assert [row.id for row in view.list.rows()] == [bearer.id]


def test_a_voucher_is_ended_with_a_reason(page, manager):
    vouchers.issue_vouchers(manager, "mug", count=1)
    view = page.open_tab("Vouchers")
    rest(page)
    view.search.setFocus()
    hands = Hands()
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_F9)
    hands.pause()
    type_in(view.dialog, "\r")
    assert view.dialog.reason.error() == "This is needed."
    type_in(view.dialog, "lost\r")
    assert [row.state for row in vouchers.voucher_list(manager)] == ["ended"]
    assert not view.end.isEnabled()


def test_a_gift_that_waits_is_handed_over_by_keyboard(desk, manager, shop):
    taken = rewards.take_reward(desk_of(desk, Role.CASHIER), shop[0], "mug", key="t1")
    assert taken.delivery == "waiting"
    with working(RewardsPage, manager) as page:
        view = page.open_tab("Taken")
        assert [row.delivery for row in view.list.rows()] == ["waiting"]
        rest(page)
        view.focus_first()
        hands = Hands()
        hands.key(Qt.Key.Key_F8)
        hands.pause()
        assert [row.delivery for row in view.list.rows()] == ["ready"]
        hands.key(Qt.Key.Key_F9)
        hands.pause()
        assert view.list.rows() == []
        view.filter.set_value("given")
        view.filter.chosen.emit("given")
        assert rows(view.list.table)[0][1:4] == [
            "\u2068Sara Ahmadi\u2069", "\u2068Mug\u2069", "100",
        ]  # fmt: skip
        rest(page)


def test_a_gift_handed_over_by_mistake_waits_again(desk, manager, shop):
    rewards.take_reward(desk_of(desk, Role.CASHIER), shop[0], "mug", key="t1")
    with working(RewardsPage, manager) as page:
        view = page.open_tab("Taken")
        row = view.list.rows()[0]
        view.move_to("given")
        view._take_back(row)
        assert [one.delivery for one in view.list.rows()] == ["waiting"]
        rest(page)


@pytest.fixture
def gift_card(desk, shop):
    """A gift card of 500,000 Rial."""
    make_sale(
        desk, shop[0], 0,
        lines=(Line(500_000, "62198610345677", kind=LineKind.GIFT_CARD),),
    )  # fmt: skip
    return "62198610345677"


def test_the_list_shows_the_end_of_a_gift_card_only(gift_card, page):
    view = page.open_tab("Gift cards")
    (line,) = rows(view.table)
    assert line[0] == "\u2066…5677\u2069"
    assert not any(gift_card in cell for cell in line)
    assert view.cards_owed.figure.text() == "50,000 Toman"


def test_a_gift_card_is_looked_up_blocked_and_opened_again(gift_card, page, manager):
    view = page.open_tab("Gift cards")
    page.take_scan(gift_card)
    panel = view.panel
    assert panel.balance.text() == "50,000 Toman"
    panel.begin_block()
    type_in(panel.dialog, "stolen\r")
    assert prepaid.balance(manager, gift_card).refusal == "blocked"
    assert panel.state.text() == "Blocked"
    assert not panel.block.isVisible()
    panel.unblock.click()
    assert prepaid.balance(manager, gift_card).refusal == ""


def test_money_on_a_gift_card_is_corrected_with_a_reason(gift_card, page, manager):
    view = page.open_tab("Gift cards")
    view.table.select(0)
    view.panel.begin_correct()
    dialog = view.panel.dialog
    dialog.way.set_value(-1)
    dialog.amount.widget.set_amount(200_000)
    assert dialog.after.text() == "50,000 Toman now, 30,000 Toman afterwards."
    dialog.submit()
    assert dialog.reason.error() == "This is needed."
    dialog.reason.widget.setText("counted")
    dialog.submit()
    assert prepaid.balance(manager, gift_card).balance_rial == 300_000
    assert view.panel.balance.text() == "30,000 Toman"


def test_a_code_no_gift_card_has_is_said_beside_the_field(page):
    view = page.open_tab("Gift cards")
    view.take_scan("12345")
    assert view.panel.code.error()
    assert not view.panel.found.isVisible()


def test_liability_says_what_points_are_worth_and_that_it_is_too_early(page):
    view = page.open_tab("Liability")
    rest(page)
    # 600 and 150 points at 100 Toman each
    assert view.points.figure.text() == "750"
    assert view.worth.figure.text() == "75,000"
    assert view.expected.figure.text() == "–"
    assert "Too early" in view.expected.small.text()


def test_another_worth_is_reckoned_as_one_types(page):
    view = page.open_tab("Liability")
    rest(page)
    view.focus_first()
    Hands().type("60")
    # 750 points at 60 Toman instead of 100: 45,000, which is 30,000 less
    assert view.what_if.new.text() == "Worth 45,000 Toman"
    assert view.what_if.difference.text() == "30,000 Toman less than today"
    assert view.what_if.harmed.text() == "2 members would lose something promised"
    view.what_if.worth.widget.set_amount(2_000)
    assert view.what_if.difference.text() == "75,000 Toman more than today"
    assert view.what_if.harmed.text() == "No member would lose anything"


def test_liability_is_drawn_for_the_printer_and_written_for_excel(page, tmp_path):
    view = page.open_tab("Liability")
    rest(page)
    view.print_it()
    rest(page)
    assert view.paper.view.content().startswith(b"%PDF")
    view.paper.done(0)
    view.export_to(tmp_path / "owed.csv")
    rest(page)
    assert "75,000" not in (tmp_path / "owed.csv").read_text("utf-8-sig")
    assert "75000" in (tmp_path / "owed.csv").read_text("utf-8-sig")


def test_a_cashier_sees_rewards_but_neither_liability_nor_what_may_not_be_done(desk, shop):
    with working(RewardsPage, desk_of(desk, Role.CASHIER)) as page:
        rest(page)
        assert page.titles() == ["Rewards", "Vouchers", "Taken", "Gift cards"]
        assert not page.view().issue.isVisible()
        assert not page.view().change.isVisible()
        assert not card(page, "mug").restock.isVisible()
        assert not page.view().costs.isVisible()
        assert not page.open_tab("Vouchers").end.isVisible()
        assert not page.open_tab("Taken").given.isVisible()
        gift_cards = page.open_tab("Gift cards")
        rest(page)
        assert gift_cards.panel.isVisible()


def test_a_club_without_rewards_is_led_to_the_settings(desk, qtbot):
    with working(RewardsPage, desk) as page:
        rest(page)
        assert not page.view().issue.isVisible()
        button = page.view().empty.findChildren(type(page.view().change))[0]
        with qtbot.waitSignal(page.place_wanted) as asked:
            button.click()
        assert asked.args == ["settings"]


def test_a_reward_taken_at_the_till_is_on_the_page_after_a_lull(desk, page, shop, qtbot):
    assert card(page, "off").month.text() == "Not taken this month"
    other = replace(desk, bus=page.hall_in_test.desk.bus)
    make_sale(other, shop[0], 1_000_000, rewards=("off",))
    said = "This month: taken once, 500 points, 5,000 Toman"
    qtbot.waitUntil(lambda: card(page, "off").month.text() == said, timeout=3000)
    rest(page)
    assert page.view().costs.now.text() == "5,000"
