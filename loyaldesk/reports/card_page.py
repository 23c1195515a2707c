"""Cards on paper: figures, chart and table of each, and under it what they mean."""

from collections.abc import Callable

from reportlab.lib.pagesizes import A4, landscape

from loyaldesk.domain.insight.card import Card
from loyaldesk.domain.insight.paper import CardPaper
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import ChartKind
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.reports import card_charts, card_table, card_tiles, palette
from loyaldesk.reports.card_pair import Pair, has_table, pair_of, squeezed
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.monthly_charts import nothing
from loyaldesk.reports.page_head import Flow, draw, foot
from loyaldesk.reports.paragraph import Line, Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import MARGIN, Sheet

_TITLE = Style(11, BOLD, palette.INK)
_SECTION = Style(13.5, BOLD, palette.ACCENT)
_NOTE = Style(8.4, colour=palette.INK)
_PRINT = 7.2
_HEAD, _MISSING, _SHORT_TABLE, _LONE_TABLE = 24.0, 40.0, 92.0, 220.0

Draw = Callable[[Sheet], None]
"""Draws whole pages and ends each."""


def render(
    paper: CardPaper, look: Look, progress: Progress = SILENT, *, before: Draw | None = None,
    wide: bool = False,
) -> bytes:  # fmt: skip
    """Return *paper* as a PDF of as many A4 pages as it takes; equal cards give equal bytes.

    Args:
        paper: The cards under their headings.
        look: Language and direction.
        progress: Told after each card and in long tables.
        before: Draws pages that stand before the cards, such as the one-page report.
        wide: Whether the pages lie on their long side.
    """
    with using(look):
        title = f"{paper.title} \u2013 {paper.period}" if paper.period else paper.title
        sheet = Sheet(
            look, f"{title} \u2013 {paper.head.shop}", size=landscape(A4) if wide else A4,
            foot=foot(paper.head),
        )  # fmt: skip
        if before:
            before(sheet)
        if not before or any(not card.missing for card in paper.cards()):
            _Pages(sheet, paper, progress).draw(title)  # else the pages before say what is missing
        return sheet.finish()


class _Pages:
    """The pages of one paper."""

    def __init__(self, sheet: Sheet, paper: CardPaper, progress: Progress) -> None:
        self.sheet, self.pen, self.paper, self.progress = sheet, sheet.pen, paper, progress
        self.flow = Flow(sheet)
        self.cut = 0.0  # by how much the chart of the card is lower, to stay on the page

    def draw(self, title: str) -> None:
        """Draw the head, then everything under it."""
        flow, paper = self.flow, self.paper
        self.sheet.bookmark(title)
        flow.running = f"{paper.head.shop}  \u00b7  {title}"
        unit = tr("All amounts in {unit}").format(unit=fmt.unit_name())
        days = paper.period or fmt.long_day(paper.head.printed_at.date())
        aside = [days[:1].upper() + days[1:]]
        aside += [text for text in (paper.aside, unit) if text]
        flow.top = draw(self.pen, flow.width, paper.head, paper.title, aside)
        count, done = sum(1 for _card in paper.cards()), 0
        is_empty = all(card.missing for card in paper.cards())
        if is_empty:
            self._nothing_yet(tuple(paper.cards()))
        for heading, cards in () if is_empty else paper.sections:
            if heading:
                self._section(heading, cards)
            for card in cards:
                self._card(card)
                done += 1
                self.progress.step(done, count, paper.title)
        self.sheet.next_page()

    def _nothing_yet(self, cards: tuple[Card, ...]) -> None:
        """Say in a sentence what is missing, and what the paper tells once it is there."""
        self.flow.top += 8
        for sentence in dict.fromkeys(card.missing for card in cards):
            self._box(sentence)
        if not cards:
            self._box(tr("There is nothing to print."))
        meanings = [(card.title, card.meaning.text) for card in cards if card.meaning.text]
        if meanings:
            self.flow.small_print(meanings)

    def _section(self, heading: str, cards: tuple[Card, ...]) -> None:
        flow, pen = self.flow, self.pen
        first = self._height(cards[0]) if cards else 0.0
        flow.room(34 + min(first, 320))
        self.sheet.bookmark(heading, 1)
        made = shrunk(pdf_text(heading), _SECTION, flow.width, rtl=pen.rtl, smallest=9)
        pen.put(made, MARGIN, flow.top + 14)
        pen.box(Area(MARGIN, flow.top + 20, 34, 2), palette.ACCENT)
        flow.top += 30

    def _height(self, card: Card) -> float:
        """Return what should stand together: all but the table."""
        if card.missing:
            return 24 + _MISSING + 40
        height = _HEAD
        if card.measures:
            height += card_tiles.height_of(card.measures) + 8
        if card.note:
            height += 18
        pair = pair_of(card, self.flow.width)
        if pair:
            return height + pair.height + 40
        if card.chart and not card.chart.is_empty:
            height += card_charts.height_of(card.chart, self.flow.width) + 10
        if card.grid is None or not has_table(card):
            return height
        table = card_table.height_of(card.grid)
        if height == _HEAD and table <= _LONE_TABLE:
            return height + table + 26  # with what it means
        return height + (table if table <= _SHORT_TABLE else _SHORT_TABLE * 0.6)

    def _card(self, card: Card) -> None:
        flow, pen = self.flow, self.pen
        page = flow.bottom - 60
        height = min(self._height(card), page)
        lacks = flow.top + height - flow.bottom
        self.cut = lacks if 0 < lacks <= _spare(card) else 0.0
        flow.room(height - self.cut)
        self.sheet.bookmark(card.title, 2 if self._is_under(card) else 1)
        made = shrunk(pdf_text(card.title), _TITLE, flow.width, rtl=pen.rtl, smallest=8)
        pen.put(made, MARGIN, flow.top + 11)
        flow.top += 19
        if card.missing:
            self._box(card.missing)
        else:
            self._figures(card)
        self._meaning(card)
        flow.top += 16

    def _is_under(self, card: Card) -> bool:
        return any(heading and card in cards for heading, cards in self.paper.sections)

    def _figures(self, card: Card) -> None:
        flow, pen = self.flow, self.pen
        if card.measures:
            card_tiles.draw(pen, Area(MARGIN, flow.top, flow.width, 0), card)
            flow.top += card_tiles.height_of(card.measures) + 8
        if card.note:
            self._lines(paragraph([Span(pdf_text(card.note), _NOTE)], flow.width, rtl=pen.rtl),
                        12.5)  # fmt: skip
            flow.top += 5
        pair = pair_of(card, flow.width)
        if pair:
            self._side_by_side(squeezed(pair, self.cut))
            return
        if card.chart and not card.chart.is_empty:
            height = card_charts.height_of(card.chart, flow.width) - self.cut
            flow.room(height)
            card_charts.draw(pen, Area(MARGIN, flow.top, flow.width, height), card.chart)
            flow.top += height + 10
        if card.grid is not None and has_table(card):
            card_table.draw(flow, card.grid, self.progress)

    def _side_by_side(self, pair: Pair) -> None:
        """Draw the chart where reading starts and its table after it."""
        flow = self.flow
        flow.room(pair.height)
        top = flow.top
        card_charts.draw(self.pen, Area(MARGIN, top, pair.drawn, pair.chart_height), pair.chart)
        card_table.draw(flow, pair.grid, self.progress, flow.width - pair.width + MARGIN,
                        pair.width)  # fmt: skip
        flow.top = top + pair.height + 4

    def _box(self, sentence: str) -> None:
        flow = self.flow
        flow.room(_MISSING)
        nothing(self.pen, Area(MARGIN, flow.top, flow.width, _MISSING - 8), pdf_text(sentence))
        flow.top += _MISSING

    def _meaning(self, card: Card) -> None:
        """Set in small print what the figures mean, of which days, and how many are behind."""
        flow, pen = self.flow, self.pen
        term, text = Style(_PRINT, MEDIUM), Style(_PRINT, colour=palette.MUTED)
        spans: list[Span] = []
        for name, words in meaning_words(card):
            spans += [Span(f"{name} ", term), Span(f"{pdf_text(words)}  ", text)]
        if not spans:
            return
        lines = paragraph(spans, flow.width - 10, rtl=pen.rtl)
        leading = _PRINT * (1.55 if pen.rtl else 1.45)
        flow.room(len(lines) * leading + 4 if len(lines) < 12 else leading)
        top = flow.top
        self._lines(lines, leading, inset=8)
        if flow.top > top:
            pen.box(Area(MARGIN, top + 1, 2, flow.top - top - 1), palette.ACCENT_SOFT)

    def _lines(self, lines: list[Line], leading: float, inset: float = 0) -> None:
        for each in lines:
            self.flow.room(leading)
            self.pen.put(each, MARGIN + inset, self.flow.top + leading * 0.78)
            self.flow.top += leading


def _spare(card: Card) -> float:
    """Return by how much the chart of a card may be lower."""
    chart = card.chart
    if chart is None or chart.is_empty or chart.kind in (ChartKind.HEAT, ChartKind.SHARES):
        return 0.0
    return card_charts.SPARE


def meaning_words(card: Card) -> list[tuple[str, str]]:
    """Return what is told under a card: name and words of each part."""
    meaning = card.meaning
    found = [(tr("What it means:"), meaning.text)] if meaning.text else []
    if card.missing:  # there is nothing whose formula, days and count could be told
        return found
    if meaning.formula:
        words = tr("{formula} (version {number})").format(
            formula=meaning.formula, number=fmt.number(meaning.version)
        )
        found.append((tr("How it is counted:"), words))
    if meaning.last is not None:
        days = (
            tr("{first} to {last}").format(first=fmt.day(meaning.first), last=fmt.day(meaning.last))
            if meaning.first is not None
            else tr("until {last}").format(last=fmt.day(meaning.last))
        )
        found.append((tr("Days:"), days))
    if meaning.counted:
        counted = f"{fmt.number(meaning.count)} {meaning.counted}"
        found.append((tr("Counted:"), counted))
    if meaning.hint:
        found.append((tr("Others say:"), meaning.hint))
    return found
