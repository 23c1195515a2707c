"""T16: what the program logs, and what it tells of a crash, names nobody."""

import pytest

from loyaldesk.kernel import paths
from loyaldesk.ui.shell.crash import CrashDialog
from loyaldesk.ui.shell.log import crash_of
from tests.safety.canaries import is_marked
from tests.safety.canary_logs import hits, logged, of_a_monkey, tell_all, thrown

pytestmark = pytest.mark.qt_log_ignore(".*")


def test_t16_s8_no_error_whatever_it_says_puts_a_person_into_a_log(qapp, scale):
    count = tell_all(scale.folder / "logs")
    assert count > 15
    written = [scale.folder / "logs" / "loyaldesk.log", paths.log_folder() / "command.log"]
    assert all(file.stat().st_size > 1000 for file in written)
    assert hits(scale.folder, paths.log_folder()) == []


def test_t16_a_crash_report_tells_places_and_kinds_only(qapp):
    for error in thrown():
        crash = crash_of(type(error), error, error.__traceback__)
        assert type(error).__qualname__ in crash.report
        assert "because of\nLookupError" in crash.report
        assert "canary_logs.py" in crash.report
        assert not is_marked(crash.report.encode())


def test_t16_the_report_that_is_shown_to_be_copied_names_nobody(qapp, qtbot):
    error = thrown()[0]
    dialog = CrashDialog(None, crash_of(type(error), error, error.__traceback__))
    qtbot.addWidget(dialog)
    assert not is_marked(dialog.details.toPlainText().encode())


def test_a_log_that_does_name_somebody_is_found(scale):
    """The search is no good if it finds nothing ever."""
    with logged(scale.folder / "logs") as folder:
        (folder / "loyaldesk.log").write_text("hello zqvkanari001\nfine\n")
    assert len(hits(scale.folder)) == 1


@pytest.mark.gate
@pytest.mark.qt_no_exception_capture
def test_t16_s8_a_monkeys_day_leaves_nobody_in_the_logs(qapp, scale):
    acts, size, found = of_a_monkey(scale, scale.of(500, 20_000), scale.of(6, 1_500))
    assert acts > 20 and size > 30
    assert found == []
