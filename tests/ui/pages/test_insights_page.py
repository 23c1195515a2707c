"""The page of statistics: cards told at a glance, walked by keys, with the members behind them."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.facts import Span
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.kernel.units import Unit
from loyaldesk.services import followup_reading, members, sample
from loyaldesk.services.insight import people
from loyaldesk.services.insight.question import Question
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.kit.dialog import focus_chain
from loyaldesk.ui.pages.insights.cards_view import CardsView
from loyaldesk.ui.pages.insights.members_window import MembersWindow
from loyaldesk.ui.pages.insights.page import InsightsPage
from loyaldesk.ui.parts.card_grid import CardGrid
from loyaldesk.ui.parts.insight_card import CardView
from loyaldesk.ui.parts.measure_view import change_words, is_thin
from loyaldesk.ui.shell.keys import keys_of
from tests.conftest import NOON, StoppedClock, desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands, standing
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
MEANING = Meaning(
    "Who came back.", "bought(period) \u2229 active(start) / active(start)", 2, FIRST, LAST, 12,
    "members", hint="Some call 60 % good.",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "gregorian", "toman"))


def card(**more) -> Card:
    """Return a card with everything on it; *more* changes it."""
    parts = {
        "key": "retention",
        "title": "Retention",
        "meaning": MEANING,
        "measures": (
            Measure("retention", "Retention rate", 0.6, Unit.RATIO, 0.5, 12, better="up"),
        ),
        "chart": Chart(ChartKind.BARS, ("Sep", "Oct"), (Series("Members", (5, 7)),)),
        "grid": Grid(
            (GridColumn("Month"), GridColumn("Members", Unit.COUNT)), (("Sep", 5), ("Oct", 7))
        ),
        "groups": (Group("stayed", "Stayed", (1, 2)), Group("left", "Left", (3,))),
    }
    return Card(**(parts | more))


@pytest.fixture
def shown(qtbot):
    def show(one: Card, **rights: bool) -> CardView:
        view = CardView(one, **rights)
        qtbot.addWidget(view)
        view.resize(520, 480)
        view.show()
        return view

    return show


@pytest.mark.parametrize(
    ("measure", "words", "role"),
    [
        (Measure("m", "x", 106, before=100), "+6%, more than before (100)", "caption"),
        (Measure("m", "x", 90, before=100, better="up"), "\u221210%, worse than before (100)",
         "worse"),
        (Measure("m", "x", 90, before=100, better="down"), "\u221210%, better than before (100)",
         "better"),
        (Measure("m", "x", 0.6, Unit.RATIO, 0.5), "+10 percentage points, more than before (50%)",
         "caption"),
        (Measure("m", "x", 5, before=5), "as before (5)", "caption"),
        (Measure("m", "x", 3, before=0), "+3, more than before (0)", "caption"),
        (Measure("m", "x", None, before=5), "", ""),
    ],
)  # fmt: skip
def test_a_change_is_told_by_sign_and_word(measure, words, role) -> None:
    told, colour = change_words(measure)
    assert told.replace("\u200e", "") == words
    assert colour == role


def test_a_rate_of_few_people_is_grey_and_says_so(shown) -> None:
    few = Measure("r", "Rate", 0.5, Unit.RATIO, count=6)
    assert is_thin(few)
    assert not is_thin(Measure("n", "Members", 6, count=6))
    main = shown(card(measures=(few,))).measures.views[0]
    assert main.figure.property("role") == "num_thin"
    assert [note.text() for note in main.notes] == ["only 6 members"]


def test_no_figure_is_a_dash_with_its_reason(shown) -> None:
    none = Measure("r", "Rate", None, Unit.RATIO, why="Nobody was active before.")
    main = shown(card(measures=(none,))).measures.views[0]
    assert main.figure.text() == "\u2013"
    assert main.notes[0].text() == "Nobody was active before."


def test_the_chart_has_a_table_twin(shown) -> None:
    view = shown(card())
    assert view.chart.isVisible()
    view.twin.setFocus()
    QTest.keyClick(view.twin, Qt.Key.Key_Return)
    assert view.table.isVisible()
    assert not view.chart.isVisible()
    assert view.twin.accessibleName() == "As chart"
    view.show_card(card(title="Anew"))
    assert view.table.isVisible()


def test_a_card_without_figures_says_why(shown) -> None:
    view = shown(card(missing="Nobody has bought yet."))
    assert view.empty.sentence.text() == "Nobody has bought yet."
    assert view.why.isVisible()
    assert not view.members.isVisible()
    assert view.measures is None


def test_every_act_of_a_card_is_reached_by_tab(shown) -> None:
    view = shown(card())
    chain = focus_chain(view)
    assert {view.why, view.chart, view.members, view.twin, view.export} <= set(chain)
    bare = shown(card(), may_list=False, may_export=False)
    assert not bare.members.isVisible()
    assert not bare.export.isVisible()


def test_the_groups_are_offered_with_their_counts(shown) -> None:
    view, told = shown(card()), []
    view.members_wanted.connect(lambda one, key: told.append((one.key, key)))
    menu = view.open_groups()
    assert [action.text() for action in menu.actions()] == ["Stayed (2)", "Left (1)"]
    menu.actions()[1].trigger()
    menu.close()
    single = shown(card(groups=(Group("all", "All", (1,)),)))
    single.members_wanted.connect(lambda one, key: told.append((one.key, key)))
    single.members.click()
    assert told == [("retention", "left"), ("retention", "all")]


def test_a_cell_opens_the_members_behind_it(shown) -> None:
    heat = Chart(ChartKind.HEAT, ("0", "1"), (Series("Sep", (1.0, 0.5)),), Unit.RATIO)
    view, told = shown(card(chart=heat, groups=(Group("c", "Second", (4,), (0, 1)),))), []
    view.members_wanted.connect(lambda _one, key: told.append(key))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(view.chart, key)
    assert told == ["c"]  # nobody stands behind the first cell


def test_what_it_means_is_told_with_formula_window_and_version(shown) -> None:
    view = shown(card())
    view.why.click()
    words = [label.text() for label in view.dialog.findChildren(type(view.heading))]
    assert MEANING.formula in words
    assert "2026-10-01 to 2026-10-31" in words
    assert "12 members" in words
    assert "2" in words
    assert any("Some call 60 % good." in each and "others" in each for each in words)
    view.dialog.done(0)


@pytest.fixture
def club(desk):
    """Sara bought on two days of October, Ali in November, Reza was erased."""
    sara = make_member(desk, first_name="Sara", last_name="Ahmadi").id
    ali = make_member(desk, first_name="Ali", last_name="Karimi").id
    reza = make_member(desk, first_name="Reza", last_name="Moradi").id
    for day in (5, 5, 9):
        make_sale(desk, sara, 1_000_000, sold_at=datetime(2026, 10, day, 9, tzinfo=NOON.tzinfo))
    make_sale(desk, ali, 2_000_000)
    members.erase(desk, reza)
    return sara, ali, reza


def test_people_are_listed_with_their_visits_in_the_period_and_erased_ones_are_not(desk, club):
    sara, ali, reza = club
    assert people.living(desk, [ali, reza, sara]) == [ali, sara]
    rows = people.page(desk, [ali, reza, sara], 0, 10, Span(FIRST, LAST))
    assert [(row.name, row.visits, row.net_rial) for row in rows] == [
        ("Ali Karimi", 0, 0), ("Sara Ahmadi", 2, 3_000_000),
    ]  # fmt: skip
    assert [row.id for row in people.page(desk, [ali, sara], 1, 1, Span(FIRST, LAST))] == [sara]


def test_follow_ups_for_a_list_are_made_once_and_not_for_too_many(desk, club):
    sara, ali, _reza = club
    made = people.make_followups(desk, [sara, ali], key="k", text="Call about tea", on=None)
    again = people.make_followups(desk, [sara, ali], key="k", text="Call about tea", on=None)
    assert (made, again) == (2, 0)
    for wrong in ({"ids": range(1, 202)}, {"ids": []}, {"text": " "}, {"on": date(2020, 1, 1)}):
        asked = {"ids": [sara], "text": "Call", "on": None} | wrong
        with pytest.raises(BadInput):
            people.make_followups(desk, asked.pop("ids"), key="other", **asked)


def test_the_members_behind_a_figure_are_opened_by_enter(qtbot, desk, club):
    sara, ali, reza = club
    with standing(_holding, desk) as page:
        made = MembersWindow(page, page.hall_in_test, "Retention: Stayed", [sara, ali, reza],
                             Period.of("month", FIRST, "gregorian"))  # fmt: skip
        told = []
        made.member_wanted.connect(told.append)
        made.open()
        assert made.count.text() == "2 members; 1 whose data were erased is in the figures only"
        assert not cut_texts(made)
        QTest.keyClick(made.table, Qt.Key.Key_Down)
        QTest.keyClick(made.table, Qt.Key.Key_Return)
        assert told == [ali]


def _holding(hall) -> QWidget:
    made = QWidget()
    made.hall_given = hall
    made.focus_first = made.setFocus
    return made


def test_many_follow_ups_are_made_from_the_list_with_their_count_told(qtbot, desk, club):
    sara, ali, _reza = club
    with working(_holding, desk) as page:
        hall = page.hall_given
        made = MembersWindow(
            page, hall, "Left", [sara, ali], Period.of("month", FIRST, "gregorian")
        )
        made.make_followups()
        asking = made.dialog
        assert asking.primary.accessibleName() == "Make 2 follow-ups"
        asking.submit()
        assert asking.text_field.error()
        asking.text.setText("Ask how the tea was")
        asking.submit()
        settle(hall.runner)
        assert asking.made == 2
        today = desk.today()
        found = followup_reading.counts(desk, today, today + timedelta(days=7))
        assert sum(one.open for one in found) == 2


@pytest.fixture
def page(desk):
    with working(InsightsPage, desk) as made:
        settle(made.runner_in_test)
        yield made


def rest(page) -> None:
    settle(page.runner_in_test)


def test_tab_goes_from_the_question_over_the_chapters_to_the_cards(club, page):
    chain = focus_chain(page.window())
    bar = page.period
    inside = next(card.why for card in page.view().cards if not card.card.missing)
    stops = [bar.kind, bar.compare, bar.segment, page.tabs.tabBar(), page.view().page, inside]
    start = chain.index(bar.kind)
    order = [(chain.index(stop) - start) % len(chain) for stop in stops]
    assert order == sorted(order)


def test_ctrl_tab_takes_the_keys_into_the_next_chapter(club, page):
    page.focus_first()
    for _ in range(2):
        QTest.keyClick(
            page.window().focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier
        )
        rest(page)
        assert page.view().isAncestorOf(page.window().focusWidget())


def test_an_empty_club_is_told_in_sentences_on_every_tab(page):
    assert len(page.titles()) == 9
    for title in page.parts():
        view = page.open_tab(title)
        rest(page)
        assert not page.problem.isVisible()
        for made in getattr(view, "cards", ()):
            assert made.card.missing or made.measures or made.table, made.card.key


def test_a_part_of_a_chapter_is_opened_by_alt_and_its_digit(page):
    habits = page.open_tab("Habits")
    chapter = page.view()
    assert chapter.titles() == ["When and what", "Service"]
    assert habits is chapter.part()
    rest(page)
    Hands().key(Qt.Key.Key_Tab)
    assert page.key_pressed("Alt+2")
    assert chapter.which.value() == 1
    rest(page)
    assert chapter.part().cards[0].card.key == "discretion"
    assert not page.key_pressed("Alt+3")
    assert ("Alt+2", "Show Service") in keys_of(page)
    assert page.open_tab("When and what") is habits


def test_keys_are_told_once_in_the_help(page):
    for title in page.parts():
        page.open_tab(title)
        rest(page)
        told = keys_of(page)
        assert len(told) == len(set(told)), title


def test_the_let_go_board_is_for_those_who_propose_or_decide(desk):
    for role, is_offered in ((Role.MARKETING, True), (Role.AUDITOR, False)):
        with working(InsightsPage, desk_of(desk, role, f"A {role.value}")) as page:
            assert ("Let go politely" in page.parts()) is is_offered
            value = page.open_tab("Value")
            assert isinstance(value, CardsView)
            rest(page)


def test_the_last_whole_month_is_asked_first_and_keys_go_back(page):
    assert page.asking.question == Question.of_month(date(2026, 11, 21), "gregorian")
    assert page.period.name.text() == "October 2026"
    Hands().key(Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    QTest.qWait(150)  # the button is seen going down
    rest(page)
    assert page.period.name.text() == "September 2026"
    assert str(page.asking.question.compare) == "2026-08"
    for _ in range(5):
        page.period.later.click()
    assert page.period.name.text() == "November 2026, so far"
    assert not page.period.later.isEnabled()
    rest(page)


def test_any_days_a_year_before_and_a_group_can_be_asked(page):
    bar = page.period
    bar.kind.set_value("days")
    bar.kind.chosen.emit("days")
    bar.first.set_day(date(2026, 9, 10))
    bar.first.day_changed.emit(date(2026, 9, 10))
    QTest.qWait(700)
    bar.compare.set_value("year")
    bar.compare.chosen.emit("year")
    bar.segment.set_value("tier:gold")
    bar.segment.chosen.emit("tier:gold")
    asked = page.asking.question
    assert str(asked.period) == "2026-09-10..2026-10-31"
    assert str(asked.compare) == "2025-09-10..2025-10-31"
    assert asked.segment == "tier:gold"
    rest(page)


def test_a_jalali_shop_is_asked_in_jalali_months(desk):
    set_look(Look("en", "jalali", "toman"))
    with working(InsightsPage, desk) as page:
        assert str(page.asking.question.period) == "1405-07"
        rest(page)


def test_old_cards_stay_while_new_ones_are_reckoned_and_it_can_be_stopped(page):
    view = page.view()
    before = list(view.cards)
    assert before
    view.refresh()
    assert view.busy.isVisible()
    assert view.cards == before
    view.busy.cancel.click()
    rest(page)
    assert not view.busy.isVisible()
    assert view.cards == before


def test_who_may_not_see_members_or_export_is_not_offered_it(desk):
    auditor = desk_of(desk, Role.AUDITOR, "Omid")
    assert not auditor.may(Permission.LIST_EXPORT)
    with working(InsightsPage, auditor) as page:
        rest(page)
        assert all(not made.export.isVisible() for made in page.view().cards)


def test_a_card_is_written_into_a_file(page, tmp_path):
    path = tmp_path / "card.xlsx"
    page.view().export_to(page.view().cards[0].card, path)
    rest(page)
    assert path.stat().st_size > 1000


def test_a_sample_shop_fills_the_page_and_nothing_is_cut(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "shop.club"
    made = sample.make_sample(
        path, members=30, months=8, seed=3, language="en", clock=StoppedClock(), cost=TEST
    )
    with working(InsightsPage, made) as page:
        rest(page)
        view = page.view()
        assert view.tiles.isVisible()
        assert sum(not one.card.missing for one in view.cards) >= 4
        assert not cut_texts(page)
    made.db.close()


def test_many_figures_stand_below_the_main_one_over_the_whole_card(shown) -> None:
    more = tuple(Measure(f"m{n}", f"Members of kind {n}", n) for n in range(6))
    money = Measure("net", "Net sales", 16_188_528_000, Unit.RIAL, 18_119_999_000, better="up")
    view = shown(card(measures=(money, *more)))
    main, *others = view.measures.views
    assert all(other.y() >= main.geometry().bottom() for other in others)
    assert len({other.x() for other in others}) == 3
    assert main.notes[0].text() == "Toman"
    assert main.notes[0].y() > main.figure.y()  # beside the figure, not below it
    few = shown(card(measures=(money, *more[:2]))).measures.views
    assert len({each.y() for each in few}) == 1
    assert not cut_texts(view)


def test_a_card_with_a_wide_table_has_a_line_of_its_own(qtbot, shown) -> None:
    names = ("What somebody else says of shops", "What this shop has", "How many are behind it")
    wide = Grid(tuple(GridColumn(name) for name in names), (("A long claim " * 5, "5", "6"),))
    views = [shown(card(key=f"c{n}", **more)) for n, more in enumerate(
        ({}, {"chart": None, "grid": wide}, {}, {}))]  # fmt: skip
    grid = CardGrid(300, 2)
    qtbot.addWidget(grid)
    grid.resize(1000, 900)
    grid.show()
    grid.show_cards(views)
    QTest.qWait(50)
    assert [view.is_wide for view in views] == [False, True, False, False]
    assert views[1].width() > 900
    assert views[2].y() == views[3].y() > views[1].y() > views[0].y()
