"""The page of follow-ups: calendar, list, what has no next step, and the team."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import followups
from loyaldesk.services.words import words
from loyaldesk.ui.pages.followups.calendar_view import CalendarView
from loyaldesk.ui.pages.followups.gaps_view import GapsView
from loyaldesk.ui.pages.followups.list_view import ListTab
from loyaldesk.ui.pages.followups.team_view import TeamView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import Tab, TabbedPage

NEWS = (
    events.FollowupChanged, events.CalendarChanged, events.CareChanged, events.MemberChanged,
    events.ComplaintChanged, events.OperatorsChanged, events.ClubChanged,
)  # fmt: skip

REST_MS = 15_000
"""The file that other calendars subscribe to is written when nothing changed for so long."""


class FollowupsPage(TabbedPage):
    """What was promised to whom, by when and by whom.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        may = hall.desk.may
        tabs = (
            Tab(tr("Calendar"), lambda: CalendarView(hall)),
            Tab(tr("List"), lambda: ListTab(hall)),
            Tab(tr("Without next step"), lambda: GapsView(hall)),
            Tab(tr("Team"), lambda: TeamView(hall), may(Permission.OPERATOR_READ)),
        )
        super().__init__(hall, tr("Follow-ups"), tabs, NEWS, parent)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.write_subscription)
        hall.news.on(events.FollowupChanged, self, lambda _news: self._rest.start())

    def write_subscription(self) -> None:
        """Write the file that other calendars subscribe to, if there is one, in the worker."""
        desk = self._hall.desk
        if followups.rules(desk)[0].subscription:
            self._hall.runner.run(
                lambda _progress: followups.refresh_subscription(desk),
                done=lambda _written: None, failed=self._on_unwritten,
            )  # fmt: skip

    def _on_unwritten(self, error: Exception) -> None:
        if not isinstance(error, ClubError):
            raise error
        self._hall.toasts.show(words(error), kind="warn")
