"""The list of papers the club can make, one line of words under each name."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, Label
from loyaldesk.ui.kit.layout import M, S, column, row
from loyaldesk.ui.pages.reports.papers import Paper

LINE_HEIGHT, HEADING_HEIGHT = 64, 34
SHOWN = 2
"""Papers that are in sight in the lowest window; the others are scrolled to."""


class Catalogue(QListWidget):
    """Every paper with what it is for; arrows choose, Enter makes the preview."""

    chosen = Signal(object)  # the Paper the cursor is on

    def __init__(self, papers: Sequence[Paper]) -> None:
        super().__init__()
        self._papers = tuple(papers)
        self._rows: dict[int, Paper] = {}
        self.setAccessibleName(tr("Reports"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        heading = ""
        for paper in self._papers:
            if paper.heading != heading:
                heading = paper.heading
                self._add_heading(heading)
            self._add(paper)
        frame, lines = 2 * self.frameWidth(), len(self._papers)
        headings = self.count() - lines
        self.setMinimumHeight(LINE_HEIGHT * min(lines, SHOWN) + frame)
        self.setMaximumHeight(LINE_HEIGHT * lines + HEADING_HEIGHT * headings + frame)
        self.setCurrentRow(self._first())
        self.currentRowChanged.connect(self._on_row_changed)

    def paper(self) -> Paper:
        """Return the chosen paper."""
        return self._rows.get(self.currentRow(), self._papers[0])

    def choose(self, key: str) -> None:
        """Choose a paper by its key."""
        self.setCurrentRow(next(n for n, paper in self._rows.items() if paper.key == key))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a frame around the chosen paper shows that the list has the keys."""
        super().paintEvent(event)
        if not self.hasFocus() or self.currentItem() is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("accent"), 2))
        rect = self.visualItemRect(self.currentItem()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, 8, 8)
        painter.end()

    def keys(self) -> list[str]:
        """Return the papers that are offered, in order."""
        return [paper.key for paper in self._papers]

    def _first(self) -> int:
        return next(iter(self._rows))

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)  # the arrows pass over it
        item.setSizeHint(QSize(0, HEADING_HEIGHT))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        line = Label(text, "caption")
        line.setContentsMargins(M, S, M, 0)
        line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setItemWidget(item, line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the chosen paper stays in sight when fields below take room."""
        super().resizeEvent(event)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())

    def _add(self, paper: Paper) -> None:
        self._rows[self.count()] = paper
        item = QListWidgetItem(self)
        item.setSizeHint(QSize(0, LINE_HEIGHT))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{paper.title}. {paper.about}")
        self.setItemWidget(item, _Line(paper))

    def _on_row_changed(self, number: int) -> None:
        if number in self._rows:
            self.chosen.emit(self._rows[number])


class _Line(QWidget):
    """One paper of the catalogue; the list under it takes clicks and keys."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        picture = IconLabel(paper.icon, "accent", 24)
        words = column(
            ElidedLabel(paper.title, "label"), ElidedLabel(paper.about, "caption"), spacing=0
        )
        line = row(picture, words, spacing=M)
        line.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.addLayout(line)
