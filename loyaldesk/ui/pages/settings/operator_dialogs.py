"""The small windows that add and change operators, their PINs and passwords."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.secrets import WeakSecret
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import roles, staff
from loyaldesk.services.staff import OperatorRow
from loyaldesk.services.words import role_name, words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead, muted
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.member_edit import MemberEdit


class _PinFields:
    """A PIN typed twice."""

    def __init__(self) -> None:
        self.first = Field(
            tr("PIN (6 digits)"), DigitsEdit("pin"), tr("No birthday, no row of digits.")
        )
        self.again = Field(tr("The same PIN again"), DigitsEdit("pin"))

    def is_typed(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.first.widget.value() or self.again.widget.value())

    def pin(self) -> str | None:
        """Return the PIN, or None after saying what is wrong."""
        self.first.clear_error()
        self.again.clear_error()
        if self.first.widget.value() != self.again.widget.value():
            self.again.set_error(tr("The two PINs are not the same."))
            self.again.widget.setFocus()
            return None
        return self.first.widget.value()

    def refuse(self, error: WeakSecret) -> None:
        """Say why the PIN is not taken."""
        self.first.set_error(words(error))
        self.first.widget.setFocus()
        self.first.widget.selectAll()


class OperatorDialog(Dialog):
    """Name and role of an operator; a new one is given a PIN as well.

    Args:
        parent: The window it stands before.
        hall: What every page is given.
        operator: Who is changed; None for a new one.
    """

    def __init__(self, parent: QWidget, hall: Hall, operator: OperatorRow | None = None) -> None:
        title = tr("New operator") if operator is None else tr("Change an operator")
        super().__init__(parent, title, primary=tr("Add") if operator is None else tr("Save"))
        self._hall, self._operator = hall, operator
        line = QLineEdit(operator.name if operator else "")
        line.setMaxLength(120)
        lead(line)
        self.name = Field(tr("Name"), line, tr("As it stands on receipts."))
        self.role = Field(
            tr("Role"),
            Choice([(role_name(role), role) for role in roles.role_choices(hall.desk)]),
            tr("What each role may do stands under “Roles and rights”."),
        )
        self.role.widget.set_value(operator.role if operator else "cashier")
        self.member = Field(
            tr("Own member record"), MemberEdit(hall.desk),
            tr("Nobody books on a member record of their own. Empty: not a member."),
        )  # fmt: skip
        self.add(self.name, self.role)
        self.pins = _PinFields()
        if operator is None:
            self.add(self.pins.first, self.pins.again)
        else:
            self.member.widget.set_member(operator.member_id)
            self.add(self.member)
        self._fields: dict[str, Field[Any]] = {
            "name": self.name, "role": self.role, "member": self.member,
        }  # fmt: skip
        self._before = self._typed()

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return self._typed() != self._before

    def submit(self) -> None:
        """Store the operator, or say what is wrong."""
        pin = self.pins.pin()
        if pin is None:
            return
        if not self.name.widget.text().strip():
            errors.show_on(self._fields, BadInput("name", "empty"), self)
            return
        self.member.clear_error()
        if self.member.widget.is_unclear():
            self.member.set_error(tr("Choose one member from the list, or empty this field."))
            self.member.widget.setFocus()
            return
        if not self._hall.confirm_secret(self.windowTitle()):
            return
        try:
            self._store(pin)
        except WeakSecret as error:
            self.pins.refuse(error)
        except ClubError as error:
            errors.show_on(self._fields, error, self)
        else:
            self.accept()

    def _store(self, pin: str) -> None:
        name, role = self.name.widget.text(), self.role.widget.value() or ""
        if self._operator is None:
            staff.add(self._hall.desk, name, role, pin)
        else:
            staff.change_operator(
                self._hall.desk, self._operator.id, name=name, role=role,
                is_active=self._operator.is_active, version=self._operator.version,
            )  # fmt: skip
            member_id = self.member.widget.member_id()
            if member_id != self._operator.member_id:
                staff.link_member(self._hall.desk, self._operator.id, member_id)

    def _typed(self) -> object:
        texts = self.name.widget.text(), self.member.widget.text()
        return texts, self.role.widget.value(), self.pins.is_typed()


class PinDialog(Dialog):
    """A new PIN for an operator, typed twice."""

    def __init__(self, parent: QWidget, hall: Hall, operator: OperatorRow) -> None:
        super().__init__(parent, tr("New PIN"), width=420)
        self._hall, self._operator = hall, operator
        self.pins = _PinFields()
        self.add(_whom(operator, hall), self.pins.first, self.pins.again)

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return self.pins.is_typed()

    def submit(self) -> None:
        """Store the PIN, or say what is wrong with it."""
        pin = self.pins.pin()
        if pin is None or not self._hall.confirm_secret(tr("Set a new PIN")):
            return
        try:
            staff.set_pin(self._hall.desk, self._operator.id, pin)
        except WeakSecret as error:
            self.pins.refuse(error)
        except ClubError as error:
            errors.show(error, self)
        else:
            self.accept()


class PasswordDialog(Dialog):
    """A password for privileged acts, typed twice or shown while it is typed."""

    def __init__(self, parent: QWidget, hall: Hall, operator: OperatorRow) -> None:
        super().__init__(parent, tr("Password"), width=420)
        self._hall, self._operator = hall, operator
        self.first = Field(
            tr("New password"), _password(),
            tr("At least 10 characters; several words are easy to remember."),
        )  # fmt: skip
        self.again = Field(tr("The same password again"), _password())
        self.is_shown = CheckBox(tr("Show what I type"))
        self.is_shown.toggled.connect(self._on_shown)
        self.add(_whom(operator, hall), self.first, self.again, self.is_shown)

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return bool(self.first.widget.text() or self.again.widget.text())

    def submit(self) -> None:
        """Store the password, or say what is wrong with it."""
        typed = self.first.widget.text()
        self.first.clear_error()
        self.again.clear_error()
        if typed != self.again.widget.text():
            self.again.set_error(tr("The two passwords are not the same."))
            self.again.widget.setFocus()
            return
        if not self._hall.confirm_secret(tr("Set a new password")):
            return
        try:
            staff.set_password(self._hall.desk, self._operator.id, typed)
        except WeakSecret as error:
            self.first.set_error(words(error))
            self.first.widget.setFocus()
        except ClubError as error:
            errors.show(error, self)
        else:
            self.accept()

    def _on_shown(self, is_shown: bool) -> None:  # noqa: FBT001  # Qt's signal
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.first.widget.setEchoMode(mode)
        self.again.widget.setEchoMode(mode)


def _password() -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setMaxLength(500)
    lead(line)
    return line


def _whom(operator: OperatorRow, hall: Hall) -> QWidget:
    if operator.id == hall.desk.operator.id:
        return muted(tr("For yourself."))
    return muted(tr("For «{name}».").format(name=isolate(operator.name)), wrap=True)
