"""The list of what is measured."""

import re

import pytest

from tests.safety import registry
from tests.safety.__main__ import table
from tests.safety.registry import Figure, Measurement, Row, Scale


def reached(scale: Scale) -> Figure:
    return Figure("0 lost", is_reached=True)


def test_every_measurement_names_a_promise_and_its_goal_once():
    found = registry.every()
    assert found
    assert all(re.fullmatch(r"[RS]\d{1,2}", one.id) and one.goal for one in found)
    assert len({(one.id, one.part) for one in found}) == len(found)


def test_a_promise_cannot_be_measured_twice_under_one_name(monkeypatch):
    monkeypatch.setattr(registry, "_ALL", {})
    registry.measured("R1", goal="0 lost")(reached)

    def other(scale: Scale) -> Figure:
        return Figure("1", is_reached=False)

    with pytest.raises(ValueError, match="R1"):
        registry.measured("R1", goal="0 lost")(other)


def test_a_measurement_that_breaks_is_a_missed_goal_and_the_table_tells_why(tmp_path):
    def breaks(scale: Scale) -> Figure:
        raise OSError("no | disk")

    row = registry.measure(Measurement("R1", "0 lost", "", breaks), Scale(tmp_path))
    assert row.verdict == "MISSED"
    assert "| R1 | 0 lost | fast | OSError: no / disk | MISSED |" in table([row])


def test_what_cannot_be_measured_here_is_neither_reached_nor_missed():
    one = Measurement("S1", "all", "", reached)
    assert Row(one, False, Figure("no server", None), 0.0).verdict == "not measured"


def test_chance_hangs_on_the_seed_alone(tmp_path):
    a, b = (Scale(tmp_path, seed=5).chance("cuts").random() for _ in range(2))
    assert a == b != Scale(tmp_path, seed=6).chance("cuts").random()
