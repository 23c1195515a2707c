"""The acts of a simulated shop: planned from what the club holds, done through its use cases.

A plan says everything that the use case is told, in words that can be written down, so that the
same act can be done a second time by a shop that does not know whether it was done.
"""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from loyaldesk.domain.agreements import KINDS as AGREEMENTS
from loyaldesk.domain.agreements import AgreementDraft
from loyaldesk.domain.complaints import CATEGORIES, ROOT_CAUSES
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.feedback import KINDS as VOICES
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.followups import CANCEL_REASONS, MOVE_REASONS, FollowupDraft
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import KINDS as WISHES
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.services import (
    agreements,
    care,
    casework,
    compensations,
    complaints,
    contacts,
    feedback,
    followups,
    handing,
    members,
    merging,
    night,
    occasions,
    prospects,
    requests,
    sales,
    ticking,
    worktime,
)
from loyaldesk.services.desk import Desk
from loyaldesk.store import followups as followup_store

Told = list[list[object]]
Call = tuple[str, int, dict[str, object]]
Chance = random.Random

OFTEN = {
    "sale": 26.0, "contact": 12.0, "followup": 7.0, "finish": 60.0, "move": 4.0, "cancel": 2.0,
    "give": 2.0, "reopen": 1.0, "complaint": 3.0, "complaint_act": 15.0, "compensation": 2.0,
    "request": 4.0, "request_act": 5.0, "occasion": 2.0, "occasion_act": 2.5, "agreement": 2.0,
    "agreement_act": 1.0, "voice": 2.0, "voice_act": 3.5, "prospect": 1.5, "prospect_act": 1.0,
    "absence": 0.5, "hand_over": 0.3, "owner": 1.0, "merge": 0.5, "unmerge": 0.2, "erase": 0.3,
    "close_day": 0.4,
}  # fmt: skip
"""What happens in an open shop, and how often beside the others."""

NEGLECTED = 17
"""One of so many follow-ups, by its id, is one that nobody ever gets round to."""


def plan(kind: str, desk: Desk, chance: Chance) -> Call | None:
    """Return what an act of this kind does now; None when there is nothing to do it with."""
    return PLANS[kind](desk, chance)


def perform(name: str, desk: Desk, key: str, said: dict[str, object]) -> Told:
    """Do an act and return the promises that the shop made with it."""
    return ACTS[name](desk, key, **said)


# who and what


def _all(desk: Desk, sql: str, *values: object) -> list[tuple]:
    return desk.db.execute_sql(sql, values).fetchall()


def _some(desk: Desk, chance: Chance, sql: str, *values: object) -> tuple | None:
    rows = _all(desk, sql, *values)
    return chance.choice(rows) if rows else None


def _hand(desk: Desk, chance: Chance, *roles: str) -> int:
    marks = ", ".join("?" * len(roles)) or "'cashier', 'support'"
    sql = f"SELECT id FROM operator WHERE is_active AND role IN ({marks}) ORDER BY id"
    row = _some(desk, chance, sql, *roles)
    return int(row[0]) if row else desk.operator.id


def _member(desk: Desk, chance: Chance) -> int:
    sql = "SELECT id FROM member WHERE state = 'active' ORDER BY id"
    row = _some(desk, chance, sql)
    return int(row[0]) if row else 0


def _day(desk: Desk, chance: Chance, most: int = 14) -> str:
    return (desk.today() + timedelta(days=chance.randrange(1, most))).isoformat()


def _hour(chance: Chance) -> str | None:
    hour = f"{chance.randrange(7, 23):02}:{chance.choice(('00', '15', '30'))}"
    return hour if chance.random() < 0.4 else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _made(place: str, *ids: int | None) -> Told:
    return [[place, id_] for id_ in ids if id_ is not None]


def _of_key(desk: Desk, key: str) -> int | None:
    return followup_store.id_of_key(desk.db, key)


# members and sales


def plan_sale(desk: Desk, chance: Chance) -> Call:
    rial = chance.randrange(20, 900) * 10_000
    return "sale", _hand(desk, chance, "cashier"), {"member": _member(desk, chance), "rial": rial}


def do_sale(desk: Desk, key: str, member: int, rial: int) -> Told:
    sales.record_sale(desk, sales.SaleDraft(member, rial, key))
    return []


def plan_merge(desk: Desk, chance: Chance) -> Call:
    pair = {"one": _member(desk, chance), "other": _member(desk, chance)}
    return "merge", desk.operator.id, pair


def do_merge(desk: Desk, key: str, one: int, other: int) -> Told:
    merging.merge(desk, one, other)
    return []


def plan_unmerge(desk: Desk, chance: Chance) -> Call | None:
    sql = "SELECT id FROM member_merge WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"
    row = _some(desk, chance, sql)
    return ("unmerge", desk.operator.id, {"merge": row[0]}) if row else None


def do_unmerge(desk: Desk, key: str, merge: int) -> Told:
    merging.undo(desk, merge)
    return []


def plan_erase(desk: Desk, chance: Chance) -> Call:
    return "erase", desk.operator.id, {"member": _member(desk, chance)}


def do_erase(desk: Desk, key: str, member: int) -> Told:
    members.erase(desk, member)
    return []


# follow-ups and contacts


def plan_contact(desk: Desk, chance: Chance) -> Call:
    promise = _day(desk, chance) if chance.random() < 0.3 else None
    return "contact", _hand(desk, chance), {
        "member": _member(desk, chance), "promise_on": promise,
        "next_on": _day(desk, chance) if chance.random() < 0.1 else None,
        "channel": chance.choice(("call", "counter", "visit", "messenger")),
    }  # fmt: skip


def do_contact(
    desk: Desk, key: str, member: int, promise_on: str | None, next_on: str | None, channel: str
) -> Told:
    contacts.add(desk, ContactDraft(
        key, member, channel=channel, promise="The blue one" if promise_on else "",
        promise_on=date.fromisoformat(promise_on) if promise_on else None,
        next_on=date.fromisoformat(next_on) if next_on else None,
    ))  # fmt: skip
    keys = (f"contact:{key}:promise", f"contact:{key}:next")
    return _made("followup", *(_of_key(desk, each) for each in keys))


def plan_followup(desk: Desk, chance: Chance) -> Call:
    return "followup", _hand(desk, chance), {
        "member": _member(desk, chance) if chance.random() < 0.9 else None,
        "on": _day(desk, chance, 20), "at": _hour(chance),
        "channel": chance.choice(("call", "visit", "task", "sms")),
        "is_promise": chance.random() < 0.5,
        "recurrence": chance.choice(("", "", "", "1 week jalali", "1 month jalali")),
    }  # fmt: skip


def do_followup(
    desk: Desk, key: str, member: int | None, on: str, at: str | None, channel: str,
    is_promise: bool, recurrence: str,
) -> Told:  # fmt: skip
    draft = FollowupDraft(
        key, member, text="Ask how it is", channel=channel, on=date.fromisoformat(on),
        at=_time(at), is_promise=is_promise, recurrence=recurrence,
    )  # fmt: skip
    return _made("followup", followups.make(desk, draft))


def _open_followup(desk: Desk, chance: Chance, *, due: bool) -> tuple | None:
    """Return one that is open, the oldest due first when the operators work through them."""
    rows = _all(
        desk, "SELECT id, version, owner_id FROM followup WHERE state = 'open'"
        " AND id % ? <> 0 AND (NOT ? OR due_at <= ?) ORDER BY due_at, id LIMIT 12",
        NEGLECTED, int(due), f"{desk.clock():%Y-%m-%dT%H:%M:%S}Z",
    )  # fmt: skip
    return chance.choice(rows[: 3 if due else 12]) if rows else None


def plan_finish(desk: Desk, chance: Chance) -> Call | None:
    row = _open_followup(desk, chance, due=True)
    if row is None:
        return None
    how = chance.choices(
        ("reached", "no_answer", "switched_off", "call_later", "bought", "promised_to_buy",
         "wrong_number", "refuses_contact", "done_other"),
        (40, 15, 5, 8, 10, 10, 1, 1, 10),
    )[0]  # fmt: skip
    on = _day(desk, chance) if how == "call_later" else None
    said = {"followup": row[0], "version": row[1], "how": how, "on": on}
    return "finish", row[2] or _hand(desk, chance, "support"), said


def do_finish(
    desk: Desk, key: str, followup: int, version: int, how: str, on: str | None
) -> Told:  # fmt: skip
    followups.finish(
        desk, followup, how, version=version, key=key, result="They said so",
        on=date.fromisoformat(on) if on else None,
    )  # fmt: skip
    return _made("followup", _of_key(desk, f"repeat:{followup}"))


def plan_move(desk: Desk, chance: Chance) -> Call | None:
    row = _open_followup(desk, chance, due=False)
    return row and ("move", _hand(desk, chance, "support"), {
        "followup": row[0], "version": row[1], "on": _day(desk, chance, 10), "at": _hour(chance),
        "reason": chance.choice(MOVE_REASONS),
    })  # fmt: skip


def do_move(
    desk: Desk, key: str, followup: int, version: int, on: str, at: str | None, reason: str
) -> Told:
    followups.move(
        desk, followup, date.fromisoformat(on), _time(at), reason=reason, text="why",
        version=version,
    )  # fmt: skip
    return []


def plan_cancel(desk: Desk, chance: Chance) -> Call | None:
    row = _open_followup(desk, chance, due=False)
    return row and ("cancel", _hand(desk, chance, "support"), {
        "followup": row[0], "version": row[1], "reason": chance.choice(CANCEL_REASONS),
        "series": chance.random() < 0.3,
    })  # fmt: skip


def do_cancel(desk: Desk, key: str, followup: int, version: int, reason: str, series: bool) -> Told:
    followups.cancel(
        desk, followup, reason=reason, text="why", version=version, series=series
    )  # fmt: skip
    return _made("followup", _of_key(desk, f"repeat:{followup}"))


def plan_give(desk: Desk, chance: Chance) -> Call | None:
    row = _open_followup(desk, chance, due=False)
    to = _hand(desk, chance)
    said = {"followup": row[0], "version": row[1], "to": to} if row else {}
    return ("give", _hand(desk, chance, "support"), said) if row else None


def do_give(desk: Desk, key: str, followup: int, version: int, to: int) -> Told:
    followups.give(desk, followup, to, version=version)
    return []


def plan_reopen(desk: Desk, chance: Chance) -> Call | None:
    row = _some(
        desk, chance, "SELECT id FROM followup WHERE state = 'done' AND done_on = ? ORDER BY id",
        desk.today().isoformat(),
    )  # fmt: skip
    return ("reopen", _hand(desk, chance, "support"), {"followup": row[0]}) if row else None


def do_reopen(desk: Desk, key: str, followup: int) -> Told:
    followups.reopen(desk, followup)
    return []


# complaints


def plan_complaint(desk: Desk, chance: Chance) -> Call:
    return "complaint", _hand(desk, chance), {
        "member": _member(desk, chance) if chance.random() < 0.9 else None,
        "category": chance.choice(CATEGORIES), "load": chance.randrange(4),
        "severity": chance.choice((None, 1, 2, 3, 4)), "told": chance.random() < 0.3,
    }  # fmt: skip


def do_complaint(
    desk: Desk, key: str, member: int | None, category: str, load: int, severity: int | None,
    told: bool,
) -> Told:  # fmt: skip
    done = complaints.open(desk, complaints.ComplaintDraft(
        key, category, "Nobody called me back", member, who="" if member else "A lady",
        severity=severity, load=load, is_acknowledged=told,
    ))  # fmt: skip
    return [*_made("complaint", done.id), *_made("followup", done.followup_id)]


def plan_complaint_act(desk: Desk, chance: Chance) -> Call | None:
    row = _some(
        desk, chance,
        "SELECT id, version, state, paused_at IS NOT NULL FROM complaint WHERE state <> 'closed'"
        " OR closed_at > ? ORDER BY id",
        f"{desk.clock() - timedelta(days=2):%Y-%m-%dT%H:%M:%S}Z",
    )  # fmt: skip
    if row is None:
        return None
    id_, version, state, is_paused = row
    what = "resume" if is_paused else chance.choice({
        "received": ("acknowledge", "answer", "answer", "withdraw"),
        "acknowledged": ("answer", "answer", "pause", "add_step"),
        "answered": ("solve", "solve", "pause", "add_step", "give"),
        "solved": ("close", "close", "close", "reopen"),
        "closed": ("reopen",),
    }[state])  # fmt: skip
    return "complaint_act", _hand(desk, chance, "support", "manager"), {
        "complaint": id_, "version": version, "what": what, "to": _hand(desk, chance, "support"),
        "cause": chance.choice(ROOT_CAUSES), "score": chance.randrange(1, 6),
    }  # fmt: skip


def do_complaint_act(
    desk: Desk, key: str, complaint: int, version: int, what: str, to: int, cause: str, score: int
) -> Told:
    words = {"cause": "A rush", "result": "Made good", "root_cause": cause}
    kept = {"version": version}
    answer = complaints.ClosingAnswer(score, 7, score, is_confirmed=True)
    {
        "acknowledge": lambda: complaints.acknowledge(desk, complaint, **kept),
        "answer": lambda: complaints.answer(desk, complaint, "Sorry", channel="call", **kept),
        "add_step": lambda: complaints.add_step(desk, complaint, "Asked the maker", **kept),
        "pause": lambda: complaints.pause(desk, complaint, "waiting_supplier", **kept),
        "resume": lambda: complaints.resume(desk, complaint, **kept),
        "give": lambda: complaints.give(desk, complaint, to, **kept),
        "solve": lambda: complaints.solve(desk, complaint, action="Trained", **words, **kept),
        "close": lambda: complaints.close(desk, complaint, answer, **kept),
        "withdraw": lambda: complaints.withdraw(desk, complaint, **words, **kept),
        "reopen": lambda: complaints.reopen(desk, complaint, "It broke again", **kept),
    }[what]()
    return []


def plan_compensation(desk: Desk, chance: Chance) -> Call | None:
    waiting = _some(
        desk, chance,
        "SELECT id, state FROM compensation WHERE state IN ('proposed', 'approved') ORDER BY id",
    )  # fmt: skip
    if waiting is not None:
        what = "give" if waiting[1] == "approved" else chance.choice(("approve", "refuse"))
        return "decide", desk.operator.id, {"compensation": waiting[0], "what": what}
    row = _some(desk, chance, "SELECT id FROM complaint WHERE state <> 'closed' ORDER BY id")
    return row and ("compensation", _hand(desk, chance, "support", "manager"), {
        "complaint": row[0], "kind": chance.choice(("points", "points", "gift", "apology")),
        "points": chance.choice((20, 100, 800)),
    })  # fmt: skip


def do_compensation(desk: Desk, key: str, complaint: int, kind: str, points: int) -> Told:
    kind_ = compensations.Remedy(kind)
    amount = points if kind_ == compensations.Remedy.POINTS else 0
    compensations.propose(
        desk, compensations.CompensationDraft(key, complaint, kind_, amount, is_handed=points < 100)
    )
    return []


def do_decide(desk: Desk, key: str, compensation: int, what: str) -> Told:
    if what == "refuse":
        compensations.refuse(desk, compensation, "Too much")
    else:
        (compensations.approve if what == "approve" else compensations.give)(desk, compensation)
    return []


# requests, orders for a day, agreements, voices, prospects


def _record(desk: Desk, chance: Chance, table: str, state: str) -> tuple | None:
    return _some(desk, chance, f"SELECT id, version FROM {table} WHERE {state} ORDER BY id")


def plan_request(desk: Desk, chance: Chance) -> Call:
    return "request", _hand(desk, chance), {
        "member": _member(desk, chance) if chance.random() < 0.7 else None,
        "kind": chance.choice(WISHES), "mobile": f"0935{chance.randrange(10**6, 10**7)}",
        "due_at": _moment(desk, chance) if chance.random() < 0.4 else None,
    }  # fmt: skip


def _moment(desk: Desk, chance: Chance) -> str:
    hours = chance.randrange(5, 400)
    return (desk.clock() + timedelta(hours=hours)).isoformat()


def do_request(
    desk: Desk, key: str, member: int | None, kind: str, mobile: str, due_at: str | None
) -> Told:
    done = requests.open_request(desk, RequestDraft(
        key, kind, member, name="" if member else "Asker", mobile="" if member else mobile,
        product="Kettle", text="As soon as it comes",
        due_at=datetime.fromisoformat(due_at) if due_at else None,
    ))  # fmt: skip
    first = _of_key(desk, f"request:{done.id}:1")
    return [*_made("request", done.id), *_made("followup", first)]


def plan_request_act(desk: Desk, chance: Chance) -> Call | None:
    row = _record(desk, chance, "request", "done_at IS NULL")
    return row and ("request_act", _hand(desk, chance), {
        "request": row[0], "version": row[1], "due_at": _moment(desk, chance),
        "what": chance.choice(("answer", "finish", "finish", "finish", "move", "cancel", "give")),
        "to": _hand(desk, chance),
    })  # fmt: skip


def do_request_act(
    desk: Desk, key: str, request: int, version: int, due_at: str, what: str, to: int
) -> Told:
    kept = {"version": version}
    {
        "answer": lambda: requests.answer(desk, request, "It is on its way", **kept),
        "finish": lambda: requests.finish(desk, request, "Fetched", **kept),
        "cancel": lambda: requests.cancel(desk, request, reason="not_possible", **kept),
        "move": lambda: requests.move(
            desk, request, datetime.fromisoformat(due_at), reason="supplier", **kept),
        "give": lambda: casework.give(desk, "request", request, to, **kept),
    }[what]()  # fmt: skip
    return []


def plan_occasion(desk: Desk, chance: Chance) -> Call:
    day = desk.today() + timedelta(days=chance.randrange(2, 20))
    at = datetime.combine(day - timedelta(days=chance.randrange(2)), time(17), desk.zone)
    return "occasion", _hand(desk, chance), {
        "member": _member(desk, chance), "on": day.isoformat(), "at": at.isoformat(),
    }  # fmt: skip


def do_occasion(desk: Desk, key: str, member: int, on: str, at: str) -> Told:
    done = occasions.add(desk, OrderDraft(
        key, "A wedding", "A cake for forty", datetime.fromisoformat(at), member,
        occasion_on=date.fromisoformat(on),
    ))  # fmt: skip
    first = _of_key(desk, f"occasion:{done.id}:1")
    return [*_made("occasion_order", done.id), *_made("followup", first)]


def plan_occasion_act(desk: Desk, chance: Chance) -> Call | None:
    row = _some(
        desk, chance, "SELECT id, version, promised_at FROM occasion_order WHERE"
        " (state = 'open' OR (state = 'missed' AND delivered_at IS NULL)) AND id % 5 <> 0"
        " ORDER BY promised_at, id LIMIT 4",
    )  # fmt: skip
    return row and ("occasion_act", _hand(desk, chance), {
        "order": row[0], "version": row[1], "what": chance.choice(
            ("deliver", "deliver", "deliver", "move", "miss", "cancel")),
    })  # fmt: skip


def do_occasion_act(desk: Desk, key: str, order: int, version: int, what: str) -> Told:
    kept = {"version": version}
    {
        "deliver": lambda: occasions.deliver(desk, order, **kept),
        "move": lambda: occasions.move(desk, order, desk.clock() + timedelta(hours=30), **kept),
        "miss": lambda: occasions.miss(desk, order, "The oven broke", **kept),
        "cancel": lambda: occasions.cancel(desk, order, reason="member_asked", **kept),
    }[what]()  # fmt: skip
    return []


def plan_agreement(desk: Desk, chance: Chance) -> Call:
    return "agreement", _hand(desk, chance), {
        "member": _member(desk, chance), "kind": chance.choice(AGREEMENTS),
        "ends_on": _day(desk, chance, 90),
    }  # fmt: skip


def do_agreement(desk: Desk, key: str, member: int, kind: str, ends_on: str) -> Told:
    draft = AgreementDraft(key, member, kind, "Coffee each month", date.fromisoformat(ends_on))
    return _made("agreement", agreements.add(desk, draft).id)


def plan_agreement_act(desk: Desk, chance: Chance) -> Call | None:
    row = _record(desk, chance, "agreement", "state = 'active' AND id % 4 <> 0")
    return row and ("agreement_act", _hand(desk, chance), {
        "agreement": row[0], "version": row[1], "ends_on": _day(desk, chance, 300),
        "what": chance.choice(("renew", "renew", "left", "cancel")),
    })  # fmt: skip


def do_agreement_act(
    desk: Desk, key: str, agreement: int, version: int, ends_on: str, what: str
) -> Told:
    kept = {"version": version}
    if what == "renew":
        new = agreements.renew(desk, agreement, date.fromisoformat(ends_on), key=key, **kept)
        return _made("agreement", new.id)
    if what == "left":
        agreements.left(desk, agreement, reason="price", **kept)
    else:
        agreements.cancel(desk, agreement, reason="mistake", **kept)
    return []


def plan_voice(desk: Desk, chance: Chance) -> Call:
    who = _member(desk, chance) if chance.random() < 0.8 else None
    return "voice", _hand(desk, chance), {"member": who, "kind": chance.choice(VOICES)}


def do_voice(desk: Desk, key: str, member: int | None, kind: str) -> Told:
    product = "Kettle" if kind == "fault" else ""
    done = feedback.take(desk, FeedbackDraft(key, kind, "More tea", member, product=product))
    return _made("feedback", done.id)


def plan_voice_act(desk: Desk, chance: Chance) -> Call | None:
    row = _some(
        desk, chance, "SELECT id, version, state FROM feedback WHERE state IN"
        " ('new', 'considered', 'accepted') OR told_on IS NULL ORDER BY id",
    )  # fmt: skip
    if row is None:
        return None
    open_ = ("answer", "consider", "accept", "did", "decline")
    what = chance.choice(open_ if row[2] in ("new", "considered", "accepted") else ("tell",))
    said = {"voice": row[0], "version": row[1], "what": what}
    return "voice_act", _hand(desk, chance, "support"), said


def do_voice_act(desk: Desk, key: str, voice: int, version: int, what: str) -> Told:
    kept = {"version": version}
    {
        "answer": lambda: feedback.answer(desk, voice, "We are looking into it", **kept),
        "consider": lambda: feedback.consider(desk, voice, **kept),
        "accept": lambda: feedback.accept(desk, voice, **kept),
        "did": lambda: feedback.did(desk, voice, "There is more tea now", **kept),
        "decline": lambda: feedback.decline(desk, voice, "There is no room", **kept),
        "tell": lambda: feedback.tell(desk, voice, **kept),
    }[what]()
    return []


def plan_prospect(desk: Desk, chance: Chance) -> Call:
    mobile = f"0936{chance.randrange(10**6, 10**7)}"
    return "prospect", _hand(desk, chance), {"mobile": mobile}


def do_prospect(desk: Desk, key: str, mobile: str) -> Told:
    prospects.add(desk, ProspectDraft(key, "Asker", mobile, enquiry="Do you deliver?"))
    return []


def plan_prospect_act(desk: Desk, chance: Chance) -> Call | None:
    row = _record(desk, chance, "prospect", "state = 'open'")
    return row and ("prospect_act", _hand(desk, chance), {
        "prospect": row[0], "version": row[1], "what": chance.choice(("join", "join", "lost")),
        "mobile": f"0937{chance.randrange(10**6, 10**7)}",
    })  # fmt: skip


def do_prospect_act(
    desk: Desk, key: str, prospect: int, version: int, what: str, mobile: str
) -> Told:
    if what == "join":
        draft = MemberDraft("Nina", "Asker", mobile)
        prospects.join(desk, prospect, draft, version=version)
    else:
        prospects.lost(desk, prospect, reason="price", version=version)
    return []


# people, days and nights


def plan_absence(desk: Desk, chance: Chance) -> Call:
    first = desk.today() + timedelta(days=chance.randrange(6))
    last = first + timedelta(days=chance.randrange(1, 9))
    away = _hand(desk, chance)
    return "absence", desk.operator.id, {
        "who": away, "first": first.isoformat(), "last": last.isoformat(),
        "deputy": _hand(desk, chance, "manager") if chance.random() < 0.5 else None,
    }  # fmt: skip


def do_absence(desk: Desk, key: str, who: int, first: str, last: str, deputy: int | None) -> Told:
    care.absence_add(desk, care.AbsenceDraft(
        who, date.fromisoformat(first), date.fromisoformat(last), deputy, "Travels",
    ))  # fmt: skip
    return []


def plan_hand_over(desk: Desk, chance: Chance) -> Call | None:
    one, other = _hand(desk, chance), _hand(desk, chance)
    total = handing.plan(desk, one).total
    return ("hand_over", desk.operator.id, {"one": one, "other": other}) if total else None


def do_hand_over(desk: Desk, key: str, one: int, other: int) -> Told:
    """Hand all over; whoever comes back to it sees in the list of hand-overs that it was done."""
    if not any(act.at == desk.clock() for act in handing.acts(desk)):
        handing.hand_over(desk, one, other, "Knows them all")
    return []


def plan_owner(desk: Desk, chance: Chance) -> Call:
    ids = sorted({_member(desk, chance) for _ in range(3)})
    said = {"ids": ids, "owner": _hand(desk, chance), "deputy": _hand(desk, chance, "manager")}
    return "owner", desk.operator.id, said


def do_owner(desk: Desk, key: str, ids: list[int], owner: int, deputy: int) -> Told:
    care.set_owner(desk, ids, owner, deputy, "Lives nearby")
    return []


def plan_close_day(desk: Desk, chance: Chance) -> Call:
    return "close_day", desk.operator.id, {"on": _day(desk, chance, 5)}


def do_close_day(desk: Desk, key: str, on: str) -> Told:
    day = date.fromisoformat(on)
    if worktime.of(desk.db).is_open_on(day):
        followups.close_day(desk, day, "power")
    return []


def do_night(desk: Desk, key: str) -> Told:
    night.run(desk, date_is_right=True)
    return []


def do_tick(desk: Desk, key: str) -> Told:
    ticking.tick(desk)
    return []


PLANS: dict[str, Callable[[Desk, Chance], Call | None]] = {
    name.removeprefix("plan_"): act
    for name, act in list(globals().items()) if name.startswith("plan_")
}  # fmt: skip
ACTS: dict[str, Callable[..., Told]] = {
    name.removeprefix("do_"): act
    for name, act in list(globals().items()) if name.startswith("do_")
}  # fmt: skip
