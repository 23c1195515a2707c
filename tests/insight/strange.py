"""Clubs nobody has, written into the file in one go: too many sales, too much money, one rhythm."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from loyaldesk.services.desk import Desk
from loyaldesk.store.database import writing
from tests.makers import make_member

Sold = tuple[int, date, int]
"""Member, day and net money in Rial."""

_SALE = (
    "INSERT INTO sale (id, key, receipt, kind, member_id, amount_rial, paid_points, paid_rial,"
    " net_rial, earned, tier, sold_at, sold_on, basis_on, made_at, operator_id, till, source,"
    " outside_receipt, reward_rial, prepaid_rial, gift_card_rial, wallet_rial, discount_rial,"
    " tax_rial) VALUES (?1, 's' || ?1, ?1 + 1000, CASE ?3 WHEN 0 THEN 'visit' ELSE 'sale' END,"
    " ?2, ?3, 0, 0, ?3, 0, 'bronze', ?4, ?5, ?5, ?4, 1, '1', 'import', '', 0, 0, 0, 0, 0, 0)"
)


def people(desk: Desk, count: int) -> list[int]:
    """Enrol so many members and return their ids."""
    return [make_member(desk).id for _ in range(count)]


def sell(desk: Desk, sold: Iterable[Sold]) -> None:
    """Write sales that no counter would type in one by one; the club has had none before."""
    with writing(desk.db):
        desk.db.cursor().executemany(
            _SALE,
            ((n, whose, rial, f"{day}T08:30:00Z", day.isoformat())
             for n, (whose, day, rial) in enumerate(sold, 1)),
        )  # fmt: skip
        desk.db.execute_sql(
            "INSERT OR REPLACE INTO member_totals SELECT member_id, SUM(net_rial), COUNT(*),"
            " MIN(sold_on), MAX(sold_on) FROM sale GROUP BY member_id"
        )
        desk.db.execute_sql(
            "INSERT OR REPLACE INTO counter (name, value) SELECT 'receipt', 1000 + MAX(id)"
            " FROM sale"
        )


def each_day(member: int, last: date, count: int, rial: int, per_day: int = 1) -> Iterator[Sold]:
    """Yield so many sales that end on *last*, so many a day."""
    for n in range(count):
        yield member, last - timedelta(days=n // per_day), rial
