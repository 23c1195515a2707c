"""What a second look at follow-ups, complaints and requests found a shop could be hurt by."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from loyaldesk.domain import playbook_ready
from loyaldesk.domain.agreements import AgreementDraft
from loyaldesk.domain.complaints import Remedy
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.errors import CannotReopen, Missing, PermissionDenied
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.hours import Hours, Profile, read_shifts
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.playbooks import Kind
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    agreements,
    attention,
    care,
    checking,
    compensations,
    complaint_policy,
    complaint_reading,
    complaints,
    contacts,
    feedback,
    followups,
    incidents,
    members,
    merging,
    night,
    occasions,
    playbooks,
    prospect_ends,
    prospects,
    request_terms,
    requests,
    staff,
    ticking,
    today,
    worktime,
)
from loyaldesk.services.complaints import ClosingAnswer, ComplaintDraft
from loyaldesk.services.incident_list import IncidentDraft
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)
TEHRAN = ZoneInfo("Asia/Tehran")
_serial = count(1)


@pytest.fixture(autouse=True)
def _sound(desk):
    """Whatever a test did, the club is sound after it."""
    yield
    assert checking.check(desk) == []


@pytest.fixture
def member(desk):
    return make_member(desk).id


def key() -> str:
    return f"review-{next(_serial)}"


def made(desk, **fields):
    return followups.make(desk, FollowupDraft(key(), **fields))


def version_of(desk, followup_id):
    return followups.detail(desk, followup_id).version


def finish(desk, followup_id, how="reached", **more):
    return followups.finish(
        desk, followup_id, how, version=version_of(desk, followup_id), key=key(), **more
    )


def one(desk, sql, *values):
    return desk.db.execute_sql(sql, values).fetchone()[0]


def night_desk(desk):
    return staff.system_desk(desk)


# --- erased ------------------------------------------------------------------------------------


def test_a_finished_followup_of_an_erased_member_is_not_opened_again(desk, member):
    done = made(desk, member_id=member, text="Ask how the cake was")
    finish(desk, done)
    members.erase(desk, member)
    with pytest.raises(CannotReopen):
        followups.reopen(desk, done)
    assert one(desk, "SELECT COUNT(*) FROM followup WHERE state = 'open'") == 0


def test_nothing_new_is_written_down_about_an_erased_prospect(desk):
    prospect = prospects.add(desk, ProspectDraft(key(), "Nima Rad", "09121110000")).id
    prospect_ends.erase(desk, prospect)
    with pytest.raises(Missing):
        made(desk, prospect_id=prospect, text="Call Nima")
    with pytest.raises(Missing):
        contacts.add(desk, ContactDraft(key(), prospect_id=prospect, text="Nima called"))
    with pytest.raises(Missing):
        complaints.open(desk, ComplaintDraft(key(), "staff", "Nima is angry", prospect_id=prospect))


def test_a_finished_followup_of_an_erased_prospect_is_not_opened_again(desk):
    prospect = prospects.add(desk, ProspectDraft(key(), "Nima Rad", "09121110000")).id
    done = made(desk, prospect_id=prospect, text="Call Nima")
    finish(desk, done)
    prospect_ends.erase(desk, prospect)
    with pytest.raises(CannotReopen):
        followups.reopen(desk, done)


CANARY = "kanarivand"


def left(desk, club_file, *words):
    """Where the club still holds one of the words: columns, and the files it lies in."""
    tables = desk.db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = set()
    for (table,) in tables:
        for row in desk.db.execute_sql(f'PRAGMA table_info("{table}")').fetchall():
            rows = desk.db.execute_sql(f'SELECT "{row[1]}" FROM "{table}"').fetchall()
            if any(word in str(text).lower() for word in words for (text,) in rows):
                found.add(f"{table}.{row[1]}")
    desk.db.close()
    for file in club_file.parent.iterdir():
        if file.is_file() and any(word.encode() in file.read_bytes().lower() for word in words):
            found.add(file.name)
    desk.db.connect()
    return found


def write_everywhere(desk, *, member_id=None, prospect_id=None):
    """Write the canary into every text that can be told of somebody."""
    who = {"member_id": member_id, "prospect_id": prospect_id}
    word = CANARY
    open_one = made(desk, **who, text=word, checklist=(word,), channel="call")
    followups.move(
        desk, open_one, TODAY + timedelta(days=2), reason="other", text=word,
        version=version_of(desk, open_one),
    )  # fmt: skip
    done = made(desk, **who, text=word)
    finish(desk, done, result=f"{word} @Maryam")
    off = made(desk, **who, text=word)
    followups.cancel(desk, off, reason="other", text=word, version=version_of(desk, off))
    contacts.add(desk, ContactDraft(
        key(), **who, need=word, promise=word, promise_on=TODAY + timedelta(days=1), text=word,
        rival=word, rival_reason="cheaper", next_on=TODAY + timedelta(days=3),
    ))  # fmt: skip
    held = complaints.open(
        desk, ComplaintDraft(key(), "staff", word, **who, who=word, product=word)
    ).id
    complaints.acknowledge(desk, held, text=word)
    complaints.add_step(desk, held, word, next_on=TODAY + timedelta(days=1))
    complaints.answer(desk, held, word, channel="call")
    given = compensations.CompensationDraft(key(), held, Remedy.GIFT, rial=1000, text=word)
    compensations.propose(desk, given)
    complaints.solve(desk, held, root_cause="process", cause=word, result=word, action=word)
    complaints.reopen(desk, held, word)
    asked = requests.open_request(
        desk, RequestDraft(key(), "product", **who, product="coffee", text=word)
    ).id
    requests.answer(desk, asked, word, version=requests.detail(desk, asked).version)
    requests.move(
        desk, asked, desk.clock() + timedelta(days=2), reason="other", text=word,
        version=requests.detail(desk, asked).version,
    )  # fmt: skip
    voice = feedback.take(desk, FeedbackDraft(key(), "idea", word, **who)).id
    feedback.answer(desk, voice, word, version=1, way="call")
    feedback.decline(desk, voice, word, version=2)
    order = occasions.add(desk, OrderDraft(
        key(), word, word, datetime(2026, 12, 5, 11, tzinfo=TEHRAN), **who,
        occasion_on=date(2026, 12, 6),
    ))  # fmt: skip
    occasions.miss(desk, order.id, word, version=order.version)
    if member_id is not None:
        dated = agreements.add(desk, AgreementDraft(
            key(), member_id, "warranty", word, TODAY + timedelta(days=3)
        ))  # fmt: skip
        agreements.left(desk, dated.id, reason="other", text=word, version=dated.version)
        care.set_owner(desk, [member_id], desk.operator.id, None, word)
        other = staff.add(desk, f"Ali {next(_serial)}", "senior", "583920")
        care.set_owner(desk, [member_id], other, None, word)
        members.write_note(desk, member_id, f"{word} @Maryam")


def test_no_word_of_an_erased_member_is_left_after_all_that_was_promised(desk, club_file, clock):
    target = club_file.parent / "shop.ics"
    kept, version = followups.rules(desk)
    followups.save_rules(desk, replace(kept, subscription=str(target)), version)
    mobile = "09127654321"
    new = make_member(desk, first_name=CANARY, last_name=CANARY, mobile=mobile)
    sold = make_sale(desk, new.id)
    write_everywhere(desk, member_id=new.id)
    incident = incidents.open(desk, IncidentDraft(
        key(), "till_down", "The till was down", desk.clock() - timedelta(hours=1), desk.clock()
    ))  # fmt: skip
    assert incidents.detail(desk, incident.id).progress.open
    incidents.skip(desk, incident.id, new.id, CANARY)
    clock.forward(hours=2)
    later = incidents.open(desk, IncidentDraft(
        key(), "queue", "A long queue", clock() - timedelta(minutes=9), clock()
    ))  # fmt: skip
    incidents.add_member(desk, later.id, new.id, CANARY)
    ticking.tick(night_desk(desk))
    assert CANARY.encode() in target.read_bytes()
    assert sold
    members.erase(desk, new.id)
    assert left(desk, club_file, CANARY, mobile, "989127654321") == set()


def test_no_word_of_a_member_who_was_a_prospect_is_left(desk, club_file):
    prospect = prospects.add(
        desk, ProspectDraft(key(), CANARY, "09127654321", "form", CANARY, CANARY + "@x.example")
    )
    write_everywhere(desk, prospect_id=prospect.id)
    row = prospects.detail(desk, prospect.id)
    joined = prospects.join(
        desk, prospect.id, prospects.draft_for(desk, prospect.id), version=row.version
    )
    members.erase(desk, joined.id)
    assert left(desk, club_file, CANARY, "09127654321", "989127654321") == set()


def test_no_word_of_an_erased_prospect_is_left(desk, club_file):
    prospect = prospects.add(desk, ProspectDraft(key(), CANARY, "09127654321", "form", CANARY))
    write_everywhere(desk, prospect_id=prospect.id)
    prospect_ends.erase(desk, prospect.id)
    assert left(desk, club_file, CANARY, "09127654321", "989127654321") == set()


# --- promises in sight -------------------------------------------------------------------------


def disable(desk, operator_id):
    row = next(each for each in staff.operators(desk) if each.id == operator_id)
    staff.change_operator(
        desk, operator_id, name=row.name, role=row.role, is_active=False, version=row.version
    )


def test_what_somebody_had_who_works_here_no_more_goes_to_somebody_who_does(desk, clock, member):
    gone = desk_of(desk, Role.SENIOR, "Reza").operator.id
    promised = made(desk, member_id=member, text="Bring the ring", owner_id=gone, is_promise=True)
    disable(desk, gone)
    clock.forward(days=1)
    night.run(night_desk(desk))
    assert followups.detail(desk, promised).owner_id == desk.operator.id


def test_what_waits_for_a_role_nobody_has_stands_on_the_start_page(desk, member):
    gone = desk_of(desk, Role.SUPPORT, "Reza").operator.id
    waiting = made(desk, member_id=member, text="Call", role="support")
    followups.give(desk, waiting, None, version=version_of(desk, waiting))
    disable(desk, gone)
    assert [line.id for line in today.today_page(desk).due] == [waiting]


def test_a_reopened_complaint_that_is_late_climbs_the_ladder_again(desk, clock, member):
    held = complaints.open(desk, ComplaintDraft(key(), "quality", "It broke", member)).id
    clock.forward(days=20)
    first = complaints.escalate(desk)
    assert first
    complaints.solve(desk, held, root_cause="product", cause="Bad batch", result="New one")
    clock.forward(days=1)
    complaints.reopen(desk, held, "It broke again")
    clock.forward(days=20)
    again = complaints.escalate(desk)
    assert again
    assert complaints.escalate(desk) == 0
    assert complaint_reading.detail(desk, held).row.escalation == again


def test_a_night_ends_in_a_shop_that_is_closed_for_longer_than_a_year(desk, clock, member):
    """Renovation: what is due stays due and in sight, and the points still end."""
    promised = made(desk, member_id=member, text="Call", is_promise=True, on=TODAY)
    complaints.open(desk, ComplaintDraft(key(), "staff", "Rude", member))
    order = occasions.add(desk, OrderDraft(
        key(), "wedding", "Cake", datetime(2026, 11, 22, 11, tzinfo=TEHRAN), member,
        occasion_on=date(2026, 11, 25),
    ))  # fmt: skip
    agreements.add(desk, AgreementDraft(
        key(), member, "warranty", "Fridge", TODAY + timedelta(days=40), remind_days=(30,)
    ))  # fmt: skip
    close_for_long(desk)
    clock.forward(days=15)
    night.run(night_desk(desk))
    assert not night.is_due(night_desk(desk))
    ticking.tick(night_desk(desk))
    assert promised in {row.id for row in followups.overdue(desk)}
    assert order.id


def close_for_long(desk):
    kept = worktime.hours(desk)
    closed = Profile(
        "Renovation", ((),) * 7, TODAY + timedelta(days=1), TODAY + timedelta(days=600)
    )
    worktime.save_hours(desk, Hours((*kept.hours.profiles, closed)), kept.version)


def test_a_clock_that_jumped_years_ahead_calls_nothing_missed(desk, clock, member):
    night.run(night_desk(desk))
    order = occasions.add(desk, OrderDraft(
        key(), "wedding", "Cake", datetime(2026, 11, 24, 11, tzinfo=TEHRAN), member,
        occasion_on=date(2026, 11, 25),
    ))  # fmt: skip
    complaints.open(desk, ComplaintDraft(key(), "staff", "Rude", member))
    clock.forward(days=4000)
    done = ticking.tick(night_desk(desk))
    assert (done.missed, done.escalated) == (0, 0)
    state = one(desk, "SELECT state FROM occasion_order WHERE id = ?", order.id)
    assert state == "open"


# --- points ------------------------------------------------------------------------------------


def test_many_small_complaints_give_no_more_points_alone_than_one(desk, member):
    manager = desk_of(desk, Role.MANAGER)
    senior = desk_of(desk, Role.SENIOR, "Reza")
    assert manager
    limit = complaint_policy.show(desk).policy.limit_points
    states = []
    for number in range(3):
        held = complaints.open(senior, ComplaintDraft(key(), "staff", f"Rude {number}", member)).id
        states.append(compensations.propose(senior, compensations.CompensationDraft(
            key(), held, Remedy.POINTS, points=limit
        )).state)  # fmt: skip
    assert states == ["given", "proposed", "proposed"]


# --- rights ------------------------------------------------------------------------------------


def test_a_cashier_reads_no_whole_mobile_of_others_anywhere(desk, member):
    cashier = desk_of(desk, Role.CASHIER)
    mobile = members.open_form(desk, member)[0].mobile
    assert len(mobile) > 8
    make_sale(desk, member)
    made(desk, member_id=member, text="Call", owner_id=desk.operator.id)
    incident = incidents.open(desk, IncidentDraft(
        key(), "till_down", "The till was down", desk.clock() - timedelta(hours=1), desk.clock()
    ))  # fmt: skip
    tail = mobile[-10:]
    assert tail not in repr(incidents.detail(cashier, incident.id))
    assert tail in repr(incidents.detail(desk, incident.id))
    assert tail not in repr(today.today_page(cashier))
    assert tail not in repr(attention.of_member(cashier, member))


def test_complaints_are_handed_over_to_who_may_handle_them_only(desk, member):
    senior, cashier = desk_of(desk, Role.SENIOR), desk_of(desk, Role.CASHIER)
    held = complaints.open(
        desk, ComplaintDraft(key(), "staff", "Rude", member, owner_id=senior.operator.id)
    ).id
    with pytest.raises(BadInput):
        care.hand_over(desk, senior.operator.id, cashier.operator.id, "I leave")
    care.hand_over(desk, senior.operator.id, cashier.operator.id, "I leave", complaints=False)
    assert complaint_reading.detail(desk, held).row.owner_id == senior.operator.id


def test_what_is_late_is_counted_without_reading_the_years_behind_it(desk, monkeypatch):
    """Done follow-ups grow for years: the counter asks through an index of the open ones."""
    asked = []
    execute = desk.db.execute_sql

    def listening(sql, params=None, *rest):
        asked.append((sql, params))
        return execute(sql, params, *rest)

    monkeypatch.setattr(desk.db, "execute_sql", listening)
    followups.overdue_count(desk)
    attention.due(desk)
    today.today_page(desk)
    monkeypatch.undo()
    plans = [
        row[3]
        for sql, params in asked
        if "FROM followup" in sql and "due_on <" in sql
        for row in desk.db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    ]
    assert len([plan for plan in plans if "INDEX followup_due_on (due_on<?)" in plan]) == 4
    assert not [plan for plan in plans if "followup_due_on_state" in plan]


# --- closed time -------------------------------------------------------------------------------


def test_a_complaint_is_not_due_while_the_shop_is_closed_for_a_day_it_did_not_know_of(
    desk, clock, member
):
    """A power cut tomorrow: what was due then is due when the shop works again, never before."""
    held = complaints.open(desk, ComplaintDraft(key(), "staff", "Rude", member)).id
    before = {c.clock: c for c in complaint_reading.detail(desk, held).clocks}
    closed = before["solve"].due.astimezone(TEHRAN).date()
    assert closed > TODAY
    followups.close_day(desk, closed, "power")
    after = {c.clock: c for c in complaint_reading.detail(desk, held).clocks}
    working = worktime.of(desk.db)
    for name, state in after.items():
        assert state.due >= before[name].due
        assert working.stretches_on(state.due.astimezone(TEHRAN).date())
        assert state.minutes_left == state.minutes


# --- merged ------------------------------------------------------------------------------------


def whose(desk, table):
    sql = f"SELECT COALESCE(member_id, 0) FROM {table} ORDER BY id"
    return [row[0] for row in desk.db.execute_sql(sql).fetchall()]


def test_what_belongs_to_one_person_goes_home_together_when_a_merge_is_undone(desk, clock):
    kept, other = make_member(desk).id, make_member(desk).id
    held = complaints.open(desk, ComplaintDraft(key(), "quality", "It broke", other)).id
    asked = requests.open_request(desk, RequestDraft(key(), "repair", other, text="Mend it")).id
    merge = merging.merge(desk, other, kept)
    complaints.add_step(desk, held, "Looked at it", next_on=TODAY + timedelta(days=2))
    complaints.solve(desk, held, root_cause="product", cause="Batch", result="New one")
    followup = one(desk, "SELECT id FROM followup WHERE about = 'request'")
    followups.cancel(desk, followup, reason="mistake", version=version_of(desk, followup))
    requests.move(
        desk, asked, clock() + timedelta(days=3), reason="supplier",
        version=requests.detail(desk, asked).version,
    )  # fmt: skip
    weekly = made(desk, member_id=kept, text="Kept's own")
    merging.undo(desk, merge)
    strangers = desk.db.execute_sql(
        "SELECT f.id FROM followup f JOIN complaint c ON f.about = 'complaint' AND f.about_id ="
        " c.id WHERE f.member_id <> c.member_id UNION ALL SELECT f.id FROM followup f JOIN request"
        " r ON f.about = 'request' AND f.about_id = r.id WHERE f.member_id <> r.member_id"
    ).fetchall()
    assert strangers == []
    assert followups.detail(desk, weekly).member_id == kept
    assert whose(desk, "complaint") == whose(desk, "request") == [other]


# --- series ------------------------------------------------------------------------------------


def test_a_series_goes_on_once_however_often_one_of_it_is_opened_again(desk, clock, member):
    weekly = made(desk, member_id=member, text="Call", recurrence="1 week jalali", on=TODAY)
    finish(desk, weekly)
    followups.reopen(desk, weekly)
    finish(desk, weekly)
    followups.reopen(desk, weekly)
    followups.cancel(
        desk, weekly, reason="not_needed", version=version_of(desk, weekly), series=True
    )
    assert one(desk, "SELECT COUNT(*) FROM followup WHERE state = 'open'") == 0


def test_who_wrote_a_complaint_down_does_not_end_what_the_manager_is_to_do_for_it(desk, member):
    """The complaint may be about whoever wrote it down."""
    manager, cashier = desk_of(desk, Role.MANAGER), desk_of(desk, Role.CASHIER)
    held = complaints.open(
        cashier, ComplaintDraft(key(), "staff", "Rude", member, owner_id=manager.operator.id)
    )
    row = followups.detail(cashier, held.followup_id)
    assert row.owner_id == manager.operator.id and not row.may_touch
    with pytest.raises(PermissionDenied):
        followups.cancel(cashier, row.id, reason="not_needed", version=row.version)
    with pytest.raises(PermissionDenied):
        finish(cashier, row.id)
    assert followups.detail(manager, row.id).may_touch
    own = made(cashier, member_id=member, text="Call", owner_id=manager.operator.id)
    finish(cashier, own)


# --- what others write -------------------------------------------------------------------------

HOSTILE = "=1+1\r\nATTENDEE:x\u202e<b>\u2028\x1b[31m;,\\"


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE * 12])
def test_hostile_text_is_kept_plain_or_refused_and_breaks_no_calendar(desk, member, text):
    for write in (
        lambda: made(desk, member_id=member, text=text, checklist=(text[:100],)),
        lambda: contacts.add(desk, ContactDraft(key(), member, text=text, need=text)),
        lambda: complaints.open(desk, ComplaintDraft(key(), "staff", text, member, who=text)),
        lambda: requests.open_request(desk, RequestDraft(key(), "other", member, text=text)),
        lambda: feedback.take(desk, FeedbackDraft(key(), "idea", text, member)),
    ):
        with suppress(BadInput):
            write()
    calendar = followups.ics(desk)
    lines = calendar.decode("utf-8").split("\r\n")
    assert not [line for line in lines if line.startswith("ATTENDEE")]
    assert "\u202e" not in calendar.decode("utf-8") and "\x1b" not in calendar.decode("utf-8")


def test_a_call_back_that_is_due_when_the_shop_closes_is_called_before_it_closes(
    desk, clock, member
):
    working = worktime.of(desk.db)
    clock.now = working.closing(TODAY)
    minutes = working.minutes_between(clock.now, working.closing(TODAY + timedelta(days=1)))
    terms = request_terms.of(desk.db).minutes_for("callback")
    assert terms < minutes
    clock.now = working.back(working.closing(TODAY + timedelta(days=1)), terms)
    asked = requests.open_request(desk, RequestDraft(key(), "callback", member, text="Call me"))
    assert asked.due_at == working.closing(TODAY + timedelta(days=1))
    row = followups.of_member(desk, member)[0]
    assert row.due_at <= asked.due_at


def test_a_clock_set_back_breaks_no_complaint_followup_or_request(desk, clock, member):
    held = complaints.open(desk, ComplaintDraft(key(), "quality", "It broke", member)).id
    asked = requests.open_request(desk, RequestDraft(key(), "repair", member, text="Mend it")).id
    weekly = made(desk, member_id=member, text="Call", recurrence="1 week jalali", on=TODAY)
    complaints.acknowledge(desk, held)
    complaints.pause(desk, held, "waiting_member")
    clock.forward(days=-3)
    complaints.resume(desk, held)
    complaints.solve(desk, held, root_cause="product", cause="Batch", result="New one")
    complaints.close(desk, held, ClosingAnswer())
    complaints.reopen(desk, held, "Again")
    finish(desk, weekly)
    requests.finish(desk, asked, "Done", version=requests.detail(desk, asked).version)
    ticking.tick(night_desk(desk))
    clock.forward(days=4)
    night.run(night_desk(desk))
    assert complaint_reading.detail(desk, held).row.next_on is not None


def test_two_records_of_one_person_live_by_a_playbook_once(desk, clock):
    kept, other = make_member(desk).id, make_member(desk).id
    playbooks.switch_on(desk, [first_purchase_code(desk)])
    clock.forward(minutes=5)
    make_sale(desk, kept)
    make_sale(desk, other)
    night.run(night_desk(desk))
    merging.merge(desk, other, kept)
    for _ in range(40):
        clock.forward(days=1)
        night.run(night_desk(desk))
    doubled = desk.db.execute_sql(
        "SELECT text, COUNT(*) FROM followup WHERE run_id IS NOT NULL AND step > 1"
        " GROUP BY text HAVING COUNT(*) > 1"
    ).fetchall()
    assert doubled == []


def test_a_playbook_goes_on_for_both_when_the_merge_is_undone(desk, clock):
    kept, other = make_member(desk).id, make_member(desk).id
    playbooks.switch_on(desk, [first_purchase_code(desk)])
    clock.forward(minutes=5)
    make_sale(desk, kept)
    make_sale(desk, other)
    night.run(night_desk(desk))
    running = "SELECT COUNT(*) FROM playbook_run WHERE state = 'running'"
    assert one(desk, running) == 2
    merge = merging.merge(desk, other, kept)
    assert one(desk, running) == 1
    merging.undo(desk, merge)
    assert one(desk, running) == 2


def first_purchase_code(desk):
    return next(
        each.code
        for each in playbook_ready.of_business("retail")
        if each.trigger.kind == Kind.FIRST_PURCHASE and len(each.steps) > 1
    )


# --- the vectors of the calendar, in a club ------------------------------------------------------


@pytest.mark.parametrize(
    ("week", "closed", "start", "hours", "due"),
    [
        (("9-17",) * 5 + ("", ""), (), "2026-11-20T16:30", 1, "2026-11-23T09:30"),  # V-S1
        (("9-21",) * 7, (), "2026-11-09T23:00", 48, "2026-11-13T21:00"),  # V-S3
        (("9-21",) * 7, (11, 13), "2026-11-09T23:00", 48, "2026-11-15T21:00"),  # V-S3
    ],
)
def test_a_deadline_runs_on_the_hours_that_were_saved(desk, clock, week, closed, start, hours, due):
    clock.now = datetime(2026, 11, 8, 9, tzinfo=TEHRAN)
    mourning = date(2026, 11, 13)  # closed all over Iran; the vectors know no holiday
    for mark in worktime.days(desk, mourning, mourning):
        worktime.set_day(desk, mourning, mark.code, is_on=False)
    saved = Hours((Profile("", tuple(read_shifts(day) for day in week)),))
    worktime.save_hours(desk, saved, worktime.hours(desk).version)
    for day in closed:
        worktime.close_day(desk, date(2026, 11, day), "stock")
    begun = datetime.fromisoformat(start).replace(tzinfo=TEHRAN)
    expected = datetime.fromisoformat(due).replace(tzinfo=TEHRAN)
    assert worktime.working_time(desk).add(begun, hours * 60) == expected


def test_a_task_of_the_shop_says_what_is_to_be_done(desk):
    with pytest.raises(BadInput) as refused:
        made(desk, channel="task", text=" \n")
    assert (refused.value.field, refused.value.why) == ("text", "empty")
    made(desk, channel="task", text="Order cards")
