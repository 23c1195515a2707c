"""The seals proved each night, and what is said of it until somebody accepts it with a reason."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from loyaldesk.domain.events import TrailDoubted
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.seals import Kind
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import club, sealing
from loyaldesk.services.desk import Desk
from loyaldesk.store import heads
from loyaldesk.store.fields import utc_moment

ACT = "trail.doubted"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the nightly check found and nobody accepted yet.

    Attributes:
        count: How many things do not fit.
        at: When it was found.
    """

    count: int
    at: datetime


def prove(desk: Desk) -> int:
    """Prove the seals since the last night they fitted, and write down what does not fit.

    What was proved is kept outside the file. As long as something is doubted it is looked at
    again each night. The sample shop is left out.

    Returns:
        How many things do not fit.

    Raises:
        PermissionDenied: If the operator does not do the nightly work.
    """
    with desk.reading(Permission.NIGHT_RUN):
        facts, key = club.facts(desk), desk.db.trail_key
        if facts.is_sample or key is None:
            return 0
        ask = desk.db.execute_sql
        head = heads.take(ask, desk.clock())
        since = heads.proved(facts.uid, key)
        found = sealing.proved(ask, key, since, is_server=desk.db.is_server)
    count = sum(each.kind == Kind.GUARD or each.last > found.accepted for each in found.findings)
    if not count:
        with suppress(OSError):  # the folder is full or read-only: the next night proves more
            heads.remember_proved(facts.uid, key, head)
        return 0
    with desk.change(Permission.NIGHT_RUN) as change:
        change.note(ACT, "club", 1, found=count)
        change.tell(TrailDoubted(count))
    return count


def doubt(desk: Desk) -> Doubt | None:
    """Return what a night found and nobody accepted since; None for who may not read the trail."""
    if not desk.may(Permission.AUDIT_READ):
        return None
    with desk.reading(Permission.AUDIT_READ):
        row = desk.db.execute_sql(
            "SELECT at, detail FROM audit WHERE act = ? AND seq > COALESCE((SELECT MAX(seq) FROM"
            " audit WHERE act = 'trail.accepted'), 0) ORDER BY seq DESC LIMIT 1",
            (ACT,),
        ).fetchone()
        if row is None:
            return None
        return Doubt(int(json.loads(row[1] or "{}").get("found", 1)), utc_moment(row[0]))


def doubt_words(found: Doubt, desk: Desk) -> str:
    """Return in words that a night found something."""
    return trn(
        "The nightly check found {n} place in the activity log, the sales or the points that"
        " somebody changed without the program ({when}).",
        "The nightly check found {n} places in the activity log, the sales or the points that"
        " somebody changed without the program ({when}).",
        found.count,
    ).format(n=fmt.number(found.count), when=fmt.moment(found.at, desk.zone))


def more_words() -> str:
    """Return what who may not check the file does about it."""
    return tr("The owner can have the file checked in Settings, on the page of backups.")
