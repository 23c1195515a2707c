"""Complaints and requests of a member in one list, with the way to their pages."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import complaint_reading, requests
from loyaldesk.services.complaint_reading import ComplaintRow, Filter
from loyaldesk.services.complaint_words import category_name
from loyaldesk.services.complaint_words import state_name as complaint_state
from loyaldesk.services.desk import Desk
from loyaldesk.services.request_words import kind_name
from loyaldesk.services.request_words import state_name as request_state
from loyaldesk.services.requests import RequestRow
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.rows_view import framed
from loyaldesk.ui.parts.hall import Hall

ROOM = 900
"""Where there is less, state and operator are left to the page of the record."""

COMPLAINT, REQUEST = "complaint", "request"
"""Kinds of records; each is worked on on a page of its own."""


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint or a request; ``place`` is the kind of record."""

    id: int
    place: str
    number: int
    kind: str
    text: str
    opened_on: date
    until: str
    state: str
    is_open: bool
    is_late: bool
    owner: str


class CasesTab(QWidget):
    """The complaints and requests of one member, open ones first.

    Args:
        hall: Where and who.
        member_id: Whose.
    """

    quick_wanted = Signal(str)
    record_wanted = Signal(str, int)

    def __init__(self, hall: Hall, member_id: int, *, may_write: bool) -> None:
        super().__init__()
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self._cases: list[Case] = []
        self.which: Segments[bool] = Segments(
            [(tr("All"), False), (tr("Still open"), True)], tr("What to show")
        )
        may_open = may_write and hall.desk.may(Permission.COMPLAINT_OPEN)
        self.new = button(tr("New complaint"), "F7", "mood-sad")
        self.new.setShortcut("")  # the window hears it on every page
        self.new.setVisible(may_open)
        self.go = button(tr("To its page"), icon_name="external-link")
        self.table: RowsTable[Case] = RowsTable(
            self._columns(), tr("Complaints and requests"), sorting="none",
            empty=EmptyState("mood-smile", tr("No complaint and no request of this member.")),
        )  # fmt: skip
        self.which.chosen.connect(lambda _which: self._show())
        self.new.clicked.connect(lambda: self.quick_wanted.emit("F7"))
        self.go.clicked.connect(self.open_chosen)
        self.table.chosen.connect(lambda case: self.record_wanted.emit(case.place, case.id))
        self.table.current_changed.connect(lambda case: self.go.setVisible(case is not None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(self.which, None, self.go, self.new, spacing=S))
        layout.addWidget(framed(self.table), 1)

    def refresh(self) -> None:
        """Read complaints and requests anew."""
        wanted = Filter(state=complaint_reading.ALL, member_id=self._member_id)
        found = [_of_complaint(each, self._desk) for each in
                 complaint_reading.listing(self._desk, wanted)]  # fmt: skip
        asked = requests.listing(self._desk, state="", member_id=self._member_id)
        found += [_of_request(each, self._desk.today()) for each in asked]
        found.sort(key=attrgetter("opened_on"), reverse=True)
        found.sort(key=lambda case: not case.is_open)
        self._cases = found
        self._show()

    def open_chosen(self) -> None:
        """Go to the page of the chosen one."""
        chosen = self.table.selected_row()
        if chosen is not None:
            self.record_wanted.emit(chosen.place, chosen.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window what it is about keeps its room."""
        super().resizeEvent(event)
        for column in (4, 5):
            self.table.setColumnHidden(column, self.width() < ROOM)

    def _show(self) -> None:
        self.table.show_rows(
            [case for case in self._cases if case.is_open or not self.which.value()]
        )
        if self.table.selected_row() is None:
            self.table.select(0)
        self.go.setVisible(self.table.selected_row() is not None)

    def _columns(self) -> list[Column[Case]]:
        return [
            Column(tr("Day"), lambda case: fmt.day(case.opened_on), width_hint=108),
            Column(
                tr("Record"), _name, width_hint=136,
                tone=lambda case: "danger" if case.place == COMPLAINT else "info",
            ),
            Column(tr("What it is about"), _what),
            Column(
                tr("Until"), lambda case: case.until, width_hint=160,
                colour=lambda case: "danger" if case.is_late else "",
            ),
            Column(tr("State"), lambda case: case.state, width_hint=120),
            Column(tr("Operator"), lambda case: isolate(case.owner), width_hint=132),
        ]  # fmt: skip


def _name(case: Case) -> str:
    name = tr("Complaint {number}") if case.place == COMPLAINT else tr("Request {number}")
    return name.format(number=fmt.number(case.number))


def _what(case: Case) -> str:
    text = " ".join(case.text.split())
    return f"{case.kind}  ·  {isolate(text)}" if text else case.kind


def _of_complaint(each: ComplaintRow, desk: Desk) -> Case:
    until = fmt.moment(each.due, desk.zone) if each.due is not None else ""
    return Case(
        each.id, COMPLAINT, each.number, category_name(each.category), each.text, each.opened_on,
        until if each.closed_at is None else "", complaint_state(each.state.value),
        each.closed_at is None, each.is_overdue, each.owner,
    )  # fmt: skip


def _of_request(each: RequestRow, today: date) -> Case:
    return Case(
        each.id, REQUEST, each.number, kind_name(each.kind), each.product or each.text,
        each.opened_on, fmt.day(each.due_on) if each.is_open else "", request_state(each.state),
        each.is_open, each.is_open and each.due_on < today, each.owner,
    )  # fmt: skip
