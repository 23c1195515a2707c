"""Before new rules hold: what is new, from which day, and what they would have cost."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_check import warnings
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.programmes import LONGEST_AHEAD
from loyaldesk.services.words import bad_input
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label, muted
from loyaldesk.ui.kit.layout import XS, S, box, column
from loyaldesk.ui.pages.settings.rules.rehearsal_panel import RehearsalPanel
from loyaldesk.ui.parts.hall import Hall

WIDTH = 600
HIGHEST = 190
SHOWN = 60


class PublishDialog(Dialog):
    """Asks whether the rules may hold, and from when.

    Args:
        parent: The window it stands before.
        hall: What every page is given.
        new: The rules.
        lines: What is new.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, new: Programme, lines: Sequence[str]
    ) -> None:  # fmt: skip
        super().__init__(
            parent, tr("Publish the new rules?"), primary=tr("Publish"), secondary=tr("Not yet"),
            width=WIDTH,
        )  # fmt: skip
        today = hall.desk.today()
        self.day = DateEdit(hall.desk.today, first=today, last=today + LONGEST_AHEAD)
        self.day.set_day(today)
        self.from_day = Field(tr("They hold from"), self.day)
        self.keeps = muted("", wrap=True)
        self.panel = RehearsalPanel(hall, lambda: new)
        self.changes = _scrolled([Label(f"• {line}", wrap=True) for line in lines[:SHOWN]])
        self.add(self.changes)
        odd = dict.fromkeys(bad_input(one) for one in warnings(new, today))
        if odd:
            self.add(Note(" ".join(odd), "warn"))
        self.add(self.from_day, self.keeps, self.panel)
        self.day.day_changed.connect(self._tell)
        self._tell()

    def chosen_day(self) -> date | None:
        """Return the day the rules hold from; None while it is wrong."""
        return self.day.day()

    def submit(self) -> None:
        """Say yes, if the day is one."""
        if self.day.day() is None:
            if not self.day.error():
                self.from_day.set_error(tr("This is needed."))
            self.day.setFocus()
            return
        self.accept()

    def done(self, result: int) -> None:
        """Qt: the window goes; nobody waits for the rehearsal any more."""
        self.panel.cancel()
        super().done(result)

    def _tell(self, *_given: object) -> None:
        day = self.day.day()
        if day is None:
            return
        self.keeps.setText(
            tr(
                "They hold from {day}. Points already given keep their last day; a member moves to"
                " another tier at the next sale or in the coming night."
            ).format(day=fmt.long_day(day))
        )


def _scrolled(labels: Sequence[QWidget]) -> QWidget:
    """Return lines that scroll where they are many."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setProperty("page", "true")
    area.setWidgetResizable(True)
    inside = box(column(*labels, None, spacing=XS))
    area.setWidget(inside)
    height = inside.heightForWidth(WIDTH - 2 * 30) + S
    area.setFixedHeight(min(HIGHEST, max(height, 28)))
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return area
