"""Letting a basket survive a crash: stored at its first digit, then after each pause in typing."""

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer

from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import drafts
from loyaldesk.services.desk import Desk
from loyaldesk.services.drafts import Basket

KEEP_MS = 300


class Keeper(QObject):
    """Keeps what *basket* returns. A club that cannot be written tells so at the sale itself.

    Args:
        desk: Where and who.
        basket: Returns what is typed now, or None.
        parent: Owner.
    """

    def __init__(self, desk: Desk, basket: Callable[[], Basket | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._basket = basket
        self._kept: Basket | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(KEEP_MS)
        self._pause.timeout.connect(self.now)

    def begin(self, kept: Basket | None = None) -> None:
        """Begin with nothing kept, or with *kept*; what is stored stays stored."""
        self._pause.stop()
        self._kept = kept

    def soon(self) -> None:
        """Something changed: the first time keep it at once, later when typing pauses."""
        if self._kept is None:
            self.now()
        else:
            self._pause.start()

    def now(self) -> None:
        """Keep what is typed now."""
        self._pause.stop()
        basket = self._basket()
        if basket == self._kept:
            return
        with suppress(ClubError):
            if basket is not None:
                drafts.keep(self._desk, basket)
            elif self._kept is not None:
                drafts.drop(self._desk, self._kept.key)
            self._kept = basket

    def drop(self, key: str) -> None:
        """Let the basket go: it is a sale now."""
        self.begin()
        with suppress(ClubError):  # else found with its sale at the next start, and dropped then
            drafts.drop(self._desk, key)
