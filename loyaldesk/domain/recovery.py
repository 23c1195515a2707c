"""The recovery key of an encrypted club: letters for paper, that can be typed back by hand."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from loyaldesk.domain.secrets import WrongPassphrase
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits

GROUPS, GROUP = 6, 6
SECRET_BYTES = 20
"""160 bits: nobody tries them all, however cheap a try is."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that nothing on paper looks like something else."""

_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LENGTH = GROUPS * GROUP
_CHECK_BITS = 5 * _LENGTH - 8 * SECRET_BYTES


@dataclass(unsafe_hash=True)
class RecoveryMistyped(ClubError):
    """What was typed is no recovery key; ``why`` is ``length``, ``letters`` or ``sum``."""

    why: str


@dataclass(unsafe_hash=True)
class WrongRecovery(WrongPassphrase):
    """A recovery key without a slip that does not belong to this key file."""


@dataclass(unsafe_hash=True)
class WrongGroup(ClubError):
    """The last group that was typed back is not that of the key on view."""


def words(error: RecoveryMistyped | WrongRecovery | WrongGroup) -> str:
    """Return what is wrong with a recovery key, and what to do."""
    match error:
        case WrongRecovery():
            return tr(
                "This recovery key does not belong to this club, or a newer one took its place."
                " Look at the date on the page."
            )
        case WrongGroup():
            return tr("This is not the last group of the key. Look at it once more and type it.")
        case RecoveryMistyped(why="sum"):
            return tr("There is a slip in the recovery key. Compare it with the page, group by"
                      " group.")  # fmt: skip
        case RecoveryMistyped(why="letters"):
            return tr("A recovery key has only digits and Latin letters.")
    return tr("A recovery key has {groups} groups of {n} letters.").format(
        groups=fmt.number(GROUPS), n=fmt.number(GROUP)
    )


def written(secret: bytes) -> str:
    """Return 20 secret bytes as they are printed: six groups of six, the end a checksum."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("a recovery key is made of 20 bytes")
    figure = int.from_bytes(secret, "big") << _CHECK_BITS | _check(secret)
    letters = "".join(_LETTERS[figure >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(letters[at : at + GROUP] for at in range(0, _LENGTH, GROUP))


def groups(key: str) -> list[str]:
    """Return the groups of a key as it is printed."""
    return key.split("-")


def read(typed: str) -> str:
    """Return a key as it is printed, however it was typed: case, blanks, O for 0, any digits.

    Raises:
        RecoveryMistyped: If it has another length, other letters or a slip.
    """
    letters = _plain(typed)
    if set(letters) - set(_LETTERS):
        raise RecoveryMistyped("letters")
    if len(letters) != _LENGTH:
        raise RecoveryMistyped("length")
    figure = 0
    for letter in letters:
        figure = figure << 5 | _LETTERS.index(letter)
    secret = (figure >> _CHECK_BITS).to_bytes(SECRET_BYTES, "big")
    if figure & (1 << _CHECK_BITS) - 1 != _check(secret):
        raise RecoveryMistyped("sum")
    return written(secret)


def looks_like_one(typed: str) -> bool:
    """Return whether this is meant as a recovery key rather than as a pass phrase."""
    letters = _plain(typed)
    grouped = typed.count("-") >= GROUPS - 1 or typed.strip().count(" ") >= GROUPS - 1
    return set(letters) <= set(_LETTERS) and (
        len(letters) == _LENGTH or (grouped and abs(len(letters) - _LENGTH) <= GROUP)
    )


def check_last(key: str, typed: str) -> None:
    """See that the last group of *key* was typed back from paper; the whole key will do too.

    Raises:
        WrongGroup: If it was not.
    """
    plain = _plain(typed)
    if plain not in (groups(key)[-1], "".join(groups(key))):
        raise WrongGroup


def _plain(typed: str) -> str:
    """Return the letters in the one form they are compared in."""
    upper = ascii_digits(unicodedata.normalize("NFKC", typed)).upper()
    return re.sub(r"[\s\-\u2010-\u2015\u2212_.\u200b-\u200f\u2066-\u2069]", "", upper).translate(
        _LOOKALIKES
    )


def _check(secret: bytes) -> int:
    digest = hashlib.sha256(b"loyaldesk recovery" + secret).digest()
    return int.from_bytes(digest[:4], "big") >> 32 - _CHECK_BITS
