"""The one widget that shows a chart: pointer, keys, tips and words for screen readers."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from loyaldesk.kernel.chart import Chart, ChartKind
from loyaldesk.ui import theme
from loyaldesk.ui.kit.charts.bars import BarsPlot
from loyaldesk.ui.kit.charts.heat import HeatPlot
from loyaldesk.ui.kit.charts.lines import LinesPlot
from loyaldesk.ui.kit.charts.lying import LyingPlot, lies, row_height
from loyaldesk.ui.kit.charts.plot import Part, Plot
from loyaldesk.ui.kit.charts.ring import RingPlot
from loyaldesk.ui.kit.charts.words import SMALL_PX
from loyaldesk.ui.kit.styling import plain_tip

_PLOTS: dict[ChartKind, type[BarsPlot | LinesPlot | HeatPlot | RingPlot | LyingPlot]] = {
    ChartKind.BARS: BarsPlot,
    ChartKind.STACKED: BarsPlot,
    ChartKind.LINES: LinesPlot,
    ChartKind.HEAT: HeatPlot,
    ChartKind.SHARES: RingPlot,
}
_HEAT_ROW, _HEAT_REST, _HEAT_MOST_ROWS = 26, 96, 24
_RING_ROW, _LYING_REST = 26, 52
_LEAST = (220, 260)
"""Height at least, and as a rule."""


class ChartView(QWidget):
    """A chart. Arrows go from part to part; Enter or a click chooses a cell of a heat grid.

    Args:
        chart: What is drawn; None draws nothing.
        name: What it is, for screen readers.
    """

    cell_chosen = Signal(int, int)
    """Row and column of a heat grid."""

    def __init__(self, chart: Chart | None, name: str) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._plot: Plot | None = None
        self._current = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_chart(chart)

    def show_chart(self, chart: Chart | None) -> None:
        """Draw *chart* instead of the one before."""
        self._chart = chart if chart is not None and chart.labels and chart.series else None
        self._current = -1
        self._plot = None
        told = [part.words.replace("\n", ", ") for part in self.plot().parts] if self._chart else []
        self.setAccessibleDescription("; ".join(told))
        is_heat = self._chart is not None and self._chart.kind is ChartKind.HEAT
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_heat else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    def chart(self) -> Chart | None:
        """Return what is drawn."""
        return self._chart

    def plot(self) -> Plot:
        """Return the drawing in the size of now."""
        assert self._chart is not None  # noqa: S101 - nothing is drawn without one
        if self._plot is None:
            is_rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            room = QRectF(self.rect())
            kind = _PLOTS[self._chart.kind]
            if self._chart.kind is ChartKind.BARS and lies(self._chart, room.width()):
                kind = LyingPlot
            self._plot = kind(self._chart, room, is_rtl=is_rtl)
        return self._plot

    def current(self) -> Part | None:
        """Return the part the keys are on."""
        if self._chart is None or not 0 <= self._current < len(self.plot().parts):
            return None
        return self.plot().parts[self._current]

    def sizeHint(self) -> QSize:
        """Qt: a chart on a card."""
        return QSize(420, max(_LEAST[1], self._wanted_height()))

    def minimumSizeHint(self) -> QSize:
        """Qt: smaller can nobody read it."""
        return QSize(240, max(_LEAST[0], self._wanted_height()))

    def _wanted_height(self) -> int:
        chart = self._chart
        if chart is not None and chart.kind is ChartKind.HEAT:
            return min(len(chart.series), _HEAT_MOST_ROWS) * _HEAT_ROW + _HEAT_REST
        if chart is not None and chart.kind is ChartKind.SHARES:
            return len(chart.labels) * _RING_ROW
        if chart is not None and chart.kind is ChartKind.BARS and lies(chart, self.width()):
            return len(chart.labels) * row_height(chart) + _LYING_REST
        return 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size is another drawing; bars that lie down want more height."""
        super().resizeEvent(event)
        self._plot = None
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another direction is another drawing."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._plot = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the chart, and a frame around the part the keys are on."""
        if self._chart is None:
            return
        painter = QPainter(self)
        try:
            self._draw(painter)
        finally:  # a painter left open brings the program down
            painter.end()

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(SMALL_PX))
        painter.setLayoutDirection(self.layoutDirection())
        self.plot().draw(painter)
        part = self.current()
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.token("accent" if part is None else "ink"), 2))
            box = QRectF(self.rect()) if part is None else part.box
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def event(self, event: QEvent) -> bool:
        """Qt: resting on a part tells its words in full."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._chart:
            part = self.plot().at(QPointF(event.pos()))
            self._tip(event.globalPos(), part.words if part else "")
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click goes to a part; on a cell it chooses it."""
        if self._chart is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        part = self.plot().at(event.position())
        if part is not None:
            self._current = list(self.plot().parts).index(part)
            self.update()
            self._choose(part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows, Home and End go from part to part; Enter chooses."""
        part = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and part:
            self._choose(part)
        elif not self._moved(event.key()):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the frame around the part goes."""
        super().focusOutEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the frame comes."""
        super().focusInEvent(event)
        self.update()

    def _moved(self, key: int) -> bool:
        """Go to the next part; return whether there was one."""
        if self._chart is None:
            return False
        columns, count = len(self._chart.labels), len(self.plot().parts)
        is_rtl = self.plot().is_rtl
        ways = {Qt.Key.Key_Right: -1 if is_rtl else 1, Qt.Key.Key_Left: 1 if is_rtl else -1}
        if self._chart.kind is ChartKind.HEAT:
            ways |= {Qt.Key.Key_Down: columns, Qt.Key.Key_Up: -columns}
        elif self._chart.kind is ChartKind.SHARES:
            ways |= {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: count - 1}
        wanted = Qt.Key(key)
        if wanted in ends:
            return self._go(ends[wanted])
        if wanted not in ways:
            return False
        if self._current < 0:
            return self._go(0)
        to = self._current + ways[wanted]
        is_beside = abs(ways[wanted]) == 1
        if is_beside and 0 <= to < count and to // columns != self._current // columns:
            return True  # the end of a row of cells
        return self._go(to)

    def _go(self, to: int) -> bool:
        if not 0 <= to < len(self.plot().parts):
            return False
        self._current = to
        part = self.plot().parts[to]
        self._tip(self.mapToGlobal(part.box.center().toPoint()), part.words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, part.words))
        self.update()
        return True

    def _choose(self, part: Part) -> None:
        if self._chart is not None and self._chart.kind is ChartKind.HEAT:
            self.cell_chosen.emit(part.row, part.column)

    def _tip(self, at: QPoint, words: str) -> None:
        QToolTip.showText(at, plain_tip(words, wraps=True) if words else "", self)
