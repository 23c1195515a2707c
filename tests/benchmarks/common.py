"""A large club filled in bulk, and the arithmetic of timings."""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from tempfile import gettempdir

from loyaldesk.domain.cards import CodeKind, new_card_number
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.sample_names import LATIN_NAMES, MEN, SURNAMES, WOMEN
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import checking, club, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import members as store
from loyaldesk.store.database import ClubDatabase, open_club
from loyaldesk.store.fields import utc_text
from tests.rows import tampering

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
"""The clock of every benchmark club stands here, so that a filled club can be used again."""

DAYS = 730
BLOCK = 20_000


def arguments(about: str, members: int = 100_000) -> argparse.ArgumentParser:
    """Return a parser with what every benchmark takes."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--members", type=int, default=members)
    parser.add_argument("--sales", type=int, default=10, help="sales for each member")
    parser.add_argument("--repeat", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "loyaldesk-bench")
    parser.add_argument("--check", action="store_true", help="ask every invariant of the club")
    return parser


def opened(chosen: argparse.Namespace) -> Desk:
    """Return the owner's desk of a club of the size asked for, filled at the first call."""
    set_look(Look("fa"))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("LOYALDESK_HOME", str(chosen.folder / "home"))
    path = chosen.folder / f"club-{chosen.members}-{chosen.sales}.club"
    if not path.exists():
        begun = time.perf_counter()
        part = path.with_suffix(".part")
        for ending in ("", "-wal", "-shm"):
            part.with_name(part.name + ending).unlink(missing_ok=True)
        desk = club.found_club(part, club.ClubDraft("Bench", "Maryam"), clock=lambda: NOW)
        fill(desk, chosen.members, chosen.members * chosen.sales)
        desk.db.close()
        part.rename(path)
        print(f"filled {path.name} in {time.perf_counter() - begun:.0f} s")
    db = open_club(path)
    desk = Desk(db, staff.by_name(db, "").brief, clock=lambda: NOW)
    if chosen.check:
        print("check:", checking.check(desk) or "sound")
    return desk


def fill(desk: Desk, members: int, sales: int, seed: int = 1) -> None:
    """Fill a new club in one transaction, every invariant kept.

    Triggers stand aside meanwhile; what they would have kept is written by statements over all.
    """
    db = desk.db
    rng = random.Random(f"bench {seed}")
    triggers = db.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE '%no_%'"
    ).fetchall()
    with tampering(db):
        for name, _ in triggers:
            db.execute_sql(f'DROP TRIGGER "{name}"')
        _many(db, "member", _members(rng, members))
        _codes(db, rng)
        _many(db, "sale", _sales(rng, members, sales))
        for sql in _AFTER.replace("{today}", _TODAY).split(";"):
            if sql.strip():
                db.execute_sql(sql)
        for _, sql in triggers:
            db.execute_sql(sql)
    db.allow_writing(allowed=True)
    db.execute_sql("ANALYZE")
    db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.allow_writing(allowed=False)


def _many(db: ClubDatabase, table: str, rows: Iterator[dict[str, object]]) -> None:
    cursor = db.cursor()
    while block := list(islice(rows, BLOCK)):
        names = ", ".join(block[0])
        marks = ", ".join("?" * len(block[0]))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            [tuple(row.values()) for row in block],
        )


def _zipf(rng: random.Random, names: Sequence[str], count: int) -> list[str]:
    weights = [1 / (place + 1) for place in range(len(names))]
    return rng.choices(names, weights=weights, k=count)


def _members(rng: random.Random, count: int) -> Iterator[dict[str, object]]:
    firsts = _zipf(rng, [p.fa for pair in zip(MEN, WOMEN, strict=False) for p in pair], count)
    lasts = _zipf(rng, [p.fa for p in SURNAMES], count)
    phones = rng.sample(range(10**9), count)
    at = NOW - timedelta(days=DAYS)
    for n in range(count):
        # A second surname keeps names apart, as it does in life.
        names = (firsts[n], f"{lasts[n]} {lasts[-n]}") if n % 7 else rng.choice(LATIN_NAMES)
        draft = MemberDraft(*names, mobile=f"+989{phones[n]:09d}")
        number = f"M{1001 + n}"
        when = at + timedelta(seconds=n * DAYS * 86_400 // (count + 1) // 2)
        yield {
            "id": n + 1, **store.columns_of(draft), "number": number, "tier": "bronze",
            "tier_since": when.date().isoformat(), "registered_at": utc_text(when),
            "registered_on": when.date().isoformat(), "operator_id": 1, "run_id": None,
            "words": store.words_of(draft, [number, _card(n)]), "state": "active",
            "state_reason": "", "version": 1,
        }  # fmt: skip


def _card(n: int) -> str:
    if n not in _CARDS:
        _CARDS[n] = new_card_number(n + 1)
    return _CARDS[n]


_CARDS: dict[int, str] = {}


def _codes(db: ClubDatabase, rng: random.Random) -> None:
    del rng
    cursor = db.cursor()
    at = utc_text(NOW - timedelta(days=1))
    for kind, typed in ((CodeKind.NUMBER, lambda n: f"M{1001 + n}"), (CodeKind.CARD, _card)):
        cursor.executemany(
            "INSERT INTO code (code_key, typed, member_id, kind, state, reason, made_at)"
            " VALUES (?, ?, ?, ?, 'active', '', ?)",
            (
                (typed(n).casefold(), typed(n), n + 1, kind.value, at)
                for n in range(_count(db, "member"))
            ),
        )
    _CARDS.clear()


def _count(db: ClubDatabase, table: str) -> int:
    return int(db.execute_sql(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def _sales(rng: random.Random, members: int, count: int) -> Iterator[dict[str, object]]:
    """Yield sales in the order of time; a third of the members buys most."""
    first = NOW - timedelta(days=DAYS)
    moments = sorted(rng.randrange(DAYS * 86_400) for _ in range(count))
    weights = list(accumulate(rng.gammavariate(0.6, 1) for _ in range(members)))
    buyers = rng.choices(range(1, members + 1), cum_weights=weights, k=count)
    for n, second in enumerate(moments):
        at = first + timedelta(seconds=second)
        day = (at + timedelta(hours=3, minutes=30)).date().isoformat()
        rial = max(10_000, round(rng.lognormvariate(16, 0.6) / 10_000) * 10_000)
        yield {
            "id": n + 1, "key": f"bench-{n}", "receipt": 1001 + n, "kind": "sale",
            "member_id": buyers[n], "amount_rial": rial,
            "paid_points": 0, "paid_rial": 0, "net_rial": rial, "earned": rial // 100_000,
            "tier": "bronze", "sold_at": utc_text(at), "sold_on": day, "basis_on": day,
            "made_at": utc_text(at), "reverses_id": None, "operator_id": 1, "till": "1",
            "source": "sample", "outside_receipt": "", "run_id": None, "reward_rial": 0,
            "prepaid_rial": 0, "gift_card_rial": 0, "wallet_rial": 0, "discount_rial": 0,
            "tax_rial": 0,
        }  # fmt: skip


_TODAY = (NOW + timedelta(hours=3, minutes=30)).date().isoformat()

_AFTER = """
INSERT INTO member_words (rowid, words) SELECT id, words FROM member;
INSERT INTO counter (name, value) SELECT 'member', 1000 + COUNT(*) FROM member;
INSERT INTO counter (name, value) SELECT 'card', COUNT(*) FROM member;
INSERT INTO counter (name, value) SELECT 'receipt', 1000 + COUNT(*) FROM sale;
INSERT INTO member_totals
    SELECT member_id, SUM(net_rial), COUNT(*), MIN(sold_on), MAX(sold_on)
    FROM sale GROUP BY member_id;
INSERT INTO points_entry (seq, key, member_id, kind, points, sale_id, reason, reason_text, at,
        on_day, operator_id, till, clock_suspect)
    SELECT ROW_NUMBER() OVER (ORDER BY id), 'sale:' || id || ':earn', member_id, 'earn', earned,
        id, '', '', made_at, sold_on, 1, '1', 0 FROM sale WHERE earned > 0 ORDER BY id;
INSERT INTO lot (entry_id, member_id, points, used, earned_on, usable_from, expires_on)
    SELECT id, member_id, points, 0, on_day, on_day, date(on_day, '+365 days') FROM points_entry;
INSERT INTO points_entry (seq, key, member_id, kind, points, reason, reason_text, at, on_day,
        operator_id, till, clock_suspect)
    SELECT (SELECT MAX(seq) FROM points_entry) + ROW_NUMBER() OVER (ORDER BY expires_on, id),
        'expire:' || id, member_id, 'expire', -points, '', '',
        date(expires_on, '+1 day') || 'T01:00:00Z', date(expires_on, '+1 day'), 1, '', 0
    FROM lot WHERE expires_on < '{today}' ORDER BY expires_on, id;
INSERT INTO allocation (entry_id, lot_id, points)
    SELECT e.id, CAST(substr(e.key, 8) AS INTEGER), -e.points FROM points_entry e
    WHERE e.kind = 'expire';
UPDATE lot SET used = points WHERE expires_on < '{today}';
INSERT INTO points_balance
    SELECT member_id, SUM(points), 0, COUNT(*) FROM points_entry GROUP BY member_id;
INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail)
    SELECT made_at, 1, '1', 'sale.record', 'sale', id, 'ok', '' FROM sale ORDER BY id;
UPDATE member SET tier = CASE WHEN w.net >= 500000000 THEN 'platinum'
        WHEN w.net >= 150000000 THEN 'gold' WHEN w.net >= 50000000 THEN 'silver'
        ELSE 'bronze' END
    FROM (SELECT member_id, SUM(net_rial) AS net FROM sale
        WHERE basis_on > date('{today}', '-12 months') GROUP BY member_id) w
    WHERE w.member_id = member.id;
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Timings of one thing, in milliseconds, sorted."""

    name: str
    ms: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the time below which *share* of them lie."""
        return self.ms[min(len(self.ms) - 1, int(len(self.ms) * share))]

    @property
    def p50(self) -> float:
        """The median."""
        return self.at(0.5)

    def told(self, floor: "Times | None" = None) -> str:
        """Return one line: minimum, p50, p99, and how often the floor goes into it."""
        line = f"{self.name:<36} least {self.ms[0]:8.3f}  p50 {self.p50:8.3f}"
        line += f"  p99 {self.at(0.99):8.3f} ms"
        if floor is None:
            return line
        ratios = self.p50 / floor.p50, self.at(0.99) / floor.at(0.99)
        return f"{line}  x{ratios[0]:8.2f} (p50)  x{ratios[1]:8.2f} (p99)"


def timed(works: dict[str, Iterable[Callable[[], object]]]) -> dict[str, Times]:
    """Time several things in turns, so that a noisy machine disturbs all alike."""
    turns = {name: iter(work) for name, work in works.items()}
    found: dict[str, list[float]] = {name: [] for name in works}
    while turns:
        for name in list(turns):
            act = next(turns[name], None)
            if act is None:
                del turns[name]
                continue
            begun = time.perf_counter()
            act()
            found[name].append((time.perf_counter() - begun) * 1000)
    return {name: Times(name, tuple(sorted(ms))) for name, ms in found.items()}


@contextmanager
def stopwatch(what: str) -> Iterator[list[float]]:
    """Tell how many seconds the block took, and how many of them it worked itself."""
    taken: list[float] = []
    begun, worked = time.perf_counter(), time.process_time()
    yield taken
    taken.append(time.perf_counter() - begun)
    print(f"{what:<44} {taken[0]:9.3f} s  (processor {time.process_time() - worked:.3f} s)")


def today() -> date:
    """Return the day of every benchmark club."""
    return date.fromisoformat(_TODAY)
