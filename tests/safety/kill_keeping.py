"""R3 and R6: work on the whole club that is killed leaves it wholly old or wholly new.

A child process does one piece of long work, backup, restore, import or migration, and is killed at
a moment drawn evenly from the time that work takes. Then the club is opened as the program opens
it, and must be one of the two clubs there are: the one before, or the one after.
"""

import csv
import multiprocessing as mp
import os
import random
import shutil
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from loyaldesk.domain.safekeeping import VERIFIED, Backup
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import checking, imports, members, opening, safekeeping, staff
from loyaldesk.store import backup as store
from loyaldesk.store import heads, proving
from loyaldesk.store import restore as restoring
from loyaldesk.store.database import newest_schema, open_club
from tests.safety import shop
from tests.safety.kill_sales import PATIENCE_S, children
from tests.safety.registry import Figure, Scale, measured

OLD_CLUBS = Path(__file__).parents[1] / "fixtures" / "clubs"
ROWS = 300
SALES, LATER = 12, 5
"""Sales in the backup, and sales made after it."""


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of long work.

    Attributes:
        set_up: Makes the club in a folder.
        act: Does the work there (the child's part).
        verdict: Opens the club again; returns whether it is ``old`` or ``new``, or what is wrong.
    """

    set_up: Callable[[Path], None]
    act: Callable[[Path], object]
    verdict: Callable[[Path], str]


@dataclass(slots=True)
class Tally:
    """What many kills came to."""

    old: int = 0
    new: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many there were."""
        return self.old + self.new + len(self.broken)

    def add(self, said: str) -> None:
        """Count one verdict."""
        if said == "old":
            self.old += 1
        elif said == "new":
            self.new += 1
        else:
            self.broken.append(said)


def club_in(folder: Path) -> Path:
    """Return where the club lies."""
    return folder / "shop.club"


def home_in(folder: Path) -> Path:
    """Return where what this computer remembers lies: each copy of the club is another computer."""
    return folder / "home"


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Let this process remember what is in *folder* for a while."""
    before = os.environ.get("LOYALDESK_HOME")
    os.environ["LOYALDESK_HOME"] = str(home_in(folder))
    try:
        yield
    finally:
        if before is None:
            del os.environ["LOYALDESK_HOME"]
        else:
            os.environ["LOYALDESK_HOME"] = before


def selling(folder: Path) -> None:
    """Make a club with sales."""
    desk = shop.opened(shop.found(club_in(folder)))
    for n in range(SALES):
        shop.perform(desk, ("sale", n, {"member_id": n % 12 + 1, "rial": 1_000_000}))
    desk.db.close()


def back_up(folder: Path) -> None:
    """Make a backup."""
    desk = shop.opened(club_in(folder), n=100)
    safekeeping.back_up(desk)
    desk.db.close()


def after_backup(folder: Path) -> str:
    """Judge a killed backup: whatever has the name of one is whole, and the next one works."""
    folder_of_backups = safekeeping.default_folder(club_in(folder))
    found = store.list_backups(folder_of_backups)
    broken = [each.path.name for each in found if store.verify(each, None).state != VERIFIED]
    if broken:
        return f"half a backup: {broken}"
    desk = shop.opened(club_in(folder), n=200)
    try:
        if checking.check(desk):
            return f"broken: {[each.name for each in checking.check(desk)]}"
        safekeeping.back_up(desk)
    finally:
        desk.db.close()
    left = [each.name for each in folder_of_backups.iterdir() if each.suffix != ".ldbk"]
    return f"left behind: {left}" if left else "new" if found else "old"


def sold_on(folder: Path) -> None:
    """Make a club with a backup; after it came sales, and a member was erased."""
    selling(folder)
    back_up(folder)
    desk = shop.opened(club_in(folder), n=300)
    for n in range(300, 300 + LATER):
        shop.perform(desk, ("sale", n, {"member_id": n % 12 + 1, "rial": 1_000_000}))
    members.erase(desk, 3)
    desk.db.close()


def bring_back(folder: Path) -> None:
    """Put the backup in the place of the club."""
    path = club_in(folder)
    [kept] = store.list_backups(safekeeping.default_folder(path))
    uid = kept.manifest.club_id if kept.manifest else ""
    plan = safekeeping.RestorePlan(path, None, kept, uid, 1, "1")
    safekeeping.carry_out(plan, shop.Clock(400))


def after_restore(folder: Path) -> str:
    """Judge a killed restore; the member who had been erased is erased either way."""
    path = club_in(folder)
    opening.make_whole(path)
    desk = shop.opened(path, n=500)
    ask = desk.db.execute_sql
    try:
        count = ask("SELECT COUNT(*) FROM sale").fetchone()[0]
        erased = ask("SELECT state FROM member WHERE id = 3").fetchone()[0]
        waits = ask("SELECT COUNT(*) FROM job WHERE name = 'backup.waits'").fetchone()[0]
        wrong = [each.name for each in checking.check(desk)]
    finally:
        desk.db.close()
    if wrong or erased != "erased":
        return f"broken: {wrong}, {erased}"
    known = {(SALES + LATER, 0): "old", (SALES, 1): "new"}
    return known.get((count, waits), f"{count} sales, {waits} waits")


def with_list(folder: Path) -> None:
    """Make a club with sales, and a list of members to bring in."""
    selling(folder)
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["first name", "last name", "mobile"])
        rows.writerows([f"Reza {n}", "Karimi", f"0935{1000000 + n}"] for n in range(ROWS))


def bring_in(folder: Path) -> None:
    """Import the list."""
    desk = shop.opened(club_in(folder), n=100)
    imports.run(desk, folder / "members.csv", "members", imports.Options())
    desk.db.close()


def after_import(folder: Path) -> str:
    """Judge a killed import: the next start brings it to its end, or nothing is in."""
    desk = shop.opened(club_in(folder), n=200)
    try:
        imports.resume_or_clean(staff.system_desk(desk))
        count = desk.db.execute_sql("SELECT COUNT(*) FROM member").fetchone()[0]
        left = desk.db.execute_sql("SELECT COUNT(*) FROM import_row").fetchone()[0]
        wrong = [each.name for each in checking.check(desk)]
    finally:
        desk.db.close()
    if wrong or left:
        return f"broken: {wrong}, {left} rows left"
    return {12: "old", 12 + ROWS: "new"}.get(count, f"{count} members")


def of_old(folder: Path) -> None:
    """Lay a club of an older program."""
    newest = max(OLD_CLUBS.glob("schema-*.zip"))
    with zipfile.ZipFile(newest) as kept:
        club_in(folder).write_bytes(kept.read(f"{newest.stem}.club"))


def migrate(folder: Path) -> None:
    """Open it, which brings it to the tables of today."""
    opening.unlock(club_in(folder), None, shop.Clock(100)).close()


def after_migration(folder: Path) -> str:
    """Judge a killed migration: tables of before or of today, and the same figures."""
    path = club_in(folder)
    with closing(proving.connect(path, None)) as raw:
        schema = proving.schema_of(raw)
        before = proving.figures_of(raw)
    db = opening.unlock(path, None, shop.Clock(200))
    try:
        wrong = [each.name for each in checking.check(shop.at_desk(db, 10**6))]
        sums = db.execute_sql("SELECT SUM(points) FROM points_entry").fetchone()[0]
        now = db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0]
    finally:
        db.close()
    if wrong or (sums, now) != (before.ledger_sum, before.sales):
        return f"broken: {wrong}, {sums}, {now}"
    return "new" if schema == newest_schema() else "old"


WORKS = {
    "backup": Work(selling, back_up, after_backup),
    "restore": Work(sold_on, bring_back, after_restore),
    "import": Work(with_list, bring_in, after_import),
    "migration": Work(of_old, migrate, after_migration),
}


def do(kind: str, folder: Path, home: str, tell: Connection) -> None:
    """Do one work and say when it begins and ends (the child's part)."""
    os.environ["LOYALDESK_HOME"] = home
    set_look(Look("en", "jalali", "toman"))
    tell.send("begun")
    WORKS[kind].act(folder)
    tell.send("done")


def kill_often(folder: Path, kind: str, kills: int, chance: random.Random) -> Tally:
    """Do one kind of work again and again on copies of one club, killed each time."""
    set_look(Look("en", "jalali", "toman"))
    work, tally = WORKS[kind], Tally()
    first = folder / kind / "first"
    first.mkdir(parents=True)
    with at_home(first):
        work.set_up(first)
    context: Any = children()
    takes = _once(context, kind, _copy(first, folder / kind / "whole"), None)
    for n in range(kills):
        room = _copy(first, folder / kind / str(n))
        _once(context, kind, room, chance.random() * 1.1 * takes)
        try:
            with at_home(room):
                tally.add(work.verdict(room))
        except Exception as error:  # noqa: BLE001  # counted as broken, with its name
            tally.add(f"{type(error).__name__}: {error}"[:200])
        shutil.rmtree(room)
    return tally


def _copy(first: Path, room: Path) -> Path:
    return Path(shutil.copytree(first, room))


def _once(context: Any, kind: str, room: Path, after_s: float | None) -> float:
    """Let a child do the work; kill it after a while, or return how long it took."""
    listen, tell = context.Pipe(duplex=False)
    child: mp.Process = context.Process(target=do, args=(kind, room, str(home_in(room)), tell))
    child.start()
    tell.close()
    if not listen.poll(PATIENCE_S) or listen.recv() != "begun":
        raise RuntimeError(f"the {kind} did not begin")
    begun = time.perf_counter()
    if after_s is None:
        if not listen.poll(PATIENCE_S) or listen.recv() != "done":
            raise RuntimeError(f"the {kind} did not end")
    else:
        time.sleep(after_s)
        child.kill()
    took = time.perf_counter() - begun
    child.join()
    listen.close()
    child.close()
    return took


def tally_words(tallies: dict[str, Tally]) -> Figure:
    """Return the figures of all kinds of work."""
    said = [
        f"{kind} {t.kills} kills ({t.old} old, {t.new} new, {len(t.broken)} broken)"
        for kind, t in tallies.items()
    ]
    first = next((t.broken[0] for t in tallies.values() if t.broken), "")
    return Figure("; ".join([*said, *filter(None, [first])]), is_reached=not first)


@measured("R3", goal="killed in backup, restore, import, migration: wholly old or wholly new",
          part="keeping")  # fmt: skip
def kills_while_keeping(scale: Scale) -> Figure:
    """Kill each kind of work: 4 x 6 times every day, 4 x 125 before a release."""
    return tally_words({
        kind: kill_often(scale.folder, kind, scale.of(6, 125), scale.chance(kind))
        for kind in WORKS
    })  # fmt: skip


# R6


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup and what the club was when it was made."""

    backup: Backup
    ledger_sum: int
    head: bytes


def keep_some(path: Path, count: int, chance: random.Random) -> list[Kept]:
    """Sell, and make a backup now and then."""
    desk = shop.opened(path)
    seed, n, kept = chance.randrange(10**6), 0, []
    for _ in range(count):
        for _act in range(chance.randrange(1, 9)):
            shop.perform(desk, shop.plan(desk, seed, n))
            n += 1
        head = heads.take(desk.db.execute_sql, desk.clock())
        kept.append(Kept(safekeeping.back_up(desk), head.ledger_sum, head.mac))
    desk.db.close()
    return kept


def differences(kept: list[Kept], key: bytes | None, folder: Path) -> list[str]:
    """Restore each to a place of its own; return what is not as it was."""
    wrong = []
    for n, one in enumerate(kept):
        club = folder / f"back {n}.club"
        restoring.restore(one.backup, club, key, shop.OPENED)
        db = open_club(club, key)
        try:
            head = heads.take(db.execute_sql, shop.OPENED)
            sums = db.execute_sql("SELECT COALESCE(SUM(points), 0) FROM points_entry").fetchone()[0]
        finally:
            db.close()
        if (head.mac, head.ledger_sum, sums) != (one.head, one.ledger_sum, one.ledger_sum):
            wrong.append(one.backup.path.name)
    return wrong


@measured("R6", goal="every kept backup comes back with the same ledger sum and chain head")
def what_comes_back(scale: Scale) -> Figure:
    """Restore every backup of a plain club: 5 every day, 60 before a release."""
    path = shop.found(scale.folder / "shop.club")
    kept = keep_some(path, scale.of(5, 60), scale.chance("restored"))
    wrong = differences(kept, None, scale.folder)
    return Figure(f"{len(kept)} restored, {len(wrong)} not the same", is_reached=not wrong)


def longest_sale(path: Path, rounds: int) -> tuple[float, float]:
    """Return the longest sale, in seconds, without and with backups made beside it."""
    desk = shop.opened(path, n=10_000)
    n = 10_000

    def sell_for(is_over: Callable[[], bool]) -> float:
        nonlocal n
        slowest = 0.0
        while not is_over():
            begun = time.perf_counter()
            shop.perform(desk, ("sale", n, {"member_id": n % 12 + 1, "rial": 500_000}))
            slowest = max(slowest, time.perf_counter() - begun)
            n += 1
        return slowest

    end = time.perf_counter() + 0.5
    alone = sell_for(lambda: time.perf_counter() > end)

    def keep() -> None:
        own = open_club(path)
        try:
            for _ in range(rounds):
                safekeeping.back_up(shop.at_desk(own, 20_000))
        finally:
            own.close()

    worker = threading.Thread(target=keep)
    worker.start()
    beside = sell_for(lambda: not worker.is_alive())
    worker.join()
    desk.db.close()
    return alone, beside


@measured("R6", goal="a sale never waits for a backup: longest < 0.5 s", part="sales")
def sales_beside(scale: Scale) -> Figure:
    """Sell while backups are made in a thread of the same program."""
    path = shop.found(scale.folder / "shop.club")
    alone, beside = longest_sale(path, scale.of(3, 40))
    return Figure(f"longest {beside * 1000:.0f} ms, {alone * 1000:.0f} ms without one",
                  is_reached=beside < 0.5)  # fmt: skip
