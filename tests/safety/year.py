"""R8: a year of a simulated shop, with kills and starts; the same seed gives the same club.

Two shops live it. One sells, takes back and lets points be spent, as often as a busy shop does in
a year, twice with one seed: once at one go, once opened anew every so often. The other does every
use case there is and is killed again and again: ``tests/services/test_year.py``, run as it is.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import checking
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from tests.safety import shop
from tests.safety.registry import Figure, Scale, measured

ROOT = Path(__file__).parents[2]
YEAR = timedelta(days=365)


def print_of(desk: Desk) -> str:
    """Return a short mark of everything in the club but what may differ: files' own numbers."""
    names = [row[0] for row in desk.db.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE 'member_words%' AND name NOT IN ('seal', 'lease') ORDER BY name"
    ).fetchall()]  # fmt: skip
    mark = hashlib.sha256()
    for name in names:
        for row in desk.db.execute_sql(f'SELECT * FROM "{name}"').fetchall():
            mark.update(repr(row).encode())
    return mark.hexdigest()[:16]


def live(
    path: Path, seed: int, acts: int, pace: timedelta, *, again_every: int = 0,
    look_every: int = 0, told: Callable[[Desk, int], None] | None = None,
) -> tuple[str, int]:  # fmt: skip
    """Do so many acts; return the mark of the club afterwards and how many acts were refused."""
    desk, refused = _opened(path, pace), 0
    try:
        for n in range(acts):
            if again_every and n and n % again_every == 0:
                desk.db.close()
                desk = _opened(path, pace)
            try:
                shop.perform(desk, shop.plan(desk, seed, n))
            except ClubError:
                refused += 1
            if told is not None and n % look_every == look_every - 1:
                told(desk, n)
        return print_of(desk), refused
    finally:
        desk.db.close()


def _opened(path: Path, pace: timedelta) -> Desk:
    desk = shop.at_desk(open_club(path))
    clock = desk.clock
    assert isinstance(clock, shop.Clock)
    clock.pace = pace
    return desk


@measured("R8", goal="0 invariants broken; one seed, one club", part="sales")
def sales_of_a_year(scale: Scale) -> Figure:
    """Sell for a year, twice with one seed."""
    acts, twice = scale.of(600, 250_000), scale.of(600, 10_000)
    base = shop.found(scale.folder / "base.club", count=scale.of(40, 2_000))
    pace = YEAR / acts
    broken: list[str] = []
    marks: list[str] = []

    def look(desk: Desk, n: int) -> None:
        broken.extend(f"{each.name} at act {n}" for each in checking.check(desk))
        if n == twice - 1:
            marks.append(print_of(desk))

    first = Path(shutil.copy(base, scale.folder / "first.club"))
    _, refused = live(first, scale.seed, acts, pace, look_every=scale.of(200, 10_000), told=look)
    other = Path(shutil.copy(base, scale.folder / "other.club"))
    mark, _ = live(other, scale.seed, twice, pace, again_every=97)
    same = marks == [mark]
    return Figure(
        f"{acts} acts in a year, {refused} refused, {len(broken)} broken"
        f" {broken[:2] or ''}; the first {twice} again, opened {twice // 97} times:"
        f" {'the same club' if same else 'ANOTHER club'}",
        same and not broken,
    )


@measured("R8", goal="no promise lost, whatever is killed", part="every use case")
def every_use_case(scale: Scale) -> Figure:
    """Live the simulated shop with all its acts and kills."""
    settings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    settings.pop("LOYALDESK_LONG", None)
    if scale.is_long:
        settings["LOYALDESK_LONG"] = "1"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/services/test_year.py"],
        cwd=ROOT, env=settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = re.search(r"(\d+ (?:passed|failed).*?) in [\d.]+s", done.stdout)
    days, kills = (365, 60) if scale.is_long else (60, 6)
    told = last[1] if last else done.stdout[-120:]
    return Figure(f"{days} days, {kills} kills: {told}", done.returncode == 0)
