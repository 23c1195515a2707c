"""Trials in a club: some are asked, some held back, and what asking won is told when it is time."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.trial import TrialDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, followups, members, merging, telling
from loyaldesk.services.audit import acts
from loyaldesk.services.insight import at_risk, trials
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from loyaldesk.services.words import words
from loyaldesk.store import trials as store
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


@pytest.fixture
def crowd(desk):
    """Thirty members who never bought: enough to draw 20 and 10."""
    return [make_member(desk).id for _ in range(30)]


def draft(ids, key="k", **more):
    more = {"name": "Ring", "act": "Ring and offer 10 %", "share_held": 33, **more}
    return TrialDraft(key, member_ids=tuple(ids), **more)


def sides(desk):
    one = trials.results(desk)[0]
    return one.asked, one.held


def card(desk, day=TODAY):
    with reading(desk, Question(Period.days(day, day, "gregorian"))) as read:
        return trials.trials_card(read)


def test_two_thirds_get_a_follow_up_and_one_third_none(desk, crowd):
    done = trials.start(desk, draft(crowd))
    assert (done.asked, done.held) == (20, 10)
    asked, held = sides(desk)
    assert sorted(asked + held) == crowd
    assert [followups.of_member(desk, id_)[0].text for id_ in asked] == ["Ring and offer 10 %"] * 20
    assert not any(followups.of_member(desk, id_) for id_ in held)
    assert telling.act_words(acts(desk)[0]) == "Began a trial with a group held back"
    assert checking.check(desk) == []


def test_the_same_key_begins_nothing_twice(desk, crowd):
    first = trials.start(desk, draft(crowd))
    assert trials.start(desk, draft(crowd)) == first
    assert sum(len(followups.of_member(desk, id_)) for id_ in crowd) == 20
    with pytest.raises(errors.KeyUsed):
        trials.start(desk, draft(crowd, act="Write a letter"))


def test_who_is_asked_already_in_another_trial_or_gone_is_not_drawn(desk, crowd):
    more = [make_member(desk).id for _ in range(4)]
    followups.make(desk, FollowupDraft("f", more[0], text="Call", reason="silence"))
    members.erase(desk, more[1])
    assert trials.eligible(desk, more + crowd) == [more[2], more[3], *crowd]
    trials.start(desk, draft(crowd))
    assert trials.eligible(desk, crowd) == []
    with pytest.raises(BadInput) as caught:
        trials.start(desk, draft(crowd, "other"))
    assert words(caught.value) == "Members: These are too few: each side needs at least 10."
    assert len(trials.results(desk)) == 1


def test_whom_a_trial_holds_back_gets_no_follow_up_until_it_is_over(desk, clock, story):
    ids = [story.member("2026-06-01") for _ in range(20)]
    for id_ in ids:
        story.sales(id_, "2026-09-10", 3, 15)
    trials.start(desk, draft(ids, share_held=50, days=30))
    asked, held = sides(desk)
    done = at_risk.make_followups(desk, [*held[:3], asked[0]])
    assert (done.made, done.passed, done.held) == (0, 4, 3)
    clock.forward(days=31)
    assert at_risk.make_followups(desk, held[:1]).made == 1


def test_an_ended_trial_holds_nobody_back_and_says_nothing(desk, clock, crowd):
    trial = trials.start(desk, draft(crowd)).trial
    clock.forward(days=5)
    trials.end(desk, trial.id)
    assert trials.eligible(desk, sides(desk)[1]) == list(sides(desk)[1])
    clock.forward(days=90)
    one = trials.results(desk)[0]
    assert one.looked == 5
    assert trials.sentence(one).startswith("Ended after 5 days, before its time was over")
    with pytest.raises(errors.Missing) as caught:
        trials.end(desk, trial.id)
    assert words(caught.value) == "There is no such trial, or it was ended before."


def test_the_figures_stand_by_hand_and_the_word_waits_for_the_last_day(desk, clock, crowd):
    make_sale(desk, crowd[0])  # the day it begins: bought before anybody asked
    trials.start(desk, draft(crowd, days=60))
    asked, held = sides(desk)
    clock.forward(days=10)
    for id_ in asked[:14]:
        make_sale(desk, id_)
    for id_ in held[:2]:
        make_sale(desk, id_)
    one = trials.results(desk)[0]
    assert (one.outcome.asked.value, one.outcome.held.value) == (0.7, 0.2)
    assert trials.sentence(one) == "Too early: it is looked until 1405/10/30."
    early = card(desk, TODAY + timedelta(days=10))
    assert early.measures[0].value is None and early.measures[0].why.startswith("Too early")
    clock.forward(days=51)
    make_sale(desk, held[5])  # the day after the last: looked at no more
    told = card(desk, TODAY + timedelta(days=61))
    gap, was, would = told.measures
    # Wilson: 14 of 20 is 0.4810 to 0.8545; 2 of 10 is 0.0567 to 0.5098. Newcombe:
    # low 0.5 - sqrt(0.2190^2 + 0.3098^2) = 0.1206, high 0.5 + sqrt(0.1545^2 + 0.1433^2) = 0.7107
    assert (was.value, would.value) == (0.7, 0.2)
    assert gap.value == pytest.approx(0.5)
    assert (gap.low, gap.high) == (pytest.approx(0.1206, abs=2e-4), pytest.approx(0.7107, abs=2e-4))
    assert "It works" in told.note
    assert told.grid.rows[0][3:7] == (20, 14, 10, 2)
    assert set(told.group("held_1").ids) == set(held)
    # As of the day before the last, nobody knew: the same question gives the same answer later.
    assert "Too early" in card(desk, TODAY + timedelta(days=60)).note


def test_goods_that_came_back_are_no_purchase(desk, clock, story, crowd):
    trials.start(desk, draft(crowd))
    asked, _held = sides(desk)
    clock.forward(days=5)
    day = TODAY + timedelta(days=5)
    story.bring_back(story.sale(asked[0], day), day)
    assert trials.results(desk)[0].outcome.asked.value == 0.0


def test_records_that_became_one_are_looked_at_where_they_live(desk, clock, crowd):
    trials.start(desk, draft(crowd))
    asked, held = sides(desk)
    clock.forward(days=3)
    other, third = make_member(desk).id, make_member(desk).id
    merging.merge(desk, asked[0], other)
    merging.merge(desk, other, third)
    merging.merge(desk, asked[1], held[0])  # one person on both sides is on none
    make_sale(desk, third)
    make_sale(desk, held[0])
    rows = store.bought(desk.db, 1, TODAY, TODAY + timedelta(days=60))
    assert len(rows) == 28 and (third, False, True) in rows
    assert held[0] not in {row[0] for row in rows}


def test_a_class_of_the_list_can_be_named_in_place_of_members(desk, story):
    for _ in range(20):
        story.sales(story.member("2026-06-01"), "2026-08-03", 4, 20)
    done = trials.start(desk, TrialDraft("k", "Ring", "Ring", "high", share_held=50))
    assert (done.asked, done.held) == (10, 10)


def test_a_club_without_a_trial_hears_how_to_begin_one(desk):
    make_sale(desk, make_member(desk).id)
    assert card(desk).missing.startswith("No trial was begun yet.")


def test_marketing_may_and_the_till_may_not(desk, crowd):
    with pytest.raises(errors.PermissionDenied):
        trials.start(desk_of(desk, Role.CASHIER), draft(crowd))
    assert trials.start(desk_of(desk, Role.MANAGER), draft(crowd)).asked == 20
