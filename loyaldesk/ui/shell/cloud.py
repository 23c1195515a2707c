"""A club in a folder that a program carries to other computers: a warning, and a better place."""

from pathlib import Path

from PySide6.QtCore import Qt

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import M, S, column, row


class CloudFolder(Dialog):
    """Offers to move the club to this computer; opening it where it is stays possible.

    Args:
        path: The club file.
        cloud: Which program carries it to other computers.
        target: Where it would be moved.
    """

    OPEN, MOVE = 2, 3

    def __init__(self, path: Path, cloud: str, target: Path) -> None:
        super().__init__(
            None,
            tr("The club lies in a folder that is synchronised"),
            primary=tr("Move it to this computer"),
            secondary=tr("Close the program"),
            width=580,
        )
        text = tr(
            "“{cloud}” copies this folder to other computers while the club is being written. That"
            " can damage the club, and two computers would overwrite each other. Keep the club on"
            " this computer and let only its backups go into the synchronised folder."
        )
        words = Label(text.format(cloud=isolate(cloud)), wrap=True, selectable=True)
        now = Label(tr("Now: {path}").format(path=ltr(str(path))), "muted", wrap=True)
        then = Label(
            tr("After moving: {path}").format(path=ltr(str(target))), "muted", wrap=True
        )  # fmt: skip
        sign = IconLabel("alert-triangle", "warn", 28)
        line = row(sign, column(words, now, then, spacing=S), spacing=M)
        line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.add(line)
        anyway = button(tr("Open it anyway"))
        anyway.clicked.connect(lambda: self.done(self.OPEN))
        self.buttons.insertWidget(2, anyway)

    def submit(self) -> None:
        """Move it."""
        self.done(self.MOVE)
