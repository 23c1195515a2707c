"""A sale that was begun and not recorded, offered again."""

from PySide6.QtCore import Signal

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.drafts import KeptBasket
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.parts.hall import Hall


class KeptNote(Note):
    """Offers to go on with a kept basket, or to let it go.

    Args:
        hall: For the time of day of the shop.
    """

    resumed = Signal(object)  # KeptBasket
    discarded = Signal(object)  # KeptBasket

    def __init__(self, hall: Hall) -> None:
        super().__init__("", "warn", tr("Continue"), self._resume, icon_name="shopping-cart")
        self._zone = hall.desk.zone
        self._kept: KeptBasket | None = None
        self.discard = quiet_button(tr("Discard"))
        self.discard.clicked.connect(self._discard)
        layout = self.layout()
        assert layout is not None  # noqa: S101  # made by Note
        layout.addWidget(self.discard)
        self.hide()

    def offer(self, kept: KeptBasket | None) -> None:
        """Offer *kept*; None hides the line."""
        self._kept = kept
        self.setVisible(kept is not None)
        if kept is not None:
            text = tr("An unfinished sale of {amount} for «{name}» was kept ({time}).").format(
                amount=fmt.amount_with_unit(kept.basket.amount_rial), name=isolate(kept.name),
                time=fmt.time(kept.at, self._zone),
            )  # fmt: skip
            self.say(text, "warn")

    def _resume(self) -> None:
        if self._kept is not None:
            self.resumed.emit(self._kept)

    def _discard(self) -> None:
        if self._kept is not None:
            self.discarded.emit(self._kept)
