"""The end of a club's chain of seals as this computer last saw it, kept outside the club."""

import hashlib
import hmac
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from loyaldesk.domain.seals import MAC_BYTES, Behind, Head
from loyaldesk.kernel import paths
from loyaldesk.kernel.files import write_whole
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.seal_proof import moment_of, stands
from loyaldesk.store.seals import (
    ORDINARY,
    SEAL_COLUMNS,
    Ask,
    State,
    seal_of,
    state_of,
    tag_of,
)

LARGEST = 4 * 1024 * 1024
FORMAT = 1
_PROVED = "proved"

ERASED = (
    "SELECT id FROM member WHERE state = 'erased' ORDER BY id",
    "SELECT -id FROM prospect WHERE state = 'lost' AND reason = 'erased' ORDER BY id",
)
"""Who was erased: members by their ids, prospects by theirs below zero."""


def take(ask: Ask, now: datetime) -> Head:
    """Return the end of the chain of an open club, with what else must not get lost."""
    last = state_of(ask).last
    points = ask("SELECT COALESCE(SUM(points - debt), 0) FROM points_balance").fetchone()[0]
    erased = [row for sql in ERASED for row in ask(sql).fetchall()]
    return Head(
        last.id if last else 0, last.mac if last else bytes(MAC_BYTES), int(points), now,
        tuple(row[0] for row in erased),
    )  # fmt: skip


def remembered(club_uid: str, key: bytes) -> Head | None:
    """Return the head this computer remembers; None if there is none, or it was altered.

    Args:
        club_uid: The club's own id.
        key: Its trail key, which signed the head.
    """
    read = _read(club_uid, key)
    return None if read is None else _head(read["head"])


def remember(club_uid: str, key: bytes, head: Head) -> None:
    """Keep *head* in the place of the one before; what was doubted is settled by it.

    Raises:
        OSError: If the folder does not take it; the one before stays.
    """
    _write(club_uid, key, {"head": _plain(head), "behind": None})


def proved(club_uid: str, key: bytes) -> Head | None:
    """Return the head up to which a night proved the seals; None if no night did."""
    return remembered(club_uid + _PROVED, key)


def remember_proved(club_uid: str, key: bytes, head: Head) -> None:
    """Keep that everything up to *head* was proved.

    Raises:
        OSError: If the folder does not take it; the one before stays.
    """
    remember(club_uid + _PROVED, key, head)


def doubted(club_uid: str, key: bytes) -> Behind | None:
    """Return what was found missing from the club and is not settled yet."""
    read = _read(club_uid, key)
    if read is None or read.get("behind") is None:
        return None
    behind = read["behind"]
    since = utc_moment(behind["since"]) if behind["since"] else None
    return Behind(behind["lost"], since, utc_moment(read["head"]["at"]))


def compare(ask: Ask, club_uid: str, key: bytes) -> Behind | None:
    """Return what this computer saw of a club and the open file does not hold; keep it in mind.

    A file that came back through the program says so in its trail, sealed, and is right. The seal
    that was seen has to be of this key still: else somebody could call all seals another
    computer's, and the program would begin a chain over whatever stands there.

    Args:
        ask: Runs one SQL text in the open club.
        club_uid: The club's own id.
        key: Its trail key.
    """
    head = remembered(club_uid, key)
    if head is None or _holds(ask, head, key) or _came_back(ask, head, key):
        return None
    known = doubted(club_uid, key)
    if known is not None:
        return known
    found = _behind(state_of(ask), ask, head)
    since = utc_text(found.since) if found.since else ""
    with suppress(OSError):  # told all the same
        doubt = {"lost": found.lost_seals, "since": since}
        _write(club_uid, key, {"head": _plain(head), "behind": doubt})
    return found


def _behind(state: State, ask: Ask, head: Head) -> Behind:
    """Return how much is missing; a file that went on from an older one cannot tell."""
    last = state.last.id if state.last else 0
    at = moment_of(ask, last)
    return Behind(max(head.seal_id - last, 0), utc_moment(at) if at else None, head.at)


def _holds(ask: Ask, head: Head, key: bytes) -> bool:
    if head.seal_id == 0 or not stands(ask, head):
        return head.seal_id == 0
    row = ask(f"SELECT {SEAL_COLUMNS} FROM seal WHERE id = ?", (head.seal_id,)).fetchone()
    return seal_of(row).tag == tag_of(key)


def _came_back(ask: Ask, head: Head, key: bytes) -> bool:
    rows = ask(
        "SELECT seq FROM audit WHERE act = 'backup.restore' AND result = 'ok' AND at >= ?"
        " ORDER BY seq DESC",
        (utc_text(head.at),),
    ).fetchall()
    return any(_is_of_program(ask, row[0], key) for row in rows)


def _is_of_program(ask: Ask, seq: int, key: bytes) -> bool:
    """Return whether the program sealed a line of the trail in the change that wrote it."""
    row = ask(
        f"SELECT {SEAL_COLUMNS} FROM seal WHERE audit_to >= ? ORDER BY id LIMIT 1", (seq,)
    ).fetchone()
    if row is None:
        return False
    found = seal_of(row)
    if found.v != ORDINARY or found.tag != tag_of(key):
        return False
    strange = ask(
        "SELECT 1 FROM audit WHERE act = 'trail.unsealed' AND seq <= ? AND seq >"
        " COALESCE((SELECT MAX(audit_to) FROM seal WHERE id < ?), 0) LIMIT 1",
        (found.ends[0], found.id),
    ).fetchone()
    return strange is None


def to_json(head: Head) -> dict[str, Any]:
    """Return a head as it is written into the list of a backup."""
    return _plain(head)


def from_json(read: Any) -> Head:
    """Return a head that was read.

    Raises:
        ValueError, TypeError, KeyError: If it is none.
    """
    return _head(read)


def _plain(head: Head) -> dict[str, Any]:
    return {
        "seal": head.seal_id,
        "mac": head.mac.hex(),
        "sum": head.ledger_sum,
        "at": utc_text(head.at),
        "erased": list(head.erased),
    }


def _head(read: Any) -> Head:
    figures = (read["seal"], read["sum"], *read["erased"])
    mac = bytes.fromhex(read["mac"])
    if any(type(figure) is not int for figure in figures) or len(mac) != MAC_BYTES:
        raise ValueError("not a head")
    return Head(read["seal"], mac, read["sum"], utc_moment(read["at"]), tuple(read["erased"]))


def _read(club_uid: str, key: bytes) -> dict[str, Any] | None:
    """Return what is kept of a club; None if nothing is, or nothing that the key signed."""
    try:
        path = _file(club_uid)
        if path.stat().st_size > LARGEST:
            return None
        read: dict[str, Any] = json.loads(path.read_bytes())
        signed = read.pop("sign")
        if not hmac.compare_digest(str(signed).encode(), _signature(club_uid, key, read).encode()):
            return None
        _head(read["head"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return read


def _write(club_uid: str, key: bytes, what: dict[str, Any]) -> None:
    body = {"format": FORMAT, **what}
    path = _file(club_uid)
    path.parent.mkdir(exist_ok=True)
    signed = {**body, "sign": _signature(club_uid, key, body)}
    write_whole(path, json.dumps(signed).encode())


def _signature(club_uid: str, key: bytes, body: dict[str, Any]) -> str:
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, f"loyaldesk head {club_uid} {plain}".encode(), "sha256").hex()


def _file(club_uid: str) -> Path:
    """Return where the head of a club is kept; the name cannot lead elsewhere."""
    plain = club_uid if club_uid.isalnum() and club_uid.isascii() and len(club_uid) <= 64 else ""
    name = plain or hashlib.sha256(club_uid.encode()).hexdigest()
    return paths.user_folder() / "heads" / f"{name}.json"
