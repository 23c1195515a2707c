"""How evenly topics are answered: which words were given, how often and by whom."""

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import answers
from loyaldesk.services.answers import TopicDifference
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, heading, muted
from loyaldesk.ui.kit.layout import Card, L, M, column, row
from loyaldesk.ui.kit.table import Column, RowsTable
from loyaldesk.ui.parts.hall import Hall

DAYS = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which a topic was answered by one operator."""

    words: str
    operator: str
    times: int
    approved: int


class DifferencesView(QWidget):
    """Topics on one side, the least even first; the different answers on the other.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._desk = hall.desk
        language = look().language
        self.days: Choice[int] = Choice(
            [(tr("Last {n} days").format(n=fmt.number(n)), n) for n in DAYS], tr("Period")
        )
        self.days.set_value(90)
        self.share = Label("", "num")
        self.meaning = muted("", wrap=True)
        self.topics: RowsTable[TopicDifference] = RowsTable(
            [
                Column(tr("Topic"), lambda one: one.name(language)),
                Column(tr("Contacts"), lambda one: fmt.number(one.contacts), numeric=True,
                       width_hint=80),
                Column(tr("Approved answer"), lambda one: fmt.percent(one.share), numeric=True,
                       width_hint=130, sort_key=lambda one: one.share or 0.0),
            ],
            tr("Topics"), sorting="here",
            empty=EmptyState("messages", tr("No contact with a topic in these days.")),
        )  # fmt: skip
        self.ways: RowsTable[_Way] = RowsTable(
            [
                Column(tr("What was said"), lambda one: one.words),
                Column(tr("Operator"), lambda one: isolate(one.operator), width_hint=120),
                Column(tr("Times"), lambda one: fmt.number(one.times), numeric=True, width_hint=70),
            ],
            tr("Answers given"), sorting="none",
        )  # fmt: skip
        cards = []
        for table in (self.topics, self.ways):
            sheet = Card()
            sheet.body.setContentsMargins(1, 1, 1, 1)
            sheet.body.addWidget(table)
            cards.append(sheet)
        tables = row(*cards, spacing=L)
        for at in range(tables.count()):
            tables.setStretch(at, 1)
        head = row(
            column(heading(tr("Response consistency"), 2), self.meaning, spacing=0), self.share,
            None, self.days, spacing=L,
        )  # fmt: skip
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addLayout(tables, 1)
        self.days.chosen.connect(lambda _days: self.refresh())
        self.topics.current_changed.connect(lambda _row: self._show_ways())

    def refresh(self) -> None:
        """Reckon the period anew."""
        today = self._desk.today()
        first = today - timedelta(days=(self.days.value() or 90) - 1)
        found = answers.differences(self._desk, first, today)
        self.share.setText(fmt.percent(found.share))
        self.meaning.setText(
            tr(
                "{right} of {all} contacts with a topic, {first} to {last}, used an answer that"
                " was approved then."
            ).format(
                right=fmt.number(found.approved), all=fmt.number(found.contacts),
                first=fmt.day(first), last=fmt.day(today),
            )
        )  # fmt: skip
        self.topics.show_rows(list(found.topics))
        if found.topics:
            self.topics.select(0)
        self._show_ways()

    def focus_first(self) -> None:
        """Put the keys into the topics."""
        self.topics.setFocus()

    def _show_ways(self) -> None:
        topic = self.topics.selected_row()
        language = look().language
        self.ways.show_rows([
            _Way(
                tr("{question}, version {n}").format(
                    question=isolate(one.question(language)), n=fmt.number(one.number)
                )
                if one.number is not None
                else tr("Own words"),
                one.operator, one.times, one.approved,
            )
            for one in (topic.given if topic is not None else ())
        ])  # fmt: skip
