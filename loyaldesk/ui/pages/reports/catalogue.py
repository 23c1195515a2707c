"""The list of papers the club can make, one line of words under each name."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import M, S, column, row
from loyaldesk.ui.pages.reports.papers import Paper

LINE_HEIGHT = 64
SHOWN = 4
"""Papers that are in sight in the lowest window; the others are scrolled to."""


class Catalogue(QListWidget):
    """Every paper with what it is for; arrows choose, Enter makes the preview."""

    chosen = Signal(object)  # the Paper the cursor is on

    def __init__(self, papers: Sequence[Paper]) -> None:
        super().__init__()
        self._papers = tuple(papers)
        self.setAccessibleName(tr("Reports"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for paper in self._papers:
            self._add(paper)
        frame, lines = 2 * self.frameWidth(), len(self._papers)
        self.setMinimumHeight(LINE_HEIGHT * min(lines, SHOWN) + frame)
        self.setMaximumHeight(LINE_HEIGHT * lines + frame)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(self._on_row_changed)

    def paper(self) -> Paper:
        """Return the chosen paper."""
        return self._papers[max(self.currentRow(), 0)]

    def choose(self, key: str) -> None:
        """Choose a paper by its key."""
        self.setCurrentRow(next(n for n, paper in enumerate(self._papers) if paper.key == key))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a frame around the chosen paper shows that the list has the keys."""
        super().paintEvent(event)
        if not self.hasFocus():
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("accent"), 2))
        rect = self.visualItemRect(self.currentItem()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, 8, 8)
        painter.end()

    def _add(self, paper: Paper) -> None:
        item = QListWidgetItem(self)
        item.setSizeHint(QSize(0, LINE_HEIGHT))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{paper.title}. {paper.about}")
        self.setItemWidget(item, _Line(paper))

    def _on_row_changed(self, number: int) -> None:
        if number >= 0:
            self.chosen.emit(self._papers[number])


class _Line(QWidget):
    """One paper of the catalogue; the list under it takes clicks and keys."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        picture = IconLabel(paper.icon, "accent", 24)
        words = column(Label(paper.title, "label"), Label(paper.about, "caption"), spacing=0)
        line = row(picture, words, spacing=M)
        line.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.addLayout(line)
