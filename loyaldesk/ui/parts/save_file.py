"""Asking where a file goes, without stopping the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class _Last:
    folder = ""


def last_folder() -> str:
    """Return the folder something was saved to last, at first the person's documents."""
    if _Last.folder and Path(_Last.folder).is_dir():
        return _Last.folder
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def ask_where(
    parent: QWidget,
    title: str,
    name: str,
    kinds: list[tuple[str, str]],
    on_chosen: Callable[[Path], object],
) -> QFileDialog:
    """Open the system's dialog and call *on_chosen* with the path, its ending put right.

    Args:
        parent: The window it stands before.
        title: What is saved.
        name: Suggested name of the file, without ending.
        kinds: Words and ending of each kind of file, the usual one first: ``("Excel", ".xlsx")``.
        on_chosen: Called when a path was chosen.

    Returns:
        The dialog, which deletes itself when it is closed.
    """
    dialog = QFileDialog(parent.window(), title, last_folder())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    filters = [f"{words} (*{ending})" for words, ending in kinds]
    dialog.setNameFilters(filters)
    dialog.selectFile(name + kinds[0][1])
    endings = {ending for _words, ending in kinds}

    def take(chosen: str) -> None:
        path = Path(chosen)
        _Last.folder = str(path.parent)
        if path.suffix.lower() not in endings:
            at = filters.index(dialog.selectedNameFilter())
            path = path.with_name(path.name + kinds[at][1])
        on_chosen(path)

    dialog.fileSelected.connect(take)
    dialog.open()
    return dialog
