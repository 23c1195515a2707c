"""Scores of recency, frequency and money: ties share one, and one visit makes nobody loyal."""

import random
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from loyaldesk.domain.insight import rfm, spenders


def plain_score(value, values):
    """The definition, word by word."""
    lower = sum(other < value for other in values)
    level = sum(other == value for other in values)
    return int(1 + Fraction(5) * (lower + Fraction(level, 2)) / len(values))


def test_five_members_with_one_visit_each_share_one_score():
    """V-A3: the reference ranks five equal values 0 to 4."""
    day = date(2025, 3, 17)
    came = [(3, 1), (2, 15), (1, 30), (3, 10), (2, 20)]
    recency = np.array([(day - date(2025, *on)).days for on in came])
    assert recency.tolist() == [16, 30, 46, 7, 25]
    assert rfm.scores(-recency).tolist() == [4, 2, 1, 5, 3]
    assert rfm.scores(np.ones(5, np.int64)).tolist() == [3] * 5
    assert rfm.scores(np.array([100, 200, 150, 300, 250])).tolist() == [1, 3, 2, 5, 4]


def test_nobody_and_one_alone_have_scores_too():
    assert rfm.scores(np.zeros(0, np.int64)).tolist() == []
    assert rfm.scores(np.array([7])).tolist() == [3]


@pytest.mark.parametrize("seed", range(30))
def test_scores_are_those_of_the_plain_definition(seed):
    dice = random.Random(seed)
    most = dice.choice((2, 5, 40, 10**15))
    values = [dice.randint(-most, most) for _ in range(dice.randint(1, 80))]
    found = rfm.scores(np.array(values, np.int64)).tolist()
    assert found == [plain_score(value, values) for value in values]


def plain_class(r, f, m, visits):
    if visits < 2:
        if r >= 4:
            return "promising" if m >= 4 else "new"
        return {3: "sleepy", 2: "asleep", 1: "lost"}[r]
    if r >= 4:
        if f < 4:
            return "potential"
        return "champions" if r == 5 and m >= 4 else "loyal"
    if r == 3:
        return "loyal" if f >= 4 else "attention" if f == 3 else "sleepy"
    if f == 5 or m == 5:
        return "cannot_lose"
    return "risk" if f >= 3 else {2: "asleep", 1: "lost"}[r]


def test_every_cell_has_the_class_of_the_table():
    cells = [(r, f, m, v) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
             for v in (1, 2, 9)]  # fmt: skip
    r, f, m, v = (np.array(column) for column in zip(*cells, strict=True))
    found = rfm.classes_of(r.astype(np.int8), f.astype(np.int8), m.astype(np.int8), v)
    assert [rfm.CLASSES[k] for k in found] == [plain_class(*cell) for cell in cells]
    assert {rfm.CLASSES[k] for k in found} == set(rfm.CLASSES)


@pytest.mark.parametrize("seed", range(20))
def test_one_visit_never_makes_a_loyal_member(seed):
    """Row 112b: whatever the money, and however few the others came."""
    dice = random.Random(seed)
    n = dice.randint(1, 60)
    visits = np.array([dice.choice((1, 1, 1, 2, 7)) for _ in range(n)])
    money = np.array([dice.randint(1, 10 ** dice.randint(1, 12)) for _ in range(n)])
    away = np.array([dice.randint(0, 300) for _ in range(n)])
    found = rfm.classes_of(rfm.scores(-away), rfm.scores(visits), rfm.scores(money), visits)
    loyal = found < len(rfm.LOYAL)
    assert not (loyal & (visits == 1)).any()


def plain_spender(net, nets):
    if net <= 0:
        return "zero"
    bought = [other for other in nets if other > 0]
    above = Fraction(sum(other > net for other in bought), len(bought))
    return "heavy" if above < Fraction(1, 5) else "medium" if above < Fraction(1, 2) else "light"


def test_of_ten_who_bought_two_are_heavy_three_medium_and_five_light():
    net = np.array([*range(10, 0, -1), 0, -4])
    found = [spenders.CLASSES[k] for k in spenders.spenders(net)]
    assert found == ["heavy"] * 2 + ["medium"] * 3 + ["light"] * 5 + ["zero"] * 2


@pytest.mark.parametrize("seed", range(30))
def test_spenders_are_those_of_the_plain_definition(seed):
    dice = random.Random(seed)
    nets = [dice.randint(-3, dice.choice((2, 9, 10**12))) for _ in range(dice.randint(0, 70))]
    found = [spenders.CLASSES[k] for k in spenders.spenders(np.array(nets, np.int64))]
    assert found == [plain_spender(net, nets) for net in nets]
