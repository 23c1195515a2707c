"""Whom the typed text could mean: a list that the keys of the box move in."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, profile
from loyaldesk.services.members import MemberHit
from loyaldesk.services.receipts import SaleLine
from loyaldesk.services.telling import tier_name
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption, heading
from loyaldesk.ui.kit.layout import Card
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

ROOM_FOR_NUMBER = 520


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the list: a member, or the sale whose receipt number was typed."""

    member: MemberHit | None = None
    sale: SaleLine | None = None


class HitsView(Card):
    """The list under the box. The keys stay in the box; arrows move the mark here.

    Args:
        hall: Where and who.
    """

    chosen = Signal(object)  # Hit

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hidden = not hall.desk.may(Permission.MEMBER_REVEAL)
        self._rules = (
            club.programme(hall.desk) if hall.desk.may(Permission.PROGRAMME_READ) else None
        )
        self.title = heading("", 2)
        self.title.setWordWrap(True)
        self.table: RowsTable[Hit] = RowsTable(
            [
                Column(tr("Name"), self._name),
                Column(tr("Mobile"), self._mobile, width_hint=142),
                Column(tr("Number"), self._number, width_hint=88),
                Column(tr("Tier"), self._tier, width_hint=104, tone=_tone),
            ],
            tr("Found"),
            sorting="none",
            empty=EmptyState("user-x", tr("Nobody found. F2 enrols a new member.")),
        )
        self.was_moved = False
        self.table.chosen.connect(self.chosen)
        self.table.clicked.connect(self._on_clicked)
        self.body.addWidget(self.title)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(caption(tr("Arrow keys move, Enter opens, Esc goes back.")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room, the name goes before the number."""
        super().resizeEvent(event)
        self.table.setColumnHidden(2, self.width() < ROOM_FOR_NUMBER)

    def show_hits(self, hits: Sequence[Hit], title: str = "") -> None:
        """Show *hits*, the first one marked; *title* says why one has to choose."""
        self.title.setText(title or tr("Found"))
        self.was_moved = False
        self.table.show_rows(list(hits))
        self.table.select(0)

    def hits(self) -> Sequence[Hit]:
        """Return what is on view."""
        return self.table.rows_model.rows

    def move_mark(self, steps: int) -> None:
        """Move the mark down, or up when *steps* is negative."""
        last = len(self.hits()) - 1
        here = self.table.currentIndex().row()
        self.was_moved = True
        self.table.select(min(max(here + steps, 0), max(last, 0)))

    def marked(self) -> Hit | None:
        """Return the marked line."""
        return self.table.selected_row()

    def _on_clicked(self) -> None:
        hit = self.table.selected_row()
        if hit is not None:
            self.chosen.emit(hit)

    def _name(self, hit: Hit) -> str:
        if hit.member is not None:
            return f"{hit.member.honorific} {hit.member.name}".strip()
        assert hit.sale is not None  # noqa: S101  # one of the two
        return tr("Receipt {number}: {amount}, {name}").format(
            number=fmt.code(str(hit.sale.receipt)),
            amount=fmt.amount_with_unit(hit.sale.amount_rial),
            name=isolate(hit.sale.name),
        )

    def _mobile(self, hit: Hit) -> str:
        if hit.member is None:
            return fmt.day(hit.sale.sold_on) if hit.sale is not None else ""
        return profile.contact(hit.member.mobile, hidden=self._hidden).text

    def _number(self, hit: Hit) -> str:
        return fmt.code(hit.member.number) if hit.member is not None else ""

    def _tier(self, hit: Hit) -> str:
        if hit.member is None:
            return ""
        if hit.member.state == "blocked":
            return tr("Blocked")
        return tier_name(hit.member.tier, self._rules) if self._rules else hit.member.tier


def _tone(hit: Hit) -> str:
    if hit.member is None:
        return ""
    return "danger" if hit.member.state == "blocked" else hit.member.tier or "plain"
