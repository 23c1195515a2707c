"""Lists of rows: columns are functions of a row, numbers stand right, Enter opens."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from loyaldesk.kernel.persian import ascii_digits, fold, without_marks
from loyaldesk.ui import theme
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import leading

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 38
ROOM_AROUND_TITLE = 50  # edges and the arrow of the order
LEAST_HEIGHT, LEAST_HEIGHT_EMPTY = 116, 220
MOST_SORTED_HERE = 20_000
"""Longer lists are sorted where they come from."""

# Plain integers: comparing enums costs more than the rest of `data`, which Qt calls for every
# cell on view several times.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NUMBERS = (
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column of a list of rows.

    Attributes:
        title: Its heading.
        text: What a row says here.
        numeric: Numbers stand right in both languages, so that units stand under units.
        width_hint: Width in pixels; 0 shares what is left.
        sort_key: What to sort by; by default the number or the folded text that is shown.
        tone: Makes the cell a pill: ``gold``, ``ok``, ``warn``, ... or empty for plain text.
        colour: Name of a theme colour for the text, or empty.
    """

    title: str
    text: Callable[[T], str]
    numeric: bool = False
    width_hint: int = 0
    sort_key: Callable[[T], Any] | None = None
    tone: Callable[[T], str] | None = None
    colour: Callable[[T], str] | None = None

    def key(self, row: T) -> Any:
        """Return what *row* is sorted by in this column."""
        if self.sort_key is not None:
            return self.sort_key(row)
        shown = self.text(row)
        if not self.numeric:
            return fold(shown)
        plain = ascii_digits(without_marks(shown)).replace("\u2212", "-").replace("٫", ".")
        found = re.sub(r"[^\d.\-]", "", plain)
        return float(found) if re.fullmatch(r"-?\d+(\.\d+)?", found) else float("-inf")


class RowsModel(QAbstractTableModel, Generic[T]):
    """Shows a sequence of rows; asks it only for the rows on view, so that it may be lazy."""

    def __init__(self, columns: Sequence[Column[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: Sequence[T] = ()
        self._leading = leading()

    @property
    def columns(self) -> tuple[Column[T], ...]:
        """The columns from left to right as written, mirrored by Qt."""
        return self._columns

    @property
    def rows(self) -> Sequence[T]:
        """The rows in the order shown."""
        return self._rows

    def show(self, rows: Sequence[T]) -> None:
        """Show *rows* instead of those before."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: Index) -> T:
        """Return the row that *index* lies in."""
        return self._rows[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Qt: one aspect of one cell."""
        if role in (_DISPLAY, _ACCESSIBLE):
            return self._columns[index.column()].text(self._rows[index.row()])
        column = self._columns[index.column()]
        if role == _ALIGNMENT:
            return _NUMBERS if column.numeric else self._leading
        if role == TONE_ROLE and column.tone is not None:
            return column.tone(self._rows[index.row()])
        if role == _FOREGROUND and column.colour is not None:
            name = column.colour(self._rows[index.row()])
            return theme.token(name) if name else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Qt: the heading of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role in (_DISPLAY, _ACCESSIBLE):
            return self._columns[section].title
        if role == _ALIGNMENT:
            return _NUMBERS if self._columns[section].numeric else self._leading
        return None

    def sort_rows(self, column: int, *, descending: bool) -> None:
        """Put the rows in the order of *column*; equal rows keep theirs."""
        self.layoutAboutToBeChanged.emit()
        self._rows = sorted(self._rows, key=self._columns[column].key, reverse=descending)
        self.layoutChanged.emit()


class RowsTable(QTableView, Generic[T]):
    """A list of rows with headings, an empty state and Enter to open a row.

    Args:
        columns: What a row shows.
        name: What the list is called, for screen readers.
        sorting: ``here`` sorts short lists when a heading is pressed, ``elsewhere`` only tells
            (`sort_asked`), ``none`` keeps the given order.
        empty: Shown while there are no rows.
    """

    chosen = Signal(object)  # the row: Enter or a double click
    current_changed = Signal(object)  # the row the cursor is on, or None
    sort_asked = Signal(int, bool)  # column, descending

    def __init__(
        self,
        columns: Sequence[Column[T]],
        name: str = "",
        *,
        sorting: str = "here",
        empty: EmptyState | None = None,
    ) -> None:
        super().__init__()
        self.rows_model: RowsModel[T] = RowsModel(columns)
        self.rows_model.setParent(self)
        self._sorting = sorting
        self._order: tuple[int, bool] | None = None
        self._empty = empty
        self.setAccessibleName(name)
        self.setModel(self.rows_model)
        self.setItemDelegate(_RowDelegate(self))
        self._dress()
        if empty is not None:
            empty.setParent(self.viewport())
            empty.show()
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show *rows*; the row that was selected stays so if it is still among them."""
        before, column = self.selected_row(), self.currentIndex().column()
        self.rows_model.show(rows)
        if self._order and self._may_sort():
            self.rows_model.sort_rows(self._order[0], descending=self._order[1])
        self._select_again(before, max(column, 0))
        self._place_empty()

    def selected_row(self) -> T | None:
        """Return the row the cursor is on."""
        index = self.currentIndex()
        return self.rows_model.row(index) if index.isValid() else None

    def select(self, number: int) -> None:
        """Put the cursor on the row *number* (from 0), if there is one."""
        if 0 <= number < self.rows_model.rowCount():
            self.setCurrentIndex(self.rows_model.index(number, 0))

    def set_empty(self, empty: EmptyState) -> None:
        """Say something else while there are no rows."""
        if self._empty is not None:
            self._empty.setParent(None)
            self._empty.deleteLater()
        self._empty = empty
        empty.setParent(self.viewport())
        self._place_empty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens the row under the cursor."""
        row = self.selected_row()
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

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._dress_headings()

    def _dress_headings(self) -> None:
        head = self.horizontalHeader()
        head.setMinimumSectionSize(72)
        head.setHighlightSections(False)
        has_stretch = any(not column.width_hint for column in self.rows_model.columns)
        for number, column in enumerate(self.rows_model.columns):
            if column.width_hint:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                room = head.fontMetrics().horizontalAdvance(column.title) + ROOM_AROUND_TITLE
                head.resizeSection(number, max(column.width_hint, room))
            else:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        head.setStretchLastSection(not has_stretch)
        if self._sorting != "none":
            head.setSectionsClickable(True)
            head.sectionClicked.connect(self._on_heading_clicked)

    def _may_sort(self) -> bool:
        rows = self.rows_model.rows
        is_short = isinstance(rows, list | tuple) and len(rows) <= MOST_SORTED_HERE
        return self._sorting == "here" and is_short

    def _on_heading_clicked(self, column: int) -> None:
        descending = self._order == (column, False)
        if self._sorting == "elsewhere":
            self._mark_order(column, descending=descending)
            self.sort_asked.emit(column, descending)
        elif self._may_sort():
            self._mark_order(column, descending=descending)
            before, at = self.selected_row(), self.currentIndex().column()
            self.rows_model.sort_rows(column, descending=descending)
            self._select_again(before, max(at, 0))

    def _mark_order(self, column: int, *, descending: bool) -> None:
        self._order = (column, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(column, order)

    def _select_again(self, before: T | None, column: int) -> None:
        rows = self.rows_model.rows
        if before is None or not isinstance(rows, list | tuple) or len(rows) > MOST_SORTED_HERE:
            return
        wanted = _identity(before)
        number = next((n for n, row in enumerate(rows) if _identity(row) == wanted), None)
        if number is not None:
            self.selectionModel().setCurrentIndex(
                self.rows_model.index(number, column),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self.rows_model.row(index))

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.current_changed.emit(self.rows_model.row(current) if current.isValid() else None)

    def _place_empty(self) -> None:
        is_empty = self._empty is not None and self.rows_model.rowCount() == 0
        if self.minimumHeight() in (0, LEAST_HEIGHT, LEAST_HEIGHT_EMPTY):  # else a page's own
            self.setMinimumHeight(LEAST_HEIGHT_EMPTY if is_empty else LEAST_HEIGHT)
        if self._empty is not None:
            self._empty.setVisible(is_empty)
            self._empty.setGeometry(self.viewport().rect())


def _identity(row: Any) -> Any:
    return getattr(row, "id", row)


class _RowDelegate(QStyledItemDelegate):
    """Draws pills, and a bar beside the selected row while the list has the keys."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one cell."""
        tone = index.data(TONE_ROLE)
        plain = QStyleOptionViewItem(option)
        plain.state &= ~QStyle.StateFlag.State_HasFocus
        view = self.parent()
        if tone:
            _draw_empty_cell(view, painter, plain)
            _draw_pill(painter, option.rect, str(index.data(_DISPLAY)), tone)
        else:
            super().paint(painter, plain, index)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected and index.column() == 0 and isinstance(view, QWidget) and view.hasFocus():
            _draw_bar(painter, option)


def _draw_empty_cell(view: object, painter: QPainter, option: QStyleOptionViewItem) -> None:
    if isinstance(view, QTableView):
        option.text = ""
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)


def _draw_bar(painter: QPainter, option: QStyleOptionViewItem) -> None:
    rect = option.rect
    is_rtl = option.direction == Qt.LayoutDirection.RightToLeft
    left = rect.right() - 2 if is_rtl else rect.left()
    painter.fillRect(QRectF(left, rect.top() + 6, 3, rect.height() - 12), theme.token("accent"))


def _draw_pill(painter: QPainter, rect: Any, text: str, tone: str) -> None:
    ink, ground = tone_colours(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = min(painter.fontMetrics().horizontalAdvance(text) + 24, rect.width() - 16)
    is_right = bool(leading() & Qt.AlignmentFlag.AlignRight)
    left = rect.right() - 8 - width if is_right else rect.left() + 8
    pill = QRectF(left, rect.center().y() - 11, width, 23)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(pill, 11, 11)
    painter.setPen(ink)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width) - 16)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()


def tone_colours(tone: str) -> tuple[QColor, QColor]:
    """Return ink and ground of a pill."""
    if tone == "ok":
        return theme.token("accent"), theme.token("accent_soft")
    if tone in ("warn", "danger", "info"):
        return theme.token(tone), theme.token(f"{tone}_soft")
    if tone in theme.TIER_CODES:
        return theme.tier_colours(tone)
    return theme.token("ink"), theme.token("plain_soft")
