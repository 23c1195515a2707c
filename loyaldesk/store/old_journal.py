"""A journal that belongs to an older copy of the club and would undo what came after it.

The engine keeps what is not yet in the club file in a journal beside it, and brings it in when the
club is opened. It does not ask whether the two belong together: who puts a newer copy of the file
in place of one that was not closed, and leaves the journal there, gets pages of two clubs mixed, or
the older one without a word (measured). The trail only grows, so its end tells.
"""

from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.store.proving import Connection, connect, connect_still

LAST = 5000
"""How many of the last lines of the trail are compared."""


def journal_of(club: Path) -> Path:
    """Return where the engine keeps the journal of *club*."""
    return club.with_name(club.name + "-wal")


def refuse_old_journal(club: Path, key: bytes | None) -> None:
    """See that the journal beside a club, if there is one, holds on to the club's trail.

    The file is read first without its journal, then with it: whatever another program stores in
    between only adds to the second.

    Raises:
        StorageProblem: ``old journal``, with the path of the journal; nothing was touched.
    """
    journal = journal_of(club)
    try:
        if journal.stat().st_size == 0:
            return
    except OSError:
        return
    try:
        with closing(connect_still(club, key)) as alone:
            last, lines = _end_of(alone, 0)
    except driver.Error:  # it cannot be read without it, so it may well need it
        return
    try:
        with closing(connect(club, key, "ro")) as together:
            is_older = _end_of(together, last) < (last, lines)
    except driver.DatabaseError as error:
        is_older = "malformed" in str(error)
    if is_older:
        raise StorageProblem("old journal", str(journal))


def _end_of(connection: Connection, last: int) -> tuple[int, int]:
    """Return the last line of the trail, and how many there are of those before *last*."""
    newest = int(connection.execute("SELECT COALESCE(MAX(seq), 0) FROM audit").fetchone()[0])
    upto = last or newest
    found = connection.execute(
        "SELECT COUNT(*) FROM audit WHERE seq > ? AND seq <= ?", (upto - LAST, upto)
    ).fetchone()
    return newest, int(found[0])
