"""Lists of the start page: one line each, opened by Enter or a click, with its next act beside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import Button, button, quiet_button
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, Label, chip, heading, set_chip
from loyaldesk.ui.kit.layout import XS, Card, M, S, column, row

MOST = 5
"""Lines that stand there before somebody asks for the rest."""

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        icon: What it is; drawn in the colour *tone*.
        title: Who or what.
        beside: What about it.
        mark: A few words in a coloured chip, such as "3 days late"; empty: none.
        kind: Of the chip.
        open: What Enter does; None: nothing.
        act_text: The button beside it; empty: none.
        act: What the button does.
    """

    icon: str
    title: str
    beside: str
    mark: str = ""
    kind: str = "plain"
    tone: str = "muted"
    open: Act | None = None
    act_text: str = ""
    act: Act | None = None


class LineRow(QFrame):
    """One line on view."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line
        self.setProperty("line", "true")
        self.setAccessibleName(" · ".join(filter(None, (line.title, line.beside, line.mark))))
        self.button: Button | None = None
        words = column(ElidedLabel(line.title), ElidedLabel(line.beside, "caption"), spacing=0)
        items: list[QWidget] = []
        if line.mark:
            items.append(chip(line.mark, line.kind))
        if line.act is not None and line.act_text:
            act = line.act
            self.button = button(line.act_text)
            self.button.setProperty("segment", "true")
            self.button.setAccessibleName(f"{line.act_text}: {line.title}")
            self.button.clicked.connect(lambda: act())  # noqa: PLW0108  # drops `checked`
            items.append(self.button)
        made = row(IconLabel(line.icon, line.tone, 20), words, *items, spacing=M)
        made.setStretch(1, 1)
        made.setContentsMargins(S, XS, S, XS)
        self.setLayout(made)
        if line.open is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens, arrows walk to the neighbours."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click opens."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self._open()

    def _open(self) -> None:
        if self._line.open is not None:
            self._line.open()


class LinesCard(Card):
    """A titled list with its count; hidden while it is empty.

    Args:
        title: What stands in it.
        kind: Of the chip that holds the count.
    """

    all_wanted = Signal()

    def __init__(self, title: str, kind: str = "plain") -> None:
        super().__init__(spacing=XS)
        self._title = title
        self._kind = kind
        self._lines: Sequence[Line] = ()
        self._is_open = False
        self.setAccessibleName(title)
        self.count = chip("", kind)
        self.body.addLayout(row(heading(title, 2), self.count, None, spacing=S))
        self.note = Label("", "muted", wrap=True)
        self.note.hide()
        self.body.addWidget(self.note)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(0)
        self.body.addLayout(self._inside)
        self.more = quiet_button("")
        self.more.clicked.connect(self._show_rest)
        self.body.addWidget(self.more)
        self.rows: list[LineRow] = []

    def show_lines(self, lines: Sequence[Line], count: int | None = None, note: str = "") -> None:
        """Show *lines*; *count* when there are more of them than were read."""
        self._lines = lines
        total = len(lines) if count is None else count
        set_chip(self.count, fmt.number(total), self._kind)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        for old in self.rows:
            self._inside.removeWidget(old)
            old.hide()
            old.deleteLater()
        shown = lines if self._is_open else lines[:MOST]
        self.rows = [LineRow(line) for line in shown]
        for made in self.rows:
            self._inside.addWidget(made)
        left = len(lines) - len(shown)
        self.more.set_words(tr("{n} more").format(n=fmt.number(left)))
        self.more.setVisible(left > 0)
        self.setVisible(bool(lines) or bool(note))

    def _show_rest(self) -> None:
        self._is_open = True
        first = len(self.rows)
        self.show_lines(self._lines)
        if first < len(self.rows):
            self.rows[first].setFocus()
