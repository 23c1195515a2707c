"""A seal for each change: a keyed code over what it added, holding on to the seal before it."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from loyaldesk.domain.seals import MAC_BYTES, PARTS
from loyaldesk.store import keystore
from loyaldesk.store.fields import utc_text

Ask = Callable[..., Any]
"""Runs one SQL text, perhaps with values, and returns its cursor."""

ORDINARY, BEGINNING = 1, 2
"""Kinds of a seal, and versions of its text. A beginning covers everything from the first row on,
and does not prove the seal before it."""

KEY_BYTES, HINT_BYTES, TAG_BYTES = 32, 2, 4
BLOCK = 5000
"""Rows read at once."""

COLUMNS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "audit": ("audit", "seq", (
        "seq", "at", "operator_id", "till", "act", "subject", "subject_id", "result", "detail",
    )),
    "points_entry": ("points_entry", "seq", (
        "seq", "id", "key", "member_id", "kind", "points", "sale_id", "reverses_id", "reason",
        "reason_text", "at", "on_day", "operator_id", "approved_by", "till", "clock_suspect",
    )),
    "account_entry": ("account_entry", "id", (
        "id", "account_id", "key", "kind", "rial", "sale_id", "reverses_id", "reason", "at",
        "on_day", "operator_id", "till",
    )),
    "sale": ("sale", "id", (
        "id", "key", "receipt", "kind", "amount_rial", "paid_points", "paid_rial", "net_rial",
        "earned", "tier", "sold_at", "sold_on", "basis_on", "made_at", "reverses_id",
        "operator_id", "till", "source", "outside_receipt", "run_id", "reward_rial",
        "prepaid_rial", "gift_card_rial", "wallet_rial", "discount_rial", "tax_rial",
        "cost_rial", "returns_id", "exchange_id",
    )),
    "consent": ("consent_event", "id", (
        "id", "channel", "is_given", "source", "at", "operator_id", "proof", "wording",
    )),
}  # fmt: skip
"""Table, its order, and the columns that are sealed. A merge moves sales and consents to another
member, so whose they are is not among them; the entries of the ledger say it."""

_ROWS = tuple(
    f"SELECT {', '.join(columns)} FROM {table} WHERE {order} > ? AND {order} <= ?"
    f" ORDER BY {order} LIMIT {BLOCK}"
    for table, order, columns in COLUMNS.values()
)
_ENDS = ", ".join(
    f"COALESCE((SELECT MAX({order}) FROM {table}), 0)" for table, order, _ in COLUMNS.values()
)
_ENDS_ALONE = f"SELECT {_ENDS}"
SEAL_COLUMNS = "id, audit_to, entry_to, money_to, sale_to, consent_to, v, mac"
_STATE = (
    f"SELECT {_ENDS}, s.* FROM (SELECT 1 AS one) o LEFT JOIN (SELECT {SEAL_COLUMNS} FROM seal"
    " ORDER BY id DESC LIMIT 1) s ON 1 = 1"
)
_ADD = "INSERT INTO seal (" + SEAL_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_ACT = (
    "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail) VALUES"
    " (?, COALESCE((SELECT MIN(id) FROM operator WHERE role = 'system'), 0), '', ?, 'club', 1,"
    " 'ok', ?)"
)

Ends = tuple[int, ...]
"""The last row of each part."""

NOTHING: Ends = (0,) * len(PARTS)
EMPTY = bytes(32)
NO_MAC = bytes(MAC_BYTES)


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal as it stands in the club.

    Attributes:
        id: Number of the change.
        ends: The last row of each part that it covers.
        v: `ORDINARY` or `BEGINNING`.
        blob: The code, two bytes that tell which part does not fit, and the tag of the key.
    """

    id: int
    ends: Ends
    v: int
    blob: bytes

    @property
    def mac(self) -> bytes:
        """The code itself."""
        return self.blob[:MAC_BYTES]

    @property
    def tag(self) -> bytes:
        """Tells the key it was made with."""
        return self.blob[-TAG_BYTES:]

    def hint(self, part: int) -> bytes:
        """Return the two bytes of one part."""
        at = MAC_BYTES + part * HINT_BYTES
        return self.blob[at : at + HINT_BYTES]


@dataclass(frozen=True, slots=True)
class State:
    """The last seal and the last rows of a club."""

    ends: Ends
    last: Seal | None


def trail_key(data_key: bytes) -> bytes:
    """Return the trail key of an encrypted club (HKDF-SHA-256)."""
    drawn = hmac.digest(bytes(32), data_key, "sha256")
    return hmac.digest(drawn, b"loyaldesk trail\x01", "sha256")


def tag_of(key: bytes) -> bytes:
    """Return the short value by which a trail key is recognised and never found."""
    return hmac.digest(key, b"loyaldesk trail tag", "sha256")[:TAG_BYTES]


def find_key(db: Any, *, may_make: bool = True) -> bytes | None:
    """Return the trail key of an open club; None for one without its first row.

    Of an encrypted club it hangs on the data key; of a plain one this computer keeps it, and makes
    one for a club it does not know. A database of another kind says itself where it is.

    Args:
        db: The open club.
        may_make: Whether a key is made for an unknown club; without one None is returned then.
    """
    if (own := getattr(db, "find_trail_key", None)) is not None:
        found: bytes | None = own()
        return found
    if db.key is not None:
        return trail_key(db.key)
    uid = db.execute_sql("SELECT uid FROM club").fetchone()
    if uid is None:
        return None
    known = keystore.get(uid[0], keystore.TRAIL)
    if known is not None or not may_make:
        return known
    made = secrets.token_bytes(KEY_BYTES)
    try:
        keystore.put(uid[0], keystore.TRAIL, made)
    except OSError:  # selling goes on; what is written without a seal is told when one can be made
        return None
    return made


def state_of(ask: Ask) -> State:
    """Return where the chain and the tables end; costs one short question."""
    row = ask(_STATE).fetchone()
    count = len(PARTS)
    ends, rest = tuple(row[:count]), row[count:]
    return State(ends, None if rest[0] is None else seal_of(rest))


def seal_of(row: Any) -> Seal:
    """Return a row of the table as a seal."""
    return Seal(row[0], tuple(row[1:6]), row[6], bytes(row[7]))


def look(db: Any) -> None:
    """Look at the chain before a change adds to it, inside the change's transaction.

    A club without seals, or one whose chain hangs on a key that is not known here, gets a new
    beginning. Nobody but the program writes to a club, and the program leaves nothing without its
    seal: rows that came or went since the last one are told in the trail.
    """
    if getattr(db, "trail_key", None) is None:
        return
    if _known(db) is not None:  # nobody wrote since this connection sealed
        return
    db.sealed = None
    state = state_of(db.execute_sql)
    why = _why_begin(db, state)
    if why:
        begin(db, why)
    elif state.last is not None and state.ends != state.last.ends:
        add_act(db, "trail.unsealed", {"after": state.last.id, **_difference(state)})


def _known(db: Any) -> Seal | None:
    """Return the last seal if this connection made it and no other one wrote since."""
    sealed: tuple[int, Seal] | None = getattr(db, "sealed", None)
    if sealed is None or not _remembers(db) or sealed[0] != _version(db):
        return None
    return sealed[1]


def _remembers(db: Any) -> bool:
    return not getattr(db, "is_server", False)  # several tills write to a server all the time


def _version(db: Any) -> int:
    """Return a figure that changes when another connection has written."""
    return int(db.execute_sql("PRAGMA data_version").fetchone()[0])


def _difference(state: State) -> dict[str, object]:
    then = NOTHING if state.last is None else state.last.ends
    ends = zip(PARTS, state.ends, then, strict=True)
    return {part: now - was for part, now, was in ends if now != was}


def _why_begin(db: Any, state: State) -> str:
    if state.last is None:
        return "first" if any(state.ends) else ""
    return "" if state.last.tag == tag_of(db.trail_key) else "unknown key"


def seal(db: Any) -> tuple[int, Seal] | None:
    """Seal what this transaction added to the trail and the ledgers; nothing new, no seal.

    Returns:
        What `look` need not ask again once this is stored: the file's version and the last seal.
    """
    if getattr(db, "trail_key", None) is None:
        db.trail_key = find_key(db)
        if db.trail_key is None:
            return None
    last = _known(db)
    if last is None:
        state = state_of(db.execute_sql)
    else:
        state = State(tuple(db.execute_sql(_ENDS_ALONE).fetchone()), last)
    last = state.last
    if last is None:
        last = _add(db, state, BEGINNING) if any(state.ends) else None
    elif state.ends != last.ends:
        last = _add(db, state, ORDINARY)
    return None if last is None or not _remembers(db) else (_version(db), last)


def begin(db: Any, why: str, now: datetime | None = None) -> None:
    """Begin a new chain that covers everything as it stands, and say so in the trail.

    Inside a transaction. For a club that had no seals, one whose key is not known here, and one
    whose key was changed.

    Args:
        db: The open club, with its trail key.
        why: ``first``, ``unknown key``, ``key changed``; goes into the trail.
        now: The moment; left out, that of the last act.
    """
    add_act(db, "trail.begin", {"why": why}, now)
    _add(db, state_of(db.execute_sql), BEGINNING)


def needs_beginning(db: Any) -> bool:
    """Return whether the next change has to begin a chain; the opening of a club asks."""
    return db.trail_key is not None and bool(_why_begin(db, state_of(db.execute_sql)))


def add_act(db: Any, act: str, detail: dict[str, object], now: datetime | None = None) -> None:
    """Put an act of the program itself into the trail, inside a transaction.

    Without a moment it takes that of the act before: the trail is ordered by its numbers.
    """
    if now is None:
        row = db.execute_sql("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        at = row[0] if row else utc_text(datetime.now(UTC))
    else:
        at = utc_text(now)
    db.execute_sql(_ADD_ACT, (at, act, json.dumps(detail, sort_keys=True)))


def _add(db: Any, state: State, v: int) -> Seal:
    last = state.last
    since = NOTHING if last is None or v == BEGINNING else last.ends
    digests = tuple(
        digest(db.execute_sql, part, since[part], state.ends[part])[0] for part in range(len(PARTS))
    )
    number = 1 if last is None else last.id + 1
    mac = compose(db.trail_key, NO_MAC if last is None else last.mac, number, v, state.ends,
                  digests)  # fmt: skip
    hints = b"".join(each[:HINT_BYTES] for each in digests)
    blob = mac + hints + tag_of(db.trail_key)
    db.execute_sql(_ADD, (number, *state.ends, v, blob))
    return Seal(number, state.ends, v, blob)


def compose(
    key: bytes, before: bytes, number: int, v: int, ends: Ends, digests: tuple[bytes, ...]
) -> bytes:
    """Return the code of a seal.

    Args:
        key: The trail key.
        before: The code of the seal before it.
        number: Its own number.
        v: `ORDINARY` or `BEGINNING`.
        ends: The last row of each part.
        digests: Of the rows of each part.
    """
    figures = "|".join(map(str, (v, number, *ends))).encode()
    return hmac.digest(key, b"".join((before, figures, b"|", *digests)), "sha256")[:MAC_BYTES]


def digest(ask: Ask, part: int, after: int, upto: int) -> tuple[bytes, int]:
    """Return the digest of the rows of one part after one row up to another, and their number."""
    if upto <= after:
        return EMPTY, 0
    found, count = hashlib.sha256(), 0
    while True:
        rows = ask(_ROWS[part], (after, upto)).fetchall()
        count += len(rows)
        found.update(text_of(rows))
        if len(rows) < BLOCK:
            return (found.digest() if count else EMPTY), count
        after = rows[-1][0]


def text_of(rows: list[Any]) -> bytes:
    """Return the one text of rows: whole numbers and length-prefixed strings, nothing else.

    ``#12;`` is a number, ``5:Naranj`` a string after its length in letters, ``-`` is nothing.
    """
    return "".join(
        [
            f"{len(v)}:{v}" if v.__class__ is str
            else f"#{v};" if v.__class__ is int
            else "-" if v is None
            else _odd(v)
            for row in rows
            for v in row
        ]
    ).encode("utf-8", "surrogatepass")  # fmt: skip


def _odd(value: Any) -> str:
    """Return what another engine says for a yes or a day; anything else fits no seal."""
    if isinstance(value, bool):
        return f"#{int(value)};"
    if isinstance(value, date):
        return f"{len(value.isoformat())}:{value.isoformat()}"
    return f"?{value!r};"
