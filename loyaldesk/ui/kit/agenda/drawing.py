"""How entries, notes and marks are drawn: in one line of a day, or as a block among hours."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from loyaldesk.ui import theme
from loyaldesk.ui.kit.agenda.days import clock
from loyaldesk.ui.kit.agenda.entry import MINUTES_OF_A_DAY, DayNote, Entry
from loyaldesk.ui.kit.icons import icon

SMALL_PX, TEXT_PX, NUMBER_PX = 11, 12, 13
LINE = 19
"""The height of an entry that has one line."""

ICON = 16
BAR = 3
GAP = 4
RADIUS = 4
WIDE = 260
"""So wide, a block names in its first line whom it is about."""

LEAST_TITLE = 64
"""A title narrower than that says nothing: kind and time give way to it."""

_COLOURS = {
    "plain": ("muted", "plain_soft"),
    "accent": ("accent", "accent_soft"),
    "warn": ("warn", "warn_soft"),
    "danger": ("danger", "danger_soft"),
    "info": ("info", "info_soft"),
    "muted": ("border", "plain_soft"),
    "done": ("accent", "surface"),
}
_QUIET = ("done", "muted")
_MARKS = {"danger": "alert-triangle", "warn": "clock", "done": "check"}
"""Colour alone tells nobody anything: these states have a picture too."""

_LEADING = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def colours(tone: str) -> tuple[QColor, QColor]:
    """Return the colour of bar and icon, and the ground; an unknown tone is plain."""
    ink, ground = _COLOURS.get(tone, _COLOURS["plain"])
    return theme.token(ink), theme.token(ground)


@lru_cache(maxsize=8192)
def _fitted(text: str, width: int, pixels: int, weight: int) -> tuple[str, float]:
    """Return *text* cut to *width*, and how wide it is then."""
    metrics = _metrics(pixels, weight)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return shown, metrics.horizontalAdvance(shown)


@lru_cache(maxsize=32)
def _font(pixels: int, weight: int) -> QFont:
    return theme.font(pixels, QFont.Weight(weight))


@lru_cache(maxsize=32)
def _metrics(pixels: int, weight: int) -> QFontMetricsF:
    return QFontMetricsF(_font(pixels, weight))


def text_width(text: str, pixels: int = TEXT_PX, weight: int = 400) -> float:
    """Return how wide *text* is."""
    return _metrics(pixels, weight).horizontalAdvance(text)


class Pen:
    """A painter that fills rooms from where reading begins to where it ends."""

    def __init__(self, painter: QPainter, *, is_rtl: bool) -> None:
        self.painter = painter
        self.is_rtl = is_rtl
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight
        )

    def part(self, room: QRectF, start: float, width: float) -> QRectF:
        """Return the part of *room* that begins *start* pixels after where reading begins."""
        left = room.right() - start - width if self.is_rtl else room.left() + start
        return QRectF(left, room.top(), width, room.height())

    def write(
        self,
        room: QRectF,
        text: str,
        colour: str,
        pixels: int = TEXT_PX,
        weight: int = 400,
        *,
        at_end: bool = False,
    ) -> float:
        """Write *text* in one line, cut where *room* ends, and return how wide it is."""
        if room.width() < 4 or not text:
            return 0.0
        shown, width = _fitted(text, int(room.width()), pixels, weight)
        self.painter.setFont(_font(pixels, weight))
        self.painter.setPen(theme.token(colour))
        side = Qt.AlignmentFlag.AlignRight if self.is_rtl != at_end else Qt.AlignmentFlag.AlignLeft
        self.painter.drawText(room, side | _LEADING, shown)
        return width

    def centred(self, room: QRectF, text: str, colour: str, pixels: int, weight: int) -> None:
        """Write a short *text* in the middle of *room*."""
        self.painter.setFont(_font(pixels, weight))
        self.painter.setPen(theme.token(colour))
        self.painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def picture(self, room: QRectF, start: float, name: str, colour: str) -> None:
        """Draw an icon *start* pixels after where reading begins, in the middle of the line."""
        place = self.part(room, start, ICON)
        top = round(place.center().y() - ICON / 2)
        icon(name, colour).paint(self.painter, QRect(round(place.left()), top, ICON, ICON))

    def ground(self, room: QRectF, colour: QColor, radius: float = RADIUS) -> None:
        """Fill a room with round corners."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(room, radius, radius)

    def ring(
        self, room: QRectF, width: float = 2, colour: str = "accent", radius: float = RADIUS
    ) -> None:
        """Draw a ring just inside *room*."""
        self.painter.setPen(QPen(theme.token(colour), width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        self.painter.drawRoundedRect(room.adjusted(half, half, -half, -half), radius, radius)

    def ribbon(self, room: QRectF, start: float) -> None:
        """Draw the ribbon of mourning."""
        place = self.part(room, start, 9)
        x, y = place.left(), place.center().y() - 6
        path = QPainterPath(QPointF(x, y + 12))
        path.cubicTo(x + 4, y + 7, x + 8, y + 4, x + 7, y + 1.5)
        path.cubicTo(x + 6, y - 0.5, x + 3, y - 0.5, x + 2, y + 1.5)
        path.cubicTo(x + 1, y + 4, x + 5, y + 7, x + 9, y + 12)
        self.painter.setPen(QPen(theme.token("ink"), 1.8))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def notes(self, room: QRectF, notes: Sequence[DayNote], *, at_end: bool = False) -> None:
        """Write what is said about a day in one line: red when closed, a ribbon for mourning."""
        text = " · ".join(note.text for note in notes if note.text)
        is_closed = any(note.is_closed for note in notes)
        ribbon = 13.0 if any(note.is_mourning for note in notes) else 0.0
        wide = min(text_width(text, SMALL_PX) + 2, room.width() - ribbon)
        start = room.width() - wide - ribbon if at_end else 0.0
        if ribbon and room.width() > ribbon:
            self.ribbon(room, start)
        self.write(
            self.part(room, start + ribbon, wide),
            text,
            "danger" if is_closed else "muted",
            SMALL_PX,
        )

    def line_entry(
        self, room: QRectF, entry: Entry, *, is_chosen: bool, timed: bool = True
    ) -> None:
        """Draw *entry* in one line: state, kind, time, title, and whom it is about."""
        self._sheet(room, entry, is_chosen=is_chosen)
        time = clock(entry.minute) if timed and entry.minute is not None else ""
        self._words_in_line(room.adjusted(0, 0, 0, -0.5), entry, time)

    def block_entry(self, room: QRectF, entry: Entry, *, is_chosen: bool) -> None:
        """Draw *entry* among the hours: as many lines as its time gives room for."""
        self._sheet(room, entry, is_chosen=is_chosen)
        begins = entry.minute or 0
        if room.height() < 2 * LINE - 4:
            self._words_in_line(room, entry, clock(begins))
            return
        line = QRectF(room.left(), room.top() + 2, room.width(), LINE - 1)
        inner = line.adjusted(BAR + GAP, 0, -BAR - GAP, 0)
        ends = min(begins + entry.minutes, MINUTES_OF_A_DAY)
        times = f"{clock(begins)} – {clock(ends)}"
        if text_width(times, SMALL_PX) > inner.width():
            times = clock(begins)
        if text_width(times, SMALL_PX) > inner.width():
            times = ""
        is_wide = room.width() >= WIDE
        self._words_in_line(line, entry, "", alone=not is_wide)
        for words in filter(None, [times, "" if is_wide else entry.beside, entry.hint]):
            inner.translate(0, LINE - 3)
            if inner.bottom() > room.bottom() - 1:
                break
            self.write(inner, words, "muted", SMALL_PX)

    def _sheet(self, room: QRectF, entry: Entry, *, is_chosen: bool) -> None:
        ink, ground = colours(entry.tone)
        if entry.tone != "done":  # what is done steps back behind what is not
            self.ground(room, ground)
            self.ground(self.part(room, 0, BAR), ink, BAR / 2)
        if is_chosen:
            self.ring(room, 2, "ink")

    def _words_in_line(self, room: QRectF, entry: Entry, time: str, *, alone: bool = False) -> None:
        start, end = float(BAR + GAP), room.width() - GAP
        mark = _MARKS.get(entry.tone, "")
        time_room = text_width(time, SMALL_PX) + GAP if time else 0
        if mark and end - start > 2 * ICON:
            self.picture(room, start, mark, _COLOURS[entry.tone][0])
            start += ICON + GAP - 1
        if (
            entry.icon
            and entry.icon != mark
            and entry.tone != "done"
            and end - start - ICON - GAP - time_room >= LEAST_TITLE
        ):
            self.picture(room, start, entry.icon, _COLOURS.get(entry.tone, ("muted",))[0])
            start += ICON + GAP - 1
        if time and end - start - time_room >= LEAST_TITLE / 2:
            self.write(self.part(room, start, time_room), time, "muted", SMALL_PX)
            start += time_room
        wide = self.write(
            self.part(room, start, end - start),
            entry.title,
            "muted" if entry.tone in _QUIET else "ink",
            weight=400 if entry.tone == "done" else 500,
        )
        start += wide + 2 * GAP
        if not alone and end - start >= LEAST_TITLE / 2:
            self.write(self.part(room, start, end - start), entry.beside, "muted")
