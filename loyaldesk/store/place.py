"""Where a club may lie: on a disk of this computer, where it can write and has room."""

import ctypes
import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PureWindowsPath

from loyaldesk.domain.errors import StorageProblem

WARN_BYTES = 200_000_000
"""Less free than this is said aloud."""

LEAST_BYTES = 50_000_000
"""Less free than this is no place for a new club."""

PROBE_BYTES = 4096

_REMOTE_DRIVE = 4  # DRIVE_REMOTE of Windows
_NETWORKED = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "davfs",
    "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.davfs2",
    "fuse.smbnetfs",
})  # fmt: skip
"""File systems of Linux whose disk is another computer's."""

_CLOUDS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "iclouddrive": "iCloud Drive",
    "icloud drive": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "cloudstorage": "CloudStorage",
    "box": "Box",
    "box sync": "Box",
    "mega": "MEGA",
    "megasync": "MEGA",
    "pcloud drive": "pCloud",
    "pclouddrive": "pCloud",
    "yandex.disk": "Yandex Disk",
    "yandexdisk": "Yandex Disk",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
"""Names of folders that a program keeps the same on several computers, file by file."""

_CLOUD_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def drive_type(root: str) -> int:
    r"""Return what Windows says of a drive such as ``Z:\``; 0 on other systems."""
    windll = getattr(ctypes, "windll", None)
    return int(windll.kernel32.GetDriveTypeW(root)) if windll is not None else 0


def mounted() -> str:
    """Return what Linux has mounted, one file system a line; empty on other systems."""
    try:
        return Path("/proc/mounts").read_text("utf-8", "replace")
    except OSError:
        return ""


def is_remote(
    path: Path | PureWindowsPath,
    *,
    drive_type: Callable[[str], int] = drive_type,
    mounts: Callable[[], str] = mounted,
) -> bool:
    r"""Return whether *path* lies on another computer's disk.

    Args:
        path: A file that need not exist.
        drive_type: What Windows says of a drive.
        mounts: What Linux has mounted.
    """
    written = [str(path)]
    if isinstance(path, Path):
        with suppress(OSError, RuntimeError):  # a loop of links: opening it says why
            written.append(str(path.resolve()))  # a drive or a link may lead to a share
    if any(_is_share(each) for each in written):
        return True
    drives = {PureWindowsPath(each.removeprefix("\\\\?\\")).drive for each in written}
    if any(drive_type(drive + "\\") == _REMOTE_DRIVE for drive in drives if drive):
        return True
    return written[-1].startswith("/") and _file_system(written[-1], mounts()) in _NETWORKED


def _is_share(written: str) -> bool:
    plain = written.replace("/", "\\")
    if re.match(r"\\\\\?\\[A-Za-z]:", plain):  # a long name of a drive of this computer
        return False
    return plain.startswith("\\\\")


def _file_system(path: str, mounts: str) -> str:
    """Return the kind of the file system that *path* lies on: of the longest place it is under."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        place = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), parts[1])
        under = place.rstrip("/") + "/"
        if (path == place or path.startswith(under)) and len(place) >= len(best):
            best, kind = place, parts[2]
    return kind


def check_place(path: Path) -> None:
    r"""Refuse a place on a network: a club there is damaged sooner or later.

    Raises:
        StorageProblem: ``network``, for ``\\server\share``, a network drive and the like.
    """
    if is_remote(path):
        raise StorageProblem("network", str(path))


def cloud_of(path: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return the name of the program that carries *path* to other computers, or an empty text."""
    for name in _CLOUD_VARIABLES:
        root = environ.get(name, "")
        if root and str(path).casefold().startswith(root.casefold().rstrip("\\/")):
            return "OneDrive"
    for folder in path.parents:
        name = re.split(r" [-(]|-", folder.name.casefold(), maxsplit=1)[0]
        if name in _CLOUDS:
            return _CLOUDS[name]
        if (folder / ".dropbox").exists() or (folder / ".dropbox.cache").exists():
            return "Dropbox"
    return ""


def probe(folder: Path) -> None:
    """See that a file can be made, flushed to the disk and taken away in *folder*.

    Raises:
        StorageProblem: ``folder missing``, ``folder read-only``, ``folder protected``, ``full``
            or ``io``, named by the folder.
    """
    if not folder.is_dir():
        raise StorageProblem("folder missing", str(folder))
    path = folder / f".loyaldesk-{secrets.token_hex(6)}.probe"
    try:
        with path.open("xb") as file:
            file.write(bytes(PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise StorageProblem(_why(error), str(folder), type(error).__name__) from error


def _why(error: OSError) -> str:
    if error.errno in _FULL:
        return "full"
    is_windows = getattr(error, "winerror", None) is not None
    if isinstance(error, FileNotFoundError) or (is_windows and error.errno in _FORBIDDEN):
        return "folder protected"  # Windows hides a guarded folder behind either
    return "folder read-only" if error.errno in _FORBIDDEN else "io"


def free_bytes(path: Path) -> int | None:
    """Return what is free on the disk *path* lies on; None if the disk does not say."""
    try:
        return shutil.disk_usage(path if path.is_dir() else path.parent).free
    except OSError:
        return None


def check_room(path: Path) -> None:
    """See that there is room for a new club.

    Raises:
        StorageProblem: ``no room``.
    """
    free = free_bytes(path)
    if free is not None and free < LEAST_BYTES:
        raise StorageProblem("no room", str(path.parent))
