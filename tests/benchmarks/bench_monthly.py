"""The monthly report of a large club, beside one pass over its sales and points.

``python -m tests.benchmarks.bench_monthly --members 100000``
"""

from pathlib import Path

from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look
from loyaldesk.services import analytics, printing
from tests.benchmarks.common import arguments, opened, stopwatch, today

FLOOR = (
    "SELECT SUM(net_rial), COUNT(DISTINCT member_id) FROM sale NOT INDEXED",
    "SELECT SUM(points) FROM points_entry NOT INDEXED",
)
"""Whoever reports must read each row once: the engine alone, without Python."""


def main() -> None:
    """Print seconds, the floor's beside them."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--out", type=Path, help="where the paper is left")
    chosen = parser.parse_args()
    desk = opened(chosen)
    month = Month.of(today(), "jalali")
    for turn in ("first", "second", "third"):
        with stopwatch(f"floor: sales and points read once ({turn})") as floor:
            for sql in FLOOR:
                desk.db.execute_sql(sql).fetchall()
        with stopwatch("all figures of the month") as figures:
            made = analytics.monthly_figures(desk, month)
        with stopwatch("figures and PDF") as paper:
            content = printing.write_monthly(desk, month, None, Look("fa"))
        print(f"figures x{figures[0] / floor[0]:.1f}, with paper x{paper[0] / floor[0]:.1f}")
        print(f"{made.active.value} active of {made.members_total.value}, {len(content)} bytes")
    if chosen.out is not None:
        chosen.out.write_bytes(content)
    desk.db.close()


if __name__ == "__main__":
    main()
