"""The five things that go wrong without a club, before it and now, from the shop's own data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.facts import NEVER, Flags, Ints, Span
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.period import back
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit
from loyaldesk.services import worktime
from loyaldesk.services.insight.reading import Reading
from loyaldesk.services.insight.sides import sides_of, started_on
from loyaldesk.store.queries import proof as queries

VERSION = 1
CONTACT_DAYS = 30
"""Who bought first should hear from the shop within so many days."""

PASSING_DAYS = 90
"""Who came once and not again in so many days was passing."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Share:
    """A part of a whole; no whole: no data."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, or None."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class _Side:
    """The five lines of some days, with the members behind two of them."""

    shares: tuple[_Share, ...]
    dropped: Ints
    passing: Ints


LINES = ("no_data", "blind_ads", "dropped", "any_hour", "passing")


def line_name(line: str) -> str:
    """Return what a line of the scorecard is called."""
    return {
        "no_data": tr("No data: fields of members that are empty"),
        "blind_ads": tr("Blind advertising: new members of unknown source"),
        "dropped": tr("Dropped after the first purchase: nobody got in touch"),
        "any_hour": tr("Messages at any hour: outside the hours for calls"),
        "passing": tr("Passing customers: came once and not again"),
    }[line]  # fmt: skip


def scorecard_card(read: Reading) -> Card:
    """Return the five lines before the club and now."""
    title = tr("Before and now: five lines")
    sides = sides_of(read, started_on(read))
    last = read.question.period.last
    span = sides.after if sides else Span(_a_year_back(read, last), last)
    now = _side(read, span)
    before = _side(read, sides.before) if sides else None
    if not any(share.whole for share in now.shares):
        return Card("scorecard", title, _meaning(span, 0), missing=tr(
            "Nobody joined, bought first or was written to in these days."
        ))  # fmt: skip
    then_name = sides.before_name() if sides else tr("Before the club")
    return Card(
        "scorecard", title, _meaning(span, int(now.shares[4].whole)),
        tuple(_measure(n, line, now, before) for n, line in enumerate(LINES)),
        _chart(now, before, then_name), _grid(now, before, then_name),
        (
            Group("dropped", tr("No contact after the first purchase"), now.dropped),
            Group("passing", tr("Came once and not again"), now.passing),
        ),
        note=sides.sentence() if sides else tr(
            "Too early for a comparison: there are not three months on both sides."
        ),
    )  # fmt: skip


def _a_year_back(read: Reading, last: date) -> date:
    return back(last + _DAY, 12, read.question.period.calendar)


def _side(read: Reading, span: Span) -> _Side:
    known = queries.known(read.db, span.first, span.last)
    blanks = known.members * len(queries.FIELDS) - sum(known.filled.values())
    facts, end = read.facts, day_number(read.question.period.last)
    new: Flags = (facts.first >= day_number(span.first)) & (facts.first <= day_number(span.last))
    heard = new & (facts.first <= end - CONTACT_DAYS)
    contacts = queries.first_contacts(read.db, span.first, span.last + timedelta(days=CONTACT_DAYS))
    dropped = heard & ~_reached(facts.ids, facts.first.astype(np.int64), contacts)
    judged = new & (facts.first <= end - PASSING_DAYS)
    again = (facts.second != NEVER) & (facts.second <= facts.first + PASSING_DAYS)
    passing = judged & ~again
    return _Side(
        (
            _Share(blanks, known.members * len(queries.FIELDS)),
            _Share(known.members - known.filled["source"], known.members),
            _Share(int(dropped.sum()), int(heard.sum())), _any_hour(read, span),
            _Share(int(passing.sum()), int(judged.sum())),
        ),
        facts.ids[dropped], facts.ids[passing],
    )  # fmt: skip


def _reached(ids: Ints, first: Ints, contacts: Sequence[tuple[int, date]]) -> Flags:
    """Return who had a contact within the days after the first visit."""
    if not contacts:
        return np.zeros(len(ids), dtype=np.bool_)
    wide = 10**6  # more than any day since 1970
    keys = np.array([member * wide + day_number(day) for member, day in contacts], dtype=np.int64)
    keys.sort()
    begin = np.searchsorted(keys, ids * wide + first, side="left")
    end = np.searchsorted(keys, ids * wide + first + CONTACT_DAYS, side="right")
    found: Flags = end > begin
    return found


def _any_hour(read: Reading, span: Span) -> _Share:
    calling: WorkingTime = worktime.of(read.db).calling()
    part = whole = 0
    for moment, times in queries.sent_at(read.db, span.first, span.last):
        whole += times
        part += 0 if calling.is_open(moment) else times
    return _Share(part, whole)


def _meaning(span: Span, count: int) -> Meaning:
    return Meaning(
        tr("What an article says goes wrong without a club, counted in this shop. Less is better."),
        tr(
            "No data: empty ones of {fields} fields of the members who joined. Blind advertising:"
            " joined without a source / joined. Dropped: no contact that reached them within"
            " {contact} days of the first visit / first visits. Any hour: calls and messages"
            " outside the hours for calls / all. Passing: no second visit within {passing} days /"
            " first visits that are so old. The first two lines and messages are of the whole"
            " club."
        ).format(
            fields=fmt.number(len(queries.FIELDS)), contact=fmt.number(CONTACT_DAYS),
            passing=fmt.number(PASSING_DAYS),
        ),
        VERSION, span.first, span.last, count, tr("first visits"),
    )  # fmt: skip


def _measure(number: int, line: str, now: _Side, before: _Side | None) -> Measure:
    share = now.shares[number]
    return Measure(
        f"scorecard_{line}", line_name(line), share.value, Unit.RATIO,
        before.shares[number].value if before else None, share.whole,
        "" if share.whole else tr("Nothing of this kind was recorded in these days."),
        better="down",
    )  # fmt: skip


def _chart(now: _Side, before: _Side | None, then_name: str) -> Chart:
    names = (
        tr("No data"), tr("Blind ads"), tr("Dropped"), tr("Any hour"), tr("Passing"),
    )  # fmt: skip
    series = [Series(tr("Now"), tuple(share.value for share in now.shares))]
    if before is not None:
        series.insert(
            0, Series(then_name, tuple(share.value for share in before.shares), is_weak=True)
        )
    return Chart(
        ChartKind.BARS, names, tuple(series), Unit.RATIO, tr("line"), tr("share, less is better")
    )


def _grid(now: _Side, before: _Side | None, then_name: str) -> Grid:
    columns = (
        GridColumn(tr("Figure")),
        GridColumn(then_name, Unit.RATIO), GridColumn(tr("of"), Unit.COUNT),
        GridColumn(tr("Now"), Unit.RATIO), GridColumn(tr("of"), Unit.COUNT),
    )  # fmt: skip
    rows = []
    for number, line in enumerate(LINES):
        then, share = before.shares[number] if before else None, now.shares[number]
        rows.append((
            line_name(line), then.value if then else None, then.whole if then else None,
            share.value, share.whole,
        ))  # fmt: skip
    return Grid(columns, tuple(rows))
