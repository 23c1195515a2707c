"""A card of the statistics on the screen: figures, chart or table, members, meaning."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from loyaldesk.domain.insight.card import Card, Group
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.buttons import Button, quiet_button
from loyaldesk.ui.kit.charts.view import ChartView
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.labels import caption, heading, muted
from loyaldesk.ui.kit.layout import XS, L, M, S, row
from loyaldesk.ui.kit.layout import Card as Sheet
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.kit.table import RowsTable
from loyaldesk.ui.parts.grid_table import Line, grid_table, is_wide
from loyaldesk.ui.parts.meaning_dialog import MeaningDialog, count_words, window_words
from loyaldesk.ui.parts.measure_view import MeasuresView


class CardView(Sheet):
    """Shows any card.

    Args:
        card: What is told.
        may_list: Whether this operator may see the members behind it.
        may_export: Whether this operator may take it out of the house.
    """

    members_wanted = Signal(object, str)
    """The card, and the key of the group."""
    export_wanted = Signal(object)
    """The card."""

    def __init__(self, card: Card, *, may_list: bool = True, may_export: bool = True) -> None:
        super().__init__(spacing=S)
        self._may_list, self._may_export = may_list, may_export
        self.card = card
        self.chart: ChartView | None = None
        self.table: RowsTable[Line] | None = None
        self.measures: MeasuresView | None = None
        self.empty: EmptyState | None = None
        self.dialog: Dialog | None = None
        self.menu: QMenu | None = None
        self._wants_table = False
        self._inside: QWidget | None = None
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        """Show *card* instead of the one before; table or chart stays as it was chosen."""
        has_keys = self._inside is not None and self._inside.isAncestorOf(
            self.window().focusWidget() or self
        )
        self.card = card
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self.chart = self.table = self.measures = self.empty = None
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(S)
        self._fill(inside)
        self.body.addWidget(self._inside)
        if self.isVisible():
            self._inside.show()
        if has_keys:
            self.focus_first()

    @property
    def is_wide(self) -> bool:
        """Whether it holds nothing but a table too wide for half a page."""
        grid = self.card.grid
        return self.chart is None and self.table is not None and grid is not None and is_wide(grid)

    def focus_first(self) -> None:
        """Put the keys on the first thing that can be done."""
        first = self.chart if self.chart is not None and self.chart.isVisibleTo(self) else None
        (first or self.why).setFocus()

    def show_table(self, *, wanted: bool) -> None:
        """Show the table, or the chart, where the card has both."""
        self._wants_table = wanted
        if self.chart is not None and self.table is not None:
            self.chart.setHidden(wanted)
            self.table.setHidden(not wanted)
        self.twin.set_words(tr("As chart") if wanted else tr("As table"))

    def explain(self) -> None:
        """Tell what the figures mean."""
        self.dialog = MeaningDialog(self, self.card)
        self.dialog.open()

    def open_groups(self) -> QMenu | None:
        """Offer the groups behind the card; a single one is shown at once."""
        groups = self.listed()
        if len(groups) == 1:
            self._want(groups[0])
            return None
        self.menu = QMenu(self)
        for group in groups:
            words = f"{group.title} ({fmt.number(len(group.ids))})"
            action = self.menu.addAction(plain_words(words))
            action.setEnabled(bool(len(group.ids)))
            action.triggered.connect(lambda _on=False, one=group: self._want(one))
        self.menu.popup(self.members.mapToGlobal(QPoint(0, self.members.height())))
        return self.menu

    def listed(self) -> list[Group]:
        """Return the groups offered by name; those behind cells are reached by their cell."""
        named = [group for group in self.card.groups if group.place is None]
        return named or list(self.card.groups)

    def _fill(self, inside: QVBoxLayout) -> None:
        card = self.card
        self.heading = heading(card.title, 2)
        self.heading.setWordWrap(True)
        self._make_buttons()
        top = row(self.heading, self.why)
        top.setStretch(0, 1)
        top.setAlignment(self.why, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(top)
        if card.missing:
            self.empty = EmptyState("chart-bar", card.missing)
            inside.addWidget(self.empty, 1)
        else:
            meaning = card.meaning
            self.window_line = caption(
                f"{window_words(meaning)} · {count_words(meaning)}", wrap=True
            )
            inside.addWidget(self.window_line)
            if card.measures:
                self.measures = MeasuresView(card.measures, meaning.counted)
                inside.addSpacing(XS)
                inside.addWidget(self.measures)
            if card.note:
                inside.addWidget(muted(card.note, wrap=True))
            self._add_twins(inside)
        inside.addLayout(row(self.members, self.twin, self.export, None, spacing=XS))

    def _add_twins(self, inside: QVBoxLayout) -> None:
        card = self.card
        if card.chart is not None and not card.chart.is_empty:
            self.chart = ChartView(card.chart, card.title)
            self.chart.cell_chosen.connect(self._on_cell)
        if card.grid is not None and card.grid.rows:
            self.table = grid_table(card.grid, card.title)
        shown = [each for each in (self.chart, self.table) if each is not None]
        if not shown:
            inside.addStretch(1)
            return
        inside.addSpacing(M)
        for each in shown:
            inside.addWidget(each, 1)
        if len(shown) > 1:
            self.show_table(wanted=self._wants_table)

    def _make_buttons(self) -> None:
        card = self.card
        self.members: Button = quiet_button(tr("Members…"), icon_name="users")
        self.twin: Button = quiet_button(tr("As table"), icon_name="table")
        self.export: Button = quiet_button(tr("Export…"), icon_name="file-export")
        self.why: Button = quiet_button(tr("What does this mean?"), icon_name="help")
        has_both = card.chart is not None and not card.chart.is_empty and card.grid is not None
        told = not card.missing
        offered = {
            self.members: told and card.groups and self._may_list,
            self.twin: told and has_both and card.grid and card.grid.rows,
            self.export: told and self._may_export,
        }
        for each, is_offered in offered.items():
            if not is_offered:  # to show one before it has its place would open a window
                each.hide()
        for each in (self.members, self.twin, self.export, self.why):
            each.setAccessibleDescription(card.title)
        self.members.clicked.connect(self.open_groups)
        self.twin.clicked.connect(lambda: self.show_table(wanted=not self._wants_table))
        self.export.clicked.connect(lambda: self.export_wanted.emit(self.card))
        self.why.clicked.connect(self.explain)

    def _on_cell(self, line: int, column: int) -> None:
        """Show the members behind a cell of the grid, if there are any."""
        for group in self.card.groups:
            if group.place == (line, column) and len(group.ids) and self._may_list:
                self._want(group)
                return

    def _want(self, group: Group) -> None:
        self.members_wanted.emit(self.card, group.key)


class KpiTile(Sheet):
    """The main figure of a card on its own, for a row of figures at a glance."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        self.body.setContentsMargins(L, M, L, M)
        self.measures = MeasuresView(card.measures[:1], card.meaning.counted)
        self.body.addWidget(self.measures)
        self.body.addStretch(1)
