"""Parts of the editor's forms: fields in two columns, rows of ticks, lists typed with commas."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import clean
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import XS, L, M
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.long_text import LongText

Fields = dict[str, Field[Any]]


def languages() -> tuple[str, str]:
    """Return both languages, the reader's first."""
    return ("fa", "en") if look().language == "fa" else ("en", "fa")


def written_in(language: str, widget: QLineEdit | LongText) -> None:
    """Let a field read in the direction of its language."""
    is_fa = language == "fa"
    way = Qt.LayoutDirection.RightToLeft if is_fa else Qt.LayoutDirection.LeftToRight
    widget.setLayoutDirection(way)
    if isinstance(widget, LongText):
        widget.read_from(way)


def typed_list(text: str) -> tuple[str, ...]:
    """Return what was typed with commas between."""
    return tuple(dict.fromkeys(w for part in re.split(r"[,،;؛\n]", text) if (w := clean(part))))


def listed(words: Iterable[str]) -> str:
    """Return words with commas between, as they are typed."""
    return tr(", ").join(words)


class Grid(QWidget):
    """Fields in equal columns; those that mean nothing now leave no hole."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(M)
        for number in range(columns):
            self._grid.setColumnStretch(number, 1)

    def lay(self, items: Sequence[QWidget]) -> None:
        """Show *items* row by row, and only these."""
        while (item := self._grid.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None and gone not in items:
                gone.hide()
        for number, each in enumerate(items):
            self._grid.addWidget(each, number // self._columns, number % self._columns)
            each.show()


class Ticks(QWidget):
    """Some words that can be ticked, each standing for a code.

    Args:
        options: Words and code of each.
        columns: How many stand in a row.
    """

    def __init__(self, options: Sequence[tuple[str, str]], columns: int = 1) -> None:
        super().__init__()
        self._boxes = {code: CheckBox(words) for words, code in options}
        self._given: tuple[str, ...] = ()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(XS)
        for number, each in enumerate(self._boxes.values()):
            grid.addWidget(each, number // columns, number % columns)
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def box(self, code: str) -> CheckBox:
        """Return the tick of a code."""
        return self._boxes[code]

    def codes(self) -> tuple[str, ...]:
        """Return what is ticked, in the order it was given; what is not offered any more stays."""
        kept = [c for c in self._given if c not in self._boxes or self._boxes[c].isChecked()]
        ticked = (code for code, each in self._boxes.items() if each.isChecked())
        return tuple(dict.fromkeys((*kept, *ticked)))

    def set_codes(self, codes: Iterable[str]) -> None:
        """Tick *codes*."""
        self._given = tuple(codes)
        for code, each in self._boxes.items():
            each.setChecked(code in self._given)
