"""Tier, family and merged records of a member, with the history of the tier."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, record
from loyaldesk.services.profile import Profile
from loyaldesk.services.record import TierMove
from loyaldesk.services.telling import tier_name
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import heading
from loyaldesk.ui.kit.layout import L, S, ScrollPage
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.member.family_card import FamilyCard
from loyaldesk.ui.pages.member.merge_card import MergeCard
from loyaldesk.ui.pages.member.rows_view import framed, room_for_bar
from loyaldesk.ui.pages.member.tier_card import TierCard
from loyaldesk.ui.parts.hall import Hall

SIDE_WIDTH, SIDE_NARROW, ROOM = 420, 356, 960


class RecordTab(QWidget):
    """Tier and its history on one side, family and merged records on the other."""

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__()
        self._desk, self._member_id = hall.desk, member_id
        may_know = hall.desk.may(Permission.PROGRAMME_READ)
        self._rules = club.programme(hall.desk) if may_know else Programme()
        self.tier = TierCard(hall)
        self.family = FamilyCard(hall, member_id)
        self.merges = MergeCard(hall, member_id)
        self.family.member_wanted.connect(self.member_wanted)
        self.merges.member_wanted.connect(self.member_wanted)
        self.moves: RowsTable[TierMove] = RowsTable(
            self._columns(),
            tr("How the tier moved"),
            sorting="none",
            empty=EmptyState("award", tr("Still in the tier of the first day.")),
        )
        side = ScrollPage(self.family, self.merges, None)
        room_for_bar(side, S)
        self._side = side
        tier = ScrollPage(self.tier, heading(tr("How the tier moved"), 2))
        tier.body.addWidget(framed(self.moves), 1)
        room_for_bar(tier, S)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(L)
        layout.addWidget(tier, 1)
        layout.addWidget(side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the history leaves out the tier before."""
        super().resizeEvent(event)
        is_narrow = self.width() < ROOM
        self._side.setFixedWidth(SIDE_NARROW if is_narrow else SIDE_WIDTH)
        self.moves.setColumnHidden(2, is_narrow)

    def show_profile(self, profile: Profile, _today: date) -> None:
        """Show the member anew."""
        self.tier.show_card(profile.card)
        self.merges.show_card(profile.card)
        self.family.show_draft(profile.draft, profile.card)

    def refresh(self) -> None:
        """Read the history anew."""
        self.moves.show_rows(record.tier_moves(self._desk, self._member_id))
        self.tier.refresh()
        self.family.refresh()
        self.merges.refresh()

    def _columns(self) -> list[Column[TierMove]]:
        return [
            Column(tr("Day"), lambda move: fmt.day(move.on_day), width_hint=110),
            Column(
                tr("Tier"), lambda move: tier_name(move.new, self._rules), width_hint=120,
                tone=lambda move: move.new,
            ),
            Column(tr("Before"), lambda move: tier_name(move.old, self._rules), width_hint=110),
            Column(tr("Why"), _why),
        ]  # fmt: skip


def _why(move: TierMove) -> str:
    text = record.move_words(move)
    if move.text:
        text = tr("{what}: {reason}").format(what=text, reason=isolate(move.text))
    if move.receipt is not None:
        text += tr(", receipt {receipt}").format(receipt=fmt.code(str(move.receipt)))
    if move.operator and move.reason in ("hand", "merge"):
        text += tr("; by {operator}").format(operator=isolate(move.operator))
    return text
