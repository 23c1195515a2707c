"""Cards in equal columns, as many beside each other as can be read."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.ui.kit.layout import L


class CardGrid(QWidget):
    """A grid whose columns come and go with its width; a card that ``is_wide`` has its own line.

    Args:
        least: The narrowest a card may be, in pixels.
        most: So many columns at most.
    """

    def __init__(self, least: int, most: int) -> None:
        super().__init__()
        self._least, self._most = least, most
        self._cards: list[QWidget] = []
        self._columns = 0
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(L)

    def show_cards(self, cards: Sequence[QWidget]) -> None:
        """Show *cards*; those of before that are not among them go."""
        for old in self._cards:
            self._layout.removeWidget(old)
            if old not in cards:
                old.hide()
                old.deleteLater()
        self._cards = list(cards)
        self._place(self._fitting())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width holds another number of columns."""
        super().resizeEvent(event)
        if self._fitting() != self._columns:
            self._place(self._fitting())

    def _fitting(self) -> int:
        count = max(1, len(self._cards))
        most = max(1, min(self._most, (self.width() + L) // (self._least + L)))
        rows = -(-count // most)
        return -(-count // rows)  # four become two and two, not three and one

    def _place(self, columns: int) -> None:
        for number in range(max(columns, self._columns)):
            self._layout.setColumnStretch(number, 1 if number < columns else 0)
        self._columns = columns
        line = at = 0
        for card in self._cards:
            span = columns if getattr(card, "is_wide", False) else 1
            if at + span > columns:
                line, at = line + 1, 0
            self._layout.addWidget(card, line, at, 1, span)
            at += span
            card.show()
