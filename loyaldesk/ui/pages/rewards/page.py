"""The page of rewards: cards, vouchers, what was taken, gift cards, and what the club owes."""

from PySide6.QtWidgets import QWidget

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.pages.rewards.gift_cards_view import GiftCardsView
from loyaldesk.ui.pages.rewards.liability_view import LiabilityView
from loyaldesk.ui.pages.rewards.rewards_view import RewardsView
from loyaldesk.ui.pages.rewards.taken_view import TakenView
from loyaldesk.ui.pages.rewards.vouchers_view import VouchersView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.tabbed_page import Tab, TabbedPage

NEWS = (
    events.MemberChanged, events.SaleRecorded, events.SaleReversed, events.SaleReturned,
    events.GiftCardChanged, events.TierChanged, events.ImportEnded, events.ClubChanged,
)  # fmt: skip


class RewardsPage(TabbedPage):
    """What members can take, took and hold.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        may = hall.desk.may
        tabs = (
            Tab(tr("Rewards"), self._rewards),
            Tab(tr("Vouchers"), lambda: VouchersView(hall), may(Permission.MEMBER_READ)),
            Tab(tr("Taken"), lambda: TakenView(hall), may(Permission.MEMBER_READ)),
            Tab(
                tr("Gift cards"), lambda: GiftCardsView(hall),
                may(Permission.REPORT_READ) or may(Permission.GIFT_CARD_USE),
            ),
            Tab(tr("Liability"), lambda: LiabilityView(hall), may(Permission.REPORT_READ)),
        )  # fmt: skip
        super().__init__(hall, tr("Rewards"), tabs, NEWS, parent)

    def take_scan(self, code: str) -> None:
        """A scan is a voucher or a gift card where those are on view; else it is for the till."""
        view = self.view()
        if hasattr(view, "take_scan"):
            view.take_scan(code)
        else:
            self.counter_wanted.emit(code)

    def _rewards(self) -> RewardsView:
        made = RewardsView(self._hall)
        made.settings_wanted.connect(lambda: self.place_wanted.emit("settings"))
        return made
