"""Who does it: how much each operator has, who is away, what is handed over, who knows whom."""

from datetime import timedelta

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import care, handing
from loyaldesk.services.care_reading import AbsenceRow, LoadRow, OnlyOneRow
from loyaldesk.ui import theme
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption, heading
from loyaldesk.ui.kit.layout import Card, M, S, ScrollPage, card, row
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, Index, RowsTable
from loyaldesk.ui.pages.followups.team_dialogs import (
    AbsenceDialog,
    EndAbsenceDialog,
    HandOverDialog,
    SkillsDialog,
)
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog

AHEAD = timedelta(days=120)
BAR = 2
"""The column with the bar."""
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
            _absence_columns(), tr("Absences"), sorting="none",
            empty=EmptyState("beach", tr("Nobody is away in the months ahead.")),
        )  # fmt: skip
        self.only: RowsTable[OnlyOneRow] = RowsTable(
            _only_columns(), tr("Known to one operator only"),
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


class LoadTable(RowsTable[LoadRow]):
    """Operators with what they have today; the bar is full at the limit of the day."""

    def __init__(self) -> None:
        super().__init__(_load_columns(), tr("Today's load"), sorting="none")
        self.setItemDelegateForColumn(BAR, _BarDelegate(self))


class _BarDelegate(QStyledItemDelegate):
    """Draws the load as a bar with its words; over the limit it is red and says so."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one cell."""
        super().paint(painter, option, index)
        view = self.parent()
        if not isinstance(view, LoadTable):
            return
        load = view.rows_model.row(index)
        if not load.limit:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(option.rect).adjusted(12, 0, -12, -5)
        track = QRectF(room.left(), room.bottom() - 5, room.width(), 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("plain_soft"))
        painter.drawRoundedRect(track, 2.5, 2.5)
        share = min(asked_of(load) / load.limit, 1.0)
        full = QRectF(track)
        full.setWidth(track.width() * share)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            full.moveRight(track.right())
        painter.setBrush(theme.token("danger" if is_over(load) else "accent"))
        painter.drawRoundedRect(full, 2.5, 2.5)
        painter.restore()


def asked_of(load: LoadRow) -> int:
    """Return how much stands before an operator: today's and what is late."""
    return load.open + load.overdue


def is_over(load: LoadRow) -> bool:
    """Return whether it is more than the limit of a day."""
    return bool(load.limit) and asked_of(load) > load.limit


def _load_words(load: LoadRow) -> str:
    count = fmt.number(asked_of(load))
    if not load.limit:
        return tr("{n} open, no limit").format(n=count)
    said = tr("{n} of {limit}").format(n=count, limit=fmt.number(load.limit))
    return tr("{n}: too much").format(n=said) if is_over(load) else said


def _load_columns() -> list[Column[LoadRow]]:
    return [
        Column(tr("Operator"), lambda one: isolate(one.name)),
        Column(
            tr("Overdue"), lambda one: fmt.number(one.overdue), numeric=True, width_hint=110,
            colour=lambda one: "danger" if one.overdue else "",
        ),
        Column(tr("To do today"), _load_words, width_hint=240,
               colour=lambda one: "danger" if is_over(one) else ""),
        Column(
            tr("State"), lambda one: tr("away") if one.is_away else tr("here"), width_hint=110,
            tone=lambda one: "warn" if one.is_away else "ok",
        ),
    ]  # fmt: skip


def _absence_columns() -> list[Column[AbsenceRow]]:
    return [
        Column(tr("Operator"), lambda one: isolate(one.operator)),
        Column(
            tr("Days"),
            lambda one: tr("{first} to {last}").format(
                first=fmt.short_day(one.from_on), last=fmt.short_day(one.until_on)
            ), width_hint=170,
        ),
        Column(
            tr("Stands in"), lambda one: isolate(one.deputy) if one.deputy else tr("by rule"),
            width_hint=120,
        ),
    ]  # fmt: skip


def _only_columns() -> list[Column[OnlyOneRow]]:
    return [
        Column(tr("Member"), lambda one: isolate(one.name)),
        Column(tr("Operator"), lambda one: isolate(one.operator), width_hint=130),
        Column(tr("Times"), lambda one: fmt.number(one.times), numeric=True, width_hint=90),
    ]
