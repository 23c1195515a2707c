"""Before a club is open: long work with a bar, the pass phrase, and what to do when it fails."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.safekeeping import Backup, Restored
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.services import backup_words, opening
from loyaldesk.services.club import DEFAULT_ZONE
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog, tell
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.parts.server_form import ServerDialog
from loyaldesk.ui.tasks import Runner, Task, Work


class _Busy(Dialog):
    """Stands before everything while something is made."""

    def __init__(self, parent: QWidget | None, title: str, words: str) -> None:
        super().__init__(parent, title, secondary="", width=460)
        self.primary.hide()
        self.bar = BusyBar()
        self.bar.start(words)
        self.add(self.bar)
        self.result_of_work: Any = None
        self.error: Exception | None = None

    def follow(self, task: Task) -> None:
        """Show how far *task* is, and close with it."""
        self._task = task
        task.stepped.connect(self._on_step)
        task.cancelled.connect(self._leave)
        self.bar.cancelled.connect(task.cancel)

    def on_done(self, result: object) -> None:
        """Close with what the work returned."""
        self.result_of_work = result
        self.accept()

    def on_failed(self, error: Exception) -> None:
        """Close with what it raised."""
        self.error = error
        self._leave()

    def reject(self) -> None:
        """Closing the window means stopping the work."""
        self._task.cancel()

    def _leave(self) -> None:
        QDialog.reject(self)

    def _on_step(self, done: int, total: int, what: str) -> None:
        self.bar.step(done, total, what)


def do_before_eyes(parent: QWidget | None, title: str, words: str, work: Work) -> Any:
    """Do *work* in the worker behind a bar and return what it returned; None when stopped.

    Raises:
        Exception: What the work raised.
    """
    dialog = _Busy(parent, title, words)
    runner = Runner(nullcontext, dialog.on_failed)
    dialog.follow(runner.run(work, done=dialog.on_done))
    dialog.exec()
    runner.stop()
    dialog.deleteLater()
    if dialog.error is not None:
        raise dialog.error
    return dialog.result_of_work


class CannotOpen(Dialog):
    """Says why a club does not open, and offers another one or a new one.

    Args:
        sentence: Why, and what is the next step.
        backup: The newest verified one, if any would help.
        needs_phrase: Whether it is encrypted and this computer does not keep its key.
    """

    OTHER, NEW, RESTORE = 2, 3, 4

    def __init__(
        self, sentence: str, backup: Backup | None = None, *, needs_phrase: bool = False
    ) -> None:
        self._backup = backup
        other = tr("Choose another club file")
        super().__init__(
            None,
            tr("The club cannot be opened"),
            primary=other if backup is None else tr("Restore this backup"),
            secondary=tr("Close the program"),
            width=560 if backup is None else 720,
        )
        line = row(
            IconLabel("alert-triangle", "warn", 28), Label(sentence, wrap=True, selectable=True),
            spacing=M,
        )  # fmt: skip
        line.setStretch(1, 1)
        self.add(line)
        if backup is not None and backup.manifest is not None:
            kept = backup.manifest
            self.add(
                Note(
                    tr(
                        "There is a verified backup of {moment} in {folder}, with {members} members"
                        " and {sales} sales. What is left of the club file is kept."
                    ).format(
                        folder=ltr(str(backup.path.parent)),
                        moment=fmt.moment(kept.created, ZoneInfo(DEFAULT_ZONE)),
                        members=fmt.number(kept.figures.members),
                        sales=fmt.number(kept.figures.sales),
                    ),
                    "info",
                )
            )
            if needs_phrase:
                self.add(Note(tr("It is encrypted: its pass phrase is asked for."), "plain"))
            another = button(other)
            another.clicked.connect(lambda: self.done(self.OTHER))
            self.buttons.insertWidget(2, another)
        self._new = button(tr("Begin a new club"))
        self._new.clicked.connect(lambda: self.done(self.NEW))
        self.buttons.insertWidget(2, self._new)

    def submit(self) -> None:
        """Restore the backup; without one choose another file."""
        self.done(self.OTHER if self._backup is None else self.RESTORE)


def tell_came_back(done: Restored | None) -> None:
    """Say what came back and where the old files lie; None: it was stopped."""
    if done is not None:
        words = backup_words.came_back(done, ZoneInfo(DEFAULT_ZONE))
        tell(None, tr("The club came back"), words, "ok")


def open_server_dialog(
    parent: QWidget | None = None, address: str = "", problem: StorageProblem | None = None
) -> ServerDialog:
    """Return the dialog that opens a club on a server; its ``address`` is what was found."""

    def trial(typed: str) -> bool:
        opening.unlock(typed, None).close()
        return True

    return ServerDialog(
        parent, tr("A club on a server"),
        tr("Several tills work with one club when it lies on a PostgreSQL server. Whoever looks"
           " after the server gives each till a name and a password."),
        tr("Open the club"), trial, address=address, problem=problem,
    )  # fmt: skip


def choose_club(parent: QWidget | None = None) -> Path | None:
    """Ask for a club file."""
    chosen, _filter = QFileDialog.getOpenFileName(
        parent, tr("Choose the club file"), "", tr("Clubs (*.club);;All files (*)")
    )
    return Path(chosen) if chosen else None
