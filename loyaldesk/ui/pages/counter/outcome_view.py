"""What came of a sale besides its amount: discounts, payments, stamps, vouchers, new cards."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from loyaldesk.domain.receipt import ReceiptFigures, ReceiptKind
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.ui.kit.labels import ElidedLabel, Label, trailing
from loyaldesk.ui.kit.layout import XS, M
from loyaldesk.ui.pages.counter.minus import taken_off

MOST = 7
"""More stands on the slip."""


def outcome_lines(figures: ReceiptFigures) -> list[tuple[str, str]]:
    """Return name and value of everything worth telling, nothing for a plain sale."""
    if figures.kind is not ReceiptKind.SALE:
        return []
    money = [*figures.discounts]
    if figures.reward_rial and not money:
        money.append((tr("Rewards"), figures.reward_rial))
    if figures.discount_rial:
        money.insert(0, (tr("Discount"), figures.discount_rial))
    money += [
        (tr("{points} points").format(points=fmt.number(figures.paid_points)), figures.paid_rial),
        (tr("Gift card"), figures.gift_card_rial), (tr("Wallet"), figures.wallet_rial),
    ]  # fmt: skip
    found = [(name, taken_off(rial)) for name, rial in money if rial]
    if found:
        found.append((tr("To pay"), fmt.amount_with_unit(figures.to_pay_rial)))
    if figures.cashback_rial:
        found.append((tr("Into the wallet"), fmt.amount_with_unit(figures.cashback_rial)))
    return found + _won(figures)


def _won(figures: ReceiptFigures) -> list[tuple[str, str]]:
    found = [(gift, tr("to hand over")) for gift in figures.gifts]
    found += [(card.name, stamp_words(card.held, card.needs)) for card in figures.stamps]
    found += [(won.name, tr("voucher {code}").format(code=ltr(won.code))) for won in figures.won]
    found += [
        (tr("Gift card {amount}").format(amount=fmt.amount_with_unit(rial)), ltr(code))
        for code, rial in figures.gift_cards
    ]
    return found


def stamp_words(held: int, needs: int) -> str:
    """Return how far a stamp card is: ``7 of 9``."""
    if not needs:
        return fmt.number(held)
    return tr("{held} of {needs} stamps").format(held=fmt.number(held), needs=fmt.number(needs))


class OutcomeView(QWidget):
    """Names where reading begins, values at the other end."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(M)
        self._grid.setVerticalSpacing(XS)
        self._grid.setColumnStretch(0, 1)
        self._shown: list[QWidget] = []
        self.said: list[tuple[str, str]] = []

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show *lines*; none hides it."""
        for old in self._shown:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown, self.said = [], list(lines)
        for place, (name, value) in enumerate(self.said[:MOST]):
            first, second = ElidedLabel(name, "muted"), Label(value, selectable=True)
            second.setAlignment(trailing())
            self._grid.addWidget(first, place, 0)
            self._grid.addWidget(second, place, 1)
            self._shown += [first, second]
        self.setVisible(bool(self.said))
