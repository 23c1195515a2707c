"""What is done with the programme beside filling it in: history, files, rehearsal, old points."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMenu, QToolButton

from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import programmes
from loyaldesk.ui import errors
from loyaldesk.ui.kit.buttons import icon_button
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.pages.settings.rules import files
from loyaldesk.ui.pages.settings.rules.history_dialog import HistoryDialog
from loyaldesk.ui.pages.settings.rules.lots_dialog import LotsDialog
from loyaldesk.ui.pages.settings.rules.rehearsal_panel import RehearsalDialog
from loyaldesk.ui.pages.settings.rules.tab import Tab
from loyaldesk.ui.parts.hall import Hall


class Editor(Protocol):
    """What is asked of the section."""

    tabs: tuple[Tab, ...]

    def checked(self) -> Programme:
        """Return the programme, in order."""

    def show_problems(self, problems: list[BadInput]) -> None:
        """Say each problem where it belongs."""

    def work_on(self, programme: Programme) -> bool:
        """Take other rules into the editor; return whether they are on view."""


class Extras(QObject):
    """A menu and what stands in it.

    Args:
        hall: What every page is given.
        editor: The section.
        may_edit: Whether the programme may be changed.
    """

    def __init__(self, hall: Hall, editor: Editor, *, may_edit: bool) -> None:
        super().__init__()
        self._hall, self._editor, self._may_edit = hall, editor, may_edit
        self.dialog: QDialog | None = None
        self.where: QDialog | None = None
        self.menu = self._make_menu()

    def _make_menu(self) -> QToolButton:
        made = icon_button("dots", tr("History, files and old points"))
        menu = QMenu(made)
        acts: list[tuple[str, Callable[[], None], bool]] = [
            (tr("The rules so far…"), self.history, True),
            (tr("Save the rules as a file…"), self.save_file, True),
            (tr("Rules from a file…"), self.load_file, self._may_edit),
            (tr("Give old points the new dates…"), self.move_lots, self._may_edit),
        ]
        for text, act, is_allowed in acts:
            if is_allowed:
                menu.addAction(plain_words(text)).triggered.connect(lambda _=False, act=act: act())
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return made

    def history(self) -> None:
        """Show the programmes so far."""
        dated = programmes.history(self._hall.desk)
        dialog = HistoryDialog(
            self.menu.window(), dated, self._editor.tabs, may_edit=self._may_edit
        )
        dialog.wanted.connect(self._editor.work_on)
        self._run(dialog)

    def move_lots(self) -> None:
        """Offer to give old points the dates of today's rules."""
        preview = programmes.lots_to_migrate(self._hall.desk)
        dialog = LotsDialog(self.menu.window(), self._hall, preview)
        if self._run(dialog):
            said = tr("{n} lots have their new last day.").format(n=fmt.number(dialog.moved))
            self._hall.toasts.show(said)

    def rehearse(self) -> None:
        """Try the rules on view on the last months."""
        try:
            new = self._editor.checked()
        except SeveralBadInputs as error:
            self._editor.show_problems(list(error.problems))
            return
        self._run(RehearsalDialog(self.menu.window(), self._hall, new))

    def save_file(self) -> None:
        """Write the rules on view to a file."""
        try:
            new = self._editor.checked()
        except SeveralBadInputs as error:
            self._editor.show_problems(list(error.problems))
            return

        def save(path: Path) -> None:
            try:
                files.save_to(path, new)
            except ClubError as error:
                errors.show(error)
                return
            name = isolate(path.name)
            self._hall.toasts.show(tr("The rules are written to {name}.").format(name=name))

        self.where = files.ask_to_save(self.menu, save)

    def load_file(self) -> None:
        """Take the rules of a file into the editor."""
        self.where = files.ask_to_open(self.menu, self.take_file)

    def take_file(self, path: Path) -> None:
        """Show what a file says; nothing is stored before it is published."""
        try:
            new = files.opened(path)
        except ClubError as error:
            errors.show(error)
            return
        if not self._editor.work_on(new):
            return
        said = tr("The rules of {name} are on view; they hold when you publish them.")
        self._hall.toasts.show(said.format(name=isolate(path.name)))

    def _run(self, dialog: QDialog) -> bool:
        self.dialog = dialog
        try:
            return dialog.exec() == QDialog.DialogCode.Accepted
        finally:
            self.dialog = None
            dialog.deleteLater()
