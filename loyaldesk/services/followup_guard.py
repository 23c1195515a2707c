"""What every act on a follow-up asks first: is it there, open, as it was on view, and mine?"""

from datetime import date, datetime, time

from loyaldesk.domain import errors
from loyaldesk.domain.followups import FARTHEST
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services.desk import Change
from loyaldesk.store import followups as store


def existing(change: Change, followup_id: int) -> store.Stored:
    """Return a follow-up.

    Raises:
        Missing: If there is none.
    """
    found = store.by_id(change.db, followup_id)
    if found is None:
        raise errors.Missing("followup")
    return found


def open_one(change: Change, followup_id: int, version: int) -> store.Stored:
    """Return an open follow-up that this operator may touch, as it was on view.

    Raises:
        Missing, PermissionDenied, AlreadyFinished, ChangedMeanwhile: If it is not.
    """
    found = existing(change, followup_id)
    own(change, found)
    if found.state != store.OPEN:
        ending = store.last_ending(change.db, followup_id)
        assert ending is not None  # noqa: S101 - an invariant: every end has its event
        at, by, _ = ending
        how = found.outcome or store.CANCELLED
        raise errors.AlreadyFinished(
            store.name_of(change.db, by), at.astimezone(change.zone), how
        )  # fmt: skip
    if found.version != version:
        raise errors.ChangedMeanwhile("followup")
    return found


def own(change: Change, found: store.Stored) -> None:
    """Ask for more than the usual right when it is another operator's."""
    me = change.desk.operator.id
    if found.owner_id in (None, me) or is_maker(found.made_by, me, found.about):
        return
    if not store.gave(change.db, found.id, me):
        change.desk.require(Permission.FOLLOWUP_ANY)


def is_maker(made_by: int, me: int, about: str) -> bool:
    """Return whether somebody may touch a follow-up for having made it.

    Who wrote a complaint down made its follow-ups too, but may be whom it is about.
    """
    return made_by == me and about != "complaint"


def refuse_past(change: Change, on: date, at: time | None) -> None:
    """Refuse a day or hour that is past, and one that is too far off.

    Raises:
        BadInput: If it is.
    """
    if on < change.today:
        raise BadInput("on", "past", on.isoformat())
    if on > change.today + FARTHEST:
        raise BadInput("on", "too far", on.isoformat())
    if at is not None and datetime.combine(on, at, change.zone) < change.now:
        raise BadInput("hour", "past hour", at.isoformat("minutes"))
