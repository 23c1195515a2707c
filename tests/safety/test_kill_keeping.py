"""Killed in the middle of long work, the club is wholly old or wholly new; what is kept is true."""

import pytest

from tests.safety import kill_keeping, shop
from tests.safety.kill_keeping import WORKS, differences, keep_some, kill_often, longest_sale


@pytest.mark.parametrize("kills", [1, pytest.param(5, marks=pytest.mark.gate)])
@pytest.mark.parametrize("kind", list(WORKS))
def test_r05_killed_in_long_work_the_club_is_wholly_old_or_wholly_new(scale, kind, kills):
    tally = kill_often(scale.folder, kind, scale.of(kills, 125), scale.chance(kind))
    print(kill_keeping.tally_words({kind: tally}).text)
    assert tally.broken == []


def test_every_kept_backup_comes_back_with_the_same_sum_and_head(scale):
    path = shop.found(scale.folder / "shop.club")
    kept = keep_some(path, scale.of(3, 30), scale.chance("kept"))
    assert len({one.head for one in kept}) == len(kept)
    assert differences(kept, None, scale.folder) == []


def test_a_sale_beside_a_backup_does_not_wait_for_it(scale):
    path = shop.found(scale.folder / "shop.club")
    _alone, beside = longest_sale(path, 2)
    assert beside < 2.0  # the goal of 0.5 s is measured by itself, not beside other tests
