"""R2: the power goes off at any write; what was not yet flushed is lost, kept or torn by chance.

A shop sells on a disk that remembers every write, flush and acknowledged act. From that one record
the disk is put together as it may look after a cut at any point: what was flushed is there, of the
rest each sector of 512 bytes is there, missing, or there in part. The program then opens the club
with its own engine.
"""

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from loyaldesk.services import checking
from loyaldesk.store.authorizer import let_go, watch
from loyaldesk.store.database import open_club
from tests.safety import shop
from tests.safety.disk import CUT, GONE, SYNCED, TOLD, WROTE, Disk, Journal, Op
from tests.safety.engine import opened_on
from tests.safety.registry import Figure, Scale, measured

SECTOR = 512
OFTEN = 150
"""Pages after which the engine brings its journal into the club: far fewer than in a shop, so that
short runs see many of these moments."""


@dataclass(frozen=True, slots=True)
class Record:
    """A run of the shop: the club before it, all that happened to the disk, and what was done."""

    folder: Path
    name: str
    key: bytes | None
    ops: list[Op]
    plans: list[shop.Plan]


def record(folder: Path, key: bytes | None, acts: int, seed: int, flushing: str = "full"
           ) -> Record:  # fmt: skip
    """Let a shop do so many acts on a disk that remembers."""
    path = shop.found(folder / "shop.club", key)
    before = folder / "before"
    before.mkdir()
    shutil.copy(path, before)
    journal, plans = Journal(), []
    Disk.watched("remembering", journal)
    db = opened_on("remembering", path, key)
    db.execute_sql(f"PRAGMA wal_autocheckpoint={OFTEN}")
    let_go(db.connection())
    db.execute_sql(f"PRAGMA synchronous={flushing}")
    watch(db.connection())
    desk = shop.at_desk(db)
    for n in range(acts):
        plans.append(shop.plan(desk, seed, n))
        stored = shop.perform(desk, plans[-1])
        journal.ops.append(Op(TOLD, stored))
        if n % 23 == 22:  # as the program does when nobody works
            db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return Record(before, path.name, key, journal.ops, plans)


def moments(ops: list[Op], count: int, chance: random.Random) -> list[int]:
    """Return where to cut: half of them anywhere, half close to a flush or to the club itself."""
    last = max(n for n, op in enumerate(ops) if op.kind == TOLD)
    close = [
        n for n, op in enumerate(ops[:last])
        if op.kind in (SYNCED, CUT, GONE) or not op.file.endswith(("-wal", "-journal"))
    ]  # fmt: skip
    near = [min(max(chance.choice(close) + chance.randrange(-2, 3), 0), last)
            for _ in range(count // 2)]  # fmt: skip
    return sorted(near + [chance.randrange(last + 1) for _ in range(count - len(near))])


def put(content: bytearray, op: Op) -> None:
    """Do a write or a cut to the content of a file."""
    if op.kind == CUT:
        del content[op.at :]
        return
    end = op.at + len(op.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[op.at : end] = op.data


@dataclass(slots=True)
class Platter:
    """The disk at a moment: what is flushed, and what waits in the memory of the system."""

    flushed: dict[str, bytearray]
    waiting: dict[str, list[Op]] = field(default_factory=dict)

    def take(self, op: Op) -> None:
        """Let *op* happen."""
        if op.kind == SYNCED:
            content = self.flushed.setdefault(op.file, bytearray())
            for each in self.waiting.pop(op.file, ()):
                put(content, each)
        elif op.kind == GONE:
            self.flushed.pop(op.file, None)
            self.waiting.pop(op.file, None)
        elif op.kind in (WROTE, CUT):
            self.waiting.setdefault(op.file, []).append(op)

    def leave(self, folder: Path, chance: random.Random) -> None:
        """Write the files as a cut at this moment leaves them."""
        kept = chance.choice((0.0, 0.5, 0.9, 1.0))
        for name in {*self.flushed, *self.waiting}:
            content = bytearray(self.flushed.get(name, b""))
            for op in self.waiting.get(name, ()):
                if op.kind == CUT:
                    if chance.random() < kept:
                        put(content, op)
                    continue
                for at in range(0, len(op.data), SECTOR):
                    part = op.data[at : at + SECTOR]
                    if chance.random() >= kept:
                        continue
                    if chance.random() < 0.02:
                        part = part[: chance.randrange(len(part))]
                    put(content, Op(WROTE, name, op.at + at, part))
            (folder / name).write_bytes(content)


@dataclass(slots=True)
class Tally:
    """What many cuts came to."""

    cuts: int = 0
    flushes: int = 0
    acts: int = 0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unheard: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether no cut lost or broke anything."""
        return not self.lost and not self.broken


def look(made: Record, folder: Path, stored: list[str], tally: Tally) -> None:
    """Open what a cut left; see that all of it is sound and do the act that was interrupted."""
    told, n = set(stored), len(stored)
    db = None
    try:
        db = open_club(folder / made.name, made.key)
        desk = shop.at_desk(db, n + 1)
        found = shop.present(desk)
        tally.lost += sorted(told - set(found))
        tally.broken += [each.name for each in checking.check(desk)]
        if n < len(made.plans) and not told - set(found):
            again = shop.perform(desk, made.plans[n])
            tally.unheard += again in found
            told.add(again)
            if shop.present(desk) != dict.fromkeys(told, 1):
                tally.broken.append("the interrupted act does not stand there once")
    except Exception as error:  # noqa: BLE001  # whatever it is, the club cannot be used
        tally.broken.append(repr(error))
    finally:
        if db is not None:
            db.close()


def cut_often(made: Record, count: int, chance: random.Random, tally: Tally) -> Tally:
    """Cut the power so often in the recorded run."""
    start = {file.name: bytearray(file.read_bytes()) for file in made.folder.iterdir()}
    platter, stored, done = Platter(start), [], 0
    folder = made.folder.with_name("cut")
    for moment in moments(made.ops, count, chance):
        for op in made.ops[done:moment]:
            if op.kind == TOLD:
                stored.append(op.file)
            platter.take(op)
        done = max(done, moment)
        folder.mkdir()
        platter.leave(folder, chance)
        look(made, folder, stored, tally)
        tally.cuts += 1
        shutil.rmtree(folder)
    tally.flushes += sum(op.kind == SYNCED for op in made.ops)
    tally.acts += len(made.plans)
    return tally


def cut_power(scale: Scale, key: bytes | None, cuts: int, seeds: int, acts: int) -> Tally:
    """Cut the power so often in all, over runs with so many seeds."""
    tally = Tally()
    for n in range(seeds):
        folder = scale.folder / f"run-{n}"
        folder.mkdir()
        made = record(folder, key, acts, scale.seed + n)
        cut_often(made, cuts // seeds, scale.chance(f"cuts {n}"), tally)
        shutil.rmtree(folder)
    return tally


def figure(tally: Tally) -> Figure:
    """Return the tally in words."""
    text = (
        f"{tally.cuts} power cuts in {tally.acts} acts with {tally.flushes} flushes:"
        f" {len(tally.lost)} lost, {len(tally.broken)} broken ({tally.unheard} times more was"
        " stored than had been said)"
    )
    return Figure(text, tally.is_whole)


GOAL = "0 acknowledged sales lost, 0 clubs damaged"


@measured("R2", goal=GOAL, part="plain")
def plain_cuts(scale: Scale) -> Figure:
    """Cut the power while a plain club is sold in."""
    return figure(cut_power(scale, None, scale.of(200, 5_000), scale.of(1, 5), scale.of(60, 200)))


@measured("R2", goal=GOAL, part="encrypted")
def encrypted_cuts(scale: Scale) -> Figure:
    """Cut the power while an encrypted club is sold in."""
    return figure(
        cut_power(scale, shop.KEY, scale.of(200, 5_000), scale.of(1, 5), scale.of(60, 200))
    )
