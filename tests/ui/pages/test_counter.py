"""The counter: every task by keys, counted; nothing recorded twice, nothing typed is lost."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loyaldesk.app import build_window
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import (
    cards,
    care,
    checking,
    club,
    complaints,
    contacts,
    drafts,
    followups,
    members,
    profile,
    receipts,
    sales,
)
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.store import database
from loyaldesk.ui.kit.scanner import WedgeFilter
from loyaldesk.ui.pages.counter.choices import point_offers
from loyaldesk.ui.pages.counter.page import CounterPage
from loyaldesk.ui.parts.enrol_form import EnrolForm
from loyaldesk.ui.shell.keys import KeyTable
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands, standing

MOBILE = "09121112233"


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    return make_member(desk, first_name="Maryam", last_name="Hashemi", mobile=MOBILE)


@pytest.fixture
def page(desk, member):
    with standing(CounterPage, desk) as page:
        yield page


@pytest.fixture
def hands():
    return Hands()


def count(desk, table: str) -> int:
    return desk.db.execute_sql(f"SELECT COUNT(*) FROM {table}").fetchone()[0]


def last_sale(desk) -> tuple:
    return desk.db.execute_sql(
        "SELECT member_id, amount_rial, earned, paid_points, kind FROM sale ORDER BY id DESC"
    ).fetchone()


# key budgets (DESK 12)


def test_enrolling_takes_eleven_digits_and_about_sixteen_keys_and_no_mouse(desk, page, hands):
    hands.type("09351234567")
    hands.pause()
    hands.type("\r")  # the offered answer: a new member with this number
    hands.type("Sara\tNouri\t \r")
    assert hands.keys <= 11 + 16
    assert page.member.name.text() == "Sara Nouri"
    form, _version = members.open_form(desk, members.identify(desk, "09351234567").id)
    assert (form.first_name, form.last_name, form.consent) == ("Sara", "Nouri", {"sms"})
    assert page.sale.amount.widget.hasFocus()  # ready for the amount


def test_a_scan_the_amount_and_enter_are_a_sale_and_the_keys_are_back_in_the_box(
    desk, page, member, hands
):
    page.take_scan(cards.issue(desk, member.id))
    hands.type("1250.\r")  # the key . types three zeros: 1,250,000 Toman
    assert 5 <= hands.keys <= 8
    assert last_sale(desk) == (member.id, 12_500_000, 125, 0, "sale")
    assert page.box.hasFocus()


def test_without_a_card_the_last_four_digits_of_the_mobile_are_enough(desk, page, hands, member):
    hands.type("2233\r" + "1250.\r")
    assert 10 <= hands.keys <= 16
    assert last_sale(desk)[:2] == (member.id, 12_500_000)


def test_points_pay_a_part_by_f6_a_digit_and_enter(desk, page, hands, member):
    make_sale(desk, member.id, 30_000_000)  # 300 points, worth 30,000 Toman
    hands.type("2233\r1250.")
    before = hands.keys
    hands.key(Qt.Key.Key_F6)
    hands.type("2\r")
    assert hands.keys - before == 3
    hands.type("\r")
    # 150 points pay 150,000 Rial; 12,350,000 Rial earn 123
    assert last_sale(desk) == (member.id, 12_500_000, 123, 150, "sale")


# recording


def test_r06_a_double_enter_and_an_enter_held_down_record_one_sale(desk, page, hands):
    hands.type("2233\r100.")
    amount = page.sale.amount.widget
    for repeated in (False, True, True):
        QApplication.sendEvent(
            amount,
            QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return,
                      Qt.KeyboardModifier.NoModifier, "\r", repeated),
        )  # fmt: skip
    hands.type("\r\r")
    assert count(desk, "sale") == 1


def test_r06_a_double_click_on_the_button_records_one_sale(desk, page, hands):
    hands.type("2233\r100.")
    QTest.mouseClick(page.sale.record, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(page.sale.record, Qt.MouseButton.LeftButton)
    assert count(desk, "sale") == 1


def test_r07_after_an_error_the_same_basket_is_sent_with_the_same_key(desk, page, hands, club_file):
    hands.type("2233\r100.")
    QTest.qWait(350)  # the basket is kept
    key = page.sale.basket().key
    desk.db.busy_ms = 50
    other = database.open_club(club_file)
    with database.writing(other):
        hands.type("\r")
    other.close()
    assert "locked" in page.sale.amount.error()
    assert page.sale.basket().key == key
    hands.type("\r")
    assert desk.db.execute_sql("SELECT key FROM sale").fetchall() == [(key,)]


def test_the_words_and_the_points_of_an_amount_are_said_while_it_is_typed(page, hands, desk):
    make_sale(desk, page.hits and members.identify(desk, MOBILE).id, 150_000_000)  # Gold now
    hands.type("2233\r1250.")
    assert page.sale.in_words.text() == "one million two hundred fifty thousand Toman"
    assert (
        page.sale.earns.text().replace("\u2068", "").replace("\u2069", "") == "125 base + 31 Gold"
    )
    assert "+156 points" in page.sale.record.text()


def test_undo_takes_the_sale_back_by_a_mirror(desk, page, hands, member):
    hands.type("2233\r100.\r")
    assert page.hall_in_test.toasts.text().startswith("10 points for")
    assert page.key_pressed("Ctrl+Z")
    assert last_sale(desk)[4] == "reversal"
    assert profile.card_of(desk, member.id).points == 0
    assert page.member.points.text() == "0"
    assert checking.check(desk) == []


def test_ctrl_z_belongs_to_the_box_while_something_is_typed_in_it(desk, page, hands):
    hands.type("2233\r100.\r")
    hands.type("12")
    assert not page.key_pressed("Ctrl+Z")
    assert count(desk, "sale") == 1


def test_a_rise_of_the_tier_is_told(page, hands):
    hands.type("2233\r5000.\r")  # 50 million Rial: Silver
    assert "Silver" in page.hall_in_test.toasts.text()
    assert page.member.badge.text() == "Silver"


def test_ten_times_the_usual_basket_is_asked_about_and_enter_again_records(
    desk, page, hands, member
):
    for _ in range(3):
        make_sale(desk, member.id, 1_000_000)
    hands.type("2233\r1000.\r")  # 10,000,000 Rial
    assert page.sale.warning.isVisible()
    assert count(desk, "sale") == 3
    hands.type("\r")
    assert last_sale(desk)[1] == 10_000_000


def test_a_tenth_of_the_usual_basket_is_asked_about_and_another_amount_is_not(
    desk, page, hands, member
):
    make_sale(desk, member.id, 1_000_000)
    hands.type("2233\r10.\r")  # 100,000 Rial
    assert page.sale.warning.isVisible()
    hands.type("\b")
    assert not page.sale.warning.isVisible()
    hands.type("\b\b\b\b50.\r")
    assert last_sale(desk)[1] == 500_000


def test_no_amount_and_zero_are_refused_beside_the_field(desk, page, hands):
    hands.type("2233\r\r")
    assert page.sale.amount.error() == "This is needed."
    hands.type("0\r")
    assert page.sale.amount.error() == "This must be more than zero."
    assert count(desk, "sale") == 0


def test_a_pasted_fraction_is_refused_beside_the_field(page, hands):
    hands.type("2233\r")
    QApplication.clipboard().setText("1.234,56")
    page.sale.amount.widget.paste()
    assert "whole amounts" in page.sale.amount.error()
    assert page.sale.amount.widget.amount_rial() is None


def test_persian_digits_are_digits_everywhere(desk, page, hands, member):
    hands.type("۲۲۳۳\r۱۲۵۰.\r")
    assert last_sale(desk)[:2] == (member.id, 12_500_000)


def test_a_cashier_without_the_right_is_told_beside_the_amount(desk, member, hands):
    with standing(CounterPage, desk_of(desk, Role.AUDITOR)) as page:
        hands.type("2233\r")
        assert not page.sale.amount.isEnabled()
        assert page.member.name.text() == "Maryam Hashemi"


# points


def test_what_can_be_taken_is_all_that_fits_half_and_round_numbers():
    assert point_offers(1240) == [1240, 620, 1000, 500, 300, 200]
    assert point_offers(1) == [1]
    assert point_offers(0) == []


def test_points_without_an_amount_or_without_points_are_refused_in_words(page, hands):
    hands.type("2233\r")
    hands.key(Qt.Key.Key_F6)
    assert "First type the amount" in page.sale.amount.error()
    hands.type("100.")
    hands.key(Qt.Key.Key_F6)
    assert "no points" in page.sale.panel.nothing.text()
    assert page.sale.panel.code.widget.hasFocus()  # a voucher or gift card may still be typed


@pytest.mark.parametrize(("typed", "what"), [("0", "more than zero"), ("301", "At most 300")])
def test_a_number_of_points_that_cannot_be_used_is_refused_beside_it(
    desk, page, hands, member, typed, what
):
    make_sale(desk, member.id, 30_000_000)
    hands.type("2233\r1250.")
    hands.key(Qt.Key.Key_F6)
    page.sale.panel.free.widget.setFocus()
    hands.type(typed + "\r")
    assert what in page.sale.panel.free.error()
    assert page.sale.basket().pay_points == 0


def test_persian_digits_choose_points_too(desk, page, hands, member):
    make_sale(desk, member.id, 30_000_000)
    hands.type("2233\r1250.")
    hands.key(Qt.Key.Key_F6)
    page.sale.panel.free.widget.setFocus()
    hands.type("۱۲\r")
    assert page.sale.basket().pay_points == 12


def test_points_spent_at_another_till_meanwhile_are_told_with_the_new_balance(
    desk, page, hands, member
):
    make_sale(desk, member.id, 30_000_000)
    hands.type("2233\r1250.")
    hands.key(Qt.Key.Key_F6)
    hands.type("1\r")
    sales.record_sale(desk, sales.SaleDraft(member.id, 20_000_000, "other", pay_points=200))
    hands.type("\r")
    assert "298 of 300" in page.sale.amount.error() or "of 300" in page.sale.amount.error()
    assert page.sale.basket().pay_points == 0
    assert count(desk, "sale") == 2


def test_another_member_starts_with_another_basket_and_no_points_in_it(desk, page, hands, member):
    other = make_member(desk, mobile="09129998877")
    make_sale(desk, member.id, 30_000_000)
    hands.type("2233\r1250.")
    hands.key(Qt.Key.Key_F6)
    hands.type("1\r")
    first = page.sale.basket()
    page.take_scan("09129998877")
    assert page.sale.basket() is None
    hands.type("100.\r")
    assert last_sale(desk)[:4] == (other.id, 1_000_000, 10, 0)
    assert [kept.basket for kept in drafts.find(desk)] == [first]


# whom a code means


def test_an_exact_code_and_enter_go_straight_to_the_member(desk, page, hands):
    other = make_member(desk, first_name="Reza", last_name="Karimi", code="00001")
    hands.type("00001\r")
    assert page.sale.card.id == other.id


def test_a_part_of_a_name_lists_members_and_arrows_choose(desk, page, hands):
    make_member(desk, first_name="Zahra", last_name="Hashemi")
    hands.type("hashe")
    hands.pause()
    assert len(page.hits.hits()) == 2
    second = page.hits.hits()[1].member.id
    hands.key(Qt.Key.Key_Down)
    hands.type("\r")
    assert page.sale.card.id == second


def test_while_others_are_looked_up_no_amount_goes_to_the_member_behind_the_list(
    desk, page, hands, member
):
    make_member(desk, first_name="Zahra", last_name="Nouri")
    hands.type("2233\r1250.\x1b")
    hands.type("nouri")
    hands.pause()
    page.sale.amount.widget.setFocus()
    assert page.box.hasFocus()  # not the amount: nobody sees whose it would be
    hands.key(Qt.Key.Key_F6)
    assert not page.sale.panel.isVisible()
    hands.type("\x1b")
    hands.pause()
    assert page.sale.card.id == member.id
    assert page.sale.isEnabled()
    assert page.sale.basket().amount_rial == 12_500_000


def test_a_list_nobody_has_seen_yet_is_shown_before_it_is_chosen_from(desk, page, hands):
    make_member(desk, first_name="Zahra", last_name="Hashemi")
    hands.type("hashe\r")
    assert page.sale.card is None
    hands.type("\r")
    assert page.sale.card is not None


def test_a_code_of_two_members_names_both_and_lets_choose(desk, page, hands, member):
    second = members.enrol(desk, MemberDraft("Ali", "Hashemi", MOBILE), share_mobile=True)
    page.take_scan(MOBILE)
    assert "Maryam Hashemi" in page.hits.title.text()
    assert "Ali Hashemi" in page.hits.title.text()
    assert page.sale.card is None
    hands.pause()
    assert {hit.member.id for hit in page.hits.hits()} == {member.id, second.id}
    hands.type("\r")
    assert page.sale.card is not None


def test_a_dead_card_says_its_sentence_and_shows_nobody(desk, page, member):
    number = cards.issue(desk, member.id)
    cards.block(desk, cards.of_member(desk, member.id)[0].id, "lost")
    page.take_scan(number)
    assert "is blocked" in page.message.label.text()
    assert page.sale.card is None


def test_a_bank_card_is_not_kept_on_the_screen(page, hands):
    hands.type("6037991234567893")  # passes Luhn, 16 digits
    assert "bank card" in page.message.label.text()
    assert page.box.text() == ""


def test_a_blocked_member_is_shown_with_the_reason_and_cannot_buy(desk, page, hands, member):
    members.set_blocked(desk, member.id, blocked=True, reason="fraud")
    hands.type("2233\r")
    assert "fraud" in page.member.notes()[0]
    assert not page.sale.amount.isEnabled()


def test_a_receipt_number_shows_its_sale_with_the_way_back(desk, page, hands, member):
    make_sale(desk, member.id)
    sale = make_sale(desk, member.id)  # receipt 1002; 1001 is also the end of M1001
    hands.type(f"{sale.receipt}\r")
    assert page.found_sale.sale.id == sale.sale_id
    page.found_sale.back.click()
    assert receipts.sale(desk, sale.sale_id).is_reversed
    assert page.found_sale.state.text() == "Taken back"


def test_a_scan_while_the_amount_is_typed_goes_to_the_box_not_into_the_amount(
    qapp, desk, page, hands
):
    other = make_member(desk, first_name="Reza", last_name="Karimi")
    number = cards.issue(desk, other.id)
    wedge = WedgeFilter(parent=page)
    wedge.scanned.connect(page.take_scan)
    hands.type("2233\r1")
    QTest.qWait(60)
    qapp.installEventFilter(wedge)
    try:
        hands.type(number + "\r")
    finally:
        qapp.removeEventFilter(wedge)
    assert page.sale.card.id == other.id
    assert page.sale.amount.widget.text() == ""
    kept = drafts.find(desk)[0].basket
    assert kept.amount_rial == 10  # the one Toman typed before the scan
    assert count(desk, "sale") == 0


def test_names_are_shown_as_they_were_typed(desk, page, hands):
    name = "<b>Sara</b> & \u202eevil"
    make_member(desk, first_name=name, last_name="X", mobile="09127770011")
    hands.type("0011\r")
    assert page.member.name.text() == "<b>Sara</b> & evil X"
    hands.type("100.\r")
    assert "<b>Sara</b> & evil X" in page.hall_in_test.toasts.text()


def test_twenty_thousand_characters_in_the_box_hurt_nobody(page, hands):
    page.box.setText("9" * 20_000)
    hands.type("\r")
    assert page.message.isVisible()


# unknown codes, enrolling


def test_an_unknown_card_becomes_the_former_code_of_a_new_member_who_buys(desk, page, hands):
    page.take_scan("7700012345678")
    assert page.unknown.isVisible()
    hands.type("\r")
    hands.type("09351234567\tSara\tNouri\t\r")
    hands.type("100.\r")
    assert last_sale(desk)[:2] == (members.identify(desk, "7700012345678").id, 1_000_000)


def test_an_unknown_code_can_be_linked_to_a_member(desk, page, hands, member):
    page.take_scan("7700012345678")
    page.unknown.link.click()
    hands.type("2233\r")
    assert members.identify(desk, "7700012345678").id == member.id
    assert page.sale.card.id == member.id


def test_a_mobile_that_belongs_to_somebody_is_said_in_the_form_and_opened_from_there(
    desk, page, hands, member
):
    hands.key(Qt.Key.Key_F2)
    hands.type(MOBILE + "\tSara\tNouri\t\r")
    assert "Maryam Hashemi" in page.enrolment.form.mobile.error()
    assert count(desk, "member") == 1
    note = page.enrolment.form.findChildren(type(page.message))
    next(each for each in note if each.button is not None).button.click()
    assert page.sale.card.id == member.id


def test_two_members_share_a_mobile_only_with_a_managers_tick(desk, page, hands):
    hands.key(Qt.Key.Key_F2)
    hands.type(MOBILE + "\tSara\tNouri\t\r")
    page.enrolment.form.shared.setChecked(True)
    page.enrolment.form.save.click()
    assert page.member.name.text() == "Sara Nouri"
    with standing(CounterPage, desk_of(desk, Role.CASHIER)) as cashier:
        other = Hands()
        other.key(Qt.Key.Key_F2)
        other.type(MOBILE + "\tReza\tKarimi\t\r")
        assert not cashier.enrolment.form.shared.isVisible()
        assert cashier.enrolment.form.mobile.error()


def test_a_name_alike_is_shown_and_a_second_enter_enrols(desk, page, hands):
    hands.key(Qt.Key.Key_F2)
    hands.type("09351234567\tMaryam\tHashemi\r")
    assert count(desk, "member") == 1
    assert page.enrolment.form.problem.isVisible()
    hands.type("\r")
    assert count(desk, "member") == 2


def test_empty_fields_of_the_form_are_named_beside_them(page, hands):
    hands.key(Qt.Key.Key_F2)
    hands.type("0935\r")
    assert page.enrolment.form.first.error() == "This is needed."
    assert page.enrolment.form.last.error() == "This is needed."
    hands.type("Sara\tNouri\r")
    assert "09" in page.enrolment.form.mobile.error()


def test_a_card_scanned_into_a_begun_form_goes_to_the_new_member(desk, page, hands):
    hands.key(Qt.Key.Key_F2)
    hands.type("09351234567\tSara\tNouri")
    page.take_scan("7700012345678")
    hands.type("\r")
    assert members.identify(desk, "7700012345678").name == "Sara Nouri"


def test_the_form_is_one_for_the_counter_and_the_list_of_members(page):
    assert isinstance(page.enrolment.form, EnrolForm)


# what to say today, privacy, kept baskets


def test_the_card_says_what_to_say_today(desk, hands, clock):
    who = make_member(desk, mobile="09127770011", birthday=date(1990, 11, 24))
    clock.forward(days=-350)
    make_sale(desk, who.id, 10_000_000)  # 100 points, last usable 365 days later: in 15 days
    clock.forward(days=350)
    members.write_note(desk, who.id, "Likes tea")
    with standing(CounterPage, desk) as page:
        hands.type("0011\r")
        text = "\n".join(page.member.notes())
    assert "Birthday in 3 days" in text
    assert "100 points end soon" in text
    assert "Likes tea" in text


def test_a_cashier_sees_only_the_last_digits_of_a_mobile(desk, member, hands):
    with standing(CounterPage, desk_of(desk, Role.CASHIER)) as page:
        hands.type("2233")
        hands.pause()
        shown = page.hits.table.rows_model.index(0, 1).data()
        assert "2233" in shown
        assert "0912" not in shown
        hands.type("\r")
        assert "0912" not in page.member.codes.text()


def test_the_member_leaves_the_screen_after_a_while_without_keys(desk, member, hands):
    with standing(CounterPage, desk, clear_member_seconds=1) as page:
        page._privacy.setInterval(150)
        hands.type("2233\r1")
        QTest.qWait(90)
        hands.type("0")  # somebody is here
        QTest.qWait(100)
        assert page.sale.card is not None
        QTest.qWait(150)
        assert page.sale.card is None
        assert page.idle.isVisible()
        assert page.kept.isVisible()  # the amount typed is not lost


def test_a_basket_is_offered_again_after_a_crash_and_recorded_with_its_key(desk, member, hands):
    with standing(CounterPage, desk) as page:
        hands.type("2233\r1250.")
        QTest.qWait(350)
        key = page.sale.basket().key
    with standing(CounterPage, desk) as page:
        assert "12,500,000" not in page.kept.label.text()
        assert "1,250,000 Toman" in page.kept.label.text()
        page.kept.button.click()
        hands.type("\r")
        assert not page.kept.isVisible()
    assert desk.db.execute_sql("SELECT key, amount_rial FROM sale").fetchall() == [
        (key, 12_500_000)
    ]
    assert drafts.find(desk) == []


def test_a_sale_stored_before_the_crash_is_told_and_not_offered_again(desk, member):
    drafts.keep(desk, drafts.Basket("k1", member.id, 1_000_000))
    sales.record_sale(desk, sales.SaleDraft(member.id, 1_000_000, "k1"))
    with standing(CounterPage, desk) as page:
        assert "is recorded" in page.hall_in_test.toasts.text()
        assert not page.kept.isVisible()
    assert drafts.find(desk) == []


def test_a_kept_basket_can_be_let_go(desk, member):
    drafts.keep(desk, drafts.Basket("k1", member.id, 1_000_000))
    with standing(CounterPage, desk) as page:
        page.kept.discard.click()
        assert not page.kept.isVisible()
    assert drafts.find(desk) == []


def test_esc_leads_back_to_the_box_and_loses_no_amount(desk, page, hands):
    hands.type("2233\r1250.\x1b")
    assert page.box.hasFocus()
    assert page.sale.basket().amount_rial == 12_500_000
    hands.type("\x1b")
    assert page.idle.isVisible()
    page.kept.button.click()
    assert page.sale.basket().amount_rial == 12_500_000


def test_f4_asks_for_the_page_of_the_member(qtbot, page, hands, member):
    hands.type("2233\r")
    with qtbot.waitSignal(page.member_wanted) as asked:
        hands.key(Qt.Key.Key_F4)
    assert asked.args == [member.id]


# the slip


def test_without_a_printer_the_slip_can_be_saved(desk, page, hands, tmp_path):
    hands.type("2233\r100.\r")
    page.last.slip.click()
    assert "No receipt printer" in page.last.problem.label.text()
    assert page.last.save.isVisible()
    page.last.save_slip(tmp_path / "slip.pdf")
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")
    assert desk.db.execute_sql("SELECT is_sent, copies FROM receipt_print").fetchone() == (0, 0)


def test_the_last_sale_of_today_is_at_hand_after_a_restart(desk, member):
    make_sale(desk, member.id, 1_000_000)
    with standing(CounterPage, desk) as page:
        assert page.last.isVisible()
        assert "100,000 Toman" in page.last.figures.text()


def test_the_day_of_a_kept_basket_is_no_matter(desk, member, clock):
    drafts.keep(desk, drafts.Basket("k1", member.id, 1_000_000))
    clock.forward(days=1)
    assert drafts.find(desk)[0].at == clock.now - timedelta(days=1)
    assert club.facts(desk).shop == "Naranj"


def test_a_number_that_is_a_member_and_a_receipt_lets_choose(desk, page, hands, member):
    sale = make_sale(desk, member.id)
    hands.type("1001")  # the member M1001 and receipt 1001
    hands.pause()
    assert len(page.hits.hits()) == 2
    hands.key(Qt.Key.Key_Down)
    hands.type("\r")
    assert page.found_sale.sale.id == sale.sale_id


def test_in_the_window_f_keys_reach_the_counter_at_once(qapp, desk, member, hands):
    window = build_window(desk, MachineSettings(language="en"))
    keys = KeyTable(window, window.press)
    qapp.installEventFilter(keys)
    try:
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        window.go("counter")
        make_sale(desk, member.id, 30_000_000)
        hands.type("2233\r1250.")
        hands.key(Qt.Key.Key_F6)
        hands.type("1\r\r")
        assert last_sale(desk)[3] == 300
        hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert last_sale(desk)[4] == "reversal"
        hands.key(Qt.Key.Key_F2)
        assert window.page().enrolment.isVisible()
    finally:
        qapp.removeEventFilter(keys)
        window.hall.runner.stop(1000)
        window.close()
        window.deleteLater()
        QTest.qWait(0)


def test_a_draft_of_another_version_is_passed_over(desk, member):
    drafts.keep(desk, drafts.Basket("k1", member.id, 1_000_000))
    with database.writing(desk.db):
        desk.db.execute_sql("UPDATE draft SET content = '{\"basket\": 2}'")
    assert drafts.find(desk) == []


# what is open about a member


def test_the_card_tells_complaint_promise_follow_up_contact_and_owner(desk, page, member):
    today = desk.today()
    care.set_owner(desk, [member.id], desk.operator.id)
    complaints.open(desk, ComplaintDraft("c", "delivery", "Three days late", member_id=member.id))
    contacts.add(desk, ContactDraft(
        "k", member.id, channel="call", promise="Send the price",
        promise_on=today + timedelta(days=1)))  # fmt: skip
    followups.make(desk, FollowupDraft("f", member.id, text="Ask about the fridge", on=today))
    page.show_member(member.id)
    assert page.member.notes()[:3] == [
        "Open complaint 1: Late delivery",
        "Promised for 1 Azar: \u2068Send the price\u2069",
        "Follow-up for today: \u2068Ask about the fridge\u2069",
    ]
    assert page.member.touch.text() == (
        "last contact 30 Aban: Call, Talked   |   looked after by \u2068Maryam\u2069"
    )


def test_what_is_noted_while_the_member_is_on_view_is_seen_at_once(desk, page, member):
    page.show_member(member.id)
    assert page.member.notes() == []
    complaints.open(desk, ComplaintDraft("c", "price", "Too much", member_id=member.id))
    QTest.qWait(0)
    assert page.member.notes() == ["Open complaint 1: Wrong price or sum"]


def test_each_small_window_is_asked_for_by_its_button_too(page, member, qtbot):
    page.show_member(member.id)
    for key in ("F7", "F9", "Ctrl+T", "Ctrl+J"):
        with qtbot.waitSignal(page.quick_wanted) as asked:
            page.member.quick.buttons[key].click()
        assert asked.args == [key]


def test_the_idle_counter_tells_what_waits_and_leads_there(desk, clock, page, member, qtbot):
    assert not page.idle.due.isVisible()
    for key in "ab":
        followups.make(desk, FollowupDraft(key, member.id, text="Call", on=desk.today()))
    QTest.qWait(0)
    assert page.idle.due.label.text() == "2 follow-ups are due today"
    clock.forward(days=2)
    followups.make(desk, FollowupDraft("c", member.id, text="Call", on=desk.today()))
    QTest.qWait(0)
    assert page.idle.due.label.text() == "2 follow-ups are overdue, 1 is due today"
    with qtbot.waitSignal(page.place_wanted) as asked:
        page.idle.due.button.click()
    assert asked.args == ["followups"]
