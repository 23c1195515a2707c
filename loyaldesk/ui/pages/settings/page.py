"""The settings page: sections to be searched at the start side, the open one beside them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from loyaldesk.domain.events import ClubChanged, OperatorsChanged
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import fold
from loyaldesk.ui import theme
from loyaldesk.ui.kit.icons import icon
from loyaldesk.ui.kit.labels import leading, muted
from loyaldesk.ui.kit.layout import XL, Card, L, M, S
from loyaldesk.ui.kit.search_box import SearchBox
from loyaldesk.ui.kit.table import Index
from loyaldesk.ui.pages.settings.backup import BackupSection
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.section import BAR, Entry, Section
from loyaldesk.ui.pages.settings.sections import entries
from loyaldesk.ui.parts.hall import Hall

LIST_WIDTH = 244
ITEM_HEIGHT = 56
_ENTRY = int(Qt.ItemDataRole.UserRole)
_SECOND = _ENTRY + 1
_DIRTY = _ENTRY + 2


class _Memory:
    """A change of language builds the page anew; it opens where it was."""

    key = ""


class SettingsPage(QWidget):
    """Everything an owner can decide, a section at a time.

    Sections are made when they are first opened and keep what was typed until it is saved.

    Args:
        hall: What every page is given.
        parent: Owner.
    """

    counter_wanted = Signal(str)
    restore_wanted = Signal(object)  # services.safekeeping.RestorePlan: close, carry out, reopen

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._machine = Machine(hall)
        self._entries = entries(hall, self._machine)
        self._sections: dict[str, Section] = {}
        self.search = SearchBox(tr("Search the settings"))
        self.list = _SectionList()
        self.nothing = muted(tr("No setting is called that."), wrap=True)
        self.nothing.hide()
        self.stack = QStackedWidget()
        for entry in self._entries:
            self.list.add(entry)
        self._lay_out()
        self.search.textChanged.connect(self._on_search)
        self.search.entered.connect(self._on_entered)
        self.search.left_downwards.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(self._on_item)
        self.list.into.connect(self._focus_section)
        for kind in (ClubChanged, OperatorsChanged):
            hall.news.on(kind, self, lambda _news: self._show_section_again())
        self.open_section(_Memory.key or self._entries[0].key)

    @property
    def key(self) -> str:
        """The key of the section on view."""
        entry = self.list.entry()
        return entry.key if entry is not None else ""

    def section(self, key: str = "") -> Section:
        """Return a section that was opened, by default the one on view."""
        return self._sections[key or self.key]

    def titles(self) -> list[tuple[str, str, str]]:
        """Return key, title and icon of every section, for the search over everything."""
        return [(entry.key, entry.title, entry.icon) for entry in self._entries]

    def open_section(self, key: str) -> None:
        """Show the section *key*; the first one if there is none."""
        if not self.list.choose(key):
            self.list.choose(self._entries[0].key)

    def back_up(self) -> None:
        """Make a backup in the section on view, if it can."""
        section = self.section()
        if isinstance(section, BackupSection):
            section.back_up()

    def check_file(self) -> None:
        """Check the club file in the section on view, if it can."""
        section = self.section()
        if isinstance(section, BackupSection):
            section.check()

    def restore(self) -> None:
        """Open the wizard that goes back to a backup in the section on view, if it can."""
        section = self.section()
        if isinstance(section, BackupSection):
            section.restore()

    def refresh(self) -> None:
        """Read the club again; what was typed and not saved stays."""
        for section in self._sections.values():
            section.show_again()

    def focus_first(self) -> None:
        """Begin in the list: arrows go through the sections, Enter goes in."""
        self.list.setFocus()

    def take_scan(self, code: str) -> None:
        """A scan is a try while the scanner is on view; else it belongs to the counter."""
        if not self.section().take_scan(code):
            self.counter_wanted.emit(code)

    def key_pressed(self, name: str) -> bool:
        """Use Ctrl+F: it goes to the search box."""
        if name == "Ctrl+F":
            self.search.setFocus()
            self.search.selectAll()
            return True
        return False

    def _lay_out(self) -> None:
        start = Card(self.search, self.list, self.nothing, spacing=S)
        start.body.setContentsMargins(S, M, S, S)
        start.body.setStretch(1, 1)
        start.setFixedWidth(LIST_WIDTH)
        layout = QHBoxLayout(self)
        left, top, right, bottom = XL, L, XL - BAR, L
        if leading() & Qt.AlignmentFlag.AlignRight:
            left, right = right, left
        layout.setContentsMargins(left, top, right, bottom)  # the scroll bar stands in the margin
        layout.setSpacing(L)
        layout.addWidget(start)
        layout.addWidget(self.stack, 1)

    def _on_item(self, item: QListWidgetItem | None) -> None:
        entry = item.data(_ENTRY) if item is not None else None
        if not isinstance(entry, Entry):
            return
        _Memory.key = entry.key
        if entry.key in self._sections:
            self._sections[entry.key].show_again()
        else:
            self._add(entry)
        self.stack.setCurrentWidget(self._sections[entry.key])

    def _add(self, entry: Entry) -> None:
        section = entry.build()
        self._sections[entry.key] = section
        self.stack.addWidget(section)
        section.dirty_changed.connect(self._marks_dirty(entry.key))
        section.restore_wanted.connect(self.restore_wanted)
        section.section_wanted.connect(self.open_section)

    def _marks_dirty(self, key: str) -> Callable[[bool], None]:
        return lambda is_dirty: self.list.mark(key, is_dirty=is_dirty)

    def _show_section_again(self) -> None:
        self.section().show_again()

    def _focus_section(self) -> None:
        self.section().focus_first()

    def _on_search(self, typed: str) -> None:
        count = self.list.show_matching(typed)
        self.list.setVisible(count > 0)
        self.nothing.setVisible(count == 0)

    def _on_entered(self) -> None:
        self.list.choose_first()
        self._focus_section()


class _SectionList(QListWidget):
    """Two lines a section: its name, and what stands in it."""

    into = Signal()  # Enter, or the arrow along the reading direction

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Sections of the settings"))
        self.setItemDelegate(_EntryDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def add(self, entry: Entry) -> None:
        """Put a section at the end."""
        item = QListWidgetItem(entry.title)
        item.setData(_ENTRY, entry)
        item.setData(_SECOND, entry.holds)
        item.setSizeHint(QSize(0, ITEM_HEIGHT))
        self.addItem(item)

    def entry(self) -> Entry | None:
        """Return the section that is chosen."""
        item = self.currentItem()
        found = item.data(_ENTRY) if item is not None else None
        return found if isinstance(found, Entry) else None

    def choose(self, key: str) -> bool:
        """Choose a section; return whether there is such a one."""
        item = self._item(key)
        if item is not None:
            self.setCurrentItem(item)
        return item is not None

    def choose_first(self) -> None:
        """Choose the first section on view."""
        shown = (self.item(n) for n in range(self.count()) if not self.item(n).isHidden())
        first = next(shown, None)
        if first is not None:
            self.setCurrentItem(first)

    def mark(self, key: str, *, is_dirty: bool) -> None:
        """Show that a section has changes which are not saved."""
        item = self._item(key)
        if item is not None:
            item.setData(_DIRTY, is_dirty)

    def show_matching(self, typed: str) -> int:
        """Show the sections that hold what was typed, and say where; return how many."""
        words = fold(typed).split()
        count = 0
        for number in range(self.count()):
            item = self.item(number)
            entry: Entry = item.data(_ENTRY)
            found = tuple(h for h in entry.holds if words and _holds(h, words))
            is_shown = not words or bool(found) or _holds(entry.title, words)
            item.setHidden(not is_shown)
            item.setData(_SECOND, found or entry.holds)
            count += is_shown
        return count

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter or the arrow towards the section goes into it."""
        is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        along = Qt.Key.Key_Left if is_rtl else Qt.Key.Key_Right
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, along):
            self.into.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802  # Qt's name
        """Qt: typing searches nothing here; a scanner must not move the cursor."""

    def _item(self, key: str) -> QListWidgetItem | None:
        for number in range(self.count()):
            entry = self.item(number).data(_ENTRY)
            if isinstance(entry, Entry) and entry.key == key:
                return self.item(number)
        return None


class _EntryDelegate(QStyledItemDelegate):
    """Draws icon, name, what stands in it, and a dot for changes that are not saved."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw one section."""
        entry = index.data(_ENTRY)
        rect = option.rect.adjusted(0, 2, 0, -2)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or is_over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("accent_soft" if is_chosen else "bg"))
            painter.drawRoundedRect(rect, 8, 8)
        view = self.parent()
        if is_chosen and isinstance(view, QWidget) and view.hasFocus():
            painter.setPen(theme.token("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
        is_rtl = bool(leading() & Qt.AlignmentFlag.AlignRight)
        spot = QRect(
            rect.right() - 31 if is_rtl else rect.left() + 12, rect.center().y() - 9, 20, 20
        )
        icon(entry.icon, "accent" if is_chosen else "muted").paint(painter, spot)
        room = rect.adjusted(10, 0, -42, 0) if is_rtl else rect.adjusted(42, 0, -10, 0)
        self._draw_words(painter, room, entry.title, index.data(_SECOND), is_chosen=is_chosen)
        if index.data(_DIRTY):
            side = rect.left() + 10 if is_rtl else rect.right() - 18
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("warn"))
            painter.drawEllipse(side, rect.top() + 11, 8, 8)
        painter.restore()

    @staticmethod
    def _draw_words(
        painter: QPainter, room: QRect, title: str, holds: Sequence[str], *, is_chosen: bool
    ) -> None:
        top = QRect(room.left(), room.top() + 5, room.width(), 24)
        foot = QRect(room.left(), room.top() + 27, room.width(), 20)
        weight = QFont.Weight.Bold if is_chosen else QFont.Weight.Medium
        painter.setFont(theme.font(14, weight))
        painter.setPen(theme.token("accent" if is_chosen else "ink"))
        painter.drawText(top, leading(), title)
        painter.setFont(theme.font(12))
        painter.setPen(theme.token("muted"))
        painter.drawText(foot, leading(), _fitting(holds, painter.fontMetrics(), room.width()))


def _fitting(words: Sequence[str], metrics: QFontMetrics, room: int) -> str:
    """Return as many of *words* as fit on a line, at least the first one."""
    shown = words[0]
    for word in words[1:]:
        longer = shown + tr(", ") + word
        if metrics.horizontalAdvance(longer) > room:
            break
        shown = longer
    return metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)


def _holds(text: str, words: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
