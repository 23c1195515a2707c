"""A till that is killed while it sells."""

import pytest

from loyaldesk.services import checking, drafts, sales
from tests.safety import shop
from tests.safety.kill_sales import (
    BASKET,
    PATIENCE_S,
    begun,
    children,
    figure,
    kill_often,
    stop_before_the_commit,
    stop_behind_the_commit,
)


@pytest.mark.parametrize(
    ("key", "kills"),
    [
        pytest.param(shop.KEY, 6, id="a few"),
        pytest.param(None, 30, id="plain", marks=pytest.mark.gate),
        pytest.param(shop.KEY, 30, id="encrypted", marks=pytest.mark.gate),
    ],
)
def test_t12_no_sale_is_lost_or_doubled_by_killing_the_till(scale, key, kills):
    tally = kill_often(scale.folder, key, scale.of(kills, 1_000), scale.seed)
    print(figure(tally).text)
    assert tally.is_whole, tally
    assert len(tally.stored) > tally.kills
    assert tally.waiting > tally.kills // 3


def killed_there(work, path):
    context = children()
    here, there = context.Pipe()
    child = begun(context, work, path, there)
    assert here.poll(PATIENCE_S)
    said = here.recv()
    child.kill()
    child.join()
    return said


def test_r01_a_till_killed_before_the_commit_leaves_no_sale_and_offers_the_basket(tmp_path):
    path = shop.found(tmp_path / "shop.club")
    assert killed_there(stop_before_the_commit, path) == "written"
    desk = shop.opened(path)
    assert shop.present(desk) == {}
    assert checking.check(desk) == []
    (kept,) = drafts.find(desk)
    assert kept.basket == BASKET
    assert not sales.record_sale(desk, kept.basket.draft()).repeated
    desk.db.close()


def test_r02_a_till_killed_behind_the_commit_has_the_sale_once_and_shows_it_again(tmp_path):
    path = shop.found(tmp_path / "shop.club")
    assert killed_there(stop_behind_the_commit, path) == "stored"
    desk = shop.opened(path)
    assert shop.present(desk) == {BASKET.key: 1}
    again = sales.record_sale(desk, BASKET.draft())
    assert again.repeated
    assert again.receipt == 1001
    assert shop.present(desk) == {BASKET.key: 1}
    assert checking.check(desk) == []
    desk.db.close()
