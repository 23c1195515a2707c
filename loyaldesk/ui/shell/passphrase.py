"""Before an encrypted club: its pass phrase or recovery key, and a key file that is not right."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit

from loyaldesk.domain.safekeeping import Backup
from loyaldesk.domain.secrets import WrongPassphrase
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import keys, unlocking
from loyaldesk.services.club import DEFAULT_ZONE
from loyaldesk.services.unlocking import Way
from loyaldesk.services.words import words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import IconLabel, Label, lead
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.new_keys_dialog import NewKeysDialog
from loyaldesk.ui.tasks import Runner

Unlock = Callable[[str, bool], object]
"""Opens the club by a pass phrase; the second is whether this computer keeps the key. Called in the
worker, where it must leave no connection open."""

Recover = Callable[[bytes, str, str, bool], object]
"""Opens it by its data key with a new pass phrase and a new recovery key, likewise."""


class PassphraseDialog(Dialog):
    """Asks for the pass phrase of an encrypted club, or its recovery key, until it opens.

    Args:
        club: The club file.
        unlock: Opens it, or raises a `ClubError`.
        recover: Opens it by the recovery key; None: only the pass phrase will do here.
        clock: What time stands on a new recovery page.
    """

    def __init__(
        self, club: Path, unlock: Unlock, recover: Recover | None = None,
        clock: Clock = system_clock,
    ) -> None:  # fmt: skip
        super().__init__(
            None, tr("Pass phrase of the club"), primary=tr("Open the club"), width=480
        )
        self.opened: Any = None
        self._club = club
        self._unlock = unlock
        self._recover = recover
        self._clock = clock
        self._wrong = 0
        self._runner = Runner(nullcontext, self._on_failed)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._on_waited)
        self.new_keys: NewKeysDialog | None = None
        self.phrase = QLineEdit()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        lead(self.phrase)
        self.show_typed = CheckBox(tr("Show what I type"))
        self.show_typed.toggled.connect(self._on_show)
        self.keep = CheckBox(tr("Keep the key on this computer"), checked=True)
        self.keep.setVisible(recover is not None)
        about = tr("«{name}» is encrypted, and this computer does not know its key.")
        line = row(
            IconLabel("lock", "accent", 24),
            Label(about.format(name=isolate(club.stem)), wrap=True), spacing=M,
        )  # fmt: skip
        line.setStretch(1, 1)
        hint = tr("Forgotten? Type the printed recovery key here: six groups of six letters.")
        label = tr("Pass phrase or recovery key") if recover is not None else tr("Pass phrase")
        self.field = Field(label, self.phrase, hint if recover is not None else "")
        self.add(line, self.field, self.show_typed, self.keep)

    def submit(self) -> None:
        """Try what was typed in the worker."""
        typed, is_kept = self.phrase.text(), self.keep.isChecked()
        if not typed or not self.primary.isEnabled():
            return
        self.primary.setEnabled(False)
        self.set_error("")

        def work(_progress: object) -> object:
            if self._recover is not None:
                way = unlocking.try_typed(self._club, typed)
                if way.is_recovery:
                    return way
            return self._unlock(typed, is_kept)

        self._runner.run(work, done=self._on_tried)

    def _on_tried(self, found: object) -> None:
        if isinstance(found, Way):
            self._renew(found)
        else:
            self._on_opened(found)

    def _on_opened(self, opened: object) -> None:
        self.opened = opened
        self.accept()

    def _renew(self, way: Way) -> None:
        """The recovery key was right: it is used up, so both ways in are made anew first."""
        self.new_keys = NewKeysDialog(
            self, tr("The recovery key is right"),
            tr("It works only once. Choose a new pass phrase; then a new recovery key is"
               " printed. The old ones open nothing any more."),
            tr("Open the club"), self._paper,
        )  # fmt: skip
        self.new_keys.accepted.connect(lambda: self._on_new_keys(way))
        self.new_keys.rejected.connect(self._on_waited)
        self.new_keys.open()

    def _paper(self, key: str) -> bytes:
        now = self._clock().astimezone(ZoneInfo(DEFAULT_ZONE))
        return keys.recovery_page(self._club.stem, key, self._club, now, look())

    def _on_new_keys(self, way: Way) -> None:
        recover, made, is_kept = self._recover, self.new_keys, self.keep.isChecked()
        if recover is None or made is None:
            return
        phrase, key = made.passphrase, made.recovery_key
        self._runner.run(
            lambda _progress: recover(way.key, phrase, key, is_kept), done=self._on_opened
        )

    def _on_failed(self, error: Exception) -> None:
        self.phrase.selectAll()
        self.phrase.setFocus()
        if isinstance(error, WrongPassphrase):
            self._wrong += 1
            seconds = unlocking.wait_after(self._wrong)
            self.set_error(
                words(error) + " " + trn(
                    "The next try is possible in {n} second.",
                    "The next try is possible in {n} seconds.", seconds,
                ).format(n=fmt.number(seconds))
            )  # fmt: skip
            self._waiting.start(seconds * 1000)
            return
        self._on_waited()
        errors.show(error, self)

    def _on_waited(self) -> None:
        self.primary.setEnabled(True)

    def _on_show(self, is_shown: bool) -> None:  # noqa: FBT001  # a slot of `toggled`
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.phrase.setEchoMode(mode)


class KeyTrouble(Dialog):
    """Says that the key file is missing or damaged, and where a copy of it is to be had.

    Args:
        sentence: What is wrong.
        backup: The newest backup that holds a copy; None: none was found.
    """

    CHOOSE, OTHER, TAKE = 2, 3, 4

    def __init__(self, sentence: str, backup: Backup | None) -> None:
        choose = tr("Choose a copy of the key file")
        has_copy = backup is not None and backup.manifest is not None
        super().__init__(
            None, tr("The key file is not right"),
            primary=tr("Take the copy from the backup") if has_copy else choose,
            secondary=tr("Close the program"), width=560,
        )  # fmt: skip
        self._has_copy = has_copy
        line = row(
            IconLabel("alert-triangle", "warn", 28), Label(sentence, wrap=True, selectable=True),
            spacing=M,
        )  # fmt: skip
        line.setStretch(1, 1)
        self.add(line)
        if backup is not None and backup.manifest is not None:
            self.add(
                Note(
                    tr(
                        "The backup of {moment} holds a copy. The club stays as it is; pass phrase"
                        " and recovery key of that day open it."
                    ).format(
                        moment=fmt.moment(backup.manifest.created, ZoneInfo(DEFAULT_ZONE))
                    ),
                    "info",
                )
            )  # fmt: skip
            self.choose = button(choose)
            self.choose.clicked.connect(lambda: self.done(self.CHOOSE))
            self.buttons.insertWidget(2, self.choose)
        self.other = quiet_button(tr("Choose another club file"))
        self.other.clicked.connect(lambda: self.done(self.OTHER))
        self.buttons.insertWidget(0, self.other)

    def submit(self) -> None:
        """Take the copy of the backup; without one choose a file."""
        self.done(self.TAKE if self._has_copy else self.CHOOSE)


def choose_keys(club: Path) -> Path | None:
    """Ask for a copy of the key file of *club*."""
    chosen, _filter = QFileDialog.getOpenFileName(
        None, tr("Choose a copy of the key file"), str(club.parent),
        tr("Key files (*.keys);;All files (*)"),
    )  # fmt: skip
    return Path(chosen) if chosen else None


def put_keys_right(club: Path, error: Exception) -> tuple[bool, bool]:
    """Let somebody put a key file back; return whether it was, and whether another club is wanted.

    Raises:
        ClubError: If the copy is of no use either.
    """
    backup = unlocking.backup_with_keys(club)
    dialog = KeyTrouble(words(error), backup)
    try:
        answer = dialog.exec()
    finally:
        dialog.deleteLater()
    if answer == KeyTrouble.TAKE and backup is not None:
        unlocking.put_keys_back(club, backup)
        return True, False
    if answer == KeyTrouble.CHOOSE:
        copy = choose_keys(club)
        if copy is not None:
            unlocking.put_copy_back(club, copy)
            return True, False
    return False, answer == KeyTrouble.OTHER
