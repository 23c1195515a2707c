"""The imports that were made: what came in, by whom, and the way back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.kernel.progress import Progress
from loyaldesk.services import imports
from loyaldesk.services.desk import Desk
from loyaldesk.services.imports import RunRow
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, M, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.imports.bad_rows import copy_errors_file
from loyaldesk.ui.pages.imports.wizard import may_take_back
from loyaldesk.ui.pages.imports.wording import kind_words, state_words
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where
from loyaldesk.ui.tasks import Task


class RunsView(QWidget):
    """The list of imports, newest first, with what can be done about the chosen one.

    Args:
        hall: Where and who.
    """

    import_wanted = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._task: Task | None = None
        self.where: QFileDialog | None = None
        self.begin = primary_button(tr("Import a file"), icon_name="file-import")
        self.undo = button(tr("Take the import back"), icon_name="arrow-back-up")
        self.save = button(tr("Save its bad rows…"), icon_name="device-floppy")
        self.problem = Note("", "danger")
        self.busy = BusyBar()
        self.table = self._table()
        self._lay_out()
        self.set_error("")
        self.begin.clicked.connect(self.import_wanted)
        self.undo.clicked.connect(self.ask_undo)
        self.save.clicked.connect(self.ask_place)
        self.table.current_changed.connect(self._show_buttons)
        self.table.chosen.connect(self._on_chosen)
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew."""
        self.table.show_rows(imports.runs(self._hall.desk))
        self._show_buttons()

    def focus_first(self) -> None:
        """Give the keys to the button the page is about."""
        self.begin.setFocus(Qt.FocusReason.TabFocusReason)

    def set_error(self, text: str) -> None:
        """Say what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    @Slot()
    def ask_undo(self) -> None:
        """Take the chosen import back, if that is really wanted."""
        run = self.table.selected_row()
        if run is None or run.state != "done" or self._task is not None:
            return
        self.set_error("")
        if not may_take_back(self, self._hall):
            return
        self.busy.start(tr("Taking the import back"), may_cancel=False)
        self._task = self._hall.runner.run(
            partial(_undo, self._hall.desk, run.id), done=self._on_undone, failed=self._on_failed
        )
        self._task.stepped.connect(self.busy.step)
        self._task.ended.connect(self._on_ended)
        self._show_buttons()

    @Slot()
    def ask_place(self) -> None:
        """Ask where the bad rows of the chosen import go."""
        run = self.table.selected_row()
        if run is not None and run.errors_file is not None:
            name = tr("Bad rows of {name}").format(name=Path(run.file_name).stem)
            self.where = ask_where(
                self, tr("Save the bad rows"), name, [("CSV", ".csv")],
                partial(self.save_to, run.errors_file),
            )  # fmt: skip

    def save_to(self, source: Path, path: Path) -> None:
        """Store the bad rows of an import at *path*."""
        self.set_error("")
        try:
            copy_errors_file(source, path)
        except ClubError as error:
            errors.show(error, self)
            return
        self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))

    def _table(self) -> RowsTable[RunRow]:
        zone = self._hall.desk.zone
        return RowsTable(
            [
                Column(tr("File name"), lambda run: isolate(run.file_name)),
                Column(tr("Kind"), lambda run: kind_words(run.kind), width_hint=120),
                Column(tr("Day"), lambda run: fmt.moment(run.made_at, zone), width_hint=150,
                       sort_key=lambda run: run.made_at),
                Column(tr("Operator"), lambda run: run.operator, width_hint=120),
                _figure(tr("Rows"), "rows"), _figure(tr("Added"), "added"),
                _figure(tr("Members"), "members_added"), _figure(tr("Bad"), "bad"),
                Column(tr("State"), lambda run: state_words(run.state)[0], width_hint=130,
                       tone=lambda run: state_words(run.state)[1]),
            ],
            tr("Imports"),
            empty=EmptyState(
                "file-import",
                tr("Nothing has been imported yet. Bring in the members and sales of your former"
                   " program from an Excel or CSV file."),
            ),
        )  # fmt: skip

    def _lay_out(self) -> None:
        about = muted(tr("Lists of other programs; each import can be taken back as a whole."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(about, None, self.save, self.undo, self.begin))
        layout.addWidget(self.problem)
        layout.addWidget(self.busy)
        sheet = Card()
        sheet.body.setContentsMargins(0, 0, 0, M)
        sheet.body.addWidget(self.table, 1)
        layout.addWidget(sheet, 1)

    @Slot()
    def _show_buttons(self, _run: object = None) -> None:
        run, is_free = self.table.selected_row(), self._task is None
        self.undo.setVisible(self.table.rows_model.rowCount() > 0)
        self.undo.setEnabled(is_free and run is not None and run.state == "done")
        self.save.setVisible(run is not None and run.errors_file is not None)
        self.begin.setEnabled(is_free)

    @Slot(object)
    def _on_chosen(self, _run: RunRow) -> None:
        self.ask_undo()

    @Slot(object)
    def _on_undone(self, _done: object) -> None:
        self._hall.toasts.show(tr("The import was taken back"))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        errors.show(error, self)

    @Slot()
    def _on_ended(self) -> None:
        self._task = None
        self.busy.finish()
        self.refresh()


def _figure(title: str, name: str) -> Column[RunRow]:
    def value(run: RunRow) -> int:
        return int(getattr(run.counts, name))

    return Column(
        title, lambda run: fmt.number(value(run)), numeric=True, width_hint=84, sort_key=value
    )


def _undo(desk: Desk, run_id: int, progress: Progress) -> object:
    return imports.undo(desk, run_id, progress)
