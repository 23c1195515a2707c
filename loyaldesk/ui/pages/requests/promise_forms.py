"""Saying one promise of the shop in both languages, and ticking one by hand."""

import uuid
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from loyaldesk.domain.promises import MEASURES, Promise
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import promises
from loyaldesk.services.request_words import measure_name
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.pages.requests.forms import FormDialog, line_field
from loyaldesk.ui.pages.requests.who import WhoPick
from loyaldesk.ui.parts.hall import Hall


class PromiseForm(FormDialog):
    """Asks for a promise; one language is enough.

    Args:
        parent: The page.
        old: The promise that is changed; None: a new one.
        save: Stores it.
    """

    def __init__(
        self, parent: QWidget, old: Promise | None, save: Callable[[Promise], object]
    ) -> None:
        title = tr("New promise") if old is None else tr("Change the promise")
        super().__init__(parent, title, width=640)
        self._save = save
        self._code = old.code if old is not None else f"p{uuid.uuid4().hex[:10]}"
        fa, en = QLineEdit(), QLineEdit()
        fa.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        en.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.fa, self.en = Field(tr("In Persian"), fa), Field(tr("In English"), en)
        self.measure: DigitChoice[str] = DigitChoice(
            [(measure_name(code), code) for code in MEASURES], tr("Measured by"), columns=2
        )
        self.measure_field = Field(tr("Measured by"), self.measure)
        self.target = line_field(tr("Target (may stay empty)"), tr("In your own words: 95%"))
        self.fields = {
            "promise_fa": self.fa, "promise_en": self.en, "measure": self.measure_field,
            "target": self.target,
        }  # fmt: skip
        sides = [self.fa, self.en] if look().language == "fa" else [self.en, self.fa]
        self.add(*sides, self.measure_field, self.target)
        if old is not None:
            fa.setText(old.text_fa)
            en.setText(old.text_en)
            self.measure.set_value(old.measure)
            self.target.widget.setText(old.target)
        self._before = self._words()
        sides[0].widget.setFocus()

    def typed(self) -> str:
        """Return the sentences, if they are other than before."""
        return "" if self._words() == self._before else self._words()

    def do(self) -> None:
        """Store it."""
        self._save(
            Promise(
                self._code, self.fa.widget.text(), self.en.widget.text(),
                self.measure.value() or "", self.target.widget.text(),
            ).checked()
        )  # fmt: skip

    def _words(self) -> str:
        return " ".join(
            (self.fa.widget.text(), self.en.widget.text(), self.target.widget.text())
        ).strip()


class TickForm(FormDialog):
    """Ticks a promise by hand: kept, or not; a member and a sentence may be added."""

    def __init__(self, parent: QWidget, hall: Hall, one: Promise, *, is_kept: bool) -> None:
        title = tr("The promise was kept") if is_kept else tr("The promise was not kept")
        super().__init__(parent, title, primary=tr("Keep"), width=560)
        self._desk, self._promise, self._is_kept = hall.desk, one, is_kept
        self._key = uuid.uuid4().hex
        self.text = line_field(tr("In a sentence (may stay empty)"))
        self.who = WhoPick(
            hall.desk, may_be_stranger=False, may_be_prospect=False,
            hint=tr("Leave it empty if nobody in the club is concerned."),
        )  # fmt: skip
        self.add(Label(isolate(one.text(look().language)), "muted", wrap=True), self.text, self.who)
        self.text.widget.setFocus()

    def typed(self) -> str:
        """Return the sentence."""
        return self.text.widget.text()

    def do(self) -> None:
        """Keep the tick."""
        self.fields = {"text": self.text, **self.who.fields()}
        promises.tick(
            self._desk, self._promise.code, is_kept=self._is_kept, key=self._key,
            member_id=self.who.known().member_id, text=self.text.widget.text(),
        )  # fmt: skip
