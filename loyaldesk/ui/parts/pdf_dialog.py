"""A paper to be looked at, printed or saved."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.pdf_view import PdfView, print_pdf
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where

VIEW_HEIGHT = 480


class PdfDialog(Dialog):
    """Shows a PDF; Enter prints it, the other button saves it.

    Args:
        hall: Knows the printers of this computer.
        parent: The page it belongs to.
        title: What the paper is.
        content: The PDF.
        file_name: Suggested name when it is saved, without ending.
        paper: Kind of paper, a key of the computer's printers: ``a4`` or ``card``.
    """

    def __init__(
        self, hall: Hall, parent: QWidget, title: str, content: bytes, file_name: str,
        paper: str = "a4",
    ) -> None:  # fmt: skip
        super().__init__(parent, title, primary=tr("Print"), secondary=tr("Close"), width=640)
        self._printer = hall.settings.printers.get(paper, "")
        self._toasts = hall.toasts
        self._file_name = file_name
        self.where: QFileDialog | None = None
        self.view = PdfView(title)
        self.view.setMinimumHeight(VIEW_HEIGHT)
        self.view.show_pdf(content)
        self.save = button(tr("Save as PDF…"), icon_name="device-floppy")
        self.save.clicked.connect(self._on_save)
        self.buttons.insertWidget(0, self.save)
        self.add(self.view)

    def submit(self) -> None:
        """Print every page on this computer's printer for such paper."""
        try:
            print_pdf(self.view.content(), self._printer)
        except LookupError:
            self.set_error(
                tr("The printer «{name}» was not found. Choose one in Settings.").format(
                    name=isolate(self._printer)
                )
                if self._printer
                else tr("No printer was found on this computer.")
            )
            return
        self._toasts.show(tr("Sent to the printer"))
        self.accept()

    def _on_save(self) -> None:
        self.where = ask_where(
            self, tr("Save as PDF"), self._file_name, [("PDF", ".pdf")], self.save_to
        )

    def save_to(self, path: Path) -> None:
        """Store the paper at *path*, whole or not at all."""
        try:
            write_whole(path, self.view.content())
        except OSError:
            self.set_error(tr("{path} could not be written.").format(path=ltr(str(path))))
            return
        self._toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))
        self.accept()
