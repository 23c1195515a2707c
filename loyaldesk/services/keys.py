"""The keys of an open club: how it stands, its pass phrase, its recovery key, this computer."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from loyaldesk.domain import recovery
from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.secrets import (
    KeyActRefused,
    KeyFileDamaged,
    KeyFileMissing,
    WrongPassphrase,
    accepted_password,
)
from loyaldesk.kernel.look import Look
from loyaldesk.services import club, unlocking
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import keystore, vault
from loyaldesk.store.database import ClubDatabase, translated
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.secrets import NORMAL, Cost

TEST_EVERY = timedelta(days=90)
"""A recovery key that nobody looked for in a quarter may be lost."""

_RIGHT = Permission.CLUB_KEY


@dataclass(frozen=True, slots=True)
class KeyState:
    """How the keys of a club stand.

    Attributes:
        is_encrypted: Whether the club file is.
        on_server: Whether the club lies on a server, whose disk is the server's matter.
        since: Since when it is encrypted.
        has_keys: Whether the key file beside it can be read.
        recovery_made: When the recovery key was made; None: there is none.
        recovery_seen: When the recovery key was last typed in and right.
        known_here: Whether this computer keeps the key.
        changed: When the pass phrase was chosen; None: not told.
    """

    is_encrypted: bool
    on_server: bool = False
    since: datetime | None = None
    has_keys: bool = False
    has_recovery: bool = False
    recovery_made: datetime | None = None
    recovery_seen: datetime | None = None
    known_here: bool = False
    changed: datetime | None = None

    def is_test_due(self, now: datetime) -> bool:
        """Return whether the recovery key should be looked for and tried."""
        seen = self.recovery_seen or self.recovery_made
        return self.has_recovery and (seen is None or now - seen >= TEST_EVERY)


def state(desk: Desk) -> KeyState:
    """Return how the keys of the club stand.

    Raises:
        PermissionDenied: If the operator may not look after keys.
    """
    with desk.reading(_RIGHT):
        return _state(desk)


def reminder(desk: Desk) -> KeyState | None:
    """Return the state when the owner should be told something about the keys, else None.

    Nobody is told who may do nothing about it; a sample shop has nothing to tell.
    """
    if not desk.may(_RIGHT):
        return None
    with desk.reading(_RIGHT):
        if club.facts(desk).is_sample:
            return None
        found = _state(desk, asks_store=False)
    is_bad = found.is_encrypted and (not found.has_keys or not found.has_recovery)
    return found if is_bad or found.is_test_due(desk.clock()) else None


def _state(desk: Desk, *, asks_store: bool = True) -> KeyState:
    if desk.db.is_server:
        return KeyState(is_encrypted=False, on_server=True)
    key = desk.db.key
    if key is None:
        return KeyState(is_encrypted=False)
    facts = club.facts(desk)
    known = asks_store and keystore.get(facts.uid, keystore.DATA) == key
    since = _last(desk, "key.on") or facts.made_at
    found = _key_file(desk)
    if found is None:
        return KeyState(is_encrypted=True, since=since, known_here=known)
    phrase, paper = found.slot(vault.PASS), found.slot(vault.RECOVERY)
    made = utc_moment(paper.made) if paper is not None and paper.made else None
    seen = _last(desk, "key.recovery.test")
    if seen is not None and made is not None and seen < made:
        seen = None
    return KeyState(
        is_encrypted=True, since=since, has_keys=True, has_recovery=paper is not None,
        recovery_made=made, recovery_seen=seen, known_here=known,
        changed=utc_moment(phrase.made) if phrase is not None and phrase.made else None,
    )  # fmt: skip


def _last(desk: Desk, act: str) -> datetime | None:
    row = desk.db.execute_sql(
        "SELECT at FROM audit WHERE act = ? AND result = 'ok' ORDER BY seq DESC LIMIT 1", (act,)
    ).fetchone()
    return utc_moment(row[0]) if row else None


def _key_file(desk: Desk) -> vault.KeyFile | None:
    """Return the key file beside the club if it is whole and its own."""
    try:
        found = vault.load(vault.key_file(desk.db.path))
    except (KeyFileMissing, KeyFileDamaged, OSError):
        return None
    return found if found.fits(desk.db.key) else None


def key_of(db: ClubDatabase) -> bytes:
    """Return the data key of an open, encrypted club (a step of use cases).

    Raises:
        KeyActRefused: ``not encrypted`` or ``server``.
    """
    if db.is_server:
        raise KeyActRefused("server")
    if db.key is None:
        raise KeyActRefused("not encrypted")
    return db.key


def change_passphrase(desk: Desk, new: str, *, cost: Cost = NORMAL) -> None:
    """Choose another pass phrase; the recovery key stays.

    The old one is not asked for: who may, and is at the desk of the open club, can always choose a
    new one. A key file that is missing or damaged is made anew; its recovery key is lost then.

    Raises:
        WeakSecret: If it is too easy to guess.
        KeyActRefused: If the club is not encrypted.
        StorageProblem: If the key file cannot be written; it is as it was.
    """
    desk.require(_RIGHT)
    accepted_password(new, own=(club.facts(desk).shop, desk.operator.name))
    _renew(desk, {vault.PASS: new}, "key.passphrase", cost)


def make_recovery(desk: Desk) -> str:
    """Return a new recovery key to be printed; it opens nothing until it is confirmed.

    Raises:
        KeyActRefused: If the club is not encrypted.
    """
    desk.require(_RIGHT)
    key_of(desk.db)
    return unlocking.new_recovery()


def confirm_recovery(desk: Desk, key: str, last_group: str, *, cost: Cost = NORMAL) -> None:
    """Let a new recovery key take the place of the old one, once its end was typed from paper.

    Raises:
        WrongGroup: If the last group is another one; the old key stays.
        StorageProblem: If the key file cannot be written; it is as it was.
    """
    recovery.check_last(key, last_group)
    put_recovery(desk, key, cost=cost)


def put_recovery(desk: Desk, key: str, *, cost: Cost = NORMAL) -> None:
    """Let a new recovery key take the place of the old one, unseen by anybody yet.

    Raises:
        KeyActRefused: If the club is not encrypted, or its key file is not whole: a pass phrase is
            chosen first then.
        StorageProblem: If the key file cannot be written; it is as it was.
    """
    desk.require(_RIGHT)
    key_of(desk.db)
    if _key_file(desk) is None:
        raise KeyActRefused("no key file")
    _renew(desk, {vault.RECOVERY: recovery.read(key)}, "key.recovery", cost)


def _renew(desk: Desk, ways: dict[str, str], act: str, cost: Cost) -> None:
    """Write the key file with new ways in, together with its line in the trail."""
    key, path = key_of(desk.db), vault.key_file(desk.db.path)
    found, made = _key_file(desk), utc_text(desk.clock())
    if found is None:
        new = vault.made_for(key, club.facts(desk).uid, ways, made, cost)
    else:
        new = vault.renewed(found, key, ways, made, cost)
    with desk.change(_RIGHT) as change:
        change.note(act, "club", 1)
        _write(change, path, new)
        change.tell(ClubChanged())


def _write(change: Change, path: Path, new: vault.KeyFile) -> None:
    """Write the key file last: if it fails, nothing is said to have been done."""
    with translated(path):
        aside = path.with_name(path.name + ".damaged")
        if change.desk.db.key is not None and path.exists() and _key_file(change.desk) is None:
            path.replace(aside)
        vault.store(path, new)


def check_recovery(desk: Desk, typed: str) -> bool:
    """Return whether what was typed is the recovery key of this club; the try is noted.

    Raises:
        RecoveryMistyped: If it has a slip; nothing was tried then.
        KeyActRefused: If there is none to compare with.
    """
    desk.require(_RIGHT)
    key_of(desk.db)
    found = _key_file(desk)
    if found is None or found.slot(vault.RECOVERY) is None:
        raise KeyActRefused("no recovery")
    plain, is_right = recovery.read(typed), True
    try:
        vault.open_with(found, vault.RECOVERY, plain, vault.key_file(desk.db.path))
    except WrongPassphrase:
        is_right = False
    if not is_right:
        desk.note_failure("key.recovery.test", "club", 1, "wrong")
        return False
    with desk.change(_RIGHT) as change:
        change.note("key.recovery.test", "club", 1)
        change.tell(ClubChanged())
    return True


def keep_here(desk: Desk) -> None:
    """Let this computer keep the key, so that no pass phrase is asked for at the start.

    Raises:
        KeyActRefused: ``not kept`` if this computer takes no key.
    """
    desk.require(_RIGHT)
    key = key_of(desk.db)
    if not unlocking.keep(club.facts(desk).uid, key):
        raise KeyActRefused("not kept")
    with desk.change(_RIGHT) as change:
        change.note("key.keep", "club", 1)
        change.tell(ClubChanged())


def forget_here(desk: Desk) -> None:
    """Let this computer forget the key: the next start asks for the pass phrase.

    Raises:
        KeyActRefused: ``no key file`` if nothing would open the club any more.
    """
    desk.require(_RIGHT)
    key_of(desk.db)
    if _key_file(desk) is None:
        raise KeyActRefused("no key file")
    with suppress(OSError):
        keystore.forget(club.facts(desk).uid, keystore.DATA)
    with desk.change(_RIGHT) as change:
        change.note("key.forget", "club", 1)
        change.tell(ClubChanged())


def recovery_page(shop: str, key: str, path: Path, now: datetime, look: Look) -> bytes:
    """Return the recovery key as one page to print (no desk: the wizard has none yet).

    Nothing is written to any disk.

    Args:
        shop: Name of the shop.
        key: The recovery key as it is printed.
        path: The club file.
        now: The moment, in the zone of the shop.
        look: Language and calendar.
    """
    from loyaldesk.reports import recovery_page as page  # noqa: PLC0415 - loads when needed

    return page.render(shop, recovery.groups(key), path.name, now, look)
