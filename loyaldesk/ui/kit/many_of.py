"""A handful of words of which any may be chosen: weekdays, tiers, occasions."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.kit.layout import S


class FlowLayout(QLayout):
    """Puts things beside each other and goes on in a new line where room ends."""

    def __init__(self, spacing: int = S) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802  # Qt's name
        """Qt: take one more."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: how many."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # Qt's name
        """Qt: the one at *index*."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # Qt's name
        """Qt: take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Qt: fewer in a line need more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Qt: the height all lines take."""
        return self._place(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802  # Qt's name
        """Qt: put everything where it belongs."""
        super().setGeometry(rect)
        self._place(rect, is_real=True)

    def sizeHint(self) -> QSize:
        """Qt: at least the widest one."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802  # Qt's name
        """Qt: the widest one."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, is_real: bool) -> int:
        parent = self.parentWidget()
        is_rtl = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = y = height = 0
        for item in self._items:
            if item.isEmpty():
                continue  # hidden
            size = item.sizeHint()
            if x and x + size.width() > rect.width():
                x, y, height = 0, y + height + self.spacing(), 0
            if is_real:
                left = rect.right() + 1 - x - size.width() if is_rtl else rect.left() + x
                item.setGeometry(QRect(left, rect.top() + y, size.width(), size.height()))
            x += size.width() + self.spacing()
            height = max(height, size.height())
        return y + height


class ManyOf(QWidget):
    """Buttons that stay down, as many as are wanted.

    Args:
        options: Words and value of each.
        name: What is chosen, for screen readers.
    """

    changed = Signal()

    def __init__(self, options: Sequence[tuple[str, str]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self.buttons: dict[str, Button] = {}
        self._lost: tuple[str, ...] = ()
        for words, value in options:
            made = Button(words)
            made.setProperty("segment", "true")
            made.setCheckable(True)
            made.toggled.connect(self.changed)
            self.buttons[value] = made
            self._flow.addWidget(made)
        if options:
            self.setFocusProxy(next(iter(self.buttons.values())))

    def values(self) -> tuple[str, ...]:
        """Return what is chosen, in the order offered; what is not offered stays."""
        chosen = [value for value, each in self.buttons.items() if each.isChecked()]
        return (*chosen, *self._lost)

    def set_values(self, values: Sequence[str]) -> None:
        """Choose *values*."""
        self._lost = tuple(value for value in values if value not in self.buttons)
        for value, each in self.buttons.items():
            each.setChecked(value in values)
