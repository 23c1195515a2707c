"""Making a playbook from a complaint that ended well: its steps are kept under a name."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.playbooks import Playbook
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.services import playbooks
from loyaldesk.services.complaint_reading import ComplaintRow
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.words import words
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption
from loyaldesk.ui.pages.complaints.act_dialogs import ActDialog, line
from loyaldesk.ui.parts.hall import Hall

MOST_SHOWN = 6


class CasePlaybookDialog(ActDialog):
    """Shows the steps that led to a good end and asks for a name; it is switched off at first."""

    kept = Signal()

    def __init__(self, parent: QWidget | None, hall: Hall, row: ComplaintRow) -> None:
        super().__init__(parent, hall, row, tr("Make the playbook"))
        self._draft: Playbook | None = None
        self.name = line()
        self.fields = {"name_fa": Field(tr("How the playbook is called"), self.name)}
        self.typed = (self.name,)
        self.add(*self.fields.values())
        try:
            self._draft = playbooks.from_case(hall.desk, "complaint", row.id)
        except ClubError as error:
            self.set_error(words(error))
            self.primary.setEnabled(False)
            return
        for step in self._draft.steps[:MOST_SHOWN]:
            when = trn("after {n} day", "after {n} days", step.days).format(n=fmt.number(step.days))
            text = step.text(look().language)
            said = " · ".join(part for part in (when, channel_name(step.channel), text) if part)
            self.add(Label(said, wrap=True))
        self.add(caption(
            tr("Names and numbers were left out. It stays switched off until somebody read it"
               " and switches it on."), wrap=True,
        ))  # fmt: skip
        self.name.setFocus()

    def act(self) -> None:
        """Keep it, switched off, and show the page of playbooks."""
        assert self._draft is not None  # noqa: S101  # else there is no button
        name = self.name.text()
        draft = replace(self._draft, name_fa=name, name_en=name)
        playbooks.save(self._desk, draft)
        self._hall.toasts.show(tr("The playbook is kept, switched off."))
        self.kept.emit()
