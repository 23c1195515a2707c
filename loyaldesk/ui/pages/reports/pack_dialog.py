"""The whole pack: of which days, in which languages, where to, now or by itself each month."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ltr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import pack
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import ElidedLabel, Label
from loyaldesk.ui.kit.layout import S, hairline, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import last_folder
from loyaldesk.ui.tasks import Task

WIDTH = 540


class PackDialog(Dialog):
    """Enter writes every paper of the period; the tick lets it happen each month.

    Args:
        hall: Where and who.
        parent: The page.
        period: Of which days; None: of the last month.
    """

    def __init__(self, hall: Hall, parent: QWidget, period: Period | None) -> None:
        super().__init__(
            parent, tr("The whole report pack"), primary=tr("Write the pack"),
            secondary=tr("Close"), width=WIDTH,
        )  # fmt: skip
        self._hall = hall
        self._task: Task | None = None
        last = Period.of("month", hall.desk.today(), look().calendar).before
        self._period = period or last
        self._schedule, self._version = pack.schedule(hall.desk)
        self._folder = self._schedule.folder or last_folder()
        self.period_words = Label(
            tr("Every paper of {period}, as PDF and for Excel.").format(period=self._period.name())
        )
        self.folder = ElidedLabel("")
        self.choose = button(tr("Choose a folder…"), icon_name="folder")
        self.choose.setAutoDefault(False)
        self.persian = CheckBox("فارسی", checked="fa" in self._schedule.languages)
        self.english = CheckBox("English", checked="en" in self._schedule.languages)
        self.monthly = CheckBox(
            tr("Write it by itself in the night after a month is over"),
            checked=self._schedule.is_on,
        )
        self.monthly.setVisible(hall.desk.may(Permission.INSIGHT_EDIT))
        self.due = Note("", "warn")
        self.busy = BusyBar()
        self.add(
            self.period_words, self.due, row(Label(tr("Folder"), "caption"), self.folder,
            self.choose, spacing=S), row(self.persian, self.english, None), hairline(),
            self.monthly, self.busy,
        )  # fmt: skip
        self._show()
        self.choose.clicked.connect(self._on_choose)
        self.monthly.clicked.connect(self.save_schedule)

    def languages(self) -> tuple[str, ...]:
        """Return the languages that are ticked."""
        ticked = (("fa", self.persian), ("en", self.english))
        return tuple(code for code, box in ticked if box.isChecked())

    def set_folder(self, folder: str) -> None:
        """Write to *folder*, now and each month."""
        self._folder = str(Path(folder))
        self._show()
        if self.monthly.isChecked():
            self.save_schedule()

    def submit(self) -> None:
        """Write the pack in the worker."""
        if self._task is not None:
            return
        self.set_error("")
        self.busy.start(tr("Writing the pack"))
        self.primary.setEnabled(False)
        work = partial(_write, self._hall.desk, self._period, self._folder, self.languages())
        task = self._hall.runner.run(work, done=self._on_written, failed=self._on_failed)
        self._task = task
        task.stepped.connect(self.busy.step)
        task.ended.connect(self._on_ended)
        self.busy.cancelled.connect(task.cancel)

    def reject(self) -> None:
        """Leave; a pack that is being written is stopped first."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    @Slot()
    def save_schedule(self) -> None:
        """Store whether the pack is written each month."""
        spoken = self.languages() or self._schedule.languages
        wanted = pack.Schedule(self.monthly.isChecked(), self._folder, spoken)
        try:
            pack.save_schedule(self._hall.desk, wanted, self._version)
        except ClubError as error:
            self.monthly.setChecked(self._schedule.is_on)
            errors.show(error, self)
            return
        self._schedule, self._version = pack.schedule(self._hall.desk)
        self.set_error("")
        self._show()
        said = tr("The pack is written each month.")
        self._hall.toasts.show(said if wanted.is_on else tr("No pack is written by itself."))

    def _show(self) -> None:
        self.folder.setText(ltr(self._folder))
        due = pack.due(self._hall.desk)
        self.due.setVisible(due is not None)
        if due is not None:
            self.due.say(pack.due_words(due), "warn")

    @Slot()
    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder for the pack"), self._folder)
        if chosen:
            self.set_folder(chosen)

    @Slot(object)
    def _on_written(self, made: pack.Packed) -> None:
        count = len(made.files)
        words = trn("{n} file was written", "{n} files were written", count)
        self._hall.toasts.show(words.format(n=fmt.number(count)))
        self.accept()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        errors.show(error, self)

    @Slot()
    def _on_ended(self) -> None:
        self._task = None
        self.busy.finish()
        self.primary.setEnabled(True)
        self.primary.setFocus(Qt.FocusReason.OtherFocusReason)


def _write(
    desk: Desk, period: Period, folder: str, languages: tuple[str, ...], progress: Progress
) -> pack.Packed:
    return pack.write_pack(desk, period, Path(folder), languages, progress)
