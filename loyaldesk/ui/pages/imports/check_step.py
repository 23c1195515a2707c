"""Step 3: what the import would do, before anything is stored."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.services.imports import Analysis, BadRow
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.labels import heading
from loyaldesk.ui.kit.layout import Card, M, row
from loyaldesk.ui.kit.table import RowsTable
from loyaldesk.ui.pages.imports.bad_rows import bad_rows_table, save_bad_rows
from loyaldesk.ui.pages.imports.counts_row import CountsRow
from loyaldesk.ui.pages.imports.job import Job
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.save_file import ask_where

MOST_NAMED = 3


class CheckStep(QWidget):
    """Counts of the dry run, the rows that would stay out, and what should be looked at.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._job: Job | None = None
        self._analysis: Analysis | None = None
        self.where: QFileDialog | None = None
        self.counts = CountsRow()
        self.verdict = Note("", "ok")
        self.look = Note("", "warn")
        self.title = heading("", 2)
        self.save = button(tr("Save the list of bad rows…"), icon_name="device-floppy")
        self.table: RowsTable[BadRow] = bad_rows_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        bad = Card(row(self.title, None, self.save), spacing=M)
        bad.body.addWidget(self.table, 1)
        for part in (self.counts, self.verdict, self.look):
            layout.addWidget(part)
        layout.addWidget(bad, 1)
        self.save.clicked.connect(self.ask_place)

    def show_analysis(self, job: Job, found: Analysis) -> None:
        """Show what importing *job* would do."""
        self._job, self._analysis = job, found
        self.counts.show_counts(found.counts, found.kind)
        self.verdict.say(*verdict(found))
        looked = look_closer(found)
        self.look.say(looked, "warn")
        self.look.setVisible(bool(looked))
        self.table.show_rows(list(found.problems))
        self.title.setText(self._bad_title(found))
        self.save.setVisible(bool(found.problems))

    def ask_place(self) -> None:
        """Ask where the bad rows go."""
        if self._job is None:
            return
        name = tr("Bad rows of {name}").format(name=self._job.path.stem)
        self.where = ask_where(self, tr("Save the bad rows"), name, [("CSV", ".csv")], self.save_to)

    def save_to(self, path: Path) -> None:
        """Store the bad rows at *path*."""
        if self._analysis is None:
            return
        try:
            save_bad_rows(path, self._analysis.problems)
        except ClubError as error:
            errors.show(error, self)
            return
        self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name)))

    def _bad_title(self, found: Analysis) -> str:
        shown, every = len({problem.line for problem in found.problems}), found.counts.bad
        if not every:
            return tr("No bad rows")
        if shown < every:
            return tr("The first {shown} of {all} bad rows").format(
                shown=fmt.number(shown), all=fmt.number(every)
            )
        return trn(
            "{n} bad row: it stays out, the others come in",
            "{n} bad rows: they stay out, the others come in", every,
        ).format(n=fmt.number(every))  # fmt: skip


def verdict(found: Analysis) -> tuple[str, str]:
    """Return in one sentence whether importing is worth it, and how the line is coloured."""
    counts = found.counts
    if counts.added:
        return (
            tr("This was a trial: nothing has been stored yet. Import brings in what is new."),
            "info",
        )
    if counts.already_there:
        return tr("Everything in this list is in the club already; there is nothing new."), "info"
    return tr("No row of this list can be imported. Look at the sentences below."), "danger"


def look_closer(found: Analysis) -> str:
    """Return what somebody should look at although the rows come in; empty for nothing."""
    parts = []
    alike = [one for one in found.duplicates if one.why == "name"]
    if alike:
        people = dict.fromkeys(f"«{isolate(one.name)}» ({fmt.code(one.number)})" for one in alike)
        names = tr(", ").join(list(people)[:MOST_NAMED])
        if len(people) > MOST_NAMED:
            names += "…"
        parts.append(
            trn(
                "{n} row has the name of a member and comes in as another person: {names}",
                "{n} rows have the names of members and come in as other people: {names}",
                len(alike),
            ).format(n=fmt.number(len(alike)), names=names)
        )
    parts += [
        tr("Line {line}: {problem}").format(line=fmt.number(one.line), problem=one.sentence)
        for one in found.warnings[:MOST_NAMED]
    ]
    more = len(found.warnings) - MOST_NAMED
    if more > 0:
        parts.append(tr("and {n} more").format(n=fmt.number(more)))
    return "\n".join(parts)
