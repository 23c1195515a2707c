"""Looking at a club that cannot be written, and at who has the one that cannot be opened."""

from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import presence, unlocking
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.store import place, reserve
from loyaldesk.store.database import ClubDatabase, is_encrypted, look_into_club

CAN_LOOK = ("read-only", "folder read-only", "folder protected", "full", "held")
"""Why a club cannot be written, though it may be read."""


def probe(path: Path) -> None:
    """See that the folder of a club can be written to; what is kept for a full disk is set free.

    Raises:
        StorageProblem: ``network``, ``folder read-only``, ``folder protected`` or ``io``.
    """
    try:
        is_file = path.is_file()
    except OSError:
        return
    place.check_place(path)
    if not is_file:
        return  # opening it says what is wrong
    try:
        place.probe(path.parent)
    except StorageProblem as problem:
        if problem.why != "full" or not reserve.release(path):
            raise


def look(path: Path, passphrase: str | None, why: str) -> ClubDatabase:
    """Open a club that cannot be written for looking only.

    Args:
        path: The club file.
        passphrase: Of an encrypted club whose key this computer does not keep.
        why: Why it cannot be written.

    Raises:
        StorageProblem: ``encrypted`` if the pass phrase is missing, or why not even that works.
        WrongPassphrase, KeyFileMissing, KeyFileDamaged: If it does not fit.
    """
    key = None
    if is_encrypted(path):
        key = unlocking.key_of(path, passphrase) if passphrase else unlocking.known_here(path)
        if key is None:
            raise StorageProblem("encrypted", str(path))
    return look_into_club(path, key, why)


def who_has(path: Path, clock: Clock = system_clock) -> list[presence.OpenTill]:
    """Return the tills that have a club open which this window may not open, if it can be seen."""
    try:
        db = look(path, None, "busy")
    except (ClubError, OSError):
        return []
    try:
        return presence.others(Desk(db, OperatorBrief(0, "", ""), clock=clock))
    except ClubError:
        return []
    finally:
        db.close()
