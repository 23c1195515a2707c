"""What the papers about follow-ups, complaints and promises say, before they are drawn."""

from dataclasses import dataclass
from datetime import date, time

from loyaldesk.domain.explained import Letterhead


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One follow-up on paper; texts for people are in the paper's language already.

    Attributes:
        on_day: The day it is due.
        at: The hour by the clock of the shop; None: some time on the day.
        name: The member's or prospect's; empty: a task of the shop.
        number: The member number, or empty.
        mobile: As this paper may show it, or empty.
        channel: How to reach somebody.
        reason: Why it exists.
        text: What is to be done.
        checklist: To be ticked one by one.
        is_promise: It was promised.
        minutes: How long it takes.
        days_late: Days since it was due; 0: it is not late.
        tries: How often somebody tried in vain.
    """

    on_day: date
    at: time | None
    name: str
    number: str
    mobile: str
    channel: str
    reason: str
    text: str
    checklist: tuple[str, ...] = ()
    is_promise: bool = False
    minutes: int = 0
    days_late: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """The pages of one operator.

    Attributes:
        operator: Whose they are; empty: what nobody has yet.
        overdue: What should have been done before, the oldest first.
        due: What is due, by day and hour.
        day_limit: Follow-ups the operator can do in a day; 0: not said.
    """

    operator: str
    overdue: tuple[AgendaLine, ...]
    due: tuple[AgendaLine, ...]
    day_limit: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.overdue) + len(self.due)

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(line.minutes for line in (*self.overdue, *self.due))


@dataclass(frozen=True, slots=True)
class Agenda:
    """The follow-ups of a day or some days, by operator."""

    head: Letterhead
    first: date
    last: date
    parts: tuple[AgendaPart, ...]

    @property
    def is_day(self) -> bool:
        """Whether it is of one day only."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint on paper; texts for people are in the paper's language already.

    Attributes:
        due: Which clock runs and until when; empty: none does.
        is_overdue: It is past its due.
        cause: What it came from; empty: not known yet.
    """

    number: int
    opened_on: date
    name: str
    member_number: str
    category: str
    severity: str
    state: str
    due: str
    is_overdue: bool
    owner: str
    cause: str
    text: str


@dataclass(frozen=True, slots=True)
class ComplaintPaper:
    """The complaints opened in some days with their head figures; None: no data.

    Attributes:
        count: Complaints opened.
        open: Of them not closed yet.
        overdue: Open ones past their due.
        answer_minutes: Median working minutes to the first answer.
        solved_in_time: Share of those that were solved or should have been by now.
        returns: For 30, 60 and 90 days after the solution: days, whose days are over, who of them
            bought again.
    """

    head: Letterhead
    first: date
    last: date
    lines: tuple[ComplaintLine, ...]
    count: int
    open: int
    overdue: int
    answer_minutes: int | None
    solved_in_time: float | None
    returns: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise of the shop with how often it was kept; ``base`` 0: no data yet."""

    text: str
    target: str
    kept: int
    base: int

    @property
    def share(self) -> float | None:
        """How often it was kept; None: no data."""
        return self.kept / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class PromisePaper:
    """The poster "Our promises to you" with the days its figures are of."""

    head: Letterhead
    first: date
    last: date
    lines: tuple[PromiseLine, ...]


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What members said and what came of it; nobody is named on a poster."""

    kind: str
    said: str
    did: str
    on_day: date


@dataclass(frozen=True, slots=True)
class SaidPaper:
    """The poster "You said, we did" of some days."""

    head: Letterhead
    first: date
    last: date
    lines: tuple[SaidLine, ...]


@dataclass(frozen=True, slots=True)
class FaqTopic:
    """Approved answers of one topic: pairs of question and answer, in the paper's language."""

    name: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FaqPaper:
    """The sheet of frequent questions that members may take along."""

    head: Letterhead
    phone: str
    topics: tuple[FaqTopic, ...]
