"""R3: a change of keys killed at any moment leaves a club that is wholly old or wholly new."""

from tests.safety.kill_keys import kill_often


def test_r05_a_killed_change_of_keys_leaves_a_whole_club_and_nothing_readable(scale):
    tally = kill_often(scale, 2)
    assert tally.broken == []
    assert tally.kills >= 6
    assert tally.old + tally.new == tally.kills
