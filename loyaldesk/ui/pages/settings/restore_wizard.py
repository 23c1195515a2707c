"""Going back to a backup: which one, what that costs, who says so; then it is all made ready."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QStackedWidget, QWidget

from loyaldesk.domain.safekeeping import FAILED, VERIFIED, Backup, BackupProblem
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import backup_words, safekeeping
from loyaldesk.services.safekeeping import RestorePlan
from loyaldesk.services.words import words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption, lead
from loyaldesk.ui.kit.layout import M, S, box, column, row
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task

CHOOSE, COST = 0, 1
NARROWEST = 720


class RestoreWizard(Dialog):
    """Ends with `plan`: the club as it is now is backed up, the chosen backup read and proved.

    Args:
        parent: The window it stands before.
        hall: What every page is given.
        found: Backups of both places, newest first.
        where: Says in which place one lies.
        chosen: The one to begin with; None for the first.
    """

    def __init__(
        self, parent: QWidget, hall: Hall, found: list[Backup], where: Callable[[Backup], str],
        chosen: Backup | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("Go back to a backup"), primary=tr("Continue"), width=NARROWEST)
        self.plan: RestorePlan | None = None
        self._hall, self._where = hall, where
        self._zone = hall.desk.zone
        self._chosen: Backup | None = None
        self._key: bytes | None = None
        self._task: Task | None = None
        self.step = caption("")
        self.stack = QStackedWidget()
        self.busy = BusyBar()
        self.busy.cancelled.connect(self._on_cancel)
        self.table = self._make_table()
        self.table.chosen.connect(lambda _row: self.submit())
        self.other = button(tr("Another file…"), icon_name="folder")
        self.other.clicked.connect(self._on_other)
        self.back = button(tr("Back"))
        self.back.clicked.connect(lambda: self._show(CHOOSE))
        self.buttons.insertWidget(0, self.back)
        self.about, self.costs = Note("", "info", icon_name="database"), Note("", "danger")
        self.then = caption("", wrap=True)
        self.phrase = QLineEdit()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        lead(self.phrase)
        self.phrase_field = Field(
            tr("Pass phrase or recovery key of the backup's time"), self.phrase,
            tr("This backup was made with another key than the club has now."),
        )  # fmt: skip
        self._lay_out()
        usable = [each for each in found if each.manifest is not None]
        self.table.show_rows(usable)
        if usable:
            self.table.select(usable.index(chosen) if chosen in usable else 0)
        self._show(CHOOSE)

    def submit(self) -> None:
        """Go on: from the choice to its cost, from the cost to the work."""
        if self._task is not None:
            return
        self.set_error("")
        if self.stack.currentIndex() == CHOOSE:
            chosen = self.table.selected_row()
            if chosen is not None:
                self._look_at(chosen)
            return
        if self.phrase_field.isVisible() and self._key is None:
            self._try_phrase()
            return
        self._begin()

    def reject(self) -> None:
        """Leave; what is under way is stopped first."""
        if self._task is not None:
            self._task.cancel()
        else:
            super().reject()

    # the two pages

    def _make_table(self) -> RowsTable[Backup]:
        return RowsTable(
            [
                Column(tr("Made at"), self._moment, width_hint=150),
                Column(tr("Why"), backup_words.reason, width_hint=150),
                Column(tr("Sales"), lambda b: _figure(b, "sales"), numeric=True, width_hint=80),
                Column(tr("Members"), lambda b: _figure(b, "members"), numeric=True,
                       width_hint=80),
                Column(tr("Where"), self._where),
            ], tr("Backups"), sorting="none",
            empty=EmptyState("database", tr("No backup of this club was found. Choose a file.")),
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(6 * 38 + 40)
        hint = caption(tr("The newest one is usually right."), wrap=True)
        foot = row(self.other, hint, spacing=M)
        foot.setStretch(1, 1)
        first = column(self.table, foot, spacing=S)
        second = column(self.about, self.costs, self.then, self.phrase_field, None, spacing=M)
        for page in (first, second):
            page.setContentsMargins(0, 0, 0, 0)
            self.stack.addWidget(box(page))
        self.add(self.step, self.stack, self.busy)

    def _show(self, number: int) -> None:
        self.set_error("")
        self._key = None
        self.stack.setCurrentIndex(number)
        self.back.setVisible(number == COST)
        self.step.setText(
            tr("Step {n} of {total}").format(n=fmt.number(number + 1), total=fmt.number(2))
        )
        self.primary.set_words(tr("Continue") if number == CHOOSE else tr("Restore"))
        mark(self.primary, danger="true" if number == COST else "false")
        if number == CHOOSE:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_at(self, chosen: Backup) -> None:
        """Show what a backup holds and what going back to it costs."""
        desk = self._hall.desk
        try:
            if chosen.state == FAILED or chosen.manifest is None:
                raise BackupProblem(chosen.problem or "damaged", chosen.path.name)
            if chosen.manifest.club_id != self._hall.facts.uid:
                raise BackupProblem("other_club", chosen.path.name)
            loss = safekeeping.loss(desk, chosen)
            is_foreign = not safekeeping.is_of_this_key(desk, chosen)
        except ClubError as error:
            self.set_error(words(error))
            return
        self._chosen = chosen
        figures = chosen.manifest.figures
        self.about.say(
            tr("The club goes back to {moment}: {members}, {sales}, {points} points in all.")
            .format(
                moment=self._moment(chosen), members=backup_words.members(figures.members),
                sales=backup_words.sales(figures.sales), points=fmt.number(figures.ledger_sum),
            ), "info",
        )  # fmt: skip
        self.costs.say(
            "\n".join(backup_words.cost(loss, self._zone)),
            "danger" if loss is None or loss.sales or loss.members else "ok",
        )
        self.then.setText(
            tr("Before that, the club as it is now is backed up and its files are kept beside the"
               " new ones, so nothing is lost for good. Members erased since are erased again."
               " The program closes the club and opens it again; until you say that all is right,"
               " no backup is made by itself.")
        )  # fmt: skip
        self._show(COST)
        self.phrase_field.setVisible(is_foreign)
        self.phrase.clear()
        (self.phrase if is_foreign else self.secondary).setFocus()

    def _on_other(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, tr("Choose a backup"), "", tr("Backups (*.ldbk);;All files (*)")
        )
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Go on with a backup that lies somewhere else."""
        try:
            found = safekeeping.look_at(self._hall.desk, path)
        except ClubError as error:
            self.set_error(words(error))
            return
        if found.state != VERIFIED:
            self.set_error(words(BackupProblem(found.problem or "foreign", path.name)))
            return
        self._look_at(found)

    def _moment(self, each: Backup) -> str:
        return fmt.moment(each.manifest.created, self._zone) if each.manifest else "\u2013"

    # the work

    def _try_phrase(self) -> None:
        typed, chosen = self.phrase.text(), self._chosen
        if not typed or chosen is None:
            self.phrase.setFocus()
            return
        self._run(
            tr("Trying the key…"), lambda _progress: safekeeping.key_of(chosen, typed), self._on_key
        )

    def _on_key(self, key: bytes) -> None:
        self._key = key
        self._begin()

    def _begin(self) -> None:
        chosen, key, desk = self._chosen, self._key, self._hall.desk
        if chosen is None or not self._hall.confirm_secret(tr("Restore a backup")):
            return

        def work(progress: Progress) -> RestorePlan:
            return safekeeping.plan_restore(desk, chosen, progress, key=key)

        self._run(tr("Reading the backup, then backing up the club as it is now…"), work,
                  self._on_planned)  # fmt: skip

    def _run(self, said: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        self.busy.start(said)
        for each in (self.primary, self.back, self.other):
            each.setEnabled(False)
        found: list[Callable[[], None]] = []
        self._task = self._hall.runner.run(
            work, done=lambda made: found.append(lambda: done(made)),
            failed=lambda error: found.append(lambda: self._on_failed(error)),
        )  # fmt: skip
        self._task.stepped.connect(self.busy.step)
        self._task.ended.connect(lambda: self._on_ended(found))

    def _on_ended(self, found: list[Callable[[], None]]) -> None:
        # Only now: the window must not close while work is under way.
        self._task = None
        self.busy.finish()
        for each in (self.primary, self.back, self.other):
            each.setEnabled(True)
        for act in found:
            act()

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ClubError):
            self.set_error(words(error))
            self.phrase.selectAll()
        else:
            errors.show(error, self)

    def _on_planned(self, plan: RestorePlan) -> None:
        self.plan = plan
        self.accept()


def _figure(each: Backup, name: str) -> str:
    return fmt.number(getattr(each.manifest.figures, name)) if each.manifest else "\u2013"
