"""A new recovery key on the screen: to be printed, and its end to be typed back from paper."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from loyaldesk.domain import recovery
from loyaldesk.domain.recovery import WrongGroup
from loyaldesk.kernel import fmt
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.services.words import words
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption, muted
from loyaldesk.ui.kit.layout import XS, Card, M, S, box, column, row
from loyaldesk.ui.kit.pdf_view import print_pdf
from loyaldesk.ui.parts.save_file import ask_where

_COLUMNS = 3


class RecoveryView(QWidget):
    """Six groups, Print, Save as PDF, and a field for the last group.

    Args:
        key: The new recovery key; nothing knows it yet but this view.
        paper: Returns the page to print.
        printer: The printer of A4 paper; empty: the system's usual one.
    """

    def __init__(self, key: str, paper: Callable[[], bytes], printer: str = "") -> None:
        super().__init__()
        self.key = key
        self._paper = paper
        self._printer = printer
        self.where: QFileDialog | None = None
        self.print = button(tr("Print"), icon_name="printer")
        self.print.setAutoDefault(False)
        self.print.clicked.connect(self._on_print)
        self.save = button(tr("Save as PDF…"), icon_name="device-floppy")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._on_save)
        self.told = caption("", wrap=True)
        self.told.hide()
        edit = QLineEdit()
        edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        edit.setMaxLength(60)
        self.last = Field(
            tr("Type the last group from the paper"), edit,
            tr("So that it is certain the paper is there and can be read."),
        )  # fmt: skip
        sheet = Card(box(_groups(key)), spacing=S)
        sheet.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.sheet = sheet
        buttons = row(self.print, self.save, None)
        self._form = column(
            muted(
                tr("Print it or write it down, and keep it away from this computer. It is shown"
                   " this once."), wrap=True,
            ), sheet, buttons, self.told, self.last, spacing=M,
        )  # fmt: skip
        self._form.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._form)

    def checked(self) -> str | None:
        """Return the key once its last group was typed back, or None after saying what is wrong."""
        self.last.clear_error()
        try:
            recovery.check_last(self.key, self.last.widget.text())
        except WrongGroup as error:
            self.last.set_error(words(error))
            self.last.widget.setFocus()
            return None
        return self.key

    def _on_print(self) -> None:
        try:
            print_pdf(self._paper(), self._printer)
        except LookupError:
            self._tell(
                tr("The printer «{name}» was not found. Choose one in Settings.").format(
                    name=isolate(self._printer)
                )
                if self._printer
                else tr("No printer was found on this computer. Save the page, or write it down.")
            )
            return
        self._tell(tr("Sent to the printer"))

    def _on_save(self) -> None:
        self.where = ask_where(
            self, tr("Save as PDF"), tr("Recovery key"), [("PDF", ".pdf")], self.save_to
        )

    def save_to(self, path: Path) -> None:
        """Store the page at *path*, whole or not at all."""
        try:
            write_whole(path, self._paper())
        except OSError:
            self._tell(tr("{path} could not be written.").format(path=ltr(str(path))))
            return
        self._tell(
            tr("Saved: {name}. Move it off this computer when it is printed.").format(
                name=isolate(path.name)
            )
        )

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.show()


def _groups(key: str) -> QGridLayout:
    """Return the groups in two rows, from left to right in every language."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(M)
    grid.setVerticalSpacing(M)
    holder = list(enumerate(recovery.groups(key)))
    for number, group in holder:
        line = column(_left(caption(fmt.number(number + 1))), _letters(group), spacing=XS)
        grid.addLayout(line, number // _COLUMNS, number % _COLUMNS)
    return grid


def _letters(group: str) -> Label:
    return _left(Label(" ".join(group), "h1", selectable=True))


def _left(label: Label) -> Label:
    """Return *label* at the left side in every language, where its group begins."""
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    return label
