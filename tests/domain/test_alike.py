"""Two records of one person are found by a name alike and something else that agrees."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from loyaldesk.domain.alike import Face, agreeing, is_slip, pairs

SARA = Face(1, "ساراحمدی", "احمدیسارا", "989121112233", birthday=date(1990, 3, 21))


def found(*faces):
    return [(p.one_id, p.other_id, p.why) for p in pairs(faces, JaroWinkler.similarity)]


def test_the_same_name_alone_is_no_pair():
    assert found(SARA, Face(2, SARA.name, SARA.turned, "989351234567")) == []


def test_the_same_name_and_birthday_is_a_pair():
    other = replace(SARA, id=2, mobile="989351234567")
    assert found(other, SARA) == [(1, 2, ("birthday", "name"))]


def test_a_mobile_with_one_wrong_digit_and_a_name_alike_is_a_pair():
    other = Face(9, "ساراحمدي".replace("ي", "ی"), "احمدیسارا", "989121112238")
    assert found(SARA, other) == [(1, 9, ("slip", "name"))]


def test_names_turned_round_are_alike():
    other = Face(2, "احمدیسارا", "ساراحمدی", "989121112233")
    assert [each[:2] for each in found(SARA, other)] == [(1, 2)]


def test_a_family_on_one_mobile_is_no_pair():
    assert found(SARA, Face(2, "محمدرضااحمدی", "احمدیمحمدرضا", SARA.mobile)) == []


def test_the_same_national_id_is_a_pair_whatever_the_name():
    one, other = replace(SARA, national_id="0012345679"), Face(2, "x", "x", "", "0012345679")
    assert found(one, other) == [(1, 2, ("national_id",))]


def test_a_mark_that_hundreds_share_tells_nothing():
    crowd = [Face(n, "ساراحمدی", "احمدیسارا", landline="02188776655") for n in range(201)]
    assert pairs(crowd, JaroWinkler.similarity) == []


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("989121112233", "989121112234", True),
        ("989121112233", "989121121233", True),  # neighbours changed places
        ("989121112233", "989121112233", False),
        ("989121112233", "989121113333", False),  # two digits, no neighbours turned
        ("989121112233", "98912111223", False),
        ("", "", False),
    ],
)
def test_a_slip_is_one_digit_or_two_neighbours_turned(one, other, slip):
    assert is_slip(one, other) is slip


@given(st.text("0123456789", min_size=10, max_size=10), st.integers(0, 9), st.integers(1, 9))
def test_every_slip_of_one_digit_is_found_among_candidates(mobile, at, by):
    wrong = mobile[:at] + str((int(mobile[at]) + by) % 10) + mobile[at + 1 :]
    one, other = Face(1, "sara", "sara", mobile), Face(2, "sara", "sara", wrong)
    assert agreeing(one, other) == ("slip",)
    assert len(pairs([one, other], JaroWinkler.similarity)) == 1


@given(st.text("0123456789", min_size=10, max_size=10), st.integers(0, 8))
def test_every_pair_of_turned_neighbours_is_found_among_candidates(mobile, at):
    turned = mobile[:at] + mobile[at + 1] + mobile[at] + mobile[at + 2 :]
    one, other = Face(1, "sara", "sara", mobile), Face(2, "sara", "sara", turned)
    assert len(pairs([one, other], JaroWinkler.similarity)) == 1
