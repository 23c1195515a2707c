"""Agreements of members that end: reminders before it, renewing, leaving, and the renewal rate."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.agreements import (
    CANCEL_REASONS,
    ENDED,
    LEFT_REASONS,
    MOST_DAYS,
    AgreementDraft,
    renewed_from,
    rung,
)
from loyaldesk.domain.casework import rate, why
from loyaldesk.domain.events import AgreementChanged
from loyaldesk.domain.followups import HIGH, NORMAL, FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.services import casework, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import agreements as store
from loyaldesk.store import casework as case_store

PLACE = store.PLACE
AgreementRow = store.StoredAgreement
RenewalCount = store.RenewalCount
AT_ONCE = 200
"""Reminders made in one short transaction of the night."""


def add(desk: Desk, draft: AgreementDraft) -> AgreementRow:
    """Write down an agreement; a reminder that is due already is made with it.

    A second try with the same key changes nothing.

    Raises:
        BadInput: If something in it cannot be used.
        Missing, MemberErased: If there is no such member.
        NoWorkingTime: If the shop never opens.
    """
    draft = draft.checked(desk.today())
    with desk.change(Permission.REQUEST_WRITE) as change:
        there = case_store.id_of_key(change.db, PLACE, draft.key)
        return _existing(change, _add(change, draft) if there is None else there)


def _add(change: Change, draft: AgreementDraft) -> int:
    casework.check_owner(change, draft.owner_id)
    whose = casework.known(change, draft.member_id, None)
    new, _ = case_store.add(
        change.db, PLACE, key=draft.key, kind=draft.kind, member_id=whose.member_id,
        title=draft.title, starts_on=draft.starts_on, ends_on=draft.ends_on,
        remind_days=store.days_text(draft.remind_days), amount_rial=draft.amount_rial,
        owner_id=draft.owner_id, state="active", reason="", renewed_by_id=None,
        made_at=change.now, operator_id=change.desk.operator.id, ended_at=None,
    )  # fmt: skip
    casework.happened(change, PLACE, new, "made", draft.kind)
    _remind(change, [_existing(change, new)])
    change.tell(AgreementChanged(new))
    return new


def _existing(change: Change, agreement_id: int) -> store.StoredAgreement:
    found = store.by_id(change.db, agreement_id)
    if found is None:
        raise errors.Missing("agreement")
    return found


def _running(change: Change, agreement_id: int) -> store.StoredAgreement:
    found = _existing(change, agreement_id)
    if found.state != "active":
        raise errors.RecordEnded(PLACE, found.number, found.state)
    return found


def remind_due(change: Change, limit: int = AT_ONCE) -> int:
    """Make the reminders that are due and were not made, at most so many; return how many.

    A step of the night: the same rung of a ladder makes one follow-up however often it runs, and
    of several rungs that were missed only the nearest to the end. An agreement that is over with
    nobody having said what came of it has a follow-up of its own.
    """
    last = change.today + timedelta(days=MOST_DAYS)
    return _remind(change, store.running_until(change.db, last), limit)


def _remind(change: Change, rows: list[store.StoredAgreement], limit: int = AT_ONCE) -> int:
    due = {}
    for row in rows:
        step = rung(row.ends_on, row.remind_days, change.today)
        if step is not None:
            due[f"agreement:{row.id}:{step or 'over'}"] = row, step
    made = store.keys_made(change.db, due)
    missing = [key for key in due if key not in made][:limit]
    for key in missing:
        row, step = due[key]
        casework.next_step(change, _reminder(change, key, row, step))
        casework.happened(change, PLACE, row.id, "reminded", str(step))
        change.tell(AgreementChanged(row.id))
    return len(missing)


def _reminder(change: Change, key: str, row: store.StoredAgreement, step: int) -> FollowupDraft:
    """Return the reminder of one rung: on an open day that is not behind the rung's."""
    day = change.today
    if step != ENDED:
        working, wanted = worktime.of(change.db), row.ends_on - timedelta(days=step)
        if not working.is_open_on(wanted):
            wanted = working.add_working_days(wanted, -1)
        day = max(day, wanted)
    return FollowupDraft(
        key, row.member_id, text=row.title, reason="agreement", about=PLACE, about_id=row.id,
        on=day, owner_id=row.owner_id, priority=NORMAL if step > 1 else HIGH,
    )  # fmt: skip


def renew(
    desk: Desk, agreement_id: int, ends_on: date, *, key: str, version: int,
    starts_on: date | None = None, amount_rial: int | None = None, title: str = "",
) -> AgreementRow:  # fmt: skip
    """Renew an agreement: a new one follows it, with what is not said again taken over.

    It begins on the day after the old end, or today when that is passed. A second try with the
    same key changes nothing.

    Raises:
        BadInput: If the new end cannot be used.
        Missing, RecordEnded, ChangedMeanwhile: If it cannot be renewed any more.
    """
    with desk.change(Permission.REQUEST_WRITE) as change:
        there = case_store.id_of_key(change.db, PLACE, key)
        if there is not None:
            return _existing(change, there)
        old = _running(change, agreement_id)
        amount = old.amount_rial if amount_rial is None else amount_rial
        draft = AgreementDraft(
            key, old.member_id, old.kind, title or old.title, ends_on,
            starts_on or renewed_from(old.ends_on, change.today), old.remind_days, amount,
        ).checked(change.today)  # fmt: skip
        new = _add(change, draft)
        case_store.set_owner(change.db, PLACE, new, old.owner_id)
        _end(change, agreement_id, version, "renewed", "", "", renewed_by_id=new)
        return _existing(change, new)


def left(desk: Desk, agreement_id: int, *, reason: str, text: str = "", version: int) -> None:
    """Say that a member did not renew, with a reason of `LEFT_REASONS`.

    Raises:
        BadInput: If there is no reason.
        Missing, RecordEnded, ChangedMeanwhile: If it ended already.
    """
    note = why(reason, text, LEFT_REASONS)
    with desk.change(Permission.REQUEST_WRITE) as change:
        _running(change, agreement_id)
        _end(change, agreement_id, version, "left", reason, note)


def cancel(desk: Desk, agreement_id: int, *, reason: str, text: str = "", version: int) -> None:
    """Cancel an agreement that should not count, with a reason of `CANCEL_REASONS`.

    Raises:
        BadInput: If there is no reason.
        Missing, RecordEnded, ChangedMeanwhile: If it ended already.
    """
    note = why(reason, text, CANCEL_REASONS)
    with desk.change(Permission.REQUEST_WRITE) as change:
        _running(change, agreement_id)
        _end(change, agreement_id, version, "cancelled", reason, note)


def _end(
    change: Change, agreement_id: int, version: int, state: str, code: str, text: str,
    renewed_by_id: int | None = None,
) -> None:  # fmt: skip
    casework.put(
        change, PLACE, agreement_id, version, state, code=code, text=text, state=state,
        reason=text or code, ended_at=change.now, renewed_by_id=renewed_by_id,
    )  # fmt: skip
    casework.end_steps(change, PLACE, agreement_id, state)
    change.tell(AgreementChanged(agreement_id))


def detail(desk: Desk, agreement_id: int) -> AgreementRow:
    """Return an agreement.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        found = store.by_id(desk.db, agreement_id)
    if found is None:
        raise errors.Missing("agreement")
    return found


def listing(
    desk: Desk, *, state: str = "active", kind: str = "", member_id: int | None = None,
    owner_id: int | None = None, ends_first: date | None = None, ends_last: date | None = None,
    limit: int = 500,
) -> list[AgreementRow]:  # fmt: skip
    """Return agreements, those that run first, by the day they end."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return store.listing(
            desk.db, state=state, kind=kind, member_id=member_id, owner_id=owner_id,
            ends_first=ends_first, ends_last=ends_last, limit=limit,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RenewalFigures:
    """What came of agreements that end in a period.

    Attributes:
        kinds: For each kind; cancelled ones count nowhere.
        left_because: Reasons of those who left, the commonest first.
    """

    kinds: tuple[store.RenewalCount, ...]
    left_because: tuple[tuple[str, int], ...]

    @property
    def rate(self) -> float | None:
        """Renewed of all that ended; those that still run count nowhere; None: no data."""
        lost = sum(each.left + each.lapsed for each in self.kinds)
        return rate(sum(each.renewed for each in self.kinds), lost)


def renewal_figures(desk: Desk, first: date, last: date) -> RenewalFigures:
    """Return what came of the agreements that end from *first* to *last*."""
    with desk.reading(Permission.FOLLOWUP_READ):
        kinds = store.renewals(desk.db, first, last, desk.today())
        reasons = store.left_reasons(desk.db, first, last)
    return RenewalFigures(tuple(kinds), tuple(reasons))
