"""From typed text to glyphs in the order of the eye: bidi levels, runs, HarfBuzz."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import uharfbuzz as hb

from loyaldesk.kernel.persian import isolate, without_marks
from loyaldesk.reports.fonts import PaperFont, font

LONGEST = 2000
"""Letters of one text that paper takes: more is a mistake or an attack, never a name."""

CONTROLS = "\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_OPENING = ("\u2066", "\u2067", "\u2068")
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\ufeff\u200b"))
_ONLY_PERSIAN = re.compile("[ء-غف-يپچژکگی\u200c ]+")
_ONLY_FIGURE = re.compile("[0-9۰-۹]+(?:[٬٫/:,.][0-9۰-۹]+)*")
_DIGITS = re.compile("[0-9۰-۹]+(?:[٬٫/:,. -][0-9۰-۹]+)*")
_ISOLATED_PERSIAN = re.compile("[\u2067\u2068][ء-غف-يپچژکگی\u200c ]+\u2069")
_ISOLATED_LATIN = re.compile("[\u2066\u2068][ -~۰-۹]+\u2069")
_SOME_RTL = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a run; measures in 1/1000 of the font size.

    Attributes:
        number: In the font.
        source: The letters it copies as.
        advance: How far the next glyph stands from this one.
        width: What the font says it is.
        dx: How far it is moved aside.
    """

    number: int
    source: str
    advance: float
    width: float
    dx: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A glyph above or below the line: a vowel sign put in its place on a letter."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Glyphs of one font and one direction, from left to right."""

    font_name: str
    glyphs: tuple[Glyph, ...]
    marks: tuple[Mark, ...]
    width: float


def drawable(text: str) -> str:
    """Return *text* as one line that a font can be asked for: no controls, halves or overrides."""
    if text.isprintable() and len(text) <= LONGEST:  # the quick way for nearly everything
        return text
    text = text[:LONGEST].translate(_OVERRIDES)
    return "".join(_drawable(letter) for letter in text)


def _drawable(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cs":
        return "\ufffd"
    return " " if kind in ("Cc", "Zl", "Zp") else letter


def pdf_text(text: str) -> str:
    """Return a text from outside for paper: literal, and unable to disturb what stands around it.

    The layer knows no markup, so there is nothing to escape: ``<b>`` is three letters.
    """
    return isolate(drawable(without_marks(text)))


def is_plain(text: str) -> bool:
    """Return whether a text has one direction and keeps to itself as it is."""
    return any(kind.fullmatch(text) for kind in (_ONLY_PERSIAN, _ONLY_FIGURE, _ISOLATED_LATIN))


@lru_cache(maxsize=8192)
def levels(text: str, *, rtl: bool) -> tuple[int, ...]:
    """Return the embedding level of each letter of a paragraph (UAX #9).

    Letters that rule X9 removes take the level of the letter before them.
    """
    quick = _level_within(text, rtl=rtl)
    if quick is not None:
        within = (quick,) * len(text)
        ends = (int(rtl),)  # of the marks of an isolate, which stand outside it
        return ends + within[2:] + ends if text[:1] in _OPENING else within
    # Here, not above: it takes a third of a second, and lists of one direction do without.
    from fpdf.bidi import BidiParagraph  # noqa: PLC0415
    from fpdf.enums import TextDirection  # noqa: PLC0415

    base = TextDirection.RTL if rtl else TextDirection.LTR
    found: list[int | None] = [None] * len(text)
    paragraph = BidiParagraph(text=text, base_direction=base)
    for letter in paragraph.get_characters_with_embedding_level():
        found[letter.character_index] = letter.embedding_level
    result, last = [], int(rtl)
    for level in found:
        last = last if level is None else level
        result.append(last)
    return tuple(result)


def _level_within(text: str, *, rtl: bool) -> int | None:
    """Return the one level of a text of one direction, isolated or not; None if it is mixed."""
    if not rtl:
        if _ISOLATED_PERSIAN.fullmatch(text):
            return 1
        return 0 if not _SOME_RTL.search(text) else 2 if _ISOLATED_LATIN.fullmatch(text) else None
    for kind, level in (
        (_ONLY_PERSIAN, 1),
        (_ONLY_FIGURE, 2),
        (_ISOLATED_LATIN, 2),
        (_ISOLATED_PERSIAN, 3),
    ):
        if kind.fullmatch(text):
            return level
    return None


def in_eye_order(items: Sequence[tuple[int, T]]) -> list[T]:
    """Return things with their levels in the order in which they are drawn (UAX #9, rule L2)."""
    ordered = list(items)
    for level in range(max((level for level, _ in ordered), default=0), 0, -1):
        first = 0
        while first < len(ordered):
            if ordered[first][0] < level:
                first += 1
                continue
            end = first
            while end < len(ordered) and ordered[end][0] >= level:
                end += 1
            ordered[first:end] = ordered[first:end][::-1]
            first = end
    return [thing for _, thing in ordered]


@lru_cache(maxsize=16384)
def shape(text: str, font_name: str, *, rtl: bool) -> Run:
    """Return the glyphs of *text*, which is of one direction.

    A figure or phone is put together from its digits: they neither join nor kern, and in a list of
    thousands of amounts shaping would take nearly all the time.
    """
    if not rtl and len(text) > 1 and _DIGITS.fullmatch(text):
        parts = [shape(letter, font_name, rtl=False) for letter in text]
        glyphs = tuple(part.glyphs[0] for part in parts)
        return Run(font_name, glyphs, (), sum(part.width for part in parts))
    return shaped(text, font_name, rtl=rtl)


def shaped(text: str, font_name: str, *, rtl: bool) -> Run:
    """Return the glyphs of *text* as HarfBuzz shapes them.

    The direction is never guessed: HarfBuzz takes Persian digits for right-to-left letters and
    would print ``۱٬۲۵۰`` as ``۰۵۲٬۱``. Digits of one width are not asked for: in Persian they
    stand so far apart that ``۱۱`` reads as two numbers.
    """
    paper = font(font_name)
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.language = "fa"
    hb.shape(paper.hb_font, buffer, {"kern": True, "liga": True})
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    scale, x = paper.per_mille, 0.0
    seen: set[int] = set()
    glyphs: list[Glyph] = []
    marks: list[Mark] = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        source = "" if info.cluster in seen else text[info.cluster : ends[info.cluster]]
        seen.add(info.cluster)
        if source and not source.strip(CONTROLS):
            continue
        # A letter the font has not, such as an emoji, gets a sign that stands for it.
        number = info.codepoint or paper.hb_font.get_nominal_glyph(0xFFFD)
        width = paper.hb_font.get_glyph_h_advance(number) * scale
        advance = place.x_advance * scale if info.codepoint else width
        if place.y_offset:
            marks.append(Mark(number, x + place.x_offset * scale, place.y_offset * scale))
            glyphs += _letters(source, paper, advance, rtl=rtl)
        elif len(source) > 1 and rtl:
            glyphs += _ligature(number, source, paper, advance, width)
        else:
            source = source.translate(_MIRRORED) if rtl else source
            glyphs.append(Glyph(number, source, advance, width, place.x_offset * scale))
        x += advance
    return Run(font_name, tuple(glyphs), tuple(marks), x)


def _letters(source: str, paper: PaperFont, advance: float, *, rtl: bool) -> list[Glyph]:
    """Return empty glyphs that carry letters.

    A raised mark is drawn apart, because readers take it for a line of its own; what is copied
    stands on the line.
    """
    empty = paper.hb_font.get_nominal_glyph(0x20)
    width = paper.hb_font.get_glyph_h_advance(empty) * paper.per_mille
    share = advance / max(len(source), 1)
    return [Glyph(empty, letter, share, width) for letter in (source[::-1] if rtl else source)]


def _ligature(
    number: int, source: str, paper: PaperFont, advance: float, width: float
) -> list[Glyph]:
    """Return a right-to-left ligature so that its letters are copied in the order of typing.

    Readers turn right-to-left glyphs around one by one, but not the letters of one glyph: so the
    ligature carries its last letter, and empty glyphs over it the letters before.
    """
    share = advance / len(source)
    return [
        Glyph(number, source[-1], share, width),
        *_letters(source[:-1], paper, advance - share, rtl=True),
    ]


@lru_cache(maxsize=512)
def outline(font_name: str, glyph: int) -> str:
    """Return the path operators of a glyph, in 1/1000 of the font size."""
    paper = font(font_name)
    path = _Path(paper.per_mille)
    paper.hb_font.draw_glyph_with_pen(glyph, path)
    return " ".join(path.operators)


class _Path:
    """Writes an outline as PDF operators; its methods are named as HarfBuzz calls them."""

    def __init__(self, scale: float) -> None:
        self._scale, self._at = scale, (0.0, 0.0)
        self.operators: list[str] = []

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        self._at = points[-1]
        scaled = (f"{x * self._scale:.5g} {y * self._scale:.5g}" for x, y in points)
        self.operators.append(f"{' '.join(scaled)} {operator}")

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("m", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("l", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("c", *points)

    def qCurveTo(self, control: tuple[float, float], point: tuple[float, float]) -> None:  # noqa: N802
        first, last = (
            tuple(end + (middle - end) * 2 / 3 for end, middle in zip(known, control, strict=True))
            for known in (self._at, point)
        )
        self._add("c", (first[0], first[1]), (last[0], last[1]), point)

    def closePath(self) -> None:  # noqa: N802
        self.operators.append("h")
