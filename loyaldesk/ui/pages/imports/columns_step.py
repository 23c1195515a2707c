"""Step 2: which column holds what, and how money and days are to be read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.importing import SALES
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import Card, L, M, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.imports.job import Job
from loyaldesk.ui.pages.imports.sample_table import SampleTable
from loyaldesk.ui.pages.imports.wording import date_kinds, example, unit_words

WAY_WIDTH = 320


class ColumnsStep(QWidget):
    """The first rows with a choice above each column, and one row said in words.

    Args:
        desk: Whose tiers and rights count.
    """

    changed = Signal()  # something about the job is other than it was

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._job: Job | None = None
        self.remembered = Note(
            tr("A list with these columns was imported before; its choices are used again."), "info"
        )
        self.table = SampleTable(tr("Columns of the file and what they hold"))
        self.unit: Field[Choice[str]] = Field(tr("Amounts are in"), Choice())
        self.unit.widget.setPlaceholderText(tr("Please choose"))
        self.dates: Field[Choice[str]] = Field(tr("Days are written as"), Choice())
        self.newcomers = CheckBox(tr("A code nobody has makes a new member"))
        self.share = CheckBox(tr("A mobile may belong to two members"))
        self.example = Note("", "plain")
        self._lay_out()
        self._wire()

    def show_job(self, job: Job) -> None:
        """Show the columns of *job* and what was chosen for them."""
        self._job = job
        found = job.columns
        self.remembered.setVisible(found.is_remembered)
        self.table.show_mapping(found.header, found.sample, job.kind, job.mapping)
        self.unit.widget.set_options([(unit_words(unit), unit) for unit in ("rial", "toman")])
        if job.unit is None:
            self.unit.widget.setCurrentIndex(-1)
        self.unit.widget.set_value(job.unit)
        self.dates.widget.set_options(date_kinds())
        self.dates.widget.set_value(job.date_kind)
        self.newcomers.setChecked(job.create_members)
        self.share.setChecked(job.share_mobiles)
        self.unit.setVisible(job.has_money())
        self.newcomers.setVisible(job.kind == SALES)
        may_share = self._desk.may(Permission.MEMBER_SHARE_MOBILE)
        self.share.setVisible(job.kind != SALES and may_share)
        self._tell()

    def focus_first(self) -> None:
        """Give the keys to the unit if it is not known, else to the first column."""
        is_open = self._job is not None and self._job.has_money() and self._job.unit is None
        first = self.unit.widget if is_open else (self.table.choices or [self.dates.widget])[0]
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def unit_missing(self) -> bool:
        """Outline the unit if it has to be chosen yet; return whether it has."""
        is_open = self._job is not None and self._job.has_money() and self._job.unit is None
        self.unit.set_error(tr("Please choose Rial or Toman.") if is_open else "")
        if is_open:
            self.unit.widget.setFocus(Qt.FocusReason.TabFocusReason)
        return is_open

    def _lay_out(self) -> None:
        about = muted(tr("Say above each column what it holds; what is not used stays out."))
        for field in (self.unit, self.dates):
            field.setFixedWidth(WAY_WIDTH)
        ways = row(self.unit, self.dates, None, spacing=L)
        ticks = row(self.newcomers, self.share, None, spacing=L)
        sheet = Card(self.remembered, about, spacing=M)
        sheet.body.addWidget(self.table, 1)
        for part in (ways, ticks):
            sheet.body.addLayout(part)
        sheet.body.addWidget(self.example)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sheet)

    def _wire(self) -> None:
        self.table.mapped.connect(self._on_changed)
        self.unit.widget.chosen.connect(self._on_changed)
        self.dates.widget.chosen.connect(self._on_changed)
        self.newcomers.clicked.connect(self._on_changed)
        self.share.clicked.connect(self._on_changed)

    def _on_changed(self, _value: object = None) -> None:
        job = self._job
        if job is None:
            return
        job.mapping = self.table.mapping()
        job.unit = self.unit.widget.value()
        job.date_kind = self.dates.widget.value() or "auto"
        job.create_members = self.newcomers.isChecked()
        job.share_mobiles = self.share.isChecked()
        if job.unit is not None:
            self.unit.clear_error()
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        if self._job is None:
            return
        self.dates.setVisible(self._job.has_days())
        text, kind = example(self._desk, self._job)
        self.example.say(text, kind)
        self.example.setVisible(bool(text))
