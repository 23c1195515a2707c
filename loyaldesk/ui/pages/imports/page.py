"""Lists from other programs: what was imported, and the way to import another one."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.domain.events import ImportEnded
from loyaldesk.ui.kit.layout import page_margins
from loyaldesk.ui.pages.imports.drop_zone import dropped_file
from loyaldesk.ui.pages.imports.runs_view import RunsView
from loyaldesk.ui.pages.imports.wizard import Step, Wizard
from loyaldesk.ui.parts.hall import Hall


class ImportsPage(QWidget):
    """The list of imports; a file dropped anywhere on it begins a new one.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.runs = RunsView(hall)
        self.wizard = Wizard(hall)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.runs)
        self.stack.addWidget(self.wizard)
        layout = QVBoxLayout(self)
        page_margins(layout)
        layout.addWidget(self.stack)
        self.runs.import_wanted.connect(self.open_wizard)
        self.wizard.closed.connect(self.close_wizard)
        self.wizard.stored.connect(self.runs.refresh)
        hall.news.on(ImportEnded, self, lambda _ended: self.runs.refresh())

    def focus_first(self) -> None:
        """Give the keys to what comes first on what is on view."""
        if self.is_importing():
            self.wizard.focus_first()
        else:
            self.runs.focus_first()

    def refresh(self) -> None:
        """Read the list of imports anew; an import on its way stays where it is."""
        self.runs.refresh()

    def is_importing(self) -> bool:
        """Return whether the steps of an import are on view."""
        return self.stack.currentWidget() is self.wizard

    def key_pressed(self, name: str) -> bool:
        """Let Esc go back a step instead of leaving the page."""
        if name != "Esc" or not self.is_importing():
            return False
        self.wizard.go_back()
        return True

    @Slot()
    def open_wizard(self, path: Path | None = None) -> None:
        """Begin a new import, with *path* if it is known already."""
        self.wizard.begin(path)
        self.stack.setCurrentWidget(self.wizard)
        self.wizard.focus_first()

    @Slot()
    def close_wizard(self) -> None:
        """Show the list of imports again."""
        self.stack.setCurrentWidget(self.runs)
        self.runs.refresh()
        self.runs.focus_first()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: a file hangs over the page."""
        if self._may_begin() and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: a file was dropped on the page."""
        path = dropped_file(event.mimeData())
        if self._may_begin() and path is not None:
            event.acceptProposedAction()
            self.open_wizard(path)

    def _may_begin(self) -> bool:
        if not self.is_importing():
            return True
        return self.wizard.step is Step.FILE and not self.wizard.is_busy()
