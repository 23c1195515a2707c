"""What is open without a next step: it would be forgotten, so here it gets one."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import followups
from loyaldesk.services.followup_reading import GapRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import primary_button, quiet_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.parts.followup_dialog import FollowupDialog
from loyaldesk.ui.parts.hall import Hall

REASONS = {
    "complaint": "complaint", "request": "request", "feedback": "feedback",
    "prospect": "callback", "occasion_order": "occasion", "member": "manual",
}  # fmt: skip
"""Why the next step of each exists."""


class GapsView(QWidget):
    """The gap list; Enter makes the next step of the row."""

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self.dialog: FollowupDialog | None = None
        self.which: Segments[bool] = Segments(
            [(tr("Everybody's"), False), (tr("Mine and nobody's"), True)], tr("Whose")
        )
        self.words = muted("", wrap=True)
        self.table: RowsTable[GapRow] = RowsTable(_columns(), tr("Without next step"))
        self.table.set_empty(
            EmptyState(
                "circle-check",
                tr("Everything that is open has a next step. Nothing can be forgotten."),
            )
        )
        self.make = primary_button(tr("Next step"), "F9", "plus")
        self.member = quiet_button(tr("Page of the member"), icon_name="user")
        self.which.chosen.connect(lambda _mine: self.refresh())
        self.table.chosen.connect(self.begin)
        self.table.current_changed.connect(self._on_current)
        self.make.clicked.connect(self._on_make)
        self.member.clicked.connect(self._on_member)
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        head = row(self.which, self.words, spacing=M)
        head.setStretch(1, 1)
        layout.addLayout(head)
        layout.addWidget(sheet, 1)
        layout.addLayout(row(self.member, None, self.make, spacing=S))
        self.make.setVisible(self._desk.may(Permission.FOLLOWUP_WRITE))
        self._on_current(None)

    def refresh(self) -> None:
        """Read the list anew."""
        try:
            found = followups.gap_list(self._desk, mine=self.which.value())
        except ClubError as error:
            show(error, self)
            return
        self.table.show_rows(found.rows)
        if self.table.selected_row() is None:
            self.table.select(0)
        self._on_current(self.table.selected_row())
        kinds = [
            f"{about_words(kind)} {fmt.number(count)}"
            for kind, count in found.counts.items() if count
        ]  # fmt: skip
        said = trn("{n} open without next step", "{n} open without next step", found.total)
        total = said.format(n=fmt.number(found.total))
        parts = [total, *(kinds if len(kinds) > 1 else ())]
        self.words.setText(" · ".join(parts) if found.total else "")

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Use F9: the next step of the row; return whether it was used."""
        chosen = self.table.selected_row()
        if name != "F9" or chosen is None:
            return False
        self.begin(chosen)
        return True

    def subject(self) -> int:
        """Return the member of the row under the cursor."""
        chosen = self.table.selected_row()
        return (chosen.member_id or 0) if chosen else 0

    def begin(self, gap: GapRow) -> None:
        """Ask for the next step of a row."""
        if not self._desk.may(Permission.FOLLOWUP_WRITE):
            return
        is_record = gap.about != "member"
        self.dialog = FollowupDialog(
            self, self._hall, gap.member_id or 0, about=gap.about if is_record else "",
            about_id=gap.about_id if is_record else None,
            reason=REASONS.get(gap.about, "manual"),
            prospect_id=(gap.about_id or 0) if gap.about == "prospect" else 0,
        )  # fmt: skip
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the owner gives way."""
        super().resizeEvent(event)
        self.table.setColumnHidden(1, self.width() < 700)

    def _on_finished(self) -> None:
        self.refresh()
        self.changed.emit()

    def _on_make(self) -> None:
        if (chosen := self.table.selected_row()) is not None:
            self.begin(chosen)

    def _on_member(self) -> None:
        if self.subject():
            self.member_wanted.emit(self.subject())

    def _on_current(self, chosen: GapRow | None) -> None:
        self.make.setEnabled(chosen is not None)
        self.member.setEnabled(chosen is not None and chosen.member_id is not None)


def about_words(kind: str) -> str:
    """Return what has no next step."""
    names = {
        "complaint": tr("Complaint"), "request": tr("Request"), "feedback": tr("Feedback"),
        "prospect": tr("Prospect"), "occasion_order": tr("Occasion order"),
        "member": tr("Member with an owner"),
    }  # fmt: skip
    return names.get(kind, kind)


def _columns() -> list[Column[GapRow]]:
    return [
        Column(tr("Record"), lambda one: about_words(one.about), width_hint=190),
        Column(tr("Number"), lambda one: fmt.code(one.number), width_hint=120),
        Column(tr("Whose"), lambda one: isolate(one.name) if one.name else "—"),
        Column(
            tr("Since"), lambda one: fmt.day(one.since) if one.since else "—", width_hint=120,
            sort_key=lambda one: one.since.isoformat() if one.since else "",
        ),
        Column(
            tr("Operator"), lambda one: isolate(one.owner) if one.owner else tr("nobody"),
            width_hint=140, colour=lambda one: "" if one.owner else "muted",
        ),
    ]  # fmt: skip
