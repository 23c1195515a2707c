"""The day at the counter: today's numbers, and the day-end summary to compare with the till."""

from dataclasses import dataclass, fields, replace
from datetime import date

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import day_end as queries

OperatorDay = queries.OperatorDay
Served = queries.Served
TodayNumbers = queries.TodayNumbers

LAST_SERVED = 5


@dataclass(frozen=True, slots=True)
class DayEnd:
    """A day by operator, and all of it together."""

    day: date
    operators: tuple[OperatorDay, ...]
    total: OperatorDay


def today(desk: Desk) -> TodayNumbers:
    """Return what the counter shows while nobody is served."""
    with desk.reading(Permission.SALE_READ):
        return queries.today_numbers(desk.db, desk.today(), LAST_SERVED)


def day_end(desk: Desk, day: date) -> DayEnd:
    """Return what each operator sold, took back, gave and let be spent on *day*."""
    with desk.reading(Permission.DAY_END_READ):
        rows = tuple(
            replace(row, operator=tr("Imported")) if row.operator_id == queries.IMPORTED else row
            for row in queries.day_by_operator(desk.db, day)
        )
    return DayEnd(day, rows, _total(rows))


def _total(rows: tuple[OperatorDay, ...]) -> OperatorDay:
    names = [field.name for field in fields(OperatorDay)][2:]
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return OperatorDay(-1, tr("All"), **sums)
