"""The program as a whole: its start, its second start, its crashes, its log."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from loyaldesk import app as composition
from loyaldesk.kernel import paths
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services.sample import make_sample
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.shell import log
from loyaldesk.ui.shell.crash import CrashDialog, LastHandler
from loyaldesk.ui.shell.instance import Instance

HEAVY = (
    "reportlab", "numpy", "uharfbuzz", "fpdf", "python_calamine", "xlsxwriter", "argon2",
    "cryptography", "zxingcpp", "PySide6.QtPdf", "PySide6.QtPdfWidgets",
    "PySide6.QtNetwork", "PySide6.QtPrintSupport", "PySide6.QtCharts", "PySide6.QtSql",
)  # fmt: skip
"""What the first page needs none of: each costs a part of a second on an old computer."""

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FIRST_PAINT = """
import json, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from loyaldesk import app
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club

qt = QApplication([])
settings = MachineSettings()
app.dress(qt, settings)
db = open_club(Path(sys.argv[1]))
window = app.build_window(Desk(db, staff.by_name(db, "").brief), settings)
window.go("counter")
window.show()
qt.processEvents()
window.grab()
print(json.dumps([window.place, sorted(set(sys.argv[2:]) & set(sys.modules))]))
sys.stdout.flush()
import os; os._exit(0)
"""


def test_the_first_page_loads_nothing_heavy(club_file):
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(club_file), *HEAVY],
        capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[-1]) == ["counter", []]


def run_main(*arguments: str, look=lambda: None, after_ms: int = 600) -> int:
    """Run the program, look at it, and close it."""

    def close() -> None:
        look()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.done(QDialog.DialogCode.Rejected)
            elif widget.isVisible():
                widget.close()

    QTimer.singleShot(after_ms, close)
    return composition.main([*arguments, "--language", "en", "--theme", "light"])


def titles() -> list[str]:
    return [w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible()]


def test_the_club_named_on_the_command_line_opens_and_is_remembered(qapp, club_file):
    seen = []
    assert run_main("--club", str(club_file), look=lambda: seen.extend(titles())) == 0
    assert seen
    assert MachineSettings.load(paths.settings_file()).club == str(club_file)


def test_without_a_club_the_first_run_begins(qapp):
    seen = []
    assert run_main(look=lambda: seen.extend(titles())) == 0
    assert seen == ["Set up LoyalDesk"]


def test_a_missing_club_is_told_with_a_way_on(qapp, tmp_path):
    seen = []
    gone = tmp_path / "gone.club"
    assert run_main("--club", str(gone), look=lambda: seen.extend(titles())) == 0
    assert seen == ["The club cannot be opened"]
    assert not gone.exists()


def test_a_second_start_brings_the_first_window_to_the_front(qapp, qtbot, club_file):
    first = Instance(club_file)
    assert first.claim()
    first.listen()
    try:
        with qtbot.waitSignal(first.knocked):
            assert composition.main(["--club", str(club_file)]) == 0
    finally:
        first.release()
    again = Instance(club_file)
    assert again.claim()
    again.release()


def test_the_lock_of_a_killed_program_is_taken_over(club_file):
    lock = club_file.with_name(club_file.name + ".lock")
    code = (
        "import os, sys; from PySide6.QtCore import QLockFile;"
        "l = QLockFile(sys.argv[1]); l.setStaleLockTime(0); assert l.tryLock(0); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(lock)]).returncode == 9
    assert lock.exists()
    instance = Instance(club_file)
    assert instance.claim()
    instance.release()


def test_the_sample_opens_unasked_and_is_left_in_one_click(qapp):
    make_sample(paths.sample_club(), members=12, months=2, language="en", cost=TEST).db.close()
    seen = []

    def leave() -> None:
        seen.extend(titles())
        banner = next(
            w for w in QApplication.allWidgets() if isinstance(w, Banner) and w.isVisible()
        )
        banner.button.click()
        QTimer.singleShot(900, last)

    def last() -> None:
        seen.extend(titles())
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.done(QDialog.DialogCode.Rejected)

    QTimer.singleShot(900, leave)
    assert composition.main(["--sample", "--language", "en", "--theme", "light"]) == 0
    assert len(seen) == 2
    assert seen[1] == "Set up LoyalDesk"
    assert not paths.sample_club().exists()


@pytest.fixture
def logged(tmp_path: Path):
    folder = tmp_path / "logs"
    folder.mkdir()
    assert log.start(folder)
    yield folder / "loyaldesk.log"
    log.stop()


def crash_with_personal_data() -> None:
    name, mobile = "زهرا احمدی", "09123456789"
    raise ValueError(f"{name} {mobile} zahra@example.com 6037991234567890")


def test_r92_a_crash_is_logged_without_personal_data(qapp, qtbot, logged):
    handler = LastHandler()
    try:
        crash_with_personal_data()
    except ValueError as error:
        handler.handle(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CrashDialog))
    dialog = QApplication.activeModalWidget()
    shown = dialog.details.toPlainText()
    dialog.accept()
    text = logged.read_text("utf-8")
    assert "ValueError" in text
    assert "crash_with_personal_data" in text
    for secret in ("زهرا", "0912345", "zahra@", "603799", str(Path.home())):
        assert secret not in text
        assert secret not in shown


def test_r92_a_crash_in_a_thread_is_not_lost(qapp, qtbot, logged, monkeypatch):
    handler = LastHandler()
    monkeypatch.setattr(threading, "excepthook", handler._on_thread)
    thread = threading.Thread(target=crash_with_personal_data)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CrashDialog))
    QApplication.activeModalWidget().accept()
    assert "ValueError" in logged.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("call 0912 345 6789 now", "call [number] now"),
        ("۰۹۱۲۳۴۵۶۷۸۹", "[number]"),
        ("to zahra@example.com", "to [e-mail]"),
        ("member=123 in 1,200 ms", "member=123 in 1,200 ms"),
        ("no such column: «زهرا»", "no such column: «…»"),
        ("key " + "ab12" * 16, "key [key]"),
    ],
)
def test_the_log_masks_what_may_be_personal(text, kept):
    assert log.masked(text) == kept


def test_the_log_says_on_which_day_something_was(logged):
    day = time.strftime("%Y-%m-%dT", time.gmtime())
    log.logger.info("card 2900000001497")
    assert any(
        line.startswith(day) and line.endswith("INFO card [number]")
        for line in logged.read_text("utf-8").splitlines()
    )


def test_the_log_is_cut_into_five_files(logged):
    for _ in range(6):
        for _ in range(110):
            log.logger.info("step " * 2_000)
    files = list(logged.parent.glob("loyaldesk.log*"))
    assert len(files) == 5
    assert all(file.stat().st_size <= log.FILE_BYTES for file in files)


def test_r94_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    assert not log.start(tmp_path / "missing")
    logging.getLogger("loyaldesk").warning("heard by nobody")
    log.stop()


def test_the_bad_pair_of_python_and_qt_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(composition, "pyside_version", "6.12.0")
    monkeypatch.setattr(composition.sys, "version_info", (3, 11, 7))
    assert composition.main([]) == 2
    assert "6.11" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["frobnicate"], ["--language", "xx"], ["--club"]])
def test_a_start_that_is_not_understood_is_one_sentence(words, capsys):
    with pytest.raises(SystemExit) as ended:
        composition.main(words)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == 1
