"""One seed gives one club, however often it is closed and opened."""

import shutil

from loyaldesk.services import checking
from tests.safety import shop
from tests.safety.year import YEAR, live


def test_a_shop_that_is_opened_again_and_again_has_the_same_club(scale):
    acts, broken, marks = 150, [], []
    base = shop.found(scale.folder / "base.club", count=30)
    for name, again_every in (("first", 0), ("other", 11)):
        path = shutil.copy(base, scale.folder / f"{name}.club")
        mark, _ = live(
            scale.folder / path, scale.seed, acts, YEAR / acts, again_every=again_every,
            look_every=50, told=lambda desk, _n: broken.extend(checking.check(desk)),
        )  # fmt: skip
        marks.append(mark)
    assert broken == []
    assert marks[0] == marks[1]
