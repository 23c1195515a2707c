"""A small number that may have decimals, such as a percent: 45 or 2.5, in either digits."""

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit

from loyaldesk.kernel import fmt
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui.kit.labels import lead

_SIGNS = str.maketrans({"٫": ".", "/": ".", ",": ".", "\u2212": "-", "\u200e": ""})
"""What people type for the decimal sign; in Persian also a stroke."""


class DecimalEdit(QLineEdit):
    """A field for a number with decimals; what is no number cannot be typed.

    Args:
        name: What it is, for screen readers.
        below_zero: Whether it may be less than zero.
        places: Decimals that are shown, where there are any.
    """

    changed = Signal()

    def __init__(self, name: str = "", *, below_zero: bool = False, places: int = 1) -> None:
        super().__init__()
        self._places = places
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        lead(self)
        self.setAccessibleName(name)
        sign = "\u200e?[-\u2212]?" if below_zero else ""
        number = rf"^{sign}[0-9۰-۹٠-٩]{{0,13}}([.٫/,][0-9۰-۹٠-٩]{{0,{places}}})?$"
        self.setValidator(QRegularExpressionValidator(QRegularExpression(number), self))
        self.textChanged.connect(lambda _text: self.changed.emit())

    def value(self) -> float | None:
        """Return the number; None while there is none."""
        text = ascii_digits(self.text()).translate(_SIGNS)
        return float(text) if any(c.isdigit() for c in text) else None

    def set_value(self, value: float | None) -> None:
        """Show *value*; None empties the field."""
        if value is None:
            self.clear()
            return
        plain = round(value, self._places)
        shown = fmt.decimal(plain, 0 if plain == int(plain) else self._places)
        self.setText(shown.replace(",", "").replace("٬", ""))
