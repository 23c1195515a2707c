"""Acts while a complaint is open: telling, answering, waiting, giving it to somebody else."""

from datetime import date

from loyaldesk.domain.complaints import CHANNELS, PAUSE_REASONS, ClockName, State
from loyaldesk.domain.contacts import OUT, ContactDraft
from loyaldesk.domain.errors import ComplaintRefused
from loyaldesk.domain.followups import why
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean
from loyaldesk.services import contacts, followup_steps
from loyaldesk.services.complaint_steps import (
    choice,
    handling,
    moment,
    next_action,
    put,
    running_again,
    tell,
    words_of,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import complaints as store
from loyaldesk.store import followups as followup_store
from loyaldesk.store import record_events


def acknowledge(
    desk: Desk, complaint_id: int, *, text: str = "", version: int | None = None
) -> None:
    """Say that whoever complained was told that it is being looked after.

    Raises:
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it was acknowledged or closed before.
    """
    said = words_of("text", text)
    with handling(desk, complaint_id, version) as (change, held, _):
        if held.state != State.RECEIVED:
            raise ComplaintRefused("acknowledged", held.number)
        put(change, held, State.ACKNOWLEDGED, held.clocks.met(ClockName.ACK, moment(change)))
        tell(change, held, "acknowledge", text=said)


def answer(
    desk: Desk, complaint_id: int, text: str, *, channel: str = "", next_on: date | None = None,
    topic_id: int | None = None, answer_version_id: int | None = None, version: int | None = None,
) -> None:  # fmt: skip
    """Say what was answered; it is acknowledged by that too.

    Args:
        desk: Where and who.
        complaint_id: Which one.
        text: The answer.
        channel: By which way; the contact is noted with it. Empty: no contact is noted.
        next_on: When it is gone on with.
        topic_id: The topic of the answer of the library that was given; kept with the contact.
        answer_version_id: That answer, in the words it had.
        version: The version that was looked at.

    Raises:
        BadInput: If there is no answer, or the way or the day cannot be used.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is solved or closed.
    """
    said = words_of("text", text, needed=True)
    if channel:
        choice("channel", channel, CHANNELS)
    with handling(desk, complaint_id, version) as (change, was, working):
        if was.state == State.SOLVED:
            raise ComplaintRefused("solved", was.number)
        now = moment(change)
        held = running_again(was, working, now)
        held = put(change, held, State.ANSWERED, held.clocks.met(ClockName.ANSWER, now))
        tell(change, held, "answer", code=channel, text=said)
        _contact(change, held, channel, said, (topic_id, answer_version_id))
        _go_on(change, held, next_on, said)


def _contact(
    change: Change, held: store.Stored, channel: str, text: str,
    given: tuple[int | None, int | None],
) -> None:  # fmt: skip
    if not channel or (held.member_id is None and held.prospect_id is None):
        return
    times = len(record_events.of(change.db, store.PLACE, held.id))
    contacts.add_step(change, ContactDraft(
        f"complaint:{held.id}:{times}", held.member_id, held.prospect_id, channel, OUT,
        text=text, about=store.PLACE, about_id=held.id, topic_id=given[0],
        answer_version_id=given[1],
    ))  # fmt: skip


def _go_on(change: Change, held: store.Stored, next_on: date | None, text: str) -> None:
    if next_on is None:
        return
    times = len(record_events.of(change.db, store.PLACE, held.id))
    next_action(change, held, f"next:{times}", clean(text), reason="complaint", on=next_on)


def add_step(
    desk: Desk, complaint_id: int, text: str, *, next_on: date | None = None,
    version: int | None = None,
) -> None:  # fmt: skip
    """Write down what was done for a complaint, and when it is gone on with.

    Raises:
        BadInput: If nothing is said, or the day lies behind us.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is closed.
    """
    said = words_of("text", text, needed=True)
    with handling(desk, complaint_id, version) as (change, held, _):
        put(change, held, held.state, held.clocks)  # the next version: no step is stored twice
        tell(change, held, "step", text=said)
        _go_on(change, held, next_on, said)


def pause(
    desk: Desk, complaint_id: int, reason: str, *, text: str = "", version: int | None = None
) -> None:
    """Let the clocks stand still while somebody else is awaited.

    Raises:
        BadInput: If the reason is none of `PAUSE_REASONS`, or ``other`` without a sentence.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If nobody told them yet that it arrived, or it is solved or paused.
    """
    said = why(reason, text, PAUSE_REASONS)
    with handling(desk, complaint_id, version) as (change, held, _):
        if held.state == State.RECEIVED:
            raise ComplaintRefused("not acknowledged", held.number)
        if held.state == State.SOLVED:
            raise ComplaintRefused("solved", held.number)
        if held.clocks.paused_at is not None:
            raise ComplaintRefused("paused", held.number)
        put(change, held, held.state, held.clocks.paused(moment(change)))
        tell(change, held, "pause", code=reason, text=said)


def resume(
    desk: Desk, complaint_id: int, *, text: str = "", version: int | None = None
) -> None:  # fmt: skip
    """Let the clocks run again; what is not met is due later by the open time of the pause.

    Raises:
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is not paused.
    """
    said = words_of("text", text)
    with handling(desk, complaint_id, version) as (change, was, working):
        if was.clocks.paused_at is None:
            raise ComplaintRefused("not paused", was.number)
        held = put(change, was, was.state, was.clocks.resumed(working, moment(change)))
        tell(change, held, "resume", text=said, paused=held.clocks.paused_minutes)


def give(
    desk: Desk, complaint_id: int, owner_id: int, *, text: str = "", version: int | None = None
) -> None:
    """Let another operator handle a complaint, with what is open for it.

    Raises:
        BadInput: If that operator may not handle complaints.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is closed.
    """
    said = words_of("text", text)
    with handling(desk, complaint_id, version) as (change, held, _):
        if owner_id not in store.operators_with(change.db, Permission.COMPLAINT_HANDLE.value):
            raise BadInput("owner", "cannot handle")
        store.put_owner(change.db, held.id, owner_id)
        tell(change, held, "give", code=str(owner_id), text=said, to=owner_id)
        for each in followup_store.open_about(change.db, store.PLACE, held.id):
            if each.owner_id != held.owner_id:
                continue
            followup_store.put_owner(change.db, each, owner_id)
            followup_steps.tell(change, each.id, each.member_id, followup_store.Event(
                "given", "handover", from_owner_id=each.owner_id, to_owner_id=owner_id,
            ))  # fmt: skip
