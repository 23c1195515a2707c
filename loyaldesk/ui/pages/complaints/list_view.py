"""Complaints: filters above, the list most at risk first, the one under the cursor in whole."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.complaints import CATEGORIES, LEAST_SEVERITY, MOST_SEVERITY
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import compensations, complaint_reading, complaints
from loyaldesk.services.complaint_reading import ALL, ComplaintRow, Filter
from loyaldesk.services.complaint_words import category_name, severity_name
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import Card, L, M, S, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.complaints.act_dialogs import (
    AnswerActDialog,
    GiveDialog,
    PauseDialog,
    StepDialog,
    WeighDialog,
)
from loyaldesk.ui.pages.complaints.case_list import CaseList
from loyaldesk.ui.pages.complaints.case_panel import CasePanel
from loyaldesk.ui.pages.complaints.compensation_dialog import CompensationDialog
from loyaldesk.ui.pages.complaints.ending_dialogs import CloseDialog, SolveDialog, WithdrawDialog
from loyaldesk.ui.pages.complaints.playbook_dialog import CasePlaybookDialog
from loyaldesk.ui.pages.complaints.wording import title
from loyaldesk.ui.parts.complaint_dialog import ComplaintDialog
from loyaldesk.ui.parts.followup_dialog import FollowupDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.reason import ReasonDialog

EVERY, MINE, OPEN, OVERDUE = "all", "mine", "open", "overdue"
NARROW = 900
_DIALOGS: dict[str, Callable[[QWidget, Hall, ComplaintRow], Dialog]] = {
    "answer": AnswerActDialog, "step": StepDialog, "solve": SolveDialog, "close": CloseDialog,
    "compensate": CompensationDialog, "pause": PauseDialog, "give": GiveDialog,
    "weigh": WeighDialog, "withdraw": WithdrawDialog,
}  # fmt: skip


class ComplaintsView(QWidget):
    """The list and the complaint under the cursor.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self.dialog: Dialog | None = None
        self.which: Segments[str] = Segments(
            [
                (tr("All"), EVERY), (tr("Mine"), MINE), (tr("Still open"), OPEN),
                (tr("Overdue"), OVERDUE),
            ], tr("Which complaints"),
        )  # fmt: skip
        self.which.set_value(OPEN)
        self.search = SearchBox(tr("Number, name or words"))
        self.category: Choice[str] = Choice(
            [(tr("Every category"), ""), *((category_name(code), code) for code in CATEGORIES)],
            tr("About what"),
        )
        self.severity: Choice[int] = Choice(
            [
                (tr("Every severity"), 0),
                *((severity_name(n), n) for n in range(MOST_SEVERITY, LEAST_SEVERITY - 1, -1)),
            ], tr("Severity"),
        )  # fmt: skip
        self.new = button(tr("New complaint"), "F7", "plus")
        self.new.setShortcut("")
        self.problem = Note("", "danger")
        self.problem.hide()
        self.list = CaseList()
        self.panel = CasePanel(hall)
        self._nothing = Card(EmptyState("mood-smile", tr("Choose a complaint in the list.")))
        self._build()
        self._listen()

    def refresh(self) -> None:
        """Read everything anew; the complaint under the cursor stays so."""
        try:
            counts = complaint_reading.counts(self._desk)
            rows = complaint_reading.listing(self._desk, self._wanted())
        except ClubError as error:
            self.set_error(words(error))
            return
        self.which.set_words(MINE, tr("Mine {n}").format(n=fmt.number(counts.mine)))
        self.which.set_words(OPEN, tr("Open {n}").format(n=fmt.number(counts.open)))
        self.which.set_words(OVERDUE, tr("Overdue {n}").format(n=fmt.number(counts.overdue)))
        self.list.set_empty(self._empty())
        self.list.show_rows(rows)
        if self.list.current_row() is None:
            self.list.select_first()
        self._show_current()

    def focus_first(self) -> None:
        """Begin in the list."""
        self.list.setFocus()

    def key_pressed(self, name: str) -> bool:
        """Use F7 for a new complaint, the keys of the acts on this one, F4 and Ctrl+F."""
        if name == "Ctrl+F":
            self.search.setFocus()
            return True
        if name == "F7":
            return self._begin_new()
        current = self.list.current_row()
        code = self.panel.acts.act_of(name) if current is not None else ""
        if code:
            self.act(code)
            return True
        if name == "F4" and current is not None and current.member_id is not None:
            self.member_wanted.emit(current.member_id)
            return True
        return False

    def subject(self) -> int:
        """Return the member who complains."""
        current = self.list.current_row()
        return (current.member_id or 0) if current else 0

    def open_case(self, complaint_id: int) -> None:
        """Show one complaint, whatever the filters were."""
        if not self.list.select(complaint_id):
            self._show_all()
            self.list.select(complaint_id)
        self._show_current()
        self.list.setFocus()

    def set_error(self, text: str) -> None:
        """Say above the list what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def act(self, code: str) -> None:
        """Do something with the complaint under the cursor, after asking what it needs."""
        current = self.list.current_row()
        if current is None:
            return
        self.set_error("")
        direct: dict[str, Callable[[], None]] = {
            "acknowledge": lambda: self._acknowledge(current),
            "resume": lambda: self._resume(current),
        }
        if code in direct:
            direct[code]()
            return
        self._open(self._dialog_of(code, current))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the list gives way."""
        super().resizeEvent(event)
        self._sheet.setMaximumWidth(270 if self.width() < NARROW else 440)

    # inside

    def _build(self) -> None:
        for each in (self.category, self.severity):
            each.setMinimumContentsLength(8)
            each.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        first = row(self.which, None, self.new, spacing=S)
        second = row(self.search, self.category, self.severity, spacing=S)
        for at, share in enumerate((3, 2, 1)):
            second.setStretch(at, share)
        sheet = self._sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.list)
        middle = row(sheet, self.panel, self._nothing, spacing=L)
        for at, share in enumerate((2, 3, 3)):
            middle.setStretch(at, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.problem)
        layout.addLayout(middle, 1)
        self.new.setVisible(self._desk.may(Permission.COMPLAINT_OPEN))

    def _listen(self) -> None:
        self.which.chosen.connect(lambda _which: self.refresh())
        self.category.chosen.connect(lambda _code: self.refresh())
        self.severity.chosen.connect(lambda _number: self.refresh())
        self.search.searched.connect(lambda _typed: self.refresh())
        self.search.left_downwards.connect(self.list.setFocus)
        self.list.current_changed.connect(lambda _row: self._show_current())
        self.list.chosen.connect(lambda _row: self.panel.acts.focus_next())
        self.panel.acts.wanted.connect(self.act)
        self.panel.member_wanted.connect(self.member_wanted)
        self.panel.compensation_wanted.connect(self._decide)
        self.new.clicked.connect(self._begin_new)

    def _wanted(self) -> Filter:
        which = self.which.value()
        wanted = Filter(
            state=ALL if which == EVERY else complaint_reading.OPEN,
            category=self.category.value() or "", severity=self.severity.value() or None,
            text=self.search.text(),
        )  # fmt: skip
        return replace(wanted, mine=which == MINE, overdue=which == OVERDUE)

    def _is_narrowed(self) -> bool:
        return bool(self.category.value() or self.severity.value() or self.search.text().strip())

    def _empty(self) -> EmptyState:
        if self._is_narrowed():
            return EmptyState(
                "search", tr("No complaint fits what you are looking for."), tr("Show all"),
                self._show_all,
            )  # fmt: skip
        sentence = {
            EVERY: tr("No complaint yet. Whoever complains gives the shop a second chance."),
            MINE: tr("No open complaint is yours."), OPEN: tr("No complaint is open."),
            OVERDUE: tr("No complaint is overdue."),
        }[self.which.value()]  # fmt: skip
        if not self._desk.may(Permission.COMPLAINT_OPEN):
            return EmptyState("mood-smile", sentence)
        return EmptyState("mood-smile", sentence, tr("Write a complaint down"), self._begin_new)

    def _show_all(self) -> None:
        self.which.set_value(EVERY)
        self.category.set_value("")
        self.severity.set_value(0)
        self.search.setText("")
        self.refresh()

    def _show_current(self) -> None:
        current = self.list.current_row()
        self.panel.setVisible(current is not None)
        self._nothing.setVisible(current is None)
        if current is None:
            return
        try:
            self.panel.show_case(complaint_reading.detail(self._desk, current.id))
        except ClubError as error:
            self.set_error(words(error))

    # acts

    def _acknowledge(self, current: ComplaintRow) -> None:
        if self._do(lambda: complaints.acknowledge(
            self._desk, current.id, version=current.version
        )):  # fmt: skip
            self._hall.toasts.show(tr("Noted: they were told that it is looked after."))

    def _resume(self, current: ComplaintRow) -> None:
        if self._do(lambda: complaints.resume(self._desk, current.id, version=current.version)):
            self._hall.toasts.show(tr("The clocks run again."))

    def _dialog_of(self, code: str, current: ComplaintRow) -> Dialog:
        if code == "followup":
            return FollowupDialog(
                self, self._hall, current.member_id or 0, about="complaint", about_id=current.id,
                reason="complaint",
            )  # fmt: skip
        if code == "reopen":
            return ReasonDialog(
                self, tr("Open again: {what}").format(what=title(current)),
                tr("Its clock goes on with the time it had left, and somebody sees to it today."),
                tr("Open again"),
                lambda reason: complaints.reopen(
                    self._desk, current.id, reason, version=current.version
                ),
                danger=False,
            )  # fmt: skip
        if code == "playbook":
            made = CasePlaybookDialog(self, self._hall, current)
            made.kept.connect(lambda: self.place_wanted.emit("playbooks"))
            return made
        return _DIALOGS[code](self, self._hall, current)

    def _decide(self, act: str, id_: int) -> None:
        if act == "refuse":
            self._open(ReasonDialog(
                self, tr("Refuse this compensation"),
                tr("It stays in the history with the reason."), tr("Refuse"),
                lambda reason: compensations.refuse(self._desk, id_, reason),
            ))  # fmt: skip
            return
        steps: dict[str, Callable[[], object]] = {
            "approve": lambda: compensations.approve(self._desk, id_),
            "give": lambda: compensations.give(self._desk, id_),
        }
        if self._do(steps[act]):
            self._hall.toasts.show(tr("Given."))

    def _begin_new(self) -> bool:
        if not self._desk.may(Permission.COMPLAINT_OPEN):
            return False
        dialog = ComplaintDialog(self, self._hall, 0)
        self._open(dialog)
        dialog.accepted.connect(lambda: self.open_case(dialog.made))
        return True

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
        try:
            step()
        except ClubError as error:
            self.set_error(words(error))
            return False
        finally:
            self._on_finished()
        return True
