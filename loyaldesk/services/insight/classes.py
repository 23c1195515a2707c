"""The classes of members on one day, for the command line and for lists."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.rfm import rfm
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import look
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import segments
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading


@dataclass(frozen=True, slots=True)
class Classes:
    """RFM and spender classes of the months up to a day."""

    first: date
    day: date
    rfm: list[segments.Segment]
    spend: list[segments.Segment]


def classes_on(desk: Desk, day: date, progress: Progress = SILENT) -> Classes:
    """Return the classes of all members on *day*.

    Raises:
        PermissionDenied: If the operator may not read reports.
        BadInput: If the day has not come.
        Cancelled: If *progress* says so.
    """
    if day > desk.today():
        raise BadInput("day", "future")
    question = Question(Period.days(day, day, look().calendar))
    with reading(desk, question, progress=progress) as read:
        facts = read.facts
        return Classes(
            facts.sums["year"].span.first, day, segments.rfm_rows(rfm(facts)),
            segments.spend_rows(facts),
        )  # fmt: skip
