"""The engagement score, reckoned by hand."""

from loyaldesk.domain.insight.engagement import Signs, engagement


def test_a_member_of_twelve_days_silence_reckoned_by_hand():
    # Silent 12 of 36 days: 35 x 2/3 = 23.3; 6 of 12 visits: 12.5 -> 13; one tie of three: 5;
    # two contacts of five: 6; one word of two: 5. Together 52.
    found = engagement(Signs(12, 36.0, 6, 1, 2, 1))
    parts = (found.recency, found.frequency, found.ties, found.contacts, found.feedback)
    assert parts == (23, 13, 5, 6, 5)
    assert found.score == 52


def test_the_best_is_100_and_the_gone_without_ties_0():
    assert engagement(Signs(0, 30.0, 50, 9, 9, 9)).score == 100
    assert engagement(Signs(31, 30.0, 0, 0, 0, 0)).score == 0
    assert engagement(Signs(None, 0.0, 0, 0, 0, 0)).score == 0


def test_more_of_anything_never_lowers_it():
    plain = engagement(Signs(12, 36.0, 6, 1, 2, 1)).score
    for more in (Signs(11, 36.0, 6, 1, 2, 1), Signs(12, 36.0, 7, 1, 2, 1),
                 Signs(12, 36.0, 6, 2, 2, 1), Signs(12, 36.0, 6, 1, 3, 1),
                 Signs(12, 36.0, 6, 1, 2, 2)):  # fmt: skip
        assert engagement(more).score >= plain
