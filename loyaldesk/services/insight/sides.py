"""The days before and after the club began that can be fairly compared."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.insight import proof as domain
from loyaldesk.domain.insight.facts import NEVER, Span
from loyaldesk.domain.insight.history import day_of
from loyaldesk.domain.insight.period import back
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club
from loyaldesk.services.insight.reading import Reading

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two stretches of equally many months.

    Attributes:
        before: Before the club began, or its first months where nothing older is known.
        after: The last months.
        months: How many each has.
        is_first: Whether *before* is the first months of the club.
    """

    before: Span
    after: Span
    months: int
    is_first: bool

    def sentence(self) -> str:
        """Return what is compared with what."""
        text = (
            tr("No sales from before it are known: its first {n} months stand beside the last {n}.")
            if self.is_first
            else tr("The {n} months before it stand beside the last {n}.")
        )
        return text.format(n=fmt.number(self.months))

    def before_name(self) -> str:
        """Return what the first side is called."""
        return tr("First months of the club") if self.is_first else tr("Before the club")


def started_on(read: Reading) -> date:
    """Return the day the club began: as the shop says, or the day the club file was founded."""
    if read.settings.started_on:
        return date.fromisoformat(read.settings.started_on)
    return read.desk.today(club.facts(read.desk).made_at)


def sides_of(read: Reading, start: date) -> Sides | None:
    """Return the days to compare, at most a year each; None: it is too early.

    Both sides have equally many months, so that none has more time to come again.
    """
    seen = read.facts.first[read.facts.first != NEVER]
    if not len(seen):
        return None
    oldest = day_of(int(seen.min()))
    last, calendar = read.question.period.last, read.question.period.calendar
    end = last + _DAY
    for months in range(domain.MOST_MONTHS, domain.LEAST_MONTHS - 1, -1):
        after, before = back(end, months, calendar), back(start, months, calendar)
        if after >= start and before >= oldest:
            return Sides(
                Span(before, start - _DAY), Span(after, last), months, is_first=False
            )  # fmt: skip
    for months in range(domain.MOST_MONTHS, domain.LEAST_MONTHS - 1, -1):
        first = max(start, oldest)
        after = back(end, months, calendar)
        if back(after, months, calendar) >= first and back(start, 3, calendar) < oldest:
            return Sides(
                Span(first, _on(first, months, calendar)), Span(after, last), months, is_first=True
            )
    return None


def _on(first: date, months: int, calendar: str) -> date:
    """Return the last day of the *months* months that begin on *first*."""
    day = first + timedelta(days=months * 29)
    while back(day + _DAY, months, calendar) < first:
        day += _DAY
    return day
