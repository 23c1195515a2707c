"""Signs of abuse that an owner looks at: what is unusual, never who is guilty (SAFETY T1, T2)."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from loyaldesk.kernel.errors import BadInput

GIVEN, SPENT_BACK, OWN, SAME, REPEAT, HOURS, PIN, REFUSED, REVEALED = KINDS = (
    "given", "spent_back", "own", "same", "repeat", "hours", "pin", "refused", "revealed",
)  # fmt: skip
"""Points given without a sale, sales taken back after their points were spent, acts on the own
record, one member too often on a day, many sales taken back, acts while the shop was closed, wrong
PINs, refused acts, contact data opened."""


@dataclass(frozen=True, slots=True)
class OversightRules:
    """From where on something is unusual; the shop's document ``oversight``.

    Attributes:
        given_points: Points given without a sale by one operator on one day.
        same_sales: More sales than this to one member by one operator on one day.
        reversals: More sales taken back than this by one operator on one day.
        closed_minutes: Acts so long before opening or after closing are still usual.
        wrong_pins: Wrong tries for one operator on one day.
        refused: Refused acts of one operator on one day.
        reveals: Contact data opened by one operator on one day.
    """

    given_points: int = 500
    same_sales: int = 3
    reversals: int = 5
    closed_minutes: int = 60
    wrong_pins: int = 3
    refused: int = 5
    reveals: int = 40

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if type(value) is not int or not 0 <= value <= 1_000_000:
                raise BadInput(each.name, "range", str(value)[:80])

    def to_json(self) -> str:
        """Return the document that is stored."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "OversightRules":
        """Return the rules of a stored document; what this program does not know is passed over."""
        read: dict[str, Any] = json.loads(text)
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in read.items() if name in known})


@dataclass(frozen=True, slots=True)
class Unusual:
    """One thing that is out of the ordinary.

    Attributes:
        kind: One of `KINDS`.
        subject: What it is about: ``operator``, ``member`` or ``sale``.
        subject_id: Which one.
        on_day: The shop's day.
        operator_id: Who acted.
        times: How often.
        points: Points that moved; 0 where none did.
    """

    kind: str
    subject: str
    subject_id: int
    on_day: date
    operator_id: int
    times: int
    points: int = 0
