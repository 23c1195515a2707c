"""How members prove themselves, in the file: hashes, wrong tries, the day of another mobile."""

from dataclasses import dataclass, field
from datetime import datetime

from loyaldesk.domain.spender import Tries
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text


@dataclass(frozen=True, slots=True)
class StoredSpender:
    """What is known to prove a member by; nothing at all for most members."""

    pin_hash: str = ""
    word_hash: str = ""
    mobile_changed_at: datetime | None = None
    tries: Tries = field(default_factory=Tries)


def spender(db: ClubDatabase, member_id: int) -> StoredSpender:
    """Return what a member can be proved by."""
    row = db.execute_sql(
        "SELECT pin_hash, word_hash, mobile_changed_at, fails, locked_until FROM spender"
        " WHERE member_id = ?",
        (member_id,),
    ).fetchone()
    if row is None:
        return StoredSpender()
    changed, until = (utc_moment(text) if text else None for text in (row[2], row[4]))
    return StoredSpender(row[0] or "", row[1] or "", changed, Tries(row[3], until))


def _set(db: ClubDatabase, member_id: int, **columns: object) -> None:
    pairs = ", ".join(f"{name} = ?" for name in columns)
    db.execute_sql(
        "INSERT INTO spender (member_id, fails) VALUES (?, 0) ON CONFLICT (member_id) DO NOTHING",
        (member_id,),
    )
    db.execute_sql(
        f"UPDATE spender SET {pairs} WHERE member_id = ?", (*columns.values(), member_id)
    )


def set_tries(db: ClubDatabase, member_id: int, tries: Tries) -> None:
    """Store the wrong tries in a row."""
    until = utc_text(tries.locked_until) if tries.locked_until else None
    _set(db, member_id, fails=tries.fails, locked_until=until)


def set_pin(db: ClubDatabase, member_id: int, hashed: str) -> None:
    """Store a PIN's hash; empty: none."""
    _set(db, member_id, pin_hash=hashed or None)


def set_word(db: ClubDatabase, member_id: int, hashed: str) -> None:
    """Store a family word's hash; empty: none."""
    _set(db, member_id, word_hash=hashed or None)


def note_mobile(db: ClubDatabase, member_id: int, at: datetime) -> None:
    """Store when a member's mobile became another one."""
    _set(db, member_id, mobile_changed_at=utc_text(at))


def forget(db: ClubDatabase, member_id: int) -> None:
    """Remove everything a member was proved by."""
    db.execute_sql("DELETE FROM spender WHERE member_id = ?", (member_id,))


def has_card(db: ClubDatabase, member_id: int) -> bool:
    """Return whether the member has a card that can be shown."""
    return bool(
        db.execute_sql(
            "SELECT 1 FROM code WHERE member_id = ? AND kind <> 'number' AND state = 'active'",
            (member_id,),
        ).fetchone()
    )


def is_card_of(db: ClubDatabase, member_id: int, key: str) -> bool:
    """Return whether *key* is an active card of the member; the number is no card: many know it."""
    return bool(
        db.execute_sql(
            "SELECT 1 FROM code WHERE code_key = ? AND member_id = ? AND kind <> 'number'"
            " AND state = 'active'",
            (key, member_id),
        ).fetchone()
    )


def mobile_and_name(db: ClubDatabase, member_id: int) -> tuple[str, str]:
    """Return a member's mobile and name."""
    row = db.execute_sql("SELECT mobile, name FROM member WHERE id = ?", (member_id,)).fetchone()
    return (row[0] or "", row[1] or "") if row else ("", "")
