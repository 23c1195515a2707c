"""Rewards, wallet and proofs of a member; tier by hand, family, and two records that are one."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.basket import PIECE, Line
from loyaldesk.domain.conditions import Goods
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind
from loyaldesk.domain.rules import StampCard
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import (
    club,
    families,
    members,
    merging,
    prepaid,
    profile,
    record,
    safekeeping,
    spender,
    tier_hands,
)
from loyaldesk.ui.pages.member.page import MemberPage
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import standing
from tests.ui.pages.long_work import held, working
from tests.ui.pictures import settle

MUG = Reward("mug", "لیوان", "Mug", RewardKind.GIFT, points=100, stock=2)
OFF = Reward("off", "تخفیف", "Discount", RewardKind.AMOUNT, points=50, rial=50_000)


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    """2,000 points and Gold, as in the tests of the page."""
    made = make_member(desk, first_name="Maryam", last_name="Hashemi", mobile="09121112233")
    make_sale(desk, made.id, 200_000_000)
    return made


@pytest.fixture
def other(desk):
    made = make_member(desk, first_name="Ali", last_name="Rad", mobile="09121119999")
    make_sale(desk, made.id, 30_000_000)  # 300 points
    return made


@pytest.fixture
def page(desk, member):
    with working(lambda hall: MemberPage(hall, member.id), desk) as page:
        yield page
        if page.dialog is not None:
            page.dialog.done(0)


def publish(desk, **fields):
    club.publish_programme(desk, replace(Programme.plain(), **fields))


def points_of(desk, member):
    return profile.card_of(desk, member.id).points


# wallet, rewards, proofs


def test_the_wallet_is_corrected_with_a_reason(desk, member, page):
    tab = page.open_tab("Rewards and wallet")
    assert tab.wallet_sum.text() == "0 Toman"
    tab.correct.click()
    tab.dialog.amount.widget.set_amount(500_000)
    tab.dialog.submit()
    assert tab.dialog.reason.error() == "This is needed."
    tab.dialog.reason.widget.setText("paid twice")
    tab.dialog.submit()
    assert prepaid.wallet(desk, member.id).balance_rial == 500_000
    assert tab.wallet_sum.text() == "50,000 Toman"
    tab.show_view("wallet")
    assert "paid twice" in tab.movements.rows_model.index(0, 2).data()


def test_more_than_is_in_the_wallet_cannot_be_taken(page):
    tab = page.open_tab("Rewards and wallet")
    tab.open_wallet()
    tab.dialog.way.set_value(-1)
    tab.dialog.amount.widget.set_amount(10_000)
    tab.dialog.reason.widget.setText("x")
    tab.dialog.submit()
    assert tab.dialog.isVisible()
    assert tab.dialog.problem.isVisible()
    tab.dialog.reason.widget.clear()
    tab.dialog.amount.widget.clear()
    tab.dialog.done(0)


def test_a_gift_is_taken_without_a_sale(desk, member):
    publish(desk, rewards=(MUG, OFF))
    with working(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Rewards and wallet")
        tab.take.click()
        assert [one.code for one in tab.dialog.table.rows_model.rows] == ["off", "mug"]
        tab.dialog.table.select(1)
        assert tab.dialog.after.text() == "2,000 points now, 1,900 afterwards."
        tab.dialog.submit()
        assert tab.dialog.until.text() == "Please hand the gift over now."
        tab.dialog.done(0)
        assert points_of(desk, member) == 1_900
        tab.show_view("taken")
        cells = [tab.taken.rows_model.index(0, at).data() for at in (1, 2, 4)]
        assert cells == ["\u2068Mug\u2069", "100", "Handed over"]


def test_any_other_reward_becomes_a_voucher_whose_code_is_shown(desk, member):
    publish(desk, rewards=(OFF,))
    with working(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Rewards and wallet")
        tab.open_take()
        tab.dialog.submit()
        (voucher,) = tab.vouchers.rows_model.rows
        assert voucher.typed in tab.dialog.code.text()
        tab.dialog.copy.click()
        assert QApplication.clipboard().text() == voucher.typed
        tab.dialog.done(0)
        assert tab.vouchers.rows_model.index(0, 3).data() == "Open"


def test_many_points_are_taken_only_with_the_member_s_pin(desk, member):
    plain = Programme.plain()
    publish(desk, rewards=(MUG,), spending=replace(plain.spending, check_above_points=50))
    spender.set_pin(desk, member.id, "739154")
    cashier = replace(desk, operator=desk_of(desk, Role.CASHIER).operator)
    with working(lambda hall: MemberPage(hall, member.id), cashier) as page:
        tab = page.open_tab("Rewards and wallet")
        tab.open_take()
        dialog = tab.dialog
        assert dialog.proof.pin.isVisible()
        dialog.proof.pin.widget.set_value("739155")
        dialog.submit()
        settle(page.runner_in_test)
        assert dialog.proof.pin.error()
        assert points_of(desk, member) == 2_000
        dialog.proof.pin.widget.set_value("739154")
        dialog.submit()
        settle(page.runner_in_test)
        assert points_of(desk, member) == 1_900
        tab.dialog.done(0)


def test_the_pin_is_set_and_removed_in_the_worker(desk, member, page):
    tab = page.open_tab("Rewards and wallet")
    tab.pin.change.click()
    tab.dialog.secret.widget.set_value("1234")
    tab.dialog.submit()
    settle(page.runner_in_test)
    assert tab.dialog.secret.error()  # too easy
    tab.dialog.secret.widget.set_value("739154")
    tab.dialog.submit()
    settle(page.runner_in_test)
    assert spender.proofs(desk, member.id).has_pin
    assert tab.pin.state.text() == "set"
    tab.open_proof("pin")
    tab.dialog.remove.click()
    settle(page.runner_in_test)
    assert not spender.proofs(desk, member.id).has_pin


def test_stamps_are_counted_for_all_to_see(desk, member):
    card = StampCard("tea", "کارت چای", "Tea card", 9, "off", goods=Goods(products=("tea",)))
    publish(desk, rewards=(OFF,), stamps=(card,))
    line = Line(300_000, "tea", "Tea", quantity=3 * PIECE)
    make_sale(desk, member.id, 0, lines=(line,))
    with standing(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Rewards and wallet")
        assert tab.stamps.texts() == ["Tea card: 3 of 9"]


# tier


def test_a_tier_by_hand_has_a_reason_a_last_day_and_can_be_ended_and_undone(desk, member, page):
    tab = page.open_tab("Family and record")
    tab.tier.set.click()
    dialog = tab.tier.dialog
    dialog.tier.widget.set_value("platinum")
    dialog.until.widget.set_day(date(2027, 1, 20))
    dialog.submit()
    assert dialog.reason.error() == "This is needed."
    dialog.reason.widget.setText("best neighbour")
    dialog.submit()
    assert profile.card_of(desk, member.id).tier.code == "platinum"
    page.refresh()
    assert "at least \u2068Platinum\u2069" in tab.tier.hand.label.text()
    assert "best neighbour" in tab.moves.rows_model.index(0, 3).data()
    tab.tier.end()
    assert profile.card_of(desk, member.id).tier.code == "gold"
    page._hall.toasts.act()
    assert tier_hands.in_hand(desk, member.id).tier == "platinum"


def test_the_history_says_which_sale_raised_the_tier(page):
    tab = page.open_tab("Family and record")
    cells = [tab.moves.rows_model.index(0, at).data() for at in (1, 3)]
    assert cells == ["Gold", "A purchase, receipt \u20661001\u2069"]


# family


def test_a_family_is_made_shared_and_left_again(desk, member, other, page):
    tab = page.open_tab("Family and record")
    tab.family.make.click()
    dialog = tab.family.dialog
    assert dialog.name.widget.text() == "Family Hashemi"
    dialog.other.widget.set_member(other.id)
    dialog.submit()
    assert "2,300 points together" in tab.family.words.text()
    names = [one.name for one in tab.family.table.rows_model.rows]
    tab.family.table.select(names.index("Ali Rad"))
    tab.family.switch_spending()
    (ali,) = [k for k in families.family_of(desk, member.id).members if k.member_id == other.id]
    assert not ali.may_spend
    tab.family.table.select(names.index("Ali Rad"))
    tab.family.take_out()
    assert families.family_of(desk, other.id) is None
    page._hall.toasts.act()
    assert families.family_of(desk, other.id) is not None


def test_a_family_is_joined_by_naming_one_of_it(desk, member, other, page):
    families.make(desk, "Rad", [other.id])
    tab = page.open_tab("Family and record")
    tab.family.open_join()
    tab.family.dialog.other.widget.set_member(other.id)
    assert "300 points together" in tab.family.dialog.found.text()
    tab.family.dialog.submit()
    assert families.family_of(desk, member.id).name == "Rad"


def test_who_is_in_another_family_cannot_be_taken_in(desk, member, other, page):
    families.make(desk, "Rad", [other.id])
    families.make(desk, "Hashemi", [member.id])
    tab = page.open_tab("Family and record")
    tab.family.open_join()
    tab.family.dialog.other.widget.set_member(other.id)
    tab.family.dialog.submit()
    assert "Rad" in tab.family.dialog.problem.label.text()
    tab.family.dialog.done(0)


# merging


def twin_of(desk):
    draft = MemberDraft(first_name="Maryam", last_name="Hashemi", mobile="09121112233")
    made = members.enrol(desk, draft, share_mobile=True)
    make_sale(desk, made.id, 10_000_000)
    return made


def test_the_double_is_offered_and_what_moves_is_shown_before(desk, member, page, qtbot):
    twin = twin_of(desk)
    page.merge_with()
    dialog = page.dialog
    assert not dialog.primary.isEnabled()
    assert "same mobile" in dialog.alike.buttons[0].text()
    dialog.alike.buttons[0].click()
    lines = dict(dialog.what.lines())
    assert lines["Points that move"] == "100 in 1 lot"
    assert lines["Points of the kept record then"] == "2,100"
    assert lines["Sales and returns"] == "1"
    assert points_of(desk, member) == 2_000  # nothing was stored yet
    dialog.submit()
    assert dialog.busy.isVisible()  # the window goes on meanwhile
    assert points_of(desk, member) == 2_000
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    assert points_of(desk, member) == 2_100
    assert record.merged_into(desk, twin.id).other_id == member.id
    (made,) = safekeeping.backups(desk)
    assert (made.state, made.manifest.reason) == ("verified", "merge")


def test_a_merge_whose_backup_is_stopped_or_fails_changes_nothing(desk, member, page, qtbot):
    twin = twin_of(desk)
    page.merge_with()
    dialog = page.dialog
    dialog.alike.buttons[0].click()
    with held(page.runner_in_test):
        dialog.submit()
        assert not dialog.primary.isEnabled()
        dialog.submit()  # a second press begins nothing twice
        dialog.secondary.click()
        assert dialog.isVisible()
    qtbot.waitUntil(dialog.primary.isEnabled, timeout=20_000)
    assert record.merged_into(desk, twin.id) is None
    folder = safekeeping.folder_of(desk)
    folder.rmdir() if folder.exists() else None
    folder.write_text("in the way")
    dialog.submit()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=20_000)
    assert record.merged_into(desk, twin.id) is None
    folder.unlink()


def test_a_merged_record_says_where_it_lives_and_can_be_undone(desk, member, qtbot):
    twin = twin_of(desk)
    merging.merge(desk, twin.id, member.id)
    with working(lambda hall: MemberPage(hall, twin.id), desk) as page:
        assert "became part of \u2068Maryam Hashemi\u2069" in page.merged.label.text()
        assert not page.head.sale.isVisible()
        with qtbot.waitSignal(page.member_wanted) as asked:
            page.merged.button.click()
        assert asked.args == [member.id]
        page.merged.undo.click()
        assert dict(page.dialog.what.lines())["Points that go back"] == "100"
        page.dialog.submit()
        assert record.merged_into(desk, twin.id) is None
        qtbot.waitUntil(lambda: not page.merged.isVisible(), timeout=2000)


def test_the_kept_record_lists_the_others_and_undoes_too(desk, member, page):
    twin = twin_of(desk)
    merging.merge(desk, twin.id, member.id)
    tab = page.open_tab("Family and record")
    tab.refresh()
    (merge,) = tab.merges.merges
    tab.merges.open_undo(merge)
    tab.merges.dialog.submit()
    assert tab.merges.merges == []
    assert points_of(desk, twin) == 100


def test_after_thirty_days_a_merge_stays(desk, member, clock):
    twin = twin_of(desk)
    merging.merge(desk, twin.id, member.id)
    clock.forward(days=31)
    with working(lambda hall: MemberPage(hall, twin.id), desk) as page:
        assert page.merged.isVisible()
        assert not page.merged.undo.isVisible()


def test_without_the_rights_nothing_of_it_is_offered(desk, member):
    cashier = replace(desk, operator=desk_of(desk, Role.CASHIER).operator)
    with standing(lambda hall: MemberPage(hall, member.id), cashier) as page:
        tab = page.open_tab("Family and record")
        assert not tab.tier.set.isVisibleTo(tab)
        assert not tab.family.make.isVisibleTo(tab)
        assert not tab.merges.merge.isVisibleTo(tab)
        rewards = page.open_tab("Rewards and wallet")
        assert not rewards.correct.isVisibleTo(rewards)


# goods


def test_returned_goods_are_a_row_of_their_own(desk, member, page):
    tab = page.open_tab("Sales")
    tab.list.table.select(0)
    tab.goods.click()
    tab.goods_dialog.amount.widget.set_amount(50_000_000)
    tab.goods_dialog.reckon()
    tab.goods_dialog.submit()
    kinds = [sale.kind for sale in tab.list.rows()]
    assert kinds == ["return", "sale"]
    assert "Return of" in tab.list.table.rows_model.index(0, 2).data()
    tab.list.table.select(0)
    assert not tab.goods.isEnabled()
    assert not tab.back.isEnabled()
    assert tab.why.isEnabled()
