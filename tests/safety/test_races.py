"""Several tills at once, on one club file and on a server."""

import os

import pytest

from tests.safety import races
from tests.server import start


def test_r44_t14_tills_that_race_on_a_file_lose_nothing_and_spend_no_point_twice(scale):
    tills, per_till = races.size(scale)
    found = races.in_a_file(scale, tills, per_till)
    print(races.figure(found, tills).text)
    assert found.is_whole, found
    assert found.told[races.NOTHING_LEFT]
    assert len(found.sold) == tills * per_till[0]


@pytest.mark.gate
def test_r44_t14_tills_that_race_on_a_server_lose_nothing_and_spend_no_point_twice(scale):
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    pytest.importorskip("sqlglot", reason="sqlglot is not installed")
    if not os.environ.get(start.VARIABLE) and start.binaries() is None:
        pytest.skip(f"no PostgreSQL on this computer and no address in {start.VARIABLE}")
    shown = races.race_on_a_server(scale)
    print(shown.text)
    assert shown.is_reached, shown.text
    assert "0 points" not in shown.text
