"""What a member has besides points: stamps, wallet, vouchers, and the family's points."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import families, prepaid, stamps, vouchers
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard
from loyaldesk.ui.kit.labels import IconAndWords
from loyaldesk.ui.kit.layout import L

MOST_STAMP_CARDS = 2


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing a member has, with the icon that stands before it."""

    icon: str
    words: str


def holdings_of(desk: Desk, card: CounterCard) -> list[Holding]:
    """Return what *card*'s member has besides points, what is nearest to use first."""
    if card.state == "erased" or not desk.may(Permission.MEMBER_READ):
        return []
    found = _vouchers(desk, card.id)
    wallet = prepaid.wallet(desk, card.id, limit=1).balance_rial
    if wallet:
        words = tr("Wallet {amount}").format(amount=fmt.amount_with_unit(wallet))
        found.append(Holding("wallet", words))
    held = [one for one in stamps.standing(desk, card.id) if one.stamps > 0]
    held.sort(key=lambda one: one.needs - one.stamps)
    for one in held[:MOST_STAMP_CARDS]:
        name = isolate(one.name_fa if look().language == "fa" else one.name_en)
        words = tr("{name}: {held} of {needs}").format(
            name=name, held=fmt.number(one.stamps), needs=fmt.number(one.needs)
        )
        found.append(Holding("checklist", words))
    return found + _family(desk, card)


def _vouchers(desk: Desk, member_id: int) -> list[Holding]:
    rows = vouchers.voucher_list(desk, member_id=member_id, state="open")
    usable = sum(not row.is_over and row.valid_from <= desk.today() for row in rows)
    if not usable:
        return []
    words = trn("{n} voucher", "{n} vouchers", usable).format(n=fmt.number(usable))
    return [Holding("discount", words)]


def _family(desk: Desk, card: CounterCard) -> list[Holding]:
    if card.debt or families.family_of(desk, card.id) is None:
        return []
    with desk.reading(Permission.MEMBER_READ):
        lent = families.spendable(desk.db, card.id, desk.today()) - card.points
    if lent <= 0:
        return []
    words = tr("Family: {points} points more").format(points=fmt.number(lent))
    return [Holding("users-group", words)]


class HoldingsRow(QWidget):
    """The holdings beside each other; hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(L)
        self._shown: list[IconAndWords] = []

    def show_holdings(self, holdings: list[Holding]) -> None:
        """Show *holdings*."""
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._shown = [IconAndWords(each.icon, each.words, "", "accent") for each in holdings]
        for made in self._shown:
            self._layout.addWidget(made)
        self._layout.addStretch(1)
        self.setVisible(bool(holdings))

    def words(self) -> list[str]:
        """Return what is said."""
        return [each.label.text() for each in self._shown]
