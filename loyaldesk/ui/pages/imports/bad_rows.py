"""The rows that do not come in, each with its sentence, and the file they are saved to."""

from collections.abc import Sequence
from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.importing import UnreadableFile
from loyaldesk.kernel import fmt
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.import_problems import ErrorsFile
from loyaldesk.services.imports import BadRow
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.table import Column, RowsTable


def bad_rows_table() -> RowsTable[BadRow]:
    """Return the list of bad rows."""
    return RowsTable(
        [
            Column(tr("Line"), lambda row: fmt.number(row.line), numeric=True, width_hint=80,
                   sort_key=lambda row: row.line),
            Column(tr("What is wrong"), lambda row: row.sentence),
        ],
        tr("Bad rows"),
        empty=EmptyState("circle-check", tr("Every row of the list can be read.")),
    )  # fmt: skip


def save_bad_rows(path: Path, rows: Sequence[BadRow]) -> None:
    """Write *rows* for a spreadsheet program.

    Raises:
        StorageProblem: If the file cannot be written.
    """
    try:
        path.unlink(missing_ok=True)
        with ErrorsFile(path) as file:
            file.add(rows)
    except OSError as error:
        raise StorageProblem("target", str(path)) from error


def copy_errors_file(source: Path, path: Path) -> None:
    """Put the bad rows of an import that was done where somebody wants them.

    Raises:
        UnreadableFile: If they are gone.
        StorageProblem: If they cannot be written there.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise UnreadableFile("missing", name=source.name) from error
    try:
        write_whole(path, content)
    except OSError as error:
        raise StorageProblem("target", str(path)) from error
