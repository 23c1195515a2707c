"""How a grid of hours is drawn: shaded closing times, hours, days, what happens, and now."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainterPath, QPen

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.agenda import days
from loyaldesk.ui.kit.agenda.axis import HEAD, NOTES, STRIP_EDGE, Axis
from loyaldesk.ui.kit.agenda.contents import Contents
from loyaldesk.ui.kit.agenda.drawing import LINE, SMALL_PX, TEXT_PX, Pen, text_width
from loyaldesk.ui.kit.agenda.entry import Entry
from loyaldesk.ui.kit.agenda.lanes import SLOT, closed_spans
from loyaldesk.ui.kit.agenda.plan import Plan

CORNER = 10
BIG_PX = 16


class HoursPainter:
    """Draws one grid of hours with a pen, by its measures, from what there is to show."""

    def __init__(self, pen: Pen, axis: Axis, contents: Contents) -> None:
        self._pen, self._axis, self._contents = pen, axis, contents
        self._painter = pen.painter
        outline = QPainterPath()
        outline.addRoundedRect(self._sheet(), CORNER, CORNER)
        self._outline = outline

    def _sheet(self) -> QRectF:
        return QRectF(0, 0, self._axis.width, self._axis.height).adjusted(0.5, 0.5, -0.5, -0.5)

    def ground(self) -> None:
        """Draw the sheet with its hours."""
        self._pen.ground(self._sheet(), theme.token("surface"), CORNER)
        self._painter.setClipPath(self._outline)
        for day in self._axis.days():
            self._shade(day)
        self._hours()
        self._painter.setPen(QPen(theme.token("line"), 1))
        for day in self._axis.days():
            column = self._axis.column(day)
            x = column.right() if self._axis.is_rtl else column.left() + 0.5
            self._painter.drawLine(QPointF(x, HEAD - 8), QPointF(x, self._axis.height))

    def _shade(self, day: date) -> None:
        if day not in self._contents.hours:
            return
        axis = self._axis
        hatch = QBrush(theme.token("line"), Qt.BrushStyle.BDiagPattern)
        self._painter.setBrushOrigin(QPointF(0, axis.y(0)))
        for begins, ends in closed_spans(self._contents.hours[day], axis.begins, axis.ends):
            room = axis.slot(day, begins, ends - begins).intersected(axis.body())
            self._painter.fillRect(room, theme.token("bg"))
            self._painter.setOpacity(0.45)
            self._painter.fillRect(room, hatch)
            self._painter.setOpacity(1.0)

    def _hours(self) -> None:
        axis, now = self._axis, self._now_y()
        names = axis.hours_room().adjusted(8, 0, -8, 0)
        left, right = axis.column(axis.days()[0]), axis.column(axis.days()[-1])
        x1, x2 = min(left.left(), right.left()), max(left.right(), right.right())
        for minute in range(axis.begins, axis.ends, 60):
            y = round(axis.y(minute)) + 0.5
            if y < axis.top - 10 or y > axis.height + 10:
                continue
            self._painter.setPen(QPen(theme.token("line"), 1))
            self._painter.drawLine(QPointF(x1, y), QPointF(x2, y))
            room = QRectF(names.left(), y + 1, names.width(), 16)
            if now is not None and -20 < y - now < 12:
                continue
            self._pen.write(room, days.clock(minute), "muted", SMALL_PX, at_end=True)

    def entries(self, plan: Plan, chosen: int | None, held: int | None) -> None:
        """Draw what has a time, and the line of now."""
        axis = self._axis
        self._painter.setClipRect(axis.body(), Qt.ClipOperation.IntersectClip)
        for block in plan.blocks:
            room = block.room.translated(0, -axis.scroll)
            if not block.scrolls or not room.intersects(axis.body()):
                continue
            self._painter.setOpacity(0.35 if block.entry.id == held else 1.0)
            if block.entry.id != held:  # neighbours must not shine through
                self._pen.ground(room.adjusted(-1, -1, 1, 1), theme.token("surface"))
            self._pen.block_entry(room, block.entry, is_chosen=block.entry.id == chosen)
        self._painter.setOpacity(1.0)
        self._mores(plan, scrolls=True)
        self._now()
        self._painter.setClipPath(self._outline)

    def _now_y(self) -> float | None:
        now = self._contents.now
        if now is None or self._contents.today not in self._axis.days():
            return None
        return self._axis.y(now)

    def _now(self) -> None:
        axis, today, now, y = self._axis, self._contents.today, self._contents.now, self._now_y()
        if y is None or now is None or today is None:
            return
        column = axis.column(today)
        self._painter.setPen(QPen(theme.token("danger"), 2))
        self._painter.drawLine(QPointF(column.left() + 1, y), QPointF(column.right(), y))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(theme.token("danger"))
        begin = column.right() - 1 if axis.is_rtl else column.left() + 1
        self._painter.drawEllipse(QPointF(begin, y), 5, 5)
        names = axis.hours_room()
        words = days.clock(now)
        wide = text_width(words, SMALL_PX, 700) + 10
        room = self._pen.part(QRectF(names.left(), y - 9, names.width(), 18), 52 - wide - 4, wide)
        self._pen.ground(room, theme.token("danger"), 9)
        self._pen.centred(room, words, "on_danger", SMALL_PX, 700)

    def head(self, selected: date | None) -> None:
        """Draw the names of the days over the hours, and what is said about them."""
        axis = self._axis
        self._painter.fillRect(QRectF(0, 0, axis.width, axis.top), theme.token("surface"))
        for day in axis.days():
            self._day(day, is_selected=day == selected)
        self._painter.setPen(QPen(theme.token("line"), 1))
        for y in (axis.head, axis.top):
            self._painter.drawLine(QPointF(0, round(y) - 0.5), QPointF(axis.width, round(y) - 0.5))
        for day in axis.days():
            column = axis.column(day)
            x = column.right() if axis.is_rtl else column.left() + 0.5
            self._painter.drawLine(QPointF(x, HEAD - 8), QPointF(x, axis.top))
        names = axis.hours_room().adjusted(4, 0, -4, 0)
        room = QRectF(names.left(), axis.head + STRIP_EDGE, names.width(), LINE)
        self._pen.write(room, tr("All day"), "muted", SMALL_PX)

    def _day(self, day: date, *, is_selected: bool) -> None:
        column = self._axis.column(day).adjusted(8, 0, -6, 0)
        row = QRectF(column.left(), 4, column.width(), HEAD - 8)
        if is_selected:
            whole = self._axis.column(day).adjusted(3, 3, -2, 0)
            whole.setHeight(self._axis.head - 6)
            self._pen.ground(whole, theme.token("accent_soft"), 6)
        number, is_today = days.number_words(day), day == self._contents.today
        wide = text_width(number, BIG_PX, 700)
        colour = "danger" if self._contents.is_closed(day) else "ink"
        if is_today:
            wide = max(wide + 10, 26)
            place = self._pen.part(row, 0, wide)
            circle = QRectF(place.left(), row.center().y() - 13, wide, 26)
            self._pen.ground(circle, theme.token("accent"), 13)
            self._pen.centred(circle, number, "on_accent", BIG_PX, 700)
        else:
            self._pen.write(self._pen.part(row, 0, wide + 2), number, colour, BIG_PX, 700)
        start = wide + 6
        name = "danger" if colour == "danger" else "ink" if is_today else "muted"
        beside = self._pen.part(row, start, row.width() - start)
        words = days.weekday(day)
        if text_width(words, TEXT_PX, 500) > beside.width():
            words = days.short_weekday(day)
        self._pen.write(beside, words, name, TEXT_PX, 500)
        notes = QRectF(column.left(), HEAD - 6, column.width(), NOTES)
        self._pen.notes(notes, self._contents.notes(day))

    def strip_entries(self, plan: Plan, chosen: int | None, held: int | None) -> None:
        """Draw what takes the whole day."""
        for block in plan.blocks:
            if block.scrolls:
                continue
            self._painter.setOpacity(0.35 if block.entry.id == held else 1.0)
            self._pen.line_entry(block.room, block.entry, is_chosen=block.entry.id == chosen)
        self._painter.setOpacity(1.0)
        self._mores(plan, scrolls=False)

    def _mores(self, plan: Plan, *, scrolls: bool) -> None:
        for more in plan.mores:
            if more.scrolls != scrolls:
                continue
            n = len(more.hidden)
            room = more.room
            if scrolls:
                room = room.translated(0, -self._axis.scroll)
                self._pen.ground(room, theme.token("surface"))
                self._pen.ring(room, 1, "accent")
                self._pen.centred(room, fmt.signed(n), "accent", SMALL_PX, 700)
                continue
            words = tr("{n} more").format(n=fmt.number(n))
            self._pen.write(room.adjusted(6, 0, -6, 0), words, "accent", SMALL_PX, 700)

    def frame(self) -> None:
        """Draw the edge around everything."""
        self._painter.setClipping(False)
        self._pen.ring(QRectF(0, 0, self._axis.width, self._axis.height), 1, "line", CORNER)

    def cursor(self, day: date, minute: int | None) -> None:
        """Draw the ring of the keys around a day's name or half an hour."""
        axis = self._axis
        if minute is None:
            room = axis.column(day).adjusted(2, 2, -1, 0)
            room.setHeight(axis.top - 4)
        else:
            room = axis.slot(day, minute, SLOT).adjusted(1, 0, 0, 1).intersected(axis.body())
        if room.height() > 4:
            self._pen.ring(room, 2, "accent", 5)

    def target(self, entry: Entry) -> None:
        """Draw *entry* where it would be put down, with its time."""
        axis, tint = self._axis, theme.token("accent")
        tint.setAlphaF(0.14)
        if entry.minute is None:
            room = axis.column(entry.on).adjusted(2, axis.head + 1, -1, 0)
            room.setHeight(axis.strip - 2)
            self._pen.ground(room, tint, 6)
            line = QRectF(room.left() + 2, room.top() + STRIP_EDGE, room.width() - 4, LINE)
            self._pen.line_entry(line, entry, is_chosen=True)
        else:
            least = max(entry.minutes, round(LINE * 60 / axis.hour))
            room = axis.slot(entry.on, entry.minute, least).adjusted(2, 1, -2, -1)
            self._painter.setClipRect(axis.body())
            self._pen.ground(room, theme.token("surface"))
            self._pen.block_entry(room, entry, is_chosen=True)
        self._painter.setPen(QPen(theme.token("accent"), 2, Qt.PenStyle.DashLine))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(room, 5, 5)
        self._painter.setClipping(False)
