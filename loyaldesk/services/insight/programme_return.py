"""What the club brought beyond its cost: users of the programme beside members like them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight import costs, matching
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.facts import Facts, Flags, Ints, Span
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.matching import Before, Effect
from loyaldesk.domain.insight.period import back
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight import shop_figures
from loyaldesk.services.insight.costs import whole_club
from loyaldesk.services.insight.reading import Reading
from loyaldesk.services.insight.shop_figures import Spent, kind_name
from loyaldesk.store import shop_figures as store
from loyaldesk.store.queries import proof as queries

VERSION = 1
WINDOWS = (12, 6, 3)
"""A year is looked at; a young club has less."""

BEGINNING = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class _Compared:
    """Users and their like over some months.

    Attributes:
        effect: How they differ.
        months: So many months were looked at.
        span: Their days.
        users: Ids of the users that have their like.
        controls: Ids of those they are compared with.
    """

    effect: Effect
    months: int
    span: Span
    users: Ints
    controls: Ints


def programme_return_card(read: Reading) -> Card:
    """Return what the programme brought, less what it cost, by its cost."""
    title = tr("Return of the club")
    if read.ids_wanted is not None:
        return Card("programme_return", title, _meaning(read, None), missing=whole_club())
    found = _compared(read)
    meaning = _meaning(read, found)
    if found is None:
        return Card("programme_return", title, meaning, missing=tr(
            "No fair comparison yet: it takes {n} members who used the programme at least {months}"
            " months ago, and {n} like them who had not."
        ).format(n=fmt.number(matching.LEAST), months=fmt.number(WINDOWS[-1])))  # fmt: skip
    spent = shop_figures.spent_step(read.db, found.span.first, found.span.last)
    once = shop_figures.spent_step(read.db, BEGINNING, found.span.last).once or 0
    return Card(
        "programme_return", title, meaning, _measures(found, spent, once), _chart(found.effect),
        _grid(read, found.span, spent),
        (
            Group("users", tr("Users of the programme"), found.users),
            Group("controls", tr("Members like them"), found.controls),
        ),
        note=_note(read, found),
    )  # fmt: skip


def _compared(read: Reading) -> _Compared | None:
    """Return the longest window with enough members on both sides, or None."""
    last, calendar = read.question.period.last, read.question.period.calendar
    for months in WINDOWS:
        first = back(last + timedelta(days=1), months, calendar)
        eve = first - timedelta(days=1)
        users = np.array(queries.users(read.db, eve), dtype=np.int64)
        if len(users) < matching.LEAST:
            continue
        found = _pair(read, users, Span(first, last), months)
        if found.effect.is_enough:
            return found
    return None


def _pair(read: Reading, users: Ints, span: Span, months: int) -> _Compared:
    calendar = read.question.period.calendar
    start = read.gathered(span.first - timedelta(days=1), {}, calendar)
    end = read.gathered(span.last, {"after": span}, calendar)
    came = start.visits > 0
    ids = start.ids[came]
    uses: Flags = np.isin(ids, users)
    of_class = matching.classes(_before(read, start, came))
    outcome = end.sums["after"].margin[np.searchsorted(end.ids, ids)]
    outcome = outcome + _points_paid(read, ids, span)
    effect = matching.effect(of_class, uses, outcome)
    matched = _in_both(of_class, uses)
    return _Compared(effect, months, span, ids[uses & matched], ids[~uses & matched])


def _before(read: Reading, start: Facts, came: NDArray[np.bool_]) -> Before:
    today, ids = day_number(start.as_of), start.ids[came]
    visits = start.visits[came]
    paid = _points_paid(read, ids, Span(BEGINNING, start.as_of))  # else users look like poorer ones
    return Before(
        visits, (today - start.last[came]).astype(np.int64),
        (today - start.first[came]).astype(np.int64), (start.margin[came] + paid) / visits,
    )  # fmt: skip


def _points_paid(read: Reading, ids: Ints, span: Span) -> Ints:
    """Return the worth of the points each member spent: margin bears it, cost counts it."""
    worth: Ints = np.zeros(len(ids), dtype=np.int64)
    rows = queries.spent_by_member(read.db, span.first, span.last)
    if not rows or not len(ids):
        return worth
    whose = np.array([member for member, _ in rows], dtype=np.int64)
    rial = np.array([read.programme.worth_rial(max(p, 0)) for _, p in rows], dtype=np.int64)
    place = np.minimum(np.searchsorted(ids, whose), len(ids) - 1)
    known = ids[place] == whose
    worth[place[known]] = rial[known]
    return worth


def _in_both(of_class: Ints, uses: Flags) -> Flags:
    """Return who stands in a class that has two of both sorts."""
    _names, place = np.unique(of_class, return_inverse=True)
    size = int(place.max()) + 1 if len(place) else 0
    users = np.bincount(place[uses], minlength=size)
    controls = np.bincount(place[~uses], minlength=size)
    found: Flags = ((users >= 2) & (controls >= 2))[place]
    return found


def _meaning(read: Reading, found: _Compared | None) -> Meaning:
    period = read.question.period
    count = found.effect.users + found.effect.controls if found else 0
    return Meaning(
        tr(
            "Users of the programme are compared with members who were like them before, but had"
            " not used it. What they brought more is what the club may claim; less its cost, by"
            " its cost, is its return."
        ),
        tr(
            "Users: spent points or took a reward before the first day. Their like: bought before"
            " it too, had used nothing by then (whoever began later stays among them, so that the"
            " effect is rather too small), and stand in the same class of visits, days since the"
            " last and the first visit, and margin of a visit. Return = ((mean margin of users -"
            " mean margin of their like) x users - cost) / cost. The worth of spent points is"
            " added to the margin and counted in the cost. Users without their like are left out."
            " Range of 95 % from the spread inside the classes."
        ),
        VERSION, found.span.first if found else None, period.last, count,
        tr("members compared"),
        tr("Articles say the cost comes back in 6 to 18 months: somebody else's opinion."),
    )  # fmt: skip


def _measures(found: _Compared, spent: Spent, once: int) -> tuple[Measure, ...]:
    effect, cost = found.effect, spent.programme
    low, high = effect.edges()
    count = effect.users
    running = (spent.running or 0) / found.months
    why = tr("No cost of the club is entered for these months.")
    paid = matching.payback(effect.total / found.months, once, running) if once else None
    why_paid = (
        tr("No cost of the beginning is entered (set-up, connecting, training).")
        if not once else tr("At this rate the cost of the beginning does not come back.")
    )  # fmt: skip

    def back_of(more: float) -> float | None:
        return matching.return_of(more, cost) if cost else None

    return (
        Measure("programme_return", tr("Return by cost"), back_of(effect.total), Unit.RATIO,
                count=count, why="" if cost else why, low=back_of(low), high=back_of(high),
                better="up"),
        Measure("programme_more", tr("More margin of the users"), round(effect.total), Unit.RIAL,
                count=count, low=round(low), high=round(high), better="up"),
        Measure("programme_cost", tr("Cost of the club"), cost, Unit.RIAL, count=count,
                why="" if cost is not None else why, better="down"),
        Measure("programme_each", tr("More margin of each"), round(effect.each), Unit.RIAL,
                count=count, low=round(low / count), high=round(high / count), better="up"),
        Measure("programme_payback", tr("Months until it is paid back"), paid, Unit.MONTHS,
                count=count, why="" if paid is not None else why_paid, better="down"),
        Measure("programme_users", tr("Users compared"), effect.users, Unit.COUNT),
        Measure("programme_controls", tr("Members like them"), effect.controls, Unit.COUNT),
    )  # fmt: skip


def _chart(effect: Effect) -> Chart:
    return Chart(
        ChartKind.BARS, (tr("Users"), tr("Members like them")),
        (Series(tr("Mean margin of a member"), (effect.mean_users, effect.mean_controls)),),
        Unit.RIAL, "", tr("margin"),
    )  # fmt: skip


def _grid(read: Reading, span: Span, spent: Spent) -> Grid | None:
    sums = store.sums(read.db, span.first, span.last) | {"points": spent.points}
    rows = [(kind_name(kind), sums[kind]) for kind in costs.PROGRAMME if sums.get(kind)]
    if not rows:
        return None
    columns = (GridColumn(tr("Cost of the club")), GridColumn(tr("Amount"), Unit.RIAL))
    return Grid(columns, tuple(rows), (tr("Together"), sum(amount for _, amount in rows)))


def _note(read: Reading, found: _Compared) -> str:
    low, high = found.effect.edges()
    parts = [tr("Over the {n} months up to {day}.").format(
        n=fmt.number(found.months), day=fmt.day(found.span.last)
    )]  # fmt: skip
    if low <= 0 <= high:
        parts.append(tr("The difference may be chance."))
    if found.effect.left_out:
        parts.append(tr("{n} users have nobody like them and are left out.").format(
            n=fmt.number(found.effect.left_out)
        ))  # fmt: skip
    parts.append(read.margin_note)
    return " ".join(part for part in parts if part)
