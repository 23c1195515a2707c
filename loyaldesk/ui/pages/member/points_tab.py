"""Why every point came and went, and the batches that are left."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import profile
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import EntryRow, LotRow
from loyaldesk.services.telling import entry_words
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import heading
from loyaldesk.ui.kit.layout import L, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.member.rows_view import PIECE, RowsView, framed

LOTS_WIDTH = 352


class PointsTab(QWidget):
    """Entries with their reasons beside the batches of points."""

    correct_wanted = Signal()

    def __init__(self, desk: Desk, member_id: int) -> None:
        super().__init__()
        self._desk, self._member_id = desk, member_id
        self.list: RowsView[EntryRow] = RowsView(
            _entry_columns(),
            tr("Points"),
            self._read,
            EmptyState("coins", tr("No points yet. They come with the first sale.")),
            _whole,
            at_least={2: 560},
        )
        self.lots: RowsTable[LotRow] = RowsTable(
            _lot_columns(),
            tr("Batches of points"),
            sorting="none",
            empty=EmptyState("coins", tr("No batch of points.")),
        )
        self.correct = button(tr("Correct points…"), icon_name="adjustments")
        self.correct.clicked.connect(self.correct_wanted)
        self.correct.setVisible(desk.may(Permission.POINTS_ADJUST))
        lots = QWidget()
        lots.setFixedWidth(LOTS_WIDTH)
        inside = QVBoxLayout(lots)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(heading(tr("Batches of points"), 2))
        inside.addWidget(framed(self.lots), 1)
        both = row(self.list, lots, spacing=L)
        both.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(both, 1)
        layout.addLayout(row(None, self.correct))

    def refresh(self) -> None:
        """Read entries and batches anew."""
        self.list.refresh()
        self.lots.show_rows(profile.lots_of(self._desk, self._member_id))

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


def _lot_columns() -> list[Column[LotRow]]:
    return [
        Column(tr("Points"), _left, numeric=True, width_hint=100),
        Column(tr("Last day"), until, width_hint=132),
        Column(tr("State"), _state, tone=_tone),
    ]


def _left(lot: LotRow) -> str:
    if lot.left == lot.points:
        return fmt.number(lot.left)
    return tr("{left} of {points}").format(left=fmt.number(lot.left), points=fmt.number(lot.points))


def until(lot: LotRow) -> str:
    """Return the last day a batch can be used."""
    return fmt.day(lot.expires_on) if lot.expires_on else tr("no end")


def _state(lot: LotRow) -> str:
    names = {
        "live": tr("Usable"), "waiting": tr("Waiting"), "used": tr("Used up"),
        "expired": tr("Expired"),
    }  # fmt: skip
    return names.get(lot.state, lot.state)


def _tone(lot: LotRow) -> str:
    return {"live": "ok", "waiting": "info", "expired": "warn"}.get(lot.state, "plain")
