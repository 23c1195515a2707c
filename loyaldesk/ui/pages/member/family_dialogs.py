"""Making a family, and taking somebody into one."""

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import families
from loyaldesk.services.desk import Desk
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.member_edit import MemberEdit


class MakeFamilyDialog(Dialog):
    """Makes a family of a member and, if one is named, a second one."""

    def __init__(self, parent: QWidget, desk: Desk, member_id: int, name: str) -> None:
        super().__init__(parent, tr("Make a family"), primary=tr("Make the family"), width=480)
        self._desk, self._member_id = desk, member_id
        edit = QLineEdit()
        lead(edit)
        self.name = Field(tr("Name of the family"), edit)
        edit.setText(name)
        self.other = Field(
            tr("Who else"), MemberEdit(desk, but=member_id), tr("Others can be added later.")
        )
        self.may_spend = CheckBox(tr("All of them may spend the points of all"), checked=True)
        self.add(
            Label(tr("Each goes on earning and rising alone; points are spent together, those that"
                     " end first before the others."), "muted", wrap=True),
            self.name, self.other, self.may_spend,
        )  # fmt: skip
        edit.setFocus()
        edit.selectAll()

    def submit(self) -> None:
        """Make it."""
        other = self.other.widget.member_id()
        ids = [self._member_id] if other is None else [self._member_id, other]
        try:
            if self.other.widget.is_unclear():
                raise BadInput("member", "unknown choice")
            families.make(
                self._desk, self.name.widget.text(), ids, may_spend=self.may_spend.isChecked()
            )
        except ClubError as error:
            show_on({"name": self.name, "member": self.other}, error, self)
            return
        self.accept()


class JoinDialog(Dialog):
    """Takes a member into a family: another one into this one's, or this one into another's.

    Args:
        parent: The page.
        desk: Where and who.
        member_id: Whose page it is.
        family: The member's family; None: the other's family is joined.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, member_id: int, family: families.Family | None
    ) -> None:
        into = family is not None
        super().__init__(
            parent, tr("Take a member into the family") if into else tr("Join a family"),
            primary=tr("Take in") if into else tr("Join"), width=480,
        )  # fmt: skip
        self._desk, self._member_id, self._family = desk, member_id, family
        self.other = Field(
            tr("Who") if into else tr("A member of that family"), MemberEdit(desk, but=member_id)
        )
        self.found = Label("", "muted", wrap=True)
        self.may_spend = CheckBox(tr("May spend the points of the others"), checked=True)
        self.add(self.other, self.found, self.may_spend)
        self.found.setVisible(not into)
        if not into:
            self.other.widget.textChanged.connect(self._tell)
            self._tell()
        self.other.widget.setFocus()

    def submit(self) -> None:
        """Take in, or join."""
        other = self.other.widget.member_id()
        try:
            if other is None:
                raise BadInput("member", "empty")
            family = self._family or families.family_of(self._desk, other)
            if family is None:
                self.other.set_error(tr("This member belongs to no family."))
                return
            who = other if self._family is not None else self._member_id
            families.join(self._desk, family.id, who, may_spend=self.may_spend.isChecked())
        except ClubError as error:
            show_on({"member": self.other}, error, self)
            return
        self.accept()

    def _tell(self) -> None:
        other = self.other.widget.member_id()
        family = families.family_of(self._desk, other) if other is not None else None
        if family is None:
            self.found.setText(tr("Name somebody who already belongs to the family."))
            return
        self.found.setText(
            tr("Family {name}: {n} members, {points} points together").format(
                name=isolate(family.name), n=fmt.number(len(family.members)),
                points=fmt.number(family.points),
            )
        )  # fmt: skip
