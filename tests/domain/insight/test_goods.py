"""What lies in one basket and what comes next, counted by arrays and by loops: the same."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from loyaldesk.domain.insight.goods import NOTHING, Goods, Pair

CODES = ("bread", "milk", "tea")
BREAD, MILK, TEA = range(3)


def goods_of(rows) -> Goods:
    """Return the goods of rows of basket, member, day and product."""
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    return Goods(CODES, CODES, *columns)


@pytest.fixture
def shop() -> Goods:
    """Two members; the second basket of the first member names nothing."""
    return goods_of([
        (1, 7, 10, BREAD), (1, 7, 10, MILK), (1, 7, 10, MILK), (2, 7, 12, NOTHING),
        (3, 7, 15, TEA), (4, 8, 10, BREAD), (5, 8, 10, MILK), (6, 8, 11, TEA), (6, 8, 11, BREAD),
    ])  # fmt: skip


def test_two_lines_of_one_product_are_one_pair_with_another(shop):
    assert shop.named_baskets == 5
    # Together: bread and milk in basket 1; bread and tea in basket 6.
    assert shop.pairs(1) == [Pair("bread", "milk", 1, 3, 2), Pair("bread", "tea", 1, 3, 2)]
    assert shop.pairs(2) == []


def test_the_next_day_of_buying_counts_even_when_nobody_wrote_its_goods_down(shop):
    # Followed: day 10 and 12 of the first, day 10 of the second (two baskets, one day).
    every, pairs = shop.followers(1)
    assert every == 3
    # On the days after only the second member's goods are known: tea and bread.
    assert pairs == [
        Pair("bread", "tea", 1, 2, 2), Pair("milk", "bread", 1, 2, 1), Pair("milk", "tea", 1, 2, 2),
    ]  # fmt: skip


def test_buyers_are_told_each_once(shop):
    found = shop.buyers_of({"tea", "milk", "unknown"})
    assert {code: ids.tolist() for code, ids in found.items()} == {"milk": [7, 8], "tea": [7, 8]}


@pytest.mark.parametrize("rows", [[], [(1, 7, 10, NOTHING)], [(1, 7, 10, TEA)]])
def test_a_shop_with_nearly_nothing_has_no_pairs(rows):
    goods = goods_of(rows)
    assert goods.pairs(1) == []
    assert goods.followers(1) == (0, [])
    assert goods.buyers_of({"tea"})["tea"].tolist() == [7] * any(row[3] == TEA for row in rows)


def test_a_large_shop_has_the_pairs_that_loops_find():
    rng = np.random.default_rng(3)
    rows = np.column_stack((
        rng.integers(0, 60, 200), np.zeros(200, int), np.zeros(200, int), rng.integers(-1, 3, 200),
    ))  # fmt: skip
    rows[:, 1], rows[:, 2] = rows[:, 0] % 9, rows[:, 0] // 9
    baskets, days = {}, {}
    for basket, member, day, product in rows.tolist():
        days.setdefault(member, {}).setdefault(day, set())
        if product != NOTHING:
            baskets.setdefault(basket, set()).add(product)
            days[member][day].add(product)
    together, after = {}, {}
    for held in baskets.values():
        for pair in combinations(sorted(held), 2):
            together[pair] = together.get(pair, 0) + 1
    for own in days.values():
        turns = [own[day] for day in sorted(own)]
        for one, other in pairwise(turns):
            for pair in ((a, b) for a in one for b in other if a != b):
                after[pair] = after.get(pair, 0) + 1
    goods = goods_of(rows)
    every, pairs = goods.followers(1)
    for found, wanted in ((goods.pairs(1), together), (pairs, after)):
        assert {(CODES.index(p.one), CODES.index(p.other)): p.both for p in found} == wanted
    assert every == sum(len(own) - 1 for own in days.values())
