"""The second person: another operator who agrees to an act with name and secret, at this desk."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import approvals, staff
from loyaldesk.services.approvals import Approval
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import M, S, row
from loyaldesk.ui.parts.hall import Hall


class SecondPerson(QWidget):
    """Who agrees, and the secret of that person; hidden while nobody has to."""

    def __init__(self, desk: Desk, right: Permission = Permission.POINTS_APPROVE) -> None:
        super().__init__()
        names = who_may_agree(desk, right)
        self.note = Note("", "info" if names else "warn", icon_name="user-check")
        self.who: Field[Choice[str]] = Field(
            tr("Second person"), Choice([(name, name) for name in names])
        )
        self.secret = Field(tr("PIN or password of that person"), QLineEdit())
        self.secret.widget.setEchoMode(QLineEdit.EchoMode.Password)
        lead(self.secret.widget)
        self._names = names
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.note)
        both = row(self.who, self.secret, spacing=M)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        layout.addLayout(both)
        self.who.setVisible(bool(names))
        self.secret.setVisible(bool(names))
        self.hide()

    def ask(self, why: str) -> None:
        """Ask for somebody; *why* is one sentence."""
        nobody = tr("Nobody else in this shop may agree; the owner gives that right in Settings.")
        self.note.say(why if self._names else f"{why} {nobody}", "info" if self._names else "warn")
        self.show()

    def is_asked(self) -> bool:
        """Return whether somebody has to agree."""
        return not self.isHidden()

    def given(self) -> tuple[str, str]:
        """Return name and secret.

        Raises:
            BadInput: If the secret is missing.
        """
        name, secret = self.who.widget.value() or "", self.secret.widget.text()
        if not name or not secret:
            raise BadInput("secret", "empty")
        return name, secret

    def refuse(self, error: ClubError) -> None:
        """Say under the secret why the leave was not given."""
        self.secret.set_error(words(error))
        self.secret.widget.selectAll()
        self.secret.widget.setFocus()


def who_may_agree(desk: Desk, right: Permission = Permission.POINTS_APPROVE) -> list[str]:
    """Return the names of the operators who may agree to an act of the one at the desk."""
    if not desk.may(Permission.OPERATOR_READ):
        return []
    return [
        one.name
        for one in staff.operators(desk)
        if one.is_active
        and one.id != desk.operator.id
        and (one.has_pin or one.has_password)
        and desk.acting_as(one.brief).may(right)
    ]


def reversal_words(limit: int) -> str:
    """Return why a second person has to agree that an own sale is taken back."""
    text = tr("Above {limit} a second person agrees when one takes back a sale of one's own.")
    return text.format(limit=fmt.amount_with_unit(limit))


def return_words(limit: int) -> str:
    """Return why a second person has to agree that goods of an own sale come back."""
    text = tr(
        "When more than {limit} of one sale of one's own comes back in all, a second person agrees."
    )
    return text.format(limit=fmt.amount_with_unit(limit))


class AgreedDialog(Dialog):
    """A dialog whose act needs a second person above a limit.

    Children give `fields`, `check`, `asked_for` and `book`; they call `need_second` as one types.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, title: str, primary: str, width: int = 480, *,
        right: Permission = Permission.POINTS_APPROVE, danger: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, width=width, danger=danger)
        self._hall, self._desk, self._right = hall, hall.desk, right
        self._is_busy = False
        self.second = SecondPerson(hall.desk, right)

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]  # of any widget
        """Return the fields by the names errors give them."""
        return {}

    def check(self) -> None:
        """Refuse what cannot be booked, before a second person is asked."""

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, subject and amount of the leave."""
        raise NotImplementedError

    def book(self, approval: Approval | None) -> None:
        """Do it."""
        raise NotImplementedError

    def need_second(self, why: str) -> None:
        """Ask for a second person, or do not when *why* is empty."""
        was = self.second.is_asked()
        if why:
            self.second.ask(why)
        elif was:
            self.second.hide()
        if was != bool(why) and self.isVisible():
            self.adjustSize()

    def submit(self) -> None:
        """Do it, after the second person's secret was looked at in the worker."""
        if self._is_busy:
            return
        try:
            self.check()
            given = self.second.given() if self.second.is_asked() else None
        except ClubError as error:
            show_on({**self.fields(), "secret": self.second.secret}, error, self)
            return
        if given is None:
            self._book(None)
            return
        self.set_error("")
        for field in (*self.fields().values(), self.second.secret):
            field.clear_error()
        self._hold(is_busy=True)
        desk, (name, secret), (act, subject, amount) = self._desk, given, self.asked_for()
        right = self._right
        self._hall.runner.run(
            lambda _progress: approvals.approve(
                desk, name, secret, act=act, subject_id=subject, amount=amount, right=right
            ),
            done=self._on_agreed, failed=self._on_refused,
        )  # fmt: skip

    def _on_agreed(self, approval: Approval) -> None:
        self._hold(is_busy=False)
        if self.isVisible():  # nobody left meanwhile
            self._book(approval)

    def _on_refused(self, error: Exception) -> None:
        self._hold(is_busy=False)
        if not isinstance(error, ClubError):
            raise error
        self.second.refuse(error)

    def _book(self, approval: Approval | None) -> None:
        try:
            self.book(approval)
        except ClubError as error:
            show_on({**self.fields(), "secret": self.second.secret}, error, self)
            return
        self.accept()

    def _hold(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.primary.setEnabled(not is_busy)


class LeaveDialog(AgreedDialog):
    """Asks a second person to agree to an act that was just refused without.

    Args:
        parent: The page.
        hall: Where and who.
        why: One sentence: what is above which limit.
        asked: Act, subject and amount of the leave.
        right: What the second person must be allowed.
    """

    given = Signal(object)  # Approval

    def __init__(
        self, parent: QWidget, hall: Hall, why: str, asked: tuple[str, int, int],
        right: Permission = Permission.POINTS_APPROVE,
    ) -> None:  # fmt: skip
        super().__init__(parent, hall, tr("A second person agrees"), tr("Agree"), right=right)
        self._asked = asked
        self.approval: Approval | None = None
        self.add(self.second)
        self.second.ask(why)
        self.primary.setEnabled(bool(who_may_agree(hall.desk, right)))
        (self.second.who if self.primary.isEnabled() else self).setFocus()

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, subject and amount of the leave."""
        return self._asked

    def book(self, approval: Approval | None) -> None:
        """Hand the leave on."""
        self.approval = approval
        self.given.emit(approval)


def ask_leave(
    parent: QWidget, hall: Hall, why: str, asked: tuple[str, int, int],
    then: Callable[[Approval], object],
) -> LeaveDialog:  # fmt: skip
    """Open the window in which a second person agrees; *then* does the act with that leave."""
    dialog = LeaveDialog(parent.window(), hall, why, asked)
    dialog.given.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
