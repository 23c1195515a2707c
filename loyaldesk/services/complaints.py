"""Complaints from the first sentence on: writing one down, weighing it anew, and every act on it.

The acts stand in `complaint_acts` and `complaint_closing`; they are named here so that whoever
handles a complaint finds them in one place.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from loyaldesk.domain.complaints import (
    CATEGORIES,
    CHANNELS,
    LEAST_SEVERITY,
    MOST_LOAD,
    MOST_SEVERITY,
    SALE_DAYS,
    ClockName,
    Clocks,
    State,
)
from loyaldesk.domain.errors import ComplaintRefused, KeyUsed, MemberErased, Missing
from loyaldesk.domain.followups import HIGH, URGENT
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services import complaint_policy, worktime
from loyaldesk.services.complaint_acts import (
    acknowledge,
    add_step,
    answer,
    give,
    pause,
    resume,
)
from loyaldesk.services.complaint_closing import (
    ClosingAnswer,
    close,
    reopen,
    solve,
    withdraw,
)
from loyaldesk.services.complaint_steps import (
    choice,
    escalate_due,
    first_words,
    found,
    handler,
    handling,
    in_range,
    moment,
    next_action,
    put,
    tell,
    words_of,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.store import complaints as store
from loyaldesk.store import followups as followup_store
from loyaldesk.store import incidents as incident_store
from loyaldesk.store import merging
from loyaldesk.store import sales as sale_store

__all__ = [
    "ClosingAnswer", "ComplaintDraft", "Form", "Opened", "acknowledge", "add_step", "answer",
    "close", "edit", "escalate", "escalate_due", "give", "open", "pause", "reopen", "resume",
    "solve", "withdraw",
]  # fmt: skip

LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class ComplaintDraft:
    """What somebody complains of.

    Attributes:
        key: Made when the form was opened; the same key opens nothing twice.
        category: One of `domain.complaints.CATEGORIES`.
        text: What happened, in their words.
        member_id: Who; or `prospect_id`, or neither.
        who: Who it was when nobody of the club knows them; may be empty.
        severity: 1 to 4; None: as the policy says for the category.
        load: How much feeling is in it, 0 to 3.
        channel: By which way it came.
        sale_id: The sale it is about; None: the member's last one of the past 30 days.
        product: What it is about.
        incident_id: The incident it belongs to.
        next_on: When it is gone on with; None: today, or the next open day.
        is_acknowledged: They were told at once that it is written down.
        owner_id: Who handles it; None: found by rule.
    """

    key: str
    category: str
    text: str
    member_id: int | None = None
    prospect_id: int | None = None
    who: str = ""
    severity: int | None = None
    load: int = 0
    channel: str = "counter"
    sale_id: int | None = None
    product: str = ""
    incident_id: int | None = None
    next_on: date | None = None
    is_acknowledged: bool = False
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A complaint that is written down, with who handles it and its clocks."""

    id: int
    number: int
    owner_id: int | None
    clocks: Clocks
    followup_id: int | None
    is_repeated: bool = False


def open(desk: Desk, draft: ComplaintDraft) -> Opened:  # noqa: A001 - what it is called at the desk
    """Write a complaint down: number, owner, clocks and what is to be done today, all or nothing.

    Raises:
        BadInput: If something in the draft cannot be used.
        Missing, MemberErased: If who or what it names is not there.
        KeyUsed: If the key was used for another complaint.
        NoWorkingTime: If the shop never opens.
    """
    draft = _checked(draft)
    with desk.change(Permission.COMPLAINT_OPEN) as change:
        draft = _of_living(change, draft)
        there = store.by_key(change.db, draft.key)
        if there is not None:
            if (there.member_id, there.category) != (draft.member_id, draft.category):
                raise KeyUsed(draft.key)
            return Opened(
                there.id, there.number, there.owner_id, there.clocks,
                followup_store.id_of_key(change.db, f"complaint:{there.id}:recovery"),
                is_repeated=True,
            )  # fmt: skip
        return _open(change, draft)


def _open(change: Change, draft: ComplaintDraft) -> Opened:
    working, policy = worktime.of(change.db), complaint_policy.of(change.db)
    severity = draft.severity or policy.severity_of(draft.category)
    tier = store.tier_of(change.db, draft.member_id) if draft.member_id is not None else ""
    rule = policy.rule_for(draft.category, severity, tier)
    now = moment(change)
    clocks = Clocks.started(working, now, rule.targets)
    first_day = working.first_day_open(change.today)
    owner_id = _owner(change, draft, first_day)
    new_id, number = store.add(change.db, store.NewComplaint(
        draft.key, draft.member_id, draft.prospect_id, draft.who, _sale(change, draft),
        draft.incident_id, draft.category, severity, draft.load, draft.channel, draft.product,
        draft.text, owner_id, rule.code, now, change.today, change.desk.operator.id, clocks,
    ))  # fmt: skip
    held = found(change, new_id)
    tell(change, held, "open", code=draft.channel, category=draft.category, severity=severity)
    followup_id = next_action(
        change, held, "recovery", first_words(held), reason="recovery", on=draft.next_on,
        priority=URGENT if severity + draft.load >= MOST_SEVERITY else HIGH,
    )  # fmt: skip
    if draft.is_acknowledged:
        held = put(change, held, State.ACKNOWLEDGED, clocks.met(ClockName.ACK, now))
        tell(change, held, "acknowledge", code=draft.channel)
    return Opened(new_id, number, owner_id, held.clocks, followup_id)


def _owner(change: Change, draft: ComplaintDraft, on: date) -> int | None:
    if draft.owner_id is None:
        return handler(change, draft.member_id, draft.prospect_id, on)
    if draft.owner_id not in store.operators_with(change.db, Permission.COMPLAINT_HANDLE.value):
        raise BadInput("owner", "cannot handle")
    return draft.owner_id


def _checked(draft: ComplaintDraft) -> ComplaintDraft:
    """Return the draft cleaned.

    Raises:
        BadInput: If something in it cannot be used.
    """
    if not draft.key.strip() or not is_storable(draft.key):
        raise BadInput("key", "unstorable" if draft.key.strip() else "empty")
    if draft.member_id is not None and draft.prospect_id is not None:
        raise BadInput("member", "member and prospect")
    choice("category", draft.category, CATEGORIES)
    choice("channel", draft.channel, CHANNELS)
    if draft.severity is not None:
        in_range("severity", draft.severity, LEAST_SEVERITY, MOST_SEVERITY)
    in_range("load", draft.load, 0, MOST_LOAD)
    return replace(
        draft, text=words_of("text", draft.text, needed=True),
        who=clean(words_of("who", draft.who, limit=LONGEST_LINE)),
        product=clean(words_of("product", draft.product, limit=LONGEST_LINE)),
    )  # fmt: skip


def _of_living(change: Change, draft: ComplaintDraft) -> ComplaintDraft:
    """Return the draft for whom it is now: a merged member is followed, a prospect may have joined.

    Raises:
        Missing, MemberErased: If nobody is there.
    """
    if draft.prospect_id is not None:
        is_there, joined = followup_store.member_of_prospect(change.db, draft.prospect_id)
        if not is_there:
            raise Missing("prospect")
        if joined is not None:
            draft = replace(draft, prospect_id=None, member_id=joined)
    if draft.member_id is not None:
        member_id = merging.kept(change.db, draft.member_id)
        member = sale_store.buyer(change.db, member_id)
        if member is None:
            raise Missing("member")
        if member.state == "erased":
            raise MemberErased(member.number)
        draft = replace(draft, member_id=member_id)
    if draft.incident_id is not None and incident_store.by_id(change.db, draft.incident_id) is None:
        raise Missing("incident")
    return draft


def _sale(change: Change, draft: ComplaintDraft) -> int | None:
    """Return the sale a complaint is about: the one that was named, or the member's last one."""
    if draft.sale_id is None:
        if draft.member_id is None:
            return None
        since = change.today - timedelta(days=SALE_DAYS)
        return store.last_sale(change.db, draft.member_id, since)
    buyer = store.buyer_of(change.db, draft.sale_id)
    if buyer is None:
        raise Missing("sale")
    if draft.member_id is not None and merging.kept(change.db, buyer) != draft.member_id:
        raise BadInput("sale", "other member")
    return draft.sale_id


@dataclass(frozen=True, slots=True)
class Form:
    """What can be changed about a complaint while it is open."""

    category: str
    severity: int
    load: int
    product: str = ""
    sale_id: int | None = None
    incident_id: int | None = None


def edit(desk: Desk, complaint_id: int, form: Form, *, version: int | None = None) -> None:
    """Weigh a complaint anew; clocks that are not met get the minutes it deserves now.

    Raises:
        BadInput: If something cannot be used.
        Missing, ChangedMeanwhile: If something is not there, or not as it was looked at.
        ComplaintRefused: If it is solved or closed.
    """
    with handling(desk, complaint_id, version) as (change, held, working):
        if held.state == State.SOLVED:
            raise ComplaintRefused("solved", held.number)
        draft = _of_living(change, _checked(ComplaintDraft(
            held.key, form.category, held.text, held.member_id, held.prospect_id,
            severity=form.severity, load=form.load, sale_id=form.sale_id, product=form.product,
            incident_id=form.incident_id,
        )))  # fmt: skip
        sale_id = _sale(change, draft) if form.sale_id is not None else None
        tier = store.tier_of(change.db, held.member_id) if held.member_id is not None else ""
        rule = complaint_policy.of(change.db).rule_for(form.category, form.severity, tier)
        store.put_about(
            change.db, held.id, category=form.category, severity=form.severity, load=form.load,
            policy=rule.code, sale_id=sale_id, incident_id=draft.incident_id,
            product=draft.product,
        )  # fmt: skip
        clocks = held.clocks
        if rule.targets != clocks.targets:
            clocks = clocks.retargeted(working, held.opened_at, rule.targets)
        put(change, held, held.state, clocks)
        tell(change, held, "edit", code=form.category, severity=form.severity, load=form.load)


def escalate(desk: Desk) -> int:
    """Tell whoever the ladder names of complaints that run late; return how many were told."""
    with desk.change(Permission.COMPLAINT_HANDLE) as change:
        return escalate_due(change)
