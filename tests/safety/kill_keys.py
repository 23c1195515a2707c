"""R3, keys: encryption turned on or off, or the key changed, and killed at any moment.

A child process does it and is killed: at the Nth time it moves, flushes or removes a file, or by
its parent after a random while. Then the club is opened as at any start: it must be wholly as
before or wholly new, with every sale, and open by the secrets of that state. What is left beside it
must not be readable where the club is encrypted.
"""

import multiprocessing as mp
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loyaldesk.services import checking, club, encrypting, opening, unlocking
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from tests.conftest import StoppedClock
from tests.makers import make_member, make_sale
from tests.safety.registry import Figure, Scale, measured

OLD, NEW = "seven kebabs at noon", "eight walnuts by night"
PAPER, NEW_PAPER = (unlocking.recovery.written(bytes([n]) * 20) for n in (1, 2))
NAME = "Zzyzxova"
DONE, KILLED = 0, 9


def children() -> Any:
    """Return how processes are started here: from a server that is ready, or each by itself."""
    quick = "forkserver" in mp.get_all_start_methods()
    context = mp.get_context("forkserver" if quick else "spawn")
    if quick:
        context.set_forkserver_preload([__name__])
    return context


def found(folder: Path, *, encrypted: bool) -> Path:
    """Found a club with a member and sales in a folder of its own."""
    folder.mkdir(parents=True)
    path, clock = folder / "shop.club", StoppedClock()
    desk = opening.new_club(
        path, club.ClubDraft("Naranj", "Maryam"), passphrase=OLD if encrypted else None,
        recovery_key=PAPER if encrypted else "", remember=True, clock=clock, cost=TEST,
    )  # fmt: skip
    member = make_member(desk, first_name=NAME)
    for amount in (1_000_000, 2_500_000, 40_000):
        make_sale(desk, member.id, amount)
    desk.db.close()
    return path


def change(path: Path, act: str, moves: int, home: str) -> None:
    """Change the keys, and die at the *moves*-th move of a file (the child's part)."""
    os.environ["LOYALDESK_HOME"] = home
    clock = StoppedClock()
    db = opening.unlock(path, None, clock)
    desk = Desk(db, OperatorBrief(1, "Maryam", "owner"), clock=clock)
    plan = {
        encrypting.ON: lambda: encrypting.plan_on(desk, NEW, NEW_PAPER, cost=TEST),
        encrypting.OFF: lambda: encrypting.plan_off(desk),
        encrypting.CHANGE: lambda: encrypting.plan_change(desk, NEW, NEW_PAPER, cost=TEST),
    }[act]()
    db.close()
    if moves >= 0:
        _die_at(moves)
    encrypting.carry_out(plan, clock).close()


def _die_at(moves: int) -> None:
    left = [moves]

    def counted(real: Any) -> Any:
        def move(*args: Any, **named: Any) -> Any:
            if left[0] == 0:
                os._exit(KILLED)
            left[0] -= 1
            return real(*args, **named)

        return move

    for holder, name in ((Path, "replace"), (Path, "unlink"), (os, "fsync")):
        setattr(holder, name, counted(getattr(holder, name)))


@dataclass(slots=True)
class Tally:
    """What many kills came to."""

    kills: int = 0
    old: int = 0
    new: int = 0
    broken: list[str] = field(default_factory=list)


def look(path: Path, act: str, before: tuple[int, ...], tally: Tally) -> None:
    """Open the club as at any start and see that it is wholly old or wholly new."""
    clock = StoppedClock()
    was = act != encrypting.ON
    opening.make_whole(path)
    is_encrypted = not path.read_bytes().startswith(b"SQLite format 3")
    phrases = [OLD, PAPER] if was else []
    if act != encrypting.OFF:
        phrases += [NEW, NEW_PAPER]
    key, opened = None, []
    if is_encrypted:
        for phrase in phrases:
            with suppress(
                opening.KeyFileMissing,
                opening.KeyFileDamaged,
                encrypting.recovery.WrongRecovery,
                unlocking.recovery.WrongPassphrase,
            ):
                key = unlocking.try_typed(path, phrase).key
                opened.append(phrase)
    is_new = opened == [NEW, NEW_PAPER] if is_encrypted else act == encrypting.OFF
    if is_encrypted and opened not in ([OLD, PAPER], [NEW, NEW_PAPER]):
        tally.broken.append(f"{act}: opens by {opened}")
        return
    db = open_club(path, key)
    try:
        desk = Desk(db, OperatorBrief(1, "Maryam", "owner"), clock=clock)
        if figures(db) != before:
            tally.broken.append(f"{act}: {figures(db)} instead of {before}")
        tally.broken += [f"{act}: {each.name}" for each in checking.check(desk)]
        acts = [r[0] for r in db.execute_sql("SELECT act FROM audit").fetchall()]
        if (act in acts) != is_new:
            tally.broken.append(f"{act}: the trail tells another story")
        make_sale(desk, 1, 70_000)
    finally:
        db.close()
    tally.old += not is_new
    tally.new += is_new
    keys = path.with_name(path.name + ".keys")
    if keys.exists() != is_encrypted:
        tally.broken.append(f"{act}: a key file too many or too few")
    left = [each for each in path.parent.iterdir() if each.is_file() and each not in (path, keys)]
    for each in left:
        if NAME.encode() in each.read_bytes():
            tally.broken.append(f"{act}: {each.name} can be read")


def figures(db: Any) -> tuple[int, ...]:
    """Return what must be the same before and after."""
    return tuple(
        db.execute_sql(text).fetchone()[0]
        for text in (
            "SELECT COUNT(*) FROM member", "SELECT COUNT(*) FROM sale",
            "SELECT SUM(points) FROM points_entry", "SELECT SUM(amount_rial) FROM sale",
        )
    )  # fmt: skip


def kill(context: Any, path: Path, act: str, moves: int, wait_s: float) -> int:
    """Let a child change the keys and end it; return its exit code."""
    home = os.environ["LOYALDESK_HOME"]
    child = context.Process(target=change, args=(path, act, moves, home))
    child.start()
    if wait_s:
        time.sleep(wait_s)
        child.kill()
    child.join()
    code = int(child.exitcode or 0)
    child.close()
    return code


def kill_often(scale: Scale, most: int) -> Tally:
    """Kill at every move of a file, or at *most* of them by chance; then after random whiles."""
    context, chance, tally = children(), scale.chance("keys"), Tally()
    for act in (encrypting.ON, encrypting.OFF, encrypting.CHANGE):
        moves = list(range(40))
        picked = moves if scale.is_long else sorted(chance.sample(range(2, 16), most))
        for n in [*(["while"] * scale.of(0, 40)), *picked]:
            path = found(scale.folder / f"{act}{tally.kills}", encrypted=act != encrypting.ON)
            db = open_club(path, unlocking.known_here(path))
            before = figures(db)
            db.close()
            by_chance = n == "while"
            wait = chance.random() * 0.9 if by_chance else 0.0
            code = kill(context, path, act, -1 if by_chance else int(n), wait)
            tally.kills += 1
            if code not in (DONE, KILLED, -9):
                tally.broken.append(f"{act}: the child ended with {code}")
            look(path, act, before, tally)
            if not by_chance and code == DONE:
                break  # there are no more moves
    return tally


@measured("R3", goal="always wholly old or wholly new, nothing readable left", part="keys")
def killed_changes(scale: Scale) -> Figure:
    """Kill turning encryption on and off and changing the key."""
    tally = kill_often(scale, 3)
    text = f"{tally.kills} kills: {tally.old} old, {tally.new} new, {len(tally.broken)} broken"
    return Figure(text, is_reached=not tally.broken)
