"""What is given for a complaint: once, at its cost, and above a limit by two people."""

from dataclasses import replace

import peewee
import pytest

from loyaldesk.domain.complaint_policy import Policy
from loyaldesk.domain.complaints import Remedy
from loyaldesk.domain.errors import (
    ApprovalRefused,
    CompensationRefused,
    ComplaintRefused,
    KeyUsed,
    Missing,
    OwnRecord,
    PermissionDenied,
)
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    checking,
    compensations,
    complaint_policy,
    complaint_reading,
    complaints,
    explaining,
    merging,
    profile,
    staff,
    telling,
    words,
)
from loyaldesk.services.club import programme_on
from loyaldesk.services.compensations import CompensationDraft
from loyaldesk.services.complaints import ClosingAnswer, ComplaintDraft
from tests.conftest import desk_of
from tests.makers import make_member


@pytest.fixture(autouse=True)
def _sound(desk):
    yield
    assert checking.check(desk) == []


@pytest.fixture
def member(desk):
    return make_member(desk).id


@pytest.fixture
def complaint(desk, member):
    return complaints.open(desk, ComplaintDraft("k", "quality", "Broken", member)).id


@pytest.fixture
def senior(desk):
    """Somebody who may handle complaints and not agree to compensation."""
    return desk_of(desk, Role.SENIOR)


def balance(desk, member_id):
    return profile.card_of(desk, member_id).points


def points(count, complaint_id, key="p"):
    return CompensationDraft(key, complaint_id, Remedy.POINTS, points=count)


def test_points_go_through_the_ledger_once_and_cost_what_they_pay(desk, member, complaint):
    """A point pays 1,000 Rial in a new club."""
    done = compensations.propose(desk, points(200, complaint))
    assert (done.state, done.rial, balance(desk, member)) == ("given", 200_000, 200)
    again = compensations.propose(desk, points(200, complaint))
    assert (again.is_repeated, again.id, balance(desk, member)) == (True, done.id, 200)
    assert compensations.give(desk, done.id).is_repeated
    assert balance(desk, member) == 200
    with pytest.raises(KeyUsed):
        compensations.propose(desk, points(300, complaint))


def test_the_member_reads_why_points_came(desk, member, complaint):
    compensations.propose(desk, points(200, complaint))
    rules = programme_on(desk.db, desk.today())
    line = next(r for r in profile.timeline(desk, member) if r.kind == "points")
    assert telling.timeline_words(line, rules).endswith("Compensation for complaint 1")
    entry = desk.db.execute_sql("SELECT id FROM points_entry").fetchone()[0]
    for found in (explaining.explain_entry(desk, entry), explaining.explain_balance(desk, member)):
        told = str(explaining.as_json(found))
        assert "Compensation" in told
        assert "orrection" not in told


def test_above_the_limit_it_waits_for_somebody_else(desk, member, complaint, senior):
    done = compensations.propose(senior, points(501, complaint))
    assert (done.state, balance(desk, member)) == ("proposed", 0)
    assert [w.id for w in compensations.waiting(desk)] == [done.id]
    with pytest.raises(PermissionDenied):
        compensations.approve(senior, done.id)
    with pytest.raises(CompensationRefused, match="not agreed"):
        compensations.give(senior, done.id)
    assert compensations.approve(desk, done.id).state == "given"
    assert balance(desk, member) == 501
    assert compensations.waiting(desk) == []
    with pytest.raises(CompensationRefused, match="decided"):
        compensations.approve(desk, done.id)
    given = complaint_reading.detail(desk, complaint).compensations[0]
    assert (given.operator_id, given.approved_by) == (senior.operator.id, desk.operator.id)


def test_who_hands_over_what_another_agreed_to_has_both_names_in_the_ledger(
    desk, complaint, senior
):
    done = compensations.propose(senior, points(501, complaint))
    assert compensations.approve(desk, done.id, is_handed=False).state == "approved"
    compensations.give(senior, done.id)
    row = desk.db.execute_sql(
        "SELECT operator_id, approved_by FROM points_entry WHERE reason = 'compensation'"
    ).fetchall()
    assert row == [(senior.operator.id, desk.operator.id)]


def test_nobody_agrees_to_their_own(desk, complaint):
    second = desk_of(desk, Role.MANAGER)
    done = compensations.propose(second, points(501, complaint))
    with pytest.raises(ApprovalRefused) as refused:
        compensations.approve(second, done.id)
    assert words.words(refused.value)
    with pytest.raises(peewee.IntegrityError), desk.change(Permission.COMPLAINT_CLOSE) as change:
        change.db.execute_sql("UPDATE compensation SET approved_by = operator_id")


def test_small_parts_count_together(desk, member, complaint, senior):
    assert compensations.propose(senior, points(300, complaint, "a")).state == "given"
    assert compensations.propose(senior, points(201, complaint, "b")).state == "proposed"
    assert compensations.propose(senior, points(200, complaint, "c")).state == "proposed"
    assert balance(desk, member) == 300


def test_money_has_its_own_limit(desk, complaint, senior):
    for rial, state in ((5_000_000, "given"), (1, "proposed")):
        draft = CompensationDraft(str(rial), complaint, Remedy.MONEY_BACK, rial=rial)
        assert compensations.propose(senior, draft).state == state


def test_the_limit_is_the_shops(desk, complaint, senior):
    complaint_policy.save(desk, Policy(ladder=(), limit_points=10), 0)
    assert compensations.propose(senior, points(11, complaint)).state == "proposed"


def test_who_works_alone_goes_on_and_the_trail_says_so(desk, member, complaint):
    assert compensations.propose(desk, points(501, complaint)).state == "given"
    acts = desk.db.execute_sql("SELECT COUNT(*) FROM audit WHERE act = 'approval.alone'").fetchone()
    assert (acts[0], balance(desk, member)) == (1, 501)


def test_a_refused_one_gives_nothing_and_frees_the_limit(desk, member, complaint, senior):
    done = compensations.propose(senior, points(501, complaint))
    with pytest.raises(BadInput):
        compensations.refuse(desk, done.id, " ")
    compensations.refuse(desk, done.id, "Too much")
    with pytest.raises(CompensationRefused):
        compensations.approve(desk, done.id)
    with pytest.raises(CompensationRefused):
        compensations.refuse(desk, done.id, "again")
    assert compensations.propose(senior, points(500, complaint, "b")).state == "given"
    assert balance(desk, member) == 500
    assert complaint_reading.detail(desk, complaint).compensations[0].reason == "Too much"


def test_who_proposed_it_may_take_it_back_and_nobody_else_without_the_right(desk, complaint):
    one, other = desk_of(desk, Role.SENIOR), desk_of(desk, Role.SENIOR, "Other")
    done = compensations.propose(one, points(501, complaint))
    with pytest.raises(PermissionDenied):
        compensations.refuse(other, done.id, "mine")
    compensations.refuse(one, done.id, "Wrong number")


def test_what_is_handed_over_later_waits_for_it(desk, complaint, senior):
    draft = CompensationDraft("g", complaint, Remedy.GIFT, rial=80_000, text="Box", is_handed=False)
    done = compensations.propose(senior, draft)
    assert done.state == "approved"
    complaints.solve(senior, complaint, root_cause="product", cause="c", result="r")
    with pytest.raises(ComplaintRefused, match="compensation waits"):
        complaints.close(senior, complaint, ClosingAnswer())
    assert compensations.give(senior, done.id).state == "given"
    complaints.close(senior, complaint, ClosingAnswer())
    with pytest.raises(ComplaintRefused, match="closed"):
        compensations.propose(senior, replace(draft, key="h"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"points": 0}, "points"), ({"points": -5}, "points"), ({"points": 10**9}, "points"),
        ({"kind": "car"}, "kind"), ({"kind": Remedy.GIFT}, "points"),
        ({"kind": Remedy.GIFT, "points": 0, "rial": -1}, "amount"),
        ({"kind": Remedy.MONEY_BACK, "points": 0}, "amount"),
        ({"kind": Remedy.GIFT, "points": 0, "rial": 10**13}, "amount"),
        ({"key": ""}, "key"), ({"text": "x" * 301}, "text"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_beside_its_field(desk, member, complaint, fields, field):
    with pytest.raises(BadInput) as refused:
        compensations.propose(desk, replace(points(5, complaint), **fields))
    assert refused.value.field == field
    assert balance(desk, member) == 0


def test_a_stranger_gets_no_points(desk):
    id_ = complaints.open(desk, ComplaintDraft("s", "staff", "Rude")).id
    with pytest.raises(CompensationRefused) as refused:
        compensations.propose(desk, points(5, id_))
    assert "members only" in words.words(refused.value)
    assert compensations.propose(desk, CompensationDraft("a", id_, Remedy.APOLOGY)).state == "given"
    with pytest.raises(Missing):
        compensations.propose(desk, points(5, 99))


def test_nobody_gives_points_to_themselves(desk, member, complaint, senior):
    staff.link_member(desk, senior.operator.id, member)
    with pytest.raises(OwnRecord):
        compensations.propose(senior, points(5, complaint))


def test_after_a_merge_the_kept_record_gets_them(desk, member, complaint, senior):
    kept = make_member(desk).id
    done = compensations.propose(senior, points(501, complaint))
    merging.merge(desk, member, kept)
    compensations.approve(desk, done.id)
    assert balance(desk, kept) == 501
