"""Room kept beside a club, set free when the disk is full so that a sale can be finished."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from loyaldesk.store.place import WARN_BYTES, free_bytes

RESERVE_BYTES = 64 * 1024 * 1024
_BLOCK = 1024 * 1024


def reserve_of(club: Path) -> Path:
    """Return where the room of *club* is kept: beside it, on the same disk."""
    return club.with_name(club.name + ".reserve")


def keep(club: Path, size: int = RESERVE_BYTES, spare: int = WARN_BYTES) -> bool:
    """Keep *size* bytes for a bad day, if *spare* stay free then; return whether they are kept.

    The bytes are written, not only promised: some disks promise more than they have.
    """
    path = reserve_of(club)
    part = path.with_name(path.name + ".part")
    try:
        if path.exists() and path.stat().st_size >= size:
            return True
        free = free_bytes(club)
        if free is None or free < size + spare:
            return False
        with part.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                block = secrets.token_bytes(_BLOCK)  # what a disk cannot make smaller
                for start in range(0, size, _BLOCK):
                    file.write(block[: size - start])
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        return False
    return True


def release(club: Path) -> bool:
    """Give the kept room back to the disk; return whether there was any."""
    try:
        reserve_of(club).unlink()
    except OSError:
        return False
    return True
