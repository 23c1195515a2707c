"""A list of a member's rows that goes on as one asks, with the whole text of the row marked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import XS, Card, L, S, ScrollPage, row
from loyaldesk.ui.kit.table import Column, RowsTable

T = TypeVar("T")

PIECE = 100


def framed(table: QTableView) -> Card:
    """Return a list on a card of its own."""
    sheet = Card()
    sheet.body.setContentsMargins(1, 1, 1, 1)
    sheet.body.addWidget(table)
    return sheet


def room_for_bar(page: ScrollPage, gap: int) -> None:
    """Keep what scrolls *gap* pixels away from its bar; margins are not mirrored by Qt."""
    is_rtl = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def make_room(_least: int, most: int) -> None:
        at_end = gap if most else 0  # without a bar the edges stand in line with those above
        page.body.setContentsMargins(at_end if is_rtl else 0, 0, 0 if is_rtl else at_end, S)

    page.verticalScrollBar().rangeChanged.connect(make_room)
    make_room(0, 0)


class RowsView(QWidget, Generic[T]):
    """Reads a piece of a list, and the next one on "Show more".

    Args:
        columns: What a row shows.
        name: What the list is called.
        read: Returns the rows behind those given, at most `PIECE`; an empty sequence: from the
            beginning.
        empty: Shown while there are no rows.
        whole: What the row under the cursor says in full, shown below the list.
        at_least: Columns that are left out where the list is narrower than so many pixels.
    """

    def __init__(
        self, columns: Sequence[Column[T]], name: str, read: Callable[[Sequence[T]], list[T]],
        empty: EmptyState, whole: Callable[[T], str] | None = None,
        at_least: Mapping[int, int] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._read = read
        self._whole = whole
        self._at_least = dict(at_least or {})
        self._rows: list[T] = []
        self._keep: Callable[[T], bool] | None = None
        self.table: RowsTable[T] = RowsTable(columns, name, sorting="none", empty=empty)
        self.more = quiet_button(tr("Show more"), icon_name="chevron-down")
        self.more.clicked.connect(self._on_more)
        self.detail = Label("", "muted", wrap=True, selectable=True)
        self.detail.setContentsMargins(L, S, L, S)
        self.detail.setVisible(False)
        self.table.current_changed.connect(self._on_current_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addWidget(framed(self.table), 1)
        layout.addWidget(self.detail)
        layout.addLayout(row(None, self.more, None))
        self.more.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window what matters keeps its room."""
        super().resizeEvent(event)
        for column, width in self._at_least.items():
            self.table.setColumnHidden(column, self.width() < width)

    def refresh(self) -> None:
        """Read the first piece anew."""
        self._rows = self._read(())
        self._show(len(self._rows))

    def rows(self) -> list[T]:
        """Return the rows shown."""
        return [row for row in self._rows if self._keep is None or self._keep(row)]

    def keep(self, which: Callable[[T], bool] | None) -> None:
        """Show only some of the rows; None shows all."""
        self._keep = which
        self.table.show_rows(self.rows())

    def _on_more(self) -> None:
        seen = len(self.rows())
        piece = self._read(self._rows)
        self._rows += piece
        self._show(len(piece))
        self.table.select(seen)
        self.table.setFocus()

    def _show(self, came: int) -> None:
        self.table.show_rows(self.rows())
        self.more.setVisible(came >= PIECE)

    def _on_current_changed(self, row: T | None) -> None:
        text = self._whole(row) if self._whole is not None and row is not None else ""
        self.detail.setText(text)
        self.detail.setVisible(bool(text))
