"""Turning encryption on and off and changing the data key: on a proved copy, then one exchange."""

from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from loyaldesk.domain import recovery
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.domain.secrets import KeyActRefused, accepted_password
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import backup_steps, club, safekeeping, sealing, unlocking
from loyaldesk.services.desk import Desk
from loyaldesk.services.keys import key_of
from loyaldesk.store import exchange, keystore, proving, recoding, seals, vault
from loyaldesk.store.claim import disk_faults, need_space, only_one, room_in
from loyaldesk.store.database import ClubDatabase, open_club, translated
from loyaldesk.store.fields import utc_text
from loyaldesk.store.secrets import NORMAL, Cost

ON, OFF, CHANGE = "key.on", "key.off", "key.change"
"""What can be done, as it stands in the trail."""

_RIGHT = Permission.CLUB_KEY


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """A change of keys that was allowed, with the backup made: ready once the club is closed.

    Attributes:
        act: `ON`, `OFF` or `CHANGE`.
        path: The club file.
        uid: Of the club.
        operator_id: Who does it.
        till: Where.
        key: The data key so far; None for a plain club.
        new_key: The new one; None: the club becomes plain.
        keys: The new key file, ready to be written; None: there is none any more.
        trail_key: Proves the seals made so far.
        remember: Whether this computer keeps the new key.
    """

    act: str
    path: Path
    uid: str
    operator_id: int
    till: str
    key: bytes | None = field(repr=False)
    new_key: bytes | None = field(repr=False)
    keys: vault.KeyFile | None = field(repr=False)
    trail_key: bytes | None = field(default=None, repr=False)
    remember: bool = True


def plan_on(
    desk: Desk, passphrase: str, recovery_key: str = "", progress: Progress = SILENT, *,
    remember: bool = True, cost: Cost = NORMAL,
) -> KeyPlan:  # fmt: skip
    """Make ready to encrypt a plain club: a backup first, then pass phrase and recovery key.

    Args:
        desk: The club.
        passphrase: Opens it on any computer.
        recovery_key: Opens it too; it was printed. Empty: none yet.
        progress: Learns how far the backup is, and may stop it.
        remember: Keep the key on this computer.
        cost: What one guess of a secret shall cost.

    Raises:
        KeyActRefused: If the club is encrypted, lies on a server or is the sample shop.
        WeakSecret: If the pass phrase is too easy to guess.
        BackupProblem: If the backup could not be made; nothing else was done then.
    """
    desk.require(_RIGHT)
    if desk.db.is_server:
        raise KeyActRefused("server")
    if desk.db.key is not None:
        raise KeyActRefused("encrypted")
    return _plan(desk, ON, _ways(desk, passphrase, recovery_key), progress, remember, cost)


def plan_change(
    desk: Desk, passphrase: str, recovery_key: str, progress: Progress = SILENT, *,
    remember: bool | None = None, cost: Cost = NORMAL,
) -> KeyPlan:  # fmt: skip
    """Make ready to give the club another data key, pass phrase and recovery key in one step.

    For the day somebody who knows the pass phrase or has the recovery key has left: the old ones
    open nothing but the backups of before.

    Args:
        desk: The club.
        passphrase: The new one.
        recovery_key: The new one; it was printed.
        progress: Learns how far the backup is, and may stop it.
        remember: Keep the key on this computer; None: if it kept the one before.
        cost: What one guess of a secret shall cost.

    Raises:
        KeyActRefused: If the club is not encrypted.
        WeakSecret: If the pass phrase is too easy to guess.
        BackupProblem: If the backup could not be made; nothing else was done then.
    """
    desk.require(_RIGHT)
    old = key_of(desk.db)
    if remember is None:
        remember = keystore.get(club.facts(desk).uid, keystore.DATA) == old
    return _plan(desk, CHANGE, _ways(desk, passphrase, recovery_key), progress, remember, cost)


def plan_off(desk: Desk, progress: Progress = SILENT) -> KeyPlan:
    """Make ready to turn encryption off: who has the file can read everything then.

    Raises:
        KeyActRefused: If the club is not encrypted.
        BackupProblem: If the backup could not be made; nothing else was done then.
    """
    desk.require(_RIGHT)
    key_of(desk.db)
    return _plan(desk, OFF, {}, progress, remember=False, cost=NORMAL)


def _ways(desk: Desk, passphrase: str, recovery_key: str) -> dict[str, str]:
    accepted_password(passphrase, own=(club.facts(desk).shop, desk.operator.name))
    paper = {vault.RECOVERY: recovery.read(recovery_key)} if recovery_key else {}
    return {vault.PASS: passphrase, **paper}


def _plan(
    desk: Desk, act: str, ways: dict[str, str], progress: Progress, remember: bool,  # noqa: FBT001
    cost: Cost,
) -> KeyPlan:  # fmt: skip
    facts = club.facts(desk)
    if facts.is_sample:
        raise KeyActRefused("sample")
    if sealing.missing(desk) is not None:  # a new key would cover what is not settled yet
        raise KeyActRefused("behind")
    safekeeping.before(desk, "key", progress)
    new_key = keys = None
    if ways:
        new_key = vault.new_key()
        keys = vault.made_for(new_key, facts.uid, ways, utc_text(desk.clock()), cost)
    return KeyPlan(
        act, desk.db.path, facts.uid, desk.operator.id, desk.till, desk.db.key, new_key, keys,
        desk.db.trail_key, remember,
    )  # fmt: skip


def carry_out(plan: KeyPlan, clock: Clock, progress: Progress = SILENT) -> ClubDatabase:
    """Write the closed club anew under its new key, prove the copy, exchange both, and open it.

    Killed at any moment the club is wholly as before or wholly new; the next start clears up. What
    was before is removed once the new club was opened in its place.

    Raises:
        BackupProblem: If it could not be done (``in_use``: it is open elsewhere); it is as it was.
        Cancelled: If *progress* stopped it; likewise.
    """
    now, club_file = clock(), plan.path
    with only_one(club_file), disk_faults(club_file.parent):
        exchange.undo(club_file)
        mark = exchange.nobody_else(club_file, plan.key)
        need_space(club_file.parent, 2 * club_file.stat().st_size)
        with room_in(club_file.parent, club_file) as room:
            fresh = room / "club.db"
            figures = recoding.recode(club_file, plan.key, fresh, plan.new_key, progress)
            recoding.prove_same(
                club_file, plan.key, fresh, plan.new_key, figures, _check(plan, now), progress
            )  # fmt: skip
            _write_down(plan, fresh, now)
            progress.step(0, 0, tr("Putting the club in place"))
            _exchange(plan, fresh, now, mark)
    _tell_key_store(plan)
    db = open_club(club_file, plan.new_key)
    sealing.remember_step(db, now)
    return db


def _check(plan: KeyPlan, now: datetime) -> proving.Check:
    """Return what asks the copy the questions of every club, and proves its seals so far."""
    invariants = backup_steps.invariants(now)

    def check(connection: proving.Connection) -> list[str]:
        return invariants(connection) + sealing.wrong_in_copy(connection, plan.trail_key)

    return check


def _write_down(plan: KeyPlan, fresh: Path, now: datetime) -> None:
    """Put the act into the trail of the copy, and begin its chain of seals under the new key."""
    db = ClubDatabase(fresh, plan.new_key)
    try:
        with translated(fresh):
            db.connect()
            db.trail_key = seals.find_key(db)
            db.allow_writing(allowed=True)
            with db.atomic("IMMEDIATE"):
                db.execute_sql(
                    "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result,"
                    " detail) VALUES (?, ?, ?, ?, 'club', 1, 'ok', '')",
                    (utc_text(now), plan.operator_id, plan.till, plan.act),
                )
                if db.trail_key is not None:
                    seals.begin(db, "key changed", now)
    finally:
        db.close()


def _exchange(plan: KeyPlan, fresh: Path, now: datetime, mark: exchange.Mark) -> None:
    with closing(proving.connect_still(fresh, plan.new_key)) as ready:
        expected = proving.figures_of(ready)

    def look() -> None:
        if plan.keys is not None and not plan.keys.fits(plan.new_key):
            raise BackupProblem("figures", plan.path.name)
        with closing(proving.connect(plan.path, plan.new_key)) as opened:
            if proving.figures_of(opened) != expected:
                raise BackupProblem("figures", plan.path.name)

    exchange.remove(
        exchange.exchange(
            plan.path, fresh, plan.keys.to_bytes() if plan.keys else None,
            (*exchange.PARTS, exchange.KEYS), now, look, exchange.KEY,
            exchange.still_alone(plan.path, plan.key, mark),
        )
    )  # fmt: skip


def _tell_key_store(plan: KeyPlan) -> None:
    if plan.new_key is not None and plan.remember:
        unlocking.keep(plan.uid, plan.new_key)
        return
    with suppress(OSError):  # a key of before opens nothing here any more
        keystore.forget(plan.uid, keystore.DATA)


def turn_on(
    desk: Desk, passphrase: str, recovery_key: str = "", progress: Progress = SILENT, *,
    remember: bool = True, cost: Cost = NORMAL,
) -> ClubDatabase:  # fmt: skip
    """Encrypt a plain club, whose desk is closed by it; return the encrypted club.

    Args and errors are those of `plan_on` and `carry_out`.
    """
    plan = plan_on(desk, passphrase, recovery_key, progress, remember=remember, cost=cost)
    return _closed(desk, plan, progress)


def turn_off(desk: Desk, progress: Progress = SILENT) -> ClubDatabase:
    """Let an encrypted club be plain, whose desk is closed by it; return the plain club.

    Errors are those of `plan_off` and `carry_out`.
    """
    return _closed(desk, plan_off(desk, progress), progress)


def change_data_key(
    desk: Desk, passphrase: str, recovery_key: str, progress: Progress = SILENT, *,
    remember: bool | None = None, cost: Cost = NORMAL,
) -> ClubDatabase:  # fmt: skip
    """Give an encrypted club another key, whose desk is closed by it; return the club.

    Args and errors are those of `plan_change` and `carry_out`.
    """
    plan = plan_change(desk, passphrase, recovery_key, progress, remember=remember, cost=cost)
    return _closed(desk, plan, progress)


def _closed(desk: Desk, plan: KeyPlan, progress: Progress) -> ClubDatabase:
    desk.db.close()
    return carry_out(plan, desk.clock, progress)


def done_words(act: str) -> str:
    """Return what was done, and what the owner has to think of now."""
    return {
        ON: tr(
            "The club file is encrypted now. Earlier backups are not: delete them, also on sticks"
            " and other disks, once a new backup is made. On old disks even deleted files can be"
            " found again."
        ),
        OFF: tr("The club file is not encrypted any more. Whoever has the file can read it."),
        CHANGE: tr(
            "The club has a new key, pass phrase and recovery key. Earlier backups still open"
            " with the pass phrase or recovery key of their time, which lie in them."
        ),
    }[act]
