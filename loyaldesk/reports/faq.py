"""The sheet of frequent questions: what the shop answers, for members to take along."""

from loyaldesk.domain.following_papers import FaqPaper, FaqTopic
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.persian import isolate
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD
from loyaldesk.reports.monthly_charts import nothing
from loyaldesk.reports.page_head import Flow, draw
from loyaldesk.reports.paragraph import Span, Style, paragraph, shrunk
from loyaldesk.reports.pen import Area
from loyaldesk.reports.shaping import drawable, pdf_text
from loyaldesk.reports.sheet import HEADING, MARGIN, Sheet

_QUESTION, _ANSWER = Style(9.6, BOLD), Style(9.2)
_LEADING = 14.4
_INDENT = 14.0


def render(paper: FaqPaper, look: Look) -> bytes:
    """Return the sheet as a PDF of as many pages as it takes; equal answers give equal bytes."""
    with using(look):
        title = tr("Your questions, our answers")
        phone = tr("Telephone: {phone}").format(phone=drawable(fmt.code(paper.phone)))
        foot = phone if paper.phone else pdf_text(paper.head.shop)
        sheet = Sheet(look, f"{title} \u2013 {paper.head.shop}", foot=foot)
        sheet.bookmark(title)
        flow = Flow(sheet)
        flow.running = title
        day = fmt.long_day(paper.head.printed_at.date())
        flow.top = draw(sheet.pen, flow.width, paper.head, title, [day]) + 4
        if not paper.topics:
            area = Area(MARGIN, flow.top, flow.width, 60)
            nothing(sheet.pen, area, tr("No answer has been approved yet."))
        for topic in paper.topics:
            _topic(flow, topic)
        sheet.next_page()
        return sheet.finish()


def _topic(flow: Flow, topic: FaqTopic) -> None:
    pen = flow.pen
    flow.room(24 + 4 * _LEADING)
    style = HEADING.but(size=11.5)
    name = shrunk(pdf_text(topic.name), style, flow.width, rtl=pen.rtl, smallest=7)
    pen.put(name, MARGIN, flow.top + 12)
    pen.rule(MARGIN, flow.top + 18, flow.width, palette.ACCENT_SOFT, 0.8)
    flow.top += 24
    for question, answer in topic.answers:
        asked = paragraph([Span(_kept(question), _QUESTION)], flow.width, rtl=pen.rtl)
        width = flow.width - _INDENT
        said = [
            line
            for part in answer.split("\n")
            for line in paragraph([Span(_kept(part), _ANSWER)], width, rtl=pen.rtl)
        ]
        flow.room((len(asked) + min(len(said), 3)) * _LEADING + 6)
        for line in asked:
            pen.put(line, MARGIN, flow.top + 10)
            flow.top += _LEADING
        for line in said:
            flow.room(_LEADING)
            pen.put(line, MARGIN + _INDENT, flow.top + 10)
            flow.top += _LEADING
        flow.top += 8
    flow.top += 6


def _kept(text: str) -> str:
    """Return a stored text with the isolates around what was filled into it."""
    return isolate(drawable(text))
