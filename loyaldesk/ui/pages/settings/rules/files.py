"""The programme as a file: saved for another shop, read from one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_toml import read, write
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.ui.parts.save_file import ask_where, last_folder

LARGEST = 1024 * 1024
ENDING = ".toml"


def ask_to_save(parent: QWidget, on_chosen: Callable[[Path], object]) -> QFileDialog:
    """Ask where the programme goes."""
    title = tr("Save the rules as a file")
    return ask_where(parent, title, tr("programme"), _kinds(), on_chosen)


def save_to(path: Path, programme: Programme) -> None:
    """Write the programme, with comments in the reader's language and money in the unit in use.

    Raises:
        StorageProblem: If the file cannot be written.
    """
    text = write(programme, language=look().language, unit=look().unit)
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise StorageProblem("target", str(path)) from error


def ask_to_open(parent: QWidget, on_chosen: Callable[[Path], object]) -> QFileDialog:
    """Ask for the file of a programme."""
    dialog = QFileDialog(parent.window(), tr("Rules from a file"), last_folder())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([f"{words} (*{ending})" for words, ending in _kinds()])
    dialog.fileSelected.connect(lambda name: on_chosen(Path(name)))
    dialog.open()
    return dialog


def opened(path: Path) -> Programme:
    """Return the programme of a file.

    Raises:
        BadInput: If the file cannot be read at all.
        ProgrammeFileErrors: With every line that cannot be used.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput("file", "file too large", path.name)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("file", "no file", path.name) from error
    return read(text)


def _kinds() -> list[tuple[str, str]]:
    return [(tr("Rules of a club"), ENDING)]
