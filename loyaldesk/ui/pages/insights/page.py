"""The page of statistics: one question above, and chapters that answer it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services.insight import segments
from loyaldesk.services.insight.question import Question
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.insights.advisor_view import AdvisorView
from loyaldesk.ui.pages.insights.at_risk_view import AtRiskView
from loyaldesk.ui.pages.insights.cards_view import CardsView
from loyaldesk.ui.pages.insights.chapter import ChapterView
from loyaldesk.ui.pages.insights.chapters import Chapter, chapters
from loyaldesk.ui.pages.insights.costs_view import CostsView
from loyaldesk.ui.pages.insights.letgo_view import LetGoView
from loyaldesk.ui.pages.insights.lost_view import LostView
from loyaldesk.ui.pages.insights.period_bar import PeriodBar
from loyaldesk.ui.pages.insights.settings_dialog import InsightSettingsDialog
from loyaldesk.ui.pages.insights.simulator_view import SimulatorView
from loyaldesk.ui.pages.insights.targets_view import TargetsView
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import Tab, TabbedPage

NEWS = (
    events.SaleRecorded, events.SaleReversed, events.SaleReturned, events.ImportEnded,
    events.MemberChanged, events.ClubChanged,
)  # fmt: skip

VIEWS: dict[str, Callable[[Hall, Asking], Any]] = {
    "letgo": lambda hall, _asking: LetGoView(hall),
    "at_risk": AtRiskView,
    "costs": CostsView,
    "lost": LostView,
    "simulator": SimulatorView,
    "targets": TargetsView,
    "advisor": AdvisorView,
}
"""Parts that have a view of their own instead of the cards of a page of the catalogue."""


class InsightsPage(TabbedPage):
    """What is measured of the sales.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        desk = hall.desk
        asking = Asking(desk, Question.of_month(desk.today(), look().calendar))
        self.chapters = chapters(desk.may)
        tabs = [Tab(each.title, partial(_made, each, hall, asking)) for each in self.chapters]
        super().__init__(hall, tr("Insights"), tabs, NEWS, parent)
        self.asking = asking
        asking.setParent(self)
        groups = [(title, code) for code, title in segments.choices(desk)]
        may_set = desk.may(Permission.INSIGHT_EDIT)
        self.period = PeriodBar(asking, groups, may_set=may_set)
        self.period.settings_wanted.connect(self.open_settings)
        self.dialog: Dialog | None = None
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, self.period)
        mark(self.tabs.tabBar(), tight="true")  # all nine stand in the smallest window
        self._order_keys()
        asking.changed.connect(self.refresh)

    def open_tab(self, title: str) -> Any:
        """Show the chapter or the part called *title*; return the part that is then on view."""
        for chapter in self.chapters:
            if title in [part.title for part in chapter.parts]:
                view = super().open_tab(chapter.title)
                return view.open_part(title) if isinstance(view, ChapterView) else view
        view = super().open_tab(title)
        return view.part() if isinstance(view, ChapterView) else view

    def _order_keys(self) -> None:
        """Let Tab go through the question first, then the chapters, then what they hold."""
        at = self.period.settings
        for then in (self.tabs.tabBar(), *self.view().findChildren(QScrollArea)):
            self.setTabOrder(at, then)
            at = then

    def open_settings(self) -> None:
        """Offer the windows and limits of the figures; saved, all cards are reckoned anew."""
        self.dialog = InsightSettingsDialog(self, self._hall, self.asking)
        self.dialog.accepted.connect(self.refresh)
        self.dialog.open()

    def parts(self) -> list[str]:
        """Return the title of every part, in order."""
        return [part.title for chapter in self.chapters for part in chapter.parts]


def _made(chapter: Chapter, hall: Hall, asking: Asking) -> Any:
    if len(chapter.parts) == 1:
        return _view(hall, chapter.parts[0].key, asking)
    return ChapterView(
        chapter.title,
        [(part.title, partial(_view, hall, part.key, asking)) for part in chapter.parts],
    )


def _view(hall: Hall, key: str, asking: Asking) -> Any:
    made = VIEWS.get(key)
    return made(hall, asking) if made is not None else CardsView(hall, key, asking)
