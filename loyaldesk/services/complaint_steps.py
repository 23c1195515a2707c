"""Steps with complaints: who handles one, what is to be done next, who hears of a late one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime

from loyaldesk.domain.complaint_policy import Policy, Rung
from loyaldesk.domain.complaints import Clocks, State
from loyaldesk.domain.errors import ChangedMeanwhile, ComplaintRefused, Missing, NoWorkingTime
from loyaldesk.domain.events import ComplaintChanged
from loyaldesk.domain.followups import HIGH, LONGEST_TEXT, URGENT, FollowupDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.working import WorkingTime
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean, clean_lines, is_storable
from loyaldesk.services import care, complaint_policy, followup_steps, worktime
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import care as care_store
from loyaldesk.store import complaints as store
from loyaldesk.store import followups as followup_store
from loyaldesk.store import record_events

SKILL = "complaints"
"""Operators with this skill are asked first."""
LONGEST_WORDS = 2000


def words_of(field: str, text: str, *, needed: bool = False, limit: int = LONGEST_WORDS) -> str:
    """Return a text as it is stored.

    Raises:
        BadInput: If it is too long, cannot be stored, or is *needed* and not there.
    """
    if not is_storable(text):
        raise BadInput(field, "unstorable")
    if len(text) > limit:
        raise BadInput(field, "too long", text[:80], limit)
    done = clean_lines(text)
    if needed and not done:
        raise BadInput(field, "empty")
    return done


def choice(field: str, code: str, codes: tuple[str, ...]) -> None:
    """Refuse a code that is none of *codes*.

    Raises:
        BadInput: Naming *field*.
    """
    if code not in codes:
        raise BadInput(field, "unknown choice" if code else "empty", code[:80])


def in_range(field: str, number: int, least: int, most: int) -> None:
    """Refuse a number outside its range.

    Raises:
        BadInput: Naming *field*.
    """
    if not least <= number <= most:
        raise BadInput(field, "range", str(number)[:80])


def moment(change: Change) -> datetime:
    """Return the present moment as it is stored, without parts of a second."""
    return change.now.replace(microsecond=0)


def found(change: Change, complaint_id: int, version: int | None = None) -> store.Stored:
    """Return a complaint.

    Raises:
        Missing: If there is none.
        ChangedMeanwhile: If it is not the *version* that was looked at.
    """
    held = store.by_id(change.db, complaint_id)
    if held is None:
        raise Missing("complaint")
    if version is not None and held.version != version:
        raise ChangedMeanwhile("complaint")
    return held


def found_open(change: Change, complaint_id: int, version: int | None = None) -> store.Stored:
    """Return a complaint that is not closed.

    Raises:
        Missing, ChangedMeanwhile: As `found`.
        ComplaintRefused: If it is closed.
    """
    held = found(change, complaint_id, version)
    if held.state == State.CLOSED:
        raise ComplaintRefused("closed", held.number)
    return held


@contextmanager
def handling(
    desk: Desk, complaint_id: int, version: int | None,
    right: Permission = Permission.COMPLAINT_HANDLE,
) -> Iterator[tuple[Change, store.Stored, WorkingTime]]:  # fmt: skip
    """Open a transaction on a complaint that is not closed."""
    with desk.change(right) as change:
        yield change, found_open(change, complaint_id, version), worktime.of(change.db)


def running_again(held: store.Stored, working: WorkingTime, at: datetime) -> store.Stored:
    """Return a complaint that is acted on: what was awaited has come, so its clocks run."""
    return replace(held, clocks=held.clocks.resumed(working, at))


def put(change: Change, held: store.Stored, state: State, clocks: Clocks) -> store.Stored:
    """Store where a complaint stands now and return it so."""
    store.put_clocks(change.db, held.id, state, clocks)
    return replace(held, state=state, clocks=clocks)


def tell(
    change: Change, held: store.Stored, what: str, *, code: str = "", text: str = "",
    **detail: object,
) -> None:  # fmt: skip
    """Store what happened to a complaint, in its history and in the trail, and tell who listens."""
    record_events.add(
        change.db, store.PLACE, held.id, what, code=code, text=text, at=change.now,
        operator_id=change.desk.operator.id,
    )  # fmt: skip
    change.note(f"complaint.{what}", "complaint", held.id, **detail)
    change.tell(ComplaintChanged(held.id, held.member_id))


def handler(change: Change, member_id: int | None, prospect_id: int | None, on: date) -> int | None:
    """Return who handles a new complaint.

    That is whom the rule for everything to be done finds, when the role may handle complaints;
    else a manager, else an owner of the shop.
    """
    able = store.operators_with(change.db, Permission.COMPLAINT_HANDLE.value)
    wish = FollowupDraft("", member_id, prospect_id, role="manager", skill=SKILL)
    named = care.assign(change.db, wish, on).owner_id
    if named in able:
        return named
    for role in ("manager", "owner", ""):
        person = _of_role(change, role, on, able)
        if person is not None:
            return person
    return None


def _of_role(change: Change, role: str, on: date, among: set[int] | None = None) -> int | None:
    """Return the least loaded operator of a role (any, when empty), one who is there first."""
    hands = [
        hand for hand in care_store.hands(change.db, on).values()
        if (not role or hand.role == role) and (among is None or hand.id in among)
    ]  # fmt: skip
    if not hands:
        return None
    best = min(hands, key=lambda h: (h.is_away, care_store.load(change.db, h.id, on), h.id))
    return best.id


def next_action(
    change: Change, held: store.Stored, key: str, text: str, *, reason: str,
    on: date | None = None, channel: str = "", owner_id: int | None = None,
    priority: int = HIGH, role: str = "",
) -> int:  # fmt: skip
    """Make the follow-up by which a complaint goes on and return its id.

    Raises:
        BadInput: If the day lies behind us.
    """
    if on is not None and on < change.today:
        raise BadInput("next_on", "past", on.isoformat())
    somebody = held.member_id is not None or held.prospect_id is not None
    return followup_steps.make_step(change, FollowupDraft(
        f"complaint:{held.id}:{key}", held.member_id, held.prospect_id, text[:LONGEST_TEXT],
        channel or ("call" if somebody else "task"), reason, store.PLACE, held.id, on,
        owner_id=owner_id if owner_id is not None else _working_owner(change, held), role=role,
        skill=SKILL, priority=priority,
    ))  # fmt: skip


def first_words(held: store.Stored) -> str:
    """Return what is to be done for a complaint, with what it says."""
    begin = tr("Complaint {number}: put it right and tell them.").format(
        number=fmt.number(held.number)
    )
    return f"{begin} {clean(held.text)}"[:LONGEST_TEXT]


def _working_owner(change: Change, held: store.Stored) -> int | None:
    owner_id = held.owner_id
    return owner_id if owner_id and followup_store.is_working(change.db, owner_id) else None


def settle_clocks(change: Change) -> int:
    """Move what is due in time that is closed now, after hours or days changed; return how many.

    It asks no right: it is a step of closing a day and of the night.
    """
    working, moved = worktime.of(change.db), 0
    for held in store.running(change.db):
        with suppress(NoWorkingTime):
            clocks = held.clocks.settled(working, held.opened_at)
            if clocks != held.clocks:
                put(change, held, held.state, clocks)
                change.tell(ComplaintChanged(held.id, held.member_id))
                moved += 1
    return moved


def escalate_due(change: Change) -> int:
    """Tell whoever the ladder names of complaints whose clocks ran too long; return how many times.

    Each rung is told once for each complaint, however often this runs. It asks no right: it is a
    step of the night and of a tick. In a shop that never opens no clock runs.
    """
    policy, working = complaint_policy.of(change.db), worktime.of(change.db)
    running = store.running(change.db) if policy.ladder else []
    try:
        return sum(_climb(change, policy, working, held) for held in running)
    except NoWorkingTime:
        return 0


def _climb(change: Change, policy: Policy, working: WorkingTime, held: store.Stored) -> int:
    reached = [rung for rung in policy.ladder if _is_reached(rung, working, held, change.now)]
    if not reached:
        return 0
    told = store.rungs_told(change.db, held.id)
    new = [rung for rung in reached if rung.code not in told]
    for rung in new:
        _escalate(change, held, rung)
    if new:
        store.put_escalated(change.db, held.id, len(told) + len(new), moment(change))
    return len(new)


def _is_reached(rung: Rung, working: WorkingTime, held: store.Stored, now: datetime) -> bool:
    clocks = held.clocks
    if clocks.met_at(rung.clock) is not None:
        return False
    return clocks.moment_at(working, rung.clock, rung.percent) <= now


def _escalate(change: Change, held: store.Stored, rung: Rung) -> None:
    on = worktime.of(change.db).first_day_open(change.today)
    person = _of_role(change, rung.role, on) or _of_role(change, "owner", on)
    text = tr("Complaint {number} needs you: {percent} of its time are over.").format(
        number=fmt.number(held.number), percent=fmt.percent(rung.percent / 100)
    )
    again = f":{held.reopened}" if held.reopened else ""
    next_action(
        change, held, f"escalation:{rung.code}{again}", text, reason="complaint", channel="task",
        owner_id=person, priority=URGENT, role=rung.role,
    )  # fmt: skip
    tell(change, held, "escalated", code=rung.code, rung=rung.code, to=person)
