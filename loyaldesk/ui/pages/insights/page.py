"""The page of statistics: one question above, and tabs of cards that answer it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.insight import catalogue, segments
from loyaldesk.services.insight.question import Question
from loyaldesk.ui.pages.insights.at_risk_view import AtRiskView
from loyaldesk.ui.pages.insights.cards_view import CardsView
from loyaldesk.ui.pages.insights.costs_view import CostsView
from loyaldesk.ui.pages.insights.period_bar import PeriodBar
from loyaldesk.ui.pages.insights.simulator_view import SimulatorView
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import Tab, TabbedPage

NEWS = (
    events.SaleRecorded, events.SaleReversed, events.SaleReturned, events.ImportEnded,
    events.MemberChanged, events.ClubChanged,
)  # fmt: skip

VIEWS: dict[str, Callable[[Hall, Asking], Any]] = {"costs": CostsView}
"""Pages of the catalogue that have a view of their own instead of cards."""


class InsightsPage(TabbedPage):
    """What is measured of the sales.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        desk = hall.desk
        asking = Asking(desk, Question.of_month(desk.today(), look().calendar))
        pages = catalogue.pages()
        tabs = [Tab(title, partial(_view, hall, key, asking)) for key, title in pages]
        after_prediction = [key for key, _title in pages].index("prediction") + 1
        tabs.insert(after_prediction, Tab(tr("At risk"), partial(AtRiskView, hall, asking)))
        after_costs = [key for key, _title in pages].index("costs") + 1
        tabs.insert(after_costs + 1, Tab(tr("Simulator"), partial(SimulatorView, hall, asking)))
        super().__init__(hall, tr("Insights"), tabs, NEWS, parent)
        self.asking = asking
        asking.setParent(self)
        groups = [(title, code) for code, title in segments.choices(desk)]
        self.period = PeriodBar(asking, groups)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, self.period)
        self.setTabOrder(self.period, self.tabs)
        asking.changed.connect(self.refresh)


def _view(hall: Hall, key: str, asking: Asking) -> Any:
    made = VIEWS.get(key)
    return made(hall, asking) if made is not None else CardsView(hall, key, asking)
