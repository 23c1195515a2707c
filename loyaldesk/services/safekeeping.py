"""Keeping the club: verified backups at close and by button, and restoring one by choice."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loyaldesk import VERSION
from loyaldesk.domain.events import BackedUp
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import VERIFIED, Backup, BackupInfo, BackupProblem, Loss, Restored
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import (
    after_restore,
    backup_steps,
    club,
    sealing,
    second_copies,
    server_copies,
    staff,
)
from loyaldesk.services.desk import Desk
from loyaldesk.store import backup as store
from loyaldesk.store import check as check_store
from loyaldesk.store import restore as restoring
from loyaldesk.store import second_place
from loyaldesk.store.claim import disk_faults
from loyaldesk.store.database import ClubDatabase, newest_schema, open_club
from loyaldesk.store.fields import utc_text
from loyaldesk.store.vault import key_file

FULLEST = 0.85
"""How full the disk may be for a backup that nobody asked for."""

BY_ITSELF = "timed"
"""The reason of a backup made by the rhythm alone."""


def folder_of(desk: Desk) -> Path:
    """Return where backups of the club go: the shop's choice, else a folder beside the club."""
    chosen = club.facts(desk).settings.backup_folder
    if chosen:
        return Path(chosen)
    if desk.db.is_server:
        return server_copies.folder_for(desk.db.path)
    return default_folder(desk.db.path)


def default_folder(path: Path) -> Path:
    """Return the folder for backups beside a club file."""
    return path.parent / f"{path.stem} backups"


def back_up(desk: Desk, reason: str = "button", progress: Progress = SILENT) -> Backup:
    """Make a backup, prove it from the written file, copy it to the second place, thin both.

    Runs on connections of its own: sales go on meanwhile. Meant for the worker. What goes wrong
    with the second place is noted in the trail and told by `standing`, but does not fail the
    backup.

    Raises:
        BackupProblem: If it could not be made or proved; older backups are untouched.
        Cancelled: If *progress* stopped it.
    """
    desk.require(Permission.BACKUP_CREATE)
    facts, now = club.facts(desk), desk.clock()
    folder, second = folder_of(desk), second_copies.place(facts)
    # Between two whole proofs, at close and by button, only what is new since the last one.
    last = newest(desk) if reason == BY_ITSELF else None
    proved = last.manifest.head if last is not None and last.manifest is not None else None
    check = backup_steps.invariants(now, desk.db.trail_key, proved)
    try:
        with disk_faults(folder):  # a chosen folder is made in its place only, never a whole path
            folder.mkdir(parents=not facts.settings.backup_folder, exist_ok=True)
        with server_copies.as_file(desk, progress) as (path, key):
            made = store.back_up(
                path, key, folder, now, BackupInfo(VERSION, facts.uid, reason),
                progress, check, above=backup_steps.highest(desk, second),
            )  # fmt: skip
    except BackupProblem as problem:
        raise backup_steps.noted(desk, problem) from problem.__cause__
    number = made.manifest.number if made.manifest else 0
    with desk.change(Permission.BACKUP_CREATE) as change:
        change.note("backup.make", "club", 1, why=reason, number=number)
        change.tell(BackedUp(str(made.path)))
    sealing.remember_step(desk.db, desk.clock())
    if second is not None:
        second_copies.copy(desk, made, second, progress)
    backup_steps.thin(desk, folder, second)
    return made


def before(desk: Desk, reason: str, progress: Progress = SILENT) -> Backup | None:
    """Have a verified backup of the club as it is now, before something risky is done to it.

    Made by the program itself, whoever acts. None is made for the sample shop, for a club that
    holds nobody yet, and where nothing was written since the newest one, which is returned then.

    Args:
        desk: The club.
        reason: What is about to be done: ``import``, ``restore``, ``merge``, ``erase``,
            ``retention``, ``key`` or ``move``.
        progress: Learns how far it is, and may stop it.

    Raises:
        BackupProblem: If it could not be made: the act is not to be done then.
        Cancelled: If *progress* stopped it.
    """
    if desk.db.is_server or club.facts(desk).is_sample:  # who keeps a server backs it up
        return None
    if desk.db.execute_sql("SELECT 1 FROM member LIMIT 1").fetchone() is None:
        return None
    system = staff.system_desk(desk)
    last = newest(system)
    if last is not None and not is_backup_due(system):
        return last
    return back_up(system, reason, progress)


def timed(desk: Desk, progress: Progress = SILENT) -> Backup | None:
    """Make the backup that is due by the shop's rhythm, or bring the second place up to date.

    Returns:
        What was made; None if nothing was due, or if a restore is still to be confirmed.

    Raises:
        BackupProblem: ``nearly_full`` if the disk has no room for what nobody asked for, or why
            the backup could not be made.
    """
    desk.require(Permission.BACKUP_CREATE)
    facts = club.facts(desk)
    if facts.is_sample or after_restore.is_waiting(desk):
        return None
    _catch_up(desk, second_copies.place(facts), progress)
    if backup_steps.tried_lately(desk, timedelta(minutes=facts.settings.backup_minutes)):
        return None
    if not is_backup_due(desk):
        return None
    folder = folder_of(desk)
    if second_place.fullness(folder if folder.exists() else folder.parent) > FULLEST:
        raise backup_steps.noted(desk, BackupProblem("nearly_full", str(folder)))
    return back_up(desk, BY_ITSELF, progress)


def is_wanted_at_close(desk: Desk) -> bool:
    """Return whether closing makes a backup: something was written, and no restore is in doubt."""
    if club.facts(desk).is_sample or after_restore.is_waiting(desk):
        return False
    return is_backup_due(desk)


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


def is_backup_due(desk: Desk) -> bool:
    """Return whether anything was written since the newest verified backup."""
    with desk.reading(Permission.BACKUP_CREATE):
        last = desk.db.execute_sql(
            "SELECT seq FROM audit WHERE act = 'backup.make' AND result = 'ok'"
            " ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        if last is None:
            return True
        since = desk.db.execute_sql(
            "SELECT 1 FROM audit WHERE seq > ? AND act NOT IN ('sign_in', 'sign_in.wrong',"
            " 'refused', 'backup.make', 'backup.copy') LIMIT 1",
            last,
        ).fetchone()
    return since is not None


def _catch_up(desk: Desk, second: Path | None, progress: Progress) -> None:
    """Copy the newest verified backup to a second place that has come back."""
    if second is None or not second_copies.is_behind(desk, second) or not second.is_dir():
        return
    last = newest(desk)
    if last is not None and second_copies.copy(desk, last, second, progress):
        backup_steps.thin(desk, second)


def use_second(desk: Desk, folder: str, progress: Progress = SILENT) -> None:
    """Have every verified backup copied to *folder* from now on, beginning with the newest.

    Args:
        desk: The club.
        folder: The second place; empty: none any more.
        progress: Learns how far the first copy is.

    Raises:
        PermissionDenied: If the operator may not change the shop.
        BadInput: If it is the first place, or holds the club.
        BackupProblem: ``folder_missing`` if it is not there.
    """
    desk.require(Permission.SHOP_EDIT)
    chosen = Path(folder) if folder else None
    if chosen is not None:
        if not chosen.is_dir():
            raise BackupProblem("folder_missing", str(chosen))
        if chosen.resolve() in (folder_of(desk).resolve(), desk.db.path.parent.resolve()):
            raise BadInput("backup_second", "first place", str(chosen))
    _change(desk, backup_second=str(chosen or ""))
    _catch_up(staff.system_desk(desk), chosen, progress)


def use_first(desk: Desk, folder: str) -> None:
    """Keep backups in *folder* from now on; an empty one is beside the club.

    Raises:
        PermissionDenied: If the operator may not change the shop.
        BadInput: If it is the second place.
    """
    desk.require(Permission.SHOP_EDIT)
    second = second_copies.place(club.facts(desk))
    chosen = Path(folder) if folder else default_folder(desk.db.path)
    if second is not None and chosen.resolve() == second.resolve():
        raise BadInput("backup_folder", "first place", str(chosen))
    _change(desk, backup_folder=str(chosen) if folder else "")


def set_rhythm(desk: Desk, minutes: int) -> None:
    """Make a backup every so many minutes, when something was written since.

    Raises:
        PermissionDenied: If the operator may not change the shop.
        BadInput: Unless it is 5 to 240.
    """
    _change(desk, backup_minutes=minutes)


def _change(desk: Desk, **settings: Any) -> None:
    facts = club.facts(desk)
    club.change_shop(
        desk, shop=facts.shop, unit=facts.unit, zone=facts.zone, language=facts.language,
        logo=facts.logo, version=facts.version, settings=replace(facts.settings, **settings),
    )  # fmt: skip


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
    """Return what would be lost by restoring *chosen*: what was booked since.

    Raises:
        BackupProblem: ``on_server`` if the club lies where no backup can be put over it.
    """
    desk.require(Permission.BACKUP_RESTORE)
    _refuse_on_server(desk, chosen)
    return restoring.what_would_be_lost(chosen, desk.db.path, desk.db.key)


def look_at(desk: Desk, path: Path) -> Backup:
    """Return what a backup file somewhere else says about itself, without reading all of it."""
    desk.require(Permission.BACKUP_RESTORE)
    return store.look_at(path)


def verify(desk: Desk, chosen: Backup, progress: Progress = SILENT) -> Backup:
    """Read all of a backup again and return it with the state that shows.

    Raises:
        BackupProblem: If there is no room to unpack it, or it belongs to another key.
    """
    desk.require(Permission.BACKUP_CREATE)
    now = desk.clock()
    check = backup_steps.invariants(now, desk.db.trail_key)
    found = store.verify(chosen, desk.db.key, progress, check)
    result = "ok" if found.state == VERIFIED else found.problem
    with desk.change(Permission.BACKUP_CREATE) as change:
        number = chosen.manifest.number if chosen.manifest else 0
        change.note("backup.verify", "club", 1, number=number, result=result)
    return found


def is_of_this_key(desk: Desk, chosen: Backup) -> bool:
    """Return whether the club's own key opens a backup; a plain one needs none."""
    desk.require(Permission.BACKUP_RESTORE)
    return chosen.manifest is None or restoring.opens_with(chosen, desk.db.key)


def key_of(chosen: Backup, typed: str) -> bytes:
    """Return the data key of an encrypted backup, by the pass phrase or recovery key of its time.

    Raises:
        WrongPassphrase, WrongRecovery: If it does not fit.
        BackupProblem, KeyFileDamaged: If the backup cannot be read.
    """
    return restoring.unlocked(chosen, typed)


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """A restore that was allowed, with the safety backup made: ready once the club is closed.

    Attributes:
        path: The club file.
        key: Opens the backup; None if it is plain.
        chosen: The backup.
        uid: Of the club it has to be.
        operator_id: Who restores; 0: nobody could sign in.
        till: Where.
        present_key: Opens the club it takes the place of; None if that is plain or has *key* too.
    """

    path: Path
    key: bytes | None
    chosen: Backup
    uid: str
    operator_id: int
    till: str
    present_key: bytes | None = None


def plan_restore(
    desk: Desk, chosen: Backup, progress: Progress = SILENT, *, key: bytes | None = None
) -> RestorePlan:
    """Back up the club of now before it is replaced, and return what `carry_out` needs.

    Args:
        desk: The club.
        chosen: What to restore.
        progress: Learns how far it is, and may stop it.
        key: Opens *chosen* where the club's own key does not.

    Raises:
        PermissionDenied: If the operator may not restore.
        BackupProblem: If *chosen* is not whole, the present club could not be backed up, or it
            lies on a server (``on_server``); nothing is replaced then.
    """
    desk.require(Permission.BACKUP_RESTORE)
    _refuse_on_server(desk, chosen)
    uid, now = club.facts(desk).uid, desk.clock()
    if chosen.manifest is not None and chosen.manifest.club_id != uid:
        raise BackupProblem("other_club", chosen.path.name)
    read = store.verify(chosen, key or desk.db.key, progress, backup_steps.invariants(now))
    if read.state != VERIFIED:
        raise BackupProblem(read.problem, chosen.path.name)
    back_up(desk, "restore", progress)
    return RestorePlan(
        desk.db.path, key or desk.db.key, chosen, uid, desk.operator.id, desk.till, desk.db.key
    )


def _refuse_on_server(desk: Desk, chosen: Backup) -> None:
    if desk.db.is_server:
        raise BackupProblem("on_server", chosen.path.name)


def rescue(
    path: Path, chosen: Backup, clock: Clock, progress: Progress = SILENT,
    *, key: bytes | None = None,
) -> Restored:  # fmt: skip
    """Put a backup in the place of a club that is damaged or gone, which nobody can sign in to.

    No right can be asked for: the rights lie in the club. What is left of it is moved aside and
    kept, and the act stands in the trail of the club that comes back.

    Args:
        path: The club file.
        chosen: What to restore.
        clock: What time it is.
        progress: Learns how far it is, and may stop it.
        key: Opens *chosen* if it is encrypted.

    Raises:
        BackupProblem: If it could not be done; everything is as it was.
    """
    uid = chosen.manifest.club_id if chosen.manifest else ""
    plan = RestorePlan(path, key, chosen, uid, 0, "")
    return carry_out(plan, clock, progress, may_be_plain=not key_file(path).exists())


def carry_out(
    plan: RestorePlan, clock: Clock, progress: Progress = SILENT, *, may_be_plain: bool = False
) -> Restored:
    """Put the chosen backup in the place of the closed club, made ready before it takes it.

    Whoever was erased since is erased again, the act stands in the trail, and backups by
    themselves pause until somebody confirms that all is right.

    Raises:
        BackupProblem: If it could not be done; the club is as it was.
    """
    now = clock()
    erased = after_restore.erased_in(plan.path, plan.present_key or plan.key)
    erased |= after_restore.erased_in(plan.path, None) if plan.key else frozenset()
    again = 0

    def prepare(fresh: Path, key: bytes | None) -> None:
        nonlocal again
        db = open_club(fresh, key)
        try:
            again = after_restore.make_ready(
                db, erased | after_restore.erased_here(db), clock, plan.operator_id, plan.till,
                _told_of(plan.chosen),
            )  # fmt: skip
            wrong = check_store.check(db.execute_sql, now)
            if wrong:
                raise BackupProblem("invariants", plan.chosen.path.name, wrong[0].name)
        finally:
            db.close()

    done = restoring.restore(
        plan.chosen, plan.path, plan.key, now, progress, backup_steps.invariants(now),
        club_id=plan.uid, newest_schema=newest_schema(), may_be_plain=may_be_plain, prepare=prepare,
        present_key=plan.present_key,
    )  # fmt: skip
    return replace(done, erased_again=again)


def _told_of(chosen: Backup) -> str:
    """Return what the trail keeps about the backup that came back."""
    number = chosen.manifest.number if chosen.manifest else 0
    made = utc_text(chosen.manifest.created) if chosen.manifest else ""
    return json.dumps({"made": made, "number": number}, sort_keys=True)
