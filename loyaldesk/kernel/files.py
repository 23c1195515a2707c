"""Files that exist whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write *content* beside *path*, flush it to the disk, then take the place of *path*.

    Raises:
        OSError: If the folder is missing, read-only or full; *path* is then as it was.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def settle(folder: Path) -> None:
    """Flush the names in *folder* to the disk, where the system lets a program do so."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows keeps names in order by itself
        return
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
