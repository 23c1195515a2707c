"""Voices: answered by a deadline, decided, told back; thanks logged, points given exactly once."""

from datetime import date

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.requests import Terms
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    approvals,
    casework,
    checking,
    feedback,
    feedback_points,
    feedback_reading,
    members,
    request_terms,
)
from loyaldesk.services.words import words
from loyaldesk.store import ledger
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member
from tests.services.test_requests import local, steps

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def member(desk):
    return make_member(desk).id


def say(desk, member=None, kind="idea", key="k", **more):
    more = {"text": "Open on Fridays"} | more
    return feedback.take(desk, FeedbackDraft(key, kind, member_id=member, **more))


def row(desk, said):
    return feedback_reading.detail(desk, said.id)


def test_an_idea_has_a_deadline_and_a_follow_up(desk, member):
    new = say(desk, member, "fault", product="Kettle")
    assert local(desk, new.due_at) == "Sun 12:00"  # 540 open minutes, as for a request
    assert steps(desk, "feedback", new.id)[0][:4] == (
        "Open on Fridays", "feedback", "task", "2026-11-22",
    )  # fmt: skip
    assert [r.id for r in feedback_reading.inbox(desk)] == [new.id]
    assert say(desk, member, "fault", product="Kettle").id == new.id
    assert checking.check(desk) == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"text": " "}, ("text", "empty")),
        ({"kind": "fault"}, ("product", "empty")),
        ({"kind": "curse"}, ("kind", "unknown choice")),
        ({"praised_id": 1}, ("praised", "only thanks praise")),
    ],
)
def test_bad_input_is_named(desk, member, more, problem):
    with pytest.raises(BadInput) as refused:
        say(desk, member, **more)
    assert (refused.value.field, refused.value.why) == problem and words(refused.value)


def test_overdue_answers_are_listed(desk, member, clock):
    new = say(desk, member, "opinion")
    assert feedback_reading.overdue(desk) == []
    clock.forward(days=4)
    assert [r.id for r in feedback_reading.overdue(desk)] == [new.id]
    feedback.answer(desk, new.id, "Thank you", version=1)
    assert feedback_reading.overdue(desk) == []


def test_an_answer_goes_out_as_a_contact_and_the_idea_stays_in_sight(desk, member):
    new = say(desk, member)
    feedback.answer(desk, new.id, "We think about it", way="sms", version=1)
    assert desk.db.execute_sql(
        "SELECT member_id, channel, direction, result, text, about, about_id FROM contact"
    ).fetchall() == [(member, "sms", "out", "sent", "We think about it", "feedback", new.id)]
    (step,) = steps(desk, "feedback", new.id)
    assert step[3] == "2026-12-02"  # ten open days after 21 November, without Friday 27th
    assert row(desk, new).is_open and row(desk, new).told_on is None


def test_told_in_person_is_noted_without_a_contact(desk, member):
    new = say(desk, member)
    feedback.answer(desk, new.id, "Good idea", way="told", version=1)
    assert desk.db.execute_sql("SELECT COUNT(*) FROM contact").fetchone() == (0,)
    assert ("answered", "told") in [
        (e.what, e.code) for e in casework.history(desk, "feedback", new.id)
    ]


def test_nobody_known_cannot_be_written_to(desk):
    new = say(desk)
    with pytest.raises(BadInput) as refused:
        feedback.answer(desk, new.id, "Thank you", way="sms", version=1)
    assert refused.value.why == "nobody to tell"
    assert row(desk, new).answer == ""


def test_what_was_said_is_done_and_told(desk, member, clock):
    new = say(desk, member)
    feedback.consider(desk, new.id, version=1)
    feedback.accept(desk, new.id, version=2)
    with pytest.raises(errors.RecordEnded):
        feedback.consider(desk, new.id, version=3)
    with pytest.raises(BadInput):
        feedback.tell(desk, new.id, version=3)
    feedback.did(desk, new.id, "Open on Friday evenings", version=3)
    board = feedback_reading.said_and_did(desk, *NOVEMBER)
    assert [r.we_did for r in board.rows] == ["Open on Friday evenings"]
    assert (board.decided, board.told, board.rate) == (1, 0, 0.0)
    (step,) = steps(desk, "feedback", new.id)
    assert step[:3] == ("Open on Friday evenings", "feedback", "call")
    feedback.tell(desk, new.id, version=4, way="call")
    board = feedback_reading.said_and_did(desk, *NOVEMBER)
    assert (board.told, board.rate) == (1, 1.0)
    assert row(desk, new).told_on == date(2026, 11, 21)
    assert steps(desk, "feedback", new.id) == []
    clock.forward(days=40)
    later = feedback_reading.said_and_did(desk, date(2026, 12, 1), date(2026, 12, 31))
    assert later.rows == () and later.rate is None  # no data is no zero
    assert checking.check(desk) == []


def test_a_declined_idea_needs_a_reason_and_an_answer(desk, member):
    new = say(desk, member)
    with pytest.raises(BadInput):
        feedback.decline(desk, new.id, " ", version=1)
    feedback.decline(desk, new.id, "The bazaar is closed", version=1)
    assert len(steps(desk, "feedback", new.id)) == 1
    feedback.answer(desk, new.id, "Sorry, we cannot", way="call", version=2)
    assert steps(desk, "feedback", new.id) == []
    assert feedback_reading.said_and_did(desk, *NOVEMBER).rate == 1.0


def test_of_two_operators_the_second_looks_again(desk, member):
    new = say(desk, member)
    feedback.accept(desk, new.id, version=1)
    with pytest.raises(errors.ChangedMeanwhile):
        feedback.decline(desk, new.id, "No", version=1)


def test_thanks_are_logged_by_operator_and_product(desk, member):
    nina = desk_of(desk, Role.CASHIER, "Nina").operator.id
    say(desk, member, "thanks", "a", text="", praised_id=nina)
    say(desk, member, "thanks", "b", praised_id=nina, product="Cake")
    say(desk, None, "thanks", "c", product="Cake")
    log = feedback_reading.thanks(desk, *NOVEMBER)
    assert log.by_operator == ((nina, "Nina", 2),) and log.by_product == (("Cake", 2),)
    assert len(log.rows) == 3
    assert feedback_reading.inbox(desk) == []  # nobody owes an answer to thanks
    assert desk.db.execute_sql("SELECT COUNT(*) FROM followup").fetchone() == (0,)


def test_points_as_thanks_are_given_exactly_once(desk, member):
    new = say(desk, member)
    entry = feedback_points.give_points(desk, new.id, 300, version=1)
    assert feedback_points.give_points(desk, new.id, 300, version=1) == entry
    assert ledger.balance(desk.db, member).points == 300
    with pytest.raises(BadInput) as refused:
        feedback_points.give_points(desk, new.id, 200, version=2)
    assert refused.value.why == "given before"
    assert (row(desk, new).points, row(desk, new).entry_id) == (300, entry)
    assert checking.check(desk) == []


def test_above_the_limit_a_second_person_agrees(desk, member):
    senior = desk_of(desk, Role.SENIOR, "Nina")
    new = say(desk, member)
    with pytest.raises(errors.ApprovalNeeded) as refused:
        feedback_points.give_points(senior, new.id, 501, version=1)
    assert refused.value.limit == 500
    assert ledger.balance(desk.db, member).points == 0
    leave = approvals.approve(
        senior, "Maryam", PIN, act=feedback_points.ACT, subject_id=member, amount=501, cost=TEST
    )
    feedback_points.give_points(senior, new.id, 501, version=1, approval=leave)
    assert desk.db.execute_sql(
        "SELECT operator_id, approved_by, reason FROM points_entry WHERE member_id = ?", (member,)
    ).fetchone() == (senior.operator.id, desk.operator.id, "feedback")


def test_a_limit_of_nothing_lets_nobody_give_alone(desk, member):
    request_terms.save_terms(desk, Terms(feedback_points=0), 0)
    senior = desk_of(desk, Role.SENIOR, "Nina")
    new = say(desk, member)
    with pytest.raises(errors.ApprovalNeeded):
        feedback_points.give_points(senior, new.id, 1, version=1)


def test_points_need_a_member_and_not_oneself(desk):
    new = say(desk)
    with pytest.raises(BadInput):
        feedback_points.give_points(desk, new.id, 10, version=1)
    with pytest.raises(BadInput):
        feedback_points.give_points(desk, new.id, 0, version=1)


def test_an_erased_member_leaves_no_words_but_what_the_shop_did(desk, member):
    first, second = say(desk, member, key="a"), say(desk, member, key="b")
    feedback.did(desk, first.id, "Open on Fridays now", version=1)
    members.erase(desk, member)
    assert (row(desk, first).text, row(desk, first).we_did) == ("", "Open on Fridays now")
    assert row(desk, second).state == "declined"
    assert checking.check(desk) == []
