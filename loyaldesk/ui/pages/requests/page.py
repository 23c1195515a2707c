"""The page of requests: requests, prospects, voices, agreements, occasion orders, promises."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.pages.requests.agreements_view import AgreementsView
from loyaldesk.ui.pages.requests.orders_view import OrdersView
from loyaldesk.ui.pages.requests.promises_view import PromisesView
from loyaldesk.ui.pages.requests.prospects_view import ProspectsView
from loyaldesk.ui.pages.requests.requests_view import RequestsView
from loyaldesk.ui.pages.requests.voices_view import VoicesView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import Tab, TabbedPage

NEWS = (
    events.RequestChanged, events.ProspectChanged, events.FeedbackChanged,
    events.AgreementChanged, events.OccasionChanged, events.PromisesChanged,
    events.FollowupChanged, events.ClubChanged,
)  # fmt: skip


class RequestsPage(TabbedPage):
    """What people ask for beside a sale, and what the shop promised.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        may = hall.desk.may(Permission.FOLLOWUP_READ)
        tabs = (
            Tab(tr("Requests"), lambda: RequestsView(hall), may),
            Tab(tr("Prospects"), lambda: ProspectsView(hall), may),
            Tab(tr("Ideas and thanks"), lambda: VoicesView(hall), may),
            Tab(tr("Agreements"), lambda: AgreementsView(hall), may),
            Tab(tr("Occasion orders"), lambda: OrdersView(hall), may),
            Tab(tr("Our promises"), lambda: PromisesView(hall), may),
        )
        super().__init__(hall, tr("Requests"), tabs, NEWS, parent)

    def open_record(self, place: str, record_id: int) -> None:
        """Show this record in its tab."""
        title = _tab_of(place)
        if title in self.titles():
            self.open_tab(title).open_id(record_id)


def _tab_of(place: str) -> str:
    names = {
        "request": tr("Requests"), "prospect": tr("Prospects"), "feedback": tr("Ideas and thanks"),
        "agreement": tr("Agreements"), "occasion_order": tr("Occasion orders"),
    }  # fmt: skip
    return names.get(place, "")
