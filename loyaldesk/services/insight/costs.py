"""What winning and keeping members costs, and what a little more staying would bring."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from loyaldesk.domain.insight import simulator as domain
from loyaldesk.domain.insight.card import Card, Grid, GridColumn, Group, Meaning, Measure
from loyaldesk.domain.insight.churn_cost import per_member
from loyaldesk.domain.insight.facts import Facts, Flags
from loyaldesk.domain.insight.history import day_number
from loyaldesk.domain.insight.simulator import Change, Now, Outcome
from loyaldesk.kernel import fmt
from loyaldesk.kernel.chart import Chart, ChartKind, Series
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.units import Cell, Unit
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import shop_figures
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Reading, Shelf, reading
from loyaldesk.services.insight.shop_figures import Spent

VERSION = 1
CHART_MONTHS = 12
TRIED = Change(points=5)
"""What the card tries, after the question everybody asks: what would five points bring?"""

LEAST_MEMBERS = 30
"""Nothing is told of the staying of fewer."""

YEAR, QUARTER = 12, 3


def acquisition_card(read: Reading) -> Card:
    """Return what a new and a kept member cost, from the shop's own numbers."""
    period, facts = read.question.period, read.facts
    title = tr("Winning against keeping")
    new = _new(facts, period.first, period.last)
    kept = facts.nets["window"].bought & facts.sums["period"].bought
    if read.ids_wanted is not None:
        return Card("acquisition", title, _acquisition_meaning(read, 0), missing=whole_club())
    spent = shop_figures.spent_step(read.db, period.first, period.last)
    months = _months(read)
    if spent.acquisition is None and spent.keeping is None and not any(
        row.winning or row.keeping for row in months
    ):  # fmt: skip
        return Card("acquisition", title, _acquisition_meaning(read, 0), missing=tr(
            "No cost is entered yet. Type in what the shop spent on winning and keeping members."
        ))  # fmt: skip
    return Card(
        "acquisition", title, _acquisition_meaning(read, int(new.sum() + kept.sum())),
        _acquisition_measures(read, spent, int(new.sum()), int(kept.sum())), _chart(months),
        _grid(months),
        (Group("new", tr("New in these days"), facts.ids[new]),
         Group("kept", tr("Kept in these days"), facts.ids[kept])),
    )  # fmt: skip


def whole_club() -> str:
    """Return why a segment has no cost of its own."""
    return tr("Costs are kept for the whole club. Choose all members to see this.")


def _new(facts: Facts, first: date, last: date) -> Flags:
    found: Flags = (facts.first >= day_number(first)) & (facts.first <= day_number(last))
    return found


def _acquisition_meaning(read: Reading, count: int) -> Meaning:
    period = read.question.period
    return Meaning(
        tr("What the shop paid for each member it won, and for each who stayed."),
        tr(
            "New: costs of winning members / members whose first visit lies in the period. Kept:"
            " costs of keeping members and of the club, with the points spent / members who bought"
            " in the {n} months before and again in the period. The ratio is the first by the"
            " second. Costs count in the month they were entered for."
        ).format(n=fmt.number(read.settings.retention_months)),
        VERSION, period.first, period.last, count, tr("members won or kept"),
        tr("Articles say winning costs 5 to 7 times as much as keeping: an opinion, no rule."),
    )  # fmt: skip


def ratio_of(winning: int | None, keeping: int | None) -> float | None:
    """Return how many times as much a new member costs as a kept one; None: one is not known."""
    return winning / keeping if winning is not None and keeping else None


def _acquisition_measures(
    read: Reading, spent: Spent, new: int, kept: int
) -> tuple[Measure, ...]:  # fmt: skip
    winning, keeping = per_member(spent.acquisition, new), per_member(spent.keeping, kept)
    ratio = ratio_of(winning, keeping)
    sales = int(read.facts.sums["period"].net.sum())
    share = sales / spent.shop_sales if spent.shop_sales else None
    nobody_won, nobody_kept = tr("Nobody new bought."), tr("Nobody bought again.")
    no_win, no_keep = tr("No cost of winning is entered."), tr("No cost of keeping is entered.")
    why_won = "" if winning is not None else no_win if spent.acquisition is None else nobody_won
    why_kept = "" if keeping is not None else no_keep if spent.keeping is None else nobody_kept
    return (
        Measure("acquisition_per_member", tr("For each new member"), winning, Unit.RIAL,
                count=new, why=why_won, better="down"),
        Measure("retention_per_member", tr("For each kept member"), keeping, Unit.RIAL,
                count=kept, why=why_kept, better="down"),
        Measure("acquisition_ratio", tr("New against kept, times"), ratio, Unit.DECIMAL,
                count=min(new, kept),
                why="" if ratio is not None else why_won or why_kept or no_keep),
        Measure("acquisition_cost", tr("Spent on winning"), spent.acquisition, Unit.RIAL,
                count=new, why="" if spent.acquisition is not None else no_win),
        Measure("retention_cost", tr("Spent on keeping"), spent.keeping, Unit.RIAL, count=kept,
                why="" if spent.keeping is not None else no_keep),
        Measure("members_share", tr("Members' part of the shop's sales"), share, Unit.RATIO,
                count=int(read.facts.sums["period"].bought.sum()),
                why="" if share is not None else tr("The sales of the whole shop are not entered."),
                better="up"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _MonthRow:
    month: Month
    new: int
    kept: int
    winning: int | None
    keeping: int | None


def _months(read: Reading) -> list[_MonthRow]:
    """Return the twelve months up to the end of the period, the oldest first."""
    facts, back = read.facts, read.settings.retention_months
    month = Month.of(facts.as_of, read.question.period.calendar)
    found = []
    for k in range(CHART_MONTHS):
        bought = (facts.months >> np.uint64(k)) & np.uint64(1)
        window = (facts.months >> np.uint64(k + 1)) & np.uint64((1 << back) - 1)
        kept = int(((bought > 0) & (window > 0)).sum())
        new = int(_new(facts, month.first, month.last).sum())
        spent = shop_figures.spent_step(read.db, month.first, month.last)
        found.append(_MonthRow(month, new, kept, spent.acquisition, spent.keeping))
        month = month.before
    return found[::-1]


def _chart(months: list[_MonthRow]) -> Chart:
    def each(cost: int | None, members: int) -> float | None:
        found = per_member(cost, members)
        return None if found is None else float(found)

    return Chart(
        ChartKind.BARS, tuple(fmt.month(row.month) for row in months),
        (
            Series(tr("For each new member"), tuple(each(r.winning, r.new) for r in months)),
            Series(tr("For each kept member"), tuple(each(r.keeping, r.kept) for r in months)),
        ),
        Unit.RIAL, tr("month"), tr("cost of a member"),
    )  # fmt: skip


def _grid(months: list[_MonthRow]) -> Grid:
    columns = (
        GridColumn(tr("Month")), GridColumn(tr("New"), Unit.COUNT),
        GridColumn(tr("Spent on winning"), Unit.RIAL),
        GridColumn(tr("For each new member"), Unit.RIAL), GridColumn(tr("Who stayed"), Unit.COUNT),
        GridColumn(tr("Spent on keeping"), Unit.RIAL),
        GridColumn(tr("For each kept member"), Unit.RIAL),
        GridColumn(tr("Times"), Unit.DECIMAL),
    )  # fmt: skip
    return Grid(columns, tuple(_line(row) for row in months))


def _line(row: _MonthRow) -> tuple[Cell, ...]:
    winning, keeping = per_member(row.winning, row.new), per_member(row.keeping, row.kept)
    return (
        fmt.month(row.month), row.new, row.winning, winning, row.kept, row.keeping, keeping,
        ratio_of(winning, keeping),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Basis:
    """The shop's year the simulator begins with.

    Attributes:
        now: None where the shop is too young, with *missing*.
        missing: Why there is none, as a sentence.
        window_months: Staying was measured from so many months to the next so many.
        asked: Members whose staying was looked at.
        margin_note: What stands for the margin of goods of unknown cost; may be empty.
        first: First day of the year.
        last: Last day of it.
    """

    now: Now | None
    missing: str
    window_months: int
    asked: int
    margin_note: str
    first: date
    last: date


def simulator_basis(desk: Desk, question: Question, shelf: Shelf | None = None) -> Basis:
    """Return the shop's own numbers for the simulator.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with reading(desk, question, shelf) as read:
        return basis_of(read)


def basis_of(read: Reading) -> Basis:
    """Return the same of a picture of the club."""
    facts, year = read.facts, read.facts.sums["year"]
    bought = year.bought
    members, visits = int(bought.sum()), int(year.visits[bought].sum())
    net, margin = int(year.net[bought].sum()), int(year.margin[bought].sum())
    window, asked, stayed = staying(facts)

    def told(now: Now | None, missing: str = "") -> Basis:
        return Basis(now, missing, window, asked, read.margin_note, year.span.first, year.span.last)

    if members == 0 or visits == 0:
        return told(None, tr("Nobody bought in the year up to these days."))
    if asked < LEAST_MEMBERS:
        return told(None, tr(
            "Too early: staying is measured from one quarter to the next, and fewer than {n}"
            " members bought in the quarter before the last one."
        ).format(n=fmt.number(LEAST_MEMBERS)))  # fmt: skip
    if margin <= 0:
        return told(None, tr("The members brought no margin in this year."))
    retention = domain.yearly_of(stayed / asked, window)
    return told(Now(
        members, retention, visits / members * (YEAR / read.settings.value_months), net / visits,
        margin / net,
    ))  # fmt: skip


def staying(facts: Facts) -> tuple[int, int, int]:
    """Return over how many months staying was measured, of how many members, and who stayed.

    From one year to the next where enough members bought in the year before; else by quarters.
    """
    for months in (YEAR, QUARTER):
        mask = np.uint64((1 << months) - 1)
        before = ((facts.months >> np.uint64(months)) & mask) > 0
        asked = int(before.sum())
        if asked >= LEAST_MEMBERS or months == QUARTER:
            break
    stayed = int((before & ((facts.months & mask) > 0)).sum())
    return months, asked, stayed


def simulator_card(read: Reading) -> Card:
    """Return what five points more of retention would bring, for page and paper."""
    return told_outcome(basis_of(read), TRIED)


def told_outcome(basis: Basis, change: Change) -> Card:
    """Return what *change* would do to the shop of *basis*, as a card."""
    title = tr("What if more stayed?")
    meaning = simulator_meaning(basis)
    if basis.now is None:
        return Card("simulator", title, meaning, missing=basis.missing)
    outcome = domain.simulate(basis.now, change)
    return Card(
        "simulator", title, meaning, _simulator_measures(outcome, change), _bars(outcome),
        _table(outcome), note=_simulator_note(basis),
    )  # fmt: skip


def simulator_meaning(basis: Basis) -> Meaning:
    """Return what the figures of the simulator mean."""
    return Meaning(
        tr(
            "The shop's own year with a little more staying, coming or buying, everything else"
            " being equal. It is arithmetic, no forecast."
        ),
        tr(
            "Margin of a year = members who bought x retention x visits of a member in a year x"
            " basket x margin rate. Years a member stays = 1 / (1 - retention); lifetime value ="
            " visits x basket x margin rate x those years. Retention above {most} is taken as"
            " {most}."
        ).format(most=fmt.percent(domain.MOST_RETENTION)),
        VERSION, basis.first, basis.last, basis.now.members if basis.now else 0,
        tr("members who bought"),
        tr(
            "Articles say 5 % more retention brings 25 to 100 % more profit: somebody else's claim."
        ),
    )  # fmt: skip


def _simulator_measures(outcome: Outcome, change: Change) -> tuple[Measure, ...]:
    now, then = outcome.now, outcome.then
    count = now.members
    return (
        Measure("simulator_yearly", tr("More margin in a year"), round(outcome.yearly_more),
                Unit.RIAL, count=count, better="up"),
        Measure("simulator_yearly_share", tr("More margin in a year, share"), outcome.yearly_share,
                Unit.RATIO, count=count, better="up"),
        Measure("simulator_lifetime_share", tr("More value of a member, share"),
                outcome.lifetime_share, Unit.RATIO, count=count, better="up"),
        Measure("simulator_lifetime", tr("Value of a member over the years"), round(then.lifetime),
                Unit.RIAL, round(now.lifetime), count, better="up"),
        Measure("simulator_years", tr("Years a member stays"), then.years, Unit.DECIMAL, now.years,
                count, better="up"),
        Measure("simulator_points", tr("Points of retention tried"), change.points, Unit.DECIMAL,
                count=count),
    )  # fmt: skip


def _bars(outcome: Outcome) -> Chart:
    return Chart(
        ChartKind.BARS, (tr("Margin of a year"),),
        (
            Series(tr("As it is"), (outcome.now.yearly,), is_weak=True),
            Series(tr("As it would be"), (outcome.then.yearly,)),
        ),
        Unit.RIAL, tr("members as they are, and if more stayed"), tr("margin"),
    )  # fmt: skip


def _table(outcome: Outcome) -> Grid:
    """Return each step of the arithmetic, as it is and as it would be."""
    now, then = outcome.now, outcome.then
    columns = (GridColumn(tr("Step")), GridColumn(tr("As it is")), GridColumn(tr("As it would be")))

    def amount(value: float) -> str:
        return fmt.amount_with_unit(round(value))

    def times(value: float) -> str:
        return fmt.decimal(value, 2)

    return Grid(columns, (
        (tr("Members who bought"), fmt.number(now.members), fmt.number(then.members)),
        (tr("Retention in a year"), fmt.percent(now.retention, 1), fmt.percent(then.retention, 1)),
        (tr("Visits of a member in a year"), times(now.frequency), times(then.frequency)),
        (tr("Basket"), amount(now.basket), amount(then.basket)),
        (tr("Margin rate"), fmt.percent(now.margin_rate, 1), fmt.percent(then.margin_rate, 1)),
        (tr("Margin of a year"), amount(now.yearly), amount(then.yearly)),
        (tr("Years a member stays"), times(now.years), times(then.years)),
        (tr("Lifetime value"), amount(now.lifetime), amount(then.lifetime)),
    ))  # fmt: skip


def _simulator_note(basis: Basis) -> str:
    parts = []
    if basis.window_months == QUARTER:
        parts.append(tr(
            "The club is young: retention in a year is reckoned from one quarter to the next, four"
            " times over."
        ))  # fmt: skip
    if basis.margin_note:
        parts.append(basis.margin_note)
    return " ".join(parts)
