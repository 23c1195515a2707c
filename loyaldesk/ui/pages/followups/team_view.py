"""Who does it: how much each operator has, who is away, what is handed over, who knows whom."""

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import care, handing
from loyaldesk.services.care_reading import AbsenceRow, OnlyOneRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption, heading
from loyaldesk.ui.kit.layout import Card, M, S, ScrollPage, card, row
from loyaldesk.ui.kit.table import ROW_HEIGHT, RowsTable
from loyaldesk.ui.pages.followups.team_dialogs import (
    AbsenceDialog,
    EndAbsenceDialog,
    HandOverDialog,
    SkillsDialog,
)
from loyaldesk.ui.pages.followups.team_tables import LoadTable, absence_columns, only_columns
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog

AHEAD = timedelta(days=120)
NARROW = 900


class TeamView(QWidget):
    """Loads, absences, hand-over, and members whom only one operator ever served."""

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self.dialog: Dialog | None = None
        self._may = self._desk.may(Permission.CARE_ASSIGN)
        self.load: LoadTable = LoadTable()
        self.absences: RowsTable[AbsenceRow] = RowsTable(
            absence_columns(), tr("Absences"), sorting="none",
            empty=EmptyState("beach", tr("Nobody is away in the months ahead.")),
        )  # fmt: skip
        self.only: RowsTable[OnlyOneRow] = RowsTable(
            only_columns(), tr("Known to one operator only"),
            empty=EmptyState("users", tr("Every member was served by more than one operator.")),
        )  # fmt: skip
        self.away = button(tr("Somebody is away"), "Ins", "beach")
        self.skills = button(tr("Skills and limit"), "F6", "adjustments")
        self.hand = button(tr("Hand everything over"), icon_name="transfer-in")
        self.end = quiet_button(tr("Back again"), icon_name="user-check")
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read everything anew."""
        desk, today = self._desk, self._desk.today()
        try:
            self.load.show_rows(care.load(desk, today))
            self.absences.show_rows(
                [one for one in care.absences(desk, today, today + AHEAD) if not one.ended_at]
            )
            if desk.may(Permission.REPORT_READ):
                rows = care.only_served_by_one(desk)
                self.only.show_rows(rows)
                self._say_only(len(rows))
        except ClubError as error:
            show(error, self)
        for table in (self.load, self.absences, self.only):
            if table.selected_row() is None:
                table.select(0)
        self._on_current()

    def focus_first(self) -> None:
        """Begin in the list of operators."""
        self.load.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Use F6: skills and limit of the row; return whether the key was used."""
        if name != "F6" or not self._may:
            return False
        self.begin_skills()
        return True

    def subject(self) -> int:
        """Return the member under the cursor of the list of members."""
        chosen = self.only.selected_row() if self.only.hasFocus() else None
        return chosen.member_id if chosen else 0

    def begin_absence(self) -> None:
        """Ask from when to when the operator under the cursor is away."""
        if (chosen := self.load.selected_row()) is not None and self._may:
            self._open(AbsenceDialog(self, self._hall, chosen.operator_id))

    def begin_skills(self) -> None:
        """Ask what the operator under the cursor can."""
        if (chosen := self.load.selected_row()) is not None and self._may:
            self._open(SkillsDialog(self, self._hall, chosen.operator_id))

    def begin_hand_over(self) -> None:
        """Ask to whom everything of the operator under the cursor goes."""
        if (chosen := self.load.selected_row()) is not None and self._may:
            dialog = HandOverDialog(self, self._hall, chosen.operator_id)
            dialog.accepted.connect(lambda: self._say_handed(dialog))
            self._open(dialog)

    def end_absence(self) -> None:
        """Let somebody be back today, after a question."""
        chosen = self.absences.selected_row()
        if chosen is not None and self._may:
            self._open(EndAbsenceDialog(self, self._hall, chosen))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the lists stand under each other."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._two.setDirection(below if is_narrow else beside)

    def _lay_out(self) -> None:
        acts = row(self.away, self.skills, self.hand, None, spacing=S)
        self.load.setMinimumHeight(5 * ROW_HEIGHT + 42)
        loads = card(
            heading(tr("Today's load"), 2),
            caption(tr("Open follow-ups of today and before, against the limit of a day."),
                    wrap=True),
            self.load, spacing=S,
        )  # fmt: skip
        loads.body.addLayout(acts)
        self._absence_card = card(
            row(heading(tr("Absences"), 2), None, self.end), self.absences, spacing=S
        )
        self._only_words = caption("", wrap=True)
        self._only_card = Card(title=tr("Known to one operator only"), spacing=S)
        self._only_card.body.addWidget(self._only_words)
        self._only_card.body.addWidget(self.only)
        self.only.setMinimumHeight(4 * ROW_HEIGHT + 42)
        self._two = row(self._absence_card, self._only_card, spacing=M)
        self._two.setStretch(0, 1)
        self._two.setStretch(1, 1)
        page = ScrollPage(loads, self._two)
        page.body.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        for each in (self.away, self.skills, self.hand, self.end):
            each.setVisible(self._may)
        self._only_card.setVisible(self._desk.may(Permission.REPORT_READ))

    def _connect(self) -> None:
        self.load.chosen.connect(lambda _row: self.begin_skills())
        self.load.current_changed.connect(lambda _row: self._on_current())
        self.absences.current_changed.connect(lambda _row: self._on_current())
        self.absences.chosen.connect(lambda _row: self.end_absence())
        self.only.chosen.connect(lambda one: self.member_wanted.emit(one.member_id))
        self.away.clicked.connect(self.begin_absence)
        self.skills.clicked.connect(self.begin_skills)
        self.hand.clicked.connect(self.begin_hand_over)
        self.end.clicked.connect(self.end_absence)

    def _on_current(self) -> None:
        has = self.load.selected_row() is not None
        for each in (self.away, self.skills, self.hand):
            each.setEnabled(has)
        self.end.setEnabled(self.absences.selected_row() is not None)

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        self.refresh()
        self.changed.emit()

    def _say_only(self, count: int) -> None:
        said = trn(
            "{n} member knows only one operator here; let others serve them too.",
            "{n} members know only one operator here; let others serve them too.", count,
        )  # fmt: skip
        self._only_words.setText(said.format(n=fmt.number(count)))
        self._only_words.setVisible(bool(count))

    def _say_handed(self, dialog: HandOverDialog) -> None:
        act = dialog.handed
        if act is None:
            return
        said = tr("Handed over: {members} members, {followups} follow-ups, {others} other records.")
        others = act.total - act.members - act.followups
        self._hall.toasts.show(
            said.format(
                members=fmt.number(act.members), followups=fmt.number(act.followups),
                others=fmt.number(others),
            ), tr("Give it back"), lambda: self._hand_back(act.id),
        )  # fmt: skip

    def _hand_back(self, act_id: int) -> None:
        """Ask why, then give back what is still open."""
        dialog = ReasonDialog(
            self, tr("Give everything back"),
            tr("What was handed over and is still open goes back to who had it."),
            tr("Give it back"), lambda why: handing.hand_back(self._desk, act_id, why),
            danger=False,
        )  # fmt: skip
        self._open(dialog)

    def set_error(self, text: str) -> None:
        """Say what went wrong."""
        self._hall.toasts.show(text, kind="danger")
