"""Complaints from the first sentence to the proof that somebody came back."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import peewee
import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.complaint_policy import DeadlineRule, Policy, Rung
from loyaldesk.domain.complaints import ClockName, Remedy, State, Targets
from loyaldesk.domain.errors import (
    ChangedMeanwhile,
    ComplaintRefused,
    KeyUsed,
    MemberErased,
    Missing,
    NoWorkingTime,
)
from loyaldesk.domain.events import ComplaintChanged
from loyaldesk.domain.hours import Hours, Profile
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.services import (
    care,
    checking,
    compensations,
    complaint_figures,
    complaint_policy,
    complaint_reading,
    complaint_words,
    complaints,
    followup_steps,
    incidents,
    members,
    merging,
    night,
    reversals,
    words,
    worktime,
)
from loyaldesk.services.complaint_reading import Filter
from loyaldesk.services.complaints import ClosingAnswer, ComplaintDraft
from loyaldesk.store import rulebooks
from tests.conftest import NOON, desk_of
from tests.makers import make_member, make_sale

TEHRAN = ZoneInfo("Asia/Tehran")
SOLUTION = {"root_cause": "process", "cause": "The van was late", "result": "Sent by courier"}


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TEHRAN).astimezone(UTC)


@pytest.fixture(autouse=True)
def _sound(desk):
    """Whatever a test did, the club is sound after it."""
    yield
    assert checking.check(desk) == []


@pytest.fixture
def member(desk):
    return make_member(desk).id


def opened(desk, member_id=None, key="k", category="delivery", **more):
    return complaints.open(
        desk, ComplaintDraft(key, category, "The cake was late", member_id, **more)
    )


def followups(desk, complaint_id, state="open"):
    return desk.db.execute_sql(
        "SELECT reason, due_on, owner_id, priority, text FROM followup WHERE about = 'complaint'"
        " AND about_id = ? AND state = ? ORDER BY id",
        (complaint_id, state),
    ).fetchall()


def row(desk, complaint_id):
    return complaint_reading.detail(desk, complaint_id).row


# --- opening ------------------------------------------------------------------------------------


def test_a_sentence_makes_number_owner_clocks_and_what_is_to_be_done_today(desk, member):
    """Noon of Saturday: 60, 240 and 1620 working minutes from 12:00."""
    sale = make_sale(desk, member)
    heard = []
    desk.bus.subscribe(ComplaintChanged, heard.append)
    done = opened(desk, member)
    assert (done.number, done.owner_id) == (1, desk.operator.id)
    assert done.clocks.ack_due == at(21, 13)
    assert done.clocks.answer_due == at(21, 19)
    assert done.clocks.solve_due == at(24, 12)
    held = row(desk, done.id)
    assert (held.severity, held.state, held.sale_id) == (2, State.RECEIVED, sale.sale_id)
    assert [(f[0], f[1]) for f in followups(desk, done.id)] == [("recovery", "2026-11-21")]
    assert heard == [ComplaintChanged(done.id, member)]


def test_numbers_have_no_gap_and_the_same_key_opens_nothing_twice(desk, member):
    first, again = opened(desk, member), opened(desk, member)
    assert again.is_repeated and (again.id, again.number) == (first.id, 1)
    assert again.followup_id == first.followup_id
    assert opened(desk, member, key="other").number == 2
    with pytest.raises(KeyUsed):
        opened(desk, member, category="staff")


def test_a_stranger_may_complain_too(desk):
    done = complaints.open(desk, ComplaintDraft("k", "staff", "Rude", who="A man in a blue coat"))
    held = row(desk, done.id)
    assert (held.name, held.member_id, held.severity) == ("A man in a blue coat", None, 3)
    assert len(followups(desk, done.id)) == 1
    nameless = complaints.open(desk, ComplaintDraft("n", "queue", "Too slow"))
    assert row(desk, nameless.id).name == ""


def test_the_last_purchase_is_filled_in_for_thirty_days(desk, member, clock):
    sale = make_sale(desk, member)
    clock.forward(days=30)
    assert row(desk, opened(desk, member).id).sale_id == sale.sale_id
    clock.forward(days=1)
    assert row(desk, opened(desk, member, key="late").id).sale_id is None


def test_a_purchase_that_was_taken_back_is_not_filled_in(desk, member):
    reversals.reverse_sale(desk, make_sale(desk, member).sale_id)
    assert row(desk, opened(desk, member).id).sale_id is None


def test_another_members_sale_is_refused(desk, member):
    other = make_sale(desk, make_member(desk).id)
    with pytest.raises(BadInput, match="other member"):
        opened(desk, member, sale_id=other.sale_id)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": "weather"}, "category"), ({"category": ""}, "category"),
        ({"text": "  "}, "text"), ({"text": "x" * 2001}, "text"), ({"text": "a\0b"}, "text"),
        ({"severity": 5}, "severity"), ({"severity": 0}, "severity"), ({"load": 4}, "load"),
        ({"load": -1}, "load"), ({"channel": "smoke"}, "channel"), ({"key": " "}, "key"),
        ({"member_id": 1, "prospect_id": 1}, "member"), ({"who": "x" * 121}, "who"),
        ({"next_on": date(2026, 11, 20)}, "next_on"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_beside_its_field(desk, fields, field):
    with pytest.raises(BadInput) as refused:
        complaints.open(desk, replace(ComplaintDraft("k", "staff", "Rude"), **fields))
    assert refused.value.field == field
    assert words.words(refused.value) != words.words(BadInput(field, "no such why"))
    assert complaint_reading.listing(desk) == []


def test_nobody_who_is_not_there_complains(desk, member):
    for fields in ({"member_id": 99}, {"prospect_id": 99}, {"sale_id": 99}, {"incident_id": 99}):
        with pytest.raises(Missing):
            complaints.open(desk, replace(ComplaintDraft("k", "staff", "Rude"), **fields))
    members.erase(desk, member)
    with pytest.raises(MemberErased):
        opened(desk, member)


def test_after_closing_time_it_is_due_in_the_morning(desk, member, clock):
    clock.now = at(26, 22)  # Thursday evening; Friday is closed
    done = opened(desk, member)
    assert done.clocks.ack_due == at(28, 10)
    assert [f[1] for f in followups(desk, done.id)] == ["2026-11-28"]


def test_who_may_not_handle_complaints_does_not_get_them(desk, member):
    cashier, manager = desk_of(desk, Role.CASHIER), desk_of(desk, Role.MANAGER)
    care.set_owner(desk, [member], cashier.operator.id, None, "")
    assert opened(cashier, member).owner_id == manager.operator.id


def test_told_at_once_it_is_acknowledged(desk, member):
    assert row(desk, opened(desk, member, is_acknowledged=True).id).state == State.ACKNOWLEDGED


# --- acts ---------------------------------------------------------------------------------------


def test_the_whole_way_to_a_confirmed_solution(desk, member, clock):
    id_ = opened(desk, member).id
    clock.forward(minutes=30)
    complaints.acknowledge(desk, id_)
    clock.now = at(21, 17)
    complaints.answer(desk, id_, "We are sorry", channel="call")
    complaints.add_step(desk, id_, "Called the courier", next_on=date(2026, 11, 22))
    clock.now = at(22, 10)
    complaints.solve(desk, id_, **SOLUTION, action="Changed the courier")
    assert [f[0] for f in followups(desk, id_)] == ["survey"]
    complaints.close(desk, id_, ClosingAnswer(2, 7, 5, is_confirmed=True))
    found = complaint_reading.detail(desk, id_)
    assert found.row.state == State.CLOSED
    assert [event.what for event in found.events] == [
        "open", "acknowledge", "answer", "step", "solve", "close",
    ]  # fmt: skip
    assert [(c.minutes_left, c.is_late) for c in found.clocks] == [
        (30, False), (120, False), (1620 - 60 - 300 - 60, False),
    ]  # fmt: skip
    assert followups(desk, id_) == []
    assert desk.db.execute_sql("SELECT channel, about_id FROM contact").fetchall() == [
        ("call", id_)
    ]
    steps = complaint_reading.steps_of(desk, id_)
    assert [(s.day, s.channel, s.text) for s in steps] == [
        (0, "call", "We are sorry"), (0, "task", "Called the courier"),
    ]  # fmt: skip


def test_an_answer_acknowledges(desk, member):
    id_ = opened(desk, member).id
    complaints.answer(desk, id_, "We are sorry")
    held = complaint_reading.detail(desk, id_).complaint
    assert (held.state, held.clocks.acked_at) == (State.ANSWERED, NOON)


@pytest.mark.parametrize(
    ("before", "act", "why"),
    [
        ((), lambda d, i: complaints.pause(d, i, "waiting_member"), "not acknowledged"),
        ((), lambda d, i: complaints.resume(d, i), "not paused"),
        ((), lambda d, i: complaints.close(d, i, ClosingAnswer()), "not solved"),
        ((), lambda d, i: complaints.reopen(d, i, "again"), "open"),
        (("ack",), lambda d, i: complaints.acknowledge(d, i), "acknowledged"),
        (("ack", "pause"), lambda d, i: complaints.pause(d, i, "waiting_member"), "paused"),
        (("solve",), lambda d, i: complaints.answer(d, i, "x"), "solved"),
        (("solve",), lambda d, i: complaints.solve(d, i, **SOLUTION), "solved"),
        (("solve",), lambda d, i: complaints.pause(d, i, "waiting_member"), "solved"),
        (("solve", "close"), lambda d, i: complaints.add_step(d, i, "x"), "closed"),
        (("solve", "close"), lambda d, i: complaints.close(d, i, ClosingAnswer()), "closed"),
    ],
)
def test_an_act_out_of_order_is_refused_with_a_sentence(desk, member, before, act, why):
    id_ = opened(desk, member).id
    ways = {
        "ack": lambda: complaints.acknowledge(desk, id_),
        "pause": lambda: complaints.pause(desk, id_, "waiting_member"),
        "solve": lambda: complaints.solve(desk, id_, **SOLUTION),
        "close": lambda: complaints.close(desk, id_, ClosingAnswer()),
    }
    for each in before:
        ways[each]()
    events = complaint_reading.detail(desk, id_).events
    with pytest.raises(ComplaintRefused) as refused:
        act(desk, id_)
    assert refused.value.why == why
    assert "1" in words.words(refused.value)
    assert complaint_reading.detail(desk, id_).events == events


@pytest.mark.parametrize("missing", ["cause", "result", "root_cause"])
def test_without_cause_and_result_nothing_is_solved_or_closed(desk, member, missing):
    id_ = opened(desk, member).id
    with pytest.raises(BadInput) as refused:
        complaints.solve(desk, id_, **{**SOLUTION, missing: " "})
    assert refused.value.field == missing
    with pytest.raises(peewee.IntegrityError), desk.change(Permission.COMPLAINT_CLOSE) as change:
        change.db.execute_sql("UPDATE complaint SET state = 'closed', closed_at = '2026'")


def test_a_pause_costs_no_working_minute(desk, member, clock):
    id_ = opened(desk, member, is_acknowledged=True).id
    complaints.pause(desk, id_, "waiting_supplier")
    assert row(desk, id_).is_paused
    clock.now = at(23, 10)  # 60 + 300 of Saturday, 540 of Sunday, 60 of Monday
    assert row(desk, id_).minutes_left == 240, "it stands still"
    complaints.resume(desk, id_)
    held = complaint_reading.detail(desk, id_).complaint
    assert held.clocks.paused_minutes == 960
    assert (row(desk, id_).minutes_left, row(desk, id_).is_paused) == (240, False)
    assert held.clocks.solve_due == at(26, 10), "1620 minutes from Monday 10:00"


def test_another_reason_of_a_pause_needs_a_sentence(desk, member):
    id_ = opened(desk, member, is_acknowledged=True).id
    for reason in ("other", "", "holiday"):
        with pytest.raises(BadInput):
            complaints.pause(desk, id_, reason)
    complaints.pause(desk, id_, "other", text="The judge decides")


def test_what_is_answered_runs_again(desk, member, clock):
    id_ = opened(desk, member, is_acknowledged=True).id
    complaints.pause(desk, id_, "waiting_member")
    clock.forward(minutes=30)
    complaints.answer(desk, id_, "Here it is")
    held = complaint_reading.detail(desk, id_).complaint
    assert (held.clocks.paused_at, held.clocks.paused_minutes) == (None, 30)
    assert complaint_reading.detail(desk, id_).clocks[1].minutes_left == 240


def test_opened_again_the_rest_of_the_clock_runs(desk, member, clock):
    id_ = opened(desk, member).id
    clock.now = at(22, 12)  # 540 minutes later
    complaints.solve(desk, id_, **SOLUTION)
    clock.now = at(28, 12)
    complaints.close(desk, id_, ClosingAnswer())
    clock.now = at(29, 12)
    complaints.reopen(desk, id_, "It came broken")
    held = row(desk, id_)
    assert (held.state, held.minutes_left, held.reopened) == (State.ANSWERED, 1080, 1)
    assert [f[0] for f in followups(desk, id_)] == ["recovery"]
    complaints.solve(desk, id_, **SOLUTION)
    complaints.close(desk, id_, ClosingAnswer())
    assert complaint_figures.figures(desk, date(2026, 11, 1), date(2026, 11, 30)).reopened == 1


@pytest.mark.parametrize(
    "answer",
    [
        ClosingAnswer(8, 7), ClosingAnswer(0, 7), ClosingAnswer(6, 5), ClosingAnswer(3, 10),
        ClosingAnswer(3), ClosingAnswer(satisfaction=6), ClosingAnswer(satisfaction=0),
    ],
)  # fmt: skip
def test_an_answer_outside_its_scale_is_refused(desk, member, answer):
    id_ = opened(desk, member).id
    complaints.solve(desk, id_, **SOLUTION)
    with pytest.raises(BadInput):
        complaints.close(desk, id_, answer)


def test_who_did_not_want_to_say_is_not_who_was_not_asked(desk, member):
    for key, answer in (("a", ClosingAnswer(effort_scale=7)), ("b", ClosingAnswer()),
                        ("c", ClosingAnswer(6, 7, 2)), ("d", ClosingAnswer(3, 5, 4))):  # fmt: skip
        id_ = opened(desk, member, key=key).id
        complaints.solve(desk, id_, **SOLUTION)
        complaints.close(desk, id_, answer)
    told = complaint_figures.figures(desk, NOON.date(), NOON.date())
    assert (told.declined, told.effort, told.satisfaction) == (1, {7: 6, 5: 3}, 3)


def test_taken_back_after_an_apology_it_is_closed_and_counted(desk, member):
    id_ = opened(desk, member).id
    with pytest.raises(BadInput):
        complaints.withdraw(desk, id_, cause="", result="")
    complaints.withdraw(desk, id_, cause="A mistake", result="We apologised")
    assert row(desk, id_).state == State.CLOSED
    assert complaint_figures.figures(desk, NOON.date(), NOON.date()).withdrawn == 1


def test_given_to_somebody_else_what_is_open_goes_along(desk, member):
    id_, manager = opened(desk, member).id, desk_of(desk, Role.MANAGER)
    with pytest.raises(BadInput):
        complaints.give(desk, id_, desk_of(desk, Role.CASHIER).operator.id)
    complaints.give(desk, id_, manager.operator.id, text="You know them")
    assert row(desk, id_).owner_id == manager.operator.id
    assert [f[2] for f in followups(desk, id_)] == [manager.operator.id]
    assert [r.id for r in complaint_reading.listing(manager, Filter(mine=True))] == [id_]


def test_weighed_anew_it_gets_the_minutes_it_deserves(desk, member):
    id_ = opened(desk, member).id
    complaints.edit(desk, id_, complaints.Form("quality", 4, 3, product="Cake"))
    held = complaint_reading.detail(desk, id_).complaint
    assert (held.policy, held.clocks.targets) == ("critical", Targets(15, 60, 540))
    assert held.clocks.answer_due == at(21, 13)
    assert (held.product, held.load) == ("Cake", 3)


def test_two_operators_do_not_overwrite_each_other(desk, member):
    id_ = opened(desk, member).id
    seen = row(desk, id_).version
    complaints.acknowledge(desk, id_, version=seen)
    with pytest.raises(ChangedMeanwhile):
        complaints.answer(desk, id_, "Sorry", version=seen)


def test_nothing_is_deleted(desk, member):
    opened(desk, member)
    with pytest.raises(peewee.IntegrityError), desk.change(Permission.COMPLAINT_CLOSE) as change:
        change.db.execute_sql("DELETE FROM complaint")


# --- the ladder ---------------------------------------------------------------------------------


def test_each_step_of_the_ladder_is_told_once(desk, member, clock):
    """75 % of 1620 are 1215 minutes: 360 of Saturday, 540 of Sunday, 315 of Monday, at 17:15."""
    manager = desk_of(desk, Role.MANAGER)
    id_ = opened(desk, member).id
    complaints.answer(desk, id_, "Sorry")
    clock.now = at(23, 17, 14)
    assert complaints.escalate(desk) == 0
    clock.now = at(23, 17, 15)
    assert [complaints.escalate(desk) for _ in range(3)] == [1, 0, 0]
    clock.now = at(24, 12)
    assert [complaints.escalate(desk) for _ in range(2)] == [1, 0]
    told = [(f[0], f[2], f[3]) for f in followups(desk, id_)][1:]
    assert told == [("complaint", manager.operator.id, 3), ("complaint", desk.operator.id, 3)]
    assert row(desk, id_).escalation == 2


def test_an_answer_that_is_late_is_told_too_and_what_stands_still_is_not(desk, member, clock):
    first = opened(desk, member, is_acknowledged=True)
    second = opened(desk, member, key="b", is_acknowledged=True)
    complaints.pause(desk, second.id, "waiting_member")
    clock.now = at(21, 19, 1)
    assert complaints.escalate(desk) == 1
    assert complaint_reading.detail(desk, first.id).events[-1].code == "answer:100:manager"
    assert [r.id for r in complaint_reading.listing(desk, Filter(overdue=True))] == [first.id]


def test_at_night_nothing_new_becomes_late(desk, member, clock):
    opened(desk, member)
    clock.now = at(21, 21)
    late = complaints.escalate(desk)
    clock.now = at(22, 3)
    assert complaints.escalate(desk) == 0, f"{late} were told before closing"


# --- the document -------------------------------------------------------------------------------


def test_the_rules_are_saved_with_their_version(desk, member):
    quick = Policy(rules=(DeadlineRule("quick", Targets(5, 10, 20), is_default=True),), ladder=())
    assert complaint_policy.show(desk) == complaint_policy.KeptPolicy(Policy(), 0)
    assert opened(desk, member, key="old").clocks.targets == Targets(60, 240, 1620)
    assert complaint_policy.save(desk, quick, 0) == 1
    assert complaint_policy.show(desk).policy == quick
    with pytest.raises(ChangedMeanwhile):
        complaint_policy.save(desk, quick, 0)
    done = opened(desk, member)
    assert done.clocks.targets == Targets(5, 10, 20)
    assert complaints.escalate(desk) == 0


def test_a_shop_of_one_person_keeps_the_shipped_ladder_which_leads_to_the_owner(desk, member):
    rules = (DeadlineRule("usual", Targets(5, 10, 20), is_default=True),)
    assert complaint_policy.save(desk, Policy(rules=rules), 0) == 1  # nobody is a manager here
    opened(desk, member)
    desk.clock.forward(days=3)
    assert complaints.escalate(desk) > 0
    owners = {
        row[0]
        for row in desk.db.execute_sql("SELECT owner_id FROM followup WHERE reason = 'complaint'")
    }
    assert owners == {desk.operator.id}


def test_a_ladder_without_anybody_on_it_is_refused_in_words(desk):
    ladder = (Rung(ClockName.SOLVE, 100, "auditor"),)
    with pytest.raises(SeveralBadInputs) as refused:
        complaint_policy.save(desk, Policy(ladder=ladder), 0)
    assert "auditor" in words.words(refused.value)


def test_deadlines_without_working_hours_are_refused(desk, member):
    never = Hours((Profile("", ((),) * 7),))
    with desk.change(
        Permission.CALENDAR_EDIT
    ) as change:  # such hours cannot be saved any other way
        rulebooks.write(change, rulebooks.HOURS, never.to_json(), 0)
    rules = Policy(ladder=())
    with pytest.raises(NoWorkingTime):
        complaint_policy.save(desk, rules, 0)
    with pytest.raises(NoWorkingTime):
        opened(desk, member)
    assert complaint_reading.listing(desk) == []


# --- reading ------------------------------------------------------------------------------------


def test_those_most_at_risk_stand_in_front(desk, clock):
    calm = opened(desk, key="calm", category="queue")
    heavy = opened(desk, key="heavy", category="queue", load=3)
    done = opened(desk, key="done")
    waits = opened(desk, key="waits", is_acknowledged=True)
    complaints.solve(desk, done.id, **SOLUTION)
    complaints.pause(desk, waits.id, "waiting_member")
    clock.forward(minutes=15)
    critical = opened(desk, key="critical", severity=4)
    found = complaint_reading.listing(desk)
    assert [r.id for r in found] == [critical.id, heavy.id, calm.id, waits.id, done.id]
    assert [r.minutes_left for r in found] == [15, 45, 45, 240, None]
    clock.now = at(21, 13)
    assert complaint_reading.counts(desk) == complaint_reading.Counts(5, 5, 1, 3)


def test_the_list_is_narrowed(desk, member, clock):
    first = opened(desk, member)
    other = complaints.open(desk, ComplaintDraft("o", "staff", "کیک مانده بود", product="Tea"))
    complaints.solve(desk, first.id, **SOLUTION)
    complaints.close(desk, first.id, ClosingAnswer())

    def ids(**fields):
        return [r.id for r in complaint_reading.listing(desk, Filter(**fields))]

    assert ids() == [other.id]
    assert ids(state="closed") == [first.id]
    assert sorted(ids(state="all")) == [first.id, other.id]
    assert ids(state="received") == [other.id]
    assert ids(state="all", category="delivery") == [first.id]
    assert ids(severity=3) == [other.id]
    assert ids(text="كيك") == [other.id], "Arabic letters find Persian ones"
    assert ids(text="tea 2") == [other.id]
    assert ids(text="bread") == []
    assert ids(state="all", member_id=member) == [first.id]
    assert ids(state="all", first=date(2026, 11, 22)) == []
    with pytest.raises(BadInput):
        ids(state="lost")


def test_everything_has_words(desk, member, clock):
    """No code of the program is shown to anybody."""
    id_ = opened(desk, member, is_acknowledged=True).id
    complaints.pause(desk, id_, "waiting_repair")
    complaints.answer(desk, id_, "Sorry")
    clock.now = at(25, 12)
    complaints.escalate(desk)
    compensations.propose(desk, compensations.CompensationDraft("c", id_, Remedy.APOLOGY))
    complaints.solve(desk, id_, **SOLUTION)
    for event in complaint_reading.detail(desk, id_).events:
        told = complaint_words.event_name(event.what, event.code)
        assert told[0].isupper() and "_" not in told
    assert complaint_words.left_words(-135) == "2 working hours and 15 minutes late"
    assert complaint_words.left_words(45) == "45 minutes left"


# --- figures ------------------------------------------------------------------------------------


def test_the_first_answer_is_counted_in_working_minutes_without_pauses(desk, member, clock):
    """20, 60 and 400 working minutes: mean 160, middle 60; 240 were allowed."""
    ids = [opened(desk, member, key=str(n), is_acknowledged=True).id for n in range(3)]
    complaints.pause(desk, ids[0], "waiting_member")
    clock.forward(minutes=40)  # 12:40
    complaints.resume(desk, ids[0])
    clock.forward(minutes=20)  # 13:00
    for id_ in ids[:2]:
        complaints.answer(desk, id_, "Sorry")
    clock.now = at(22, 9, 40)
    complaints.answer(desk, ids[2], "Sorry")
    told = complaint_figures.figures(desk, date(2026, 11, 1), date(2026, 11, 30))
    assert (told.total.first_answer_mean, told.total.first_answer_median) == (160, 60)
    assert told.total.answered_in_time == Fraction(2, 3)
    assert told.total.acknowledged_in_time == 1
    assert told.total.solved_in_time is None, "none was due yet: no data"
    assert [(s.code, s.count) for s in told.by_category] == [("delivery", 3)]
    assert told.repeated == ((member, "Sara Ahmadi " + told.repeated[0][1].split()[-1], 3),)


def test_rate_and_the_warning_sign_of_neglect(desk, member):
    for _ in range(2):
        make_sale(desk, make_member(desk).id)
    opened(desk, member, category="neglect")
    told = complaint_figures.figures(desk, NOON.date(), NOON.date())
    assert (told.visits, told.per_1000_visits, told.neglect) == (2, 500, 1)
    empty = complaint_figures.figures(desk, date(2026, 1, 1), date(2026, 1, 2))
    assert (empty.per_1000_visits, empty.total.first_answer_mean, empty.confirmed) == (None,) * 3


def test_who_bought_again_and_what_each_compensation_brought(desk, clock):
    """Three complained: one came back on day 20, one on day 70, one took the purchase back."""
    people = [make_member(desk).id for _ in range(3)]
    kinds = [Remedy.POINTS, Remedy.GIFT, None]
    for who, kind in zip(people, kinds, strict=True):
        id_ = opened(desk, who, key=str(who)).id
        if kind:
            compensations.propose(desk, compensations.CompensationDraft(
                f"c{who}", id_, kind, points=200 if kind == Remedy.POINTS else 0,
                rial=150_000 if kind == Remedy.GIFT else 0,
            ))  # fmt: skip
        complaints.solve(desk, id_, **SOLUTION)
    first, last = NOON.date(), NOON.date()
    clock.forward(days=20)
    make_sale(desk, people[0], 0, lines=(Line(3_000_000, cost_rial=2_000_000),))
    clock.forward(days=10)
    assert complaint_figures.recovery(desk, first, last).returns[0].base == 0, "day 30 still runs"
    clock.forward(days=1)
    told = complaint_figures.recovery(desk, first, last)
    assert [(r.days, r.base, r.came_back) for r in told.returns] == [
        (30, 3, 1), (60, 0, 0), (90, 0, 0),
    ]  # fmt: skip
    assert [r.share for r in told.returns] == [Fraction(1, 3), None, None]
    clock.forward(days=39)
    make_sale(desk, people[1], 500_000)
    reversals.reverse_sale(desk, make_sale(desk, people[2], 900_000).sale_id)
    clock.forward(days=21)
    told = complaint_figures.recovery(desk, first, last)
    assert [(r.base, r.came_back) for r in told.returns] == [(3, 1), (3, 1), (3, 2)]
    assert told.left == Fraction(1, 3)
    points, gift, none = told.remedies
    assert (points.kind, points.count, points.cost_rial) == ("points", 1, 200_000)
    assert (points.net_rial, points.margin_rial, points.share) == (3_000_000, 1_000_000, 1)
    assert (gift.kind, gift.cost_rial, gift.net_rial, gift.margin_rial) == (
        "gift", 150_000, 500_000, None,
    )  # fmt: skip
    assert (none.kind, none.came_back, none.net_rial) == ("none", 0, 0)


# --- erased and merged --------------------------------------------------------------------------


def test_an_erased_member_leaves_figures_and_no_word(desk, member):
    id_ = opened(desk, member, who="Sara's sister", product="Ring").id
    compensations.propose(
        desk, compensations.CompensationDraft("c", id_, Remedy.GIFT, rial=5, text="A pink ring")
    )
    complaints.add_step(desk, id_, "Called her husband")
    members.erase(desk, member)
    found = complaint_reading.detail(desk, id_)
    assert (found.row.state, found.row.text, found.row.product) == (State.CLOSED, "", "")
    assert {event.text for event in found.events} == {""}
    assert found.compensations[0].text == ""
    assert followups(desk, id_) == []
    with pytest.raises(MemberErased):
        complaints.reopen(desk, id_, "again")


def test_complaints_go_with_a_merge_and_come_home_with_its_undo(desk, member):
    other = make_member(desk).id
    id_ = opened(desk, other).id
    merge = merging.merge(desk, other, member)
    assert row(desk, id_).member_id == member
    assert row(desk, opened(desk, other, key="later").id).member_id == member
    merging.undo(desk, merge)
    assert row(desk, id_).member_id == other


def test_a_complaint_may_hang_on_an_incident(desk, member):
    incident = incidents.open(desk, incidents.IncidentDraft(
        "i", "till_down", "The till was down", NOON - timedelta(hours=2), NOON
    ))  # fmt: skip
    id_ = opened(desk, member, incident_id=incident.id).id
    found = complaint_reading.listing(desk, Filter(incident_id=incident.id))
    assert [r.id for r in found] == [id_]
    incidents.close(desk, incident.id)


def test_what_is_open_has_a_next_action_or_is_seen_without(desk, member):
    id_ = opened(desk, member).id
    assert row(desk, id_).next_on == NOON.date()
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        followup_steps.cancel_about(change, "complaint", id_, "mistake")
    assert row(desk, id_).next_on is None
    assert worktime.working_time(desk).is_open(NOON)


def test_the_night_tells_who_did_not_hear_in_the_day(desk, member, clock):
    night.run(desk)
    id_ = opened(desk, member, is_acknowledged=True).id
    clock.now = at(22, 0, 30)
    night.run(desk)
    assert complaint_reading.detail(desk, id_).events[-1].what == "escalated"
    due = desk.db.execute_sql("SELECT MAX(due_at) FROM followup").fetchone()[0]
    assert worktime.working_time(desk).is_open(datetime.fromisoformat(due)), "E81"


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_in_whatever_order_the_club_is_sound(desk, member, clock, seed):
    """A year of acts in any order, wrong ones among them; `_sound` asks every invariant."""
    chance = random.Random(seed)
    acts = [
        lambda i: complaints.acknowledge(desk, i),
        lambda i: complaints.answer(desk, i, "Sorry", channel=chance.choice(["", "call"])),
        lambda i: complaints.pause(desk, i, "waiting_member"),
        lambda i: complaints.resume(desk, i),
        lambda i: complaints.solve(desk, i, **SOLUTION),
        lambda i: complaints.close(desk, i, ClosingAnswer(2, 7, 5)),
        lambda i: complaints.withdraw(desk, i, cause="c", result="r"),
        lambda i: complaints.reopen(desk, i, "again"),
        lambda i: complaints.edit(desk, i, complaints.Form("quality", chance.randint(1, 4), 1)),
        lambda _: complaints.escalate(desk),
        lambda i: compensations.propose(desk, compensations.CompensationDraft(
            f"{chance.random()}", i, Remedy.POINTS, points=chance.randint(1, 400),
            is_handed=chance.random() < 0.8,
        )),
        lambda _: compensations.give(desk, chance.randint(1, 9)),
    ]  # fmt: skip
    ids = [opened(desk, member, key=str(n)).id for n in range(3)]
    done, told = 0, []
    for _ in range(90):
        clock.forward(minutes=chance.choice([1, 45, 700, 5000]))
        before = {i: complaint_reading.detail(desk, i).complaint for i in ids}
        try:
            chance.choice(acts)(chance.choice(ids))
            done += 1
        except ClubError as refused:
            told.append(words.words(refused))
        for i in ids:
            was, now = before[i], complaint_reading.detail(desk, i).complaint
            if was.clocks.targets == now.clocks.targets:
                for clock_name in ClockName:
                    assert now.clocks.due(clock_name) >= was.clocks.due(clock_name)
    assert done > 20
    assert all(told)
    assert words.words(ClubError()) not in told, "every refusal has its own words"


def test_a_step_that_was_stored_is_not_stored_again_by_whoever_looks_at_the_old_state(desk, member):
    id_ = opened(desk, member).id
    seen = complaint_reading.detail(desk, id_).row.version
    complaints.add_step(desk, id_, "Called the courier", version=seen)
    with pytest.raises(ChangedMeanwhile):
        complaints.add_step(desk, id_, "Called the courier", version=seen)
    told = [event.what for event in complaint_reading.detail(desk, id_).events]
    assert told.count("step") == 1
