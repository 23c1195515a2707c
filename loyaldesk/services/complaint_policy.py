"""The shop's rules for complaints: reading them, and saving them when they can be kept."""

from dataclasses import dataclass

from loyaldesk.domain.complaint_policy import Policy, checked
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import club, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import complaints as store
from loyaldesk.store import rulebooks
from loyaldesk.store.database import ClubDatabase


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """The rules with the version they were read in; 0 while the shop has written none."""

    policy: Policy
    version: int


def of(db: ClubDatabase) -> Policy:
    """Return the rules in force (a step)."""
    kept = rulebooks.read(db, rulebooks.COMPLAINTS)
    return Policy.from_json(kept[0]) if kept else Policy()


def show(desk: Desk) -> KeptPolicy:
    """Return the rules in force, or those every shop begins with."""
    with desk.reading(Permission.FOLLOWUP_READ):
        kept = rulebooks.read(desk.db, rulebooks.COMPLAINTS)
    return KeptPolicy(Policy.from_json(kept[0]), kept[1]) if kept else KeptPolicy(Policy(), 0)


def save(desk: Desk, policy: Policy, version: int) -> int:
    """Store the rules and return their new version; complaints that are open keep their clocks.

    Raises:
        SeveralBadInputs: If anything is wrong with them: not exactly one default, an empty
            condition, minutes of none, clocks out of order, a role nobody has.
        NoWorkingTime: If the shop has no working hours in which a clock could run.
        ChangedMeanwhile: If somebody else saved them since *version*.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        _check(change, policy)
        made = rulebooks.write(change, rulebooks.COMPLAINTS, policy.to_json(), version)
        change.note("complaint.policy", "calendar", None, version=made, rules=len(policy.rules))
    return made


def _check(change: Change, policy: Policy) -> None:
    tiers = club.rules_on(change, change.today).tiers
    # A rung of the shipped ladder that nobody stands on leads to the owner: a shop of one person
    # need not rewrite it before anything else can be saved.
    shipped = {rung.role for rung in Policy().ladder}
    roles = store.roles_at_work(change.db) | shipped
    checked(policy, roles=roles, tiers={tier.code for tier in tiers})
    worktime.of(change.db).next_open(change.now)
