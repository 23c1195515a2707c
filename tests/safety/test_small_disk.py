"""Clubs without room, with the program's own engine."""

import pytest

from tests.safety import shop, small_disk
from tests.safety.small_disk import Tally, limits_of, on_small_disk, under_limits, without_pages


@pytest.mark.skipif(small_disk.resource is None, reason="no limit for the size of files here")
@pytest.mark.parametrize(
    ("key", "few"),
    [
        pytest.param(shop.KEY, 3, id="a few"),
        pytest.param(None, 8, id="plain", marks=pytest.mark.gate),
        pytest.param(shop.KEY, 8, id="encrypted", marks=pytest.mark.gate),
    ],
)
def test_r08_r10_files_that_may_not_grow_lose_no_sale(scale, key, few):
    tally = under_limits(scale.folder, key, limits_of(scale, few))
    print(tally.told())
    assert tally.is_whole, tally
    assert tally.said


@pytest.mark.parametrize("key", [None, shop.KEY], ids=["plain", "encrypted"])
def test_r08_a_club_without_room_says_that_the_disk_is_full_and_sells_again_after(scale, key):
    tally = Tally()
    without_pages(scale.folder, key, 2, tally)
    print(tally.told())
    assert tally.is_whole, tally
    assert set(tally.said) == {"full"}


def test_r08_a_real_disk_that_is_full_loses_no_sale(scale):
    tally = on_small_disk(scale.folder, shop.KEY)
    if tally is None:
        pytest.skip("nobody may mount a small disk here")
    print(tally.told())
    assert tally.is_whole, tally
    assert set(tally.said) <= {"full", "full, reserve"}
    assert tally.said
