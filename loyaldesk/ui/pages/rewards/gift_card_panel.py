"""One gift card: looked up by its full code or chosen from the list, and what can be done."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Signal

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import prepaid
from loyaldesk.services.prepaid import CardLine
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button, danger_button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, chip, muted, set_chip
from loyaldesk.ui.kit.layout import Card, M, S, box, column, hairline, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.pages.rewards.small_dialogs import MoneyDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog

END = 4
"""Signs of a code that are shown."""


@dataclass(frozen=True, slots=True)
class _Shown:
    id: int
    end: str
    balance_rial: int
    expires_on: date | None
    state: str  # open, blocked, closed, expired, empty
    code: str = ""  # typed in whole; kept to read the card anew


def state_words(state: str) -> tuple[str, str]:
    """Return how a gift card stands and the colour of it."""
    return {
        "open": (tr("Usable"), "ok"), "blocked": (tr("Blocked"), "danger"),
        "closed": (tr("Sale taken back"), "plain"), "expired": (tr("Day is over"), "warn"),
        "empty": (tr("Used up"), "plain"),
    }.get(state, (state, "plain"))  # fmt: skip


class GiftCardPanel(Card):
    """The box to scan a card into, and the card found or chosen."""

    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__(title=tr("Look up a card"), spacing=M)
        self._hall = hall
        self._shown: _Shown | None = None
        self.dialog: ReasonDialog | MoneyDialog | None = None
        self.code = Field(
            tr("Full code"), SearchBox(tr("Scan or type the code"), icon_name="barcode")
        )
        self.end = Label("", "h2")
        self.state = chip("")
        self.balance = Label("", "h1", wrap=True)
        self.until = muted("", wrap=True)
        self.block = danger_button(tr("Block…"), icon_name="ban")
        self.unblock = button(tr("Unblock"), icon_name="lock-open")
        self.correct = button(tr("Correct…"), icon_name="edit")
        actions = row(self.correct, self.block, self.unblock, None, spacing=S)
        head = row(self.end, None, self.state)
        self.found = box(
            column(hairline(), head, self.balance, self.until, actions, spacing=S)
        )  # fmt: skip
        self.found.hide()
        self.hint = muted(
            tr("The full code is needed here: the list shows its end only, so that nobody spends"
               " what is not theirs."),
            wrap=True,
        )  # fmt: skip
        self.body.addWidget(self.code)
        self.body.addWidget(self.found)
        self.body.addWidget(self.hint)
        self._wire()

    @property
    def card_id(self) -> int | None:
        """The card on view."""
        return self._shown.id if self._shown is not None else None

    def focus_first(self) -> None:
        """Put the cursor into the box."""
        self.code.widget.setFocus()
        self.code.widget.selectAll()

    def look_up(self, code: str) -> None:
        """Show the card with this code."""
        self.code.clear_error()
        self.code.widget.setText(code)
        if not code.strip():
            return
        try:
            card = prepaid.balance(self._hall.desk, code)
        except ClubError as error:
            self._show(None)
            self.code.set_error(words(error))
            return
        state = card.refusal or "open"
        self._show(
            _Shown(card.id, card.code[-END:], card.balance_rial, card.expires_on, state, card.code)
        )

    def show_line(self, line: CardLine) -> None:
        """Show a card of the list."""
        over = line.expires_on is not None and line.expires_on < self._hall.desk.today()
        state = "expired" if over and line.state == "open" else line.state
        if state == "open" and not line.balance_rial:
            state = "empty"
        code = self._shown.code if self._shown and self._shown.id == line.id else ""
        self._show(_Shown(line.id, line.code_end, line.balance_rial, line.expires_on, state, code))

    def refresh(self) -> None:
        """Read the card that was looked up by its code anew."""
        if self._shown is not None and self._shown.code:
            try:
                card = prepaid.balance(self._hall.desk, self._shown.code)
            except ClubError:
                self._show(None)
                return
            self._show(
                replace(
                    self._shown, balance_rial=card.balance_rial, state=card.refusal or "open",
                    expires_on=card.expires_on,
                )
            )  # fmt: skip

    def _show(self, shown: _Shown | None) -> None:
        self._shown = shown
        self.found.setVisible(shown is not None)
        self.hint.setVisible(shown is None)
        if shown is None:
            return
        may = self._hall.desk.may(Permission.ACCOUNT_CORRECT)
        self.end.setText(tr("Card …{end}").format(end=fmt.code(shown.end)))
        set_chip(self.state, *state_words(shown.state))
        self.balance.setText(fmt.amount_with_unit(shown.balance_rial))
        self.until.setText(
            tr("Valid until {day}").format(day=fmt.day(shown.expires_on))
            if shown.expires_on
            else tr("No last day")
        )
        self.block.setVisible(may and shown.state in ("open", "expired", "empty"))
        self.unblock.setVisible(may and shown.state == "blocked")
        self.correct.setVisible(may and shown.state != "closed")

    def _wire(self) -> None:
        self.code.widget.entered.connect(self.look_up)
        self.code.widget.textEdited.connect(lambda _text: self.code.clear_error())
        self.block.clicked.connect(self.begin_block)
        self.unblock.clicked.connect(self._on_unblock)
        self.correct.clicked.connect(self.begin_correct)

    def begin_block(self) -> None:
        """Ask why the card is blocked."""
        shown = self._shown
        if shown is None:
            return
        self._open(
            ReasonDialog(
                self, tr("Block the gift card …{end}").format(end=fmt.code(shown.end)),
                tr("Nothing can be paid with it any more; its money stays on it."),
                tr("Block"), lambda why: prepaid.block(self._hall.desk, shown.id, why),
            ),
            tr("The gift card is blocked"),
        )  # fmt: skip

    def begin_correct(self) -> None:
        """Ask how much is added or taken, and why."""
        shown = self._shown
        if shown is not None:
            dialog = MoneyDialog(self, self._hall.desk, shown.id, shown.end, shown.balance_rial)
            self._open(dialog, tr("The correction is booked"))

    def _open(self, dialog: ReasonDialog | MoneyDialog, said: str) -> None:
        self.dialog = dialog

        def on_done() -> None:
            self.changed.emit()
            self._hall.toasts.show(said)

        dialog.accepted.connect(on_done)
        dialog.open()

    def _on_unblock(self) -> None:
        if self._shown is None:
            return
        try:
            prepaid.unblock(self._hall.desk, self._shown.id)
        except ClubError as error:
            show(error, self)
            return
        self.changed.emit()
        self._hall.toasts.show(tr("The gift card can be used again"))
