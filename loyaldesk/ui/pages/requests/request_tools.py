"""Beside the requests: the waiting list of products, and how long the shop takes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.requests import FEEDBACK_MINUTES, KINDS, MOST_MINUTES, Terms
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import request_terms, waiting_list
from loyaldesk.services.request_words import kind_name
from loyaldesk.services.waiting_list import Wanted
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import caption
from loyaldesk.ui.kit.layout import Card
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.pages.requests.forms import FormDialog, beside
from loyaldesk.ui.parts.hall import Hall

_LIST_HEIGHT = 300
_HOUR = 60


class WaitingListDialog(Dialog):
    """Products people wait for; Enter says that one has come, and everybody is called."""

    told = Signal()

    def __init__(self, parent: QWidget, hall: Hall, *, may_write: bool) -> None:
        super().__init__(
            parent, tr("Waiting list"), primary=tr("It has arrived"), secondary=tr("Close"),
            width=560,
        )  # fmt: skip
        self._hall, self._desk = hall, hall.desk
        self.table: RowsTable[Wanted] = RowsTable(
            [
                Column(tr("Product"), lambda one: isolate(one.product)),
                Column(tr("Waiting"), lambda one: fmt.number(one.count), numeric=True,
                       width_hint=100),
                Column(tr("Since"), lambda one: fmt.day(one.since), width_hint=120),
            ],
            tr("Waiting list"),
            empty=EmptyState("hourglass", tr("Nobody waits for a product.")),
        )  # fmt: skip
        self.table.setMinimumHeight(_LIST_HEIGHT)
        sheet = Card()
        sheet.body.setContentsMargins(1, 1, 1, 1)
        sheet.body.addWidget(self.table)
        self.names = caption("", wrap=True)
        self.add(sheet, self.names)
        self.table.chosen.connect(lambda _row: self.submit())
        self.table.current_changed.connect(self._on_current)
        self.primary.setVisible(may_write)
        self._read()

    def submit(self) -> None:
        """Make a call for everybody who waits for the product under the cursor."""
        one = self.table.selected_row()
        if one is None:
            return
        try:
            count = waiting_list.arrived(self._desk, one.product)
        except ClubError as error:
            show(error, self)
            return
        text = trn("{n} call was made for today.", "{n} calls were made for today.", count)
        self.names.setText(
            text.format(n=fmt.number(count)) if count else tr("They are all being called today.")
        )
        self._hall.toasts.show(self.names.text())
        self.told.emit()

    def _read(self) -> None:
        rows = waiting_list.wanted(self._desk)
        self.table.show_rows(rows)
        self.table.select(0)
        self.primary.setEnabled(bool(rows))
        self.table.setFocus()

    def _on_current(self, one: Wanted | None) -> None:
        names = [isolate(each.who) for each in one.waiting if each.who] if one is not None else []
        self.names.setText(tr("{names} wait for it.").format(names=fmt_list(names)))
        self.names.setVisible(bool(names))


def fmt_list(names: list[str]) -> str:
    """Return names after each other, the first few of many."""
    comma = tr(", ")
    shown = comma.join(names[:6])
    rest = len(names) - 6
    return tr("{names} and {n} more").format(names=shown, n=fmt.number(rest)) if rest > 0 else shown


class TermsForm(FormDialog):
    """How long the shop takes for each kind, in minutes of its open time."""

    def __init__(self, parent: QWidget, hall: Hall) -> None:
        super().__init__(parent, tr("Deadlines of requests"), width=620)
        self._desk = hall.desk
        kept = request_terms.terms(hall.desk)
        self._version, terms = kept.version, kept.terms
        self.minutes = {kind: _minutes(kind_name(kind), terms.minutes_for(kind)) for kind in KINDS}
        self.voices = {
            kind: _minutes(kind_name(kind), terms.answer_within(kind) or _HOUR)
            for kind in FEEDBACK_MINUTES
        }
        self.points = Field(
            tr("Thanks up to (points)"), CountEdit(0, 10_000_000),
            tr("Above it a second person agrees."),
        )  # fmt: skip
        self.points.widget.setValue(terms.feedback_points)
        self.days = Field(tr("Ideas decided within (open days)"), CountEdit(1, 250))
        self.days.widget.setValue(terms.decide_days)
        asked, said = list(self.minutes.values()), list(self.voices.values())
        self.add(
            caption(tr("Open time of the shop only; what is due already stays due."), wrap=True),
            beside(*asked[:3]), beside(*asked[3:]), beside(*said), beside(self.points, self.days),
        )  # fmt: skip
        self.fields = {"feedback_points": self.points, "decide_days": self.days}
        self._before = self._terms()
        asked[0].widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything is other than before."""
        return self._terms() != self._before

    def do(self) -> None:
        """Store it."""
        request_terms.save_terms(self._desk, self._terms(), self._version)

    def _terms(self) -> Terms:
        return Terms(
            {kind: each.widget.value() for kind, each in self.minutes.items()},
            {kind: each.widget.value() for kind, each in self.voices.items()},
            self.points.widget.value(), self.days.widget.value(),
        )  # fmt: skip


def _minutes(name: str, minutes: int) -> Field[CountEdit]:
    edit = CountEdit(1, MOST_MINUTES, tr("minutes"), name)
    edit.setSingleStep(30)
    edit.setValue(minutes)
    made = Field(name, edit)

    def tell(value: int) -> None:
        hours = fmt.decimal(value / _HOUR, 0 if value % _HOUR == 0 else 1)
        made.set_hint(tr("{n} open hours").format(n=hours))

    edit.valueChanged.connect(tell)
    tell(minutes)
    return made
