"""One tab of cards: reckoned in the worker, the old ones stay until the new ones are there."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from loyaldesk.domain.insight.card import Card
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ltr
from loyaldesk.services.insight import catalogue
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.busy import BusyBar
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import L, M, ScrollPage
from loyaldesk.ui.pages.insights.members_window import MembersWindow
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.card_grid import CardGrid
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.insight_card import CardView, KpiTile
from loyaldesk.ui.parts.save_file import ask_where
from loyaldesk.ui.tasks import Task

OVERVIEW = "overview"
MOST_TILES = 4
_CARD, _COLUMNS, _TILE = 440, 2, 200


class CardsView(QWidget):
    """The cards of one page.

    Args:
        hall: Where and who.
        page_key: Of the catalogue.
        asking: What is asked.
    """

    member_wanted = Signal(int)

    def __init__(self, hall: Hall, page_key: str, asking: Asking) -> None:
        super().__init__()
        self._hall, self._key, self._asking = hall, page_key, asking
        self._task: Task | None = None
        self.cards: list[CardView] = []
        self.window_of_members: MembersWindow | None = None
        self.where: QFileDialog | None = None
        self.problem = Note("", "danger")
        self.problem.hide()
        self.busy = BusyBar()
        self.nothing = EmptyState(
            "player-stop", tr("The figures were not reckoned."), tr("Reckon them"), self.refresh
        )
        self.nothing.hide()
        self.tiles = CardGrid(_TILE, MOST_TILES)
        self.grid = CardGrid(_CARD, _COLUMNS)
        self.page = ScrollPage(self.tiles, self.grid, self.nothing, None, spacing=L)
        self.page.body.setContentsMargins(0, 0, 0, M)
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll it
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        for each in (self.problem, self.busy):
            layout.addWidget(each)
        layout.addWidget(self.page, 1)
        self.busy.cancelled.connect(self._on_cancel)

    def refresh(self) -> None:
        """Reckon anew, in the worker."""
        if self._task is not None:
            self._task.cancel()
        desk, asking = self._hall.desk, self._asking
        question, key = asking.question, self._key
        self.set_error("")
        self.nothing.hide()
        self.busy.start(tr("Reckoning the figures…"))
        task = self._task = self._hall.runner.run(
            lambda progress: catalogue.cards(desk, question, key, asking.shelf, progress),
            done=lambda cards: self._on_cards(task, cards),
            failed=lambda error: self._on_failed(task, error),
        )
        task.stepped.connect(self.busy.step)
        task.cancelled.connect(lambda: self._on_stopped(task))

    def focus_first(self) -> None:
        """Put the keys where arrows scroll."""
        self.page.setFocus()

    def told_keys(self) -> list[tuple[str, str]]:
        """Return the keys that no button shows, for the help."""
        return [
            ("PgUp PgDn", tr("Scroll the cards")),
            ("←→↑↓", tr("In a chart: from figure to figure")),
            ("Enter", tr("On a cell: the members behind it")),
            ("Ctrl+Tab", tr("Next tab")),
        ]

    def set_error(self, text: str) -> None:
        """Say above the cards what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def show_cards(self, cards: list[Card]) -> None:
        """Show *cards*; a card that is there already is only filled anew."""
        may = self._hall.desk.may
        there = {view.card.key: view for view in self.cards}
        found = []
        for card in cards:
            view = there.get(card.key)
            if view is None:
                view = CardView(
                    card, may_list=may(Permission.MEMBER_READ),
                    may_export=may(Permission.LIST_EXPORT),
                )  # fmt: skip
                view.members_wanted.connect(self.open_members)
                view.export_wanted.connect(self._on_export)
            else:
                view.show_card(card)
            found.append(view)
        self.cards = found
        self.grid.show_cards(found)
        told = [card for card in cards if card.measures and not card.missing]
        chosen = told[:MOST_TILES] if self._key == OVERVIEW else []
        self.tiles.show_cards([KpiTile(card) for card in chosen])
        self.tiles.setVisible(len(chosen) > 1)

    def open_members(self, card: Card, key: str) -> None:
        """Show the members of a group of *card*."""
        group = card.group(key)
        self.window_of_members = MembersWindow(
            self, self._hall, f"{card.title}: {group.title}", [int(id_) for id_ in group.ids],
            self._asking.question.until(self._hall.desk.today()).period,
        )  # fmt: skip
        self.window_of_members.member_wanted.connect(self.member_wanted)
        self.window_of_members.open()

    def export_to(self, card: Card, path: Path) -> None:
        """Write a card into a file, in the worker."""
        from loyaldesk.services.insight import sheets  # noqa: PLC0415 - only saving needs it

        desk = self._hall.desk
        self._hall.runner.run(
            lambda _progress: sheets.save_cards(desk, [card], path),
            done=lambda _made: self._hall.toasts.show(
                tr("Saved: {name}").format(name=ltr(path.name))
            ),
            failed=lambda error: show(error, self),
        )

    def _on_export(self, card: Card) -> None:
        kinds = [("Excel", ".xlsx"), ("CSV", ".csv")]
        self.where = ask_where(
            self, tr("Save for Excel"), f"{card.title} {self._asking.question.period}", kinds,
            lambda path: self.export_to(card, path),
        )  # fmt: skip

    def _on_cards(self, task: Task, cards: list[Card]) -> None:
        if task is self._task:
            self._rest()
            self.show_cards(cards)

    def _on_failed(self, task: Task, error: Exception) -> None:
        if task is self._task:
            self._rest()
            self.nothing.setVisible(not self.cards)
            show(error, self)

    def _on_stopped(self, task: Task) -> None:
        if task is self._task:
            self._rest()
            self.nothing.setVisible(not self.cards)

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _rest(self) -> None:
        self._task = None
        self.busy.finish()
