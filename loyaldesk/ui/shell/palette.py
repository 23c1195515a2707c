"""The search over everything: members, receipts, places and actions in one box."""

from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import caption, leading
from loyaldesk.ui.kit.layout import L, M, S
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.shell.places import Found

WIDTH, ROW, HEAD, MOST_HEIGHT = 620, 44, 30, 420
_FOUND = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Palette(QWidget):
    """One line and what it finds; arrows choose, Enter goes, Esc leaves.

    It lies over the window it belongs to, so that the very next key goes into its box.

    Args:
        window: What it lies over.
        find: Returns what fits what was typed.
    """

    left = Signal()

    def __init__(self, window: QWidget, find: Callable[[str], list[Found]]) -> None:
        super().__init__(window)
        self._window = window
        self._find = find
        self.box = SearchBox(tr("Name, mobile, card, receipt, page or action"), big=True)
        self.box.textChanged.connect(self._on_typed)
        self.box.installEventFilter(self)
        self.list = _FoundList()
        self.list.itemClicked.connect(self._on_chosen)
        self._sheet = QFrame(self)
        self._sheet.setProperty("popup", "true")
        inside = QVBoxLayout(self._sheet)
        inside.setContentsMargins(L, L, L, M)
        inside.setSpacing(S)
        inside.addWidget(self.box)
        inside.addWidget(self.list)
        inside.addWidget(caption(tr("Arrow keys choose, Enter opens, Esc closes")))
        self._sheet.setFixedWidth(WIDTH)
        self.hide()
        window.installEventFilter(self)

    def open_under(self, anchor: QWidget) -> None:
        """Open where *anchor* is, empty."""
        middle = anchor.mapTo(self._window, anchor.rect().center()).x()
        left = max(L, min(middle - WIDTH // 2, self._window.width() - WIDTH - L))
        self.box.clear()
        self._on_typed("")
        self.setGeometry(self._window.rect())
        self._sheet.move(left, anchor.mapTo(self._window, QPoint(0, 0)).y() - S)
        self.show()
        self.raise_()
        self.box.setFocus()

    def leave(self) -> None:
        """Go away and give the keys back."""
        self.hide()
        self.left.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: dim what lies behind."""
        painter = QPainter(self)
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlpha(90)
        painter.fillRect(self.rect(), shade)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click beside it closes it."""
        if not self._sheet.geometry().contains(event.position().toPoint()):
            self.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nothing that was found stays for whoever comes next."""
        super().hideEvent(event)
        self.box.clear()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: arrows and Enter typed in the box mean the list; Esc leaves, whatever is typed."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        if watched is not self.box or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Down: lambda: self.list.step(1),
            Qt.Key.Key_Up: lambda: self.list.step(-1),
            Qt.Key.Key_Return: self._choose,
            Qt.Key.Key_Enter: self._choose,
            Qt.Key.Key_Escape: self.leave,
            Qt.Key.Key_Tab: lambda: self.list.step(1),
        }
        act = acts.get(Qt.Key(event.key()))
        if act is not None:
            act()
        return act is not None

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._on_chosen(item)

    def _on_typed(self, text: str) -> None:
        self.list.show_found(self._find(text))
        self._sheet.adjustSize()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        found = item.data(_FOUND)
        if isinstance(found, Found):
            self.leave()
            found.act()


class _FoundList(QListWidget):
    """Groups with a heading each; the headings cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Line(self))
        self.setAccessibleName(tr("Found"))
        self.setUniformItemSizes(False)

    def show_found(self, found: list[Found]) -> None:
        """Show *found* with the first one chosen."""
        self.clear()
        for group, lines in groupby(found, key=lambda each: each.group):
            self._add_heading(group)
            for each in lines:
                item = QListWidgetItem(f"{each.title}  {each.beside}")
                item.setData(_FOUND, each)
                item.setSizeHint(QSize(0, ROW))
                self.addItem(item)
        self.setCurrentRow(1 if found else -1)
        groups = len({each.group for each in found})
        self.setFixedHeight(min(MOST_HEIGHT, len(found) * ROW + groups * HEAD + 2))

    def step(self, way: int) -> None:
        """Choose the next line up or down, past headings and round the ends."""
        count, row = self.count(), self.currentRow()
        for _ in range(count):
            row = (row + way) % count
            if self.item(row).data(_FOUND) is not None:
                self.setCurrentRow(row)
                return

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, HEAD))
        self.addItem(item)


class _Line(QStyledItemDelegate):
    """Draws an icon, a title, and beside it what tells two of the same name apart."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one line."""
        found = index.data(_FOUND)
        rect = option.rect
        painter.save()
        if not isinstance(found, Found):
            self._draw_heading(painter, rect, str(index.data()))
        else:
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._draw_found(painter, rect, found, is_chosen=is_chosen)
        painter.restore()

    @staticmethod
    def _draw_heading(painter: QPainter, rect: QRect, words: str) -> None:
        painter.setPen(theme.token("muted"))
        painter.setFont(theme.font(12))
        painter.drawText(rect.adjusted(10, 4, -10, 0), leading(), words)

    @staticmethod
    def _draw_found(painter: QPainter, rect: QRect, found: Found, *, is_chosen: bool) -> None:
        is_rtl = bool(leading() & Qt.AlignmentFlag.AlignRight)
        if is_chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(0, 2, 0, -2), 8, 8)
        at = rect.right() - 32 if is_rtl else rect.left() + 12
        spot = QRect(at, rect.center().y() - 9, 20, 20)
        icon(found.icon, "accent" if is_chosen else "muted").paint(painter, spot)
        room = rect.adjusted(14, 0, -44, 0) if is_rtl else rect.adjusted(44, 0, -14, 0)
        painter.setFont(theme.font(14))
        metrics = painter.fontMetrics()
        beside = metrics.elidedText(found.beside, Qt.TextElideMode.ElideRight, room.width() // 2)
        wide = metrics.horizontalAdvance(beside) + 12 if beside else 0
        trailing = (
            (Qt.AlignmentFlag.AlignLeft if is_rtl else Qt.AlignmentFlag.AlignRight)
            | Qt.AlignmentFlag.AlignAbsolute
            | Qt.AlignmentFlag.AlignVCenter
        )
        painter.setPen(theme.token("muted"))
        painter.drawText(room, trailing, beside)
        title = room.adjusted(wide, 0, 0, 0) if is_rtl else room.adjusted(0, 0, -wide, 0)
        painter.setPen(theme.token("ink"))
        shown = metrics.elidedText(found.title, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, leading(), shown)
