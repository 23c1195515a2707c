"""What is owed: lots by tier and last day, debts, accounts, and how points ended before."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of


@dataclass(frozen=True, slots=True)
class Held:
    """Points of one tier with one last day; ``waits``: they cannot be spent yet."""

    tier: str
    expires_on: date | None
    waits: bool
    points: int


def held(db: ClubDatabase, today: date) -> list[Held]:
    """Return points that are alive today, by tier, last day, and whether they wait."""
    rows = db.execute_sql(
        "SELECT m.tier, l.expires_on, l.usable_from > :today, SUM(l.points - l.used) FROM lot l"
        " JOIN member m ON m.id = l.member_id WHERE l.used < l.points"
        " AND (l.expires_on IS NULL OR l.expires_on >= :today) GROUP BY 1, 2, 3",
        {"today": today.isoformat()},
    )
    return [Held(tier, day_of(last), bool(waits), n) for tier, last, waits, n in rows.fetchall()]


def holders(db: ClubDatabase, today: date) -> dict[str, int]:
    """Return how many members of each tier hold points that are alive today."""
    rows = db.execute_sql(
        "SELECT m.tier, COUNT(*) FROM member m WHERE EXISTS (SELECT 1 FROM lot l WHERE"
        " l.member_id = m.id AND l.used < l.points AND (l.expires_on IS NULL OR l.expires_on >= ?))"
        " GROUP BY m.tier",
        (today.isoformat(),),
    )
    return dict(rows.fetchall())


def ended(db: ClubDatabase, first: date, last: date) -> tuple[int, int]:
    """Return points spent and points that ended unspent from *first* to *last*.

    What was taken back counts for nothing, nor do points that came back with goods.
    """
    row = db.execute_sql(
        "SELECT COALESCE(SUM(CASE WHEN e.kind IN ('spend', 'return') THEN -e.points END), 0),"
        " COALESCE(SUM(CASE WHEN e.kind = 'expire' THEN -e.points END), 0) FROM points_entry e"
        " WHERE e.on_day BETWEEN ? AND ? AND (e.kind IN ('spend', 'expire')"
        " OR (e.kind = 'return' AND e.points > 0))"
        " AND NOT EXISTS (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id)",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    return max(row[0], 0), row[1]


def debts(db: ClubDatabase) -> tuple[int, int]:
    """Return points that members owe, and how many members owe any."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(debt), 0), COUNT(*) FROM points_balance WHERE debt > 0"
    ).fetchone()
    return row[0], row[1]


def accounts(db: ClubDatabase) -> dict[str, tuple[int, int]]:
    """Return number and money of wallets and gift cards that hold any, by kind."""
    rows = db.execute_sql(
        "SELECT kind, COUNT(*), SUM(balance_rial) FROM account WHERE balance_rial > 0"
        " AND state <> 'closed' GROUP BY kind"
    )
    return {kind: (n, rial) for kind, n, rial in rows.fetchall()}
