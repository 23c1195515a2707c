"""Every reward as a card, what all of them cost beside the sales, and vouchers to be made."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.progress import Progress
from loyaldesk.kernel.units import Unit
from loyaldesk.services import club, reward_figures
from loyaldesk.services.reward_figures import MonthCost, RewardFigures
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import Button, button, primary_button
from loyaldesk.ui.kit.charts.view import ChartView
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import Label, caption, muted
from loyaldesk.ui.kit.layout import XL, XS, Card, M, ScrollPage, box, column, row
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.rewards import words
from loyaldesk.ui.pages.rewards.grid import Grid
from loyaldesk.ui.pages.rewards.issue_dialog import IssueDialog
from loyaldesk.ui.pages.rewards.issued_dialog import IssuedDialog
from loyaldesk.ui.pages.rewards.reward_card import RewardCard
from loyaldesk.ui.pages.rewards.small_dialogs import StockDialog
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Task


@dataclass(frozen=True, slots=True)
class _Read:
    """What the worker brings."""

    programme: Programme
    figures: list[RewardFigures]
    costs: list[MonthCost]


class RewardsView(QWidget):
    """The cards. ``F8`` issues vouchers."""

    settings_wanted = Signal()
    changed = Signal()  # vouchers were made or pieces counted: other tabs are old

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._task: Task | None = None
        self._read: _Read | None = None
        self.dialog: IssueDialog | IssuedDialog | StockDialog | None = None
        self.filter: Segments[bool] = Segments(
            [(tr("Active"), True), (tr("All"), False)], tr("Which rewards")
        )
        self.count = muted("")
        self.issue = primary_button(tr("Issue vouchers…"), "F8", "barcode")
        self.change = button(tr("Change the rewards…"), icon_name="settings")
        self.grid = Grid()
        self.empty = QWidget()
        self._empty_in = QVBoxLayout(self.empty)
        self.costs = _Costs()
        self._build()

    def refresh(self) -> None:
        """Read the rewards anew, in the worker: who can take what is asked of every member."""
        if self._task is not None:
            self._task.cancel()
        desk, calendar = self._hall.desk, look().calendar
        may_cost = desk.may(Permission.REPORT_READ)

        def work(_progress: Progress) -> _Read:
            return _Read(
                club.programme(desk),
                reward_figures.rewards_page(desk, calendar),
                reward_figures.monthly_cost(desk, calendar) if may_cost else [],
            )

        self._task = self._hall.runner.run(work, done=self._on_read, failed=self._on_failed)

    def focus_first(self) -> None:
        """Put the keys on what is done here most."""
        if self.issue.isVisibleTo(self):
            self.issue.setFocus()
        else:
            self.filter.findChildren(Button)[0].setFocus()

    def cards(self) -> list[RewardCard]:
        """Return the cards on view."""
        return [each for each in self.grid.cards if isinstance(each, RewardCard)]

    def begin_issue(self) -> None:
        """Ask for which reward vouchers are to be made, and for whom."""
        if self._read is None:
            return
        offered = [one.reward for one in self._read.figures if one.reward.is_on]
        self.dialog = IssueDialog(self, self._hall, offered)
        self.dialog.issued.connect(self._on_issued)
        self.dialog.open()

    def _build(self) -> None:
        desk = self._hall.desk
        self.filter.chosen.connect(lambda _value: self._show())
        self.issue.clicked.connect(self.begin_issue)
        self.change.clicked.connect(self.settings_wanted)
        page = ScrollPage(self.grid, self.empty, self.costs, None, spacing=M)
        page.body.setContentsMargins(0, 0, 0, 0)
        self.costs.hide()
        self.empty.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(self.filter, self.count, None, self.change, self.issue, spacing=M))
        layout.addWidget(page, 1)
        self.issue.setVisible(desk.may(Permission.VOUCHER_ISSUE))
        self.change.setVisible(desk.may(Permission.PROGRAMME_EDIT))

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        show(error, self)

    def _on_read(self, read: _Read) -> None:
        self._task = None
        self._read = read
        may_issue = self._hall.desk.may(Permission.VOUCHER_ISSUE)
        self.issue.setVisible(may_issue and any(one.reward.is_on for one in read.figures))
        self._show()
        self.costs.setVisible(any(one.uses or one.points for one in read.costs))
        self.costs.show_costs(read.costs)

    def _show(self) -> None:
        if self._read is None:
            return
        desk = self._hall.desk
        today = desk.today()
        shown = [
            one
            for one in self._read.figures
            if not self.filter.value() or words.is_active(one.reward, today)
        ]
        may_restock = desk.may(Permission.GIFT_DELIVER)
        cards = []
        for one in shown:
            made = RewardCard(one, self._read.programme, today, may_restock=may_restock)
            made.restock_wanted.connect(self._on_restock)
            cards.append(made)
        self.grid.show_cards(cards)
        self.grid.setVisible(bool(cards))
        total = len(self._read.figures)
        self.count.setText(
            tr("{n} of {total} rewards").format(n=fmt.number(len(shown)), total=fmt.number(total))
            if total
            else ""
        )
        self.filter.setVisible(bool(total))
        self._show_empty(is_none=not total, is_hidden=bool(total) and not shown)

    def _show_empty(self, *, is_none: bool, is_hidden: bool) -> None:
        while (item := self._empty_in.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        if is_hidden:
            self._empty_in.addWidget(
                EmptyState("gift", tr("No reward is active today."), tr("Show all"), self._show_all)
            )
        elif is_none:
            self._empty_in.addWidget(self._nothing())
        self.empty.setVisible(is_none or is_hidden)

    def _nothing(self) -> EmptyState:
        what = tr(
            "Here stand the rewards members take for their points: money off, a free product, a"
            " gift. They are made in the settings of the programme."
        )
        if self._hall.desk.may(Permission.PROGRAMME_EDIT):
            wanted = self.settings_wanted
            return EmptyState("gift", what, tr("Open the settings"), wanted.emit)
        return EmptyState("gift", what)

    def _show_all(self) -> None:
        self.filter.set_value(False)  # all of them
        self._show()

    def _on_restock(self, figures: RewardFigures) -> None:
        name = figures.reward.name(look().language)
        self.dialog = StockDialog(self, self._hall.desk, figures, name)
        self.dialog.accepted.connect(self._on_changed)
        self.dialog.open()

    def _on_changed(self) -> None:
        self.refresh()
        self.changed.emit()

    def _on_issued(self, made: list[int]) -> None:
        self._on_changed()
        self.dialog = IssuedDialog(self, self._hall, made)
        self.dialog.open()


class _Costs(Card):
    """What rewards took off receipts, month by month, beside the net sales."""

    def __init__(self) -> None:
        super().__init__(title=tr("Cost of rewards by month"), spacing=M)
        self.chart = ChartView(None, tr("Cost of rewards by month"))
        self.chart.setMinimumHeight(190)
        self.sums = QVBoxLayout()
        self.now = Label("", "num")
        self.share = Label("", wrap=True)
        self.points = muted("", wrap=True)
        self.small = caption(
            tr(
                "Discounts by rewards, offers, codes and vouchers in {unit}. What gifts cost the"
                " shop is not known here."
            ).format(unit=fmt.unit_name()),
            wrap=True,
        )
        words = box(
            column(muted(tr("This month")), self.now, self.share, self.points, None, self.small,
                   spacing=XS)
        )  # fmt: skip
        words.setFixedWidth(240)
        line = row(words, self.chart, spacing=XL)
        line.setStretch(1, 1)
        self.body.addLayout(line)

    def show_costs(self, costs: list[MonthCost]) -> None:
        """Show the months, the oldest first."""
        if not costs:
            return
        language = look().language
        series = Series(tr("Cost of rewards by month"), tuple(one.rial for one in costs))
        names = tuple(one.month.name(language) for one in costs)
        self.chart.show_chart(Chart(ChartKind.BARS, names, (series,), Unit.RIAL))
        last = costs[-1]
        self.now.setText(fmt.amount(last.rial))
        self.share.setText(
            tr("{percent} of the sales before rewards").format(percent=fmt.percent(last.share, 1))
            if last.share is not None
            else tr("No sales this month")
        )
        self.points.setText(
            tr("{points} points spent on rewards").format(points=fmt.number(last.points))
        )
