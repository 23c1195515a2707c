"""The follow-up agenda: what an operator takes along in the morning, to be ticked by hand."""

from collections.abc import Sequence
from datetime import date

from loyaldesk.domain.following_papers import Agenda, AgendaLine, AgendaPart
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.reports import palette
from loyaldesk.reports.fonts import BOLD, MEDIUM
from loyaldesk.reports.monthly_charts import nothing
from loyaldesk.reports.page_head import Flow, days, draw, flag, foot, square
from loyaldesk.reports.paragraph import Line, Span, Style, fitted, line, paragraph, shrunk
from loyaldesk.reports.pen import Area
from loyaldesk.reports.shaping import pdf_text
from loyaldesk.reports.sheet import HEADING, MARGIN, Sheet

_BOX, _TIME, _WHO, _GAP = 22.0, 48.0, 156.0, 10.0
_NAME, _TEXT = Style(9.2, BOLD), Style(8.6)
_FAINT = Style(7.6, colour=palette.MUTED)
_LEADING = 12.4
_NOTE = 17.0
_MOST_LINES = 4
_BETWEEN = "  ·  "


def render(agenda: Agenda, look: Look, progress: Progress = SILENT) -> bytes:
    """Return the agenda as a PDF, each operator from a page of their own."""
    with using(look):
        title = tr("Follow-ups, {days}").format(days=days(agenda.first, agenda.last))
        sheet = Sheet(look, f"{title} \u2013 {agenda.head.shop}", foot=foot(agenda.head))
        flow = Flow(sheet)
        parts = agenda.parts or (AgendaPart(agenda.head.operator, (), ()),)
        for done, part in enumerate(parts, start=1):
            if done > 1:
                sheet.next_page()
            _Part(flow, agenda, part).draw()
            progress.step(done, len(parts))
        sheet.next_page()
        return sheet.finish()


def late_words(days_late: int) -> str:
    """Return how late something is."""
    return trn("{n} day late", "{n} days late", days_late).format(n=fmt.number(days_late))


def time_words(minutes: int) -> str:
    """Return a length of time in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return tr("{n} min").format(n=fmt.number(rest))
    if not rest:
        return tr("{n} h").format(n=fmt.number(hours))
    return tr("{h} h {m} min").format(h=fmt.number(hours), m=fmt.number(rest))


class _Part:
    """The pages of one operator."""

    def __init__(self, flow: Flow, agenda: Agenda, part: AgendaPart) -> None:
        self.flow, self.pen, self.agenda, self.part = flow, flow.pen, agenda, part
        self.name = pdf_text(part.operator) if part.operator else tr("Nobody's yet")
        self.what = flow.width - _BOX - _TIME - _WHO - _GAP

    def draw(self) -> None:
        """Draw head, overdue ones, then day by day, then room for notes."""
        flow, part, agenda = self.flow, self.part, self.agenda
        flow.sheet.bookmark(self.name)
        title = tr("Follow-ups of {name}").format(name=self.name)
        flow.running = _BETWEEN.join((title, days(agenda.first, agenda.last)))
        aside = [days(agenda.first, agenda.last), *self._load()]
        flow.top = draw(self.pen, flow.width, agenda.head, title, aside) + 4
        if not part.count:
            area = Area(MARGIN, flow.top, flow.width, 60)
            nothing(self.pen, area, tr("Nothing is to be done. A good day to call somebody."))
            flow.top += 70
        if part.overdue:
            self._section(tr("Overdue"), part.overdue, is_late=True)
        for day in dict.fromkeys(one.on_day for one in part.due):
            of_day = [one for one in part.due if one.on_day == day]
            self._section(_day_words(day, agenda), of_day)
        self._notes()

    def _load(self) -> list[str]:
        part = self.part
        said = trn("{n} follow-up", "{n} follow-ups", part.count).format(n=fmt.number(part.count))
        first = _BETWEEN.join((said, tr("about {time}").format(time=time_words(part.minutes))))
        second = []
        if part.overdue:
            second.append(tr("{n} overdue").format(n=fmt.number(len(part.overdue))))
        if part.day_limit:
            second.append(tr("{n} a day are possible").format(n=fmt.number(part.day_limit)))
        return [first, _BETWEEN.join(second)] if second else [first]

    def _section(self, title: str, lines: Sequence[AgendaLine], *, is_late: bool = False) -> None:
        self.flow.room(60 if len(lines) else 30)
        pen, top = self.pen, self.flow.top
        colour = palette.DANGER if is_late else palette.ACCENT
        count = fmt.number(len(lines))
        made = shrunk(f"{title} ({count})", HEADING.but(colour=colour), self.flow.width,
                      rtl=pen.rtl, smallest=7)  # fmt: skip
        pen.put(made, MARGIN, top + 11)
        pen.rule(MARGIN, top + 17, self.flow.width, colour, 1.0 if is_late else 0.6)
        self.flow.top = top + 19
        for one in lines:
            self._row(one)
        self.flow.top += 10

    def _row(self, one: AgendaLine) -> None:
        pen, who, what = self.pen, self._who(one), self._what(one)
        ticks = self._ticks(one)
        body = max(len(who) * _LEADING, (len(what) + len(ticks)) * _LEADING, 2 * _LEADING)
        height = body + _NOTE + 5
        self.flow.room(height)
        top = self.flow.top + 3
        if one.days_late:  # a bar at the start of the line: seen in grey too
            pen.box(Area(MARGIN, top, 2.4, body + _NOTE - 4), palette.DANGER)
        square(pen, MARGIN + 7, top + 10, 10)
        self._hour(one, top)
        start = MARGIN + _BOX + _TIME
        for place, made in enumerate(who):
            pen.put(made, start, top + 9.5 + place * _LEADING)
        start += _WHO + _GAP
        for place, made in enumerate(what):
            pen.put(made, start, top + 9.5 + place * _LEADING)
        for place, made in enumerate(ticks, start=len(what)):
            baseline = top + 9.5 + place * _LEADING
            square(pen, start, baseline, 7)
            pen.put(made, start + 12, baseline)
        if one.is_promise:
            flag(pen, MARGIN + _BOX, top + 9.5 + _LEADING)
        self._result(top + body + _NOTE - 8)
        pen.rule(MARGIN, self.flow.top + height, self.flow.width, palette.HAIRLINE)
        self.flow.top += height

    def _hour(self, one: AgendaLine, top: float) -> None:
        pen, start = self.pen, MARGIN + _BOX
        style = Style(9.2, BOLD)
        if one.days_late:
            text, style = late_words(one.days_late), Style(8, BOLD, palette.DANGER)
        else:
            text = fmt.digits(f"{one.at:%H:%M}") if one.at else tr("Any time")
            style = style if one.at else Style(8, MEDIUM, palette.MUTED)
        pen.put(shrunk(text, style, _TIME - 4, rtl=pen.rtl, smallest=6), start, top + 9.5)
        if one.is_promise:
            word = shrunk(tr("Promise"), Style(7.4, BOLD), _TIME - 15, rtl=pen.rtl, smallest=5)
            pen.put(word, start + 11, top + 9.5 + _LEADING)

    def _who(self, one: AgendaLine) -> list[Line]:
        rtl = self.pen.rtl
        name = pdf_text(one.name) if one.name else tr("Task of the shop")
        found = [shrunk(name, _NAME, _WHO - 6, rtl=rtl, smallest=6.5)]
        reach = [part for part in (one.mobile, fmt.code(one.number) if one.number else "") if part]
        if reach:
            found.append(shrunk(_BETWEEN.join(reach), _TEXT, _WHO - 6, rtl=rtl, smallest=6))
        way = [one.channel, one.reason]
        if one.tries:
            way.append(trn("{n} try in vain", "{n} tries in vain", one.tries).format(
                n=fmt.number(one.tries)
            ))  # fmt: skip
        found.append(shrunk(_BETWEEN.join(way), _FAINT, _WHO - 6, rtl=rtl, smallest=5.5))
        return found

    def _what(self, one: AgendaLine) -> list[Line]:
        rtl, found = self.pen.rtl, list[Line]()
        if one.days_late:
            was = tr("Was due {day}").format(day=fmt.day(one.on_day))
            at = fmt.digits(f" {one.at:%H:%M}") if one.at else ""
            found.append(line(was + at, _FAINT, rtl=rtl))
        if one.text:
            spans = [Span(pdf_text(one.text), _TEXT)]
            found += paragraph(spans, self.what, rtl=rtl, most=_MOST_LINES)
        return found

    def _ticks(self, one: AgendaLine) -> list[Line]:
        rtl = self.pen.rtl
        return [fitted(pdf_text(text), _TEXT, self.what - 14, rtl=rtl) for text in one.checklist]

    def _result(self, baseline: float) -> None:
        """Draw the line on which what came of it is written by hand."""
        pen, start = self.pen, MARGIN + _BOX + _TIME
        word = pen.text(tr("Result:"), _FAINT, start, baseline)
        pen.rule(start + word + 5, baseline + 1, MARGIN + self.flow.width - start - word - 5,
                 palette.FAINT, 0.4)  # fmt: skip

    def _notes(self) -> None:
        """Leave empty lines for what comes up, as many as the page has room for."""
        flow, pen = self.flow, self.pen
        flow.room(76)
        pen.text(tr("Notes"), Style(8.2, MEDIUM, palette.MUTED), MARGIN, flow.top + 10)
        top = flow.top + 28
        for _ in range(6):
            if top > flow.bottom - 4:
                break
            pen.rule(MARGIN, top, flow.width, palette.FAINT, 0.4)
            top += 20
        flow.top = top


def _day_words(day: date, agenda: Agenda) -> str:
    return tr("To do on this day") if agenda.is_day and day == agenda.first else fmt.long_day(day)
