"""Step 4: the rows come in; then what came of it, and the way back."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from loyaldesk.domain.importing import MEMBERS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.services.imports import ImportResult
from loyaldesk.ui import errors
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.labels import IconLabel, Label, heading
from loyaldesk.ui.kit.layout import XL, Card, M, row
from loyaldesk.ui.pages.imports.bad_rows import copy_errors_file
from loyaldesk.ui.pages.imports.counts_row import CountsRow, counts_of
from loyaldesk.ui.pages.imports.job import Job
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where

CENTRE = Qt.AlignmentFlag.AlignHCenter


class DoneStep(QWidget):
    """While the rows come in it says that the counter works on; then it shows the result.

    Args:
        hall: Where and who.
    """

    undo_wanted = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._result: ImportResult | None = None
        self.where: QFileDialog | None = None
        self.icon = IconLabel("file-import", "accent", 56)
        self.title = heading("")
        self.about = Label("", "muted", wrap=True)
        self.counts = CountsRow()
        self.save = button(tr("Save the list of bad rows…"), icon_name="device-floppy")
        self.undo = button(tr("Take this import back"), icon_name="arrow-back-up")
        self.about.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.about.setMinimumWidth(520)
        sheet = Card(spacing=M)
        sheet.body.setContentsMargins(XL, XL, XL, XL)
        sheet.body.addStretch(1)
        for part in (self.icon, self.title, self.about):
            sheet.body.addWidget(part, 0, CENTRE)
        sheet.body.addWidget(self.counts)
        sheet.body.addLayout(row(None, self.save, self.undo, None))
        sheet.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sheet)
        self.save.clicked.connect(self.ask_place)
        self.undo.clicked.connect(self.undo_wanted)

    def show_working(self, job: Job) -> None:
        """Say that the rows of *job* are coming in."""
        self._result = None
        self.icon.show_icon("file-import", "accent")
        self.title.setText(tr("Importing {name}").format(name=isolate(job.path.name)))
        self.about.setText(
            tr("You can go on working at the counter meanwhile. Cancel takes back what came in.")
        )
        for part in (self.counts, self.save, self.undo):
            part.hide()

    def show_result(self, result: ImportResult) -> None:
        """Show what the import did."""
        self._result = result
        self.icon.show_icon("circle-check", "accent")
        self.title.setText(done_words(result))
        self.about.setText(
            tr("It stands in the list of imports and can be taken back as long as nobody it"
               " brought has bought again.")
        )  # fmt: skip
        self.counts.show_counts(counts_of(result), result.kind)
        self.counts.show()
        self.save.setVisible(result.errors_file is not None)
        self.undo.setVisible(bool(result.added))

    def show_taken_back(self) -> None:
        """Say that the import was taken back."""
        self.icon.show_icon("arrow-back-up", "muted")
        self.title.setText(tr("The import was taken back"))
        self.about.setText(tr("The club is as it was before. The same file can be imported again."))
        for part in (self.counts, self.save, self.undo):
            part.hide()

    def result(self) -> ImportResult | None:
        """Return what the import did; None while it is under way."""
        return self._result

    def ask_place(self) -> None:
        """Ask where the bad rows go."""
        self.where = ask_where(
            self, tr("Save the bad rows"), tr("Bad rows"), [("CSV", ".csv")], self.save_to
        )

    def save_to(self, path: Path) -> None:
        """Store the bad rows at *path*."""
        if self._result is None or self._result.errors_file is None:
            return
        try:
            copy_errors_file(self._result.errors_file, path)
        except ClubError as error:
            errors.show(error, self)
            return
        self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))


def done_words(result: ImportResult) -> str:
    """Return what an import did, in one sentence."""
    n = fmt.number(result.added)
    if not result.added:
        return tr("Nothing new came in")
    if result.kind == MEMBERS:
        return trn("{n} member was added", "{n} members were added", result.added).format(n=n)
    return trn("{n} sale was added", "{n} sales were added", result.added).format(n=n)
