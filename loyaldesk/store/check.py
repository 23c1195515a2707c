"""Every invariant of the club, each as one question to the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store.fields import utc_text
from loyaldesk.store.sales import TOTALS_SQL

Ask = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: its name, how many rows, and ids of the first few."""

    name: str
    count: int
    ids: tuple[int, ...]


INVARIANTS: dict[str, str] = {
    "balance is the sum of the entries": (
        "SELECT m.id FROM member m LEFT JOIN points_balance b ON b.member_id = m.id LEFT JOIN"
        " (SELECT member_id, SUM(points) AS s, COUNT(*) AS n FROM points_entry GROUP BY member_id)"
        " e ON e.member_id = m.id WHERE COALESCE(b.points, 0) - COALESCE(b.debt, 0) <>"
        " COALESCE(e.s, 0) OR COALESCE(b.entries, 0) <> COALESCE(e.n, 0)"
    ),
    "no balance or debt below zero": (
        "SELECT member_id FROM points_balance WHERE points < 0 OR debt < 0"
        " OR (points > 0 AND debt > 0)"
    ),
    "lots hold the balance": (
        "SELECT b.member_id FROM points_balance b LEFT JOIN (SELECT member_id, SUM(points - used)"
        " AS s FROM lot GROUP BY member_id) l ON l.member_id = b.member_id"
        " WHERE b.points <> COALESCE(l.s, 0)"
    ),
    "a lot is used as its allocations say": (
        "SELECT l.id FROM lot l LEFT JOIN (SELECT lot_id, SUM(points) AS s FROM allocation GROUP BY"
        " lot_id) a ON a.lot_id = l.id WHERE l.used <> COALESCE(a.s, 0)"
        " OR l.used < 0 OR l.used > l.points"
    ),
    "a lot and its allocations belong to one member": (
        "SELECT a.id FROM allocation a JOIN lot l ON l.id = a.lot_id JOIN points_entry e"
        " ON e.id = a.entry_id WHERE l.member_id <> e.member_id UNION ALL SELECT l.id FROM lot l"
        " JOIN points_entry e ON e.id = l.entry_id WHERE l.member_id <> e.member_id"
        " OR l.points <> e.points"
    ),
    "a sale earned what its entries say": (
        "SELECT s.id FROM sale s LEFT JOIN (SELECT sale_id, SUM(points) AS p FROM points_entry"
        " WHERE kind IN ('earn', 'spend', 'reverse') GROUP BY sale_id) e ON e.sale_id = s.id"
        " WHERE s.earned - s.paid_points <> COALESCE(e.p, 0)"
    ),
    "a reversal mirrors its sale": (
        "SELECT r.id FROM sale r JOIN sale o ON o.id = r.reverses_id WHERE r.amount_rial <>"
        " -o.amount_rial OR r.earned <> -o.earned OR r.paid_points <> -o.paid_points"
        " OR r.member_id <> o.member_id"
    ),
    "a mirrored entry is the exact opposite": (
        "SELECT r.id FROM points_entry r JOIN points_entry o ON o.id = r.reverses_id"
        " WHERE r.points <> -o.points OR r.member_id <> o.member_id"
    ),
    "the ledger has no gap": (
        "SELECT COUNT(*) FROM points_entry HAVING COUNT(*) <> COALESCE(MAX(seq), 0)"
    ),
    "receipts have no gap": (
        "SELECT COUNT(*) FROM sale HAVING COUNT(*) > 0 AND COUNT(*) <> MAX(receipt) - MIN(receipt)"
        " + 1"
    ),
    "every sale is in the trail": (
        "SELECT s.id FROM sale s WHERE s.run_id IS NULL AND s.kind <> 'reversal' AND NOT EXISTS"
        " (SELECT 1 FROM audit a WHERE a.subject = 'sale' AND a.subject_id = s.id"
        " AND a.act = 'sale.record')"
    ),
    "every reversal is in the trail": (
        "SELECT r.id FROM sale r WHERE r.run_id IS NULL AND r.kind = 'reversal' AND NOT EXISTS"
        " (SELECT 1 FROM audit a WHERE a.subject = 'sale' AND a.subject_id = r.reverses_id"
        " AND a.act = 'sale.reverse')"
    ),
    "the trail has no gap": (
        "SELECT COUNT(*) FROM audit HAVING COUNT(*) > 0 AND COUNT(*) <> MAX(seq) - MIN(seq) + 1"
    ),
    "sums of sales are right": (
        "SELECT c.member_id FROM ("
        + TOTALS_SQL.format(where="").replace(
            "SELECT s.member_id, SUM(s.net_rial), SUM(s.standing), MIN(CASE WHEN s.standing THEN"
            " s.sold_on END), MAX(CASE WHEN s.standing THEN s.sold_on END)",
            "SELECT s.member_id AS member_id, SUM(s.net_rial) AS net, SUM(s.standing) AS visits,"
            " MIN(CASE WHEN s.standing THEN s.sold_on END) AS first_on,"
            " MAX(CASE WHEN s.standing THEN s.sold_on END) AS last_on",
        )
        + ") c LEFT JOIN member_totals t ON t.member_id = c.member_id WHERE t.net_rial IS NOT c.net"
        " OR t.visits IS NOT c.visits OR t.first_on IS NOT c.first_on"
        " OR t.last_on IS NOT c.last_on UNION ALL SELECT t.member_id FROM member_totals t"
        " WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.member_id = t.member_id)"
    ),
    "every member has a number of their own": (
        "SELECT m.id FROM member m WHERE NOT EXISTS (SELECT 1 FROM code c WHERE c.member_id = m.id"
        " AND c.kind = 'number' AND c.typed = m.number)"
    ),
    "every member can be searched": (
        "SELECT COUNT(*) FROM member HAVING COUNT(*) <> (SELECT COUNT(*) FROM member_words)"
    ),
    "every programme can be read": ("SELECT COUNT(*) FROM programme HAVING COUNT(*) = 0"),
}
"""Each question returns the ids of the rows that break it, and nothing in a sound club."""


def check(
    ask: Ask, now: datetime, *, deep: bool = False, progress: Progress = SILENT
) -> list[Broken]:
    """Return every invariant that is broken, the file's own pages first.

    Args:
        ask: Runs one SQL text and returns its cursor.
        now: The present moment; nothing may lie more than two minutes after it.
        deep: Also read every page against every index (slow).
        progress: Told after each question.
    """
    broken = []
    pages = ask("PRAGMA integrity_check" if deep else "PRAGMA quick_check").fetchall()
    if [row[0] for row in pages] != ["ok"]:
        broken.append(Broken("the file's pages are whole", len(pages), ()))
    strangers = ask("PRAGMA foreign_key_check").fetchall()
    if strangers:
        broken.append(Broken("every reference leads somewhere", len(strangers), ()))
    questions = dict(INVARIANTS)
    later = utc_text(now + timedelta(minutes=2))
    questions["nothing happened in the future"] = (
        f"SELECT id FROM points_entry WHERE at > '{later}' AND NOT clock_suspect"
        f" UNION ALL SELECT id FROM sale WHERE made_at > '{later}'"
    )
    for done, (name, sql) in enumerate(questions.items(), start=1):
        progress.step(done, len(questions), name)
        rows = ask(sql).fetchall()
        if rows:
            broken.append(Broken(name, len(rows), tuple(row[0] or 0 for row in rows[:5])))
    return broken
