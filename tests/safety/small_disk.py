"""R5 with the program's own engine: files that may not grow, a club without room, a small disk.

A limit for the size of files belongs to a process and to systems of the POSIX family; there a child
process sells under it. A disk that is really small needs the right to mount one, so that it is
tried only where this is allowed; whatever cannot be tried is told, not passed over.
"""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import checking
from loyaldesk.store.database import open_club
from tests.safety import shop
from tests.safety.kill_sales import PATIENCE_S, begun, children
from tests.safety.registry import Figure, Scale, measured

try:
    import resource
except ImportError:  # a system without such limits
    resource = None  # type: ignore[assignment]

ACTS = 24
ROOM = {"full", "full, reserve", "io"}
"""A file at its limit is an I/O error to the engine; a disk without room is full."""


@dataclass(slots=True)
class Tally:
    """What many limits came to."""

    limits: int = 0
    stored: int = 0
    said: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    ghosts: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost or broken, no refused sale is there, and the reason was said."""
        return not (self.lost or self.ghosts or self.broken) and set(self.said) <= ROOM

    def told(self) -> str:
        """Return it in words."""
        said = ", ".join(f"{why!r} {n}" for why, n in sorted(self.said.items()))
        return (
            f"{self.limits} limits, {self.stored} stored, {self.said.total()} refused ({said}):"
            f" {len(self.lost)} lost, {len(self.ghosts)} refused yet there, {len(self.broken)}"
            " broken"
        )


def sell_under(path: Path, key: bytes | None, limit: int, tell: Connection) -> None:
    """Sell in a process whose files may not grow beyond *limit* (the child's part)."""
    set_look(Look("en", "jalali", "toman"))
    desk = shop.opened(path, key)
    desk.db.execute_sql("PRAGMA wal_autocheckpoint=60")
    assert resource is not None
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    for n in range(ACTS):
        sell_one(desk, n, tell)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    sell_one(desk, ACTS, tell)
    desk.db.close()
    tell.close()


def sell_one(desk: shop.Desk, n: int, tell: Connection) -> None:
    """Do a sale; tell what became of it."""
    act: shop.Plan = ("sale", n, {"member_id": n % 12 + 1, "rial": 1_000_000})
    try:
        tell.send(("stored", shop.perform(desk, act)))
    except ClubError as error:
        why = error.why if isinstance(error, StorageProblem) else repr(error)
        tell.send((why, f"act-{n}"))


def under_limits(folder: Path, key: bytes | None, limits: list[int]) -> Tally:
    """Let a shop sell under each of the limits; the file of the club itself is larger than none.

    The limits are counted in bytes from the size of the club on, less what its journal may take.
    """
    base = shop.found(folder / "shop.club", key)
    size, context, tally = base.stat().st_size, children(), Tally()
    for limit in limits:
        place = folder / "limited"
        place.mkdir()
        path = Path(shutil.copy(base, place))
        listen, tell = context.Pipe(duplex=False)
        child = begun(context, sell_under, path, key, size + limit, tell)
        tell.close()
        said = list(_all(listen))
        child.join(PATIENCE_S)
        count(tally, path, key, said, ended=child.exitcode)
        shutil.rmtree(place)
    return tally


def _all(listen: Connection) -> Iterator[tuple[str, str]]:
    try:
        while listen.poll(PATIENCE_S):
            yield listen.recv()
    except EOFError:
        pass
    finally:
        listen.close()


def count(
    tally: Tally, path: Path, key: bytes | None, said: list[tuple[str, str]], ended: int | None = 0
) -> None:  # fmt: skip
    """Open a club after a limit and compare it with what was said."""
    tally.limits += 1
    acks = {act for why, act in said if why == "stored"}
    refused = {act for why, act in said if why != "stored"}
    tally.stored += len(acks)
    tally.said.update(why for why, _ in said if why != "stored")
    if ended != 0 or f"act-{ACTS}" not in acks:
        tally.broken.append(f"the shop could not go on: {said[-1:]} {ended}")
    db = open_club(path, key)
    try:
        desk = shop.at_desk(db, ACTS + 1)
        found = set(shop.present(desk))
        tally.lost += sorted(acks - found)
        tally.ghosts += sorted(refused & found)
        tally.broken += [each.name for each in checking.check(desk)]
    finally:
        db.close()


class _Told:
    """Keeps what is told, for a shop in this process."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def send(self, word: tuple[str, str]) -> None:
        self.said.append(word)


def without_pages(folder: Path, key: bytes | None, spare: int, tally: Tally) -> None:
    """Sell in a club that may have only *spare* pages more, then give it room."""
    path = shop.found(folder / f"pages-{spare}.club", key)
    desk, told = shop.opened(path, key), _Told()
    pages = desk.db.execute_sql("PRAGMA page_count").fetchone()[0]
    desk.db.execute_sql(f"PRAGMA max_page_count={pages + spare}")
    for n in range(ACTS):
        sell_one(desk, n, told)  # type: ignore[arg-type]
    desk.db.execute_sql("PRAGMA max_page_count=1073741823")
    sell_one(desk, ACTS, told)  # type: ignore[arg-type]
    desk.db.close()
    count(tally, path, key, told.said)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path | None]:
    """Give a disk of so many bytes; None where nobody may mount one."""
    place = folder / "small"
    place.mkdir()
    mount, is_root = shutil.which("mount"), getattr(os, "geteuid", lambda: 1)() == 0
    words = [mount or "", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if (
        not (mount and is_root)
        or subprocess.run(words, capture_output=True, check=False).returncode
    ):
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run([shutil.which("umount") or "umount", str(place)], check=True)


def on_small_disk(folder: Path, key: bytes | None) -> Tally | None:
    """Sell until a real disk is full, then make room; None where there is no such disk."""
    tally = Tally()
    with small_disk(folder, 3 << 20) as place:
        if place is None:
            return None
        base, told = shop.found(folder / "shop.club", key), _Told()
        path = Path(shutil.copy(base, place))
        filler = place / "photos"
        filler.write_bytes(bytes(shutil.disk_usage(place).free - 256 * 1024))
        desk = shop.opened(path, key)
        for n in range(ACTS):
            sell_one(desk, n, told)  # type: ignore[arg-type]
        filler.unlink()
        sell_one(desk, ACTS, told)  # type: ignore[arg-type]
        desk.db.close()
        count(tally, path, key, told.said)
    return tally


def limits_of(scale: Scale, few: int) -> list[int]:
    """Return limits around the size of the club; its journal grows beyond it in a few sales."""
    step = 4096 if scale.is_long else 1_000_000 // few
    return [n + scale.seed % 512 for n in range(-800_000, 200_000, step)]


GOAL = "0 acknowledged lost, no refused sale is there, the next sale works"


@measured("R5", goal=GOAL, part="limit of files")
def file_limits(scale: Scale) -> Figure:
    """Sell under limits for the size of files, with the program's own engine."""
    if resource is None:
        return Figure("this system has no limit for the size of files", None)
    tally = under_limits(scale.folder, None, limits_of(scale, 8))
    (scale.folder / "shop.club").unlink()
    other = under_limits(scale.folder, shop.KEY, limits_of(scale, 8))
    return Figure(
        f"plain {tally.told()}; encrypted {other.told()}", tally.is_whole and other.is_whole
    )


@measured("R5", goal=GOAL, part="no room in the club")
def no_room(scale: Scale) -> Figure:
    """Sell in clubs that may not have another page."""
    tally = Tally()
    for spare in range(0, scale.of(8, 60), scale.of(4, 1)):
        for key in (None, shop.KEY):
            without_pages(scale.folder, key, spare, tally)
            (scale.folder / f"pages-{spare}.club").unlink()
    return Figure(tally.told(), tally.is_whole and set(tally.said) <= {"full", "full, reserve"})


@measured("R5", goal=GOAL, part="small disk")
def real_disk(scale: Scale) -> Figure:
    """Sell on a disk that is really small."""
    tally = on_small_disk(scale.folder, shop.KEY)
    if tally is None:
        return Figure("nobody may mount a small disk here", None)
    return Figure(tally.told(), tally.is_whole and set(tally.said) <= {"full", "full, reserve"})
