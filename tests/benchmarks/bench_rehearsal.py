"""Twelve months of sales under another programme, beside reading their rows only.

``python -m tests.benchmarks.bench_rehearsal --sales 250000``
"""

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import gettempdir

from loyaldesk.domain.conditions import When
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Rule, months_after
from loyaldesk.services.rehearsal import rehearse
from loyaldesk.store.queries import rehearsal as queries
from tests.benchmarks.common import opened, stopwatch, today

MEMBERS = 25_000


def newer() -> Programme:
    """Return a programme that differs in every way that costs time."""
    plain = Programme.plain(rial_per_point=80_000, life_days=180)
    friday = Rule("friday", "جمعه", "Friday", "times", percent=200, when=When(weekdays=("fri",)))
    visit = Rule("visit", "مراجعه", "Visit", "visit", 2, cap_member=200)
    return replace(plain, rules=(*plain.rules, visit, friday))


def main() -> None:
    """Print seconds, the floor's beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=250_000, help="within the last 12 months")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "loyaldesk-bench")
    asked = parser.parse_args()
    each = 2 * asked.sales // MEMBERS  # the club's sales lie in two years
    chosen = argparse.Namespace(members=MEMBERS, sales=each, folder=asked.folder, check=False)
    desk = opened(chosen)
    first: date = months_after(today(), -12)
    with stopwatch("floor: the same rows read once") as floor:
        rows = sum(1 for _ in queries.sales(desk.db, months_after(first, -12)))
        rows += sum(1 for _ in queries.movements(desk.db, first))
        queries.lots_before(desk.db, first)
    print(f"{rows} rows")
    for name, programme in (("plain", Programme.plain(rial_per_point=80_000)), ("rich", newer())):
        with stopwatch(f"rehearsal, {name} programme") as took:
            made = rehearse(desk, programme)
        print(f"{name}: {made.receipts} sales, x{took[0] / floor[0]:.1f}, {made.winners} winners")
    desk.db.close()


if __name__ == "__main__":
    main()
