"""The calendar of follow-ups with what is overdue beside it, always in sight."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import following_papers, followups, worktime
from loyaldesk.services.followups import FollowupRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.agenda.view import AgendaView
from loyaldesk.ui.kit.buttons import icon_button, primary_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.layout import M, S, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.followups import entries
from loyaldesk.ui.pages.followups.due_panel import DuePanel, DueRow
from loyaldesk.ui.pages.followups.files_dialog import CalendarFilesDialog
from loyaldesk.ui.pages.followups.filters import EVERYBODY, MINE, FilterBar
from loyaldesk.ui.parts.closing import TomorrowDialog, moved_words
from loyaldesk.ui.parts.followup_acts import CancelDialog, MoveDialog, OutcomeDialog, may_touch
from loyaldesk.ui.parts.followup_dialog import FollowupDialog
from loyaldesk.ui.parts.followup_view import FollowupView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog

NARROWEST, WIDEST = 200, 300  # of the panel
HEAD = 540
MINUTE_MS = 60_000


class CalendarView(QWidget):
    """Day, week or month of follow-ups; what is late and due today stands beside it.

    Args:
        hall: Where and who.
    """

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall, self._desk = hall, hall.desk
        self._known: dict[int, FollowupRow] = {}
        self.dialog: Dialog | None = None
        may_all = self._desk.may(Permission.FOLLOWUP_ANY)
        self.filters = FilterBar(hall, EVERYBODY if may_all else MINE)
        self.done = CheckBox(tr("Done too"))
        self.more = icon_button("dots", tr("More"))
        self.new = primary_button(tr("New"), "F9", "plus")
        self.new.setVisible(self._desk.may(Permission.FOLLOWUP_WRITE))
        self.calendar = AgendaView(self._desk.today)
        self.panel = DuePanel(self._desk)
        self._lay_out()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE_MS)
        self._clock.timeout.connect(self._show_now)
        self._clock.start()

    def refresh(self) -> None:
        """Read what is on view anew."""
        first, last = self.calendar.days
        states = ("open", "done") if self.done.isChecked() else ("open",)
        today, wanted = self._desk.today(), self.filters.wanted()
        try:
            rows = followups.agenda(self._desk, first, last, self.filters.wanted(*states))
            overdue = followups.overdue(self._desk, wanted)
            due = followups.agenda(self._desk, today, today, wanted)
            self.calendar.set_notes(entries.notes(self._desk, first, last))
            hours = worktime.working_time(self._desk).hours
        except ClubError as error:
            show(error, self)
            return
        self.calendar.set_hours(entries.open_hours(hours, first, last))
        self.calendar.set_entries(entries.entry(self._desk, each) for each in rows)
        self.panel.show_due(overdue, due)
        self._known = {each.id: each for each in (*rows, *overdue, *due)}
        self._show_now()

    def focus_first(self) -> None:
        """Begin at what is late or due today; else in the calendar."""
        (self.panel.first() or self.calendar).setFocus()

    def key_pressed(self, name: str) -> bool:
        """Use F6, F9 and Ctrl+P; return whether the key was used."""
        acts = {"F6": self.change_side, "F9": self.begin_new, "Ctrl+P": self.print_morning}
        if name not in acts or (name == "F9" and not self._desk.may(Permission.FOLLOWUP_WRITE)):
            return False
        acts[name]()
        return True

    def told_keys(self) -> list[tuple[str, str]]:
        """Return the keys that no button shows, for the help."""
        return [
            ("F6", tr("From the list to the calendar and back")),
            ("Enter", tr("In the list: done. In the calendar: open")),
            ("+", tr("In the list: another day")),
            ("Del", tr("In the list: cancel")),
            ("Space", tr("In the list: open")),
            ("1…9", tr("In the calendar: choose an entry of the day")),
            ("Ctrl+←→↑↓", tr("In the calendar: move the chosen entry")),
            ("Ctrl+Tab", tr("Next tab")),
        ]

    def change_side(self) -> None:
        """Take the keys from what is due to the calendar, or back."""
        first, here = self.panel.first(), self.window().focusWidget()
        at_calendar = here is not None and self.calendar.isAncestorOf(here)
        (first if at_calendar and first is not None else self.calendar).setFocus()

    def subject(self) -> int:
        """Return the member of the row or entry the keys are on; 0 for none."""
        focus, chosen = self.window().focusWidget(), self.calendar.chosen
        found = focus.followup if isinstance(focus, DueRow) else None
        if found is None and chosen is not None:
            found = self._known.get(chosen.id)
        return (found.member_id or 0) if found is not None else 0

    def begin_new(self, on: date | None = None, minute: int | None = None) -> None:
        """Make a follow-up on the selected day."""
        if not self._desk.may(Permission.FOLLOWUP_WRITE):
            return
        dialog = FollowupDialog(self, self._hall, on=on or self.calendar.selected)
        if minute is not None:
            dialog.at.set_hour(entries.hour_of(minute))
        self._open(dialog)

    def print_morning(self) -> None:
        """Show the list of the selected day, to be printed."""
        day = max(self.calendar.selected, self._desk.today())
        kind, id_ = self.filters.owner.value() or EVERYBODY
        one = self._desk.operator.id if kind == "mine" else id_
        try:
            paper = following_papers.agenda_pdf(self._desk, day, operator_id=one or None)
        except ClubError as error:
            show(error, self)
            return
        title = tr("Morning list, {day}").format(day=fmt.long_day(day))
        self.dialog = PdfDialog(self._hall, self, title, paper, "followups")
        self.dialog.open()

    def open_files(self) -> None:
        """Show how other calendars get the follow-ups."""
        self._open(CalendarFilesDialog(self, self._hall, self.filters.wanted()))

    def close_tomorrow(self) -> None:
        """Close the shop tomorrow; what is due then moves."""
        on = self._desk.today() + timedelta(days=1)
        dialog = TomorrowDialog(self, self._desk, on)
        dialog.accepted.connect(lambda: self._say_closed(on, dialog.moved))
        self._open(dialog)

    def act(self, what: str, followup: FollowupRow) -> None:
        """Do what a row or an entry asks for: done, later, cancel or open."""
        tomorrow = self._desk.today() + timedelta(days=1)
        if what == "open":
            self.open_followup(followup.id)
        elif not may_touch(self._desk, followup):
            return
        elif what == "done":
            self._open(OutcomeDialog(self, self._hall, followup))
        elif what == "later":
            self._open(MoveDialog(self, self._hall, followup, tomorrow))
        else:
            self._open(CancelDialog(self, self._hall, followup))

    def open_followup(self, followup_id: object) -> None:
        """Show one follow-up in full."""
        if isinstance(followup_id, int):
            dialog = FollowupView(self, self._hall, followup_id)
            dialog.member_wanted.connect(self.member_wanted)
            self._open(dialog)

    def ask_move(self, followup_id: object, on: date, minute: int | None) -> None:
        """Ask for the reason of a move; until it is given everything stays where it was."""
        found = self._known.get(followup_id) if isinstance(followup_id, int) else None
        if found is not None and may_touch(self._desk, found):
            at = entries.hour_of(minute)
            self._open(MoveDialog(self, self._hall, found, on, at))

    def open_menu(self) -> QMenu:
        """Open the menu of the rarer acts."""
        menu = QMenu(self)
        menu.addAction(tr("Print the morning list"), self.print_morning)
        may = self._desk.may
        if may(Permission.LIST_EXPORT):
            menu.addAction(tr("Other calendars (.ics)…"), self.open_files)
        if may(Permission.CALENDAR_EDIT):
            menu.addSeparator()
            menu.addAction(tr("Closed tomorrow…"), self.close_tomorrow)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = QPoint(0, self.more.height() + 2)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(self.more.width() - menu.sizeHint().width())
        menu.popup(self.more.mapToGlobal(corner))
        return menu

    def _lay_out(self) -> None:
        head = row(self.filters, self.done, self.more, self.new, spacing=S)
        head.setStretch(0, 1)
        beside = QHBoxLayout()
        beside.setSpacing(M)
        self.panel.setMinimumWidth(NARROWEST)
        self.panel.setMaximumWidth(WIDEST)
        self.calendar.head.setMinimumWidth(HEAD)  # its title goes above its buttons then
        beside.addWidget(self.panel, 2)
        beside.addWidget(self.calendar, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addLayout(beside, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self.refresh)
        self.done.clicked.connect(self.refresh)
        self.more.clicked.connect(self.open_menu)
        self.new.clicked.connect(lambda: self.begin_new())  # noqa: PLW0108  # drops `checked`
        self.panel.asked.connect(self.act)
        calendar = self.calendar
        calendar.period_changed.connect(lambda _first, _last: self.refresh())
        calendar.entry_opened.connect(self.open_followup)
        calendar.move_asked.connect(self.ask_move)
        calendar.make_asked.connect(self.begin_new)

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self.refresh()
        self.changed.emit()

    def _say_closed(self, on: date, moved: int) -> None:
        said = tr("The shop is closed: {day}.").format(day=fmt.long_day(on))
        self._hall.toasts.show(f"{said} {moved_words(moved)}".strip())

    def _show_now(self) -> None:
        now = self._desk.clock().astimezone(self._desk.zone)
        self.calendar.set_today(now.date())
        self.calendar.set_now(now.hour * 60 + now.minute)
