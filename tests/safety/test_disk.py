"""Power cuts, and disks that fail."""

import pytest

from tests.safety import power_cuts, shop
from tests.safety.power_cuts import Tally, cut_often, cut_power, record


@pytest.mark.parametrize("key", [None, shop.KEY], ids=["plain", "encrypted"])
def test_r04_no_power_cut_loses_or_damages_anything(scale, key):
    tally = cut_power(scale, key, scale.of(200, 5_000), scale.of(1, 5), scale.of(60, 200))
    print(power_cuts.figure(tally).text)
    assert tally.is_whole, tally
    assert tally.unheard > 0


def test_r04_a_club_that_is_not_flushed_loses_sales_to_a_power_cut(scale):
    """The measurement itself: it sees what it looks for."""
    made = record(scale.folder, None, 30, scale.seed, flushing="off")
    tally = cut_often(made, 40, scale.chance(), Tally())
    assert not tally.is_whole
