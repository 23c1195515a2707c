"""Trying a scanner out: what it sent, how fast, and through which keyboard layout."""

from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from loyaldesk.kernel.persian import ascii_digits, without_marks
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.scanner import MAX_GAP_MS, MIN_LENGTH

PAUSE_MS = 700
"""After such a pause a new try begins."""


@dataclass(frozen=True, slots=True)
class ScanReading:
    """One try: the keys as they came, and the milliseconds between them."""

    keys: str
    gaps: tuple[int, ...]

    @property
    def slowest_ms(self) -> int:
        """The longest pause between two keys."""
        return max(self.gaps, default=0)

    @property
    def usual_ms(self) -> int:
        """Milliseconds a key, on average."""
        return round(sum(self.gaps) / len(self.gaps)) if self.gaps else 0

    @property
    def is_scan(self) -> bool:
        """Whether the program would take it for a scan: fast enough and long enough."""
        return len(self.keys) >= MIN_LENGTH and self.slowest_ms <= MAX_GAP_MS

    @property
    def has_persian_digits(self) -> bool:
        """Whether the keyboard stood on Persian while the scanner typed."""
        return ascii_digits(self.keys) != self.keys

    def code(self, prefix: str, suffix: str) -> str:
        """Return the code without what the scanner puts around it."""
        plain = ascii_digits(without_marks(self.keys)).strip()
        plain = plain.removeprefix(prefix) if prefix else plain
        return plain.removesuffix(suffix) if suffix else plain


class ScanBox(QLineEdit):
    """Takes keys as a scanner types them; empties itself at each new try."""

    read = Signal(object)  # ScanReading, at Enter

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        lead(self)
        self._keys = ""
        self._gaps: list[int] = []
        self._at = 0
        self._clock = QElapsedTimer()
        self._clock.start()

    def last_reading(self) -> ScanReading | None:
        """Return what has been typed since the last Enter, and forget it."""
        if not self._keys:
            return None
        reading = ScanReading(self._keys, tuple(self._gaps))
        self._keys, self._gaps = "", []
        self.clear()
        return reading

    def event(self, event: QEvent) -> bool:
        """Qt: Tab ends a scan here as Enter does, and leaves the box when nothing was typed."""
        is_tab = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
        )
        if is_tab and self._keys:
            self._end()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: note the key and its time."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()
            return
        text = event.text()
        if text and text.isprintable():
            self._note(text, event.timestamp() or self._clock.elapsed())
        super().keyPressEvent(event)

    def _note(self, text: str, now: int) -> None:
        if not self._keys or now - self._at > PAUSE_MS:
            self._keys, self._gaps = text, []
            self.clear()
        else:
            self._keys += text
            self._gaps.append(now - self._at)
        self._at = now

    def _end(self) -> None:
        reading = self.last_reading()
        if reading is not None:
            self.read.emit(reading)
