"""The months of the club's story, for whoever chooses one."""

from dataclasses import dataclass

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.jalali import Month
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import periods


@dataclass(frozen=True, slots=True)
class Months:
    """What can be reported on.

    Attributes:
        months: Every month since the first sale or member, newest first; the last whole month and
            the one that runs are always among them.
        last_whole: The last month that is over.
        has_sales: Whether anything was ever sold to a member.
    """

    months: tuple[Month, ...]
    last_whole: Month
    has_sales: bool


def months(desk: Desk, calendar: str) -> Months:
    """Return the months of the club in *calendar*.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    with desk.reading(Permission.REPORT_READ):
        first_sale, first_member = periods.first_days(desk.db)
        today = desk.today()
    this = Month.of(today, calendar)
    days = [day for day in (first_sale, first_member) if day is not None]
    first = min([this.before, *(Month.of(day, calendar) for day in days)])
    found, month = [], this
    while month >= first:
        found.append(month)
        month = month.before
    return Months(tuple(found), this.before, first_sale is not None)
