"""A small club for the measurements: founded, with an owner, and members if wished."""

from pathlib import Path

from loyaldesk.services import club, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, StoppedClock


def founded(path: Path) -> Desk:
    """Found a club at *path* and return the owner's desk."""
    desk = club.found_club(path, club.ClubDraft("Naranj", "Maryam"), clock=StoppedClock())
    staff.set_secret_of_owner(desk, PIN, cost=TEST)
    return desk
