"""The start page: what this day asks of the operator, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from loyaldesk.domain.errors import NoWorkingTime
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.signs import SignRules, gaps, limit_days
from loyaldesk.services import casework, signs, worktime
from loyaldesk.services.bonuses import births_of
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import signs as visit_queries
from loyaldesk.store.queries import today as queries
from loyaldesk.store.queries.today import (
    ApprovalLine,
    Birthday,
    Candidate,
    ComplaintLine,
    FollowupLine,
    MentionLine,
    RecordLine,
    Viewer,
)

__all__ = ["ApprovalLine", "ComplaintLine", "FollowupLine", "MentionLine", "RecordLine"]

SHOWN = 200
"""Rows of a list that are read; more of anything is a number."""
BIRTHDAY_DAYS = 3
CALLS = 20
"""Silent members that are offered for a call."""
LOOKED_AT = 1_000
"""Of so many silent members of most value the ones to call are taken."""
PIECE = 40
"""Rhythms that are worked out at once."""
MOST_GAPS = 1_000
"""More without a next action are not counted."""


@dataclass(frozen=True, slots=True)
class BirthdayLine:
    """A member whose birthday is today (0) or in so many days."""

    member: Birthday
    on_day: date
    in_days: int


@dataclass(frozen=True, slots=True)
class CallLine:
    """A member who is silent for longer than usual.

    Attributes:
        member: Who.
        silent_days: Days since the last purchase.
        usual_days: The member's own median gap.
    """

    member: Candidate
    silent_days: int
    usual_days: float


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Everything the start page shows; a list is empty where the operator lacks the right.

    Attributes:
        day: The shop's day.
        due: Follow-ups due today, of the operator and of nobody, by their hour.
        overdue: Follow-ups of days before, the own ones first.
        overdue_mine: How many of those are the operator's.
        overdue_all: How many there are, those beyond the list too.
        birthdays: Today's and those of the next days.
        at_risk: Complaints whose time is over or nearly.
        requests: Requests due by today.
        orders: Occasion orders to look after.
        agreements: Agreements that end soon.
        calls: Silent members worth a call, best value first.
        mentions: Notes that name the operator.
        approvals: Compensations that wait for leave.
        table_ends: The last day of the table of holidays, when it ends soon; else None.
        no_hours: The shop has no open hour in its week.
        gaps: Open records without a next action.
        owned_gaps: Members with an owner and nothing planned.
    """

    day: date
    due: tuple[FollowupLine, ...]
    overdue: tuple[FollowupLine, ...]
    overdue_mine: int
    overdue_all: int
    birthdays: tuple[BirthdayLine, ...]
    at_risk: tuple[ComplaintLine, ...]
    requests: tuple[RecordLine, ...]
    orders: tuple[RecordLine, ...]
    agreements: tuple[RecordLine, ...]
    calls: tuple[CallLine, ...]
    mentions: tuple[MentionLine, ...]
    approvals: tuple[ApprovalLine, ...]
    table_ends: date | None
    no_hours: bool
    gaps: int
    owned_gaps: int

    @property
    def promises(self) -> tuple[FollowupLine, ...]:
        """What was promised for today or earlier, the oldest first."""
        every = [line for line in (*self.overdue, *self.due) if line.is_promise]
        return tuple(sorted(every, key=lambda line: (line.due_on, line.due_at)))

    @property
    def is_empty(self) -> bool:
        """Whether this day asks for nothing."""
        return not (
            self.due or self.overdue_all or self.birthdays or self.at_risk or self.requests
            or self.orders or self.agreements or self.calls or self.mentions or self.approvals
            or self.gaps or self.owned_gaps
        )  # fmt: skip


def today_page(desk: Desk) -> TodayPage:
    """Return what this day asks of the operator.

    Raises:
        PermissionDenied: If the operator may not see follow-ups.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        db, day, marks = desk.db, desk.today(), signs.rules_of(desk.db)
        viewer = Viewer(
            desk.operator.id, desk.operator.role, desk.may(Permission.FOLLOWUP_ANY),
            desk.may(Permission.COMPLAINT_HANDLE),
        )  # fmt: skip
        members = desk.may(Permission.MEMBER_READ)
        records = desk.may(Permission.REQUEST_WRITE)
        mine, every = queries.overdue_counts(db, viewer, day)
        at_risk, no_hours = _at_risk(desk, viewer, marks)
        soon = day + timedelta(days=marks.agreement_days)
        return TodayPage(
            day,
            tuple(casework.shown(queries.due(db, viewer, day, SHOWN), desk)),
            tuple(casework.shown(queries.overdue(db, viewer, day, SHOWN), desk)),
            mine,
            every,
            _birthdays(desk, day) if members else (),
            at_risk,
            tuple(queries.requests_due(db, viewer, day, SHOWN)) if records else (),
            tuple(queries.orders_due(db, viewer, day, SHOWN)) if records else (),
            tuple(queries.agreements_ending(db, viewer, soon, SHOWN)) if records else (),
            _calls(desk, viewer, day, marks) if members else (),
            tuple(queries.mentions(db, viewer.id, SHOWN)) if members else (),
            tuple(queries.approvals(db, viewer.id, SHOWN))
            if desk.may(Permission.COMPENSATION_APPROVE)
            else (),
            worktime.warning(desk),
            no_hours,
            *queries.gaps(db, MOST_GAPS),
        )


def _at_risk(
    desk: Desk, viewer: Viewer, marks: SignRules
) -> tuple[tuple[ComplaintLine, ...], bool]:
    """Return complaints at risk, and whether the shop has no working hours at all."""
    now, no_hours = desk.clock(), False
    try:
        until = worktime.of(desk.db).add(now, marks.risk_minutes)
    except NoWorkingTime:  # nothing gets due, but what is due stays due
        until, no_hours = now, True
    if not (viewer.sees_complaints or desk.may(Permission.COMPLAINT_OPEN)):
        return (), no_hours
    return tuple(queries.complaints_at_risk(desk.db, viewer, until, SHOWN)), no_hours


def _birthdays(desk: Desk, day: date) -> tuple[BirthdayLine, ...]:
    births = {
        birth: ahead
        for ahead in reversed(range(BIRTHDAY_DAYS + 1))
        for birth in births_of(day + timedelta(days=ahead))
    }
    is_hidden = not desk.may(Permission.MEMBER_REVEAL)
    found = [
        BirthdayLine(
            _hidden(one) if is_hidden else one,
            day + timedelta(days=births[one.born_on]),
            births[one.born_on],
        )
        for one in queries.birthdays(desk.db, births, SHOWN)
    ]
    return tuple(sorted(found, key=lambda line: (line.in_days, line.member.member_id)))


def _hidden(one: Birthday) -> Birthday:
    return replace(one, mobile=casework.ending(one.mobile))


def _calls(desk: Desk, viewer: Viewer, day: date, marks: SignRules) -> tuple[CallLine, ...]:
    """Return the silent members of most value, each by the own rhythm."""
    quiet_since = day - timedelta(days=marks.min_days + 1)
    touched = desk.clock() - timedelta(days=marks.min_days)
    waiting = queries.quiet(desk.db, viewer, quiet_since, touched, LOOKED_AT)
    found: list[CallLine] = []
    for start in range(0, len(waiting), PIECE):
        found += _silent(desk, waiting[start : start + PIECE], day, marks)
        if len(found) >= CALLS:
            break
    mobiles = casework.shown([line.member for line in found[:CALLS]], desk)
    return tuple(
        replace(line, member=member) for line, member in zip(found[:CALLS], mobiles, strict=True)
    )


def _silent(desk: Desk, some: Sequence[Candidate], day: date, marks: SignRules) -> list[CallLine]:
    rhythms = visit_queries.days_of(desk.db, [one.member_id for one in some])
    found = []
    for one in some:
        own = gaps([date.fromisoformat(text) for text in rhythms[one.member_id]])
        limit = limit_days(own, marks)
        silent = (day - one.last_on).days
        if limit is not None and silent > limit:
            found.append(CallLine(one, silent, median(own)))
    return found
