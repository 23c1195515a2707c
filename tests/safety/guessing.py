"""S7: how many guesses a thief gets at a PIN, whatever is killed, restarted or set on the clock."""

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from loyaldesk.domain import errors
from loyaldesk.domain.secrets import MOST_TRIES
from loyaldesk.services import approvals, club, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import secrets
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from tests.safety.registry import Figure, Scale, measured

START = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
OWNER_PIN, PIN = "583920", "274916"


class Killed(BaseException):
    """The program ended here; nothing above may catch it and go on."""


@dataclass
class Wall:
    """The clock of the computer, which anybody sets, and its ticks since it was started."""

    now: datetime = START
    ticks: float = 1_000.0

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time go by for clock and ticks alike."""
        self.now += timedelta(seconds=seconds)
        self.ticks += seconds


def found(folder: Path) -> Path:
    """Make a club with an owner, a cashier whose PIN is guessed, and a colleague."""
    path = folder / "guess.club"
    desk = club.found_club(path, club.ClubDraft("Naranj", "Maryam"), clock=lambda: START)
    staff.set_secret_of_owner(desk, OWNER_PIN, cost=TEST)
    staff.add(desk, "Nina", "cashier", PIN, cost=TEST)
    staff.add(desk, "Reza", "manager", PIN, cost=TEST)
    desk.db.close()
    return path


@dataclass
class Thief:
    """Guesses the PIN of one operator and counts how often an answer was looked up for it.

    Attributes:
        path: The club.
        name: Whose PIN is guessed.
        looked_at: Guesses that were compared with the PIN: what the promise counts.
    """

    path: Path
    name: str = "Nina"
    wall: Wall = field(default_factory=Wall)
    looked_at: int = 0
    serial: int = 100_000
    kills: int = 0

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.db = open_club(self.path)
        self.who = staff.by_name(self.db, self.name)

    def restart(self) -> None:
        """End the program and start it again; the computer's ticks go on."""
        self.db.close()
        self.open()

    def restart_computer(self) -> None:
        """Start the computer again: its ticks begin at nothing."""
        self.wall.ticks = 5.0
        self.restart()

    def guess(self, *, killed: bool = False, second: bool = False) -> None:
        """Try one wrong PIN: at the sign-in or as a second person; *killed*: before the answer.

        The guess counts as looked at when the secret is compared, killed or not: the thief may
        have seen the answer before the program died.
        """
        self.serial += 1
        typed = str(self.serial)
        real, steady = secrets.verify, staff.steady_seconds

        def verify(stored: str, secret: str, **rest: object) -> bool:
            self.looked_at += secret == typed
            right = real(stored, secret, **rest)  # type: ignore[arg-type]
            if killed:
                raise Killed
            return right

        secrets.verify = verify  # type: ignore[assignment]
        staff.steady_seconds = lambda _clock: self.wall.ticks  # type: ignore[attr-defined]
        try:
            self._try(typed, second=second)
        except errors.SignInRefused:
            pass
        except Killed:
            self.kills += 1
            self.restart()
        finally:
            secrets.verify, staff.steady_seconds = real, steady  # type: ignore[attr-defined]

    def _try(self, typed: str, *, second: bool) -> None:
        if second:
            other = "Reza" if self.name == "Nina" else "Nina"
            desk = Desk(self.db, staff.by_name(self.db, other).brief, clock=self.wall)
            approvals.approve(
                desk, self.name, typed, act="points.adjust", subject_id=1, amount=5, cost=TEST
            )
        else:
            staff.sign_in(self.db, self.who.id, typed, self.wall, cost=TEST)

    def is_locked_for_good(self) -> bool:
        """Return whether only a manager can open the lock."""
        row = self.db.execute_sql(
            "SELECT fails, locked_until FROM operator WHERE id = ?", (self.who.id,)
        ).fetchone()
        return bool(row[0] >= MOST_TRIES)

    def fails(self) -> int:
        """Return how many tries in a row the club has counted."""
        row = self.db.execute_sql("SELECT fails FROM operator WHERE id = ?", (self.who.id,))
        return int(row.fetchone()[0])


def play(thief: Thief, chance: Random, steps: int) -> None:
    """Guess, kill, restart and set the clock in any order, as patient as a thief can be."""
    for _ in range(steps):
        match chance.randrange(9):
            case 0 | 1 | 2:
                thief.guess()
            case 3 | 4:
                thief.guess(killed=True)
            case 5:
                thief.guess(second=True)
            case 6:
                thief.restart() if chance.random() < 0.5 else thief.restart_computer()
            case 7:
                thief.wall.now += timedelta(days=chance.choice([-1, 1, -30, 30, -3650, 3650]))
            case 8:
                thief.wall.pass_by(chance.choice([1, 29, 31, 61, 901, 86_400]))


CHILD = """
import sys
from pathlib import Path
from loyaldesk.services import staff
from loyaldesk.store import secrets
from loyaldesk.store.database import open_club
from loyaldesk.kernel.clock import system_clock

real = secrets.verify
def verify(stored, secret, **rest):
    real(stored, secret, **rest)
    print("looked", flush=True)
    sys.stdin.readline()  # here the parent kills us
    return False
secrets.verify = verify
db = open_club(Path(sys.argv[1]))
who = staff.by_name(db, "Nina")
try:
    staff.sign_in(db, who.id, sys.argv[2], system_clock, cost=secrets.TEST)
except Exception as refused:
    print("refused", refused.why, flush=True)
"""


def kill_while_answering(path: Path, typed: str) -> str:
    """Start a program that tries *typed*, and kill it between the comparison and its answer."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), typed],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout is not None
        said = child.stdout.readline().strip()
        child.kill()
    return said


@measured("S7", goal="<= 10 guesses at a PIN, whatever is killed, restarted or set on the clock")
def guesses(scale: Scale) -> Figure:
    """Let thieves play long and count what they looked at; then kill real programs."""
    path, chance = found(scale.folder), scale.chance("guessing")
    most = kills = 0
    lives = scale.of(30, 600)
    for number in range(lives):
        copy = Path(shutil.copy(path, scale.folder / f"life-{number}.club"))
        thief = Thief(copy)
        play(thief, chance, 120)
        most, kills = max(most, thief.looked_at), kills + thief.kills
        thief.db.close()
        for each in scale.folder.glob(f"life-{number}.club*"):
            each.unlink()
    real = scale.of(2, 12)
    looked = sum(kill_while_answering(path, str(200_000 + n)) == "looked" for n in range(real))
    reached = most <= MOST_TRIES and looked <= MOST_TRIES
    return Figure(
        f"most guesses looked at in one life: {most} ({lives} lives, {kills} kills);"
        f" {looked} of {real} with real kills",
        is_reached=reached,
    )
