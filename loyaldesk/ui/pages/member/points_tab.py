"""Why every point came and went, and the lots that are left: each opens its explanation."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import explaining, profile, record
from loyaldesk.services.profile import EntryRow, Profile
from loyaldesk.services.record import OpenLot
from loyaldesk.services.telling import entry_words
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.points_head import PointsHead
from loyaldesk.ui.pages.member.rows_view import PIECE, RowsView, framed
from loyaldesk.ui.parts.explain_view import ExplainDialog, show_balance, show_entry
from loyaldesk.ui.parts.hall import Hall

ENTRIES, LOTS = "entries", "lots"
LEAST_HEIGHT = 84


class PointsTab(QWidget):
    """The answer on top; below it the entries, or the lots that hold the points."""

    correct_wanted = Signal()
    transfer_wanted = Signal()

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__()
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self._may_explain = hall.desk.may(Permission.SALE_READ)
        self.explained: ExplainDialog | None = None
        self.head = PointsHead()
        self.views: Segments[str] = Segments(
            [(tr("Lots that hold points"), LOTS), (tr("All entries"), ENTRIES)],
            tr("What to show"),
        )
        self.list: RowsView[EntryRow] = RowsView(
            _entry_columns(),
            tr("Points"),
            self._read,
            EmptyState("coins", tr("No points yet. They come with the first sale.")),
            _whole,
            at_least={2: 560},
        )
        self.lots: RowsTable[OpenLot] = RowsTable(
            _lot_columns(),
            tr("Lots that hold points"),
            sorting="none",
            empty=EmptyState("coins", tr("No lot holds points now.")),
        )
        self.why = button(tr("Why?"), icon_name="help")
        self.transfer = button(tr("Hand points over…"), icon_name="arrow-forward-up")
        self.correct = button(tr("Correct points…"), icon_name="adjustments")
        self._build()

    def show_profile(self, profile: Profile, _today: date) -> None:
        """Show whose page it is; what cannot be done is not offered."""
        card, may = profile.card, self._desk.may
        is_merged = record.merged_into(self._desk, card.id) is not None
        may_correct = card.state != "erased" and not is_merged
        self.correct.setVisible(may_correct and may(Permission.POINTS_ADJUST))
        self.transfer.setVisible(card.state == "active" and may(Permission.POINTS_TRANSFER))

    def refresh(self) -> None:
        """Read entries and lots anew."""
        held = record.held(self._desk, self._member_id)
        explanation = None
        if self._may_explain:
            explanation = explaining.explain_balance(self._desk, self._member_id)
        self.head.show_held(held, explanation)
        self.lots.show_rows(held.lots)
        self.list.refresh()
        self.transfer.setEnabled(bool(held.usable) and not held.debt)

    def show_view(self, which: str) -> None:
        """Show the entries or the lots."""
        self.views.set_value(which)
        self._on_view(which)

    def explain(self) -> None:
        """Open why the entry, or the one that made the lot, under the cursor was booked."""
        if self.views.value() == LOTS:
            lot = self.lots.selected_row()
            entry_id = lot.entry_id if lot is not None else None
        else:
            entry = self.list.table.selected_row()
            entry_id = entry.id if entry is not None else None
        if entry_id is not None:
            self._explain_entry(entry_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the first day goes, the origin stays."""
        super().resizeEvent(event)
        self.lots.setColumnHidden(3, self.width() < 640)

    def _build(self) -> None:
        self._lots_at = framed(self.lots)
        for table in (self.lots, self.list.table):
            table.setMinimumHeight(LEAST_HEIGHT)  # the answer on top goes before
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.head)
        layout.addLayout(row(self.views, None, self.why, self.transfer, self.correct))
        layout.addWidget(self._lots_at, 1)
        layout.addWidget(self.list, 1)
        self.views.chosen.connect(self._on_view)
        self.why.clicked.connect(self.explain)
        self.head.why_wanted.connect(self._on_why_balance)
        self.correct.clicked.connect(self.correct_wanted)
        self.transfer.clicked.connect(self.transfer_wanted)
        self.list.table.chosen.connect(lambda entry: self._explain_entry(entry.id))
        self.lots.chosen.connect(lambda lot: self._explain_entry(lot.entry_id))
        self.list.table.current_changed.connect(lambda _row: self._offer_why())
        self.lots.current_changed.connect(lambda _row: self._offer_why())
        self.why.setVisible(self._may_explain)
        self._on_view(LOTS)

    def _on_view(self, which: str) -> None:
        self._lots_at.setVisible(which == LOTS)
        self.list.setVisible(which == ENTRIES)
        self._offer_why()

    def _offer_why(self) -> None:
        is_lots = self.views.value() == LOTS
        chosen = self.lots.selected_row() if is_lots else self.list.table.selected_row()
        self.why.setEnabled(chosen is not None)

    def _explain_entry(self, entry_id: int) -> None:
        if self._may_explain:
            self.explained = show_entry(self._hall, entry_id, self)

    def _on_why_balance(self) -> None:
        self.explained = show_balance(self._hall, self._member_id, self)

    def _read(self, shown: Sequence[EntryRow]) -> list[EntryRow]:
        before = shown[-1] if shown else None
        return profile.points_of(self._desk, self._member_id, before=before, limit=PIECE)


def _entry_columns() -> list[Column[EntryRow]]:
    return [
        Column(tr("Day"), lambda entry: fmt.day(entry.on_day), width_hint=106),
        Column(
            tr("Points"),
            lambda entry: fmt.signed(entry.points),
            numeric=True,
            width_hint=82,
            colour=lambda entry: "accent" if entry.points > 0 else "danger",
        ),
        Column(tr("Balance"), lambda entry: fmt.number(entry.balance), numeric=True, width_hint=90),
        Column(tr("Why"), entry_words),
    ]


def _whole(entry: EntryRow) -> str:
    text = entry_words(entry)
    if entry.expires_on is not None:
        text += tr("; valid until and including {day}").format(day=fmt.day(entry.expires_on))
    if entry.operator:
        text += tr("; by {operator}").format(operator=isolate(entry.operator))
    return text


def _lot_columns() -> list[Column[OpenLot]]:
    return [
        Column(tr("Day"), lambda lot: fmt.day(lot.earned_on), width_hint=110),
        Column(tr("Where from"), lambda lot: lot.origin),
        Column(tr("Left"), _left, numeric=True, width_hint=150),
        Column(tr("Can be spent from"), _from, width_hint=150),
        Column(tr("Last day"), until, width_hint=120),
        Column(tr("State"), _state, width_hint=110, tone=_tone),
    ]


def _left(lot: OpenLot) -> str:
    if lot.left == lot.points:
        return fmt.number(lot.left)
    return tr("{left} of {points}").format(left=fmt.number(lot.left), points=fmt.number(lot.points))


def _from(lot: OpenLot) -> str:
    return fmt.day(lot.usable_from) if lot.usable_from > lot.earned_on else tr("at once")


def until(lot: OpenLot) -> str:
    """Return the last day a lot can be used."""
    return fmt.day(lot.expires_on) if lot.expires_on else tr("no end")


def _state(lot: OpenLot) -> str:
    return tr("Usable") if lot.is_usable else tr("Waiting")


def _tone(lot: OpenLot) -> str:
    return "ok" if lot.is_usable else "info"
