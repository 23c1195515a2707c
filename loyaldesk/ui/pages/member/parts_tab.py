"""A tab that holds several parts, of which one is on view; each is made when it is first opened."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.services.profile import Profile
from loyaldesk.ui.kit.layout import M
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.offer import Offer


class PartsTab(QWidget):
    """Buttons for the parts above the part on view.

    Args:
        name: Of the whole, for screen readers.
        offers: The parts.
    """

    def __init__(self, name: str, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._offers = offers
        self.made: dict[int, Any] = {}
        self._stale: set[int] = set()
        self._profile: Profile | None = None
        self._today: date | None = None
        self.which: Segments[int] = Segments(
            [(offer.title, at) for at, offer in enumerate(offers)], name
        )
        self._places = QStackedWidget()
        self._insides: list[QVBoxLayout] = []
        for _offer in offers:
            place = QWidget()
            inside = QVBoxLayout(place)
            inside.setContentsMargins(0, 0, 0, 0)
            self._insides.append(inside)
            self._places.addWidget(place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.which)
        layout.addWidget(self._places, 1)
        self.which.setVisible(len(offers) > 1)
        self.which.chosen.connect(self._open_at)

    def open(self, title: str) -> Any:
        """Show the part called *title* and return it."""
        at = next(at for at, offer in enumerate(self._offers) if offer.title == title)
        self.which.set_value(at)
        self._open_at(at)
        return self.made[at]

    def part(self) -> Any:
        """Return the part on view."""
        return self.made[self._places.currentIndex()]

    def show_profile(self, profile: Profile, today: date) -> None:
        """Show a member anew in the parts that show one."""
        self._profile, self._today = profile, today
        for made in self.made.values():
            self._show_on(made)

    def refresh(self) -> None:
        """Read the part on view anew, the others when they are opened."""
        self._stale = set(self.made)
        self._open_at(self._places.currentIndex())

    def _open_at(self, at: int) -> None:
        if at not in self.made:
            made = self.made[at] = self._offers[at].make()
            self._insides[at].addWidget(made)
            self._show_on(made)
            self._stale.add(at)
        self._places.setCurrentIndex(at)
        if at in self._stale:
            self._stale.discard(at)
            self.made[at].refresh()

    def _show_on(self, made: Any) -> None:
        if self._profile is not None and hasattr(made, "show_profile"):
            made.show_profile(self._profile, self._today)
