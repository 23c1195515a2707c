"""A tab of several parts, of which one is on view; each is made when it is first opened."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.layout import M
from loyaldesk.ui.kit.toggles import Segments

KEY = "Alt+"


class ChapterView(QWidget):
    """Buttons for the parts above the part on view; Alt with a digit opens one.

    Args:
        name: Of the whole, for screen readers.
        parts: Title of each, and what makes it.
    """

    member_wanted = Signal(int)
    place_wanted = Signal(str)
    record_wanted = Signal(str, int)
    changed = Signal()

    def __init__(self, name: str, parts: Sequence[tuple[str, Callable[[], Any]]]) -> None:
        super().__init__()
        self._parts = list(parts)
        self._made: dict[int, Any] = {}
        self._stale: set[int] = set()
        self.which: Segments[int] = Segments(
            [(title, at) for at, (title, _make) in enumerate(self._parts)], name
        )
        self._places = QStackedWidget()
        self._insides: list[QVBoxLayout] = []
        for _part in self._parts:
            place = QWidget()
            inside = QVBoxLayout(place)
            inside.setContentsMargins(0, 0, 0, 0)
            self._insides.append(inside)
            self._places.addWidget(place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.which)
        layout.addWidget(self._places, 1)
        self.which.chosen.connect(self._open_at)

    def titles(self) -> list[str]:
        """Return what the parts are called."""
        return [title for title, _make in self._parts]

    def part(self) -> Any:
        """Return the part on view."""
        at = self._places.currentIndex()
        return self._made.get(at) or self._make(at)

    def open_part(self, title: str) -> Any:
        """Show the part called *title* and return it."""
        at = self.titles().index(title)
        self.which.set_value(at)
        self._open_at(at)
        return self._made[at]

    def refresh(self) -> None:
        """Read the part on view anew, the others when they are opened."""
        self._stale = set(self._made)
        self._open_at(self._places.currentIndex())

    def focus_first(self) -> None:
        """Put the keys where the part on view begins."""
        self.part().focus_first()

    def key_pressed(self, name: str) -> bool:
        """Open a part with Alt and its digit; any other key is for the part on view."""
        digit = name.removeprefix(KEY)
        if name.startswith(KEY) and digit.isdecimal() and 1 <= int(digit) <= len(self._parts):
            self.open_part(self.titles()[int(digit) - 1])
            self.focus_first()
            return True
        part = self.part()
        return bool(hasattr(part, "key_pressed") and part.key_pressed(name))

    def told_keys(self) -> list[tuple[str, str]]:
        """Return the keys of the parts, for the help; what is in the part tells its own."""
        return [
            (f"{KEY}{at}", tr("Show {part}").format(part=title))
            for at, title in enumerate(self.titles(), 1)
        ]

    def subject(self) -> int:
        """Return the member whom the part on view is about; 0 for none."""
        part = self.part()
        return int(part.subject()) if hasattr(part, "subject") else 0

    def _make(self, at: int) -> Any:
        made = self._made[at] = self._parts[at][1]()
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
        return made

    def _open_at(self, at: int) -> None:
        if at not in self._made:
            self._make(at)
        self._places.setCurrentIndex(at)
        if at in self._stale:
            self._stale.discard(at)
            self._made[at].refresh()

    def _on_changed(self) -> None:
        """What one part did is read by the others when they are opened."""
        self._stale |= set(self._made) - {self._places.currentIndex()}
        self.changed.emit()
