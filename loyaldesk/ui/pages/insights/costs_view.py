"""What winning and keeping members costs: the shop's figures, and the cards made of them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from loyaldesk.ui.kit.layout import L, ScrollPage, row
from loyaldesk.ui.pages.insights.cards_view import CardsView
from loyaldesk.ui.pages.insights.figures_panel import FiguresPanel
from loyaldesk.ui.parts.asking import Asking
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.insight_card import CardView

_FIGURES, _BAR, _BREAK = 424, 16, 1000


class CostsView(QWidget):
    """The figures that are typed in, beside what they come to.

    Args:
        hall: Where and who.
        asking: What is asked.
    """

    member_wanted = Signal(int)
    changed = Signal()

    def __init__(self, hall: Hall, asking: Asking) -> None:
        super().__init__()
        self.figures = FiguresPanel(hall)
        self.answers = CardsView(hall, "costs", asking)
        self._side = ScrollPage(self.figures)
        self._side.body.setContentsMargins(0, 0, 0, 0)
        self._side.setFixedWidth(_FIGURES + _BAR)
        self._row = row(self._side, self.answers, spacing=L)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setStretch(1, 1)
        self.setLayout(self._row)
        self._is_beside = True
        self.figures.changed.connect(self.answers.refresh)
        self.figures.changed.connect(self.changed)
        self.answers.member_wanted.connect(self.member_wanted)
        self._fit()

    @property
    def cards(self) -> list[CardView]:
        """The cards on view."""
        return self.answers.cards

    def refresh(self) -> None:
        """Read figures and cards anew."""
        self.figures.refresh()
        self.answers.refresh()

    def focus_first(self) -> None:
        """Put the keys into the form."""
        self.figures.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a narrow page leaves the cards their room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let the figures stand beside the cards, or on a narrow page above them."""
        is_beside = self.width() >= _BREAK
        if is_beside == self._is_beside:
            return
        self._is_beside = is_beside
        self._side.setVisible(is_beside)
        (self._side if is_beside else self.answers.page).body.insertWidget(0, self.figures)
