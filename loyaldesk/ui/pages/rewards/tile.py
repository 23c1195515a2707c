"""One figure on a card: what it is, how much, and in small print what it means."""

from PySide6.QtWidgets import QSizePolicy

from loyaldesk.ui.kit.labels import Label, caption, heading
from loyaldesk.ui.kit.layout import XS, Card


class Tile(Card):
    """A figure with its name above and its meaning below."""

    def __init__(self, title: str) -> None:
        super().__init__(spacing=XS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.title = Label(title, "muted", wrap=True)
        self.figure = heading("")
        self.figure.setWordWrap(True)
        self.small = caption("", wrap=True)
        for each in (self.title, self.figure, self.small):
            self.body.addWidget(each)
        self.body.addStretch(1)

    def say(self, figure: str, small: str) -> None:
        """Show a figure and what it means."""
        self.figure.setText(figure)
        self.small.setText(small)
        self.small.setVisible(bool(small))
