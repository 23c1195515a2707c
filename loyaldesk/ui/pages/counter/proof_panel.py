"""Who spends is who they say: one small question beside the sale, and a manager's way on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain import errors
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import spender
from loyaldesk.services.spender import Needed, Proof
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import icon_button, primary_button, quiet_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead, muted
from loyaldesk.ui.kit.layout import M, put, row
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.parts.hall import Hall

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ProofPanel(QWidget):
    """Asks for the end of the mobile with a scanned card, the PIN, or the family word.

    Args:
        hall: Where and who; hashing takes a quarter of a second in its worker.
    """

    proved = Signal(object)  # Verified
    skipped = Signal()  # a manager goes on without
    left = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._member_id = 0
        self._ways: tuple[str, ...] = ()
        self._is_busy = False
        self.text = muted("", wrap=True)
        self.way: Segments[str] = Segments(
            [(tr("The member's PIN"), "pin"), (tr("Family word"), "word"), (tr("Card"), "card")],
            tr("How it is proved"),
        )
        self.card = Field(tr("The member's card"), DigitsEdit("code"))
        self.last4 = Field(tr("Last four digits of the mobile"), DigitsEdit("number", most=4))
        self.pin = Field(tr("The member's PIN"), DigitsEdit("pin"))
        self.word = Field(tr("Family word"), QLineEdit())
        lead(self.word.widget)
        self.prove = primary_button(tr("Check and record"), "Enter")
        self.skip = quiet_button(tr("Go on without proof"), icon_name="shield-check")
        self.leave = icon_button("x", tr("Cancel"))
        self._build()

    def ask(self, member_id: int, needed: Needed, card: str = "") -> None:
        """Ask for a proof of *member_id*; *card* is the card that was scanned."""
        self._member_id, self._ways = member_id, needed.ways
        for field in self._fields():
            field.widget.clear()
            field.clear_error()
        self.card.widget.set_value(card)
        order = ("card", "pin", "word") if card else ("pin", "word", "card")
        first = next((way for way in order if way in self._ways), "")
        for way in order:
            self.way.show_value(way, shown=way in self._ways)
        self.way.setVisible(len(self._ways) > 1)
        if first:
            self.way.set_value(first)
        self.text.setText(_why(needed))
        self.skip.setVisible(needed.may_skip)
        self.prove.setVisible(bool(self._ways) and needed.hold_until is None)
        self._show_way()

    def take_scan(self, code: str) -> None:
        """Take the card that was scanned now."""
        if "card" in self._ways:
            self.card.widget.set_value(code)
            self.way.set_value("card")
            self._show_way()

    def proof(self) -> Proof:
        """Return what was shown or said."""
        way = self.way.value() if self._ways else ""
        if way == "card":
            return Proof(card=self.card.widget.value(), last4=self.last4.widget.value())
        if way == "pin":
            return Proof(pin=self.pin.widget.value())
        return Proof(word=self.word.widget.text() if way == "word" else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter checks, Esc leaves."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                if not event.isAutoRepeat():
                    self._on_prove()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        last = row(self.prove, self.leave)
        last.setStretch(0, 1)
        put(layout, self.text, self.way, *self._fields(), last, row(self.skip, None))
        self.setAccessibleName(tr("Proof of who spends"))
        for field in self._fields():
            field.widget.installEventFilter(self)
        self.way.chosen.connect(lambda _: self._show_way())
        self.prove.clicked.connect(self._on_prove)
        self.skip.clicked.connect(self.skipped)
        self.leave.clicked.connect(self.left)

    def _fields(self) -> tuple[Field[DigitsEdit] | Field[QLineEdit], ...]:
        return (self.card, self.last4, self.pin, self.word)

    def _show_way(self) -> None:
        way = self.way.value() if self._ways else ""
        self.card.setVisible(way == "card")
        self.last4.setVisible(way == "card")
        self.pin.setVisible(way == "pin")
        self.word.setVisible(way == "word")
        field = self._asked()
        if field is not None and self.prove.isVisibleTo(self):
            field.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            (self.skip if self.skip.isVisibleTo(self) else self.leave).setFocus()

    def _asked(self) -> Field[DigitsEdit] | Field[QLineEdit] | None:
        """Return the field that waits for the next key."""
        way = self.way.value() if self._ways else ""
        if way == "card":
            return self.last4 if self.card.widget.text() else self.card
        if way == "pin":
            return self.pin
        return self.word if way == "word" else None

    def _on_prove(self) -> None:
        if self._is_busy or not self.prove.isVisibleTo(self):
            return
        if self.way.value() == "card" and not self.last4.widget.text():
            asked = self._asked()
            if asked is not None:
                asked.widget.setFocus()
                if asked is self.last4:
                    asked.set_error(tr("This is needed."))
            return
        self._is_busy = True
        self.prove.setEnabled(False)
        desk, member_id, proof = self._hall.desk, self._member_id, self.proof()
        self._hall.runner.run(
            lambda _progress: spender.verify(desk, member_id, proof),
            done=self._on_proved, failed=self._on_refused,
        )  # fmt: skip

    def _on_proved(self, verified: object) -> None:
        self._end_check()
        if self.isVisible():
            self.proved.emit(verified)

    def _on_refused(self, error: Exception) -> None:
        self._end_check()
        if not isinstance(error, ClubError):
            show(error, self)
            return
        way = self.way.value() if self._ways else ""
        field = {"card": self.last4, "pin": self.pin}.get(way)
        beside: Field[DigitsEdit] | Field[QLineEdit] = field or self.word
        if isinstance(error, errors.SpenderNotProved) and error.why == "needed":
            beside.set_error(tr("This is needed."))
        else:
            beside.set_error(words(error))
        beside.widget.setFocus()
        beside.widget.selectAll()

    def _end_check(self) -> None:
        self._is_busy = False
        self.prove.setEnabled(True)


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
