"""Choosing a pass phrase: typed twice, with a word that says how hard it is to guess."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit

from loyaldesk.domain.secrets import WeakSecret, accepted_password, strength
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.words import words
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import chip, lead, set_chip
from loyaldesk.ui.kit.layout import S, box, row

_TONES = {"none": "plain", "weak": "danger", "fair": "warn", "good": "ok", "strong": "ok"}


class PassphraseTwice:
    """Two fields for a new pass phrase.

    Args:
        own: Returns the names that are no secret: of the shop and of who types.
    """

    def __init__(self, own: Callable[[], Sequence[str]] = tuple) -> None:
        self._own = own
        self.phrase = _field(
            tr("Pass phrase"), tr("At least 10 characters; four words you like are best.")
        )
        self.again = _field(tr("The same pass phrase again"), "")
        self.word = chip("", "plain")
        self.word.hide()
        self.line = box(row(self.phrase, self.again, spacing=S * 2))
        self.phrase.widget.textChanged.connect(self._on_typed)

    def set_value(self, phrase: str) -> None:
        """Show a phrase that was chosen before."""
        self.phrase.widget.setText(phrase)
        self.again.widget.setText(phrase)

    def value(self) -> str:
        """Return what was typed."""
        return self.phrase.widget.text()

    def checked(self) -> str | None:
        """Return the pass phrase, or None after saying what is wrong with it."""
        self.phrase.clear_error()
        self.again.clear_error()
        typed = self.value()
        try:
            accepted_password(typed, own=self._own())
        except WeakSecret as error:
            self.phrase.set_error(words(error))
            self.phrase.widget.setFocus()
            return None
        if self.again.widget.text() != typed:
            self.again.set_error(tr("The two pass phrases are not the same."))
            self.again.widget.setFocus()
            return None
        return typed

    def _on_typed(self, typed: str) -> None:
        self.phrase.clear_error()
        found = strength(typed, self._own())
        set_chip(self.word, _strength_words(found), _TONES[found])
        self.word.setVisible(bool(typed))


def _field(label: str, hint: str) -> Field[QLineEdit]:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    lead(edit)
    return Field(label, edit, hint)


def _strength_words(found: str) -> str:
    return {
        "none": "", "weak": tr("too easy to guess"), "fair": tr("fair"), "good": tr("good"),
        "strong": tr("strong"),
    }[found]  # fmt: skip
