"""Members who may be one person: look at either, or say that they are two people."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import alikes
from loyaldesk.services.alikes import AlikeRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall


class AlikeDialog(Dialog):
    """The pairs the night found; Enter opens the older record, where the two can be merged."""

    member_wanted = Signal(int)

    def __init__(self, parent: QWidget, hall: Hall) -> None:
        super().__init__(
            parent, tr("Possibly one person"), primary=tr("Open the member"),
            secondary=tr("Close"), width=820,
        )  # fmt: skip
        self._hall = hall
        self.table: RowsTable[AlikeRow] = RowsTable(
            [
                Column(tr("Member"), lambda each: _who(each.one_name, each.one_number)),
                Column(tr("Other member"), lambda each: _who(each.other_name, each.other_number)),
                Column(tr("What agrees"), alikes.why_words, width_hint=260),
            ],
            tr("Possibly one person"),
            sorting="none",
            empty=EmptyState("users", tr("No two members look like one person.")),
        )
        self.table.setMinimumHeight(280)
        self.differ = button(tr("Two people"), "Del", "x")
        self.differ.clicked.connect(self.say_different)
        self.buttons.insertWidget(0, self.differ)
        self.add(
            muted(
                tr("Found at night. Merging is done on the member's page, and can be undone."),
                wrap=True,
            ),
            self.table,
        )
        self.table.chosen.connect(lambda _row: self.submit())
        self.refresh()

    def refresh(self) -> None:
        """Read the pairs anew."""
        rows = alikes.waiting(self._hall.desk)
        self.table.show_rows(rows)
        for each in (self.differ, self.primary):
            each.setEnabled(bool(rows))
        if rows:
            self.table.setCurrentIndex(self.table.model().index(0, 0))

    def submit(self) -> None:
        """Open the older record."""
        row = self.table.selected_row()
        if row is not None:
            self.member_wanted.emit(row.one_id)
            self.accept()

    def say_different(self) -> None:
        """Say that the two under the cursor are two people."""
        row = self.table.selected_row()
        if row is None:
            return
        try:
            alikes.say_different(self._hall.desk, row.one_id, row.other_id)
        except ClubError as error:
            show(error, self)
        self.refresh()


def _who(name: str, number: str) -> str:
    return f"{isolate(name)}  {fmt.code(number)}"
