"""Incidents: the list on one side, the members one of them hit on the other, ticked one by one."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.complaints import APOLOGIES
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import complaint_policy, incidents
from loyaldesk.services.complaint_words import apology_name, incident_name
from loyaldesk.services.desk import Desk
from loyaldesk.services.incident_list import APOLOGISED, OPEN, Person
from loyaldesk.services.incidents import IncidentDetail, IncidentRow
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, danger_button, primary_button
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, caption, chip, heading, set_chip
from loyaldesk.ui.kit.layout import Card, L, M, S, box, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.complaints.incident_dialogs import AddPersonDialog, IncidentDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog

NARROW = 900
_TONES = {"open": "warn", "apologised": "ok", "skipped": "plain"}


class IncidentsView(QWidget):
    """What hit many at once, and who of them was told.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self._may = hall.desk.may(Permission.INCIDENT_MANAGE)
        self._detail: IncidentDetail | None = None
        self.dialog: Dialog | None = None
        self.problem = Note("", "danger")
        self.problem.hide()
        self.new = primary_button(tr("New incident"), "Ctrl+N", "plus")
        self.table: RowsTable[IncidentRow] = RowsTable(
            _columns(hall.desk), tr("Incidents"), sorting="none"
        )
        self.table.set_empty(self._empty())
        self.title = heading("", 2)
        self.state = chip("")
        self.text = Label("", wrap=True, selectable=True)
        self.beside = caption("", wrap=True)
        ways = [code for code in APOLOGIES if code != "points" or self._may_give()]
        self.way: DigitChoice[str] = DigitChoice(
            [(apology_name(code), code) for code in ways], tr("How they are told"), columns=4
        )
        self.way.set_value(ways[0])
        limit = complaint_policy.show(hall.desk).policy.limit_points
        self.points = CountEdit(1, max(limit, 1), tr("points"), tr("Points"))
        self.people: RowsTable[Person] = RowsTable(
            _people_columns(hall.desk), tr("Members it hit"), sorting="none",
            empty=EmptyState("users", tr("The sales of that time name no member.")),
        )  # fmt: skip
        self.people.setMinimumHeight(130)
        self.tick = button(tr("Apologised"), "Enter", "check")
        self.skip = button(tr("Leave out"), "Del")
        self.add = button(tr("Add a member"))
        self.close_ = danger_button(tr("Close the incident"))
        self._build()
        self._listen()

    def refresh(self) -> None:
        """Read the incidents anew; the one on view stays so."""
        try:
            rows = incidents.listing(self._desk)
        except ClubError as error:
            self.set_error(words(error))
            return
        before = self.table.selected_row()
        self.table.show_rows(rows)
        ids = [row_.incident.id for row_ in rows]
        wanted = before.incident.id if before is not None else None
        self.table.select(ids.index(wanted) if wanted in ids else 0)
        self._show_current()

    def focus_first(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def open_incident(self, incident_id: int) -> None:
        """Show one incident."""
        rows = [row_.incident.id for row_ in self.table.rows_model.rows]
        if incident_id in rows:
            self.table.select(rows.index(incident_id))
        self._show_current()
        self.people.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Use F4 for the member under the cursor."""
        if name == "F4" and self.subject():
            self.member_wanted.emit(self.subject())
            return True
        return False

    def subject(self) -> int:
        """Return the member under the cursor."""
        person = self.people.selected_row()
        return person.member_id if person is not None else 0

    def set_error(self, text: str) -> None:
        """Say above the lists what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def begin_new(self) -> None:
        """Ask what happened."""
        dialog = IncidentDialog(self, self._hall)
        self._open(dialog)
        dialog.accepted.connect(lambda: self.open_incident(dialog.made))

    def tick_current(self) -> None:
        """Tick the apology to the member under the cursor, and go to the next one."""
        person, there = self.people.selected_row(), self._detail
        if person is None or there is None or not self._is_open():
            return
        way = self.way.value() or ""
        gift = self.points.value() if way == "points" else 0
        if self._do(lambda: incidents.apologise(
            self._desk, there.incident.id, person.member_id, way, gift_points=gift
        )):  # fmt: skip
            self.people.select(self._first_waiting())
            self.people.setFocus()

    def skip_current(self) -> None:
        """Ask why the member under the cursor is left out."""
        person, there = self.people.selected_row(), self._detail
        if person is None or there is None or not self._is_open():
            return
        self._open(ReasonDialog(
            self, tr("Leave {name} out").format(name=isolate(person.name)),
            tr("The line stays in the list with the reason."), tr("Leave out"),
            lambda reason: incidents.skip(self._desk, there.incident.id, person.member_id, reason),
            danger=False,
        ))  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window when it was and the telephone give way."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        self.table.setColumnHidden(1, is_narrow)
        self.people.setColumnHidden(1, is_narrow)

    # inside

    def _may_give(self) -> bool:
        return self._desk.may(Permission.COMPENSATION_APPROVE)

    def _build(self) -> None:
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        ways = row(self.way, self.points, spacing=S)
        ways.setStretch(0, 1)
        self._ways = box(ways)
        feet = row(self.tick, self.skip, self.add, None, spacing=S)
        self._feet = box(feet)
        self._panel = Card(
            row(self.title, self.state, None, self.close_, spacing=S),
            self.text, self.beside, self._ways,
            self.people, self._feet, spacing=M,
        )  # fmt: skip
        middle = row(sheet, self._panel, spacing=L)
        middle.setStretch(0, 2)
        middle.setStretch(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(
            caption(tr("What hit many at once: who bought in that time is told one by one.")),
            None, self.new, spacing=M,
        ))  # fmt: skip
        layout.addWidget(self.problem)
        layout.addLayout(middle, 1)
        self.new.setVisible(self._may)
        self.points.hide()

    def _listen(self) -> None:
        self.new.clicked.connect(self.begin_new)
        self.table.current_changed.connect(lambda _row: self._show_current())
        self.table.chosen.connect(lambda _row: self.people.setFocus())
        self.people.chosen.connect(lambda _row: self.tick_current())
        self.way.chosen.connect(self._on_way)
        self.tick.clicked.connect(self.tick_current)
        self.skip.clicked.connect(self.skip_current)
        self.add.clicked.connect(self._add)
        self.close_.clicked.connect(self._close)

    def _empty(self) -> EmptyState:
        sentence = tr("No incident yet: the till was down, a price was wrong, a batch was bad.")
        if not self._may:
            return EmptyState("shield-exclamation", sentence)
        return EmptyState(
            "shield-exclamation", sentence, tr("Write an incident down"), self.begin_new
        )

    def _is_open(self) -> bool:
        return self._may and self._detail is not None and self._detail.incident.state == OPEN

    def _on_way(self, way: str) -> None:
        self.points.setVisible(way == "points")
        (self.points if way == "points" else self.people).setFocus()

    def _show_current(self) -> None:
        chosen = self.table.selected_row()
        self._panel.setVisible(chosen is not None)
        if chosen is None:
            self._detail = None
            return
        try:
            self._detail = incidents.detail(self._desk, chosen.incident.id)
        except ClubError as error:
            self.set_error(words(error))
            return
        there, done = self._detail.incident, self._detail.progress
        self.title.setText(_title(chosen))
        is_open = there.state == OPEN
        set_chip(
            self.state,
            tr("Still open") if is_open else tr("Case closed"),
            "warn" if is_open else "ok",
        )
        self.text.setText(isolate(there.text))
        self.beside.setText(" · ".join(part for part in (
            _span(chosen, self._hall), isolate(there.product) if there.product else "",
            trn("{n} member", "{n} members", done.total).format(n=fmt.number(done.total)),
            tr("{n} told").format(n=fmt.number(done.apologised)),
            tr("{n} left out").format(n=fmt.number(done.skipped)) if done.skipped else "",
        ) if part))  # fmt: skip
        self.people.show_rows(self._detail.people)
        if self.people.selected_row() is None:
            self.people.select(self._first_waiting())
        self._ways.setVisible(self._is_open())
        self._feet.setVisible(self._is_open())
        self.close_.setVisible(self._is_open())
        self.close_.setEnabled(done.open == 0)

    def _first_waiting(self) -> int:
        assert self._detail is not None  # noqa: S101  # set by the caller
        states = [person.state for person in self._detail.people]
        return states.index(OPEN) if OPEN in states else 0

    def _add(self) -> None:
        if self._detail is not None:
            self._open(AddPersonDialog(self, self._hall, self._detail.incident.id))

    def _close(self) -> None:
        there = self._detail
        if there is not None and self._do(lambda: incidents.close(self._desk, there.incident.id)):
            self._hall.toasts.show(
                tr("Incident {number} is closed.").format(number=fmt.number(there.incident.number))
            )

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        self.refresh()
        self.changed.emit()

    def _do(self, step: Callable[[], object]) -> bool:
        self.set_error("")
        try:
            step()
        except ClubError as error:
            self.set_error(words(error))
            return False
        self._on_finished()
        return True


def _title(one: IncidentRow) -> str:
    return tr("Incident {number} · {what}").format(
        number=fmt.number(one.incident.number), what=incident_name(one.incident.kind)
    )


def _span(one: IncidentRow, hall: Hall) -> str:
    zone = hall.desk.zone
    return tr("{first} to {last}").format(
        first=fmt.moment(one.incident.from_at, zone), last=fmt.moment(one.incident.until_at, zone)
    )


def _columns(desk: Desk) -> list[Column[IncidentRow]]:
    return [
        Column(tr("Incident"), _title),
        Column(tr("Day"), lambda one: fmt.day(desk.today(one.incident.from_at)), width_hint=104),
        Column(
            tr("To be told"), lambda one: fmt.number(one.progress.open), numeric=True,
            width_hint=90, colour=lambda one: "warn" if one.progress.open else "muted",
        ),
    ]  # fmt: skip


def _people_columns(desk: Desk) -> list[Column[Person]]:
    is_whole = desk.may(Permission.MEMBER_REVEAL)
    return [
        Column(tr("Member"), lambda one: isolate(one.name)),
        Column(tr("Mobile"), lambda one: _mobile(one, is_whole=is_whole), width_hint=130),
        Column(
            tr("Sale"), lambda one: fmt.number(one.receipt) if one.receipt else "—", numeric=True,
            width_hint=84,
        ),
        Column(
            tr("State"), _person_state, width_hint=150, tone=lambda one: _TONES[one.state]
        ),
    ]  # fmt: skip


def _mobile(one: Person, *, is_whole: bool) -> str:
    if is_whole or not one.mobile:
        return fmt.mobile(one.mobile) if one.mobile else "—"
    return fmt.code(f"…{one.mobile[-4:]}")


def _person_state(one: Person) -> str:
    if one.state == OPEN:
        return tr("not told yet")
    if one.state == APOLOGISED:
        return tr("told: {way}").format(way=apology_name(one.way))
    return tr("left out")
