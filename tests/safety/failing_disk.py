"""R5: each operation of the disk fails in its turn, as a full or a broken disk, once or for good.

A shop opens its club and does eight acts while operation number N fails. What it said was stored
must be there, what it refused must be refused for the right reason, and as soon as the disk is well
again the refused act and the next one must be done at the same desk, each of them once. An act may
be refused and stored all the same: the error came while the journal was brought into the club,
behind the commit, and the second try finds it.
"""

import shutil
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from peewee import PeeweeException

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import checking
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import ClubDatabase, open_club, translated
from tests.safety import shop
from tests.safety.disk import Disk, Failing
from tests.safety.engine import opened_on
from tests.safety.registry import Figure, Scale, measured

ACTS = 8
OFTEN = 40
WAYS = tuple(product(("full", "io"), (False, True)))
RIGHT = {"full": {"full", "full, reserve"}, "io": {"io"}}


@dataclass(slots=True)
class Tally:
    """What many faults came to."""

    points: int = 0
    refused: int = 0
    stored_all_the_same: int = 0
    overtaken: int = 0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    said: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def wrongly_said(self) -> list[tuple[str, str]]:
        """Return the refusals whose reason is not what happened."""
        return [pair for pair in self.said if pair[1] not in RIGHT[pair[0]]]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, broken, stuck or wrongly said."""
        return not (self.lost or self.broken or self.stuck or self.wrongly_said)


@dataclass(slots=True)
class Run:
    """One run of the shop with one fault."""

    seed: int
    fault: Failing
    tally: Tally
    told: set[str] = field(default_factory=set)
    refused: list[shop.Plan] = field(default_factory=list)

    def refuse(self, error: Exception, plan: shop.Plan | None = None) -> None:
        """Note that the shop was told no."""
        why = error.why if isinstance(error, StorageProblem) else repr(error)
        self.tally.said[self.fault.fault, why] += 1
        self.tally.refused += 1
        if plan is not None:
            self.refused.append(plan)

    def act(self, desk: Desk, n: int) -> None:
        """Do act number *n*; whatever the program raises but its own errors ends the run."""
        plan = None
        try:
            with translated(desk.db.path):
                plan = shop.plan(desk, self.seed, n)
            self.told.add(shop.perform(desk, plan))
        except ClubError as error:
            self.refuse(error, plan)

    def again(self, desk: Desk, plan: shop.Plan) -> None:
        """Do a refused act again on the disk that is well."""
        try:
            self.told.add(shop.perform(desk, plan))
        except StorageProblem:
            raise
        except ClubError:  # the points it was to spend were never earned: the reason is known
            self.tally.overtaken += 1


def opened(run: Run, path: Path, key: bytes | None) -> ClubDatabase | None:
    """Open the club on the failing disk."""
    try:
        db = opened_on("failing", path, key)
    except ClubError as error:
        run.refuse(error)
        return None
    with suppress(PeeweeException):  # this one is ours, and it may meet the fault too
        db.execute_sql(f"PRAGMA wal_autocheckpoint={OFTEN}")
    return db


def live(run: Run, path: Path, key: bytes | None) -> None:
    """Do the acts while something fails; mend the disk; go on at the same desk."""
    fault, tally = run.fault, run.tally
    first = fault.at
    db = opened(run, path, key)
    if db is None:  # it could not be opened: when the disk is well it can
        fault.at = 0
        db = opened_on("failing", path, key)
        fault.at = first if not fault.for_good else 0
    try:
        with translated(path):
            desk = shop.at_desk(db)
        for n in range(ACTS):
            run.act(desk, n)
    except StorageProblem as error:  # who is at the desk could not be read
        run.refuse(error)
    fault.at = 0
    try:
        desk = shop.at_desk(db, ACTS)
        for plan in run.refused:
            run.again(desk, plan)
        run.told.add(shop.perform(desk, ("sale", ACTS, {"member_id": 1, "rial": 1_000_000})))
    except Exception as error:  # noqa: BLE001  # whatever it is, the shop cannot go on
        tally.stuck.append(f"{fault.fault} at {first}: {error!r}")
    finally:
        db.close()


def fail_at(
    base: Path, key: bytes | None, seed: int, fault: Failing, tally: Tally
) -> int:  # fmt: skip
    """Let one operation fail in a copy of *base*; return how many operations there were."""
    folder = base.parent / "failing"
    folder.mkdir()
    path = Path(shutil.copy(base, folder))
    run = Run(seed, fault, tally)
    Disk.watched("failing", fault)
    live(run, path, key)
    tally.points += 1
    db = open_club(path, key)
    try:
        desk = shop.at_desk(db, ACTS + 1)
        found = shop.present(desk)
        tally.lost += sorted(run.told - set(found))
        tally.stored_all_the_same += len(set(found) - run.told)
        tally.broken += [each.name for each in checking.check(desk)]
        tally.broken += [f"{each} twice" for each, times in found.items() if times != 1]
    except ClubError as error:
        tally.broken.append(str(error))
    finally:
        db.close()
    shutil.rmtree(folder)
    return fault.count


def fail_often(
    folder: Path, key: bytes | None, seed: int, points: Iterable[int] | None = None
) -> Tally:  # fmt: skip
    """Let the operations numbered *points* fail, each in all ways; None: every one there is."""
    base = shop.found(folder / "shop.club", key)
    tally = Tally()
    for fault, for_good in WAYS:
        last = fail_at(base, key, seed, Failing(0, for_good, fault), tally)
        for at in points or range(1, last + 1):
            if at <= last:
                fail_at(base, key, seed, Failing(at, for_good, fault), tally)
    return tally


def spread(scale: Scale, count: int, most: int = 420) -> list[int] | None:
    """Return a few operations all over the run, by chance; None when every one is to fail."""
    if scale.is_long:
        return None
    step = most // count
    chance = scale.chance("points")
    return [n * step + 1 + chance.randrange(step) for n in range(count)]


def figure(tally: Tally) -> Figure:
    """Return the tally in words."""
    said = ", ".join(f"{fault}: {why!r} {n}" for (fault, why), n in sorted(tally.said.items()))
    text = (
        f"{tally.points} fault points, {tally.refused} refusals ({said}): {len(tally.lost)} lost,"
        f" {len(tally.broken)} broken, {len(tally.stuck)} stuck, {len(tally.wrongly_said)} reasons"
        " wrong"
    )
    return Figure(text, tally.is_whole)


GOAL = "0 acknowledged lost, the right reason in 100 %, the next sale works"


@measured("R5", goal=GOAL, part="plain")
def plain_faults(scale: Scale) -> Figure:
    """Let the disk under a plain club fail."""
    return figure(fail_often(scale.folder, None, scale.seed, spread(scale, 12)))


@measured("R5", goal=GOAL, part="encrypted")
def encrypted_faults(scale: Scale) -> Figure:
    """Let the disk under an encrypted club fail."""
    return figure(fail_often(scale.folder, shop.KEY, scale.seed, spread(scale, 12)))
