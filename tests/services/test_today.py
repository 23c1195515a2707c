"""The start page: what this day asks of whom, and of nobody else."""

from dataclasses import replace
from datetime import date, timedelta

from loyaldesk.domain.permissions import Role
from loyaldesk.domain.signs import SignRules
from loyaldesk.services import members, signs, today, worktime
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import writing
from tests.conftest import NOON, desk_of
from tests.makers import make_member, make_sale
from tests.rows import put

TODAY = date(2026, 11, 21)  # Saturday 30 Aban 1405, noon


def day(ahead: int) -> str:
    return (TODAY + timedelta(days=ahead)).isoformat()


def test_a_new_club_asks_for_nothing(desk: Desk) -> None:
    page = today.today_page(desk)
    assert page.is_empty and page.day == TODAY
    assert not page.no_hours and page.table_ends == worktime.warning(desk)


def test_follow_ups_of_today_stand_by_their_hour_the_own_ones_before_those_of_nobody(
    desk: Desk,
) -> None:
    other = desk_of(desk, Role.CASHIER, "Nina")
    me = desk.operator.id
    any_time = put(desk, "followup", owner_id=me, due_on=day(0), text="any time")
    noon = put(desk, "followup", owner_id=me, due_on=day(0), has_time=1)
    nobody = put(desk, "followup", due_on=day(0))
    desk_of(desk, Role.SUPPORT, "Sima")
    put(desk, "followup", due_on=day(0), role="support")
    put(desk, "followup", owner_id=other.operator.id, due_on=day(0))
    put(desk, "followup", owner_id=me, due_on=day(1))
    put(desk, "followup", owner_id=me, due_on=day(0), state="cancelled")
    page = today.today_page(desk)
    assert [line.id for line in page.due] == [noon, any_time, nobody]
    assert page.due[0].has_time and page.due[1].text == "any time" and page.due[2].owner == ""


def test_overdue_ones_are_the_own_first_and_a_cashier_sees_no_others(desk: Desk) -> None:
    nina = desk_of(desk, Role.CASHIER, "Nina")
    me, her = desk.operator.id, nina.operator.id
    mine = put(desk, "followup", owner_id=me, due_on=day(-1))
    hers = put(desk, "followup", owner_id=her, due_on=day(-9), is_promise=1, made_by=her)
    nobody = put(desk, "followup", due_on=day(-5))
    given = put(desk, "followup", owner_id=me, due_on=day(-2), made_by=her)
    page = today.today_page(desk)
    assert [line.id for line in page.overdue] == [given, mine, hers, nobody]
    assert (page.overdue_mine, page.overdue_all) == (2, 4)
    seen = today.today_page(nina)
    assert [line.id for line in seen.overdue] == [hers, nobody, given]
    assert (seen.overdue_mine, seen.overdue_all) == (1, 3)
    assert [line.id for line in seen.promises] == [hers]


def test_birthdays_are_jalali_and_say_whether_one_may_write(desk: Desk) -> None:
    """Today is 30 Aban: 30 Aban 1370 was 21 November 1991; 1 Azar 1375 was 21 November 1996."""
    sara = make_member(desk, birthday=date(1991, 11, 21), consent=frozenset({"sms"}))
    soon = make_member(desk, birthday=date(1996, 11, 21))
    make_member(desk, birthday=date(1991, 12, 25))
    gone = make_member(desk, birthday=date(1991, 11, 21))
    members.erase(desk, gone.id)
    page = today.today_page(desk)
    assert [(b.member.member_id, b.in_days, b.member.may_write) for b in page.birthdays] == [
        (sara.id, 0, True), (soon.id, 1, False),
    ]  # fmt: skip


def test_a_complaint_is_at_risk_when_its_next_clock_ends_within_four_working_hours(
    desk: Desk,
) -> None:
    """It is Saturday noon: open until 13, then 16 to 21; four working hours end at 19:00."""
    at = "2026-11-21T{}:00Z"  # 15:30 UTC is 19:00 in Tehran
    far = {"answer_due": "2026-12-01T08:00:00Z", "solve_due": "2026-12-05T08:00:00Z"}
    over = put(desk, "complaint", ack_due="2026-11-19T08:00:00Z", **far)
    risk = put(
        desk, "complaint", ack_due=at.format("07:00"), acked_at=at.format("06:00"),
        state="acknowledged", **(far | {"answer_due": at.format("15:30")}),
    )  # fmt: skip
    put(desk, "complaint", ack_due=at.format("15:31"), **far)
    put(desk, "complaint", ack_due=at.format("07:00"), paused_at=at.format("06:00"), **far)
    put(
        desk, "complaint", ack_due=at.format("07:00"), state="solved", solved_at=at.format("07:00"),
        **far,
    )  # fmt: skip
    found = today.today_page(desk).at_risk
    assert [(line.id, line.clock) for line in found] == [(over, "ack"), (risk, "answer")]
    nina = desk_of(desk, Role.CASHIER, "Nina")
    assert today.today_page(nina).at_risk == ()  # neither hers nor opened by her
    with writing(desk.db):
        desk.db.execute_sql(
            "UPDATE complaint SET owner_id = ? WHERE id = ?", (nina.operator.id, risk)
        )
    assert [line.id for line in today.today_page(nina).at_risk] == [risk]


def test_requests_orders_and_agreements_stand_from_their_day_on(desk: Desk) -> None:
    member = make_member(desk)
    late = put(desk, "request", due_on=day(-1), product="kettle", member_id=member.id)
    put(desk, "request", due_on=day(1))
    put(desk, "request", due_on=day(-1), state="done", done_at="2026-11-20T08:00:00Z")
    order = put(desk, "occasion_order", alert_on=day(0), promised_on=day(2), text="cake")
    put(desk, "occasion_order", alert_on=day(1), promised_on=day(3))
    ends = put(desk, "agreement", member_id=member.id, ends_on=day(30), title="alarm")
    put(desk, "agreement", member_id=member.id, ends_on=day(31))
    put(desk, "agreement", member_id=member.id, ends_on=day(1), state="renewed")
    page = today.today_page(desk)
    assert [(r.id, r.text) for r in page.requests] == [(late, "kettle")]
    assert [(r.id, r.on_day) for r in page.orders] == [(order, TODAY + timedelta(days=2))]
    assert [(r.id, r.text) for r in page.agreements] == [(ends, "alarm")]


def silent(desk: Desk, *days_ago: int, rial: int = 1_000_000) -> int:
    member = make_member(desk)
    for ago in sorted(days_ago, reverse=True):
        make_sale(desk, member.id, rial, sold_at=NOON - timedelta(days=ago))
    return member.id


def test_members_to_call_are_silent_by_their_own_rhythm_best_value_first(desk: Desk) -> None:
    weekly = silent(desk, 60, 53, 46)  # gap 7: limit 30; silent 46
    rich = silent(desk, 120, 90, rial=9_000_000)  # gap 30: limit 90; silent 90: not longer
    richer = silent(desk, 121, 91, rial=8_000_000)  # silent 91: longer than three gaps of 30
    silent(desk, 200)  # once: no rhythm to miss
    silent(desk, 60, 53, 30)  # 30 days are not more than the least
    called = silent(desk, 60, 53, 45)
    put(desk, "contact", member_id=called)
    planned = silent(desk, 60, 53, 45)
    put(desk, "followup", member_id=planned, due_on=day(4))
    hers = silent(desk, 60, 53, 45)
    nina = desk_of(desk, Role.CASHIER, "Nina")
    put(desk, "care", member_id=hers, owner_id=nina.operator.id)
    blocked = silent(desk, 60, 53, 45)
    members.set_blocked(desk, blocked, blocked=True, reason="asked")
    calls = today.today_page(desk).calls
    assert [(c.member.member_id, c.silent_days, c.usual_days) for c in calls] == [
        (richer, 91, 30), (weekly, 46, 7),
    ]  # fmt: skip
    assert [c.member.member_id for c in today.today_page(nina).calls] == [richer, weekly, hers]
    signs.save_rules(desk, SignRules(rhythm=2), 0)
    assert today.today_page(desk).calls[0].member.member_id == rich


def test_the_call_list_ends_at_twenty(desk: Desk) -> None:
    ids = [silent(desk, 60, 53, 46, rial=1_000_000 + n) for n in range(23)]
    found = [c.member.member_id for c in today.today_page(desk).calls]
    assert found == ids[:2:-1]


def test_mentions_and_approvals_wait_for_the_one_they_concern(desk: Desk) -> None:
    member = make_member(desk)
    nina = desk_of(desk, Role.CASHIER, "Nina")
    members.write_note(nina, member.id, "@Maryam please look")
    with writing(desk.db):
        desk.db.execute_sql("DELETE FROM mention")
    note = desk.db.execute_sql("SELECT MAX(id) FROM note").fetchone()[0]
    put(nina, "mention", note_id=note, operator_id=desk.operator.id)
    complaint = put(desk, "complaint", member_id=member.id)
    asked = put(nina, "compensation", complaint_id=complaint, points=500)
    put(desk, "compensation", complaint_id=complaint, points=700)  # nobody agrees to their own
    page = today.today_page(desk)
    assert [m.text for m in page.mentions] == ["@Maryam please look"]
    assert [(a.id, a.by, a.points) for a in page.approvals] == [(asked, "Nina", 500)]
    assert today.today_page(nina).mentions == () and today.today_page(nina).approvals == ()


def test_what_is_open_without_a_next_action_is_counted(desk: Desk) -> None:
    member = make_member(desk)
    planned = put(desk, "complaint")
    put(desk, "followup", about="complaint", about_id=planned, due_on=day(3))
    put(desk, "complaint")
    put(desk, "request")
    put(desk, "feedback")
    put(desk, "feedback", state="done")
    person = put(desk, "prospect")
    put(desk, "followup", prospect_id=person, due_on=day(3))
    put(desk, "prospect")
    put(desk, "occasion_order", alert_on=day(9), promised_on=day(9))
    put(desk, "care", member_id=member.id, owner_id=desk.operator.id)
    page = today.today_page(desk)
    assert (page.gaps, page.owned_gaps) == (5, 1) and not page.is_empty


def test_each_role_gets_only_what_its_rights_show(desk: Desk) -> None:
    member = make_member(desk, birthday=date(1991, 11, 21))
    put(desk, "request", due_on=day(-1), member_id=member.id)
    put(desk, "complaint", ack_due="2026-11-19T08:00:00Z")
    auditor = replace(desk_of(desk, Role.AUDITOR))
    page = today.today_page(auditor)
    assert page.requests == () and page.at_risk == () and len(page.birthdays) == 1
