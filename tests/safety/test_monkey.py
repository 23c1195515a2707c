"""S10: whoever presses everything while the disk fails brings nothing down and loses no basket."""

import pytest
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.ui.shell.crash import CrashDialog, LastHandler
from loyaldesk.ui.tasks import Runner
from tests.safety.monkey import rampage
from tests.ui.conftest import _tidy, dressed, english  # noqa: F401  # fixtures

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", ".*")


@pytest.mark.qt_no_exception_capture
@pytest.mark.parametrize("most_s", [2, pytest.param(12, marks=pytest.mark.gate)])
def test_s10_r92_t12_nothing_a_monkey_does_reaches_the_last_handler(qapp, scale, most_s):
    found = rampage(
        scale.folder, scale.chance("monkey"), scale.of(1_000, 100_000), scale.of(most_s, 12_000)
    )
    print(dict(found.events), found.told)
    assert found.crashes == {}
    assert found.lost == []
    assert found.count >= 10 * most_s


@pytest.mark.usefixtures("english")
def test_r13_r92_what_nobody_on_the_way_said_about_the_disk_is_a_sentence_and_no_crash(qapp, qtbot):
    handler = LastHandler()
    error = StorageProblem("full", "shop.club", "OperationalError")
    handler.handle(type(error), error, None)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    shown = QApplication.activeModalWidget()
    assert not isinstance(shown, CrashDialog)
    assert "full" in " ".join(label.text() for label in shown.findChildren(type(shown.title)))
    shown.accept()


@pytest.mark.parametrize("kind", [MemoryError, RecursionError])
def test_r91_a_worker_without_memory_is_told_of_and_the_next_work_is_done(qapp, qtbot, kind):
    from contextlib import nullcontext

    failed, done = [], []
    runner = Runner(nullcontext, failed.append)

    def breaks(_progress: object) -> None:
        raise kind("none left")

    runner.run(breaks, done=done.append)
    runner.run(lambda _progress: "well", done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert [type(error) for error in failed] == [kind]
    assert done == ["well"]
    assert runner.stop()
