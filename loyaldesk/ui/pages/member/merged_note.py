"""The strip on a record that became part of another: where it lives now, and the way back."""

from PySide6.QtCore import Signal

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.record import Joined
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import quiet_button


class MergedNote(Note):
    """Says into which record this one was merged; hidden on every other record."""

    open_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("", "info", tr("Open that record"), icon_name="users-group")
        if self.button is not None:
            self.button.clicked.connect(self.open_wanted)
        self.undo = quiet_button(tr("Undo…"), icon_name="arrow-back-up")
        self.undo.clicked.connect(self.undo_wanted)
        layout = self.layout()
        assert layout is not None  # noqa: S101  # the strip has one
        layout.addWidget(self.undo)
        self.hide()

    def show_merge(self, merge: Joined | None, *, may_undo: bool) -> None:
        """Show a merge; None: this record is its own."""
        self.setVisible(merge is not None)
        if merge is None:
            return
        text = tr("This record became part of {name} ({number}).").format(
            name=isolate(merge.name), number=fmt.code(merge.number)
        )
        if may_undo:
            last = tr("It can be undone until {day}.").format(day=fmt.day(merge.until_on))
            text = f"{text} {last}"
        self.say(text, "info")
        self.undo.setVisible(may_undo)
