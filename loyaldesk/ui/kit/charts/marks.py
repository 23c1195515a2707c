"""How series are told apart: each by a colour, a pattern and a shape, so that grey is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from loyaldesk.kernel.chart import Series
from loyaldesk.ui import theme

_COLOURS = ("accent", "info", "gold", "danger", "platinum", "bronze", "diamond", "silver")
_PATTERNS = (
    Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.HorPattern, Qt.BrushStyle.DiagCrossPattern, Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.FDiagPattern, Qt.BrushStyle.CrossPattern,
)  # fmt: skip
_DASHES = (
    Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine,
)  # fmt: skip
_SHAPES = 4
_GROUND = 0.28
"""How much of its colour stands behind a pattern."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How one series is drawn.

    Attributes:
        number: Which pattern, dash and shape.
        colour: Of lines and patterns.
        is_weak: Drawn in the background.
        is_line: Drawn as a line.
    """

    number: int
    colour: QColor
    is_weak: bool = False
    is_line: bool = False


GOAL = Mark(-1, QColor(), is_line=True)
"""The line across of a goal."""


def goal_pen() -> QPen:
    """Return the pen of a goal."""
    return QPen(theme.token("danger"), 1.6, Qt.PenStyle.DashLine)


def marks_of(series: Sequence[Series], *, lines: bool = False) -> list[Mark]:
    """Return how each of *series* is drawn; *lines*: all are lines."""
    found, strong = [], 0
    for one in series:
        is_line = lines or one.is_line
        if one.is_weak:
            found.append(Mark(1, theme.token("border"), is_weak=True, is_line=is_line))
        else:
            found.append(mark_of(strong, is_line=is_line))
            strong += 1
    return found


def mark_of(number: int, *, is_line: bool = False) -> Mark:
    """Return how the slice or series *number* is drawn."""
    return Mark(number, theme.token(_COLOURS[number % len(_COLOURS)]), is_line=is_line)


def mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    """Return *colour* laid over *ground* by *share* (0 to 1)."""
    return QColor(
        round(ground.red() + (colour.red() - ground.red()) * share),
        round(ground.green() + (colour.green() - ground.green()) * share),
        round(ground.blue() + (colour.blue() - ground.blue()) * share),
    )


def fill(painter: QPainter, path: QPainterPath, mark: Mark) -> None:
    """Fill *path* as *mark* says, with its edge."""
    surface = theme.token("surface")
    pattern = _PATTERNS[mark.number % len(_PATTERNS)]
    if mark.is_weak:
        painter.fillPath(path, theme.token("line"))
    elif pattern is Qt.BrushStyle.SolidPattern:
        painter.fillPath(path, mark.colour)
    else:
        painter.fillPath(path, mixed(surface, mark.colour, _GROUND))
        painter.fillPath(path, QBrush(mark.colour, pattern))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(mark.colour, 1))
    painter.drawPath(path)


def pen_of(mark: Mark) -> QPen:
    """Return the pen of a line."""
    style = Qt.PenStyle.DashLine if mark.is_weak else _DASHES[mark.number % len(_DASHES)]
    pen = QPen(mark.colour, 1.6 if mark.is_weak else 2.2, style)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def draw_point(painter: QPainter, at: QPointF, mark: Mark, size: float = 3.6) -> None:
    """Draw the shape of a line at one of its points."""
    shape = mark.number % _SHAPES
    painter.setPen(QPen(mark.colour, 1.4))
    painter.setBrush(theme.token("surface") if mark.is_weak else mark.colour)
    x, y, r = at.x(), at.y(), size
    if shape == 0:
        painter.drawEllipse(at, r, r)
    elif shape == 1:
        painter.drawRect(QRectF(x - r, y - r, 2 * r, 2 * r))
    elif shape == 2:
        painter.drawPolygon(QPolygonF([QPointF(x, y - r - 1), QPointF(x + r + 1, y + r),
                                       QPointF(x - r - 1, y + r)]))  # fmt: skip
    else:
        painter.drawPolygon(QPolygonF([QPointF(x, y - r - 1), QPointF(x + r + 1, y),
                                       QPointF(x, y + r + 1), QPointF(x - r - 1, y)]))  # fmt: skip


def draw_swatch(painter: QPainter, box: QRectF, mark: Mark) -> None:
    """Draw what a series looks like, for its legend."""
    if mark.is_line:
        middle = box.center().y()
        if mark is GOAL:
            painter.setPen(goal_pen())
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
            return
        painter.setPen(pen_of(mark))
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
        draw_point(painter, box.center(), mark, 3.2)
        return
    path = QPainterPath()
    path.addRoundedRect(box.adjusted(box.width() / 8, 0, -box.width() / 8, 0), 3, 3)
    fill(painter, path, mark)
