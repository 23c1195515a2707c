"""The page of rewards: cards, vouchers, what was taken, gift cards, and what the club owes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.layout import XL, L, M
from loyaldesk.ui.pages.rewards.gift_cards_view import GiftCardsView
from loyaldesk.ui.pages.rewards.liability_view import LiabilityView
from loyaldesk.ui.pages.rewards.rewards_view import RewardsView
from loyaldesk.ui.pages.rewards.taken_view import TakenView
from loyaldesk.ui.pages.rewards.vouchers_view import VouchersView
from loyaldesk.ui.parts.hall import Hall

LULL_MS = 400
"""News is answered after a lull: a busy till tells of every sale."""

NEWS = (
    events.MemberChanged, events.SaleRecorded, events.SaleReversed, events.SaleReturned,
    events.GiftCardChanged, events.TierChanged, events.ImportEnded, events.ClubChanged,
)  # fmt: skip


class RewardsPage(QWidget):
    """Tabs that are made when they are first opened, and read anew when something happened.

    Args:
        hall: Where and who.
        parent: The window.
    """

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    counter_wanted = Signal(str)

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._makers: list[Callable[[], Any]] = []
        self._insides: list[QVBoxLayout] = []
        self._made: dict[int, Any] = {}
        self._stale: set[int] = set()
        self.problem = Note("", "danger")
        self.problem.hide()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Rewards"))
        self.tabs.setDocumentMode(True)
        self._offer()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, M, XL, L)
        layout.setSpacing(M)
        layout.addWidget(self.problem)
        layout.addWidget(self.tabs, 1)
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.refresh)
        for kind in NEWS:
            hall.news.on(kind, self, lambda _news: self._lull.start())
        self.tabs.currentChanged.connect(self._open)
        self._open(0)

    def refresh(self) -> None:
        """Read the tab on view anew; the others when they are opened."""
        self._lull.stop()
        self._stale = set(self._made)
        if self.isVisible():
            self._open(self.tabs.currentIndex())

    def focus_first(self) -> None:
        """Put the keys where the tab on view begins."""
        self.view().focus_first()

    def take_scan(self, code: str) -> None:
        """A scan is a voucher or a gift card where those are on view; else it is for the till."""
        view = self.view()
        if hasattr(view, "take_scan"):
            view.take_scan(code)
        else:
            self.counter_wanted.emit(code)

    def set_error(self, text: str) -> None:
        """Say above the tabs what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def view(self) -> Any:
        """Return what stands in the tab on view."""
        return self._made[self.tabs.currentIndex()]

    def titles(self) -> list[str]:
        """Return the tabs this operator sees."""
        return [self.tabs.tabText(at) for at in range(self.tabs.count())]

    def open_tab(self, title: str) -> Any:
        """Show the tab called *title* and return what stands in it."""
        self.tabs.setCurrentIndex(self.titles().index(title))
        return self.view()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what changed while another page was shown is read now."""
        super().showEvent(event)
        self._open(self.tabs.currentIndex())

    def _offer(self) -> None:
        hall, may = self._hall, self._hall.desk.may
        offered: list[tuple[str, bool, Callable[[], Any]]] = [
            (tr("Rewards"), True, self._rewards),
            (tr("Vouchers"), may(Permission.MEMBER_READ), lambda: VouchersView(hall)),
            (tr("Taken"), may(Permission.MEMBER_READ), lambda: TakenView(hall)),
            (
                tr("Gift cards"),
                may(Permission.REPORT_READ) or may(Permission.GIFT_CARD_USE),
                lambda: GiftCardsView(hall),
            ),
            (tr("Liability"), may(Permission.REPORT_READ), lambda: LiabilityView(hall)),
        ]
        for title, is_offered, make in offered:
            if is_offered:
                self._makers.append(make)
                place = QWidget()
                inside = QVBoxLayout(place)
                self._insides.append(inside)
                inside.setContentsMargins(0, M, 0, 0)
                self.tabs.addTab(place, title)

    def _open(self, at: int) -> None:
        if at not in self._made:
            made = self._made[at] = self._makers[at]()
            if hasattr(made, "member_wanted"):
                made.member_wanted.connect(self.member_wanted)
            if hasattr(made, "changed"):
                made.changed.connect(self._on_changed)
            self._insides[at].addWidget(made)
            self._stale.add(at)
        if at in self._stale:
            self._stale.discard(at)
            self.set_error("")
            self._made[at].refresh()

    def _rewards(self) -> RewardsView:
        made = RewardsView(self._hall)
        made.settings_wanted.connect(lambda: self.place_wanted.emit("settings"))
        return made

    def _on_changed(self) -> None:
        """What one tab did is read by the others when they are opened."""
        self._stale |= set(self._made) - {self.tabs.currentIndex()}
