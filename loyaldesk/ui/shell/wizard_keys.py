"""The questions of the first run about encryption: a pass phrase, and the key for the bad day."""

from zoneinfo import ZoneInfo

from loyaldesk.domain import recovery
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import keys, unlocking
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import box, column, put, row
from loyaldesk.ui.parts.passphrase_twice import PassphraseTwice
from loyaldesk.ui.parts.recovery_view import RecoveryView
from loyaldesk.ui.shell.tiles import Tiles
from loyaldesk.ui.shell.wizard_steps import Answers, Step


class KeyStep(Step):
    """Whether the club file is encrypted, and its pass phrase."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(
            answers,
            tr("Protect the club file"),
            tr("It holds names, numbers and purchases of your members."),
        )
        options = [
            (
                "encrypted", "lock", tr("Encrypt it (advised)"),
                tr("A lost computer, memory stick or backup tells nobody anything."),
            ),
            (
                "plain", "lock-open", tr("Leave it open"),
                tr("Whoever gets the file or a backup can read it. You can encrypt it later."),
            ),
        ]  # fmt: skip
        chosen = "encrypted" if answers.is_encrypted else "plain"
        self.choice = Tiles(options, chosen, self.title, beside=False)
        self.choice.chosen.connect(self._on_chosen)
        self.phrase = PassphraseTwice(lambda: (answers.shop, answers.owner))
        self.phrase.set_value(answers.passphrase)
        words = caption(
            tr(
                "This computer keeps the key, so nobody types the pass phrase each morning. It is"
                " needed on another computer. In case it is forgotten, a recovery key is printed"
                " next. If both are lost and no computer keeps the key, nobody can open the club,"
                " and neither can we."
            ),
            wrap=True,
        )
        strength = row(self.phrase.word, None)
        self._more = box(column(self.phrase.line, box(strength), words))
        put(self.form, self.choice, self._more, None)
        self._more.setVisible(answers.is_encrypted)

    def take(self) -> bool:
        """Store whether it is encrypted, and the pass phrase."""
        self.answers.is_encrypted = self.choice.value() == "encrypted"
        if not self.answers.is_encrypted:
            self.answers.passphrase = self.answers.recovery_key = ""
            self.answers.is_paper_read = False
            return True
        phrase = self.phrase.checked()
        self.answers.passphrase = phrase or ""
        return phrase is not None

    def focus_first(self) -> None:
        """The pass phrase comes first; who leaves the club open chooses that."""
        if self.answers.is_encrypted:
            self.phrase.phrase.widget.setFocus()
        else:
            self.choice.focus_chosen()

    def _on_chosen(self, value: object) -> None:
        self._more.setVisible(value == "encrypted")
        if value == "encrypted":
            self.phrase.phrase.widget.setFocus()


class PaperStep(Step):
    """The recovery key, until its end was typed back from paper."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(
            answers,
            tr("The recovery key"),
            tr("For the day the pass phrase is forgotten or this computer is gone."),
        )
        answers.recovery_key = answers.recovery_key or unlocking.new_recovery()
        self._key = answers.recovery_key  # one key however often one goes back: it may be printed
        self.view = RecoveryView(self._key, self._paper)
        if answers.is_paper_read:
            self.view.last.widget.setText(recovery.groups(self._key)[-1])
        put(self.form, self.view, None)

    def take(self) -> bool:
        """Go on once the last group was typed."""
        self.answers.is_paper_read = self.view.checked() is not None
        return self.answers.is_paper_read

    def focus_first(self) -> None:
        """The paper comes first."""
        self.view.print.setFocus()

    def _paper(self) -> bytes:
        now = self.answers.clock().astimezone(ZoneInfo(self.answers.zone))
        return keys.recovery_page(self.answers.shop, self._key, self.answers.path, now, look())
