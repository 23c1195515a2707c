"""A place to drop a file on."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.labels import IconLabel, Label, caption
from loyaldesk.ui.kit.layout import XL, M, S

CENTRE = Qt.AlignmentFlag.AlignHCenter


class DropZone(QWidget):
    """Says what may be dropped here; its button opens the system's dialog instead."""

    dropped = Signal(object)  # Path
    browse_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_over = False
        self.setAcceptDrops(True)
        self.words = Label(tr("Drop an Excel or CSV file here"), "h2")
        self.browse = button(tr("Choose a file…"), icon_name="folder")
        about = caption(tr("Members or sales of another program; .xlsx and .csv are understood."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, XL, XL, XL)
        layout.setSpacing(S)
        layout.addStretch(1)
        layout.addWidget(IconLabel("file-import", "accent", 44), 0, CENTRE)
        layout.addWidget(self.words, 0, CENTRE)
        layout.addWidget(about, 0, CENTRE)
        layout.addSpacing(M)
        layout.addWidget(self.browse, 0, CENTRE)
        layout.addStretch(1)
        self.browse.clicked.connect(self.browse_wanted)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: something hangs over the place."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._show_over(is_over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Qt: it went away again."""
        self._show_over(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: it was let go."""
        self._show_over(is_over=False)
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a dashed frame, filled while a file hangs over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.token("accent" if self._is_over else "border"), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(theme.token("accent_soft" if self._is_over else "surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 10, 10)
        painter.end()

    def _show_over(self, *, is_over: bool) -> None:
        self._is_over = is_over
        self.update()


def dropped_file(data: QMimeData) -> Path | None:
    """Return the one file that is being dropped; None for anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
