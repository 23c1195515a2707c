"""Trying whether the recovery key on paper is the right one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.services import keys
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.parts.hall import Hall


class TryRecoveryDialog(Dialog):
    """Asks for the recovery key and says whether it is right."""

    def __init__(self, parent: QWidget, hall: Hall) -> None:
        super().__init__(
            parent, tr("Test the recovery key"), primary=tr("Test"),
            secondary=tr("Close"), width=520,
        )  # fmt: skip
        self._hall = hall
        self.typed = QLineEdit()
        self.typed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.answer = Note("", "ok")
        self.answer.hide()
        self.add(
            Label(tr("Fetch the paper from where it is kept, and type the key from it. Nothing is"
                     " changed."), wrap=True),
            Field(tr("Recovery key"), self.typed, tr("Six groups of six letters.")), self.answer,
        )  # fmt: skip

    def submit(self) -> None:
        """Try it in the worker."""
        typed, desk = self.typed.text(), self._hall.desk
        if not typed.strip() or not self.primary.isEnabled():
            return
        self.set_error("")
        self.answer.hide()
        self.primary.setEnabled(False)
        self._hall.runner.run(
            lambda _progress: keys.check_recovery(desk, typed), done=self._on_checked,
            failed=self._on_failed,
        )  # fmt: skip

    def _on_checked(self, is_right: bool) -> None:  # noqa: FBT001  # what the worker returned
        self.primary.setEnabled(True)
        if is_right:
            self.answer.say(tr("This is the right key. Put the paper back where it was."), "ok")
        else:
            self.answer.say(
                tr("This key does not open the club. Look at the date on the paper, or make a new"
                   " one."), "danger",
            )  # fmt: skip
        self.answer.show()

    def _on_failed(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        errors.show(error, self)
