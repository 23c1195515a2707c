"""What is open about a member stands before whoever serves them; nobody else's does."""

from datetime import timedelta

from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.services import attention, care, complaints, contacts, followups, merging, requests
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.store.database import writing
from tests.conftest import desk_of
from tests.makers import make_member

DAY = timedelta(days=1)


def test_the_gravest_complaint_stands_first_and_another_members_not_at_all(desk):
    sara, other = make_member(desk), make_member(desk)
    for key, member, severity in (("a", sara, 1), ("b", sara, 4), ("c", other, 4)):
        draft = ComplaintDraft(key, "delivery", "late", member_id=member.id, severity=severity)
        complaints.open(desk, draft)
    found = attention.of_member(desk, sara.id)
    assert [one.severity for one in found.complaints] == [4, 1]


def test_a_promise_is_told_three_days_before_its_day_and_while_it_is_late(desk, clock):
    sara = make_member(desk)
    contacts.add(desk, ContactDraft(
        "k", sara.id, promise="Send the price", promise_on=desk.today() + 4 * DAY))  # fmt: skip
    assert attention.of_member(desk, sara.id).promises == ()
    clock.forward(days=1)
    assert len(attention.of_member(desk, sara.id).promises) == 1
    clock.forward(days=30)
    assert len(attention.of_member(desk, sara.id).promises) == 1


def test_follow_ups_of_today_and_before_are_due_those_of_tomorrow_are_next(desk, clock):
    sara = make_member(desk)
    followups.make(desk, FollowupDraft("t", sara.id, text="Call", on=desk.today() + DAY))
    found = attention.of_member(desk, sara.id)
    assert (found.due, found.next_action.text) == ((), "Call")
    clock.forward(days=1)
    assert [one.text for one in attention.of_member(desk, sara.id).due] == ["Call"]


def test_a_complaint_tells_its_own_follow_up(desk):
    sara = make_member(desk)
    complaints.open(desk, ComplaintDraft("a", "delivery", "late", member_id=sara.id))
    found = attention.of_member(desk, sara.id)
    assert len(found.followups) == 1
    assert found.due == ()


def test_the_last_contact_is_the_newest_that_was_not_taken_back(desk, clock):
    sara = make_member(desk)
    contacts.add(desk, ContactDraft("k1", sara.id, channel="call"))
    clock.forward(minutes=1)
    slip = contacts.add(desk, ContactDraft("k2", sara.id, channel="visit"))
    contacts.withdraw(desk, slip.contact_id)
    assert attention.of_member(desk, sara.id).contact.channel == "call"


def test_owner_and_requests_are_told(desk):
    sara = make_member(desk)
    care.set_owner(desk, [sara.id], desk.operator.id)
    requests.open_request(desk, RequestDraft("r", "product", sara.id, product="Kettle"))
    found = attention.of_member(desk, sara.id)
    assert found.care.owner == "Maryam"
    assert [one.product for one in found.requests] == ["Kettle"]


def test_a_merged_record_tells_of_the_one_it_lives_in(desk):
    kept, gone = make_member(desk), make_member(desk)
    contacts.add(desk, ContactDraft("k", kept.id, need="Kettle"))
    merging.merge(desk, gone.id, kept.id)
    assert attention.of_member(desk, gone.id).contact.need == "Kettle"


def test_who_may_not_read_follow_ups_sees_only_who_looks_after_the_member(desk):
    sara = make_member(desk)
    care.set_owner(desk, [sara.id], desk.operator.id)
    contacts.add(desk, ContactDraft("k", sara.id))
    blind = desk_of(desk, Role.CASHIER)
    right = Permission.FOLLOWUP_READ.value
    with writing(desk.db):
        desk.db.execute_sql("DELETE FROM role_right WHERE permission = ?", (right,))
    found = attention.of_member(blind, sara.id)
    assert (found.contact, found.followups, found.care.owner) == (None, (), "Maryam")


def test_an_operator_counts_the_own_and_nobodys_a_manager_counts_all(desk, clock):
    sara = make_member(desk)
    cashier = desk_of(desk, Role.CASHIER)
    for key, owner in (("mine", cashier.operator.id), ("hers", desk.operator.id)):
        followups.make(
            desk, FollowupDraft(key, sara.id, text="Call", on=desk.today(), owner_id=owner)
        )
    assert attention.due(cashier) == attention.DueCounts(today=1, overdue=0)
    assert attention.due(desk) == attention.DueCounts(today=2, overdue=0)
    clock.forward(days=2)
    assert attention.due(desk) == attention.DueCounts(today=0, overdue=2)


def test_much_that_is_open_takes_no_more_statements_than_little(desk):
    sara, busy = make_member(desk), make_member(desk)
    for n in range(30):
        contacts.add(desk, ContactDraft(f"k{n}", busy.id, promise="x", promise_on=desk.today()))
    counts = []
    for member in (sara, busy):
        told: list[str] = []
        desk.db.connection().set_trace_callback(told.append)
        attention.of_member(desk, member.id)
        desk.db.connection().set_trace_callback(None)
        counts.append(len(told))
    assert counts[0] == counts[1]
