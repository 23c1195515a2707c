"""What will happen, line by line, before it is done."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import XS, L, box, card, column, hairline, row

LONG = 36
"""Letters from which on a value stands under its name."""


class PlanSheet(QWidget):
    """What will happen, line by line, on a card; nothing while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._at: QWidget | None = None
        self._lines: list[tuple[str, str]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def lines(self) -> list[tuple[str, str]]:
        """Return what is said."""
        return self._lines

    def show_lines(self, lines: list[tuple[str, str]]) -> None:
        """Say something else."""
        if lines == self._lines:
            return
        self._lines = lines
        if self._at is not None:
            self._at.hide()
            self._at.deleteLater()
            self._at = None
        if lines:
            sheet = card(spacing=XS)
            for n, (name, figure) in enumerate(lines):
                if n:
                    sheet.body.addWidget(hairline())
                sheet.body.addWidget(_line(name, figure))
            self._at = sheet
            layout = self.layout()
            assert layout is not None  # noqa: S101  # given when it was made
            layout.addWidget(sheet)
        self.setVisible(bool(lines))
        if self.window().isVisible():
            self.window().adjustSize()


def _line(name: str, figure: str) -> QWidget:
    if len(figure) > LONG:
        return box(column(Label(name, "muted", wrap=True), Label(figure, wrap=True), spacing=0))
    line = row(Label(name, "muted", wrap=True), Label(figure, "label"), spacing=L)
    line.setStretch(0, 1)
    return box(line)
