"""Who looks after a member: owner, deputy, and a note for the one who takes over."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import care, staff
from loyaldesk.services.attention import CareNames
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.parts.hall import Hall


class CareDialog(Dialog):
    """Gives a member to an operator; what the one before had to do goes along.

    Args:
        parent: The page.
        hall: Where and who.
        member_id: The member.
        name: How the member is called.
        now: Who looks after the member so far.
    """

    def __init__(
        self, parent: QWidget, hall: Hall, member_id: int, name: str, now: CareNames
    ) -> None:
        super().__init__(
            parent, tr("Who looks after {name}?").format(name=name), primary=tr("Give")
        )
        self._hall, self._member_id = hall, member_id
        people = [(one.name, one.id) for one in staff.operators(hall.desk) if one.is_active]
        self.owner: Choice[int] = Choice([(tr("Nobody"), 0), *people])
        self.deputy: Choice[int] = Choice([(tr("Nobody"), 0), *people])
        self.owner.set_value(now.owner_id or 0)
        self.deputy.set_value(now.deputy_id or 0)
        self.note = QLineEdit()
        lead(self.note)
        needs_note = now.owner_id is not None
        hint = (
            tr("Needed when the owner changes: what has to be known.")
            if needs_note
            else tr("May stay empty.")
        )
        self.fields: dict[str, Field[Any]] = {
            "owner": Field(tr("Looks after the member"), self.owner),
            "deputy": Field(tr("Stands in"), self.deputy),
            "note": Field(tr("Note for whoever takes over"), self.note, hint),
        }
        self.add(
            Label(
                tr("What is to be done for this member goes to the new owner too."), "muted",
                wrap=True,
            ),
            *self.fields.values(),
        )  # fmt: skip
        self.owner.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a note was typed."""
        return bool(self.note.text().strip())

    def submit(self) -> None:
        """Store who looks after the member."""
        owner = self.owner.value() or None
        try:
            care.set_owner(
                self._hall.desk, [self._member_id], owner, self.deputy.value() or None,
                self.note.text(),
            )  # fmt: skip
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
        text = tr("Nobody looks after this member now.")
        if owner is not None:
            name = isolate(self.owner.currentText())
            text = tr("{name} looks after this member now.").format(name=name)
        self._hall.toasts.show(text)
