"""A trial: the lot is fair and repeatable, and chance is never taken for a gain."""

from datetime import date

import pytest

from loyaldesk.domain.insight import trial
from loyaldesk.domain.insight.trial import TrialDraft, outcome, sizes, split
from loyaldesk.kernel.errors import BadInput


def of(came, whole):
    return [True] * came + [False] * (whole - came)


def test_one_in_five_is_held_back_and_no_more_than_two_hundred_are_asked():
    assert sizes(50, 20) == (40, 10)
    assert sizes(53, 20) == (42, 11)  # 10.6 of 53
    assert sizes(250, 20) == (200, 50)
    assert sizes(900, 20) == (200, 50)
    assert sizes(900, 50) == (200, 200)
    assert sizes(900, 10) == (200, 22)  # 22 of 222 is nearest to a tenth


def test_the_same_key_draws_the_same_members_whatever_their_order():
    ids = list(range(1, 101))
    first = split(ids, 20, "spring")
    assert split(ids[::-1], 20, "spring") == first
    assert split(ids, 20, "autumn") != first
    assert sorted(first.asked + first.held) == ids and len(first.held) == 20


def test_everybody_is_held_back_about_as_often():
    held = [id_ for n in range(500) for id_ in split(range(1, 61), 20, f"lot {n}").held]
    counts = [held.count(id_) for id_ in range(1, 61)]
    # 500 draws of 1 in 5: 100 expected, standard deviation sqrt(500 x 0.2 x 0.8) = 8.9
    assert sum(counts) == 6000 and min(counts) > 60 and max(counts) < 140


def test_of_too_many_the_first_of_the_list_are_taken():
    parts = split(range(1, 1001), 20, "k")
    assert max(parts.asked + parts.held) == 250


def test_ten_are_needed_on_each_side():
    split(range(50), 20, "k")
    with pytest.raises(BadInput) as caught:
        split(range(47), 20, "k")  # 9 would be held back
    assert (caught.value.field, caught.value.why, caught.value.limit) == ("members", "too few", 10)
    with pytest.raises(BadInput):
        split([], 20, "k")


def test_the_difference_is_that_of_newcombes_own_example():
    # Newcombe 1998 (Statistics in Medicine 17, 873): 56 of 70 less 48 of 80, method 10
    came = outcome(of(56, 70), of(48, 80), is_over=True)
    assert came.gap.value == pytest.approx(0.2)
    assert came.gap.low == pytest.approx(0.0524, abs=5e-5)
    assert came.gap.high == pytest.approx(0.3339, abs=5e-5)
    assert came.word == "better"
    assert outcome(of(48, 80), of(56, 70), is_over=True).word == "worse"


def test_what_chance_explains_is_no_gain():
    # Wilson for 8 of 20: (0.4 + 0.0960) / 1.1921 -+ 0.1973 = 0.219 to 0.613
    came = outcome(of(8, 20), of(6, 20), is_over=True)
    assert (came.asked.value, came.held.value) == (0.4, 0.3)
    assert came.asked.low == pytest.approx(0.2188, abs=1e-4)
    assert came.asked.high == pytest.approx(0.6134, abs=1e-4)
    assert came.gap.low < 0 < came.gap.high and came.word == "open"


def test_nothing_is_said_too_early_of_few_or_when_it_was_ended():
    assert outcome(of(56, 70), of(48, 80), is_over=False).word == trial.EARLY
    assert outcome(of(9, 9), of(0, 80), is_over=True).word == trial.FEW
    assert outcome(of(56, 70), of(48, 80), is_over=False, is_cut=True).word == trial.ENDED
    nobody = outcome([], [], is_over=True)
    assert nobody.asked.value is None and nobody.gap.value is None and nobody.word == trial.FEW


def test_the_days_are_those_after_the_beginning():
    assert trial.last_day(date(2026, 11, 21), 60) == date(2027, 1, 20)


@pytest.mark.parametrize(("field", "more"), [
    ("name", {"name": " "}), ("act", {"act": ""}), ("key", {"key": ""}),
    ("share_held", {"share_held": 9}), ("share_held", {"share_held": 51}),
    ("days", {"days": 6}), ("days", {"days": 366}), ("kind", {"kind": "low"}),
])  # fmt: skip
def test_a_draft_that_cannot_be_used_says_which_field(field, more):
    given = {"key": "k", "name": "Ring", "act": "Ring them", **more}
    with pytest.raises(BadInput) as caught:
        TrialDraft(**given).checked()
    assert caught.value.field == field
