"""The 360 page of one member: head, figures, and tabs that are read when they are opened."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain import events
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.insight.period import Period, back
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, look
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import attention, cards, members, printing, profile, record
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.paper_names import titles
from loyaldesk.services.profile import Profile
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.layout import XL, L, M
from loyaldesk.ui.pages.member.cards_tab import CardsTab
from loyaldesk.ui.pages.member.care_dialog import CareDialog
from loyaldesk.ui.pages.member.cases_tab import CasesTab
from loyaldesk.ui.pages.member.contacts_tab import ContactsTab
from loyaldesk.ui.pages.member.dialogs import EraseDialog
from loyaldesk.ui.pages.member.edit_dialog import EditDialog
from loyaldesk.ui.pages.member.figures import FigureRow
from loyaldesk.ui.pages.member.followups_tab import FollowupsTab
from loyaldesk.ui.pages.member.head import MemberHead
from loyaldesk.ui.pages.member.log_tab import LogTab
from loyaldesk.ui.pages.member.merge_dialogs import MergeDialog, UndoMergeDialog
from loyaldesk.ui.pages.member.merged_note import MergedNote
from loyaldesk.ui.pages.member.notes_tab import NotesTab
from loyaldesk.ui.pages.member.offer import Offer
from loyaldesk.ui.pages.member.overview import OverviewTab
from loyaldesk.ui.pages.member.parts_tab import PartsTab
from loyaldesk.ui.pages.member.points_dialogs import CorrectDialog, TransferDialog
from loyaldesk.ui.pages.member.points_tab import PointsTab
from loyaldesk.ui.pages.member.privacy_tab import PrivacyTab
from loyaldesk.ui.pages.member.record_tab import RecordTab
from loyaldesk.ui.pages.member.rewards_tab import RewardsTab
from loyaldesk.ui.pages.member.sales_tab import SalesTab
from loyaldesk.ui.pages.member.stage_dialog import StageDialog
from loyaldesk.ui.pages.member.tabs import MemberTabs
from loyaldesk.ui.pages.member.timeline_view import TimelineView
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog
from loyaldesk.ui.parts.reason import ReasonDialog

LULL_MS = 150
OWN_NEWS = (
    events.MemberChanged, events.SaleRecorded, events.SaleReversed, events.TierChanged,
    events.FollowupChanged, events.ContactAdded, events.ComplaintChanged,
)  # fmt: skip
SHOP_NEWS = (events.ClubChanged, events.CareChanged, events.RequestChanged)


class MemberPage(QWidget):
    """Everything about one member."""

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    record_wanted = Signal(str, int)
    counter_wanted = Signal(str)
    quick_wanted = Signal(str)

    def __init__(self, hall: Hall, member_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self.profile: Profile = profile.profile(hall.desk, member_id)
        self.attention = attention.of_member(hall.desk, member_id)
        self.merge: record.Joined | None = None
        self.dialog: Dialog | None = None
        self._build()
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.refresh)
        for kind in OWN_NEWS:
            hall.news.on(kind, self, self._on_news)
        for told in SHOP_NEWS:
            hall.news.on(told, self, lambda _news: self._lull.start())
        self._show()
        self.tabs.open_at(0)

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
        self.tabs.refresh()

    def focus_first(self) -> None:
        """Put the keys on the tabs: arrows go from one to the next, Tab into it."""
        self.tabs.tabBar().setFocus()

    def subject(self) -> int:
        """Return the member whose page this is."""
        return self._member_id

    def open_tab(self, title: str) -> QWidget:
        """Show the tab called *title* and return what stands in it."""
        return self.tabs.open(title)

    def edit(self) -> None:
        """Open the full form."""
        dialog = EditDialog(self._hall, self, self._member_id)
        dialog.member_wanted.connect(self.member_wanted)
        dialog.notes_wanted.connect(self._on_notes_wanted)
        self._open(dialog)

    def correct(self) -> None:
        """Open the correction of points."""
        self._open(CorrectDialog(self, self._hall, self.profile.card))

    def transfer(self) -> None:
        """Hand points over to another member."""
        dialog = TransferDialog(self, self._hall, self.profile.card)
        dialog.accepted.connect(lambda: self._hall.toasts.show(tr("The points were handed over.")))
        self._open(dialog)

    def set_stage(self) -> None:
        """Set by hand where the member stands, with a reason."""
        self._open(StageDialog(self, self._hall, self._member_id))

    def merge_with(self) -> None:
        """Choose another record of the same person and make one of the two."""
        dialog = MergeDialog(self, self._hall, self.profile.card)
        dialog.accepted.connect(lambda: self._on_merged(dialog.kept_id))
        self._open(dialog)

    def undo_merge(self) -> None:
        """Show what letting this record live apart again does."""
        if self.merge is None:
            return
        kept, own = self.merge.name, self.profile.card.name
        try:
            dialog = UndoMergeDialog(self, self._desk, self.merge, kept, own)
        except ClubError as error:
            show(error, self)
            return
        dialog.accepted.connect(lambda: self._hall.toasts.show(tr("The merge was undone.")))
        self._open(dialog)

    def give(self) -> None:
        """Ask who looks after the member from now on."""
        name = self.head.name.text()
        self._open(CareDialog(self, self._hall, self._member_id, name, self.attention.care))

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
        card = self.profile.card
        self._open(EraseDialog(self, self._hall, card, self._may_erase, self._erase))

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

    def print_paper(self, name: str) -> None:
        """Show the file or the statement of the last twelve months, to be printed or saved."""
        title = titles()[name][0]
        file_name = f"{title} {self.profile.card.number}"
        self._hall.runner.run(
            partial(_paper, self._desk, name, self._member_id, look()),
            done=lambda content: self._open(PdfDialog(self._hall, self, title, content, file_name)),
            failed=lambda error: show(error, self),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what changed while another page was shown is read now."""
        super().showEvent(event)
        if self._lull.isActive():
            self._lull.stop()
            self.refresh()

    def _build(self) -> None:
        self.head = MemberHead(self._desk)
        self.figures = FigureRow()
        self.tabs = MemberTabs(lambda: self.profile, self._desk.today)
        self.merged = MergedNote()
        self.merged.open_wanted.connect(self._on_kept_wanted)
        self.merged.undo_wanted.connect(self.undo_merge)
        self._fill_tabs()
        self.head.sale_wanted.connect(self._on_sale_wanted)
        self.head.edit_wanted.connect(self.edit)
        self.head.care.give_wanted.connect(self.give)
        self.head.care.next_wanted.connect(lambda: self.open_tab(tr("Follow-ups")))
        self.head.card_wanted.connect(self.print_card)
        self.head.block_wanted.connect(self.block)
        self.head.correct_wanted.connect(self.correct)
        self.head.transfer_wanted.connect(self.transfer)
        self.head.stage_wanted.connect(self.set_stage)
        self.head.merge_wanted.connect(self.merge_with)
        self.head.paper_wanted.connect(self.print_paper)
        self.head.erase_wanted.connect(self.erase)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, M, XL, L)
        layout.setSpacing(M)
        layout.addWidget(self.merged)
        layout.addWidget(self.head)
        layout.addWidget(self.figures)
        layout.addWidget(self.tabs, 1)

    def _fill_tabs(self) -> None:
        """Offer the tabs this operator may read; an erased member has figures only."""
        desk, id_ = self._desk, self._member_id
        offered = [
            (True, Offer(tr("Overview"), self._make_overview)),
            (desk.may(Permission.SALE_READ),
             Offer(tr("Sales"), lambda: SalesTab(self._hall, id_))),
            (True, Offer(tr("Points"), self._make_points)),
            (True, Offer(tr("Rewards and wallet"), lambda: RewardsTab(self._hall, id_))),
            (desk.may(Permission.FOLLOWUP_READ),
             Offer(tr("Follow-ups"), self._make_followups)),
            (True, _parts(tr("Contact"), self._contact_parts())),
            (True, Offer(tr("Timeline"), lambda: TimelineView(desk, id_, is_wide=True))),
            (True, _parts(tr("More"), self._more_parts())),
        ]  # fmt: skip
        self.tabs.offer([offer for is_offered, offer in offered if is_offered])

    def _contact_parts(self) -> list[Offer]:
        """Return contacts, complaints with requests, and notes."""
        living, may = not self._is_erased(), self._desk.may(Permission.FOLLOWUP_READ)
        offered = [
            (True, Offer(tr("Contacts"), self._make_contacts)),
            (may, Offer(tr("Complaints and requests"), self._make_cases)),
            (living, Offer(
                tr("Notes"), lambda: NotesTab(self._hall, self._member_id, may_write=living))),
        ]  # fmt: skip
        return [offer for is_offered, offer in offered if is_offered]

    def _more_parts(self) -> list[Offer]:
        """Return what is looked at now and then: family and record, cards, the log."""
        desk, id_ = self._desk, self._member_id
        offered = [
            (True, Offer(tr("Family and record"), self._make_record)),
            (True, Offer(tr("Cards"), self._make_cards)),
            (True, Offer(tr("Consent and data"), self._make_privacy)),
            (desk.may(Permission.AUDIT_READ), Offer(tr("Log"), lambda: LogTab(desk, id_))),
        ]
        return [offer for is_offered, offer in offered if is_offered]

    def _make_privacy(self) -> PrivacyTab:
        living = not self._is_erased() and self.merge is None
        return PrivacyTab(self._hall, self._member_id, may_write=living)

    def _make_followups(self) -> FollowupsTab:
        made = FollowupsTab(self._hall, self._member_id, may_write=not self._is_erased())
        made.quick_wanted.connect(self.quick_wanted)
        return made

    def _make_contacts(self) -> ContactsTab:
        made = ContactsTab(self._hall, self._member_id, may_write=not self._is_erased())
        made.quick_wanted.connect(self.quick_wanted)
        return made

    def _make_cases(self) -> CasesTab:
        made = CasesTab(self._hall, self._member_id, may_write=not self._is_erased())
        made.quick_wanted.connect(self.quick_wanted)
        made.record_wanted.connect(self.record_wanted)
        return made

    def _make_overview(self) -> OverviewTab:
        made = OverviewTab(self._hall, self._member_id)
        made.referrer_wanted.connect(self._on_referrer_wanted)
        made.followups_wanted.connect(lambda: self.open_tab(tr("Follow-ups")))
        made.cases_wanted.connect(lambda: self.open_tab(tr("Complaints and requests")))
        return made

    def _make_points(self) -> PointsTab:
        made = PointsTab(self._hall, self._member_id)
        made.correct_wanted.connect(self.correct)
        made.transfer_wanted.connect(self.transfer)
        return made

    def _make_record(self) -> RecordTab:
        made = RecordTab(self._hall, self._member_id)
        made.member_wanted.connect(self.member_wanted)
        return made

    def _make_cards(self) -> CardsTab:
        made = CardsTab(self._hall, self._member_id, is_erased=self._is_erased())
        made.print_wanted.connect(self.print_card)
        return made

    def _show(self) -> None:
        self.merge = record.merged_into(self._desk, self._member_id)
        may_undo = self.merge is not None and self.merge.until_on >= self._desk.today()
        self.merged.show_merge(
            self.merge, may_undo=may_undo and self._desk.may(Permission.MEMBER_MERGE)
        )
        self.attention = attention.of_member(self._desk, self._member_id)
        is_living = self.merge is None and not self._is_erased()
        self.head.show_card(self.profile.card, self.merge)
        self.head.care.show_attention(self.attention, is_living=is_living)
        self.figures.show_figures(self.profile, self._desk.today())

    def _is_erased(self) -> bool:
        return self.profile.card.state == "erased"

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.open()

    def _may_erase(self) -> bool:
        wish = tr("Erase the data of member {number}").format(
            number=fmt.code(self.profile.card.number)
        )
        return self._hall.confirm_secret(wish)

    def _erase(self) -> None:
        members.erase(self._desk, self._member_id)
        self._hall.toasts.show(tr("The data of this member were erased."))

    def _on_news(self, news: Any) -> None:
        if news.member_id == self._member_id:
            self._lull.start()

    def _on_merged(self, kept_id: int) -> None:
        self._hall.toasts.show(tr("The two records are one now."))
        if kept_id != self._member_id:
            self.member_wanted.emit(kept_id)

    def _on_kept_wanted(self) -> None:
        if self.merge is not None:
            self.member_wanted.emit(self.merge.other_id)

    def _on_sale_wanted(self) -> None:
        self.counter_wanted.emit(self.profile.card.number)

    def _on_notes_wanted(self) -> None:
        self.open_tab(tr("Notes"))

    def _on_referrer_wanted(self) -> None:
        if self.profile.draft.referrer_id is not None:
            self.member_wanted.emit(self.profile.draft.referrer_id)


def _parts(title: str, parts: list[Offer]) -> Offer:
    """Return a tab of several parts; one alone stands in it without buttons above it."""
    return Offer(title, lambda: PartsTab(title, parts), tuple(part.title for part in parts))


def _paper(desk: Desk, name: str, member_id: int, shown: Look, _progress: Progress) -> bytes:
    from loyaldesk.services.insight import papers  # noqa: PLC0415 - numpy loads when it is needed

    today = desk.today()
    period = Period.days(back(today, 12, shown.calendar), today, shown.calendar)
    return papers.pdf(desk, name, period, shown, member_id=member_id)
