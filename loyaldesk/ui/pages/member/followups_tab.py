"""What is to be done for a member and what was done; Enter opens one with all its acts."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import followups
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.services.followups import FollowupRow
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.rows_view import framed
from loyaldesk.ui.parts.followup_acts import MoveDialog, OutcomeDialog, may_touch
from loyaldesk.ui.parts.followup_view import FollowupView, late_words, state_words
from loyaldesk.ui.parts.hall import Hall

ROOM = 900
"""Where there is less, reason and way are left to the window of the follow-up."""


class FollowupsTab(QWidget):
    """The follow-ups of one member.

    Args:
        hall: Where and who.
        member_id: Whose.
    """

    quick_wanted = Signal(str)

    def __init__(self, hall: Hall, member_id: int, *, may_write: bool) -> None:
        super().__init__()
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self._rows: list[FollowupRow] = []
        self.dialog: FollowupView | OutcomeDialog | MoveDialog | None = None
        self.which: Segments[bool] = Segments(
            [(tr("To be done"), True), (tr("Done and cancelled"), False)], tr("Which follow-ups")
        )
        may_write = may_write and hall.desk.may(Permission.FOLLOWUP_WRITE)
        self.done = button(tr("Done"), icon_name="check")
        self.move_ = button(tr("Change the day"), icon_name="calendar-due")
        self.new = button(tr("New follow-up"), "F9", "calendar-plus")
        self.new.setShortcut("")  # the window hears it on every page
        self.new.setVisible(may_write)
        empty = EmptyState(
            "calendar-check", tr("Nothing is planned for this member."),
            tr("New follow-up") if may_write else "", lambda: self.quick_wanted.emit("F9"),
        )  # fmt: skip
        self.table: RowsTable[FollowupRow] = RowsTable(
            self._columns(), tr("Follow-ups"), sorting="none", empty=empty
        )
        self.which.chosen.connect(lambda _which: self._show())
        self.table.chosen.connect(self.open_row)
        self.table.current_changed.connect(self._offer)
        self.done.clicked.connect(self.begin_done)
        self.move_.clicked.connect(self.begin_move)
        self.new.clicked.connect(lambda: self.quick_wanted.emit("F9"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(self.which, None, self.done, self.move_, self.new, spacing=S))
        layout.addWidget(framed(self.table), 1)

    def refresh(self) -> None:
        """Read the follow-ups anew."""
        self._rows = followups.of_member(self._desk, self._member_id)
        self._show()

    def open_row(self, chosen: FollowupRow) -> None:
        """Show a follow-up in full, with all that can be done with it."""
        self._open(FollowupView(self, self._hall, chosen.id))

    def begin_done(self) -> None:
        """Ask what came of the chosen one."""
        chosen = self.table.selected_row()
        if chosen is not None:
            self._open(OutcomeDialog(self, self._hall, chosen))

    def begin_move(self) -> None:
        """Ask for another day for the chosen one."""
        chosen = self.table.selected_row()
        if chosen is not None:
            self._open(MoveDialog(self, self._hall, chosen))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window what is to be done keeps its room."""
        super().resizeEvent(event)
        for column in (2, 3):
            self.table.setColumnHidden(column, self.width() < ROOM)

    def _open(self, dialog: FollowupView | OutcomeDialog | MoveDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self.refresh)
        dialog.open()

    def _show(self) -> None:
        is_open = self.which.value()
        self.table.show_rows([one for one in self._rows if (one.state == "open") == is_open])
        if self.table.selected_row() is None:
            self.table.select(0)
        self._offer(self.table.selected_row())

    def _offer(self, chosen: FollowupRow | None) -> None:
        may = chosen is not None and may_touch(self._desk, chosen)
        self.done.setVisible(may)
        self.move_.setVisible(may)

    def _columns(self) -> list[Column[FollowupRow]]:
        return [
            Column(
                tr("Day"), _day_words, width_hint=136,
                colour=lambda one: "danger" if one.is_overdue else "",
            ),
            Column(tr("What is to be done"), _what),
            Column(tr("How"), lambda one: channel_name(one.channel), width_hint=120),
            Column(tr("Kind"), lambda one: reason_name(one.reason), width_hint=140),
            Column(
                tr("Operator"), lambda one: isolate(one.owner) if one.owner else tr("nobody"),
                width_hint=130,
            ),
            Column(
                tr("State"), lambda one: late_words(one, self._desk) or state_words(one),
                width_hint=150, tone=_tone,
            ),
        ]  # fmt: skip


def _day_words(one: FollowupRow) -> str:
    hour = fmt.digits(f" {one.at:%H:%M}") if one.at else ""
    return f"{fmt.day(one.due_on)}{hour}"


def _what(one: FollowupRow) -> str:
    said = isolate(one.text) if one.text else reason_name(one.reason)
    if one.result:
        said = tr("{what}: {reason}").format(what=said, reason=isolate(one.result))
    return said


def _tone(one: FollowupRow) -> str:
    if one.is_overdue:
        return "danger"
    if one.is_promise and one.state == "open":
        return "warn"
    return {"done": "ok", "cancelled": "plain"}.get(one.state, "info")
