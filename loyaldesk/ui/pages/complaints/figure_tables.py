"""The figures of complaints as tables: by category, cause, severity, compensation and member."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.complaint_figures import Figures, Recovery, RemedyFigures, Speed
from loyaldesk.services.complaint_words import (
    category_name,
    remedy_name,
    root_cause_name,
    severity_name,
)
from loyaldesk.ui.kit.table import ROW_HEIGHT, Column, RowsTable
from loyaldesk.ui.pages.complaints.wording import rounded_hours

HEAD, WIDTH = 44, 100
SPARE_SPEED, SPARE_REMEDY = (2, 4), (5,)
"""Columns that are left out in a narrow window."""


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    name: str
    speed: Speed


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: str
    count: int


def category_table(found: Figures) -> RowsTable[_Line] | None:
    """Return how complaints of each category were handled; None of nothing."""
    return _speeds(found.by_category, category_name, tr("About what"))


def cause_table(found: Figures) -> RowsTable[_Line] | None:
    """Return the same by root cause."""
    return _speeds(found.by_root_cause, root_cause_name, tr("Root cause"))


def severity_table(found: Figures) -> RowsTable[_Line] | None:
    """Return the same by severity."""
    return _speeds(found.by_severity, lambda code: severity_name(int(code)), tr("Severity"))


def remedy_table(after: Recovery) -> RowsTable[RemedyFigures] | None:
    """Return what each kind of compensation cost and what came after it."""
    if not after.remedies:
        return None
    columns: list[Column[RemedyFigures]] = [
        Column(tr("Compensation"), lambda one: remedy_name(one.kind)),
        _figure(tr("Complaints"), lambda one: fmt.number(one.all_count), 100),
        _figure(tr("Cost to the shop"), lambda one: fmt.amount(one.all_cost_rial), 150),
        _figure(tr("Came back in 90 days"), _came_back, 170),
        _figure(tr("Sales to them"), lambda one: _money(one, one.net_rial), 130),
        _figure(tr("Earned on it"), lambda one: _money(one, one.margin_rial), 130),
    ]
    table = RowsTable(columns, tr("Compensation"), sorting="none")
    table.setProperty("spare", SPARE_REMEDY)
    return _whole(table, after.remedies)


def people_table(found: Figures, open_member: Callable[[int], object]) -> RowsTable[_Person] | None:
    """Return the members who complained more than once; Enter opens one."""
    if not found.repeated:
        return None
    columns: list[Column[_Person]] = [
        Column(tr("Member"), lambda one: isolate(one.name)),
        _figure(tr("Complaints"), lambda one: fmt.number(one.count), 120),
    ]
    table: RowsTable[_Person] = RowsTable(columns, tr("Members"), sorting="none")
    table.chosen.connect(lambda one: open_member(one.id))
    return _whole(table, [_Person(*each) for each in found.repeated])


def _speeds(
    speeds: Sequence[Speed], name: Callable[[str], str], title: str
) -> RowsTable[_Line] | None:
    if not speeds:
        return None
    columns: list[Column[_Line]] = [
        Column(title, lambda one: one.name),
        _figure(tr("How many"), lambda one: fmt.number(one.speed.count), 80),
        _figure(tr("Still open"), lambda one: fmt.number(one.speed.open), 90),
        _figure(tr("First answer"), lambda one: _hours(one.speed.first_answer_mean), 110),
        _figure(tr("Acknowledged in time"), lambda o: _share(o.speed.acknowledged_in_time), 130),
        _figure(tr("Answered in time"), lambda one: _share(one.speed.answered_in_time), 130),
        _figure(tr("Solved in time"), lambda one: _share(one.speed.solved_in_time), 130),
    ]
    table: RowsTable[_Line] = RowsTable(columns, title, sorting="none")
    table.setProperty("spare", SPARE_SPEED)
    return _whole(table, [_Line(each.code, name(each.code), each) for each in speeds])


def give_way(table: RowsTable, *, is_narrow: bool) -> None:  # type: ignore[type-arg]  # of any row
    """Leave columns out in a narrow window."""
    spare = table.property("spare") or ()
    for column in spare:
        table.setColumnHidden(column, is_narrow)


def _came_back(one: RemedyFigures) -> str:
    if one.share is None:
        return tr("no data")
    return tr("{share} · {n} of {all}").format(
        share=fmt.percent(float(one.share)), n=fmt.number(one.came_back), all=fmt.number(one.count)
    )


def _money(one: RemedyFigures, rial: int | None) -> str:
    return fmt.amount(rial) if rial is not None and one.count else tr("no data")


def _share(share: Fraction | None) -> str:
    return fmt.percent(float(share)) if share is not None else tr("no data")


def _hours(minutes: int | None) -> str:
    return rounded_hours(minutes) if minutes is not None else tr("no data")


def _figure(title: str, text: object, width: int = WIDTH) -> Column:  # type: ignore[type-arg]  # of any row
    return Column(title, text, numeric=True, width_hint=width)  # type: ignore[arg-type]


def _whole(table: RowsTable, rows: Sequence) -> RowsTable:  # type: ignore[type-arg]
    """Return *table* as high as its rows: the page scrolls, not the table."""
    table.show_rows(list(rows))
    table.setFixedHeight(HEAD + ROW_HEIGHT * max(len(rows), 1) + 4)
    return table
