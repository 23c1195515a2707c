"""Who a record is about: the member on view, one that is looked for, or nobody."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import profile, prospects
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.avatar import Avatar
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import ElidedLabel
from loyaldesk.ui.kit.layout import M, box, column, row
from loyaldesk.ui.parts.member_pick import MemberPick


class SomebodyPick(QWidget):
    """Shows the member a record is about, or looks for one.

    Args:
        desk: Where and who.
        member_id: Who is on view; 0: nobody yet.
        may_be_nobody: Whether a record without a member can be kept; said under the field.
        with_prospects: Whether somebody without a card can be chosen too; see `prospect_id`.
    """

    settled = Signal()  # a member is chosen: the keys may go on

    def __init__(
        self, desk: Desk, member_id: int = 0, *, may_be_nobody: bool = False,
        with_prospects: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._desk = desk
        self._member_id = self._prospect_id = 0
        self._called = ""
        self._avatar = Avatar("", 36)
        self._name = ElidedLabel("", "strong")
        self._beside = ElidedLabel("", "caption")
        self.other = quiet_button(tr("Another member"))
        self.other.clicked.connect(self._look_for)
        words = column(self._name, self._beside, spacing=0)
        line = row(self._avatar, words, self.other, spacing=M)
        line.setStretch(1, 1)
        self._shown = box(line)
        hint = tr("Leave it empty if nobody in the club is concerned.") if may_be_nobody else ""
        self.pick = MemberPick(desk, with_prospects=with_prospects)
        self.field = Field(tr("Member"), self.pick, hint)
        self.pick.picked.connect(self.choose)
        self.pick.prospect_picked.connect(self.choose_prospect)
        self.pick.confirmed.connect(self.settled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._shown)
        layout.addWidget(self.field)
        if member_id:
            self.choose(member_id)
        else:
            self._shown.hide()

    def member_id(self) -> int | None:
        """Return the member who was chosen; None for nobody."""
        return self._member_id or None

    def prospect_id(self) -> int | None:
        """Return the prospect who was chosen instead of a member; None for nobody."""
        return self._prospect_id or None

    def name(self) -> str:
        """Return the name of who was chosen; empty for nobody."""
        return "" if self.is_open() else self._called

    def choose(self, member_id: int) -> None:
        """Show this member."""
        card = profile.card_of(self._desk, member_id)
        self._member_id, self._prospect_id = member_id, 0
        self._show(card.name, fmt.code(card.number))

    def choose_prospect(self, prospect_id: int) -> None:
        """Show this prospect."""
        found = prospects.detail(self._desk, prospect_id)
        self._member_id, self._prospect_id = 0, prospect_id
        number = tr("Prospect {number}").format(number=fmt.number(found.number))
        self._show(found.name or tr("Without a name"), number)

    def _show(self, name: str, beside: str) -> None:
        self._called = name
        self._avatar.set_name(name)
        self._name.setText(isolate(name))
        self._beside.setText(beside)
        self._shown.show()
        self.field.hide()
        self.settled.emit()

    def is_open(self) -> bool:
        """Return whether somebody is being looked for."""
        return not (self._member_id or self._prospect_id)

    def _look_for(self) -> None:
        self._member_id = self._prospect_id = 0
        self._shown.hide()
        self.field.show()
        self.pick.box.clear()
        self.pick.box.setFocus()
