"""The counter without its work: every part in its place, and the keys that reach it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.layout import Card, M, S, page_margins, row
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.pages.counter.after_sale import AfterSale
from loyaldesk.ui.pages.counter.arrangement import (
    Views,
    give_way,
    member_view,
    sheet,
    side_of,
    two_columns,
)
from loyaldesk.ui.pages.counter.enrolment import Enrolment, Linking
from loyaldesk.ui.pages.counter.hits import HitsView
from loyaldesk.ui.pages.counter.idle_view import IdleView
from loyaldesk.ui.pages.counter.kept_note import KeptNote
from loyaldesk.ui.pages.counter.last_sale import SaleCard
from loyaldesk.ui.pages.counter.lookup import Lookup
from loyaldesk.ui.pages.counter.member_card import MemberCard
from loyaldesk.ui.pages.counter.recent_sales import recent_sales
from loyaldesk.ui.pages.counter.sale_form import SaleForm
from loyaldesk.ui.pages.counter.unknown_code import UnknownCode
from loyaldesk.ui.parts.hall import Hall

FORM_WIDTH, FORM_LEAST = 388, 324
_NAMES: dict[int, str] = {
    Qt.Key.Key_F2: "F2", Qt.Key.Key_F4: "F4", Qt.Key.Key_F6: "F6", Qt.Key.Key_Escape: "Esc"
}  # fmt: skip


class CounterShape(QWidget):
    """Box on top, views beside the sale, the last sale below it.

    Args:
        hall: Where and who.
        parent: Owner.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self.box = SearchBox(
            tr("Scan a card, or type a mobile, a name or a receipt number"),
            big=True, icon_name="scan", brief=tr("Card, mobile, name or receipt number"),
        )  # fmt: skip
        self.new = button(tr("New member"), "F2", "user-plus")
        self.message = Note("", "danger")
        self.linking = Linking(hall)
        self.kept = KeptNote(hall)
        self.idle = IdleView(hall)
        self.hits = HitsView(hall)
        self.lookup = Lookup(hall, self.box, self.hits)
        self.member = MemberCard(hall.desk)
        self.recent = recent_sales()
        self.unknown = UnknownCode(hall)
        self.enrolment = Enrolment(hall)
        self.found_sale = SaleCard(hall, tr("Sale"))
        self.sale = SaleForm(hall)
        self.last = SaleCard(hall, tr("Last sale"), keyed=True)
        self.after = AfterSale(hall, self.last, self.found_sale, self)
        self._build()

    def event(self, event: QEvent) -> bool:
        """Qt: F-keys act at once; pressed through a button they would take a tenth of a second."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and key_name(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the form leaves room for the member in a small window."""
        super().resizeEvent(event)
        self._side.setFixedWidth(min(max(self.width() * 34 // 100, FORM_LEAST), FORM_WIDTH))

    def _scroll_to_panel(self) -> None:
        panel = self.sale.proof if self.sale.proof.isVisible() else self.sale.panel
        self._scroll.ensureWidgetVisible(panel, 0, 0)

    def _build(self) -> None:
        self._sales_card = Card(title=tr("Recent sales"))
        self._sales_card.body.addWidget(self.recent, 1)
        self._member_view = member_view(self.member, self._sales_card, self.sale.lines)
        give_way(self.recent, self.hits.table, self.sale.lines.table)
        self._unknown_view, self._enrol_view = sheet(self.unknown), sheet(self.enrolment)
        self._sale_view = sheet(self.found_sale)
        self.views = Views(
            self.idle, self.hits, self._member_view, self._unknown_view, self._enrol_view,
            self._sale_view,
        )  # fmt: skip
        self._side = side_of(self.sale, self.last)
        self._scroll = two_columns(self.views, self._side)
        head = row(self.box, self.new, spacing=S)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(M)
        layout.addLayout(head)
        for strip in (self.message, self.linking, self.kept):
            layout.addWidget(strip)
            strip.hide()
        layout.addWidget(self._scroll, 1)
        mark(self.new, tall="true")
        self.new.setVisible(self._hall.desk.may(Permission.MEMBER_ENROL))


def key_name(event: QKeyEvent) -> str:
    """Return the name of a key that does something here, or nothing."""
    if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
        return "Ctrl+L" if event.key() == Qt.Key.Key_L else ""
    return "" if event.modifiers() else _NAMES.get(event.key(), "")
