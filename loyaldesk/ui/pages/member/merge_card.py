"""Records that became one: those that live in this one, and the way to merge and undo."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import record
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.record import Joined
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button, quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import XS, Card, M, S, box, column, row
from loyaldesk.ui.pages.member.merge_dialogs import MergeDialog, UndoMergeDialog
from loyaldesk.ui.parts.hall import Hall


class MergeCard(Card):
    """The records that live in this one, each with the way to let it live apart again."""

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, member_id: int) -> None:
        super().__init__(title=tr("Merged records"), spacing=M)
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self._card: CounterCard | None = None
        self._shown: list[QWidget] = []
        self.merges: list[Joined] = []
        self.dialog: Dialog | None = None
        self.words = Label("", "muted", wrap=True)
        self.merge = button(tr("Merge with another record…"), icon_name="users-group")
        self.merge.clicked.connect(self.open_merge)
        self.body.addWidget(self.words)
        self._list = column(spacing=S)
        self.body.addLayout(self._list)
        self.body.addLayout(row(self.merge, None))

    def show_card(self, card: CounterCard) -> None:
        """Show whose page it is."""
        self._card = card
        may = self._desk.may(Permission.MEMBER_MERGE)
        is_gone = card.state == "erased" or record.merged_into(self._desk, card.id) is not None
        self.merge.setVisible(may and not is_gone)

    def refresh(self) -> None:
        """Read the merges anew."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = []
        self.merges = record.merges_into(self._desk, self._member_id)
        self.words.setText(
            tr("These records became part of this one:")
            if self.merges
            else tr("No other record became part of this one.")
        )
        for merge in self.merges:
            line = self._line(merge)
            self._shown.append(line)
            self._list.addWidget(line)

    def open_merge(self) -> None:
        """Choose the other record and merge."""
        if self._card is None:
            return
        dialog = MergeDialog(self.window(), self._hall, self._card)
        dialog.accepted.connect(lambda: self._on_merged(dialog.kept_id))
        self._open(dialog)

    def open_undo(self, merge: Joined) -> None:
        """Show what undoing a merge into this record does."""
        if self._card is None:
            return
        try:
            dialog = UndoMergeDialog(self.window(), self._desk, merge, self._card.name, merge.name)
        except ClubError as error:
            show(error, self)
            return
        dialog.accepted.connect(lambda: self._hall.toasts.show(tr("The merge was undone.")))
        self._open(dialog)

    def _line(self, merge: Joined) -> QWidget:
        name = Label(f"{isolate(merge.name)}  {fmt.code(merge.number)}", "label", wrap=True)
        can_go = merge.until_on >= self._desk.today()
        day = fmt.day(merge.at.astimezone(self._desk.zone).date())
        text = tr("since {day}").format(day=day)
        if can_go:
            last = tr("can be undone until {day}").format(day=fmt.day(merge.until_on))
            text = f"{text}  ·  {last}"
        undo = quiet_button(tr("Undo…"), icon_name="arrow-back-up")
        undo.clicked.connect(lambda: self.open_undo(merge))
        undo.setVisible(can_go and self._desk.may(Permission.MEMBER_MERGE))
        line = row(column(name, Label(text, "caption", wrap=True), spacing=XS), undo, spacing=M)
        line.setStretch(0, 1)
        return box(line)

    def _on_merged(self, kept_id: int) -> None:
        self._hall.toasts.show(tr("The two records are one now."))
        if kept_id != self._member_id:
            self.member_wanted.emit(kept_id)
        else:
            self.refresh()

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.accepted.connect(self.refresh)
        dialog.open()
