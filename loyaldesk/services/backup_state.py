"""How the backups of a club stand: one word for each place, for the side bar and the settings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import Backup
from loyaldesk.services import after_restore, club, safekeeping, second_copies
from loyaldesk.services.desk import Desk
from loyaldesk.services.second_copies import SecondState

NONE, FRESH, LATE, OLD, FAILED, PAUSED = "none", "fresh", "late", "old", "failed", "paused"
LATE_AFTER, OLD_AFTER = timedelta(days=2), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the backups stand.

    Attributes:
        state: ``none``, ``fresh``, ``late`` (over 2 days), ``old`` (over 7 days), ``failed`` (the
            last one) or ``paused`` (a restore is still to be confirmed).
        newest: The newest verified backup, or None.
        why: Why the last one failed, as in `BackupProblem`; empty if it did not.
        second: The second place.
    """

    state: str
    newest: Backup | None = None
    why: str = ""
    second: SecondState = field(default_factory=SecondState)

    @property
    def made_at(self) -> datetime | None:
        """When the newest verified backup was made."""
        return self.newest.manifest.created if self.newest and self.newest.manifest else None


def standing(desk: Desk) -> Standing:
    """Return how the backups stand; looks at the disks, so it is meant for the worker."""
    desk.require(Permission.BACKUP_CREATE)
    newest = safekeeping.newest(desk)
    second = second_copies.state(desk, safekeeping.folder_of(desk))
    why = _last_failure(desk)
    return Standing(_word(desk, newest, why), newest, why, second)


def is_kept(desk: Desk) -> bool:
    """Return whether backups are made of this club at all: the sample shop has none."""
    return not club.facts(desk).is_sample


def _word(desk: Desk, newest: Backup | None, why: str) -> str:
    if after_restore.is_waiting(desk):
        return PAUSED
    if why:
        return FAILED
    if newest is None or newest.manifest is None:
        return NONE
    age = desk.clock() - newest.manifest.created
    return OLD if age > OLD_AFTER else LATE if age > LATE_AFTER else FRESH


def _last_failure(desk: Desk) -> str:
    row = desk.db.execute_sql(
        "SELECT result, json_extract(detail, '$.why') FROM audit WHERE act = 'backup.make'"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return str(row[1]) if row and row[0] == "failed" else ""
