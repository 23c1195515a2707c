"""R1: a till that is killed while it sells loses nothing that it said was stored.

A child process does one act after another; it tells what it is about to do, does it, and tells that
it is stored once the use case returned. It is killed at any moment: while it opens the club, inside
a transaction, behind a commit. Then the club is opened again, everything that was said to be stored
must be there once, and the act that nobody heard of is done a second time.

Where the system knows it, one server process is made ready with all of the program loaded and
every child comes from it within milliseconds; elsewhere each child starts by itself.
"""

import multiprocessing as mp
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from loyaldesk.domain.events import SaleRecorded
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import checking, drafts, sales
from loyaldesk.store.database import open_club
from tests.safety import shop
from tests.safety.registry import Figure, Scale, measured

SOON_S = 2.0
"""How long opening a club after a kill may take."""

PATIENCE_S = 60.0


def children() -> Any:
    """Return how processes are started here: from a server that is ready, or each by itself."""
    quick = "forkserver" in mp.get_all_start_methods()
    context = mp.get_context("forkserver" if quick else "spawn")
    if quick:
        context.set_forkserver_preload([__name__])
    return context


def at_home(home: str, work: Callable[..., None], *values: Any) -> None:
    """Do *work* in a child as on the same computer: with the same home, where the keys are kept."""
    os.environ["LOYALDESK_HOME"] = home
    work(*values)


def begun(context: Any, work: Callable[..., None], *values: Any) -> Any:
    """Start a child that does *work* at the home of this process."""
    home = os.environ["LOYALDESK_HOME"]
    child = context.Process(target=at_home, args=(home, work, *values))
    child.start()
    return child


def sell(path: Path, key: bytes | None, seed: int, n: int, tell: Connection) -> None:
    """Sell from act *n* on until killed (the child's part)."""
    set_look(Look("en", "jalali", "toman"))
    desk = shop.opened(path, key, n)
    while True:
        act = shop.plan(desk, seed, n)
        tell.send(act)
        tell.send(shop.perform(desk, act))
        n += 1
        if n % 37 == 0:  # as the program does when nobody works
            with suppress(Exception):
                desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@dataclass(slots=True)
class Tally:
    """What many kills came to."""

    kills: int = 0
    stored: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unheard: int = 0
    """Acts that were stored, but killed before they could say so."""
    waiting: int = 0
    """Kills that left a journal to be brought in."""
    slowest_s: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled or broken, and every opening was quick."""
        return not (self.lost or self.twice or self.broken) and self.slowest_s < SOON_S


def heard(tell: Connection, most: int, wait_s: float) -> list[Any]:
    """Return what a child says: up to *most* acts that are stored, and what follows for a while."""
    said: list[Any] = []
    stored = 0
    give_up = time.monotonic() + PATIENCE_S
    with suppress(EOFError):
        while stored < most and time.monotonic() < give_up:
            if tell.poll(0.05):
                said.append(tell.recv())
                stored += isinstance(said[-1], str)
    time.sleep(wait_s)
    return said


def rest(tell: Connection) -> list[Any]:
    """Return what a dead child had said and nobody had read; half a message counts for nothing."""
    said = []
    with suppress(EOFError, OSError):
        while tell.poll(0):
            said.append(tell.recv())
    return said


def kill_once(context: Any, club: tuple[Path, bytes | None, int, int], chance: random.Random
              ) -> list[Any]:  # fmt: skip
    """Let a child sell and kill it; return everything it said."""
    listen, tell = context.Pipe(duplex=False)
    child = begun(context, sell, *club, tell)
    tell.close()
    if chance.random() < 0.2:  # while it starts, or opens the club
        time.sleep(chance.random() * 0.05)
        said = []
    else:
        said = heard(listen, chance.randrange(1, 9), chance.random() * 0.012)
    assert child.is_alive(), f"the till ended by itself: {child.exitcode}"
    child.kill()
    child.join()
    said += rest(listen)
    listen.close()
    child.close()
    return said


def look(path: Path, key: bytes | None, seed: int, n: int, said: list[Any], tally: Tally) -> int:
    """Open the club after a kill, check it, do the unheard act again; return the next act."""
    acks = [each for each in said if isinstance(each, str)]
    plans = [each for each in said if not isinstance(each, str)]
    journal = path.with_name(path.name + "-wal")
    tally.waiting += journal.exists() and journal.stat().st_size > 0
    begun = time.perf_counter()
    db = open_club(path, key)
    db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()
    tally.slowest_s = max(tally.slowest_s, time.perf_counter() - begun)
    try:
        n += len(acks)
        desk = shop.at_desk(db, n)
        before = shop.present(desk)
        tally.stored |= set(acks)
        tally.lost += sorted(tally.stored - set(before))
        tally.broken += [each.name for each in checking.check(desk)]
        if len(plans) > len(acks):
            key_of = shop.perform(desk, plans[-1])
            tally.unheard += key_of in before
            tally.stored.add(key_of)
            n += 1
            tally.broken += [each.name for each in checking.check(desk)]
        after = shop.present(desk)
        tally.twice += [each for each, times in after.items() if times != 1]
        tally.lost += sorted(tally.stored - set(after))
        if set(after) != tally.stored:
            tally.broken.append("something stands in the club that nobody did")
    finally:
        db.close()
    return n


def kill_often(folder: Path, key: bytes | None, kills: int, seed: int) -> Tally:
    """Found a club and kill its till so often."""
    path = shop.found(folder / "shop.club", key)
    context, chance, tally = children(), random.Random(f"kills {seed}"), Tally()
    n = 0
    for _ in range(kills):
        said = kill_once(context, (path, key, seed, n), chance)
        n = look(path, key, seed, n, said, tally)
        tally.kills += 1
    return tally


def figure(tally: Tally) -> Figure:
    """Return the tally in words."""
    text = (
        f"{tally.kills} kills: {len(tally.stored)} acts stored ({tally.unheard} unheard of),"
        f" {len(tally.lost)} lost, {len(tally.twice)} twice, {len(tally.broken)} broken;"
        f" {tally.waiting} journals brought in, slowest reopening"
        f" {tally.slowest_s * 1000:.0f} ms"
    )
    return Figure(text, tally.is_whole)


BASKET = drafts.Basket("basket-1", 1, 3_000_000)


def stop_before_the_commit(path: Path, tell: Connection) -> None:
    """Write a sale, but do not commit it: wait to be killed."""
    desk = shop.opened(path)
    drafts.keep(desk, BASKET)
    with desk.change(Permission.SALE_RECORD) as change:
        sales.record_step(change, BASKET.draft())
        tell.send("written")
        tell.poll(PATIENCE_S)


def stop_behind_the_commit(path: Path, tell: Connection) -> None:
    """Store a sale, but show nothing of it: wait to be killed."""
    desk = shop.opened(path)
    drafts.keep(desk, BASKET)

    def told(_event: SaleRecorded) -> None:
        tell.send("stored")
        tell.poll(PATIENCE_S)

    desk.bus.subscribe(SaleRecorded, told)
    sales.record_sale(desk, BASKET.draft())


GOAL = "0 acknowledged sales lost, 0 invariants broken, reopened in < 2 s"


@measured("R1", goal=GOAL, part="plain")
def plain_kills(scale: Scale) -> Figure:
    """Kill a till that sells in a plain club."""
    return figure(kill_often(scale.folder, None, scale.of(30, 1_000), scale.seed))


@measured("R1", goal=GOAL, part="encrypted")
def encrypted_kills(scale: Scale) -> Figure:
    """Kill a till that sells in an encrypted club."""
    return figure(kill_often(scale.folder, shop.KEY, scale.of(30, 1_000), scale.seed + 1))
