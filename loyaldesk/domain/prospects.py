"""Prospects: people without card and points who asked for something and may become members."""

from dataclasses import dataclass

from loyaldesk.domain.casework import choice, key, line, lines
from loyaldesk.domain.members import MemberDraft
from loyaldesk.kernel import phone
from loyaldesk.kernel.errors import BadInput

SOURCES = ("caller", "visitor", "form", "social", "referral", "other")
"""How somebody came to the shop first."""

LOST_REASONS = (
    "not_reached", "price", "not_available", "bought_elsewhere", "no_interest", "wrong_number",
    "twice", "other",
)  # fmt: skip

KNOWN = "known"
"""Reason on a prospect who turned out to be a member already: no conversion."""
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class ProspectDraft:
    """Somebody who is no member.

    Attributes:
        key: The same key makes nobody twice.
        name: Name as told; it or the mobile may be missing, not both.
        source: One of `SOURCES`.
        enquiry: What was asked for.
        owner_id: Who takes care; None: found by rule.
    """

    key: str
    name: str = ""
    mobile: str = ""
    source: str = "caller"
    enquiry: str = ""
    email: str = ""
    owner_id: int | None = None

    def checked(self) -> "ProspectDraft":
        """Return it as it can be stored, the mobile as E.164.

        Raises:
            BadInput: If something in it cannot be used, or nothing says who it is.
        """
        name = line("name", self.name, limit=120)
        number = mobile(self.mobile)
        if not name and not number:
            raise BadInput("name", "name or mobile")
        return ProspectDraft(
            key(self.key), name, number, choice("source", self.source, SOURCES),
            lines("enquiry", self.enquiry), line("email", self.email), self.owner_id,
        )  # fmt: skip


def mobile(text: str) -> str:
    """Return a mobile as E.164, or nothing when none was typed.

    Raises:
        BadInput: If it is none.
    """
    if not text.strip():
        return ""
    found = phone.normalize(text)
    if found is None:
        raise BadInput("mobile", "not a mobile", text[:80])
    return found


def member_draft(name: str, number: str, email: str, source: str) -> MemberDraft:
    """Return the form of the member a prospect becomes, filled in as far as it is known."""
    first, _, last = name.partition(" ")
    return MemberDraft(first, last, number, email=email, source=source)
