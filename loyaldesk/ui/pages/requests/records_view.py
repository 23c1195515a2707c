"""A tab of records: filters and a list on one side, the record on view on the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import casework
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import Button, primary_button, quiet_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import Card, L, M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.requests import words as said
from loyaldesk.ui.pages.requests.forms import GiveForm
from loyaldesk.ui.pages.requests.panel import Act, RecordPanel, Shown
from loyaldesk.ui.parts.followup_dialog import FollowupDialog
from loyaldesk.ui.parts.hall import Hall


class Row(Protocol):
    """What every record has."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def version(self) -> int:
        """What was looked at."""


RowT = TypeVar("RowT", bound=Row)

PANEL_PART, LIST_PART = 9, 11
NARROWEST_PANEL = 396


@dataclass(frozen=True, slots=True)
class Tool:
    """A quiet button under the list: figures, papers, settings of the tab."""

    name: str
    icon: str
    open: Callable[[], object]
    key: str = ""


class RecordsView(QWidget, Generic[RowT]):
    """A list of records with the one on view; children say what it holds.

    Enter in the list does the first act of the record.

    Args:
        hall: Where and who.
        place: The kind of record.
        name: Of the list.
        columns: From the most important to the least: where room ends, the last ones go.
        filters: Words and value of each filter.
        new: Words of the main button.
    """

    member_wanted = Signal(int)
    record_wanted = Signal(str, int)
    changed = Signal()

    def __init__(
        self, hall: Hall, place: str, name: str, columns: Sequence[Column[RowT]],
        filters: Sequence[tuple[str, str]], new: str,
    ) -> None:  # fmt: skip
        super().__init__()
        self.hall, self.desk, self.place = hall, hall.desk, place
        self.dialog: QDialog | None = None
        self.operators: dict[int, str] = {}
        self._pinned: RowT | None = None
        self._columns = columns
        self.may_write = hall.desk.may(Permission.REQUEST_WRITE)
        self.filter: Segments[str] = Segments(filters, tr("Which ones"))
        self.new = primary_button(new, "Ctrl+N", "plus")
        self.problem = Note("", "danger")
        self.problem.hide()
        self.table: RowsTable[RowT] = RowsTable(columns, name, sorting="here")
        self.panel: RecordPanel[RowT] = RecordPanel(
            hall.desk, place, self.acts(), may_follow=hall.desk.may(Permission.FOLLOWUP_WRITE)
        )
        self.panel.setMinimumWidth(NARROWEST_PANEL)
        self.count = caption("")
        self.tools: list[Button] = []
        self._build()

    # what children say

    def acts(self) -> list[Act[RowT]]:
        """Return what can be done with a record."""
        raise NotImplementedError

    def read(self) -> list[RowT]:
        """Return the rows of the filter."""
        raise NotImplementedError

    def read_one(self, record_id: int) -> RowT:
        """Return one row, as it is now."""
        raise NotImplementedError

    def shown(self, one: RowT) -> Shown:
        """Return what the panel says about a row."""
        raise NotImplementedError

    def empty(self) -> EmptyState:
        """Return what an empty list says."""
        raise NotImplementedError

    def counted(self, count: int) -> str:
        """Return what is said under the list about its length."""
        raise NotImplementedError

    def more_tools(self) -> list[Tool]:
        """Return the quiet buttons under the list."""
        return []

    def extra(self) -> Sequence[QWidget]:
        """Return what stands beside the filters."""
        return ()

    def begin_new(self) -> None:
        """Ask for a new record."""
        raise NotImplementedError

    # what the page asks

    def refresh(self) -> None:
        """Read the list anew; what was on view stays so."""
        self.set_error("")
        try:
            self.operators = said.operator_names(self.desk)
            rows = self.read()
            if self._pinned is not None:
                pinned = self.read_one(self._pinned.id)
                self._pinned = pinned
                if all(one.id != pinned.id for one in rows):
                    rows = [pinned, *rows]
        except ClubError as error:
            self.set_error(words(error))
            return
        if not rows:
            self.table.set_empty(self.empty())
        before = self.table.selected_row()
        self.table.show_rows(rows)
        self.count.setText(self.counted(len(rows)))
        if rows and (before is None or all(one.id != before.id for one in rows)):
            self.table.select(0)
        self.show_current()

    def focus_first(self) -> None:
        """Put the keys into the list, or on the main button while it is empty."""
        if self.table.rows_model.rowCount():
            self.table.setFocus()
        elif self.new.isVisibleTo(self):
            self.new.setFocus()
        else:
            self.filter.findChildren(Button)[0].setFocus()

    def key_pressed(self, name: str) -> bool:
        """Take F9 for the record on view; return whether the key was used."""
        if name == "F9" and self.table.selected_row() is not None:
            QTimer.singleShot(0, self, self.begin_followup)
            return True
        return False

    def subject(self) -> int:
        """Return the member of the record on view; 0 for none."""
        one = self.table.selected_row()
        return (self.shown(one).member_id or 0) if one is not None else 0

    def open_id(self, record_id: int) -> None:
        """Show one record, also when no filter lists it."""
        self._pinned = self.read_one(record_id)
        self.refresh()
        self._select(record_id)
        self.table.setFocus()

    def set_error(self, text: str) -> None:
        """Say above the list what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    # what children use

    def show_current(self) -> None:
        """Show the row under the cursor beside the list."""
        one = self.table.selected_row()
        self.panel.show_row(one, self.shown(one) if one is not None else None)
        if one is not None:
            try:
                self.panel.show_trail(one.id)
            except ClubError as error:
                self.set_error(words(error))

    def ask(self, dialog: QDialog, told: str = "", chosen: Callable[[], int] | None = None) -> None:
        """Open a small window; when it did something, say so and read the list anew.

        Args:
            dialog: What asks and does it.
            told: What the toast says.
            chosen: Returns the record that is on view afterwards.
        """
        self.dialog = dialog
        if chosen is not None:
            dialog.accepted.connect(lambda: self._show_new(chosen()))
        dialog.accepted.connect(lambda: self._on_done(told))
        dialog.open()

    def begin_followup(self) -> None:
        """Ask for the next action of the record on view."""
        one = self.table.selected_row()
        if one is not None:
            self.ask(
                FollowupDialog(self, self.hall, self.subject(), about=self.place, about_id=one.id)
            )

    def give_act(self, is_open: Callable[[Any], bool], key: str = "Ctrl+G") -> Act[Any]:
        """Return the act that gives a record to another operator."""
        return Act(
            tr("Give to…"), key, "user-share", self._give,
            lambda one: self.may_write and is_open(one),
        )  # fmt: skip

    def _give(self, one: Any) -> None:
        self.ask(
            GiveForm(
                self, said.owners(self.desk, one.owner_id),
                lambda whom, text: casework.give(
                    self.desk, self.place, one.id, whom, version=one.version, text=text
                ),
            ),
            tr("It was given away."),
        )  # fmt: skip

    # inside

    def _build(self) -> None:
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        middle = row(sheet, self.panel, spacing=L)
        middle.setStretch(0, LIST_PART)
        middle.setStretch(1, PANEL_PART)
        head = row(self.filter, *self.extra(), None, self.new, spacing=S)
        foot = row(self.count, None, spacing=S)
        for tool in self.more_tools():
            made = quiet_button(tool.name, tool.key, tool.icon)
            made.clicked.connect(lambda _on=False, do=tool.open: do())
            self.tools.append(made)
            foot.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)
        self.new.setVisible(self.may_write)
        self.new.clicked.connect(lambda: self.begin_new())  # noqa: PLW0108  # drops `checked`
        self.filter.chosen.connect(lambda _value: self._on_filter())
        self.table.current_changed.connect(lambda _row: self.show_current())
        self.table.chosen.connect(lambda _row: self._on_chosen())
        self.panel.member_wanted.connect(self.member_wanted)
        self.panel.record_wanted.connect(self.record_wanted)
        self.panel.followup_wanted.connect(self.begin_followup)

    def _on_filter(self) -> None:
        self._pinned = None
        self.refresh()

    def _on_chosen(self) -> None:
        first = self.panel.first_act()
        if first is not None:
            first.click()

    def _show_new(self, record_id: int) -> None:
        if record_id:
            self._pinned = self.read_one(record_id)

    def _on_done(self, told: str) -> None:
        if told:
            self.hall.toasts.show(told)
        self.refresh()
        if self._pinned is not None:
            self._select(self._pinned.id)
        self.changed.emit()
        QTimer.singleShot(0, self, self.focus_first)

    def _select(self, record_id: int) -> None:
        ids = [one.id for one in self.table.rows_model.rows]
        if record_id in ids:
            self.table.select(ids.index(record_id))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where room ends, the last columns go; they stand in the panel."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_columns)

    def _fit_columns(self) -> None:
        room = self.table.viewport().width()
        for at, each in enumerate(self._columns):
            wanted = max(each.width_hint, self.table.horizontalHeader().sectionSize(at)) or 0
            room -= max(each.width_hint, 130) if not each.width_hint else wanted
            self.table.setColumnHidden(at, at > 1 and room < 0)
