"""Stamp cards of a member: so many of so many, and what a full card brings."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.stamps import CardStanding
from loyaldesk.ui import theme
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import XS, Card, L, box, column, row

DOT, GAP = 16, 6
MOST_DOTS = 12
"""A longer card is told in figures only."""


class StampsCard(Card):
    """One line of dots for each card."""

    def __init__(self) -> None:
        super().__init__(title=tr("Stamp cards"))
        self._shown: list[QWidget] = []

    def show_cards(self, cards: Sequence[CardStanding]) -> None:
        """Show how far the cards are; without any there is nothing to show."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = [_line(one) for one in cards]
        for line in self._shown:
            self.body.addWidget(line)
        self.setVisible(bool(cards))

    def texts(self) -> list[str]:
        """Return what is said of each card."""
        return [line.accessibleName() for line in self._shown]


def _line(one: CardStanding) -> QWidget:
    is_persian = look().language == "fa"
    name = one.name_fa if is_persian else one.name_en
    reward = one.reward_fa if is_persian else one.reward_en
    count = tr("{n} of {needs}").format(n=fmt.number(one.stamps), needs=fmt.number(one.needs))
    top = row(Label(isolate(name), wrap=True), Label(count, "label"), spacing=L)
    top.setStretch(0, 1)
    inside = column(top, spacing=XS)
    if one.needs <= MOST_DOTS:
        inside.addWidget(_Dots(one.stamps, one.needs))
    full = tr("Full: {reward}").format(reward=isolate(reward))
    inside.addWidget(Label(full, "caption", wrap=True))
    made = box(inside)
    made.setAccessibleName(f"{name}: {count}")
    return made


class _Dots(QWidget):
    def __init__(self, stamps: int, needs: int) -> None:
        super().__init__()
        self._stamps, self._needs = stamps, needs
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._needs * (DOT + GAP), DOT + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        step = min(DOT + GAP, self.width() / max(self._needs, 1))
        size = min(DOT, step - 2)
        for n in range(self._needs):
            left = self.width() - n * step - size - 1 if is_rtl else n * step + 1
            is_full = n < self._stamps
            painter.setPen(QPen(theme.token("accent" if is_full else "border"), 1.5))
            painter.setBrush(theme.token("accent") if is_full else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(left, 1, size, size))
        painter.end()
