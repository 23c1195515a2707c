"""The rules of the request room without a club: forms, ladders, terms and promises as documents."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyaldesk.domain import promises
from loyaldesk.domain.agreements import ENDED, renewed_from, rung
from loyaldesk.domain.casework import rate
from loyaldesk.domain.feedback import STATES, may_become
from loyaldesk.domain.occasions import alert_on
from loyaldesk.domain.prospects import member_draft
from loyaldesk.domain.requests import Terms, product_key
from loyaldesk.domain.working import WorkingTime, default_hours
from loyaldesk.kernel.errors import BadInput

TODAY = date(2026, 11, 21)
WORKING = WorkingTime(default_hours("jalali"), ZoneInfo("Asia/Tehran"))


def test_terms_and_promises_come_back_as_they_were_written():
    terms = Terms(minutes={"repair": 90}, feedback_points=70)
    assert Terms.from_json(terms.to_json()) == terms
    assert promises.from_json(promises.to_json(promises.READY)) == promises.READY


@pytest.mark.parametrize("text", ["", "[", "7", '{"minutes": {"repair": "soon"}}', "[" * 9999])
def test_a_document_that_cannot_be_read_is_bad_input(text):
    with pytest.raises(BadInput):
        Terms.from_json(text)
    with pytest.raises(BadInput):
        promises.from_json(text)


@given(st.sampled_from(STATES), st.sampled_from(STATES))
def test_a_voice_never_goes_back(old, new):
    if may_become(old, new):
        assert not may_become(new, old)


@given(st.integers(-50, 500), st.lists(st.integers(1, 400), max_size=5))
def test_a_rung_is_due_only_when_it_is_reached(days, days_before):
    due = rung(TODAY + timedelta(days=days), days_before, TODAY)
    if days < 0:
        assert due == ENDED
    elif due is None:
        assert all(each < days for each in days_before)
    else:
        assert due == min(each for each in days_before if each >= days)


@given(st.integers(0, 400), st.integers(0, 60))
def test_an_alert_is_on_an_open_day_and_never_late(ahead, days):
    promised_on = TODAY + timedelta(days=ahead)
    found = alert_on(promised_on, days, TODAY, WORKING)
    assert TODAY <= found <= promised_on
    assert found == TODAY or WORKING.is_open_on(found)


@given(st.integers(-400, 400))
def test_a_renewal_never_begins_in_the_past(days):
    end = TODAY + timedelta(days=days)
    assert renewed_from(end, TODAY) > end and renewed_from(end, TODAY) >= TODAY


def test_spellings_of_a_product_are_one_and_no_data_is_no_rate():
    assert product_key("كيك ي") == product_key("کیک  ی")
    assert rate(0, 0) is None and rate(0, 1) == 0.0 and rate(3, 1) == 0.75


def test_a_name_is_split_for_the_form():
    form = member_draft("Reza Karimi Nejad", "+989125556677", "", "caller")
    assert (form.first_name, form.last_name) == ("Reza", "Karimi Nejad")
