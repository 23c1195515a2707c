"""Backups: the last one, a new one, going back to one, and checking the club."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog

from loyaldesk.domain.events import BackedUp
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import VERIFIED, Backup, BackupProblem
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import (
    backup_state,
    backup_words,
    checking,
    safekeeping,
    sealing,
    second_copies,
)
from loyaldesk.services.backup_state import Standing
from loyaldesk.services.checking import Broken
from loyaldesk.services.safekeeping import RestorePlan
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button, danger_button, primary_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import M, S, card, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.settings.backup_places import PlacesCard
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.restore_wizard import RestoreWizard
from loyaldesk.ui.pages.settings.section import Section, size_words
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog
from loyaldesk.ui.tasks import Task

WAIT_MS = 20
AMBER, RED = timedelta(days=2), timedelta(days=7)


class BackupSection(Section):
    """Everything here runs in the worker: sales go on meanwhile."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Backup"),
            tr("A backup is made by itself when something changed, at each close and before every"
               " risky act, and read back before it counts. Kept are all of two days, then one for"
               " each of 12 days, 10 weeks and 9 months."),
        )  # fmt: skip
        self._zone = hall.desk.zone
        self._task: Task | None = None
        self._first: list[Backup] = []
        self._copies: list[Backup] = []
        self._read: dict[Path, Backup] = {}
        self.state = Note("", "plain", icon_name="database")
        self.busy = BusyBar()
        self.busy.cancelled.connect(self._on_cancel)
        self.table: RowsTable[Backup] = RowsTable(
            self._columns(), tr("Backups"), sorting="none",
            empty=EmptyState("database", tr("There is no backup yet. The first one will stand"
                                            " here.")),
        )  # fmt: skip
        self.table.current_changed.connect(lambda _row: self._settle())
        self.spare(self.table, 2, 3, 4)
        self.places = PlacesCard(hall)
        self._make_buttons()
        self._lay_out()
        hall.news.on(BackedUp, self, lambda _news: self.show_again())
        self.show_again()

    def focus_first(self) -> None:
        """Begin at the main button."""
        self.make.setFocus()

    def show_again(self) -> None:
        """Read the folder of backups again; the second place is looked at in the worker."""
        if not self.hall.desk.may(Permission.BACKUP_CREATE):
            self.close_to(Permission.BACKUP_CREATE)
            return
        self.places.show_places(may_choose=self._may_choose())
        self._first = safekeeping.backups(self.hall.desk)
        self._show_list()
        self._say_newest(next((each for each in self._first if each.state == VERIFIED), None))
        self._settle()
        desk = self.hall.desk
        self.hall.runner.run(
            lambda _progress: (backup_state.standing(desk), second_copies.copies(desk)),
            done=self._on_looked, failed=lambda _error: None,
        )  # fmt: skip

    def back_up(self) -> None:
        """Make a backup in the worker."""
        self.set_error("")
        desk = self.hall.desk
        self._run(
            tr("Making a backup…"),
            lambda progress: safekeeping.back_up(desk, "button", progress),
            self._on_made,
        )

    def check(self) -> None:
        """Ask every question to the club, in the worker."""
        self.result.hide()
        self.accepted.hide()
        desk = self.hall.desk
        self._run(
            tr("Checking the club…"),
            lambda progress: checking.check(desk, deep=True, progress=_Silent(progress)),
            self._on_checked,
        )

    def verify(self) -> None:
        """Read all of the chosen backup again, in the worker."""
        chosen = self.table.selected_row()
        if chosen is None:
            return
        desk = self.hall.desk
        self._run(
            tr("Reading the backup again…"),
            lambda progress: (chosen, safekeeping.verify(desk, chosen, progress)),
            self._on_verified,
        )

    def restore(self) -> None:
        """Go back to a backup by the wizard, which says what that costs."""
        if self._task is not None:
            return
        wizard = RestoreWizard(
            self.window(), self.hall, self._listed(), self._where, self.table.selected_row()
        )
        is_ready = wizard.exec() == QDialog.DialogCode.Accepted
        plan = wizard.plan
        wizard.deleteLater()
        if is_ready and plan is not None:
            self._hand_on(plan)

    def _hand_on(self, plan: RestorePlan) -> None:
        """Hand the plan on once no work is left, or closing the window would ask about it."""
        if self.hall.runner.is_busy():
            QTimer.singleShot(WAIT_MS, self, lambda: self._hand_on(plan))
        else:
            QTimer.singleShot(0, self, lambda: self.restore_wanted.emit(plan))

    # what it looks like

    def _columns(self) -> list[Column[Backup]]:
        return [
            Column(tr("Made at"), self._moment, width_hint=152),
            Column(tr("Why"), backup_words.reason, width_hint=128),
            Column(tr("Size"), lambda b: size_words(b.size), numeric=True, width_hint=116),
            Column(tr("Members"), lambda b: _figure(b, "members"), numeric=True, width_hint=66),
            Column(tr("Sales"), lambda b: _figure(b, "sales"), numeric=True, width_hint=72),
            Column(tr("State"), lambda b: backup_words.state(self._known(b)),
                   tone=lambda b: _tone(self._known(b)), width_hint=92),
            Column(tr("Where"), self._where),
        ]  # fmt: skip

    def _make_buttons(self) -> None:
        self.make = primary_button(tr("Back up now"), icon_name="device-floppy")
        self.make.clicked.connect(self.back_up)
        self.bring_back = danger_button(tr("Restore…"), icon_name="history")
        self.bring_back.clicked.connect(self.restore)
        self.again = button(tr("Check this one again"), icon_name="shield-check")
        self.again.clicked.connect(self.verify)
        self.places.first_wanted.connect(self.set_folder)
        self.places.second_wanted.connect(self.set_second)
        self.places.rhythm_wanted.connect(self.set_rhythm)
        self.look = button(tr("Check the club"), icon_name="shield-check")
        self.look.clicked.connect(self.check)
        self.result = Note("", "ok")
        self.result.hide()
        self.accepted = button(tr("Accept this, with a reason…"))
        self.accepted.clicked.connect(self._on_accept)
        self.accepted.hide()

    def _lay_out(self) -> None:
        top = row(self.state, self.make, spacing=M)
        top.setStretch(0, 1)
        self.table.setMinimumHeight(5 * 38 + 40)
        hint = caption(
            tr("Reading one again takes as long as making it. Its name alone proves nothing."),
            wrap=True,
        )
        foot = row(self.bring_back, self.again, hint)
        foot.setStretch(2, 1)
        words = caption(
            tr("Reads every page of the file and proves that points, sales and the activity log"
               " agree."), wrap=True,
        )  # fmt: skip
        line = row(self.look, words, spacing=M)
        line.setStretch(1, 1)
        may_check = self.hall.desk.may(Permission.CLUB_CHECK)
        check_card = card(line, self.result, self.accepted, title=tr("Check of the file"))
        self.fill(card(top, self.busy, spacing=S), self.places, card(self.table, foot), check_card)
        # Only now: what has no parent yet would be shown as a window of its own.
        check_card.setVisible(may_check)

    def _may_choose(self) -> bool:
        return self.hall.desk.may(Permission.SHOP_EDIT)

    def _listed(self) -> list[Backup]:
        """Return the backups of both places, each once, newest first."""
        here = {each.path.name for each in self._first}
        only_there = [each for each in self._copies if each.path.name not in here]
        return sorted(
            [*self._first, *only_there],
            key=lambda each: each.manifest.created.timestamp() if each.manifest else 0.0,
            reverse=True,
        )

    def _show_list(self) -> None:
        """Show the list anew; the row that was chosen stays chosen."""
        chosen, listed = self.table.selected_row(), self._listed()
        if listed == self.table.rows_model.rows:
            return
        self.table.show_rows(listed)
        if chosen in listed:
            self.table.select(listed.index(chosen))

    def _known(self, each: Backup) -> Backup:
        """Return a backup as reading all of it showed, if that was done."""
        return self._read.get(each.path, each)

    def _where(self, each: Backup) -> str:
        is_first = any(each.path == own.path for own in self._first)
        is_second = any(each.path.name == own.path.name for own in self._copies)
        if is_first and is_second:
            return tr("both places")
        return tr("second place") if is_second else tr("first place")

    def _on_looked(self, found: tuple[Standing, list[Backup]]) -> None:
        standing, self._copies = found
        self.places.tell(standing)
        self._show_list()
        self.table.viewport().update()

    def _say_newest(self, newest: Backup | None) -> None:
        if newest is None or newest.manifest is None:
            self.state.say(tr("There is no verified backup yet."), "warn")
            return
        made = newest.manifest
        age = self.hall.desk.clock() - made.created
        kind = "danger" if age > RED else "warn" if age > AMBER else "ok"
        self.state.say(
            tr("Last verified backup: {moment}, {size}, {members} and {sales}.").format(
                moment=fmt.moment(made.created, self._zone),
                size=size_words(newest.size),
                members=backup_words.members(made.figures.members),
                sales=backup_words.sales(made.figures.sales),
            ), kind,
        )  # fmt: skip

    def _settle(self) -> None:
        """Offer what can be done now."""
        is_free = self._task is None
        chosen = self.table.selected_row()
        for each in (self.make, self.look, self.bring_back, *self.places.buttons()):
            each.setEnabled(is_free)
        self.again.setEnabled(is_free and chosen is not None and chosen.manifest is not None)
        self.bring_back.setVisible(self.hall.desk.may(Permission.BACKUP_RESTORE))

    def _moment(self, each: Backup) -> str:
        return fmt.moment(each.manifest.created, self._zone) if each.manifest else "\u2013"

    # work under way

    def _run(
        self, words: str, work: Callable[[Progress], Any], done: Callable[[Any], None]
    ) -> None:
        if self._task is not None:
            return
        self.set_error("")
        self.busy.start(words)
        self._task = self.hall.runner.run(work, done=done, failed=self._on_failed)
        self._task.stepped.connect(self.busy.step)
        self._task.ended.connect(self._on_ended)
        self._settle()

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_ended(self) -> None:
        self._task = None
        self.busy.finish()
        self.show_again()

    def _on_failed(self, error: Exception) -> None:
        errors.show(error, self)

    def _on_made(self, made: Backup) -> None:
        self.hall.toasts.show(
            tr("The backup is made and verified: {size}.").format(size=size_words(made.size))
        )

    def _on_verified(self, found: tuple[Backup, Backup]) -> None:
        chosen, read = found
        self._read[chosen.path] = read
        self.table.viewport().update()
        if read.state == VERIFIED:
            self.hall.toasts.show(tr("The backup was read again: it is whole."))
        else:
            errors.show(BackupProblem(read.problem, read.path.name), self)

    def _on_checked(self, broken: list[Broken]) -> None:
        if not broken:
            self.result.say(tr("The club is sound: everything agrees."), "ok")
        else:
            head = tr("The club is not sound. Restore the newest good backup, or ask for help:")
            lines = [
                tr("{what} ({n})").format(
                    what=checking.broken_words(each), n=fmt.number(each.count)
                )
                for each in broken
            ]
            self.result.say("\n".join([head, *lines]), "danger")
        self.result.show()
        may_accept = self.hall.desk.may(Permission.BACKUP_RESTORE)
        self.accepted.setVisible(may_accept and any(each.finding for each in broken))

    def _on_accept(self) -> None:
        ReasonDialog(
            self,
            tr("Go on with the club as it is?"),
            tr("What was found stays in every check, but backups count as good again. Say why: it"
               " is written into the activity log."),
            tr("Accept"),
            self._accept,
        ).open()  # fmt: skip

    def _accept(self, reason: str) -> None:
        sealing.accept(self.hall.desk, reason)
        self.accepted.hide()

    # the places

    def set_folder(self, folder: str) -> None:
        """Keep backups in *folder* from now on; an empty one is beside the club."""
        self._change(lambda: safekeeping.use_first(self.hall.desk, folder))
        if not self.problem.isVisibleTo(self):
            self.hall.toasts.show(tr("The next backup goes to the new folder."))

    def set_second(self, folder: str) -> None:
        """Copy every verified backup to *folder* too, beginning with the newest."""
        self.set_error("")
        desk = self.hall.desk
        self._run(
            tr("Copying to the second place…") if folder else tr("Saving…"),
            lambda progress: safekeeping.use_second(desk, folder, progress),
            lambda _made: None,
        )

    def set_rhythm(self, minutes: int) -> None:
        """Make a backup every so many minutes when something changed."""
        self._change(lambda: safekeeping.set_rhythm(self.hall.desk, minutes))

    def _change(self, act: Callable[[], object]) -> None:
        self.set_error("")
        try:
            act()
        except ClubError as error:
            errors.show(error, self)
        self.show_again()


class _Silent:
    """Passes on how far the check is, without the short names of its questions."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(self, done: int, total: int, what: str = "") -> None:  # noqa: ARG002  # Progress
        """Report progress."""
        self._progress.step(done, total)


def _figure(each: Backup, name: str) -> str:
    return fmt.number(getattr(each.manifest.figures, name)) if each.manifest else "\u2013"


def _tone(each: Backup) -> str:
    return "ok" if each.state == VERIFIED else "danger"
