"""At night members who may be one person are found; a person decides, nothing merges by itself."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from loyaldesk.domain import errors
from loyaldesk.services import alikes, members, merging, night
from tests.makers import make_member

_mobiles = count(2_000_000, 117_311)
BORN = date(1990, 3, 21)


def twins(desk):
    first, second = f"0912{next(_mobiles)}", f"0935{next(_mobiles)}"
    one = make_member(desk, first_name="Nasrin", last_name="Karimi", birthday=BORN, mobile=first)
    other = make_member(desk, first_name="Nasrin", last_name="Karimy", birthday=BORN, mobile=second)
    return one.id, other.id


def test_the_night_finds_two_records_of_one_person(desk, clock):
    one, other = twins(desk)
    make_member(desk, first_name="Omid", last_name="Karimi", birthday=BORN)
    clock.forward(days=1)
    night.run(desk)
    (pair,) = alikes.waiting(desk)
    assert (pair.one_id, pair.other_id) == (one, other)
    assert alikes.why_words(pair) == "same birthday"
    assert alikes.count(desk) == 1


def test_who_was_said_to_be_two_people_is_not_shown_again(desk, clock):
    one, other = twins(desk)
    alikes.find(desk)
    alikes.say_different(desk, other, one)
    clock.forward(days=1)
    assert alikes.find(desk) == 0
    assert alikes.waiting(desk) == []
    with pytest.raises(errors.Missing):
        alikes.say_different(desk, one, other)


def test_a_pair_that_was_merged_or_erased_waits_no_more(desk, clock):
    one, other = twins(desk)
    alikes.find(desk)
    merging.merge(desk, other, one)
    assert alikes.waiting(desk) == []
    third = make_member(
        desk, first_name="Nasrin", last_name="Karimi", birthday=BORN, mobile="09901234567"
    )
    clock.forward(days=1)
    assert alikes.find(desk) == 1
    members.erase(desk, third.id)
    assert alikes.count(desk) == 0


def test_a_corrected_birthday_takes_the_pair_away(desk, clock):
    _, other = twins(desk)
    alikes.find(desk)
    form, version = members.open_form(desk, other)
    members.edit(desk, other, replace(form, birthday=date(1971, 2, 3)), version)
    clock.forward(days=1)
    alikes.find(desk)
    assert alikes.waiting(desk) == []


def test_it_looks_once_a_day(desk):
    twins(desk)
    assert alikes.find(desk) == 1
    twins(desk)
    assert alikes.find(desk) == 0
