"""What a member on view asks of whoever serves them, and what the day asks of the shop."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.permissions import Permission
from loyaldesk.services.desk import Desk
from loyaldesk.store import merging
from loyaldesk.store.queries import attention as queries
from loyaldesk.store.queries import care

SOON = timedelta(days=3)
"""A promise is told at the counter so many days before its day."""

TOLD_THEMSELVES = frozenset({"complaint", "request"})
"""Records that are told while they are open, so that their follow-ups need not be."""

CareNames = care.CareNames
LastContact = queries.LastContact
OpenComplaint = queries.OpenComplaint
OpenFollowup = queries.OpenFollowup
OpenRequest = queries.OpenRequest


@dataclass(frozen=True, slots=True)
class Attention:
    """What is open about a member.

    Attributes:
        today: The shop's day it was read on.
        complaints: Not closed, the gravest first.
        followups: To be done, the one due first in front: the first is the next action.
        requests: Asked for and not done.
        contact: The last one; None: none yet.
        care: Who looks after the member.
    """

    today: date
    complaints: tuple[OpenComplaint, ...]
    followups: tuple[OpenFollowup, ...]
    requests: tuple[OpenRequest, ...]
    contact: LastContact | None
    care: CareNames

    @property
    def promises(self) -> tuple[OpenFollowup, ...]:
        """What was promised for one of the next days or is late."""
        until = self.today + SOON
        return tuple(one for one in self.followups if one.is_promise and one.due_on <= until)

    @property
    def due(self) -> tuple[OpenFollowup, ...]:
        """What else is due today or was due before; a record tells its own follow-ups."""
        return tuple(
            one for one in self.followups
            if not one.is_promise and one.about not in TOLD_THEMSELVES
            and one.due_on <= self.today
        )  # fmt: skip

    @property
    def next_action(self) -> OpenFollowup | None:
        """What is to be done next; None: nothing is planned."""
        return self.followups[0] if self.followups else None


def of_member(desk: Desk, member_id: int) -> Attention:
    """Return what is open about a member; who may not read follow-ups sees the owner only."""
    with desk.reading(Permission.MEMBER_READ):
        db, id_ = desk.db, merging.kept(desk.db, member_id)
        names = care.of_member(db, id_)
        if not desk.may(Permission.FOLLOWUP_READ):
            return Attention(desk.today(), (), (), (), None, names)
        return Attention(
            desk.today(), tuple(queries.complaints(db, id_)), tuple(queries.followups(db, id_)),
            tuple(queries.requests(db, id_)), queries.last_contact(db, id_), names,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Follow-ups of the operator and of nobody: due today, and due before."""

    today: int
    overdue: int


def due(desk: Desk) -> DueCounts:
    """Return how many follow-ups wait for the operator; a manager is told everybody's."""
    with desk.reading(Permission.FOLLOWUP_READ):
        sees_all = desk.may(Permission.FOLLOWUP_ANY)
        return DueCounts(
            *queries.due_counts(desk.db, desk.operator.id, desk.today(), sees_all=sees_all)
        )
