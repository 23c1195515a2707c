"""Step 1: which file, what it holds, how its letters are written."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.domain.importing import MEMBERS, SALES
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import ltr
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel, caption
from loyaldesk.ui.kit.layout import Card, L, M, column, row
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.imports.drop_zone import DropZone
from loyaldesk.ui.pages.imports.job import Asked, Job
from loyaldesk.ui.pages.imports.sample_table import SampleTable
from loyaldesk.ui.pages.imports.wording import delimiters, encodings, kind_words

SHOWN_ROWS = 8


class FileStep(QWidget):
    """First a place to drop a file on, then what the program made of it."""

    asked = Signal(object)  # Asked: look at this file, in this way

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self.drop = DropZone()
        self.name = ElidedLabel("", "h2")
        self.about = caption("")
        self.other = button(tr("Choose another file…"), icon_name="folder")
        kinds = [(kind_words(kind), kind) for kind in (MEMBERS, SALES)]
        self.kind: Field[Segments[str]] = Field(
            tr("What the list holds"), Segments(kinds, tr("What the list holds"))
        )
        self.encoding: Field[Choice[str]] = Field(tr("Letters of the file"), Choice())
        self.delimiter: Field[Choice[str]] = Field(tr("Between two cells stands"), Choice())
        self.sheet: Field[Choice[str]] = Field(tr("Sheet"), Choice())
        self.sample = SampleTable(tr("First rows of the file"))
        self.stack = QStackedWidget()
        self._lay_out()
        self._wire()

    def show_job(self, job: Job | None) -> None:
        """Show what is known of the file; None: there is none yet."""
        self._job = job
        self.stack.setCurrentIndex(0 if job is None else 1)
        if job is None:
            return
        found = job.columns
        self.name.setText(job.path.name)
        self.about.setText(self._about(job))
        self.kind.widget.set_value(job.kind)
        self.encoding.setVisible(bool(found.encoding))
        self.delimiter.setVisible(bool(found.encoding))
        self.sheet.setVisible(len(found.sheets) > 1)
        if found.encoding:
            self.encoding.widget.set_options(encodings(found.encoding))
            self.encoding.widget.set_value(found.encoding)
            self.delimiter.widget.set_options(delimiters())
            self.delimiter.widget.set_value(found.delimiter)
        self.sheet.widget.set_options([(name, name) for name in found.sheets])
        self.sheet.widget.set_value(found.sheet)
        self.sample.show_rows(found.header, found.sample[:SHOWN_ROWS])

    def browse(self) -> QFileDialog:
        """Open the system's dialog."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        if self._job is not None:
            folder = str(self._job.path.parent)
        dialog = QFileDialog(self.window(), tr("Choose a file"), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [tr("Lists") + " (*.xlsx *.csv *.txt *.tsv *.xls *.xlsm)", tr("All files") + " (*)"]
        )
        dialog.fileSelected.connect(self._on_selected)
        dialog.open()
        return dialog

    def _about(self, job: Job) -> str:
        count = len(job.columns.header)
        columns = trn("{n} column", "{n} columns", count).format(n=fmt.number(count))
        try:
            size = job.path.stat().st_size
        except OSError:  # gone meanwhile: the next step will say so
            return columns
        kilobytes = tr("{n} kB").format(n=fmt.number(max(1, round(size / 1024))))
        folder = ltr(str(job.path.parent))
        return tr("{columns}, {size}, in {folder}").format(
            columns=columns, size=kilobytes, folder=folder
        )

    def _lay_out(self) -> None:
        head = row(
            IconLabel("file-spreadsheet", "accent", 32), column(self.name, self.about, spacing=0),
            self.other, spacing=M,
        )  # fmt: skip
        head.setStretch(1, 1)
        ways = row(self.kind, self.sheet, self.encoding, self.delimiter, spacing=L)
        for at in range(1, 4):
            ways.setStretch(at, 1)
        known = Card(head, ways, spacing=M)
        known.body.addWidget(self.sample, 1)
        self.stack.addWidget(self.drop)
        self.stack.addWidget(known)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _wire(self) -> None:
        self.drop.dropped.connect(self.take)
        self.drop.browse_wanted.connect(self.browse)
        self.other.clicked.connect(self.browse)
        self.kind.widget.chosen.connect(self._on_way)
        for field in (self.encoding, self.delimiter, self.sheet):
            field.widget.chosen.connect(self._on_way)

    def take(self, path: Path) -> None:
        """Have a file looked at; everything about it is found out."""
        self.asked.emit(Asked(path))

    def _on_selected(self, name: str) -> None:
        self.take(Path(name))

    def _on_way(self, _value: object) -> None:
        if self._job is None:
            return
        asked = Asked(
            self._job.path, self.kind.widget.value(), self.encoding.widget.value() or "",
            self.delimiter.widget.value() or "", self.sheet.widget.value() or None,
        )  # fmt: skip
        if not self._job.columns.encoding:
            asked = replace(asked, encoding="", delimiter="")
        self.asked.emit(asked)
