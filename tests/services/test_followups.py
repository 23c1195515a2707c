"""Follow-ups: due when the shop is open, never lost, and each change has its reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from peewee import IntegrityError

from loyaldesk.domain import errors
from loyaldesk.domain.care import WHYS
from loyaldesk.domain.events import FollowupChanged
from loyaldesk.domain.followups import (
    BY_DIGIT,
    CANCEL_REASONS,
    CHANNELS,
    MOVE_REASONS,
    REASONS,
    FollowupDraft,
    FollowupRules,
    Outcome,
)
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    audit,
    checking,
    followup_words,
    followups,
    members,
    merging,
    night,
    worktime,
)
from loyaldesk.services.followups import Filter
from loyaldesk.services.telling import act_words
from loyaldesk.services.words import words
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

SATURDAY = date(2026, 11, 21)
"""Today in every test: 30 Aban 1405, 12:00; the shop is open 9-13 and 16-21, not on Fridays."""
SUNDAY, THURSDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 26), date(2026, 11, 27)
NEXT_SATURDAY = date(2026, 11, 28)


@pytest.fixture
def member(desk):
    return make_member(desk).id


def make(desk, member=None, key="k", **more):
    return followups.make(desk, FollowupDraft(key, member, **more))


def row(desk, followup_id):
    return followups.detail(desk, followup_id)


def finish(desk, followup_id, how, **more):
    more.setdefault("version", row(desk, followup_id).version)
    more.setdefault("key", f"f{followup_id}-{more['version']}")
    return followups.finish(desk, followup_id, how, **more)


def local(desk, moment):
    return moment.astimezone(desk.zone).replace(tzinfo=None)


def what(desk, followup_id):
    return [(event.what, event.code) for event in followups.history(desk, followup_id)]


# making


def test_one_made_now_is_due_now_and_belongs_to_somebody(desk, member):
    told = []
    desk.bus.subscribe(FollowupChanged, told.append)
    new = make(desk, member, text="Ask about the cake")
    found = row(desk, new)
    assert (found.due_on, found.at, found.text) == (SATURDAY, None, "Ask about the cake")
    assert found.owner == "Maryam"
    assert found.contact.is_hidden
    assert told == [FollowupChanged(new, member)]


def test_the_same_key_makes_nothing_twice(desk, member):
    assert make(desk, member) == make(desk, member)
    assert len(followups.of_member(desk, member)) == 1


def test_one_for_closed_time_is_placed_into_the_next_open_minute_and_it_is_told(desk, member):
    asked = FollowupDraft("a", member, on=THURSDAY, at=time(14))
    told = followups.make_told(desk, asked)
    assert (local(desk, told.due_at), told.is_shifted) == (datetime(2026, 11, 26, 16), True)
    told = followups.make_told(desk, replace(asked, key="b", on=FRIDAY, at=time(10)))
    assert (local(desk, told.due_at), told.is_shifted) == (datetime(2026, 11, 28, 9), True)
    told = followups.make_told(desk, replace(asked, key="c", on=FRIDAY, at=None))
    assert (local(desk, told.due_at), told.is_shifted) == (datetime(2026, 11, 28, 10), True)
    told = followups.make_told(desk, replace(asked, key="d", on=THURSDAY, at=None))
    assert (local(desk, told.due_at), told.is_shifted) == (datetime(2026, 11, 26, 10), False)


def test_the_end_of_a_shift_is_closed_already(desk, member):
    told = followups.make_told(desk, FollowupDraft("a", member, on=THURSDAY, at=time(13)))
    assert local(desk, told.due_at) == datetime(2026, 11, 26, 16)


def test_a_day_that_is_past_is_refused_and_so_is_one_a_lifetime_ahead(desk, member):
    for on, at, why in (
        (date(2026, 11, 20), None, "past"), (SATURDAY, time(11, 59), "past hour"),
        (date(2099, 1, 1), None, "too far"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            make(desk, member, on=on, at=at)
        assert refused.value.why == why
        assert "cannot be used" not in words(refused.value)


def test_nothing_is_made_for_an_erased_member(desk, member):
    members.erase(desk, member)
    with pytest.raises(errors.MemberErased):
        make(desk, member)


def test_one_for_a_merged_member_is_made_for_the_record_it_lives_in(desk, member):
    other = make_member(desk).id
    merging.merge(desk, member, other)
    assert row(desk, make(desk, member)).member_id == other


def test_open_ones_move_with_a_merge_and_home_when_it_is_undone(desk, member):
    new, other = make(desk, member), make_member(desk).id
    done = merging.merge(desk, member, other)
    assert row(desk, new).member_id == other
    merging.undo(desk, done)
    assert row(desk, new).member_id == member


def test_erasing_a_member_cancels_what_is_open_and_blanks_every_text(desk, member):
    open_one = make(desk, member, text="Her mother is ill", checklist=("ask", "write"))
    done = make(desk, member, key="d", text="Call Sara")
    finish(desk, done, "reached", result="Sara will come on her birthday")
    members.erase(desk, member)
    assert what(desk, open_one)[-1] == ("cancelled", "erased")
    for found in followups.of_member(desk, member):
        assert (found.text, found.checklist, found.result) == ("", (), "")
    for id_ in (open_one, done):
        assert [event.text for event in followups.history(desk, id_)] == [""] * 2
    assert checking.check(desk) == []
    with pytest.raises(errors.CannotReopen):
        followups.reopen(desk, open_one)


def test_a_file_cannot_lose_a_follow_up(desk, member):
    new = make(desk, member)
    with (
        pytest.raises(IntegrityError, match="never deleted"),
        desk.change(Permission.FOLLOWUP_ANY) as change,
    ):
        change.db.execute_sql("DELETE FROM followup WHERE id = ?", (new,))
    assert row(desk, new).state == "open"


# finishing


def test_every_outcome_has_its_digit():
    assert [BY_DIGIT[n] for n in range(1, 10)] == list(Outcome)
    assert BY_DIGIT[1] == "reached"
    assert BY_DIGIT[2] == "no_answer"


def test_done_says_what_came_of_it_and_notes_a_contact(desk, member):
    new = make(desk, member)
    done = finish(desk, new, "1", result="Likes the new bread")
    assert (done.outcome, done.due_on) == (Outcome.REACHED, None)
    found = row(desk, new)
    assert (found.state, found.outcome, found.result) == ("done", "reached", "Likes the new bread")
    assert found.ended_by == "Maryam"
    told = desk.db.execute_sql(
        "SELECT member_id, channel, direction, result, followup_id, text FROM contact WHERE id = ?",
        (done.contact_id,),
    ).fetchone()
    assert told == (member, "call", "out", "reached", new, "Likes the new bread")


def test_a_task_of_the_shop_is_no_contact(desk):
    new = make(desk, None, channel="task", text="Order new cards")
    assert finish(desk, new, "done_other").contact_id is None


def test_who_does_not_answer_is_called_again_on_the_next_working_day(desk, member, clock):
    clock.forward(days=5)  # Thursday: tomorrow the shop is closed
    new = make(desk, member, on=THURSDAY, at=time(18))
    done = finish(desk, new, "no_answer")
    assert (done.due_on, done.tries, done.is_enough) == (NEXT_SATURDAY, 1, False)
    assert local(desk, done.due_at) == datetime(2026, 11, 28, 18)
    assert row(desk, new).state == "open"
    assert what(desk, new) == [("made", "free"), ("tried", "no_answer")]


def test_after_three_tries_it_was_tried_enough(desk, member, clock):
    new = make(desk, member)
    for tries in (1, 2):
        assert finish(desk, new, "switched_off").tries == tries
        clock.forward(days=1)
    done = finish(desk, new, "no_answer")
    assert (done.tries, done.is_enough, done.due_on) == (3, True, None)
    assert row(desk, new).state == "done"
    assert len(followups.overdue(desk)) == 0


def test_the_shop_says_how_often_and_how_soon_again(desk, member):
    followups.save_rules(desk, FollowupRules(tries=1, hour=time(17), minutes=5), 0)
    new = make(desk, member, on=SUNDAY)
    assert row(desk, new).minutes == 5
    assert local(desk, row(desk, new).due_at) == datetime(2026, 11, 22, 17)
    assert finish(desk, new, "no_answer").is_enough
    rules, version = followups.rules(desk)
    followups.save_rules(desk, replace(rules, tries=5, days_between=2), version)
    again = make(desk, member, key="again")
    assert finish(desk, again, "no_answer").due_on == date(2026, 11, 23)
    with pytest.raises(errors.ChangedMeanwhile):
        followups.save_rules(desk, rules, version)


def test_call_later_asks_for_a_day_and_is_no_try(desk, member):
    new = make(desk, member)
    with pytest.raises(BadInput) as asked:
        finish(desk, new, "call_later")
    assert (asked.value.field, asked.value.why) == ("on", "empty")
    done = finish(desk, new, "5", on=SUNDAY, at=time(11))
    assert (local(desk, done.due_at), done.tries) == (datetime(2026, 11, 22, 11), 0)


@pytest.mark.parametrize("how", ["wrong_number", "refuses_contact", "promised_to_buy", "bought"])
def test_these_outcomes_end_it(desk, member, how):
    new = make(desk, member)
    assert finish(desk, new, how).due_on is None
    assert row(desk, new).outcome == how


def test_a_second_try_with_the_same_key_changes_nothing(desk, member):
    new = make(desk, member)
    first = finish(desk, new, "no_answer", key="once", version=1)
    again = finish(desk, new, "no_answer", key="once", version=1)
    assert (again.due_on, again.outcome) == (first.due_on, first.outcome)
    assert row(desk, new).tries == 1
    assert desk.db.execute_sql("SELECT COUNT(*) FROM contact").fetchone() == (1,)
    other = make(desk, member, key="other")
    with pytest.raises(errors.KeyUsed):
        finish(desk, other, "reached", key="once")


def test_of_two_operators_the_second_is_told_who_was_faster(desk, member):
    senior = desk_of(desk, Role.SENIOR, "Reza")
    new = make(desk, member)
    finish(senior, new, "reached", version=1)
    with pytest.raises(errors.AlreadyFinished) as told:
        finish(desk, new, "no_answer", version=1, key="another")
    assert told.value.by == "Reza"
    assert "Reza" in words(told.value)
    assert "12:00" in words(told.value)
    assert "Spoke with them" in words(told.value)
    with pytest.raises(errors.AlreadyFinished):
        followups.move(desk, new, SUNDAY, reason="busy", version=2)


def test_who_worked_on_an_old_view_is_told(desk, member):
    new = make(desk, member)
    followups.move(desk, new, SUNDAY, reason="busy", version=1)
    for act in (
        lambda: finish(desk, new, "reached", version=1),
        lambda: followups.move(desk, new, SUNDAY, reason="busy", version=1),
        lambda: followups.cancel(desk, new, reason="settled", version=1),
        lambda: followups.give(desk, new, None, version=1),
    ):
        with pytest.raises(errors.ChangedMeanwhile):
            act()


# moving, cancelling, giving


def test_moving_needs_a_reason_and_never_goes_into_the_past(desk, member):
    new = make(desk, member)
    for reason, text in (("", ""), ("bored", ""), ("other", " ")):
        with pytest.raises(BadInput) as refused:
            followups.move(desk, new, SUNDAY, reason=reason, text=text, version=1)
        assert refused.value.field == "reason"
    with pytest.raises(BadInput):
        followups.move(desk, new, date(2026, 11, 20), reason="busy", version=1)
    moved = followups.move(desk, new, FRIDAY, time(10), reason="member_asked", version=1)
    assert (moved.due_on, moved.is_shifted) == (NEXT_SATURDAY, True)
    assert what(desk, new)[-1] == ("moved", "member_asked")
    assert row(desk, new).moves == 1


def test_cancelling_needs_a_reason_and_stays_to_be_seen(desk, member):
    new = make(desk, member)
    with pytest.raises(BadInput):
        followups.cancel(desk, new, reason="", version=1)
    followups.cancel(desk, new, reason="other", text="She moved to Tabriz", version=1)
    seen = followups.agenda(desk, SATURDAY, SATURDAY, Filter(states=("cancelled",)))
    assert [(r.outcome, r.result) for r in seen] == [("other", "She moved to Tabriz")]


def test_it_can_be_given_to_somebody_who_works_here(desk, member):
    senior = desk_of(desk, Role.SENIOR, "Reza")
    new = make(desk, member)
    followups.give(desk, new, senior.operator.id, version=1, text="You know her")
    assert row(desk, new).owner == "Reza"
    assert what(desk, new)[-1] == ("given", "by_hand")
    with pytest.raises(errors.Missing):
        followups.give(desk, new, 999, version=2)


def test_a_cashier_works_on_their_own_on_nobodys_and_on_those_they_gave(desk, member):
    cashier, other = desk_of(desk, Role.CASHIER, "Ali"), desk_of(desk, Role.CASHIER, "Vida")
    owners = make(desk, member, owner_id=desk.operator.id)
    with pytest.raises(errors.PermissionDenied):
        finish(cashier, owners, "reached")
    nobodys = make(desk, member, key="n", owner_id=desk.operator.id)
    followups.give(desk, nobodys, None, version=1)
    assert finish(cashier, nobodys, "no_answer").tries == 1
    own = make(cashier, member, key="o", owner_id=cashier.operator.id)
    followups.give(cashier, own, other.operator.id, version=1)
    followups.move(cashier, own, SUNDAY, reason="busy", version=2)
    followups.give(desk, own, other.operator.id, version=3)
    finish(other, own, "reached")


def test_the_words_of_an_open_one_can_be_changed(desk, member):
    new = make(desk, member, text="call")
    followups.edit(desk, new, followups.Words("Write to her", "letter", 2, 30, ("stamp",)),
                   version=1)  # fmt: skip
    found = row(desk, new)
    assert (found.text, found.channel, found.priority, found.minutes, found.checklist) == (
        "Write to her", "letter", 2, 30, ("stamp",),
    )  # fmt: skip
    assert what(desk, new)[-1] == ("edited", "text channel priority minutes checklist")


# opening again


def test_an_end_can_be_taken_back_on_its_day_only(desk, member, clock):
    new = make(desk, member)
    with pytest.raises(errors.CannotReopen):
        followups.reopen(desk, new)
    finish(desk, new, "reached")
    followups.reopen(desk, new)
    assert (row(desk, new).state, row(desk, new).due_on) == ("open", SATURDAY)
    followups.cancel(desk, new, reason="twice", version=row(desk, new).version)
    followups.reopen(desk, new)
    finish(desk, new, "bought")
    clock.forward(days=1)
    with pytest.raises(errors.CannotReopen) as refused:
        followups.reopen(desk, new)
    assert "day it ended" in words(refused.value)
    assert checking.check(desk) == []


# series


def test_the_next_of_a_series_is_made_when_one_ends(desk, member, clock):
    """30 Aban is a Saturday; a month later, 30 Azar (21 December 2026), is a Monday."""
    first = make(desk, member, on=SATURDAY, at=time(18), recurrence="1 month jalali")
    clock.forward(days=2)  # two days late, and it does not drift
    second = finish(desk, first, "reached").next_id
    assert local(desk, row(desk, second).due_at) == datetime(2026, 12, 21, 18)
    third = followups.cancel(desk, second, reason="not_needed", version=1)
    assert row(desk, third).due_on == date(2027, 1, 20)  # 30 Dey 1405
    assert followups.cancel(desk, third, reason="settled", version=1, series=True) is None
    assert followups.agenda(desk, SATURDAY, date(2028, 1, 1)) == []


def test_times_that_went_by_are_left_out_and_one_end_makes_one_next(desk, member, clock):
    first = make(desk, member, on=SATURDAY, recurrence="1 week jalali")
    clock.forward(days=20)  # Friday 11 December: 28 November and 5 December went by
    clock.forward(days=1)
    next_id = finish(desk, first, "reached").next_id
    assert row(desk, next_id).due_on == date(2026, 12, 19)
    followups.reopen(desk, first)
    assert finish(desk, first, "reached").next_id == next_id


def test_who_wants_no_contact_is_not_called_every_month(desk, member):
    first = make(desk, member, recurrence="1 month jalali")
    assert finish(desk, first, "refuses_contact").next_id is None


def test_a_series_that_has_come_often_enough_ends(desk, member, clock):
    new = make(desk, member, on=SATURDAY, recurrence="1 day gregorian count 2")
    new = finish(desk, new, "reached").next_id
    clock.forward(days=1)
    assert finish(desk, new, "reached").next_id is None


# the shop closes


def test_what_is_due_on_a_day_that_is_closed_moves_to_the_next_open_one(desk, member):
    on_sunday = make(desk, member, on=SUNDAY, at=time(11))
    other = make(desk, member, key="o", on=date(2026, 11, 23))
    assert followups.close_day(desk, SUNDAY, "power") == 1
    assert row(desk, on_sunday).due_on == date(2026, 11, 23)
    assert what(desk, on_sunday)[-1] == ("moved", "closed")
    assert what(desk, other) == [("made", "free")]


def test_new_hours_move_what_would_fall_into_closed_time(desk, member):
    new = make(desk, member, on=SUNDAY, at=time(18))
    kept = worktime.hours(desk)
    week = tuple(shifts[:1] for shifts in kept.hours.profiles[0].week)
    base = replace(kept.hours.profiles[0], week=week)
    worktime.save_hours(desk, replace(kept.hours, profiles=(base,)), kept.version)
    assert followups.settle(desk) == 1
    assert local(desk, row(desk, new).due_at) == datetime(2026, 11, 23, 9)
    assert followups.settle(desk) == 0


def test_those_that_serve_a_record_are_cancelled_with_it(desk, member):
    one = make(desk, member, about="complaint", about_id=7)
    other = make(desk, member, key="o", about="complaint", about_id=8)
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        assert followups.cancel_about(change, "complaint", 7, "settled") == 1
    assert (row(desk, one).state, row(desk, other).state) == ("cancelled", "open")


# reading


def test_overdue_stays_in_sight_until_it_is_done(desk, member, clock):
    day_one = make(desk, member, on=SUNDAY)
    hour_one = make(desk, member, key="h", on=SUNDAY, at=time(10))
    clock.now = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)  # Sunday 11:00
    assert [r.id for r in followups.overdue(desk)] == [hour_one]
    clock.forward(days=90)
    assert [r.id for r in followups.overdue(desk)] == [day_one, hour_one]
    assert followups.overdue_count(desk) == 2
    assert all(r.is_overdue for r in followups.overdue(desk))
    assert len(followups.overdue(desk, Filter(channels=("visit",)))) == 0


def test_the_calendar_shows_what_is_asked_for(desk, member, clock):
    reza = desk_of(desk, Role.SENIOR, "Reza")
    call = make(desk, member, on=SUNDAY, owner_id=desk.operator.id)
    visit = make(desk, member, key="v", on=SUNDAY, channel="visit", owner_id=reza.operator.id,
                 reason="birthday")  # fmt: skip
    done = make(desk, member, key="d", on=SUNDAY, owner_id=reza.operator.id)
    finish(desk, done, "reached")

    def ids(*days, by=desk, **wanted):
        return {r.id for r in followups.agenda(by, *(days or (SUNDAY, SUNDAY)), Filter(**wanted))}

    assert ids() == {call, visit}
    assert ids(owner_id=reza.operator.id) == {visit}
    assert ids(by=reza, mine=True) == {visit}
    assert ids(channels=("call", "sms")) == {call}
    assert ids(reasons=("birthday",)) == {visit}
    assert ids(SATURDAY, SATURDAY, states=("done",)) == {done}
    assert ids(THURSDAY, FRIDAY) == set()
    counts = followups.counts(desk, SATURDAY, NEXT_SATURDAY)
    assert [(c.on, c.open, c.done) for c in counts] == [(SATURDAY, 0, 1), (SUNDAY, 2, 0)]
    load = {r.name: (r.due, r.minutes, r.overdue) for r in followups.load(desk, SUNDAY)}
    assert load == {"Maryam": (1, 10, 0), "Reza": (1, 10, 0)}
    paper = followups.morning(desk, SUNDAY, reza.operator.id)
    assert (paper.operator, [r.id for r in paper.due], paper.minutes) == ("Reza", [visit], 10)


def test_mobiles_are_shown_to_those_who_may_and_asked(desk, member):
    make(desk, member)
    cashier = desk_of(desk, Role.CASHIER)
    assert followups.of_member(desk, member, hidden=False)[0].contact.mobile
    assert followups.of_member(desk, member)[0].contact.is_hidden
    assert followups.of_member(cashier, member, hidden=False)[0].contact.is_hidden


def test_who_is_looked_after_but_has_no_next_action_stands_in_the_gap_list(desk, member):
    other = make_member(desk).id
    with desk.change(Permission.CARE_ASSIGN) as change:
        for id_ in (member, other):
            change.db.execute_sql(
                "INSERT INTO care (member_id, owner_id, at, operator_id) VALUES (?, 1, ?, 1)",
                (id_, "2026-11-21T08:30:00Z"),
            )
    make(desk, other)
    found = followups.gap_list(desk)
    assert [(r.about, r.member_id, r.owner) for r in found.rows] == [("member", member, "Maryam")]
    assert (found.total, found.counts) == (1, {"member": 1})
    finish(desk, followups.of_member(desk, other)[0].id, "reached")
    assert followups.gap_list(desk).total == 2
    assert followups.gap_list(desk_of(desk, Role.CASHIER), mine=True).rows == ()


# figures


def test_each_promise_is_kept_late_moved_cancelled_overdue_or_still_to_come(desk, member, clock):
    def promise(key, **more):
        return make(desk, member, key=key, is_promise=True, **more)

    kept = promise("kept", on=SATURDAY, at=time(18))
    finish(desk, kept, "reached")
    tried = promise("tried", on=SATURDAY)
    finish(desk, tried, "no_answer")
    asked = promise("asked", on=SATURDAY)
    followups.move(desk, asked, SUNDAY, reason="member_asked", version=1)
    moved = promise("moved", on=SATURDAY)
    followups.move(desk, moved, NEXT_SATURDAY, reason="busy", version=1)
    dropped = promise("dropped", on=SATURDAY)
    followups.cancel(desk, dropped, reason="twice", version=1)
    late, forgotten = promise("late", on=SATURDAY), promise("forgotten", on=SATURDAY)
    promise("later", on=THURSDAY)
    clock.forward(days=1)
    for id_ in (tried, asked, late):
        finish(desk, id_, "reached")
    found = followups.promise_figures(desk, SATURDAY, THURSDAY)
    assert (found.kept, found.late, found.moved, found.cancelled, found.overdue, found.open) == (
        3, 1, 1, 1, 1, 1,
    )  # fmt: skip
    assert found.made == 8
    assert found.kept_share == 3 / 7
    assert row(desk, forgotten).is_overdue
    assert followups.promise_figures(desk, THURSDAY, THURSDAY).made == 1


def test_who_followed_up_how(desk, member, clock):
    reza = desk_of(desk, Role.SENIOR, "Reza")
    for n in range(3):
        make(desk, member, key=f"r{n}", owner_id=reza.operator.id)
    finish(reza, 1, "reached")
    finish(reza, 2, "no_answer")
    clock.forward(days=2)
    finish(reza, 3, "bought")
    rows = {r.name: r for r in followups.performance(desk, SATURDAY, NEXT_SATURDAY)}
    found = rows["Reza"]
    assert (found.done, found.in_time, found.reached, found.tried, found.overdue) == (2, 1, 2, 1, 1)


def test_a_sale_is_followed_by_a_contact_within_fourteen_days_or_not(desk, clock):
    thanked, forgotten, late = (make_member(desk).id for _ in range(3))
    for id_ in (thanked, forgotten, late):
        make_sale(desk, id_)
    clock.forward(days=3)
    finish(desk, make(desk, thanked), "reached")
    finish(desk, make(desk, forgotten, key="f"), "no_answer")
    found = followups.after_sales(desk, SATURDAY, SATURDAY)
    assert [(r.sales, r.contacted, r.waiting, r.share) for r in found] == [(3, 1, 2, 1.0)]
    clock.forward(days=12)
    finish(desk, make(desk, late, key="l"), "reached")
    found = followups.after_sales(desk, SATURDAY, SATURDAY)
    assert [(r.sales, r.contacted, r.waiting, r.share) for r in found] == [(3, 1, 0, 1 / 3)]


# calendars of others


def test_a_calendar_file_has_names_but_no_numbers_and_takes_no_orders(desk, tmp_path):
    mean = make_member(
        desk, first_name="Eve\nEND:VCALENDAR", last_name="\u202eX", mobile="09121234567"
    ).id
    make(desk, mean, text="x\r\nATTACH:http://evil\nBEGIN:VALARM", on=SUNDAY, at=time(10))
    path = tmp_path / "calls.ics"
    assert followups.write_ics(desk, path, Filter()) == 1
    lines = path.read_bytes().decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("END:VCALENDAR") == 1
    assert not [line for line in lines if line.startswith("ATTACH")]
    assert "1234567" not in "".join(lines)
    assert "\u202e" not in "".join(lines)
    with pytest.raises(BadInput):
        followups.write_ics(desk, tmp_path / "calls.txt")
    with pytest.raises(errors.PermissionDenied):
        followups.write_ics(desk_of(desk, Role.CASHIER), path)


def test_the_same_follow_ups_give_the_same_file(desk, member, clock):
    make(desk, member, on=SUNDAY, at=time(10))
    before = followups.ics(desk)
    clock.forward(hours=1)
    assert followups.ics(desk) == before


def test_a_subscribed_file_is_kept_fresh(desk, member, tmp_path):
    assert not followups.refresh_subscription(desk)
    path = tmp_path / "shop.ics"
    with pytest.raises(BadInput) as refused:
        followups.save_rules(desk, FollowupRules(subscription="shop.ics"), 0)
    assert "ends in .ics" in words(refused.value)
    followups.save_rules(desk, FollowupRules(subscription=str(path)), 0)
    new = make(desk, member, on=SUNDAY)
    assert followups.refresh_subscription(desk)
    assert path.read_text().count("BEGIN:VEVENT") == 1
    followups.cancel(desk, new, reason="twice", version=1)
    assert followups.refresh_subscription(desk)
    assert "STATUS:CANCELLED" in path.read_text()


def test_a_broken_trail_of_a_follow_up_is_found(desk, member):
    make(desk, member)
    with desk.change(Permission.FOLLOWUP_ANY) as change:
        change.db.execute_sql("UPDATE followup SET due_at = '2026-12-01T08:00:00Z'")
    assert [broken.name for broken in checking.check(desk)] == [
        "an open follow-up is due when its events say"
    ]


def test_years_ahead_the_calendar_still_answers(desk, member, clock):
    make(desk, member, on=SATURDAY + timedelta(days=365))
    assert len(followups.agenda(desk, SATURDAY, SATURDAY + timedelta(days=400))) == 1


def test_a_list_says_what_whoever_looks_may_touch(desk, member):
    cashier, senior = desk_of(desk, Role.CASHIER, "Ali"), desk_of(desk, Role.SENIOR, "Reza")
    auditor = desk_of(desk, Role.AUDITOR, "Noor")
    theirs = make(desk, member, owner_id=senior.operator.id)
    own = make(cashier, member, key="o", owner_id=senior.operator.id)
    for who, first, second in ((cashier, False, True), (senior, True, True),
                               (auditor, False, False)):  # fmt: skip
        assert followups.detail(who, theirs).may_touch is first
        assert followups.detail(who, own).may_touch is second


def test_the_night_puts_right_what_lies_in_closed_time_and_keeps_the_calendar_fresh(
    desk, member, clock, tmp_path
):
    path = tmp_path / "shop.ics"
    followups.save_rules(desk, FollowupRules(subscription=str(path)), 0)
    new = make(desk, member, on=date(2026, 11, 24), at=time(10))
    worktime.close_day(desk, date(2026, 11, 24), "power")
    clock.forward(days=1)
    night.run(desk)
    assert row(desk, new).due_on == date(2026, 11, 25)
    assert "BEGIN:VEVENT" in path.read_text("utf-8")
    path.unlink()
    path.mkdir()  # nothing can be written there, and the night goes on
    clock.forward(days=1)
    assert night.run(desk).days == 1
    written = next(act for act in audit.acts(desk) if act.act == "followup.calendar")
    assert act_words(written) == "Wrote the calendar file"


def test_a_key_stands_for_one_member(desk, member):
    make(desk, member)
    with pytest.raises(errors.KeyUsed):
        make(desk, make_member(desk).id)


def test_every_code_of_ours_has_words(desk):
    """In English none of them may stay a bare code."""
    for codes, name in (
        (CHANNELS, followup_words.channel_name), (REASONS, followup_words.reason_name),
        (Outcome, followup_words.outcome_name), (WHYS, followup_words.assigned_by),
        ((*MOVE_REASONS, *CANCEL_REASONS, "closed", "hours", "erased"), followup_words.why_name),
        (("made", "moved", "given", "tried", "done", "cancelled", "reopened", "edited"),
         followup_words.happened),
    ):  # fmt: skip
        for code in codes:
            assert name(code)[0].isupper(), code
    assert followup_words.assigned_by("deputy.away") == (
        "Deputy of the member (the first choice is away)"
    )


def test_a_call_tried_in_vain_before_its_day_stays_on_the_day_that_was_meant(desk):
    member = make_member(desk).id
    meant = desk.today() + timedelta(days=10)  # a Tuesday
    made = followups.make(desk, FollowupDraft("early", member, text="call", on=meant))
    row = followups.detail(desk, made)
    done = followups.finish(desk, made, "no_answer", version=row.version, key="tried")
    assert (done.due_on, done.tries) == (meant, 1)
    assert followups.detail(desk, made).due_on == meant
