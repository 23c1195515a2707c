"""When the club's story begins."""

from datetime import date

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of


def first_days(db: ClubDatabase) -> tuple[date | None, date | None]:
    """Return the day of the first sale and that of the first member; None where there is none."""
    row = db.execute_sql(
        "SELECT (SELECT MIN(sold_on) FROM sale), (SELECT MIN(registered_on) FROM member)"
    ).fetchone()
    return day_of(row[0]), day_of(row[1])
