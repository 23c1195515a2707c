"""All follow-ups of a period in one list: open, done and cancelled."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import followups
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.services.followups import FollowupRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import Card, M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.followups.filters import FilterBar
from loyaldesk.ui.parts.followup_acts import about_whom
from loyaldesk.ui.parts.followup_view import FollowupView, late_words, state_words
from loyaldesk.ui.parts.hall import Hall

DATE_WIDTH = 140
NARROW = 900
HOW, KIND = 3, 4
"""Columns that are left out in a narrow window."""

_STATES: dict[str, tuple[str, ...]] = {
    "open": ("open",), "done": ("done",), "cancelled": ("cancelled",),
    "all": ("open", "done", "cancelled"),
}  # fmt: skip


class ListTab(QWidget):
    """A sortable list; Enter opens a follow-up."""

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self.dialog: FollowupView | None = None
        today = self._desk.today()
        month = Month.of(today, look().calendar)
        self.state: Segments[str] = Segments(
            [
                (tr("Not done yet"), "open"), (tr("Done"), "done"), (tr("Cancelled"), "cancelled"),
                (tr("All"), "all"),
            ], tr("Which follow-ups"),
        )  # fmt: skip
        self.first = DateEdit(self._desk.today, name=tr("From day"))
        self.last = DateEdit(self._desk.today, name=tr("To day"))
        self.first.set_day(month.first)
        self.last.set_day(month.last + timedelta(days=31))
        for each in (self.first, self.last):
            each.setFixedWidth(DATE_WIDTH)
            each.editingFinished.connect(self.refresh)
        self.filters = FilterBar(hall)
        self.table: RowsTable[FollowupRow] = RowsTable(self._columns(), tr("Follow-ups"))
        self.count = caption("")
        self.state.chosen.connect(lambda _state: self.refresh())
        self.filters.changed.connect(self.refresh)
        self.table.chosen.connect(self.open_row)
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(self.state, None, self.first, caption("–"), self.last, spacing=S))
        layout.addLayout(row(self.filters, self.count, spacing=M))
        layout.addWidget(sheet, 1)

    def refresh(self) -> None:
        """Read the list anew; what is overdue and open stands in it whatever the period."""
        first, last = self._period()
        state = self.state.value()
        wanted = self.filters.wanted(*_STATES[state])
        try:
            rows = followups.agenda(self._desk, first, last, wanted)
            late = followups.overdue(self._desk, wanted) if "open" in _STATES[state] else []
        except ClubError as error:
            show(error, self)
            return
        known = {each.id for each in rows}
        shown = [each for each in late if each.id not in known] + rows
        self.table.set_empty(self._empty())
        self.table.show_rows(shown)
        if self.table.selected_row() is None:
            self.table.select(0)
        self.count.setText(
            trn("{n} follow-up", "{n} follow-ups", len(shown)).format(n=fmt.number(len(shown)))
        )

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def subject(self) -> int:
        """Return the member of the row under the cursor."""
        chosen = self.table.selected_row()
        return (chosen.member_id or 0) if chosen else 0

    def open_row(self, chosen: FollowupRow) -> None:
        """Show a follow-up in full."""
        self.dialog = FollowupView(self, self._hall, chosen.id)
        self.dialog.member_wanted.connect(self.member_wanted)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window way and kind give way."""
        super().resizeEvent(event)
        for column in (HOW, KIND):
            self.table.setColumnHidden(column, self.width() < NARROW)

    def _on_finished(self) -> None:
        self.refresh()
        self.changed.emit()

    def _period(self) -> tuple[date, date]:
        today = self._desk.today()
        first = self.first.day() or today
        return first, max(self.last.day() or first, first)

    def _empty(self) -> EmptyState:
        if self.filters.is_narrowed():
            return EmptyState(
                "search", tr("No follow-up fits what you are looking for."), tr("Show all"),
                self._show_all,
            )  # fmt: skip
        return EmptyState("calendar", tr("No follow-up in this period."))

    def _show_all(self) -> None:
        self.filters.clear()
        self.state.set_value("all")
        self.refresh()

    def _columns(self) -> list[Column[FollowupRow]]:
        desk = self._desk
        return [
            Column(
                tr("Day"), _day_words, width_hint=140,
                sort_key=lambda one: (one.due_on, one.due_at),
                colour=lambda one: "danger" if one.is_overdue else "",
            ),
            Column(tr("Member"), about_whom, width_hint=160),
            Column(tr("What is to be done"), lambda one: isolate(one.text) if one.text else "—"),
            Column(tr("How"), lambda one: channel_name(one.channel), width_hint=100),
            Column(tr("Kind"), lambda one: reason_name(one.reason), width_hint=120),
            Column(tr("Operator"), _owner_words, width_hint=120,
                   colour=lambda one: "" if one.owner else "muted"),
            Column(
                tr("State"), lambda one: late_words(one, desk) or state_words(one),
                width_hint=150, tone=_tone,
            ),
        ]  # fmt: skip


def _day_words(one: FollowupRow) -> str:
    hour = fmt.digits(f" {one.at:%H:%M}") if one.at else ""
    return f"{fmt.day(one.due_on)}{hour}"


def _owner_words(one: FollowupRow) -> str:
    return isolate(one.owner) if one.owner else tr("nobody")


def _tone(one: FollowupRow) -> str:
    if one.is_overdue:
        return "danger"
    return {"done": "ok", "cancelled": "plain"}.get(one.state, "info")
