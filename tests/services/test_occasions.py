"""Orders for a day that must not be missed: alert before, kept on time, recovery when missed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, members, occasion_days, occasions
from loyaldesk.services.words import words
from tests.makers import make_member
from tests.services.test_requests import steps

MOTHERS_DAY = date(2026, 11, 30)
"""9 Azar 1405, by the lunar calendar."""
EVE = datetime(2026, 11, 29, 7, 0, tzinfo=UTC)
"""Sunday 10:30 in Tehran; the shop is open."""


@pytest.fixture
def member(desk):
    return make_member(desk).id


def order(desk, member, key="k", at=EVE, **more):
    more = {"occasion": "mother", "text": "Forty roses"} | more
    return occasions.add(desk, OrderDraft(key, promised_at=at, member_id=member, **more))


def watch(desk):
    with desk.change(Permission.NIGHT_RUN) as change:
        return occasions.watch(change)


def test_the_days_that_sell_are_offered_with_their_next_date(desk):
    found = {mark.code: mark.on for mark in occasion_days.choices(desk)}
    assert found["mother"] == MOTHERS_DAY
    assert found["yalda"] == date(2026, 12, 21) and found["nowruz"] == date(2027, 3, 21)
    assert occasion_days.name("mother", MOTHERS_DAY, "en") == "Mother's Day"


def test_an_order_has_an_alert_two_days_before_with_high_priority(desk, member):
    new = order(desk, member)
    assert (new.number, new.occasion_on, new.promised_on) == (1, MOTHERS_DAY, date(2026, 11, 29))
    # two days before Sunday is Friday, when the shop is closed: Thursday then
    assert new.alert_on == date(2026, 11, 26)
    (step,) = steps(desk, "occasion_order", new.id)
    assert step[:6] == ("Forty roses", "occasion", "task", "2026-11-26", 0, 2)
    assert order(desk, member).id == new.id
    assert checking.check(desk) == []


def test_it_is_promised_in_open_time_or_agreed_on(desk, member):
    night = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
    with pytest.raises(errors.OutsideHours) as refused:
        order(desk, member, at=night)
    assert refused.value.next_open == datetime(2026, 11, 30, 5, 30, tzinfo=UTC)
    assert words(refused.value)
    assert order(desk, member, at=night, is_agreed=True).promised_at == night


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"at": EVE + timedelta(days=3)}, ("promised_at", "after the occasion")),
        ({"at": EVE - timedelta(days=30)}, ("promised_at", "past")),
        ({"occasion": "Sara's wedding"}, ("occasion_on", "empty")),
        ({"occasion_on": date(2026, 12, 1)}, ("occasion_on", "not that occasion")),
        ({"occasion_on": date(2026, 1, 1)}, ("occasion_on", "past")),
        ({"text": ""}, ("text", "empty")),
        ({"alert_days": -1}, ("alert_days", "range")),
    ],
)
def test_bad_input_is_named(desk, member, more, problem):
    with pytest.raises(BadInput) as refused:
        order(desk, member, **more)
    assert (refused.value.field, refused.value.why) == problem and words(refused.value)


def test_somebody_must_have_ordered_it(desk):
    with pytest.raises(BadInput):
        order(desk, None)


def test_an_own_occasion_has_its_own_day(desk, member):
    new = order(desk, member, occasion="Sara's wedding", occasion_on=date(2026, 12, 3))
    assert (new.occasion, new.occasion_on) == ("Sara's wedding", date(2026, 12, 3))


def test_handed_over_in_time_is_kept(desk, member, clock):
    new = order(desk, member)
    clock.forward(days=2)
    assert occasions.deliver(desk, new.id, version=1)
    found = occasion_days.detail(desk, new.id)
    assert (found.state, found.delivered_at) == ("kept", clock())
    assert steps(desk, "occasion_order", new.id) == [] and watch(desk) == 0


def test_the_night_finds_what_was_missed_and_starts_the_recovery_once(desk, member, clock):
    new = order(desk, member)
    clock.forward(days=9)
    assert (watch(desk), watch(desk)) == (1, 0)
    assert occasion_days.detail(desk, new.id).state == "missed"
    (step,) = steps(desk, "occasion_order", new.id)
    assert step[1:6] == ("recovery", "call", "2026-11-30", 0, 3)
    assert checking.check(desk) == []


def test_a_forgotten_tick_is_put_right(desk, member, clock):
    new = order(desk, member)
    clock.forward(days=9)
    watch(desk)
    with pytest.raises(BadInput):
        occasions.deliver(desk, new.id, version=2, at=clock() + timedelta(hours=1))
    assert occasions.deliver(desk, new.id, version=2, at=EVE - timedelta(minutes=5))
    assert occasion_days.detail(desk, new.id).state == "kept"
    assert steps(desk, "occasion_order", new.id) == []


def test_late_is_missed_and_recovered(desk, member, clock):
    new = order(desk, member)
    clock.forward(days=8)
    assert not occasions.deliver(desk, new.id, version=1, at=EVE + timedelta(minutes=1))
    found = occasion_days.detail(desk, new.id)
    assert found.state == "missed" and found.delivered_at is not None
    assert [s[1] for s in steps(desk, "occasion_order", new.id)] == ["recovery"]
    with pytest.raises(errors.RecordEnded):
        occasions.deliver(desk, new.id, version=2)
    assert checking.check(desk) == []


def test_the_shop_can_say_early_that_it_will_miss(desk, member):
    new = order(desk, member)
    with pytest.raises(BadInput):
        occasions.miss(desk, new.id, " ", version=1)
    occasions.miss(desk, new.id, "The truck broke down", version=1)
    assert [s[1] for s in steps(desk, "occasion_order", new.id)] == ["recovery"]


def test_the_member_may_ask_for_another_hour(desk, member):
    new = order(desk, member)
    later = EVE + timedelta(days=1)
    occasions.move(desk, new.id, later, version=1)
    found = occasion_days.detail(desk, new.id)
    assert (found.promised_at, found.promised_on) == (later, MOTHERS_DAY)
    assert len(steps(desk, "occasion_order", new.id)) == 1
    with pytest.raises(errors.ChangedMeanwhile):
        occasions.cancel(desk, new.id, reason="member_asked", version=1)
    occasions.cancel(desk, new.id, reason="member_asked", version=2)
    assert steps(desk, "occasion_order", new.id) == []


def test_how_many_were_kept_is_counted_for_each_occasion(desk, member, clock):
    first = order(desk, member, "a")
    order(desk, member, "b")
    gone = order(desk, member, "c")
    order(desk, member, "d", occasion="yalda", at=datetime(2026, 12, 20, 7, tzinfo=UTC))
    occasions.deliver(desk, first.id, version=1)
    occasions.cancel(desk, gone.id, reason="member_asked", version=1)
    clock.forward(days=9)  # b is past, whether or not the night ran
    mother, yalda = occasion_days.figures(desk, date(2026, 11, 1), date(2026, 12, 31))
    assert (mother.kept, mother.missed, mother.open, mother.rate) == (1, 1, 0, 0.5)
    assert (yalda.open, yalda.rate) == (1, None)


def test_an_erased_member_has_no_open_order(desk, member):
    new = order(desk, member)
    members.erase(desk, member)
    found = occasion_days.detail(desk, new.id)
    assert (found.state, found.text) == ("cancelled", "") and checking.check(desk) == []
