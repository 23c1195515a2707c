"""What the playbooks did lately, counted, and which playbook an id is."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.store.database import ClubDatabase


@dataclass(frozen=True, slots=True)
class Figures:
    """What a playbook did in some days.

    Attributes:
        runs: Times it began for a member; `made` and `skipped` are the steps of these runs.
    """

    runs: int = 0
    made: int = 0
    skipped: int = 0


def since(db: ClubDatabase, first: date) -> dict[str, Figures]:
    """Return the figures of runs that began on *first* or later, by code."""
    rows = db.execute_sql(
        "SELECT p.code, COUNT(DISTINCT r.id), COALESCE(SUM(s.state = 'made'), 0),"
        " COALESCE(SUM(s.state = 'skipped'), 0) FROM playbook p JOIN playbook_run r"
        " ON r.playbook_id = p.id LEFT JOIN playbook_step s ON s.run_id = r.id"
        " WHERE r.trigger_on >= ? GROUP BY p.code",
        (first.isoformat(),),
    ).fetchall()
    return {code: Figures(*counts) for code, *counts in rows}


def code_of(db: ClubDatabase, playbook_id: int) -> str:
    """Return the code of a playbook, or empty."""
    row = db.execute_sql("SELECT code FROM playbook WHERE id = ?", (playbook_id,)).fetchone()
    return str(row[0]) if row else ""
