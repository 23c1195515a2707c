"""What is measured and compared after the night's own work; a step that fails ends no other."""

from collections.abc import Callable

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import alikes, seal_watch
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import churn_cost, forecast, marking, refreshing, targets

STEPS: tuple[tuple[str, Callable[[Desk], object], Permission], ...] = (
    ("insight.refresh", refreshing.refresh, Permission.REPORT_READ),
    ("insight.fit", forecast.refit, Permission.NIGHT_RUN),
    ("insight.mark", marking.run, Permission.NIGHT_RUN),
    ("lost_member.run", churn_cost.run, Permission.NIGHT_RUN),
    ("kpi.settle", targets.settle, Permission.REPORT_READ),
    ("alike.find", alikes.find, Permission.NIGHT_RUN),
    ("trail.prove", seal_watch.prove, Permission.NIGHT_RUN),
)
"""The act as the trail calls it, what does it, and its right; the first feeds the others."""


def run(desk: Desk) -> None:
    """Do every step the operator may; the nights of a shop are done by whoever starts it first."""
    for act, step, right in STEPS:
        if not desk.may(right):
            continue
        try:
            step(desk)
        except StorageProblem as error:
            desk.note_failure(act, "club", 1, error.why)
