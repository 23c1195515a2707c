"""Approved answers that fit what is typed, walked without leaving the search line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import answers
from loyaldesk.services.answers import AnswerRow
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.styling import plain_tooltip

LINE = 38
_ROW = int(Qt.ItemDataRole.UserRole)


class AnswerHits(QListWidget):
    """The answers found; the one under the mark is `current`.

    Args:
        desk: Where and who.
        most: How many are found at most.
    """

    marked = Signal(object)  # the answer under the mark, or None
    taken = Signal(object)  # by mouse or Enter

    def __init__(self, desk: Desk, most: int = answers.FOUND) -> None:
        super().__init__()
        self._desk, self._most = desk, most
        self.setAccessibleName(tr("Answers"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.currentItemChanged.connect(lambda _now, _before: self.marked.emit(self.current()))
        self.itemClicked.connect(lambda _item: self.taken.emit(self.current()))

    def search(self, typed: str) -> int:
        """List what fits; return how many do."""
        rows = answers.find(self._desk, typed, self._most)
        self.blockSignals(True)  # noqa: FBT003  # Qt's signature
        self.clear()
        for each in rows:
            words = each.question(look().language)
            item = QListWidgetItem(isolate(words))
            item.setData(_ROW, each)
            self.addItem(item)
        self.setCurrentRow(0 if rows else -1)
        self.blockSignals(False)  # noqa: FBT003  # Qt's signature
        plain_tooltip(self, "")
        self.marked.emit(self.current())
        return len(rows)

    def current(self) -> AnswerRow | None:
        """Return the answer under the mark."""
        item = self.currentItem()
        found: AnswerRow | None = item.data(_ROW) if item is not None else None
        return found

    def move_mark(self, steps: int) -> None:
        """Go to a neighbour."""
        to = self.currentRow() + steps
        if 0 <= to < self.count():
            self.setCurrentRow(to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes the answer under the mark."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.taken.emit(self.current())
        else:
            super().keyPressEvent(event)
