"""The member's card and the 360 page, beside the three raw statements nobody can do without.

``python -m tests.benchmarks.bench_profile --members 100000``
"""

import random

from sqlcipher3 import dbapi2 as driver

from loyaldesk.services import attention, profile
from tests.benchmarks.common import arguments, opened, timed

FLOOR = (
    "SELECT net_rial, visits, first_on, last_on FROM member_totals WHERE member_id = ?",
    (
        "SELECT id, receipt, kind, sold_at, amount_rial, paid_points, paid_rial, earned, tier"
        " FROM sale WHERE member_id = ? ORDER BY sold_at DESC LIMIT 50"
    ),
    (
        "SELECT id, kind, points, on_day, sale_id FROM points_entry WHERE member_id = ?"
        " ORDER BY on_day DESC, id DESC LIMIT 50"
    ),
)


def main() -> None:
    """Print the card, the head of the page and the page with its first tabs."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--least", type=int, default=30, help="sales a member drawn has at least")
    chosen = parser.parse_args()
    desk = opened(chosen)
    plain = driver.connect(str(desk.db.path), isolation_level=None)
    plain.execute("PRAGMA cache_size=-65536")
    ids = [
        row[0]
        for row in desk.db.execute_sql(
            "SELECT member_id FROM member_totals WHERE visits >= ? LIMIT 5000", (chosen.least,)
        ).fetchall()
    ]
    rng = random.Random("profile")
    drawn = [rng.choice(ids) for _ in range(chosen.repeat)]

    def floor(member: int) -> None:
        for sql in FLOOR:
            plain.execute(sql, (member,)).fetchall()

    def page(member: int) -> None:
        profile.profile(desk, member)
        profile.sales_of(desk, member, limit=50)
        profile.points_of(desk, member, limit=50)

    def statements(act: object) -> int:
        told: list[str] = []
        desk.db.connection().set_trace_callback(told.append)
        act(drawn[0])  # type: ignore[operator]
        desk.db.connection().set_trace_callback(None)
        return len(told)

    works = {
        "floor: 3 raw statements": floor,
        "card at the counter": lambda m: profile.card_of(desk, m),
        "what is open, beside the card": lambda m: attention.of_member(desk, m),
        "360 page, overview": lambda m: profile.profile(desk, m),
        "360 page with 50 sales and 50 entries": page,
    }
    for member in drawn:  # the pages are read from the disk once, before anything is timed
        floor(member)
        page(member)
    found = timed(
        {name: ((lambda m=m, act=act: act(m)) for m in drawn) for name, act in works.items()}
    )
    for times in found.values():
        print(
            times.told(found["floor: 3 raw statements"]),
            f" {statements(works[times.name])} statements",
        )
    plain.close()
    desk.db.close()


if __name__ == "__main__":
    main()
