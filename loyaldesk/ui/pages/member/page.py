"""The 360 page of one member: head, figures, and tabs that are read when they are opened."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import cards, members, printing, profile
from loyaldesk.services.profile import Profile
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.layout import XL, L, M
from loyaldesk.ui.pages.member.cards_tab import CardsTab
from loyaldesk.ui.pages.member.dialogs import CorrectDialog, EraseDialog, ReasonDialog
from loyaldesk.ui.pages.member.edit_dialog import EditDialog
from loyaldesk.ui.pages.member.figures import FigureRow
from loyaldesk.ui.pages.member.head import MemberHead
from loyaldesk.ui.pages.member.log_tab import LogTab
from loyaldesk.ui.pages.member.notes_tab import NotesTab
from loyaldesk.ui.pages.member.overview import OverviewTab
from loyaldesk.ui.pages.member.points_tab import PointsTab
from loyaldesk.ui.pages.member.sales_tab import SalesTab
from loyaldesk.ui.pages.member.timeline_view import TimelineView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog

LULL_MS = 150
OWN_NEWS = (
    events.MemberChanged, events.SaleRecorded, events.SaleReversed, events.TierChanged,
)  # fmt: skip


class MemberPage(QWidget):
    """Everything about one member."""

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    counter_wanted = Signal(str)

    def __init__(self, hall: Hall, member_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self.profile: Profile = profile.profile(hall.desk, member_id)
        self.dialog: Dialog | None = None
        self._makers: list[Callable[[], Any]] = []
        self._made: dict[int, Any] = {}
        self._places: list[QWidget] = []
        self._stale: set[int] = set()
        self._build()
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.refresh)
        for kind in OWN_NEWS:
            hall.news.on(kind, self, self._on_news)
        hall.news.on(events.ClubChanged, self, lambda _news: self._lull.start())
        self._show()
        self._open_tab(0)

    def refresh(self) -> None:
        """Read the member again; tabs that are not on view when they are next opened."""
        was_erased = self._is_erased()
        try:
            self.profile = profile.profile(self._desk, self._member_id)
        except Missing:  # the import that brought the member was taken back
            self.place_wanted.emit("members")
            return
        if was_erased != self._is_erased():
            self._fill_tabs()
        self._show()
        self._stale = set(self._made)
        self._open_tab(self.tabs.currentIndex())

    def focus_first(self) -> None:
        """Put the keys on the tabs: arrows go from one to the next, Tab into it."""
        self.tabs.tabBar().setFocus()

    def open_tab(self, title: str) -> QWidget:
        """Show the tab called *title* and return what stands in it."""
        for at in range(self.tabs.count()):
            if self.tabs.tabText(at) == title:
                self.tabs.setCurrentIndex(at)
                self._open_tab(at)
        made: QWidget = self._made[self.tabs.currentIndex()]
        return made

    def edit(self) -> None:
        """Open the full form."""
        dialog = EditDialog(self._hall, self, self._member_id)
        dialog.member_wanted.connect(self.member_wanted)
        dialog.notes_wanted.connect(self._on_notes_wanted)
        self._open(dialog)

    def correct(self) -> None:
        """Open the correction of points."""
        self._open(CorrectDialog(self, self._desk, self.profile.card))

    def block(self) -> None:
        """Block the member after asking why, or let them buy again at once."""
        if self.profile.card.state == "blocked":
            try:
                members.set_blocked(self._desk, self._member_id, blocked=False)
            except ClubError as error:
                show(error, self)
                return
            self._hall.toasts.show(tr("The member can buy again."))
            return
        self._open(
            ReasonDialog(
                self,
                tr("Block this member"),
                tr("A blocked member cannot buy or use points; cards and points stay."),
                tr("Block"),
                lambda reason: members.set_blocked(
                    self._desk, self._member_id, blocked=True, reason=reason
                ),
            )
        )

    def erase(self) -> None:
        """Ask for the number, then for the secret, then erase."""
        self._open(EraseDialog(self, self.profile.card, self._erase))

    def print_card(self, is_sheet: bool = False) -> None:  # noqa: FBT001, FBT002  # a signal
        """Show the card in use as one card or on an A4 sheet; give one first if there is none."""
        try:
            if not self.profile.card.card:
                cards.issue(self._desk, self._member_id)
            if is_sheet:
                content = printing.card_sheet_pdf(self._desk, [self._member_id], look())
            else:
                content = printing.card_pdf(self._desk, self._member_id, look())
        except ClubError as error:
            show(error, self)
            return
        title = tr("Points card of member {number}").format(
            number=fmt.code(self.profile.card.number)
        )
        name = f"{tr('Points card')} {self.profile.card.number}"
        self._open(PdfDialog(self._hall, self, title, content, name, "a4" if is_sheet else "card"))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what changed while another page was shown is read now."""
        super().showEvent(event)
        if self._lull.isActive():
            self._lull.stop()
            self.refresh()

    def _build(self) -> None:
        self.head = MemberHead(self._desk)
        self.figures = FigureRow()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Member"))
        self.tabs.setDocumentMode(True)
        self.tabs.currentChanged.connect(self._open_tab)
        self._fill_tabs()
        self.head.sale_wanted.connect(self._on_sale_wanted)
        self.head.edit_wanted.connect(self.edit)
        self.head.card_wanted.connect(self.print_card)
        self.head.block_wanted.connect(self.block)
        self.head.correct_wanted.connect(self.correct)
        self.head.erase_wanted.connect(self.erase)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, M, XL, L)
        layout.setSpacing(M)
        layout.addWidget(self.head)
        layout.addWidget(self.figures)
        layout.addWidget(self.tabs, 1)

    def _fill_tabs(self) -> None:
        """Offer the tabs this operator may read; an erased member has figures only."""
        self.tabs.blockSignals(True)  # noqa: FBT003  # Qt's signature
        while self.tabs.count():
            self.tabs.removeTab(0)
        for old in self._places:
            old.deleteLater()
        self._makers, self._made, self._places = [], {}, []
        desk, id_, erased = self._desk, self._member_id, self._is_erased()
        offered: list[tuple[str, bool, Callable[[], Any]]] = [
            (tr("Overview"), True, self._make_overview),
            (tr("Sales"), desk.may(Permission.SALE_READ), lambda: SalesTab(self._hall, id_)),
            (tr("Points"), True, self._make_points),
            (tr("Timeline"), True, lambda: TimelineView(desk, id_, is_wide=True)),
            (tr("Notes"), not erased, lambda: NotesTab(self._hall, id_, may_write=not erased)),
            (tr("Cards"), True, self._make_cards),
            (tr("Log"), desk.may(Permission.AUDIT_READ), lambda: LogTab(desk, id_)),
        ]
        for title, is_offered, make in offered:
            if is_offered:
                self._makers.append(make)
                place = QWidget()
                inside = QVBoxLayout(place)
                inside.setContentsMargins(0, M, 0, 0)
                self._places.append(place)
                self.tabs.addTab(place, title)
        self.tabs.blockSignals(False)  # noqa: FBT003  # Qt's signature

    def _open_tab(self, at: int) -> None:
        if at not in self._made:
            made = self._made[at] = self._makers[at]()
            inside = self._places[at].layout()
            assert inside is not None  # noqa: S101  # given when the place was made
            inside.addWidget(made)
            self._stale.add(at)
        if at in self._stale:
            self._stale.discard(at)
            if isinstance(self._made[at], OverviewTab):
                self._made[at].show_profile(self.profile, self._desk.today())
            self._made[at].refresh()

    def _make_overview(self) -> OverviewTab:
        made = OverviewTab(self._hall, self._member_id)
        made.referrer_wanted.connect(self._on_referrer_wanted)
        return made

    def _make_points(self) -> PointsTab:
        made = PointsTab(self._desk, self._member_id)
        made.correct_wanted.connect(self.correct)
        if self._is_erased():
            made.correct.hide()
        return made

    def _make_cards(self) -> CardsTab:
        made = CardsTab(self._hall, self._member_id, is_erased=self._is_erased())
        made.print_wanted.connect(self.print_card)
        return made

    def _show(self) -> None:
        self.head.show_card(self.profile.card)
        self.figures.show_figures(self.profile, self._desk.today())

    def _is_erased(self) -> bool:
        return self.profile.card.state == "erased"

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()

    def _erase(self) -> bool:
        wish = tr("Erase the data of member {number}").format(
            number=fmt.code(self.profile.card.number)
        )
        if not self._hall.confirm_secret(wish):
            return False
        members.erase(self._desk, self._member_id)
        self._hall.toasts.show(tr("The data of this member were erased."))
        return True

    def _on_news(self, news: Any) -> None:
        if news.member_id == self._member_id:
            self._lull.start()

    def _on_sale_wanted(self) -> None:
        self.counter_wanted.emit(self.profile.card.number)

    def _on_notes_wanted(self) -> None:
        self.open_tab(tr("Notes"))

    def _on_referrer_wanted(self) -> None:
        if self.profile.draft.referrer_id is not None:
            self.member_wanted.emit(self.profile.draft.referrer_id)
