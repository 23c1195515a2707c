"""The page of requests by keyboard: each tab's main act, errors beside the field, rights."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.agreements import AgreementDraft
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.promises import READY
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.kernel.persian import without_marks
from loyaldesk.services import (
    agreements,
    feedback,
    feedback_reading,
    members,
    occasion_days,
    occasions,
    promises,
    prospects,
    request_terms,
    requests,
)
from loyaldesk.ui.pages.requests.page import RequestsPage
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.pages.hands import Hands, standing
from tests.ui.pictures import cut_texts, settle

TODAY = date(2026, 11, 21)  # Saturday
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def member(desk):
    return make_member(desk, first_name="Sara", last_name="Ahmadi", mobile="09121112233")


@pytest.fixture
def page(desk):
    with standing(RequestsPage, desk) as made:
        yield made


def opened(page):
    """Return the small window that stands before the tab on view."""
    for _ in range(60):  # a key that presses a button takes a moment
        dialog = page.view().dialog
        if dialog is not None and dialog.isVisible():
            break
        QTest.qWait(10)
    dialog.activateWindow()
    QTest.qWaitForWindowActive(dialog)
    QTest.qWait(0)
    return dialog


def back(page) -> None:
    """Wait until the page has the keys again."""
    page.window().activateWindow()
    QTest.qWaitForWindowActive(page.window())
    QTest.qWait(0)
    assert QApplication.focusWidget() is not None


def tab(page, title: str) -> None:
    """Go to a tab, the keys where it begins."""
    page.open_tab(title)
    QTest.qWait(0)
    page.focus_first()


def toast(page) -> str:
    return page.hall_in_test.toasts.text()


def ask(desk, **fields):
    """Write down a request as another clerk did."""
    fields = {"kind": "product", "product": "Green tea", "name": "Reza", **fields}
    return requests.open_request(desk, RequestDraft(f"test-{fields}", **fields))


def rows(page) -> list:
    return list(page.view().table.rows_model.rows)


# requests


def test_an_empty_list_says_what_it_is_for_and_offers_the_first_request(page):
    empty = page.view().table._empty
    assert "stands here until it is done" in empty.sentence.text()
    assert empty.button.text() == "New request"


def test_a_call_back_is_two_keys_the_number_and_the_hour(page, desk, hands):
    hands.key(Qt.Key.Key_N, CTRL)
    form = opened(page)
    hands.type("4")  # call-back
    assert hands.keys == 2
    hands.type("09121234567")
    hands.pause()
    hands.type("\r")  # nobody has it: the name may stay empty
    assert QApplication.focusWidget() is form.who.name.widget
    hands.type("Reza\t\t\t17\r")
    assert form.made is not None, form.problem.label.text()
    [row] = requests.listing(desk)
    assert (row.kind, row.who, row.mobile) == ("callback", "Reza", "+989121234567")
    assert row.due_at == datetime(2026, 11, 21, 13, 30, tzinfo=UTC)  # 17:00 in Tehran
    assert "A prospect was made." in toast(page)
    assert "Reza" in page.view().panel.title.text()


def test_a_member_is_found_by_the_number_and_the_request_is_hers(page, desk, member, hands):
    hands.key(Qt.Key.Key_N, CTRL)
    form = opened(page)
    hands.type("109121112233")  # product wanted
    hands.pause()
    hands.type("\r")
    assert form.who.somebody().member_id == member.id
    assert QApplication.focusWidget() is form.product.widget
    assert "Due:" in form.due.text()
    hands.type("Green tea\r")
    [row] = requests.listing(desk)
    assert (row.member_id, row.product) == (member.id, "Green tea")


def test_what_is_missing_stands_beside_its_field(page, hands):
    hands.key(Qt.Key.Key_N, CTRL)
    form = opened(page)
    form.primary.click()
    assert form.kind_field.error() == "This is needed."
    hands.type("1")
    form.primary.click()
    assert form.product.error() == "This is needed."
    hands.type("Tea")
    form.primary.click()
    assert form.who.field.error() == "This is needed."
    form.done(0)


def test_a_request_is_answered_and_done_and_its_history_is_in_words(desk, hands):
    made = ask(desk)
    with standing(RequestsPage, desk) as page:
        assert "Next:" in page.view().panel.next_words()
        hands.key(Qt.Key.Key_F6)
        opened(page)
        hands.type("On Monday")
        hands.key(Qt.Key.Key_Return, CTRL)
        assert requests.detail(desk, made.id).answer == "On Monday"
        back(page)
        hands.key(Qt.Key.Key_Return)  # Enter in the list: done, with the answer as its result
        opened(page)
        hands.key(Qt.Key.Key_Return, CTRL)
        assert requests.detail(desk, made.id).state == "done"
        assert toast(page) == f"Request {made.number} is done."
        assert rows(page) == []


def test_putting_off_asks_for_a_reason_by_digit_and_a_sentence_for_another_one(desk, hands):
    made = ask(desk)
    with standing(RequestsPage, desk) as page:
        hands.key(Qt.Key.Key_D, CTRL)
        form = opened(page)
        hands.type("+4\t\t")  # in four days, at the same hour
        hands.type("6\r")  # another reason, without a sentence
        assert form.text.error() == "This is needed."
        hands.type("Truck broke down\r")
        moved = requests.detail(desk, made.id)
        assert moved.due_on == TODAY + timedelta(days=4)
        assert moved.promised_at < moved.due_at  # the shop put it off by itself
        assert "Put off: Another reason\nTruck broke down" in history(page)


def history(page) -> list[str]:
    layout = page.view().panel._history
    said = [layout.itemAt(n).layout().itemAt(0).widget().text() for n in range(layout.count())]
    return [without_marks(each) for each in said]


def test_cancelling_asks_for_a_reason(desk, hands):
    made = ask(desk)
    with standing(RequestsPage, desk) as page:
        hands.key(Qt.Key.Key_Delete)
        form = opened(page)
        form.primary.click()
        assert form.fields["reason"].error() == "This is needed."
        hands.type("1\r")
        assert requests.detail(desk, made.id).state == "cancelled"


def test_f9_makes_the_next_action_of_the_record_on_view(desk, hands):
    made = ask(desk)
    with standing(RequestsPage, desk) as page:
        assert page.key_pressed("F9")
        form = opened(page)
        assert (form._about, form._about_id) == ("request", made.id)
        form.done(0)


def test_what_has_arrived_makes_a_call_for_everybody_who_waits(desk, member, hands):
    ask(desk)
    ask(desk, name="", member_id=member.id, product="green  TEA")
    with standing(RequestsPage, desk) as page:
        hands.key(Qt.Key.Key_L, CTRL)
        waiting = opened(page)
        assert [(one.product, one.count) for one in waiting.table.rows_model.rows] == [
            ("Green tea", 2)
        ]
        hands.type("\r")
        assert toast(page) == "2 calls were made for today."
        waiting.done(0)


def test_filters_show_what_is_overdue_and_what_is_mine(desk, clock, hands):
    ask(desk)
    clock.forward(days=20)
    other = ask(desk, name="Mina", product="Coffee")
    with standing(RequestsPage, desk) as page:
        assert len(rows(page)) == 2
        page.view().filter.set_value("overdue")
        page.view().filter.chosen.emit("overdue")
        assert [one.who for one in rows(page)] == ["Reza"]
        page.open_record("request", other.id)  # a filter hides nothing that is asked for
        assert page.view().table.selected_row().id == other.id


def test_deadlines_are_for_a_manager(desk):
    ask(desk)
    with standing(RequestsPage, desk_of(desk, Role.CASHIER)) as page:
        assert [tool.accessibleName() for tool in page.view().tools] == ["Waiting list"]
    with standing(RequestsPage, desk_of(desk, Role.MANAGER)) as page:
        page.view().open_terms()
        form = opened(page)
        form.minutes["callback"].widget.setValue(45)
        form.primary.click()
        assert request_terms.of(desk.db).minutes_for("callback") == 45


def test_an_auditor_reads_and_changes_nothing(desk):
    ask(desk)
    with standing(RequestsPage, desk_of(desk, Role.AUDITOR)) as page:
        assert not page.view().new.isVisible()
        assert page.view().panel.first_act() is None


# prospects


def prospect(desk, name="Reza Karimi", mobile="09127654321", **fields):
    draft = ProspectDraft(f"test-{name}", name, mobile, enquiry="Green tea", **fields)
    return prospects.add(desk, draft)


def test_a_prospect_is_written_down_by_number_name_and_digit(page, desk, hands):
    tab(page, "Prospects")
    assert "until they join" in page.view().table._empty.sentence.text()
    page.focus_first()
    hands.key(Qt.Key.Key_N, CTRL)
    opened(page)
    hands.type("09127654321\tReza\t2\tGreen tea")
    hands.key(Qt.Key.Key_Return, CTRL)
    [row] = prospects.listing(desk)
    assert (row.name, row.mobile, row.source) == ("Reza", "+989127654321", "visitor")
    assert row.enquiry == "Green tea"
    assert page.view().table.selected_row().id == row.id


def test_a_known_number_is_told_while_it_is_typed_and_opened(page, member, hands):
    tab(page, "Prospects")
    hands.key(Qt.Key.Key_N, CTRL)
    form = opened(page)
    hands.type("09121112233")
    assert without_marks(form.known.label.text()) == (
        "This number belongs to the member «Sara Ahmadi». Open?"
    )
    wanted = []
    page.member_wanted.connect(wanted.append)
    form.open_it.click()
    assert wanted == [member.id]


def test_who_a_prospect_is_must_be_said(page, hands):
    tab(page, "Prospects")
    page.view().begin_new()
    form = opened(page)
    form.primary.click()
    assert form.name.error()
    form.done(0)


def test_a_prospect_becomes_a_member_without_typing_again(desk, hands):
    prospect(desk)
    with standing(RequestsPage, desk) as page:
        tab(page, "Prospects")
        hands.keys = 0
        hands.key(Qt.Key.Key_F8)
        form = opened(page)
        hands.type("\r")
        assert hands.keys == 2
        [hit] = members.find(desk, "Karimi")
        assert (hit.id, hit.mobile) == (form.joined, "+989127654321")
        assert prospects.listing(desk, state="joined")[0].member_id == hit.id


def test_whose_number_is_a_members_is_said_to_be_the_same_person(desk, hands):
    made = prospect(desk)
    known = make_member(desk, first_name="Reza", last_name="Karimi", mobile="09127654321")
    with standing(RequestsPage, desk) as page:
        tab(page, "Prospects")
        page.view().panel.do(0)
        form = opened(page)
        form.primary.click()
        assert form.same.isVisible()
        form.same.click()
        assert prospects.detail(desk, made.id).member_id == known.id


def test_a_prospect_is_given_up_with_a_reason_and_counted_by_source(desk, hands):
    prospect(desk)
    with standing(RequestsPage, desk) as page:
        tab(page, "Prospects")
        hands.key(Qt.Key.Key_Delete)
        opened(page)
        hands.type("2\r")  # price
        assert prospects.listing(desk, state="lost")[0].reason == "price"
        page.view().open_conversion()
        figures = opened(page)
        [row] = figures.table.rows_model.rows
        assert (row.source, row.came, row.joined, row.lost) == ("caller", 1, 0, 1)
        assert figures.summary.text() == "Joined: 0% (0 of 1)"
        figures.done(0)


# ideas and thanks


def voice(desk, text="Open on Friday", kind="idea", **fields):
    return feedback.take(desk, FeedbackDraft(f"test-{text}", kind, text, **fields))


def test_an_idea_is_a_digit_and_a_sentence(page, desk, hands):
    tab(page, "Ideas and thanks")
    hands.keys = 0
    hands.key(Qt.Key.Key_N, CTRL)
    opened(page)
    hands.type("1")
    assert hands.keys == 2
    hands.type("Open on Friday")
    hands.key(Qt.Key.Key_Return, CTRL)
    [row] = feedback_reading.inbox(desk)
    assert (row.kind, row.text, row.member_id) == ("idea", "Open on Friday", None)
    assert "To be answered by" in toast(page)


def test_a_fault_needs_its_product_and_a_name_must_be_somebody_known(page, hands):
    tab(page, "Ideas and thanks")
    page.view().begin_new()
    form = opened(page)
    hands.type("3Broken")
    form.primary.click()
    assert form.product.error() == "This is needed."
    form.who.box.setText("Nobody like this")
    form.primary.click()
    assert form.who.field.error() == "This is not known here."
    form.done(0)


def test_an_idea_goes_from_the_inbox_to_you_said_we_did(desk, member, hands):
    made = voice(desk, member_id=member.id)
    with standing(RequestsPage, desk) as page:
        tab(page, "Ideas and thanks")
        hands.key(Qt.Key.Key_O, CTRL)
        QTest.qWait(150)
        assert feedback_reading.detail(desk, made.id).state == "accepted"
        hands.key(Qt.Key.Key_F6)
        opened(page)
        hands.type("We think so too")
        hands.key(Qt.Key.Key_Return, CTRL)
        back(page)
        hands.key(Qt.Key.Key_F8)
        opened(page)
        hands.type("Open on Fridays now")
        hands.key(Qt.Key.Key_Return, CTRL)
        back(page)
        page.open_record("feedback", made.id)
        hands.key(Qt.Key.Key_F6)
        opened(page)
        hands.type("2\r")  # by a call
        assert feedback_reading.detail(desk, made.id).told_on == TODAY
        page.view().open_said_and_did()
        poster = opened(page)
        assert [one.we_did for one in poster.table.rows_model.rows] == ["Open on Fridays now"]
        assert poster.summary.text().endswith("100% (1 of 1)")
        poster.primary.click()
        assert poster.paper.view.content().startswith(b"%PDF")
        poster.paper.done(0)
        poster.done(0)


def test_declining_needs_a_reason(desk):
    made = voice(desk)
    with standing(RequestsPage, desk) as page:
        tab(page, "Ideas and thanks")
        page.view().panel.do(7)
        form = opened(page)
        form.primary.click()
        assert form.fields["reason"].error() == "This is needed."
        form.text.setPlainText("The law forbids it")
        form.primary.click()
        assert feedback_reading.detail(desk, made.id).state == "declined"


def test_points_thank_a_member_and_above_the_limit_a_second_person_is_asked_for(desk, member):
    made = voice(desk, member_id=member.id)
    with standing(RequestsPage, desk) as page:
        tab(page, "Ideas and thanks")
        page.view().panel.do(5)
        form = opened(page)
        form.points.widget.setText("501")  # the limit is 500
        form.points.widget.changed.emit()
        assert form.second.is_asked()
        form.points.widget.setText("100")
        form.points.widget.changed.emit()
        assert not form.second.is_asked()
        form.primary.click()
        assert feedback_reading.detail(desk, made.id).points == 100


def test_thanks_are_counted_for_whoever_is_thanked(page, desk, hands):
    tab(page, "Ideas and thanks")
    page.view().begin_new()
    form = opened(page)
    hands.type("4")
    form.praised.widget.set_value(desk.operator.id)
    form.primary.click()
    page.view().open_thanks()
    figures = opened(page)
    assert figures.table.rows_model.rows == [(desk.operator.name, 1)]
    figures.done(0)


def test_a_cashier_takes_voices_and_decides_none(desk):
    voice(desk)
    with standing(RequestsPage, desk_of(desk, Role.CASHIER)) as page:
        tab(page, "Ideas and thanks")
        assert page.view().new.isVisible()
        offered = [each.accessibleName() for each in page.view().panel.buttons if each.isVisible()]
        assert offered == ["Give to…"]


# agreements


def agreement(desk, member_id, **fields):
    fields = {
        "ends_on": TODAY + timedelta(days=5),
        "starts_on": TODAY - timedelta(days=360),
    } | fields
    return agreements.add(
        desk, AgreementDraft(f"test-{fields}", member_id, "subscription", "Water", **fields)
    )


def test_an_agreement_is_written_down_by_keys(page, desk, member, hands):
    tab(page, "Agreements")
    assert "reminded of before they end" in page.view().table._empty.sentence.text()
    hands.key(Qt.Key.Key_N, CTRL)
    form = opened(page)
    hands.type("1Sara")
    hands.pause()
    hands.type("\rWater filter\t")
    form.primary.click()
    assert form.ends.error() == "This is needed."
    hands.type("+90")
    form.primary.click()
    [row] = agreements.listing(desk)
    assert (row.member_id, row.title) == (member.id, "Water filter")
    assert (row.ends_on, row.remind_days) == (TODAY + timedelta(days=90), (30, 7, 1))


def test_renewing_is_one_key_and_enter_and_as_long_as_before(desk, member, hands):
    old = agreement(desk, member.id)
    with standing(RequestsPage, desk) as page:
        tab(page, "Agreements")
        assert page.subject() == member.id
        hands.keys = 0
        hands.key(Qt.Key.Key_F8)
        opened(page)
        hands.type("\r")
        assert hands.keys == 2
        [new] = agreements.listing(desk)
        # the day after the old end, and 365 days like before
        assert new.starts_on == TODAY + timedelta(days=6)
        assert new.ends_on == TODAY + timedelta(days=6 + 365)
        assert agreements.detail(desk, old.id).renewed_by_id == new.id


def test_who_did_not_renew_says_why_and_lowers_the_rate(desk, member, hands):
    agreement(desk, member.id, ends_on=TODAY)
    with standing(RequestsPage, desk) as page:
        tab(page, "Agreements")
        hands.key(Qt.Key.Key_F6)
        opened(page)
        hands.type("4\r")  # another shop
        assert agreements.listing(desk, state="left")[0].reason == "rival"
        page.view().open_renewals()
        figures = opened(page)
        assert without_marks(figures.summary.text()) == (
            "Renewed: 0% (0 of 1)\nMost left because: Another shop (1)"
        )
        figures.done(0)


# occasion orders


def order(desk, member_id, **fields):
    fields = {
        "occasion": "Shop's birthday", "occasion_on": TODAY + timedelta(days=3),
        "promised_at": datetime(2026, 11, 23, 8, 30, tzinfo=UTC), **fields,
    }  # fmt: skip
    return occasions.add(
        desk, OrderDraft(uuid.uuid4().hex, text="A cake", member_id=member_id, **fields)
    )


def test_an_order_for_mothers_day_takes_its_day_from_the_table(page, desk, member, hands):
    tab(page, "Occasion orders")
    hands.key(Qt.Key.Key_N, CTRL)
    form = opened(page)
    mothers = next(each for each in occasion_days.choices(desk) if each.code == "mother")
    form.occasion.widget.set_value("mother")
    assert form.when.day.widget.day() == mothers.on
    hands.type("\tSara")
    hands.pause()
    hands.type("\rA cake\t\t11")
    form.primary.click()
    if form.isVisible():  # the shop may be closed on that day: it is said, and can be agreed
        assert form.agreed.isVisible()
        form.agreed.setChecked(True)
        form.primary.click()
    [row] = occasion_days.listing(desk)
    assert (row.occasion, row.occasion_on, row.member_id) == ("mother", mothers.on, member.id)


def test_an_order_needs_its_words_and_an_hour_when_the_shop_is_open(page, desk, member, hands):
    tab(page, "Occasion orders")
    page.view().begin_new()
    form = opened(page)
    form.occasion.widget.set_value("")
    form.primary.click()
    assert form.own.error() == "This is needed."
    form.own.widget.setText("Birthday")
    form.own_day.widget.setText("+3")
    form.primary.click()
    assert form.who.field.error() == "This is needed."
    form.done(0)


def test_an_order_is_handed_over_in_time_and_counted(desk, member, hands):
    made = order(desk, member.id)
    with standing(RequestsPage, desk) as page:
        tab(page, "Occasion orders")
        hands.key(Qt.Key.Key_F8)
        opened(page)
        hands.type("\r")
        assert occasion_days.detail(desk, made.id).state == "kept"
        assert toast(page) == "Handed over in time."


def test_a_missed_order_makes_the_call_that_puts_it_right(desk, member, hands):
    made = order(desk, member.id)
    with standing(RequestsPage, desk) as page:
        tab(page, "Occasion orders")
        hands.key(Qt.Key.Key_F6)
        form = opened(page)
        hands.key(Qt.Key.Key_Return, CTRL)
        assert form.fields["reason"].error() == "This is needed."
        hands.type("Oven broke")
        hands.key(Qt.Key.Key_Return, CTRL)
        page.open_record("occasion_order", made.id)
        assert page.view().panel.title.text()
        assert "Today" in page.view().panel.next_words() or "Call" in page.view().panel.next_words()


def test_another_moment_outside_the_hours_can_be_agreed(desk, member, hands):
    made = order(desk, member.id)
    with standing(RequestsPage, desk) as page:
        tab(page, "Occasion orders")
        hands.key(Qt.Key.Key_D, CTRL)
        form = opened(page)
        hands.type("\t3")  # at three in the night
        form.primary.click()
        assert form.agreed.isVisible()
        form.agreed.setChecked(True)
        form.primary.click()
        assert occasion_days.detail(desk, made.id).promised_at.astimezone(desk.zone).hour == 3


# our promises


def test_five_ready_promises_are_one_button_and_a_sixth_is_not_offered(page, desk):
    tab(page, "Our promises")
    page.view().table._empty.button.click()
    assert len(promises.promises(desk).promises) == 5
    assert not page.view().new.isVisible()


def test_a_promise_is_said_ticked_and_printed(page, desk, hands):
    tab(page, "Our promises")
    hands.key(Qt.Key.Key_N, CTRL)
    form = opened(page)
    form.primary.click()
    assert form.measure_field.error() or form.en.error()
    hands.type("We greet you\t\t8")  # by hand
    form.primary.click()
    [one] = promises.promises(desk).promises
    assert (one.text_en, one.measure) == ("We greet you", "by_hand")
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F8, Qt.Key.Key_F6):
        back(page)
        page.focus_first()
        page.view().dialog = None
        hands.key(key)
        opened(page)
        hands.type("\r")
    assert page.view().table.rows_model.rows[0].kept == 2
    assert "67% (2 of 3)" in page.view().measured.text()
    page.view().show_poster()
    assert page.view().paper.view.content().startswith(b"%PDF")
    page.view().paper.done(0)


def test_a_cashier_reads_the_promises_and_changes_none(desk):
    promises.save(desk, READY, 0)
    with standing(RequestsPage, desk_of(desk, Role.CASHIER)) as page:
        tab(page, "Our promises")
        assert not page.view().edit.isVisible()
        assert not page.view().new.isVisible()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_nothing_is_cut_in_the_smallest_window(dressed, desk, member, language):
    ask(desk, name="", member_id=member.id)
    prospect(desk)
    voice(desk, member_id=member.id)
    agreement(desk, member.id)
    order(desk, member.id)
    promises.save(desk, READY, 0)
    dressed(language)
    with standing(RequestsPage, desk) as page:
        page.window().resize(810, 600)
        for at in range(page.tabs.count()):
            page.tabs.setCurrentIndex(at)
            settle()
            assert cut_texts(page) == [], page.titles()[at]
