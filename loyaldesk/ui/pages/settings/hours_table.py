"""The list of days with a switch on each row."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from loyaldesk.domain.holidays import DayMark
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column, Index, RowsTable

WHAT, KEPT = 2, 4
"""The columns of what a day is, and of the switch."""


class DaysTable(RowsTable[DayMark]):
    """The list with a switch on each row: Space, Enter or a press on it turns it."""

    toggled = Signal(object)  # the mark

    def __init__(self, columns: list[Column[DayMark]], name: str) -> None:
        super().__init__(
            columns, name,
            empty=EmptyState("calendar", tr("No such day in this year.")),
        )  # fmt: skip
        self.setItemDelegateForColumn(KEPT, _SwitchDelegate(self))
        self.chosen.connect(self.toggled)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space turns the switch of the row."""
        mark = self.selected_row()
        if event.key() == Qt.Key.Key_Space and mark is not None:
            self.toggled.emit(mark)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a press on the switch turns it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == KEPT:
            self.toggled.emit(self.rows_model.row(index))


class _SwitchDelegate(QStyledItemDelegate):
    """Draws on and off as a switch; the words stay for screen readers."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one cell."""
        view = self.parent()
        if not isinstance(view, DaysTable):
            return
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        plain.state &= ~QStyle.StateFlag.State_HasFocus
        plain.text = ""
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, view)
        is_rtl = option.direction == Qt.LayoutDirection.RightToLeft
        is_on = view.rows_model.row(index).is_on
        _draw_switch(painter, QRectF(option.rect), is_on=is_on, is_rtl=is_rtl)


def _draw_switch(painter: QPainter, room: QRectF, *, is_on: bool, is_rtl: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    track = QRectF(room.center().x() - 18, room.center().y() - 10, 36, 20)
    painter.setPen(QPen(theme.token("accent" if is_on else "border"), 1.5))
    painter.setBrush(theme.token("accent" if is_on else "surface"))
    painter.drawRoundedRect(track, 10, 10)
    left = track.right() - 17 if is_on != is_rtl else track.left() + 3
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.token("on_accent" if is_on else "border"))
    painter.drawEllipse(QRectF(left, track.top() + 3, 14, 14))
    painter.restore()
