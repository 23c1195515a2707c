"""Which programme suits the shop: terms typed in, four programmes side by side."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHeaderView, QVBoxLayout, QWidget

from loyaldesk.domain.insight.advisor import KINDS, Result, Terms
from loyaldesk.domain.insight.card import Card as Told
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Progress
from loyaldesk.kernel.units import Cell, Unit, shown
from loyaldesk.services.insight import advisor
from loyaldesk.services.insight.advisor import Advice, kind_name
from loyaldesk.ui.errors import show, show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import heading, muted
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, column, row
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, RowsTable
from loyaldesk.ui.pages.insights.advisor_form import AdvisorForm
from loyaldesk.ui.pages.insights.members_window import MembersWindow
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.insight_card import CardView
from loyaldesk.ui.tasks import Task

_FORM, _BREAK = 360, 900
"""Below so many pixels the figures stand under the form."""
_HEAD = 46
_MOST = 16_777_215  # what Qt calls no limit


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of all programmes, each as it is shown."""

    name: str
    cells: tuple[str, ...]


class AdvisorView(QWidget):
    """The terms beside what they come to; Enter compares.

    Args:
        hall: Where and who.
        asking: Up to which day, and of which members.
    """

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, asking: Asking) -> None:
        super().__init__()
        self._hall, self._asking = hall, asking
        self._task: Task | None = None
        self._begun: Terms | None = None
        self.advice: Advice | None = None
        self.window_of_members: MembersWindow | None = None
        self.problem = Note("", "danger")
        self.problem.hide()
        self.stale = Note(tr("The terms were changed. Compare to see what they come to."), "info")
        self.stale.hide()
        self.busy = BusyBar()
        self.form = AdvisorForm()
        self.table: RowsTable[Line] = RowsTable(
            [Column(tr("Of a year"), lambda line: line.name), *map(_column, range(len(KINDS)))],
            tr("The programmes side by side"), sorting="none",
        )  # fmt: skip
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.sheet = Card(heading(tr("The programmes side by side"), 2), self.table, spacing=S)
        self.missing = EmptyState("chart-bar", "")
        self.missing.hide()
        self.sheet.hide()
        self.card: CardView | None = None
        self._right = column(spacing=L)
        self._lay_out()
        self.form.asked.connect(self.compare)
        self.form.changed.connect(self._on_changed)
        self.form.begun_anew.connect(self.begin_anew)
        self.busy.cancelled.connect(self._on_cancel)

    def refresh(self) -> None:
        """Compare anew: the sales or the question changed."""
        self.compare()

    def focus_first(self) -> None:
        """Put the keys into the form."""
        self.form.focus_first()

    def told_keys(self) -> list[tuple[str, str]]:
        """Return the keys that no button shows, for the help."""
        return [("Enter", tr("Compare"))]

    def set_error(self, text: str) -> None:
        """Say above what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def begin_anew(self) -> None:
        """Show the terms the programme in force leads to, and compare."""
        self._begun = None
        self.compare()

    def compare(self) -> None:
        """Reckon what the terms come to, in the worker."""
        for field in self.form.fields().values():
            field.clear_error()
        terms = None
        if self._begun is not None:
            try:
                terms = self.form.terms().checked()
            except ClubError as error:
                show_on(self.form.fields(), error, self)
                return
        if self._task is not None:
            self._task.cancel()
        self.set_error("")
        desk, question, shelf = self._hall.desk, self._asking.question, self._asking.shelf

        def work(progress: Progress) -> Advice:
            found = terms or advisor.usual_terms(desk, question, shelf, progress)
            return advisor.advise(desk, found, question, shelf, progress)

        self.busy.start(tr("Replaying the sales of a year…"))
        task = self._task = self._hall.runner.run(
            work, done=lambda advice: self._on_advice(task, advice),
            failed=lambda error: self._on_failed(task, error),
        )  # fmt: skip
        task.stepped.connect(self.busy.step)
        task.cancelled.connect(lambda: self._rest(task))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: on a narrow page the figures stand under the form."""
        super().resizeEvent(event)
        is_wide = self.width() >= _BREAK
        ways = QBoxLayout.Direction
        self._inside.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)
        self._left.setMinimumWidth(_FORM if is_wide else 0)
        self._left.setMaximumWidth(_FORM if is_wide else _MOST)

    # inside

    def _lay_out(self) -> None:
        self._left = QWidget()
        left = column(self.form, None)
        left.setContentsMargins(0, 0, 0, 0)
        self._left.setLayout(left)
        right = QWidget()
        self._right.setContentsMargins(0, 0, 0, 0)
        says = muted(
            tr("A tier left empty is left out. Nothing here changes the programme."), wrap=True
        )
        acts = row(says, self.form.again, self.form.reckon)
        acts.setStretch(0, 1)
        for each in (self.stale, self.sheet, self.missing):
            self._right.addWidget(each)
        right.setLayout(self._right)
        self._inside = row(self._left, right, spacing=L)
        self._inside.setStretch(1, 1)
        self.page = ScrollPage(self._inside)
        self.page.body.setContentsMargins(0, 0, 0, M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.problem)
        layout.addWidget(self.busy)
        layout.addLayout(acts)
        layout.addWidget(self.page, 1)

    def _on_changed(self) -> None:
        self.stale.setVisible(self.advice is not None)

    def _on_advice(self, task: Task, advice: Advice) -> None:
        if task is not self._task:
            return
        self._rest(task)
        is_first, self.advice = self.advice is None, advice
        if self._begun is None:
            self._begun = advice.terms
            self.form.show_terms(advice.terms)
        self.stale.hide()
        if self._inside.direction() == QBoxLayout.Direction.TopToBottom and not is_first:
            self.page.ensureWidgetVisible(self.sheet)
        self.missing.setVisible(bool(advice.missing))
        self.missing.sentence.setText(advice.missing)
        self.sheet.setVisible(not advice.missing)
        lines = _lines(advice.results)
        self.table.show_rows(lines)
        self.table.setFixedHeight(len(lines) * ROW_HEIGHT + _HEAD)
        # The table above says the figures; the card adds the chart, the members and the meaning.
        self._show_card(replace(advisor.told(advice), measures=()))

    def _show_card(self, told: Told) -> None:
        if self.card is None:
            self.card = CardView(
                told, may_list=self._hall.desk.may(Permission.MEMBER_READ), may_export=False
            )
            self.card.members_wanted.connect(self._on_members)
            self._right.addWidget(self.card)
            self._right.addStretch(1)
        else:
            self.card.show_card(told)
        self.card.setVisible(not told.missing)

    def _on_members(self, told: Told, key: str) -> None:
        group = told.group(key)
        self.window_of_members = MembersWindow(
            self, self._hall, group.title, [int(one) for one in group.ids],
            self._asking.question.until(self._hall.desk.today()).period,
        )  # fmt: skip
        self.window_of_members.member_wanted.connect(self.member_wanted)
        self.window_of_members.open()

    def _on_failed(self, task: Task, error: Exception) -> None:
        if task is self._task:
            self._rest(task)
            show(error, self)

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _rest(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.busy.finish()


def _column(at: int) -> Column[Line]:
    title = tr("Tiers") if KINDS[at] == "tiers" else kind_name(KINDS[at])
    return Column(title, lambda line: line.cells[at], numeric=True)


def _lines(results: tuple[Result, ...]) -> list[Line]:
    def line(name: str, values: list[Cell], unit: Unit) -> Line:
        return Line(name, tuple(shown(value, unit) for value in values))

    unit = fmt.unit_name()
    return [] if not results else [
        line(tr("Cost ({unit})").format(unit=unit), [r.cost for r in results], Unit.RIAL),
        line(tr("Expected ({unit})").format(unit=unit), [r.expected for r in results], Unit.RIAL),
        line(tr("Of net sales"), [r.share for r in results], Unit.RATIO),
        line(tr("Members reached"), [r.reached for r in results], Unit.COUNT),
        line(tr("Reach"), [r.reach for r in results], Unit.RATIO),
        line(tr("To the best fifth"), [r.top_share for r in results], Unit.RATIO),
        line(tr("Average member ({unit})").format(unit=unit), [r.average for r in results],
             Unit.RIAL),
        line(tr("One visit away"), [r.near for r in results], Unit.COUNT),
    ]  # fmt: skip
