"""S2 on the screen: every hostile text in every widget of the kit is shown as typed."""

import time

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from loyaldesk.ui.kit.labels import ElidedLabel, Label
from tests.safety import text_screen
from tests.safety.hostile import strings
from tests.ui.conftest import _tidy, dressed, persian  # noqa: F401  # fixtures

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("persian"),
]


@pytest.fixture
def image(tmp_path, qapp):
    path = tmp_path / "secret.png"
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    assert picture.save(str(path))
    return path


@pytest.mark.parametrize("nth", [16, pytest.param(4, marks=pytest.mark.gate)])
@pytest.mark.parametrize("name", text_screen.WIDGETS)
def test_s02_r54_r55_r57_t10_texts_from_outside_stay_as_they_are(name, nth, image, qapp, scale):
    texts = strings(image)
    step = scale.of(nth, 1)
    first = list(text_screen.WIDGETS).index(name) % step
    for place, text in enumerate(texts[first::step]):
        shown = text if scale.is_long else text[:400]
        text_screen.show(name, shown, draw=scale.is_long or place % 6 == 0)
    text_screen.settle()


def test_the_eye_sees_a_picture_that_is_loaded(image, qapp):
    """Without the guard Qt would load it: the test above looks for something that can happen."""
    from PySide6.QtWidgets import QLabel

    bare = QLabel(f'<img src="{image.as_posix()}">')
    bare.resize(420, 260)
    assert text_screen.red_dots(bare.grab().toImage()) > 10_000
    with pytest.raises(AssertionError):
        text_screen.examine(bare)


@pytest.mark.parametrize("kind", [Label, ElidedLabel])
def test_r56_twenty_thousand_nested_tags_are_shown_at_once(kind, qapp):
    label = kind()
    label.resize(400, 40)
    began = time.perf_counter()
    label.setText("<b>" + "x<i>" * 20_000)
    label.sizeHint()
    label.grab()
    assert time.perf_counter() - began < 0.1 * 20  # the machine of the tests is shared
    QApplication.processEvents()
