"""Who looks after a member: owner and deputy, who gets what is to be done, handing over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from loyaldesk.domain import errors
from loyaldesk.domain.care import (
    LONGEST_ABSENCE_DAYS,
    LONGEST_NOTE,
    LONGEST_TAG,
    MOST_A_DAY,
    MOST_TAGS,
    AbsenceDraft,
    Assigned,
    Wish,
    choose,
    tags,
)
from loyaldesk.domain.events import CareChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services.care_reading import (
    LoadRow,
    absences,
    load,
    of_member,
    only_served_by_one,
    profiles,
    served_by,
    why_words,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.handing import HandedOver, hand_back, hand_over, need_working
from loyaldesk.store import care as store
from loyaldesk.store import handing as handing_store
from loyaldesk.store import merging
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase

__all__ = [
    "AbsenceDraft", "Assigned", "HandedOver", "LoadRow", "OperatorSkills", "absence_add",
    "absence_end", "absences", "assign", "hand_back", "hand_over", "load", "move_for_absence",
    "of_member", "only_served_by_one", "owner_of", "profiles", "save_profile", "served_by",
    "set_owner", "why_words",
]  # fmt: skip

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OperatorSkills:
    """What the rule of assignment knows of an operator.

    Attributes:
        day_limit: Open follow-ups in a day; 0: as many as come.
        deputy_id: Who stands in whenever this one cannot.
        team: Name of the team: sales, service.
        skills: Tags, each of a word or two.
        languages: What the operator speaks.
    """

    day_limit: int = 0
    deputy_id: int | None = None
    team: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class ToBeDone(Protocol):
    """What `assign` must know of something to be done: a `FollowupDraft` fits."""

    @property
    def member_id(self) -> int | None:
        """For which member."""

    @property
    def prospect_id(self) -> int | None:
        """For which prospect."""

    @property
    def owner_id(self) -> int | None:
        """Whom somebody named."""

    @property
    def role(self) -> str:
        """The role that should do it, or empty."""

    @property
    def skill(self) -> str:
        """The skill it takes, or empty."""


def owner_of(db: ClubDatabase, member_id: int) -> int | None:
    """Return the owner of a member, or None."""
    found = store.care_of(db, member_id)
    return found.owner_id if found else None


def assign(db: ClubDatabase, draft: ToBeDone, on: date) -> Assigned:
    """Return who gets something that is due on a day, and by which rule.

    Args:
        db: The club.
        draft: What is to be done.
        on: The shop's day on which it is due.
    """
    hands = store.hands(db, on)
    loads: dict[int, int] = {}

    def load(operator_id: int) -> int:
        if operator_id not in loads:
            loads[operator_id] = store.load(db, operator_id, on)
        return loads[operator_id]

    owner_id = deputy_id = None
    words: frozenset[str] = frozenset()
    if draft.member_id is not None:
        care = store.care_of(db, draft.member_id)
        owner_id, deputy_id = (care.owner_id, care.deputy_id) if care else (None, None)
        words = store.words_of(db, draft.member_id)
    elif draft.prospect_id is not None:
        owner_id = store.prospect_owner(db, draft.prospect_id)
    wish = Wish(draft.owner_id, owner_id, deputy_id, draft.role, draft.skill, words)
    return choose(hands, wish, load)


def set_owner(
    desk: Desk, member_ids: Iterable[int], owner_id: int | None, deputy_id: int | None = None,
    note: str = "",
) -> int:  # fmt: skip
    """Give members an owner and a deputy; return for how many something changed.

    What the owner before had to do for them goes along. Whoever takes over gets a note.

    Raises:
        BadInput: If the owner changes without a note, or owner and deputy are the same.
        Missing: If there is no such member or operator.
        MemberErased: If a member's data were erased.
    """
    text = _text("note", note, LONGEST_NOTE)
    if owner_id is not None and owner_id == deputy_id:
        raise BadInput("deputy", "same operator")
    new = store.CareRow(owner_id, deputy_id)
    with desk.change(Permission.CARE_ASSIGN) as change:
        for operator_id in filter(None, (owner_id, deputy_id)):
            need_working(change.db, operator_id)
        changed = [id_ for id_ in dict.fromkeys(member_ids) if _set_owner(change, id_, new, text)]
        change.note("care.set_owner", "operator", owner_id, count=len(changed), deputy=deputy_id)
        if changed:
            change.tell(CareChanged())
    return len(changed)


def _set_owner(change: Change, member_id: int, new: store.CareRow, note: str) -> bool:
    db, by = change.db, change.desk.operator.id
    member_id = merging.kept(db, member_id)
    member = sale_store.buyer(db, member_id)
    if member is None:
        raise errors.Missing("member")
    if member.state == "erased":
        raise errors.MemberErased(member.number)
    was = store.care_of(db, member_id)
    before = was.owner_id if was else None
    if was == new or (was is None and new == store.CareRow(None, None)):
        return False
    is_taken_over = before is not None and before != new.owner_id
    if is_taken_over and not note:
        raise BadInput("note", "empty")
    store.set_care(db, member_id, new, change.now, by)
    store.add_event(db, member_id, was, new, note, change.now, by)
    if is_taken_over and before is not None and new.owner_id is not None:
        for followup_id in store.open_of_member(db, member_id, before):
            handing_store.give_followup(db, followup_id, new.owner_id, "owner", change.now, by)
    return True


def save_profile(desk: Desk, operator_id: int, skills: OperatorSkills, version: int) -> None:
    """Store what an operator can and how much in a day.

    Args:
        desk: Where and who.
        operator_id: Whose.
        skills: What is known.
        version: Of the profile that was looked at; 0: there was none.

    Raises:
        BadInput: If something cannot be used.
        Missing: If there is no such operator or deputy.
        ChangedMeanwhile: If somebody stored another profile since.
    """
    if not 0 <= skills.day_limit <= MOST_A_DAY:
        raise BadInput("day_limit", "range", str(skills.day_limit)[:80])
    if skills.deputy_id == operator_id:
        raise BadInput("deputy", "same operator")
    team = _text("team", skills.team, LONGEST_TAG)
    can, speaks = _tags("skills", skills.skills), _tags("languages", skills.languages)
    with desk.change(Permission.CARE_ASSIGN) as change:
        found = store.profiles(change.db, operator_id)
        if not found:
            raise errors.Missing("operator")
        if skills.deputy_id is not None:
            need_working(change.db, skills.deputy_id)
        new = replace(
            found[0], day_limit=skills.day_limit, deputy_id=skills.deputy_id, team=team,
            skills=can, languages=speaks, version=version,
        )  # fmt: skip
        if not store.save_profile(change.db, new):
            raise errors.ChangedMeanwhile("operator")
        change.note("care.profile", "operator", operator_id, limit=skills.day_limit)
        change.tell(CareChanged())


def _tags(name: str, typed: tuple[str, ...]) -> tuple[str, ...]:
    for text in typed:
        _text(name, text, LONGEST_TAG * MOST_TAGS)
    done = tags(typed)
    if len(done) > MOST_TAGS:
        raise BadInput(name, "too many", "", MOST_TAGS)
    return tuple(_text(name, tag, LONGEST_TAG) for tag in done)


def _text(name: str, text: str, limit: int) -> str:
    if not is_storable(text):
        raise BadInput(name, "unstorable")
    done = clean(text)
    if len(done) > limit:
        raise BadInput(name, "too long", done[:80], limit)
    return done


@dataclass(frozen=True, slots=True)
class AbsenceAdded:
    """An absence that is noted.

    Attributes:
        id: Of the absence.
        falling: Open follow-ups of the operator on these days; each goes to the deputy on its day.
        moved: Those that went already, because the absence begins today or began before.
    """

    id: int
    falling: int
    moved: int


def absence_add(desk: Desk, draft: AbsenceDraft) -> AbsenceAdded:
    """Store that an operator is away, and who stands in.

    Raises:
        BadInput: If the days are no days to come, the operator is away on one of them already, or
            the deputy is.
        Missing: If there is no such operator or deputy.
    """
    draft = replace(draft, reason=_text("reason", draft.reason, LONGEST_NOTE))
    if draft.until_on < draft.from_on:
        raise BadInput("until_on", "before its start")
    if (draft.until_on - draft.from_on).days > LONGEST_ABSENCE_DAYS:
        raise BadInput("until_on", "range", draft.until_on.isoformat())
    with desk.change(Permission.CARE_ASSIGN) as change:
        db, by = change.db, desk.operator.id
        if draft.until_on < change.today:
            raise BadInput("until_on", "past", draft.until_on.isoformat())
        need_working(db, draft.operator_id)
        if store.absences(db, draft.from_on, draft.until_on, draft.operator_id):
            raise BadInput("from_on", "away already", draft.from_on.isoformat())
        if draft.deputy_id is not None:
            _check_deputy(db, draft, draft.deputy_id)
        falling = store.falling_in(db, draft)
        new = store.add_absence(db, draft, change.now, by)
        begun = draft.from_on <= change.today
        moved = move_for_absence(change, change.today, draft.operator_id) if begun else 0
        change.note("care.absence", "operator", draft.operator_id, absence=new, moved=moved)
        change.tell(CareChanged())
    return AbsenceAdded(new, falling, moved)


def _check_deputy(db: ClubDatabase, draft: AbsenceDraft, deputy_id: int) -> None:
    if deputy_id == draft.operator_id:
        raise BadInput("deputy", "same operator")
    need_working(db, deputy_id)
    if store.absences(db, draft.from_on, draft.until_on, deputy_id):
        raise BadInput("deputy", "deputy away")


def absence_end(desk: Desk, absence_id: int) -> None:
    """Store that somebody is back today, earlier than thought, or will not be away at all.

    Raises:
        Missing: If there is no such absence, or it is over.
    """
    with desk.change(Permission.CARE_ASSIGN) as change:
        found = store.absence(change.db, absence_id)
        if found is None or found.until_on < change.today:
            raise errors.Missing("absence")
        store.end_absence(change.db, found, change.today, change.now)
        change.note("care.absence_end", "operator", found.operator_id, absence=absence_id)
        change.tell(CareChanged())


def move_for_absence(change: Change, day: date, operator_id: int | None = None) -> int:
    """Give what is due up to *day* with who is away on it to somebody who is here.

    A step of the night. What nobody can take stays where it is, in sight.

    Args:
        change: The open transaction.
        day: The day.
        operator_id: Only what this one has; None: what everybody has.

    Returns:
        How many follow-ups moved.
    """
    db, moved = change.db, 0
    for row in store.open_of_the_absent(db, day, operator_id):
        found = assign(db, row, day)
        if found.owner_id is None or found.owner_id == row.owner_id:
            continue
        handing_store.give_followup(
            db, row.id, found.owner_id, found.why, change.now, change.desk.operator.id
        )
        moved += 1
    if moved:
        change.note("care.moved", "operator", operator_id, count=moved)
        change.tell(CareChanged())
    return moved
