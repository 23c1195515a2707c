"""Contacts with members and prospects: noting one, and what follows from it."""

from dataclasses import dataclass, replace

from loyaldesk.domain import errors
from loyaldesk.domain.contacts import ContactDraft, checked
from loyaldesk.domain.events import ContactAdded
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import followup_steps
from loyaldesk.services.contact_reading import (
    ContactRow,
    about,
    contact_plan,
    needs,
    of_member,
    of_prospect,
    off_plan,
    plan,
    rivals,
    save_plan,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import contacts as store
from loyaldesk.store import followups as followup_store
from loyaldesk.store import merging, record_events
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase

__all__ = [
    "Added", "ContactDraft", "ContactRow", "about", "add", "add_step", "contact_plan",
    "need_next_step", "needs", "note_step", "of_member", "of_prospect", "off_plan", "plan",
    "rivals", "save_plan", "withdraw",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """A contact that is noted, with the follow-up it led to."""

    contact_id: int
    followup_id: int | None


def add(desk: Desk, draft: ContactDraft) -> Added:
    """Note a contact; a promise with a day and a next step become follow-ups with it.

    Raises:
        BadInput: If something cannot be used, or an open record would stay without a next step
            (``next_on``, ``missing``).
        Missing, MemberErased: If nobody is there to have it with.
        KeyUsed: If the key stands for a contact with somebody else.
    """
    with desk.change(Permission.CONTACT_WRITE) as change:
        done = note_step(change, draft)
        if draft.about and draft.about_id is not None:
            need_next_step(change.db, draft.about, draft.about_id)
    return done


def add_step(change: Change, draft: ContactDraft) -> int:
    """Store a contact and return its id (a step of use cases); see `note_step`."""
    return note_step(change, draft).contact_id


def note_step(change: Change, draft: ContactDraft) -> Added:
    """Store a contact with the follow-ups that follow from it.

    A contact with a merged record is one with the record it lives in, one with a prospect who
    joined is one with the member.

    Raises:
        BadInput, Missing, MemberErased, KeyUsed: As `add`.
    """
    draft = _with(change.db, checked(draft))
    there = store.id_of_key(change.db, draft.key)
    if there is not None:
        if there[1:] != (draft.member_id, draft.prospect_id):
            raise errors.KeyUsed(draft.key)
        return Added(there[0], followup_store.id_of_key(change.db, _next_key(draft)))
    for name, day in (("promise_on", draft.promise_on), ("next_on", draft.next_on)):
        if day is not None and day < change.today:
            raise BadInput(name, "past", day.isoformat())
    draft = _known(change.db, draft)
    new = store.add(change.db, draft, change.now, change.today, change.desk.operator.id)
    change.note("contact.add", "contact", new, channel=draft.channel, result=draft.result)
    change.tell(ContactAdded(draft.member_id))
    return Added(new, _followups(change, draft))


def withdraw(desk: Desk, contact_id: int) -> None:
    """Take back a contact that was noted by mistake, with what it led to; it stays in the file.

    Raises:
        Missing: If there is no such contact.
        ContactStays: If somebody else noted it, it was on another day, or it was taken back.
    """
    with desk.change(Permission.CONTACT_WRITE) as change:
        found = store.by_id(change.db, contact_id)
        if found is None:
            raise errors.Missing("contact")
        if found.operator_id != desk.operator.id:
            raise errors.ContactStays("not yours")
        if found.is_withdrawn:
            raise errors.ContactStays("withdrawn")
        if found.on_day != change.today:
            raise errors.ContactStays("too late")
        record_events.add(
            change.db, "contact", contact_id, "withdrawn", at=change.now,
            operator_id=desk.operator.id,
        )  # fmt: skip
        for step in ("promise", "next"):
            followup_id = followup_store.id_of_key(change.db, f"contact:{found.key}:{step}")
            followup = followup_store.by_id(change.db, followup_id) if followup_id else None
            if followup is not None and followup.state == followup_store.OPEN:
                followup_steps.cancel_step(change, followup, "mistake")
        change.note("contact.withdraw", "contact", contact_id)
        change.tell(ContactAdded(found.member_id))


def need_next_step(db: ClubDatabase, about: str, about_id: int) -> None:
    """Refuse to leave an open record without a follow-up.

    Raises:
        BadInput: ``next_on``, ``missing``.
    """
    if store.lacks_next_step(db, about, about_id):
        raise BadInput("next_on", "missing")


def _followups(change: Change, draft: ContactDraft) -> int | None:
    """Make what was promised and the next step into follow-ups; return the last one's id."""
    found = None
    base = FollowupDraft(
        "", draft.member_id, draft.prospect_id, about=draft.about, about_id=draft.about_id,
        channel="task" if draft.channel in {"counter", "visit"} else draft.channel,
    )  # fmt: skip
    if draft.promise_on is not None:
        found = followup_steps.make_step(change, replace(
            base, key=f"contact:{draft.key}:promise", text=draft.promise, reason="promise",
            on=draft.promise_on, is_promise=True,
        ))  # fmt: skip
    if draft.next_on is not None:
        found = followup_steps.make_step(change, replace(
            base, key=f"contact:{draft.key}:next", text=draft.need or draft.promise,
            reason=_REASON_OF.get(draft.about, "manual"), on=draft.next_on,
        ))  # fmt: skip
    return found


def _next_key(draft: ContactDraft) -> str:
    return f"contact:{draft.key}:{'next' if draft.next_on else 'promise'}"


_REASON_OF = {
    "complaint": "complaint", "request": "request", "feedback": "feedback",
    "agreement": "agreement", "occasion_order": "occasion",
}  # fmt: skip


def _with(db: ClubDatabase, draft: ContactDraft) -> ContactDraft:
    """Return the draft with who it is with now.

    Raises:
        Missing, MemberErased: If nobody is there.
    """
    if draft.prospect_id is not None:
        is_there, joined = followup_store.member_of_prospect(db, draft.prospect_id)
        if not is_there:
            raise errors.Missing("prospect")
        if joined is None:
            return draft
        draft = replace(draft, prospect_id=None, member_id=joined)
    member_id = merging.kept(db, draft.member_id or 0)
    member = sale_store.buyer(db, member_id)
    if member is None:
        raise errors.Missing("member")
    if member.state == "erased":
        raise errors.MemberErased(member.number)
    return replace(draft, member_id=member_id)


def _known(db: ClubDatabase, draft: ContactDraft) -> ContactDraft:
    """Return the draft with the topic of its answer.

    Raises:
        Missing: If it names a row that is not there.
    """
    if draft.answer_version_id is not None:
        topic_id = store.topic_of_answer(db, draft.answer_version_id)
        if topic_id is None:
            raise errors.Missing("answer")
        draft = replace(draft, topic_id=topic_id)
    named = (("topic", draft.topic_id), ("followup", draft.followup_id), ("sale", draft.sale_id))
    for table, row_id in named:
        if row_id is not None and not store.is_there(db, table, row_id):
            raise errors.Missing(table)
    return draft
