"""S2: hostile texts leave the program as texts, on paper, in files, searches and logs."""

from pathlib import Path

import pytest

import loyaldesk
from tests.makers import make_member
from tests.safety import text_screen
from tests.safety.hostile import TEXTS, strings
from tests.safety.text_sinks import COVERED, NO_TEXT, SINKS, Room

ROOT = Path(loyaldesk.__file__).parent
FLOORS = ("gateways", "reports", "ui/kit")


@pytest.fixture
def image(tmp_path) -> Path:
    from PIL import Image

    path = tmp_path / "secret.png"
    Image.new("RGB", (300, 200), (255, 0, 0)).save(path)
    return path


def test_s02_there_are_more_than_two_hundred_hostile_texts():
    assert len(set(TEXTS.values())) >= 200


@pytest.mark.parametrize("nth", [4, pytest.param(1, marks=pytest.mark.gate)])
@pytest.mark.parametrize("name", SINKS)
def test_s02_r66_r68_r69_r70_t10_no_text_is_anything_but_text(name, nth, image, desk, scale):
    for last in ("a%b", "a_b", "a\\b", "Ahmadi"):
        make_member(desk, first_name="Sara", last_name=last)
    texts = strings(image)[:: scale.of(nth, 1)]
    SINKS[name](texts, Room(scale.folder, scale.is_long, desk))


def test_s02_every_module_that_lets_text_out_has_a_sink():
    there = {
        file.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for file in (ROOT / floor).rglob("*.py")
        if file.name != "__init__.py"
    }
    shown = {name.split()[0] for name in text_screen.WIDGETS}
    known = set(COVERED) | set(NO_TEXT) | shown
    assert there - known == set(), "a new module needs a sink in tests/safety/text_sinks.py"
    gone = {name for name in known if name.startswith(FLOORS)} - there
    assert gone == set()
