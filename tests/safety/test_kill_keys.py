"""R3: a change of keys killed at any moment leaves a club that is wholly old or wholly new."""

import pytest

from tests.safety.kill_keys import kill_often


@pytest.mark.parametrize("most", [1, pytest.param(3, marks=pytest.mark.gate)])
def test_r05_a_killed_change_of_keys_leaves_a_whole_club_and_nothing_readable(scale, most):
    tally = kill_often(scale, most)
    assert tally.broken == []
    assert tally.kills >= 3 * most
    assert tally.old + tally.new == tally.kills
