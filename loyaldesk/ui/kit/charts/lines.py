"""Lines over labels, with the band a figure may lie in."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from loyaldesk.kernel.chart import Series
from loyaldesk.ui.kit.charts.marks import Mark, draw_point, pen_of
from loyaldesk.ui.kit.charts.plane import Plane
from loyaldesk.ui.kit.charts.words import LINE, metrics

_BAND = 46
"""How much a band lets through, of 255."""
_STEPS = 60
"""So many places of a piece of line are tried against the words of a point."""
_MOST_POINTS = 40
"""Longer lines have no shapes at their points."""


class LinesPlot(Plane):
    """Lines of a chart; one alone has its figures written at its points."""

    lines_only = True

    def writes_above(self) -> bool:
        """Figures stand above the points of a single line."""
        return len(self.chart.series) == 1

    def draw_series(self, painter: QPainter) -> None:
        """Draw bands first, then weak lines, then the others."""
        pairs = list(zip(self.chart.series, self.marks, strict=True))
        for one, mark in pairs:
            if one.low:
                self._draw_band(painter, one, mark)
        for one, mark in sorted(pairs, key=lambda pair: not pair[1].is_weak):
            for run in self._runs(one):
                painter.setPen(pen_of(mark))
                painter.drawPolyline(run)
                if len(self.chart.labels) <= _MOST_POINTS or len(run) == 1:
                    for point in run:
                        draw_point(painter, point, mark)

    def _point(self, number: int, value: float) -> QPointF:
        return QPointF(self.slot(number).center().x(), self.y(value))

    def _runs(self, one: Series) -> list[list[QPointF]]:
        """Return the pieces of a line between its gaps."""
        runs: list[list[QPointF]] = [[]]
        for number, value in enumerate(one.values):
            if value is not None:
                runs[-1].append(self._point(number, value))
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def _draw_band(self, painter: QPainter, one: Series, mark: Mark) -> None:
        known = [
            (n, low, high)
            for n, (low, high) in enumerate(zip(one.low, one.high, strict=True))
            if low is not None and high is not None
        ]
        edge = [self._point(n, high) for n, _low, high in known]
        edge += [self._point(n, low) for n, low, _high in reversed(known)]
        path = QPainterPath()
        path.addPolygon(QPolygonF(edge))
        ground = mark.colour
        ground.setAlpha(_BAND)
        painter.fillPath(path, ground)
        ground.setAlpha(255)

    def draw_figures(self, painter: QPainter) -> None:
        """Write the figures of a single line at its points."""
        for box, text in self.told():
            self.plate(painter, box, text)

    def told(self) -> list[tuple[QRectF, str]]:
        """Return where the figures of a single line stand, if all have room."""
        if len(self.chart.series) > 1:
            return []
        one = self.chart.series[0]
        room = self.slot(0).width()
        texts = [self.figures.short(value) for value in one.values]
        if any(metrics().horizontalAdvance(text) + 3 > room for text in texts):
            return []
        line = [
            None if value is None else self._point(n, value) for n, value in enumerate(one.values)
        ]
        return [
            (self._beside(line, number, at, text, room), text)
            for number, (at, text) in enumerate(zip(line, texts, strict=True))
            if at is not None
        ]

    def _beside(
        self, line: Sequence[QPointF | None], number: int, at: QPointF, text: str, room: float
    ) -> QRectF:
        """Return where the figure of a point stands: above it, or below where the line rises."""
        width = metrics().horizontalAdvance(text) + 2
        above = QRectF(at.x() - room / 2, at.y() - LINE - 4, room, LINE)
        below = QRectF(at.x() - room / 2, at.y() + 4, room, LINE)
        near = [line[n] for n in (number - 1, number + 1) if 0 <= n < len(line)]

        def struck(box: QRectF) -> float:
            words = QRectF(at.x() - width / 2, box.top() + 2, width, LINE - 4)
            steps = [k / _STEPS for k in range(1, _STEPS + 1)]
            return sum(
                words.contains(at + (end - at) * step) for end in near if end for step in steps
            )

        if below.bottom() > self.field.bottom() or struck(above) <= struck(below):
            return above
        return below
