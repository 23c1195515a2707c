"""Spending less on a member, politely: what may be proposed, and for whom. Nobody is sent away."""

from dataclasses import dataclass, replace

from loyaldesk.domain.casework import choice, key, line
from loyaldesk.kernel.errors import BadInput

ACTS = ("stop_coupons", "stop_messages", "contact_at_most", "keep_serving")
"""The mildest that helps is proposed; none refuses service, and nothing is deleted."""

PROPOSED, APPROVED, REFUSED, ENDED, WITHDRAWN = (
    "proposed", "approved", "refused", "ended", "withdrawn",
)  # fmt: skip
STATES = (PROPOSED, APPROVED, REFUSED, ENDED, WITHDRAWN)

REASONS = ("discount_only", "discount_mostly", "discount", "returns", "serving", "goods")
"""Why somebody is on the board."""

CONTACT_DAYS = 90
MOST_CONTACTS = 30
QUIET_DAYS = 180
"""Whom a manager refused to let go is not proposed again for so long."""

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class LetGoDraft:
    """A proposal.

    Attributes:
        key: Of the form; the same key proposes nothing twice.
        member_id: For whom.
        act: One of `ACTS`.
        reason: Why, in a sentence.
        most_contacts: With ``contact_at_most``: how often in `CONTACT_DAYS` days, 1 to 30.
    """

    key: str
    member_id: int
    act: str
    reason: str
    most_contacts: int | None = None

    def checked(self) -> "LetGoDraft":
        """Return it in order.

        Raises:
            BadInput: If something in it cannot be used.
        """
        act = choice("act", self.act, ACTS)
        most = self.most_contacts if act == "contact_at_most" else None
        if act == "contact_at_most" and (most is None or not 1 <= most <= MOST_CONTACTS):
            raise BadInput("most_contacts", "range" if most is not None else "empty",
                           str(most or ""), MOST_CONTACTS)  # fmt: skip
        reason = line("reason", self.reason, needed=True, limit=LONGEST_REASON)
        return replace(self, key=key(self.key), reason=reason, most_contacts=most)


def usual_act(reason: str) -> str:
    """Return what is proposed for a reason: the mildest thing that touches it."""
    if reason.startswith("discount"):
        return "stop_coupons"
    return "contact_at_most" if reason == "serving" else "keep_serving"
