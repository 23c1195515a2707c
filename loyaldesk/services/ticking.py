"""What cannot wait for the night: ladders of complaints, events of today, missed orders."""

from dataclasses import dataclass

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import complaints, followups, playbook_runs, reminding
from loyaldesk.services.desk import Desk

FAILED = "followup.calendar"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was found: complaints that went a rung up, follow-ups of playbooks, missed orders."""

    escalated: int
    followups: int
    missed: int


def tick(desk: Desk) -> Ticked:
    """Do what is due by now; nothing is done twice, and it costs little when nothing is due.

    Raises:
        PermissionDenied: If it is not the program itself or somebody who may run the night.
    """
    with desk.change(Permission.NIGHT_RUN) as change:
        escalated = complaints.escalate_due(change)
    ran = playbook_runs.tick(desk)
    missed = reminding.watch(desk)
    refresh_calendar(desk)
    return Ticked(escalated, ran.made, missed)


def refresh_calendar(desk: Desk) -> None:
    """Keep the file fresh that calendar programs read; that it cannot be written ends nothing."""
    try:
        followups.refresh_subscription(desk)
    except StorageProblem as error:
        desk.note_failure(FAILED, "club", 1, error.why)
