"""Requests: each has a number, a deadline in open time, an owner and a follow-up that keeps it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import IntegrityError

from loyaldesk.domain import errors
from loyaldesk.domain.events import RequestChanged
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.requests import RequestDraft, Terms
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    casework,
    checking,
    members,
    merging,
    prospects,
    request_terms,
    requests,
    waiting_list,
)
from loyaldesk.services.words import words
from tests.conftest import desk_of
from tests.makers import make_member

SATURDAY = date(2026, 11, 21)
"""Today: 30 Aban 1405, 12:00; the shop is open 9-13 and 16-21, not on Fridays."""


@pytest.fixture
def member(desk):
    return make_member(desk, mobile="09121110001").id


def ask(desk, member=None, kind="product", key="k", **more):
    if kind == "product":
        more.setdefault("product", "Walnut cake")
    return requests.open_request(desk, RequestDraft(key, kind, member, **more))


def row(desk, opened):
    return requests.detail(desk, opened.id)


def local(desk, moment):
    return moment.astimezone(desk.zone).strftime("%a %H:%M")


def steps(desk, place, record_id, state="open"):
    return desk.db.execute_sql(
        "SELECT text, reason, channel, due_on, has_time, priority, owner_id, state, is_promise"
        " FROM followup WHERE about = ? AND about_id = ? AND (? = '' OR state = ?) ORDER BY id",
        (place, record_id, state, state),
    ).fetchall()


def what(desk, opened):
    return [(e.what, e.code) for e in casework.history(desk, "request", opened.id)]


def test_a_request_has_number_deadline_owner_and_a_follow_up(desk, member):
    told = []
    desk.bus.subscribe(RequestChanged, told.append)
    first = ask(desk, member, "delivery", "a", text="Two boxes")
    second = ask(desk, member, "new_card", "b")
    assert (first.number, second.number) == (1, 2)
    # 540 open minutes from Saturday 12:00: 60 until 13, 300 from 16 to 21, 180 from Sunday 9
    assert local(desk, first.due_at) == "Sun 12:00"
    assert first.owner_id == desk.operator.id
    assert steps(desk, "request", first.id)[0][:4] == ("Two boxes", "request", "task", "2026-11-22")
    assert what(desk, first) == [("made", "delivery")]
    assert told == [RequestChanged(first.id), RequestChanged(second.id)]
    assert checking.check(desk) == []


def test_the_same_key_writes_nothing_twice(desk, member):
    first, second = ask(desk, member), ask(desk, member)
    assert first.is_new and not second.is_new and first.id == second.id
    assert len(steps(desk, "request", first.id)) == 1


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"kind": "wish"}, ("kind", "unknown choice")),
        ({"product": " "}, ("product", "empty")),
        ({"kind": "repair"}, ("text", "empty")),
        ({"prospect_id": 1}, ("member", "member or prospect")),
        ({"text": "a\0b"}, ("text", "unstorable")),
        ({"text": "x" * 2001}, ("text", "too long")),
        ({"key": ""}, ("key", "empty")),
        ({"channel": "dove"}, ("channel", "unknown choice")),
        ({"due_at": datetime(2026, 11, 20, tzinfo=UTC)}, ("due_at", "past")),
        ({"due_at": datetime(2046, 11, 20, tzinfo=UTC)}, ("due_at", "range")),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(desk, member, more, problem):
    with pytest.raises(BadInput) as refused:
        ask(desk, member, **more)
    assert (refused.value.field, refused.value.why) == problem
    assert words(refused.value)
    assert requests.listing(desk, state="") == []
    assert prospects.listing(desk, state="") == []


def test_somebody_must_ask_and_be_there(desk, member):
    with pytest.raises(BadInput):
        ask(desk)
    with pytest.raises(errors.Missing):
        ask(desk, 999)
    with pytest.raises(errors.Missing):
        ask(desk, member, owner_id=999)
    members.erase(desk, member)
    with pytest.raises(errors.MemberErased):
        ask(desk, member)


def test_a_call_back_of_a_stranger_makes_a_prospect_and_a_call_at_that_hour(desk):
    at = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)  # 17:30 in Tehran
    new = ask(
        desk, None, "callback", name="Reza", mobile="۰۹۱۲ ۵۵۵ ۶۶۷۷", due_at=at, channel="call"
    )
    assert (new.found, new.member_id) == ("new", None)
    found = prospects.detail(desk, new.prospect_id)
    assert (found.name, found.mobile, found.source) == ("Reza", "+989125556677", "caller")
    (step,) = steps(desk, "request", new.id)
    assert step[1:6] == ("callback", "call", "2026-11-21", 1, 2) and step[8]
    assert local(desk, new.due_at) == "Sat 17:30"


def test_a_call_back_in_closed_time_is_due_when_the_shop_opens(desk):
    at = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)  # 14:30, between the shifts
    new = ask(desk, None, "callback", mobile="09125556677", due_at=at)
    assert local(desk, new.due_at) == "Sat 16:00"


def test_a_known_mobile_is_who_it_is(desk, member):
    assert ask(desk, None, mobile="09121110001").member_id == member
    first = ask(desk, None, key="p1", mobile="09125556677")
    again = ask(desk, None, key="p2", mobile="+98 912 555 6677", name="Reza")
    assert (first.found, again.found) == ("new", "prospect")
    assert first.prospect_id == again.prospect_id
    assert prospects.detail(desk, first.prospect_id).name == "Reza"


def test_answered_then_finished_ends_the_follow_up(desk, member):
    new = ask(desk, member)
    requests.answer(desk, new.id, "Comes on Monday", version=1)
    found = row(desk, new)
    assert (found.state, found.answer, found.is_open) == ("answered", "Comes on Monday", True)
    requests.finish(desk, new.id, "Bought it", version=2)
    assert row(desk, new).state == "done"
    assert steps(desk, "request", new.id) == []
    assert what(desk, new) == [("made", "product"), ("answered", ""), ("done", "")]
    with pytest.raises(errors.RecordEnded) as refused:
        requests.answer(desk, new.id, "Again", version=3)
    assert "1" in words(refused.value)
    assert checking.check(desk) == []


def test_two_operators_at_one_request(desk, member):
    new = ask(desk, member)
    requests.answer(desk, new.id, "Yes", version=1)
    with pytest.raises(errors.ChangedMeanwhile):
        requests.finish(desk, new.id, "Done", version=1)
    assert row(desk, new).state == "answered"


def test_cancelling_needs_a_reason(desk, member):
    new = ask(desk, member)
    for reason, text in (("", ""), ("other", " "), ("whim", "x")):
        with pytest.raises(BadInput):
            requests.cancel(desk, new.id, reason=reason, text=text, version=1)
    requests.cancel(desk, new.id, reason="not_possible", version=1)
    assert row(desk, new).state == "cancelled" and steps(desk, "request", new.id) == []


def test_putting_off_moves_the_follow_up_but_not_the_promise(desk, member):
    new = ask(desk, member, "delivery")
    later = new.due_at + timedelta(days=2)
    due = requests.move(desk, new.id, later, reason="supplier", version=1)
    found = row(desk, new)
    assert (found.due_at, found.promised_at) == (due, new.due_at)
    assert [s[3] for s in steps(desk, "request", new.id)] == ["2026-11-24"]
    wished = requests.move(
        desk, new.id, later + timedelta(days=1), reason="member_asked", version=2
    )
    assert row(desk, new).promised_at == wished
    assert len(steps(desk, "request", new.id)) == 1


def test_the_shop_says_how_long_its_kinds_take(desk, member):
    request_terms.save_terms(desk, Terms(minutes={"repair": 60}), 0)
    new = ask(desk, member, "repair", text="Zip")
    assert local(desk, new.due_at) == "Sat 13:00"
    with pytest.raises(errors.ChangedMeanwhile):
        request_terms.save_terms(desk, Terms(), 0)
    assert request_terms.terms(desk).terms.minutes_for("delivery") == 540


def test_the_waiting_list_counts_spellings_as_one_and_tells_all_when_it_comes(desk, member):
    other = make_member(desk).id
    ask(desk, member, key="a", product="كيك گردویی")
    ask(desk, other, key="b", product="کیک  گردویی")
    ask(desk, other, key="c", product="Tea")
    (cake, tea) = waiting_list.wanted(desk)
    assert (cake.count, tea.count, cake.since) == (2, 1, SATURDAY)
    assert waiting_list.arrived(desk, "کیک گردویی") == 2
    assert waiting_list.arrived(desk, "کیک گردویی") == 0
    for waiting in cake.waiting:
        (step,) = steps(desk, "request", waiting.id)
        assert (step[2], step[3], step[5]) == ("call", "2026-11-21", 2)
    assert waiting_list.wanted(desk)[0].count == 2  # until each is finished


def test_it_is_given_with_its_follow_ups(desk, member):
    new = ask(desk, member)
    nina = desk_of(desk, Role.SENIOR, "Nina")
    casework.give(desk, "request", new.id, nina.operator.id, version=1, text="She knows them")
    assert row(desk, new).owner == "Nina"
    assert steps(desk, "request", new.id)[0][6] == nina.operator.id
    with pytest.raises(errors.Missing):
        casework.give(desk, "request", 99, nina.operator.id, version=1)


def test_who_may_not_see_mobiles_sees_them_only_on_own_requests(desk):
    cashier = desk_of(desk, Role.CASHIER, "Nina")
    mine = ask(cashier, None, "callback", "a", mobile="09125556677", owner_id=cashier.operator.id)
    other = ask(desk, None, "callback", "b", mobile="09125556688", owner_id=desk.operator.id)
    assert requests.detail(cashier, mine.id).mobile == "+989125556677"
    assert requests.detail(cashier, other.id).mobile == "…6688"


def test_a_request_moves_with_a_merge_and_ends_with_an_erasure(desk, member):
    kept = make_member(desk).id
    new = ask(desk, member, text="By phone please")
    requests.answer(desk, new.id, "Soon", version=1)
    merging.merge(desk, member, kept)
    assert row(desk, new).member_id == kept
    members.erase(desk, kept)
    found = row(desk, new)
    assert (found.state, found.text, found.answer, found.product) == (
        "cancelled", "", "", "Walnut cake",
    )  # fmt: skip
    assert steps(desk, "request", new.id) == []
    assert checking.check(desk) == []


def test_nothing_can_be_deleted(desk, member):
    ask(desk, member)
    with pytest.raises(IntegrityError), desk.change(Permission.REQUEST_WRITE) as change:
        change.db.execute_sql("DELETE FROM request")


def test_an_operator_who_left_gets_nothing_new(desk, member):
    nina = desk_of(desk, Role.SENIOR, "Nina")
    new = ask(desk, member, owner_id=nina.operator.id)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql("UPDATE operator SET is_active = 0 WHERE name = 'Nina'")
    waiting_list.arrived(desk, "Walnut cake")
    assert steps(desk, "request", new.id)[0][6] != nina.operator.id
    assert replace(row(desk, new), version=0).owner == "Nina"
