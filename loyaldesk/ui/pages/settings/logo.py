"""Choosing the shop's logo: a picture of any kind, made small enough to be kept in the club."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import M, S, column, row
from loyaldesk.ui.kit.picture import Picture

LARGEST = 512 * 1024
SIDE = 400
_HEADS = (b"\x89PNG\r\n", b"\xff\xd8\xff")


class LogoPicker(QWidget):
    """The logo with Choose and Remove."""

    changed = Signal()
    error_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._content: bytes | None = None
        self.picture = Picture(96, 96, "photo", on_white=True)
        self.choose = button(tr("Choose a picture…"), icon_name="photo")
        self.remove = quiet_button(tr("Remove"), icon_name="trash")
        self.choose.clicked.connect(self._on_choose)
        self.remove.clicked.connect(lambda: self._change(None))
        buttons = row(self.choose, self.remove, None, spacing=S)
        words = caption(tr("Stands on receipts, cards and reports."), wrap=True)
        layout = row(self.picture, column(None, buttons, words, None), spacing=M)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def content(self) -> bytes | None:
        """Return the picture file, or None."""
        return self._content

    def set_content(self, content: bytes | None) -> None:
        """Show a picture file."""
        self._content = content
        image = QImage.fromData(content) if content else QImage()
        self.picture.show_image(image, tr("Logo") if content else tr("No logo"))
        self.remove.setVisible(content is not None)

    def take_file(self, path: Path) -> None:
        """Take the picture in *path*, or say why not."""
        try:
            content = small_enough(path.read_bytes())
        except (OSError, ValueError):
            self.error_changed.emit(tr("This file holds no picture that can be read."))
            return
        self._change(content)

    def _change(self, content: bytes | None) -> None:
        self.error_changed.emit("")
        self.set_content(content)
        self.changed.emit()

    def _on_choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, tr("Choose a picture…"), "", tr("Pictures") + " (*.png *.jpg *.jpeg *.bmp *.webp)"
        )
        if chosen:
            self.take_file(Path(chosen))


def small_enough(content: bytes) -> bytes:
    """Return a picture as PNG or JPEG of at most 512 kB, drawn smaller where it is not.

    Raises:
        ValueError: If it is no picture.
    """
    image = QImage.fromData(content)
    if image.isNull():
        raise ValueError("not a picture")
    if len(content) <= LARGEST and content.startswith(_HEADS):
        return content
    small = image.scaled(
        SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    written = QByteArray()
    buffer = QBuffer(written)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(small)
    buffer.close()
    return bytes(written.data())
