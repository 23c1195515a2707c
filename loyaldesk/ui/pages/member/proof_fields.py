"""The question who spends, inside a dialog: card with mobile, PIN, or family word."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.spender import Needed, Proof
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import M, S, box, row
from loyaldesk.ui.kit.toggles import CheckBox, Segments


class ProofFields(QWidget):
    """Asks for a proof, or lets a manager go on without; hidden while nothing is needed."""

    def __init__(self) -> None:
        super().__init__()
        self._needed: Needed | None = None
        self.note = Note("", "info", icon_name="shield-lock")
        self.way: Segments[str] = Segments(
            [(tr("The member's PIN"), "pin"), (tr("Card"), "card"), (tr("Family word"), "word")],
            tr("How it is proved"),
        )
        self.card = Field(tr("The member's card"), DigitsEdit("code"))
        self.last4 = Field(tr("Last four digits of the mobile"), DigitsEdit("number", most=4))
        self.pin = Field(tr("The member's PIN"), DigitsEdit("pin"))
        self.word = Field(tr("Family word"), QLineEdit())
        lead(self.word.widget)
        self.skip = CheckBox(tr("Go on without proof"))
        self._card_row = box(row(self.card, self.last4, spacing=M))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for each in (self.note, self.way, self._card_row, self.pin, self.word, self.skip):
            layout.addWidget(each)
        self.way.chosen.connect(lambda _way: self._show_way())
        self.skip.toggled.connect(lambda _on: self._show_way())
        self.hide()

    def ask(self, needed: Needed | None) -> None:
        """Ask for what is needed; None: nothing is."""
        if needed == self._needed:
            return
        self._needed = needed
        self.setVisible(needed is not None)
        if needed is None:
            return
        for way in ("pin", "card", "word"):
            self.way.show_value(way, shown=way in needed.ways)
        if needed.ways:
            self.way.set_value(needed.ways[0])
        self.note.say(_why(needed), "info" if self._can_prove() else "warn")
        self.skip.setVisible(needed.may_skip)
        self.skip.setChecked(needed.may_skip and not self._can_prove())
        self._show_way()

    def proof(self) -> Proof | None:
        """Return what was shown or said; None when nothing is needed or a manager goes on."""
        if self._needed is None or self._is_skipped() or not self._can_prove():
            return None
        way = self.way.value()
        if way == "card":
            return Proof(card=self.card.widget.value(), last4=self.last4.widget.value())
        if way == "pin":
            return Proof(pin=self.pin.widget.value())
        return Proof(word=self.word.widget.text())

    def refuse(self, error: ClubError) -> None:
        """Say under the field what is wrong with the proof."""
        fields: dict[str, Field[DigitsEdit] | Field[QLineEdit]] = {
            "card": self.last4, "pin": self.pin, "word": self.word,
        }  # fmt: skip
        field = fields[self.way.value()]
        field.set_error(words(error))
        field.widget.selectAll()
        field.widget.setFocus()

    def _can_prove(self) -> bool:
        needed = self._needed
        return needed is not None and bool(needed.ways) and needed.hold_until is None

    def _is_skipped(self) -> bool:
        return self._needed is not None and self._needed.may_skip and self.skip.isChecked()

    def _show_way(self) -> None:
        asked = self._can_prove() and not self._is_skipped()
        way = self.way.value() if asked else ""
        many = self._needed is not None and len(self._needed.ways) > 1
        self.way.setVisible(asked and many)
        self._card_row.setVisible(way == "card")
        self.pin.setVisible(way == "pin")
        self.word.setVisible(way == "word")
        if self.window().isVisible():
            self.window().adjustSize()


def _why(needed: Needed) -> str:
    if needed.hold_until is not None:
        text = tr("The mobile of this member changed lately: points and wallet wait until {day}.")
        return text.format(day=fmt.day(needed.hold_until.date()))
    if not needed.ways:
        return tr(
            "So many points need a proof, and this member has none yet: no card, PIN or family"
            " word. A manager can go on without."
        )
    return tr("So many points are spent only by the member. Please ask for one of these.")
