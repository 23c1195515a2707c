"""A page of tabs that are made when first opened, and read anew when something happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.layout import XL, L, M
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.parts.hall import Hall

LULL_MS = 400
"""News is answered after a lull: a busy till tells of every sale."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; who may not see it does not.

    Attributes:
        title: Its words.
        make: Makes what stands in it, with ``refresh()`` and ``focus_first()``; its signals
            ``member_wanted``, ``place_wanted``, ``record_wanted`` and ``changed`` are heard if it
            has them, its ``key_pressed`` and ``subject`` are asked.
        is_offered: Whether this operator has it.
    """

    title: str
    make: Callable[[], Any]
    is_offered: bool = True


class TabbedPage(QWidget):
    """Tabs of one room.

    Args:
        hall: Where and who.
        name: Of the page, for screen readers.
        tabs: What is offered, in order.
        news: Kinds of events after which the tabs are read anew.
        parent: The window.
    """

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    counter_wanted = Signal(str)
    record_wanted = Signal(str, int)

    def __init__(
        self, hall: Hall, name: str, tabs: Sequence[Tab], news: Sequence[type],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._hall = hall
        self._offered = [tab for tab in tabs if tab.is_offered]
        self._insides: list[QVBoxLayout] = []
        self._made: dict[int, Any] = {}
        self._stale: set[int] = set()
        self.problem = Note("", "danger")
        self.problem.hide()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(name)
        self.tabs.setDocumentMode(True)
        for tab in self._offered:
            place = QWidget()
            inside = QVBoxLayout(place)
            inside.setContentsMargins(0, M, 0, 0)
            self._insides.append(inside)
            self.tabs.addTab(place, plain_words(tab.title))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, M, XL, L)
        layout.setSpacing(M)
        layout.addWidget(self.problem)
        layout.addWidget(self.tabs, 1)
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.refresh)
        for kind in news:
            hall.news.on(kind, self, lambda _news: self._lull.start())
        self.tabs.currentChanged.connect(self._open)
        self._open(0)

    def refresh(self) -> None:
        """Read the tab on view anew; the others when they are opened."""
        self._lull.stop()
        self._stale = set(self._made)
        if self.isVisible():
            self._open(self.tabs.currentIndex())

    def focus_first(self) -> None:
        """Put the keys where the tab on view begins."""
        self.view().focus_first()

    def key_pressed(self, name: str) -> bool:
        """Let the tab on view have a key; return whether it used it."""
        view = self.view()
        return bool(hasattr(view, "key_pressed") and view.key_pressed(name))

    def subject(self) -> int:
        """Return the member whom the tab on view is about; 0 for none."""
        view = self.view()
        return int(view.subject()) if hasattr(view, "subject") else 0

    def set_error(self, text: str) -> None:
        """Say above the tabs what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def view(self) -> Any:
        """Return what stands in the tab on view."""
        return self._made[self.tabs.currentIndex()]

    def titles(self) -> list[str]:
        """Return the tabs this operator sees."""
        return [tab.title for tab in self._offered]

    def open_tab(self, title: str) -> Any:
        """Show the tab called *title* and return what stands in it."""
        self.tabs.setCurrentIndex(self.titles().index(title))
        return self.view()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what changed while another page was shown is read now."""
        super().showEvent(event)
        self._open(self.tabs.currentIndex())

    def _open(self, at: int) -> None:
        if at not in self._made:
            made = self._made[at] = self._offered[at].make()
            for signal, heard in (
                ("member_wanted", self.member_wanted),
                ("place_wanted", self.place_wanted),
                ("record_wanted", self.record_wanted),
                ("changed", self._on_changed),
            ):
                if hasattr(made, signal):
                    getattr(made, signal).connect(heard)
            self._insides[at].addWidget(made)
            self._stale.add(at)
            place = self.tabs.widget(at)
            if place is not None and place.hasFocus():  # Ctrl+Tab came before it was made
                made.focus_first()
        if at in self._stale:
            self._stale.discard(at)
            self.set_error("")
            self._made[at].refresh()

    def _on_changed(self) -> None:
        """What one tab did is read by the others when they are opened."""
        self._stale |= set(self._made) - {self.tabs.currentIndex()}
