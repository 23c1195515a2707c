"""What somebody wants to know: of which days, beside which, and of which members."""

from dataclasses import dataclass, replace
from datetime import date

from loyaldesk.domain.insight.period import Period


@dataclass(frozen=True, slots=True)
class Question:
    """One choice of days and members; every card of a page answers the same one.

    Attributes:
        period: The days that are measured.
        compare: The days beside it; None: nothing is compared.
        segment: Code of the members taken, such as ``tier:gold``; empty: all.
    """

    period: Period
    compare: Period | None = None
    segment: str = ""

    @classmethod
    def of_month(cls, today: date, calendar: str) -> "Question":
        """Return the last whole month beside the one before it."""
        period = Period.of("month", today, calendar).before
        return cls(period, period.before)

    def until(self, today: date) -> "Question":
        """Return the question with a running period cut at *today*, and the other cut alike."""
        period = self.period
        if not period.first <= today < period.last:
            return self
        cut = Period.days(period.first, today, period.calendar)
        other = self.compare
        if other is not None:
            last = min(other.last, other.first + (today - period.first))
            other = Period.days(other.first, last, other.calendar)
        return replace(self, period=cut, compare=other)
