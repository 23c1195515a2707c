"""How follow-ups end: done with an outcome, tried again, cancelled with a reason, opened again."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from loyaldesk.domain import errors
from loyaldesk.domain.contacts import OUT, ContactDraft
from loyaldesk.domain.followups import (
    CANCEL_REASONS,
    LONGEST_RESULT,
    NOT_REACHED,
    Outcome,
    next_try,
    outcome,
    plain,
    why,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import contacts, mentions
from loyaldesk.services import followup_steps as steps
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.followup_guard import existing, open_one, own, refuse_past
from loyaldesk.store import followups as store
from loyaldesk.store import sales as sale_store


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a follow-up.

    Attributes:
        id: Which one.
        outcome: What came of it.
        due_on: The day it is tried again; None: it is done.
        due_at: The moment of that.
        tries: How often nobody was reached.
        is_enough: It was tried so often that it is done without having reached anybody.
        next_id: The next one of its series.
        contact_id: The contact that was noted with it.
    """

    id: int
    outcome: Outcome
    due_on: date | None = None
    due_at: datetime | None = None
    tries: int = 0
    is_enough: bool = False
    next_id: int | None = None
    contact_id: int | None = None


def finish(
    desk: Desk, followup_id: int, how: str, *, version: int, key: str, result: str = "",
    on: date | None = None, at: time | None = None, contact: bool = True,
    topic_id: int | None = None, answer_version_id: int | None = None,
) -> Finished:  # fmt: skip
    """Store what came of a follow-up; who was not reached is tried again by rule.

    Args:
        desk: Where and who.
        followup_id: Which one.
        how: The outcome: a code of `Outcome` or its digit.
        version: The version that was on view.
        key: A second try with the same key changes nothing.
        result: What was said, in a sentence.
        on: The day to try again: needed for ``call_later``, else by rule.
        at: The hour of that day.
        contact: Note it as a contact with the member too.
        topic_id: What was asked, kept with the contact.
        answer_version_id: The approved answer that was given.

    Raises:
        AlreadyFinished: If somebody ended it before.
        ChangedMeanwhile: If somebody changed it since *version*.
        BadInput: If the outcome is unknown, or a call later has no day or one that is past.
        PermissionDenied: If it is another operator's and may not be touched.
    """
    done = outcome(how)
    result = plain(result, "result", LONGEST_RESULT)
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        again = _finished_with(change, followup_id, key)
        if again is not None:
            return again
        found = open_one(change, followup_id, version)
        if done == Outcome.CALL_LATER and on is None:
            raise BadInput("on", "empty")
        if on is not None:
            refuse_past(change, on, at)
        told = _tried(change, found, done, result, key, on, at)
        if told is None:
            told = _ended(change, found, done, result, key)
        if contact:
            asked = (topic_id, answer_version_id)
            noted = _note_contact(change, found, done, result, key, asked)
            told = replace(told, contact_id=noted)
        change.note("followup.finish", "followup", found.id, outcome=done.value)
        return told


def _finished_with(change: Change, followup_id: int, key: str) -> Finished | None:
    there = store.event_of_key(change.db, f"finish:{key}")
    if there is None:
        return None
    id_, code, due_at = there
    if id_ != followup_id:
        raise errors.KeyUsed(key)
    due_on = change.day(due_at) if due_at else None
    return Finished(id_, Outcome(code), due_on, due_at)


def _tried(
    change: Change, found: store.Stored, done: Outcome, result: str, key: str, on: date | None,
    at: time | None,
) -> Finished | None:  # fmt: skip
    """Put it off to the next try; None when this was the last one or it is no matter of trying."""
    if done not in NOT_REACHED and done != Outcome.CALL_LATER:
        return None
    rules = steps.rules_in(change)
    tries = found.tries + (done in NOT_REACHED)
    if done in NOT_REACHED and tries >= rules.tries and on is None:
        return None
    if on is not None:
        when = steps.due_in(change, found, on, at)
    else:
        hour = found.due.at.astimezone(change.zone).time() if found.due.has_time else None
        working = steps.time_for(change, found.channel, found.member_id)
        when = next_try(working, rules, change.now, hour)
        if found.due.on > when.on:  # tried ahead of its day: the day that was meant stays
            when = found.due
    store.put_due(change.db, found, when, tries)
    event = store.Event("tried", done, found.due.at, when.at, text=result, key=f"finish:{key}")
    steps.tell(change, found.id, found.member_id, event)
    return Finished(found.id, done, when.on, when.at, tries)


def _ended(
    change: Change, found: store.Stored, done: Outcome, result: str, key: str
) -> Finished:  # fmt: skip
    tries = found.tries + (done in NOT_REACHED)
    store.end(
        change.db, found, outcome=done, result=result, at=change.now, on=change.today,
        operator_id=change.desk.operator.id, tries=tries,
    )  # fmt: skip
    event = store.Event("done", done, found.due.at, text=result, key=f"finish:{key}")
    steps.tell(change, found.id, found.member_id, event)
    mentions.of_followup(change, found.id, result)
    next_id = None if done == Outcome.REFUSES_CONTACT else steps.repeat_step(change, found)
    return Finished(
        found.id, done, tries=tries, is_enough=done in NOT_REACHED, next_id=next_id
    )  # fmt: skip


def _note_contact(
    change: Change, found: store.Stored, done: Outcome, result: str, key: str,
    asked: tuple[int | None, int | None],
) -> int | None:  # fmt: skip
    """Note the contact that a follow-up was; a task is none."""
    if found.channel == "task" or (found.member_id is None and found.prospect_id is None):
        return None
    draft = ContactDraft(
        f"finish:{key}", found.member_id, found.prospect_id, found.channel, OUT, done.value,
        text=result, followup_id=found.id, about=found.about if found.about_id else "",
        about_id=found.about_id if found.about else None, topic_id=asked[0],
        answer_version_id=asked[1],
    )  # fmt: skip
    return contacts.add_step(change, draft)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a follow-up stands now. ``is_shifted``: the shop is closed when it was asked for."""

    due_at: datetime
    due_on: date
    is_shifted: bool


def cancel(
    desk: Desk, followup_id: int, *, reason: str, version: int, text: str = "",
    series: bool = False,
) -> int | None:  # fmt: skip
    """Cancel a follow-up, with a reason; return the next one of its series.

    Args:
        desk: Where and who.
        followup_id: Which one.
        reason: One of `CANCEL_REASONS`.
        version: The version that was on view.
        text: The reason in a sentence; needed with ``other``.
        series: It shall not come again either.

    Raises:
        BadInput: If there is no reason.
        AlreadyFinished, ChangedMeanwhile, PermissionDenied: As `finish`.
    """
    text = why(reason, text, CANCEL_REASONS)
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        found = open_one(change, followup_id, version)
        if series:
            _cancel_next(change, found, reason, text)
        return steps.cancel_step(change, found, reason, text, again=not series)


def _cancel_next(change: Change, found: store.Stored, reason: str, text: str) -> None:
    """Cancel the next one of a series that was made before this one was opened again."""
    next_id = store.id_of_key(change.db, f"repeat:{found.id}")
    after = store.by_id(change.db, next_id) if next_id is not None else None
    if after is not None and after.state == store.OPEN:
        own(change, after)
        steps.cancel_step(change, after, reason, text)


def reopen(desk: Desk, followup_id: int) -> Moved:
    """Take the end of a follow-up back, on the day it ended; it is due as it was.

    Raises:
        Missing: If there is no such follow-up.
        CannotReopen: If it is open, ended on another day, or its member's data were erased.
        PermissionDenied: If it is another operator's and may not be touched.
    """
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        found = existing(change, followup_id)
        own(change, found)
        ending = store.last_ending(change.db, followup_id)
        if found.state == store.OPEN or ending is None:
            raise errors.CannotReopen("open")
        if change.day(ending[0]) != change.today:
            raise errors.CannotReopen("too late")
        if ending[2] == "erased" or _is_erased(change, found):
            raise errors.CannotReopen("erased")
        tries = max(found.tries - (found.outcome in NOT_REACHED), 0)
        store.open_again(change.db, found, found.due, tries)
        event = store.Event("reopened", "", found.due.at, found.due.at)
        steps.tell(change, found.id, found.member_id, event)
        change.note("followup.reopen", "followup", found.id)
        when = steps.settle_one(change, existing(change, followup_id), "closed")
    return Moved((when or found.due).at, (when or found.due).on, when is not None)


def _is_erased(change: Change, found: store.Stored) -> bool:
    """Return whether the data of whom it was for were erased since it ended."""
    if found.prospect_id is not None:
        return not store.member_of_prospect(change.db, found.prospect_id)[0]
    member = sale_store.buyer(change.db, found.member_id) if found.member_id else None
    return member is not None and member.state == "erased"
