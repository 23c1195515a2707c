"""A list of sentences with a switch each: rules in their order, rewards, stamp cards, bonuses."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import icon_button, quiet_button
from loyaldesk.ui.kit.labels import IconLabel, Label
from loyaldesk.ui.kit.layout import XS, M, S, box, column, hairline, put, row
from loyaldesk.ui.kit.styling import mark
from loyaldesk.ui.kit.toggles import Switch

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says: its name, its sentence, whether it is on, what is wrong with it."""

    name: str
    sentence: str
    is_on: bool
    problem: str = ""


class RowList(QWidget):
    """Rows of which one is chosen; buttons under them act on the chosen one.

    Arrows go from row to row, Enter changes, Space switches, Del takes out, Alt with an arrow
    moves where order matters.

    Args:
        name: What is listed, for screen readers.
        add: What adding one is called.
        empty: Said while there is none.
        ordered: Whether the order matters.
    """

    add_wanted = Signal()
    edit_wanted = Signal(int)
    remove_wanted = Signal(int)
    copy_wanted = Signal(int)
    moved = Signal(int, int)  # from, to
    switched = Signal(int, bool)

    def __init__(self, name: str, add: str, empty: str, *, ordered: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._ordered, self._may_edit = ordered, True
        self.rows: list[_Row] = []
        self.chosen = 0
        self._inside = QVBoxLayout()
        self._inside.setSpacing(0)
        self.nothing = Label(empty, "muted", wrap=True)
        self.add = quiet_button(add, icon_name="plus")
        self.up = icon_button("arrow-up", tr("Move up"), "")
        self.down = icon_button("arrow-down", tr("Move down"))
        self.edit = icon_button("edit", tr("Change"))
        self.copy = icon_button("copy", tr("Make another one like it"))
        self.remove = icon_button("trash", tr("Take out"))
        self.add.clicked.connect(self.add_wanted)
        self.up.clicked.connect(lambda: self.move_chosen(-1))
        self.down.clicked.connect(lambda: self.move_chosen(1))
        self.edit.clicked.connect(lambda: self.edit_wanted.emit(self.chosen))
        self.copy.clicked.connect(lambda: self.copy_wanted.emit(self.chosen))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self.chosen))
        self._acts = (self.up, self.down, self.edit, self.copy, self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.nothing)
        layout.addLayout(self._inside)
        layout.addLayout(row(self.add, None, *self._acts, spacing=0))
        self._settle()

    def show_rows(self, rows: Sequence[Said]) -> None:
        """Show *rows*; the chosen place stays, and so do the keys on it."""
        had_keys = any(each.hasFocus() for each in self.rows)
        while len(self.rows) > len(rows):
            gone = self.rows.pop()
            self._inside.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.rows) < len(rows):
            made = _Row(len(self.rows), self, ordered=self._ordered)
            self.rows.append(made)
            self._inside.addWidget(made)
        for each, said in zip(self.rows, rows, strict=True):
            each.say(said, may_edit=self._may_edit)
        self.chosen = max(0, min(self.chosen, len(rows) - 1))
        self._settle()
        if had_keys and self.rows:
            self.rows[self.chosen].setFocus()

    def choose(self, number: int, *, focus: bool = False) -> None:
        """Choose a row."""
        self.chosen = max(0, min(number, len(self.rows) - 1))
        self._settle()
        if focus and self.rows:
            self.rows[self.chosen].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Put the keys on the chosen row, or on adding the first."""
        if self.rows:
            self.rows[self.chosen].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.add.setFocus()

    def set_editable(self, *, may_edit: bool) -> None:
        """Let the list be changed or only be read."""
        self._may_edit = may_edit
        for each in self.rows:
            each.switch.setEnabled(may_edit)
        self._settle()

    def move_chosen(self, by: int) -> None:
        """Move the chosen row up or down."""
        to = self.chosen + by
        if self._ordered and self._may_edit and 0 <= to < len(self.rows):
            before, self.chosen = self.chosen, to
            self.moved.emit(before, to)

    def key(self, event: QKeyEvent) -> bool:
        """Use a key that was pressed on a row; return whether it was one of the list's."""
        key = Qt.Key(event.key())
        by = _MOVES.get(key)
        if by is not None:
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.move_chosen(by)
            else:
                self.choose(self.chosen + by, focus=True)
        elif not self._may_edit:
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_wanted.emit(self.chosen)
        elif key == Qt.Key.Key_Space:
            self.rows[self.chosen].switch.click()
        elif key == Qt.Key.Key_Delete:
            self.remove_wanted.emit(self.chosen)
        elif key == Qt.Key.Key_Insert:
            self.add_wanted.emit()
        else:
            return False
        return True

    def _settle(self) -> None:
        some = bool(self.rows)
        self.nothing.setVisible(not some)
        self.add.setVisible(self._may_edit)
        for each in self._acts:
            each.setVisible(some and self._may_edit)
        if not self._ordered:
            self.up.hide()
            self.down.hide()
        self.up.setEnabled(self.chosen > 0)
        self.down.setEnabled(self.chosen < len(self.rows) - 1)
        for number, one in enumerate(self.rows):
            one.show_chosen(is_chosen=number == self.chosen and self._may_edit)


class _Row(QFrame):
    def __init__(self, number: int, owner: RowList, *, ordered: bool) -> None:
        super().__init__()
        self.number, self._owner = number, owner
        self.setProperty("pick", "true")
        self.place = Label(fmt.number(number + 1), "muted")
        self.place.setFixedWidth(24)
        if not ordered:
            self.place.hide()
        self.name = Label("", "label", wrap=True)
        self.sentence = Label("", "muted", wrap=True)
        self.problem = Label("", "error", wrap=True)
        wrong = row(IconLabel("alert-triangle", "danger", 16), self.problem, spacing=6)
        wrong.setStretch(1, 1)
        self._wrong = box(wrong)
        self.switch = Switch("")
        self.switch.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space on the row does it
        self.switch.clicked.connect(self._on_switched)
        words = column(self.name, self.sentence, self._wrong, spacing=0)
        layout = QHBoxLayout()
        layout.setContentsMargins(M, S, XS, S)
        layout.setSpacing(S)
        put(layout, self.place, words, self.switch)
        layout.setStretch(1, 1)
        layout.setAlignment(self.place, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(layout)
        whole.addWidget(hairline())

    def say(self, said: Said, *, may_edit: bool) -> None:
        """Show other words."""
        self.name.setText(said.name)
        self.sentence.setText(said.sentence)
        self.problem.setText(said.problem)
        self._wrong.setVisible(bool(said.problem))
        self.switch.setChecked(said.is_on)
        self.switch.setEnabled(may_edit)
        self.switch.setAccessibleName(tr("{name} is on").format(name=said.name))
        state = tr("on") if said.is_on else tr("off")
        self.setAccessibleName(f"{said.name}: {said.sentence}. {state}. {said.problem}".strip())
        mark(self.name, role="label" if said.is_on else "muted")

    def show_chosen(self, *, is_chosen: bool) -> None:
        """Show whether the buttons act on it; only the chosen one is reached by Tab."""
        mark(self, chosen="true" if is_chosen else "false")
        self.setFocusPolicy(
            Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus
        )  # fmt: skip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click chooses."""
        self._owner.choose(self.number, focus=True)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: a double click changes, as Enter does."""
        if self._owner.edit.isVisible():
            self._owner.edit_wanted.emit(self.number)
        super().mouseDoubleClickEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the keys came here."""
        super().focusInEvent(event)
        if self._owner.chosen != self.number:
            self._owner.choose(self.number)
        mark(self, keys="true")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the keys went."""
        super().focusOutEvent(event)
        mark(self, keys="false")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys of the list."""
        if not self._owner.key(event):
            super().keyPressEvent(event)

    def _on_switched(self) -> None:
        self._owner.choose(self.number)
        self._owner.switched.emit(self.number, self.switch.isChecked())
