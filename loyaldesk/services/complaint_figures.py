"""Figures of complaints: how fast and how well they are handled, and who buys again afterwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from loyaldesk.domain.complaints import (
    EFFORT_SCALES,
    NEGLECT,
    WINDOWS,
    ClockName,
    Remedy,
    mean,
    middle,
    share,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.working import WorkingTime
from loyaldesk.services import worktime
from loyaldesk.services.desk import Desk
from loyaldesk.store.complaints import Stored
from loyaldesk.store.queries import complaints as queries
from loyaldesk.store.queries import monthly

NO_REMEDY = "none"
"""Complaints for which nothing was given."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How some complaints were handled; None where there is nothing to tell.

    Attributes:
        code: Of the group; empty for all.
        count: Complaints that were opened.
        open: Of them, how many are not closed.
        first_answer_mean: Working minutes to the answer, without pauses.
        first_answer_median: The same, of the one in the middle.
        acknowledged_in_time: Share of those that were, or should have been by now.
        answered_in_time: The same.
        solved_in_time: The same.
    """

    code: str
    count: int
    open: int
    first_answer_mean: int | None
    first_answer_median: int | None
    acknowledged_in_time: Fraction | None
    answered_in_time: Fraction | None
    solved_in_time: Fraction | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Complaints that were opened in a time.

    Attributes:
        per_1000_visits: For so many complaints a thousand visits; None: nobody came.
        neglect: How many are about neglect: a warning sign.
        reopened: How many were opened again after a solution.
        withdrawn: How many were taken back.
        confirmed: Share of the closed ones that the member said are solved.
        effort: Mean effort by the end of its scale (7, 5).
        satisfaction: Mean satisfaction, 1 to 5.
        declined: How many were asked how hard it was and did not want to say.
        repeated: Members with more than one: id, name, how many.
    """

    first: date
    last: date
    total: Speed
    by_category: tuple[Speed, ...]
    by_severity: tuple[Speed, ...]
    by_owner: tuple[Speed, ...]
    by_root_cause: tuple[Speed, ...]
    owners: dict[int, str]
    visits: int
    per_1000_visits: Fraction | None
    neglect: int
    reopened: int
    withdrawn: int
    confirmed: Fraction | None
    effort: dict[int, Fraction]
    satisfaction: Fraction | None
    declined: int
    repeated: tuple[tuple[int, str, int], ...]


def figures(desk: Desk, first: date, last: date) -> Figures:
    """Return the figures of the complaints opened from *first* to *last*, both included."""
    with desk.reading(Permission.REPORT_READ):
        named = queries.complaints(desk.db, queries.Wanted(first=first, last=last))
        held = [each.complaint for each in named]
        working, now = worktime.of(desk.db), desk.clock()
        visits = monthly.visits(desk.db, monthly.Span(first, last))
        owners = queries.operator_names(desk.db)
        repeated = tuple(queries.opened_by_member(desk.db, first, last))

    def by(code: Callable[[Stored], str]) -> tuple[Speed, ...]:
        groups: dict[str, list[Stored]] = {}
        for each in held:
            groups.setdefault(code(each), []).append(each)
        told = [_speed(name, group, working, now) for name, group in groups.items()]
        return tuple(sorted(told, key=lambda speed: (-speed.count, speed.code)))

    closed = [each for each in held if each.closed_at is not None]
    return Figures(
        first, last, _speed("", held, working, now), by(lambda c: c.category),
        by(lambda c: str(c.severity)), by(lambda c: str(c.owner_id or "")),
        tuple(speed for speed in by(lambda c: c.root_cause) if speed.code),
        {id_: name for id_, name in owners.items() if any(c.owner_id == id_ for c in held)},
        visits, Fraction(1000 * len(held), visits) if visits else None,
        sum(each.category == NEGLECT for each in held), sum(each.reopened > 0 for each in held),
        sum(each.is_withdrawn for each in held),
        share(sum(each.is_confirmed for each in closed), len(closed)),
        _efforts(closed), _mean(c.satisfaction for c in closed),
        sum(each.effort_scale is not None and each.effort is None for each in closed), repeated,
    )  # fmt: skip


def _mean(found: Iterable[int | None]) -> Fraction | None:
    known = [figure for figure in found if figure is not None]
    return share(sum(known), len(known))


def _efforts(closed: list[Stored]) -> dict[int, Fraction]:
    told = {
        scale: _mean(c.effort for c in closed if c.effort_scale == scale) for scale in EFFORT_SCALES
    }
    return {scale: found for scale, found in told.items() if found is not None}


def _speed(code: str, held: list[Stored], working: WorkingTime, now: datetime) -> Speed:
    answers = [
        each.clocks.spent(working, ClockName.ANSWER, now)
        for each in held if each.clocks.answered_at is not None
    ]  # fmt: skip
    return Speed(
        code, len(held), sum(each.closed_at is None for each in held), mean(answers),
        middle(answers), _in_time(held, ClockName.ACK, now),
        _in_time(held, ClockName.ANSWER, now), _in_time(held, ClockName.SOLVE, now),
    )  # fmt: skip


def _in_time(held: list[Stored], clock: ClockName, now: datetime) -> Fraction | None:
    """Return the share met in time of those that were met or should have been by now."""
    late = [each.clocks.is_late(clock, now) for each in held]
    known = [
        not is_late for each, is_late in zip(held, late, strict=True)
        if is_late or each.clocks.met_at(clock) is not None
    ]  # fmt: skip
    return share(sum(known), len(known))


@dataclass(frozen=True, slots=True)
class Return:
    """Who bought again within so many days after the solution.

    ``base`` are those whose days are over; without one there is no share.
    """

    days: int
    base: int
    came_back: int

    @property
    def share(self) -> Fraction | None:
        """How many of them came back; None: no data."""
        return share(self.came_back, self.base)


@dataclass(frozen=True, slots=True)
class RemedyFigures:
    """What one kind of compensation cost and what came after it.

    Attributes:
        kind: Its code, or `NO_REMEDY`.
        count: Complaints that got it, solved at least 90 days ago.
        cost_rial: What it cost for them.
        came_back: Who bought again within 90 days.
        net_rial: Net sales to them in the 90 days.
        margin_rial: What was earned on it; None: no sale has its cost.
        all_count: Complaints that got it, whenever they were solved.
        all_cost_rial: What it cost for all of them.
    """

    kind: str
    count: int
    cost_rial: int
    came_back: int
    net_rial: int
    margin_rial: int | None
    all_count: int
    all_cost_rial: int

    @property
    def share(self) -> Fraction | None:
        """How many came back; None: no data."""
        return share(self.came_back, self.count)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came after complaints that were solved.

    ``left``: share of those solved 90 days ago who never bought again in that time.
    """

    solved: int
    returns: tuple[Return, ...]
    remedies: tuple[RemedyFigures, ...]
    left: Fraction | None


@dataclass(slots=True)
class _Sum:
    count: int = 0
    cost: int = 0
    came: int = 0
    net: int = 0
    margin: int = 0
    costed: int = 0
    all_count: int = 0
    all_cost: int = 0


def recovery(desk: Desk, first: date, last: date) -> Recovery:
    """Return who bought again after complaints opened from *first* to *last*, by compensation.

    Only members of the club whose data are not erased count: nobody else can be seen to come back.
    """
    with desk.reading(Permission.REPORT_READ):
        today = desk.today()
        named = queries.complaints(desk.db, queries.Wanted(first=first, last=last))
        held = [
            each.complaint for each in named
            if each.complaint.clocks.solved_at is not None and not each.is_erased
            and each.complaint.member_id is not None
        ]  # fmt: skip
        given = queries.compensation_kinds(desk.db, (each.id for each in held))
        returns = {days: [0, 0] for days in WINDOWS}
        sums: dict[str, _Sum] = {}
        for each in held:
            solved_at = each.clocks.solved_at
            assert solved_at is not None and each.member_id is not None  # noqa: S101, PT018 - above
            solved_on = desk.today(solved_at)
            over = {days: solved_on + timedelta(days=days) < today for days in WINDOWS}
            after = queries.bought_after(
                desk.db, each.member_id, solved_at, solved_on + timedelta(days=max(WINDOWS))
            )
            for days in WINDOWS:
                if over[days]:
                    until = solved_on + timedelta(days=days)
                    returns[days][0] += 1
                    returns[days][1] += after.first_on is not None and after.first_on <= until
            kinds: dict[str, int] = {
                kind.value: rial for kind, rial in given.get(each.id, {}).items()
            }  # fmt: skip
            for kind, cost in (kinds or {NO_REMEDY: 0}).items():
                _add(sums.setdefault(kind, _Sum()), cost, after, is_over=over[max(WINDOWS)])
    found = tuple(Return(days, *pair) for days, pair in returns.items())
    order = [kind.value for kind in Remedy] + [NO_REMEDY]
    last_window = found[-1]
    return Recovery(
        len(held), found, tuple(_remedy(kind, sums[kind]) for kind in order if kind in sums),
        share(last_window.base - last_window.came_back, last_window.base),
    )  # fmt: skip


def _add(into: _Sum, cost: int, after: queries.After, *, is_over: bool) -> None:
    into.all_count += 1
    into.all_cost += cost
    if is_over:
        into.count += 1
        into.cost += cost
        into.came += after.first_on is not None
        into.net += after.net_rial
        into.margin += after.margin_rial
        into.costed += after.costed_rial


def _remedy(kind: str, each: _Sum) -> RemedyFigures:
    return RemedyFigures(
        kind, each.count, each.cost, each.came, each.net, each.margin if each.costed else None,
        each.all_count, each.all_cost,
    )  # fmt: skip
