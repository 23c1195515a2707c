"""The key file beside an encrypted club: the data key, wrapped once for each way to open it."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loyaldesk.domain import recovery
from loyaldesk.domain.recovery import RecoveryMistyped, WrongRecovery
from loyaldesk.domain.secrets import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    WrongPassphrase,
)
from loyaldesk.kernel.files import write_whole
from loyaldesk.store.secrets import NORMAL, Cost, stretch

PASS, RECOVERY = "pass", "recovery"
"""The ways in: the pass phrase somebody remembers, the key that lies printed in a safe place."""

FORMAT = "loyaldesk-keys"
VERSION = 1
LARGEST = 64 * 1024
KEY_BYTES, SALT_BYTES, NONCE_BYTES, WRAPPED_BYTES, CHECK_BYTES = 32, 16, 12, 48, 8


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the data key.

    Attributes:
        kind: `PASS` or `RECOVERY`.
        cost: What deriving the wrapping key costs.
        salt: Random, for Argon2id.
        check: Short value that tells a wrong pass phrase from a damaged slot.
        nonce: Random, for AES-GCM.
        wrapped: The data key, encrypted and authenticated together with the header.
        made: The moment it was made, as the club writes moments; empty where nobody said.
    """

    kind: str
    cost: Cost
    salt: bytes
    check: bytes
    nonce: bytes
    wrapped: bytes
    made: str = ""

    def header(self, club_id: str) -> bytes:
        """Return what is authenticated though not secret; altered, the slot does not open."""
        return _canonical({"club": club_id, "version": VERSION, **self._plain()})

    def to_json(self) -> dict[str, Any]:
        """Return the slot as it is written."""
        secret = {"check": self.check, "nonce": self.nonce, "wrapped": self.wrapped}
        return {**self._plain(), **{name: part.hex() for name, part in secret.items()}}

    def _plain(self) -> dict[str, Any]:
        dated = {"made": self.made} if self.made else {}
        return {
            **dated,
            "slot": self.kind,
            "kdf": "argon2id",
            "memory_kib": self.cost.memory_kib,
            "time_cost": self.cost.time_cost,
            "parallelism": self.cost.parallelism,
            "salt": self.salt.hex(),
        }


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file says.

    Attributes:
        club_id: The club it belongs to.
        key_check: Short value of the data key, the same in every copy of the key file.
        slots: The ways to open it.
    """

    club_id: str
    key_check: bytes
    slots: tuple[Slot, ...]

    def to_bytes(self) -> bytes:
        """Return the file, with a sum that shows accidental damage."""
        body = {
            "format": FORMAT,
            "version": VERSION,
            "club": self.club_id,
            "key_check": self.key_check.hex(),
            "slots": [slot.to_json() for slot in self.slots],
        }
        return json.dumps({**body, "sum": _sum(body)}, indent=1).encode()

    def slot(self, kind: str) -> Slot | None:
        """Return one way in, or None if there is none of that kind."""
        return next((each for each in self.slots if each.kind == kind), None)

    def fits(self, key: bytes | None) -> bool:
        """Return whether *key* is the data key this file is about."""
        return key is not None and hmac.compare_digest(self.key_check, check_of(key))


def key_file(club: Path) -> Path:
    """Return where the key file of *club* lies: beside it."""
    return club.with_name(club.name + ".keys")


def create(
    path: Path, passphrase: str, club_id: str, cost: Cost = NORMAL, recovery_key: str = "",
    made: str = "",
) -> bytes:  # fmt: skip
    """Write a new key file and return the new data key.

    Args:
        path: The key file.
        passphrase: Opens it.
        club_id: The club it is for.
        cost: What one guess shall cost.
        recovery_key: Opens it too; empty for none yet.
        made: The moment, as the club writes moments.

    Raises:
        KeyFileExists: If there is one already.
        OSError: If the folder cannot be written to.
    """
    if path.exists():
        raise KeyFileExists(str(path))
    key = new_key()
    ways = {PASS: passphrase, **({RECOVERY: recovery.read(recovery_key)} if recovery_key else {})}
    store(path, made_for(key, club_id, ways, made, cost))
    return key


def new_key() -> bytes:
    """Return a new data key."""
    return secrets.token_bytes(KEY_BYTES)


def made_for(
    key: bytes, club_id: str, secrets_: Mapping[str, str], made: str = "", cost: Cost = NORMAL
) -> KeyFile:
    """Return a key file, not yet written, with one slot for each of *secrets_* (by kind)."""
    slots = tuple(wrap(key, kind, each, club_id, cost, made) for kind, each in secrets_.items())
    return KeyFile(club_id, check_of(key), slots)


def renewed(
    found: KeyFile, key: bytes, secrets_: Mapping[str, str], made: str = "", cost: Cost = NORMAL
) -> KeyFile:
    """Return *found* with new slots in the place of those of the same kinds, not yet written.

    Raises:
        KeyFileDamaged: If it belongs to another data key.
    """
    if not found.fits(key):
        raise KeyFileDamaged("", "another data key")
    new = made_for(key, found.club_id, secrets_, made, cost).slots
    kept = tuple(each for each in found.slots if each.kind not in secrets_)
    return replace(found, slots=(*new, *kept))


def store(path: Path, content: KeyFile) -> None:
    """Write a key file, whole or not at all.

    Raises:
        OSError: If the folder cannot be written to; the file stays as it is.
    """
    write_whole(path, content.to_bytes())


def unlock(path: Path, passphrase: str) -> bytes:
    """Return the data key.

    Raises:
        WrongPassphrase: If the file is whole and the pass phrase is not its own.
        KeyFileMissing: If there is no file.
        KeyFileDamaged: If it was altered, broken, or asks for an absurd amount of work.
    """
    return open_with(load(path), PASS, passphrase, path)


def change_passphrase(path: Path, old: str, new: str, cost: Cost = NORMAL) -> bytes:
    """Wrap the same data key under another pass phrase; other slots stay. Return the data key.

    Raises:
        WrongPassphrase: If *old* is not right; the file stays as it is.
        KeyFileMissing: If there is no file.
        KeyFileDamaged: If it is not whole.
        OSError: If the folder cannot be written to; the file stays as it is.
    """
    key = unlock(path, old)
    set_slot(path, key, PASS, new, cost)
    return key


def set_slot(path: Path, key: bytes, kind: str, secret: str, cost: Cost = NORMAL) -> None:
    """Add a way to open the club, or take the place of the one of the same kind.

    Raises:
        KeyFileMissing: If there is no file.
        KeyFileDamaged: If it is not whole, or belongs to another data key.
        OSError: If the folder cannot be written to; the file stays as it is.
    """
    found = load(path)
    if not found.fits(key):
        raise KeyFileDamaged(str(path), "another data key")
    store(path, renewed(found, key, {kind: secret}, cost=cost))


def load(path: Path) -> KeyFile:
    """Return what the key file says, without opening it.

    Raises:
        KeyFileMissing: If there is no file.
        KeyFileDamaged: If it is not whole.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise KeyFileMissing(str(path)) from error
    return parse(content, path)


def parse(content: bytes, path: Path) -> KeyFile:
    """Return what a key file says; *path* is only named in errors.

    Raises:
        KeyFileDamaged: If it is not whole.
    """
    if len(content) > LARGEST:
        raise KeyFileDamaged(str(path), "too long")
    try:
        body = json.loads(content)
        if body["format"] != FORMAT:
            raise KeyFileDamaged(str(path), "not a key file")
        if body["version"] != VERSION:
            raise KeyFileDamaged(str(path), f"version {body['version']!r:.20}")
        if body.pop("sum") != _sum(body):
            raise KeyFileDamaged(str(path), "sum")
        slots = tuple(_slot(each) for each in body["slots"])
        return KeyFile(_text(body["club"]), _part(body["key_check"], CHECK_BYTES), slots)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise KeyFileDamaged(str(path), type(error).__name__) from error


def open_with(found: KeyFile, kind: str, secret: str, path: Path) -> bytes:
    """Return the data key through the slot *kind*; *path* is only named in errors.

    Raises:
        WrongPassphrase: If the secret is not the slot's; `WrongRecovery` for a recovery key.
        KeyFileDamaged: If there is no such slot, or its header or key was altered.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only encrypted clubs need it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    slot = found.slot(kind)
    if slot is None:
        raise KeyFileDamaged(str(path), f"no slot {kind}")
    wrapping = stretch(secret, slot.salt, slot.cost)
    if not hmac.compare_digest(_check(wrapping, b"wrapping key"), slot.check):
        raise WrongRecovery if kind == RECOVERY else WrongPassphrase
    try:
        key = AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, slot.header(found.club_id))
    except InvalidTag as error:
        raise KeyFileDamaged(str(path), "altered") from error
    if not found.fits(key):
        raise KeyFileDamaged(str(path), "key check")
    return key


def open_typed(found: KeyFile, typed: str, path: Path) -> tuple[bytes, str]:
    """Return the data key by what somebody typed, and the kind of slot that gave it.

    Raises:
        RecoveryMistyped: If it is meant as a recovery key, has a slip and is no pass phrase.
        WrongPassphrase, WrongRecovery: If it does not open the file.
        KeyFileDamaged: If the key file was altered.
    """
    slip: RecoveryMistyped | None = None
    if found.slot(RECOVERY) is not None and recovery.looks_like_one(typed):
        try:
            return open_with(found, RECOVERY, recovery.read(typed), path), RECOVERY
        except RecoveryMistyped as error:
            slip = error
    try:
        return open_with(found, PASS, typed, path), PASS
    except WrongPassphrase:
        raise slip or WrongPassphrase from None


def wrap(key: bytes, kind: str, secret: str, club_id: str, cost: Cost, made: str = "") -> Slot:
    """Return a slot that gives *key* to whoever knows *secret*."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    wrapping = stretch(secret, salt, cost)
    slot = Slot(kind, cost, salt, _check(wrapping, b"wrapping key"), nonce, b"", made)
    return replace(slot, wrapped=AESGCM(wrapping).encrypt(nonce, key, slot.header(club_id)))


def check_of(key: bytes) -> bytes:
    """Return the short value by which a data key is recognised and never found."""
    return _check(key, b"data key")


def _check(key: bytes, what: bytes) -> bytes:
    return hmac.digest(key, b"loyaldesk " + what, hashlib.sha256)[:CHECK_BYTES]


def _slot(read: dict[str, Any]) -> Slot:
    figures = [read["memory_kib"], read["time_cost"], read["parallelism"]]
    if any(type(figure) is not int for figure in figures) or not Cost(*figures).is_sane:
        raise ValueError("absurd cost")
    if read["kdf"] != "argon2id":
        raise ValueError("unknown way to stretch")
    return Slot(
        _text(read["slot"]),
        Cost(*figures),
        _part(read["salt"], SALT_BYTES),
        _part(read["check"], CHECK_BYTES),
        _part(read["nonce"], NONCE_BYTES),
        _part(read["wrapped"], WRAPPED_BYTES),
        _text(read["made"]) if "made" in read else "",
    )


def _text(read: Any) -> str:
    if not isinstance(read, str) or not 0 < len(read) <= 100:
        raise ValueError("not a short text")
    return read


def _part(read: Any, length: int) -> bytes:
    part = bytes.fromhex(read)
    if len(part) != length:
        raise ValueError("wrong length")
    return part


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _sum(body: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()
