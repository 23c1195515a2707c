"""A month of days, each with as many of its entries as there is room for."""

from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.agenda.drawing import GAP, LINE, NUMBER_PX, SMALL_PX, TEXT_PX, Pen, text_width
from loyaldesk.ui.kit.agenda.entry import Entry
from loyaldesk.ui.kit.agenda.moving import Drag, MovableGrid
from loyaldesk.ui.kit.agenda.plan import Block, More, Plan, Spot, left_out

HEAD, NUMBER_ROW = 32, 27
PITCH = LINE + 2
EDGE = 4
CORNER = 10
BESIDE_NUMBER = 36
"""The room for how many more there are, where a day has one line only."""


class MonthGrid(MovableGrid):
    """Four to six weeks of a month, from the first weekday of the reader's calendar."""

    VIEW: ClassVar[str] = "month"

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(today, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Qt: room for three entries a day."""
        return QSize(980, 620)

    def minimumSizeHint(self) -> QSize:
        """Qt: one entry a day."""
        return QSize(560, HEAD + 6 * (NUMBER_ROW + PITCH + EDGE))

    def walked(self, day: date) -> list[Entry]:
        """Return the entries of *day*; where room is short, what is done waits at the end."""
        return sorted(super().walked(day), key=lambda entry: entry.tone == "done")

    def weeks(self) -> int:
        """Return how many weeks are on view."""
        first, last = self.days
        return ((last - first).days + 1) // 7

    def cell(self, day: date) -> QRectF:
        """Return where *day* is drawn."""
        row, column = divmod((day - self.days[0]).days, 7)
        edges = self._edges()
        left, right = edges[6 - column if self._is_rtl() else column]
        height = (self.viewport().height() - HEAD) / self.weeks()
        top, bottom = round(HEAD + row * height), round(HEAD + (row + 1) * height)
        return QRectF(left, top, right - left, bottom - top)

    def _edges(self) -> list[tuple[int, int]]:
        width = self.viewport().width()
        return list(pairwise(round(width * part / 7) for part in range(8)))

    def _on_view(self) -> list[date]:
        first = self.days[0]
        return [first + timedelta(days=number) for number in range(self.weeks() * 7)]

    def _is_around(self, day: date) -> bool:
        return days.month_of(day) == days.month_of(self._anchor)

    def _spot_at(self, point: QPointF) -> Spot | None:
        return next((Spot(day) for day in self._on_view() if self.cell(day).contains(point)), None)

    def _planned(self) -> Plan:
        plan = Plan()
        for day in self._on_view():
            if self.contents.of(day):
                self._plan_day(plan, day)
        return plan

    def _plan_day(self, plan: Plan, day: date) -> None:
        walked, cell = self.walked(day), self.cell(day)
        lines = max(1, int((cell.height() - NUMBER_ROW - EDGE + 2) // PITCH))
        shown = walked if len(walked) <= lines else walked[: max(1, lines - 1)]
        chosen = self.chosen
        if chosen is not None and chosen.on == day and chosen not in shown:
            shown = [*shown[:-1], chosen]
        room = QRectF(
            cell.left() + EDGE, cell.top() + NUMBER_ROW, cell.width() - 2 * EDGE + 1, LINE
        )
        for entry in shown:
            plan.blocks.append(Block(entry, QRectF(room)))
            room.translate(0, PITCH)
        if len(shown) == len(walked):
            return
        if lines == 1:  # no line is left for it: it goes beside the number of the day
            left = cell.left() if self._is_rtl() else cell.right() - BESIDE_NUMBER
            room = QRectF(left, cell.top() + 4, BESIDE_NUMBER, NUMBER_ROW - 6)
        plan.mores.append(More(day, room, left_out(walked, shown)))

    def _walk(self, across: int, down: int) -> None:
        self.go(days.later(self._selected, across + 7 * down))

    def _shift(self, entry: Entry, across: int, down: int) -> None:
        self._ask_move(entry, Spot(days.later(entry.on, across + 7 * down), entry.minute))

    def _target_of(self, drag: Drag) -> Spot | None:
        spot = self._spot_at(drag.point)
        return Spot(spot.on, drag.entry.minute) if spot else None

    # Drawing -----------------------------------------------------------------------------------

    def _draw(self, pen: Pen, plan: Plan) -> None:
        sheet = QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        pen.ground(sheet, theme.token("surface"), CORNER)
        outline = QPainterPath()
        outline.addRoundedRect(sheet, CORNER, CORNER)
        pen.painter.setClipPath(outline)
        on_view = self._on_view()
        for day in on_view:
            self._draw_ground(pen, day)
        for day in on_view[:7]:
            self._draw_weekday(pen, day)
        crowded = {more.on for more in plan.mores if self._is_beside_number(more)}
        for day in on_view:
            self._draw_day(pen, day, crowded)
        drag = self._drag if self._is_dragging() else None
        for block in plan.blocks:
            is_held = drag is not None and drag.entry.id == block.entry.id
            pen.painter.setOpacity(0.35 if is_held else 1.0)
            pen.line_entry(block.room, block.entry, is_chosen=block.entry.id == self._chosen)
        pen.painter.setOpacity(1.0)
        for more in plan.mores:
            self._draw_more(pen, more)
        pen.painter.setClipping(False)
        pen.ring(QRectF(self.viewport().rect()), 1, "line", CORNER)
        self._draw_selection(pen)

    def _draw_ground(self, pen: Pen, day: date) -> None:
        cell = self.cell(day)
        if not self._is_around(day):
            pen.painter.fillRect(cell, theme.token("bg"))
        pen.painter.setPen(QPen(theme.token("line"), 1))
        pen.painter.drawLine(
            QPointF(cell.left(), cell.top() + 0.5), QPointF(cell.right(), cell.top() + 0.5)
        )
        if cell.left() > 0:
            x = cell.left() + 0.5
            pen.painter.drawLine(QPointF(x, cell.top()), QPointF(x, cell.bottom()))

    def _draw_weekday(self, pen: Pen, day: date) -> None:
        cell = self.cell(day)
        column = (day + timedelta(days=7 * week) for week in range(self.weeks()))
        is_rest = all(self.contents.is_closed(each) for each in column)
        room = QRectF(cell.left(), 0, cell.width(), HEAD).adjusted(12, 0, -8, 0)
        pen.write(room, days.weekday(day), "danger" if is_rest else "muted", TEXT_PX, 500)

    def _draw_day(self, pen: Pen, day: date, crowded: set[date]) -> None:
        cell = self.cell(day)
        row = QRectF(cell.left(), cell.top() + 4, cell.width(), NUMBER_ROW - 6)
        number, is_today = days.number_words(day), day == self.contents.today
        wide = text_width(number, NUMBER_PX, 700 if is_today else 500)
        if is_today:
            wide = max(wide + 8, 22)
            place = pen.part(row, 6, wide)
            circle = QRectF(place.left(), row.center().y() - 10, wide, 20)
            pen.ground(circle, theme.token("accent"), 10)
            pen.centred(circle, number, "on_accent", NUMBER_PX, 700)
        else:
            is_closed = self.contents.is_closed(day)
            colour = "danger" if is_closed else "ink" if self._is_around(day) else "muted"
            pen.write(pen.part(row, 10, wide + 2), number, colour, NUMBER_PX, 500)
        start = wide + (14 if is_today else 18)
        taken = start + (BESIDE_NUMBER if day in crowded else 6)
        pen.notes(pen.part(row, start, cell.width() - taken), self.contents.notes(day), at_end=True)

    def _draw_more(self, pen: Pen, more: More) -> None:
        n = len(more.hidden)
        if self._is_beside_number(more):
            count = more.room.adjusted(8, 0, -8, 0)
            pen.write(count, fmt.signed(n), "accent", SMALL_PX, 700, at_end=True)
            return
        words = tr("{n} more").format(n=fmt.number(n))
        room = pen.part(more.room, EDGE + GAP, more.room.width() - 2 * EDGE - GAP)
        pen.write(room, words, "accent", SMALL_PX, 700)

    def _is_beside_number(self, more: More) -> bool:
        return more.room.top() < self.cell(more.on).top() + NUMBER_ROW - 1

    def _draw_selection(self, pen: Pen) -> None:
        if not self._is_on_view(self._selected):
            return
        cell = self.cell(self._selected).adjusted(1, 1, 0, 0)
        is_here = self.hasFocus() and self._chosen is None
        pen.ring(cell, 2 if is_here else 1, "accent", 5)

    def _draw_target(self, pen: Pen, drag: Drag, spot: Spot) -> None:
        if spot.on != drag.entry.on:
            cell = self.cell(spot.on).adjusted(2, 2, -1, -1)
            tint = theme.token("accent")
            tint.setAlphaF(0.14)
            pen.ground(cell, tint, 6)
            pen.painter.setPen(QPen(theme.token("accent"), 2, Qt.PenStyle.DashLine))
            pen.painter.setBrush(Qt.BrushStyle.NoBrush)
            pen.painter.drawRoundedRect(cell, 6, 6)
        held = drag.room.translated(drag.point - drag.pressed)
        pen.line_entry(held, drag.entry, is_chosen=True)
