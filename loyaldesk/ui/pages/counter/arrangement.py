"""How the counter's parts stand: box on top, views beside the sale, the last sale below it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTableView, QWidget

from loyaldesk.ui.kit.layout import Card, L, M, ScrollPage, box, column, row


class Views(QStackedWidget):
    """Needs the room of the view that is shown, not of the largest one."""

    def __init__(self, *views: QWidget) -> None:
        super().__init__()
        for view in views:
            self.addWidget(view)

    def minimumSizeHint(self) -> QSize:
        """Qt: that of the view on top."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else super().minimumSizeHint()

    def sizeHint(self) -> QSize:
        """Qt: that of the view on top."""
        shown = self.currentWidget()
        return shown.sizeHint() if shown is not None else super().sizeHint()


def sheet(card: Card) -> QWidget:
    """Return a card as a view of its own, filled downwards."""
    made = box(column(card))
    card.body.addStretch(1)
    return made


def member_view(member: Card, below: Card, lines: Card) -> QWidget:
    """Return the member's card with recent sales, or the lines of this one, under it."""
    inside = column(member, below, lines, spacing=M)
    inside.setStretch(1, 1)
    inside.setStretch(2, 1)
    return box(inside)


def side_of(*cards: Card) -> QWidget:
    """Return cards under each other; the first one ends where those beside it end."""
    inside = column(*cards, spacing=M)
    inside.setStretch(0, 1)
    return box(inside)


def two_columns(views: QWidget, side: QWidget) -> ScrollPage:
    """Return views and side beside each other, scrolling where the window is low."""
    columns = row(views, side, spacing=L)
    columns.setStretch(0, 1)
    made = ScrollPage(columns)
    made.body.setContentsMargins(0, 0, 0, 0)
    return made


def give_way(*tables: QTableView) -> None:
    """Let tables take the room that is left: they scroll themselves."""
    for table in tables:
        policy = table.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Ignored)
        table.setSizePolicy(policy)
