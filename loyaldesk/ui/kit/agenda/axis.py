"""Where days and minutes lie in a grid of hours."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF

HEAD, NOTES = 36, 18
AXIS = 54
"""The room for the hours, where reading begins."""

HOUR = 42
"""How high an hour is at least: a quarter can be hit with the pointer."""

STRIP_EDGE = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """The measures of a grid of hours, in pixels of its window.

    Attributes:
        first: The first day.
        count: How many days.
        width: Of the window.
        height: Of the window.
        is_rtl: Whether the first day stands right.
        begins: The first minute shown.
        ends: The minute after the last.
        head: How high the names of the days are.
        strip: How high the strip for whole days is.
        scroll: How far the hours are scrolled.
    """

    first: date
    count: int
    width: float
    height: float
    is_rtl: bool
    begins: int
    ends: int
    head: float
    strip: float
    scroll: float = 0.0

    @property
    def top(self) -> float:
        """Where the hours begin on the screen."""
        return self.head + self.strip

    @property
    def room(self) -> float:
        """How much of the hours the window can show."""
        return max(1.0, self.height - self.top)

    @property
    def hour(self) -> float:
        """How high an hour is."""
        return max(float(HOUR), self.room / ((self.ends - self.begins) / 60))

    @property
    def length(self) -> float:
        """How high all hours are together."""
        return self.hour * (self.ends - self.begins) / 60

    def days(self) -> list[date]:
        """Return the days from where reading begins."""
        return [self.first + timedelta(days=number) for number in range(self.count)]

    def column(self, day: date) -> QRectF:
        """Return the column of *day* over the whole height."""
        number = (day - self.first).days
        wide = (self.width - AXIS) / self.count
        begin, end = round(AXIS + number * wide), round(AXIS + (number + 1) * wide)
        left = self.width - end if self.is_rtl else begin
        return QRectF(left, 0, end - begin, self.height)

    def hours_room(self) -> QRectF:
        """Return where hours are named."""
        return QRectF(self.width - AXIS if self.is_rtl else 0, 0, AXIS, self.height)

    def body(self) -> QRectF:
        """Return the part of the window that scrolls."""
        return QRectF(0, self.top, self.width, self.room)

    def y(self, minute: float) -> float:
        """Return where *minute* is on the screen now."""
        return self.top + (minute - self.begins) * self.hour / 60 - self.scroll

    def minute(self, y: float) -> float:
        """Return which minute is at *y* on the screen now."""
        return self.begins + (y - self.top + self.scroll) * 60 / self.hour

    def slot(self, day: date, minute: int, minutes: int) -> QRectF:
        """Return the room of a span of *day*."""
        column = self.column(day)
        top = self.y(minute)
        return QRectF(column.left(), top, column.width(), self.y(minute + minutes) - top)

    def day_at(self, point: QPointF) -> date | None:
        """Return the day under *point*."""
        return next(
            (day for day in self.days() if self.column(day).contains(QPointF(point.x(), 1))), None
        )
