"""A club file made from a club on a server, for as long as a backup of it takes."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from loyaldesk.kernel import paths
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store import keystore, vault
from loyaldesk.store.claim import room_in


def folder_for(place: Path) -> Path:
    """Return the folder for backups of a club on a server: among this person's own data."""
    name = re.sub(r"[^A-Za-z0-9._@-]+", "_", str(place))
    return paths.user_folder() / "backups" / name


def kept_keys(uid: str) -> Path:
    """Return where this computer keeps the key file of a club that went to a server encrypted."""
    return paths.user_folder() / "servers" / f"{uid}.keys"


@contextmanager
def as_file(desk: Desk, progress: Progress = SILENT) -> Iterator[tuple[Path, bytes | None]]:
    """Give the club file behind a desk with its data key; of a server a copy, gone afterwards.

    The copy is one unchanging picture of the club. It is encrypted where the club was before it
    went to the server and this computer still knows its key.
    """
    if not desk.db.is_server:
        yield desk.db.path, desk.db.key
        return
    from loyaldesk.store.server import moving  # noqa: PLC0415 - brings the server's driver along

    uid = club.facts(desk).uid
    keys = kept_keys(uid)
    key = keystore.get(uid, keystore.DATA) if keys.exists() else None
    kept = keys.parent
    kept.mkdir(parents=True, exist_ok=True)
    # Not among the system's temporary files: what a killed program leaves here is cleared later.
    with room_in(kept, kept / f"{uid}-{os.getpid()}") as folder:
        path = folder / "server.club"
        moving.to_file(cast("Any", desk.db), path, key, progress)
        if key is not None:
            shutil.copyfile(keys, vault.key_file(path))
        yield path, key
