"""Requests: a product wanted, a repair, a delivery, a call back; each with a deadline."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyaldesk.domain import casework as cases
from loyaldesk.domain import errors
from loyaldesk.domain.casework import Whose
from loyaldesk.domain.events import RequestChanged
from loyaldesk.domain.followups import HIGH, NORMAL, FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import CANCEL_REASONS, MOVE_REASONS, RequestDraft
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import casework, prospects, request_terms, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import casework as case_store
from loyaldesk.store import requests as store

PLACE = store.PLACE
RequestRow = store.StoredRequest


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that is written down.

    Attributes:
        due_at: When it is due, in the shop's open time.
        found: How the mobile was known: ``member``, ``prospect``, ``new``; empty: it was said.
        is_new: Whether this act made it; not when the key was used before.
    """

    id: int
    number: int
    due_at: datetime
    owner_id: int | None
    member_id: int | None
    prospect_id: int | None
    found: str = ""
    is_new: bool = True


def open_request(desk: Desk, draft: RequestDraft) -> Opened:
    """Write down what somebody asks for, with its deadline and the follow-up that keeps it.

    Who is nobody yet becomes a prospect in the same act; whose mobile is known is who it is. A
    second try with the same key changes nothing.

    Raises:
        BadInput: If something in it cannot be used, or nobody asks.
        Missing, MemberErased: If it cannot be for whom it names.
        NoWorkingTime: If the shop never opens.
    """
    draft = draft.checked()
    with desk.change(Permission.REQUEST_WRITE) as change:
        there = case_store.id_of_key(change.db, PLACE, draft.key)
        if there is not None:
            return _opened(_existing(change, there), "", is_new=False)
        casework.check_owner(change, draft.owner_id)
        whose, found = _whose(change, draft)
        due = _due(change, draft)
        new, _ = case_store.add(
            change.db, PLACE, key=draft.key, kind=draft.kind, member_id=whose.member_id,
            prospect_id=whose.prospect_id, channel=draft.channel, product=draft.product,
            text=draft.text, owner_id=None, state="open", due_at=due, due_on=change.day(due),
            promised_at=due, opened_at=change.now, opened_on=change.today,
            operator_id=desk.operator.id, answer="", answered_at=None, result="", done_at=None,
            done_by=None,
        )  # fmt: skip
        casework.happened(change, PLACE, new, "made", draft.kind)
        casework.first_step(change, _followup(change, new, draft, whose, due), draft.owner_id)
        change.tell(RequestChanged(new))
        return _opened(_existing(change, new), found)


def _opened(row: store.StoredRequest, found: str, *, is_new: bool = True) -> Opened:
    return Opened(
        row.id, row.number, row.due_at, row.owner_id, row.member_id, row.prospect_id, found, is_new
    )


def _whose(change: Change, draft: RequestDraft) -> tuple[Whose, str]:
    if draft.member_id is not None or draft.prospect_id is not None:
        return casework.known(change, draft.member_id, draft.prospect_id), ""
    if not draft.name.strip() and not draft.mobile.strip():
        raise casework.nobody()
    source = {"call": "caller", "form": "form", "social": "social"}.get(draft.channel, "visitor")
    asked = ProspectDraft(
        f"request:{draft.key}", draft.name, draft.mobile, source, draft.product or draft.text,
        owner_id=draft.owner_id,
    )  # fmt: skip
    found = prospects.found_or_made(change, asked)
    return Whose(found.member_id, found.prospect_id), found.how


def _due(change: Change, draft: RequestDraft) -> datetime:
    """Return the deadline in open time: the one asked for, or that of the kind."""
    working = worktime.of(change.db)
    if draft.due_at is None:
        return working.add(change.now, request_terms.of(change.db).minutes_for(draft.kind))
    return _placed(change, draft.due_at)


def _placed(change: Change, due_at: datetime) -> datetime:
    if due_at < change.now - timedelta(minutes=1):
        raise BadInput("due_at", "past", change.day(due_at).isoformat())
    cases.near("due_at", change.day(due_at), change.today)
    return worktime.of(change.db).next_open(max(due_at, change.now))


def _followup(
    change: Change, request_id: int, draft: RequestDraft, whose: Whose, due: datetime
) -> FollowupDraft:
    is_call = draft.kind == "callback"
    working = worktime.of(change.db)
    if not working.is_open(due):  # at the end of a shift: the last minute to do it is before it
        due = max(working.back(due, 1), change.now)
    at = casework.hour_of(due, change) if draft.due_at is not None or is_call else None
    return FollowupDraft(
        f"request:{request_id}:1", whose.member_id, whose.prospect_id,
        (draft.text or draft.product)[:500], "call" if is_call else "task",
        "callback" if is_call else "request", PLACE, request_id, change.day(due), at,
        is_promise=is_call and draft.due_at is not None, priority=HIGH if is_call else NORMAL,
    )  # fmt: skip


def _existing(change: Change, request_id: int) -> store.StoredRequest:
    found = store.by_id(change.db, request_id)
    if found is None:
        raise errors.Missing("request")
    return found


def _open(change: Change, request_id: int) -> store.StoredRequest:
    found = _existing(change, request_id)
    if not found.is_open:
        raise errors.RecordEnded(PLACE, found.number, found.state)
    return found


def answer(desk: Desk, request_id: int, text: str, *, version: int) -> None:
    """Note what was answered; the request stays open until it is finished.

    Raises:
        BadInput: If there is no answer.
        Missing, RecordEnded, ChangedMeanwhile: If it cannot be answered any more.
    """
    said = cases.lines("answer", text, needed=True)
    with desk.change(Permission.REQUEST_WRITE) as change:
        found = _open(change, request_id)
        casework.put(
            change, PLACE, request_id, version, "answered", state="answered", answer=said,
            answered_at=found.answered_at or change.now,
        )  # fmt: skip
        change.tell(RequestChanged(request_id))


def finish(desk: Desk, request_id: int, result: str, *, version: int) -> None:
    """Finish a request with its result; its open follow-ups end with it.

    Raises:
        BadInput: If there is no result.
        Missing, RecordEnded, ChangedMeanwhile: If it cannot be finished any more.
    """
    said = cases.lines("result", result, needed=True)
    _end(desk, request_id, version, "done", "", said)


def cancel(desk: Desk, request_id: int, *, reason: str, text: str = "", version: int) -> None:
    """Cancel a request with a reason of `CANCEL_REASONS`; its open follow-ups end with it.

    Raises:
        BadInput: If there is no reason.
        Missing, RecordEnded, ChangedMeanwhile: If it cannot be cancelled any more.
    """
    _end(desk, request_id, version, "cancelled", reason, cases.why(reason, text, CANCEL_REASONS))


def _end(desk: Desk, request_id: int, version: int, state: str, code: str, text: str) -> None:
    with desk.change(Permission.REQUEST_WRITE) as change:
        _open(change, request_id)
        casework.put(
            change, PLACE, request_id, version, state, code=code, text=text, state=state,
            result=text, done_at=change.now, done_by=desk.operator.id,
        )  # fmt: skip
        casework.end_steps(change, PLACE, request_id, "settled" if state == "done" else "cancelled")
        change.tell(RequestChanged(request_id))


def move(
    desk: Desk, request_id: int, due_at: datetime, *, reason: str, text: str = "", version: int
) -> datetime:
    """Put a request off, with a reason of `MOVE_REASONS`, and return when it is due then.

    Its open follow-ups move with it, or a new one is made. Only when the member asked for it is
    something else promised: what the shop puts off by itself stays measured by its first day.

    Raises:
        BadInput: If there is no reason, or the moment is past.
        Missing, RecordEnded, ChangedMeanwhile: If it cannot be moved any more.
    """
    note = cases.why(reason, text, MOVE_REASONS)
    with desk.change(Permission.REQUEST_WRITE) as change:
        found = _open(change, request_id)
        due = _placed(change, due_at)
        promised = due if reason == "member_asked" else found.promised_at
        casework.put(
            change, PLACE, request_id, version, "moved", code=reason, text=note, due_at=due,
            due_on=change.day(due), promised_at=promised,
        )  # fmt: skip
        if not casework.move_steps(change, PLACE, request_id, due, reason):
            casework.next_step(change, _again(change, found, due, version))
        change.tell(RequestChanged(request_id))
    return due


def _again(
    change: Change, row: store.StoredRequest, due: datetime, version: int
) -> FollowupDraft:  # fmt: skip
    is_call = row.kind == "callback"
    return FollowupDraft(
        f"request:{row.id}:moved:{version}", row.member_id, row.prospect_id,
        (row.text or row.product)[:500], "call" if is_call else "task",
        "callback" if is_call else "request", PLACE, row.id, change.day(due),
        casework.hour_of(due, change) if is_call else None, row.owner_id,
        priority=HIGH if is_call else NORMAL,
    )  # fmt: skip


def detail(desk: Desk, request_id: int) -> RequestRow:
    """Return a request.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        found = store.by_id(desk.db, request_id)
        if found is None:
            raise errors.Missing("request")
        return casework.shown([found], desk)[0]


def listing(
    desk: Desk, *, state: str = "open", kind: str = "", owner_id: int | None = None,
    member_id: int | None = None, prospect_id: int | None = None, number: int | None = None,
    limit: int = 500,
) -> list[RequestRow]:  # fmt: skip
    """Return requests, what is due first first; *state* ``open``: not ended, empty: all."""
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = store.listing(
            desk.db, state=state, kind=kind, owner_id=owner_id, member_id=member_id,
            prospect_id=prospect_id, number=number, limit=limit,
        )  # fmt: skip
        return casework.shown(rows, desk)
