"""Seals over the trail and the ledgers: what a check finds, heads kept outside, codes on paper."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import fold

AUDIT, ENTRY, MONEY, SALE, CONSENT = "audit", "points_entry", "account_entry", "sale", "consent"
PARTS = (AUDIT, ENTRY, MONEY, SALE, CONSENT)
"""What seals cover, in the order of their figures."""

MAC_BYTES = 16

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are read as others."""

_CODE_LENGTH = 12
_MISREAD = str.maketrans("OIL", "011")


class Kind(StrEnum):
    """What a check of the seals may find."""

    CHANGED = "changed"
    """The rows of one change are not those that were sealed."""
    MISSING = "missing"
    """Rows of one change are gone."""
    REWRITTEN = "rewritten"
    """Many changes in a row do not fit: the chain was made anew without its key."""
    GONE = "gone"
    """Seals themselves are gone."""
    SEAL = "seal"
    """A seal was altered, its rows are right."""
    UNSEALED = "unsealed"
    """Rows came into the club without the program."""
    ELSEWHERE = "elsewhere"
    """Changes made on a computer whose key is not known here."""
    GUARD = "guard"
    """A guard in the file, a trigger or a table's rules, is not as the program made it."""
    BEHIND = "behind"
    """The file is older than what this computer last saw, or goes on from another one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the chain of seals.

    Attributes:
        kind: What it is.
        seal: Number of the change, or of the first one.
        last: Number of the last one.
        at: When the change was made, as its line of the trail says.
        operator: Who made it, as its line of the trail says.
        act: What was done, as its line of the trail says.
        parts: Which of `PARTS` do not fit.
        rows: Ids of their rows, the first few, in the order of *parts*.
        name: The guard that is not as it was made.
    """

    kind: Kind
    seal: int = 0
    last: int = 0
    at: datetime | None = None
    operator: str = ""
    act: str = ""
    parts: tuple[str, ...] = ()
    rows: tuple[tuple[int, ...], ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the seals showed.

    Attributes:
        findings: What is wrong, in the order of the changes.
        seals: Seals looked at.
        rows: Rows read for them.
        proved_from: First change that this computer can prove; 0 without any.
        proved_since: When it was made.
        accepted: Last change that somebody accepted as it is; 0 if nobody did.
    """

    findings: tuple[Finding, ...]
    seals: int = 0
    rows: int = 0
    proved_from: int = 0
    proved_since: datetime | None = None
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at one moment, as it is kept outside the club.

    Attributes:
        seal_id: Number of the last change; 0 without any.
        mac: Its code.
        ledger_sum: Points of all members together.
        at: When it was taken.
        erased: Members whose data was erased.
    """

    seal_id: int
    mac: bytes
    ledger_sum: int
    at: datetime
    erased: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """A club that is not what this computer last saw of it.

    Attributes:
        lost_seals: How many changes are missing.
        since: Moment of the last change that both have in common, as far as that is known.
        seen_at: When this computer saw what is missing.
    """

    lost_seals: int
    since: datetime | None
    seen_at: datetime = field(compare=False)


def code_of(mac: bytes) -> str:
    """Return a seal's code for paper: ``xxxx-xxxx-xxxx``; its last letter proves the others."""
    number = int.from_bytes(mac[:7], "big") >> 1
    letters = [CODE_LETTERS[number >> 5 * place & 31] for place in range(10, -1, -1)]
    text = "".join(letters) + _proof(letters)
    return "-".join(text[at : at + 4] for at in (0, 4, 8))


def read_code(typed: str) -> str:
    """Return a typed code as it is printed; small letters, blanks and O for 0 do not matter.

    Raises:
        BadInput: ``not a day code``, if it was not copied as it stands on the paper.
    """
    plain = "".join(c for c in fold(typed).upper().translate(_MISREAD) if c.isalnum())
    if (
        len(plain) != _CODE_LENGTH
        or any(c not in CODE_LETTERS for c in plain)
        or _proof(list(plain[:-1])) != plain[-1]
    ):
        raise BadInput("code", "not a day code", typed[:80])
    return "-".join(plain[at : at + 4] for at in (0, 4, 8))


def _proof(letters: list[str]) -> str:
    """Return the letter that any one wrong letter and any two swapped ones change (in GF(32))."""
    found = 0
    for letter in letters:
        found = (found ^ CODE_LETTERS.index(letter)) << 1
        found ^= 0b100101 if found > 31 else 0
    return CODE_LETTERS[found]
