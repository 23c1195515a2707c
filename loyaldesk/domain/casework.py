"""What requests, voices, dates and orders have in common: texts, owners of records, reasons."""

from dataclasses import dataclass
from datetime import date

from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, clean_lines, is_storable

PLACES = ("request", "prospect", "feedback", "agreement", "occasion_order")
"""Records of the request room, as their follow-ups, contacts and events name them."""

WAYS = ("counter", "call", "visit", "sms", "messenger", "email", "letter", "social", "form")
"""Ways in which people come to the shop with something."""

LONGEST_LINE = 200
LONGEST_TEXT = 2000
LONGEST_KEY = 120
FARTHEST_DAYS = 3660
"""Ten years: a day farther off is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Who something is for: a member, a prospect, or neither (``None`` twice)."""

    member_id: int | None = None
    prospect_id: int | None = None


def line(field: str, text: str, *, needed: bool = False, limit: int = LONGEST_LINE) -> str:
    """Return one line as it is kept.

    Raises:
        BadInput: If it is too long, cannot be stored, or is empty but needed.
    """
    return _checked(field, text, clean(text) if is_storable(text) else "", limit, needed=needed)


def lines(field: str, text: str, *, needed: bool = False, limit: int = LONGEST_TEXT) -> str:
    """Return a text of several lines as it is kept; raises as `line` does."""
    return _checked(
        field, text, clean_lines(text) if is_storable(text) else "", limit, needed=needed
    )


def _checked(field: str, text: str, done: str, limit: int, *, needed: bool) -> str:
    if not is_storable(text):
        raise BadInput(field, "unstorable")
    if len(done) > limit:
        raise BadInput(field, "too long", done[:80], limit)
    if needed and not done:
        raise BadInput(field, "empty")
    return done


def key(text: str) -> str:
    """Return the key of a form, which makes nothing twice.

    Raises:
        BadInput: If there is none or it cannot be stored.
    """
    return line("key", text, needed=True, limit=LONGEST_KEY)


def choice(field: str, code: str, among: tuple[str, ...]) -> str:
    """Return *code* when it is one of *among*.

    Raises:
        BadInput: If it is not.
    """
    if code not in among:
        raise BadInput(field, "unknown choice" if code else "empty", code[:80])
    return code


def why(code: str, text: str, among: tuple[str, ...]) -> str:
    """Return the sentence of a reason; ``other`` needs one.

    Raises:
        BadInput: If the code is none of *among*, or the sentence is missing.
    """
    choice("reason", code, among)
    return line("reason", text, needed=code == "other", limit=500)


def near(field: str, day: date, today: date) -> date:
    """Return a day that is not more than ten years off.

    Raises:
        BadInput: If it is.
    """
    if abs((day - today).days) > FARTHEST_DAYS:
        raise BadInput(field, "range", day.isoformat())
    return day


def rate(kept: int, missed: int) -> float | None:
    """Return the part of what was decided that was kept; None: there is no data."""
    return kept / (kept + missed) if kept + missed else None
