"""Goals of the shop and the targets that measure them: what came out, and how far that is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from loyaldesk.domain.errors import Missing
from loyaldesk.domain.events import TargetsChanged
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Meaning, Measure
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.targets import (
    GoalDraft,
    KpiDraft,
    Metric,
    Result,
    grade,
    state,
    together,
    trend,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.kernel.units import Unit, shown
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import (
    churn_cost,
    existing,
    fairness,
    keeping,
    leaving,
    loyalty,
    segments,
    service_cards,
    spending,
    value,
)
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading
from loyaldesk.store import targets as store
from loyaldesk.store.database import ClubDatabase

Goal = store.Goal
Kpi = store.Kpi

CAUGHT_UP = 24
"""So many periods that were over without a result are reckoned afterwards."""

METRICS: tuple[Metric, ...] = (
    Metric("retention", "retention", Unit.RATIO, "up"),
    Metric("churn", "churn", Unit.RATIO, "down"),
    Metric("nrr", "revenue", Unit.RATIO, "up"),
    Metric("net_revenue_churn", "revenue", Unit.RATIO, "down"),
    Metric("new_category_share", "revenue", Unit.RATIO, "up"),
    Metric("repeat_rate", "repeat", Unit.RATIO, "up"),
    Metric("second_purchase_90", "second_purchase", Unit.RATIO, "up"),
    Metric("active", "activity", Unit.COUNT, "up"),
    Metric("new", "activity", Unit.COUNT, "up"),
    Metric("came_back", "activity", Unit.COUNT, "up"),
    Metric("lapsed", "activity", Unit.COUNT, "down"),
    Metric("net_sales", "frequency", Unit.RIAL, "up"),
    Metric("visits", "frequency", Unit.COUNT, "up"),
    Metric("frequency", "frequency", Unit.DECIMAL, "up"),
    Metric("basket", "frequency", Unit.RIAL, "up"),
    Metric("rfm_loyal", "rfm", Unit.COUNT, "up"),
    Metric("discount_visits", "discount", Unit.RATIO, "down"),
    Metric("loyal_unhappy", "feelings", Unit.COUNT, "down"),
    Metric("silent_share", "silent", Unit.RATIO, "down"),
    Metric("word_of_mouth", "sources", Unit.RATIO, "up"),
    Metric("source_known", "sources", Unit.RATIO, "up"),
    Metric("after_sale_contact", "after_sale_contact", Unit.RATIO, "up"),
    Metric("churn_cost", "churn_cost", Unit.RIAL, "down"),
)
"""What can carry a target, in the order it is offered."""


_CARDS: dict[str, Callable[[Reading], Card]] = {
    "retention": keeping.retention_card, "churn": keeping.churn_card,
    "activity": keeping.activity_card, "revenue": existing.revenue_card,
    "repeat": spending.repeat_card, "second_purchase": spending.second_purchase_card,
    "frequency": spending.frequency_card, "rfm": value.rfm_card,
    "discount": fairness.discount_card, "feelings": loyalty.feelings_card,
    "silent": leaving.silent_card, "sources": leaving.sources_card,
    "after_sale_contact": service_cards.after_sale_contact_card,
    "churn_cost": churn_cost.churn_cost_card,
}  # fmt: skip
"""What reckons the cards of the metrics."""


def metric_name(code: str) -> str:
    """Return what a metric is called."""
    names = {
        "retention": tr("Customer retention rate"), "churn": tr("Churn rate by own rhythm"),
        "nrr": tr("Net revenue retention"), "net_revenue_churn": tr("Net revenue churn"),
        "new_category_share": tr("Bought in a new product group"),
        "repeat_rate": tr("Repeat purchase rate"),
        "second_purchase_90": tr("Came again within 90 days"), "active": tr("Active members"),
        "new": tr("New members who bought"), "came_back": tr("Members who came back"),
        "lapsed": tr("Members lost"), "net_sales": tr("Net sales to members"),
        "visits": tr("Visits"), "frequency": tr("Visits for each buyer"),
        "basket": tr("Average basket"), "rfm_loyal": tr("Loyal by what they buy"),
        "discount_visits": tr("Visits with a discount"),
        "loyal_unhappy": tr("Loyal but unhappy now"), "silent_share": tr("Share of silent members"),
        "word_of_mouth": tr("Brought by a member"), "source_known": tr("Source is known"),
        "after_sale_contact": tr("Sales with a contact within 14 days"),
        "churn_cost": tr("Churn cost"),
    }  # fmt: skip
    return names[code]


def metric(code: str) -> Metric:
    """Return a metric by its code.

    Raises:
        Missing: If there is none that can carry a target.
    """
    for one in METRICS:
        if one.code == code:
            return one
    raise Missing("metric", code[:80])


@dataclass(frozen=True, slots=True)
class Line:
    """How one target stands.

    Attributes:
        kpi: The target.
        metric: What it looks at.
        name: As the shop calls it.
        period: The period it is judged by: the last one that was graded, since a period that has
            just begun says little; without one, the period that runs, and there is no grade yet.
        actual: What came out in it; None: no data.
        why: Why there is no figure, as a sentence.
        count: How many are behind it.
        grade: 0 to 100; None without a figure, or before the first period is over.
        state: ``reached``, ``near``, ``far`` or ``none``.
        trend: ``up`` (better), ``down`` or ``flat``.
        history: The periods that are over, the oldest first.
        running: The period that runs.
        so_far: What came out in it until today; None: no data.
    """

    kpi: Kpi
    metric: Metric
    name: str
    period: Period
    actual: float | None
    why: str
    count: int
    grade: int | None
    state: str
    trend: str
    history: tuple[Result, ...]
    running: Period
    so_far: float | None


@dataclass(frozen=True, slots=True)
class GoalLines:
    """A goal with its targets and its grade; *goal* is None for targets without one."""

    goal: Goal | None
    lines: tuple[Line, ...]
    grade: int | None


def board(desk: Desk, shelf: Shelf | None = None, progress: Progress = SILENT) -> list[GoalLines]:
    """Return all goals that hold with their targets as they stand today.

    Raises:
        PermissionDenied: If the operator may not read reports.
        Cancelled: If *progress* says so.
    """
    today = desk.today()
    with reading(desk, Question(Period.of("month", today, "jalali")), shelf, progress) as read:
        return board_step(read, progress)


def board_step(read: Reading, progress: Progress = SILENT) -> list[GoalLines]:
    """Return the same from a picture that is open (a step)."""
    kpis = store.kpis(read.db)
    lines = []
    for number, kpi in enumerate(kpis):
        progress.step(number, len(kpis))
        lines.append(_line(read, kpi))
    found = []
    for goal in store.goals(read.db):
        own = tuple(one for one in lines if one.kpi.goal_id == goal.id)
        found.append(GoalLines(goal, own, together(one.grade for one in own)))
    held = {each.goal.id for each in found if each.goal is not None}
    rest = tuple(one for one in lines if one.kpi.goal_id not in held)
    if rest:
        found.append(GoalLines(None, rest, together(one.grade for one in rest)))
    return found


def _line(read: Reading, kpi: Kpi) -> Line:
    one = metric(kpi.metric)
    running = Period.of(kpi.period, read.today, kpi.calendar)
    measure, _ = _measured(read, kpi, running)
    history = tuple(store.results(read.db, kpi.id))
    period, actual, count = running, measure.value, measure.count or 0
    given: int | None = None  # what has just begun would look far from any target
    if history:
        last = history[-1]
        period = Period.of(kpi.period, last.first, kpi.calendar)
        actual, count, given = last.actual, last.count, last.grade
    return Line(
        kpi, one, kpi.name or metric_name(one.code), period, actual, measure.why, count, given,
        state(given), trend([each.actual for each in history], kpi.better), history, running,
        measure.value,
    )  # fmt: skip


def _measured(read: Reading, kpi: Kpi, period: Period) -> tuple[Measure, Card]:
    """Return the figure of a target in a period, and the card it stands on."""
    one = metric(kpi.metric)
    card = _CARDS[one.card](read.beside(Question(period, None, kpi.segment)))
    for measure in card.measures:
        if measure.metric == one.code:
            return measure, card
    why = card.missing or tr("There is no figure for this period.")
    return Measure(one.code, metric_name(one.code), None, one.unit, why=why), card


def add_goal(desk: Desk, draft: GoalDraft) -> int:
    """Store a goal and return its id.

    Raises:
        BadInput: If the text is empty or too long, or the owner unknown.
    """
    draft = draft.checked()
    with desk.change(Permission.INSIGHT_EDIT) as change:
        _check_owner(change.db, draft.owner_id)
        new = store.add_goal(change.db, draft, change.now, desk.operator.id)
        change.note("goal.add", "goal", new)
        change.tell(TargetsChanged())
    return new


def change_goal(desk: Desk, goal_id: int, draft: GoalDraft, version: int) -> None:
    """Store a goal in place of the one with *version*.

    Raises:
        BadInput: If the text is empty or too long, or the owner unknown.
        ChangedMeanwhile: If somebody else changed it since.
    """
    draft = draft.checked()
    with desk.change(Permission.INSIGHT_EDIT) as change:
        _check_owner(change.db, draft.owner_id)
        store.change_goal(change.db, goal_id, draft, version)
        change.note("goal.change", "goal", goal_id)
        change.tell(TargetsChanged())


def end_goal(desk: Desk, goal_id: int, *, again: bool = False) -> None:
    """Let a goal and its targets end today; with *again* they hold again."""
    with desk.change(Permission.INSIGHT_EDIT) as change:
        goal = next((g for g in store.goals(change.db, ended=True) if g.id == goal_id), None)
        if goal is None:
            raise Missing("goal")
        on_day = None if again else change.today
        for kpi in store.kpis(change.db, ended=True):
            if kpi.goal_id == goal_id and kpi.ended_on == (goal.ended_on if again else None):
                store.end_kpi(change.db, kpi.id, on_day)
        store.end_goal(change.db, goal_id, on_day)
        change.note("goal.resume" if again else "goal.end", "goal", goal_id)
        change.tell(TargetsChanged())


def add_kpi(desk: Desk, draft: KpiDraft) -> int:
    """Store a target and return its id; it is measured from the period that runs.

    Raises:
        BadInput: If a field cannot be used.
    """
    draft = draft.checked(METRICS)
    if draft.segment and draft.segment not in dict(segments.choices(desk)):
        raise BadInput("segment", "unknown", draft.segment[:80])
    with desk.change(Permission.INSIGHT_EDIT) as change:
        _check(change.db, draft)
        calendar = look().calendar
        since = Period.of(draft.period, change.today, calendar).first
        new = store.add_kpi(
            change.db, draft, metric(draft.metric).better, calendar, since, at=change.now,
            operator_id=desk.operator.id,
        )  # fmt: skip
        change.note("kpi.add", "kpi", new, metric=draft.metric)
        change.tell(TargetsChanged())
    return new


def change_kpi(desk: Desk, kpi_id: int, draft: KpiDraft, version: int) -> None:
    """Store name, target, goal and owner; what is measured and how often stays.

    Periods that are over keep the target they were graded by.

    Raises:
        BadInput: If a field cannot be used.
        ChangedMeanwhile: If somebody else changed it since.
        Missing: If there is no such target.
    """
    with desk.change(Permission.INSIGHT_EDIT) as change:
        found = store.kpi(change.db, kpi_id)
        if found is None:
            raise Missing("kpi")
        draft = replace(
            draft, metric=found.metric, period=found.period, segment=found.segment
        ).checked(METRICS)  # fmt: skip
        _check(change.db, draft)
        store.change_kpi(change.db, kpi_id, draft, version)
        change.note("kpi.change", "kpi", kpi_id)
        change.tell(TargetsChanged())


def end_kpi(desk: Desk, kpi_id: int, *, again: bool = False) -> None:
    """Let a target end today; its history stays. With *again* it holds again.

    Raises:
        Missing: If there is no such target.
    """
    with desk.change(Permission.INSIGHT_EDIT) as change:
        if store.kpi(change.db, kpi_id) is None:
            raise Missing("kpi")
        store.end_kpi(change.db, kpi_id, None if again else change.today)
        change.note("kpi.resume" if again else "kpi.end", "kpi", kpi_id)
        change.tell(TargetsChanged())


def _check(db: ClubDatabase, draft: KpiDraft) -> None:
    _check_owner(db, draft.owner_id)
    if draft.goal_id is not None and draft.goal_id not in {goal.id for goal in store.goals(db)}:
        raise BadInput("goal", "unknown choice")


def _check_owner(db: ClubDatabase, owner_id: int | None) -> None:
    if owner_id is None:
        return
    row = db.execute_sql("SELECT 1 FROM operator WHERE id = ? AND role <> 'system'", (owner_id,))
    if row.fetchone() is None:
        raise BadInput("owner", "unknown choice")


def settle(desk: Desk, progress: Progress = SILENT) -> int:
    """Grade the periods that are over and have no result yet; return how many (at night).

    What was measured is read first, so that nobody at the counter waits for it.
    """
    with reading(
        desk, Question(Period.of("month", desk.today(), "jalali")), None, progress
    ) as read:
        found = [
            (kpi.id, _result(read, kpi, period))
            for kpi in store.kpis(read.db)
            for period in _open_periods(read.db, kpi, read.today)
        ]
    if found:
        with desk.change(Permission.REPORT_READ) as change:
            for kpi_id, result in found:
                store.add_result(change.db, kpi_id, result, change.now)
            change.note("kpi.settle", "club", 1, results=len(found))
            change.tell(TargetsChanged())
    return len(found)


def _open_periods(db: ClubDatabase, kpi: Kpi, today: date) -> Iterator[Period]:
    done = {one.first for one in store.results(db, kpi.id)}
    period = Period.of(kpi.period, today, kpi.calendar).before
    for _ in range(CAUGHT_UP):
        if period.last < kpi.since_on:
            return
        if period.first not in done:
            yield period
        period = period.before


def _result(read: Reading, kpi: Kpi, period: Period) -> Result:
    measure, card = _measured(read, kpi, period)
    return Result(
        period.first, period.last, kpi.target, measure.value,
        grade(measure.value, kpi.target, kpi.better), card.meaning.version, measure.count or 0,
    )  # fmt: skip


def targets_card(read: Reading) -> Card:
    """Return how the targets stand, for paper and sheet."""
    groups = board_step(read, read.progress)
    lines = [(group, line) for group in groups for line in group.lines]
    meaning = Meaning(
        tr("What the shop wants to reach, and how far it is in the period that runs."),
        tr("Grade: actual / target, at most 100; where less is better, target / actual."),
        1, None, read.today, len(lines), tr("targets"),
    )  # fmt: skip
    title = tr("Targets")
    if not lines:
        missing = tr("No target is set yet. Choose a figure and say what it should come to.")
        return Card("targets", title, meaning, missing=missing)
    rows = tuple(
        (
            group.goal.text if group.goal else "", line.name, line.period.name(),
            line.kpi.owner, shown(line.kpi.target, line.metric.unit, with_unit=True),
            shown(line.actual, line.metric.unit, with_unit=True), line.grade,
            state_name(line.state),
        )
        for group, line in lines
    )  # fmt: skip
    columns = (
        GridColumn(tr("Goal")), GridColumn(tr("Target of")), GridColumn(tr("Period")),
        GridColumn(tr("Who answers for it")), GridColumn(tr("Target")), GridColumn(tr("Actual")),
        GridColumn(tr("Grade"), Unit.SCORE), GridColumn(tr("State")),
    )  # fmt: skip
    whole = together(line.grade for _, line in lines)
    reached = sum(line.state == "reached" for _, line in lines)
    measures = (
        Measure("targets_grade", tr("Grade of all targets"), whole, Unit.SCORE, count=len(lines),
                why="" if whole is not None else
                tr("A target is graded when its first period is over."), better="up"),
        Measure("targets_reached", tr("Targets reached"), reached, count=len(lines), better="up"),
    )  # fmt: skip
    return Card("targets", title, meaning, measures, grid=Grid(columns, rows))


def state_name(code: str) -> str:
    """Return a state in a word."""
    return {
        "reached": tr("On target"), "near": tr("Near"), "far": tr("Far away"),
        "none": tr("No data yet"),
    }[code]  # fmt: skip


def owners(desk: Desk) -> list[tuple[str, int]]:
    """Return who can answer for a target."""
    return [(row.brief.name, row.brief.id) for row in staff.operators(desk) if row.is_active]
