"""Choosing one member by typing a part of the name, the mobile, the number or a card."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import members
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.layout import XS
from loyaldesk.ui.kit.search_box import SearchBox

MOST = 6
LINE = 36
_ID = int(Qt.ItemDataRole.UserRole)


class MemberPick(QWidget):
    """A search line with the members it finds; Down goes to them, Enter takes one."""

    picked = Signal(int)
    confirmed = Signal()  # Enter, when a member is chosen already

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
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
        self.list.setFixedHeight(LINE * len(found) + 4)
        self.list.setVisible(bool(found))

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
