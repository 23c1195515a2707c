"""Prospects: written down once, joined without retyping, counted by source, erased on demand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    casework,
    checking,
    contacts,
    feedback,
    members,
    occasions,
    prospect_ends,
    prospects,
    requests,
)
from loyaldesk.services.words import words
from tests.makers import make_member
from tests.services.test_requests import steps

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


def come(desk, key="k", **more):
    more = {"name": "Reza Karimi", "mobile": "09125556677", "enquiry": "Price of a cake"} | more
    return prospects.add(desk, ProspectDraft(key, **more))


def test_a_prospect_has_number_owner_and_a_follow_up(desk):
    new = come(desk)
    assert (new.number, new.owner_id, new.is_new) == (1, desk.operator.id, True)
    assert steps(desk, "prospect", new.id)[0][:3] == ("Price of a cake", "request", "call")
    assert not come(desk).is_new
    assert checking.check(desk) == []


def test_name_or_mobile_must_be_there(desk):
    with pytest.raises(BadInput) as refused:
        come(desk, name=" ", mobile="")
    assert refused.value.why == "name or mobile"
    assert come(desk, "a", name="").id and come(desk, "b", mobile="").id
    with pytest.raises(BadInput):
        come(desk, "c", mobile="12")


def test_a_member_is_no_prospect_and_a_prospect_no_second_one(desk):
    member = make_member(desk, mobile="09121110001")
    with pytest.raises(errors.AlreadyMember) as refused:
        come(desk, mobile="0912 111 0001")
    assert refused.value.member_id == member.id and member.name in words(refused.value)
    first = come(desk, "a", name="")
    again = come(desk, "b", enquiry="And candles")
    assert (again.id, again.is_new) == (first.id, False)
    found = prospects.detail(desk, first.id)
    assert (found.name, found.enquiry) == ("Reza Karimi", "Price of a cake\nAnd candles")
    assert prospects.duplicates(desk, "09125556677").prospect_id == first.id
    assert prospects.duplicates(desk, "09121110001").member_id == member.id
    assert prospects.duplicates(desk, "09129999999") is None


def test_who_was_given_up_comes_again(desk):
    new = come(desk)
    prospects.lost(desk, new.id, reason="price", version=2 - 1)
    assert steps(desk, "prospect", new.id) == []
    assert come(desk, "again").id == new.id
    assert prospects.detail(desk, new.id).state == "open"
    assert len(steps(desk, "prospect", new.id)) == 1


def test_joining_takes_everything_along_without_retyping(desk, clock):
    who = come(desk)
    ask = requests.open_request(
        desk, RequestDraft("r", "product", prospect_id=who.id, product="Cake")
    )
    said = feedback.take(desk, FeedbackDraft("f", "idea", "Open on Fridays", prospect_id=who.id))
    order = occasions.add(
        desk,
        OrderDraft("o", "yalda", "Nuts", clock() + timedelta(days=2), prospect_id=who.id),
    )
    contacts.add(desk, ContactDraft("c", None, who.id, "call", text="Asked for the price"))
    form = prospects.draft_for(desk, who.id)
    assert (form.first_name, form.last_name, form.mobile) == ("Reza", "Karimi", "+989125556677")
    new = prospects.join(desk, who.id, form, version=prospects.detail(desk, who.id).version)
    found = prospects.detail(desk, who.id)
    assert (found.state, found.member_id, found.joined_at) == ("joined", new.id, clock())
    assert requests.detail(desk, ask.id).member_id == new.id
    for table in ("request", "feedback", "occasion_order", "contact", "followup"):
        rows = desk.db.execute_sql(
            f"SELECT DISTINCT member_id, prospect_id FROM {table}"
        ).fetchall()
        assert rows == [(new.id, None)], table
    assert steps(desk, "prospect", who.id) == []  # nobody is to be won any more
    assert [len(steps(desk, *each)) for each in (
        ("request", ask.id), ("feedback", said.id), ("occasion_order", order.id),
    )] == [1, 1, 1]  # fmt: skip
    with pytest.raises(errors.RecordEnded):
        prospects.join(desk, who.id, form, version=found.version)
    assert checking.check(desk) == []


def test_a_refused_form_leaves_the_prospect_as_it_was(desk):
    make_member(desk, mobile="09121110001")
    who = come(desk)
    form = replace(prospects.draft_for(desk, who.id), mobile="09121110001")
    with pytest.raises(errors.MobileTaken):
        prospects.join(desk, who.id, form, version=1)
    with pytest.raises(errors.ChangedMeanwhile):
        prospects.join(desk, who.id, prospects.draft_for(desk, who.id), version=9)
    assert prospects.detail(desk, who.id).state == "open"
    assert members.find(desk, "Karimi") == []


def test_linking_to_a_member_is_no_conversion(desk):
    member = make_member(desk).id
    who = come(desk)
    ask = requests.open_request(
        desk, RequestDraft("r", "product", prospect_id=who.id, product="Cake")
    )
    prospects.link(desk, who.id, member, version=1)
    assert requests.detail(desk, ask.id).member_id == member
    assert prospect_ends.conversion(desk, *NOVEMBER) == []


def test_conversion_is_counted_by_source(desk):
    for n, source in enumerate(("caller", "caller", "caller", "visitor", "form")):
        come(desk, f"k{n}", mobile=f"0912555660{n}", source=source, name=f"Reza {n}")
    for prospect_id in (1, 4):
        prospects.join(desk, prospect_id, prospects.draft_for(desk, prospect_id), version=1)
    prospects.lost(desk, 2, reason="no_interest", version=1)
    prospects.lost(desk, 5, reason="twice", version=1)
    found = {row.source: row for row in prospect_ends.conversion(desk, *NOVEMBER)}
    caller = found["caller"]
    assert (caller.came, caller.joined, caller.lost, caller.open) == (3, 1, 1, 1)
    assert caller.rate == pytest.approx(1 / 3) and found["visitor"].rate == 1.0
    assert "form" not in found  # written down twice


def test_erasing_leaves_no_word_of_the_person(desk):
    who = come(desk, email="reza@example.com")
    requests.open_request(desk, RequestDraft("r", "repair", prospect_id=who.id, text="Rezas clock"))
    feedback.take(desk, FeedbackDraft("f", "idea", "Rezas idea", prospect_id=who.id))
    contacts.add(desk, ContactDraft("c", None, who.id, "call", text="Reza called"))
    prospect_ends.erase(desk, who.id)
    dump = " ".join(
        str(row)
        for (table,) in desk.db.execute_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall()
        for row in desk.db.execute_sql(f'SELECT * FROM "{table}"').fetchall()
    )
    assert "Reza" not in dump and "5556677" not in dump and "example.com" not in dump
    assert desk.db.execute_sql("SELECT COUNT(*) FROM followup WHERE state = 'open'").fetchone() == (
        0,
    )
    assert requests.listing(desk, state="open") == [] and prospects.listing(desk, state="") == []
    with pytest.raises(errors.Missing):
        prospect_ends.erase(desk, who.id)
    assert checking.check(desk) == []


def test_an_erased_member_is_blank_as_a_prospect_too(desk):
    who = come(desk)
    new = prospects.join(desk, who.id, prospects.draft_for(desk, who.id), version=1)
    members.erase(desk, new.id)
    found = prospects.detail(desk, who.id)
    assert (found.name, found.mobile, found.enquiry) == ("", "", "")
    with pytest.raises(errors.RecordEnded):
        prospect_ends.erase(desk, who.id)


def test_editing_and_finding(desk):
    who = come(desk)
    prospects.edit(desk, who.id, name="Rezā", number="", email="", enquiry="", version=1)
    assert [row.id for row in prospects.listing(desk, typed="rez")] == [who.id]
    assert prospects.listing(desk, typed="0913") == []
    assert [e.what for e in casework.history(desk, "prospect", who.id)] == ["made", "edited"]
