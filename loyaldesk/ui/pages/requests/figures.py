"""Figures of a tab over a period: a table, a sentence that sums it up, and perhaps a paper."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.words import words
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import Card
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog

T = TypeVar("T")
_LIST_HEIGHT = 300
MONTH, QUARTER, YEAR = 30, 90, 365


def period(days: int, today: date) -> tuple[date, date]:
    """Return the last *days* days up to *today*."""
    return today - timedelta(days=days - 1), today


def period_choice(days: int = QUARTER) -> Segments[int]:
    """Return the choice of a period."""
    made: Segments[int] = Segments(
        [(tr("30 days"), MONTH), (tr("90 days"), QUARTER), (tr("A year"), YEAR)], tr("Period")
    )
    made.set_value(days)
    return made


def share(rate: float | None, kept: int, missed: int) -> str:
    """Return a rate with the counts behind it; a dash where there is no figure."""
    if rate is None:
        return fmt.percent(None)
    return tr("{rate} ({n} of {all})").format(
        rate=fmt.percent(rate), n=fmt.number(kept), all=fmt.number(kept + missed)
    )


class FiguresDialog(Dialog, Generic[T]):
    """Shows figures of the last days.

    Args:
        parent: The page.
        hall: Where and who.
        title: What they are about.
        columns: Of the table.
        read: Returns the rows and the sentence above them.
        empty: Said while there are none.
        days: The period at first.
        paper: Makes a PDF of the period; None: there is none.
    """

    def __init__(
        self, parent: QWidget, hall: Hall, title: str, columns: Sequence[Column[T]],
        read: Callable[[date, date], tuple[Sequence[T], str]], empty: str, *, days: int = QUARTER,
        paper: Callable[[date, date], bytes] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, title, primary=tr("Print") if paper else tr("Close"),
            secondary=tr("Close") if paper else "", width=680,
        )  # fmt: skip
        self._hall, self._read, self._make, self._title = hall, read, paper, title
        self.paper: PdfDialog | None = None
        self.period = period_choice(days)
        self.summary = Label("", "strong", wrap=True)
        self.table: RowsTable[T] = RowsTable(columns, title, empty=EmptyState("chart-bar", empty))
        self.table.setMinimumHeight(_LIST_HEIGHT)
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        self.add(self.period, self.summary, sheet)
        self.period.chosen.connect(lambda _days: self.show_period())
        self.show_period()

    def show_period(self) -> None:
        """Read the period anew."""
        try:
            rows, said = self._read(*self._days())
        except ClubError as error:
            self.set_error(words(error))
            return
        self.table.show_rows(list(rows))
        self.summary.setText(said)
        self.summary.setVisible(bool(said))

    def submit(self) -> None:
        """Show the paper to be printed, or leave."""
        if self._make is None:
            self.accept()
            return
        self.paper = show_paper(self, self._hall, self._title, self._make, *self._days())

    def _days(self) -> tuple[date, date]:
        return period(self.period.value(), self._hall.desk.today())


def show_paper(
    parent: Any, hall: Hall, title: str, make: Callable[[date, date], bytes], first: date,
    last: date,
) -> PdfDialog | None:  # fmt: skip
    """Show the paper of some days; what is wrong is said by *parent*."""
    try:
        content = make(first, last)
    except ClubError as error:
        parent.set_error(words(error))
        return None
    paper = PdfDialog(hall, parent, title, content, title)
    paper.open()
    return paper
