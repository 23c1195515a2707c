"""Gift cards: the money on them, one looked up by its code, a lost one blocked, one corrected."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import prepaid
from loyaldesk.services.prepaid import CardLine, Owed
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import Card, L, M, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.rewards.gift_card_panel import GiftCardPanel, state_words
from loyaldesk.ui.pages.rewards.tile import Tile
from loyaldesk.ui.parts.hall import Hall

PANEL_WIDTH = 340


class GiftCardsView(QWidget):
    """What is owed on gift cards, and what can be done with one of them.

    The list shows the end of each code only: who knows it all can spend it.

    Args:
        hall: Where and who.
    """

    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._may_list = hall.desk.may(Permission.REPORT_READ)
        self.panel = GiftCardPanel(hall)
        self.filter: Segments[bool] = Segments(
            [(tr("With money on them"), False), (tr("All gift cards"), True)], tr("Which cards")
        )
        self.cards_owed = Tile(tr("Money on gift cards"))
        self.wallets_owed = Tile(tr("Money in wallets"))
        self.table: RowsTable[CardLine] = RowsTable(
            _columns(), tr("Gift cards"),
            empty=EmptyState(
                "credit-card",
                tr("Here stand the gift cards that were sold. One is sold at the till."),
            ),
        )  # fmt: skip
        self.filter.chosen.connect(lambda _value: self.refresh())
        self.table.current_changed.connect(self._on_current)
        self.panel.changed.connect(self._on_changed)
        self._lay_out()

    def refresh(self) -> None:
        """Read the cards anew."""
        self.panel.refresh()
        if not self._may_list:
            return
        try:
            owed = prepaid.gift_cards(self._hall.desk, everything=self.filter.value())
        except ClubError as error:
            show(error, self)
            return
        self._show(owed)

    def focus_first(self) -> None:
        """Put the cursor where a card is scanned."""
        self.panel.focus_first()

    def take_scan(self, code: str) -> None:
        """Look a scanned card up."""
        self.panel.look_up(code)

    def _show(self, owed: Owed) -> None:
        cards = trn("{n} card has money on it", "{n} cards have money on them", owed.gift_cards)
        wallets = trn("{n} wallet holds money", "{n} wallets hold money", owed.wallets)
        self.cards_owed.say(
            fmt.amount_with_unit(owed.gift_card_rial),
            cards.format(n=fmt.number(owed.gift_cards)),
        )
        self.wallets_owed.say(
            fmt.amount_with_unit(owed.wallet_rial), wallets.format(n=fmt.number(owed.wallets))
        )
        self.table.show_rows(owed.rows)

    def _on_current(self, line: CardLine | None) -> None:
        if line is not None:
            self.panel.show_line(line)

    def _on_changed(self) -> None:
        self.refresh()
        chosen = self.table.selected_row() if self._may_list else None
        if chosen is not None and chosen.id == self.panel.card_id:
            self.panel.show_line(chosen)
        self.changed.emit()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        self.panel.setFixedWidth(PANEL_WIDTH)
        if not self._may_list:
            layout.addLayout(row(self.panel, None, spacing=L))
            layout.addStretch(1)
            return
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        inside = QVBoxLayout()
        inside.setSpacing(M)
        inside.addLayout(row(self.cards_owed, self.wallets_owed, spacing=L))
        inside.addWidget(self.filter)
        inside.addWidget(sheet, 1)
        aside = QVBoxLayout()
        aside.addWidget(self.panel)
        aside.addStretch(1)
        line = row(inside, aside, spacing=L)
        line.setStretch(0, 1)
        layout.addLayout(line, 1)


def _columns() -> list[Column[CardLine]]:
    return [
        Column(tr("Code ends in"), lambda one: fmt.code(f"…{one.code_end}"), width_hint=130),
        Column(
            tr("Money left ({unit})").format(unit=fmt.unit_name()),
            lambda one: fmt.amount(one.balance_rial), numeric=True, width_hint=150,
        ),
        Column(
            tr("State"), lambda one: state_words(one.state)[0], width_hint=120,
            tone=lambda one: state_words(one.state)[1],
        ),
        Column(
            tr("Valid until"), lambda one: fmt.day(one.expires_on) if one.expires_on else "—",
            width_hint=110,
        ),
        Column(tr("Sold on"), lambda one: fmt.day(one.made_on), width_hint=110),
        Column(tr("Reason"), lambda one: isolate(one.state_reason) if one.state_reason else ""),
    ]  # fmt: skip
