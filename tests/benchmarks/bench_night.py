"""The nightly run over a large club, beside the plain questions that read the same rows.

``python -m tests.benchmarks.bench_night --members 100000``
"""

import shutil
from dataclasses import replace
from datetime import timedelta

from loyaldesk.services import night, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from tests.benchmarks.common import NOW, arguments, opened, stopwatch, today

FLOOR = (
    "SELECT id, tier, tier_since FROM member WHERE state <> 'erased'",
    "SELECT member_id, SUM(net_rial) FROM sale WHERE basis_on BETWEEN ? AND ? GROUP BY member_id",
    "SELECT DISTINCT member_id FROM lot WHERE expires_on < ? AND used < points",
)
"""Whoever looks at everybody must read each member, the sales of a year, and the lots due."""


def main() -> None:
    """Print the seconds of three nights, and the floor's beside them."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--missed", type=int, default=1, help="days since the night before")
    chosen = parser.parse_args()
    source = opened(chosen)
    path = source.db.path.with_suffix(".night")
    source.db.close()
    shutil.copy(source.db.path, path)
    db = open_club(path)
    desk = replace(source, db=db)
    night.run(staff.system_desk(desk), date_is_right=True)  # what the filling left behind
    for turn in range(1, 4):
        now = NOW + timedelta(days=turn * chosen.missed)
        one_night(replace(desk, clock=lambda now=now: now), turn)
    db.close()
    path.unlink()


def one_night(desk: Desk, turn: int) -> None:
    """Time one night beside its floor."""
    day = desk.today()
    first = (day - timedelta(days=364)).isoformat()
    values = ((), (first, day.isoformat()), (day.isoformat(),))
    with stopwatch(f"floor: the rows of night {turn} read once") as floor:
        for sql, given in zip(FLOOR, values, strict=True):
            desk.db.execute_sql(sql, given).fetchall()
    with stopwatch(f"night {turn}, {(day - today()).days} days after the filling") as taken:
        done = night.run(staff.system_desk(desk), date_is_right=True)
    print(
        f"x{taken[0] / floor[0]:.1f}: {done.expired_points} points ended, {done.moved} moved,"
        f" {done.failed} failed"
    )


if __name__ == "__main__":
    main()
