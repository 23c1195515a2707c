"""The end of a complaint: solved with its cause, closed with an answer, withdrawn, opened again."""

from dataclasses import dataclass, replace
from datetime import date

from loyaldesk.domain.complaints import (
    EFFORT_SCALES,
    MOST_SATISFACTION,
    ROOT_CAUSES,
    ClockName,
    State,
)
from loyaldesk.domain.errors import ComplaintRefused, MemberErased
from loyaldesk.domain.followups import URGENT
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import followup_steps, worktime
from loyaldesk.services.complaint_steps import (
    choice,
    first_words,
    found,
    handling,
    in_range,
    moment,
    next_action,
    put,
    running_again,
    tell,
    words_of,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import complaints as store
from loyaldesk.store import sales as sale_store


@dataclass(frozen=True, slots=True)
class ClosingAnswer:
    """What was said when a complaint was closed.

    A scale without an effort says that they were asked and did not want to say; no scale: they
    were not asked.

    Attributes:
        effort: How hard it was to get it solved, from 1 (very easy).
        effort_scale: 7 or 5, the end of that scale.
        satisfaction: With the solution, 1 to 5; None: not said.
        is_confirmed: They said themselves that it is solved.
    """

    effort: int | None = None
    effort_scale: int | None = None
    satisfaction: int | None = None
    is_confirmed: bool = False


def solve(
    desk: Desk, complaint_id: int, *, root_cause: str, cause: str, result: str, action: str = "",
    next_on: date | None = None, version: int | None = None,
) -> None:  # fmt: skip
    """Say where a complaint came from, what was done and what came of it; its clocks stop (E76).

    What was open for it is cancelled, and somebody is to ask whether it is good now.

    Raises:
        BadInput: If the group of the cause, the cause or the result is missing.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is solved or closed.
    """
    choice("root_cause", root_cause, ROOT_CAUSES)
    texts = {
        "cause": words_of("cause", cause, needed=True), "action": words_of("action", action),
        "result": words_of("result", result, needed=True),
    }  # fmt: skip
    with handling(desk, complaint_id, version) as (change, was, working):
        if was.state == State.SOLVED:
            raise ComplaintRefused("solved", was.number)
        now = moment(change)
        held = running_again(was, working, now)
        store.put_solution(change.db, held.id, root_cause=root_cause, **texts)
        held = put(change, held, State.SOLVED, held.clocks.met(ClockName.SOLVE, now))
        tell(change, held, "solve", code=root_cause, text=texts["result"], root_cause=root_cause)
        followup_steps.cancel_about(change, store.PLACE, held.id, "solved")
        tomorrow = worktime.of(change.db).add_working_days(change.today, 1)
        text = tr("Complaint {number} is solved: ask whether it is good now and how it went.")
        next_action(
            change, held, f"closing:{held.reopened}", text.format(number=fmt.number(held.number)),
            reason="survey", on=next_on or tomorrow,
        )  # fmt: skip


def close(
    desk: Desk, complaint_id: int, answer: ClosingAnswer, *, version: int | None = None
) -> None:
    """Close a complaint that is solved, with the answers to the closing question.

    Raises:
        BadInput: If an answer lies outside its scale.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is not solved (cause and result are missing then), or closed, or a
            compensation waits for somebody to agree.
    """
    _check_answer(answer)
    with handling(desk, complaint_id, version, Permission.COMPLAINT_CLOSE) as (change, held, _):
        if held.state != State.SOLVED or not (held.root_cause and held.cause and held.result):
            raise ComplaintRefused("not solved", held.number)
        _end(change, held, answer, is_withdrawn=False)
        tell(
            change, held, "close", code="confirmed" if answer.is_confirmed else "",
            effort=answer.effort, scale=answer.effort_scale, satisfaction=answer.satisfaction,
        )  # fmt: skip


def _check_answer(answer: ClosingAnswer) -> None:
    if answer.effort_scale is not None and answer.effort_scale not in EFFORT_SCALES:
        raise BadInput("effort", "unknown choice", str(answer.effort_scale)[:80])
    if answer.effort is not None:
        if answer.effort_scale is None:
            raise BadInput("effort", "no scale")
        in_range("effort", answer.effort, 1, answer.effort_scale)
    if answer.satisfaction is not None:
        in_range("satisfaction", answer.satisfaction, 1, MOST_SATISFACTION)


def _end(
    change: Change, held: store.Stored, answer: ClosingAnswer, *, is_withdrawn: bool
) -> None:  # fmt: skip
    waiting = ("proposed", "approved")
    if any(c.state in waiting for c in store.compensations(change.db, held.id)):
        raise ComplaintRefused("compensation waits", held.number)
    store.close(
        change.db, held.id, moment(change), effort=answer.effort,
        effort_scale=answer.effort_scale, satisfaction=answer.satisfaction,
        is_confirmed=answer.is_confirmed, is_withdrawn=is_withdrawn,
    )  # fmt: skip
    followup_steps.cancel_about(change, store.PLACE, held.id, "settled")


def withdraw(
    desk: Desk, complaint_id: int, *, cause: str, result: str, root_cause: str = "outside",
    version: int | None = None,
) -> None:  # fmt: skip
    """Close a complaint that was taken back, such as after an apology.

    Raises:
        BadInput: If cause or result is missing.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is closed, or a compensation waits for somebody to agree.
    """
    choice("root_cause", root_cause, ROOT_CAUSES)
    why_, came = words_of("cause", cause, needed=True), words_of("result", result, needed=True)
    with handling(desk, complaint_id, version, Permission.COMPLAINT_CLOSE) as (
        change, was, working,
    ):  # fmt: skip
        now = moment(change)
        held = running_again(was, working, now)
        if held.clocks.solved_at is None:
            held = put(change, held, State.SOLVED, held.clocks.met(ClockName.SOLVE, now))
        store.put_solution(
            change.db, held.id, root_cause=root_cause, cause=why_, action=held.action, result=came
        )
        _end(change, held, ClosingAnswer(), is_withdrawn=True)
        tell(change, held, "withdraw", code=root_cause, text=came, root_cause=root_cause)


def reopen(
    desk: Desk, complaint_id: int, reason: str, *, next_on: date | None = None,
    version: int | None = None,
) -> None:  # fmt: skip
    """Open a complaint again whose solution did not hold; its clock goes on with the rest (E76).

    Raises:
        BadInput: If there is no reason.
        Missing, ChangedMeanwhile: If it is not the complaint that was looked at.
        ComplaintRefused: If it is neither solved nor closed.
        MemberErased: If the member's data were erased.
    """
    said = words_of("reason", reason, needed=True)
    with desk.change(Permission.COMPLAINT_HANDLE) as change:
        held = found(change, complaint_id, version)
        if held.state not in (State.SOLVED, State.CLOSED):
            raise ComplaintRefused("open", held.number)
        if held.member_id is not None:
            member = sale_store.buyer(change.db, held.member_id)
            if member is not None and member.state == "erased":
                raise MemberErased(member.number)
        clocks = held.clocks.reopened(worktime.of(change.db), moment(change))
        store.reopen(change.db, held.id)
        held = put(change, replace(held, reopened=held.reopened + 1), State.ANSWERED, clocks)
        tell(change, held, "reopen", text=said, times=held.reopened)
        followup_steps.cancel_about(change, store.PLACE, held.id, "reopened")
        next_action(
            change, held, f"reopen:{held.reopened}", first_words(held), reason="recovery",
            on=next_on, priority=URGENT,
        )  # fmt: skip
