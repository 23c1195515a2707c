"""Incidents that hit many at once: whom, and the apologies ticked one by one."""

from dataclasses import dataclass, replace

from loyaldesk.domain.complaints import (
    APOLOGIES,
)
from loyaldesk.domain.contacts import OUT, ContactDraft
from loyaldesk.domain.errors import IncidentRefused, KeyUsed, MemberErased, Missing
from loyaldesk.domain.events import IncidentChanged, MemberChanged
from loyaldesk.domain.followups import HIGH, LONGEST_TEXT, FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import EntryKind
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean
from loyaldesk.services import casework, club, complaint_policy, contacts, followup_steps, points
from loyaldesk.services.compensations import REASON
from loyaldesk.services.complaint_steps import choice, moment, words_of
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.incident_list import (
    APOLOGISED,
    LONGEST_LINE,
    OPEN,
    SKIPPED,
    IncidentDraft,
    Person,
    Progress,
    checked,
    hit,
    people,
    progress,
)
from loyaldesk.store import incidents as store
from loyaldesk.store import ledger, merging, record_events
from loyaldesk.store import sales as sale_store
from loyaldesk.store.database import ClubDatabase

_CHANNELS = {"call": "call", "in_person": "visit", "message": "sms", "points": ""}


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident that is written down, and how many members it hit."""

    id: int
    number: int
    hit: int
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in the list of all."""

    incident: store.Stored
    progress: Progress


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """An incident with everybody it hit, and what happened with it."""

    incident: store.Stored
    progress: Progress
    people: tuple[Person, ...]
    events: tuple[record_events.RecordEventRow, ...]


def preview(desk: Desk, draft: IncidentDraft) -> int:
    """Return how many members an incident would list; nothing is stored.

    Raises:
        BadInput: If something in it cannot be used.
    """
    with desk.reading(Permission.INCIDENT_MANAGE):
        return len(hit(desk.db, checked(draft, desk.clock())))


def open(desk: Desk, draft: IncidentDraft) -> Opened:  # noqa: A001 - what it is called at the desk
    """Write an incident down with the members it hit: who bought in its time, or its goods.

    Raises:
        BadInput: If something in it cannot be used.
        KeyUsed: If the key was used for another incident.
    """
    draft = checked(draft, desk.clock())
    with desk.change(Permission.INCIDENT_MANAGE) as change:
        there = store.by_key(change.db, draft.key)
        if there is not None:
            if there.kind != draft.kind:
                raise KeyUsed(draft.key)
            return Opened(
                there.id, there.number, len(store.listed(change.db, there.id)), is_repeated=True
            )
        hits = hit(change.db, draft)
        new_id, number = store.add(
            change.db, key=draft.key, kind=draft.kind, text=draft.text, product=draft.product,
            severity=draft.severity, load=draft.load, from_at=draft.from_at,
            until_at=draft.until_at, at=change.now, operator_id=desk.operator.id,
        )  # fmt: skip
        store.add_members(change.db, new_id, hits)
        _tell(change, new_id, "open", code=draft.kind, hit=len(hits))
        if hits:
            _ask(change, new_id, number, len(hits), draft)
    return Opened(new_id, number, len(hits))


def _ask(change: Change, incident_id: int, number: int, hit: int, draft: IncidentDraft) -> None:
    text = tr("Incident {number}: apologise to {count} members. {what}").format(
        number=fmt.number(number), count=fmt.number(hit), what=clean(draft.text)
    )
    followup_steps.make_step(change, FollowupDraft(
        f"incident:{incident_id}", text=text[:LONGEST_TEXT], channel="task", reason="recovery",
        about=store.PLACE, about_id=incident_id, owner_id=change.desk.operator.id, priority=HIGH,
    ))  # fmt: skip


def _tell(
    change: Change, incident_id: int, what: str, *, code: str = "", text: str = "",
    **detail: object,
) -> None:  # fmt: skip
    record_events.add(
        change.db, store.PLACE, incident_id, what, code=code, text=text, at=change.now,
        operator_id=change.desk.operator.id,
    )  # fmt: skip
    change.note(f"incident.{what}", "incident", incident_id, **detail)
    change.tell(IncidentChanged(incident_id))


def _found(change: Change, incident_id: int) -> store.Stored:
    there = store.by_id(change.db, incident_id)
    if there is None:
        raise Missing("incident")
    if there.state != OPEN:
        raise IncidentRefused("closed", there.number)
    return there


def _person(change: Change, there: store.Stored, member_id: int) -> Person:
    lives = merging.kept(change.db, member_id)
    for person in people(change.db, there.id):
        if person.member_id == lives:
            return person
    raise IncidentRefused("not listed", there.number)


def add_member(desk: Desk, incident_id: int, member_id: int, reason: str) -> None:
    """Put somebody on the list whom the sales do not show, with the reason.

    Raises:
        BadInput: If there is no reason.
        Missing, MemberErased: If there is no such incident or member.
        IncidentRefused: If the incident is closed.
    """
    said = words_of("reason", reason, needed=True, limit=LONGEST_LINE)
    with desk.change(Permission.INCIDENT_MANAGE) as change:
        there = _found(change, incident_id)
        lives = merging.kept(change.db, member_id)
        member = sale_store.buyer(change.db, lives)
        if member is None:
            raise Missing("member")
        if member.state == "erased":
            raise MemberErased(member.number)
        store.add_members(change.db, there.id, [store.Hit(lives, None)])
        _tell(change, there.id, "add", code=str(lives), text=said, member=lives)


def skip(desk: Desk, incident_id: int, member_id: int, reason: str) -> Progress:
    """Take somebody off what is to be done, with the reason; the line stays.

    Raises:
        BadInput: If there is no reason.
        Missing: If there is no such incident.
        IncidentRefused: If it is closed, or nobody such is on its list.
    """
    said = words_of("reason", reason, needed=True, limit=LONGEST_LINE)
    with desk.change(Permission.INCIDENT_MANAGE) as change:
        there = _found(change, incident_id)
        person = _person(change, there, member_id)
        _put(change, there, person, SKIPPED, clean(said))
        _tell(change, there.id, "skip", code=str(person.member_id), member=person.member_id)
        return progress(people(change.db, there.id))


def apologise(
    desk: Desk, incident_id: int, member_id: int, way: str, *, text: str = "", gift_points: int = 0
) -> Progress:
    """Tick the apology to somebody; it is noted as a contact with them.

    A second tick changes the way only. Points take the right to agree to compensation, and are
    given once.

    Args:
        desk: Where and who.
        incident_id: Of which incident.
        member_id: To whom.
        way: One of `domain.complaints.APOLOGIES`.
        text: What was said.
        gift_points: How many, of the way ``points``.

    Raises:
        BadInput: If the way is unknown, or the points lie outside the limit of the policy.
        Missing, MemberErased, OwnRecord: If there is nobody to whom it can be done.
        IncidentRefused: If the incident is closed, or nobody such is on its list.
    """
    choice("way", way, APOLOGIES)
    said = words_of("text", text)
    if (way == "points") != (gift_points > 0):
        raise BadInput("points", "not positive" if way == "points" else "not points")
    with desk.change(Permission.INCIDENT_MANAGE) as change:
        there = _found(change, incident_id)
        person = _person(change, there, member_id)
        if way == "points":
            _give_points(change, there, person.member_id, gift_points)
        _put(change, there, person, APOLOGISED, way)
        if _CHANNELS[way]:
            contacts.add_step(change, ContactDraft(
                f"incident:{there.id}:{person.member_id}:{way}", person.member_id,
                channel=_CHANNELS[way], direction=OUT, text=said, about=store.PLACE,
                about_id=there.id,
            ))  # fmt: skip
        _tell(change, there.id, "apologise", code=way, member=person.member_id)
        return progress(people(change.db, there.id))


def _put(change: Change, there: store.Stored, person: Person, state: str, way: str) -> None:
    store.put_member(
        change.db, there.id, person.record_ids, state, way, moment(change),
        change.desk.operator.id,
    )  # fmt: skip


def _give_points(change: Change, there: store.Stored, member_id: int, count: int) -> None:
    change.desk.require(Permission.COMPENSATION_APPROVE)
    limit = complaint_policy.of(change.db).limit_points
    if count > limit:
        raise BadInput("points", "above limit", str(count), limit)
    points.refuse_own(change, member_id)
    key = f"incident:{there.id}:{member_id}"
    if ledger.movement_by_key(change.db, key) is not None:
        return
    points.expire_member(change, member_id)
    rules = club.rules_on(change, change.today)
    points.give(
        change, key, member_id, EntryKind.ADJUST, count, change.today,
        terms=replace(rules.lots, pending_days=0), reason=REASON, reason_text="",
    )  # fmt: skip
    change.note("points.adjust", "member", member_id, points=count, incident=there.id)
    change.tell(MemberChanged(member_id))


def close(desk: Desk, incident_id: int) -> None:
    """Close an incident when everybody was told or left out with a reason.

    Raises:
        Missing: If there is no such incident.
        IncidentRefused: If it is closed, or somebody still waits.
    """
    with desk.change(Permission.INCIDENT_MANAGE) as change:
        there = _found(change, incident_id)
        waiting = progress(people(change.db, there.id)).open
        if waiting:
            raise IncidentRefused("members wait", there.number, waiting)
        for person in people(change.db, there.id):  # a record merged since says what the other did
            _put_same(change, there, person)
        store.close(change.db, there.id, moment(change))
        followup_steps.cancel_about(change, store.PLACE, there.id, "settled")
        _tell(change, there.id, "close")


def _put_same(change: Change, there: store.Stored, person: Person) -> None:
    if len(person.record_ids) > 1:
        store.put_member(
            change.db, there.id, person.record_ids, person.state, person.way, person.at,
            change.desk.operator.id,
        )  # fmt: skip


def listing(desk: Desk, *, open_only: bool = False) -> list[IncidentRow]:
    """Return the incidents, the newest first, with how far each is."""
    with desk.reading(Permission.FOLLOWUP_READ):
        sums = store.sums(desk.db)
        return [
            IncidentRow(there, _progress_of(desk.db, there.id, sums.get(there.id)))
            for there in store.all_of(desk.db, open_only=open_only)
        ]


def _progress_of(db: ClubDatabase, incident_id: int, sums: store.Sums | None) -> Progress:
    """Return how far an incident is; people are counted only where two lines may be one."""
    if sums is None:
        return Progress(0, 0, 0)
    if sums.has_merged:
        return progress(people(db, incident_id))
    total = sums.open + sums.apologised + sums.skipped
    return Progress(total, sums.apologised, sums.skipped)


def detail(desk: Desk, incident_id: int) -> IncidentDetail:
    """Return an incident with everybody it hit.

    Raises:
        Missing: If there is no such incident.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        there = store.by_id(desk.db, incident_id)
        if there is None:
            raise Missing("incident")
        found = people(desk.db, incident_id)
        if not desk.may(Permission.MEMBER_REVEAL):
            found = [replace(each, mobile=casework.ending(each.mobile)) for each in found]
        history = record_events.of(desk.db, store.PLACE, incident_id)
    return IncidentDetail(there, progress(found), tuple(found), tuple(history))
