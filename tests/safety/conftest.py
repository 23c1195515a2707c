"""How much the tests of safety measure: little every day, all of it with ``--long``."""

import pytest

from tests.safety.registry import Scale, seed


@pytest.fixture
def scale(request: pytest.FixtureRequest, tmp_path) -> Scale:
    folder = tmp_path / "room"
    folder.mkdir()
    return Scale(folder, bool(request.config.getoption("--long")), seed())
