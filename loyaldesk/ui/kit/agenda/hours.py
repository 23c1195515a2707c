"""A week or a day by the hour: what is open, what happens when, and what time it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.agenda.axis import HEAD, NOTES, STRIP_EDGE, Axis
from loyaldesk.ui.kit.agenda.drawing import LINE, Pen
from loyaldesk.ui.kit.agenda.entry import Entry
from loyaldesk.ui.kit.agenda.hours_drawing import HoursPainter
from loyaldesk.ui.kit.agenda.hours_plan import planned, strip_rows
from loyaldesk.ui.kit.agenda.lanes import QUARTER, SLOT, snapped, whole_hours
from loyaldesk.ui.kit.agenda.moving import Drag, MovableGrid
from loyaldesk.ui.kit.agenda.plan import Block, More, Plan, Spot

NEAR_EDGE, SCROLL_STEP = 28, 14
MORNING = 9 * 60
"""Where a day begins that says nothing about its hours."""


class HoursGrid(MovableGrid):
    """Days beside each other with their hours from top to bottom; whole days in a strip above."""

    COUNT: ClassVar[int]

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        self._slot: int | None = None
        self._axis: Axis | None = None
        self._has_scrolled = False
        super().__init__(today, parent)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.verticalScrollBar().actionTriggered.connect(self._on_scrolled)
        self._edge_timer = QTimer(self)
        self._edge_timer.setInterval(40)
        self._edge_timer.timeout.connect(self._scroll_at_edge)

    def sizeHint(self) -> QSize:
        """Qt: a day without scrolling much."""
        return QSize(980, 620)

    def minimumSizeHint(self) -> QSize:
        """Qt: some hours."""
        return QSize(480, 300)

    # Where things are --------------------------------------------------------------------------

    def axis(self) -> Axis:
        """Return where days and minutes lie now."""
        if self._axis is None:
            self._axis = self._measured()
        return replace(self._axis, scroll=float(self.verticalScrollBar().value()))

    def _measured(self) -> Axis:
        first, size = self.days[0], self.viewport().size()
        axis = Axis(first, self.COUNT, size.width(), size.height(), self._is_rtl(), 0, 60, HEAD, 0)
        on_view = axis.days()
        begins, ends = whole_hours(
            [span for day in on_view for span in self.contents.hours.get(day, ())],
            [
                (entry.minute, min(entry.minute + max(entry.minutes, SLOT), 24 * 60))
                for day in on_view
                for entry in self.contents.of(day)
                if entry.minute is not None
            ],
        )
        has_notes = any(self.contents.notes(day) for day in on_view)
        axis = replace(axis, begins=begins, ends=ends, head=HEAD + NOTES * has_notes)
        rows = strip_rows(self.contents, axis)
        return replace(axis, strip=rows * (LINE + 2) + 2 * STRIP_EDGE)

    def _arrange(self) -> None:
        self._axis = None
        axis = self.axis()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(axis.length - axis.room)))
        bar.setPageStep(round(axis.room))
        if not self._has_scrolled:
            bar.setValue(round((self._first_look() - axis.begins) * axis.hour / 60))

    def _first_look(self) -> int:
        """Return the minute to stand at the top before anybody scrolled."""
        first, last = self.days
        minutes = [
            begins
            for day, spans in self.contents.hours.items()
            if first <= day <= last
            for begins, _ends in spans
        ]
        today = self.contents.today
        if self.contents.now is not None and today is not None and first <= today <= last:
            return (self.contents.now // 60 - 2) * 60
        return min(minutes, default=MORNING) - SLOT

    def _planned(self) -> Plan:
        return planned(self.contents, replace(self.axis(), scroll=0.0), self.chosen)

    def _shown(self, item: Block | More) -> QRectF:
        if not item.scrolls:
            return item.room
        axis = self.axis()
        return item.room.translated(0, -axis.scroll).intersected(axis.body())

    def _spot_at(self, point: QPointF) -> Spot | None:
        axis = self.axis()
        day = axis.day_at(point)
        if day is None:
            return None
        if point.y() < axis.top:
            return Spot(day)
        minute = int(axis.minute(point.y()) // SLOT) * SLOT
        return Spot(day, min(minute, axis.ends - SLOT))

    # What changes ------------------------------------------------------------------------------

    def _show(self, anchor: date) -> None:
        if days.period(self.VIEW, anchor) != self.days:
            self._has_scrolled = False
        super()._show(anchor)

    def _renew(self) -> None:
        super()._renew()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: there is other room."""
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: scroll the hours."""
        self._has_scrolled = True
        super().wheelEvent(event)

    def set_now(self, minute: int | None) -> None:
        """Mark the minute it is today; None marks none."""
        super().set_now(minute)
        self._arrange()

    def choose(self, entry_id: int | None) -> None:
        """Put the keys on one entry with its day and time, or on none."""
        super().choose(entry_id)
        entry = self.chosen
        if entry is not None:
            self._slot = None if entry.minute is None else entry.minute // SLOT * SLOT
            self._bring_in(self._slot, entry.minutes)

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Show *entries* instead of those before; the keys follow the chosen one."""
        super().set_entries(entries)
        if self._chosen is not None:
            self.choose(self._chosen)

    def _on_scrolled(self) -> None:
        self._has_scrolled = True

    def _bring_in(self, minute: int | None, minutes: int) -> None:
        """Scroll until a span is on the screen."""
        if minute is None:
            return
        axis, bar = self.axis(), self.verticalScrollBar()
        top, bottom = axis.y(minute), axis.y(minute + max(minutes, SLOT))
        if bottom > axis.height:
            bar.setValue(round(axis.scroll + min(bottom - axis.height + 8, top - axis.top)))
            self._has_scrolled = True
        elif top < axis.top:
            bar.setValue(round(axis.scroll - (axis.top - top) - 8))
            self._has_scrolled = True

    # Keys --------------------------------------------------------------------------------------

    def _spot_of_keys(self) -> Spot:
        return Spot(self._selected, self._slot)

    def _walk(self, across: int, down: int) -> None:
        if across:
            self.go(days.later(self._selected, across))
            return
        self._slot = self._next_slot(down)
        found = [entry for entry in self.contents.of(self._selected) if self._is_in_slot(entry)]
        if found:
            self._pick(found[0])
        else:
            self.choose(None)
        self._bring_in(self._slot, SLOT)

    def _next_slot(self, down: int) -> int | None:
        axis = self.axis()
        if self._slot is None:
            return self._opening(self._selected) if down > 0 else None
        target = self._slot + down * SLOT
        return None if target < axis.begins else min(target, axis.ends - SLOT)

    def _is_in_slot(self, entry: Entry) -> bool:
        slot = self._slot
        return slot is not None and entry.minute is not None and 0 <= entry.minute - slot < SLOT

    def _opening(self, day: date) -> int:
        spans = self.contents.hours.get(day, ())
        opening = min((begins for begins, _ends in spans), default=MORNING)
        return opening // SLOT * SLOT

    def _shift(self, entry: Entry, across: int, down: int) -> None:
        if across:
            self._ask_move(entry, Spot(days.later(entry.on, across), entry.minute))
        elif entry.minute is not None:
            self._ask_move(entry, Spot(entry.on, self._quarter_beside(entry.minute, down)))
        elif down > 0:
            self._ask_move(entry, Spot(entry.on, self._opening(entry.on)))

    def _quarter_beside(self, minute: int, down: int) -> int:
        rest = minute % QUARTER
        if rest:
            return minute - rest + (QUARTER if down > 0 else 0)
        return snapped(minute + down * QUARTER)

    # Pointer -----------------------------------------------------------------------------------

    def _go_to_spot(self, spot: Spot) -> None:
        self._slot = spot.minute
        super()._go_to_spot(spot)
        self._renew()

    def _on_double_click(self, point: QPointF, spot: Spot) -> None:
        if point.y() < self.axis().head and self.VIEW != "day":
            self.day_opened.emit(spot.on)
        else:
            super()._on_double_click(point, spot)

    def _open_more(self, more: More) -> None:
        if self.VIEW != "day":
            super()._open_more(more)
            return
        places = [place for place, entry in enumerate(more.hidden) if entry.id == self._chosen]
        self._pick(more.hidden[(places[0] + 1) % len(more.hidden) if places else 0])

    def _target_of(self, drag: Drag) -> Spot | None:
        axis = self.axis()
        day = axis.day_at(drag.point)
        if day is None or not self.viewport().rect().contains(drag.point.toPoint()):
            return None
        if drag.point.y() < axis.top:
            return Spot(day, drag.entry.minute)
        held = 0.0
        if drag.entry.minute is not None:
            held = (drag.pressed.y() - drag.room.top()) * 60 / axis.hour
        return Spot(day, snapped(axis.minute(drag.point.y()) - held))

    def _drag_to(self, point: QPointF) -> None:
        super()._drag_to(point)
        axis = self.axis()
        is_near = axis.top <= point.y() < axis.top + NEAR_EDGE or point.y() > (
            axis.height - NEAR_EDGE
        )
        if not is_near:
            self._edge_timer.stop()
        elif self._is_dragging() and not self._edge_timer.isActive():
            self._edge_timer.start()

    def _leave_drag(self) -> None:
        self._edge_timer.stop()
        super()._leave_drag()

    def _scroll_at_edge(self) -> None:
        drag, bar = self._drag, self.verticalScrollBar()
        if drag is None:
            self._edge_timer.stop()
            return
        is_up = drag.point.y() < self.axis().height / 2
        self._has_scrolled = True
        bar.setValue(bar.value() + (-SCROLL_STEP if is_up else SCROLL_STEP))
        self._drag_to(drag.point)

    # Drawing -----------------------------------------------------------------------------------

    def _draw(self, pen: Pen, plan: Plan) -> None:
        drag = self._drag if self._is_dragging() else None
        painter = HoursPainter(pen, self.axis(), self.contents)
        painter.ground()
        painter.entries(plan, self._chosen, drag.entry.id if drag else None)
        painter.head(self._selected if self.COUNT > 1 else None)
        painter.strip_entries(plan, self._chosen, drag.entry.id if drag else None)
        painter.frame()
        if self.hasFocus() and self._chosen is None:
            painter.cursor(self._selected, self._slot)

    def _draw_target(self, pen: Pen, drag: Drag, spot: Spot) -> None:
        painter = HoursPainter(pen, self.axis(), self.contents)
        painter.target(replace(drag.entry, on=spot.on, minute=spot.minute))


class WeekGrid(HoursGrid):
    """Seven days by the hour."""

    VIEW: ClassVar[str] = "week"
    COUNT: ClassVar[int] = 7


class DayGrid(HoursGrid):
    """One day by the hour."""

    VIEW: ClassVar[str] = "day"
    COUNT: ClassVar[int] = 1
