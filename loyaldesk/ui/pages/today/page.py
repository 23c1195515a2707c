"""The start page: what today asks of me, the worst first, and the four warning signs."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import followups, keys, mentions, signs, today
from loyaldesk.services.keys import KeyState
from loyaldesk.services.signs import Sign
from loyaldesk.services.today import TodayPage
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import primary_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import heading
from loyaldesk.ui.kit.layout import L, M, ScrollPage, box, column, put, row
from loyaldesk.ui.pages.today.lines import Line, LinesCard
from loyaldesk.ui.pages.today.sections import Doors, Writer
from loyaldesk.ui.pages.today.signs_row import SignDialog, SignsRow
from loyaldesk.ui.parts.followup_acts import OutcomeDialog
from loyaldesk.ui.parts.followup_dialog import FollowupDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.try_recovery import TryRecoveryDialog

NEWS = (
    events.FollowupChanged, events.ComplaintChanged, events.ContactAdded, events.CareChanged,
    events.RequestChanged, events.MemberChanged, events.CalendarChanged, events.NightDone,
    events.ClubChanged, events.PlaybooksRan, events.AgreementChanged, events.OccasionChanged,
)  # fmt: skip
LULL_MS = 400
WIDE = 820
"""From this width on there are two columns."""


class TodayStart(QWidget):
    """What is due, overdue, promised and at risk, with the next act beside each.

    Args:
        hall: Where and who.
        parent: The window.
    """

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    record_wanted = Signal(str, int)

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._rules = signs.SignRules()
        self.summary = heading("", 2)
        self.new = primary_button(tr("New follow-up"), "F9", "plus")
        self.problem, self.hours, self.ends = (
            Note("", kind) for kind in ("danger", "danger", "warn")
        )
        self.gaps = Note("", "warn", tr("Show them"), lambda: self.place_wanted.emit("followups"))
        self.keys = Note("", "warn", tr("Test it now"), self._on_keys, icon_name="lock")
        self.signs = SignsRow()
        self.overdue = LinesCard(tr("Overdue"), "danger")
        self.due = LinesCard(tr("Due today"), "ok")
        self.at_risk = LinesCard(tr("Complaints at risk"), "danger")
        self.records = LinesCard(tr("Promised for these days"), "warn")
        self.approvals = LinesCard(tr("Waiting for your leave"), "warn")
        self.mentions = LinesCard(tr("Notes that name you"), "plain")
        self.birthdays = LinesCard(tr("Birthdays"), "plain")
        self.calls = LinesCard(tr("Members to call"), "plain")
        self.nothing = EmptyState("circle-check", tr("This day asks for nothing more."))
        self._grid = QGridLayout()
        self._columns = (box(column(spacing=L)), box(column(spacing=L)))
        self._build()
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.refresh)
        for kind in NEWS:
            hall.news.on(kind, self, lambda _news: self._lull.start())
        self._is_stale = True

    # what the window asks for

    def refresh(self) -> None:
        """Read the day anew; the signs, which read every purchase, come when they are ready."""
        self._lull.stop()
        if not self.isVisible():
            self._is_stale = True
            return
        self._is_stale = False
        self.set_error("")
        try:
            self._show(today.today_page(self._hall.desk))
            self._say_keys(keys.reminder(self._hall.desk))
        except ClubError as error:
            self.set_error(words(error))
            return
        if self._hall.desk.may(Permission.REPORT_READ):
            desk = self._hall.desk
            self._hall.runner.run(
                lambda _progress: (signs.four(desk), signs.rules(desk)[0]), done=self._show_signs
            )

    def focus_first(self) -> None:
        """Put the keys on the first thing to do."""
        for card in (self.overdue, self.due, self.at_risk):
            if card.isVisibleTo(self) and card.rows:
                card.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_error(self, text: str) -> None:
        """Say on top what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what changed while another page was shown is read now."""
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: one column where there is no room for two."""
        super().resizeEvent(event)
        is_wide = self.width() >= WIDE
        self._grid.addWidget(self._columns[1], 0 if is_wide else 1, 1 if is_wide else 0)
        self._grid.setColumnStretch(1, 1 if is_wide else 0)

    # inside

    def _build(self) -> None:
        head = row(self.summary, None, self.new, spacing=M)
        first = (self.overdue, self.due, self.calls)
        second = (self.at_risk, self.approvals, self.records, self.mentions, self.birthdays)
        for side, cards in zip(self._columns, (first, second), strict=True):
            inside = side.layout()
            assert isinstance(inside, QVBoxLayout)  # noqa: S101  # made as a column
            put(inside, *cards, None)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(L)
        self._grid.addWidget(self._columns[0], 0, 0)
        self._grid.addWidget(self._columns[1], 0, 1)
        self._grid.setColumnStretch(0, 1)
        page = ScrollPage(
            head, self.problem, self.hours, self.ends, self.gaps, self.keys, self.signs,
            self._grid,
            self.nothing, None, spacing=M,
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.new.clicked.connect(self._make)
        self.new.setVisible(self._hall.desk.may(Permission.FOLLOWUP_WRITE))
        self.signs.chosen.connect(self._show_sign)
        self.signs.setVisible(self._hall.desk.may(Permission.REPORT_READ))
        for note in (self.problem, self.hours, self.ends, self.gaps, self.keys):
            note.hide()

    def _say_keys(self, found: KeyState | None) -> None:
        """Remind the owner of the recovery key, once a quarter."""
        self.keys.setVisible(found is not None)
        if found is not None:
            self.keys.say(
                tr("The recovery key of the club was not tried for a quarter, or there is none."
                   " A minute now saves the club on a bad day."), "warn",
            )  # fmt: skip

    def _on_keys(self) -> None:
        found = keys.reminder(self._hall.desk)
        if found is None or not found.has_recovery:
            self.place_wanted.emit("settings")
            return
        dialog = TryRecoveryDialog(self.window(), self._hall)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._lull.start)
        dialog.open()

    def _show(self, page: TodayPage) -> None:
        doors = Doors(
            self.member_wanted.emit, self.record_wanted.emit, self._finish, self._plan_call,
            self._mark_seen,
        )  # fmt: skip
        writer = Writer(self._hall, page, doors)
        self.summary.setText(_summary(page))
        self._say_notes(page)
        self.overdue.show_lines(
            [writer.followup(one) for one in page.overdue], page.overdue_all,
            _others(page.overdue_all - page.overdue_mine),
        )  # fmt: skip
        self.due.show_lines([writer.followup(one) for one in page.due])
        self.at_risk.show_lines([writer.complaint(one) for one in page.at_risk])
        records: list[Line] = [
            writer.record(one) for one in (*page.orders, *page.requests, *page.agreements)
        ]
        self.records.show_lines(records)
        self.approvals.show_lines([writer.approval(one) for one in page.approvals])
        self.mentions.show_lines([writer.mention(one) for one in page.mentions])
        self.birthdays.show_lines([writer.birthday(one) for one in page.birthdays])
        self.calls.show_lines([writer.call(one) for one in page.calls])
        self.nothing.setVisible(page.is_empty)

    def _say_notes(self, page: TodayPage) -> None:
        self.hours.say(
            tr("The shop has no working hours, so nothing can become due. Set them in Settings."),
            "danger",
        )
        self.hours.setVisible(page.no_hours)
        if page.table_ends is not None:
            self.ends.say(
                tr(
                    "The table of holidays ends on {day}. Deadlines after it know no holidays."
                ).format(day=fmt.long_day(page.table_ends)),
                "warn",
            )
        self.ends.setVisible(page.table_ends is not None)
        missing = page.gaps + page.owned_gaps
        self.gaps.say(
            trn(
                "{n} open record or member has no next step.",
                "{n} open records or members have no next step.",
                missing,
            ).format(n=fmt.number(missing)),
            "warn",
        )
        self.gaps.setVisible(bool(missing))

    def _show_signs(self, found: tuple[tuple[Sign, ...], signs.SignRules]) -> None:
        four, self._rules = found
        self.signs.show_signs(four)

    def _show_sign(self, sign: Sign) -> None:
        dialog = SignDialog(self, self._hall, sign, self._rules)
        dialog.member_wanted.connect(self.member_wanted)
        dialog.record_wanted.connect(self.record_wanted)
        dialog.exec()
        dialog.deleteLater()

    def _make(self) -> None:
        self._ask(FollowupDialog(self, self._hall))

    def _plan_call(self, member_id: int) -> None:
        self._ask(FollowupDialog(self, self._hall, member_id, reason="silence"))

    def _finish(self, followup_id: int) -> None:
        try:
            found = followups.detail(self._hall.desk, followup_id)
        except ClubError as error:
            self.set_error(words(error))
            return
        self._ask(OutcomeDialog(self, self._hall, found))

    def _ask(self, dialog: FollowupDialog | OutcomeDialog) -> None:
        dialog.exec()
        dialog.deleteLater()
        self._lull.start()

    def _mark_seen(self, note_id: int) -> None:
        try:
            mentions.seen(self._hall.desk, [note_id])
        except ClubError as error:
            self.set_error(words(error))
        self._lull.start()


def _summary(page: TodayPage) -> str:
    due, promised = len(page.due), len(page.promises)
    parts = [trn("{n} follow-up is due", "{n} follow-ups are due", due).format(n=fmt.number(due))]
    if page.overdue_all:
        parts.append(tr("{n} overdue").format(n=fmt.number(page.overdue_all)))
    if promised:
        parts.append(tr("{n} promised").format(n=fmt.number(promised)))
    return " · ".join(parts)


def _others(count: int) -> str:
    if count <= 0:
        return ""
    return trn("{n} of them is somebody else's.", "{n} of them are others'.", count).format(
        n=fmt.number(count)
    )
