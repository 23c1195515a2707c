"""Choosing a PIN for an owner who has none: typed twice, kept from then on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.secrets import WeakSecret, accepted_pin
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.tasks import Runner


class PinTwice:
    """Two fields for a new PIN."""

    def __init__(self) -> None:
        self.pin = Field(
            tr("PIN (6 digits)"), DigitsEdit("pin"), tr("No birthday, no row of digits.")
        )
        self.again = Field(tr("The same PIN again"), DigitsEdit("pin"))

    def checked(self) -> str | None:
        """Return the PIN, or None after saying what is wrong with it."""
        self.pin.clear_error()
        self.again.clear_error()
        try:
            pin = accepted_pin(self.pin.widget.value())
        except WeakSecret as error:
            self.pin.set_error(words(error))
            self.pin.widget.setFocus()
            return None
        if self.again.widget.value() != pin:
            self.again.set_error(tr("The two PINs are not the same."))
            self.again.widget.setFocus()
            return None
        return pin


class NewPinDialog(Dialog):
    """Gives the owner at *desk* a first PIN."""

    made = Signal()

    def __init__(self, parent: QWidget, desk: Desk, door: Runner) -> None:
        super().__init__(parent, tr("Choose a PIN"), primary=tr("Save and sign in"), width=420)
        self._desk = desk
        self._door = door
        self.fields = PinTwice()
        text = tr("{name} has no PIN yet. It is asked for at each start from now on.")
        self.add(Label(text.format(name=desk.operator.name), wrap=True))
        self.add(self.fields.pin, self.fields.again)

    def submit(self) -> None:
        """Store the PIN in the worker."""
        pin = self.fields.checked()
        if pin is None:
            return
        self.primary.setEnabled(False)
        desk = self._desk
        self._door.run(
            lambda _progress: staff.set_pin(desk, desk.operator.id, pin),
            done=self._on_stored,
            failed=self._on_failed,
        )

    def _on_stored(self, _nothing: object) -> None:
        self.accept()
        self.made.emit()

    def _on_failed(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        errors.show(error, self)
