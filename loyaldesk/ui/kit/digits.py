"""Typing digits that are no amount: mobile numbers, PINs, codes, counts."""

from PySide6.QtWidgets import QLineEdit

from loyaldesk.kernel import fmt
from loyaldesk.kernel.persian import ascii_digits
from loyaldesk.ui.kit.grouped_edit import GroupedEdit

_GROUPS = {"phone": (4, 3, 4)}
_MOST = {"phone": 15, "pin": 6, "code": 20, "number": 9}


class DigitsEdit(GroupedEdit):
    """A field for digits, typed in any script and told in ASCII.

    Args:
        kind: ``phone`` (grouped, a leading ``+`` is kept), ``pin`` (hidden), ``code`` or
            ``number``.
        most: How many digits fit; 0 for what the kind allows.
        name: What the digits are, for screen readers.
    """

    def __init__(self, kind: str = "code", *, most: int = 0, name: str = "") -> None:
        super().__init__(name)
        self._kind = kind
        self._most = most or _MOST[kind]
        if kind == "pin":
            self.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> str:
        """Return the digits as ASCII, with the ``+`` of a foreign number."""
        return self.raw()

    def number(self) -> int | None:
        """Return the digits as a whole number, or None while the field is empty."""
        raw = self.raw().lstrip("+")
        return int(raw) if raw else None

    def set_value(self, digits: str) -> None:
        """Show *digits*."""
        self.setText(self.shown(self.digits_of(digits)))

    def digits_of(self, text: str) -> str:
        """Return the digits in *text*; a phone number keeps its ``+`` in front."""
        digits = super().digits_of(text)
        is_foreign = self._kind == "phone" and ascii_digits(text).lstrip().startswith("+")
        return f"+{digits}" if is_foreign else digits

    def shown(self, raw: str) -> str:
        """Return *raw* in groups and in the reader's digits."""
        groups = _GROUPS.get(self._kind, ())
        if not groups or raw.startswith("+") or not raw.startswith("0"):
            return fmt.digits(raw)
        parts, rest = [], raw
        for size in groups:
            parts.append(rest[:size])
            rest = rest[size:]
        return fmt.digits(" ".join(part for part in [*parts, rest] if part))

    def fits(self, raw: str) -> bool:
        """Return whether there is room for *raw*."""
        return len(raw.lstrip("+")) <= self._most

    def pasted(self, text: str) -> str:
        """Return the digits of a pasted text."""
        digits = self.digits_of(text.strip())
        if not digits.strip("+"):
            raise ValueError("not a number")
        return digits
