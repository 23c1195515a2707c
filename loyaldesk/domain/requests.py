"""Requests: what people ask for beside a sale, and how long the shop takes for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from loyaldesk.domain.casework import WAYS, choice, key, line, lines
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import fold

KINDS = ("product", "repair", "delivery", "callback", "new_card", "other")
"""A product wanted, a repair, a delivery, a call back, a new card."""

OPEN = ("open", "answered")
MOVE_REASONS = ("member_asked", "supplier", "busy", "waiting", "mistake", "other")
"""Why a request is due later; only ``member_asked`` changes what was promised."""
CANCEL_REASONS = ("member_asked", "not_possible", "not_reached", "twice", "mistake", "other")

_HOUR = 60
_DAY = 9 * _HOUR
MINUTES: Mapping[str, int] = {
    "product": 3 * _DAY, "repair": 3 * _DAY, "delivery": _DAY, "callback": 2 * _HOUR,
    "new_card": _DAY, "other": _DAY,
}  # fmt: skip
"""Open minutes of the shop within which each kind is due when the shop said nothing else."""
MOST_MINUTES = 366 * 24 * _HOUR

FEEDBACK_MINUTES: Mapping[str, int] = {"idea": 3 * _DAY, "opinion": 2 * _DAY, "fault": _DAY}
"""Open minutes within which a voice is answered; thanks need no answer."""


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What somebody asks for.

    Attributes:
        key: The same key makes nothing twice.
        kind: One of `KINDS`.
        member_id: Whose it is; or `prospect_id`; or a name and mobile, of whom a prospect is made
            when nobody is known by them.
        product: What is wanted, repaired or delivered.
        due_at: When it is wanted or promised; None: as the shop says for the kind.
        owner_id: Who takes care of it; None: found by rule.
    """

    key: str
    kind: str
    member_id: int | None = None
    prospect_id: int | None = None
    name: str = ""
    mobile: str = ""
    product: str = ""
    text: str = ""
    channel: str = "counter"
    due_at: datetime | None = None
    owner_id: int | None = None

    def checked(self) -> "RequestDraft":
        """Return it as it can be stored.

        Raises:
            BadInput: If something in it cannot be used.
        """
        kind = choice("kind", self.kind, KINDS)
        if self.member_id is not None and self.prospect_id is not None:
            raise BadInput("member", "member or prospect")
        product = line("product", self.product, needed=kind == "product")
        text = lines("text", self.text, needed=kind in ("repair", "other") and not product)
        return RequestDraft(
            key(self.key), kind, self.member_id, self.prospect_id, self.name, self.mobile, product,
            text, choice("channel", self.channel, WAYS), self.due_at, self.owner_id,
        )  # fmt: skip


def product_key(product: str) -> str:
    """Return what makes two spellings of a product one on the waiting list."""
    return fold(product)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long the shop takes and how much it gives; kept as its document ``requests``.

    Attributes:
        minutes: Kind of request -> open minutes within which it is due.
        feedback_minutes: Kind of voice -> open minutes within which it is answered.
        feedback_points: Most points one operator gives as thanks alone; above it a second person
            agrees.
        decide_days: Open days after an answer within which an idea is decided and the member told.
    """

    minutes: Mapping[str, int] = field(default_factory=lambda: dict(MINUTES))
    feedback_minutes: Mapping[str, int] = field(default_factory=lambda: dict(FEEDBACK_MINUTES))
    feedback_points: int = 500
    decide_days: int = 10

    def __post_init__(self) -> None:
        for given, shipped in ((self.minutes, MINUTES), (self.feedback_minutes, FEEDBACK_MINUTES)):
            for kind, minutes in given.items():
                choice("kind", kind, tuple(shipped))
                _between("minutes", minutes, 1, MOST_MINUTES)
        _between("feedback_points", self.feedback_points, 0, 10_000_000)
        _between("decide_days", self.decide_days, 1, 250)

    def minutes_for(self, kind: str) -> int:
        """Return the open minutes within which a request of *kind* is due."""
        return self.minutes.get(kind, MINUTES[kind])

    def answer_within(self, kind: str) -> int | None:
        """Return the open minutes within which a voice is answered; None: it needs no answer."""
        return self.feedback_minutes.get(kind, FEEDBACK_MINUTES.get(kind))

    def to_json(self) -> str:
        """Return the document the club keeps."""
        return json.dumps({
            "minutes": dict(self.minutes), "feedback_minutes": dict(self.feedback_minutes),
            "feedback_points": self.feedback_points, "decide_days": self.decide_days,
        })  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> "Terms":
        """Return the terms of a document that `to_json` wrote.

        Raises:
            BadInput: If it cannot be understood.
        """
        try:
            read: Any = json.loads(text)
            known = {name: read[name] for name in cls.__dataclass_fields__ if name in read}
            return cls(**known)
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise BadInput("requests", "not terms", text[:80]) from None


def _between(field_: str, number: object, least: int, most: int) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
        raise BadInput(field_, "range", str(number)[:80])
