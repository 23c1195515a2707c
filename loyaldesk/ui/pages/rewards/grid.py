"""Cards beside and under each other, as many in a line as there is room for."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.ui.kit.layout import L

LEAST_WIDTH = 268


class Grid(QWidget):
    """Puts cards into equal columns, the first where reading begins."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[QWidget] = []
        self._columns = 0
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(L)

    def show_cards(self, cards: Sequence[QWidget]) -> None:
        """Show *cards* instead of those before."""
        for old in self.cards:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.cards = list(cards)
        self._place(self._fitting())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width holds another number of columns."""
        super().resizeEvent(event)
        if self._fitting() != self._columns:
            self._place(self._fitting())

    def _fitting(self) -> int:
        return max(1, (self.width() + L) // (LEAST_WIDTH + L))

    def _place(self, columns: int) -> None:
        for n in range(max(columns, self._columns)):
            self._layout.setColumnStretch(n, 1 if n < columns else 0)
        self._columns = columns
        for n, each in enumerate(self.cards):
            self._layout.addWidget(each, n // columns, n % columns)
            each.show()
