"""Steps that requests, prospects, voices, agreements and orders share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Protocol, TypeVar

from loyaldesk.domain import errors
from loyaldesk.domain.casework import PLACES, Whose, choice, line
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import followup_reading, followup_steps
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import casework as store
from loyaldesk.store import followups as followup_store
from loyaldesk.store import merging, prospects, record_events
from loyaldesk.store import sales as sale_store
from loyaldesk.store.casework import Cell

RecordEventRow = record_events.RecordEventRow


class Row(Protocol):
    """What a row of the lists has when it tells a mobile."""

    @property
    def owner_id(self) -> int | None:
        """Who takes care of it."""

    @property
    def mobile(self) -> str:
        """Whose number it is."""


RowT = TypeVar("RowT", bound=Row)


def shown(rows: Sequence[RowT], desk: Desk) -> list[RowT]:
    """Return rows as the operator may see them.

    Who may not see whole mobiles sees their last four digits, except in what they take care of
    themselves: they are to call there.
    """
    if desk.may(Permission.MEMBER_REVEAL):
        return list(rows)
    return [_hidden(desk, row) for row in rows]


def _hidden(desk: Desk, row: RowT) -> RowT:
    if row.owner_id == desk.operator.id or not row.mobile:
        return row
    changed: Any = row
    done: RowT = replace(changed, mobile=ending(row.mobile))
    return done


def ending(mobile: str) -> str:
    """Return what of a mobile is shown to who may not see it whole."""
    return f"…{mobile[-4:]}" if mobile else ""


def known(change: Change, member_id: int | None, prospect_id: int | None) -> Whose:
    """Return whose something is now: a merged member is followed, a prospect may have joined.

    Raises:
        Missing: If there is no such member or prospect.
        MemberErased: If the member's data were erased.
    """
    if prospect_id is not None:
        found = prospects.by_id(change.db, prospect_id)
        if found is None or found.reason == "erased":
            raise errors.Missing("prospect")
        if found.member_id is None:
            return Whose(None, prospect_id)
        member_id = found.member_id
    if member_id is None:
        return Whose()
    member_id = merging.kept(change.db, member_id)
    member = sale_store.buyer(change.db, member_id)
    if member is None:
        raise errors.Missing("member")
    if member.state == "erased":
        raise errors.MemberErased(member.number)
    return Whose(member_id)


def check_owner(change: Change, owner_id: int | None) -> None:
    """Refuse somebody who does not work here.

    Raises:
        Missing: If there is no such operator.
    """
    if owner_id is not None and not store.is_working(change.db, owner_id):
        raise errors.Missing("operator", str(owner_id))


def put(
    change: Change, place: str, record_id: int, version: int, what: str, *, code: str = "",
    text: str = "", **columns: Cell,
) -> None:  # fmt: skip
    """Store columns of a record with what happened to it.

    Raises:
        ChangedMeanwhile: If somebody stored it since *version*.
    """
    if not store.put(change.db, place, record_id, version, **columns):
        raise errors.ChangedMeanwhile(place)
    happened(change, place, record_id, what, code, text)


def happened(
    change: Change, place: str, record_id: int, what: str, code: str = "", text: str = ""
) -> None:
    """Store what happened to a record, in its history and in the trail."""
    record_events.add(
        change.db, place, record_id, what, at=change.now, operator_id=change.desk.operator.id,
        code=code, text=text,
    )  # fmt: skip
    change.note(f"{place}.{what}", place, record_id, **({"code": code} if code else {}))


def first_step(change: Change, draft: FollowupDraft, owner_id: int | None) -> int | None:
    """Make the first follow-up of a new record, store who takes care of both, and return who.

    Without a rule that names somebody it is who wrote the record down.
    """
    made = followup_steps.make_step(change, replace(draft, owner_id=owner_id))
    found = owner_id or store.owner_of_followup(change.db, made) or change.desk.operator.id
    assert draft.about_id is not None  # noqa: S101 - a follow-up of a record
    store.set_owner(change.db, draft.about, draft.about_id, found)
    return found


def next_step(change: Change, draft: FollowupDraft) -> int:
    """Make a further follow-up of a record; who left the shop meanwhile does none."""
    if draft.owner_id is not None and not store.is_working(change.db, draft.owner_id):
        draft = replace(draft, owner_id=None)
    return followup_steps.make_step(change, draft)


def move_steps(change: Change, place: str, record_id: int, due: datetime, reason: str) -> int:
    """Move the open follow-ups of a record with its deadline; return how many there are."""
    local = due.astimezone(change.zone)
    found = followup_store.open_about(change.db, place, record_id)
    for each in found:
        at = local.time() if each.due.has_time else None
        followup_steps.move_step(change, each, local.date(), at, reason)
    return len(found)


def end_steps(change: Change, place: str, record_id: int, reason: str) -> int:
    """Cancel the open follow-ups of a record, with the reason that ended it."""
    return followup_steps.cancel_about(change, place, record_id, reason)


def hour_of(moment: datetime, change: Change) -> time:
    """Return the hour of a moment on the shop's clock."""
    return moment.astimezone(change.zone).time()


def history(desk: Desk, place: str, record_id: int) -> list[RecordEventRow]:
    """Return everything that happened to a record of the request room, in order.

    Raises:
        BadInput: If there is no such kind of record.
    """
    choice("place", place, PLACES)
    with desk.reading(Permission.FOLLOWUP_READ):
        return record_events.of(desk.db, place, record_id)


def next_action(
    desk: Desk, place: str, record_id: int
) -> followup_reading.FollowupRow | None:  # fmt: skip
    """Return the open follow-up of a record that is due first; None: nothing is planned.

    Raises:
        BadInput: If there is no such kind of record.
    """
    choice("place", place, PLACES)
    with desk.reading(Permission.FOLLOWUP_READ):
        found = followup_store.open_about(desk.db, place, record_id)
    if not found:
        return None
    hidden = not desk.may(Permission.MEMBER_REVEAL)
    rows = [followup_reading.detail(desk, each.id, hidden=hidden) for each in found]
    return min(rows, key=lambda row: (row.due_at, row.id))


def give(
    desk: Desk, place: str, record_id: int, owner_id: int, *, version: int, text: str = ""
) -> None:  # fmt: skip
    """Give a record, with its open follow-ups, to another operator.

    Raises:
        BadInput: If there is no such kind of record.
        Missing: If there is no such record or operator.
        ChangedMeanwhile: If somebody stored the record since *version*.
    """
    choice("place", place, PLACES)
    note = line("text", text, limit=500)
    with desk.change(Permission.REQUEST_WRITE) as change:
        check_owner(change, owner_id)
        if not record_events.of(change.db, place, record_id):
            raise errors.Missing(place)
        put(
            change, place, record_id, version, "given", code=str(owner_id), text=note,
            owner_id=owner_id,
        )  # fmt: skip
        for each in followup_store.open_about(change.db, place, record_id):
            if each.owner_id != owner_id:
                followup_store.put_owner(change.db, each, owner_id)
                event = followup_store.Event(
                    "given", "record", from_owner_id=each.owner_id, to_owner_id=owner_id
                )
                followup_steps.tell(change, each.id, each.member_id, event)


def nobody() -> BadInput:
    """Return that a record needs somebody it is for."""
    return BadInput("member", "empty")
