"""The papers of the club: choose one and its month, look at it, print it, save it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import printing
from loyaldesk.services.desk import Desk
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import Card, L, S, page_margins, row
from loyaldesk.ui.kit.pdf_view import PdfView, print_pdf
from loyaldesk.ui.pages.reports.choosing import Choosing
from loyaldesk.ui.pages.reports.papers import Paper, Wish
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where
from loyaldesk.ui.tasks import Task, Work

if TYPE_CHECKING:
    from loyaldesk.ui.pages.reports.pack_dialog import PackDialog

CHOOSING_WIDTH = 340


class ReportsPage(QWidget):
    """Enter makes the preview of what is chosen, Ctrl+P prints it.

    Args:
        hall: Where and who.
        parent: The window.
    """

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hall = hall
        self._task: Task | None = None
        self._made: tuple[Paper, Wish] | None = None
        self._print_when_made = False
        self._had_keys: QWidget | None = None
        self.where: QFileDialog | None = None
        self.pack: PackDialog | None = None
        self.choosing = Choosing(hall)
        self.print = button(tr("Print"), "Ctrl+P", "printer")
        self.save = button(tr("Save as PDF…"), icon_name="file-type-pdf")
        self.excel = button(tr("Save for Excel…"), icon_name="file-spreadsheet")
        self.note = Note("", "info")
        self.problem = Note("", "danger")
        self.instead = Note("", "warn", tr("Save as PDF…"), self.ask_pdf_place)
        self.busy = BusyBar()
        self.view: PdfView | None = None
        self.empty = EmptyState("report-analytics", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self._lay_out()
        self._wire()
        self._on_changed()

    def focus_first(self) -> None:
        """Give the keys to the catalogue: Enter then makes the paper chosen there."""
        self.choosing.catalogue.setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Read anew which months and tiers there are; a paper on view stays."""
        self.choosing.refresh()

    def key_pressed(self, name: str) -> bool:
        """Print with Ctrl+P even while the preview is still being made."""
        if name != "Ctrl+P":
            return False
        self._print_when_made = True
        if self._task is None:
            self.make()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter makes the preview from whatever is being chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.make()
        elif event.key() == Qt.Key.Key_Escape and self._task is not None:
            self.busy.cancel.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def make(self) -> None:
        """Make what is chosen, in the worker."""
        if self._task is not None or not self.choosing.is_ready():
            return
        paper, wish = self.choosing.paper(), self.choosing.wish()
        self._made = (paper, wish)
        self._say("")
        self.empty.sentence.setText("")
        self._set_busy(tr("Preparing: {title}").format(title=paper.title))
        self._run(partial(paper.make, self._hall.desk, wish), self._on_made)

    @Slot()
    def print_it(self) -> None:
        """Print the paper on view, on this computer's printer for A4."""
        if self.view is None or self._made is None or self._task is not None:
            return
        content, name = self.view.content(), self._printer()
        self._say("")
        self._set_busy(tr("Sending to the printer…"), may_cancel=False)
        self._task = self._hall.runner.run(
            partial(_print, content, name), done=self._on_printed, failed=self._on_not_printed
        )
        self._task.ended.connect(self._on_ended)

    @Slot()
    def ask_pdf_place(self) -> None:
        """Ask where the paper on view is to be stored."""
        if self._made is not None and self.view is not None:
            self.where = ask_where(
                self, tr("Save as PDF"), self._file_name(), [("PDF", ".pdf")], self.save_to
            )

    @Slot()
    def ask_excel_place(self) -> None:
        """Ask where the same list is to be stored for Excel."""
        self.where = ask_where(
            self, tr("Save for Excel"), self._file_name(),
            [("Excel", ".xlsx"), ("CSV", ".csv")], self.export_to,
        )  # fmt: skip

    @Slot()
    def open_pack(self) -> None:
        """Ask where the whole pack goes, and whether it is written each month."""
        from loyaldesk.ui.pages.reports.pack_dialog import PackDialog  # noqa: PLC0415 - with numpy

        self.pack = PackDialog(self._hall, self, self.choosing.period.period())
        self.pack.open()

    def save_to(self, path: Path) -> None:
        """Store the paper on view at *path*, whole or not at all."""
        if self.view is None:
            return
        try:
            printing.save(path, self.view.content())
        except ClubError as error:
            errors.show(error, self)
            return
        self._say("")
        self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))

    def export_to(self, path: Path) -> None:
        """Store the list chosen at *path* as a table, in the worker."""
        paper, wish = self.choosing.paper(), self.choosing.wish()
        if paper.export is None or self._task is not None or not self.choosing.is_ready():
            return
        self._say("")
        self._set_busy(tr("Writing {name}").format(name=ltr(path.name)))
        self._run(partial(_export, paper, self._hall.desk, path, wish), self._on_exported)

    # inside

    def _run(self, work: Work, done: Callable[[Any], object]) -> None:
        self._task = self._hall.runner.run(work, done=done, failed=self._on_failed)
        self._task.stepped.connect(self.busy.step)
        self._task.cancelled.connect(self._on_cancelled)
        self._task.ended.connect(self._on_ended)
        self.busy.cancelled.connect(self._task.cancel)

    def _set_busy(self, text: str, *, may_cancel: bool = True) -> None:
        self.busy.start(text, may_cancel=may_cancel)
        focus = QApplication.focusWidget()
        self._had_keys = focus if focus is not None and self.isAncestorOf(focus) else None
        if self._had_keys is not None:
            self.setFocus()  # on no button: a second Enter must not press Cancel
        self.choosing.set_busy(busy=True)
        for one in (self.print, self.save, self.excel):
            one.setEnabled(False)

    @Slot(object)
    def _on_made(self, content: bytes) -> None:
        if self.view is None:
            self.view = PdfView()
            self.stack.addWidget(self.view)
        self.view.show_pdf(content)
        self.stack.setCurrentWidget(self.view)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))

    @Slot(object)
    def _on_printed(self, _nothing: object) -> None:
        self._hall.toasts.show(tr("Sent to the printer"))

    @Slot(object)
    def _on_not_printed(self, error: Exception) -> None:
        if not isinstance(error, LookupError):
            self._on_failed(error)
            return
        name = self._printer()
        self.instead.say(
            tr("The printer «{name}» was not found. Choose one in Settings, or save the paper.")
            .format(name=isolate(name)) if name else
            tr("No printer was found on this computer. The paper can be saved instead."),
            "warn",
        )  # fmt: skip
        self.instead.show()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._made = None if self.view is None else self._made
        errors.show(error, self)

    def set_error(self, text: str) -> None:
        """Say above the paper what went wrong; empty takes it away."""
        self._say(text)

    @Slot()
    def _on_cancelled(self) -> None:
        self._print_when_made = False
        self._hall.toasts.show(tr("Stopped."), kind="info")

    @Slot()
    def _on_ended(self) -> None:
        self._task = None
        self.busy.finish()
        self.choosing.set_busy(busy=False)
        is_shown = self.stack.currentWidget() is not self.empty
        self._say_how()
        for one in (self.print, self.save):
            one.setEnabled(is_shown)
        self.excel.setEnabled(True)
        if self._had_keys is not None and QApplication.focusWidget() in (self, None):
            self._had_keys.setFocus(Qt.FocusReason.OtherFocusReason)
        if is_shown and self._print_when_made:
            self._print_when_made = False
            self.print_it()

    @Slot()
    def _on_changed(self) -> None:
        """Another paper or month is chosen: what was on view is put away, not to be mistaken."""
        self._say("")
        self._made = None
        self._print_when_made = False
        self.stack.setCurrentWidget(self.empty)
        paper = self.choosing.paper()
        self._say_how()
        self.print.setEnabled(False)
        self.save.setEnabled(False)
        self.excel.setVisible(paper.export is not None)
        hint = self.choosing.hint()
        self.note.setVisible(bool(hint))
        self.note.say(hint, "info")

    def _say_how(self) -> None:
        self.empty.sentence.setText(
            tr("{title}: press Enter to see it before it is printed.").format(
                title=self.choosing.paper().title
            )
        )

    def _say(self, text: str) -> None:
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))
        self.instead.hide()

    def _printer(self) -> str:
        return self._hall.settings.printers.get("a4", "")

    def _file_name(self) -> str:
        return self.choosing.paper().file_name(self.choosing.wish())

    def _lay_out(self) -> None:
        self.choosing.setFixedWidth(CHOOSING_WIDTH)
        sheet = Card(
            row(self.print, self.save, self.excel, None), self.note, self.problem, self.instead,
            self.busy, spacing=S,
        )  # fmt: skip
        sheet.body.addWidget(self.stack, 1)
        layout = QHBoxLayout(self)
        page_margins(layout)
        layout.setSpacing(L)
        start = QVBoxLayout()
        start.addWidget(self.choosing)
        layout.addLayout(start)
        layout.addWidget(sheet, 1)

    def _wire(self) -> None:
        self.choosing.changed.connect(self._on_changed)
        self.choosing.make.clicked.connect(self.make)
        self.choosing.pack.clicked.connect(self.open_pack)
        self.print.clicked.connect(self.print_it)
        self.save.clicked.connect(self.ask_pdf_place)
        self.excel.clicked.connect(self.ask_excel_place)


def _print(content: bytes, printer: str, _progress: Progress) -> None:
    print_pdf(content, printer)


def _export(paper: Paper, desk: Desk, path: Path, wish: Wish, progress: Progress) -> Path:
    if paper.export is not None:
        paper.export(desk, path, wish, progress)
    return path
