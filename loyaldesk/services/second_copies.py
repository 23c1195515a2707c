"""The second place of a club's backups: what is copied there, and how it stands."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import VERIFIED, Backup, BackupProblem
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services.club import ClubFacts, facts
from loyaldesk.services.desk import Desk
from loyaldesk.store import backup as store
from loyaldesk.store import second_place
from loyaldesk.store.claim import tag_of
from loyaldesk.store.fields import utc_moment, utc_text

OLD = timedelta(days=7)
"""From this age on the newest copy in the second place is too old (T11)."""


@dataclass(frozen=True, slots=True)
class SecondState:
    """How the second place stands.

    Attributes:
        place: Where it is; None: the shop has none.
        why: Empty if all is well; ``never`` if nothing was copied yet, ``old``, ``folder_missing``
            or what went wrong with the last copy, as in `BackupProblem`.
        made_at: When the newest backup that was copied there had been made.
        is_same_disk: Whether it lies on the disk of the first place, to be lost with it.
    """

    place: Path | None = None
    why: str = ""
    made_at: datetime | None = None
    is_same_disk: bool = False

    @property
    def is_old(self) -> bool:
        """Whether no copy of the last seven days is known to lie there."""
        return self.why == "old"


def place(of: ClubFacts) -> Path | None:
    """Return the second place of a shop, or None."""
    return Path(of.settings.backup_second) if of.settings.backup_second else None


def copy(desk: Desk, made: Backup, folder: Path, progress: Progress = SILENT) -> bool:
    """Copy a verified backup to the second place and note in the trail how that went.

    A failure that was noted already is not noted again: a stick may be out for weeks.

    Raises:
        Cancelled: If *progress* stopped it; the backup itself is made.
    """
    desk.require(Permission.BACKUP_CREATE)
    number = made.manifest.number if made.manifest else 0
    try:
        second_place.copy_to(made.path, folder, progress)
    except BackupProblem as problem:
        if _last_failure(desk) != problem.why:
            with suppress(StorageProblem):
                desk.note_failure("backup.copy", "club", 1, problem.why)
        return False
    created = utc_text(made.manifest.created) if made.manifest else ""
    with desk.change(Permission.BACKUP_CREATE) as change:
        change.note("backup.copy", "club", 1, number=number, made=created, place=tag_of(folder))
    return True


def is_behind(desk: Desk, folder: Path) -> bool:
    """Return whether the newest backup is not known to lie in *folder* (a step of use cases)."""
    row = desk.db.execute_sql(
        "SELECT (SELECT json_extract(detail, '$.number') FROM audit WHERE act = 'backup.make'"
        " AND result = 'ok' ORDER BY seq DESC LIMIT 1), (SELECT json_extract(detail, '$.number')"
        " FROM audit WHERE act = 'backup.copy' AND result = 'ok'"
        " AND json_extract(detail, '$.place') = ? ORDER BY seq DESC LIMIT 1)",
        (tag_of(folder),),
    ).fetchone()
    return row[0] is not None and row[0] != row[1]


def state(desk: Desk, first: Path) -> SecondState:
    """Return how the second place stands; looks at the disk, so it is meant for the worker.

    Args:
        desk: The club.
        first: The first place.
    """
    desk.require(Permission.BACKUP_CREATE)
    of = facts(desk)
    folder = place(of)
    if folder is None:
        return SecondState()
    made_at = _copied(desk, folder)
    if not folder.is_dir():
        why = "old" if made_at and desk.clock() - made_at > OLD else "folder_missing"
        return SecondState(folder, why, made_at)
    why = _last_failure(desk)
    if why == "folder_missing":  # it is there again
        why = ""
    if not why:
        why = _age(desk, made_at)
    return SecondState(folder, why, made_at, second_place.is_same_disk(first, folder))


def copies(desk: Desk) -> list[Backup]:
    """Return the backups of this club in the second place, newest first."""
    desk.require(Permission.BACKUP_CREATE)
    of = facts(desk)
    folder = place(of)
    if folder is None:
        return []
    return [
        each
        for each in store.list_backups(folder)
        if each.manifest is not None and each.manifest.club_id == of.uid
    ]


def newest_copy(desk: Desk) -> Backup | None:
    """Return the newest verified copy in the second place, or None."""
    return next((each for each in copies(desk) if each.state == VERIFIED), None)


def _age(desk: Desk, made_at: datetime | None) -> str:
    if made_at is None:
        return "never"
    return "old" if desk.clock() - made_at > OLD else ""


def _copied(desk: Desk, folder: Path) -> datetime | None:
    row = desk.db.execute_sql(
        "SELECT detail FROM audit WHERE act = 'backup.copy' AND result = 'ok'"
        " AND json_extract(detail, '$.place') = ? ORDER BY seq DESC LIMIT 1",
        (tag_of(folder),),
    ).fetchone()
    made = json.loads(row[0]).get("made", "") if row else ""
    return utc_moment(made) if made else None


def _last_failure(desk: Desk) -> str:
    """Return why the last copy failed; empty if it did not."""
    row = desk.db.execute_sql(
        "SELECT result, detail FROM audit WHERE act = 'backup.copy' ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return str(json.loads(row[1]).get("why", "")) if row and row[0] == "failed" else ""
