"""Operators: who works here, in which role, and what each role may do."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import staff
from loyaldesk.services.staff import OperatorRow
from loyaldesk.services.words import role_name
from loyaldesk.ui import errors
from loyaldesk.ui.kit.buttons import Button, button, danger_button, primary_button
from loyaldesk.ui.kit.dialog import Dialog, ask
from loyaldesk.ui.kit.labels import caption, heading
from loyaldesk.ui.kit.layout import S, box, card, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.operator_dialogs import OperatorDialog, PasswordDialog, PinDialog
from loyaldesk.ui.pages.settings.section import Section
from loyaldesk.ui.parts.hall import Hall

_PASSWORD_ROLES = ("owner", "manager")


class OperatorsSection(Section):
    """The list of operators, one's own PIN, and the rights of every role."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Operators"),
            tr("Everyone who works with the program has a PIN; the role says what is allowed."),
        )  # fmt: skip
        self._may_manage = hall.desk.may(Permission.OPERATOR_MANAGE)
        self._may_reset = hall.desk.may(Permission.OPERATOR_RESET)
        self.table: RowsTable[OperatorRow] = RowsTable(self._columns(), tr("Operators"))
        self.table.current_changed.connect(self._on_row)
        self.table.chosen.connect(lambda _row: self._edit())
        self._make_buttons()
        self._lay_out()
        if not self._may_manage:
            self.say_locked(Permission.OPERATOR_MANAGE)
        self.show_again()

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def show_again(self) -> None:
        """Read the operators again."""
        if not self.hall.desk.may(Permission.OPERATOR_READ):
            self.setEnabled(False)
            return
        rows = staff.operators(self.hall.desk)
        if not self._may_manage:
            rows = [each for each in rows if each.is_active]
        self.table.show_rows(rows)
        if self.table.selected_row() is None:
            self.table.select(0)
        self._on_row(self.table.selected_row())

    def _columns(self) -> list[Column[OperatorRow]]:
        return [
            Column(tr("Name"), lambda each: isolate(each.name)),
            Column(tr("Role"), lambda each: role_name(each.role), width_hint=190),
            Column(tr("State"), _state, width_hint=130, tone=_tone),
            Column(
                tr("Password"), lambda each: tr("set") if each.has_password else "\u2013",
                width_hint=100,
            ),
            Column(tr("Last seen"), self._seen, width_hint=150, sort_key=_seen_key),
        ]  # fmt: skip

    def _seen(self, each: OperatorRow) -> str:
        if each.seen_at is None:
            return tr("never")
        return fmt.moment(each.seen_at, self.hall.desk.zone)

    def _make_buttons(self) -> None:
        made: list[tuple[str, Button, Callable[[], None]]] = [
            ("add", primary_button(tr("New operator"), icon_name="user-plus"), self._add),
            ("edit", button(tr("Change")), self._edit),
            ("pin", button(tr("New PIN")), self._new_pin),
            ("password", button(tr("Password")), self._new_password),
            ("unlock", button(tr("Unlock")), self._unlock),
            ("disable", danger_button(tr("Disable")), self._disable),
            ("enable", button(tr("Enable")), self._enable),
        ]
        self.buttons = {name: each for name, each, _act in made}
        for _name, each, act in made:
            each.clicked.connect(_without_args(act))
        self.to_roles = button(tr("Roles and rights"), icon_name="shield-lock")
        self.to_roles.clicked.connect(lambda: self.section_wanted.emit("roles"))
        self.own_pin = button(tr("Change my PIN"), icon_name="key")
        self.own_pin.clicked.connect(self._own_pin)
        self.own_password = button(tr("Set my password"), icon_name="shield-lock")
        self.own_password.clicked.connect(self._own_password)

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(5 * 38 + 40)
        add, *others = self.buttons.values()
        acts = box(row(*others, None, spacing=S))
        words = tr("The PIN signs you in. A password is asked for before acts that weigh more, such"
                   " as restoring a backup.")  # fmt: skip
        self.fill(
            card(row(heading(tr("Who works here"), 2), None, add), self.table, acts),
            card(
                caption(words, wrap=True),
                row(self.own_pin, self.own_password, None),
                title=tr("My PIN and password"),
            ),
            card(
                caption(tr("What each role may do stands on a page of its own."), wrap=True),
                row(self.to_roles, None),
                title=tr("Roles and rights"),
            ),
        )
        # Only now: what has no parent yet would be shown as a window of its own.
        acts.setVisible(self._may_manage or self._may_reset)
        add.setVisible(self._may_manage)
        self.spare(self.table, 3, 4)
        role = self.hall.desk.operator.role
        self.own_password.setVisible(role in _PASSWORD_ROLES)

    def _on_row(self, chosen: OperatorRow | None) -> None:
        shown = self.buttons
        for name, each in shown.items():
            each.setEnabled(name == "add" or chosen is not None)
        if chosen is None:
            return
        is_other = chosen.id != self.hall.desk.operator.id
        may_help = staff.may_help(self.hall.desk, chosen)
        shown["pin"].setVisible(may_help)
        shown["unlock"].setVisible(may_help and chosen.is_locked)
        shown["edit"].setVisible(self._may_manage)
        shown["disable"].setVisible(self._may_manage and chosen.is_active and is_other)
        shown["enable"].setVisible(self._may_manage and not chosen.is_active)
        shown["password"].setVisible(self._may_manage and chosen.role in _PASSWORD_ROLES)

    # acts

    def _add(self) -> None:
        dialog = OperatorDialog(self.window(), self.hall)
        self._run(dialog, tr("«{name}» can sign in now."), dialog.name.widget.text)

    def _edit(self) -> None:
        chosen = self.table.selected_row()
        if chosen is not None and self._may_manage:
            dialog = OperatorDialog(self.window(), self.hall, chosen)
            self._run(dialog, tr("«{name}» is saved."), dialog.name.widget.text)

    def _new_pin(self) -> None:
        self._for_chosen(PinDialog, tr("«{name}» has a new PIN."))

    def _new_password(self) -> None:
        self._for_chosen(PasswordDialog, tr("«{name}» has a new password."))

    def _own_pin(self) -> None:
        self._for_me(PinDialog, tr("Your PIN is changed."))

    def _own_password(self) -> None:
        self._for_me(PasswordDialog, tr("Your password is set."))

    def _unlock(self) -> None:
        self._do(tr("«{name}» can try again."), lambda each: staff.unlock(self.hall.desk, each.id))

    def _enable(self) -> None:
        self._store(tr("«{name}» can sign in again."), is_active=True)

    def _disable(self) -> None:
        chosen = self.table.selected_row()
        if chosen is not None and ask(
            self,
            tr("Disable this operator?"),
            tr("«{name}» cannot sign in any more. What was recorded stays.").format(
                name=isolate(chosen.name)
            ),
            tr("Disable"),
            tr("Cancel"),
            danger=True,
        ):
            self._store(tr("«{name}» cannot sign in any more."), is_active=False)

    def _store(self, done: str, *, is_active: bool) -> None:
        self._do(
            done,
            lambda each: staff.change_operator(
                self.hall.desk, each.id, name=each.name, role=each.role, is_active=is_active,
                version=each.version,
            ),
        )  # fmt: skip

    def _do(self, done: str, act: Callable[[OperatorRow], object]) -> None:
        chosen = self.table.selected_row()
        if chosen is None or not self.hall.confirm_secret(tr("Change an operator")):
            return
        try:
            act(chosen)
        except ClubError as error:
            errors.show(error, self)
        else:
            self._after(done, chosen.name)

    def _for_chosen(self, kind: type[PinDialog] | type[PasswordDialog], done: str) -> None:
        chosen = self.table.selected_row()
        if chosen is not None:
            self._run(kind(self.window(), self.hall, chosen), done, lambda: chosen.name)

    def _for_me(self, kind: type[PinDialog] | type[PasswordDialog], done: str) -> None:
        mine = self.hall.desk.operator.id
        me = next(each for each in staff.operators(self.hall.desk) if each.id == mine)
        self._run(kind(self.window(), self.hall, me), done, lambda: me.name)

    def _run(self, dialog: Dialog, done: str, name: Callable[[], str]) -> None:
        try:
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self._after(done, name())
        finally:
            dialog.deleteLater()

    def _after(self, done: str, name: str) -> None:
        self.set_error("")
        self.show_again()
        self.hall.toasts.show(done.format(name=isolate(name)))


def _without_args(act: Callable[[], None]) -> Callable[..., None]:
    return lambda *_given: act()


def _seen_key(each: OperatorRow) -> str:
    return each.seen_at.isoformat() if each.seen_at else ""


def _state(each: OperatorRow) -> str:
    if not each.is_active:
        return tr("disabled")
    if each.is_locked:
        return tr("locked")
    return tr("can sign in") if each.has_pin or each.has_password else tr("no PIN yet")


def _tone(each: OperatorRow) -> str:
    if not each.is_active:
        return "plain"
    if each.is_locked:
        return "danger"
    return "ok" if each.has_pin or each.has_password else "warn"
