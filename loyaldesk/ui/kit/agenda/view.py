"""The whole calendar: its bar, and the day, the week or the month under it."""

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.agenda.entry import DayNote, Entry, OpenHours
from loyaldesk.ui.kit.agenda.grid import Grid
from loyaldesk.ui.kit.agenda.head import AgendaHead
from loyaldesk.ui.kit.agenda.hours import DayGrid, WeekGrid
from loyaldesk.ui.kit.agenda.month import MonthGrid
from loyaldesk.ui.kit.layout import M


class AgendaView(QWidget):
    """A calendar that shows entries and asks for what a person wants done with them.

    It holds no entries of its own: when the period changes it says so, and is given those of the
    days on view. A move is only asked for; the entry stands where it was until it is given anew.

    Args:
        today: Returns the day it is at the shop.
        view: ``day``, ``week`` or ``month``.
    """

    day_chosen = Signal(object)  # date: a person went to it
    entry_chosen = Signal(object)  # id
    entry_opened = Signal(object)  # id
    move_asked = Signal(object, object, object)  # id, date, minute or None to keep the time
    make_asked = Signal(object, object)  # date, minute or None
    period_changed = Signal(object, object)  # first and last date on view
    view_changed = Signal(str)  # "day", "week" or "month"

    def __init__(self, today: Callable[[], date], *, view: str = "month") -> None:
        super().__init__()
        self._today = today
        self.head = AgendaHead(today)
        now = today()
        self.day, self.week, self.month = DayGrid(now), WeekGrid(now), MonthGrid(now)
        self._grids: dict[str, Grid] = {"day": self.day, "week": self.week, "month": self.month}
        self._view = view
        self._period = self.days
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.head)
        layout.addWidget(self._stack, 1)
        for each in self._grids.values():
            self._stack.addWidget(each)
            self._connect(each)
        self._stack.setCurrentWidget(self.grid)
        self.setFocusProxy(self.grid)
        self.head.view_changed.connect(self._on_view)
        self.head.step.connect(self._on_step)
        self.head.today.connect(lambda: self._on_day(self._today()))
        self.head.jump_asked.connect(self._on_day)
        self._say_period()

    @property
    def grid(self) -> Grid:
        """The grid on view."""
        return self._grids[self._view]

    @property
    def days(self) -> days.Period:
        """The first and last day on view."""
        return self.grid.days

    @property
    def selected(self) -> date:
        """The day the keys are on."""
        return self.grid.selected

    @property
    def chosen(self) -> Entry | None:
        """The entry the keys are on, if any."""
        return self.grid.chosen

    @property
    def view(self) -> str:
        """``day``, ``week`` or ``month``."""
        return self._view

    def show_view(self, view: str) -> None:
        """Show a day, a week or a month around the selected day."""
        if view == self._view:
            return
        day, chosen = self.selected, self.chosen
        had_focus = self.grid.hasFocus()
        self.grid.choose(None)
        self._view = view
        self.grid.show_period(day)
        self.grid.select(day)
        self.grid.choose(chosen.id if chosen else None)
        self._stack.setCurrentWidget(self.grid)
        self.setFocusProxy(self.grid)
        if had_focus:
            self.grid.setFocus()
        self._say_period()
        self.view_changed.emit(view)

    def show_period(self, first_day: date) -> None:
        """Show the day, week or month that holds *first_day*."""
        self.grid.show_period(first_day)

    def select(self, day: date) -> None:
        """Put the keys on *day*, turning to its period."""
        self.grid.select(day)

    def choose(self, entry_id: int | None) -> None:
        """Put the keys on one entry and its day, or on none."""
        self.grid.choose(entry_id)

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Show *entries* instead of those before."""
        taken = list(entries)
        for each in self._grids.values():
            each.set_entries(taken)

    def set_notes(self, notes: Iterable[DayNote]) -> None:
        """Show *notes* on their days instead of those before."""
        taken = list(notes)
        for each in self._grids.values():
            each.set_notes(taken)

    def set_hours(self, hours: OpenHours) -> None:
        """Show when it is open; days it does not hold are not shaded."""
        for each in self._grids.values():
            each.set_hours(hours)

    def set_today(self, today: date) -> None:
        """Mark *today*."""
        for each in self._grids.values():
            each.set_today(today)

    def set_now(self, minute: int | None) -> None:
        """Mark the minute it is today; None marks none."""
        for each in self._grids.values():
            each.set_now(minute)

    def _connect(self, grid: Grid) -> None:
        grid.day_chosen.connect(self.day_chosen.emit)
        grid.entry_chosen.connect(self.entry_chosen.emit)
        grid.entry_opened.connect(self.entry_opened.emit)
        grid.move_asked.connect(self.move_asked.emit)
        grid.make_asked.connect(self.make_asked.emit)
        grid.day_opened.connect(self._on_day_opened)
        grid.period_changed.connect(self._say_period)

    def _say_period(self) -> None:
        self.head.show_period(self._view, self.grid.anchor)
        if self.days != self._period:
            self._period = self.days
            self.period_changed.emit(*self.days)

    def _on_view(self, view: str) -> None:
        self.show_view(view)
        self.grid.setFocus()

    def _on_step(self, steps: int) -> None:
        self._on_day(days.stepped(self._view, self.selected, steps))

    def _on_day(self, day: date) -> None:
        self.grid.go(day)

    def _on_day_opened(self, day: date) -> None:
        self.grid.go(day)
        self.show_view("day")
