"""What a complaint would get before it is written down: severity, clocks, and who handles it."""

from dataclasses import dataclass

from loyaldesk.domain.complaints import CATEGORIES, Clocks
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import complaint_policy, worktime
from loyaldesk.services.complaint_steps import choice, handler
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import complaints as store
from loyaldesk.store.queries import complaints as queries


@dataclass(frozen=True, slots=True)
class Offer:
    """What the rules say about a complaint that is not written down yet.

    Attributes:
        severity: As the policy says for the category, or as it was given.
        clocks: The three dues, if it is opened now.
        owner_id: Who would handle it; None: nobody may.
    """

    severity: int
    clocks: Clocks
    owner_id: int | None


def offer(
    desk: Desk, category: str, *, member_id: int | None = None, severity: int | None = None
) -> Offer:  # fmt: skip
    """Return what a complaint of *category* would get now; nothing is stored.

    Raises:
        BadInput: If there is no such category.
        NoWorkingTime: If the shop never opens.
    """
    choice("category", category, CATEGORIES)
    with desk.reading(Permission.COMPLAINT_OPEN):
        working, policy, now = worktime.of(desk.db), complaint_policy.of(desk.db), desk.clock()
        grade = severity or policy.severity_of(category)
        tier = store.tier_of(desk.db, member_id) if member_id is not None else ""
        rule = policy.rule_for(category, grade, tier)
        # the rule who handles it asks for a change; nothing is written with this one
        look = Change(desk, now, desk.today(now), desk.zone, clock_suspect=False)
        owner_id = handler(look, member_id, None, working.first_day_open(look.today))
        return Offer(grade, Clocks.started(working, now, rule.targets), owner_id)


def handlers(desk: Desk) -> list[tuple[int, str]]:
    """Return who may handle complaints: id and name, by name."""
    with desk.reading(Permission.COMPLAINT_OPEN):
        able = store.operators_with(desk.db, Permission.COMPLAINT_HANDLE.value)
        names = queries.operator_names(desk.db)
    return sorted(((id_, names[id_]) for id_ in able), key=lambda one: one[1])
