"""Playbooks: set off once by what happens, stopped in time, every step made or told why not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from loyaldesk.domain.complaints import CATEGORIES
from loyaldesk.domain.errors import ChangedMeanwhile, Missing
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.playbooks import (
    NEVER_AGAIN,
    Conditions,
    Kind,
    Playbook,
    Step,
    Stop,
    Trigger,
)
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.services import (
    checking,
    complaint_closing,
    complaints,
    followups,
    members,
    merging,
    night,
    occasions,
    playbook_runs,
    playbook_words,
    playbooks,
    reversals,
    staff,
    worktime,
)
from loyaldesk.services.playbook_finding import Finder
from loyaldesk.store import followups as followup_store
from loyaldesk.store.database import writing
from loyaldesk.store.fields import utc_text
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)  # Saturday 30 Aban 1405

CALL = Step(text_fa="زنگ بزنید.", text_en="Call.", personal_fa="حالش", personal_en="Ask how.")


def book(kind, *steps, code="p1", **parts):
    trigger = Trigger(kind, **parts.pop("trigger", {}))
    return Playbook(code, "یک روال", "One playbook", trigger, steps or (CALL,), **parts)


def on(desk, *books):
    for each in books:
        playbooks.save(desk, each)
    playbooks.switch_on(desk, [each.code for each in books])


def run(desk, **parts):
    return playbook_runs.run(staff.system_desk(desk), **parts)


def tick(desk):
    return playbook_runs.tick(staff.system_desk(desk))


def followed(desk):
    return desk.db.execute_sql(
        "SELECT member_id, step, due_on, state, text FROM followup WHERE run_id IS NOT NULL"
        " ORDER BY id"
    ).fetchall()


def sound(desk):
    return checking.check(desk) == []


def sql(desk, text, *values):
    with writing(desk.db):
        desk.db.execute_sql(text, values)


def complain(desk, member_id, closed=False, severity=2):
    n = desk.db.execute_sql("SELECT COUNT(*) + 1 FROM complaint").fetchone()[0]
    draft = complaints.ComplaintDraft(
        f"c{n}", CATEGORIES[0], "too slow", member_id=member_id, severity=severity
    )
    id_ = complaints.open(desk, draft).id
    if closed:
        close(desk, id_)
    return id_


def close(desk, id_):
    complaint_closing.solve(
        desk, id_, root_cause="process", cause="queue", result="a second till", action="done"
    )
    complaint_closing.close(desk, id_, complaint_closing.ClosingAnswer())


def contact(desk, member_id, feeling=None, result="talked", followup_id=None):
    n = desk.db.execute_sql("SELECT COUNT(*) + 1 FROM contact").fetchone()[0]
    sql(
        desk,
        "INSERT INTO contact (key, member_id, at, on_day, operator_id, channel, direction, minutes,"
        " result, feeling, need, promise, text, rival, rival_reason, followup_id, about)"
        " VALUES (?, ?, ?, ?, 1, 'call', 'out', 0, ?, ?, '', '', '', '', '', ?, '')",
        f"t{n}", member_id, utc_text(desk.clock()), desk.today().isoformat(), result, feeling,
        followup_id,
    )  # fmt: skip


# -- set off ---------------------------------------------------------------------------------------


def test_a_first_purchase_sets_it_off_at_once_and_only_once(desk, clock):
    on(desk, book(Kind.FIRST_PURCHASE, CALL, replace(CALL, days=7), again_days=NEVER_AGAIN))
    member = make_member(desk)
    make_sale(desk, member.id)
    assert tick(desk).made == 1
    assert [row[:3] for row in followed(desk)] == [(member.id, 1, "2026-11-21")]
    make_sale(desk, member.id)
    assert tick(desk) == run(desk) == playbook_runs.Ran()
    clock.forward(days=7)
    assert run(desk).made == 1
    assert [row[:3] for row in followed(desk)][1] == (member.id, 2, "2026-11-28")
    assert [each.state for each in playbook_runs.runs(desk, "p1")] == ["done"]
    assert sound(desk)


def test_switching_on_does_not_flood(desk, clock):
    """Only what happens from the first day on counts."""
    old = make_member(desk, birthday=date(1990, 11, 20))
    make_sale(desk, old.id)
    complain(desk, old.id)
    clock.forward(days=1)
    kinds = {Kind.DAYS_AFTER: {"days": 30}, Kind.SILENCE: {"days": 1}, Kind.BIRTHDAY: {},
             Kind.JOINED: {}, Kind.FIRST_PURCHASE: {}, Kind.PURCHASE: {},
             Kind.COMPLAINT_OPENED: {}}  # fmt: skip
    on(desk, *[book(kind, code=f"p_{kind}", trigger=parts) for kind, parts in kinds.items()])
    assert run(desk).begun == 0


def test_a_night_that_was_killed_between_two_parts_makes_nothing_twice(desk, monkeypatch):
    on(desk, book(Kind.PURCHASE))
    ids = [make_member(desk).id for _ in range(7)]
    for id_ in ids:
        make_sale(desk, id_)
    monkeypatch.setattr(playbook_runs, "BATCH", 3)
    begun = playbook_runs._Round._begin
    made = playbook_runs.Maker.make

    class Killed(BaseException):
        pass

    def second(self, runs, end):
        if playbook_runs_count(desk) and followed(desk):
            raise Killed
        made(self, runs, end)

    monkeypatch.setattr(playbook_runs.Maker, "make", second)
    with pytest.raises(Killed):
        run(desk)
    assert len(followed(desk)) == 3
    monkeypatch.setattr(playbook_runs.Maker, "make", made)
    assert (run(desk).made, begun is playbook_runs._Round._begin) == (4, True)
    assert sorted(row[0] for row in followed(desk)) == ids
    assert run(desk) == playbook_runs.Ran()
    assert sound(desk)


def playbook_runs_count(desk):
    return desk.db.execute_sql("SELECT COUNT(*) FROM playbook_run").fetchone()[0]


def test_goods_amount_and_conditions_choose_whom(desk):
    on(desk, book(
        Kind.PURCHASE, trigger={"min_rial": 5_000_000},
        conditions=Conditions(kind="person", tags=("vip",), not_tags=("family",), gender="female",
                              consent="call", min_spend_rial=6_000_000, min_visits=2),
    ))  # fmt: skip
    fits = {"tags": ("vip", "x"), "gender": "female", "consent": frozenset({"call"})}
    right = make_member(desk, **fits)
    wrong = [
        make_member(desk, **{**fits, "tags": ("vip", "family")}),
        make_member(desk, **{**fits, "tags": ()}),
        make_member(desk, **{**fits, "gender": "male"}),
        make_member(desk, **{**fits, "consent": frozenset({"sms"})}),
        make_member(desk, **{**fits, "kind": "company", "company_name": "Saba"}),
    ]
    for member in (right, *wrong):
        make_sale(desk, member.id, 1_000_000)
        make_sale(desk, member.id, 5_000_000)
    once = make_member(desk, **fits)
    make_sale(desk, once.id, 7_000_000)
    assert run(desk).begun == 1
    assert [row[0] for row in followed(desk)] == [right.id]


def test_the_third_purchase_is_the_third_that_stood(desk):
    on(desk, book(Kind.NTH_PURCHASE, trigger={"count": 3}))
    member = make_member(desk)
    first = make_sale(desk, member.id)
    reversals.reverse_sale(desk, first.sale_id)
    make_sale(desk, member.id)
    make_sale(desk, member.id)
    assert run(desk).begun == 0
    make_sale(desk, member.id)
    assert run(desk).begun == 1


def test_days_after_a_purchase_without_another(desk, clock):
    on(desk, book(Kind.DAYS_AFTER, trigger={"days": 10}))
    stays, comes = make_member(desk), make_member(desk)
    for member in (stays, comes):
        make_sale(desk, member.id)
    run(desk)
    clock.forward(days=5)
    make_sale(desk, comes.id)
    clock.forward(days=5)
    assert run(desk).begun == 1
    clock.forward(days=5)
    assert run(desk).begun == 1
    assert [row[0] for row in followed(desk)] == [stays.id, comes.id]


def test_birthdays_are_kept_by_the_jalali_calendar_and_missed_days_are_caught_up(desk, clock):
    on(desk, book(Kind.BIRTHDAY, trigger={"days": 2}))
    run(desk)
    born = make_member(desk, birthday=date(1990, 12, 17))  # 26 Azar 1369
    clock.forward(days=25)
    assert run(desk).begun == 1
    # 26 Azar 1405 is 17 December 2026; two days before it is the 15th
    assert playbook_runs.runs(desk, "p1")[0].trigger_on == date(2026, 12, 15)
    assert playbook_runs.runs(desk, "p1")[0].member_id == born.id


def test_silence_is_measured_by_the_members_own_rhythm(desk, clock):
    """Gaps 10, 20, 30: the median is 20; three times 20 are 60 days, so the 61st day tells."""
    member, once = make_member(desk), make_member(desk)
    for gap in (0, 10, 20, 30):
        clock.forward(days=gap)
        make_sale(desk, member.id)
    make_sale(desk, once.id)
    on(desk, book(Kind.SILENCE, trigger={"factor": 3, "days": 20}))
    last = desk.today()
    clock.forward(days=30)
    assert run(desk).begun == 0
    clock.forward(days=1)
    # who bought once is measured by the gap nine of ten do not exceed: 30
    assert run(desk).begun == 1
    assert playbook_runs.runs(desk, "p1")[0].member_id == once.id
    clock.forward(days=29)
    assert run(desk).begun == 0
    clock.forward(days=1)
    assert run(desk).begun == 1
    assert playbook_runs.runs(desk, "p1")[0].trigger_on == last + timedelta(days=61)


def test_every_silence_of_the_past_is_the_one_its_own_night_found(desk, clock):
    """One source: the rehearsal's question and the night's give the same days."""
    ids = [make_member(desk).id for _ in range(6)]
    gaps = [(3, 9, 4, 40, 5), (7, 7, 7, 60), (20, 2, 2, 2, 33), (15,), (), (1, 50, 1, 50)]
    begun, sold = desk.today(), []
    for id_, own in zip(ids, gaps, strict=True):
        day = begun
        sold.append((day, id_))
        for gap in own:
            day += timedelta(days=gap)
            sold.append((day, id_))
    for day, id_ in sorted(sold):
        clock.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        make_sale(desk, id_)
    playbook = book(Kind.SILENCE, trigger={"factor": 2, "days": 10})
    last = begun + timedelta(days=150)
    clock.now = datetime(last.year, last.month, last.day, 9, tzinfo=UTC)
    finder = Finder(desk.db, desk.zone, last, [playbook.trigger], is_past=True)
    then = {(e.member_id, e.on) for e in finder.events(playbook, begun, last)}
    usual = finder._usual
    each_night = set()
    for n in range(151):
        day = begun + timedelta(days=n)
        own = Finder(desk.db, desk.zone, day, [playbook.trigger])
        own._usual = usual
        each_night |= {(e.member_id, e.on) for e in own.events(playbook, day, day)}
    assert then == each_night
    assert len(then) > 6


def test_tiers_points_feelings_and_promises_set_it_off(desk, clock):
    on(
        desk,
        book(Kind.TIER_REACHED, code="tier"),
        book(Kind.POINTS_EXPIRING, code="points", trigger={"days": 14, "points": 5}),
        book(Kind.LOW_FEELING, code="low"),
        book(Kind.PROMISED_DATE, code="near", trigger={"days": 2}),
        book(Kind.COMPLAINT_CLOSED, code="closed"),
        book(Kind.COMPLAINT_OPENED, code="opened", trigger={"severity": 3}),
    )  # fmt: skip
    member = make_member(desk)
    make_sale(desk, member.id, 60_000_000)
    contact(desk, member.id, feeling=1)
    contact(desk, member.id, feeling=4)
    complain(desk, member.id, severity=2)
    complain(desk, member.id, closed=True, severity=3)
    followups.make(desk, FollowupDraft(
        "promise", member.id, text="x", on=TODAY + timedelta(days=3), is_promise=True))  # fmt: skip
    assert tick(desk).begun == 4
    assert {each: len(playbook_runs.runs(desk, each)) for each in ("tier", "low", "closed",
            "opened", "near", "points")} == {"tier": 1, "low": 1, "closed": 1, "opened": 1,
            "near": 0, "points": 0}  # fmt: skip
    clock.forward(days=1)
    run(desk)
    assert playbook_runs.runs(desk, "near")[0].about == "followup"
    clock.forward(days=350)
    run(desk)
    (points,) = playbook_runs.runs(desk, "points")
    assert points.trigger_on == TODAY + timedelta(days=365 - 14)
    assert sound(desk)


def test_a_tier_about_to_fall_is_told_once(desk, clock):
    on(desk, book(Kind.TIER_FALL, trigger={"days": 14}))
    member = make_member(desk)
    make_sale(desk, member.id, 60_000_000)  # silver, kept for twelve months
    night.run(staff.system_desk(desk))
    clock.forward(days=330)
    assert night.run(staff.system_desk(desk), date_is_right=True).runs == 0
    found = []
    for _ in range(30):
        clock.forward(days=1)
        found.append(night.run(staff.system_desk(desk)).runs)
    assert sum(found) == 1
    tier = desk.db.execute_sql("SELECT on_day FROM tier_change ORDER BY id DESC").fetchone()[0]
    told = playbook_runs.runs(desk, "p1")[0].trigger_on
    clock.forward(days=30)
    night.run(staff.system_desk(desk))
    fell = desk.db.execute_sql("SELECT on_day FROM tier_change ORDER BY id DESC").fetchone()[0]
    assert tier != fell
    assert (date.fromisoformat(fell) - told).days >= 14


# -- stopped ---------------------------------------------------------------------------------------


def test_an_open_complaint_stops_the_sales_talk_until_it_is_closed(desk, clock):
    """MISSION row 12: day 1, 3, 14, 30; the step is told with its reason."""
    steps = [replace(CALL, days=n) for n in (1, 3, 14, 30)]
    on(desk, book(Kind.PURCHASE, *steps, stops=(Stop.COMPLAINT,)))
    member = make_member(desk)
    make_sale(desk, member.id)
    run(desk)
    clock.forward(days=1)
    assert run(desk).made == 1
    told = complain(desk, member.id)
    clock.forward(days=2)
    assert run(desk).skipped == 1
    close(desk, told)
    clock.forward(days=11)
    assert run(desk).made == 1
    (shown,) = playbook_runs.runs(desk, "p1")
    assert [(s.step, s.state, s.reason) for s in shown.steps] == [
        (1, "made", ""), (2, "skipped", "complaint"), (3, "made", "")]  # fmt: skip
    assert shown.state == "running"
    assert playbook_runs.skipped_steps(desk, "p1") == {(2, "complaint"): 1}
    assert playbook_words.reason("complaint") == "A complaint is open"


def test_who_bought_meanwhile_is_left_in_peace_and_what_is_open_is_cancelled(desk, clock):
    on(desk, book(Kind.DAYS_AFTER, CALL, replace(CALL, days=5), trigger={"days": 10},
                  stops=(Stop.BOUGHT,)))  # fmt: skip
    member = make_member(desk)
    make_sale(desk, member.id)
    run(desk)
    clock.forward(days=10)
    run(desk)
    clock.forward(days=2)
    make_sale(desk, member.id)
    clock.forward(days=3)
    assert run(desk).skipped == 1
    assert [row[3] for row in followed(desk)] == ["cancelled"]
    (shown,) = playbook_runs.runs(desk, "p1")
    assert (shown.state, shown.reason) == ("stopped", "bought")
    assert sound(desk)


@pytest.mark.parametrize(
    ("what", "reason"),
    [("blocked", "gone"), ("reversed", "undone"), ("refused", "refused"), ("consent", "consent")],
)
def test_a_step_is_let_out_with_its_reason(desk, clock, what, reason):
    step = replace(CALL, days=1, channel="sms")
    on(desk, book(Kind.PURCHASE, step, stops=(Stop.REFUSED, Stop.CONSENT)))
    member = make_member(desk, consent=frozenset() if what == "consent" else frozenset({"sms"}))
    sale = make_sale(desk, member.id)
    run(desk)
    if what == "blocked":
        members.set_blocked(desk, member.id, blocked=True, reason="asked")
    elif what == "reversed":
        reversals.reverse_sale(desk, sale.sale_id)
    elif what == "refused":
        contact(desk, member.id, result="refuses_contact")
    clock.forward(days=1)
    assert (run(desk).made, followed(desk)) == (0, [])
    (shown,) = playbook_runs.runs(desk, "p1")
    assert [each.reason for each in shown.steps] == [reason]
    assert sound(desk)


def test_an_erased_member_is_left_alone_by_every_playbook(desk, clock):
    on(desk, book(Kind.PURCHASE, CALL, replace(CALL, days=3)))
    member = make_member(desk)
    make_sale(desk, member.id)
    run(desk)
    members.erase(desk, member.id)
    clock.forward(days=3)
    assert run(desk) == playbook_runs.Ran()
    (shown,) = playbook_runs.runs(desk, "p1")
    assert (shown.state, shown.reason, shown.name) == ("stopped", "erased", "")
    assert [row[3:] for row in followed(desk)] == [("cancelled", "")]
    assert sound(desk)


def test_the_runs_of_a_merged_member_go_on_for_the_kept_one(desk, clock):
    on(desk, book(Kind.FIRST_PURCHASE, replace(CALL, days=1), again_days=NEVER_AGAIN))
    other, kept = make_member(desk), make_member(desk)
    make_sale(desk, other.id)
    run(desk)
    merging.merge(desk, other.id, kept.id)
    clock.forward(days=1)
    run(desk)
    assert [row[0] for row in followed(desk)] == [kept.id]
    assert sound(desk)


def test_a_step_that_would_come_too_late_is_let_out(desk, clock):
    on(desk, book(Kind.BIRTHDAY, replace(CALL, late_days=3)))
    make_member(desk, birthday=date(1990, 11, 25))  # 4 Azar; its feast is 25 November 2026
    run(desk)
    clock.forward(days=20)
    assert (run(desk).begun, followed(desk)) == (1, [])
    assert playbook_runs.runs(desk, "p1")[0].steps[0].reason == "too_late"


def test_festive_steps_wait_until_mourning_is_over(desk, clock):
    on(desk, book(Kind.BIRTHDAY, replace(CALL, channel="task", is_festive=True, late_days=5)))
    make_member(desk, birthday=date(1990, 11, 21))
    for day in (TODAY, TODAY + timedelta(days=1)):
        worktime.add_mourning(desk, day, "Mourning")
    assert run(desk).made == 1
    assert followed(desk)[0][2] == "2026-11-23"
    for n in range(2, 9):
        worktime.add_mourning(desk, TODAY + timedelta(days=n), "Mourning")
    make_member(desk, birthday=date(1990, 11, 22))
    clock.forward(days=1)
    assert run(desk).skipped == 1
    assert playbook_runs.runs(desk, "p1")[0].steps[0].reason == "mourning"


def test_hours_are_placed_in_open_time(desk, clock):
    """Open 9-13 and 16-21: three hours after noon is 15:00, so it is due at 16:00."""
    on(desk, book(Kind.PURCHASE, replace(CALL, hours=3)))
    make_sale(desk, make_member(desk).id)
    tick(desk)
    row = desk.db.execute_sql("SELECT due_at, has_time FROM followup").fetchone()
    assert row == ("2026-11-21T12:30:00Z", 1)


# -- circles ---------------------------------------------------------------------------------------


def test_a_playbook_that_would_set_itself_off_is_refused(desk):
    looped = book(Kind.PROMISED_DATE, replace(CALL, is_promise=True), trigger={"days": 1})
    with pytest.raises(SeveralBadInputs) as refused:
        playbooks.save(desk, looped)
    assert [each.why for each in refused.value.problems] == ["triggers itself"]
    stopped = book(Kind.COMPLAINT_OPENED, stops=(Stop.COMPLAINT,))
    assert [each.why for each in playbooks.check(desk, stopped)] == ["stops itself"]


def test_an_unhappy_answer_to_its_own_call_does_not_set_it_off_again(desk, clock):
    on(desk, book(Kind.LOW_FEELING, code="a1"), book(Kind.LOW_FEELING, code="b1"))
    member = make_member(desk)
    contact(desk, member.id, feeling=1)
    assert run(desk).begun == 2
    for _ in range(4):
        for (id_,) in desk.db.execute_sql(
            "SELECT id FROM followup f WHERE NOT EXISTS (SELECT 1 FROM contact c"
            " WHERE c.followup_id = f.id)"
        ).fetchall():
            contact(desk, member.id, feeling=1, followup_id=id_)
        clock.forward(days=1)
        run(desk)
    # a's call sets b off once and b's call a once; then both stand in the line of every call
    assert len(followed(desk)) == 4


# -- who -------------------------------------------------------------------------------------------


def test_a_step_for_a_role_nobody_has_is_refused_and_later_goes_to_the_manager(desk, clock):
    asked = book(Kind.PURCHASE, replace(CALL, who="role:support", days=1))
    with pytest.raises(SeveralBadInputs) as refused:
        playbooks.save(desk, asked)
    assert [(p.field, p.why, p.given) for p in refused.value.problems] == [
        ("steps[1] who", "nobody has the role", "support")]  # fmt: skip
    helper = desk_of(desk, Role.SUPPORT).operator.id
    boss = desk_of(desk, Role.MANAGER).operator.id
    on(desk, asked)
    one, two = make_member(desk), make_member(desk)
    make_sale(desk, one.id)
    run(desk)
    clock.forward(days=1)
    run(desk)
    make_sale(desk, two.id)
    run(desk)
    row = next(each for each in staff.operators(desk) if each.id == helper)
    staff.change_operator(
        desk, helper, name=row.name, role=row.role, is_active=False, version=row.version
    )
    clock.forward(days=1)
    run(desk)
    owners = desk.db.execute_sql("SELECT owner_id FROM followup ORDER BY id").fetchall()
    assert owners == [(helper,), (boss,)]
    assert playbook_runs.runs(desk, "p1")[0].steps[0].reason == "no_holder"


def test_rows_are_the_same_as_those_made_one_by_one(desk):
    on(desk, book(Kind.PURCHASE, replace(CALL, checklist_en=("a", "b"), minutes=25, priority=2,
                                         at=time(17, 30))))  # fmt: skip
    member = make_member(desk)
    sale = make_sale(desk, member.id)
    run(desk)
    made = followup_store.by_id(desk.db, 1)
    run_id = made.run_id
    same = followups.make(desk, FollowupDraft(
        "other", member.id, text=made.text, channel="call", reason="after_sale", about="sale",
        about_id=sale.sale_id, on=TODAY, at=time(17, 30), priority=2, minutes=25,
        checklist=("a", "b"), run_id=run_id, step=1,
    ))  # fmt: skip
    by_hand = followup_store.by_id(desk.db, same)
    assert replace(by_hand, id=1, made_by=made.made_by) == made
    events = desk.db.execute_sql(
        "SELECT at, what, code, from_due, to_due, from_owner_id, to_owner_id, text"
        " FROM followup_event ORDER BY id"
    ).fetchall()
    assert events[0] == events[1]
    columns = "key, made_by, id"
    names = [row[1] for row in desk.db.execute_sql("PRAGMA table_info(followup)").fetchall()]
    rest = ", ".join(name for name in names if name not in columns.split(", "))
    one, two = desk.db.execute_sql(f"SELECT {rest} FROM followup ORDER BY id").fetchall()
    assert one == two


# -- kept and changed ------------------------------------------------------------------------------


def test_a_run_keeps_the_version_it_began_with(desk, clock):
    on(desk, book(Kind.PURCHASE, replace(CALL, days=1)))
    make_sale(desk, make_member(desk).id)
    run(desk)
    opened = playbooks.read(desk, "p1")
    new = replace(opened.playbook, steps=(replace(CALL, days=2, text_en="Write."),))
    assert playbooks.save(desk, new, opened.version) == 2
    with pytest.raises(ChangedMeanwhile):
        playbooks.save(desk, new, opened.version)
    clock.forward(days=1)
    assert run(desk).made == 1
    assert "Write." not in followed(desk)[0][4]


def test_switching_off_ends_what_is_running(desk, clock):
    on(desk, book(Kind.PURCHASE, replace(CALL, days=1)))
    make_sale(desk, make_member(desk).id)
    run(desk)
    playbooks.switch(desk, "p1", is_on=False)
    (row,) = playbooks.listing(desk)
    assert (row.is_on, row.running, row.stopped) == (False, 0, 1)
    clock.forward(days=1)
    assert run(desk) == playbook_runs.Ran()


@pytest.mark.parametrize("business", playbooks.BUSINESSES)
def test_ready_playbooks_can_be_switched_on_in_a_new_shop(desk, business):
    offered = playbooks.offer(desk, business)
    assert len(offered) >= 5
    assert [each.problems for each in offered] == [()] * len(offered)
    codes = [each.playbook.code for each in offered]
    assert playbooks.switch_on(desk, codes) == len(codes)
    assert playbooks.switch_on(desk, codes) == 0
    assert all(each.is_on for each in playbooks.offer(desk, business))
    assert run(desk).failed == 0


def test_one_playbook_that_cannot_be_read_stops_no_other(desk):
    on(desk, book(Kind.PURCHASE, code="a1"), book(Kind.PURCHASE, code="b1"))
    sql(desk, "INSERT INTO playbook_version (playbook_id, number, document, made_at, operator_id)"
        " SELECT id, 2, '{', made_at, 1 FROM playbook WHERE code = 'a1'")  # fmt: skip
    sql(desk, "UPDATE playbook SET version = 2 WHERE code = 'a1'")
    make_sale(desk, make_member(desk).id)
    done = run(desk)
    assert (done.made, done.failed) == (1, 1)


# -- rehearsed -------------------------------------------------------------------------------------


def test_the_rehearsal_tells_what_the_nights_would_have_done_and_writes_nothing(desk, clock):
    playbook = book(Kind.PURCHASE, CALL, replace(CALL, days=3), stops=(Stop.BOUGHT,))
    ids = [make_member(desk).id for _ in range(3)]
    for n in range(12):
        make_sale(desk, ids[n % 3])
        clock.forward(days=1 + n % 4)
    make_sale(desk, ids[0])
    clock.forward(days=2)
    before = desk.db.execute_sql("SELECT COUNT(*) FROM audit").fetchone()
    told = playbook_runs.rehearse(desk, playbook, 60)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM audit").fetchone() == before
    assert (told.begun, told.members) == (13, 3)
    assert told.made == sum(told.by_step) == sum(day.made for day in told.days)
    assert told.by_step[0] == 13
    assert told.by_step[1] + told.tomorrow_count == 13
    assert [each.step for each in told.tomorrow] == [2]
    assert len(told.days) == 60


def test_a_rehearsal_ends_as_the_real_nights_did(desk, clock):
    first = desk.today()
    on(desk, book(Kind.PURCHASE, CALL, replace(CALL, days=2), stops=(Stop.BOUGHT,)))
    ids = [make_member(desk).id for _ in range(3)]
    for n in range(15):
        run(desk)
        make_sale(desk, ids[(n * n) % 3])
        tick(desk)
        clock.forward(days=1)
    run(desk)
    told = playbook_runs.rehearse(desk, "p1", (desk.today() - first).days + 1)
    rows = followed(desk)
    assert told.begun == playbook_runs_count(desk)
    assert told.by_step[0] == sum(row[1] == 1 for row in rows)
    due = [row[2] for row in rows if row[1] == 2 and row[2] <= desk.today().isoformat()]
    assert told.by_step[1] == len(due)
    assert told.skipped == {"bought": playbook_runs.skipped_steps(desk, "p1")[2, "bought"]}


def test_every_kind_of_trigger_can_be_rehearsed(desk, clock):
    member = make_member(desk, birthday=date(1990, 11, 1), wedding_on=date(2010, 11, 1))
    make_sale(desk, member.id, 60_000_000)
    clock.forward(days=20)
    parts = {Kind.NTH_PURCHASE: {"count": 2}, Kind.DAYS_AFTER: {"days": 5}, Kind.TIER_FALL:
             {"days": 14}, Kind.POINTS_EXPIRING: {"points": 1}, Kind.SILENCE: {"days": 5},
             Kind.PROMISED_DATE: {"days": 1}}  # fmt: skip
    for kind in Kind:
        assert playbook_runs.rehearse(desk, book(kind, trigger=parts.get(kind, {}))).begun >= 0
    with pytest.raises(BadInput):
        playbook_runs.rehearse(desk, book(Kind.JOINED), 0)
    with pytest.raises(Missing):
        playbook_runs.rehearse(desk, "nothing")


# -- made from a case ------------------------------------------------------------------------------


def test_a_finished_case_becomes_a_playbook_without_the_members_name(desk, clock):
    member = make_member(desk, first_name="Sara", last_name="Ahmadi")
    about = complain(desk, member.id)
    for n, text in enumerate(("Call Sara Ahmadi", "Send the new part"), start=1):
        id_ = followups.make(desk, FollowupDraft(
            f"k{n}", member.id, text=text, about="complaint", about_id=about,
            checklist=("Ask Sara",)))  # fmt: skip
        followups.finish(desk, id_, "reached", version=1, key=f"f{n}", contact=False)
        clock.forward(days=2)
    with pytest.raises(Missing):
        playbooks.from_case(desk, "complaint", about)
    close(desk, about)
    draft = playbooks.from_case(desk, "complaint", about)
    assert draft.trigger == Trigger(Kind.COMPLAINT_OPENED, category=CATEGORIES[0])
    assert [(s.days, s.text_en) for s in draft.steps] == [
        (0, "Call …"), (2, "Send the new part"), (4, "a second till")]  # fmt: skip
    assert draft.steps[0].checklist_fa == ("Ask …",)
    named = replace(draft, name_fa="قطعهٔ تازه", name_en="New part")
    assert playbooks.check(desk, named) == ()
    assert len(playbooks.from_case(desk, "followup", id_).steps) == 2


def test_every_word_of_a_playbook_is_there(desk):
    for kind in Kind:
        playbook = book(kind, stops=tuple(Stop), trigger={"days": 3} if kind != Kind.JOINED else {})
        assert all(playbook_words.story(playbook))
        assert playbook_words.kind(kind) != kind
    assert playbook_words.step_time(replace(CALL, days=2, hours=3)) == "2 days later, 3 hours later"


def test_an_order_for_an_occasion_is_looked_at_before_its_day(desk, clock):
    on(desk, book(Kind.PROMISED_DATE, replace(CALL, channel="task"), stops=(Stop.SETTLED,),
                  trigger={"days": 3, "sources": ("occasion",)}))  # fmt: skip
    member = make_member(desk)
    eve = clock.now + timedelta(days=9)
    occasions.add(desk, OrderDraft("o1", "yalda", "Nuts", eve, member.id))
    run(desk)
    clock.forward(days=6)
    assert run(desk).made == 1
    row = desk.db.execute_sql(
        "SELECT about, about_id, due_on FROM followup WHERE run_id IS NOT NULL"
    ).fetchone()
    assert row == ("occasion_order", 1, "2026-11-28")  # Friday 27 November is closed
    assert sound(desk)
