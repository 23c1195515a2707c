"""The tabs of the member page: each is made and read when it is first opened."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.services.profile import Profile
from loyaldesk.ui.kit.layout import M
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.pages.member.offer import Offer
from loyaldesk.ui.pages.member.parts_tab import PartsTab


class MemberTabs(QTabWidget):
    """Makes a tab when it is opened, and reads it anew when something changed meanwhile.

    A tab has ``refresh()``; one that shows the profile has ``show_profile(profile, today)`` too.
    """

    def __init__(self, profile: Callable[[], Profile], today: Callable[[], date]) -> None:
        super().__init__()
        self._profile, self._today = profile, today
        self._offers: Sequence[Offer] = ()
        self._places: list[QWidget] = []
        self._stale: set[int] = set()
        self.made: dict[int, Any] = {}
        self.setAccessibleName(tr("Member"))
        self.setDocumentMode(True)
        self.currentChanged.connect(self.open_at)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Offer other tabs instead of those before; none of them is made yet."""
        self.blockSignals(True)  # noqa: FBT003  # Qt's signature
        while self.count():
            self.removeTab(0)
        for old in self._places:
            old.deleteLater()
        self._offers, self._places, self.made = offers, [], {}
        self._stale = set()
        for one in offers:
            place = QWidget()
            inside = QVBoxLayout(place)
            inside.setContentsMargins(0, M, 0, 0)
            self._places.append(place)
            self.addTab(place, plain_words(one.title))
        self.blockSignals(False)  # noqa: FBT003  # Qt's signature

    def open(self, title: str) -> QWidget:
        """Show the tab, or the part of one, called *title* and return what stands in it."""
        for at, offer in enumerate(self._offers):
            if title == offer.title or title in offer.parts:
                self.setCurrentIndex(at)
                self.open_at(at)
                if title in offer.parts:
                    self.made[at].open(title)
        made: QWidget = self.made[self.currentIndex()]
        return made.part() if isinstance(made, PartsTab) else made

    def titles(self) -> list[str]:
        """Return what can be opened: each tab, and each part of one."""
        return [title for offer in self._offers for title in (offer.title, *offer.parts)]

    def refresh(self) -> None:
        """Read the tab on view anew now, the others when they are next opened."""
        self._stale = set(self.made)
        self.open_at(self.currentIndex())

    def open_at(self, at: int) -> None:
        """Make and read the tab number *at*, if that has not been done."""
        if at not in self.made:
            made = self.made[at] = self._offers[at].make()
            inside = self._places[at].layout()
            assert inside is not None  # noqa: S101  # given when the place was made
            inside.addWidget(made)
            self._stale.add(at)
        if at in self._stale:
            self._stale.discard(at)
            made = self.made[at]
            if hasattr(made, "show_profile"):
                made.show_profile(self._profile(), self._today())
            made.refresh()
