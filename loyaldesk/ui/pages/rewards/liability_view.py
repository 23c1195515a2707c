"""What the club owes: points and their worth, what they will probably cost, wallets, gift cards."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from loyaldesk.domain.liability import LEAST_ENDED, Liability
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import ltr
from loyaldesk.kernel.units import Unit
from loyaldesk.services import exports, liability, printing
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.charts.view import ChartView
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption, muted
from loyaldesk.ui.kit.layout import Card, L, M, ScrollPage, row
from loyaldesk.ui.pages.rewards.liability_tables import month_table, month_words, tier_table
from loyaldesk.ui.pages.rewards.tile import Tile
from loyaldesk.ui.pages.rewards.what_if import WhatIf
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.pdf_dialog import PdfDialog
from loyaldesk.ui.parts.save_file import ask_where
from loyaldesk.ui.tasks import Task, Work

MOST_BARS = 12


class LiabilityView(QWidget):
    """The figures of today; ``Ctrl+P`` shows them on paper.

    Args:
        hall: Where and who.
    """

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._task: Task | None = None
        self.figures: Liability | None = None
        self.paper: PdfDialog | None = None
        self.where: QFileDialog | None = None
        self.as_of = muted("")
        self.print = button(tr("Print…"), "Ctrl+P", "printer")
        self.export = button(tr("Save for Excel…"), icon_name="file-spreadsheet")
        self.busy = BusyBar()
        self.points = Tile(tr("Points outstanding"))
        self.worth = Tile(tr("Worth, if all are redeemed"))
        self.expected = Tile(tr("Expected cost"))
        self.breakage = Tile(tr("End unspent (breakage)"))
        self.debt = Tile(tr("Points debt of members"))
        self.wallets = Tile(tr("Money in wallets"))
        self.cards = Tile(tr("Money on gift cards"))
        self.owed = Tile(tr("Owed together"))
        self.chart = ChartView(None, tr("Points outstanding by the month in which they end"))
        self.nothing = EmptyState("coins", tr("No points are outstanding."))
        self.what_if = WhatIf()
        self.tiers = Card(title=tr("By tier"))
        self.months = Card(title=tr("By month in which they end"))
        self._lay_out()
        self.print.clicked.connect(self.print_it)
        self.export.clicked.connect(self._on_export)
        self.export.setVisible(hall.desk.may(Permission.LIST_EXPORT))

    def refresh(self) -> None:
        """Reckon anew, in the worker."""
        if self._task is not None:
            self._task.cancel()
        desk = self._hall.desk
        self._task = self._hall.runner.run(
            lambda _progress: liability.figures(desk), done=self._on_read, failed=self._on_failed
        )

    def focus_first(self) -> None:
        """Put the cursor into what-if."""
        self.what_if.focus_first()

    def print_it(self) -> None:
        """Show the page as it is printed; drawn in the worker."""
        desk, shown = self._hall.desk, look()
        self._run(lambda _progress: printing.liability(desk, shown), self._on_drawn)

    def export_to(self, path: Path) -> None:
        """Write the figures to *path*, in the worker."""
        desk = self._hall.desk
        self._run(
            lambda _progress: exports.export_liability(desk, path),
            lambda _count: self._hall.toasts.show(tr("Saved: {name}").format(name=ltr(path.name))),
        )

    def _run(self, work: Work, done: object) -> None:
        self.busy.start(tr("Preparing the paper…"))
        task = self._hall.runner.run(work, done=done, failed=self._on_failed)  # type: ignore[arg-type]
        task.ended.connect(self.busy.finish)
        self.busy.cancelled.connect(task.cancel)

    def _on_drawn(self, content: bytes) -> None:
        title = tr("What the club owes")
        self.paper = PdfDialog(self._hall, self, title, content, self._file_name())
        self.paper.open()

    def _on_export(self) -> None:
        kinds = [("Excel", ".xlsx"), ("CSV", ".csv")]
        self.where = ask_where(
            self, tr("Save for Excel"), self._file_name(), kinds, self.export_to
        )  # fmt: skip

    def _file_name(self) -> str:
        return f"{tr('What the club owes')} {self._hall.desk.today().isoformat()}"

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        show(error, self)

    def _on_read(self, figures: Liability) -> None:
        self._task = None
        self.figures = figures
        self.as_of.setText(
            tr("As of {day}, all amounts in {unit}").format(
                day=fmt.long_day(figures.as_of), unit=fmt.unit_name()
            )
        )
        self._show_points(figures)
        self._show_money(figures)
        self._show_months(figures)
        self.what_if.show_figures(figures)

    def _show_points(self, figures: Liability) -> None:
        early = tr("Too early to tell: fewer than {n} points have ended so far.").format(
            n=fmt.number(LEAST_ENDED)
        )
        rate, block = figures.redemption, figures.block_points
        self.points.say(
            fmt.number(figures.points),
            tr("In lots whose last day is not over; {n} of them wait.").format(
                n=fmt.number(figures.pending)
            )
            if figures.pending
            else tr("In lots whose last day is not over; all can be spent."),
        )
        self.worth.say(
            fmt.amount(figures.worth_rial),
            trn("{n} point pays {amount} today.", "{n} points pay {amount} today.", block).format(
                n=fmt.number(block), amount=fmt.amount_with_unit(figures.block_rial)
            ),
        )
        expected = figures.expected_rial
        self.expected.say(
            "–" if expected is None else fmt.amount(expected),
            early
            if rate is None
            else tr("{percent} are redeemed: {spent} of {ended} points that ended in 24 months.")
            .format(
                percent=fmt.percent(rate), spent=fmt.number(figures.spent),
                ended=fmt.number(figures.spent + figures.expired),
            ),
        )  # fmt: skip
        self.breakage.say(
            fmt.percent(figures.breakage) if figures.breakage is not None else "–",
            early
            if rate is None
            else tr("{n} points ended unspent in 24 months.").format(n=fmt.number(figures.expired)),
        )

    def _show_money(self, figures: Liability) -> None:
        people = trn("{n} member owes points.", "{n} members owe points.", figures.debt_members)
        cards = trn("{n} card has money on it", "{n} cards have money on them", figures.gift_cards)
        wallets = trn("{n} wallet holds money", "{n} wallets hold money", figures.wallets)
        self.debt.say(
            fmt.number(figures.debt_points), people.format(n=fmt.number(figures.debt_members))
        )
        self.wallets.say(
            fmt.amount(figures.wallet_rial), wallets.format(n=fmt.number(figures.wallets))
        )
        self.cards.say(
            fmt.amount(figures.gift_card_rial), cards.format(n=fmt.number(figures.gift_cards))
        )
        self.owed.say(
            fmt.amount(figures.owed_rial), tr("Points at their full worth, wallets, gift cards.")
        )

    def _show_months(self, figures: Liability) -> None:
        bars = [(month_words(one.month), one.points) for one in figures.months[:MOST_BARS]]
        later = sum(one.points for one in figures.months[MOST_BARS:])
        if later:
            bars.append((tr("later"), later))
        series = Series(tr("Points outstanding"), tuple(points for _name, points in bars))
        names = tuple(name for name, _points in bars)
        self.chart.show_chart(Chart(ChartKind.BARS, names, (series,), Unit.POINTS))
        self.chart.setVisible(bool(bars))
        self.nothing.setVisible(not bars)
        for card, table in (
            (self.tiers, tier_table(figures)), (self.months, month_table(figures)),
        ):  # fmt: skip
            while card.body.count() > 1:
                item = card.body.takeAt(1)
                old = item.widget() if item is not None else None
                if old is not None:
                    old.hide()
                    old.deleteLater()
            card.body.addWidget(table)

    def _lay_out(self) -> None:
        tiles = QGridLayout()
        tiles.setSpacing(M)
        every = (
            self.points, self.worth, self.expected, self.breakage, self.debt, self.wallets,
            self.cards, self.owed,
        )  # fmt: skip
        for n, each in enumerate(every):
            tiles.addWidget(each, n // 4, n % 4)
            tiles.setColumnStretch(n % 4, 1)
        chart = Card(title=tr("Points by the month in which they end"))
        self.chart.setMinimumSize(QSize(300, 230))
        chart.body.addWidget(self.chart, 1)
        chart.body.addWidget(self.nothing, 1)
        chart.body.addWidget(caption(tr("Points that wait are among them."), wrap=True))
        middle = row(chart, self.what_if, spacing=L)
        middle.setStretch(0, 1)
        page = ScrollPage(tiles, middle, self.tiers, self.months, None, spacing=L)
        page.body.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row(self.as_of, None, self.export, self.print))
        layout.addWidget(self.busy)
        layout.addWidget(page, 1)
