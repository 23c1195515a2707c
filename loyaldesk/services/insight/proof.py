"""Is it working? Repeat purchase, value and loss by month, before and after the club began."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.insight import proof as domain
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Meaning, Measure
from loyaldesk.domain.insight.facts import NEVER, Span
from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.domain.insight.period import back
from loyaldesk.domain.insight.proof import Estimate, Window, WindowFigures
from loyaldesk.domain.insight.rhythm import limits
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services.insight.programme_return import programme_return_card
from loyaldesk.services.insight.reading import Reading
from loyaldesk.services.insight.scorecard import scorecard_card
from loyaldesk.services.insight.sides import Sides, sides_of, started_on

__all__ = ["programme_return_card", "scorecard_card", "started_on", "working_card"]

VERSION = 1
CHART_MONTHS = 24


@dataclass(frozen=True, slots=True)
class _Line:
    """One of the three figures: its code, name, unit and the direction that is good."""

    code: str
    name: str
    unit: Unit
    better: str

    def of(self, told: WindowFigures) -> Estimate:
        """Return it of some days."""
        found: Estimate = getattr(told, self.code)
        return found


def _lines(read: Reading) -> tuple[_Line, ...]:
    value = tr("Sales of a member") if read.facts.margin_is_net else tr("Margin of a member")
    return (
        _Line("repeat", tr("Repeat purchase rate"), Unit.RATIO, "up"),
        _Line("value", value, Unit.RIAL, "up"),
        _Line("churn", tr("Members lost, share"), Unit.RATIO, "down"),
    )


def working_card(read: Reading) -> Card:
    """Return repeat purchase, value and loss by month, with the day the club began."""
    title = tr("Is it working?")
    facts = read.facts
    start = started_on(read)
    meaning = _meaning(read, int((facts.last != NEVER).sum()))
    if not (facts.last != NEVER).any():
        return Card("working", title, meaning, missing=tr("Nobody had bought by these days."))
    months = _chart_months(read)
    sides = sides_of(read, start)
    pair = [] if sides is None else [_window(sides.before), _window(sides.after)]
    told = _figures(read, [window for _month, window in months] + pair)
    by_month = list(zip((month for month, _window in months), told, strict=False))
    before, after = (told[-2], told[-1]) if sides is not None else (None, None)
    lines = _lines(read)
    return Card(
        "working", title, meaning,
        tuple(m for line in lines for m in _measures(line, before, after, sides)),
        _chart(by_month, start), _grid(by_month, lines),
        note=_note(read, lines, before, after, sides, start),
    )  # fmt: skip


def _meaning(read: Reading, count: int) -> Meaning:
    months = _first_month(read)
    return Meaning(
        tr(
            "Three figures that should move if the club works: more members come again, each"
            " brings more, fewer are lost. The range says how far chance alone could move them."
        ),
        tr(
            "Repeat purchase: members with two days of visits or more / members who bought. Value:"
            " margin / members who bought, over {months} months by month, over the same days"
            " before and after; sales stand for margin where costs of goods are not known. Loss:"
            " members who went silent longer than their own rhythm allows"
            " / members present at the start; the rhythm is the one known on the last day. Ranges"
            " of 95 %: Wilson for shares, normal for means, Newcombe for differences."
        ).format(months=fmt.number(read.settings.value_months)),
        VERSION, months.first, read.question.period.last, count, tr("members who ever bought"),
        tr("Articles ask a club to show just these three; what they promise is their own opinion."),
    )  # fmt: skip


def _first_month(read: Reading) -> Month:
    """Return the first month of the chart: the first with sales, two years back at most."""
    month = Month.of(read.question.period.last, read.question.period.calendar)
    seen = read.facts.first[read.facts.first != NEVER]
    oldest = day_of(int(seen.min())) if len(seen) else month.first
    for _ in range(CHART_MONTHS - 1):
        if month.first <= oldest:
            break
        month = month.before
    return month


def _chart_months(read: Reading) -> list[tuple[Month, Window]]:
    period = read.question.period
    month, found = _first_month(read), []
    while month.first <= period.last:
        last = min(month.last, period.last)
        since = back(last + timedelta(days=1), read.settings.value_months, period.calendar)
        found.append((month, Window(day_number(month.first), day_number(last), day_number(since))))
        month = month.next
    return found


def _window(span: Span) -> Window:
    first = day_number(span.first)
    return Window(first, day_number(span.last), first)


def _figures(read: Reading, windows: list[Window]) -> list[WindowFigures]:
    facts = read.facts
    own = limits(facts, read.settings)
    blocks = (
        domain.member_days(block, facts.ids, own, read.settings.margin_percent)
        for block in read.blocks()
    )
    return domain.figures(blocks, windows)


def _is_enough(line: _Line, before: WindowFigures, after: WindowFigures) -> bool:
    return min(line.of(before).count, line.of(after).count) >= domain.LEAST


def too_few() -> str:
    """Return why nothing is told of a few members."""
    return tr("Too early: each side needs {n} members.").format(n=fmt.number(domain.LEAST))


def too_early() -> str:
    """Return why nothing is told of a few months."""
    return tr("Too early: {n} months after the start are needed.").format(
        n=fmt.number(domain.LEAST_MONTHS)
    )


def _measures(
    line: _Line, before: WindowFigures | None, after: WindowFigures | None, sides: Sides | None
) -> list[Measure]:
    name = tr("{figure}: change").format(figure=line.name)
    codes = f"working_{line.code}", f"working_{line.code}_change"
    if before is None or after is None or sides is None or not _is_enough(line, before, after):
        why = too_early() if sides is None else too_few()
        return [
            Measure(codes[0], line.name, None, line.unit, why=why, better=line.better),
            Measure(codes[1], name, None, line.unit, why=why, better=line.better),
        ]
    then, now = line.of(before), line.of(after)
    gap = domain.difference(then, now)
    return [
        Measure(codes[0], line.name, _figure(line, now.value), line.unit,
                _figure(line, then.value), now.count, better=line.better),
        Measure(codes[1], name, _figure(line, gap.value), line.unit, None, gap.count, "",
                _figure(line, gap.low), _figure(line, gap.high), line.better),
    ]  # fmt: skip


def _figure(line: _Line, value: float | None) -> int | float | None:
    return round(value) if line.unit is Unit.RIAL and value is not None else value


def _chart(by_month: list[tuple[Month, WindowFigures]], start: date) -> Chart:
    def series(name: str, code: str) -> Series:
        told: list[Estimate] = [getattr(figures, code) for _month, figures in by_month]
        return Series(
            name, tuple(t.value for t in told), tuple(t.low for t in told),
            tuple(t.high for t in told),
        )  # fmt: skip

    places = [n for n, (month, _) in enumerate(by_month) if month.first <= start <= month.last]
    return Chart(
        ChartKind.LINES, tuple(fmt.month(month) for month, _ in by_month),
        (series(tr("Repeat purchase rate"), "repeat"), series(tr("Members lost, share"), "churn")),
        Unit.RATIO, tr("month"), tr("share of members"),
        mark=places[0] if places else None, mark_name=tr("Start of the club") if places else "",
    )  # fmt: skip


def _grid(by_month: list[tuple[Month, WindowFigures]], lines: tuple[_Line, ...]) -> Grid:
    columns = [GridColumn(tr("Month")), GridColumn(tr("Members"), Unit.COUNT)]
    for line in lines:
        columns += [
            GridColumn(line.name, line.unit), GridColumn(tr("from"), line.unit),
            GridColumn(tr("to"), line.unit),
        ]  # fmt: skip

    def cells(line: _Line, told: WindowFigures) -> list[Cell]:
        one = line.of(told)
        return [_figure(line, one.value), _figure(line, one.low), _figure(line, one.high)]

    return Grid(tuple(columns), tuple(
        (fmt.month(month), told.repeat.count, *(c for line in lines for c in cells(line, told)))
        for month, told in by_month
    ))  # fmt: skip


def _note(
    read: Reading, lines: tuple[_Line, ...], before: WindowFigures | None,
    after: WindowFigures | None, sides: Sides | None, start: date,
) -> str:  # fmt: skip
    began = tr("The club began on {day}.").format(day=fmt.day(start))
    if sides is None or before is None or after is None:
        return f"{began} {too_early()}"
    parts = [began, sides.sentence()]
    for line in lines:
        if _is_enough(line, before, after):
            parts.append(_verdict(line, domain.difference(line.of(before), line.of(after))))
        else:
            parts.append(f"{line.name}: {too_few()}")
    parts.append(read.margin_note)
    return " ".join(part for part in parts if part)


def _verdict(line: _Line, gap: Estimate) -> str:
    return {
        "better": tr("{figure}: better, and more so than chance explains."),
        "worse": tr("{figure}: worse, and more so than chance explains."),
        "open": tr("{figure}: no change that chance could not explain."),
    }[domain.verdict(gap, line.better)].format(figure=line.name)  # fmt: skip
