"""Prospects: callers and visitors without a card, until they become members or are lost."""

from dataclasses import dataclass

from loyaldesk.domain import errors
from loyaldesk.domain.casework import line
from loyaldesk.domain.casework import why as reason_text
from loyaldesk.domain.events import ProspectChanged
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.members import MemberDraft, checked
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.prospects import (
    KNOWN,
    LOST_REASONS,
    ProspectDraft,
    member_draft,
    mobile,
)
from loyaldesk.kernel.persian import fold
from loyaldesk.services import casework, members
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import casework as case_store
from loyaldesk.store import members as member_store
from loyaldesk.store import prospects as store

PLACE = store.PLACE
ProspectRow = store.StoredProspect


@dataclass(frozen=True, slots=True)
class Found:
    """Who a name and mobile mean. ``how``: ``member``, ``prospect`` (was there) or ``new``."""

    member_id: int | None
    prospect_id: int | None
    how: str


@dataclass(frozen=True, slots=True)
class Added:
    """A prospect that is written down; ``is_new`` is false for one who was there already."""

    id: int
    number: int
    owner_id: int | None
    is_new: bool


def add(desk: Desk, draft: ProspectDraft) -> Added:
    """Write down somebody who is no member, with the follow-up that keeps them in sight.

    One whose mobile is known is used again, also when they were given up.

    Raises:
        BadInput: If something in it cannot be used, or nothing says who it is.
        AlreadyMember: If the mobile is a member's.
        NoWorkingTime: If the shop never opens.
    """
    draft = draft.checked()
    with desk.change(Permission.REQUEST_WRITE) as change:
        there = case_store.id_of_key(change.db, PLACE, draft.key)
        if there is not None:
            return _added(change, there, is_new=False)
        casework.check_owner(change, draft.owner_id)
        if draft.mobile and (member := _member_with(change, draft)):
            raise errors.AlreadyMember(member[1], member[0])
        prospect_id, is_new = _prospect_for(change, draft)
        casework.first_step(change, FollowupDraft(
            f"prospect:{prospect_id}:{draft.key}"[:120], prospect_id=prospect_id,
            text=(draft.enquiry or draft.name)[:500], reason="request",
            channel="call" if draft.mobile else "task", about=PLACE, about_id=prospect_id,
        ), draft.owner_id)  # fmt: skip
        return _added(change, prospect_id, is_new=is_new)


def _added(change: Change, prospect_id: int, *, is_new: bool) -> Added:
    row = _existing(change, prospect_id)
    return Added(row.id, row.number, row.owner_id, is_new)


def found_or_made(change: Change, draft: ProspectDraft) -> Found:
    """Return who a name and mobile mean: a member, a prospect who is there, or a new one (a step).

    The caller makes the follow-up: what is asked for is the next action with a new prospect.

    Raises:
        BadInput: If something in it cannot be used, or nothing says who it is.
    """
    draft = draft.checked()
    if draft.mobile and (member := _member_with(change, draft)):
        return Found(member[0], None, "member")
    prospect_id, is_new = _prospect_for(change, draft)
    if is_new:
        owner_id = draft.owner_id or change.desk.operator.id
        case_store.set_owner(change.db, PLACE, prospect_id, owner_id)
    return Found(None, prospect_id, "new" if is_new else "prospect")


def _member_with(change: Change, draft: ProspectDraft) -> tuple[int, str] | None:
    """Return the member with this mobile; of several who share it the one of that name."""
    others = member_store.with_mobile(change.db, draft.mobile)
    named = [each for each in others if fold(each[1]) == fold(draft.name)]
    return next(iter(named or others), None)


def _prospect_for(change: Change, draft: ProspectDraft) -> tuple[int, bool]:
    """Return the prospect with this mobile, open again if given up; else a new one."""
    there = store.with_mobile(change.db, draft.mobile) if draft.mobile else None
    if there is None:
        new, _ = case_store.add(
            change.db, PLACE, key=draft.key, name=draft.name, name_key=fold(draft.name),
            mobile=draft.mobile, email=draft.email, source=draft.source, enquiry=draft.enquiry,
            state="open", reason="", owner_id=None, member_id=None, made_at=change.now,
            made_on=change.today, operator_id=change.desk.operator.id, joined_at=None,
        )  # fmt: skip
        casework.happened(change, PLACE, new, "made", draft.source)
        change.tell(ProspectChanged(new))
        return new, True
    enquiry = "\n".join(dict.fromkeys(each for each in (there.enquiry, draft.enquiry) if each))
    name = there.name or draft.name
    casework.put(
        change, PLACE, there.id, there.version, "asked", code=draft.source, name=name,
        name_key=fold(name), email=there.email or draft.email, enquiry=enquiry[-2000:],
        state="open", reason="",
    )  # fmt: skip
    change.tell(ProspectChanged(there.id))
    return there.id, False


def _existing(change: Change, prospect_id: int) -> store.StoredProspect:
    found = store.by_id(change.db, prospect_id)
    if found is None:
        raise errors.Missing("prospect")
    return found


def _open(change: Change, prospect_id: int) -> store.StoredProspect:
    found = _existing(change, prospect_id)
    if found.state != "open":
        raise errors.RecordEnded(PLACE, found.number, found.state)
    return found


def edit(
    desk: Desk, prospect_id: int, *, name: str, number: str, email: str, enquiry: str, version: int
) -> None:  # fmt: skip
    """Store another name, mobile, e-mail or enquiry of an open prospect.

    Raises:
        BadInput: If something cannot be used, or nothing says who it is.
        Missing, RecordEnded, ChangedMeanwhile: If the prospect cannot be changed any more.
    """
    form = ProspectDraft("edit", name, number, enquiry=enquiry, email=email).checked()
    with desk.change(Permission.REQUEST_WRITE) as change:
        _open(change, prospect_id)
        casework.put(
            change, PLACE, prospect_id, version, "edited", name=form.name,
            name_key=fold(form.name), mobile=form.mobile, email=form.email, enquiry=form.enquiry,
        )  # fmt: skip
        change.tell(ProspectChanged(prospect_id))


def draft_for(desk: Desk, prospect_id: int) -> MemberDraft:
    """Return the form of the member a prospect becomes, filled in as far as it is known.

    Raises:
        Missing, RecordEnded: If there is no such open prospect.
    """
    with desk.reading(Permission.MEMBER_ENROL):
        found = store.by_id(desk.db, prospect_id)
        if found is None:
            raise errors.Missing("prospect")
        if found.state != "open":
            raise errors.RecordEnded(PLACE, found.number, found.state)
        return member_draft(found.name, found.mobile, found.email, found.source)


def join(
    desk: Desk, prospect_id: int, draft: MemberDraft, *, version: int, code: str = "",
    share_mobile: bool = False,
) -> members.Enrolled:  # fmt: skip
    """Enrol a prospect as a member, with everything that was written down of them, in one act.

    Raises:
        SeveralBadInputs, MobileTaken, CodeTaken: As `members.enrol`.
        Missing, RecordEnded, ChangedMeanwhile: If the prospect cannot join any more.
    """
    draft = checked(draft, desk.today())
    with desk.change(Permission.MEMBER_ENROL) as change:
        _open(change, prospect_id)
        done = members.newcomer_step(change, draft, code=code, share_mobile=share_mobile)
        become_step(change, prospect_id, done.id, version)
    return done


def link(desk: Desk, prospect_id: int, member_id: int, *, version: int) -> None:
    """Say that a prospect is a member already: what was written down becomes the member's.

    It counts as no conversion.

    Raises:
        Missing, MemberErased, RecordEnded, ChangedMeanwhile: If one of the two cannot.
    """
    with desk.change(Permission.REQUEST_WRITE) as change:
        _open(change, prospect_id)
        whose = casework.known(change, member_id, None)
        assert whose.member_id is not None  # noqa: S101 - a member was named
        become_step(change, prospect_id, whose.member_id, version, KNOWN)


def become_step(
    change: Change, prospect_id: int, member_id: int, version: int, reason: str = ""
) -> None:
    """Make everything that was written down of an open prospect a member's (a step).

    Raises:
        Missing, RecordEnded, ChangedMeanwhile: If the prospect cannot join any more.
    """
    casework.put(
        change, PLACE, prospect_id, version, "joined", code=reason, state="joined",
        reason=reason, member_id=member_id, joined_at=change.now,
    )  # fmt: skip
    casework.end_steps(change, PLACE, prospect_id, "joined")
    moved = store.move_to_member(change.db, prospect_id, member_id)
    change.note("prospect.move", "member", member_id, **{k: n for k, n in moved.items() if n})
    change.tell(ProspectChanged(prospect_id))


def lost(desk: Desk, prospect_id: int, *, reason: str, text: str = "", version: int) -> None:
    """Give a prospect up, with a reason of `LOST_REASONS`; the open follow-ups end with it.

    What they asked for stays open: it is finished or cancelled by itself.

    Raises:
        BadInput: If there is no reason.
        Missing, RecordEnded, ChangedMeanwhile: If the prospect is not open any more.
    """
    note = reason_text(reason, text, LOST_REASONS)
    with desk.change(Permission.REQUEST_WRITE) as change:
        _open(change, prospect_id)
        casework.put(
            change, PLACE, prospect_id, version, "lost", code=reason, text=note, state="lost",
            reason=reason,
        )  # fmt: skip
        casework.end_steps(change, PLACE, prospect_id, "lost")
        change.tell(ProspectChanged(prospect_id))


def duplicates(desk: Desk, number: str) -> Found | None:
    """Return who has a mobile already, a member or a prospect, while it is typed; None: nobody.

    Raises:
        BadInput: If it is no mobile.
    """
    with desk.reading(Permission.REQUEST_WRITE):
        wanted = mobile(number)
        if not wanted:
            return None
        others = member_store.with_mobile(desk.db, wanted)
        if others:
            return Found(others[0][0], None, "member")
        there = store.with_mobile(desk.db, wanted)
        return Found(None, there.id, "prospect") if there else None


def detail(desk: Desk, prospect_id: int) -> ProspectRow:
    """Return a prospect.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        found = store.by_id(desk.db, prospect_id)
        if found is None:
            raise errors.Missing("prospect")
        return casework.shown([found], desk)[0]


def listing(
    desk: Desk, *, state: str = "open", source: str = "", owner_id: int | None = None,
    typed: str = "", limit: int = 500,
) -> list[ProspectRow]:  # fmt: skip
    """Return prospects, the newest first; *typed* is part of a name or mobile."""
    with desk.reading(Permission.FOLLOWUP_READ):
        rows = store.listing(
            desk.db, state=state, source=source, owner_id=owner_id, typed=line("typed", typed),
            limit=limit,
        )  # fmt: skip
        return casework.shown(rows, desk)
