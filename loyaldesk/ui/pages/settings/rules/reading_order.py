"""Tab goes through a page as it is read, whatever was put on it first."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QLayoutItem, QScrollArea, QTabWidget, QWidget


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Return what Tab may stop at in *widget*, in the order of its layouts."""
    if isinstance(widget, QTabWidget):
        yield widget.tabBar()
        for number in range(widget.count()):
            page = widget.widget(number)
            if page is not None:
                yield from stops(page)
        return
    inside = widget.widget() if isinstance(widget, QScrollArea) else None
    if inside is not None:
        yield from stops(inside)
        return
    is_stop = widget.focusPolicy() & (Qt.FocusPolicy.TabFocus | Qt.FocusPolicy.ClickFocus)
    if is_stop and widget.focusProxy() is None:
        yield widget
        return
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for item in _items(layout):
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from stops(widget)
        elif inner is not None:
            yield from _in_layout(inner)


def _items(layout: QLayout) -> list[QLayoutItem]:
    found = [item for n in range(layout.count()) if (item := layout.itemAt(n)) is not None]
    if not isinstance(layout, QGridLayout):
        return found
    places: list[tuple[int, int]] = []
    for n in range(layout.count()):
        place: Any = layout.getItemPosition(n)  # row, column, height, width; the stub says None
        places.append((place[0], place[1]))
    return [item for _, item in sorted(zip(places, found, strict=True), key=lambda one: one[0])]


def put_in_reading_order(widget: QWidget, before: list[QWidget] | None = None) -> list[QWidget]:
    """Let Tab go through *widget* as it is read; nothing is done if that is as *before*."""
    now = list(stops(widget))
    if now != before:
        for first, second in pairwise(now):
            QWidget.setTabOrder(first, second)
    return now
