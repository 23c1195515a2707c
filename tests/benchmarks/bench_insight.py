"""What is known of every member of a large shop: the snapshot, all facts, and what others take.

``python -m tests.benchmarks.bench_insight --members 100000 --sales 1000000``
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from loyaldesk.domain.insight.history import day_number, day_of
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import club, staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import refreshing
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Shelf, reading
from loyaldesk.store import insight as store
from loyaldesk.store import members as member_store
from loyaldesk.store.database import ClubDatabase, open_club, writing
from tests.benchmarks.common import NOW, stopwatch, today
from tests.rows import tampering

DAYS = 36 * 30
AT_ONCE = 500_000
GOODS, GROUPS = 800, 24
ASKED = Question(Period.parse("1405-07"), Period.parse("1405-06"))

_SALE = (
    "INSERT INTO sale (id, key, receipt, kind, member_id, amount_rial, paid_points, paid_rial,"
    " net_rial, earned, tier, sold_at, sold_on, basis_on, made_at, operator_id, till, source,"
    " returns_id, discount_rial, outside_receipt, reward_rial, prepaid_rial, gift_card_rial,"
    " wallet_rial, tax_rial, cost_rial)"
    " VALUES (?1, 's' || ?1, ?1 + 1000, CASE WHEN ?6 IS NULL THEN 'sale' ELSE 'return' END, ?2, ?3,"
    " 0, 0, ?3, 0, 'bronze', ?4, ?5, ?5, ?4, 1, '1', 'sample', ?6, ?7,"
    " '', 0, 0, 0, 0, 0, ?8)"
)
_LINE = (
    "INSERT INTO sale_line (sale_id, number, kind, product, name, category, brand, quantity,"
    " amount_rial, discount_rial, tax_rial, cost_rial, shared_rial, manual_rial, points_rial,"
    " gift_card_rial, wallet_rial, earned)"
    " VALUES (?, ?, 'goods', ?, ?, ?, '', 1000, ?, 0, 0, ?, 0, 0, 0, 0, 0, 0)"
)


def benchmark_shop(path: Path, members: int, sales: int, seed: int = 1) -> Desk:
    """Return the owner's desk of a shop of 36 months in *path*, made at the first call.

    Members visit by a gamma of rates and after each visit stay away for good by a chance of their
    own, receipts are log-normal with a factor of the member: one in five makes four fifths of the
    money and more. One sale in twenty has a discount, of one in five the goods and what they had
    cost are known, one in fifty comes back.
    """
    set_look(Look("fa"))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        desk = club.found_club(path, club.ClubDraft("Bench", "Maryam"), clock=lambda: NOW)
        _fill(desk.db, members, sales, np.random.default_rng(seed))
        desk.db.close()
    db = open_club(path)
    return Desk(db, staff.by_name(db, "").brief, clock=lambda: NOW)


def _fill(db: ClubDatabase, members: int, sales: int, rng: np.random.Generator) -> None:
    end = day_number(today())
    whose, day, second, rial, off, joined = _lived(members, sales, end - DAYS, rng)
    triggers = db.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE '%no_%'"
    ).fetchall()
    days = {n: day_of(n).isoformat() for n in range(end - DAYS, end + 40)}
    cursor = db.cursor()
    with tampering(db):
        for name, _ in triggers:
            db.execute_sql(f'DROP TRIGGER "{name}"')
        _add_members(db, [days[on] for on in joined.tolist()])
        for at in range(0, sales, AT_ONCE):
            part = slice(at, at + AT_ONCE)
            columns = (each[part].tolist() for each in (whose, day, second, rial, off))
            cursor.executemany(_SALE, _rows(at, days, columns))
            cursor.executemany(_LINE, _lines(at, rial[part].tolist(), rng))
        cursor.execute(
            "INSERT INTO member_totals SELECT member_id, SUM(net_rial), COUNT(*), MIN(sold_on),"
            " MAX(sold_on) FROM sale GROUP BY member_id"
        )
        cursor.execute(
            "INSERT INTO counter (name, value) SELECT 'receipt', 1000 + MAX(id) FROM sale"
        )
        for _, sql in triggers:
            db.execute_sql(sql)
    db.allow_writing(allowed=True)
    db.execute_sql("ANALYZE")
    db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.allow_writing(allowed=False)


def _add_members(db: ClubDatabase, joined: list[str]) -> None:
    """Add a member for each day; only numbers and last names tell them apart."""
    plain = member_store.columns_of(MemberDraft("Sara", "Ahmadi")) | {
        "words": "sara", "tier": "bronze", "operator_id": 1, "run_id": None, "state": "active",
        "state_reason": "", "version": 1,
    }  # fmt: skip
    own = ("id", "number", "last_name", "name", "tier_since", "registered_at", "registered_on")
    names = [name for name in plain if name not in own]
    values = tuple(plain[name] for name in names)
    marks = ", ".join("?" * (len(names) + len(own)))
    db.cursor().executemany(
        f"INSERT INTO member ({', '.join((*names, *own))}) VALUES ({marks})",
        (
            (*values, n, f"M{1000 + n}", f"A{n}", f"Sara A{n}", on, f"{on}T05:00:00Z", on)
            for n, on in enumerate(joined, 1)
        ),
    )


def _lived(
    members: int, sales: int, since: int, rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Return whose, day, second of the day, Rial and discount of each sale, and days of joining."""
    joined = rng.integers(0, DAYS, members)
    rate, leave = rng.gamma(0.55, 1.0, members), rng.beta(0.8, 2.4, members)
    whose, day = _visited(joined, rate * _pace(joined, rate, leave, sales), leave, rng)
    if len(whose) < sales:  # the pace is met by about one in fifty: some come twice a day
        more = rng.integers(0, len(whose), sales - len(whose))
        whose, day = np.append(whose, whose[more]), np.append(day, day[more])
    second = rng.integers(5 * 3600, 17 * 3600, len(whose))
    kept = np.sort(rng.permutation(len(whose))[:sales])
    order = kept[np.argsort(day[kept] * 86_400 + second[kept], kind="stable")]
    whose, day, second = whose[order], day[order], second[order]
    factor = rng.lognormal(0, 0.8, members)
    rial = np.maximum(10, rng.lognormal(7, 0.6, sales) * factor[whose]).astype(int) * 1_000
    off = np.where(rng.random(sales) < 0.05, rial // 10, 0)
    return whose + 1, day + since, second, rial, off, joined + since


def _visited(
    joined: np.ndarray, rate: np.ndarray, leave: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return whose and day of each visit: after each, a member stays away for good by chance."""
    who, at = np.arange(len(joined)), joined + rng.random(len(joined))
    found = [(who, at.astype(np.int32))]
    while len(who):
        stays = rng.random(len(who)) >= leave[who]
        who = who[stays]
        at = at[stays] + rng.exponential(1.0, len(who)) / rate[who]
        who, at = who[at < DAYS], at[at < DAYS]
        found.append((who, at.astype(np.int32)))
    whose, day = zip(*found, strict=True)
    return np.concatenate(whose), np.concatenate(day)


def _pace(joined: np.ndarray, rate: np.ndarray, leave: np.ndarray, sales: int) -> float:
    """Return by what rates are multiplied so that about so many *sales* come, by halving."""
    some = slice(0, 20_000)
    wanted = sales / len(joined) * len(joined[some])
    low, high = 1e-4, 10.0
    for _ in range(20):
        pace = (low * high) ** 0.5
        seen = _visited(joined[some], rate[some] * pace, leave[some], np.random.default_rng(1))
        low, high = (pace, high) if len(seen[0]) < wanted else (low, pace)
    return pace


def _rows(after: int, days: dict[int, str], columns: Iterator[list[int]]) -> Iterator[tuple]:
    """Yield sales; each fiftieth is a return of the one before it of the same member."""
    held: dict[int, int] = {}
    for n, (whose, day, second, rial, off) in enumerate(zip(*columns, strict=True), after + 1):
        at = f"{days[day]}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
        of = held.pop(whose, None) if n % 50 == 0 else None
        if of is None:
            held[whose] = n
            cost = rial * (60 + n % 31) // 100 if _has_lines(n) else None
            yield n, whose, rial, at, days[day], None, off, cost
        else:
            yield n, whose, -rial // 2, at, days[day], of, 0, None


def _has_lines(sale: int) -> bool:
    """Return whether the goods and the cost of a sale were written down: of one in five."""
    return sale % 5 == 1


def _lines(after: int, rial: list[int], rng: np.random.Generator) -> Iterator[tuple]:
    """Yield one to three lines of goods for the sales that have any; few goods are sold often."""
    count = rng.integers(1, 4, len(rial)).tolist()
    goods = np.minimum(rng.pareto(0.8, (len(rial), 3)) * 10, GOODS - 1).astype(int).tolist()
    for place, money in enumerate(rial):
        sale = after + 1 + place
        if _has_lines(sale):
            for number in range(count[place]):
                part, good = money // count[place], goods[place][number]
                yield (sale, number + 1, f"P{good}", f"Good {good}", f"Group {good % GROUPS}",
                       part, part * (60 + sale % 31) // 100)  # fmt: skip


def main() -> None:
    """Print seconds and memory; the floor and plain SQL stand beside."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--sales", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "loyaldesk-bench")
    parser.add_argument("--without-sql", action="store_true", help="leave the slow judge out")
    chosen = parser.parse_args()
    path = chosen.folder / f"insight-{chosen.members}-{chosen.sales}.club"
    with stopwatch("filling the shop"):
        desk = benchmark_shop(path, chosen.members, chosen.sales)
    forget(desk)
    with stopwatch("building the snapshot"):
        refreshing.refresh(desk)
    print(f"snapshot {size(desk) / 1e6:.1f} MB, file {path.stat().st_size / 1e6:.0f} MB")
    told("all facts of a month", lambda: facts(desk))
    told("all facts of month and month before", lambda: facts(desk, both=True))
    add_sales(desk, 1)
    told("the same after one more sale", lambda: facts(desk))
    add_sales(desk, chosen.sales // 1000)
    told(f"after {chosen.sales // 1000} more", lambda: facts(desk))
    with stopwatch("refreshing the snapshot by them"):
        refreshing.refresh(desk)
    shelf = Shelf()
    facts(desk, shelf)
    told("from the shelf", lambda: facts(desk, shelf))
    floor(desk)
    print(f"peak of memory until here {peak():.0f} MB")
    if not chosen.without_sql:
        judges(desk)
    desk.db.close()


def forget(desk: Desk) -> None:
    """Let the snapshot be made anew."""
    with desk.change(Permission.REPORT_READ) as change:
        change.db.execute_sql("DELETE FROM insight_state")


def facts(desk: Desk, shelf: Shelf | None = None, *, both: bool = False) -> int:
    """Reckon everything every card of a page starts from."""
    asked = ASKED if both else replace(ASKED, compare=None)
    with reading(desk, asked, shelf) as read:
        known = [read.facts, read.at_start, read.compared, read.compared_at_start]
    return len(known)


def told(what: str, act: Callable[[], object]) -> None:
    """Print the best of three turns: the machine is shared."""
    best = []
    for _ in range(3):
        begun = time.perf_counter()
        act()
        best.append(time.perf_counter() - begun)
    print(f"{what:<44} {min(best):9.3f} s")


def add_sales(desk: Desk, count: int) -> None:
    """Add sales of today of any members."""
    rng = np.random.default_rng(count)
    db = desk.db
    last = store.last_sale(db)
    members = int(db.execute_sql("SELECT MAX(id) FROM member").fetchone()[0])
    day = today().isoformat()
    with writing(db):
        db.cursor().executemany(_SALE, (
            (last + n, whose, 500_000, f"{day}T08:00:00Z", day, None, 0, None)
            for n, whose in enumerate(rng.integers(1, members + 1, count).tolist(), 1)
        ))  # fmt: skip


def size(desk: Desk) -> int:
    """Return the bytes of the snapshot."""
    return int(desk.db.execute_sql("SELECT SUM(LENGTH(body)) FROM insight_column").fetchone()[0])


def floor(desk: Desk) -> None:
    """Touch day and money of every row once, as little as anybody could do."""
    blocks = list(store.blocks(desk.db, desk.zone))
    columns = [(block.day.copy(), block.net.copy()) for block in blocks]
    told("floor: day and money touched once", lambda: [(d.max(), n.sum()) for d, n in columns])
    told("floor: the snapshot read and unpacked", lambda: sum(
        len(block.ids) for block in store.blocks(desk.db, desk.zone)))  # fmt: skip


def peak() -> float:
    """Return the largest memory of the process in MB; 0 where the system does not tell."""
    try:
        import resource  # not on every system
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_SQL = (
    "WITH day AS (SELECT member_id, sold_on, SUM(net_rial) AS net, SUM(discount_rial) AS given"
    " FROM sale WHERE sold_on <= :last GROUP BY member_id, sold_on),"
    " gap AS (SELECT member_id, julianday(sold_on) - julianday(LAG(sold_on) OVER w) AS gap"
    " FROM day WHERE net > 0 WINDOW w AS (PARTITION BY member_id ORDER BY sold_on)),"
    " ranked AS (SELECT member_id, gap, ROW_NUMBER() OVER (PARTITION BY member_id ORDER BY gap)"
    " AS n, COUNT(*) OVER (PARTITION BY member_id) AS c FROM gap WHERE gap IS NOT NULL),"
    " median AS (SELECT member_id, AVG(gap) AS gap FROM ranked"
    " WHERE n IN ((c + 1) / 2, (c + 2) / 2) GROUP BY member_id)"
    " SELECT COUNT(*), SUM(first), SUM(last), SUM(visits), SUM(net), SUM(period), SUM(year),"
    " SUM(gap) FROM (SELECT d.member_id, MIN(CASE WHEN d.net > 0 THEN julianday(sold_on) END)"
    " AS first, MAX(CASE WHEN d.net > 0 THEN julianday(sold_on) END) AS last,"
    " SUM(d.net > 0) AS visits, SUM(d.net) AS net,"
    " SUM(CASE WHEN sold_on BETWEEN :first AND :last THEN d.net ELSE 0 END) AS period,"
    " SUM(CASE WHEN sold_on BETWEEN :year AND :last THEN d.net ELSE 0 END) AS year"
    " FROM day d GROUP BY d.member_id) LEFT JOIN median USING (member_id)"
)
"""A part of the facts (no margin, no months, two spans of four), as statements would have it."""


def judges(desk: Desk) -> None:
    """Ask the engine for a part of the same by plain SQL, and compare what both say."""
    span = ASKED.period.span
    values = {"first": span.first.isoformat(), "last": span.last.isoformat()}
    with reading(desk, replace(ASKED, compare=None)) as read:
        known = read.facts
        values["year"] = known.sums["year"].span.first.isoformat()
    with stopwatch("judge: plain SQL for a part of the facts"):
        said = desk.db.execute_sql(_SQL, values).fetchone()
    zero = 2440587.5  # 1970-01-01 as the engine counts days
    came = known.visits > 0
    mine = (
        len(known), known.first[came].sum() + zero * came.sum(),
        known.last[came].sum() + zero * came.sum(), known.visits.sum(), known.net.sum(),
        known.sums["period"].net.sum(), known.sums["year"].net.sum(), known.gap.sum(dtype=float),
    )  # fmt: skip
    print("both say the same:", all(a == b for a, b in zip(said, mine, strict=True)))


if __name__ == "__main__":
    main()
