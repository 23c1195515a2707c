"""The page of follow-ups: calendar, list, what has no next step, and the team."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
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
