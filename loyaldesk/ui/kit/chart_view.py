"""Figures as pictures: bars, and how far it is to a goal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from loyaldesk.kernel import fmt
from loyaldesk.ui import theme

SMALL_PX = 12
_FAR_END = (
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words and its figure, not negative."""

    label: str
    value: float


def scale(most: float) -> tuple[float, int]:
    """Return the step between scale lines and how many there are, up to *most* or just above.

    Steps are round (1, 2, 2.5 or 5 times a power of ten) and whole where figures are counts.
    """
    if most <= 0:
        return 1, 1
    power = 10.0 ** floor(log10(most / 4))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= most / 4 * 0.999)
    if most >= 1:
        step = max(1.0, step if step >= 10 else float(ceil(step)))
    return step, ceil(most / step - 1e-9)


class BarChart(QWidget):
    """Upright bars, the first where reading begins; the same figures for screen readers.

    Args:
        name: What the figures are.
        bars: The bars; an empty chart says nothing.
        shown: How a figure is written; as a whole number by default.
    """

    def __init__(
        self,
        name: str,
        bars: Sequence[Bar] = (),
        shown: Callable[[float], str] = lambda value: fmt.number(round(value)),
    ) -> None:
        super().__init__()
        self._shown = shown
        self._bars: tuple[Bar, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_bars(bars)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show *bars* instead of those before."""
        self._bars = tuple(bars)
        told = "; ".join(f"{bar.label}: {self._shown(bar.value)}" for bar in self._bars)
        self.setAccessibleDescription(told)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: a chart on a card."""
        return QSize(420, 230)

    def minimumSizeHint(self) -> QSize:
        """Qt: smaller can nobody read it."""
        return QSize(220, 170)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw scale lines, bars, figures and words."""
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(SMALL_PX))
        step, steps = self._scale()
        top = step * steps
        field = self._field(self._shown(top))
        self._draw_scale(painter, field, step, steps)
        for number, bar in enumerate(self._bars):
            self._draw_bar(painter, self._slot(field, number), bar, top)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Qt: resting on a bar tells its words and figure in full."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._bars:
            bar = self._bar_at(QPointF(event.pos()))
            said = f"{bar.label}: {self._shown(bar.value)}" if bar else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def _is_rtl(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _field(self, widest: str) -> QRectF:
        room = QFontMetricsF(theme.font(SMALL_PX)).horizontalAdvance(widest) + 12
        field = QRectF(self.rect()).adjusted(4, 24, -4, -28)
        if self._is_rtl():
            return field.adjusted(0, 0, -room, 0)
        return field.adjusted(room, 0, 0, 0)

    def _slot(self, field: QRectF, number: int) -> QRectF:
        width = field.width() / len(self._bars)
        place = len(self._bars) - 1 - number if self._is_rtl() else number
        return QRectF(field.left() + place * width, field.top(), width, field.height())

    def _bar_at(self, point: QPointF) -> Bar | None:
        step, steps = self._scale()
        field = self._field(self._shown(step * steps))
        slots = ((self._slot(field, number), bar) for number, bar in enumerate(self._bars))
        return next((bar for slot, bar in slots if slot.left() <= point.x() < slot.right()), None)

    def _scale(self) -> tuple[float, int]:
        return scale(max(bar.value for bar in self._bars))

    def _draw_scale(self, painter: QPainter, field: QRectF, step: float, steps: int) -> None:
        for line in range(steps + 1):
            y = field.bottom() - field.height() * line / steps
            painter.setPen(QPen(theme.token("line"), 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            painter.setPen(theme.token("muted"))
            beside = QRectF(0, y - 10, field.left() - 8, 20)
            if self._is_rtl():
                beside = QRectF(field.right() + 8, y - 10, self.width() - field.right() - 8, 20)
            painter.drawText(beside, _FAR_END, self._shown(step * line))

    def _draw_bar(self, painter: QPainter, slot: QRectF, bar: Bar, top: float) -> None:
        height = slot.height() * max(bar.value, 0) / top
        width = min(slot.width() * 0.56, 56)
        body = QRectF(slot.center().x() - width / 2, slot.bottom() - height, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("accent"))
        painter.drawRoundedRect(body, min(4, height / 2), min(4, height / 2))
        painter.setPen(theme.token("ink"))
        self._write(
            painter, QRectF(slot.left(), body.top() - 20, slot.width(), 18), self._shown(bar.value)
        )
        painter.setPen(theme.token("muted"))
        self._write(painter, QRectF(slot.left(), slot.bottom() + 6, slot.width(), 20), bar.label)

    def _write(self, painter: QPainter, rect: QRectF, text: str) -> None:
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(rect.width()) - 2
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)


class Meter(QWidget):
    """A bar that fills towards a goal; the words beside it say the figures."""

    def __init__(self, name: str, ratio: float = 0.0, colour: str = "accent") -> None:
        super().__init__()
        self._ratio = 0.0
        self._colour = colour
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_ratio(ratio)

    def set_ratio(self, ratio: float) -> None:
        """Fill to *ratio*, from 0 to 1."""
        self._ratio = min(max(ratio, 0.0), 1.0)
        self.setAccessibleDescription(fmt.percent(self._ratio))
        self.update()

    def ratio(self) -> float:
        """Return how far the bar is filled."""
        return self._ratio

    def sizeHint(self) -> QSize:
        """Qt: a slim bar."""
        return QSize(160, 12)

    def minimumSizeHint(self) -> QSize:
        """Qt: still a bar."""
        return QSize(60, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the track and its filled part from where reading begins."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, (self.height() - 10) / 2, self.width(), 10)
        painter.setBrush(theme.token("plain_soft"))
        painter.drawRoundedRect(track, 5, 5)
        width = track.width() * self._ratio
        if width > 0:
            width = max(width, 10)
            is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = track.right() - width if is_rtl else track.left()
            painter.setBrush(theme.token(self._colour))
            painter.drawRoundedRect(QRectF(left, track.top(), width, 10), 5, 5)
        painter.end()
