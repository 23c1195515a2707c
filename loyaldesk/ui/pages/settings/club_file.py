"""The club file: whether it is encrypted, its pass phrase, its recovery key, this computer."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ltr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import encrypting, keys
from loyaldesk.services.encrypting import KeyPlan
from loyaldesk.services.keys import KeyState
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import Button, button, danger_button, primary_button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog, ask
from loyaldesk.ui.kit.labels import ElidedLabel, muted
from loyaldesk.ui.kit.layout import M, card, row
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import Section
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.new_keys_dialog import NewKeysDialog
from loyaldesk.ui.parts.try_recovery import TryRecoveryDialog
from loyaldesk.ui.tasks import Task


class ClubFileSection(Section):
    """What protects the club file; only the owner may look after it."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Club file"),
            tr("Encrypted, the file and its backups tell nothing to whoever gets hold of them."),
        )  # fmt: skip
        self._zone = hall.desk.zone
        self._task: Task | None = None
        self.dialog: Dialog | None = None
        self.note = Note("", "plain", icon_name="lock")
        self.where = ElidedLabel(ltr(str(hall.desk.db.path)), "muted")
        self.busy = BusyBar()
        self.busy.cancelled.connect(self._on_cancel)
        self._make_buttons()
        self.phrase_told, self.paper_told, self.here_told = (muted("", wrap=True) for _ in range(3))
        self.reminder = Note(
            tr("Please look for the recovery key and try it: a key nobody finds opens nothing."),
            "warn", tr("Test it now"), self.test_recovery,
        )  # fmt: skip
        self._file = card(
            self.note, self.where, row(self.encrypt, self.open_up, self.change_key, None),
            self.busy, title=tr("The file"), spacing=M,
        )  # fmt: skip
        self._phrase = card(
            self.phrase_told, row(self.new_phrase, None), title=tr("Pass phrase"), spacing=M
        )
        self._paper = card(
            self.reminder, self.paper_told, row(self.new_paper, self.test, None),
            title=tr("Recovery key"), spacing=M,
        )  # fmt: skip
        self._here = card(
            self.here_told, row(self.forget, self.keep, None), title=tr("This computer"), spacing=M
        )
        self.fill(self._file, self._phrase, self._paper, self._here)
        self.show_again()

    def focus_first(self) -> None:
        """Begin at the first button that can be pressed."""
        for each in (self.encrypt, self.new_phrase):
            if each.isVisible():
                each.setFocus()
                return

    def show_again(self) -> None:
        """Read how the keys stand."""
        if not self.hall.desk.may(Permission.CLUB_KEY):
            self.close_to(Permission.CLUB_KEY)
            return
        self._show(keys.state(self.hall.desk))

    # how it stands

    def _make_buttons(self) -> None:
        def made(words: str, act: Callable[[], object], make: Callable[[str], Button]) -> Button:
            one = make(words)
            one.clicked.connect(lambda: act())  # noqa: PLW0108  # drops `checked`
            return one

        self.encrypt = made(tr("Encrypt the club file"), self.turn_on, primary_button)
        self.open_up = made(tr("Turn encryption off"), self.turn_off, danger_button)
        self.change_key = made(tr("Change the key"), self.change_data_key, button)
        self.new_phrase = made(tr("Choose a new pass phrase"), self.change_passphrase, button)
        self.new_paper = made(tr("New recovery key"), self.make_recovery, button)
        self.test = made(tr("Test the recovery key"), self.test_recovery, quiet_button)
        self.forget = made(tr("Forget on this computer"), self.forget_here, button)
        self.keep = made(tr("Keep the key on this computer"), self.keep_here, button)

    def _show(self, found: KeyState) -> None:
        is_sample = self.hall.facts.is_sample
        is_bad = found.is_encrypted and not found.has_keys
        self.note.say(self._state_words(found), "danger" if is_bad else _tone(found))
        can_change = not (found.on_server or is_sample) and self._task is None
        self.encrypt.setVisible(not found.is_encrypted and not found.on_server and not is_sample)
        self.open_up.setVisible(found.is_encrypted)
        self.change_key.setVisible(found.is_encrypted)
        for each in (self.encrypt, self.open_up, self.change_key):
            each.setEnabled(can_change)
        for part in (self._phrase, self._paper, self._here):
            part.setVisible(found.is_encrypted)
        self.busy.setVisible(self._task is not None)
        self.phrase_told.setText(self._phrase_words(found))
        self.paper_told.setText(self._paper_words(found))
        self.reminder.setVisible(found.is_test_due(self.hall.desk.clock()))
        self.new_paper.set_words(
            tr("New recovery key") if found.has_recovery else tr("Make a recovery key")
        )
        self.new_paper.setEnabled(found.has_keys)
        self.test.setVisible(found.has_recovery)
        self.here_told.setText(
            tr("This computer keeps the key: nobody is asked for the pass phrase at the start.")
            if found.known_here
            else tr("This computer does not keep the key: the pass phrase is asked at each start.")
        )
        self.forget.setVisible(found.known_here)
        self.forget.setEnabled(found.has_keys)
        self.keep.setVisible(not found.known_here)

    def _state_words(self, found: KeyState) -> str:
        if found.on_server:
            return tr("The club lies on a server; the disk of the server is encrypted there.")
        if not found.is_encrypted:
            if self.hall.facts.is_sample:
                return tr("The sample shop is not encrypted: nobody in it is real.")
            return tr("The file is not encrypted: whoever gets it or a backup can read everything.")
        if not found.has_keys:
            return tr(
                "The file is encrypted, but its key file is missing or damaged. Choose a new pass"
                " phrase now: that makes a new key file."
            )
        return tr("The file and its backups are encrypted since {day}.").format(
            day=self._day(found.since)
        )

    def _phrase_words(self, found: KeyState) -> str:
        words = tr("It opens the club on another computer, and backups.")
        if found.changed is None:
            return words
        return words + " " + tr("Chosen on {day}.").format(day=self._day(found.changed))

    def _paper_words(self, found: KeyState) -> str:
        if not found.has_recovery:
            return tr(
                "There is none yet. If the pass phrase is forgotten and this computer breaks,"
                " nobody can open the club."
            )
        words = tr("It opens the club when the pass phrase is forgotten or the computer is gone.")
        if found.recovery_made is not None:
            words += " " + tr("Made on {day}.").format(day=self._day(found.recovery_made))
        if found.recovery_seen is not None:
            words += " " + tr("Last tested on {day}.").format(day=self._day(found.recovery_seen))
        return words

    def _day(self, moment: Any) -> str:
        return fmt.day(moment.astimezone(self._zone).date()) if moment is not None else "\u2013"

    # what is done at once

    def change_passphrase(self) -> None:
        """Choose another pass phrase."""
        if not self.hall.confirm_secret(tr("You are about to choose a new pass phrase.")):
            return
        made = self._new_keys(
            tr("A new pass phrase"), tr("The old one does not open the club any more; earlier"
                                        " backups still open with it."),
            tr("Save"), with_paper=False,
        )  # fmt: skip
        desk = self.hall.desk
        made.accepted.connect(
            lambda: self._run(
                tr("Saving the pass phrase"),
                lambda _progress: keys.change_passphrase(desk, made.passphrase),
                lambda _none: self._told(tr("The new pass phrase holds from now on.")),
            )
        )  # fmt: skip
        made.open()

    def make_recovery(self) -> None:
        """Make and print another recovery key."""
        if not self.hall.confirm_secret(tr("You are about to make a new recovery key.")):
            return
        made = self._new_keys(
            tr("A new recovery key"), tr("The old one opens nothing any more once this one is"
                                         " confirmed. Destroy its paper."),
            tr("The paper is there"), with_phrase=False,
        )  # fmt: skip
        desk = self.hall.desk
        made.accepted.connect(
            lambda: self._run(
                tr("Saving the recovery key"),
                lambda _progress: keys.put_recovery(desk, made.recovery_key),
                lambda _none: self._told(tr("The new recovery key holds from now on.")),
            )
        )  # fmt: skip
        made.open()

    def test_recovery(self) -> None:
        """Ask for the recovery key and say whether it is right."""
        self.dialog = TryRecoveryDialog(self.window(), self.hall)
        self.dialog.finished.connect(lambda _code: self.show_again())
        self.dialog.open()

    def forget_here(self) -> None:
        """Let this computer forget the key."""
        if not ask(
            self, tr("Forget the key on this computer?"),
            tr("The next start asks for the pass phrase. Make sure that you know it."),
            tr("Forget it"), tr("Keep it"), danger=True,
        ):  # fmt: skip
            return
        self._at_once(keys.forget_here, tr("The next start asks for the pass phrase."))

    def keep_here(self) -> None:
        """Let this computer keep the key."""
        if self.hall.confirm_secret(tr("This computer will open the club unasked.")):
            self._at_once(keys.keep_here, tr("Nobody is asked at the start any more."))

    def _at_once(self, act: Callable[..., None], words: str) -> None:
        try:
            act(self.hall.desk)
        except ClubError as error:
            errors.show(error, self)
        else:
            self._told(words)
        self.show_again()

    # what needs the club closed

    def turn_on(self) -> None:
        """Encrypt the club file."""
        made = self._new_keys(
            tr("Encrypt the club file"),
            tr("Choose a pass phrase; then a recovery key is printed. A backup is made, the program"
               " closes the club, encrypts it and opens it again. If pass phrase and recovery key"
               " are both lost and no computer keeps the key, nobody can open the club."),
            tr("Encrypt and open again"),
        )  # fmt: skip
        desk = self.hall.desk
        made.accepted.connect(
            lambda: self._plan(
                lambda progress: encrypting.plan_on(
                    desk, made.passphrase, made.recovery_key, progress
                )
            )
        )
        if self.hall.confirm_secret(tr("You are about to encrypt the club file.")):
            made.open()

    def change_data_key(self) -> None:
        """Give the club another key, pass phrase and recovery key."""
        if not self.hall.confirm_secret(tr("You are about to change the key of the club.")):
            return
        made = self._new_keys(
            tr("Change the key"),
            tr("For when somebody has left who knows the pass phrase or has seen the recovery key."
               " Both are made anew, and the file is written under a new key. Earlier backups"
               " still open with the old ones: delete those you need no more."),
            tr("Change and open again"),
        )  # fmt: skip
        desk = self.hall.desk
        made.accepted.connect(
            lambda: self._plan(
                lambda progress: encrypting.plan_change(
                    desk, made.passphrase, made.recovery_key, progress
                )
            )
        )
        made.open()

    def turn_off(self) -> None:
        """Let the club file be plain again."""
        if not self.hall.confirm_secret(tr("You are about to turn encryption off.")):
            return
        if ask(
            self, tr("Turn encryption off?"),
            tr("Whoever gets the file or a later backup can read everything then. It is written"
               " into the activity log. The program closes the club and opens it again."),
            tr("Turn it off"), tr("Stay encrypted"), danger=True,
        ):  # fmt: skip
            desk = self.hall.desk
            self._plan(lambda progress: encrypting.plan_off(desk, progress))

    def _plan(self, work: Callable[[Progress], KeyPlan]) -> None:
        self._run(tr("Making a backup first"), work, self._on_planned)

    def _on_planned(self, plan: KeyPlan) -> None:
        # The task must have ended before the window closes, or closing asks about running work.
        QTimer.singleShot(0, self, lambda: self.restore_wanted.emit(plan))

    # work under way

    def _new_keys(self, title: str, about: str, primary: str, **parts: bool) -> NewKeysDialog:
        facts = self.hall.facts

        def paper(key: str) -> bytes:
            now = self.hall.desk.clock().astimezone(self._zone)
            return keys.recovery_page(facts.shop, key, self.hall.desk.db.path, now, look())

        made = NewKeysDialog(
            self.window(), title, about, primary, paper,
            own=lambda: (facts.shop, self.hall.desk.operator.name),
            printer=self.hall.settings.printers.get("a4", ""), **parts,
        )  # fmt: skip
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = made
        return made

    def _run(self, words: str, work: Callable[[Progress], Any], done: Callable[[Any], None]
             ) -> None:  # fmt: skip
        if self._task is not None:
            return
        self.set_error("")
        self.busy.start(words)
        self._task = self.hall.runner.run(work, done=done, failed=self._on_failed)
        self._task.stepped.connect(self.busy.step)
        self._task.ended.connect(self._on_ended)
        self.show_again()

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_ended(self) -> None:
        self._task = None
        self.busy.finish()
        self.show_again()

    def _on_failed(self, error: Exception) -> None:
        errors.show(error, self)

    def _told(self, words: str) -> None:
        self.hall.toasts.show(words)


def _tone(found: KeyState) -> str:
    return "ok" if found.is_encrypted else "plain" if found.on_server else "warn"
