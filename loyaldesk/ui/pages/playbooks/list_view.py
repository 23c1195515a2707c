"""The playbooks of the shop: what sets each off, whether it is on, what it did lately."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.services import playbook_reading, playbook_words, playbooks
from loyaldesk.services.playbook_reading import Figures
from loyaldesk.services.playbooks import PlaybookRow
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, M, S, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

DAYS = 90


@dataclass(frozen=True, slots=True)
class Line:
    """A playbook in the list; `id` is what stays when the list is read anew."""

    row: PlaybookRow
    figures: Figures
    trigger: str

    @property
    def id(self) -> str:
        """The code."""
        return self.row.playbook.code


class PlaybookTable(RowsTable[Line]):
    """The list; the space bar switches, Enter opens."""

    switch_wanted = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space switches the row under the cursor on or off."""
        line = self.selected_row()
        if event.key() == Qt.Key.Key_Space and line is not None:
            self.switch_wanted.emit(line)
        else:
            super().keyPressEvent(event)


class ListView(QWidget):
    """What runs by itself in this shop.

    Args:
        hall: Where and who.
    """

    opened = Signal(str)  # the code
    switch_wanted = Signal(str, bool)
    new_wanted = Signal()
    ready_wanted = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._desk = hall.desk
        may = hall.desk.may(Permission.PLAYBOOK_EDIT)
        self.told = muted("", wrap=True)
        self.new = button(tr("New playbook"), "Ctrl+N", "plus")
        self.ready = primary_button(tr("Ready-made…"), "Ctrl+L", "book")
        self.switch = button(tr("Switch on"), "F6")
        self.problem = Note("", "danger")
        self.problem.hide()
        self.table = PlaybookTable(
            [
                Column(tr("Playbook"), _name, width_hint=190),
                Column(tr("What sets it off"), lambda one: one.trigger),
                Column(tr("State"), _state, tone=_tone, width_hint=90),
                Column(
                    tr("Runs in {n} days").format(n=fmt.number(DAYS)),
                    lambda one: fmt.number(one.figures.runs), numeric=True, width_hint=110,
                ),
                Column(
                    tr("Steps skipped"), lambda one: fmt.number(one.figures.skipped), numeric=True,
                    width_hint=110, colour=lambda one: "warn" if one.figures.skipped else "",
                ),
            ],
            tr("Playbooks"),
        )  # fmt: skip
        for each in (self.new, self.ready, self.switch):
            each.setVisible(may)
        self._may = may
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        head = row(self.told, self.switch, self.new, self.ready, spacing=S)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addWidget(sheet, 1)
        self.table.chosen.connect(lambda line: self.opened.emit(line.id))
        self.table.switch_wanted.connect(self._toggle)
        self.table.current_changed.connect(self._on_current)
        self.switch.clicked.connect(lambda: self._toggle(self.table.selected_row()))
        self.new.clicked.connect(self.new_wanted)
        self.ready.clicked.connect(self.ready_wanted)

    def refresh(self) -> int:
        """Read the list anew and return how many there are."""
        self.set_error("")
        try:
            rows = playbooks.listing(self._desk)
            figures = playbook_reading.figures(self._desk, DAYS)
            names = playbook_reading.choices(self._desk).tier_names(look().language)
        except ClubError as error:
            self.set_error(words(error))
            return 0
        lines = [
            Line(
                each, figures.get(each.playbook.code, Figures()),
                playbook_words.trigger(each.playbook.trigger, names),
            )
            for each in rows
        ]  # fmt: skip
        self.table.show_rows(lines)
        if self.table.selected_row() is None:
            self.table.select(0)
        self._tell(lines)
        self._on_current(self.table.selected_row())
        return len(lines)

    def focus_first(self) -> None:
        """Put the keys on the list."""
        self.table.setFocus()

    def select(self, code: str) -> None:
        """Put the cursor on a playbook."""
        codes = [line.id for line in self.table.rows_model.rows]
        if code in codes:
            self.table.select(codes.index(code))

    def set_error(self, text: str) -> None:
        """Say above the list what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def _tell(self, lines: list[Line]) -> None:
        working = sum(line.row.is_on for line in lines)
        running = sum(line.row.running for line in lines)
        on = trn("{n} playbook is on", "{n} playbooks are on", working)
        now = trn("{n} run goes on", "{n} runs go on", running)
        self.told.setText(
            tr("{on}, {running}.").format(
                on=on.format(n=fmt.number(working)), running=now.format(n=fmt.number(running))
            )
        )

    def _toggle(self, line: Line | None) -> None:
        if line is not None and self._may:
            self.switch_wanted.emit(line.id, not line.row.is_on)

    def _on_current(self, line: Line | None) -> None:
        is_on = line is not None and line.row.is_on
        self.switch.setEnabled(line is not None)
        self.switch.set_words(tr("Switch off") if is_on else tr("Switch on"))


def _name(line: Line) -> str:
    return line.row.playbook.name(look().language)


def _state(line: Line) -> str:
    return tr("On") if line.row.is_on else tr("Off")


def _tone(line: Line) -> str:
    return "ok" if line.row.is_on else "plain"
