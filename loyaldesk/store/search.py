"""Member search as one types: prefixes and endings by index, then any part by trigrams."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from loyaldesk.kernel.persian import fold
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.merging import kept

LONGEST = 100
RAREST = 3
"""So many trigrams are looked up; `instr` looks at the few members that have all of them."""

_SAMPLE = 1000
_COLUMNS = "m.id, m.number, m.name, m.honorific, m.mobile, m.tier, m.state, m.merged_into_id"


@dataclass(frozen=True, slots=True)
class MemberHit:
    """A member found by what was typed."""

    id: int
    number: str
    name: str
    honorific: str
    mobile: str
    tier: str
    state: str


def search_members(
    db: ClubDatabase, typed: str, limit: int = 20, *, everyone: bool = False
) -> list[MemberHit]:
    """Return members whose name, mobile, number or codes match *typed*, best first.

    Text that a database would take for a command is only text here (SAFETY 5, rows 69 and 70).

    Args:
        db: The club.
        typed: What was typed, any digits and letters.
        limit: At most so many.
        everyone: Also the erased ones.
    """
    text = fold(typed[: 4 * LONGEST].replace("\0", ""))[:LONGEST]
    if not text:
        return []
    found: dict[int, MemberHit] = {}
    state = "" if everyone else " AND m.state <> 'erased'"
    steps: list[Callable[[], list[MemberHit]]] = [
        lambda: _by_code(db, text, state, limit),
        lambda: _by_prefix(db, text, state, limit),
        lambda: _by_words(db, text, state, limit),
    ]
    for step in steps:
        for hit in step():
            found.setdefault(hit.id, hit)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _rows(db: ClubDatabase, sql: str, values: tuple[object, ...]) -> list[MemberHit]:
    rows = db.execute_sql(sql, values).fetchall()
    return [MemberHit(*row[:7]) if row[7] is None else _kept(db, row[0]) for row in rows]


def _kept(db: ClubDatabase, member_id: int) -> MemberHit:
    """Return the record that a merged one became part of: its name and mobile lead there."""
    row = db.execute_sql(
        f"SELECT {_COLUMNS} FROM member m WHERE m.id = ?", (kept(db, member_id),)
    ).fetchone()
    return MemberHit(*row[:7])


def _after(prefix: str) -> str:
    """Return the first text behind everything that begins with *prefix*."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _by_code(db: ClubDatabase, text: str, state: str, limit: int) -> list[MemberHit]:
    key = text.replace(" ", "")
    if not re.search(r"\d", key):
        return []
    hits = _rows(
        db,
        f"SELECT {_COLUMNS} FROM code c JOIN member m ON m.id = c.member_id WHERE c.code_key IN"
        f" (?, ?){state} LIMIT ?",
        (key, "m" + key, limit),
    )
    digits = re.sub(r"[-+()./]", "", key)
    if len(digits) < 4 or not digits.isdecimal():
        return hits
    if len(digits) <= 7:  # the last 4 to 7 digits of a mobile
        back = digits[::-1]
        hits += _rows(
            db,
            f"SELECT {_COLUMNS} FROM member m WHERE mobile_back >= ? AND mobile_back < ?{state}"
            " LIMIT ?",
            (back, _after(back), limit),
        )
    for start in sorted({_international(digits), "+" + digits if key[0] == "+" else ""} - {""}):
        hits += _rows(
            db,
            f"SELECT {_COLUMNS} FROM member m WHERE mobile >= ? AND mobile < ?{state} LIMIT ?",
            (start, _after(start), limit),
        )
    if key.isdecimal():
        hits += _rows(
            db,
            f"SELECT {_COLUMNS} FROM code c JOIN member m ON m.id = c.member_id"
            f" WHERE c.code_key >= ? AND c.code_key < ?{state} ORDER BY c.code_key LIMIT ?",
            (key, _after(key), limit),
        )
    return hits


def _international(digits: str) -> str:
    """Return how a mobile that begins so is stored: ``0912`` -> ``+98912``."""
    if digits.startswith("0098"):
        return "+98" + digits[4:]
    if digits.startswith("98") and len(digits) > 10:
        return "+" + digits
    if digits.startswith("09"):
        return "+98" + digits[1:]
    return "+989" + digits[1:] if digits.startswith("9") else ""


def _by_prefix(db: ClubDatabase, text: str, state: str, limit: int) -> list[MemberHit]:
    end = _after(text)
    return _rows(
        db,
        f"SELECT {_COLUMNS} FROM member m WHERE name_key >= ? AND name_key < ?{state}"
        " ORDER BY name_key LIMIT ?",
        (text, end, limit),
    ) + _rows(
        db,
        f"SELECT {_COLUMNS} FROM member m WHERE last_first_key >= ? AND last_first_key < ?{state}"
        " ORDER BY last_first_key LIMIT ?",
        (text, end, limit),
    )


def _by_words(db: ClubDatabase, text: str, state: str, limit: int) -> list[MemberHit]:
    """Find parts anywhere: the rarest trigrams narrow down, ``instr`` makes sure."""
    words = text.split()
    trigrams = sorted({part for word in words for part in _trigrams(word)})
    if not trigrams:
        return []
    if db.is_server:
        return _by_parts(db, words, state, limit)
    frequent = _frequencies(db)
    rarest = sorted(trigrams, key=lambda part: frequent[part])[:RAREST]
    match = fts_query(rarest)
    sure = "".join(" AND instr(m.words, ?) > 0" for _ in words)
    # CROSS JOIN keeps the order: the engine would make a list of all that match first.
    return _rows(
        db,
        f"SELECT {_COLUMNS} FROM member_words CROSS JOIN member m ON m.id = member_words.rowid"
        f" WHERE member_words MATCH ?{sure}{state} LIMIT ?",
        (match, *words, limit),
    )


def fts_query(parts: Iterable[str]) -> str:
    """Return what finds all of *parts*: each is quoted, so that no sign in it is a command."""
    return " AND ".join('"' + part.replace("\0", "").replace('"', '""') + '"' for part in parts)


def like_text(text: str) -> str:
    """Return *text* for ``LIKE … ESCAPE '!'``: its ``%`` and ``_`` stand for themselves."""
    return re.sub(r"([!%_])", r"!\1", text)


def _by_parts(db: ClubDatabase, words: list[str], state: str, limit: int) -> list[MemberHit]:
    """Find the same on a server, whose index of parts stands behind ``LIKE``."""
    parts = " AND ".join("m.words LIKE ? ESCAPE '!'" for _ in words)
    return _rows(
        db,
        f"SELECT {_COLUMNS} FROM member m WHERE {parts}{state} ORDER BY m.id LIMIT ?",
        (*(f"%{like_text(word)}%" for word in words), limit),
    )


def _trigrams(word: str) -> Iterable[str]:
    return (word[at : at + 3] for at in range(len(word) - 2))


_learnt: WeakKeyDictionary[ClubDatabase, tuple[int, Counter[str]]] = WeakKeyDictionary()


def _frequencies(db: ClubDatabase) -> Counter[str]:
    """Return how often trigrams stand in members spread evenly over the club.

    Only the speed of a search depends on it: learnt once, and anew when the club has doubled.
    """
    last = db.execute_sql("SELECT MAX(id) FROM member").fetchone()[0] or 0
    then, frequent = _learnt.get(db, (0, Counter()))
    if last > 2 * then:
        some = ", ".join(str(id_) for id_ in range(1, last + 1, last // _SAMPLE + 1))
        rows = db.execute_sql(f"SELECT words FROM member WHERE id IN ({some})").fetchall()
        frequent = Counter(part for (words,) in rows for part in set(_trigrams(words)))
        _learnt[db] = last, frequent
    return frequent
