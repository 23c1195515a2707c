"""Choosing one member, or a prospect too, by a part of the name, the mobile, number or card."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import members, prospects
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.layout import XS
from loyaldesk.ui.kit.search_box import SearchBox

MOST, MOST_PROSPECTS = 6, 3
LINE = 36
_ID = int(Qt.ItemDataRole.UserRole)
_PROSPECT = _ID + 1


class MemberPick(QWidget):
    """A search line with the members it finds; Down goes to them, Enter takes one.

    Args:
        desk: Where and who.
        with_prospects: Whether people without a card are found too.
    """

    picked = Signal(int)
    prospect_picked = Signal(int)
    confirmed = Signal()  # Enter, when a member is chosen already

    def __init__(self, desk: Desk, *, with_prospects: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._with_prospects = with_prospects and desk.may(Permission.FOLLOWUP_READ)
        self._member: int | None = None
        self._name = ""
        self.box = SearchBox(tr("Name, mobile, number or card"))
        self.list = _Hits()
        self.list.hide()
        self.setFocusProxy(self.box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addWidget(self.box)
        layout.addWidget(self.list)
        self.box.searched.connect(self._on_searched)
        self.box.left_downwards.connect(self._into_list)
        self.box.entered.connect(self._on_entered)
        self.list.taken.connect(self._take)

    def member_id(self) -> int | None:
        """Return the member that was chosen; None while there is none."""
        return self._member if self.box.text() == self._name else None

    def set_member(self, member_id: int, name: str) -> None:
        """Show a member who was chosen elsewhere."""
        self._member, self._name = member_id, name
        self.box.setText(name)
        self.list.hide()
        self.picked.emit(member_id)

    def _on_searched(self, typed: str) -> None:
        if self._member is not None and typed == self._name:
            return
        self._member = None
        found = members.find(self._desk, typed, MOST) if typed.strip() else []
        self.list.clear()
        for hit in found:
            item = QListWidgetItem(f"{isolate(hit.name)}  {fmt.code(hit.number)}")
            item.setData(_ID, (hit.id, hit.name))
            self.list.addItem(item)
        if self._with_prospects and typed.strip():
            self._add_prospects(typed)
        self.list.setFixedHeight(LINE * self.list.count() + 4)
        self.list.setVisible(bool(self.list.count()))

    def _add_prospects(self, typed: str) -> None:
        try:
            rows = prospects.listing(self._desk, typed=typed, limit=MOST_PROSPECTS)
        except BadInput:  # nothing is called like that
            return
        for each in rows:
            name = isolate(each.name) if each.name else tr("Without a name")
            item = QListWidgetItem(tr("{name}  prospect").format(name=name))
            item.setData(_PROSPECT, each.id)
            self.list.addItem(item)

    def _on_entered(self, _typed: str) -> None:
        """Take the only one who fits; of several one has to be chosen."""
        if self.member_id() is not None:
            self.confirmed.emit()
        elif self.list.isVisibleTo(self) and self.list.count() == 1:
            self._take(self.list.item(0))
        else:
            self._into_list()

    def _into_list(self) -> None:
        if self.list.isVisibleTo(self):
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _take(self, item: QListWidgetItem) -> None:
        prospect = item.data(_PROSPECT)
        if prospect is not None:
            self.list.hide()
            self.prospect_picked.emit(prospect)
            return
        member, name = item.data(_ID)
        self._member, self._name = member, name
        self.box.setText(name)
        self.list.hide()
        self.box.setFocus()
        self.picked.emit(member)


class _Hits(QListWidget):
    taken = Signal(QListWidgetItem)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Members"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self.taken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes the member under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem():
            self.taken.emit(self.currentItem())
        else:
            super().keyPressEvent(event)
