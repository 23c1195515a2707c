"""Before everything while the club is gone, does not answer or is damaged: calm, and one way on."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.services.words import words
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.labels import IconLabel, Label, heading, muted
from loyaldesk.ui.kit.layout import XL, Card, M, S, row

AGAIN_MS = 2_000


class Unreachable(QWidget):
    """Says what is the matter and tries again by itself; what was being typed waits behind it.

    Args:
        problem: Why the club does not answer.
        try_again: Returns why it still does not, or None when it does.
        is_server: Whether the club lies on a server.
    """

    back = Signal()
    restore_wanted = Signal()
    close_wanted = Signal()

    def __init__(
        self, problem: StorageProblem, try_again: Callable[[], StorageProblem | None], *,
        is_server: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.problem = problem
        self._try_again = try_again
        is_damaged = problem.why == "damaged"
        title, text, icon = _said(problem, is_server=is_server)
        sign = IconLabel(icon, "warn", 48)
        self.title = heading(title)
        self.text = Label(text, wrap=True, selectable=True)
        self.where = Label(ltr(problem.path), "muted", wrap=True, selectable=True)
        self.more = muted("", wrap=True)
        if is_damaged:
            self.act = primary_button(tr("Choose a backup"), icon_name="history")
            self.act.clicked.connect(self.restore_wanted)
        else:
            self.act = primary_button(tr("Try again"), icon_name="refresh")
            self.act.clicked.connect(self.look)
        leave = button(tr("Close the program"))
        leave.clicked.connect(self.close_wanted)
        sheet = Card(sign, self.title, self.text, self.where, self.more, spacing=M)
        sheet.body.addSpacing(S)
        sheet.body.addLayout(row(None, self.act, leave, None))
        sheet.body.setContentsMargins(XL, XL, XL, XL)
        sheet.body.setAlignment(sign, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.title, self.text, self.where, self.more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sheet.setFixedWidth(580)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setAccessibleName(title)
        self.setFocusProxy(self.act)
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self.look)
        if is_damaged:
            self.more.setText(tr("Baskets that can still be read are carried over."))
        else:
            self.more.setText(tr("The program looks again every two seconds by itself."))
            self._timer.start()

    def look(self) -> None:
        """Try to reach the club; tell when it is back."""
        problem = self._try_again()
        if problem is None:
            self._timer.stop()
            self.back.emit()
        elif problem.why == "another club":
            self.more.setText(words(problem))


def _said(problem: StorageProblem, *, is_server: bool) -> tuple[str, str, str]:
    """Return title, words and icon."""
    if problem.why == "damaged":
        return (
            tr("The club file is damaged"),
            tr("A part of it could not be read. Nothing more is written into it: restore the newest"
               " backup; the damaged file is kept."),
            "database",
        )  # fmt: skip
    if is_server and problem.why == "missing":
        return (
            tr("The club is no longer on the server"),
            tr("It was moved, or its database was taken away. Ask the owner where the club is now."
               " What you were typing is kept."),
            "world",
        )  # fmt: skip
    if is_server:
        return (
            tr("The server cannot be reached"),
            tr("The server of the club does not answer. What you were typing is kept; as soon as it"
               " answers, you go on where you were."),
            "world",
        )  # fmt: skip
    if problem.why == "missing":
        return (
            tr("The club cannot be reached"),
            tr("Its file is not where it was: a stick was pulled out, or a folder was moved. Put it"
               " back; what you were typing is kept."),
            "usb",
        )  # fmt: skip
    return (
        tr("The club cannot be reached"),
        tr("Its disk does not answer. Look at the plug and the cable of the disk; what you were"
           " typing is kept."),
        "database",
    )  # fmt: skip
