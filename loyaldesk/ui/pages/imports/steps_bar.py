"""Where one is on a way of a few steps."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui.kit.labels import Label, chip, set_chip
from loyaldesk.ui.kit.layout import M, S, hairline
from loyaldesk.ui.kit.styling import mark


class StepsBar(QWidget):
    """The names of the steps; the one on view stands out, those behind are ticked.

    Args:
        names: Of the steps.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)
        self._chips = [chip(fmt.number(number)) for number in range(1, len(names) + 1)]
        self._labels = [Label(name, "muted") for name in names]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        for number, (sign, label) in enumerate(zip(self._chips, self._labels, strict=True)):
            if number:
                layout.addSpacing(M - S)
                layout.addWidget(hairline(), 1)
                layout.addSpacing(M - S)
            layout.addWidget(sign)
            layout.addWidget(label)
        self.show_step(0)

    def show_step(self, current: int) -> None:
        """Mark the step *current* (from 0)."""
        for number, (sign, label) in enumerate(zip(self._chips, self._labels, strict=True)):
            kind = "ok" if number < current else "info" if number == current else "plain"
            set_chip(sign, "✓" if number < current else fmt.number(number + 1), kind)
            mark(label, role="label" if number == current else "muted")
        self.setAccessibleName(
            tr("Step {n} of {all}: {name}").format(
                n=fmt.number(current + 1), all=fmt.number(len(self._names)),
                name=self._names[current],
            )
        )  # fmt: skip
