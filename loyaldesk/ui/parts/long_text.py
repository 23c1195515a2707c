"""A text of several lines that Tab leaves and into which only plain text is pasted."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

HEIGHT = 64


class LongText(QPlainTextEdit):
    """A few lines; Enter begins a new one, Ctrl+Enter belongs to the window.

    Args:
        most: Letters it may hold; twice as many can be pasted, so that the error is seen.
        height: In pixels.
    """

    def __init__(self, most: int, height: int = HEIGHT) -> None:
        super().__init__()
        self._most = most
        self.setTabChangesFocus(True)
        self.setFixedHeight(height)
        self.read_from(QGuiApplication.layoutDirection())

    def text(self) -> str:
        """Return what is written."""
        return self.toPlainText()

    def read_from(self, way: Qt.LayoutDirection) -> None:
        """Let every line begin on one side, whatever language its first letter is of."""
        option = QTextOption()
        option.setTextDirection(way)
        is_rtl = way == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if is_rtl else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self.document().setDefaultTextOption(option)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Qt: paste plain text; far too much of it is cut, so that the window stays alive."""
        self.insertPlainText(source.text()[: 2 * self._most])
