"""A club that cannot be opened: where its backups lie, and putting the newest in its place."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.safekeeping import VERIFIED, Backup, Restored
from loyaldesk.domain.secrets import KeyFileMissing
from loyaldesk.kernel import paths
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, safekeeping
from loyaldesk.services.desk import Desk
from loyaldesk.store import backup as store
from loyaldesk.store import keystore, restore, vault
from loyaldesk.store.database import ClubDatabase, is_encrypted, open_club, writing

MOST_CLUBS = 50
_DRAFTS = "key, operator_id, till, content, at"


@dataclass(frozen=True, slots=True)
class Known:
    """What this computer remembers of a club, for the day its file cannot be read.

    Attributes:
        uid: The club's own id; empty if this computer never had it open.
        folders: Where its backups go, the nearest first.
    """

    uid: str
    folders: tuple[Path, ...]


def remember(desk: Desk) -> None:
    """Remember where the backups of an open club go: the club says so only while it is whole."""
    facts = club.facts(desk)
    if facts.is_sample:
        return
    folders = [str(safekeeping.folder_of(desk))]
    if facts.settings.backup_second:
        folders.append(facts.settings.backup_second)
    read = _read()
    name = str(desk.db.path)
    new = {"uid": facts.uid, "folders": folders}
    if read and list(read.items())[-1] == (name, new):
        return
    read.pop(name, None)
    kept = dict(list(read.items())[-(MOST_CLUBS - 1) :])
    with suppress(OSError):  # it is a help, no more
        write_whole(_file(), json.dumps({**kept, name: new}, indent=1).encode())


def known(path: Path) -> Known:
    """Return what this computer remembers of the club at *path*; the usual folder is among it."""
    found = _read().get(str(path), {})
    uid, folders = found.get("uid", ""), found.get("folders", ())
    named = [Path(each) for each in folders if isinstance(each, str)]
    usual = safekeeping.default_folder(path)
    return Known(
        uid if isinstance(uid, str) else "", tuple(dict.fromkeys((*named, usual)))
    )  # fmt: skip


def last_opened() -> Path | None:
    """Return the club that was opened last on this computer and is still there, or None."""
    names = [Path(name) for name in _read()]
    return next((path for path in reversed(names) if path.is_file()), None)


def newest(path: Path) -> Backup | None:
    """Return the newest verified backup of a club that cannot be opened, wherever it lies."""
    about = known(path)
    found = []
    for folder in about.folders:
        with suppress(OSError):  # the stick is not there now
            found += [
                each
                for each in store.list_backups(folder)
                if each.state == VERIFIED
                and each.manifest is not None
                and about.uid in ("", each.manifest.club_id)
            ]
    return max(found, key=lambda each: each.manifest.created if each.manifest else 0, default=None)


def key_of(backup: Backup) -> bytes | None:
    """Return the key of an encrypted backup from this computer's key store, or None."""
    if backup.manifest is None or not backup.manifest.is_encrypted:
        return None
    key = keystore.get(backup.manifest.club_id, keystore.DATA)
    fits = key is not None and vault.check_of(key).hex() == backup.manifest.key_check
    return key if fits else None


def needs_phrase(backup: Backup) -> bool:
    """Return whether somebody must type the pass phrase before *backup* can be used."""
    is_encrypted = backup.manifest is not None and backup.manifest.is_encrypted
    return is_encrypted and key_of(backup) is None


def unlock(backup: Backup, phrase: str) -> bytes:
    """Return the key of an encrypted backup by the pass phrase or recovery key of its day.

    Raises:
        WrongPassphrase, KeyFileMissing, KeyFileDamaged: If it does not fit.
        BackupProblem: If the backup cannot be read.
    """
    found = restore.keys_in(backup)
    if found is None:
        raise KeyFileMissing(backup.path.name)
    return vault.open_typed(found, phrase, backup.path)[0]


def put_back(
    path: Path, chosen: Backup, clock: Clock, progress: Progress = SILENT, *,
    key: bytes | None = None,
) -> Restored:  # fmt: skip
    """Put a backup in the place of a club that is damaged or gone, which nobody can sign in to.

    No right can be asked for: the rights lie in the club. What is left of it is moved aside and
    kept, the baskets that can still be read in it are carried over, and the act stands in the
    trail of the club that comes back.

    Raises:
        BackupProblem: If it could not be done; everything is as it was.
    """
    key = key or key_of(chosen)
    baskets = _baskets(path, key)
    done = safekeeping.rescue(path, chosen, clock, progress, key=key)
    _carry_over(path, _key_now(path, key), baskets)
    return done


def _key_now(path: Path, key: bytes | None) -> bytes | None:
    return key if is_encrypted(path) else None


def _baskets(path: Path, key: bytes | None) -> list[tuple[Any, ...]]:
    """Return the baskets that can still be read in a damaged club."""
    if not path.is_file():
        return []
    for tried in dict.fromkeys((key, None)):
        db = ClubDatabase(path, tried, looking="damaged")
        try:
            db.connect()
            return list(db.execute_sql(f"SELECT {_DRAFTS} FROM draft").fetchall())
        except Exception:  # noqa: BLE001, S112  # whatever a damaged file leads to: without them
            continue
        finally:
            db.close()
    return []


def _carry_over(path: Path, key: bytes | None, baskets: list[tuple[Any, ...]]) -> None:
    """Put baskets into the club that came back, unless they became sales or it lacks the member."""
    if not baskets:
        return
    try:
        db = open_club(path, key)
    except ClubError:
        return  # opening it a moment later says why
    try:
        with suppress(StorageProblem), writing(db):
            for row in baskets:
                db.execute_sql(
                    f"INSERT OR IGNORE INTO draft ({_DRAFTS}) SELECT ?, ?, ?, ?, ?"
                    " WHERE EXISTS (SELECT 1 FROM member WHERE id = ?)"
                    " AND NOT EXISTS (SELECT 1 FROM sale WHERE key = ?)",
                    (*row, _member_of(row[3]), row[0]),
                )
    finally:
        db.close()


def _member_of(content: object) -> int:
    """Return whose basket it is; 0 if it cannot be read."""
    try:
        return int(json.loads(str(content))["member_id"])
    except (ValueError, TypeError, KeyError):
        return 0


def _file() -> Path:
    return paths.user_folder() / "clubs.json"


def _read() -> dict[str, Any]:
    try:
        read = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: each for name, each in read.items() if isinstance(each, dict)}
