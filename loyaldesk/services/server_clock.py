"""The time in a club on a server: the server's own, whatever the clock of a till says."""

from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, cast

from peewee import PeeweeException

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.i18n import trn
from loyaldesk.services.desk import CLOCK_SLACK
from loyaldesk.store.database import ClubDatabase, translated

FRESH_S = 60.0
"""So long the difference between the two clocks is believed."""

JUMP = timedelta(seconds=2)
"""A clock that went so much further than time did was set, or its computer slept."""


class ServerClock:
    """Tells the server's time, so that all tills of a club have the same one.

    Attributes:
        ahead: How far the clock of this computer is before the server's; negative: behind.
    """

    def __init__(self, db: ClubDatabase, own: Clock = system_clock) -> None:
        self._db, self._own = db, own
        self.ahead = timedelta()
        self._then, self._ran = own(), monotonic()
        self.measure()

    def __call__(self) -> datetime:
        """Return what time it is on the server."""
        now, passed = self._own(), monotonic() - self._ran
        is_set = abs(now - self._then - timedelta(seconds=passed)) > JUMP
        if is_set or passed > FRESH_S:
            with suppress(StorageProblem, PeeweeException):  # the last difference holds meanwhile
                self.measure()
            now = self._own()
        return (now - self.ahead).replace(microsecond=0)

    def measure(self) -> None:
        """Ask the server for its time.

        Raises:
            StorageProblem: If it does not answer.
        """
        self._then, self._ran = self._own(), monotonic()
        with translated(self._db.path):
            there: datetime = cast("Any", self._db).now()
        self.ahead = self._then - there


def clock_of(db: ClubDatabase, own: Clock = system_clock) -> Clock:
    """Return the clock by which a club is run: of a club file it is this computer's.

    Raises:
        StorageProblem: If the server does not answer.
    """
    return ServerClock(db, own) if db.is_server else own


def doubt(clock: Clock) -> str:
    """Return what to say over the window while this computer's clock is wrong; else nothing.

    Args:
        clock: That of the desk.
    """
    ahead = clock.ahead if isinstance(clock, ServerClock) else timedelta()
    if abs(ahead) <= CLOCK_SLACK:
        return ""
    minutes = round(abs(ahead) / timedelta(minutes=1))
    text = (
        trn(
            "The clock of this computer is {n} minute ahead of the server's. Sales get the server's"
            " time; please set the clock right.",
            "The clock of this computer is {n} minutes ahead of the server's. Sales get the"
            " server's time; please set the clock right.", minutes,
        )
        if ahead > timedelta()
        else trn(
            "The clock of this computer is {n} minute behind the server's. Sales get the server's"
            " time; please set the clock right.",
            "The clock of this computer is {n} minutes behind the server's. Sales get the"
            " server's time; please set the clock right.", minutes,
        )
    )  # fmt: skip
    return text.format(n=fmt.number(minutes))
