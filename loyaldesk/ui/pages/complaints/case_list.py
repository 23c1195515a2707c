"""The list of complaints, most at risk in front: two lines each, with the clock that runs."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.complaint_reading import ComplaintRow
from loyaldesk.services.complaint_words import category_name
from loyaldesk.ui import theme
from loyaldesk.ui.kit import icons
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import leading, trailing
from loyaldesk.ui.kit.table import tone_colours
from loyaldesk.ui.pages.complaints.wording import Sign, clock_sign, state_sign, whose

Index = QModelIndex | QPersistentModelIndex
HEIGHT, EDGE, PILL, ICON = 68, 12, 22, 14
_ROW = int(Qt.ItemDataRole.UserRole)


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[ComplaintRow] = ()

    def show(self, rows: Sequence[ComplaintRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            parts = (
                fmt.number(row.number), whose(row), category_name(row.category),
                state_sign(row).words, clock_sign(row).words,
            )  # fmt: skip
            return tr(", ").join(part for part in parts if part)
        return None


class CaseList(QListView):
    """Complaints under each other; Enter goes on with the one under the cursor."""

    chosen = Signal(object)
    current_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Complaints"))
        self._model = _Model(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMinimumHeight(HEIGHT * 2)
        self._empty: EmptyState | None = None
        self.doubleClicked.connect(lambda index: self.chosen.emit(self._model.rows[index.row()]))
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_rows(self, rows: Sequence[ComplaintRow]) -> None:
        """Show *rows*; the one under the cursor stays so if it is still among them."""
        before = self.current_row()
        self.blockSignals(True)  # noqa: FBT003  # Qt's signature
        self._model.show(rows)
        self.blockSignals(False)  # noqa: FBT003
        if before is not None:
            self.select(before.id)
        self._place_empty()

    def rows(self) -> Sequence[ComplaintRow]:
        """Return what is shown, in order."""
        return self._model.rows

    def current_row(self) -> ComplaintRow | None:
        """Return the complaint under the cursor."""
        at = self.currentIndex().row()
        return self._model.rows[at] if 0 <= at < len(self._model.rows) else None

    def select(self, complaint_id: int) -> bool:
        """Put the cursor on a complaint; return whether it is in the list."""
        at = next((n for n, row in enumerate(self._model.rows) if row.id == complaint_id), None)
        if at is None:
            return False
        self.setCurrentIndex(self._model.index(at, 0))
        return True

    def select_first(self) -> None:
        """Put the cursor on the first one."""
        if self._model.rows:
            self.setCurrentIndex(self._model.index(0, 0))

    def set_empty(self, empty: EmptyState) -> None:
        """Say this while there is nothing."""
        if self._empty is not None:
            self._empty.setParent(None)
            self._empty.deleteLater()
        self._empty = empty
        empty.setParent(self.viewport())
        self._place_empty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter goes on with the complaint under the cursor."""
        row = self.current_row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.chosen.emit(row)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802  # Qt's name
        """Qt: typing searches nothing here; a scanner must not move the cursor."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the empty state fills the list."""
        super().resizeEvent(event)
        self._place_empty()

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.current_changed.emit(self.current_row())

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(not self._model.rows)
            self._empty.setGeometry(self.viewport().rect())


class _Delegate(QStyledItemDelegate):
    """Draws number and name over category, state and clock."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt: two lines."""
        return QSize(120, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one complaint."""
        row: ComplaintRow = index.data(_ROW)
        view = self.parent()
        has_keys = isinstance(view, QWidget) and view.hasFocus()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_selected:
            painter.fillRect(rect, theme.token("accent_soft"))
        painter.setPen(theme.token("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        place = _Place(rect, is_rtl=option.direction == Qt.LayoutDirection.RightToLeft)
        if is_selected and has_keys:
            painter.fillRect(place.at(0, 6, 3, HEIGHT - 12), theme.token("accent"))
        self._first_line(painter, place, row, option.font)
        self._second_line(painter, place, row, option.font)
        painter.restore()

    @staticmethod
    def _first_line(painter: QPainter, place: "_Place", row: ComplaintRow, font: QFont) -> None:
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(strong)
        number = f"{fmt.number(row.number)}  "
        about = category_name(row.category)
        plain = QFontMetrics(font)
        room = place.width - 2 * EDGE
        about = plain.elidedText(about, Qt.TextElideMode.ElideRight, room // 2)
        beside = plain.horizontalAdvance(about) + 6
        first = metrics.horizontalAdvance(number)
        painter.setFont(font)
        painter.setPen(theme.token("muted"))
        painter.drawText(place.at(EDGE, 8, first, 26), int(leading()), number)
        painter.drawText(
            place.at(place.width - EDGE - beside, 8, beside, 26), int(trailing()), about
        )
        painter.setFont(strong)
        painter.setPen(theme.token("ink"))
        width = room - first - beside - 8
        name = metrics.elidedText(whose(row), Qt.TextElideMode.ElideRight, width)
        painter.drawText(place.at(EDGE + first, 8, width, 26), int(leading()), name)

    @staticmethod
    def _second_line(painter: QPainter, place: "_Place", row: ComplaintRow, font: QFont) -> None:
        small = QFont(font)
        small.setPixelSize(12)
        painter.setFont(small)
        at = EDGE
        for sign in (clock_sign(row), state_sign(row)):
            if sign.words:
                at += _pill(painter, place, at, sign) + 6


class _Place:
    """Where things stand in a line, counted from where reading begins."""

    def __init__(self, rect: QRect, *, is_rtl: bool) -> None:
        self.rect, self.is_rtl, self.width = rect, is_rtl, rect.width()

    def at(self, start: int, top: int, width: int, height: int) -> QRect:
        left = self.width - start - width if self.is_rtl else start
        return QRect(self.rect.left() + left, self.rect.top() + top, width, height)


def _pill(painter: QPainter, place: _Place, at: int, sign: Sign) -> int:
    """Draw a pill with its icon and return its width; none where there is no room."""
    ink, ground = tone_colours(sign.kind)
    metrics = painter.fontMetrics()
    beside = ICON + 5 if sign.icon else 0
    room = place.width - EDGE - at
    width = min(metrics.horizontalAdvance(sign.words) + 20 + beside, room)
    if width < 60 + beside:
        return 0
    pill = place.at(at, 37, width, PILL)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(pill), PILL / 2, PILL / 2)
    if sign.icon:
        colour = {"ok": "accent", "plain": "ink"}.get(sign.kind, sign.kind)
        picture = icons.pixmap(sign.icon, colour, ICON)
        painter.drawPixmap(place.at(at + 9, 37 + (PILL - ICON) // 2, ICON, ICON), picture)
    painter.setPen(ink)
    text = metrics.elidedText(sign.words, Qt.TextElideMode.ElideRight, width - 18 - beside)
    words = place.at(at + 10 + beside, 37, width - 18 - beside, PILL)
    painter.drawText(words, int(leading()), text)
    return width
