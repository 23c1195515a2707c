"""S5: one bit of a club file is another one; opening and checking the club notices it, or not.

In an encrypted club each page carries a code over all of it, so that every bit is noticed. A plain
club has no such code: what is noticed there is what breaks a page, a reference or an invariant, and
what is not noticed is told as it is.
"""

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import checking
from loyaldesk.store.database import open_club
from loyaldesk.store.proving import connect_still
from tests.safety import shop
from tests.safety.registry import Figure, Scale, measured

ACTS = 120
UNNOTICED = "not noticed"


@dataclass(slots=True)
class Tally:
    """What became of many flips."""

    flips: int = 0
    by: Counter[str] = field(default_factory=Counter)
    raw: list[str] = field(default_factory=list)

    @property
    def noticed(self) -> int:
        """How many were noticed."""
        return self.flips - self.by[UNNOTICED]

    def told(self) -> str:
        """Return it in words."""
        ways = ", ".join(f"{way} {n}" for way, n in sorted(self.by.items()))
        return f"{self.noticed} of {self.flips} noticed ({ways})"


def notice(path: Path, key: bytes | None, tally: Tally) -> str:
    """Return how a club with one other bit is noticed."""
    try:
        db = open_club(path, key)
    except ClubError:
        return "when it is opened"
    except Exception as error:  # noqa: BLE001  # noticed, but not in the program's own words
        tally.raw.append(repr(error))
        return "when it is opened"
    try:
        broken = checking.check(shop.at_desk(db, ACTS + 1), deep=True)
    except ClubError:
        return "by a page error"
    except Exception as error:  # noqa: BLE001
        tally.raw.append(repr(error))
        return "by a page error"
    finally:
        db.close()
    if broken:
        pages = broken[0].name == "the file's pages are whole"
        return "by the check of pages" if pages else "by an invariant"
    return UNNOTICED


def proves(path: Path, key: bytes) -> bool:
    """Return whether every page of an encrypted club carries the code that fits it."""
    with closing(connect_still(path, key)) as connection:
        try:
            return not connection.execute("PRAGMA cipher_integrity_check").fetchall()
        except driver.Error:
            return False


def flip_often(scale: Scale, key: bytes | None, flips: int) -> Tally:
    """Flip so many bits of a club, one at a time."""
    base = shop.found(scale.folder / "shop.club", key)
    desk = shop.opened(base, key)
    for n in range(ACTS):
        shop.perform(desk, shop.plan(desk, scale.seed, n))
    desk.db.close()
    content, chance, tally = base.read_bytes(), scale.chance("flips"), Tally()
    for n in range(flips):
        folder = scale.folder / "flipped"
        folder.mkdir()
        path = folder / base.name
        at, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        changed = bytearray(content)
        changed[at] ^= bit
        path.write_bytes(changed)
        tally.flips += 1
        tally.by[notice(path, key, tally)] += 1
        shutil.rmtree(folder)
        del n
    return tally


@measured("S5", goal="every single-bit flip noticed", part="encrypted")
def encrypted_flips(scale: Scale) -> Figure:
    """Flip bits of an encrypted club."""
    tally = flip_often(scale, shop.KEY, scale.of(60, 300))
    return Figure(tally.told(), tally.noticed == tally.flips and not tally.raw)


@measured("S5", goal="told honestly: a plain club has no code for its pages", part="plain")
def plain_flips(scale: Scale) -> Figure:
    """Flip bits of a plain club."""
    tally = flip_often(scale, None, scale.of(60, 300))
    return Figure(tally.told(), not tally.raw)
