"""How PINs and passwords are kept: Argon2id, so that a stolen club file is slow to guess from."""

import hashlib
import hmac
from dataclasses import dataclass

from loyaldesk.domain.secrets import plain_form

HIGHEST_MEMORY_KIB, HIGHEST_TIME, HIGHEST_LANES = 1 << 20, 10, 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs.

    Attributes:
        memory_kib: Memory in KiB, at least 8 for each lane.
        time_cost: Passes over the memory.
        parallelism: Lanes.
    """

    memory_kib: int
    time_cost: int
    parallelism: int = 1

    @property
    def is_sane(self) -> bool:
        """Whether a figure read from a file may be worked with: at most 1 GiB and 10 passes."""
        return (
            1 <= self.parallelism <= HIGHEST_LANES
            and 8 * self.parallelism <= self.memory_kib <= HIGHEST_MEMORY_KIB
            and 1 <= self.time_cost <= HIGHEST_TIME
        )


NORMAL = Cost(memory_kib=64 * 1024, time_cost=3)
"""About a quarter of a second on a shop's computer."""

TEST = Cost(memory_kib=8, time_cost=1)
"""The smallest there is; protects nothing."""


def hash_secret(secret: str, cost: Cost = NORMAL, pepper: bytes = b"") -> str:
    """Return what is stored for *secret*.

    Args:
        secret: PIN or password, as typed.
        cost: What one guess shall cost.
        pepper: Secret bytes that are not in the club, or none.
    """
    from argon2 import PasswordHasher  # noqa: PLC0415 - loaded at the first sign-in, not at start

    hasher = PasswordHasher(
        time_cost=cost.time_cost, memory_cost=cost.memory_kib, parallelism=cost.parallelism
    )
    return hasher.hash(_peppered(secret, pepper))


def verify(stored: str | None, secret: str, pepper: bytes = b"", cost: Cost = NORMAL) -> bool:
    """Return whether *secret* is the one that was stored.

    An operator who is unknown or has no secret (*stored* empty) takes as long as a wrong secret
    at *cost*, so that the time tells nothing. A stored text that is broken or absurdly dear
    counts as wrong.
    """
    from argon2 import PasswordHasher, exceptions  # noqa: PLC0415 - as above

    if not stored or not _cost_of(stored).is_sane:
        hash_secret(secret, cost, pepper)
        return False
    try:
        return PasswordHasher().verify(stored, _peppered(secret, pepper))
    except (exceptions.VerificationError, exceptions.InvalidHash):
        return False


def needs_rehash(stored: str, cost: Cost = NORMAL) -> bool:
    """Return whether *stored* was made at another cost and is better made anew at sign-in."""
    return _cost_of(stored) != cost


def _cost_of(stored: str) -> Cost:
    """Return the cost written in a stored text; one that is not sane if it cannot be read."""
    from argon2 import Type, exceptions, extract_parameters  # noqa: PLC0415 - as above

    nothing = Cost(0, 0, 0)
    try:
        found = extract_parameters(stored)
    except (exceptions.InvalidHash, ValueError, IndexError):
        return nothing
    if found.type is not Type.ID or found.salt_len < 8 or found.hash_len < 16:
        return nothing
    return Cost(found.memory_cost, found.time_cost, found.parallelism)


def _peppered(secret: str, pepper: bytes) -> bytes:
    plain = plain_form(secret).encode("utf-8", "surrogatepass")
    return hmac.digest(pepper, plain, hashlib.sha256) if pepper else plain


def stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes made from a pass phrase, to wrap a key with.

    Raises:
        MemoryError: If the computer cannot give that much memory.
    """
    from argon2 import exceptions, low_level  # noqa: PLC0415 - as above

    try:
        return low_level.hash_secret_raw(
            _peppered(secret, b""),
            salt,
            time_cost=cost.time_cost,
            memory_cost=cost.memory_kib,
            parallelism=cost.parallelism,
            hash_len=32,
            type=low_level.Type.ID,
        )
    except exceptions.HashingError as error:
        raise MemoryError(str(error)) from error
