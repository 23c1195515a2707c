"""The list of members: found, narrowed, sorted, opened, exported and printed by keys alone."""

import csv
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import alikes, audit, cards, members, members_list
from loyaldesk.ui.pages.members.page import MembersPage
from loyaldesk.ui.parts.lazy_rows import BLOCK, LazyRows
from loyaldesk.ui.tasks import Runner
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.conftest import _KEYS, press
from tests.ui.pages.hands import Hands, standing


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def club(desk):
    ali = make_member(desk, first_name="Ali", last_name="Karimi", mobile="09121110001")
    sara = make_member(desk, first_name="Sara", last_name="Nouri", mobile="09121110002")
    zahra = make_member(desk, first_name="Zahra", last_name="Amini", mobile="09121110003")
    make_sale(desk, sara.id, 60_000_000)  # 600 points, Silver
    return [ali, sara, zahra]


def make(hall):
    """A page whose worker has a connection of its own, as in the program."""
    return MembersPage(replace(hall, runner=Runner(hall.desk.db.connection_context, print)))


@pytest.fixture
def page(desk, club):
    with standing(make, desk) as page:
        yield page
        page._hall.runner.stop(2000)


@pytest.fixture
def hands():
    return Hands()


def type_in(dialog, text):
    """Type where a dialog has its keys."""
    for letter in text:
        press(dialog.focusWidget(), _KEYS.get(letter), letter)


def cell(page, row, column):
    return page.table.rows_model.index(row, column).data()


def names(page):
    return [row.name for row in page._rows]


def test_three_letters_down_and_enter_open_a_member(page, club, hands, qtbot):
    hands.type("sar")
    hands.key(Qt.Key.Key_Down)
    with qtbot.waitSignal(page.member_wanted) as opened:
        hands.type("\r")
    assert opened.args == [club[1].id]


def test_enter_opens_the_only_one_who_fits(page, club, hands, qtbot):
    with qtbot.waitSignal(page.member_wanted) as opened:
        hands.type("0003\r")  # the end of Zahra's mobile
    assert opened.args == [club[2].id]


def test_the_list_says_who_how_many_points_and_when_last(page):
    assert [cell(page, 1, column) for column in range(1, 7)] == [
        "\u2068Sara Nouri\u2069", "\u2066\u2022\u2022\u2022\u2022 0002\u2069", "Silver", "600",
        "1405/08/30", "6,000,000",
    ]  # fmt: skip
    assert page.filters.count.text() == "3 members"


def test_a_heading_sorts_the_whole_list_and_once_more_turns_it_round(page):
    page.table.select(2)
    head = page.table.horizontalHeader()
    head.sectionClicked.emit(4)
    assert names(page)[-1] == "Sara Nouri"
    head.sectionClicked.emit(4)
    assert names(page)[0] == "Sara Nouri"
    assert page.table.selected_row().name == "Zahra Amini"  # the cursor stayed on its member


def test_filters_narrow_the_list_and_the_empty_one_leads_back(page):
    page.filters.tier.set_value("silver")
    page.filters.tier.chosen.emit("silver")
    assert names(page) == ["Sara Nouri"]
    page.filters.kind.set_value("silent")
    page.filters.kind.chosen.emit("silent")
    assert not len(page._rows)
    page.table._empty.button.click()
    assert len(page._rows) == 3


def test_f2_enrols_and_opens_the_new_member(desk, page, qtbot):
    with qtbot.waitSignal(page.member_wanted) as opened:
        assert page.key_pressed("F2")
        type_in(page.enrolling, "09351234567\tReza\tBahrami\r")
    assert opened.args == [members.identify(desk, "09351234567").id]


def test_a_number_nobody_has_is_carried_into_the_form(page, hands):
    page.filters.search.setText("09351234567")
    page.refresh()
    page.begin_member()
    assert page.enrolling.form.mobile.widget.value() == "09351234567"
    page.enrolling.done(0)


def test_a_member_enrolled_at_another_till_appears(desk, page, qtbot):
    make_member(desk, first_name="New", last_name="One")
    qtbot.waitUntil(lambda: len(page._rows) == 4, timeout=2000)


def test_mobiles_are_shown_on_demand_and_that_is_in_the_trail(desk, page):
    page.reveal.click()
    assert "0912 111 0001" in cell(page, 0, 2)
    assert audit.acts(desk, limit=1)[0].act == "member.reveal"
    page.reveal.click()
    assert "0912" not in cell(page, 0, 2)


def test_a_cashier_sees_no_export_and_no_whole_mobile(desk, club):
    cashier = replace(desk, operator=desk_of(desk, Role.CASHIER).operator)
    with standing(make, cashier) as page:
        assert not page.export.isVisible()
        assert not page.reveal.isVisible()
        assert page.new.isVisible()


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>Tom</b> & Jerry",
        '<img src="//host/share/x.png">',
        "%s {0} \\n",
        "محمد O'Brien </table>",
        "👨‍👩‍👧 خانواده",
    ],
)
def test_hostile_names_are_shown_as_typed(desk, hostile):
    made = make_member(desk, first_name=hostile, last_name="")
    with standing(make, desk) as page:
        stored = members.open_form(desk, made.id)[0].first_name
        assert cell(page, 0, 1) == f"\u2068{stored}\u2069"
        page.grab()


def test_what_is_listed_is_exported_in_the_same_order(desk, page, tmp_path, qtbot):
    page.filters.search.setText("0912111")
    page.refresh()
    page.table.horizontalHeader().sectionClicked.emit(1)  # by name
    file = tmp_path / "members.csv"
    page.export_to(file)
    qtbot.waitUntil(lambda: "written" in page._hall.toasts.text(), timeout=5000)
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert [row[1] for row in rows[1:-1]] == ["Ali Karimi", "Sara Nouri", "Zahra Amini"]
    assert page._hall.toasts.text() == "3 members written to \u2066members.csv\u2069"


def test_a_file_that_cannot_be_written_is_said(page, tmp_path, qtbot, monkeypatch):
    said = []
    monkeypatch.setattr("loyaldesk.ui.errors.tell", lambda *words: said.append(words[2]))
    page.export_to(tmp_path / "missing" / "members.csv")
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert "does not exist" in said[0]
    assert not page.busy.isVisible()


def test_the_file_dialog_gives_the_ending_that_was_left_out(page, tmp_path, qtbot):
    page.export.click()
    page.where.fileSelected.emit(str(tmp_path / "list"))
    qtbot.waitUntil(lambda: (tmp_path / "list.xlsx").exists(), timeout=5000)
    qtbot.waitUntil(lambda: not page._hall.runner.is_busy())
    page.where.close()


def test_cards_of_the_marked_are_drawn_and_given_to_those_without(
    desk, page, club, qtbot, monkeypatch
):
    cards.issue(desk, club[0].id)
    monkeypatch.setattr("loyaldesk.ui.pages.members.page.ask", lambda *_words: True)
    page.table.setFocus()
    page.table.selectAll()
    page.print_cards()
    qtbot.waitUntil(lambda: page.paper is not None, timeout=10000)
    assert page.paper.view.content().startswith(b"%PDF")
    assert members_list.without_card(desk, [each.id for each in club]) == []
    page.paper.done(0)


def test_an_empty_club_says_what_to_do_first(desk):
    with standing(make, desk) as page:
        page.table._empty.button.click()
        assert page.enrolling.isVisible()
        page.enrolling.done(0)


def test_a_large_club_shows_its_first_page_at_once_and_the_rest_from_the_worker(
    page, qtbot, monkeypatch
):
    monkeypatch.setattr(members_list, "SMALL_CLUB", 2)
    monkeypatch.setattr("loyaldesk.ui.pages.members.page.FIRST_PAGE", 1)
    page.refresh()
    assert names(page) == ["Ali Karimi"]
    qtbot.waitUntil(lambda: len(page._rows) == 3, timeout=3000)
    page.table.horizontalHeader().sectionClicked.emit(4)  # no index: only from the worker
    qtbot.waitUntil(lambda: names(page)[-1] == "Sara Nouri", timeout=3000)


def test_only_the_rows_on_view_are_read():
    asked = []
    rows = LazyRows(range(100_000), lambda ids: asked.append(len(ids)) or [])
    assert len(rows) == 100_000
    assert rows[99_999] is None
    assert rows[99_998] is None
    assert asked == [BLOCK]


def test_leaving_a_begun_member_asks_first(page, hands, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "loyaldesk.ui.pages.members.enrol_dialog.ask",
        lambda *words, **_named: bool(asked.append(words)),
    )
    page.begin_member()
    page.enrolling.form.first.widget.setText("Sa")
    page.enrolling.reject()
    assert asked
    assert page.enrolling.isVisible()
    page.enrolling.done(0)
    assert QApplication.activeModalWidget() is None


def test_a_company_is_listed_by_its_name(desk):
    members.enrol(desk, MemberDraft(kind="company", company_name="Daroukhane Ahmadi"))
    with standing(make, desk) as page:
        assert names(page) == ["Daroukhane Ahmadi"]


def test_two_records_of_one_person_are_offered_and_parted_for_good(desk, clock):
    born = date(1990, 3, 21)
    same = {"first_name": "Nasrin", "last_name": "Karimi", "birthday": born}
    one = make_member(desk, mobile="09122000001", **same)
    make_member(desk, mobile="09352117312", **same)
    alikes.find(desk)
    with standing(MembersPage, desk) as page:
        assert page.alike.text() == "1 pair may be one person"
        opened = []
        page.member_wanted.connect(opened.append)
        page.alike.click()
        page.pairs.primary.click()
        assert opened == [one.id]
        page.alike.click()
        page.pairs.differ.click()
        assert page.pairs.table.model().rows == []
        page.pairs.reject()
        assert not page.alike.isVisibleTo(page)
