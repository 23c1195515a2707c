"""The box for voices: ideas, opinions, faults and thanks; each is answered by a deadline."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain import casework as cases
from loyaldesk.domain import errors
from loyaldesk.domain.contacts import OUT, ContactDraft
from loyaldesk.domain.events import FeedbackChanged
from loyaldesk.domain.feedback import TELLING, FeedbackDraft, may_become
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import casework, contacts, request_terms, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import casework as case_store
from loyaldesk.store import feedback as store

PLACE = store.PLACE
FeedbackRow = store.StoredFeedback
_SPOKEN = ("call", "visit")


@dataclass(frozen=True, slots=True)
class Taken:
    """A voice that is written down; ``due_at`` is None where no answer is due: for thanks."""

    id: int
    number: int
    due_at: datetime | None
    owner_id: int | None
    is_new: bool = True


def take(desk: Desk, draft: FeedbackDraft) -> Taken:
    """Write down what somebody said, with the day it is answered by.

    Thanks are done when they are written down: nobody owes an answer to them. A second try with
    the same key changes nothing.

    Raises:
        BadInput: If something in it cannot be used.
        Missing, MemberErased: If it cannot be from whom it names.
        NoWorkingTime: If the shop never opens.
    """
    draft = draft.checked()
    with desk.change(Permission.REQUEST_WRITE) as change:
        there = case_store.id_of_key(change.db, PLACE, draft.key)
        if there is not None:
            return _taken(_existing(change, there), is_new=False)
        casework.check_owner(change, draft.owner_id)
        casework.check_owner(change, draft.praised_id)
        whose = casework.known(change, draft.member_id, draft.prospect_id)
        minutes = request_terms.of(change.db).answer_within(draft.kind)
        due = worktime.of(change.db).add(change.now, minutes) if minutes is not None else None
        new, _ = case_store.add(
            change.db, PLACE, key=draft.key, kind=draft.kind, member_id=whose.member_id,
            prospect_id=whose.prospect_id, channel=draft.channel, product=draft.product,
            praised_id=draft.praised_id, text=draft.text,
            owner_id=draft.owner_id or desk.operator.id, state="new" if due else "done",
            due_at=due, made_at=change.now, made_on=change.today, operator_id=desk.operator.id,
            answer="", answered_at=None, answered_by=None, we_did="", told_on=None, points=0,
            entry_id=None,
        )  # fmt: skip
        casework.happened(change, PLACE, new, "made", draft.kind)
        if due is not None:
            casework.first_step(change, FollowupDraft(
                f"feedback:{new}:1", whose.member_id, whose.prospect_id, draft.text[:500], "task",
                "feedback", PLACE, new, change.day(due),
            ), draft.owner_id)  # fmt: skip
        change.tell(FeedbackChanged(new))
        return _taken(_existing(change, new))


def _taken(row: store.StoredFeedback, *, is_new: bool = True) -> Taken:
    return Taken(row.id, row.number, row.due_at, row.owner_id, is_new)


def _existing(change: Change, feedback_id: int) -> store.StoredFeedback:
    found = store.by_id(change.db, feedback_id)
    if found is None:
        raise errors.Missing("feedback")
    return found


def _becoming(change: Change, feedback_id: int, state: str) -> store.StoredFeedback:
    """Return a voice that may become *state*.

    Raises:
        Missing, RecordEnded: If there is none, or it was decided.
    """
    found = _existing(change, feedback_id)
    if not may_become(found.state, state):
        raise errors.RecordEnded(PLACE, found.number, found.state)
    return found


def consider(desk: Desk, feedback_id: int, *, version: int, text: str = "") -> None:
    """Say that a voice is being looked into.

    Raises:
        Missing, RecordEnded, ChangedMeanwhile: If it is not new any more.
    """
    _step(desk, feedback_id, "considered", text, version)


def accept(desk: Desk, feedback_id: int, *, version: int, text: str = "") -> None:
    """Say that the shop will do what was said.

    Raises:
        Missing, RecordEnded, ChangedMeanwhile: If it was accepted or decided already.
    """
    _step(desk, feedback_id, "accepted", text, version)


def _step(desk: Desk, feedback_id: int, state: str, text: str, version: int) -> None:
    note = cases.line("text", text, limit=500)
    with desk.change(Permission.FEEDBACK_ANSWER) as change:
        _becoming(change, feedback_id, state)
        casework.put(change, PLACE, feedback_id, version, state, text=note, state=state)
        change.tell(FeedbackChanged(feedback_id))


def decline(desk: Desk, feedback_id: int, reason: str, *, version: int) -> None:
    """Say that the shop will not do it, and why; who said it is still to be answered.

    Raises:
        BadInput: If there is no reason.
        Missing, RecordEnded, ChangedMeanwhile: If it was decided already.
    """
    note = cases.line("reason", reason, needed=True, limit=500)
    with desk.change(Permission.FEEDBACK_ANSWER) as change:
        found = _becoming(change, feedback_id, "declined")
        casework.put(
            change, PLACE, feedback_id, version, "declined", text=note, state="declined"
        )  # fmt: skip
        _close_loop(change, found, note, is_told=found.answered_at is not None)


def did(desk: Desk, feedback_id: int, we_did: str, *, version: int) -> None:
    """Say what the shop did after a voice; whoever said it is told next.

    Raises:
        BadInput: If nothing is said.
        Missing, RecordEnded, ChangedMeanwhile: If it was decided already.
    """
    text = cases.lines("we_did", we_did, needed=True, limit=1000)
    with desk.change(Permission.FEEDBACK_ANSWER) as change:
        found = _becoming(change, feedback_id, "done")
        casework.put(
            change, PLACE, feedback_id, version, "done", state="done", we_did=text
        )  # fmt: skip
        _close_loop(change, found, text, is_told=False)


def _close_loop(
    change: Change, row: store.StoredFeedback, text: str, *, is_told: bool
) -> None:  # fmt: skip
    """End the follow-ups of a decided voice; make the one that tells whoever said it."""
    casework.end_steps(change, PLACE, row.id, "settled")
    if not is_told and (row.member_id is not None or row.prospect_id is not None):
        casework.next_step(change, FollowupDraft(
            f"feedback:{row.id}:tell", row.member_id, row.prospect_id, text[:500],
            "call" if row.mobile else "task", "feedback", PLACE, row.id,
            worktime.of(change.db).add_working_days(change.today, 1), owner_id=row.owner_id,
        ))  # fmt: skip
    change.tell(FeedbackChanged(row.id))


def answer(
    desk: Desk, feedback_id: int, text: str, *, way: str = "told", version: int,
    next_on: date | None = None,
) -> None:  # fmt: skip
    """Answer whoever said it; what goes out by a *way* is noted as a contact too.

    A voice that is not decided gets its next follow-up, so that it is not forgotten behind its
    answer; the answer to a decided one tells what became of it.

    Args:
        desk: Where and who.
        feedback_id: Which voice.
        text: The answer.
        way: One of `TELLING`; ``told``: in person.
        version: What was looked at.
        next_on: When somebody looks at it again; None: as the shop's terms say.

    Raises:
        BadInput: If there is no answer, or nobody it could go to by that way.
        Missing, ChangedMeanwhile: If it is not the voice that was looked at.
    """
    said = cases.lines("answer", text, needed=True)
    cases.choice("way", way, TELLING)
    with desk.change(Permission.FEEDBACK_ANSWER) as change:
        found = _existing(change, feedback_id)
        told_on = found.told_on if found.is_open else (found.told_on or change.today)
        casework.put(
            change, PLACE, feedback_id, version, "answered", code=way, answer=said,
            answered_at=found.answered_at or change.now, told_on=told_on,
            answered_by=desk.operator.id,
        )  # fmt: skip
        _contact(change, found, way, said, version)
        casework.end_steps(change, PLACE, feedback_id, "answered")
        if found.is_open:
            days = request_terms.of(change.db).decide_days
            working = worktime.of(change.db)
            casework.next_step(change, FollowupDraft(
                f"feedback:{found.id}:decide:{version}", found.member_id, found.prospect_id,
                found.text[:500], "task", "feedback", PLACE, found.id,
                next_on or working.add_working_days(change.today, days), owner_id=found.owner_id,
            ))  # fmt: skip
        change.tell(FeedbackChanged(feedback_id))


def _contact(
    change: Change, row: store.StoredFeedback, way: str, text: str, version: int
) -> None:  # fmt: skip
    if way == "told":
        return
    if row.member_id is None and row.prospect_id is None:
        raise BadInput("way", "nobody to tell")
    contacts.add_step(change, ContactDraft(
        f"feedback:{row.id}:{version}", row.member_id, row.prospect_id, way, OUT,
        "talked" if way in _SPOKEN else "sent", text=text, about=PLACE, about_id=row.id,
    ))  # fmt: skip


def tell(desk: Desk, feedback_id: int, *, way: str = "told", version: int) -> None:
    """Note that whoever said it was told what the shop did: the loop is closed.

    Raises:
        BadInput: If nothing was decided yet, or nobody can be told.
        Missing, ChangedMeanwhile: If it is not the voice that was looked at.
    """
    cases.choice("way", way, TELLING)
    with desk.change(Permission.FEEDBACK_ANSWER) as change:
        found = _existing(change, feedback_id)
        if found.is_open:
            raise BadInput("told", "not decided")
        casework.put(
            change, PLACE, feedback_id, version, "told", code=way,
            told_on=found.told_on or change.today,
        )  # fmt: skip
        _contact(change, found, way, found.we_did or found.answer, version)
        casework.end_steps(change, PLACE, feedback_id, "settled")
        change.tell(FeedbackChanged(feedback_id))
