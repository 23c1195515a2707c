"""Asking for the operator's password or PIN before a privileged act."""

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.ui import errors
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.tasks import Runner


class ConfirmDialog(Dialog):
    """Says what is about to be done and asks for the secret of who is at the desk."""

    def __init__(self, parent: QWidget | None, desk: Desk, door: Runner, reason: str) -> None:
        super().__init__(parent, tr("Please confirm it is you"), primary=tr("Confirm"), width=420)
        self._desk = desk
        self._door = door
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        lead(self.secret)
        self._field = Field(
            tr("Password or PIN of {name}").format(name=desk.operator.name), self.secret
        )
        if reason:
            self.add(Label(reason, wrap=True))
        self.add(self._field)
        self.secret.setFocus()

    def submit(self) -> None:
        """Look at the secret in the worker: a quarter of a second must not freeze the window."""
        if not self.secret.text():
            return
        self._set_busy(busy=True)
        desk, secret = self._desk, self.secret.text()
        self._door.run(
            lambda _progress: staff.sign_in(
                desk.db, desk.operator.id, secret, desk.clock, privileged=True
            ),
            done=self._on_right,
            failed=self._on_wrong,
        )

    def reject(self) -> None:
        """Leave, unless the secret is just being looked at."""
        if self.primary.isEnabled():
            super().reject()

    def _on_right(self, _operator: OperatorBrief) -> None:
        self.accept()

    def _on_wrong(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.secret.clear()
        self.secret.setFocus()
        errors.show(error, self)

    def _set_busy(self, *, busy: bool) -> None:
        self.set_error("")
        self.primary.setEnabled(not busy)
        self.secret.setEnabled(not busy)


def confirm_secret(parent: QWidget, desk: Desk, door: Runner, reason: str) -> bool:
    """Ask for the operator's secret and return whether it was right.

    Who has neither PIN nor password is not asked: there is nothing to compare with.
    """
    rows = [r for r in staff.who_can_sign_in(desk.db) if r.id == desk.operator.id]
    if not rows:
        return False
    if not (rows[0].has_pin or rows[0].has_password):
        return True
    dialog = ConfirmDialog(parent.window(), desk, door, reason)
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()
