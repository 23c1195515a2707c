"""The first rows of a file, with a choice of our field above each column."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from loyaldesk.domain.importing import FIELDS, field_words
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.labels import leading
from loyaldesk.ui.kit.table import ROW_HEIGHT

CHOICE_HEIGHT, COLUMN_WIDTH, LEAST_WIDTH, LINE_WIDTH = 50, 172, 110, 64
ROOM_AROUND = 34  # edges of the cell and of the choice
LINE = 1
"""One column stands before those of the file: the number of the line."""

Sample = Sequence[tuple[int, tuple[str, ...]]]


class SampleTable(QTableWidget):
    """Shows headings and first rows of a list as they stand in the file."""

    mapped = Signal()  # a person gave a column another field

    def __init__(self, name: str) -> None:
        super().__init__()
        self.choices: list[Choice[str]] = []
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(leading())
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setCornerWidget(QWidget())  # else the style draws a frame between the scroll bars

    def show_rows(self, header: Sequence[str], sample: Sample) -> None:
        """Show a list without choices."""
        self._fill(header, sample, first=0)
        self.resizeColumnsToContents()
        self.setColumnWidth(0, LINE_WIDTH)
        for column in range(LINE, LINE + len(header)):
            wide = min(max(self.columnWidth(column), LEAST_WIDTH), 2 * COLUMN_WIDTH)
            self.setColumnWidth(column, wide)

    def show_mapping(
        self, header: Sequence[str], sample: Sample, kind: str, mapping: Mapping[int, str]
    ) -> None:
        """Show a list with a choice of the field above each column."""
        self._fill(header, sample, first=1)
        self.setRowHeight(0, CHOICE_HEIGHT)
        options = [(tr("(not used)"), ""), *((field_words(name), name) for name in FIELDS[kind])]
        for column, heading in enumerate(header):
            choice = Choice(options, tr("Column {name} holds").format(name=heading))
            choice.set_value(mapping.get(column, ""))
            choice.chosen.connect(lambda _value, at=column: self._on_chosen(at))
            choice.installEventFilter(self)
            self.choices.append(choice)
            self.setCellWidget(0, LINE + column, choice)
            self.setColumnWidth(
                LINE + column, max(COLUMN_WIDTH, choice.sizeHint().width() + ROOM_AROUND)
            )

    def mapping(self) -> dict[int, str]:
        """Return the field of each column that is used."""
        chosen = {at: choice.value() or "" for at, choice in enumerate(self.choices)}
        return {at: name for at, name in chosen.items() if name}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the choice that gets the keys comes into view."""
        if event.type() == QEvent.Type.FocusIn and watched in self.choices:
            at = self.choices.index(watched)
            self.scrollTo(self.model().index(0, LINE + at))
        return super().eventFilter(watched, event)

    def _fill(self, header: Sequence[str], sample: Sample, first: int) -> None:
        self.choices = []
        self.clear()
        self.setColumnCount(LINE + len(header))
        self.setRowCount(first + len(sample))
        self.setHorizontalHeaderLabels([tr("Line"), *header])
        self.setColumnWidth(0, LINE_WIDTH)
        for row, (line, cells) in enumerate(sample, first):
            self.setRowHeight(row, ROW_HEIGHT)
            self._put(row, 0, fmt.number(line), "muted")
            for column, text in enumerate(cells[: len(header)], LINE):
                self._put(row, column, text)

    def _put(self, row: int, column: int, text: str, colour: str = "ink") -> None:
        item = QTableWidgetItem(text)
        item.setTextAlignment(leading())
        item.setForeground(theme.token(colour))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.setItem(row, column, item)

    def _on_chosen(self, column: int) -> None:
        """One field stands in one column: the other that had it has none now."""
        name = self.choices[column].value()
        for at, choice in enumerate(self.choices):
            if at != column and name and choice.value() == name:
                choice.set_value("")
        self.mapped.emit()
