"""What if more stayed? Three fields on the shop's own numbers, and what comes of them at once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from loyaldesk.domain.insight.simulator import Change
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.insight import costs
from loyaldesk.services.insight.costs import Basis
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label, caption, heading
from loyaldesk.ui.kit.layout import Card, L, M, S, ScrollPage, column, row
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.insight_card import CardView
from loyaldesk.ui.tasks import Task

_FIELDS = 330
LEAST_POINTS, MOST_POINTS = -20, 20
LEAST_PERCENT, MOST_PERCENT = -50, 50


class _Dial(QWidget):
    """A number that can be typed or pushed along a line."""

    def __init__(self, name: str, least: int, most: int, value: int) -> None:
        super().__init__()
        self.edit = CountEdit(least, most, "", name)
        self.edit.setValue(value)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(least, most)
        self.slider.setValue(value)
        self.slider.setPageStep(5)
        self.slider.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the keys have the number
        self.slider.setAccessibleName(name)
        self.edit.valueChanged.connect(self.slider.setValue)
        self.slider.valueChanged.connect(self.edit.setValue)
        layout = row(self.edit, self.slider)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setStretch(1, 1)
        self.edit.setFixedWidth(88)
        self.setLayout(layout)
        self.setFocusProxy(self.edit)


class SimulatorView(QWidget):
    """The simulator.

    Args:
        hall: Where and who.
        asking: Of which days and members.
    """

    def __init__(self, hall: Hall, asking: Asking) -> None:
        super().__init__()
        self._hall, self._asking = hall, asking
        self._task: Task | None = None
        self._basis: Basis | None = None
        self.problem = Note("", "danger")
        self.problem.hide()
        self.busy = BusyBar()
        self.points = _Dial(
            tr("Points of retention"), LEAST_POINTS, MOST_POINTS, round(costs.TRIED.points)
        )
        self.frequency = _Dial(tr("More visits, percent"), LEAST_PERCENT, MOST_PERCENT, 0)
        self.basket = _Dial(tr("Larger baskets, percent"), LEAST_PERCENT, MOST_PERCENT, 0)
        self.again = button(tr("Begin anew"), "Alt+Home", "refresh")
        self.own = Label("", wrap=True)
        self.result: CardView | None = None
        self._right = QVBoxLayout()
        self._lay_out()
        for dial in (self.points, self.frequency, self.basket):
            dial.edit.valueChanged.connect(lambda _value: self._show())
        self.again.clicked.connect(self.begin_anew)

    def refresh(self) -> None:
        """Read the shop's own numbers anew, in the worker."""
        if self._task is not None:
            self._task.cancel()
        desk, question, shelf = self._hall.desk, self._asking.question, self._asking.shelf
        self.set_error("")
        self.busy.start(tr("Reckoning the figures…"))
        task = self._task = self._hall.runner.run(
            lambda _progress: costs.simulator_basis(desk, question, shelf),
            done=self._on_basis, failed=self._on_failed,
        )  # fmt: skip
        task.ended.connect(self.busy.finish)
        self.busy.cancelled.connect(task.cancel)

    def focus_first(self) -> None:
        """Put the keys into the points of retention."""
        self.points.edit.setFocus()
        self.points.edit.selectAll()

    def set_error(self, text: str) -> None:
        """Say above the fields what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def change(self) -> Change:
        """Return what is tried."""
        return Change(
            self.points.edit.value(), self.frequency.edit.value(), self.basket.edit.value()
        )

    def begin_anew(self) -> None:
        """Try what is tried at first."""
        self.points.edit.setValue(round(costs.TRIED.points))
        self.frequency.edit.setValue(0)
        self.basket.edit.setValue(0)
        self.focus_first()

    # inside

    def _lay_out(self) -> None:
        fields = Card(
            heading(tr("What is tried"), 2),
            Field(tr("Points of retention"), self.points,
                  tr("5 turns 60 % into 65 %: so many more of a hundred stay.")),
            Field(tr("More visits, percent"), self.frequency),
            Field(tr("Larger baskets, percent"), self.basket),
            caption(
                tr("Margin of a year = members × retention × visits × basket × margin rate"),
                wrap=True,
            ),
            row(None, self.again), spacing=M,
        )  # fmt: skip
        own = Card(heading(tr("The shop's own numbers"), 2), self.own, spacing=S)
        self._left = column(fields, own, None, spacing=L)
        left = QWidget()
        self._left.setContentsMargins(0, 0, 0, 0)
        left.setLayout(self._left)
        left.setFixedWidth(_FIELDS)
        right = QWidget()
        self._right.setContentsMargins(0, 0, 0, 0)
        right.setLayout(self._right)
        inside = row(left, right, spacing=L)
        inside.setStretch(1, 1)
        page = ScrollPage(inside)
        page.body.setContentsMargins(0, 0, 0, M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.problem)
        layout.addWidget(self.busy)
        layout.addWidget(page, 1)

    def _on_basis(self, basis: Basis) -> None:
        self._task = None
        self._basis = basis
        now = basis.now
        for dial in (self.points, self.frequency, self.basket, self.again):
            dial.setEnabled(now is not None)
        if now is None:
            self.own.setText(basis.missing)
        else:
            self.own.setText("\n".join((
                tr("Members who bought: {n}").format(n=fmt.number(now.members)),
                tr("Stay from year to year: {share}").format(share=fmt.percent(now.retention, 1)),
                tr("Visits in a year: {n}").format(n=fmt.decimal(now.frequency, 1)),
                tr("Basket: {amount}").format(amount=fmt.amount_with_unit(round(now.basket))),
                tr("Margin rate: {share}").format(share=fmt.percent(now.margin_rate, 1)),
            )))  # fmt: skip
        self._show()

    def _show(self) -> None:
        if self._basis is None:
            return
        card = costs.told_outcome(self._basis, self.change())
        if self.result is None:
            self.result = CardView(card, may_list=False, may_export=False)
            self._right.addWidget(self.result, 1)
        else:
            self.result.show_card(card)

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        show(error, self)
