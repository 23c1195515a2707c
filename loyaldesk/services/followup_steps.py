"""Steps with follow-ups inside other acts: making, ending and moving them; they ask no right."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from loyaldesk.domain import errors
from loyaldesk.domain.events import FollowupChanged
from loyaldesk.domain.followups import (
    FARTHEST,
    SPOKEN,
    Due,
    FollowupDraft,
    FollowupRules,
    checked,
    due,
    is_code,
)
from loyaldesk.domain.recurrence import Recurrence
from loyaldesk.domain.working import WorkingTime
from loyaldesk.services import care, worktime
from loyaldesk.services.desk import Change
from loyaldesk.store import followups as store
from loyaldesk.store import merging, rulebooks
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase

DOCUMENT = "followups"


def rules_of(db: ClubDatabase) -> FollowupRules:
    """Return how the shop follows up."""
    found = rulebooks.read(db, DOCUMENT)
    return FollowupRules.from_json(found[0]) if found else FollowupRules()


def rules_in(change: Change) -> FollowupRules:
    """Return the same, read once in a transaction."""
    if DOCUMENT not in change.known:
        change.known[DOCUMENT] = rules_of(change.db)
    found = change.known[DOCUMENT]
    assert isinstance(found, FollowupRules)  # noqa: S101 - put there above
    return found


def time_for(change: Change, channel: str, member_id: int | None) -> WorkingTime:
    """Return the time in which something may be due: calls and messages not at iftar."""
    shop = worktime.of(change.db)
    if channel not in SPOKEN:
        return shop
    company = member_id is not None and (
        store.kind_of_member(change.db, member_id) == "company"
    )  # fmt: skip
    place = (DOCUMENT, id(shop), company)
    if place not in change.known:
        change.known[place] = (shop, shop.calling(company=company))
    found = change.known[place]
    assert isinstance(found, tuple)  # noqa: S101 - put there above
    calling: WorkingTime = found[1]
    return calling


def make_step(change: Change, draft: FollowupDraft) -> int:
    """Store a follow-up and return its id; the same key makes nothing twice.

    Who does it is found by rule, and it is due inside working time, now or later.

    Raises:
        BadInput: If the draft cannot be used.
        Missing: If there is no such member, prospect or operator.
        MemberErased: If the member's data were erased.
        NoWorkingTime: If the shop never opens.
    """
    draft = checked(draft)
    there = store.id_of_key(change.db, draft.key)
    if there is not None:
        return there
    return add_step(change, of_living(change, draft)).id


@dataclass(frozen=True, slots=True)
class Made:
    """A new follow-up. ``is_shifted``: it is not due when it was asked for, but when told."""

    id: int
    due_at: datetime
    due_on: date
    owner_id: int | None
    why: str
    is_shifted: bool


def add_step(change: Change, draft: FollowupDraft, series_id: int | None = None) -> Made:
    """Store a checked draft of somebody who is there."""
    rules = rules_in(change)
    if draft.recurrence:
        Recurrence.from_text(draft.recurrence)
    if draft.owner_id is not None and not store.is_working(change.db, draft.owner_id):
        raise errors.Missing("operator")
    working = time_for(change, draft.channel, draft.member_id)
    when = due(working, rules.hour, change.now, draft.on, draft.at)
    who = care.assign(change.db, draft, when.on)
    draft = replace(draft, owner_id=who.owner_id, minutes=draft.minutes or rules.minutes)
    new = store.add(
        change.db, draft, when, series_id=series_id, at=change.now,
        operator_id=change.desk.operator.id,
    )  # fmt: skip
    asked = _asked(draft, rules, working, when)
    event = store.Event("made", who.why, asked, when.at, to_owner_id=who.owner_id)
    tell(change, new, draft.member_id, event)
    change.note("followup.make", "followup", new, reason=draft.reason)
    return Made(new, when.at, when.on, who.owner_id, who.why, when.is_shifted)


def _asked(draft: FollowupDraft, rules: FollowupRules, working: WorkingTime, when: Due) -> datetime:
    """Return the moment that was asked for: what comes again is counted from it."""
    if draft.on is None:
        return when.at
    return datetime.combine(draft.on, draft.at or rules.hour, working.zone)


def of_living(change: Change, draft: FollowupDraft) -> FollowupDraft:
    """Return the draft for whom it is now: a merged member is followed, a prospect may have joined.

    Raises:
        Missing: If there is no such member or prospect.
        MemberErased: If the member's data were erased.
    """
    if draft.prospect_id is not None:
        is_there, joined = store.member_of_prospect(change.db, draft.prospect_id)
        if not is_there:
            raise errors.Missing("prospect")
        if joined is None:
            return draft
        draft = replace(draft, prospect_id=None, member_id=joined)
    if draft.member_id is None:
        return draft
    member_id = merging.kept(change.db, draft.member_id)
    member = sale_store.buyer(change.db, member_id)
    if member is None:
        raise errors.Missing("member")
    if member.state == "erased":
        raise errors.MemberErased(member.number)
    return replace(draft, member_id=member_id)


def tell(change: Change, followup_id: int, member_id: int | None, event: store.Event) -> None:
    """Store what happened to a follow-up and tell who listens."""
    store.add_event(
        change.db, followup_id, event, at=change.now, operator_id=change.desk.operator.id
    )  # fmt: skip
    change.tell(FollowupChanged(followup_id, member_id))


def cancel_step(
    change: Change, found: store.Stored, reason: str, text: str = "", *, again: bool = False
) -> int | None:
    """Cancel an open follow-up; return the next of its series if it comes *again*."""
    if not is_code(reason):
        raise ValueError(f"no code of a reason: {reason!r}")
    store.cancel(change.db, found, text)
    event = store.Event("cancelled", reason, from_due=found.due.at, text=text)
    tell(change, found.id, found.member_id, event)
    change.note("followup.cancel", "followup", found.id, reason=reason)
    return repeat_step(change, found) if again else None


def cancel_about(change: Change, about: str, about_id: int, reason: str, text: str = "") -> int:
    """Cancel every open follow-up that serves a record; return how many."""
    found = store.open_about(change.db, about, about_id)
    for each in found:
        cancel_step(change, each, reason, text)
    return len(found)


def cancel_run(change: Change, run_id: int, reason: str, text: str = "") -> int:
    """Cancel every open follow-up of a playbook's run; return how many."""
    found = store.open_of_run(change.db, run_id)
    for each in found:
        cancel_step(change, each, reason, text)
    return len(found)


def forget_step(change: Change, member_id: int) -> int:
    """Cancel what is open for a member whose data are erased, and blank the texts of all."""
    found = store.open_of_member(change.db, member_id)
    for each in found:
        cancel_step(change, each, "erased")
    store.forget(change.db, member_id)
    return len(found)


def due_in(change: Change, found: store.Stored, on: date, at: time | None) -> Due:
    """Return when a follow-up is due that is put on a day and hour."""
    working = time_for(change, found.channel, found.member_id)
    return due(working, rules_in(change).hour, change.now, on, at)


def give_step(
    change: Change, found: store.Stored, owner_id: int | None, reason: str, text: str = ""
) -> None:
    """Give an open follow-up to another operator, or to nobody."""
    store.put_owner(change.db, found, owner_id)
    event = store.Event(
        "given", reason, from_owner_id=found.owner_id, to_owner_id=owner_id, text=text
    )  # fmt: skip
    tell(change, found.id, found.member_id, event)
    change.note("followup.give", "followup", found.id, to=owner_id, reason=reason)


def move_step(
    change: Change, found: store.Stored, on: date, at: time | None, reason: str, text: str = ""
) -> Due:
    """Move an open follow-up into the next open minute from a day and hour on."""
    if not is_code(reason):
        raise ValueError(f"no code of a reason: {reason!r}")
    when = due_in(change, found, on, at)
    store.put_due(change.db, found, when)
    event = store.Event("moved", reason, found.due.at, when.at, text=text)
    tell(change, found.id, found.member_id, event)
    change.note("followup.move", "followup", found.id, reason=reason, to=when.on.isoformat())
    return when


def move_day_step(change: Change, day: date, reason: str = "closed", text: str = "") -> int:
    """Move what is open on a day that is closed now to when the shop opens; return how many.

    Call it after the closure is stored.
    """
    found = store.open_on(change.db, day)
    return sum(settle_one(change, each, reason, text) is not None for each in found)


def settle_step(change: Change, reason: str = "hours", text: str = "") -> int:
    """Move whatever will fall into closed time, after the hours changed; return how many.

    Where the shop does not open any more it stays, in sight.
    """
    found = [each for each in store.open_from(change.db, change.today) if each.due.at > change.now]
    moved = 0
    for each in found:
        with suppress(errors.NoWorkingTime):
            moved += settle_one(change, each, reason, text) is not None
    return moved


def settle_one(change: Change, found: store.Stored, reason: str, text: str = "") -> Due | None:
    """Move a follow-up out of closed time; None when it lies in open time."""
    working = time_for(change, found.channel, found.member_id)
    if working.is_open(found.due.at):
        return None
    asked = found.due.at.astimezone(change.zone)
    at = asked.time() if found.due.has_time else None
    return move_step(change, found, asked.date(), at, reason, text)


def repeat_step(change: Change, found: store.Stored) -> int | None:
    """Make the next follow-up of a series when one has ended; None when it comes no more.

    Times that went by meanwhile are left out, so that a member is not called three times at once.
    """
    if not found.recurrence:
        return None
    key = f"repeat:{found.id}"
    there = store.id_of_key(change.db, key)
    if there is not None:  # this one was open again: its next one is made already
        return there
    first_asked, _ = store.made(change.db, found.series_id or found.id)
    this_asked, _ = store.made(change.db, found.id)
    begun = first_asked.astimezone(change.zone)
    behind = max(change.day(this_asked), change.today)
    on = Recurrence.from_text(found.recurrence).after(begun.date(), behind)
    if on is None or on > change.today + FARTHEST:
        return None
    draft = FollowupDraft(
        key, found.member_id, found.prospect_id, found.text, found.channel, found.reason,
        found.about, found.about_id, on, begun.time() if found.due.has_time else None,
        found.owner_id, found.role, found.skill, found.is_promise, found.priority, found.minutes,
        found.checklist, found.answer_id, found.recurrence,
    )  # fmt: skip
    if draft.owner_id is not None and not store.is_working(change.db, draft.owner_id):
        draft = replace(draft, owner_id=None)
    return add_step(change, draft, series_id=found.series_id or found.id).id
