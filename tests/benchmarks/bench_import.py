"""Import of sales beside its floor, and how long a sale at the counter waits meanwhile.

    python tests/benchmarks/bench_import.py [--rows 100000] [--members 5000] [--file LIST.csv]

The floor reads the same file with `csv.reader` and puts its rows into one plain table of the same
engine, in one transaction, with no check, no points and no index.
"""

import argparse
import csv
import random
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.members import MemberDraft
from loyaldesk.services import checking, club, imports, members, sales
from loyaldesk.services import desk as desks
from loyaldesk.store import database

GOAL_SECONDS = 60.0
"""For 100,000 rows; more and fewer in proportion."""

GOAL_WAIT_MS = 100.0


def write_list(path: Path, rows: int, people: int) -> None:
    """Write an invented list of eighteen months."""
    draw = random.Random(1)
    first = date.today() - timedelta(days=540)
    codes = [f"{n:05d}" for n in range(1, people + 1)]
    visits = [draw.gammavariate(0.8, 1) for _ in codes]  # few come often, many seldom
    buyers = draw.choices(codes, visits, k=rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["member", "date", "amount"])
        for n in range(rows):
            day = first + timedelta(days=n * 539 // rows)
            writer.writerow(
                [buyers[n], f"{day:%Y%m%d}", max(0, int(draw.gauss(900, 400))) * 10_000]
            )


def floor(path: Path, folder: Path) -> float:
    """Return the seconds that reading and plain inserting take."""
    started = time.perf_counter()
    db = driver.connect(str(folder / "floor.db"), isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE sale (member TEXT, day TEXT, amount INTEGER)")
    db.execute("BEGIN")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        db.executemany("INSERT INTO sale VALUES (?, ?, ?)", rows)
    db.execute("COMMIT")
    db.close()
    return time.perf_counter() - started


class Counter(threading.Thread):
    """A till that sells all the time through a connection of its own."""

    def __init__(self, desk: desks.Desk) -> None:
        super().__init__()
        self.desk, self.over, self.waits = desk, threading.Event(), []
        draft = MemberDraft("Sara", "Ahmadi", "09121234567")
        self.member = members.enrol(desk, draft).id

    def run(self) -> None:
        db = database.open_club(self.desk.db.path)
        till = desks.Desk(db, self.desk.operator)
        while not self.over.wait(0.2):
            draft = sales.SaleDraft(self.member, 1_000_000, f"till-{len(self.waits)}")
            started = time.perf_counter()
            sales.record_sale(till, draft)
            self.waits.append((time.perf_counter() - started) * 1000)
        db.close()


@contextmanager
def timed_transactions(lengths: list[float]):
    """Note how long each writing transaction of this thread holds the door."""
    plain, mine = database.writing, threading.get_ident()

    @contextmanager
    def timed(db):
        with plain(db):
            started = time.perf_counter()
            yield
        if threading.get_ident() == mine:
            lengths.append((time.perf_counter() - started) * 1000)

    desks.writing = timed
    try:
        yield
    finally:
        desks.writing = plain


def measure(name: str, seconds: float, rows: int, base: float) -> None:
    print(
        f"{name:<34}{seconds:8.2f} s {seconds / rows * 1e6:9.1f} us a row {seconds / base:8.1f} x"
    )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--members", type=int, default=5_000)
    asked.add_argument("--file", type=Path, help="a list of one's own: member,date,amount")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = given.file or folder / "sales.csv"
        if not given.file:
            write_list(path, given.rows, given.members)
        desk = club.found_club(folder / "bench.club", club.ClubDraft("Bench", "Owner"))
        options = imports.Options(create_members=True)
        base = floor(path, folder)
        started = time.perf_counter()
        looked = imports.analyse(desk, path, "sales", options)
        dry = time.perf_counter() - started
        counter, lengths = Counter(desk), []
        counter.start()
        started, worked = time.perf_counter(), time.process_time()
        with timed_transactions(lengths):
            done = imports.run(desk, path, "sales", options)
        took, worked = time.perf_counter() - started, time.process_time() - worked
        counter.over.set()
        counter.join()
        started = time.perf_counter()
        again = imports.run(desk, path, "sales", options)
        second = time.perf_counter() - started
        broken = checking.check(desk)
        desk.db.close()
    rows = done.rows
    goal = GOAL_SECONDS * rows / 100_000
    waits = sorted(counter.waits)
    print(f"{rows:,} rows, {done.added:,} added, {done.members_added:,} members, {done.bad} bad")
    measure("floor: csv.reader and executemany", base, rows, base)
    measure("dry run", dry, rows, base)
    measure(f"import (goal {goal:.0f} s)", took, rows, base)
    measure(f"the same file again: {again.added} added", second, rows, base)
    print(f"processor time of the import and the till {worked:.2f} s")
    print(f"longest transaction {max(lengths):.0f} ms of {len(lengths)}")
    print(
        f"sales at the counter meanwhile {len(waits)}: p50 {waits[len(waits) // 2]:.1f} ms,"
        f" p99 {waits[len(waits) * 99 // 100]:.1f} ms, longest {waits[-1]:.1f} ms"
        f" (goal {GOAL_WAIT_MS:.0f} ms)"
    )
    print("the check finds nothing broken" if not broken else f"BROKEN: {broken}")
    return int(bool(broken) or took > goal or looked.counts.added != done.added)


if __name__ == "__main__":
    sys.exit(main())
