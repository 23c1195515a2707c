"""A sale that was begun and not recorded, offered again."""

from PySide6.QtCore import Signal

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import drafts
from loyaldesk.services.drafts import KeptBasket
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.parts.hall import Hall


class KeptNote(Note):
    """Offers the newest kept basket: to go on with it, or to let it go.

    Args:
        hall: Where and who.
    """

    resumed = Signal(object)  # KeptBasket
    discarded = Signal()
    recorded = Signal(int)  # a sale that was stored before the program stopped

    def __init__(self, hall: Hall) -> None:
        super().__init__("", "warn", tr("Continue"), self._resume, icon_name="shopping-cart")
        self._desk = hall.desk
        self._kept: KeptBasket | None = None
        self.discard = quiet_button(tr("Discard"))
        self.discard.clicked.connect(self._discard)
        layout = self.layout()
        assert layout is not None  # noqa: S101  # made by Note
        layout.addWidget(self.discard)
        self.hide()

    def look_up(self) -> None:
        """Find what this till has kept; a basket that became a sale is told and let go."""
        if not self._desk.may(Permission.SALE_RECORD):
            return
        self._kept = None
        for kept in drafts.find(self._desk):
            if kept.sale_id is not None:
                drafts.drop(self._desk, kept.basket.key)
                self.recorded.emit(kept.sale_id)
            elif self._kept is None:
                self._kept = kept
        if self._kept is not None:
            self.say(self._words(self._kept), "warn")

    def offer(self, *, where_it_fits: bool) -> None:
        """Show the offer where the page has room for it."""
        self.setVisible(where_it_fits and self._kept is not None)

    def _words(self, kept: KeptBasket) -> str:
        return tr("An unfinished sale of {amount} for «{name}» was kept ({time}).").format(
            amount=fmt.amount_with_unit(kept.basket.amount_rial),
            name=isolate(kept.name),
            time=fmt.time(kept.at, self._desk.zone),
        )

    def _resume(self) -> None:
        if self._kept is not None:
            self.hide()
            self.resumed.emit(self._kept)

    def _discard(self) -> None:
        if self._kept is not None:
            drafts.drop(self._desk, self._kept.basket.key)
            self.look_up()
            self.offer(where_it_fits=True)
            self.discarded.emit()
