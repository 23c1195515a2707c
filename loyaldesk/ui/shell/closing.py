"""The last screen of the day: a backup is made and proved before the window closes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import safekeeping
from loyaldesk.services.desk import Desk
from loyaldesk.ui import errors
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.labels import IconLabel, heading, muted
from loyaldesk.ui.kit.layout import XL, Card, M
from loyaldesk.ui.tasks import Runner


class Closing(QWidget):
    """Shows how far the backup is; leaving it out is one button."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bar = BusyBar()
        sign = IconLabel("shield-check", "accent", 44)
        title = heading(tr("Backing up before closing"))
        words = muted(tr("The backup is read back and checked. This takes a few seconds."))
        sheet = Card(sign, title, words, self.bar, spacing=M)
        sheet.body.setContentsMargins(XL, XL, XL, XL)
        for label in (sign, title, words):
            sheet.body.setAlignment(label, Qt.AlignmentFlag.AlignHCenter)
        sheet.setFixedWidth(520)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def back_up(self, runner: Runner, desk: Desk) -> None:
        """Make the backup; `done` follows whether or not it worked."""
        self.bar.start(tr("Making a backup…"))
        task = runner.run(
            lambda progress: safekeeping.back_up(desk, "close", progress),
            done=lambda _backup: None,
            failed=self._on_failed,
        )
        task.stepped.connect(self._on_step)
        task.ended.connect(self.done)
        self.bar.cancelled.connect(task.cancel)

    def _on_step(self, done: int, total: int, _what: str) -> None:
        self.bar.step(done, total)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            errors.show(error, self)
