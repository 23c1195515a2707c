"""What a member proves with who spends: a PIN of the member, or a family word."""

from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import spender
from loyaldesk.services.words import words
from loyaldesk.ui.kit.buttons import danger_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, lead
from loyaldesk.ui.parts.hall import Hall

PIN, WORD = "pin", "word"


class ProofDialog(Dialog):
    """Sets or removes one of the two; hashing takes a quarter of a second in the worker.

    Args:
        parent: The page.
        hall: Where and who.
        member_id: Whose.
        kind: ``pin`` or ``word``.
        has_one: Whether there is one that can be removed.
    """

    def __init__(
        self, parent: QWidget, hall: Hall, member_id: int, kind: str, *, has_one: bool
    ) -> None:
        titles = {PIN: tr("The member's PIN"), WORD: tr("The family word")}
        super().__init__(parent, titles[kind], primary=tr("Set"), width=440)
        self._hall, self._member_id, self._kind = hall, member_id, kind
        self.was_removed = False
        edits: dict[str, QLineEdit] = {PIN: DigitsEdit("pin"), WORD: QLineEdit()}
        self.secret = Field(titles[kind], edits[kind])
        lead(self.secret.widget)
        self.remove = danger_button(tr("Remove"), icon_name="trash")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(lambda: self._store(""))
        self.buttons.insertWidget(0, self.remove)
        self.remove.setHidden(not has_one)
        texts = {
            PIN: tr("Four to six digits the member chooses and types or says before many points"
                    " are spent. It is stored so that nobody can read it."),
            WORD: tr("A word the family agrees on, for those who come without card and mobile. It"
                     " is stored so that nobody can read it."),
        }  # fmt: skip
        self.add(Label(texts[kind], "muted", wrap=True), self.secret)
        self.secret.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.secret.widget.text())

    def submit(self) -> None:
        """Set it."""
        text = self._typed()
        if not text.strip():
            self.secret.set_error(tr("This is needed."))
            self.secret.widget.setFocus()
            return
        self._store(text)

    def _typed(self) -> str:
        edit = self.secret.widget
        return edit.value() if isinstance(edit, DigitsEdit) else edit.text()

    def _store(self, text: str) -> None:
        self.primary.setEnabled(False)
        self.remove.setEnabled(False)
        self.was_removed = not text
        desk, member_id = self._hall.desk, self._member_id
        put = spender.set_pin if self._kind == PIN else spender.set_word
        self._hall.runner.run(
            lambda _progress: put(desk, member_id, text),
            done=self._on_stored, failed=self._on_refused,
        )  # fmt: skip

    def _on_stored(self, _nothing: object) -> None:
        if self.isVisible():
            self.accept()

    def _on_refused(self, error: Exception) -> None:
        self.primary.setEnabled(True)
        self.remove.setEnabled(True)
        if not isinstance(error, ClubError):
            raise error
        self.secret.set_error(words(error))
        self.secret.widget.setFocus()
