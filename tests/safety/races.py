"""R4: several tills sell at once and race for the points of one member; nothing is lost or locked.

Each till is a process of its own with its own connection. All of them begin together, do their
sales and redemptions in an order of their own, and tell what was stored and how long it took. Then
the club must hold exactly that, be sound, and the one balance must be what is left of it.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote

from loyaldesk.domain.errors import NotEnoughPoints, StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import checking, moving, points, redeeming, sales, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import ledger
from loyaldesk.store.database import open_club
from tests.safety import shop
from tests.safety.kill_sales import PATIENCE_S, children
from tests.safety.registry import Figure, Scale, measured

TILLS = 6
STAKE, EACH = 1_234, 10
"""What the one member has for each hundred redemptions that are tried, and what each one takes: for
some there is nothing left, and four points are nobody's."""

LONGEST_S = 3.0
STORED, NOTHING_LEFT, LOCKED = "stored", "nothing left", "locked"
PASSWORD = "a till in a race 1"


@dataclass(frozen=True, slots=True)
class Till:
    """One till of the race, as it is sent to its process."""

    number: int
    place: str
    home: str
    sales: int
    redemptions: int
    rich: int
    seed: int


@dataclass(slots=True)
class Race:
    """What a race came to.

    Attributes:
        sold: Keys of sales that were said to be stored.
        redeemed: Keys of redemptions that were said to be stored.
        told: How often something else was told, by what it was.
        lost: What was said to be stored and is not there, or there and never said.
        broken: What the check found.
        left: Points of the one member afterwards.
        expected: What they must be.
        slowest_s: The longest act.
        seconds: All together.
    """

    sold: set[str] = field(default_factory=set)
    redeemed: set[str] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    left: int = 0
    expected: int = 0
    slowest_s: float = 0.0
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, refused for no reason or waited for too long."""
        sound = not (self.lost or self.broken or self.told.keys() - {NOTHING_LEFT})
        return sound and self.left == self.expected >= 0 and self.slowest_s < LONGEST_S


def work(till: Till, wire: Connection) -> None:
    """Do all acts of one till (the child's part)."""
    os.environ["LOYALDESK_HOME"] = till.home
    set_look(Look("en", "jalali", "toman"))
    server = till.place.startswith("postgresql:")
    db = open_club(till.place if server else Path(till.place))
    clock = shop.Clock()
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock, till=str(till.number))
    chance = random.Random(f"{till.seed} {till.number}")
    acts = ["sale"] * till.sales + ["redeem"] * till.redemptions
    chance.shuffle(acts)
    done = []
    wire.send("ready")
    wire.recv()
    for n, kind in enumerate(acts):
        key = f"{till.number}-{n}"
        begun = time.perf_counter()
        told = _act(desk, till, kind, key, chance)
        done.append((kind, key, told, time.perf_counter() - begun))
    wire.send(done)
    db.close()


def _act(desk: Desk, till: Till, kind: str, key: str, chance: random.Random) -> str:
    try:
        if kind == "redeem":
            redeeming.redeem(desk, till.rich, EACH, key=key)
        else:
            member = till.rich + 1 + chance.randrange(9)
            rial = chance.randrange(20, 900) * 10_000
            sales.record_sale(desk, sales.SaleDraft(member, rial, key))
    except NotEnoughPoints:
        return NOTHING_LEFT
    except StorageProblem as problem:
        return LOCKED if problem.why in ("busy", "clash") else problem.why
    except Exception as error:  # noqa: BLE001  # told in the figure
        return f"{type(error).__name__}: {error}"[:80]
    return STORED


def ready(folder: Path, redemptions: int) -> tuple[Path, int]:
    """Found a club in which one member has points; return it with that member's id."""
    path = shop.found(folder / "shop.club")
    with closing(open_club(path)) as db:
        desk = shop.at_desk(db)
        with desk.change(Permission.POINTS_ADJUST) as change:
            stake = STAKE * max(redemptions, 100) // 100 // 3
            stake += 4 - stake % EACH
            points.opening_balance(change, 1, stake, None, key="stake")
    return path, stake


def race(place: str, stake: int, tills: list[str], scale: Scale, per_till: tuple[int, int]) -> Race:
    """Let the tills race, each at its own address of one club, and look at what there is then."""
    context, found = children(), Race()
    wires, processes = [], []
    for number, address in enumerate(tills, start=1):
        here, there = context.Pipe()
        till = Till(number, address, os.environ["LOYALDESK_HOME"], *per_till, 1, scale.seed)
        processes.append(context.Process(target=work, args=(till, there)))
        processes[-1].start()
        there.close()
        wires.append(here)
    for wire in wires:
        assert wire.recv() == "ready"
    begun = time.perf_counter()
    for wire in wires:
        wire.send("go")
    for wire in wires:
        for kind, key, told, seconds in wire.recv():
            found.slowest_s = max(found.slowest_s, seconds)
            if told == STORED:
                (found.sold if kind == "sale" else found.redeemed).add(key)
            else:
                found.told[told] += 1
    found.seconds = time.perf_counter() - begun
    for process in processes:
        process.join(PATIENCE_S)
        process.close()
    _look(place, stake, found)
    return found


def _look(place: str, stake: int, found: Race) -> None:
    with closing(open_club(place if place.startswith("postgresql:") else Path(place))) as db:
        desk = shop.at_desk(db, n=100_000)
        there = Counter(row[0] for row in db.execute_sql("SELECT key FROM sale").fetchall())
        spent = Counter(row[0].removeprefix("redeem:") for row in db.execute_sql(
            "SELECT key FROM points_entry WHERE key LIKE 'redeem:%'"
        ).fetchall())  # fmt: skip
        found.lost = [*_difference(there, found.sold), *_difference(spent, found.redeemed)]
        found.broken = [each.name for each in checking.check(desk)]
        found.left = ledger.balance(db, 1).points
        tried = len(found.redeemed) + found.told[NOTHING_LEFT]
        possible = min(tried, stake // EACH)
        found.expected = stake - possible * EACH


def _difference(there: Counter[str], said: set[str]) -> list[str]:
    doubled = [key for key, times in there.items() if times != 1]
    return sorted(set(there) ^ said) + doubled


def in_a_file(scale: Scale, tills: int, per_till: tuple[int, int]) -> Race:
    """Let tills race on one club file."""
    path, stake = ready(scale.folder, per_till[1] * tills)
    return race(str(path), stake, [str(path)] * tills, scale, per_till)


def on_a_server(scale: Scale, url: str, tills: int, per_till: tuple[int, int]) -> Race:
    """Let tills race on a server, each as a database role of its own.

    Args:
        scale: How much, and where files may be written.
        url: Of a database of the server, as its superuser.
        tills: How many.
        per_till: Sales and redemptions of each.
    """
    path, stake = ready(scale.folder, per_till[1] * tills)
    with _database(url) as place:
        with closing(open_club(path)) as db:
            desk = shop.at_desk(db)
            moving.carry_out(moving.plan(desk, place), db, desk.clock)
        names = [f"race_{os.getpid()}_{n}" for n in range(tills)]
        with closing(open_club(place)) as db:
            owner = shop.at_desk(db)
            for name in names:
                moving.add_till(owner, name, PASSWORD)
        rest = place.rpartition("@")[2]
        addresses = [f"postgresql://{name}:{quote(PASSWORD, safe='')}@{rest}" for name in names]
        try:
            return race(place, stake, addresses, scale, per_till)
        finally:
            _forget(place, names)


@contextmanager
def _database(url: str) -> Iterator[str]:
    import psycopg  # only where there is a server

    from tests.server.clubs import url_of  # as above

    name = f"race_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield url_of(url, name)
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _forget(place: str, names: list[str]) -> None:
    import psycopg  # as above

    with psycopg.connect(place, autocommit=True) as admin:
        for name in names:
            admin.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


def figure(found: Race, tills: int) -> Figure:
    """Return the race in words."""
    others = sum(found.told.values()) - found.told[LOCKED] - found.told[NOTHING_LEFT]
    text = (
        f"{tills} tills: {len(found.sold)} sales, {len(found.redeemed)} redemptions and"
        f" {found.told[NOTHING_LEFT]} refused for want of points; {len(found.lost)} lost,"
        f" {found.told[LOCKED]} “locked”, {others} other faults, {len(found.broken)} broken;"
        f" {found.left} points left, longest wait {found.slowest_s:.2f} s, {found.seconds:.0f} s"
        " in all"
    )
    return Figure(text, found.is_whole)


GOAL = "0 lost, never below zero, 0 “locked” shown, longest wait < 3 s"


def size(scale: Scale) -> tuple[int, tuple[int, int]]:
    """Return how many tills race, and the sales and redemptions of each."""
    tills = scale.of(3, TILLS)
    return tills, (scale.of(180, 12_000) // tills, scale.of(60, 3_000) // tills)


@measured("R4", goal=GOAL, part="file")
def race_in_a_file(scale: Scale) -> Figure:
    """Race on one club file."""
    tills, per_till = size(scale)
    return figure(in_a_file(scale, tills, per_till), tills)


@measured("R4", goal=GOAL, part="server")
def race_on_a_server(scale: Scale) -> Figure:
    """Race on a real PostgreSQL: the one that is named, or a throw-away one."""
    try:
        import psycopg  # noqa: F401  # only where there is a server
        import sqlglot  # noqa: F401  # as above
    except ImportError as error:
        return Figure(f"not measured: {error.name} is not installed", is_reached=None)
    from tests.server import start  # as above

    tills, per_till = size(scale)
    if named := os.environ.get(start.VARIABLE):
        return figure(on_a_server(scale, named, tills, per_till), tills)
    if start.binaries() is None:
        return Figure("not measured: no PostgreSQL on this computer", is_reached=None)
    with start.serving(fast=False) as server:
        return figure(on_a_server(scale, server.url, tills, per_till), tills)
