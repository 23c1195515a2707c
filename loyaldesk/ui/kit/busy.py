"""How far long work is, and the button that stops it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.labels import ElidedLabel, Label
from loyaldesk.ui.kit.layout import XS, row


class BusyBar(QWidget):
    """Words, a bar and Cancel; hidden while nothing is under way.

    Connect `Task.stepped` to `step` and `cancelled` to `Task.cancel`.
    """

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = ElidedLabel("", "muted")
        self.share = Label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = button(tr("Cancel"))
        self.cancel.clicked.connect(self._on_cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        line = row(self.words, self.share, self.cancel)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        self.hide()

    def start(self, words: str, *, may_cancel: bool = True) -> None:
        """Show the bar, not yet knowing how long the work is."""
        self.words.setText(words)
        self.share.setText("")
        self.bar.setAccessibleName(words)
        self.bar.setRange(0, 0)
        self.cancel.setVisible(may_cancel)
        self.cancel.setEnabled(True)
        self.show()

    def step(self, done: int, total: int, what: str = "") -> None:
        """Show that *done* of *total* are behind us; *total* 0 means unknown."""
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        self.share.setText(fmt.percent(done / total) if total > 0 else "")
        if what:
            self.words.setText(what)

    def finish(self) -> None:
        """Hide the bar."""
        self.hide()

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.words.setText(tr("Stopping…"))
        self.cancelled.emit()
