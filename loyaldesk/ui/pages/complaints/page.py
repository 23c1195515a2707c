"""The page of complaints: the list with its clocks, figures, incidents, and the deadlines."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.pages.complaints.figures_view import FiguresView
from loyaldesk.ui.pages.complaints.incidents_view import IncidentsView
from loyaldesk.ui.pages.complaints.list_view import ComplaintsView
from loyaldesk.ui.pages.complaints.policy_view import PolicyView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import Tab, TabbedPage

NEWS = (
    events.ComplaintChanged, events.IncidentChanged, events.FollowupChanged,
    events.CalendarChanged, events.MemberChanged, events.OperatorsChanged,
)  # fmt: skip


class ComplaintsPage(TabbedPage):
    """What went wrong, and what came of it.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        may = hall.desk.may
        tabs = (
            Tab(tr("Complaints"), lambda: ComplaintsView(hall)),
            Tab(tr("Figures"), lambda: FiguresView(hall), may(Permission.REPORT_READ)),
            Tab(tr("Incidents"), lambda: IncidentsView(hall)),
            Tab(tr("Deadlines"), lambda: PolicyView(hall), may(Permission.CALENDAR_EDIT)),
        )
        super().__init__(hall, tr("Complaints"), tabs, NEWS, parent)

    def open_record(self, place: str, record_id: int) -> None:
        """Show a complaint or an incident."""
        if place == "incident":
            self.open_tab(tr("Incidents")).open_incident(record_id)
        else:
            self.open_tab(tr("Complaints")).open_case(record_id)
