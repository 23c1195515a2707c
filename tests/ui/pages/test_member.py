"""The page of one member: everything at a glance, every act by keys, nothing lost or leaked."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import (
    audit,
    cards,
    care,
    complaints,
    contacts,
    followups,
    members,
    profile,
    requests,
    safekeeping,
)
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.ui.pages.member.page import MemberPage
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.conftest import _KEYS, press
from tests.ui.pages.hands import Hands, standing
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts

RIGHT_ID, WRONG_ID = "0013542419", "0013542418"
"""The check digit by hand: 0*10+0*9+1*8+3*7+5*6+4*5+2*4+4*3+1*2 = 101 = 9*11 + 2, so 11-2 = 9."""


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def member(desk):
    """Gold by 200,000,000 Rial in one sale at Bronze: 2,000 points, 2,000,000 Rial worth."""
    made = make_member(desk, first_name="Maryam", last_name="Hashemi", mobile="09121112233")
    make_sale(desk, made.id, 200_000_000)
    return made


@pytest.fixture
def page(desk, member):
    with standing(lambda hall: MemberPage(hall, member.id), desk) as page:
        yield page
        if page.dialog is not None:
            page.dialog.done(0)


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def yes(monkeypatch):
    """Whoever is asked whether to leave says yes; what was asked is kept."""
    asked = []
    monkeypatch.setattr(
        "loyaldesk.ui.kit.dialog.ask", lambda *words, **_more: asked.append(words) or True
    )
    return asked


def as_role(desk, role):
    return replace(desk, operator=desk_of(desk, role).operator)


def type_in(dialog, text):
    """Type where a dialog has its keys."""
    for letter in text:
        press(dialog.focusWidget(), _KEYS.get(letter), letter)


def stored(desk, member):
    return members.open_form(desk, member.id)[0]


def type_into(dialog, name, text):
    """Type over a field as a hand does."""
    edit = dialog.fields[name].widget
    edit.setFocus()
    edit.selectAll()
    QTest.qWait(0)
    edit.clear()
    for letter in text:
        QTest.keyClicks(edit, letter) if letter.isascii() else edit.insert(letter)
    edit.editingFinished.emit()


# the page


def test_the_head_says_who_it_is_and_what_the_points_are_worth(page, member):
    assert page.head.name.text() == "\u2068Maryam Hashemi\u2069"
    assert page.head.badge.text() == "Gold"
    assert page.head.points.text() == "2,000"
    assert page.head.worth.text() == "points = 200,000 Toman"
    assert member.number in page.head.line.text()
    assert page.figures.value.figure.text() == "20,000,000"
    assert page.figures.last.figure.text() == "today"


def test_arrows_go_from_tab_to_tab_and_each_is_read_when_opened(page, hands):
    assert list(page.tabs.made) == [0]
    for _each in range(page.tabs.count() - 1):
        hands.key(Qt.Key.Key_Right)
    assert sorted(page.tabs.made) == list(range(8))


def test_a_sale_at_the_counter_is_seen_at_once(desk, member, page, qtbot):
    make_sale(desk, member.id, 10_000_000)  # 100 points at 125 %
    qtbot.waitUntil(lambda: page.head.points.text() == "2,125", timeout=2000)


def test_each_points_entry_says_why(page):
    tab = page.open_tab("Points")
    tab.list.table.select(0)
    assert "Earned on receipt" in tab.list.detail.text()
    assert "valid until and including 1406/08/30" in tab.list.detail.text()
    assert tab.lots.rows_model.index(0, 4).data() == "1406/08/30"


def test_the_way_to_the_next_tier_is_told_in_money(page):
    # Platinum begins at 500,000,000 Rial; 300,000,000 are missing
    assert page.open_tab("Overview").meter.words.text() == (
        "30,000,000 Toman more to reach \u2068Platinum\u2069"
    )


def test_the_timeline_can_be_narrowed_to_one_kind(page):
    tab = page.open_tab("Timeline")
    everything = len(tab.list.rows())
    tab.groups.set_value("sales")
    tab.groups.chosen.emit("sales")
    assert [row.kind for row in tab.list.rows()] == ["sale"]
    tab.groups.chosen.emit("")
    assert len(tab.list.rows()) == everything


def test_a_hundred_more_sales_come_when_asked_for(desk, member):
    for _each in range(101):
        make_sale(desk, member.id, 100_000)
    with standing(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Sales")
        assert len(tab.list.rows()) == 100
        assert tab.list.more.isVisibleTo(tab)
        tab.list.more.click()
        assert len(tab.list.rows()) == 102
        assert not tab.list.more.isVisibleTo(tab)


def test_new_sale_goes_to_the_counter_with_this_member(page, member, qtbot):
    with qtbot.waitSignal(page.counter_wanted) as asked:
        page.head.sale.click()
    assert asked.args == [member.number]


# contact data


def test_contact_data_are_hidden_until_shown_and_that_is_in_the_trail(desk, page, member):
    facts = page.open_tab("Overview").facts
    assert not any("0912" in text for text in facts.texts())
    facts.reveal.click()
    assert any("0912 111 2233" in text for text in facts.texts())
    act = audit.acts(desk, limit=1)[0]
    assert (act.act, act.subject_id) == ("member.reveal", member.id)
    facts.reveal.click()
    assert not any("0912" in text for text in facts.texts())


def test_a_cashier_cannot_show_them(desk, member):
    with standing(lambda hall: MemberPage(hall, member.id), as_role(desk, Role.CASHIER)) as page:
        assert not page.open_tab("Overview").facts.reveal.isVisible()
        assert "Cards" in page.tabs.titles()
        assert "Log" not in page.tabs.titles()


# follow-ups, contacts, complaints


def test_all_tabs_stand_in_the_smallest_window_without_arrows(page):
    page.window().resize(796, 620)  # the page in a window of 1024 pixels
    QTest.qWait(0)
    bar = page.tabs.tabBar()
    assert cut_texts(bar) == []
    assert bar.tabRect(bar.count() - 1).right() <= page.width()


def test_the_head_says_who_looks_after_the_member_and_what_is_next(desk, member, page, qtbot):
    assert page.head.care.owner.text() == "Nobody looks after this member"
    assert page.head.care.next.text() == "No next action is planned"
    care.set_owner(desk, [member.id], desk.operator.id)
    followups.make(desk, FollowupDraft("f", member.id, text="Say thanks", on=desk.today()))
    owner = "Looked after by \u2068Maryam\u2069"
    qtbot.waitUntil(lambda: page.head.care.owner.text() == owner, timeout=2000)
    assert page.head.care.next.text() == "Next: 30 Aban, Call, \u2068Say thanks\u2069"
    page.head.care.open.click()
    assert page.tabs.currentIndex() == page.tabs.titles().index("Follow-ups")


def test_a_member_is_given_to_somebody_else_only_with_a_note(desk, member, page):
    care.set_owner(desk, [member.id], desk.operator.id)
    other = desk_of(desk, Role.SENIOR, "Ali").operator
    page.refresh()
    page.head.care.give.click()
    page.dialog.owner.set_value(other.id)
    page.dialog.submit()
    assert page.dialog.fields["note"].error()
    page.dialog.note.setText("Likes to be called in the morning")
    page.dialog.submit()
    assert not page.dialog.isVisible()
    assert care.of_member(desk, member.id).owner_id == other.id


def test_a_cashier_reads_the_owner_and_cannot_give_the_member_away(desk, member):
    with standing(lambda hall: MemberPage(hall, member.id), as_role(desk, Role.CASHIER)) as page:
        assert page.head.care.owner.isVisible()
        assert not page.head.care.give.isVisible()


def test_a_follow_up_is_done_from_the_page_of_the_member(desk, member, page):
    followups.make(desk, FollowupDraft("f", member.id, text="Say thanks", on=desk.today()))
    tab = page.open_tab("Follow-ups")
    tab.done.click()
    tab.dialog.how.take_digit("1")
    tab.dialog.submit()
    assert tab.table.rows_model.rowCount() == 0
    tab.which.set_value(False)
    tab.which.chosen.emit(False)
    assert [row.state for row in tab.table.rows_model.rows] == ["done"]
    assert len(contacts.of_member(desk, member.id)) == 1


def test_enter_opens_a_follow_up_in_full(desk, member, page, hands):
    followups.make(desk, FollowupDraft("f", member.id, text="Say thanks", on=desk.today()))
    tab = page.open_tab("Follow-ups")
    tab.table.setFocus()
    hands.type("\r")
    assert tab.dialog.isVisible()
    tab.dialog.done(0)


def test_contacts_say_promise_need_answer_and_rival_and_are_told_by_their_way(desk, member, page):
    contacts.add(desk, ContactDraft("a", member.id, channel="call", need="A kettle", feeling=4))
    contacts.add(desk, ContactDraft(
        "b", member.id, channel="visit", promise="The price", rival="Opposite",
        rival_reason="cheaper"))  # fmt: skip
    tab = page.open_tab("Contacts")
    texts = [tab.list.table.rows_model.columns[4].text(row) for row in tab.list.rows()]
    assert texts == [
        "promised: \u2068The price\u2069  ·  spoke of \u2068Opposite\u2069 (Cheaper)",
        "needs: \u2068A kettle\u2069",
    ]
    tab.channel.set_value("call")
    tab.channel.chosen.emit("call")
    assert [row.channel for row in tab.list.rows()] == ["call"]


def test_a_contact_of_today_is_taken_back_where_it_stands(desk, clock, member, page):
    contacts.add(desk, ContactDraft("a", member.id))
    tab = page.open_tab("Contacts")
    QTest.qWait(0)  # Qt shows what is new in a window when it is idle
    tab.list.table.select(0)
    assert tab.back.isVisible()
    tab.back.click()
    assert tab.list.rows() == []
    contacts.add(desk, ContactDraft("b", member.id))
    clock.forward(days=1)
    tab.refresh()
    tab.list.table.select(0)
    assert not tab.back.isVisible()


def test_complaints_and_requests_stand_in_one_list_and_lead_to_their_pages(
    desk, member, page, qtbot
):
    complaints.open(desk, ComplaintDraft("c", "price", "Too much", member_id=member.id))
    requests.open_request(desk, RequestDraft("r", "product", member.id, product="Kettle"))
    tab = page.open_tab("Complaints and requests")
    places = [row.place for row in tab.table.rows_model.rows]
    assert sorted(places) == ["complaint", "request"]
    tab.table.select(places.index("request"))
    with qtbot.waitSignal(page.record_wanted) as asked:
        tab.go.click()
    assert asked.args == ["request", 1]


def test_the_keys_of_small_windows_stand_on_buttons_of_their_tabs(page, qtbot):
    for title, key in (
        ("Follow-ups", "F9"), ("Contacts", "Ctrl+T"), ("Complaints and requests", "F7"),
    ):  # fmt: skip
        with qtbot.waitSignal(page.quick_wanted) as asked:
            page.open_tab(title).new.click()
        assert asked.args == [key]


# sales taken back


def test_taking_a_sale_back_shows_what_happens_and_needs_a_reason(page, hands, qtbot):
    tab = page.open_tab("Sales")
    tab.list.table.select(0)
    tab.list.table.setFocus()
    hands.type("\r")
    lines = dict(tab.dialog.lines())
    assert lines["The member gets back"] == "20,000,000 Toman"
    assert lines["Points that go back to the club"] == "2,000"
    assert lines["Points afterwards"] == "0"
    type_in(tab.dialog, "\r")
    assert tab.dialog.reason.error() == "This is needed."
    type_in(tab.dialog, "wrong amount\r")
    assert not tab.dialog.isVisible()
    qtbot.waitUntil(lambda: page.head.points.text() == "0", timeout=2000)
    assert {sale.kind for sale in tab.list.rows()} == {"sale", "reversal"}


def test_a_sale_that_is_not_ones_own_is_refused_in_words(desk, member, monkeypatch):
    said = []
    monkeypatch.setattr("loyaldesk.ui.errors.tell", lambda *told: said.append(told[2]))
    cashier = as_role(desk, Role.CASHIER)
    with standing(lambda hall: MemberPage(hall, member.id), cashier) as page:
        tab = page.open_tab("Sales")
        tab.take_back(tab.list.rows()[0])
        assert tab.dialog is None
    assert said == ["Receipt 1001 is not your last sale. A senior cashier can take it back."]


# points, block, erase


def test_points_are_corrected_with_the_outcome_in_sight(page, qtbot):
    page.correct()
    page.dialog.way.set_value(-1)
    page.dialog.points.widget.setFocus()
    type_in(page.dialog, "500")
    assert "2,000 points now, 1,500 afterwards" in page.dialog.after.text()
    type_in(page.dialog, "\r")
    assert page.dialog.reason.error() == "This is needed."
    type_in(page.dialog, "given twice\r")
    qtbot.waitUntil(lambda: page.head.points.text() == "1,500", timeout=2000)


def test_more_points_than_there_are_cannot_be_taken(page):
    page.correct()
    page.dialog.way.set_value(-1)
    page.dialog.points.widget.set_value("2001")
    page.dialog.reason.widget.setText("x")
    page.dialog.submit()
    assert page.dialog.problem.label.text() == "Not enough points: 2,000 of 2,001."


def test_a_blocked_member_says_why_and_can_be_let_in_again(desk, page, member, qtbot):
    page.block()
    page.dialog.reason.widget.setText("cheque came back")
    page.dialog.submit()
    qtbot.waitUntil(page.head.blocked.isVisible, timeout=2000)
    assert "cheque came back" in page.head.blocked.label.text()
    assert not page.head.sale.isVisible()
    page.block()
    qtbot.waitUntil(page.head.sale.isVisible, timeout=2000)


def test_erasing_needs_the_number_and_a_backup_and_leaves_figures_only(desk, member, qtbot):
    with working(lambda hall: MemberPage(hall, member.id), desk) as page:
        _erase(desk, page, member, qtbot)


def _erase(desk, page, member, qtbot):
    page.erase()
    page.dialog.number.widget.setText("M1")
    page.dialog.submit()
    assert page.dialog.number.error()
    page.dialog.number.widget.setText(member.number.lower())
    page.dialog.submit()
    assert page.dialog.busy.isVisible()  # the window goes on meanwhile
    assert stored(desk, member).first_name == "Maryam"
    qtbot.waitUntil(lambda: "Erased" in page.head.name.text(), timeout=20_000)
    (made,) = safekeeping.backups(desk)
    assert (made.state, made.manifest.reason) == ("verified", "erase")
    assert page.head.name.text() == f"Erased member \u2066{member.number}\u2069"
    assert page.head.points.text() == "2,000"
    assert not any(
        each.isVisible()
        for each in (page.head.sale, page.head.edit, page.head.card, page.head.more)
    )
    assert "Notes" not in page.tabs.titles()
    assert not page.open_tab("Overview").facts.isVisible()


def test_erasing_stops_when_the_secret_is_wrong(desk, member):
    def make(hall):
        return MemberPage(replace(hall, confirm_secret=lambda _why: False), member.id)

    with standing(make, desk) as page:
        page.erase()
        page.dialog.number.widget.setText(member.number)
        page.dialog.submit()
        assert stored(desk, member).first_name == "Maryam"
        page.dialog.done(0)


# notes, cards, log


def test_a_note_is_written_by_keys_and_stands_on_top(desk, page, member, hands):
    tab = page.open_tab("Notes")
    tab.field.widget.setFocus()
    hands.type("wants tea")
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [note.text for note in profile.notes_of(desk, member.id)] == ["wants tea"]
    assert not tab.is_dirty()


def test_a_megabyte_pasted_into_a_note_is_refused_and_the_window_lives(desk, page, member):
    QApplication.clipboard().setText("a" * 1_000_000)
    tab = page.open_tab("Notes")
    tab.field.widget.paste()
    tab.write()
    assert tab.field.error() == "This is too long: at most 4,000 characters."
    assert profile.notes_of(desk, member.id) == []


def test_a_replaced_card_is_dead_and_the_new_one_can_be_printed(desk, page, member):
    old = cards.issue(desk, member.id)
    tab = page.open_tab("Cards")
    tab.refresh()
    tab.table.select(0)
    tab.replace.click()
    tab.dialog.reason.widget.setText("lost")
    tab.dialog.submit()
    rows = {card.typed: card.state for card in cards.of_member(desk, member.id)}
    assert rows[old] == "replaced"
    assert list(rows.values()).count("active") == 2  # the new card and the member number
    page.refresh()
    page.print_card()
    assert page.dialog.view.content().startswith(b"%PDF")


def test_a_card_is_given_before_one_can_be_printed(desk, page, member):
    assert page.head.card.text() == "New card"
    page.head.card.click()
    assert [card.kind for card in cards.of_member(desk, member.id)] == ["card", "number"]
    assert page.dialog.view.document.pageCount() == 1


def test_the_member_number_can_be_neither_blocked_nor_replaced(page):
    tab = page.open_tab("Cards")
    tab.table.select(0)
    assert not tab.block.isEnabled()
    assert not tab.replace.isEnabled()


def test_the_log_names_the_fields_that_were_changed(desk, page, member):
    draft, version = members.open_form(desk, member.id)
    members.edit(desk, member.id, replace(draft, honorific="Dr", landline="0218877"), version)
    tab = page.open_tab("Log")
    said = [tab.table.rows_model.index(at, 2).data() for at in range(3)]
    assert "Changed a member's form: Form of address, Landline" in said


# the form


def test_the_whole_form_is_filled_and_read_back(desk, page, member):
    friend = make_member(desk, first_name="Reza", last_name="Bahrami")
    page.edit()
    form = page.dialog
    for name, text in {
        "honorific": "Dr", "national_id": RIGHT_ID, "landline": "021-8877", "email": "m@h.ir",
        "address": "Valiasr 12", "postal_code": "1594763512", "birthday": "1369/09/11",
        "wedding_on": "2015-06-03", "family": "two children", "sizes": "38",
        "preferences": "cheese", "tags": "dairy, organic", "source": "A friend",
    }.items():  # fmt: skip
        type_into(form, name, text)
    for name, value in {
        "gender": "woman", "preferred_channel": "call", "preferred_time": "evening",
        "tone": "formal", "consent": frozenset({"sms", "call"}), "referrer_id": friend.id,
    }.items():  # fmt: skip
        form.entries[name].show(value)
    form.submit()
    assert not form.isVisible(), [f.error() for f in form.fields.values()]
    kept = stored(desk, member)
    assert kept.birthday == date(1990, 12, 2)  # 11 Azar 1369
    assert kept.wedding_on == date(2015, 6, 3)
    assert (kept.national_id, kept.tags) == (RIGHT_ID, ("dairy", "organic"))
    assert (kept.consent, kept.referrer_id) == ({"sms", "call"}, friend.id)
    assert (kept.gender, kept.tone, kept.postal_code) == ("woman", "formal", "1594763512")
    assert (kept.mobile, kept.first_name) == ("+989121112233", "Maryam")


def test_tab_goes_through_the_form_as_one_reads_and_ends_at_the_buttons(page):
    page.edit()
    widgets = {entry.field.widget: name for name, entry in page.dialog.entries.items()}
    seen = []
    for _each in range(30):
        focus = page.dialog.focusWidget()
        if focus in widgets and widgets[focus] not in seen:
            seen.append(widgets[focus])
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    read = [name for name in page.dialog.entries if name != "consent"]
    order = [
        "kind", "honorific", "first_name", "last_name", "company_name", "national_id", "gender",
        "mobile", "landline", "email", "postal_code", "address", "birthday",
    ]  # fmt: skip
    assert seen[: len(order)] == order
    assert set(seen) == set(read)


def test_a_slip_in_the_national_id_is_told_at_once(page):
    page.edit()
    type_into(page.dialog, "national_id", WRONG_ID)
    assert "wrong digit" in page.dialog.fields["national_id"].error()
    type_into(page.dialog, "national_id", RIGHT_ID)
    assert page.dialog.fields["national_id"].error() == ""


@pytest.mark.parametrize("day", ["1410/01/01", "1100/01/01", "29 Feb"])
def test_a_birthday_that_cannot_be_is_refused_and_nothing_is_dropped(desk, page, member, day):
    page.edit()
    type_into(page.dialog, "birthday", day)
    page.dialog.submit()
    assert page.dialog.isVisible()
    assert page.dialog.fields["birthday"].error()
    assert page.dialog.fields["birthday"].widget.text() == day
    assert stored(desk, member).birthday is None


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(page):
    page.edit()
    type_into(page.dialog, "email", "maryam at home")
    type_into(page.dialog, "postal_code", "123")
    page.dialog.submit()
    assert "is not an e-mail address" in page.dialog.fields["email"].error()
    assert page.dialog.fields["postal_code"].error() == "This must have 10 digits."
    assert page.dialog.fields["email"].widget.text() == "maryam at home"


def test_twenty_thousand_letters_are_no_name(desk, page, member):
    page.edit()
    page.dialog.fields["first_name"].widget.setText("<b>" * 6_667)
    page.dialog.submit()
    assert page.dialog.fields["first_name"].error() == "This is too long: at most 120 characters."
    assert stored(desk, member).first_name == "Maryam"


def test_nul_in_a_field_is_refused(desk, page, member):
    page.edit()
    page.dialog.fields["family"].widget.setText("a\0b")
    page.dialog.submit()
    assert page.dialog.fields["family"].error() == "This holds characters that cannot be stored."
    assert stored(desk, member).family == ""


def test_a_mobile_of_somebody_else_is_shared_by_a_managers_tick(desk, page, member):
    make_member(desk, first_name="Babak", last_name="Ghorbani", mobile="09127654321")
    page.edit()
    type_into(page.dialog, "mobile", "09127654321")
    page.dialog.submit()
    assert "Babak Ghorbani" in page.dialog.fields["mobile"].error()
    assert page.dialog.shared.isVisible()
    page.dialog.shared.setChecked(True)
    page.dialog.submit()
    assert not page.dialog.isVisible()
    assert stored(desk, member).mobile == "+989127654321"


def test_a_cashier_cannot_share_a_mobile(desk, member):
    make_member(desk, first_name="Babak", last_name="Ghorbani", mobile="09127654321")
    with standing(lambda hall: MemberPage(hall, member.id), as_role(desk, Role.CASHIER)) as page:
        page.edit()
        type_into(page.dialog, "mobile", "09127654321")
        page.dialog.submit()
        assert page.dialog.fields["mobile"].error()
        assert not page.dialog.shared.isVisible()
        page.dialog.done(0)


def test_duplicates_are_found_on_edit_as_on_enrolment(desk, page, member):
    make_member(desk, first_name="Zeynab", last_name="Karimi")
    page.edit()
    type_into(page.dialog, "first_name", "Zeynab")
    type_into(page.dialog, "last_name", "Karimi")
    assert page.dialog._alike.count() == 1
    page.dialog.submit()
    assert page.dialog.isVisible()  # somebody has to look first
    page.dialog.submit()
    assert stored(desk, member).last_name == "Karimi"


def test_a_form_that_somebody_else_stored_meanwhile_keeps_what_was_typed(desk, page, member):
    page.edit()
    type_into(page.dialog, "family", "three children")
    type_into(page.dialog, "sizes", "40")
    draft, version = members.open_form(desk, member.id)
    members.edit(
        desk, member.id, replace(draft, family="two children", address="Valiasr 12"), version
    )
    page.dialog.submit()
    assert page.dialog.newer.isVisible()
    page.dialog.newer.button.click()
    assert page.dialog.fields["family"].widget.text() == "three children"
    assert "two children" in page.dialog.fields["family"].below.text()
    assert page.dialog.fields["address"].widget.text() == "Valiasr 12"
    page.dialog.submit()
    kept = stored(desk, member)
    assert (kept.family, kept.sizes, kept.address) == ("three children", "40", "Valiasr 12")


def test_esc_asks_before_anything_typed_is_lost(page, yes):
    page.edit()
    page.dialog.reject()
    assert not yes
    page.edit()
    type_into(page.dialog, "family", "x")
    page.dialog.reject()
    assert yes
    assert not page.dialog.isVisible()


def test_a_cashier_may_change_name_and_mobile_and_nothing_hidden_is_lost(desk, member):
    draft, version = members.open_form(desk, member.id)
    members.edit(desk, member.id, replace(draft, address="Valiasr 12", email="m@h.ir"), version)
    with standing(lambda hall: MemberPage(hall, member.id), as_role(desk, Role.CASHIER)) as page:
        page.edit()
        form = page.dialog
        assert form.why.isVisible()
        open_ = {name for name, field in form.fields.items() if field.widget.isEnabled()}
        assert open_ == {"honorific", "first_name", "last_name", "company_name", "mobile"}
        assert form.fields["mobile"].widget.text() == ""
        assert form.fields["mobile"].widget.placeholderText().endswith("2233")
        assert form.fields["address"].widget.text() == ""
        type_into(form, "first_name", "Mariam")
        form.submit()
        assert not form.isVisible()
    kept = stored(desk, member)
    assert (kept.first_name, kept.mobile) == ("Mariam", "+989121112233")
    assert (kept.address, kept.email) == ("Valiasr 12", "m@h.ir")


def test_who_brought_a_member_is_picked_by_name_and_can_be_opened(desk, page, member, qtbot):
    friend = make_member(desk, first_name="Reza", last_name="Bahrami")
    page.edit()
    type_into(page.dialog, "referrer_id", "reza")
    page.dialog.submit()
    assert stored(desk, member).referrer_id == friend.id
    qtbot.waitUntil(lambda: page.profile.referrer == "Reza Bahrami", timeout=2000)
    with qtbot.waitSignal(page.member_wanted) as opened:
        page.open_tab("Overview").facts.referrer.click()
    assert opened.args == [friend.id]


def test_somebody_who_is_no_member_brought_nobody(desk, page, member):
    page.edit()
    type_into(page.dialog, "referrer_id", "nobody at all")
    page.dialog.submit()
    assert page.dialog.isVisible()
    assert page.dialog.fields["referrer_id"].error()


@pytest.mark.parametrize(
    "hostile", ["<b>Tom</b> & Jerry", '<img src="file:///etc/passwd">', "%s {0} \\n", "علی <table>"]
)
def test_hostile_names_are_shown_as_typed_everywhere(desk, hostile):
    made = make_member(desk, first_name=hostile, last_name="", honorific="")
    members.write_note(desk, made.id, hostile)
    with standing(lambda hall: MemberPage(hall, made.id), desk) as page:
        assert page.head.name.text() == f"\u2068{hostile}\u2069"
        for at in range(page.tabs.count()):
            page.tabs.setCurrentIndex(at)
            page.grab()
        page.edit()
        assert page.dialog.fields["first_name"].widget.text() == hostile
        page.dialog.done(0)
