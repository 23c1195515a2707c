"""Disks made in Python: one that remembers every write in its order, and one that fails when told.

The second engine writes through them to real files.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import apsw

WROTE, CUT, SYNCED, GONE, TOLD = "wrote", "cut", "synced", "gone", "told"


@dataclass(frozen=True, slots=True)
class Op:
    """One thing that was done to the disk, or an act that the shop was told is stored."""

    kind: str
    file: str
    at: int = 0
    data: bytes = b""


Watch = Callable[[Op], None]


def _nobody(op: Op) -> None:
    """Watch nothing."""
    del op


class _File(apsw.VFSFile):
    def __init__(self, disk: "Disk", name: Any, flags: list[int]) -> None:
        given = name.filename() if isinstance(name, apsw.URIFilename) else (name or "")
        self.name = Path(given).name
        self.disk = disk
        super().__init__("", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802  # the engine's name
        self.disk.watch(Op("read", self.name, offset))
        return super().xRead(amount, offset)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        self.disk.watch(Op(WROTE, self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self.disk.watch(Op(CUT, self.name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.watch(
            Op(SYNCED, self.name)
        )  # and not really: the disk below is not what is tried


class Disk(apsw.VFS):
    """A disk that tells *watch* of everything before it is done; *watch* may raise.

    Each is made once in a process and never taken away: for encrypted clubs the engine lays a disk
    of its own above it, which goes on pointing to what lies below.
    """

    _made: ClassVar[dict[str, "Disk"]] = {}

    def __init__(self, name: str) -> None:
        self.watch: Watch = _nobody
        super().__init__(name, "")

    @classmethod
    def watched(cls, name: str, watch: Watch) -> "Disk":
        """Return the disk of that name, watched by *watch* from now on."""
        if name not in cls._made:
            cls._made[name] = cls(name)
        cls._made[name].watch = watch
        return cls._made[name]

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.watch(Op(GONE, Path(filename).name))
        super().xDelete(filename, syncdir)


@dataclass(slots=True)
class Journal:
    """Everything that happened to a disk, in its order."""

    ops: list[Op] = field(default_factory=list)

    def __call__(self, op: Op) -> None:
        """Remember *op*; what is only read changes nothing."""
        if op.kind != "read":
            self.ops.append(op)


@dataclass(slots=True)
class Failing:
    """Lets one operation fail, or all from one on.

    Attributes:
        at: Number of the operation that fails first, from 1; 0: none does.
        for_good: All after it fail too.
        fault: ``full`` or ``io``. A full disk can still be read.
        count: Operations so far.
        failed: Operations that failed.
    """

    at: int = 0
    for_good: bool = False
    fault: str = "io"
    count: int = 0
    failed: int = 0

    def __call__(self, op: Op) -> None:
        """Count *op* and let it fail when its turn has come."""
        if op.kind == "read" and self.fault == "full":
            return
        self.count += 1
        if self.count == self.at or (self.for_good and self.count > self.at > 0):
            self.failed += 1
            error = apsw.FullError if self.fault == "full" else apsw.IOError
            raise error(f"{op.kind} failed on purpose")
