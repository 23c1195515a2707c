"""Typing amounts: digits group themselves, one key types three zeros, words follow along."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from loyaldesk.kernel import fmt, money
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.ui.kit.grouped_edit import GroupedEdit

_THOUSAND_KEYS = frozenset(".+٫")


class AmountEdit(GroupedEdit):
    """A field for an amount of money, typed in *unit* and told in Rial.

    The keys ``.`` and ``+`` (near the digits on every keypad) type ``000``. Persian and Arabic
    digits are taken as they come. Pasted text is read by `money.parse_amount`; a unit written
    behind it counts.

    Args:
        unit: ``toman`` or ``rial``; empty for the unit people use here.
        big: The one field a page is about.
        name: What the amount is, for screen readers.
    """

    words_changed = Signal(str)  # the amount in words, or empty

    def __init__(self, unit: str = "", *, big: bool = False, name: str = "") -> None:
        super().__init__(name)
        self._unit = unit or look().unit
        self._exact: tuple[str, int] | None = None
        if big:
            self.setProperty("big", "true")
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.changed.connect(self._on_changed)

    def amount_rial(self) -> int | None:
        """Return the amount in Rial, or None while the field is empty."""
        if self._exact is not None and self._exact[0] == self.text():
            return self._exact[1]
        raw = self.raw()
        return int(raw) * money.RIAL_PER[self._unit] if raw else None

    def set_amount(self, rial: int | None) -> None:
        """Show *rial*; None empties the field. An odd Rial is kept until somebody types."""
        text = "" if rial is None else self.shown(str(money.in_unit(rial, self._unit)))
        self._exact = None if rial is None else (text, rial)
        self.setText(text)

    def words(self) -> str:
        """Return the amount in words, empty while there is none."""
        rial = self.amount_rial()
        return fmt.amount_in_words(rial) if rial else ""

    def shown(self, raw: str) -> str:
        """Return *raw* grouped by thousands."""
        return fmt.number(int(raw)) if raw else ""

    def fits(self, raw: str) -> bool:
        """Return whether the amount is one a shop could see."""
        return len(raw) <= 16 and int(raw or 0) * money.RIAL_PER[self._unit] <= money.MOST_RIAL

    def trimmed(self, raw: str) -> str:
        """Return *raw* without leading zeros."""
        return (raw.lstrip("0") or "0") if raw else ""

    def pasted(self, text: str) -> str:
        """Return the digits a pasted amount means, in the field's unit."""
        plain, unit = _without_unit(text)
        rial = money.parse_amount(plain, unit or self._unit)
        if rial < 0:
            raise ValueError("negative")
        if rial % money.RIAL_PER[self._unit]:
            raise ValueError("fraction")
        return str(rial // money.RIAL_PER[self._unit])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: ``.`` and ``+`` type three zeros."""
        if event.text() in _THOUSAND_KEYS and not self.isReadOnly():
            if self.raw().strip("0"):
                self.type_digits("000")
            return
        super().keyPressEvent(event)

    def _on_changed(self) -> None:
        self.words_changed.emit(self.words())


def _without_unit(text: str) -> tuple[str, str]:
    """Return *text* without a unit's name, and the unit it named."""
    plain = text.strip()
    for unit, names in (("toman", ("تومان", tr("Toman"))), ("rial", ("ریال", tr("Rial")))):
        for name in names:
            if plain.casefold().endswith(name.casefold()):
                return plain[: -len(name)].strip(), unit
    return plain, ""
