"""PINs, passwords and pass phrases: which are good enough, and how long a guesser has to wait."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from loyaldesk.domain.common_secrets import PASSWORD_WORDS, PASSWORDS, PINS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits, code_key, isolate

PIN_LENGTH = 6
PASSWORD_SHORTEST, PASSWORD_LONGEST = 10, 500

_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})


@dataclass(unsafe_hash=True)
class WeakSecret(ClubError):
    """A new PIN or password is too easy to guess; ``why`` is a key of `weak_secret_words`."""

    why: str


@dataclass(unsafe_hash=True)
class WrongPassphrase(ClubError):
    """The pass phrase does not open the key file, which is itself whole."""


@dataclass(unsafe_hash=True)
class KeyFileMissing(ClubError):
    """The key file of an encrypted club is not beside it."""

    path: str


@dataclass(unsafe_hash=True)
class KeyFileDamaged(ClubError):
    """The key file was altered or is broken; ``why`` is for the log."""

    path: str
    why: str = ""


@dataclass(unsafe_hash=True)
class KeyFileExists(ClubError):
    """A key file is there already; writing over it would lock somebody out for ever."""

    path: str


@dataclass(unsafe_hash=True)
class KeyActRefused(ClubError):
    """Something about the keys of a club that cannot be done; ``why`` is a key of its words."""

    why: str


def key_act_words(error: KeyActRefused) -> str:
    """Return why it cannot be done, and what to do instead."""
    return {
        "not encrypted": tr("The club file is not encrypted. Encrypt it first."),
        "encrypted": tr("The club file is encrypted already."),
        "sample": tr("The sample shop stays as it is. Found a club of your own first."),
        "server": tr("The club lies on a server; the disk of the server is encrypted there."),
        "no key file": tr(
            "The key file beside the club is missing or damaged. Choose a new pass phrase first:"
            " that makes a new one."
        ),
        "no recovery": tr("There is no recovery key yet. Make one and print it."),
        "not kept": tr("This computer could not keep the key. The pass phrase is asked as before."),
        "behind": tr(
            "Something that this computer saw in the club is missing from it. Settle that first:"
            " Settings, Activity log."
        ),
    }[error.why]


def weak_secret_words(error: WeakSecret) -> str:
    """Return what is wrong with the new PIN or password, in one sentence."""
    sentences = {
        "pin_length": tr("A PIN has exactly 6 digits."),
        "pin_run": tr("Digits in a row, such as 123456, are guessed first. Choose another PIN."),
        "pin_repeat": tr("Repeated digits, such as 112233, are guessed first. Choose another PIN."),
        "pin_date": tr("This PIN looks like a date, and dates are easy to guess. Choose another."),
        "pin_phone": tr("This PIN is part of your own phone number. Choose another."),
        "pin_common": tr("This is one of the most used PINs. Choose another."),
        "spend_pin_length": tr("A PIN for spending points has 4 to 6 digits."),
        "word_short": tr("A family word has at least 3 letters."),
        "word_long": tr("A family word has at most 60 letters."),
        "word_own": tr("The word is part of the member's name. Choose another."),
        "password_short": tr("A password has at least {n} characters. Several words are fine."),
        "password_long": tr("A password has at most {n} characters."),
        "password_common": tr("This is one of the most used passwords. Choose another."),
        "password_own": tr("The password is your own name or phone number. Choose another."),
    }
    limits = {"password_short": PASSWORD_SHORTEST, "password_long": PASSWORD_LONGEST}
    return sentences[error.why].format(n=fmt.number(limits.get(error.why, 0)))


def key_problem_words(
    error: WrongPassphrase | KeyFileMissing | KeyFileDamaged | KeyFileExists,
) -> str:
    """Return why an encrypted club does not open, and what to do."""
    match error:
        case WrongPassphrase():
            return tr("The pass phrase is not right. Mind the keyboard language and capitals.")
        case KeyFileMissing(path):
            return tr(
                "The club is encrypted and its key file “{path}” is missing. Put it back beside the"
                " club; a copy of it lies in every backup."
            ).format(path=isolate(path))
        case KeyFileDamaged(path):
            return tr(
                "The key file “{path}” is damaged; the club itself may be whole. Put back a copy of"
                " the key file; one lies in every backup."
            ).format(path=isolate(path))
        case KeyFileExists(path):
            return tr(
                "There is a key file “{path}” already. Choose another name for the new club."
            ).format(path=isolate(path))


def plain_form(typed: str) -> str:
    """Return the one form of a secret that is hashed, whichever keyboard it was typed on.

    Full width, Persian and Arabic digits and the two kinds of ye and kaf fall together, so that a
    password set on one computer is the same on the next. Spaces inside and around stay.
    """
    return ascii_digits(unicodedata.normalize("NFKC", typed)).translate(_LETTERS)


def accepted_pin(typed: str, own_phone: str = "") -> str:
    """Return the six digits of a new PIN.

    Args:
        typed: What was typed, in digits of any kind.
        own_phone: Mobile of the operator, however written.

    Raises:
        WeakSecret: If it is not six digits or among the first a thief would try.
    """
    pin = code_key(typed)
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise WeakSecret("pin_length")
    if _is_repeat(pin):
        raise WeakSecret("pin_repeat")
    if _is_run(pin):
        raise WeakSecret("pin_run")
    if pin in PINS:
        raise WeakSecret("pin_common")
    if pin in re.sub(r"\D", "", ascii_digits(own_phone)):
        raise WeakSecret("pin_phone")
    if _is_date(pin):
        raise WeakSecret("pin_date")
    return pin


def _is_repeat(pin: str) -> bool:
    """Return whether it is 111111, 121212, 123123, 112233, 123321 or made of two digits only."""
    halves = pin[:3] in (pin[3:], pin[:2:-1])
    pairs = pin[0::2] == pin[1::2]
    return halves or pairs or len(set(pin)) < 3 or pin[:2] * 3 == pin


def _is_run(pin: str) -> bool:
    """Return whether it is 123456, 864208, 456789, 456123 or columns of the keypad (147258)."""
    steps = [int(b) - int(a) for a, b in pairwise(pin)]
    if len({step % 10 for step in steps}) == 1:
        return True
    first, second = set(steps[:2]), set(steps[3:])
    return len(first) == len(second) == 1 and {abs(s) for s in first | second} <= {0, 1, 3}


def _is_date(pin: str) -> bool:
    """Return whether it reads as a day (yymmdd, ddmmyy, mmddyy) or a month with its full year."""
    a, b, c = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    day_of_year = any(1 <= m <= 12 and 1 <= d <= 31 for m, d in ((b, c), (b, a), (a, b)))
    centuries = (13, 14, 19, 20)
    return day_of_year or (a in centuries and 1 <= c <= 12) or (b in centuries and 1 <= a <= 12)


def accepted_password(typed: str, own: Iterable[str] = ()) -> str:
    """Return the form of a new password or pass phrase that is hashed.

    Pasting is welcome and no kind of character is asked for: length is what counts.

    Args:
        typed: What was typed or pasted.
        own: Name, phone and shop of the operator, which are no secret.

    Raises:
        WeakSecret: If it is short or among the first a thief would try.
    """
    password = plain_form(typed)
    if len(password) < PASSWORD_SHORTEST or not password.strip():
        raise WeakSecret("password_short")
    if len(password) > PASSWORD_LONGEST:
        raise WeakSecret("password_long")
    key = code_key(password)
    if key and key in {code_key(text) for text in own}:
        raise WeakSecret("password_own")
    if key in PASSWORDS or _is_simple(key):
        raise WeakSecret("password_common")
    return password


def strength(typed: str, own: Iterable[str] = ()) -> str:
    """Return how hard a pass phrase is to guess, mostly by its length.

    One of ``none``, ``weak`` (which is refused), ``fair``, ``good`` and ``strong``.
    """
    if not typed:
        return "none"
    try:
        phrase = accepted_password(typed, own)
    except WeakSecret:
        return "weak"
    kinds, words = len(set(code_key(phrase))), len(phrase.split())
    if (len(phrase) >= 20 and kinds >= 8) or (words >= 4 and len(phrase) >= 16):
        return "strong"
    return "good" if len(phrase) >= 14 and kinds >= 7 else "fair"


def _is_simple(key: str) -> bool:
    """Return whether it is a run, a short piece repeated, or one common word with a few digits."""
    if len(set(key)) < 4 or any(key == (key[:n] * len(key))[: len(key)] for n in range(1, 5)):
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(key)}
    if len(steps) == 1:
        return True
    word = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", key)
    return word in PASSWORD_WORDS and len(key) - len(word) <= 6


FREE_TRIES, MOST_TRIES = 5, 10
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
UNTIL_RESET = datetime(9999, 1, 1, tzinfo=UTC)
"""The moment that stands for "until a manager resets it"."""


@dataclass(frozen=True, slots=True)
class Lockout:
    """How often an operator's secret was typed wrongly in a row.

    Attributes:
        fails: Wrong tries since the last right one.
        locked_until: No try before; None is free, `UNTIL_RESET` needs a manager.
    """

    fails: int = 0
    locked_until: datetime | None = None

    @property
    def needs_reset(self) -> bool:
        """Whether only a manager can open it again."""
        return self.locked_until is not None and self.locked_until >= UNTIL_RESET


def may_try(state: Lockout, now: datetime) -> int | None:
    """Return the seconds to wait, rounded up; None when a try is free at once.

    Args:
        state: What is stored for the operator.
        now: A moment that cannot be set forward by hand: the start of the program plus the
            seconds its monotonic clock has run since.
    """
    if state.locked_until is None or now >= state.locked_until:
        return None
    left = state.locked_until - now
    return -(-left // timedelta(seconds=1))


def after_wrong(state: Lockout, now: datetime, *, is_owner: bool) -> Lockout:
    """Return the state after a wrong try.

    Five wrong tries cost 30 seconds, each further one twice as much, up to 15 minutes. After ten
    a manager has to reset it; the owner, whom nobody could free, waits 15 minutes each time.
    """
    fails = state.fails + 1
    if fails >= MOST_TRIES and not is_owner:
        return Lockout(fails, UNTIL_RESET)
    wait = _wait_after(fails)
    return Lockout(fails, now + wait if wait else None)


def after_right() -> Lockout:
    """Return the state after a right try, or after a manager's reset."""
    return Lockout()


def after_restart(state: Lockout, now: datetime) -> Lockout:
    """Return the state at the start of the program: a wait still running begins again in full.

    Neither killing the program nor setting the clock shortens it, or makes it last for years.
    """
    if state.locked_until is None or state.needs_reset:
        return state
    return Lockout(state.fails, now + _wait_after(state.fails))


def _wait_after(fails: int) -> timedelta:
    if fails < FREE_TRIES:
        return timedelta()
    if fails >= MOST_TRIES:
        return LONGEST_WAIT
    return min(FIRST_WAIT * (1 << (fails - FREE_TRIES)), LONGEST_WAIT)
