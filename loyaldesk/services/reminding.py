"""The part of the night that keeps dates: reminders of agreements, and orders that were missed."""

from collections.abc import Callable
from dataclasses import dataclass

from loyaldesk.domain.errors import NoWorkingTime
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import agreements, occasions
from loyaldesk.services.desk import Change, Desk


@dataclass(frozen=True, slots=True)
class Reminded:
    """What was found: reminders that were made, and orders that were missed."""

    reminders: int
    missed: int


def run(desk: Desk) -> Reminded:
    """Make the reminders that are due and the recoveries of what was missed; nothing twice."""
    return Reminded(_all(desk, agreements.remind_due), _all(desk, occasions.watch))


def watch(desk: Desk) -> int:
    """Find the orders that were missed by now and make their recoveries; return how many."""
    return _all(desk, occasions.watch)


def _all(desk: Desk, act: Callable[[Change], int]) -> int:
    """Repeat *act* in short transactions until nothing is left, so that no sale waits long."""
    total = 0
    while True:
        try:
            with desk.change(Permission.NIGHT_RUN) as change:
                done = act(change)
        except NoWorkingTime:  # a shop that is closed for long: it waits, in sight, until it opens
            return total
        total += done
        if not done:
            return total
