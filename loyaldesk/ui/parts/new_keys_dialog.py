"""Choosing a pass phrase and printing a recovery key, one after the other, in one small window."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.services import unlocking
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import M, box, column, row
from loyaldesk.ui.parts.passphrase_twice import PassphraseTwice
from loyaldesk.ui.parts.recovery_view import RecoveryView

Paper = Callable[[str], bytes]
"""Returns the page for a recovery key."""


class NewKeysDialog(Dialog):
    """Asks for a new pass phrase, then shows a new recovery key until its end was typed back.

    Args:
        parent: The window it stands before.
        title: What is done with them.
        about: What it means, in one or two sentences.
        primary: What the last button does.
        paper: Returns the page to print.
        own: Returns the names that are no secret.
        printer: The printer of A4 paper; empty: the system's usual one.
        with_phrase: Whether a pass phrase is chosen, or only the recovery key made.
        with_paper: Whether a recovery key is made, or only the pass phrase chosen.
    """

    def __init__(
        self, parent: QWidget | None, title: str, about: str, primary: str, paper: Paper, *,
        own: Callable[[], Sequence[str]] = tuple, printer: str = "", with_phrase: bool = True,
        with_paper: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=primary, width=620)
        self._last_words = primary
        self.passphrase = ""
        self.recovery_key = ""
        self.about = Label(about, wrap=True)
        self.phrase = PassphraseTwice(own)
        key = unlocking.new_recovery()
        self.view = RecoveryView(key, lambda: paper(key), printer)
        lines = column(self.phrase.line, box(row(self.phrase.word, None)), spacing=M)
        self._first = box(lines)
        self.add(self.about, self._first, self.view)
        self._has_both = with_phrase and with_paper
        self._show(is_paper=not with_phrase)

    def submit(self) -> None:
        """Go on from the pass phrase to the recovery key, and from there to the end."""
        if not self._is_paper:
            phrase = self.phrase.checked()
            if phrase is None:
                return
            self.passphrase = phrase
            if self._has_both:
                self._show(is_paper=True)
                return
        else:
            key = self.view.checked()
            if key is None:
                return
            self.recovery_key = key
        self.accept()

    def is_dirty(self) -> bool:
        """Return whether a pass phrase was typed."""
        return bool(self.phrase.value())

    def _show(self, *, is_paper: bool) -> None:
        self._is_paper = is_paper
        is_last = is_paper or not self._has_both
        self.primary.set_words(self._last_words if is_last else tr("Next"))
        self._first.setVisible(not is_paper)
        self.about.setVisible(not is_paper or not self._has_both)
        self.view.setVisible(is_paper)
        (self.view.print if is_paper else self.phrase.phrase.widget).setFocus()
        self.adjustSize()
