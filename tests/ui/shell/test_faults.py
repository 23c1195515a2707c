"""What the window does when the disk, the file, the computer or its settings fail under it."""

import os
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sqlcipher3 import dbapi2 as driver

from loyaldesk import app as composition
from loyaldesk.domain.errors import SignInRefused, StorageProblem
from loyaldesk.domain.events import ReserveReleased
from loyaldesk.kernel import paths
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import presence, rescue, staff
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store.database import look_into_club
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.shell.before import CannotOpen
from loyaldesk.ui.shell.cloud import CloudFolder
from loyaldesk.ui.shell.disk_banners import DiskBanners
from loyaldesk.ui.shell.login import SignIn
from loyaldesk.ui.shell.program import BrokenClub
from loyaldesk.ui.shell.sleep import SleepWatch, is_leaving
from loyaldesk.ui.shell.unreachable import Unreachable
from tests.makers import make_member, make_sale
from tests.test_program import run_main, titles
from tests.ui.pictures import cut_texts
from tests.ui.shell.conftest import Seconds


def texts(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def banners(window) -> list[str]:
    QApplication.processEvents()
    return [each.label.text() for each in window.findChildren(Banner) if not each.isHidden()]


def gone_screen(program) -> Unreachable:
    screen = program.frame.shown()
    assert isinstance(screen, Unreachable)
    return screen


@pytest.fixture
def at_work(program, desk, qtbot):
    """The owner with a member's sale half typed at the counter."""
    member = make_member(desk, first_name="Zahra", last_name="Ahmadi")
    program.window.open_counter(member.number)
    amount = program.window.page().sale.amount.widget
    qtbot.waitUntil(amount.isEnabled)
    amount.setFocus()
    QTest.keyClicks(amount, "450")
    assert amount.text() == "450"
    return program


def test_r13_a_stick_that_is_pulled_out_shows_a_calm_screen_and_the_typed_sale_waits(
    at_work, club_file
):
    program, page = at_work, at_work.window.page()
    away = club_file.rename(club_file.with_name("pulled"))
    program.chores.look_for_changes()
    screen = gone_screen(program)
    assert screen.title.text() == "The club cannot be reached"
    assert club_file.name in texts(screen)
    assert "Zahra" not in texts(program.frame)
    screen.look()
    assert gone_screen(program) is screen
    assert not club_file.exists()  # nothing is made in its place
    away.rename(club_file)
    screen.look()
    assert program.frame.shown() is program.window
    assert program.window.page() is page
    assert page.sale.amount.widget.text() == "450"


def test_r13_the_next_act_notices_as_well(at_work, club_file, desk):
    away = club_file.rename(club_file.with_name("pulled"))
    own = replace(at_work.window.hall.desk)
    with pytest.raises(StorageProblem, match="missing"):
        make_sale(own, 1, 450_000)
    gone_screen(at_work).close_wanted.emit()  # closing asks nothing of a club that is gone
    assert not at_work.frame.isVisible()
    away.rename(club_file)


def test_r13_another_club_in_its_place_is_not_taken(at_work, club_file, founded_club, clock):
    other = club_file.with_name("other.club")
    shutil.copy(founded_club, other)
    away = club_file.rename(club_file.with_name("pulled"))
    at_work.chores.look_for_changes()
    screen = gone_screen(at_work)
    with closing(driver.connect(other, isolation_level=None)) as db:
        db.execute("UPDATE club SET uid = 'another'")
    other.rename(club_file)
    screen.look()
    assert gone_screen(at_work) is screen
    assert "Another club" in screen.more.text()
    club_file.unlink()
    away.rename(club_file)
    screen.look()
    assert at_work.frame.shown() is at_work.window


def test_r13_a_screen_that_should_lock_meanwhile_is_locked_when_the_club_is_back(
    at_work, club_file
):
    away = club_file.rename(club_file.with_name("pulled"))
    at_work.chores.look_for_changes()
    screen = gone_screen(at_work)
    at_work.idle.idle.emit()
    assert gone_screen(at_work) is screen
    away.rename(club_file)
    screen.look()
    assert isinstance(at_work.frame.shown(), SignIn)


def test_r18_damage_found_at_work_stops_the_work_and_leads_to_a_backup(
    at_work, club_file, desk, qtbot
):
    desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with club_file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (club_file.stat().st_size - 4096))
    at_work.runner.run(
        lambda _progress: desk.db.execute_sql("SELECT * FROM sale").fetchall(),
        done=lambda _: None,
    )
    qtbot.waitUntil(lambda: isinstance(at_work.frame.shown(), Unreachable))
    screen = gone_screen(at_work)
    assert screen.title.text() == "The club file is damaged"
    with qtbot.waitSignal(at_work.ended) as ended:
        screen.act.click()
    assert ended.args == [BrokenClub()]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("why", ["missing", "io", "damaged"])
def test_the_screens_of_a_club_that_is_gone_fit(dressed, qtbot, language, why):
    dressed(language)
    for is_server in (False, True):
        screen = Unreachable(
            StorageProblem(why, "E:\\Naranj\\shop.club"), lambda: None, is_server=is_server
        )
        qtbot.addWidget(screen)
        screen.resize(800, 560)
        screen.show()
        assert cut_texts(screen) == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_dialogs_before_a_club_fit(dressed, qtbot, language):
    dressed(language)
    path = Path("C:/Users/Maryam/OneDrive/Desktop/shop.club")
    for dialog in (
        CloudFolder(path, "OneDrive", Path("C:/Users/Maryam/AppData/Local/LoyalDesk/shop.club")),
        CannotOpen(words(StorageProblem("network", r"\\server\share\shop.club"))),
        CannotOpen(words(StorageProblem("folder protected", "C:/Users/Maryam/Documents"))),
    ):
        qtbot.addWidget(dialog)
        dialog.show()
        assert cut_texts(dialog) == []


# looking only


@pytest.fixture
def looking_at(desk, clock):
    """The owner's desk of a club that may only be looked at."""
    make_sale(desk, make_member(desk).id, 1_000_000)
    path = desk.db.path
    desk.db.close()
    db = look_into_club(path, None, "read-only")
    yield Desk(db, staff.by_name(db, "").brief, clock=clock)
    db.close()


def test_r11_a_club_for_looking_shows_every_page_and_offers_no_act(looking_at, english, qtbot):
    window = composition.build_window(looking_at, MachineSettings(language="en"))
    qtbot.addWidget(window)
    DiskBanners(looking_at).show_on(window)
    (said,) = [text for text in banners(window) if text.startswith("For looking only")]
    assert looking_at.db.path.name in said
    window.show()
    for key in window.place_keys():
        window.go(key)
        QApplication.processEvents()
    assert "imports" not in window.place_keys()
    member = looking_at.db.execute_sql("SELECT id, number FROM member").fetchone()
    window.open_counter(str(member[1]))
    QApplication.processEvents()
    assert not window.page().sale.amount.widget.isEnabled()
    window.open_member(member[0])
    with pytest.raises(StorageProblem) as nothing:
        make_sale(looking_at, member[0], 5_000)
    assert words(nothing.value) == "The club is open for looking only, so nothing was stored."


def test_r11_ten_wrong_secrets_and_looking_is_over(looking_at, clock):
    owner = looking_at.operator.id
    for _ in range(10):
        with pytest.raises(SignInRefused, match="wrong"):
            staff.sign_in(looking_at.db, owner, "111111", clock, cost=TEST)
    with pytest.raises(SignInRefused, match="locked for good"):
        staff.sign_in(looking_at.db, owner, "583920", clock, cost=TEST)
    looking_at.db.wrong_tries = 0
    assert staff.sign_in(looking_at.db, owner, "583920", clock, cost=TEST).id == owner


def test_r12_a_folder_that_cannot_be_written_opens_the_club_for_looking(
    qapp, club_file, monkeypatch
):
    plain = Path.open

    def guarded(self, mode="r", *given, **named):
        if self.parent == club_file.parent and "x" in mode:
            raise PermissionError(13, "Permission denied")
        return plain(self, mode, *given, **named)

    monkeypatch.setattr(Path, "open", guarded)
    found = []

    def look() -> None:
        screens = [w for w in QApplication.allWidgets() if isinstance(w, SignIn) and w.isVisible()]
        found.extend(screens)

    before = club_file.read_bytes()
    assert run_main("--club", str(club_file), look=look, after_ms=900) == 0
    assert found
    assert club_file.read_bytes() == before


# room on the disk


def test_r08_the_banner_says_that_the_kept_room_was_set_free(at_work, monkeypatch):
    """How much is free is what the disk answers; it is fed in here."""
    monkeypatch.setattr("loyaldesk.store.place.free_bytes", lambda _path: 3_000_000)
    at_work._nobody.bus.publish(ReserveReleased())
    (said,) = [text for text in banners(at_work.window) if "full" in text]
    assert said.startswith("The disk is full. The room kept for this was set free")
    monkeypatch.setattr("loyaldesk.store.place.free_bytes", lambda _path: 10**12)
    at_work.chores.look_at_day()
    assert not [text for text in banners(at_work.window) if "disk" in text]


def test_little_room_is_said_once_and_in_megabytes(at_work, monkeypatch):
    monkeypatch.setattr("loyaldesk.store.place.free_bytes", lambda _path: 150_400_000)
    for _ in range(3):
        at_work.chores.look_at_day()
    (said,) = [text for text in banners(at_work.window) if "MB" in text]
    assert "150 MB" in said


def test_r26_another_till_is_named_in_a_banner(at_work, desk):
    presence.beat(desk)
    desk.db.allow_writing(allowed=True)
    desk.db.execute_sql("UPDATE lease SET host = 'back-office', till = '2'")
    desk.db.allow_writing(allowed=False)
    at_work.chores.look_at_day()
    (said,) = [text for text in banners(at_work.window) if "back-office" in text]
    assert "Several tills need a server" in said


# sleep


def test_r32_a_computer_that_slept_locks_the_screen_and_keeps_the_sale(at_work, qtbot, hands):
    wall = Seconds()
    at_work.sleep._seconds, at_work.sleep._seen = wall, 0.0
    page = at_work.window.page()
    wall.now = 5.0
    at_work.sleep.look()
    assert at_work.frame.shown() is at_work.window
    wall.now = 3600.0
    at_work.sleep.look()
    assert isinstance(at_work.frame.shown(), SignIn)
    assert "Zahra" not in texts(at_work.frame)
    hands.type("583920")
    qtbot.waitUntil(lambda: at_work.frame.shown() is at_work.window)
    assert at_work.window.page() is page
    assert page.sale.amount.widget.text() == "450"


@pytest.mark.parametrize(
    ("message", "how", "leaves"),
    [(0x0218, 4, True), (0x02B1, 7, True), (0x0218, 18, False), (0x02B1, 8, False), (0, 0, False)],
)
def test_r32_what_windows_says_when_it_sleeps_or_locks(message, how, leaves):
    assert is_leaving(message, how) is leaves


def test_a_sleep_watch_that_was_stopped_tells_nothing(qtbot):
    watch = SleepWatch(Seconds())
    watch.start()
    watch.stop()
    assert not watch._timer.isActive()


# before a club is open


def close_all() -> None:
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible():
            widget.close()


def answer_of(kind, answer) -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, kind) and widget.isVisible():
            widget.done(answer)


def test_r29_a_club_in_a_synchronised_folder_is_asked_about_once(qapp, club_file, tmp_path):
    folder = tmp_path / "OneDrive"
    folder.mkdir()
    path = club_file.rename(folder / "shop.club")
    seen = []

    def open_anyway() -> None:
        seen.extend(titles())
        QTimer.singleShot(900, close_all)
        answer_of(CloudFolder, CloudFolder.OPEN)

    run_main("--club", str(path), look=open_anyway, after_ms=400)
    assert "The club lies in a folder that is synchronised" in seen
    assert MachineSettings.load(paths.settings_file()).cloud_accepted == str(path)


def test_r93_broken_settings_are_kept_aside_and_the_club_is_found(qapp, desk, club_file):
    rescue.remember(desk)
    desk.db.close()
    before = club_file.read_bytes()
    paths.settings_file().write_bytes(b"\xff{broken")
    seen = []
    assert run_main(look=lambda: seen.extend(titles()), after_ms=900) == 0
    assert seen
    assert "Set up LoyalDesk" not in seen
    assert (
        (Path(os.environ["LOYALDESK_HOME"]) / "settings.broken.json")
        .read_bytes()
        .endswith(b"{broken")
    )
    assert MachineSettings.load(paths.settings_file()).club == str(club_file)
    assert before[:16] == club_file.read_bytes()[:16]
