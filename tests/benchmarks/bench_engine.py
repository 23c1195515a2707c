"""A sale of 20 lines under 30 rules, and a spend out of 10,000 lots, beside their floors.

The limit of SPEED 1 (a) is four raw sales; that of E27 is 200 ms for the spend.

``python -m tests.benchmarks.bench_engine --members 2000``
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.basket import Line
from loyaldesk.domain.conditions import Goods
from loyaldesk.domain.points import EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Per, Rule
from loyaldesk.services import club, points, redeeming, sales
from loyaldesk.services.desk import Desk, Permission
from loyaldesk.services.sales import SaleDraft
from tests.benchmarks.bench_sale import copy_of, raw_club, raw_sale
from tests.benchmarks.common import arguments, opened, timed
from tests.makers import make_member

LOTS, LINES, RULES = 10_000, 20, 30


def rules() -> tuple[Rule, ...]:
    """Return 30 rules: half of them on a group of goods, a third of them multipliers."""
    made = [Rule("base", "پایه", "Base", rial=10_000)]
    for n in range(1, RULES):
        goods = Goods(categories=(f"group {n % 7}",)) if n % 2 else Goods()
        per = Per.TIMES if n % 3 == 0 else Per.UNIT if n % 3 == 1 else Per.MONEY
        cap = 50 if per == Per.UNIT else None
        made.append(
            Rule(f"r{n}", f"قاعده {n}", f"Rule {n}", per=per, percent=110, rial=100_000 + n,
                 goods=goods, cap_sale=cap)
        )  # fmt: skip
    return tuple(made)


def basket(n: int) -> tuple[Line, ...]:
    """Return a receipt of 20 lines in seven groups."""
    return tuple(
        Line(100_000 + 777 * k + n % 5, f"p{k}", category=f"group {k % 7}", tax_rial=9_000)
        for k in range(LINES)
    )


def with_lots(desk: Desk) -> int:
    """Return a member with 10,000 lots of 10 points, every one with a day of its own."""
    member = make_member(desk)
    with desk.change(Permission.POINTS_ADJUST) as change:
        for n in range(LOTS):
            points.give(
                change, f"bench lot {n}", member.id, EntryKind.ADJUST, 10, change.today,
                change.today + timedelta(days=1 + n % 3_000), reason="opening",
            )  # fmt: skip
    return member.id


def raw_lots(path: Path) -> driver.Connection:
    """Return a file with nothing but 10,000 lots and what was taken from them."""
    path.unlink(missing_ok=True)
    plain = driver.connect(str(path), isolation_level=None)
    plain.executescript(
        "PRAGMA journal_mode=wal; PRAGMA synchronous=full;"
        "CREATE TABLE lot (id INTEGER PRIMARY KEY, points INTEGER, used INTEGER, day TEXT);"
        "CREATE TABLE taken (id INTEGER PRIMARY KEY, lot INTEGER, points INTEGER);"
    )
    plain.execute("BEGIN")
    plain.executemany(
        "INSERT INTO lot VALUES (NULL, 10, 0, ?)", ((f"{n % 3000:05}",) for n in range(LOTS))
    )
    plain.execute("COMMIT")
    return plain


def raw_spend(plain: driver.Connection) -> None:
    """Empty every lot, nearest first, in one transaction."""
    plain.execute("BEGIN IMMEDIATE")
    lots = plain.execute("SELECT id, points - used FROM lot ORDER BY day, id").fetchall()
    plain.executemany("INSERT INTO taken VALUES (NULL, ?, ?)", lots)
    plain.executemany("UPDATE lot SET used = used + ? WHERE id = ?", [(p, i) for i, p in lots])
    plain.execute("ROLLBACK")


def main() -> None:
    """Print the two beside their floors."""
    chosen = arguments(__doc__ or "", members=2_000).parse_args()
    desk = copy_of(opened(chosen), chosen.folder / "engine.club")
    plain = raw_club(chosen.folder / "raw.db", chosen.members)
    club.publish_programme(desk, replace(Programme(), rules=rules()))
    count = range(chosen.repeat)
    found = timed(
        {
            "floor: raw 4-statement sale": (
                lambda n=n: raw_sale(plain, 1 + n % chosen.members, f"r{n}") for n in count
            ),
            f"record_sale, {LINES} lines under {RULES} rules": (
                lambda n=n: sales.record_sale(
                    desk, SaleDraft(1 + n % chosen.members, 0, f"e{n}", lines=basket(n))
                )
                for n in count
            ),
        }
    )
    for times in found.values():
        print(times.told(found["floor: raw 4-statement sale"]))
    rich, bare = with_lots(desk), raw_lots(chosen.folder / "lots.db")
    spends = timed(
        {
            "floor: 10,000 raw rows taken": (lambda: raw_spend(bare) for _ in range(5)),
            "redeem out of 10,000 lots, 20,000 points each": (
                lambda n=n: redeeming.redeem(desk, rich, 20_000, key=f"lots {n}") for n in range(5)
            ),
        }
    )
    for times in spends.values():
        print(times.told(spends["floor: 10,000 raw rows taken"]))
    for each in (plain, bare, desk.db):
        each.close()


if __name__ == "__main__":
    main()
