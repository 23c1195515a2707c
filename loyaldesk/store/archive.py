"""The backup file: a zip that is only stored, with the list, the club and its key file."""

import errno
import hashlib
import hmac
import json
import os
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from loyaldesk.domain.safekeeping import BackupProblem, Figures, Manifest
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import Progress
from loyaldesk.store import heads, vault

MANIFEST, CLUB, KEYS = "manifest.json", "club.db", "club.keys"
LARGEST = {MANIFEST: 256 * 1024, CLUB: 4 * 1024**3, KEYS: vault.LARGEST}
FORMAT = 1
CHUNK = 1024 * 1024

_BROKEN = (
    zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, struct.error, ValueError,
    OverflowError, zipfile.LargeZipFile,
)  # fmt: skip


def write(
    path: Path,
    manifest: Manifest,
    club: Path,
    keys: bytes | None,
    key: bytes | None,
    progress: Progress,
) -> None:
    """Write a backup file and flush it to the disk.

    Args:
        path: The new file.
        manifest: What its list says.
        club: The copy of the club.
        keys: The key file; None for a plain club.
        key: Data key that signs the list; None for a plain club.
        progress: Learns how much is written.
    """
    listed = _to_json(manifest)
    listed["mac"] = _mac(listed, key)
    moment = max(manifest.created.timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # zip knows no earlier
    with path.open("xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as zipped:
            _put(zipped, MANIFEST, json.dumps(listed, indent=1).encode(), moment)
            if keys is not None:
                _put(zipped, KEYS, keys, moment)
            with (
                club.open("rb") as source,
                zipped.open(zipfile.ZipInfo(CLUB, moment), "w", force_zip64=True) as target,
            ):
                _copy(source, target, manifest.size, progress, tr("Writing the backup"))
        file.flush()
        os.fsync(file.fileno())


class Archive:
    """A backup file that is open for reading; nothing in it is believed."""

    def __init__(self, path: Path) -> None:
        """Open *path* and see that it holds what a backup holds, and nothing else.

        Raises:
            BackupProblem: ``missing``, ``foreign``, ``truncated``, ``members``, ``too_big`` or
                ``damaged``; nothing has been unpacked then.
        """
        self.name = path.name
        try:
            size = path.stat().st_size
            with _reading(path.name):
                self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise BackupProblem("missing", self.name) from error
        except BackupProblem as error:
            raise BackupProblem(_kind_of(path), self.name) from error
        try:
            self._members = self._checked(size)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def manifest(self, key: bytes | None = None) -> Manifest:
        """Return the list; it is signed by the data key of an encrypted club.

        Args:
            key: Data key. Without it the list of an encrypted club is not proved.

        Raises:
            BackupProblem: ``manifest``, ``newer``, ``other_key``, ``crc`` or ``damaged``.
        """
        try:
            listed = json.loads(self._small(MANIFEST))
            if listed["format"] > FORMAT:
                raise BackupProblem("newer", self.name)
            found = _from_json(listed)
            mac = listed.pop("mac")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BackupProblem("manifest", self.name) from error
        if found.is_encrypted != (KEYS in self._members):
            raise BackupProblem("manifest", self.name)
        if found.is_encrypted and key is None:
            return found
        if found.is_encrypted and key is not None and found.key_check != check_text(key):
            raise BackupProblem("other_key", self.name)
        if not hmac.compare_digest(
            str(mac).encode(), _mac(listed, key if found.is_encrypted else None).encode()
        ):
            raise BackupProblem("manifest", self.name)
        return found

    def keys(self) -> bytes | None:
        """Return the key file; None for a plain club.

        Raises:
            BackupProblem: ``crc`` or ``damaged``.
        """
        return self._small(KEYS) if KEYS in self._members else None

    def unpack(self, target: Path, manifest: Manifest, progress: Progress) -> None:
        """Write the club to *target*, counting and summing what is really there.

        Raises:
            BackupProblem: ``sha256``, ``crc``, ``truncated`` or ``damaged``.
            OSError: If the disk is full or the like.
        """
        member = self._members[CLUB]
        if member.file_size != manifest.size:
            raise BackupProblem("sha256", self.name)
        with target.open("xb") as file:
            with _reading(self.name), self._zip.open(member) as source:
                digest = _copy(source, file, member.file_size, progress, tr("Reading the backup"))
            file.flush()
            os.fsync(file.fileno())
        if digest != manifest.sha256:
            raise BackupProblem("sha256", self.name)

    def _checked(self, size: int) -> dict[str, zipfile.ZipInfo]:
        listed = self._zip.infolist()
        members = {each.orig_filename: each for each in listed}
        names = set(members)
        if len(listed) != len(names) or names not in ({MANIFEST, CLUB}, {MANIFEST, CLUB, KEYS}):
            raise BackupProblem("members", self.name)
        for name, each in members.items():
            if each.filename != name or each.compress_type != zipfile.ZIP_STORED:
                raise BackupProblem("members", self.name)
            if each.flag_bits & 0x1 or each.file_size != each.compress_size:
                raise BackupProblem("damaged", self.name)
            if each.file_size > LARGEST[name]:
                raise BackupProblem("too_big", self.name)
        if sum(each.file_size for each in listed) > size:
            raise BackupProblem("too_big", self.name)
        return members

    def _small(self, name: str) -> bytes:
        with _reading(self.name):
            return self._zip.read(self._members[name])


def check_text(key: bytes | None) -> str:
    """Return the short value of a data key as it stands in a list; empty for a plain club."""
    return vault.check_of(key).hex() if key is not None else ""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn what a broken zip raises into `BackupProblem`."""
    try:
        yield
    except EOFError as error:
        raise BackupProblem("truncated", name) from error
    except _BROKEN as error:
        raise BackupProblem("crc" if "CRC" in str(error) else "damaged", name) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise BackupProblem("damaged", name) from error  # a member before the beginning


def _kind_of(path: Path) -> str:
    """Return whether a file that is no zip was one of ours whose end is missing."""
    with path.open("rb") as file:
        return "truncated" if file.read(4) == b"PK\x03\x04" else "foreign"


def _put(zipped: zipfile.ZipFile, name: str, content: bytes, moment: Any) -> None:
    zipped.writestr(zipfile.ZipInfo(name, moment), content)


def _copy(source: IO[bytes], target: IO[bytes], total: int, progress: Progress, what: str) -> str:
    digest, done = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        done += len(chunk)
        if done > total:
            raise ValueError("more than was declared")
        digest.update(chunk)
        target.write(chunk)
        progress.step(done, total, what)
    return digest.hexdigest()


def _mac(listed: dict[str, Any], key: bytes | None) -> str:
    """Return the signature of a list; of a plain club it only shows accidents."""
    secret = b"loyaldesk" if key is None else hmac.digest(key, b"loyaldesk backup list", "sha256")
    plain = json.dumps(listed, sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(secret, plain, "sha256").hex()


def _to_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "app": manifest.app,
        "schema": manifest.schema,
        "sqlite": manifest.sqlite,
        "created": f"{manifest.created:%Y-%m-%dT%H:%M:%SZ}",
        "club_id": manifest.club_id,
        "reason": manifest.reason,
        "number": manifest.number,
        "size": manifest.size,
        "sha256": manifest.sha256,
        "key_check": manifest.key_check,
        "members": manifest.figures.members,
        "sales": manifest.figures.sales,
        "ledger_sum": manifest.figures.ledger_sum,
        "last_sale_id": manifest.figures.last_sale_id,
        "last_member_id": manifest.figures.last_member_id,
        "counts": dict(manifest.figures.counts),
        "head": heads.to_json(manifest.head) if manifest.head is not None else None,
    }


def _from_json(listed: dict[str, Any]) -> Manifest:
    figures = Figures(
        counts={str(name): _whole(count) for name, count in listed["counts"].items()},
        ledger_sum=_whole(listed["ledger_sum"]),
        last_sale_id=_whole(listed["last_sale_id"]),
        last_member_id=_whole(listed["last_member_id"]),
    )
    created = datetime.strptime(listed["created"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return Manifest(
        app=_text(listed["app"]),
        schema=_whole(listed["schema"]),
        sqlite=_text(listed["sqlite"]),
        created=created,
        club_id=_text(listed["club_id"]),
        reason=_text(listed["reason"]),
        number=_whole(listed["number"]),
        size=_whole(listed["size"]),
        sha256=_text(listed["sha256"]),
        key_check=_text(listed["key_check"]),
        figures=figures,
        head=heads.from_json(listed["head"]) if listed.get("head") is not None else None,
    )


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("not a whole number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError("not a short text")
    return value
