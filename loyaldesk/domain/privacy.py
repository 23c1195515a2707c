"""What members are told about their data, how long it is kept, and how a consent was given."""

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from loyaldesk.domain.tiers import window_start
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.persian import clean_lines, is_storable

WAYS = ("form", "counter", "call", "message", "import", "elsewhere")
"""How a consent was given: on paper, said at the counter or on the telephone, by a message, in a
list that was brought in, or in another way."""

LONGEST_PURPOSE, LONGEST_PROOF, LONGEST_KEEPING = 2000, 120, 600

MEMBERS, NOTES, PROSPECTS = KINDS = ("members", "notes", "prospects")
"""Whose data is let go of when its time is over."""


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """The shop's document ``privacy``.

    Attributes:
        purpose_fa: What members are told when they join, in Persian.
        purpose_en: The same in English.
        members: A member without a purchase for so many months is erased; 0: never.
        notes: Notes are removed after so many months; 0: never.
        prospects: The same for those who asked and never joined.
    """

    purpose_fa: str = ""
    purpose_en: str = ""
    members: int = 0
    notes: int = 0
    prospects: int = 0

    def checked(self) -> "PrivacyRules":
        """Return the rules with clean texts.

        Raises:
            SeveralBadInputs: With every field that cannot be used.
        """
        wrong = [
            BadInput(kind, "range", str(getattr(self, kind))[:80])
            for kind in KINDS
            if type(getattr(self, kind)) is not int
            or not 0 <= getattr(self, kind) <= LONGEST_KEEPING
        ]
        texts = {}
        for name in ("purpose_fa", "purpose_en"):
            text = getattr(self, name)
            if not is_storable(text):
                wrong.append(BadInput(name, "unstorable"))
            elif len(text) > LONGEST_PURPOSE:
                wrong.append(BadInput(name, "too long", text[:80], LONGEST_PURPOSE))
            else:
                texts[name] = clean_lines(text)
        if wrong:
            raise SeveralBadInputs(tuple(wrong))
        return replace(self, purpose_fa=texts["purpose_fa"], purpose_en=texts["purpose_en"])

    def purpose(self, language: str) -> str:
        """Return what members are told, in *language* or the other one."""
        texts = (self.purpose_fa, self.purpose_en)
        return (texts[0] or texts[1]) if language == "fa" else (texts[1] or texts[0])

    def ends_before(self, kind: str, today: date) -> date | None:
        """Return the day before which data of a kind is let go of; None: it is kept for ever."""
        months = getattr(self, kind)
        return window_start(today, months) if months else None

    def to_json(self) -> str:
        """Return the document that is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "PrivacyRules":
        """Return the rules of a stored document; what this program does not know is passed over."""
        read = json.loads(text)
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in read.items() if name in known})
