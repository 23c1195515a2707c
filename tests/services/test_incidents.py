"""Incidents: everybody they hit stands on the list, and nobody is forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.errors import (
    IncidentRefused,
    KeyUsed,
    MemberErased,
    Missing,
    PermissionDenied,
)
from loyaldesk.domain.events import IncidentChanged
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, incidents, members, merging, profile, reversals, words
from loyaldesk.services.incidents import IncidentDraft
from tests.conftest import NOON, desk_of
from tests.makers import make_member, make_sale

HOUR = timedelta(hours=1)
DRAFT = IncidentDraft("i", "till_down", "The till was down", NOON - HOUR, NOON + HOUR)


@pytest.fixture(autouse=True)
def _sound(desk):
    yield
    assert checking.check(desk) == []


@pytest.fixture
def people(desk, clock):
    """Four members: bought before the time, in it, in it, and in it but taken back."""
    found = [make_member(desk).id for _ in range(4)]
    make_sale(desk, found[0], sold_at=NOON - 2 * HOUR)
    for who in found[1:]:
        sale = make_sale(desk, who)
    reversals.reverse_sale(desk, sale.sale_id)
    clock.forward(hours=2)
    return found


def hit(desk, incident_id):
    return [(p.member_id, p.state) for p in incidents.detail(desk, incident_id).people]


def test_who_bought_in_the_time_is_on_the_list(desk, people):
    heard = []
    desk.bus.subscribe(IncidentChanged, heard.append)
    assert incidents.preview(desk, DRAFT) == 2
    done = incidents.open(desk, DRAFT)
    assert (done.number, done.hit) == (1, 2)
    assert hit(desk, done.id) == [(people[1], "open"), (people[2], "open")]
    assert heard == [IncidentChanged(done.id)]
    again = incidents.open(desk, DRAFT)
    assert (again.is_repeated, again.id, again.hit) == (True, done.id, 2)
    with pytest.raises(KeyUsed):
        incidents.open(desk, replace(DRAFT, kind="queue"))


def test_goods_are_found_by_code_or_name_in_any_spelling(desk):
    one, two, three = (make_member(desk).id for _ in range(3))
    make_sale(desk, one, 0, lines=(Line(500_000, "C-12", "کیک گردویی"),))
    make_sale(desk, two, 0, lines=(Line(500_000, "T-1", "Tea"), Line(100_000, "c-12", "Cake")))
    make_sale(desk, three, 0, lines=(Line(500_000, "C-120", "Bread"),))
    for product, wanted in (("c-12", {one, two}), ("كيك", {one}), ("CAKE", {two}), ("jam", set())):
        draft = replace(DRAFT, key=product, kind="bad_batch", product=product, until_at=NOON)
        found = incidents.open(desk, draft)
        assert {member for member, _ in hit(desk, found.id)} == wanted


def test_erased_members_are_not_called(desk, people):
    members.erase(desk, people[1])
    assert incidents.preview(desk, DRAFT) == 1


def test_it_closes_when_everybody_was_told_or_left_out_with_a_reason(desk, people):
    id_ = incidents.open(desk, DRAFT).id
    with pytest.raises(IncidentRefused) as refused:
        incidents.close(desk, id_)
    assert words.words(refused.value) == "Incident 1 cannot be closed: 2 members were not told yet."
    progress = incidents.apologise(desk, id_, people[1], "call", text="Sorry for the wait")
    assert (progress.apologised, progress.open) == (1, 1)
    with pytest.raises(BadInput):
        incidents.skip(desk, id_, people[2], " ")
    assert incidents.skip(desk, id_, people[2], "Paid at the other till").open == 0
    incidents.close(desk, id_)
    with pytest.raises(IncidentRefused, match="closed"):
        incidents.apologise(desk, id_, people[1], "call")
    row = incidents.listing(desk)[0]
    assert (row.incident.state, row.progress.total) == ("closed", 2)
    assert incidents.listing(desk, open_only=True) == []
    contacts = desk.db.execute_sql("SELECT member_id, channel, text, about FROM contact").fetchall()
    assert contacts == [(people[1], "call", "Sorry for the wait", "incident")]
    open_ = desk.db.execute_sql(
        "SELECT COUNT(*) FROM followup WHERE about = 'incident' AND state = 'open'"
    ).fetchone()
    assert open_ == (0,)


def test_somebody_is_added_by_hand_with_a_reason(desk, people):
    id_ = incidents.open(desk, DRAFT).id
    incidents.add_member(desk, id_, people[0], "Stood in the queue and left")
    incidents.add_member(desk, id_, people[0], "Twice is once")
    assert len(hit(desk, id_)) == 3
    with pytest.raises(BadInput):
        incidents.add_member(desk, id_, people[3], "")
    with pytest.raises(Missing):
        incidents.add_member(desk, id_, 99, "who")
    with pytest.raises(IncidentRefused, match="not listed"):
        incidents.apologise(desk, id_, people[3], "call")
    members.erase(desk, people[3])
    with pytest.raises(MemberErased):
        incidents.add_member(desk, id_, people[3], "was there")


def test_points_as_an_apology_are_given_once_and_take_the_right(desk, people):
    id_ = incidents.open(desk, DRAFT).id
    before = profile.card_of(desk, people[1]).points
    with pytest.raises(PermissionDenied):
        incidents.apologise(desk_of(desk, Role.SUPPORT), id_, people[1], "points", gift_points=50)
    for wrong in (0, -1, 501):
        with pytest.raises(BadInput):
            incidents.apologise(desk, id_, people[1], "points", gift_points=wrong)
    for _ in range(2):
        incidents.apologise(desk, id_, people[1], "points", gift_points=50)
    assert profile.card_of(desk, people[1]).points == before + 50
    with pytest.raises(BadInput):
        incidents.apologise(desk, id_, people[2], "call", gift_points=5)
    with pytest.raises(BadInput):
        incidents.apologise(desk, id_, people[2], "pigeon")


def test_two_records_of_one_person_are_told_once(desk, people):
    id_ = incidents.open(desk, DRAFT).id
    incidents.apologise(desk, id_, people[1], "in_person")
    merge = merging.merge(desk, people[1], people[2])
    assert hit(desk, id_) == [(people[2], "apologised")]
    assert incidents.detail(desk, id_).people[0].record_ids == (people[1], people[2])
    merging.undo(desk, merge)
    assert hit(desk, id_) == [(people[1], "apologised"), (people[2], "open")]
    merging.merge(desk, people[1], people[2])
    incidents.close(desk, id_)


def test_who_is_erased_waits_for_nothing(desk, people):
    id_ = incidents.open(desk, DRAFT).id
    members.erase(desk, people[1])
    assert hit(desk, id_)[0] == (people[1], "skipped")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "flood"}, "kind"), ({"text": ""}, "text"), ({"severity": 9}, "severity"),
        ({"load": 4}, "load"), ({"from_at": NOON + HOUR}, "from_at"), ({"key": ""}, "key"),
        ({"until_at": NOON - 3 * HOUR}, "until_at"), ({"product": "x" * 121}, "product"),
        ({"from_at": NOON - timedelta(days=500)}, "from_at"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_beside_its_field(desk, fields, field):
    with pytest.raises(BadInput) as refused:
        incidents.open(desk, replace(DRAFT, **fields))
    assert refused.value.field == field
    assert words.words(refused.value)


def test_many_are_found_by_a_few_questions(desk):
    """A set query finds them, whatever their number: no question for each member."""
    for _ in range(30):
        make_sale(desk, make_member(desk).id)
    asked = []
    desk.db.query_hooks.append(lambda *args: asked.append(args))
    try:
        assert incidents.preview(desk, DRAFT) == 30
    finally:
        desk.db.query_hooks.clear()
    assert len(asked) < 12
