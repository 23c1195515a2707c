"""What cannot wait for the night: ladders of complaints, events of today, missed orders."""

from dataclasses import dataclass

from loyaldesk.domain.permissions import Permission
from loyaldesk.services import complaints, followup_files, night, playbook_runs, reminding
from loyaldesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was found: complaints that went a rung up, follow-ups of playbooks, missed orders."""

    escalated: int
    followups: int
    missed: int


def tick(desk: Desk) -> Ticked:
    """Do what is due by now; nothing is done twice, and it costs little when nothing is due.

    Nothing is done while the date is in doubt: what a wrong clock calls missed stays so.

    Raises:
        PermissionDenied: If it is not the program itself or somebody who may run the night.
    """
    desk.require(Permission.NIGHT_RUN)
    if night.doubt(desk) is not None:
        return Ticked(0, 0, 0)
    with desk.change(Permission.NIGHT_RUN) as change:
        escalated = complaints.escalate_due(change)
    ran = playbook_runs.tick(desk)
    missed = reminding.watch(desk)
    followup_files.keep_fresh(desk)
    return Ticked(escalated, ran.made, missed)
