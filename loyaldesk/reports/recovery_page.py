"""The recovery key of a club on one sheet: big letters, where to keep it, what it is for."""

from collections.abc import Sequence
from datetime import datetime

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.persian import ltr
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.paragraph import Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area, Pen
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, TITLE, Sheet

_COLUMNS = 3
_GAP, _ROW = 26.0, 62.0
_LETTER = Style(20, BOLD)
_NUMBER = Style(8, colour=palette.MUTED)
_TEXT, _STRONG = Style(10.5), Style(10.5, MEDIUM)
_TOP = 70.0


def render(shop: str, groups: Sequence[str], file: str, now: datetime, look: Look) -> bytes:
    """Return the page as a PDF; equal answers give equal bytes.

    Args:
        shop: Name of the shop.
        groups: Of the recovery key.
        file: Name of the club file.
        now: The moment it was made, in the zone of the shop.
        look: Language and calendar.
    """
    with using(look):
        title = tr("Recovery key of the club")
        sheet = Sheet(look, f"{title} \u2013 {shop}", foot=None)
        sheet.bookmark(title)
        pen, width = sheet.pen, sheet.width - 2 * MARGIN
        pen.put(shrunk(title, TITLE, width, rtl=pen.rtl, smallest=12), MARGIN, _TOP)
        named = shrunk(
            pdf_text(shop), Style(13, MEDIUM, palette.ACCENT), width, rtl=pen.rtl, smallest=8
        )
        pen.put(named, MARGIN, _TOP + 24)
        made = tr("Made on {day}; file: {file}").format(
            day=fmt.long_day(now.date()), file=ltr(pdf_text(file))
        )
        pen.put(shrunk(made, _TEXT, width, rtl=pen.rtl, smallest=7), MARGIN, _TOP + 44)
        pen.rule(MARGIN, _TOP + 58, width, palette.ACCENT, 1.2)
        top = _key(pen, Area(MARGIN, _TOP + 82, width, 2 * _ROW + 18), groups)
        for strong, text in _advice():
            top = _point(pen, top, width, strong, text)
        sheet.next_page()
        return sheet.finish()


def _key(pen: Pen, area: Area, groups: Sequence[str]) -> float:
    """Draw the groups in two rows, from left to right in every language, and return the bottom."""
    pen.box(area, palette.ACCENT_PALE, stroke=palette.ACCENT, thickness=0.8, radius=8)
    inner = area.inset(20, 18)
    wide = (inner.width - _GAP * (_COLUMNS - 1)) / _COLUMNS
    for place, group in enumerate(groups):
        column = place % _COLUMNS
        if pen.rtl:
            column = _COLUMNS - 1 - column
        start = inner.start + column * (wide + _GAP)
        top = inner.top + place // _COLUMNS * _ROW
        pen.text(fmt.number(place + 1), _NUMBER, start, top + 8, wide, "center")
        cell = wide / len(group)
        letters = reversed(group) if pen.rtl else group
        for at, letter in enumerate(letters):
            pen.text(letter, _LETTER, start + at * cell, top + 36, cell, "center")
        pen.rule(start, top + 44, wide, palette.ACCENT, 0.8)
    return area.bottom + 34


def _point(pen: Pen, top: float, width: float, strong: str, text: str) -> float:
    spans = [Span(f"{strong} ", _STRONG), Span(text, _TEXT)]
    pen.dot(MARGIN + 3, top - 4, 2, palette.ACCENT)
    for line in paragraph(spans, width - 16, rtl=pen.rtl):
        pen.put(line, MARGIN + 16, top)
        top += _TEXT.size * _TEXT.leading
    return top + 7


def _advice() -> list[tuple[str, str]]:
    return [
        (
            tr("What it is for."),
            tr(
                "It opens the club when the pass phrase is forgotten or this computer is gone. It"
                " is typed where the program asks for the pass phrase; capitals, blanks and the"
                " digits of any keyboard are all right."
            ),
        ),
        (
            tr("Where to keep it."),
            tr(
                "In a safe or a locked drawer, away from the computer and from the backups; a"
                " second copy in another house. Make no photo of it and send it to nobody."
            ),
        ),
        (
            tr("Who has it can read everything."),
            tr(
                "If somebody else may have seen it, or has left the shop with it: Settings, Club"
                " file, Change the key."
            ),
        ),
        (
            tr("It works only once."),
            tr("Whoever opens the club with it chooses a new pass phrase and prints a new key."),
        ),
        (
            tr("If pass phrase and recovery key are both lost,"),
            tr("and no computer keeps the key, nobody can open the club, its maker included."),
        ),
    ]
