"""A list on a card that goes on as one asks."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import XS, Card, row
from loyaldesk.ui.kit.table import Column, RowsTable

T = TypeVar("T")

PIECE = 200


class ListView(QWidget, Generic[T]):
    """Reads a piece of a list, and the next one on "Show more".

    Args:
        columns: What a row shows.
        name: What the list is called.
        read: Returns the rows behind those given, at most `PIECE`.
    """

    def __init__(
        self, columns: Sequence[Column[T]], name: str, read: Callable[[Sequence[T]], list[T]]
    ) -> None:
        super().__init__()
        self._read = read
        self._rows: list[T] = []
        self.table: RowsTable[T] = RowsTable(columns, name, sorting="none")
        self.more = quiet_button(tr("Show more"), icon_name="chevron-down")
        self.more.clicked.connect(self._on_more)
        self.more.hide()
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addWidget(sheet, 1)
        layout.addLayout(row(None, self.more, None))

    def refresh(self) -> None:
        """Read the first piece anew; the row under the cursor stays there."""
        self._rows = self._read(())
        self._show(len(self._rows))

    def rows(self) -> list[T]:
        """Return the rows shown."""
        return list(self._rows)

    def set_empty(self, empty: EmptyState) -> None:
        """Say *empty* while there are no rows."""
        self.table.set_empty(empty)

    def enter(self) -> None:
        """Put the keys into the list, if it holds anything."""
        if self._rows:
            self.table.setFocus()
            if self.table.selected_row() is None:
                self.table.select(0)

    def _on_more(self) -> None:
        seen = len(self._rows)
        piece = self._read(self._rows)
        self._rows = [*self._rows, *piece]
        self._show(len(piece))
        self.table.select(seen)
        self.table.setFocus()

    def _show(self, came: int) -> None:
        self.table.show_rows(self.rows())
        self.more.setVisible(came >= PIECE)
