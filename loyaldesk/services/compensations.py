"""What makes a complaint good: proposed, agreed to above a limit, given once through the ledger."""

from dataclasses import dataclass, replace
from datetime import timedelta

from loyaldesk.domain.complaints import Remedy
from loyaldesk.domain.errors import (
    ApprovalRefused,
    CompensationRefused,
    KeyUsed,
    MemberErased,
    Missing,
)
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS, EntryKind
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services import approvals, club, complaint_policy, points
from loyaldesk.services.complaint_steps import found, found_open, moment, tell, words_of
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import complaints as store
from loyaldesk.store import merging
from loyaldesk.store import sales as sale_store

REASON = "compensation"
"""Reason of the entry that gives points; its text is the number of the complaint."""
SAME_MEMBER = timedelta(days=30)
"""What a member was given in so many days counts together, however many complaints there were."""
MOST_RIAL = 10**12
LONGEST_LINE = 300

PROPOSED, APPROVED, GIVEN, REFUSED = "proposed", "approved", "given", "refused"


@dataclass(frozen=True, slots=True)
class CompensationDraft:
    """What is to be given.

    Attributes:
        key: Made when the form was opened; the same key gives nothing twice.
        complaint_id: For which complaint.
        kind: What it is.
        points: How many, of the kind ``points`` only.
        rial: What it costs the shop; of points it is computed.
        text: What it is, in a few words.
        is_handed: It is given now; else it is given later by `give`.
    """

    key: str
    complaint_id: int
    kind: Remedy
    points: int = 0
    rial: int = 0
    text: str = ""
    is_handed: bool = True


@dataclass(frozen=True, slots=True)
class Decided:
    """A compensation as it stands: ``proposed`` waits for somebody else, ``given`` is done."""

    id: int
    state: str
    rial: int
    is_repeated: bool = False


ACT = "compensation.approve"
"""What a leave given at once is for; the subject is the complaint, the amount `amount_of`."""


def amount_of(draft: CompensationDraft) -> int:
    """Return the amount a leave for *draft* is given for: points, or Rial where it is none."""
    return draft.points if draft.kind == Remedy.POINTS else draft.rial


def waits(desk: Desk, draft: CompensationDraft) -> bool:
    """Return whether *draft* would wait for a second person; nothing is stored.

    Raises:
        BadInput: If something in it cannot be used.
        Missing: If there is no such complaint.
    """
    draft = _checked(draft)
    with desk.reading(Permission.COMPLAINT_HANDLE):
        held = store.by_id(desk.db, draft.complaint_id)
        if held is None:
            raise Missing("complaint")
        rial = draft.rial
        if draft.kind == Remedy.POINTS:
            rial = club.programme_on(desk.db, desk.today()).worth_rial(draft.points)
        return _is_above(desk, held, replace(draft, rial=rial)) and not _is_alone(desk)


def propose(
    desk: Desk, draft: CompensationDraft, *, approval: approvals.Approval | None = None
) -> Decided:
    """Give something for a complaint; above the limit of the policy it waits for a second person.

    Who may agree can do so at once, in the same window: *approval* is that leave.

    What this complaint, or this member in the last 30 days, got before counts with it, so that
    nothing is given in small parts.

    Raises:
        BadInput: If something in it cannot be used.
        Missing, ComplaintRefused: If there is no such complaint that is open.
        CompensationRefused: If points are to be given and nobody of the club complained.
        MemberErased, OwnRecord: If the member can be given no points by this operator.
        KeyUsed: If the key was used for something else.
        ApprovalRefused: If the leave does not count.
    """
    draft = _checked(draft)
    with desk.change(Permission.COMPLAINT_HANDLE) as change:
        there = store.compensation_by_key(change.db, draft.key)
        if there is not None:
            if (there.complaint_id, there.kind, there.points) != (
                draft.complaint_id, draft.kind, draft.points,
            ):  # fmt: skip
                raise KeyUsed(draft.key)
            return Decided(there.id, there.state, there.rial, is_repeated=True)
        held = found_open(change, draft.complaint_id)
        _refuse_own(change, held)
        if draft.kind == Remedy.POINTS:
            _receiver(change, held)
        asked = amount_of(draft)
        draft = replace(draft, rial=_cost(change, draft))
        waits, second = _needs_second(change, held, draft), None
        if waits and approval is not None:
            second = approvals.use(
                change, approval, ACT, held.id, asked, right=Permission.COMPENSATION_APPROVE
            )
            waits = False
        new = store.add_compensation(
            change.db, key=draft.key, complaint_id=held.id, kind=draft.kind, points=draft.points,
            rial=draft.rial, text=draft.text, state=PROPOSED if waits or second else APPROVED,
            at=change.now, operator_id=desk.operator.id,
        )  # fmt: skip
        tell(
            change, held, "compensation", code=f"{draft.kind.value}:proposed", text=draft.text,
            kind=draft.kind.value, points=draft.points, rial=draft.rial,
        )  # fmt: skip
        if second is not None:
            store.put_decision(change.db, new, APPROVED, moment(change), approved_by=second)
            tell(change, held, "compensation", code=f"{draft.kind.value}:approved")
            change.note(ACT, "complaint", held.id, amount=asked, approved_by=second)
        state = PROPOSED if waits else APPROVED
        if not waits and draft.is_handed:
            _hand_over(change, new)
            state = GIVEN
    return Decided(new, state, draft.rial)


def _checked(draft: CompensationDraft) -> CompensationDraft:
    """Return the draft cleaned.

    Raises:
        BadInput: If something in it cannot be used.
    """
    if not draft.key.strip() or not is_storable(draft.key):
        raise BadInput("key", "unstorable" if draft.key.strip() else "empty")
    try:
        kind = Remedy(draft.kind)
    except ValueError:
        raise BadInput("kind", "unknown choice", str(draft.kind)[:80]) from None
    if kind == Remedy.POINTS and not 0 < draft.points <= MOST_POINTS:
        raise BadInput("points", "range", str(draft.points)[:80])
    if kind != Remedy.POINTS and draft.points:
        raise BadInput("points", "not points", str(draft.points)[:80])
    if not 0 <= draft.rial <= MOST_RIAL:
        raise BadInput("amount", "negative" if draft.rial < 0 else "large", str(draft.rial)[:80])
    if kind == Remedy.MONEY_BACK and not draft.rial:
        raise BadInput("amount", "not positive")
    return replace(draft, kind=kind, text=clean(words_of("text", draft.text, limit=LONGEST_LINE)))


def _cost(change: Change, draft: CompensationDraft) -> int:
    """Return what it costs the shop: points at what one pays, the rest as it was said."""
    if draft.kind != Remedy.POINTS:
        return draft.rial
    return club.rules_on(change, change.today).worth_rial(draft.points)


def _needs_second(change: Change, held: store.Stored, draft: CompensationDraft) -> bool:
    """Return whether somebody else must agree; where one works alone the trail says so instead."""
    if not _is_above(change.desk, held, draft):
        return False
    if not _is_alone(change.desk):
        return True
    change.note(
        "approval.alone", "complaint", held.id, asked="compensation.approve", amount=draft.points
    )
    return False


def _is_above(desk: Desk, held: store.Stored, draft: CompensationDraft) -> bool:
    """Return whether with it more is given than one person may give alone."""
    policy = complaint_policy.of(desk.db)
    before = [c for c in _before(desk, held) if c.state != REFUSED]
    given_points = draft.points + sum(c.points for c in before)
    given_rial = draft.rial + sum(c.rial for c in before)
    return given_points > policy.limit_points or given_rial > policy.limit_rial


def _is_alone(desk: Desk) -> bool:
    able = store.operators_with(desk.db, Permission.COMPENSATION_APPROVE.value)
    return able == {desk.operator.id}


def _before(desk: Desk, held: store.Stored) -> list[store.Compensation]:
    """Return what was given for a complaint, and for the member's others in the last 30 days."""
    found = store.compensations(desk.db, held.id)
    if held.member_id is not None:
        since = desk.clock() - SAME_MEMBER
        others = store.compensations_of_member(desk.db, held.member_id, since)
        found += [each for each in others if each.complaint_id != held.id]
    return found


def _refuse_own(change: Change, held: store.Stored) -> None:
    """Refuse to give anything, points or not, for a complaint of the operator's own (T1)."""
    if held.member_id is not None:
        points.refuse_own(change, merging.kept(change.db, held.member_id))


def _receiver(change: Change, held: store.Stored) -> int:
    """Return the member who gets points.

    Raises:
        CompensationRefused: If it is nobody of the club.
        MemberErased: If the member's data were erased.
        OwnRecord: If it is the operator's own record.
    """
    if held.member_id is None:
        raise CompensationRefused("nobody")
    member_id = merging.kept(change.db, held.member_id)
    member = sale_store.buyer(change.db, member_id)
    if member is None:
        raise Missing("member")
    if member.state == "erased":
        raise MemberErased(member.number)
    points.refuse_own(change, member_id)
    return member_id


def _hand_over(change: Change, compensation_id: int) -> None:
    """Give what was agreed to; its points are booked under the compensation's own key."""
    given = _by_id(change, compensation_id)
    held = found(change, given.complaint_id)
    _refuse_own(change, held)
    entry, rial = None, given.rial
    if given.kind == Remedy.POINTS:
        member_id = _receiver(change, held)
        points.expire_member(change, member_id)
        rules = club.rules_on(change, change.today)
        rial = rules.worth_rial(given.points)
        # who agreed and books at once stands as the one who booked; the row here names both
        second = given.approved_by if given.approved_by != change.desk.operator.id else None
        entry = points.give(
            change, f"compensation:{given.id}", member_id, EntryKind.ADJUST, given.points,
            change.today, terms=replace(rules.lots, pending_days=0), reason=REASON,
            reason_text=str(held.number), approved_by=second,
        )  # fmt: skip
        change.note("points.adjust", "member", member_id, points=given.points,
                    approved_by=given.approved_by, complaint=held.id)  # fmt: skip
        change.tell(MemberChanged(member_id))
    store.put_given(change.db, given.id, rial, entry, moment(change))
    tell(
        change, held, "compensation", code=f"{given.kind.value}:given", kind=given.kind.value,
        points=given.points, rial=rial,
    )  # fmt: skip


def _by_id(change: Change, compensation_id: int) -> store.Compensation:
    there = store.compensation_by_id(change.db, compensation_id)
    if there is None:
        raise Missing("compensation")
    return there


def approve(desk: Desk, compensation_id: int, *, is_handed: bool = True) -> Decided:
    """Agree to what somebody else proposed; it is given at once unless it is handed over later.

    Raises:
        Missing: If there is no such compensation.
        CompensationRefused: If it does not wait any more.
        ApprovalRefused: If the operator proposed it.
        ComplaintRefused, MemberErased, OwnRecord: If nothing can be given any more.
    """
    with desk.change(Permission.COMPENSATION_APPROVE) as change:
        there = _by_id(change, compensation_id)
        if there.state != PROPOSED:
            raise CompensationRefused("decided")
        if there.operator_id == desk.operator.id:
            raise ApprovalRefused("same person")
        held = found_open(change, there.complaint_id)
        _refuse_own(change, held)
        store.put_decision(
            change.db, there.id, APPROVED, moment(change), approved_by=desk.operator.id
        )  # fmt: skip
        tell(change, held, "compensation", code=f"{there.kind.value}:approved")
        if is_handed:
            _hand_over(change, there.id)
        now = _by_id(change, compensation_id)
    return Decided(now.id, now.state, now.rial)


def refuse(desk: Desk, compensation_id: int, reason: str) -> None:
    """Refuse what was proposed or agreed to and is not given yet, with a reason.

    Who proposed it may take it back; else it takes the right to agree.

    Raises:
        BadInput: If there is no reason.
        Missing: If there is no such compensation.
        CompensationRefused: If it was given or refused before.
    """
    said = words_of("reason", reason, needed=True, limit=LONGEST_LINE)
    with desk.change(Permission.COMPLAINT_HANDLE) as change:
        there = _by_id(change, compensation_id)
        if there.operator_id != desk.operator.id:
            desk.require(Permission.COMPENSATION_APPROVE)
        if there.state not in (PROPOSED, APPROVED):
            raise CompensationRefused(there.state)
        store.put_decision(change.db, there.id, REFUSED, moment(change), reason=said)
        held = found(change, there.complaint_id)
        tell(change, held, "compensation", code=f"{there.kind.value}:refused", text=said)


def give(desk: Desk, compensation_id: int) -> Decided:
    """Hand over what was agreed to; a second time changes nothing.

    Raises:
        Missing: If there is no such compensation.
        CompensationRefused: If nobody agreed to it yet, or it was refused.
        MemberErased, OwnRecord: If the member can be given no points by this operator.
    """
    with desk.change(Permission.COMPLAINT_HANDLE) as change:
        there = _by_id(change, compensation_id)
        if there.state == GIVEN:
            return Decided(there.id, GIVEN, there.rial, is_repeated=True)
        if there.state != APPROVED:
            raise CompensationRefused("not agreed" if there.state == PROPOSED else REFUSED)
        found_open(change, there.complaint_id)
        _hand_over(change, there.id)
        now = _by_id(change, compensation_id)
    return Decided(now.id, now.state, now.rial)


def waiting(desk: Desk) -> list[store.Compensation]:
    """Return what waits for somebody to agree, the oldest first."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return store.waiting(desk.db)
