"""Reading follow-ups: days, what is overdue, one member's, the gap list and the morning's paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from loyaldesk.domain import errors
from loyaldesk.domain.followups import MOST_LISTED
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.tiers import Tier
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_guard import is_maker
from loyaldesk.services.profile import Contact, contact
from loyaldesk.store import merging
from loyaldesk.store.queries import followups as queries

STATES = ("open", "done", "cancelled")

DayCount = queries.DayCount
EventRow = queries.EventRow
GapRow = queries.GapRow


@dataclass(frozen=True, slots=True)
class Filter:
    """Which follow-ups are listed.

    Attributes:
        owner_id: Only this operator's.
        mine: Only those of whoever asks, and those nobody has.
        unowned: Only those nobody has.
        channels: Only by these ways; empty: all.
        reasons: Only for these reasons; empty: all.
        states: ``open``, ``done``, ``cancelled``.
        is_promise: Only promises.
        member_id: Only of this member.
    """

    owner_id: int | None = None
    mine: bool = False
    unowned: bool = False
    channels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    states: tuple[str, ...] = ("open",)
    is_promise: bool = False
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class FollowupRow:
    """A follow-up in a list.

    Attributes:
        name: The member's or prospect's; empty: a task of the shop.
        number: The member number; empty for others.
        contact: The mobile as this operator may see it.
        tier: The member's.
        owner: Who does it; empty: nobody yet.
        at: The hour by the clock of the shop; None: some time on the day.
        outcome: What came of it; of a cancelled one the code of the reason.
        result: What was said, or why it was cancelled.
        ended_at: When it was done or cancelled, and `ended_by` whom.
        moves: How often somebody moved it with a reason.
        is_overdue: It should have been done before now.
        may_touch: Whoever asks may finish, move, cancel or give it.
    """

    id: int
    member_id: int | None
    prospect_id: int | None
    name: str
    number: str
    honorific: str
    contact: Contact
    tier: Tier | None
    about: str
    about_id: int | None
    reason: str
    channel: str
    text: str
    checklist: tuple[str, ...]
    answer_id: int | None
    owner_id: int | None
    owner: str
    due_at: datetime
    due_on: date
    at: time | None
    minutes: int
    is_promise: bool
    priority: int
    state: str
    outcome: str
    result: str
    ended_at: datetime | None
    ended_by: str
    tries: int
    moves: int
    recurrence: str
    series_id: int | None
    run_id: int | None
    step: int | None
    made_at: datetime
    made_by: str
    version: int
    changed_at: datetime
    is_overdue: bool
    may_touch: bool


def agenda(
    desk: Desk, first: date, last: date, wanted: Filter | None = None, *, hidden: bool = True,
    limit: int = MOST_LISTED,
) -> list[FollowupRow]:  # fmt: skip
    """Return what stands in the calendar from *first* to *last*, in the order of the days.

    What is open stands on the day it is due, what is done on the day it was done, what is cancelled
    on the day it would have been due.

    Args:
        desk: Where and who.
        first: The first day.
        last: The last day.
        wanted: Which ones; None: all that are open.
        hidden: Mobiles show their last four digits only; the others are for those who may.
        limit: So many of each state at most.
    """
    wanted = wanted or Filter()
    with desk.reading(Permission.FOLLOWUP_READ):
        asked, found = _asked(desk, wanted), list[queries.Row]()
        if "open" in wanted.states:
            found += queries.due_between(desk.db, first, last, asked, limit)
        if "done" in wanted.states:
            found += queries.done_between(desk.db, first, last, asked, limit)
        if "cancelled" in wanted.states:
            found += queries.cancelled_between(desk.db, first, last, asked, limit)
        return sorted(
            _shown(desk, found, hidden=hidden),
            key=lambda row: (_stands_on(row, desk), row.at is not None, row.due_at, row.id),
        )


def _stands_on(row: FollowupRow, desk: Desk) -> date:
    is_done = row.state == "done" and row.ended_at is not None
    return desk.today(row.ended_at) if is_done else row.due_on


def overdue(
    desk: Desk, wanted: Filter | None = None, *, hidden: bool = True, limit: int = MOST_LISTED
) -> list[FollowupRow]:
    """Return what should have been done before now, the oldest first."""
    with desk.reading(Permission.FOLLOWUP_READ):
        now = desk.clock()
        asked = _asked(desk, wanted or Filter())
        found = queries.overdue(desk.db, desk.today(now), now, asked, limit)
        return _shown(desk, found, hidden=hidden)


def overdue_count(desk: Desk, wanted: Filter | None = None) -> int:
    """Return how many should have been done before now."""
    with desk.reading(Permission.FOLLOWUP_READ):
        now = desk.clock()
        asked = _asked(desk, wanted or Filter())
        return queries.overdue_count(desk.db, desk.today(now), now, asked)


def of_member(
    desk: Desk, member_id: int, *, hidden: bool = True, limit: int = 200
) -> list[FollowupRow]:
    """Return a member's follow-ups: the open ones first, then the newest."""
    with desk.reading(Permission.FOLLOWUP_READ):
        found = queries.of_member(desk.db, merging.kept(desk.db, member_id), limit)
        return _shown(desk, found, hidden=hidden)


def detail(desk: Desk, followup_id: int, *, hidden: bool = True) -> FollowupRow:
    """Return one follow-up.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        found = _shown(desk, queries.by_ids(desk.db, [followup_id]), hidden=hidden)
    if not found:
        raise errors.Missing("followup")
    return found[0]


def history(desk: Desk, followup_id: int) -> list[EventRow]:
    """Return all that happened to a follow-up, the first first."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return queries.history(desk.db, followup_id)


def counts(desk: Desk, first: date, last: date, wanted: Filter | None = None) -> list[DayCount]:
    """Return how many stand on each day, for the view of a month; empty days are left out."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return queries.counts(desk.db, first, last, _asked(desk, wanted or Filter()))


@dataclass(frozen=True, slots=True)
class GapList:
    """Everything open without a next action; ``counts``: of each kind, also beyond the rows."""

    rows: tuple[GapRow, ...]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def gap_list(desk: Desk, *, mine: bool = False, limit: int = MOST_LISTED) -> GapList:
    """Return the open records without an open follow-up, and members with an owner but none.

    *mine*: only what the one who asks looks after, and what nobody does.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        found = queries.gaps(desk.db, desk.operator.id if mine else None, limit)
        return GapList(tuple(found), queries.gap_counts(desk.db))


@dataclass(frozen=True, slots=True)
class Morning:
    """What the paper of a morning says.

    Attributes:
        day: The day.
        operator: Whose it is; empty: the whole shop's.
        overdue: What should have been done before; of a day to come also what is open until then.
        due: What is due on the day, without the overdue ones.
    """

    day: date
    operator: str
    overdue: tuple[FollowupRow, ...]
    due: tuple[FollowupRow, ...]

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(row.minutes for row in (*self.overdue, *self.due))


def morning(
    desk: Desk, day: date, operator_id: int | None = None, *, hidden: bool = True
) -> Morning:
    """Return an operator's list of a day (with what nobody has yet), or the whole shop's."""
    with desk.reading(Permission.FOLLOWUP_READ):
        now = desk.clock()
        wanted = queries.Wanted(() if operator_id is None else (operator_id, 0))
        late = queries.overdue(desk.db, max(day, desk.today(now)), now, wanted)
        known = {row.id for row in late}
        due = [r for r in queries.due_between(desk.db, day, day, wanted) if r.id not in known]
        return Morning(
            day, _name(desk, operator_id), tuple(_shown(desk, late, hidden=hidden)),
            tuple(_shown(desk, due, hidden=hidden)),
        )  # fmt: skip


def _name(desk: Desk, operator_id: int | None) -> str:
    return "" if operator_id is None else queries.operator_name(desk.db, operator_id)


def _asked(desk: Desk, wanted: Filter) -> queries.Wanted:
    owners: tuple[int, ...] = ()
    if wanted.unowned:
        owners = (0,)
    elif wanted.mine:
        owners = (desk.operator.id, 0)
    elif wanted.owner_id is not None:
        owners = (wanted.owner_id,)
    return queries.Wanted(
        owners, wanted.channels, wanted.reasons, wanted.member_id, wanted.is_promise
    )  # fmt: skip


def _shown(desk: Desk, rows: Sequence[queries.Row], *, hidden: bool) -> list[FollowupRow]:
    now, zone = desk.clock(), desk.zone
    today = desk.today(now)
    rules = club.programme_on(desk.db, today)
    hidden = hidden or not desk.may(Permission.MEMBER_REVEAL)
    me, writes = desk.operator.id, desk.may(Permission.FOLLOWUP_WRITE)
    any_ = desk.may(Permission.FOLLOWUP_ANY)
    return [
        FollowupRow(
            row.id, row.member_id, row.prospect_id, row.name, row.number, row.honorific,
            contact(row.mobile, hidden=hidden), rules.tier(row.tier) if row.tier else None,
            row.about, row.about_id, row.reason, row.channel, row.text, row.checklist,
            row.answer_id, row.owner_id, row.owner, row.due_at, row.due_on,
            row.due_at.astimezone(zone).time() if row.has_time else None, row.minutes,
            row.is_promise, row.priority, row.state, row.outcome, row.result, row.ended_at,
            row.ended_by, row.tries, row.moves, row.recurrence, row.series_id, row.run_id,
            row.step, row.made_at, row.made_by, row.version, row.changed_at,
            row.state == "open"
            and (row.due_on < today or (row.has_time and row.due_at < now)),
            writes and (any_ or _is_own(row, me)),
        )
        for row in rows
    ]  # fmt: skip


def _is_own(row: queries.Row, me: int) -> bool:
    if row.owner_id is None or me in (row.owner_id, row.given_by_id):
        return True
    return is_maker(row.made_by_id, me, row.about)
