"""What every section of the settings has: a title, cards that scroll, a foot to save with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import roles
from loyaldesk.services.words import role_name
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.labels import heading, leading, muted
from loyaldesk.ui.kit.layout import XS, Item, M, S, ScrollPage, box, column, put
from loyaldesk.ui.kit.table import RowsTable
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.save_bar import SaveBar
from loyaldesk.ui.parts.hall import Hall

BAR = 10
"""Width of a scroll bar."""

NARROW = 700


class Section(QWidget):
    """One section; children fill `body` and, if they have fields, call `add_bar`.

    Args:
        hall: What every page is given.
        machine: The settings of this computer.
        title: Name of the section.
        about: One sentence: what it is for.
    """

    dirty_changed = Signal(bool)
    restore_wanted = Signal(object)
    section_wanted = Signal(str)  # key of another section

    def __init__(self, hall: Hall, machine: Machine, title: str, about: str) -> None:
        super().__init__()
        self.hall, self.machine = hall, machine
        self.bar: SaveBar | None = None
        self._stacked: list[QBoxLayout] = []
        self._spared: list[tuple[RowsTable[Any], tuple[int, ...]]] = []
        self.problem = Note("", "danger")
        self.problem.hide()
        self.locked = Note("", "plain", icon_name="lock")
        self.locked.hide()
        self.page = ScrollPage(spacing=M)
        self.body = self.page.body
        self.body.setContentsMargins(0, 0, 0, 0)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(M)
        self.page.verticalScrollBar().rangeChanged.connect(self._make_room)
        head = QVBoxLayout()
        head.setSpacing(S)
        words = column(heading(title, 2), muted(about, wrap=True), spacing=XS)
        put(head, words, self.locked, self.problem)
        self._layout.addWidget(_indented(box(head)))
        self._layout.addWidget(self.page, 1)
        self._make_room(0, 0)

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed and not saved."""
        return self.bar is not None and self.bar.is_dirty

    def fill(self, *cards: Item) -> None:
        """Put *cards* under each other, the last one followed by free room."""
        put(self.body, *cards, None)

    def add_bar(
        self,
        values: Callable[[], object],
        save: Callable[[], object],
        undo: Callable[[], object],
        words: str = "",
    ) -> SaveBar:
        """Put Save and Undo at the foot."""
        self.bar = SaveBar(values, save, undo, words)
        self.bar.dirty_changed.connect(self.dirty_changed)
        self._layout.addWidget(_indented(self.bar))
        return self.bar

    def _make_room(self, _first: int, last: int) -> None:
        """Keep the edge of the cards in line with the foot, whether or not the page scrolls."""
        _set_end_margin(self.body, 0 if last else BAR)

    def set_error(self, text: str) -> None:
        """Say what went wrong and belongs to no field; an empty *text* takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def spare(self, table: RowsTable[Any], *columns: int) -> None:
        """Leave *columns* of *table* out while the window is narrow."""
        self._spared.append((table, columns))

    def stacks(self, *rows: QBoxLayout) -> None:
        """Put what stands beside each other in *rows* below each other in a narrow window."""
        self._stacked += rows

    def is_narrow(self) -> bool:
        """Return whether there is little room, as in the smallest window."""
        return self.width() < NARROW

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the room changed."""
        super().resizeEvent(event)
        for table, columns in self._spared:
            for number in columns:
                table.setColumnHidden(number, self.is_narrow())
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for line in self._stacked:
            line.setDirection(below if self.is_narrow() else beside)

    def say_locked(self, right: Permission) -> None:
        """Say who may change what is only shown here."""
        self.locked.label.setText(who_can(self.hall, right))
        self.locked.show()

    def close_to(self, right: Permission) -> None:
        """Show nothing but who may look at this."""
        self.page.hide()
        self.locked.label.setText(who_can(self.hall, right, to_change=False))
        self.locked.show()
        self._layout.addStretch(1)

    def show_again(self) -> None:
        """Show what is stored now; typed changes are left alone. Children add to it."""

    def focus_first(self) -> None:
        """Put the keys where work begins. Children say where."""

    def take_scan(self, _code: str) -> bool:
        """Return whether the section used a scan."""
        return False


def _indented(inside: QWidget) -> QWidget:
    """Leave the room of a scroll bar at the end of reading."""
    layout = QVBoxLayout()
    layout.addWidget(inside)
    made = box(layout)
    _set_end_margin(layout, BAR)
    return made


def _set_end_margin(layout: QVBoxLayout, pixels: int) -> None:
    is_rtl = bool(leading() & Qt.AlignmentFlag.AlignRight)
    layout.setContentsMargins(pixels if is_rtl else 0, 0, 0 if is_rtl else pixels, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the list.

    Attributes:
        key: What it is called by other parts of the program.
        title: Its name.
        icon: Name of its icon.
        holds: Names of what stands in it, found by the search box; the first ones are shown.
        build: Makes it when it is first opened.
    """

    key: str
    title: str
    icon: str
    holds: tuple[str, ...]
    build: Callable[[], Section]


def who_can(hall: Hall, right: Permission, *, to_change: bool = True) -> str:
    """Return who may do what is closed to this operator, in one sentence."""
    if not hall.desk.may(Permission.OPERATOR_READ):
        return tr("Your role does not allow this. A manager or the owner can do it.")
    names = [role_name(role) for role in roles.who_may(hall.desk, right)]
    if not names:
        return tr("No role of this club is allowed to do this.")
    listed = (
        names[0]
        if len(names) == 1
        else tr("{names} or {last}").format(names=tr(", ").join(names[:-1]), last=names[-1])
    )
    return (
        tr("Who can change this: {roles}.") if to_change else tr("Who can see this: {roles}.")
    ).format(roles=listed)


def size_words(size: int) -> str:
    """Return the size of a file: ``8.2 MB``, small ones in kB."""
    if size < 1_000_000:
        return tr("{n} kB").format(n=fmt.number(-(-size // 1000)))
    return tr("{n} MB").format(n=fmt.decimal(size / 1_000_000))


def form_grid(*items: QWidget | None, columns: int = 2) -> QWidget:
    """Return fields in equal columns, row by row, tops in line; None leaves a place free."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(M + XS)
    grid.setVerticalSpacing(S)
    for number in range(columns):
        grid.setColumnStretch(number, 1)
        grid.setColumnMinimumWidth(number, 120)
    for number, item in enumerate(items):
        place = item if item is not None else QWidget()
        grid.addWidget(place, number // columns, number % columns)
    return box(grid)
