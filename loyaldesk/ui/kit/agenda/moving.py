"""Taking an entry to another place with the pointer; the keys do the same elsewhere."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication

from loyaldesk.ui.kit.agenda.drawing import Pen
from loyaldesk.ui.kit.agenda.entry import Entry
from loyaldesk.ui.kit.agenda.grid import Grid
from loyaldesk.ui.kit.agenda.plan import More, Spot


@dataclass(frozen=True, slots=True)
class Drag:
    """An entry that was taken hold of.

    Attributes:
        entry: What is held.
        room: Where it lies on the screen.
        pressed: Where the pointer took it.
        point: Where the pointer is now.
        target: Where it would be put down, if anywhere.
        is_moving: Whether the pointer went far enough for more than a press.
    """

    entry: Entry
    room: QRectF
    pressed: QPointF
    point: QPointF
    target: Spot | None = None
    is_moving: bool = False


class MovableGrid(Grid):
    """A grid whose entries can be dragged; putting down asks, Escape takes back."""

    _drag: Drag | None = None
    _pressed_more: More | None = None

    @abstractmethod
    def _draw_target(self, pen: Pen, drag: Drag, spot: Spot) -> None:
        """Show where the entry would be put down."""

    def _target_of(self, drag: Drag) -> Spot | None:
        """Return where the entry would be put down."""
        return self._spot_at(drag.point)

    def _go_to_spot(self, spot: Spot) -> None:
        """Let a person go to *spot* with the pointer."""
        self.go(spot.on, turns=False)

    def _open_more(self, more: More) -> None:
        """Let a person see what had no room."""
        self.go(more.on, turns=False)
        self.day_opened.emit(more.on)

    def _is_dragging(self) -> bool:
        return self._drag is not None and self._drag.is_moving

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: take hold of an entry, or go to a day."""
        if event.button() != Qt.MouseButton.LeftButton:
            self._leave_drag()
            return
        point = event.position()
        block, self._pressed_more = self.block_at(point), self.more_at(point)
        if block is not None:
            self._drag = Drag(block.entry, self._shown(block), point, point)
            self._pick(block.entry)
            return
        spot = self._spot_at(point)
        if spot is not None and self._pressed_more is None:
            self._go_to_spot(spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: take the entry along."""
        drag = self._drag
        if drag is None:
            self._show_pointer(event.position())
            return
        away = (event.position() - drag.pressed).manhattanLength()
        if drag.is_moving or away >= QApplication.startDragDistance():
            self._drag_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: ask for the move, or open what was pressed."""
        drag, more = self._drag, self._pressed_more
        self._pressed_more = None
        self._leave_drag()
        if more is not None and self._shown(more).contains(event.position()):
            self._open_more(more)
        elif drag is not None and drag.is_moving and drag.target is not None:
            self._ask_move(drag.entry, drag.target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: open an entry, or make one in an empty place."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        block, spot = self.block_at(point), self._spot_at(point)
        if block is not None:
            self.entry_opened.emit(block.entry.id)
        elif spot is not None and self.more_at(point) is None:
            self._on_double_click(point, spot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: while something is held, Escape lets it go and other keys wait."""
        if not self._is_dragging():
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape:
            self._leave_drag()
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: whoever turns to something else lets go."""
        self._leave_drag()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: what is held lies on top."""
        super().paintEvent(event)
        drag = self._drag
        if drag is None or not drag.is_moving:
            return
        painter = QPainter(self.viewport())
        pen = Pen(painter, is_rtl=self._is_rtl())
        if drag.target is not None:
            self._draw_target(pen, drag, drag.target)
        painter.end()

    def _on_double_click(self, _point: QPointF, spot: Spot) -> None:
        self.make_asked.emit(spot.on, spot.minute)

    def _drag_to(self, point: QPointF) -> None:
        drag = self._drag
        if drag is None:
            return
        if not drag.entry.may_move:
            self.viewport().setCursor(Qt.CursorShape.ForbiddenCursor)
            return
        moved = replace(drag, point=point, is_moving=True)
        self._drag = replace(moved, target=self._target_of(moved))
        held = Qt.CursorShape.ClosedHandCursor
        self.viewport().setCursor(held if self._drag.target else Qt.CursorShape.ForbiddenCursor)
        self.viewport().update()

    def _leave_drag(self) -> None:
        if self._drag is None:
            return
        self._drag = None
        self.viewport().unsetCursor()
        self.viewport().update()

    def _ask_move(self, entry: Entry, target: Spot) -> None:
        minute = None if target.minute == entry.minute else target.minute
        if target.on != entry.on or minute is not None:
            self._emit_move(entry, target.on, minute)

    def _emit_move(self, entry: Entry, on: date, minute: int | None) -> None:
        self.move_asked.emit(entry.id, on, minute)

    def _show_pointer(self, point: QPointF) -> None:
        is_over = self.more_at(point) is not None or self.block_at(point) is not None
        if is_over:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()
