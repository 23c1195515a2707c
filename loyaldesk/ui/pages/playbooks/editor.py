"""Writing a playbook: three leaves, errors beside their field, a dry run before it is stored."""

import re

from PySide6.QtWidgets import QTabWidget, QWidget

from loyaldesk.domain.playbooks import Playbook
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import playbook_reading, playbooks
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.layout import S, ScrollPage
from loyaldesk.ui.pages.playbooks.aims_form import AimsForm
from loyaldesk.ui.pages.playbooks.form import Fields
from loyaldesk.ui.pages.playbooks.rehearsal import RehearsalDialog
from loyaldesk.ui.pages.playbooks.steps_form import StepsForm
from loyaldesk.ui.pages.playbooks.trigger_form import TriggerForm
from loyaldesk.ui.parts.hall import Hall

WIDTH, HEIGHT = 960, 510
_STEP = re.compile(r"steps\[(\d+)\]")


class EditorDialog(Dialog):
    """The words and figures of a playbook; what is saved is its next version.

    Args:
        parent: The page.
        hall: Where and who.
        book: What it begins with.
        version: The one it was made from; 0: it is new.
    """

    def __init__(self, parent: QWidget | None, hall: Hall, book: Playbook, version: int) -> None:
        n = fmt.number(version + 1)
        save = tr("Save as version {n}").format(n=n) if version else tr("Save")
        title = tr("Change the playbook") if version else tr("New playbook")
        super().__init__(parent, title, primary=save, width=WIDTH)
        self._hall, self._book, self._version = hall, book, version
        choices = playbook_reading.choices(hall.desk)
        self.head, self.aims = TriggerForm(choices), AimsForm(choices)
        self.steps = StepsForm(choices)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(title)
        self.tabs.setFixedHeight(HEIGHT)
        self.tabs.addTab(self.head, tr("What sets it off"))
        aims = ScrollPage(self.aims)
        aims.body.setContentsMargins(0, 0, S, 0)
        self.tabs.addTab(aims, tr("For whom, and what stops it"))
        self.tabs.addTab(self.steps, tr("Steps"))
        self.add(self.tabs)
        self.trial = button(tr("Dry run"), "F8", "player-play")
        self.trial.setAutoDefault(False)
        self.buttons.insertWidget(0, self.trial)
        for each in (self.head, self.aims, self.steps):
            each.fill(book)
        self._before = self.playbook()
        self.trial.clicked.connect(self.rehearse)

    def playbook(self) -> Playbook:
        """Return the playbook as it stands here."""
        book = self.head.applied(self._book)
        return self.steps.applied(self.aims.applied(book))

    def is_dirty(self) -> bool:
        """Return whether anything is other than before."""
        return self.playbook() != self._before

    def submit(self) -> None:
        """Store it, or say beside the fields what the shop cannot live by."""
        if self.steps.form.at.error():
            self.tabs.setCurrentWidget(self.steps)
            self.steps.form.at.setFocus()
            return
        try:
            playbooks.save(self._hall.desk, self.playbook(), self._version)
        except ClubError as error:
            self.show_error(error)
            return
        self.accept()

    def rehearse(self) -> None:
        """Play it through as it stands; nothing is stored."""
        found = playbooks.check(self._hall.desk, self.playbook())
        self.show_error(SeveralBadInputs(found)) if found else self._rehearse()

    def show_error(self, error: ClubError) -> None:
        """Say what is wrong, on the leaf and the step where it is."""
        problems = error.problems if isinstance(error, SeveralBadInputs) else ()
        if isinstance(error, BadInput):
            problems = (error,)
        numbers = [int(m[1]) for each in problems if (m := _STEP.match(each.field))]
        here = self.steps.fields_of(numbers[0] if numbers else self._number())
        self.steps.mark_wrong(set(numbers))
        leaves = {0: self.head.fields, 1: self.aims.fields, 2: here}
        everything: Fields = {**self.head.fields, **self.aims.fields, **here}
        show_on(everything, error, self)
        for leaf, fields in leaves.items():
            wrong = next((each for each in fields.values() if each.error()), None)
            if wrong is not None:
                self.tabs.setCurrentIndex(leaf)
                wrong.widget.setFocus()
                return

    # inside

    def _number(self) -> int:
        line = self.steps.table.selected_row()
        return line.id + 1 if line else 1

    def _rehearse(self) -> None:
        self.set_error("")
        dialog = RehearsalDialog(self, self._hall, self.playbook())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
