"""Lists stay quick, sorted, and where the eye was."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt

from loyaldesk.kernel import fmt
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import TONE_ROLE, Column, RowsTable
from tests.ui.conftest import press


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    points: int
    tier: str = "gold"


PEOPLE = [Person(1, "زهرا", 40), Person(2, "آرش", 1250), Person(3, "بهار", -7)]
COLUMNS = (
    Column[Person]("نام", lambda p: p.name),
    Column[Person]("امتیاز", lambda p: fmt.number(p.points), numeric=True, width_hint=90),
    Column[Person]("سطح", lambda _: "طلایی", tone=lambda p: p.tier),
)


@pytest.fixture
def table(qtbot, persian) -> RowsTable[Person]:
    table = RowsTable(COLUMNS, "اعضا", empty=EmptyState("users", "هنوز عضوی نیست."))
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show()
    table.show_rows(PEOPLE)
    return table


def names(table: RowsTable[Person]) -> list[str]:
    return [row.name for row in table.rows_model.rows]


def test_a_heading_sorts_and_pressed_again_turns_the_order(table) -> None:
    table.horizontalHeader().sectionClicked.emit(0)
    assert names(table) == ["آرش", "بهار", "زهرا"]
    table.horizontalHeader().sectionClicked.emit(0)
    assert names(table) == ["زهرا", "بهار", "آرش"]


def test_numbers_are_sorted_as_numbers_not_as_letters(table) -> None:
    table.horizontalHeader().sectionClicked.emit(1)
    assert [row.points for row in table.rows_model.rows] == [-7, 40, 1250]


def test_the_order_and_the_cursor_survive_fresh_rows(table) -> None:
    table.horizontalHeader().sectionClicked.emit(0)
    table.select(2)
    assert table.selected_row() == PEOPLE[0]
    table.show_rows([Person(9, "ترانه", 1), *PEOPLE[1:], Person(1, "زهرا", 99)])
    assert table.selected_row() == Person(1, "زهرا", 99)
    assert names(table) == ["آرش", "بهار", "ترانه", "زهرا"]


def test_enter_and_a_double_click_open_a_row(table) -> None:
    chosen = []
    table.chosen.connect(chosen.append)
    table.select(1)
    press(table, Qt.Key.Key_Return, "\r")
    table.doubleClicked.emit(table.rows_model.index(2, 0))
    assert chosen == PEOPLE[1:]


def test_typing_does_not_move_the_cursor(table, typed) -> None:
    table.select(2)
    typed(table, "آز۲۶۰")
    assert table.selected_row() == PEOPLE[2]


def test_numbers_stand_right_and_words_lead_in_both_languages(qtbot, dressed) -> None:
    for language, side in (("fa", Qt.AlignmentFlag.AlignRight), ("en", Qt.AlignmentFlag.AlignLeft)):
        dressed(language)
        table = RowsTable(COLUMNS)
        qtbot.addWidget(table)
        table.show_rows(PEOPLE)
        model = table.rows_model
        for column, wanted in ((0, side), (1, Qt.AlignmentFlag.AlignRight)):
            role = Qt.ItemDataRole.TextAlignmentRole
            for found in (
                model.index(0, column).data(role),
                model.headerData(column, Qt.Orientation.Horizontal, role),
            ):
                assert found & wanted
                assert found & Qt.AlignmentFlag.AlignAbsolute


def test_an_empty_list_says_so_until_rows_come(table) -> None:
    empty = table.findChild(EmptyState)
    assert not empty.isVisible()
    table.show_rows([])
    assert empty.isVisible()
    assert empty.size() == table.viewport().size()
    table.show_rows(PEOPLE)
    assert not empty.isVisible()


def test_a_pill_tells_its_words_to_screen_readers(table) -> None:
    index = table.rows_model.index(0, 2)
    assert index.data(TONE_ROLE) == "gold"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "طلایی"


class Endless(Sequence[Person]):
    """Makes a row only when asked for it."""

    def __init__(self) -> None:
        self.asked = 0

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, number):
        self.asked += 1
        return Person(number, f"عضو {number}", number)


def test_a_million_lazy_rows_open_at_once(table, qtbot) -> None:
    rows = Endless()
    begun = time.perf_counter()
    table.show_rows(rows)
    table.grab()
    table.scrollToBottom()
    table.grab()
    assert time.perf_counter() - begun < 2
    assert rows.asked < 2000
    table.horizontalHeader().sectionClicked.emit(0)  # too long to be sorted here
    assert table.rows_model.rows is rows


def test_sorting_elsewhere_is_only_told(qtbot, persian) -> None:
    table = RowsTable(COLUMNS, sorting="elsewhere")
    qtbot.addWidget(table)
    table.show_rows(PEOPLE)
    asked = []
    table.sort_asked.connect(lambda column, descending: asked.append((column, descending)))
    table.horizontalHeader().sectionClicked.emit(1)
    table.horizontalHeader().sectionClicked.emit(1)
    assert asked == [(1, False), (1, True)]
    assert names(table) == [p.name for p in PEOPLE]
