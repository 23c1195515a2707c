"""The start page and the four warning signs of a large club with many follow-ups.

``python -m tests.benchmarks.bench_today --members 100000``
"""

import shutil
from dataclasses import replace

from loyaldesk.services import signs, today
from loyaldesk.store.database import open_club, writing
from tests.benchmarks.common import arguments, opened, timed

FOLLOWUPS = 20_000
FOLLOWUP_ROWS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO followup (key, member_id, about, reason, channel, text, checklist, owner_id, role,
    skill, due_at, due_on, has_time, minutes, is_promise, priority, state, outcome, result,
    done_at, done_on, done_by, tries, recurrence, made_at, made_by, version)
SELECT 'bench' || i, 1 + i * 5 % ?, '', 'manual', 'call', 'call about the order', '',
    CASE i % 4 WHEN 0 THEN NULL ELSE 1 + i % 2 END, '', '', d || 'T08:00:00Z', d, i % 3 = 0, 10,
    i % 7 = 0, 1, CASE WHEN i % 10 < 9 THEN 'done' ELSE 'open' END,
    CASE WHEN i % 10 < 9 THEN 'reached' ELSE '' END, '',
    CASE WHEN i % 10 < 9 THEN d || 'T09:00:00Z' END, CASE WHEN i % 10 < 9 THEN d END, 1, 0, '',
    d || 'T08:00:00Z', 1, 1
FROM (SELECT i, date('2026-11-21', (i * 37 % 120 - 90) || ' days') AS d FROM n)
"""
CARE_ROWS = """
INSERT INTO care SELECT id, 1 + id % 2, NULL, '2026-10-01T08:00:00Z', 1 FROM member
WHERE id % 2 = 0
"""


def main() -> None:
    """Print how long the page and the signs take, in a copy of the club."""
    chosen = arguments(__doc__ or "").parse_args()
    filled = opened(chosen)
    filled.db.close()
    path = chosen.folder / "today.club"
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copy(filled.db.path, path)
    desk = replace(filled, db=open_club(path))
    with writing(desk.db):
        desk.db.execute_sql(FOLLOWUP_ROWS, (FOLLOWUPS, chosen.members))
        desk.db.execute_sql(CARE_ROWS)
    times = timed(
        {
            "start page": [lambda: today.today_page(desk)] * min(chosen.repeat, 50),
            "four signs": [lambda: signs.four(desk)] * 3,
        }
    )
    for taken in times.values():
        print(taken.told())
    desk.db.close()
    path.unlink()


if __name__ == "__main__":
    main()
