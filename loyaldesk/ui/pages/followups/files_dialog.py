"""The follow-ups in other calendars: a file to be written once, or one that is kept fresh."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import followups
from loyaldesk.services.followups import Filter
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, heading, lead
from loyaldesk.ui.kit.layout import row
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where

ICS = ".ics"


class CalendarFilesDialog(Dialog):
    """Writes a calendar file now, and says which file other programs subscribe to.

    Args:
        parent: The page.
        hall: Where and who.
        wanted: What is on view.
    """

    def __init__(self, parent: QWidget, hall: Hall, wanted: Filter) -> None:
        super().__init__(
            parent, tr("Follow-ups in other calendars"), primary=tr("Save"), width=560
        )  # fmt: skip
        self._hall, self._wanted = hall, wanted
        self.where: QFileDialog | None = None
        self._rules, self._version = followups.rules(hall.desk)
        self.write = button(tr("Write a file…"), icon_name="file-export")
        self.path = QLineEdit(self._rules.subscription)
        lead(self.path)
        self.pick = button(tr("Choose…"), icon_name="folder")
        self.fields: dict[str, Field[Any]] = {
            "subscription": Field(
                tr("File to subscribe to"), self.path,
                tr("It is written anew at night and when follow-ups change on this page; empty: no"
                   " file. It holds names and what is to be done, no telephone numbers."),
            )
        }  # fmt: skip
        may_export = hall.desk.may(Permission.LIST_EXPORT)
        may_edit = may_export and hall.desk.may(Permission.CALENDAR_EDIT)
        once = tr("What is on view now, for a telephone or another program.")
        self._once: tuple[QWidget, ...] = (
            heading(tr("Once"), 2),
            Label(once, "muted", wrap=True),
            self.write,
        )
        self._always: tuple[QWidget, ...] = (
            heading(tr("Always fresh"), 2),
            self.fields["subscription"],
            self.pick,
        )
        self.add(self._once[0], self._once[1], row(self.write, None))
        self.add(self._always[0], self._always[1], row(self.pick, None))
        for shown, parts in ((may_export, self._once), (may_edit, self._always)):
            for part in parts:
                part.setVisible(shown)
        self.primary.setVisible(may_edit)
        self.write.clicked.connect(self._ask_file)
        self.pick.clicked.connect(self._ask_subscription)

    def is_dirty(self) -> bool:
        """Return whether another file was named."""
        return self.path.text().strip() != self._rules.subscription

    def submit(self) -> None:
        """Keep the file to subscribe to, and write it."""
        path = self.path.text().strip()
        try:
            followups.save_rules(
                self._hall.desk, replace(self._rules, subscription=path), self._version
            )
            is_written = followups.refresh_subscription(self._hall.desk)
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
        self._hall.toasts.show(
            tr("The calendar file is written and stays fresh.")
            if is_written else tr("No calendar file is kept.")
        )  # fmt: skip

    def write_to(self, path: Path) -> None:
        """Write what is on view."""
        try:
            count = followups.write_ics(self._hall.desk, path, self._wanted)
        except ClubError as error:
            show(error, self)
            return
        said = trn("{n} follow-up written to {file}.", "{n} follow-ups written to {file}.", count)
        self._hall.toasts.show(said.format(n=fmt.number(count), file=ltr(path.name)))

    def _ask_file(self) -> None:
        self.where = ask_where(
            self, tr("Write a calendar file"), "followups", [(tr("Calendar"), ICS)], self.write_to
        )

    def _ask_subscription(self) -> None:
        self.where = ask_where(
            self, tr("File to subscribe to"), "followups", [(tr("Calendar"), ICS)],
            lambda path: self.path.setText(str(path)),
        )  # fmt: skip
