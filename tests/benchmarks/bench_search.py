"""Member search as one types, beside twenty rows by primary key and beside LIKE.

``python -m tests.benchmarks.bench_search --members 1000000 --sales 0``
"""

import random
from collections.abc import Callable, Iterator

from loyaldesk.kernel import phone
from loyaldesk.services import members
from loyaldesk.services.desk import Desk
from tests.benchmarks.common import arguments, opened, timed

COLUMNS = "id, number, name, honorific, mobile, tier, state"
KINDS = ("first", "last", "last_first", "mobile", "card", "last_4", "infix", "two_parts", "miss")


def typed(rng: random.Random, kind: str, row: tuple[str, str, str, str]) -> str:
    """Return what somebody types to find a member, 3 to 8 characters of it."""
    name, back, mobile, card = row
    parts = name.split()
    length = rng.randint(3, 8)
    number = phone.national(mobile)
    texts: dict[str, Callable[[], str]] = {
        "first": lambda: name[:length], "last": lambda: parts[-1][:length],
        "last_first": lambda: back[: length + 3], "mobile": lambda: number[:length],
        "card": lambda: card[: length + 2], "last_4": lambda: number[-4:],
        "infix": lambda: max(parts, key=len)[1 : 1 + max(3, length - 2)],
        "two_parts": lambda: f"{parts[0][:4]} {parts[-1][:4]}",
        "miss": lambda: f"{name[:2]}zq{length}",
    }  # fmt: skip
    return texts[kind]()


def keystrokes(desk: Desk, count: int) -> dict[str, list[str]]:
    """Return texts of each kind, of members drawn by chance."""
    rng = random.Random("keys")
    highest = desk.db.execute_sql("SELECT MAX(id) FROM member").fetchone()[0]
    rows = [
        desk.db.execute_sql(
            "SELECT m.name_key, m.last_first_key, m.mobile, c.typed FROM member m JOIN code c"
            " ON c.member_id = m.id AND c.kind = 'card' WHERE m.id = ?",
            (rng.randint(1, highest),),
        ).fetchone()
        for _ in range(count)
    ]
    return {kind: [typed(rng, kind, row) for row in rows] for kind in KINDS}


def main() -> None:
    """Print each kind of keystroke beside the floor and beside LIKE."""
    chosen = arguments(__doc__ or "").parse_args()
    desk = opened(chosen)
    rng = random.Random("rows")
    highest = desk.db.execute_sql("SELECT MAX(id) FROM member").fetchone()[0]
    texts = keystrokes(desk, chosen.repeat)

    def by_key() -> object:
        ids = [rng.randint(1, highest) for _ in range(20)]
        marks = ",".join("?" * 20)
        return desk.db.execute_sql(
            f"SELECT {COLUMNS} FROM member WHERE id IN ({marks})", tuple(ids)
        ).fetchall()

    def like(text: str) -> object:
        return desk.db.execute_sql(
            f"SELECT {COLUMNS} FROM member WHERE words LIKE ? LIMIT 20", (f"%{text}%",)
        ).fetchall()

    def find(some: list[str]) -> Iterator[Callable[[], object]]:
        return (lambda text=text: members.find(desk, text) for text in some)

    everything = [text for some in texts.values() for text in some]
    rng.shuffle(everything)
    found = timed(
        {
            "floor: 20 rows by primary key": (by_key for _ in range(chosen.repeat)),
            "LIKE '%...%'": (
                lambda t=t: like(t) for t in everything[: max(20, chosen.repeat // 4)]
            ),
            **{f"find, {kind}": find(some) for kind, some in texts.items()},
            "find, everything mixed": find(everything),
        }
    )
    floor = found["floor: 20 rows by primary key"]
    for times in found.values():
        print(times.told(floor))
    slow, ours = found["LIKE '%...%'"], found["find, everything mixed"]
    print(
        f"LIKE takes x{slow.at(0.99) / ours.at(0.99):.0f} of our p99; recall {recall(desk, texts)}"
    )
    desk.db.close()


def recall(desk: Desk, texts: dict[str, list[str]]) -> str:
    """Return how many answers miss a member that a scan over everything finds."""
    missed = asked = 0
    for kind in ("first", "last", "infix", "last_4", "miss"):
        for text in texts[kind][:6]:
            words = " AND ".join("instr(words, ?)" for _ in text.split())
            true = desk.db.execute_sql(
                f"SELECT COUNT(*) FROM (SELECT 1 FROM member WHERE {words} LIMIT 20)",
                tuple(text.split()),
            ).fetchone()[0]
            asked += 1
            if len(members.find(desk, text)) < true:
                missed += 1
                print(f"missed: {kind} {text!r}")
    return f"{asked - missed}/{asked}"


if __name__ == "__main__":
    main()
