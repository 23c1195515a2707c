"""Who spends is who they say: card with the end of the mobile, PIN or family word (E62)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from loyaldesk.domain.common_secrets import PINS
from loyaldesk.domain.secrets import WeakSecret
from loyaldesk.kernel.persian import ascii_digits, code_key, fold

FREE_TRIES = 5
LOCK = timedelta(minutes=15)
"""How long nobody can prove anything after `FREE_TRIES` wrong tries in a row."""

GOOD_FOR = timedelta(minutes=10)
"""How long a proof holds: the basket may take a while, another one needs its own."""

SHORTEST_WORD, LONGEST_WORD = 3, 60


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown or said. One way is tried: the first that is filled.

    Attributes:
        card: Code of the card that was presented, with
        last4: the last four digits of the mobile.
        pin: The member's PIN.
        word: The family word.
    """

    card: str = ""
    last4: str = ""
    pin: str = ""
    word: str = ""

    @property
    def way(self) -> str:
        """``card``, ``pin``, ``word`` or nothing."""
        if self.card.strip() and self.last4.strip():
            return "card"
        if self.pin.strip():
            return "pin"
        return "word" if self.word.strip() else ""

    def __repr__(self) -> str:
        """Show the way only: a secret has no business in a log."""
        return f"Proof({self.way})"


@dataclass(frozen=True, slots=True)
class Verified:
    """A proof that was right: who, how and when."""

    member_id: int
    way: str
    at: datetime

    def holds(self, member_id: int, now: datetime) -> bool:
        """Return whether it is about *member_id* and fresh; a clock set back makes it stale."""
        return self.member_id == member_id and timedelta() <= now - self.at <= GOOD_FOR


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries in a row, and until when nothing is tried."""

    fails: int = 0
    locked_until: datetime | None = None

    def wait_until(self, now: datetime) -> datetime | None:
        """Return until when to wait, or None.

        It is never longer than `LOCK`: a clock that was set back must not lock for years.
        """
        if self.locked_until is None or self.locked_until <= now:
            return None
        return min(self.locked_until, now + LOCK)

    def one_more(self, now: datetime) -> "Tries":
        """Return the state after another wrong try."""
        fails = self.fails + 1
        return Tries(fails) if fails < FREE_TRIES else Tries(0, now + LOCK)


def last4(mobile: str) -> str:
    """Return the last four digits of a mobile, or of what was typed for them."""
    digits = re.sub(r"\D", "", ascii_digits(mobile))
    return digits[-4:] if len(digits) >= 4 else ""


def word_form(typed: str) -> str:
    """Return the one form of a family word that is hashed, in whatever spelling it is said."""
    return fold(typed)


def accepted_pin(typed: str, mobile: str = "") -> str:
    """Return the four to six digits of a member's PIN.

    Raises:
        WeakSecret: If it is none or among the first a thief would try.
    """
    pin = code_key(typed)
    if not re.fullmatch(r"[0-9]{4,6}", pin):
        raise WeakSecret("spend_pin_length")
    if len(set(pin)) < 3 or (len(pin) == 4 and pin == pin[::-1]) or pin[:3] == pin[3:]:
        raise WeakSecret("pin_repeat")
    if len({(int(b) - int(a)) % 10 for a, b in pairwise(pin)}) == 1:
        raise WeakSecret("pin_run")
    if pin in PINS:
        raise WeakSecret("pin_common")
    if len(pin) == 4 and pin[:2] in ("13", "14", "19", "20"):
        raise WeakSecret("pin_date")
    if pin in re.sub(r"\D", "", ascii_digits(mobile)):
        raise WeakSecret("pin_phone")
    return pin


def accepted_word(typed: str, name: str) -> str:
    """Return the form of a family word that is hashed.

    Raises:
        WeakSecret: If it is too short, too long or the member's own name.
    """
    word = word_form(typed)
    if len(word.replace(" ", "")) < SHORTEST_WORD:
        raise WeakSecret("word_short")
    if len(word) > LONGEST_WORD:
        raise WeakSecret("word_long")
    if word in fold(name):
        raise WeakSecret("word_own")
    return word
