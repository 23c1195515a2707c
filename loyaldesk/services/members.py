"""Members: enrol, edit, find, block, erase; duplicates are found each time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from loyaldesk.domain import errors
from loyaldesk.domain.cards import CodeKind, is_bank_card
from loyaldesk.domain.events import MemberChanged
from loyaldesk.domain.members import (
    ALIKE,
    CONTACT_DATA,
    LONGEST_NOTE,
    MemberDraft,
    changed_fields,
    checked,
    likeness,
    without_contact_data,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import ascii_digits, clean, clean_lines, code_key, fold, is_storable
from loyaldesk.services import (
    bonuses,
    club,
    consents,
    followup_files,
    followup_steps,
    mentions,
    points,
    sealing,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.retrying import retried
from loyaldesk.store import accounts as account_store
from loyaldesk.store import care as care_store
from loyaldesk.store import complaints as complaint_store
from loyaldesk.store import contacts as contact_store
from loyaldesk.store import erasing, marks, merging, request_room, search
from loyaldesk.store import letgo as letgo_store
from loyaldesk.store import members as store
from loyaldesk.store import playbooks as playbook_store
from loyaldesk.store import sales as sale_store
from loyaldesk.store import spender as spender_store
from loyaldesk.store.database import without_trace
from loyaldesk.store.fields import utc_text

LONGEST_CODE = 64
CONTACT = frozenset({"first_name", "last_name", "mobile", "company_name", "honorific"})
"""What a cashier may change on a member."""
WORTH_POINTS = frozenset({"birthday", "wedding_on", "tags", "referrer_id", "kind"})
"""What rules and bonuses look at: nobody changes it on a record of their own (T1)."""

MemberHit = search.MemberHit


@dataclass(frozen=True, slots=True)
class MemberBrief:
    """Whom a code means."""

    id: int
    number: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new member."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be the same person. ``why``: ``mobile``, ``national_id`` or ``name``."""

    id: int
    number: str
    name: str
    mobile: str
    why: str


def identify(desk: Desk, code: str) -> MemberBrief:
    """Return the one member a code means: card, number, former code or mobile in any spelling.

    Raises:
        BadInput: If nothing, or far too much, was given.
        BankCard: If it is the number of a bank card.
        UnknownCode: If nobody has it.
        AmbiguousCode: If it fits two members.
        DeadCard: If the card is blocked or was replaced.
    """
    with desk.reading(Permission.MEMBER_READ):
        return resolve(desk, code)


def resolve(desk: Desk, code: str) -> MemberBrief:
    """Return the one member a code means (a step of use cases; see `identify`)."""
    if not is_storable(code) or not code_key(code):
        raise BadInput("code", "empty")
    if len(code) > 4 * LONGEST_CODE:
        raise BadInput("code", "too long", code[:80], LONGEST_CODE)
    hits = store.by_code(desk.db, code)
    if not hits:
        if is_bank_card(code_key(code)):
            raise errors.BankCard
        raise errors.UnknownCode(clean(code)[:80])
    if len(hits) > 1:
        raise errors.AmbiguousCode(
            clean(code)[:80], tuple(h.name for h in hits), tuple(h.member_id for h in hits)
        )
    hit = hits[0]
    if hit.state != "active":
        raise errors.DeadCard(clean(code)[:80], hit.state, hit.name)
    return MemberBrief(hit.member_id, hit.number, hit.name, hit.member_state)


def find(desk: Desk, typed: str, limit: int = 20, *, everyone: bool = False) -> list[MemberHit]:
    """Return members that match what was typed, best first.

    Who may not see whole mobiles gets their last four digits.
    """
    with desk.reading(Permission.MEMBER_READ):
        found = search.search_members(desk.db, typed, limit, everyone=everyone)
        if desk.may(Permission.MEMBER_REVEAL):
            return found
        return [replace(hit, mobile=hit.mobile[-4:]) for hit in found]


def duplicates(desk: Desk, draft: MemberDraft, but: int | None = None) -> list[Alike]:
    """Return who may be the same person: same mobile, same national id, or a name alike.

    Folded without spaces ``فاطمه احمدی`` and ``فاطمه محمدی`` are alike enough to be shown, so a
    person decides and nothing is merged by itself.
    """
    with desk.reading(Permission.MEMBER_READ):
        draft = checked(draft, desk.today())
        found: dict[int, Alike] = {}
        if draft.mobile:
            for id_, name in store.with_mobile(desk.db, draft.mobile, but):
                number = sale_store.buyer(desk.db, id_)
                found[id_] = Alike(
                    id_, number.number if number else "", name, draft.mobile, "mobile"
                )
        if draft.national_id:
            row = store.with_national_id(desk.db, draft.national_id, but)
            if row:
                found.setdefault(row[0], Alike(*row, "national_id"))
        for row in store.named_like(desk.db, fold(draft.name)):
            if row[0] != but and likeness(draft.name, row[2]) >= ALIKE:
                found.setdefault(row[0], Alike(*row, "name"))
        return list(found.values())[:10]


@retried
def enrol(
    desk: Desk, draft: MemberDraft, *, code: str = "", share_mobile: bool = False
) -> Enrolled:
    """Store a new member, with a card or former code if one was typed.

    Args:
        desk: Where and who.
        draft: The form as typed.
        code: A card or former code that becomes the member's; empty: none.
        share_mobile: The mobile may belong to somebody else too (a manager's leave).

    Raises:
        SeveralBadInputs: With each field that cannot be used.
        MobileTaken: If the mobile belongs to somebody and sharing was not allowed.
        CodeTaken: If the code belongs to somebody.
        OwnRecord: If the operator would be who brought the member.
        PermissionDenied: If the operator may not, or may not share a mobile.
    """
    draft = checked(draft, desk.today())
    with desk.change(Permission.MEMBER_ENROL) as change:
        return newcomer_step(change, draft, code=code, share_mobile=share_mobile)


def newcomer_step(
    change: Change, draft: MemberDraft, *, code: str = "", share_mobile: bool = False
) -> Enrolled:  # fmt: skip
    """Enrol whom a checked draft names, with code and welcome (a step); raises as `enrol`."""
    check_mobile(change, draft.mobile, None, share=share_mobile)
    _check_referrer(change, draft, None)
    if draft.referrer_id is not None:
        points.refuse_own(change, draft.referrer_id)  # else newcomers would be worth points to me
    done = enrol_step(change, draft)
    if code.strip():
        add_code_step(change, done.id, code, CodeKind.FORMER)
    bonuses.welcome(change, done.id)
    change.note("member.enrol", "member", done.id)
    change.tell(MemberChanged(done.id))
    return done


def enrol_step(
    change: Change, draft: MemberDraft, run_id: int | None = None, *,
    joined_at: datetime | None = None, codes: tuple[tuple[str, CodeKind], ...] = (),
) -> Enrolled:  # fmt: skip
    """Store a checked draft as a new member (a step of enrolling and of import).

    Args:
        change: The open transaction.
        draft: As `checked` returned it.
        run_id: The import that brings the member.
        joined_at: When the member joined, if that was before this program; None: now.
        codes: Codes of the member as `check_code` returned them, which nobody has.
    """
    rules = club.rules_on(change, change.today)
    number = _free_number(change)
    joined_at = joined_at or change.now
    joined_on = change.day(joined_at)
    member_id = store.add_member(
        change.db, draft, number=number, tier=rules.tiers[0].code, tier_since=joined_on,
        at=joined_at, on_day=joined_on, operator_id=change.desk.operator.id, run_id=run_id,
        codes=codes,
    )  # fmt: skip
    consents.changed_step(change, member_id, frozenset(), draft.consent, "enrolment")
    return Enrolled(member_id, number, draft.name)


def _free_number(change: Change) -> str:
    """Return the next member number; one that is already some other code is passed over."""
    while True:
        number = f"M{sale_store.next_number(change.db, 'member', 1001)}"
        if not account_store.used_by(change.db, number):
            return number


def check_mobile(change: Change, mobile: str, but: int | None, *, share: bool) -> None:
    """Refuse a mobile that belongs to somebody, unless sharing is allowed.

    Raises:
        MobileTaken: Naming the one who has it.
        PermissionDenied: If sharing was asked for without the right.
    """
    if not mobile:
        return
    others = store.with_mobile(change.db, mobile, but)
    if not others:
        return
    if not share:
        raise errors.MobileTaken(mobile, others[0][1], others[0][0])
    change.desk.require(Permission.MEMBER_SHARE_MOBILE)


def _check_referrer(change: Change, draft: MemberDraft, member_id: int | None) -> None:
    if draft.referrer_id is None:
        return
    if draft.referrer_id == member_id or sale_store.buyer(change.db, draft.referrer_id) is None:
        raise errors.Missing("member")


def add_code_step(change: Change, member_id: int, code: str, kind: CodeKind) -> None:
    """Give a member a code (a step of enrolling, linking and import).

    Raises:
        CodeTaken: If it belongs to somebody.
        CodeInUse: If it is a gift card or a voucher.
        BankCard: If it is the number of a bank card.
        BadInput: If it cannot be a code.
    """
    typed = check_code(code)
    taken = store.owner_of_code(change.db, typed)
    if taken is not None:
        raise errors.CodeTaken(typed, taken[1])
    if by := account_store.used_by(change.db, typed):
        raise errors.CodeInUse(typed, by)
    store.add_code(change.db, member_id, typed, kind, change.now)
    store.refresh_words(change.db, member_id)


def check_code(code: str) -> str:
    """Return a code as it is kept: trimmed, as typed.

    Raises:
        BankCard: If it is the number of a bank card.
        BadInput: If it cannot be a code.
    """
    if not is_storable(code):
        raise BadInput("code", "unstorable")
    typed = clean(code)
    if not code_key(typed):
        raise BadInput("code", "empty")
    if len(typed) > LONGEST_CODE:
        raise BadInput("code", "too long", typed[:80], LONGEST_CODE)
    if is_bank_card(ascii_digits(code_key(typed))):
        raise errors.BankCard
    return typed


def link_code(desk: Desk, member_id: int, code: str) -> None:
    """Give a code nobody has to a member: an old card, a number of another program.

    Raises:
        CodeTaken, BankCard, BadInput, Missing: If it cannot be linked.
        OwnRecord: If it is the operator's own record.
    """
    with desk.change(Permission.CARD_ISSUE) as change:
        _existing(change, member_id)
        points.refuse_own(change, member_id)
        add_code_step(change, member_id, code, CodeKind.FORMER)
        change.note("code.link", "member", member_id)
        change.tell(MemberChanged(member_id))


def open_form(desk: Desk, member_id: int) -> tuple[MemberDraft, int]:
    """Return a member's form and the version it is of.

    Who may not see whole mobiles gets it without contact data; what is stored unseen stays.

    Raises:
        Missing: If there is no such member.
    """
    with desk.reading(Permission.MEMBER_READ):
        found = store.stored_draft(desk.db, member_id)
        is_whole = desk.may(Permission.MEMBER_REVEAL)
    if found is None:
        raise errors.Missing("member")
    return found if is_whole else (without_contact_data(found[0]), found[1])


@retried
def edit(
    desk: Desk, member_id: int, draft: MemberDraft, version: int, *, share_mobile: bool = False
) -> None:
    """Store a member's form.

    Raises:
        SeveralBadInputs: With each field that cannot be used.
        MobileTaken: If the mobile belongs to somebody else.
        ChangedMeanwhile: If somebody stored another form since *version*.
        OwnRecord: If what rules look at changed on the operator's own record.
        PermissionDenied: If fields beyond name and mobile changed and the operator may not.
    """
    draft = checked(draft, desk.today())
    with desk.change(Permission.MEMBER_EDIT_CONTACT) as change:
        found = store.stored_draft(change.db, member_id)
        if found is None:
            raise errors.Missing("member")
        refuse_gone(change, member_id)
        old = found[0]
        if not desk.may(Permission.MEMBER_REVEAL):  # what was not shown and not typed stays
            unseen: dict[str, Any] = {
                name: getattr(old, name) for name in CONTACT_DATA if not getattr(draft, name)
            }
            draft = replace(draft, **unseen)
        changed = changed_fields(old, draft)
        if not set(changed) <= CONTACT:
            desk.require(Permission.MEMBER_EDIT)
        if set(changed) & WORTH_POINTS:
            points.refuse_own(change, member_id)
        if draft.mobile != old.mobile:
            check_mobile(change, draft.mobile, member_id, share=share_mobile)
        if draft.referrer_id != old.referrer_id:
            _check_referrer(change, draft, member_id)
            if draft.referrer_id is not None:
                points.refuse_own(change, draft.referrer_id)
        if not store.update_member(change.db, member_id, draft, version):
            raise errors.ChangedMeanwhile("member")
        if draft.mobile and draft.mobile != old.mobile:
            spender_store.note_mobile(change.db, member_id, change.now)
        consents.changed_step(change, member_id, old.consent, draft.consent, "form")
        change.note("member.edit", "member", member_id, fields=list(changed))
        change.tell(MemberChanged(member_id))


def _existing(change: Change, member_id: int) -> sale_store.Buyer:
    found = sale_store.buyer(change.db, member_id)
    if found is None:
        raise errors.Missing("member")
    return found


def refuse_gone(change: Change, member_id: int) -> None:
    """Refuse what is done on a record that is no more a person's own: erased or merged (a step).

    Raises:
        Missing, MemberErased, MemberMerged: With whose record it is.
    """
    found = _existing(change, member_id)
    if found.state == "erased":
        raise errors.MemberErased(found.number)
    kept_id = merging.kept(change.db, member_id)
    if kept_id != member_id:
        raise errors.MemberMerged(found.number, _existing(change, kept_id).name, kept_id)


def set_blocked(desk: Desk, member_id: int, *, blocked: bool, reason: str = "") -> None:
    """Block a member, with a reason, or let them buy again.

    Raises:
        BadInput: If a block has no reason.
        MemberErased: If the member's data were erased.
        OwnRecord: If it is the operator's own record.
    """
    text = clean(reason)[:300]
    if blocked and not text:
        raise BadInput("reason", "empty")
    with desk.change(Permission.MEMBER_BLOCK) as change:
        refuse_gone(change, member_id)
        points.refuse_own(change, member_id)
        change.db.execute_sql(
            "UPDATE member SET state = ?, state_reason = ?, version = version + 1 WHERE id = ?",
            ("blocked" if blocked else "active", text if blocked else "", member_id),
        )
        change.note("member.block" if blocked else "member.unblock", "member", member_id)
        change.tell(MemberChanged(member_id))


def erase(desk: Desk, member_id: int) -> None:
    """Take a person's data out of the club; number, sales and points stay as figures.

    Raises:
        Missing, MemberErased, MemberMerged: If there is nothing of a person to take out.
        OwnRecord: If it is the operator's own record: somebody else must see it go.
    """
    with without_trace(desk.db), desk.change(Permission.MEMBER_ERASE) as change:
        refuse_gone(change, member_id)
        points.refuse_own(change, member_id)
        erase_step(change, member_id)
        for part in merging.merged_ids(change.db, member_id):  # the same person's older records
            erase_step(change, part)
        change.note("member.erase", "member", member_id)
        change.tell(MemberChanged(member_id))
    sealing.remember_now(desk)  # should an older club come back this very moment
    if desk.may(Permission.FOLLOWUP_READ):  # else it is written anew with the next tick
        followup_files.keep_fresh(desk)


def erase_step(change: Change, member_id: int) -> None:
    """Blank every personal column and remove notes and codes, except the number."""
    blank = MemberDraft()
    columns = store.columns_of(blank) | {"words": "", "state_reason": ""}
    pairs = ", ".join(f"{name} = ?" for name in columns)
    change.db.execute_sql(
        f"UPDATE member SET {pairs}, state = 'erased', version = version + 1 WHERE id = ?",
        (*columns.values(), member_id),
    )
    spender_store.forget(change.db, member_id)
    merging.forget_details(change.db, member_id)
    complaint_store.forget(change.db, member_id, change.now)
    followup_steps.forget_step(change, member_id)
    care_store.forget(change.db, member_id)
    contact_store.forget(change.db, member_id)
    marks.forget(change.db, member_id)
    letgo_store.forget(change.db, member_id, change.now, change.desk.operator.id)
    playbook_store.forget(change.db, member_id, change.now)
    request_room.forget(change.db, member_id, change.now, change.desk.operator.id)
    erasing.forget_rest(change.db, member_id)
    change.db.execute_sql("DELETE FROM note WHERE member_id = ?", (member_id,))
    change.db.execute_sql("DELETE FROM code WHERE member_id = ? AND kind <> 'number'", (member_id,))


def write_note(desk: Desk, member_id: int, text: str) -> None:
    """Add a note to a member.

    Raises:
        BadInput: If it is empty, too long or cannot be stored.
    """
    if not is_storable(text):
        raise BadInput("note", "unstorable")
    if len(text) > LONGEST_NOTE:
        raise BadInput("note", "too long", text[:80], LONGEST_NOTE)
    done = clean_lines(text)
    if not done:
        raise BadInput("note", "empty")
    with desk.change(Permission.NOTE_WRITE) as change:
        refuse_gone(change, member_id)
        row = change.db.execute_sql(
            "INSERT INTO note (member_id, text, at, operator_id) VALUES (?, ?, ?, ?)",
            (member_id, done, utc_text(change.now), desk.operator.id),
        )
        mentions.of_note(change, int(row.lastrowid), done)
        change.note("note.write", "member", member_id)
        change.tell(MemberChanged(member_id))
