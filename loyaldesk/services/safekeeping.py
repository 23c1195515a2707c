"""Keeping the club: verified backups at close and by button, and restoring one by choice."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from loyaldesk import VERSION
from loyaldesk.domain.events import BackedUp
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import VERIFIED, Backup, BackupInfo, Loss, Restored
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store import backup as store
from loyaldesk.store import check as check_store
from loyaldesk.store import proving
from loyaldesk.store import restore as restoring
from loyaldesk.store.database import ClubDatabase, newest_schema, open_club, writing
from loyaldesk.store.fields import utc_text
from loyaldesk.store.vault import key_file

KEEP = 14
"""Verified backups kept."""


def folder_of(desk: Desk) -> Path:
    """Return where backups of the club go: the shop's choice, else a folder beside the club."""
    chosen = club.facts(desk).settings.backup_folder
    return Path(chosen) if chosen else default_folder(desk.db.path)


def default_folder(path: Path) -> Path:
    """Return the folder for backups beside a club file."""
    return path.parent / f"{path.stem} backups"


def back_up(desk: Desk, reason: str = "button", progress: Progress = SILENT) -> Backup:
    """Make a backup, prove it from the written file, and let the oldest beyond fourteen go.

    Runs on connections of its own: sales go on meanwhile. Meant for the worker.

    Raises:
        BackupProblem: If it could not be made or proved; older backups are untouched.
        Cancelled: If *progress* stopped it.
    """
    desk.require(Permission.BACKUP_CREATE)
    folder = folder_of(desk)
    folder.mkdir(parents=True, exist_ok=True)
    now = desk.clock()
    made = store.back_up(
        desk.db.path, desk.db.key, folder, now, BackupInfo(VERSION, club.facts(desk).uid, reason),
        progress, _invariants(now),
    )  # fmt: skip
    store.rotate(folder, KEEP)
    with desk.change(Permission.BACKUP_CREATE) as change:
        change.note("backup.make", "club", 1, why=reason)
        change.tell(BackedUp(str(made.path)))
    return made


def back_up_old(db: ClubDatabase, now: datetime) -> None:
    """Back up a club of an older program before its tables are changed (a step of opening it).

    Pages and figures of the copy are proved; the invariants are about the tables of today.

    Raises:
        BackupProblem: If it could not be made or proved; the club is not changed then.
    """
    uid, settings = db.execute_sql("SELECT uid, settings FROM club").fetchone()
    chosen = club.ClubSettings.from_json(settings).backup_folder
    folder = Path(chosen) if chosen else default_folder(db.path)
    folder.mkdir(parents=True, exist_ok=True)
    store.back_up(db.path, db.key, folder, now, BackupInfo(VERSION, uid, "migration"))


def _invariants(now: datetime) -> proving.Check:
    def check(connection: proving.Connection) -> list[str]:
        return [broken.name for broken in check_store.check(connection.execute, now)]

    return check


def is_backup_due(desk: Desk) -> bool:
    """Return whether anything was written since the newest verified backup."""
    with desk.reading(Permission.BACKUP_CREATE):
        last = desk.db.execute_sql(
            "SELECT seq FROM audit WHERE act = 'backup.make' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        if last is None:
            return True
        since = desk.db.execute_sql(
            "SELECT 1 FROM audit WHERE seq > ? AND act NOT IN ('sign_in', 'sign_in.wrong',"
            " 'refused') LIMIT 1",
            last,
        ).fetchone()
    return since is not None


def backups(desk: Desk) -> list[Backup]:
    """Return the backups of this club, newest first; files of others are left out."""
    desk.require(Permission.BACKUP_CREATE)
    uid = club.facts(desk).uid
    return [
        each
        for each in store.list_backups(folder_of(desk))
        if each.manifest is None or each.manifest.club_id == uid
    ]


def newest(desk: Desk) -> Backup | None:
    """Return the newest verified backup, or None."""
    return next((each for each in backups(desk) if each.state == VERIFIED), None)


def loss(desk: Desk, chosen: Backup) -> Loss | None:
    """Return what would be lost by restoring *chosen*: sales and members since."""
    desk.require(Permission.BACKUP_RESTORE)
    return restoring.what_would_be_lost(chosen, desk.db.path, desk.db.key)


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """A restore that was allowed, with the safety backup made: ready once the club is closed."""

    path: Path
    key: bytes | None
    chosen: Backup
    uid: str
    operator_id: int
    till: str


def plan_restore(desk: Desk, chosen: Backup, progress: Progress = SILENT) -> RestorePlan:
    """Back up the club of now before it is replaced, and return what `carry_out` needs.

    Raises:
        PermissionDenied: If the operator may not restore.
        BackupProblem: If the present club could not be backed up; nothing is replaced then.
    """
    desk.require(Permission.BACKUP_RESTORE)
    back_up(desk, "restore", progress)
    uid = club.facts(desk).uid
    return RestorePlan(desk.db.path, desk.db.key, chosen, uid, desk.operator.id, desk.till)


def newest_beside(path: Path) -> Backup | None:
    """Return the newest verified, plain backup beside a club that cannot be opened, or None."""
    found = (each for each in store.list_backups(default_folder(path)) if each.state == VERIFIED)
    newest_one = next(found, None)
    if newest_one is None or newest_one.manifest is None or newest_one.manifest.is_encrypted:
        return None
    return newest_one


def rescue(path: Path, chosen: Backup, clock: Clock, progress: Progress = SILENT) -> Restored:
    """Put a backup in the place of a club that is damaged or gone, which nobody can sign in to.

    No right can be asked for: the rights lie in the club. What is left of it is moved aside and
    kept, and the act stands in the trail of the club that comes back.

    Raises:
        BackupProblem: If it could not be done; everything is as it was.
    """
    uid = chosen.manifest.club_id if chosen.manifest else ""
    plan = RestorePlan(path, None, chosen, uid, 0, "")
    return carry_out(plan, clock, progress, may_be_plain=not key_file(path).exists())


def carry_out(
    plan: RestorePlan, clock: Clock, progress: Progress = SILENT, *, may_be_plain: bool = False
) -> Restored:
    """Put the chosen backup in the place of the closed club, and note it in its trail.

    Raises:
        BackupProblem: If it could not be done; the club is as it was.
    """
    now = clock()
    done = restoring.restore(
        plan.chosen, plan.path, plan.key, now, progress, _invariants(now), club_id=plan.uid,
        newest_schema=newest_schema(), may_be_plain=may_be_plain,
    )  # fmt: skip
    db = open_club(plan.path, plan.key)
    try:
        with writing(db):
            db.execute_sql(
                "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result,"
                " detail) VALUES (?, COALESCE(?, (SELECT id FROM operator WHERE role = 'system')),"
                " ?, 'backup.restore', 'club', 1, 'ok', '')",
                (utc_text(now), plan.operator_id or None, plan.till),
            )
    finally:
        db.close()
    return done
