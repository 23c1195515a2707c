"""Where a club lies on a server, typed in plain fields, and tried before anything is done."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import servers
from loyaldesk.services.words import words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead, muted
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.tasks import Runner

_FIELD_OF = {"server gone": "host", "server refused": "user", "missing": "database"}
"""Beside which field a problem is said."""


class ServerDialog(Dialog):
    """Asks for host, database, name and password until the server answers.

    Args:
        parent: The window it stands before, or None at the start of the program.
        title: What it is about.
        about: One or two sentences above the fields.
        primary: What the main button does.
        trial: Tries the address in the worker and returns anything; leaves no connection open.
        address: What the fields begin with.
        problem: Why it did not open just now; None at first.
    """

    def __init__(
        self, parent: QWidget | None, title: str, about: str, primary: str,
        trial: Callable[[str], object], *, address: str = "",
        problem: StorageProblem | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, width=520)
        self.address = ""
        self._trial = trial
        self._runner = Runner(nullcontext, self._on_failed)
        known = servers.parts(address)
        self.host, self.port = _line(known.host), _line(str(known.port or 5432))
        self.database, self.user = _line(known.database), _line(known.user)
        self.password = _line(known.password)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = CheckBox(tr("Remember the password on this computer"))
        self.keep.setChecked(True)
        self.fields: dict[str, Field[Any]] = {
            "host": Field(
                tr("Computer of the server"), self.host, tr("Its name or address in the network.")
            ),
            "port": Field(tr("Port"), self.port),
            "database": Field(tr("Database"), self.database),
            "user": Field(tr("Name of this till on the server"), self.user),
            "password": Field(tr("Password"), self.password),
        }
        self.busy = BusyBar()
        first = row(self.fields["host"], self.fields["port"], spacing=M)
        first.setStretch(0, 3)
        first.setStretch(1, 1)
        self.add(
            muted(about, wrap=True), first, self.fields["database"],
            row(self.fields["user"], self.fields["password"], spacing=M), self.keep, self.busy,
        )  # fmt: skip
        self.hint = Note("", "warn")
        self.hint.hide()
        self.add(self.hint)
        if problem is not None:
            self.hint.say(words(problem), "warn")
            self.hint.show()

    def is_dirty(self) -> bool:
        """What was typed here is quickly typed again."""
        return False

    def submit(self) -> None:
        """Try the address; nothing is stored until the server answered."""
        for field in self.fields.values():
            field.clear_error()
        self.set_error("")
        typed = servers.Parts(
            self.host.text().strip(), _port(self.port.text()), self.database.text().strip(),
            self.user.text().strip(), self.password.text(),
        )  # fmt: skip
        missing = [name for name in ("host", "database", "user") if not getattr(typed, name)]
        if typed.port is None:
            missing.append("port")
        for name in missing:
            self.fields[name].set_error(tr("Please fill this in."))
        if missing:
            self.fields[missing[0]].widget.setFocus()
            return
        address = servers.address(typed)
        self.primary.setEnabled(False)
        self.hint.hide()
        self.busy.start(tr("Asking the server…"))
        task = self._runner.run(
            lambda _progress: self._trial(address), done=lambda _found: self._on_right(address)
        )
        task.ended.connect(self.busy.finish)
        self.busy.cancelled.connect(task.cancel)

    def _on_right(self, address: str) -> None:
        self.address = address
        if self.keep.isChecked():
            try:
                servers.remember(address)
            except OSError as error:
                errors.show(error, self)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        name = _FIELD_OF.get(getattr(error, "why", ""), "")
        if isinstance(error, StorageProblem) and name:
            self.fields[name].set_error(words(error))
            self.fields[name].widget.setFocus()
        else:
            errors.show(error, self)


def _line(text: str) -> QLineEdit:
    line = QLineEdit(text)
    lead(line)
    return line


def _port(text: str) -> int | None:
    plain = "".join(str(int(letter)) for letter in text.strip() if letter.isdecimal())
    return int(plain) if plain and int(plain) < 65_536 else None
