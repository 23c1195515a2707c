"""Backups and restores: what is known about them, and what can go wrong with them."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from loyaldesk.domain.seals import Head
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate

VERIFIED, FAILED, FOREIGN = "verified", "failed", "foreign"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup says about its club that the club file itself does not say.

    Attributes:
        app: Version of the program.
        club_id: The club's own id, the same for its whole life.
        reason: Why it was made: ``button``, ``timed``, ``close``, ``migration``, or what came
            after it (see `services.safekeeping.before`).
    """

    app: str
    club_id: str
    reason: str = "button"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a club holds, counted in one moment.

    Attributes:
        counts: Rows of each table.
        ledger_sum: Sum of all points entries.
        last_sale_id: Highest id of a sale; 0 without any.
        last_member_id: Highest id of a member; 0 without any.
    """

    counts: dict[str, int] = field(default_factory=dict)
    ledger_sum: int = 0
    last_sale_id: int = 0
    last_member_id: int = 0

    @property
    def members(self) -> int:
        """Number of members."""
        return self.counts.get("member", 0)

    @property
    def sales(self) -> int:
        """Number of sales."""
        return self.counts.get("sale", 0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list that lies in a backup beside the club.

    Attributes:
        app: Version of the program that made it.
        schema: Version of the tables.
        sqlite: Version of the engine.
        created: When it was made, UTC.
        club_id: Id of the club.
        reason: Why it was made.
        number: Serial number in its folder; unlike the time it never goes back.
        size: Bytes of the club file.
        sha256: Of the club file.
        key_check: Short value of the data key; empty for a plain club.
        figures: What the club held.
        head: The end of its chain of seals; None for a club of an older program.
    """

    app: str
    schema: int
    sqlite: str
    created: datetime
    club_id: str
    reason: str
    number: int
    size: int
    sha256: str
    key_check: str
    figures: Figures
    head: Head | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether a pass phrase is needed."""
        return bool(self.key_check)


@dataclass(frozen=True, slots=True)
class Backup:
    """One file in a backup folder.

    Attributes:
        path: Where it lies.
        state: ``verified``, ``failed`` or ``foreign`` (not a backup of this program).
        size: Bytes of the whole file.
        manifest: Its list; None unless it could be read.
        problem: Why it failed, as in `BackupProblem`; empty when verified.
    """

    path: Path
    state: str
    size: int = 0
    manifest: Manifest | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What stands in the live club and not in a backup.

    Attributes:
        sales: Sales recorded since.
        members: Members enrolled since.
        points: How much larger the sum of all points is now; may be below zero.
        last_change: When the live club was last written to, if it can tell.
        receipts: Numbers of the newest receipts that would be lost, newest first.
    """

    sales: int
    members: int
    points: int = 0
    last_change: datetime | None = None
    receipts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """A club that was put back.

    Attributes:
        club: The club file.
        manifest: What it holds, and whether it is encrypted.
        before: The files of the club as it was, moved aside; empty if there was none.
        erased_again: How many members were erased again, who had been erased since.
    """

    club: Path
    manifest: Manifest
    before: tuple[Path, ...]
    erased_again: int = 0


@dataclass(unsafe_hash=True)
class BackupProblem(ClubError):
    """A backup or restore that could not be done; the live club is as it was.

    Attributes:
        why: A key of `words`.
        name: The file or folder in question.
        detail: What the engine or the check said.
        need: Bytes that are needed.
    """

    why: str
    name: str = ""
    detail: str = ""
    need: int = 0


def words(problem: BackupProblem) -> str:
    """Return what happened and what to do, in one or two sentences."""
    sentence = {**_place_words(), **_file_words(), **_content_words()}[problem.why]
    if problem.why == "disk_full" and not problem.need:  # the disk said so, not our reckoning
        sentence = tr("The disk is full. Free some space and try again.")
    if problem.why == "io" and not problem.detail:
        sentence = tr("The disk did not answer as it should. Try another disk.")
    return sentence.format(
        name=isolate(problem.name),
        detail=isolate(problem.detail),
        need=fmt.number(-(-problem.need // 1_000_000)),
    )


def _place_words() -> dict[str, str]:
    return {
        "disk_full": tr("The disk is full. Free some space (about {need} MB) and try again."),
        "read_only": tr("The folder “{name}” cannot be written to. Choose another folder."),
        "folder_missing": tr("The folder “{name}” is not there. Is the USB stick plugged in?"),
        "io": tr("The disk did not answer as it should: {detail}. Try another disk."),
        "nearly_full": tr(
            "The disk of “{name}” is nearly full: backups are no longer made by themselves. Free"
            " some space or choose another folder; old backups are never deleted for this."
        ),
        "not_same": tr(
            "The copy of “{name}” was not the same when it was read back. Try another stick."
        ),
        "busy": tr("Another backup or restore of this club is running. Wait until it is done."),
        "in_use": tr(
            "The club is open in another window or program. Close it there and try again."
        ),
        "club_missing": tr("The club “{name}” was not found."),
        "club_unreadable": tr("The club “{name}” cannot be read, so no backup was made."),
        "keys_missing": tr("The key file “{name}” is missing, so no backup was made."),
    }


def _file_words() -> dict[str, str]:
    return {
        "missing": tr("The backup “{name}” was not found."),
        "foreign": tr("“{name}” is not a backup of this program."),
        "members": tr(
            "“{name}” holds other files than a backup does, so nothing of it was unpacked."
        ),
        "too_big": tr("“{name}” claims to be larger than a backup can be and was not unpacked."),
        "truncated": tr("The backup “{name}” is cut off. Choose another one."),
        "crc": tr("The backup “{name}” is damaged: its content has changed. Choose another one."),
        "damaged": tr("The backup “{name}” is damaged and cannot be read. Choose another one."),
        "sha256": tr("The club in “{name}” is not the one that was saved. Choose another backup."),
        "manifest": tr("The list in “{name}” was altered. Choose another backup."),
        "figures": tr("The club in “{name}” does not hold what its list says: {detail}."),
    }


def _content_words() -> dict[str, str]:
    return {
        "key_needed": tr("The backup “{name}” is encrypted. Enter the pass phrase of its time."),
        "other_key": tr("The backup “{name}” belongs to another key. Enter its own pass phrase."),
        "not_encrypted": tr(
            "The backup “{name}” is not encrypted, but the club is. It was not restored."
        ),
        "other_club": tr("The backup “{name}” belongs to another club."),
        "on_server": tr(
            "The club lies on a server, where tills may be working, so “{name}” was not restored"
            " over it. Restore the backup into a club file of its own, then move that file to an"
            " empty database on the server."
        ),
        "newer": tr("The backup “{name}” was made by a newer version. Update the program first."),
        "engine": tr("The club in “{name}” is damaged: {detail}. Choose another backup."),
        "invariants": tr("The check of the club found something wrong: {detail}"),
    }
