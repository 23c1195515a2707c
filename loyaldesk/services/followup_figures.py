"""Figures on follow-ups: load of a day, promises kept, work by operator, care after a sale."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from loyaldesk.domain.followups import PromiseFigures, judged
from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import followup_figures as queries

AFTER_SALE_DAYS = 14
"""A contact so many days after a sale at most shows that the member counts after paying too."""

LoadRow = queries.LoadRow
WorkRow = queries.WorkRow
AfterSaleRow = queries.AfterSaleRow


def load(desk: Desk, day: date) -> list[LoadRow]:
    """Return what each operator has to do on a day, and what nobody has yet."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return queries.load(desk.db, day)


def promise_figures(desk: Desk, first: date, last: date) -> PromiseFigures:
    """Return what became of the promises that were first due from *first* to *last*."""
    with desk.reading(Permission.REPORT_READ):
        now, zone = desk.clock(), desk.zone
        counted: Counter[str] = Counter()
        for row in queries.promises(desk.db, *_span(desk, first, last)):
            due, promised = row.due_at, row.promised_at
            if row.has_time:
                deadline = promised + timedelta(minutes=row.minutes)
                is_overdue = due < now
            else:
                day = promised.astimezone(zone).date()
                deadline = datetime.combine(day + timedelta(days=1), time(0), zone)
                is_overdue = due.astimezone(zone).date() < desk.today(now)
            counted[
                judged(
                    row.state, deadline=deadline, tried_at=row.tried_at, is_moved=row.is_moved,
                    is_overdue=is_overdue,
                )
            ] += 1  # fmt: skip
    return PromiseFigures(**counted)


def performance(desk: Desk, first: date, last: date) -> list[WorkRow]:
    """Return how each operator followed up from *first* to *last*; overdue is as of today."""
    with desk.reading(Permission.REPORT_READ):
        span = _span(desk, first, last)
        return queries.work(desk.db, first, last, span, desk.today())


def after_sales(
    desk: Desk, first: date, last: date, days: int = AFTER_SALE_DAYS
) -> list[AfterSaleRow]:
    """Return, by the operator of the sale, how many sales were followed by a contact in *days*."""
    with desk.reading(Permission.REPORT_READ):
        return queries.after_sales(desk.db, first, last, days, desk.today())


def _span(desk: Desk, first: date, last: date) -> tuple[datetime, datetime]:
    zone = desk.zone
    return (
        datetime.combine(first, time(0), zone),
        datetime.combine(last + timedelta(days=1), time(0), zone),
    )
