"""A grid of cells, the darker the more; the figure stands in each cell that has room for it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from loyaldesk.kernel.chart import Chart
from loyaldesk.kernel.i18n import tr
from loyaldesk.ui import theme
from loyaldesk.ui.kit.charts.marks import mixed
from loyaldesk.ui.kit.charts.plot import Part, Plot
from loyaldesk.ui.kit.charts.scale import figures_of, scale
from loyaldesk.ui.kit.charts.words import (
    CENTRE,
    LEFT,
    LINE,
    RIGHT,
    SMALL_PX,
    draw_label,
    labels_in,
    metrics,
    write,
)

_EDGE = 4.0
_GAP = 2.0
_PALEST, _DARKEST = 0.06, 0.92
_WIDEST_NAME = 0.3
"""Names of rows take no more than this of the width."""
_HIGHEST_CELL = 44.0
_RAMP = 90.0
_FIGURE_PX = (12, 11, 10)


class HeatPlot(Plot):
    """A heat grid: rows are series, columns are labels."""

    def __init__(self, chart: Chart, room: QRectF, *, is_rtl: bool) -> None:
        super().__init__(room, is_rtl=is_rtl)
        self.chart = chart
        values = [v for one in chart.series for v in one.values if v is not None]
        self.most, self.least = max(values, default=0.0), min(values, default=0.0)
        self.figures = figures_of(chart, scale(self.least, self.most))
        measure = metrics()
        inner = room.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        names = max((measure.horizontalAdvance(one.name) for one in chart.series), default=0)
        beside = min(max(names, measure.horizontalAdvance(chart.row_axis)) + 10,
                     inner.width() * _WIDEST_NAME)  # fmt: skip
        width = max(1.0, inner.width() - beside)
        self.labels = labels_in(chart.labels, width / max(1, len(chart.labels)))
        below = self.labels.height + (LINE if chart.axis else 0.0) + LINE + 12
        rows = max(1, len(chart.series))
        height = min(max(20.0, inner.height() - below), rows * _HIGHEST_CELL)
        left = inner.left() if is_rtl else inner.left() + beside
        top = inner.top() + (LINE if chart.row_axis else 0.0)
        height = max(20.0, min(height, inner.bottom() - below - top))
        self.field = QRectF(left, top, width, height)
        self.font = self._fitting()
        self.parts = [
            Part(row, column, self.cell(row, column), self.words(row, column))
            for row in range(len(chart.series))
            for column in range(len(chart.labels))
        ]

    def cell(self, row: int, column: int) -> QRectF:
        """Return the place of a cell."""
        count = max(1, len(self.chart.labels))
        width, height = self.field.width() / count, self.field.height() / len(self.chart.series)
        place = count - 1 - column if self.is_rtl else column
        return QRectF(
            self.field.left() + place * width, self.field.top() + row * height, width, height
        )

    def _fitting(self) -> QFont | None:
        """Return the largest font in which every figure fits into its cell; None: none does."""
        box = self.cell(0, 0)
        texts = {self.figures.short(v) for one in self.chart.series for v in one.values
                 if v is not None}  # fmt: skip
        for pixels in _FIGURE_PX:
            measure = QFontMetricsF(theme.font(pixels))
            widest = max(map(measure.horizontalAdvance, texts), default=0.0)
            if widest <= box.width() - _GAP - 1 and box.height() >= pixels + 4:
                return theme.font(pixels)
        return None

    def words(self, row: int, column: int) -> str:
        """Return what a cell says in full."""
        one = self.chart.series[row]
        value = one.values[column]
        said = tr("no data") if value is None else self.figures.full(value)
        return f"{one.name}, {self.chart.labels[column]}: {said}"

    def draw(self, painter: QPainter) -> None:
        """Draw names, cells and the scale of colours."""
        start = RIGHT if self.is_rtl else LEFT
        if self.chart.row_axis:
            box = QRectF(self.room.left() + _EDGE, self.room.top() + 2, self.room.width() - 8, LINE)
            write(painter, box, self.chart.row_axis, start)
        for row, one in enumerate(self.chart.series):
            box = self.cell(row, 0)
            left, right = self.room.left() + _EDGE, self.field.left() - 8
            if self.is_rtl:
                left, right = self.field.right() + 8, self.room.right() - _EDGE
            name = QRectF(left, box.top(), right - left, box.height())
            write(painter, name, one.name, start, "ink")
            for column, value in enumerate(one.values):
                self._draw_cell(painter, self.cell(row, column), value)
        self._draw_foot(painter)

    def colour(self, value: float) -> QColor:
        """Return the colour of a cell with *value*."""
        span = self.most - min(self.least, 0.0)
        share = (value - min(self.least, 0.0)) / span if span else 0.0
        strength = _PALEST + (_DARKEST - _PALEST) * share
        return mixed(theme.token("surface"), theme.token("accent"), strength)

    def _draw_cell(self, painter: QPainter, box: QRectF, value: float | None) -> None:
        inner = box.adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
        if value is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("bg"))
            painter.drawRoundedRect(inner, 3, 3)
            return
        ground = self.colour(value)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(inner, 3, 3)
        if self.font is not None:
            painter.setFont(self.font)
            painter.setPen(readable_on(ground))
            painter.drawText(inner, CENTRE, self.figures.short(value))
            painter.setFont(theme.font(SMALL_PX))

    def _draw_foot(self, painter: QPainter) -> None:
        for column in range(len(self.chart.labels)):
            strip = self.cell(len(self.chart.series) - 1, column)
            draw_label(painter, strip, self.labels, column, is_rtl=self.is_rtl)
        top = self.field.bottom() + self.labels.height + 6
        if self.chart.axis:
            box = QRectF(self.field.left(), top, self.field.width(), LINE)
            write(painter, box, self.chart.axis, CENTRE)
            top += LINE
        self._draw_scale(painter, QRectF(self.field.left(), top + 4, self.field.width(), LINE))

    def _draw_scale(self, painter: QPainter, box: QRectF) -> None:
        low, high = self.figures.short(min(self.least, 0.0)), self.figures.short(self.most)
        at = 0.0
        title = [self.figures.title] if self.figures.title else []
        for text in (*title, low, "", high):
            width = metrics().horizontalAdvance(text) if text else _RAMP
            left = box.right() - at - width if self.is_rtl else box.left() + at
            piece = QRectF(left, box.top(), width + 1, box.height())
            if text:
                write(painter, piece, text, CENTRE)
            else:
                self._draw_ramp(painter, piece.adjusted(0, 4, 0, -4))
            at += width + 8

    def _draw_ramp(self, painter: QPainter, box: QRectF) -> None:
        ends = (box.topRight(), box.topLeft()) if self.is_rtl else (box.topLeft(), box.topRight())
        ramp = QLinearGradient(*ends)
        ramp.setColorAt(0.0, self.colour(min(self.least, 0.0)))
        ramp.setColorAt(1.0, self.colour(self.most))
        painter.setPen(QPen(theme.token("line"), 1))
        painter.setBrush(ramp)
        painter.drawRoundedRect(box, 3, 3)


def readable_on(ground: QColor) -> QColor:
    """Return the ink, of the two there are, that is read better on *ground*."""
    inks = (theme.token("ink"), theme.token("on_accent"))
    return max(inks, key=lambda ink: _contrast(ink, ground))


def _contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
