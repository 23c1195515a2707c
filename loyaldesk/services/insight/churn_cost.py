"""What the members lost in a month cost: reckoned once, corrected when they come back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from loyaldesk.domain.errors import Missing
from loyaldesk.domain.events import ShopFiguresChanged
from loyaldesk.domain.insight import churn_cost as domain
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.churn_cost import ChurnCost, Loss
from loyaldesk.domain.insight.facts import Facts
from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.domain.insight.period import Period, back
from loyaldesk.domain.insight.rhythm import present
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.kernel.units import Unit
from loyaldesk.services import staff
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.insight import shop_figures
from loyaldesk.services.insight.forecast import expected_margin
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, reading
from loyaldesk.store import shop_figures as store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.shop_figures import Lost as Lost  # noqa: PLC0414 - pages show them

VERSION = 1
JOB = "lost_members"
MONTH = "month"
MONTHS_BACK = 12
"""So many months are caught up, and shown beside each other."""

LONGEST_MONTH = timedelta(days=31)

WATCHED_MONTHS = 24
"""Who came back is looked for among those lost in so many months."""


def reason_name(reason: str) -> str:
    """Return how a reason for leaving is called; empty: nobody asked."""
    names = {
        "price": tr("Price"), "quality": tr("Quality of the goods"), "service": tr("Service"),
        "complaint": tr("A complaint that stayed open"), "choice": tr("Too little choice"),
        "rival": tr("Another shop"), "moved": tr("Moved away"),
        "no_need": tr("Needs it no more"), "distance": tr("Way or opening hours"),
        "other": tr("Something else"), "unknown": tr("Asked, not known"), "": tr("Not asked"),
    }  # fmt: skip
    return names.get(reason, reason)


def lost_members(desk: Desk, first: date, last: date) -> list[Lost]:
    """Return who was lost in the months that ended in these days, the dearest first.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        return _ended_in(desk.db, first, last)


def month_of(first: date) -> Month:
    """Return the month a loss is stored for; the shop's calendar was that of its first day."""
    return Month.of(first, "gregorian" if first.day == 1 else "jalali")


def _ended_in(db: ClubDatabase, first: date, last: date) -> list[Lost]:
    """Return the stored losses of months that end in these days, whatever their calendar."""
    return [one for one in store.lost(db, first - LONGEST_MONTH, last) if one.last_on >= first]


def set_reason(desk: Desk, lost_id: int, reason: str) -> None:
    """Note why a lost member left, as they were asked; empty takes it back.

    Raises:
        BadInput: If it is no reason there is.
        Missing: If there is no such loss.
    """
    if reason and reason not in domain.REASONS:
        raise BadInput("reason", "unknown choice", reason[:80])
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        before = store.reason_of(change.db, lost_id)
        if before is None:
            raise Missing("lost_member")
        if before == reason:
            return
        store.set_reason(change.db, lost_id, reason)
        change.note("lost_member.reason", "lost_member", lost_id, was=before, becomes=reason)
        change.tell(ShopFiguresChanged())


def run(desk: Desk, progress: Progress = SILENT) -> int:
    """Store who was lost in each whole month since the last run, and who came back; how many.

    The night does it; a month is reckoned once, so that what was told stays told.

    Raises:
        PermissionDenied: If it is not the night who asks.
    """
    desk.require(Permission.NIGHT_RUN)
    desk = staff.system_desk(desk)  # who starts the night need not be one who reads reports
    made = 0
    with desk.reading(Permission.NIGHT_RUN):
        todo = _months_due(desk.db, desk.today())
    for month in todo:
        made += _record(desk, month, progress)
    with desk.change(Permission.NIGHT_RUN) as change:
        since = back(change.today, WATCHED_MONTHS, look().calendar)
        returned = store.note_returns(change.db, since)
        if made or returned:
            change.note("lost_member.run", "club", 1, lost=made, returned=returned)
            change.tell(ShopFiguresChanged())
    return made


def _months_due(db: ClubDatabase, today: date) -> list[Month]:
    """Return the whole months that are not stored yet, the oldest first; once only the last."""
    month = Month.of(today, look().calendar).before
    until = store.recorded_until(db, JOB)
    if until is None:
        return [month]
    found: list[Month] = []
    while month.last > until and len(found) < MONTHS_BACK:
        if month.first > until:
            found.append(month)
        month = month.before
    return found[::-1]


def _record(desk: Desk, month: Month, progress: Progress) -> int:
    question = Question(Period.of("month", month.first, month.calendar))
    with reading(desk, question, progress=progress) as read:
        gone, basis = _loss(read, read.at_start, read.facts)
    with desk.change(Permission.NIGHT_RUN) as change:
        _store(change, month, gone, basis)
    return len(gone)


def _store(change: Change, month: Month, gone: Loss, basis: str) -> None:
    rows = zip(gone.ids.tolist(), map(day_of, gone.last.tolist()), gone.margin.tolist(),
               strict=True)  # fmt: skip
    store.add_lost(change.db, month.first, month.last, basis, rows)
    store.note_recorded(change.db, JOB, month.last, change.now)


def _loss(read: Reading, start: Facts, end: Facts) -> tuple[Loss, str]:
    """Return who was lost in the period and whence their margin comes.

    The prediction is asked where it has something to say; else it is what each brought before.
    """
    gone = domain.loss(start, end, read.settings)
    expected = expected_margin(read, gone.ids) if len(gone) else None
    if expected is None:
        return gone, domain.OWN
    return replace(gone, margin=np.rint(expected).astype(np.int64)), domain.MODEL


def cost_of_new_member(read: Reading, facts: Facts) -> int | None:
    """Return what a new member cost in the twelve months up to the day of *facts*; None: no cost.

    Only of the whole club: nobody knows what the new members of a segment cost.
    """
    first = back(facts.as_of + timedelta(days=1), 12, read.question.period.calendar)
    spent = shop_figures.spent_step(read.db, first, facts.as_of).acquisition
    new = int(((facts.first >= day_number(first)) & (facts.first >= 0)).sum())
    return domain.per_member(spent, new)


@dataclass(frozen=True, slots=True)
class _Told:
    """The losses of one period."""

    cost: ChurnCost
    lost: Sequence[int]
    returned: Sequence[int]
    reasons: dict[str, list[int]]
    basis: str
    month: Month | None = None
    """The stored month that is told; None: it was reckoned just now."""


def churn_cost_card(read: Reading) -> Card:
    """Return what the members lost in the period cost."""
    facts, period = read.facts, read.question.period
    there = int(present(read.at_start, read.settings).sum())
    told = _told(read, period, read.at_start, facts)
    missing = ""
    if not there and not told.cost.lost:
        missing = tr("Nobody had bought before these days, so nobody could be lost in them.")
    before = None
    if read.question.compare and read.compared is not None and read.compared_at_start is not None:
        other = _told(read, read.question.compare, read.compared_at_start, read.compared)
        if other.basis == told.basis or not other.cost.lost:
            before = other.cost  # two ways of reckoning are no change of the shop
    months = [] if missing else _months(read)
    return Card(
        "churn_cost", tr("Churn cost"), _meaning(read, told), () if missing else _measures(
            told.cost, before), _chart(months), _grid(months), _groups(told), missing,
        _note(read, told),
    )  # fmt: skip


def _told(read: Reading, period: Period, start: Facts, end: Facts) -> _Told:
    each = cost_of_new_member(read, end) if read.ids_wanted is None else None
    rows = _ended_in(read.db, period.first, period.last)
    if rows and read.ids_wanted is None and _is_one_month(rows, period):
        home = [row for row in rows if row.came_back_on is not None]
        cost = ChurnCost(
            len(rows), len(home), sum(row.margin_rial for row in rows),
            sum(row.margin_rial for row in home), each,
        )  # fmt: skip
        return _Told(
            cost, [row.member_id for row in rows], [row.member_id for row in home],
            _by_reason(rows), rows[0].basis, month_of(rows[0].first_on),
        )  # fmt: skip
    gone, basis = _loss(read, start, end) if period == read.question.period else (
        domain.loss(start, end, read.settings), domain.OWN
    )  # fmt: skip
    later = store.back_since(read.db, period.last) if len(gone) else {}
    came = np.isin(gone.ids, np.fromiter(later, np.int64, len(later)))
    cost = ChurnCost(
        len(gone), int(came.sum()), int(gone.margin.sum()), int(gone.margin[came].sum()), each
    )
    ids = gone.ids.tolist()
    here = set(ids)
    asked = _by_reason([row for row in rows if row.reason and row.member_id in here])
    return _Told(cost, ids, gone.ids[came].tolist(), asked, basis)


def _is_one_month(rows: Sequence[Lost], period: Period) -> bool:
    """Return whether *rows* are those of the one month that stands for the period.

    A shop's months may be stored in the other calendar than the one that is looked at.
    """
    ends = {(row.first_on, row.last_on) for row in rows}
    return ends == {(period.first, period.last)} or (period.kind == MONTH and len(ends) == 1)


def _by_reason(rows: Sequence[Lost]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        ids = found.setdefault(row.reason, [])
        if row.member_id not in ids:  # lost twice in these days
            ids.append(row.member_id)
    return found


def _meaning(read: Reading, told: _Told) -> Meaning:
    days = told.month or read.question.period
    return Meaning(
        tr(
            "Whoever stays away longer than their own rhythm allows counts as lost. Each of them"
            " would have bought on, and somebody new must be won in their place."
        ),
        tr(
            "For the members who count as gone on the last day and did not before the first one:"
            " the sum of the margin expected of each in twelve more months, plus their number times"
            " what a new member cost in the last twelve months. Expected is what the prediction"
            " says of them had they stayed; where it has nothing to say yet, what each brought in"
            " the {months} months before, as that of twelve. Whoever bought again since is taken"
            " off."
        ).format(months=fmt.number(read.settings.value_months)),
        VERSION, days.first, days.last, told.cost.lost, tr("members lost"),
    )  # fmt: skip


def _measures(cost: ChurnCost, before: ChurnCost | None) -> tuple[Measure, ...]:
    def one(code: str, name: str, value: int | None, then: int | None, unit: Unit,
            why: str = "", better: str = "down") -> Measure:  # fmt: skip
        return Measure(code, name, value, unit, then, cost.lost, why, better=better)

    no_cost = tr("No cost of winning members is entered for these twelve months.")
    return (
        one("churn_cost", tr("Churn cost as it stands now"), cost.corrected,
            before.corrected if before else None, Unit.RIAL),
        one("churn_cost_original", tr("As it was reckoned first"), cost.original,
            before.original if before else None, Unit.RIAL),
        one("churn_cost_correction", tr("Taken off for those who came back"), cost.correction,
            before.correction if before else None, Unit.RIAL, better=""),
        one("churn_lost", tr("Members lost"), cost.lost, before.lost if before else None,
            Unit.COUNT),
        one("churn_came_back", tr("Of them, came back since"), cost.came_back,
            before.came_back if before else None, Unit.COUNT, better=""),
        one("churn_margin", tr("Margin that will not come"), cost.margin,
            before.margin if before else None, Unit.RIAL),
        one("churn_replacing", tr("Winning others in their place"),
            None if cost.each is None else cost.replacing,
            None if before is None or before.each is None else before.replacing, Unit.RIAL,
            "" if cost.each is not None else no_cost),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _MonthRow:
    month: Month
    lost: int
    returned: int
    margin: int
    margin_back: int


def _months(read: Reading) -> list[_MonthRow]:
    """Return the stored months up to the end of the period, the oldest first."""
    if read.ids_wanted is not None:
        return []
    last = read.question.period.last
    calendar = read.question.period.calendar
    rows = store.lost(read.db, back(last + timedelta(days=1), MONTHS_BACK, calendar), last)
    by_month: dict[date, list[Lost]] = {}
    for row in rows:
        by_month.setdefault(row.first_on, []).append(row)
    return [
        _MonthRow(
            month_of(first), len(some), sum(r.came_back_on is not None for r in some),
            sum(r.margin_rial for r in some),
            sum(r.margin_rial for r in some if r.came_back_on is not None),
        )
        for first, some in sorted(by_month.items())
    ]  # fmt: skip


def _chart(months: list[_MonthRow]) -> Chart | None:
    if len(months) < 2:
        return None
    return Chart(
        ChartKind.BARS, tuple(fmt.month(row.month) for row in months),
        (
            Series(tr("As it was reckoned first"), tuple(float(r.margin) for r in months),
                   is_weak=True),
            Series(tr("As it stands now"), tuple(float(r.margin - r.margin_back) for r in months)),
        ),
        Unit.RIAL, tr("month"), tr("margin lost"),
    )  # fmt: skip


def _grid(months: list[_MonthRow]) -> Grid | None:
    if not months:
        return None
    columns = (
        GridColumn(tr("Month")), GridColumn(tr("Lost"), Unit.COUNT),
        GridColumn(tr("Came back"), Unit.COUNT),
        GridColumn(tr("Margin lost, first reckoned"), Unit.RIAL),
        GridColumn(tr("Taken off"), Unit.RIAL), GridColumn(tr("Margin lost, now"), Unit.RIAL),
    )  # fmt: skip
    return Grid(columns, tuple(
        (fmt.month(r.month), r.lost, r.returned, r.margin, r.margin_back, r.margin - r.margin_back)
        for r in months
    ))  # fmt: skip


def _groups(told: _Told) -> tuple[Group, ...]:
    if not told.lost:
        return ()
    groups = [
        Group("lost", tr("Lost"), np.asarray(told.lost)),
        Group("came_back", tr("Came back since"), np.asarray(told.returned, dtype=np.int64)),
    ]
    groups += [
        Group(f"reason:{reason or 'none'}", reason_name(reason), np.asarray(ids))
        for reason, ids in sorted(told.reasons.items(), key=lambda pair: -len(pair[1]))
    ]
    return tuple(groups)


def _note(read: Reading, told: _Told) -> str:
    parts = [read.margin_note] if read.margin_note else []
    period, month = read.question.period, told.month
    if month and (month.first, month.last) != (period.first, period.last):
        parts.append(
            tr(
                "These are the losses of {month}, the month of the shop that ended in these days."
            ).format(month=fmt.month(month))
        )
    asked = Counter({r: len(ids) for r, ids in told.reasons.items() if r})
    if asked:
        reason, times = asked.most_common(1)[0]
        parts.append(
            trn(
                "{n} of those asked named this most: {reason}.",
                "{n} of those asked named this most: {reason}.", times,
            ).format(n=fmt.number(times), reason=reason_name(reason))
        )  # fmt: skip
    elif told.month and told.cost.lost:
        parts.append(tr("Nobody was asked yet why they stay away."))
    if read.ids_wanted is not None:
        parts.append(tr("What replacing costs is known of the whole club only."))
    return " ".join(parts)
