"""Reading complaints: the list with the most urgent in front, one in whole, a case as steps."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from loyaldesk.domain.complaint_policy import Policy
from loyaldesk.domain.complaints import CATEGORIES, ClockName, State, urgency
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import fold
from loyaldesk.services import complaint_policy, worktime
from loyaldesk.services.desk import Desk
from loyaldesk.store import complaints as store
from loyaldesk.store import record_events
from loyaldesk.store.queries import complaints as queries

OPEN, CLOSED, ALL = "open", "closed", "all"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which complaints are listed.

    Attributes:
        state: ``open``, ``closed``, ``all`` or one state of `domain.complaints.State`.
        mine: Only those of who is at the desk.
        owner_id: Only those of one operator.
        overdue: Only those whose clock is past its due.
        at_risk: Only those whose clock has run so much that the policy warns.
        category: Only this one.
        severity: Only this one.
        member_id: Only a member's.
        incident_id: Only those that hang on an incident.
        text: Words that stand in the text, the product, the name or the number.
        first: Opened on this day or later.
        last: Opened on this day or before.
    """

    state: str = OPEN
    mine: bool = False
    owner_id: int | None = None
    overdue: bool = False
    at_risk: bool = False
    category: str = ""
    severity: int | None = None
    member_id: int | None = None
    incident_id: int | None = None
    text: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint as the list shows it.

    Attributes:
        name: Of the member or prospect, or who was said to complain; may be empty.
        clock: The clock that is to be met next; empty when it is solved.
        due: By when.
        minutes_left: Working minutes it has left; negative: late by so many; None: no clock runs.
        percent: How much of the clock's minutes have run.
        is_overdue: It is past its due.
        is_at_risk: It has run so much that the policy warns, or is overdue.
        next_on: The day of the next follow-up; None: nothing is planned.
    """

    id: int
    number: int
    member_id: int | None
    prospect_id: int | None
    name: str
    member_number: str
    tier: str
    category: str
    severity: int
    load: int
    state: State
    channel: str
    text: str
    product: str
    owner_id: int | None
    owner: str
    sale_id: int | None
    receipt: int | None
    incident_id: int | None
    opened_at: datetime
    opened_on: date
    closed_at: datetime | None
    clock: str
    due: datetime | None
    minutes_left: int | None
    percent: int | None
    is_overdue: bool
    is_at_risk: bool
    is_paused: bool
    escalation: int
    reopened: int
    next_on: date | None
    version: int


def row_of(
    named: queries.Named, working: WorkingTime, policy: Policy, now: datetime
) -> ComplaintRow:
    """Return a complaint as the list shows it (a step)."""
    held = named.complaint
    clocks, clock = held.clocks, held.clocks.running
    left = percent = None
    is_overdue = is_at_risk = False
    if clock is not None:
        left = clocks.left(working, clock, now)
        percent = clocks.spent(working, clock, now) * 100 // clocks.targets.of(clock)
        is_overdue = clocks.is_late(clock, now)
        is_at_risk = is_overdue or (
            clocks.paused_at is None and percent >= policy.warn_percent
        )  # fmt: skip
    return ComplaintRow(
        held.id, held.number, held.member_id, held.prospect_id, named.name, named.number,
        named.tier, held.category, held.severity, held.load, held.state, held.channel, held.text,
        held.product, held.owner_id, named.owner, held.sale_id, named.receipt, held.incident_id,
        held.opened_at, held.opened_on, held.closed_at, clock.value if clock else "",
        clocks.due(clock) if clock else None, left, percent, is_overdue, is_at_risk,
        clocks.paused_at is not None, held.escalation, held.reopened, named.next_on, held.version,
    )  # fmt: skip


class _Place(NamedTuple):
    """Where a complaint stands: running ones first, paused and solved ones behind, closed last."""

    group: int
    urgency: Fraction
    newest: int


def _place(row: ComplaintRow) -> _Place:
    if row.state == State.CLOSED:
        return _Place(3, Fraction(0), -row.number)
    if row.minutes_left is None:
        return _Place(2, Fraction(0), row.number)
    return _Place(int(row.is_paused), urgency(row.minutes_left, row.severity, row.load), row.number)


def listing(desk: Desk, wanted: Filter | None = None) -> list[ComplaintRow]:
    """Return complaints, those most at risk in front.

    Raises:
        BadInput: If the state or the category is unknown.
    """
    wanted = wanted or Filter()
    if wanted.state not in {OPEN, CLOSED, ALL, *State}:
        raise BadInput("state", "unknown choice", wanted.state[:80])
    if wanted.category and wanted.category not in CATEGORIES:
        raise BadInput("complaint_category", "unknown choice", wanted.category[:80])
    with desk.reading(Permission.FOLLOWUP_READ):
        working, policy, now = worktime.of(desk.db), complaint_policy.of(desk.db), desk.clock()
        named = queries.complaints(desk.db, _asked(desk, wanted))
        rows = [row_of(each, working, policy, now) for each in named if _says(each, wanted.text)]
    rows = [
        row for row in rows
        if (row.is_overdue or not wanted.overdue) and (row.is_at_risk or not wanted.at_risk)
    ]  # fmt: skip
    return sorted(rows, key=_place)


def _asked(desk: Desk, wanted: Filter) -> queries.Wanted:
    states: tuple[str, ...] = () if wanted.state in (OPEN, ALL) else (wanted.state,)
    return queries.Wanted(
        states, wanted.state == OPEN, desk.operator.id if wanted.mine else wanted.owner_id,
        wanted.category, wanted.severity, wanted.member_id, wanted.incident_id, wanted.first,
        wanted.last,
    )  # fmt: skip


def _says(named: queries.Named, text: str) -> bool:
    words = fold(text).split()
    if not words:
        return True
    held = named.complaint
    there = fold(f"{held.number} {named.name} {named.number} {held.text} {held.product}")
    return all(word in there for word in words)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many complaints are open, and how many of them are mine, late or nearly so."""

    open: int
    mine: int
    overdue: int
    at_risk: int


def counts(desk: Desk) -> Counts:
    """Return how many complaints are open, mine, overdue and at risk."""
    rows = listing(desk)
    return Counts(
        len(rows), sum(row.owner_id == desk.operator.id for row in rows),
        sum(row.is_overdue for row in rows), sum(row.is_at_risk for row in rows),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of a complaint: its minutes, its due, when it was met and what it has left.

    ``warn_at`` is when it is at risk, a moment in working time too.
    """

    clock: ClockName
    minutes: int
    due: datetime
    warn_at: datetime
    met_at: datetime | None
    minutes_left: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class ComplaintDetail:
    """A complaint in whole, with its clocks, its history and what was given for it."""

    row: ComplaintRow
    complaint: store.Stored
    clocks: tuple[ClockState, ...]
    events: tuple[record_events.RecordEventRow, ...]
    compensations: tuple[store.Compensation, ...]


def detail(desk: Desk, complaint_id: int) -> ComplaintDetail:
    """Return a complaint in whole.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        named = queries.complaint(desk.db, complaint_id)
        if named is None:
            raise Missing("complaint")
        working, policy, now = worktime.of(desk.db), complaint_policy.of(desk.db), desk.clock()
        held = named.complaint
        states = tuple(
            ClockState(
                clock, held.clocks.targets.of(clock), held.clocks.due(clock),
                held.clocks.moment_at(working, clock, policy.warn_percent),
                held.clocks.met_at(clock), held.clocks.left(working, clock, now),
                held.clocks.is_late(clock, now),
            )
            for clock in ClockName
        )  # fmt: skip
        return ComplaintDetail(
            row_of(named, working, policy, now), held, states,
            tuple(record_events.of(desk.db, store.PLACE, complaint_id)),
            tuple(store.compensations(desk.db, complaint_id)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step that led to a good end: on which day after the opening, by which way, what."""

    day: int
    channel: str
    text: str


def steps_of(desk: Desk, complaint_id: int) -> list[CaseStep]:
    """Return what was done for a complaint, as steps a playbook can be made of.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        held = store.by_id(desk.db, complaint_id)
        if held is None:
            raise Missing("complaint")
        done = [
            (event.at, event.code or "task", event.text)
            for event in record_events.of(desk.db, store.PLACE, complaint_id)
            if event.what in ("step", "answer") and event.text
        ]
        done += [
            (step.at, step.channel, step.result or step.text)
            for step in queries.followups_done(desk.db, complaint_id)
        ]
    return [
        CaseStep(max((desk.today(at) - held.opened_on).days, 0), channel, text)
        for at, channel, text in sorted(done)
    ]  # fmt: skip
