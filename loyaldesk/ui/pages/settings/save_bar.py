"""The foot of a section: what is not saved yet, Save and Undo."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import Button, button, primary_button
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import L, M, S

_SIGNALS = ("changed", "amended", "chosen", "toggled", "currentTextChanged", "textChanged")


class SaveBar(QFrame):
    """Knows whether the watched fields differ from what is stored.

    Args:
        values: Returns what the fields hold now; two equal answers mean nothing was changed.
        save: Called by Save.
        undo: Called by Undo: shows again what is stored.
        words: What Save does here.
    """

    dirty_changed = Signal(bool)

    def __init__(
        self,
        values: Callable[[], object],
        save: Callable[[], object],
        undo: Callable[[], object],
        words: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._values = values
        self._stored: object = None
        self._is_dirty = False
        self._watched: list[QWidget] = []
        self.save: Button = primary_button(words or tr("Save"), "Ctrl+S")
        self.undo: Button = button(tr("Undo"))
        self.save.clicked.connect(lambda: save())  # noqa: PLW0108  # drops `checked`
        self.undo.clicked.connect(lambda: undo())  # noqa: PLW0108
        layout = QHBoxLayout(self)
        layout.setContentsMargins(L, S, L, S)
        layout.setSpacing(M)
        self._state = Label("", "muted")
        layout.addWidget(self._state, 1)
        layout.addWidget(self.undo)
        layout.addWidget(self.save)

    @property
    def is_dirty(self) -> bool:
        """Whether something was changed and not saved."""
        return self._is_dirty

    def watch(self, *widgets: QWidget) -> None:
        """Look at the fields again whenever one of *widgets* changes."""
        for widget in widgets:
            self._watched.append(widget)
            for name in _SIGNALS:
                if hasattr(widget, name):
                    getattr(widget, name).connect(self.look)
                    break

    def begin(self) -> None:
        """Take what the fields hold now as what is stored."""
        self._stored = self._values()
        self.look()

    def look(self, *_given: object) -> None:
        """Compare the fields with what is stored."""
        was, self._is_dirty = self._is_dirty, self._values() != self._stored
        self.save.setEnabled(self._is_dirty)
        self.undo.setEnabled(self._is_dirty)
        self._state.setText(
            tr("You have changes that are not saved yet.")
            if self._is_dirty
            else tr("Everything is saved.")
        )
        if was != self._is_dirty:
            self.dirty_changed.emit(self._is_dirty)

    def lock(self) -> None:
        """Let the watched fields be looked at only."""
        for widget in self._watched:
            widget.setEnabled(False)
        self.hide()
