"""The four warning signs of a shop without a system, and when a member is silent for too long."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import pairwise
from math import ceil
from statistics import median
from typing import Any

from loyaldesk.kernel.errors import BadInput

FORGOTTEN, UNEVEN, NEGLECT, CHURN = "forgotten", "uneven", "neglect", "churn"
SIGNS = (FORGOTTEN, UNEVEN, NEGLECT, CHURN)
"""Forgotten follow-ups, uneven answers, complaints of neglect, members who stay away."""

FORGOTTEN_DAYS = 30
WINDOW_DAYS = 90
"""Days that a sign looks back on; follow-ups are judged sooner."""

LATE_AFTER = 1
"""A follow-up done so many working days after its day is still done in time."""

FORMULA = 1
"""Version of the definitions; it stands beside every value."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on a sign is amber and red."""

    amber: float
    red: float


@dataclass(frozen=True, slots=True)
class SignRules:
    """Thresholds of the signs and of the start page; kept as the shop's document ``signs``.

    Attributes:
        forgotten: Shares of follow-ups.
        uneven: Shares of contacts.
        neglect: Complaints of neglect for 1,000 visits.
        churn: Shares of members.
        min_days: Nobody is silent before so many days without a purchase.
        rhythm: A member is silent after so many of their own usual gaps.
        risk_minutes: A complaint is at risk so many working minutes before its time is over.
        agreement_days: Agreements are shown so many days before they end.
    """

    forgotten: Threshold = Threshold(0.05, 0.15)
    uneven: Threshold = Threshold(0.2, 0.4)
    neglect: Threshold = Threshold(1, 3)
    churn: Threshold = Threshold(0.1, 0.2)
    min_days: int = 30
    rhythm: float = 3
    risk_minutes: int = 240
    agreement_days: int = 30

    def __post_init__(self) -> None:
        for sign in SIGNS:
            marks: Threshold = getattr(self, sign)
            most = 1000 if sign == NEGLECT else 1
            if not 0 < marks.amber < marks.red <= most:
                raise BadInput(sign, "thresholds", f"{marks.amber} {marks.red}")
        for name, least, most in (
            ("min_days", 1, 730), ("rhythm", 1, 20), ("risk_minutes", 1, 10_000),
            ("agreement_days", 0, 730),
        ):  # fmt: skip
            if not least <= getattr(self, name) <= most:
                raise BadInput(name, "range", str(getattr(self, name)))

    def with_marks(self, sign: str, marks: Threshold) -> "SignRules":
        """Return the same with other marks of one sign.

        Raises:
            BadInput: If the marks cannot be.
        """
        values: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        return SignRules(**{**values, sign: marks})

    def to_json(self) -> str:
        """Return the document the club keeps."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "SignRules":
        """Return the rules of a document that `to_json` wrote.

        Raises:
            BadInput: If it cannot be understood.
        """
        try:
            read: Any = json.loads(text)
            names = {one.name for one in fields(cls)}
            values = {name: value for name, value in read.items() if name in names}
            for sign in SIGNS:
                if sign in values:
                    values[sign] = Threshold(**values[sign])
            return cls(**values)
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise BadInput("signs", "not signs", text[:80]) from None


@dataclass(frozen=True, slots=True)
class Sign:
    """One gauge.

    Attributes:
        code: One of `SIGNS`.
        value: A share, or complaints for 1,000 visits; None: no data, never 0.
        count: What is behind it: forgotten follow-ups, contacts with other words, complaints,
            members.
        base: What it is a share of.
        first: First day it looks at.
        last: Last day it looks at.
        marks: From where on it is amber and red.
        colour: ``none`` (no data), ``green``, ``amber`` or ``red``.
        formula: Version of its definition.
    """

    code: str
    value: float | None
    count: int
    base: int
    first: date
    last: date
    marks: Threshold
    colour: str
    formula: int = FORMULA


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing behind a sign: a ``followup``, ``contact``, ``complaint`` or ``member``.

    Attributes:
        kind: What it is.
        id: Its id.
        number: Of the complaint or the member; may be empty.
        name: The member's or prospect's; may be empty.
        on_day: When it was due, happened, or the last purchase.
        operator: Who had it; may be empty.
        text: A few words of it; may be empty.
    """

    kind: str
    id: int
    number: str
    name: str
    on_day: date
    operator: str
    text: str


def sign(
    code: str, rules: SignRules, count: int, base: int, first: date, last: date
) -> Sign:  # fmt: skip
    """Return a gauge from what was counted; without a base there is no value."""
    value = None if base <= 0 else count / base * (1000 if code == NEGLECT else 1)
    marks: Threshold = getattr(rules, code)
    return Sign(code, value, count, base, first, last, marks, colour(value, marks))


def colour(value: float | None, marks: Threshold) -> str:
    """Return how alarming a value is."""
    if value is None:
        return "none"
    return "red" if value >= marks.red else "amber" if value >= marks.amber else "green"


def gaps(days: Sequence[date]) -> list[int]:
    """Return the days from each visit to the next; *days* in order, each once."""
    return [(after - before).days for before, after in pairwise(days)]


def limit_days(own: Sequence[int], rules: SignRules, usual: int | None = None) -> float | None:
    """Return after how many days without a purchase a member is silent.

    Args:
        own: The gaps between the member's visits.
        rules: Least days, and how many usual gaps.
        usual: What stands in for the gap of who came once: the shop's 90th percentile; None: a
            member who came once has no rhythm yet.
    """
    if own:
        return max(rules.min_days, rules.rhythm * median(own))
    return None if usual is None else max(rules.min_days, rules.rhythm * usual)


def percentile(counts: dict[int, int], share: float) -> int | None:
    """Return the value that *share* of all lie at or below (nearest rank); None: there is none."""
    total = sum(counts.values())
    rank, seen = ceil(total * share), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank:
            return value
    return None
