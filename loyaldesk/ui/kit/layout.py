"""How things stand on a page: cards, rows, columns and the spaces between them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from loyaldesk.ui.kit.labels import heading

XS, S, M, L, XL = 4, 8, 12, 16, 24
"""The only distances, in pixels."""

Item = QWidget | QLayout | None
"""What can be put in a row or column; None is a stretch."""


def put(layout: QBoxLayout, *items: Item) -> None:
    """Put *items* into *layout*, one after the other."""
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def row(*items: Item, spacing: int = S) -> QHBoxLayout:
    """Return *items* beside each other, first where reading begins; None is a stretch."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    put(layout, *items)
    return layout


def column(*items: Item, spacing: int = S) -> QVBoxLayout:
    """Return *items* under each other; None is a stretch."""
    layout = QVBoxLayout()
    layout.setSpacing(spacing)
    put(layout, *items)
    return layout


def box(layout: QLayout) -> QWidget:
    """Return *layout* as a widget without margins, to be shown and hidden as a whole."""
    widget = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    widget.setLayout(layout)
    return widget


class Card(QFrame):
    """A white sheet with a hairline around it; ``body`` holds what stands on it."""

    def __init__(self, *items: Item, title: str = "", spacing: int = S) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(L, M, L, L)
        self.body.setSpacing(spacing)
        if title:
            self.body.addWidget(heading(title, 2))
        put(self.body, *items)


def card(*items: Item, title: str = "", spacing: int = S) -> Card:
    """Return a card with *items* under each other."""
    return Card(*items, title=title, spacing=spacing)


def hairline(*, upright: bool = False) -> QFrame:
    """Return a thin line between two things."""
    line = QFrame()
    line.setProperty("hairline", "upright" if upright else "true")
    return line


class ScrollPage(QScrollArea):
    """A page that scrolls up and down when the window is low; ``body`` holds the page."""

    def __init__(self, *items: Item, spacing: int = M) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        page_margins(self.body)
        self.body.setSpacing(spacing)
        put(self.body, *items)
        self.setWidget(inside)


def page_margins(layout: QLayout) -> None:
    """Give *layout* the margins every page has."""
    layout.setContentsMargins(XL, L, XL, L)
