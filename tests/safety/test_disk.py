"""Power cuts, and disks that fail."""

import apsw
import pytest

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.services import checking
from loyaldesk.store.database import translated
from tests.safety import failing_disk, power_cuts, shop
from tests.safety.disk import Disk
from tests.safety.engine import opened_on
from tests.safety.failing_disk import fail_often, spread
from tests.safety.power_cuts import Tally, cut_often, cut_power, record

KEYS = pytest.mark.parametrize("key", [None, shop.KEY], ids=["plain", "encrypted"])


@KEYS
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


@pytest.mark.parametrize(
    ("key", "points"),
    [
        pytest.param(shop.KEY, 4, id="a few"),
        pytest.param(None, 12, id="plain", marks=pytest.mark.gate),
        pytest.param(shop.KEY, 12, id="encrypted", marks=pytest.mark.gate),
    ],
)
def test_r08_r10_whatever_the_disk_refuses_no_sale_is_lost_and_the_reason_is_right(
    scale, key, points
):
    tally = fail_often(scale.folder, key, scale.seed, spread(scale, points))
    print(failing_disk.figure(tally).text)
    assert tally.is_whole, tally
    assert tally.refused > tally.points // 2


def fails_while(path, kind, act):
    """Do *act* at a desk whose disk is full for everything done to files of this kind."""

    def full(op):
        if op.kind != "read" and op.file.endswith(kind) and watching:
            raise apsw.FullError("full")  # fmt: skip

    watching = []
    Disk.watched("full", full)
    desk = shop.at_desk(opened_on("full", path), 50)
    watching.append(1)
    try:
        return act(desk)
    finally:
        watching.clear()
        assert shop.perform(desk, ("sale", 60, {"member_id": 2, "rial": 500_000}))
        desk.db.close()


def test_r10_a_full_disk_while_the_journal_is_brought_in_leaves_the_sale_saved(tmp_path):
    path = shop.found(tmp_path / "shop.club")

    def act(desk):
        stored = shop.perform(desk, ("sale", 50, {"member_id": 1, "rial": 500_000}))
        with pytest.raises(StorageProblem, match="full"), translated(path):
            desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        assert stored in shop.present(desk)
        return stored

    stored = fails_while(path, ".club", act)
    desk = shop.opened(path, n=60)
    assert shop.present(desk) == {stored: 1, "act-60": 1}
    assert checking.check(desk) == []
    desk.db.close()


def test_r08_a_full_disk_during_a_sale_stores_nothing_and_says_so(tmp_path):
    path = shop.found(tmp_path / "shop.club")
    with pytest.raises(StorageProblem, match="full"):
        fails_while(path, "-wal", lambda desk: shop.perform(
            desk, ("sale", 50, {"member_id": 1, "rial": 500_000})))  # fmt: skip
    desk = shop.opened(path, n=60)
    assert shop.present(desk) == {"act-60": 1}
    assert checking.check(desk) == []
    desk.db.close()
