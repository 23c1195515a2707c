"""The calendar: mirrored for Persian readers, every act by key, and nothing moves unasked."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loyaldesk.kernel.jalali import from_jalali
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.agenda.entry import DayNote, Entry
from loyaldesk.ui.kit.agenda.hours import DayGrid, WeekGrid
from loyaldesk.ui.kit.agenda.lanes import closed_spans, lanes, whole_hours
from loyaldesk.ui.kit.agenda.month import MonthGrid
from loyaldesk.ui.kit.agenda.view import AgendaView
from loyaldesk.ui.kit.agenda.words import words_of_notes
from tests.ui.conftest import press

TODAY = date(2026, 11, 21)  # Saturday 30 Aban 1405
DAY = timedelta(days=1)
CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def aban(day: int) -> date:
    return from_jalali(1405, 8, day)


def entry(number: int, on: date, minute: int | None = None, **more) -> Entry:
    facts = {"minutes": 30, "title": f"تماس {number}", "beside": "مریم", "tone": "accent"}
    return Entry(number, on, minute, **(facts | more))


def told(signal) -> list:
    """Collect what *signal* says."""
    found: list = []
    signal.connect(lambda *said: found.append(said[0] if len(said) == 1 else said))
    return found


def shown(qtbot, grid, width: int = 980, height: int = 640):
    qtbot.addWidget(grid)
    grid.resize(width, height)
    grid.show()
    grid.activateWindow()
    grid.setFocus()
    QApplication.processEvents()
    return grid


@pytest.fixture
def month(qtbot, persian) -> MonthGrid:
    return shown(qtbot, MonthGrid(TODAY))


@pytest.fixture
def week(qtbot, persian) -> WeekGrid:
    grid = shown(qtbot, WeekGrid(TODAY))
    open_ = {aban(24) + DAY * n: ((540, 780), (960, 1260)) for n in range(30)}
    grid.set_hours(open_ | {aban(29): ()})
    return grid


def room(grid, number: int) -> QPointF:
    """Return the middle of an entry on the screen."""
    block = next(b for b in grid.plan().blocks if b.entry.id == number)
    return grid._shown(block).center()


def mouse(grid, kind: QEvent.Type, at: QPointF) -> None:
    button = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    where = QPointF(grid.viewport().mapToGlobal(at.toPoint()))
    event = QMouseEvent(kind, at, where, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(grid.viewport(), event)


def drag(grid, begin: QPointF, end: QPointF, *, drop: bool = True) -> None:
    mouse(grid, QEvent.Type.MouseButtonPress, begin)
    for share in (0.3, 0.7, 1.0):
        mouse(grid, QEvent.Type.MouseMove, begin + (end - begin) * share)
    if drop:
        mouse(grid, QEvent.Type.MouseButtonRelease, end)


def click(grid, at: QPointF) -> None:
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())


# Months and weeks ------------------------------------------------------------------------------


def test_the_first_column_of_a_persian_month_is_saturday_at_the_right(month) -> None:
    first, last = month.days
    assert (first, last) == (from_jalali(1405, 7, 25), from_jalali(1405, 9, 6))
    assert days.weekday(first) == "شنبه"
    assert month.cell(first).left() > month.cell(first + DAY).left()
    assert month.cell(first).right() == month.viewport().width()
    assert month.cell(last).left() == 0


def test_an_english_month_begins_with_monday_at_the_left(qtbot, english) -> None:
    grid = shown(qtbot, MonthGrid(TODAY))
    assert grid.days == (date(2026, 10, 26), date(2026, 12, 6))
    assert grid.days[0].weekday() == 0
    assert grid.cell(grid.days[0]).left() == 0
    grid.show_period(date(2027, 2, 10))  # Monday 1 February: exactly four weeks
    assert grid.days == (date(2027, 2, 1), date(2027, 2, 28))
    assert grid.weeks() == 4


def test_an_english_reader_may_keep_jalali_and_a_persian_one_gregorian(qtbot, dressed) -> None:
    dressed("en", calendar="jalali")
    grid = shown(qtbot, MonthGrid(TODAY))
    assert days.weekday(grid.days[0]) == "Saturday"
    assert grid.cell(grid.days[0]).left() == 0
    assert days.title("month", TODAY) == "Aban 1405"
    dressed("fa", calendar="gregorian")
    other = shown(qtbot, MonthGrid(TODAY))
    assert days.weekday(other.days[0]) == "دوشنبه"
    assert other.cell(other.days[0]).right() == other.viewport().width()
    assert days.title("month", TODAY) == "نوامبر ۲۰۲۶"


def test_an_esfand_of_30_days_that_begins_on_a_friday_has_six_rows(month) -> None:
    month.show_period(from_jalali(1399, 12, 30))  # a leap year
    assert from_jalali(1399, 12, 1).weekday() == 4
    assert month.weeks() == 6
    assert month.days == (from_jalali(1399, 11, 25), from_jalali(1400, 1, 6))
    assert month.cell(from_jalali(1399, 12, 30)).right() == month.viewport().width()  # Saturday
    assert month.cell(month.days[1]).bottom() == month.viewport().height()


def test_an_esfand_that_ends_on_a_friday_has_five_rows(month) -> None:
    month.show_period(from_jalali(1387, 12, 1))
    assert month.weeks() == 5
    assert month.days[1] == from_jalali(1387, 12, 30)


def test_titles_name_the_period_as_people_do(dressed) -> None:
    dressed("fa")
    assert days.title("month", TODAY) == "آبان ۱۴۰۵"
    assert days.title("week", aban(25)) == "۲۳ تا ۲۹ آبان ۱۴۰۵"
    assert days.title("week", TODAY) == "۳۰ آبان تا ۶ آذر ۱۴۰۵"
    assert days.title("week", from_jalali(1405, 12, 29)) == "۲۹ اسفند ۱۴۰۵ تا ۶ فروردین ۱۴۰۶"
    assert days.title("day", TODAY) == "شنبه ۳۰ آبان ۱۴۰۵"
    dressed("en")
    assert days.title("week", TODAY) == "16 to 22 November 2026"


def test_months_without_a_31st_give_their_last_day(dressed) -> None:
    dressed("fa")
    assert days.months_later(from_jalali(1405, 6, 31), 1) == from_jalali(1405, 7, 30)
    assert days.months_later(from_jalali(1405, 11, 30), 1) == from_jalali(1405, 12, 29)
    assert days.months_later(from_jalali(1403, 11, 30), 1) == from_jalali(1403, 12, 30)
    assert days.months_later(from_jalali(1406, 1, 31), -1) == from_jalali(1405, 12, 29)
    dressed("en")
    assert days.months_later(date(2027, 1, 31), 1) == date(2027, 2, 28)


# Keys in a month -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "day"),
    [
        (Key.Key_Left, aban(18)),  # the next day: reading goes to the left
        (Key.Key_Right, aban(16)),
        (Key.Key_Up, aban(10)),
        (Key.Key_Down, aban(24)),
        (Key.Key_Home, aban(16)),  # Saturday
        (Key.Key_End, aban(22)),  # Friday
        (Key.Key_PageUp, from_jalali(1405, 7, 17)),
        (Key.Key_PageDown, from_jalali(1405, 9, 17)),
    ],
)
def test_every_key_goes_where_a_persian_reader_expects(month, key, day) -> None:
    month.select(aban(17))
    went = told(month.day_chosen)
    press(month, key)
    assert went == [day]
    assert month.selected == day


def test_left_is_the_day_before_where_reading_goes_to_the_right(qtbot, english) -> None:
    grid = shown(qtbot, MonthGrid(TODAY))
    press(grid, Key.Key_Left)
    assert grid.selected == TODAY - DAY
    press(grid, Key.Key_Home)
    assert grid.selected == date(2026, 11, 16)  # Monday


def test_ctrl_home_comes_back_to_today(month) -> None:
    month.select(from_jalali(1404, 1, 1))
    press(month, Key.Key_Home, modifiers=CTRL)
    assert month.selected == TODAY


def test_going_out_of_the_month_turns_the_page_and_says_so(month) -> None:
    turned = told(month.period_changed)
    press(month, Key.Key_Left)
    assert month.selected == from_jalali(1405, 9, 1)
    assert turned == [(from_jalali(1405, 8, 30), from_jalali(1405, 10, 4))]


def test_a_press_on_a_day_of_the_next_month_does_not_turn_the_page(month) -> None:
    turned = told(month.period_changed)
    click(month, month.cell(from_jalali(1405, 9, 3)).center())
    assert month.selected == from_jalali(1405, 9, 3)
    assert turned == []


def test_tab_walks_the_entries_of_the_day_and_then_leaves(month) -> None:
    month.set_entries([entry(1, TODAY, 600), entry(2, TODAY), entry(3, TODAY, 540)])
    chosen = told(month.entry_chosen)
    for _ in range(3):
        assert month.focusNextPrevChild(True)
    assert chosen == [2, 3, 1]  # the whole day first, then by the clock
    month.focusNextPrevChild(False)
    assert month.chosen is not None
    assert month.chosen.id == 3
    month.focusNextPrevChild(False)
    month.focusNextPrevChild(False)
    assert month.chosen is None


def test_tab_and_shift_tab_reach_the_neighbours_of_the_grid(qtbot, persian) -> None:
    view = shown(qtbot, AgendaView(lambda: TODAY))
    view.set_entries([entry(1, TODAY)])
    view.grid.setFocus()
    QTest.keyClick(view.grid, Key.Key_Tab)
    assert view.chosen is not None
    QTest.keyClick(view.grid, Key.Key_Tab)
    assert not view.grid.hasFocus()


@pytest.mark.parametrize("digit", ["2", "۲", "٢"])
def test_a_digit_of_any_alphabet_chooses_that_entry(month, typed, digit) -> None:
    month.set_entries([entry(n, TODAY, 500 + n) for n in range(1, 4)])
    chosen = told(month.entry_chosen)
    typed(month, digit)
    assert chosen == [2]
    typed(month, "9")
    assert chosen == [2]


def test_enter_opens_the_entry_the_day_or_makes_one_where_nothing_is(month) -> None:
    month.set_entries([entry(7, TODAY)])
    opened, day, made = told(month.entry_opened), told(month.day_opened), told(month.make_asked)
    press(month, Key.Key_Return)
    assert (opened, day, made) == ([], [TODAY], [])
    month.choose(7)
    press(month, Key.Key_Enter)
    assert opened == [7]
    press(month, Key.Key_Right)
    press(month, Key.Key_Return)
    press(month, Key.Key_Insert)
    assert made == [(TODAY - DAY, None)] * 2


def test_escape_lets_go_of_the_entry_and_then_belongs_to_the_page(month) -> None:
    month.set_entries([entry(7, TODAY)])
    month.choose(7)
    press(month, Key.Key_Escape)
    assert month.chosen is None
    assert month.selected == TODAY


@pytest.mark.parametrize(
    ("key", "days_on"),
    [(Key.Key_Left, 1), (Key.Key_Right, -1), (Key.Key_Down, 7), (Key.Key_Up, -7)],
)
def test_ctrl_and_an_arrow_ask_for_another_day_and_move_nothing(month, key, days_on) -> None:
    month.set_entries([entry(7, TODAY, 600)])
    asked = told(month.move_asked)
    press(month, key, modifiers=CTRL)
    assert asked == []  # no entry is chosen
    month.choose(7)
    press(month, key, modifiers=CTRL)
    assert asked == [(7, TODAY + DAY * days_on, None)]
    assert month.contents.of(TODAY) == [entry(7, TODAY, 600)]


def test_what_must_not_move_is_moved_neither_by_key_nor_by_pointer(month) -> None:
    month.set_entries([entry(7, aban(20), may_move=False)])
    asked = told(month.move_asked)
    month.choose(7)
    press(month, Key.Key_Left, modifiers=CTRL)
    drag(month, room(month, 7), month.cell(aban(25)).center())
    assert asked == []


def test_the_keys_follow_an_entry_that_was_moved(month) -> None:
    month.set_entries([entry(7, aban(20))])
    month.choose(7)
    went = told(month.day_chosen)
    month.set_entries([entry(7, aban(21))])
    assert (month.selected, month.chosen) == (aban(21), entry(7, aban(21)))
    assert went == [aban(21)]
    month.set_entries([])
    assert month.chosen is None


# Pointer in a month ----------------------------------------------------------------------------


def test_an_entry_dragged_to_another_day_asks_for_that_day(month) -> None:
    month.set_entries([entry(7, aban(20), 600)])
    asked, chosen = told(month.move_asked), told(month.entry_chosen)
    drag(month, room(month, 7), month.cell(aban(25)).center())
    assert asked == [(7, aban(25), None)]
    assert chosen == [7]
    assert month.chosen.on == aban(20)


def test_dropping_it_on_its_own_day_or_outside_asks_nothing(month) -> None:
    month.set_entries([entry(7, aban(20))])
    asked = told(month.move_asked)
    begin = room(month, 7)
    drag(month, begin, month.cell(aban(20)).bottomRight() - QPointF(8, 8))
    drag(month, begin, QPointF(-50, -50))
    drag(month, begin, QPointF(begin.x(), 5))  # over the names of the weekdays
    assert asked == []


def test_escape_takes_a_drag_back(month) -> None:
    month.set_entries([entry(7, aban(20))])
    asked, target = told(month.move_asked), month.cell(aban(25)).center()
    drag(month, room(month, 7), target, drop=False)
    assert month._is_dragging()
    month.grab()  # with its ghost
    press(month, Key.Key_Escape)
    assert not month._is_dragging()
    mouse(month, QEvent.Type.MouseButtonRelease, target)
    assert asked == []
    assert month.chosen is not None  # only the drag is taken back


def test_a_press_that_trembles_is_no_drag(month) -> None:
    month.set_entries([entry(7, aban(20))])
    begin = room(month, 7)
    mouse(month, QEvent.Type.MouseButtonPress, begin)
    mouse(month, QEvent.Type.MouseMove, begin + QPointF(2, 2))
    assert not month._is_dragging()
    mouse(month, QEvent.Type.MouseButtonRelease, begin)


def test_a_double_click_opens_an_entry_or_makes_one(month) -> None:
    month.set_entries([entry(7, aban(20))])
    opened, made = told(month.entry_opened), told(month.make_asked)
    left = Qt.MouseButton.LeftButton
    QTest.mouseDClick(month.viewport(), left, pos=room(month, 7).toPoint())
    QTest.mouseDClick(month.viewport(), left, pos=month.cell(aban(5)).center().toPoint())
    assert opened == [7]
    assert made == [(aban(5), None)]


def test_a_crowded_day_says_how_many_more_there_are_and_opens(month) -> None:
    month.set_entries([entry(n, TODAY, 500 + n) for n in range(1, 13)])
    (more,) = month.plan().mores
    seen = [block.entry.id for block in month.plan().blocks]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) + len(more.hidden) == 12
    assert month.cell(TODAY).contains(more.room)
    opened = told(month.day_opened)
    click(month, more.room.center())
    assert opened == [TODAY]


def test_a_chosen_entry_is_always_seen(month) -> None:
    month.set_entries([entry(n, TODAY, 500 + n) for n in range(1, 13)])
    month.choose(12)
    assert 12 in [block.entry.id for block in month.plan().blocks]


def test_a_low_month_shows_one_entry_and_the_count_beside_the_number(month) -> None:
    month.resize(600, 420)
    QApplication.processEvents()
    month.set_entries([entry(n, TODAY, 500 + n) for n in range(1, 5)])
    assert [block.entry.id for block in month.plan().blocks] == [1]
    (more,) = month.plan().mores
    assert len(more.hidden) == 3
    assert not more.room.intersects(month.plan().blocks[0].room)
    month.choose(4)
    assert [block.entry.id for block in month.plan().blocks] == [4]
    month.grab()


def test_what_is_done_makes_room_for_what_is_not(month) -> None:
    done = [entry(n, TODAY, 500 + n, tone="done") for n in range(1, 9)]
    month.set_entries([*done, entry(9, TODAY, 1200)])
    assert month.plan().blocks[0].entry.id == 9


# Closed days -----------------------------------------------------------------------------------


def test_a_day_is_closed_by_its_note_by_its_hours_or_by_the_weekday(month) -> None:
    month.set_notes([DayNote(aban(18), "تعطیلی", is_closed=True, is_mourning=False)])
    month.set_hours({aban(22): ((540, 780),), aban(19): ()})
    closed = [number for number in range(15, 30) if month.contents.is_closed(aban(number))]
    assert closed == [15, 18, 19, 29]  # Friday 22 is open


def test_notes_say_in_words_what_colour_and_ribbon_show(persian) -> None:
    notes = [DayNote(TODAY, "شهادت", is_closed=True, is_mourning=True)]
    assert words_of_notes(notes) == ["شهادت · تعطیل · سوگواری"]


# Hours -----------------------------------------------------------------------------------------


def test_a_persian_week_runs_from_right_to_left_with_its_hours_at_the_right(week) -> None:
    week.show_period(aban(25))
    axis = week.axis()
    assert week.days == (aban(23), aban(29))
    assert axis.column(aban(23)).left() > axis.column(aban(24)).left()
    assert axis.hours_room().right() == week.viewport().width()
    assert axis.column(aban(29)).left() == 0


def test_hours_shown_hide_nothing() -> None:
    assert whole_hours([], []) == (480, 1260)
    assert whole_hours([(540, 780), (960, 1290)], []) == (480, 1320)
    assert whole_hours([(450, 780)], [(1380, 1440)]) == (420, 1440)
    assert whole_hours([], [(5, 35)]) == (0, 1260)


def test_closed_time_is_what_is_left_of_the_open_spans() -> None:
    assert closed_spans([(540, 780), (960, 1260)], 480, 1320) == [
        (480, 540),
        (780, 960),
        (1260, 1320),
    ]
    assert closed_spans([], 480, 600) == [(480, 600)]
    assert closed_spans([(0, 1440)], 480, 600) == []


def test_what_happens_at_once_stands_side_by_side() -> None:
    found = lanes([(540, 600), (540, 570), (570, 630), (700, 730)])
    assert [(lane.number, lane.of) for lane in found] == [(0, 2), (1, 2), (1, 2), (0, 1)]
    assert found[2].group != found[3].group


def test_overlapping_entries_never_cover_each_other(week) -> None:
    week.select(TODAY)
    week.set_entries([entry(1, TODAY, 600), entry(2, TODAY, 605), entry(3, TODAY, 610, minutes=5)])
    rooms = [block.room for block in week.plan().blocks]
    assert len(rooms) == 3
    for place, one in enumerate(rooms):
        assert not any(one.intersects(other) for other in rooms[place + 1 :])


def test_in_a_narrow_week_two_still_stand_side_by_side(week) -> None:
    week.resize(500, 500)
    QApplication.processEvents()
    week.set_entries([entry(1, TODAY, 600), entry(2, TODAY, 600)])
    one, other = (block.room for block in week.plan().blocks)
    assert not one.intersects(other)


def test_a_crowd_at_one_hour_is_counted_and_the_chosen_one_lies_on_top(week) -> None:
    week.set_entries([entry(n, TODAY, 600) for n in range(1, 12)])
    (more,) = week.plan().mores
    assert len(week.plan().blocks) + len(more.hidden) == 11
    week.choose(11)
    assert week.plan().blocks[-1].entry.id == 11


def test_in_a_day_a_press_on_the_count_walks_what_is_hidden(qtbot, persian) -> None:
    grid = shown(qtbot, DayGrid(TODAY), 480, 500)
    grid.set_entries([entry(n, TODAY, 600) for n in range(1, 21)])
    (more,) = grid.plan().mores
    grid._bring_in(600, 30)
    chosen = told(grid.entry_chosen)
    first = more.hidden[0].id
    click(grid, grid._shown(more).center())
    (more,) = grid.plan().mores
    grid._open_more(more)
    assert chosen == [first, first + 1]


def test_the_strip_above_the_hours_holds_whole_days_and_counts_the_rest(week) -> None:
    week.set_entries([entry(n, TODAY) for n in range(1, 31)])
    (more,) = week.plan().mores
    assert len(week.plan().blocks) + len(more.hidden) == 30
    assert more.room.bottom() <= week.axis().top
    assert week.axis().strip < week.height() / 2


def test_a_drag_in_the_week_keeps_to_quarters_and_to_where_it_was_taken(week) -> None:
    week.set_entries([entry(7, TODAY, 720)])
    asked, axis = told(week.move_asked), week.axis()
    begin = room(week, 7)
    drag(week, begin, begin + QPointF(0, axis.hour * 0.27))
    assert asked == [(7, TODAY, 735)]
    drag(week, begin, begin + QPointF(0, 3))
    drag(week, begin, begin + QPointF(-axis.column(TODAY).width(), 2))
    assert asked[1:] == [(7, TODAY + DAY, None)]  # the hour is kept


def test_a_whole_day_entry_gets_an_hour_by_being_put_among_the_hours(week) -> None:
    week.set_entries([entry(7, TODAY), entry(8, TODAY, 720)])
    asked, axis = told(week.move_asked), week.axis()
    column = axis.column(TODAY + DAY)
    drag(week, room(week, 7), QPointF(column.center().x(), axis.y(735)))
    drag(week, room(week, 8), QPointF(column.center().x(), axis.head + 5))
    drag(week, room(week, 7), QPointF(axis.column(TODAY).center().x(), axis.head + 5))
    assert asked == [(7, TODAY + DAY, 735), (8, TODAY + DAY, None)]


def test_escape_takes_a_drag_among_hours_back(week) -> None:
    week.set_entries([entry(7, TODAY, 720)])
    asked, begin = told(week.move_asked), room(week, 7)
    drag(week, begin, begin + QPointF(-200, 60), drop=False)
    week.grab()
    press(week, Key.Key_Escape)
    mouse(week, QEvent.Type.MouseButtonRelease, begin + QPointF(-200, 60))
    assert asked == []


def test_near_the_edge_the_hours_scroll_under_the_entry(week) -> None:
    week.resize(980, 400)
    QApplication.processEvents()
    week.set_entries([entry(7, TODAY, 600)])
    week.choose(7)
    before = week.verticalScrollBar().value()
    begin = room(week, 7)
    drag(week, begin, QPointF(begin.x(), week.viewport().height() - 4), drop=False)
    assert week._edge_timer.isActive()
    week._scroll_at_edge()
    assert week.verticalScrollBar().value() > before
    press(week, Key.Key_Escape)
    assert not week._edge_timer.isActive()


def test_the_keys_walk_half_hours_and_choose_what_begins_there(week) -> None:
    week.set_entries([entry(7, TODAY, 585)])
    made = told(week.make_asked)
    press(week, Key.Key_Down)  # the opening at 9
    press(week, Key.Key_Return)
    assert made == [(TODAY, 540)]
    press(week, Key.Key_Down)
    assert week.chosen is not None
    press(week, Key.Key_Down)
    assert week.chosen is None
    press(week, Key.Key_Insert)
    assert made == [(TODAY, 540), (TODAY, 600)]
    for _ in range(5):
        press(week, Key.Key_Up)
    press(week, Key.Key_Insert)
    assert made[-1] == (TODAY, None)


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (Key.Key_Down, (TODAY, 735)),
        (Key.Key_Up, (TODAY, 705)),
        (Key.Key_Left, (TODAY + DAY, None)),
        (Key.Key_Right, (TODAY - DAY, None)),
    ],
)
def test_ctrl_and_an_arrow_move_by_a_quarter_or_a_day(week, key, answer) -> None:
    week.set_entries([entry(7, TODAY, 720)])
    asked = told(week.move_asked)
    week.choose(7)
    press(week, key, modifiers=CTRL)
    assert asked == [(7, *answer)]


def test_ctrl_down_gives_a_whole_day_entry_the_opening_hour(week) -> None:
    week.set_entries([entry(7, TODAY)])
    asked = told(week.move_asked)
    week.choose(7)
    press(week, Key.Key_Up, modifiers=CTRL)
    press(week, Key.Key_Down, modifiers=CTRL)
    assert asked == [(7, TODAY, 540)]


def test_the_end_of_the_day_is_no_further_than_midnight(week) -> None:
    week.set_entries([entry(7, TODAY, 1425)])
    asked = told(week.move_asked)
    week.choose(7)
    press(week, Key.Key_Down, modifiers=CTRL)
    assert asked == []
    press(week, Key.Key_Up, modifiers=CTRL)
    assert asked == [(7, TODAY, 1410)]


def test_page_keys_turn_weeks_in_the_week_and_days_in_the_day(qtbot, week) -> None:
    press(week, Key.Key_PageDown)
    assert week.selected == TODAY + 7 * DAY
    day = shown(qtbot, DayGrid(TODAY))
    turned = told(day.period_changed)
    press(day, Key.Key_PageDown)
    press(day, Key.Key_Right)
    assert turned == [(TODAY + DAY, TODAY + DAY), (TODAY, TODAY)]


def test_a_double_click_among_the_hours_asks_for_that_half_hour(week) -> None:
    made, axis = told(week.make_asked), week.axis()
    at = QPointF(axis.column(TODAY).center().x(), axis.y(750))
    QTest.mouseDClick(week.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert made == [(TODAY, 750)]
    opened = told(week.day_opened)
    head = QPoint(round(at.x()), 10)
    QTest.mouseDClick(week.viewport(), Qt.MouseButton.LeftButton, pos=head)
    assert opened == [TODAY]


# The whole calendar ----------------------------------------------------------------------------


@pytest.fixture
def view(qtbot, persian) -> AgendaView:
    made = shown(qtbot, AgendaView(lambda: TODAY))
    made.set_entries([entry(n, TODAY, 600 + n) for n in range(1, 6)])
    return made


def test_the_same_day_and_entry_stay_in_sight_in_every_view(view) -> None:
    periods = told(view.period_changed)
    view.choose(3)
    view.head.view_changed.emit("week")
    assert (view.selected, view.chosen.id, view.view) == (TODAY, 3, "week")
    view.head.view_changed.emit("day")
    assert (view.days, view.chosen.id) == ((TODAY, TODAY), 3)
    assert periods == [(aban(30), from_jalali(1405, 9, 6)), (TODAY, TODAY)]
    assert view.head.title.text() == "شنبه ۳۰ آبان ۱۴۰۵"


def test_next_before_and_today_turn_the_period_on_view(view) -> None:
    view.head.after.click()
    assert view.head.title.text() == "آذر ۱۴۰۵"
    view.head.before.click()
    view.head.before.click()
    assert view.head.title.text() == "مهر ۱۴۰۵"
    view.head.to_today.click()
    assert view.selected == TODAY


def test_a_typed_day_is_gone_to(view, typed) -> None:
    typed(view.head.jump, "1404/12/5\r")
    assert view.selected == from_jalali(1404, 12, 5)
    assert view.head.title.text() == "اسفند ۱۴۰۴"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_title_is_never_cut_it_goes_above_a_short_bar(qtbot, dressed, language) -> None:
    dressed(language)
    made = shown(qtbot, AgendaView(lambda: TODAY, view="day"), 1100, 600)
    title, bar = made.head.title, made.head.views
    assert title.y() <= bar.geometry().center().y() <= title.geometry().bottom()
    made.resize(570, 600)
    QApplication.processEvents()
    assert title.geometry().bottom() < bar.y()
    assert title.fontMetrics().horizontalAdvance(title.text()) <= title.width()
    made.resize(1100, 600)
    QApplication.processEvents()
    assert title.geometry().bottom() > bar.y()


def test_enter_on_a_full_day_opens_it_by_the_hour(view) -> None:
    press(view.grid, Key.Key_Return)
    assert view.view == "day"
    assert view.grid.hasFocus()
    assert view.days == (TODAY, TODAY)


def test_what_a_grid_asks_is_asked_by_the_whole(view) -> None:
    asked, opened = told(view.move_asked), told(view.entry_opened)
    view.choose(2)
    press(view.grid, Key.Key_Left, modifiers=CTRL)
    press(view.grid, Key.Key_Return)
    assert asked == [(2, TODAY + DAY, None)]
    assert opened == [2]


def test_a_grid_out_of_sight_stays_silent(view) -> None:
    view.choose(2)
    view.show_view("week")
    went = told(view.day_chosen)
    view.choose(None)
    view.set_entries([entry(2, TODAY + DAY)])
    assert went == []


def test_a_screen_reader_hears_the_day_its_count_and_the_entry(view) -> None:
    view.set_notes([DayNote(TODAY, "روز شیراز", is_closed=False, is_mourning=False)])
    assert view.grid.accessibleName() == "شنبه ۳۰ آبان ۱۴۰۵ · امروز · روز شیراز · ۵ مورد"
    view.choose(1)
    assert view.grid.accessibleDescription() == "۱۰:۰۱ · تماس 1 · مریم"


def test_words_from_outside_are_never_markup(month) -> None:
    month.set_entries([entry(1, TODAY, title="<b>Ali & Co</b>", tone="danger", hint="<i>")])
    told_ = month._words_at(room(month, 1))
    assert "<b>Ali & Co</b>" in told_
    month.grab()


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_is_drawn_in_every_look(qtbot, dressed, language, colours) -> None:
    dressed(language, colours)
    tones = ("plain", "accent", "warn", "danger", "info", "muted", "done")
    entries = [
        entry(n, TODAY + DAY * (n % 9), None if n % 3 else 540 + n * 7, tone=tones[n % 7])
        for n in range(40)
    ]
    for kind in (MonthGrid, WeekGrid, DayGrid):
        grid = shown(qtbot, kind(TODAY), 760, 460)
        grid.set_hours({TODAY: ((540, 780),), TODAY + DAY: ()})
        grid.set_notes([DayNote(TODAY, "x" * 80, is_closed=True, is_mourning=True)])
        grid.set_entries([replace(each, icon="phone") for each in entries])
        grid.set_now(700)
        picture = grid.grab().toImage()
        colours_seen = {picture.pixel(x, y) for x in range(0, 760, 3) for y in range(0, 460, 5)}
        assert len(colours_seen) > 12


def test_two_thousand_entries_are_painted_before_the_eye_notices(month) -> None:
    first = month.days[0]
    month.set_entries(
        [entry(n, first + DAY * (n % 42), 480 + n % 600, icon="phone") for n in range(2000)]
    )
    sheet = QPixmap(month.size())
    month.render(sheet)
    spent = []
    for _ in range(7):
        begun = time.perf_counter()
        month.render(sheet)
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.03


def test_figures_are_persian_in_a_persian_calendar(persian) -> None:
    assert days.clock(570) == "۰۹:۳۰"
    assert ascii_digits(days.clock(1439)) == "23:59"
