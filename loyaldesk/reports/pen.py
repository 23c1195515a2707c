"""A pen that draws in reading direction: its *start* is right in Persian, left in English."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from reportlab.lib.colors import HexColor

from loyaldesk.reports.fonts import Use, font
from loyaldesk.reports.paragraph import Line, Style, fitted, line
from loyaldesk.reports.shaping import Run, outline

Align = Literal["start", "center", "end", "right"]

_MOST_ENCODED = 20_000


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in points: *start* from the reading side, *top* from the top of the page."""

    start: float
    top: float
    width: float
    height: float

    @property
    def end(self) -> float:
        """Where it ends in reading direction."""
        return self.start + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height

    def inset(self, across: float, down: float = 0) -> "Area":
        """Return the area smaller by the same on both sides."""
        return Area(
            self.start + across, self.top + down, self.width - 2 * across, self.height - 2 * down
        )

    def split(self, count: int, gap: float) -> "list[Area]":
        """Return *count* areas side by side, the first at the start."""
        each = (self.width - gap * (count - 1)) / count
        return [
            Area(self.start + place * (each + gap), self.top, each, self.height)
            for place in range(count)
        ]


class Pen:
    """Draws on one reportlab canvas."""

    def __init__(self, canvas: Any, width: float, height: float, *, rtl: bool) -> None:
        self.canvas = canvas
        self.width, self.height, self.rtl = width, height, rtl
        self._encoded: dict[Line, str] = {}
        self._fonts: dict[str, Use] = {}

    def left(self, start: float, width: float = 0) -> float:
        """Return the left edge on paper of something at *start*."""
        return self.width - start - width if self.rtl else start

    def put(
        self, text: Line, start: float, baseline: float, width: float = 0, align: Align = "start"
    ) -> None:
        """Draw a line inside the *width* that begins at *start*; ``right`` is right in both."""
        if align == "right":
            align = "start" if self.rtl else "end"
        spare = width - text.width
        if align == "center":
            start += spare / 2
        elif align == "end":
            start += spare
        x, y = self.left(start, text.width), self.height - baseline
        operators = f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {self.shown(text)} ET"
        self.canvas._code.append(operators)  # noqa: SLF001  # there is no public way
        if text.marked:
            self._marks(text, x, y)

    def shown(self, text: Line) -> str:
        """Return the operators that show a line; each line is encoded once a document."""
        found = self._encoded.get(text)
        if found is None:
            if len(self._encoded) >= _MOST_ENCODED:
                self._encoded.clear()
            found = self._encoded[text] = " ".join(
                f"/{self._font(style.font_name).name} {style.size:.6g} Tf"
                f" {_colour(style.colour)} rg {self._encode(piece.run)}"
                for piece in text.pieces
                for style in (piece.style,)
            )
        return found

    def _marks(self, text: Line, x: float, y: float) -> None:
        for piece in text.pieces:
            scale = piece.style.size / 1000
            for mark in piece.run.marks:
                self.canvas._code.append(  # noqa: SLF001
                    f"q {_colour(piece.style.colour)} rg {scale:.6g} 0 0 {scale:.6g}"
                    f" {x + mark.x * scale:.3f} {y + mark.y * scale:.3f} cm"
                    f" {outline(piece.run.font_name, mark.number)} f Q"
                )
            x += piece.run.width * scale

    def text(
        self,
        text: str,
        style: Style,
        start: float,
        baseline: float,
        width: float = 0,
        align: Align = "start",
    ) -> float:
        """Draw *text* as one line, cut to *width* if one is given; return how wide it is."""
        made = (
            fitted(text, style, width, rtl=self.rtl) if width else line(text, style, rtl=self.rtl)
        )
        self.put(made, start, baseline, width, align)
        return made.width

    def _font(self, name: str) -> Use:
        """Return what this document uses of a font."""
        found = self._fonts.get(name)
        if found is None:
            found = self._fonts[name] = font(name).use(self.canvas._doc)  # noqa: SLF001
        return found

    def _encode(self, run: Run) -> str:
        use = self._font(run.font_name)
        parts, letters = [], ""
        for glyph in run.glyphs:
            if abs(glyph.dx) > 0.01:
                parts.append(f"<{letters}>{-glyph.dx:.2f}")
                letters = ""
            letters += f"{use.code(glyph.number, glyph.source, glyph.width):04X}"
            after = glyph.width - glyph.advance + glyph.dx
            if abs(after) > 0.01:
                parts.append(f"<{letters}>{after:.2f}")
                letters = ""
        return f"[{''.join(parts)}<{letters}>] TJ"

    def box(
        self,
        area: Area,
        fill: str = "",
        stroke: str = "",
        *,
        radius: float = 0,
        thickness: float = 0.6,
    ) -> None:
        """Draw a rectangle."""
        canvas = self.canvas
        if fill:
            canvas.setFillColor(HexColor(fill))
        if stroke:
            canvas.setStrokeColor(HexColor(stroke))
            canvas.setLineWidth(thickness)
        x, y = self.left(area.start, area.width), self.height - area.bottom
        paint = {"fill": int(bool(fill)), "stroke": int(bool(stroke))}
        if radius:
            radius = min(radius, area.width / 2, area.height / 2)
            canvas.roundRect(x, y, area.width, area.height, radius, **paint)
        else:
            canvas.rect(x, y, area.width, area.height, **paint)

    def rule(
        self, start: float, top: float, width: float, colour: str, thickness: float = 0.5
    ) -> None:
        """Draw a horizontal line."""
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(thickness)
        x, y = self.left(start, width), self.height - top
        self.canvas.line(x, y, x + width, y)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        """Fill a polygon of (start, top) points."""
        self.canvas.setFillColor(HexColor(fill))
        path = self.canvas.beginPath()
        for place, (start, top) in enumerate(points):
            (path.lineTo if place else path.moveTo)(self.left(start), self.height - top)
        path.close()
        self.canvas.drawPath(path, fill=1, stroke=0)

    def dot(self, start: float, top: float, radius: float, fill: str) -> None:
        """Draw a filled circle around a point."""
        self.canvas.setFillColor(HexColor(fill))
        self.canvas.circle(self.left(start), self.height - top, radius, fill=1, stroke=0)


@lru_cache(maxsize=256)
def _colour(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return f"{red:.3g} {green:.3g} {blue:.3g}"
