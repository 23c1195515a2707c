"""Voices of members: ideas, opinions, faults and thanks, and the way each goes."""

from dataclasses import dataclass

from loyaldesk.domain.casework import WAYS, choice, key, line, lines
from loyaldesk.kernel.errors import BadInput

KINDS = ("idea", "opinion", "fault", "thanks")
STATES = ("new", "considered", "accepted", "done", "declined")
ENDED = ("done", "declined")
TELLING = ("told", "call", "visit", "sms", "messenger", "email", "letter", "social")
"""How a member is answered: in person, or by a contact that goes out."""

_NEXT = {
    "new": ("considered", "accepted", "done", "declined"),
    "considered": ("accepted", "done", "declined"),
    "accepted": ("done", "declined"),
    "done": (),
    "declined": (),
}


def may_become(state: str, new: str) -> bool:
    """Return whether a voice in *state* may become *new*; it never goes back."""
    return new in _NEXT[state]


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    """What somebody said.

    Attributes:
        key: The same key makes nothing twice.
        kind: One of `KINDS`.
        member_id: Who said it; or `prospect_id`; or nobody knows.
        product: What it is about; a fault needs one.
        praised_id: The operator who is thanked.
        owner_id: Who takes care of it; None: found by rule.
    """

    key: str
    kind: str
    text: str = ""
    member_id: int | None = None
    prospect_id: int | None = None
    product: str = ""
    praised_id: int | None = None
    channel: str = "counter"
    owner_id: int | None = None

    def checked(self) -> "FeedbackDraft":
        """Return it as it can be stored.

        Raises:
            BadInput: If something in it cannot be used.
        """
        kind = choice("kind", self.kind, KINDS)
        if self.member_id is not None and self.prospect_id is not None:
            raise BadInput("member", "member or prospect")
        if self.praised_id is not None and kind != "thanks":
            raise BadInput("praised", "only thanks praise")
        product = line("product", self.product, needed=kind == "fault")
        text = lines("text", self.text, needed=kind != "thanks")
        return FeedbackDraft(
            key(self.key), kind, text, self.member_id, self.prospect_id, product, self.praised_id,
            choice("channel", self.channel, WAYS), self.owner_id,
        )  # fmt: skip
