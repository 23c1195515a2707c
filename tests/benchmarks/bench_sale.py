"""A sale through the whole service, beside the raw four-statement sale and beside the disk.

``python -m tests.benchmarks.bench_sale --members 100000``
"""

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.services import sales
from loyaldesk.services.desk import Desk
from loyaldesk.services.sales import SaleDraft
from loyaldesk.store.database import open_club
from tests.benchmarks.common import NOW, arguments, opened, timed

RAW = """
CREATE TABLE sale (id INTEGER PRIMARY KEY, key TEXT UNIQUE, member_id INTEGER, rial INTEGER,
    at TEXT, day TEXT);
CREATE INDEX sale_member ON sale (member_id, at);
CREATE TABLE entry (id INTEGER PRIMARY KEY, member_id INTEGER, points INTEGER, sale_id INTEGER);
CREATE INDEX entry_member ON entry (member_id, id);
CREATE TABLE totals (member_id INTEGER PRIMARY KEY, rial INTEGER, visits INTEGER, points INTEGER);
"""


def raw_club(path: Path, members: int) -> driver.Connection:
    """Return a file with the least a sale can be stored in, as large as the club."""
    path.unlink(missing_ok=True)
    plain = driver.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode=wal", "synchronous=full", "cache_size=-65536"):
        plain.execute(f"PRAGMA {pragma}")
    plain.executescript(RAW)
    plain.execute("BEGIN")
    plain.executemany(
        "INSERT INTO totals VALUES (?, 0, 0, 0)", ((n,) for n in range(1, members + 1))
    )
    plain.executemany(
        "INSERT INTO sale VALUES (NULL, ?, ?, 1000000, '2026-01-01T00:00:00Z', '2026-01-01')",
        ((f"old-{n}", 1 + n % members) for n in range(members * 3)),
    )
    plain.execute("COMMIT")
    return plain


def raw_sale(plain: driver.Connection, member: int, key: str) -> None:
    """Store a sale, its two points entries and the member's sums, and nothing else."""
    plain.execute("BEGIN IMMEDIATE")
    sale = plain.execute(
        "INSERT INTO sale VALUES (NULL, ?, ?, 1000000, '2026-11-21T08:30:00Z', '2026-11-21')",
        (key, member),
    ).lastrowid
    plain.executemany(
        "INSERT INTO entry VALUES (NULL, ?, ?, ?)", ((member, 10, sale), (member, -5, sale))
    )
    plain.execute(
        "UPDATE totals SET rial = rial + 1000000, visits = visits + 1, points = points + 5"
        " WHERE member_id = ?", (member,),
    )  # fmt: skip
    plain.execute("COMMIT")


def copy_of(desk: Desk, path: Path) -> Desk:
    """Return a desk on a copy of the club, so that the filled one stays as it is."""
    source = desk.db.path
    desk.db.close()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copy(source, path)
    return replace(desk, db=open_club(path))


def main() -> None:
    """Print a sale, one that pays with points, and a repeated one beside the floors."""
    chosen = arguments(__doc__ or "").parse_args()
    desk = copy_of(opened(chosen), chosen.folder / "sale.club")
    plain = raw_club(chosen.folder / "raw.db", chosen.members)
    rng = random.Random("sale")
    member = lambda: rng.randint(1, chosen.members)  # noqa: E731
    synced = (chosen.folder / "sync.bin").open("wb", buffering=0)

    def sync() -> None:
        synced.write(bytes(28_000))
        os.fsync(synced.fileno())

    rich = [
        row[0]
        for row in desk.db.execute_sql(
            "SELECT member_id FROM points_balance WHERE points > 200 LIMIT ?", (chosen.repeat,)
        ).fetchall()
    ]
    count = range(chosen.repeat)
    found = timed(
        {
            "floor: 28 kB written and synced": (sync for _ in count),
            "floor: raw 4-statement sale": (
                lambda n=n: raw_sale(plain, member(), f"r{n}") for n in count
            ),
            "record_sale": (
                lambda n=n: sales.record_sale(desk, SaleDraft(member(), 1_250_000, f"s{n}"))
                for n in count
            ),
            "record_sale, a part paid by points": (
                lambda n=n, m=m: sales.record_sale(desk, SaleDraft(m, 1_250_000, f"p{n}", 20))
                for n, m in enumerate(rich)
            ),
        }
    )
    for times in found.values():
        print(times.told(found["floor: raw 4-statement sale"]))
    assert desk.clock() == NOW
    desk.db.close()
    plain.close()
    synced.close()


if __name__ == "__main__":
    main()
