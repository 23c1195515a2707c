"""Marks of members: made by night, kept as they change, set by hand only with a reason."""

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.insight import stages
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, feedback, members, merging, night
from loyaldesk.services.insight import marking
from loyaldesk.services.insight.mark_names import stage_name
from loyaldesk.store import marks as store
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.makers import make_member, make_sale


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


def stage(desk, member_id):
    return marking.of_member(desk, member_id).stage


def test_the_night_gives_every_member_a_stage(desk, story, clock):
    regular = story.member("2026-09-01")
    story.sales(regular, "2026-10-20", 4, 10)
    gone = story.member("2026-09-01")
    story.sale(gone, "2026-09-02")
    new = make_member(desk).id
    night.run(desk)
    assert [stage(desk, id_) for id_ in (regular, gone, new)] == ["regular", "lapsed", "joined"]
    assert marking.of_member(desk, regular).moves == ()
    assert marking.run(desk) == 0
    assert checking.check(desk) == []


def test_a_change_is_kept_with_its_reason(desk, clock):
    member = make_member(desk).id
    marking.run(desk)
    for _ in range(3):
        clock.forward(days=7)
        make_sale(desk, member)
        assert marking.run(desk) == 1
    clock.forward(days=307)
    marking.run(desk)
    told = [(m.was, m.becomes, marking.why_words(m)) for m in marking.of_member(desk, member).moves]
    assert told == [
        ("regular", "lapsed", "No visit for 307 days; by the own rhythm the limit is 30"),
        ("second", "regular", "3 visits so far"),
        ("first", "second", "2 visits so far"),
        ("joined", "first", "1 visit so far"),
    ]
    make_sale(desk, member)
    marking.run(desk)
    last = marking.of_member(desk, member).moves[0]
    assert (last.becomes, marking.why_words(last)) == ("regular", "Came back; 4 visits so far")


def test_the_three_acts_of_an_advocate(desk, story):
    ids = [story.member("2026-09-01") for _ in range(4)]
    for id_ in ids:
        story.sales(id_, "2026-10-20", 4, 10)
    marking.run(desk)
    story.member("2026-11-01", referrer_id=ids[0])
    feedback.take(desk, FeedbackDraft("t", "thanks", member_id=ids[1]))
    idea = feedback.take(desk, FeedbackDraft("i", "idea", "A bench", ids[2]))
    marking.run(desk)
    assert [stage(desk, id_) for id_ in ids] == ["advocate", "advocate", "regular", "regular"]
    assert marking.why_words(marking.of_member(desk, ids[0]).moves[0]) == "Brought another member"
    feedback.did(desk, idea.id, "A bench stands at the door", version=1)
    marking.run(desk)
    assert stage(desk, ids[2]) == "advocate"


def test_a_stage_by_hand_needs_a_reason_and_stays_until_the_rule_says_something_else(desk, clock):
    member = make_member(desk).id
    make_sale(desk, member)
    marking.run(desk)
    with pytest.raises(BadInput) as refused:
        marking.set_stage(desk, member, "regular", "  ")
    assert (refused.value.field, refused.value.why) == ("reason", "empty")
    with pytest.raises(BadInput):
        marking.set_stage(desk, member, "king", "Because")
    marking.set_stage(desk, member, "regular", "=Bought for years before the club")
    told = marking.of_member(desk, member)
    assert (told.stage, told.is_by_hand) == ("regular", True)
    assert marking.why_words(told.moves[0]) == "Bought for years before the club"
    assert told.moves[0].operator == "Maryam"
    assert marking.run(desk) == 0 and stage(desk, member) == "regular"
    clock.forward(days=8)
    make_sale(desk, member)  # the rule says "second" now: another answer than then
    marking.run(desk)
    told = marking.of_member(desk, member)
    assert (told.stage, told.is_by_hand) == ("second", False)


def test_a_stage_by_hand_before_the_first_night_stays_too(desk, clock):
    member = make_member(desk).id
    make_sale(desk, member)
    marking.set_stage(desk, member, "regular", "Known for years")
    marking.run(desk)
    marking.run(desk)
    assert stage(desk, member) == "regular"
    marking.set_stage(desk, member, "first", "A mistake")  # what the rule says: it takes over
    assert not marking.of_member(desk, member).is_by_hand


def test_erased_and_merged_members_have_no_mark(desk, story):
    one, two, three = (story.member("2026-10-01") for _ in range(3))
    marking.run(desk)
    marking.set_stage(desk, one, "regular", "Sara's uncle")
    members.erase(desk, one)
    merging.merge(desk, two, three)
    assert marking.of_member(desk, one).moves[0].why == ""
    marking.run(desk)
    assert [stage(desk, id_) for id_ in (one, two, three)] == ["", "", "joined"]
    with pytest.raises(errors.MemberErased):
        marking.set_stage(desk, one, "regular", "Again")
    with pytest.raises(errors.Missing):
        marking.set_stage(desk, 999, "regular", "Nobody")


def test_a_cashier_sets_no_stage(desk):
    member = make_member(desk).id
    with pytest.raises(errors.PermissionDenied):
        marking.set_stage(desk_of(desk, Role.CASHIER), member, "regular", "Likes us")


def test_every_stage_has_a_name():
    for code in (stages.ENQUIRY, *stages.STAGES):
        assert stage_name(code) != code


def test_the_night_marks_the_risk_too_and_keeps_its_changes(desk, story, clock):
    member = story.member("2026-09-01")
    story.sales(member, "2026-10-22", 4, 10)  # every ten days, the last one today
    marking.run(desk)
    mark = store.marks_of(desk.db, [member])[member]
    assert (mark.risk, mark.why) == ("low", "in_rhythm")
    clock.forward(days=31)
    marking.set_stage(desk, member, "regular", "Away for a month, told us")
    marking.run(desk)
    mark = store.marks_of(desk.db, [member])[member]
    assert (mark.risk, mark.why, mark.stage) == ("lost", "past_limit", "lapsed")
    risks = [e for e in store.events_of(desk.db, member) if e.kind == store.RISK]
    assert [(e.was, e.becomes, e.why) for e in risks] == [("low", "lost", "=past_limit")]
    assert marking.run(desk) == 0
