"""Backups: the last one, a new one, going back to one, and checking the club."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog

from loyaldesk.domain.events import BackedUp
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import FAILED, VERIFIED, Backup, Loss
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import ltr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import checking, club, safekeeping
from loyaldesk.services.checking import Broken
from loyaldesk.services.safekeeping import RestorePlan
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button, danger_button, primary_button, quiet_button
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import ElidedLabel, caption
from loyaldesk.ui.kit.layout import M, S, card, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section, size_words
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task

AMBER, RED = timedelta(days=2), timedelta(days=7)


class BackupSection(Section):
    """Everything here runs in the worker: sales go on meanwhile."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Backup"),
            tr("A backup is made at each close and read back before it counts; the newest {n} are"
               " kept.").format(n=fmt.number(safekeeping.KEEP)),
        )  # fmt: skip
        self._zone = hall.desk.zone
        self._task: Task | None = None
        self.state = Note("", "plain", icon_name="database")
        self.busy = BusyBar()
        self.busy.cancelled.connect(self._on_cancel)
        self.table: RowsTable[Backup] = RowsTable(
            self._columns(), tr("Backups"), sorting="none",
            empty=EmptyState("database", tr("There is no backup yet. The first one will stand"
                                            " here.")),
        )  # fmt: skip
        self.table.current_changed.connect(lambda _row: self._settle())
        self.spare(self.table, 1, 4)
        self._make_buttons()
        self._lay_out()
        hall.news.on(BackedUp, self, lambda _news: self.show_again())
        self.show_again()

    def focus_first(self) -> None:
        """Begin at the main button."""
        self.make.setFocus()

    def show_again(self) -> None:
        """Read the folder of backups again."""
        if not self.hall.desk.may(Permission.BACKUP_CREATE):
            self.close_to(Permission.BACKUP_CREATE)
            return
        folder = safekeeping.folder_of(self.hall.desk)
        self.folder.setText(ltr(str(folder)))
        is_own = bool(club.facts(self.hall.desk).settings.backup_folder)
        self.beside.setVisible(is_own and self._may_choose())
        found = safekeeping.backups(self.hall.desk)
        self.table.show_rows(found)
        self._say_newest(next((each for each in found if each.state == VERIFIED), None))
        self._settle()

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
        desk = self.hall.desk
        self._run(
            tr("Checking the club…"),
            lambda progress: checking.check(desk, deep=True, progress=_Silent(progress)),
            self._on_checked,
        )

    def restore(self) -> None:
        """Go back to the chosen backup, after saying what that costs."""
        chosen = self.table.selected_row()
        if chosen is None or chosen.manifest is None:
            return
        try:
            loss = safekeeping.loss(self.hall.desk, chosen)
        except ClubError as error:
            errors.show(error, self)
            return
        if not ask(
            self, tr("Put the club back to this backup?"), self._cost(chosen, loss),
            tr("Restore"), tr("Cancel"), danger=True,
        ):  # fmt: skip
            return
        if not self.hall.confirm_secret(tr("Restore a backup")):
            return
        desk = self.hall.desk
        self._run(
            tr("Backing up the club as it is now…"),
            lambda progress: safekeeping.plan_restore(desk, chosen, progress),
            self._on_planned,
        )

    # what it looks like

    def _columns(self) -> list[Column[Backup]]:
        return [
            Column(tr("Made at"), self._moment, width_hint=150),
            Column(tr("Size"), lambda b: size_words(b.size), numeric=True,
                   width_hint=130),
            Column(tr("Sales"), lambda b: _figure(b, "sales"), numeric=True, width_hint=90),
            Column(tr("Members"), lambda b: _figure(b, "members"), numeric=True, width_hint=90),
            Column(tr("Why"), _why, width_hint=150),
            Column(tr("State"), _state_words, tone=_tone),
        ]  # fmt: skip

    def _make_buttons(self) -> None:
        self.make = primary_button(tr("Back up now"), icon_name="device-floppy")
        self.make.clicked.connect(self.back_up)
        self.bring_back = danger_button(tr("Restore…"), icon_name="history")
        self.bring_back.clicked.connect(self.restore)
        self.choose = button(tr("Choose a folder…"), icon_name="folder")
        self.choose.clicked.connect(self._on_choose)
        self.beside = quiet_button(tr("Beside the club"))
        self.beside.clicked.connect(lambda: self.set_folder(""))
        self.look = button(tr("Check the club"), icon_name="shield-check")
        self.look.clicked.connect(self.check)
        self.folder = ElidedLabel("")
        self.result = Note("", "ok")
        self.result.hide()

    def _lay_out(self) -> None:
        place = row(caption(tr("Folder")), self.folder, self.beside, self.choose, spacing=M)
        place.setStretch(1, 1)
        top = row(self.state, self.make, spacing=M)
        top.setStretch(0, 1)
        self.table.setMinimumHeight(5 * 38 + 40)
        hint = caption(
            tr(
                "Choose a backup in the list. Before the club goes back to it, the club as it is"
                " now is backed up."
            ),
            wrap=True,
        )
        foot = row(self.bring_back, hint)
        foot.setStretch(1, 1)
        words = caption(
            tr("Reads every page of the file and proves that points, sales and the activity log"
               " agree."), wrap=True,
        )  # fmt: skip
        line = row(self.look, words, spacing=M)
        line.setStretch(1, 1)
        may_check = self.hall.desk.may(Permission.CLUB_CHECK)
        check_card = card(line, self.result, title=tr("Check of the file"))
        self.fill(card(top, self.busy, place, spacing=S), card(self.table, foot), check_card)
        # Only now: what has no parent yet would be shown as a window of its own.
        self.choose.setVisible(self._may_choose())
        check_card.setVisible(may_check)

    def _may_choose(self) -> bool:
        return self.hall.desk.may(Permission.SHOP_EDIT)

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
                members=_members(made.figures.members), sales=_sales(made.figures.sales),
            ), kind,
        )  # fmt: skip

    def _settle(self) -> None:
        """Offer what can be done now."""
        is_free = self._task is None
        chosen = self.table.selected_row()
        may_restore = self.hall.desk.may(Permission.BACKUP_RESTORE)
        for each in (self.make, self.look, self.choose, self.beside):
            each.setEnabled(is_free)
        is_usable = chosen is not None and chosen.state == VERIFIED
        self.bring_back.setVisible(may_restore)
        self.bring_back.setEnabled(is_free and is_usable)

    def _moment(self, each: Backup) -> str:
        return fmt.moment(each.manifest.created, self._zone) if each.manifest else "\u2013"

    def _cost(self, chosen: Backup, loss: Loss | None) -> str:
        lines = [tr("The club goes back to {moment}.").format(moment=self._moment(chosen))]
        if loss is None:
            lines.append(tr("How much has been recorded since cannot be told."))
        elif not loss.sales and not loss.members:
            lines.append(tr("No sale and no member has been added since."))
        else:
            lines.append(
                tr("{sales} and {members} recorded since then are lost from the club.").format(
                    sales=_sales(loss.sales), members=_members(loss.members)
                )
            )
        lines.append(
            tr("Before that, the club as it is now is backed up, so nothing is lost for good. The"
               " program closes the club and opens it again.")
        )  # fmt: skip
        return "\n\n".join(lines)

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

    def _on_planned(self, plan: RestorePlan) -> None:
        # The task must have ended before the window closes, or closing asks about running work.
        QTimer.singleShot(0, self, lambda: self.restore_wanted.emit(plan))

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

    # the folder

    def _on_choose(self) -> None:
        now = str(safekeeping.folder_of(self.hall.desk))
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder for backups"), now)
        if chosen:
            self.set_folder(chosen)

    def set_folder(self, folder: str) -> None:
        """Keep backups in *folder* from now on; an empty one is beside the club."""
        facts = club.facts(self.hall.desk)
        try:
            club.change_shop(
                self.hall.desk, shop=facts.shop, unit=facts.unit, zone=facts.zone,
                language=facts.language, logo=facts.logo, version=facts.version,
                settings=replace(facts.settings, backup_folder=str(Path(folder)) if folder else ""),
            )  # fmt: skip
        except ClubError as error:
            errors.show(error, self)
            return
        self.show_again()
        self.hall.toasts.show(tr("The next backup goes to the new folder."))


class _Silent:
    """Passes on how far the check is, without the short names of its questions."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(self, done: int, total: int, what: str = "") -> None:  # noqa: ARG002  # Progress
        """Report progress."""
        self._progress.step(done, total)


def _figure(each: Backup, name: str) -> str:
    return fmt.number(getattr(each.manifest.figures, name)) if each.manifest else "\u2013"


def _members(number: int) -> str:
    return trn("{n} member", "{n} members", number).format(n=fmt.number(number))


def _sales(number: int) -> str:
    return trn("{n} sale", "{n} sales", number).format(n=fmt.number(number))


def _why(each: Backup) -> str:
    reason = each.manifest.reason if each.manifest else ""
    return {
        "button": tr("by button"), "close": tr("at closing"), "restore": tr("before a restore"),
        "migration": tr("before an update"), "import": tr("before an import"),
    }.get(reason, "\u2013")  # fmt: skip


def _tone(each: Backup) -> str:
    return "ok" if each.state == VERIFIED else "danger"


def _state_words(each: Backup) -> str:
    if each.state == VERIFIED:
        return tr("verified")
    return tr("cannot be used") if each.state == FAILED else tr("not a backup")
