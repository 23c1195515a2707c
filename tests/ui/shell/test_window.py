"""Finding one's way: places, keys, search, scans, language and theme."""

import time

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from loyaldesk.domain.events import ChangedElsewhere
from loyaldesk.kernel import paths
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import (
    after_restore,
    import_moving,
    imports,
    members,
    safekeeping,
    staff,
)
from loyaldesk.services.night import doubt, is_due
from loyaldesk.store.database import writing
from loyaldesk.ui import theme
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.shell.finding import find_everything
from loyaldesk.ui.shell.keys import key_name, keys_of
from tests.makers import make_member, make_sale

CTRL = Qt.KeyboardModifier.ControlModifier


def palette_of(program):
    assert program.window.search.isVisible()
    return program.window.search


def test_ctrl_and_a_digit_go_to_a_place(program, hands):
    keys = program.window.place_keys()
    for number in range(9, 0, -1):
        hands.press(Qt.Key(ord(str(number))), CTRL)
        assert program.window.place == keys[number - 1]


def test_a_page_is_made_at_its_first_visit_and_kept(program):
    assert list(program.window._pages) == ["counter"]
    page = program.window.page()
    program.window.go("members")
    program.window.go("counter")
    assert program.window.page() is page


def test_escape_leads_back_to_the_counter_box(program, hands):
    program.window.go("members")
    hands.press(Qt.Key.Key_Escape)
    assert program.window.place == "counter"
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_five_keys_look_a_member_up(program, hands, qtbot, desk):
    make_member(desk, first_name="Zahra", last_name="Ahmadi")
    hands.press(Qt.Key.Key_K, CTRL)
    hands.type("zah")
    hands.press(Qt.Key.Key_Return)
    assert hands.keys == 5
    assert program.window.place == "member"


def test_the_search_finds_receipts_pages_and_actions(program, desk, qtbot):
    member = make_member(desk, first_name="Zahra", last_name="Ahmadi")
    make_sale(desk, member.id)
    program.window.open_palette()
    palette = palette_of(program)
    palette.box.setText("1001")
    assert any("1001" in palette.list.item(n).text() for n in range(palette.list.count()))
    palette.box.setText("memb")
    assert any("Members" in palette.list.item(n).text() for n in range(palette.list.count()))
    palette.box.setText("theme")
    palette._choose()
    qtbot.waitUntil(lambda: theme.current().name == "dark")


def test_a_part_of_a_page_is_found_by_its_name_and_opened(program):
    program.window.open_palette()
    palette = palette_of(program)
    palette.box.setText("lost memb")
    assert "Insights" in palette.list.currentItem().text()
    palette._choose()
    page = program.window.page()
    assert type(page).__name__ == "InsightsPage"
    assert type(page.view().part()).__name__ == "LostView"


def test_arrows_pass_the_headings(program, desk, hands):
    for last in ("Ahmadi", "Ahmadian"):
        make_member(desk, first_name="Zahra", last_name=last)
    program.window.open_palette()
    palette = palette_of(program)
    palette.box.setText("zahra")
    first = palette.list.currentItem().text()
    hands.press(Qt.Key.Key_Down)
    assert palette.list.currentItem().text() != first
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Up)
    assert palette.list.item(0).flags() == Qt.ItemFlag.NoItemFlags
    assert palette.list.currentRow() > 0
    hands.press(Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert palette.list.count() == 0 or not palette.box.text()


def test_an_unknown_name_leads_to_a_new_member(program, hands):
    program.window.open_palette()
    palette = palette_of(program)
    palette.box.setText("09129998877")
    assert "new one" in palette.list.currentItem().text()
    hands.press(Qt.Key.Key_Return)
    assert program.window.place == "counter"


def test_the_search_answers_in_a_tenth_of_a_second(program, desk):
    for n in range(60):
        make_member(desk, first_name="Zahra", last_name=f"Ahmadi {n}")
    program.window.open_palette()
    palette = palette_of(program)
    before = time.perf_counter()
    palette.box.setText("ahmadi")
    assert time.perf_counter() - before < 0.1
    palette.leave()


def test_a_scan_on_any_page_opens_the_counter(program, desk):
    member = make_member(desk)
    program.window.go("reports")
    program.wedge.scanned.emit(member.number)
    assert program.window.place == "counter"


def test_a_scan_on_a_locked_screen_opens_nothing(program, desk):
    member = make_member(desk)
    program.window.go("members")
    program.lock()
    program.wedge.scanned.emit(member.number)
    assert program.window.place == "members"


def test_language_turns_the_whole_window_round_at_once(program, qtbot):
    program.window.go("members")
    side = program.window.side
    assert side.mapTo(program.frame, side.rect().topLeft()).x() == 0
    program.window.language_wanted.emit()
    qtbot.waitUntil(lambda: program.settings.language == "fa")
    qtbot.waitUntil(lambda: program.window.side is not side)
    window = program.window
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert window.place == "members"
    qtbot.waitUntil(
        lambda: (
            window.side.mapTo(program.frame, window.side.rect().topRight()).x()
            == program.frame.width() - 1
        )
    )
    assert window.top.title.text() == "اعضا"
    assert MachineSettings.load(paths.settings_file()).language == "fa"


def test_another_theme_paints_the_same_place(program, qtbot):
    program.window.theme_wanted.emit()
    qtbot.waitUntil(lambda: theme.current().name == "dark")
    assert program.window.place == "counter"


def test_what_was_just_said_is_said_on_in_a_window_built_anew(program):
    old = program.window
    old.toasts.show("The shop's settings are saved.", kind="info")
    program.rebuild()
    assert program.window is not old
    assert program.window.toasts.text() == "The shop's settings are saved."


def test_another_program_that_writes_refreshes_the_page(program, team, qtbot):
    chores = program.chores
    qtbot.waitUntil(lambda: chores._watch.isActive() and not chores._runner.is_busy())
    chores._watch.stop()  # the night's own work is over; now only this test looks
    told = []
    program._nobody.bus.subscribe(ChangedElsewhere, told.append)
    program.chores.look_for_changes()
    told.clear()
    make_member(team)  # another connection
    program.chores.look_for_changes()
    program.chores.look_for_changes()
    assert len(told) == 1


def test_the_night_is_done_after_the_first_paint_and_at_midnight(program, qtbot, clock):
    system = staff.system_desk(program._nobody)
    qtbot.waitUntil(lambda: not is_due(system))
    clock.forward(days=1)
    assert is_due(system)
    program.chores.look_at_day()
    qtbot.waitUntil(lambda: not is_due(system))
    assert "22" in program.window.top.day.text()


def test_a_clock_set_back_is_told(begin, club_file, clock, hands, qtbot):
    clock.forward(days=-2)
    program = begin(club_file)
    hands.type("583920")
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window._banners.count() == 1


def test_after_a_jump_of_the_clock_the_owner_is_asked_and_the_night_waits(
    begin, club_file, team, clock, hands, qtbot
):
    """SAFETY 5, row 34."""
    clock.forward(days=700)
    program = begin(club_file)
    hands.type("583920")
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window._banners.count() == 1
    banner = program.window._banners.itemAt(0).widget()
    assert "Is this date right?" in banner.label.text()
    system = staff.system_desk(program._nobody)
    program.chores.do_night()
    assert program.window._banners.count() == 1  # asked once
    assert doubt(system) is not None
    banner.button.click()
    qtbot.waitUntil(lambda: doubt(system) is None)
    assert program.window._banners.count() == 0
    by = team.db.execute_sql("SELECT operator_id FROM audit WHERE act = 'night.run'").fetchall()
    assert by == [(program.operator.id,)]


def test_a_cashier_cannot_say_that_the_date_is_right(begin, club_file, team, clock, hands, qtbot):
    clock.forward(days=700)
    program = begin(club_file)
    reza = next(row for row in staff.who_can_sign_in(team.db) if row.name == "Reza")
    program._enter(reza.brief)
    banner = program.window._banners.itemAt(0).widget()
    assert banner.button is None
    assert "A manager" in banner.label.text()


def test_an_import_of_a_killed_program_is_brought_to_its_end_at_the_start(
    begin, club_file, desk, tmp_path, hands, qtbot, monkeypatch
):
    path = tmp_path / "sales.csv"
    path.write_text("member,date,amount\nA,20261101,1000\nB,20261102,2000\n", "utf-8")

    class Killed(BaseException):
        pass

    class Kill:
        def step(self, done, total, what=""):
            if what == "Bringing the rows in":
                raise Killed

    monkeypatch.setattr(import_moving, "WRITING_SECONDS", 0)
    with pytest.raises(Killed):
        imports.run(desk, path, "sales", imports.Options(create_members=True), Kill())
    assert imports.runs(desk)[0].state == "moving"
    begin(club_file)
    qtbot.waitUntil(lambda: imports.runs(desk)[0].state == "done")
    assert desk.db.execute_sql("SELECT COUNT(*), SUM(net_rial) FROM sale").fetchone() == (2, 3000)


def test_who_leaves_before_the_first_chores_leaves_no_chores_behind(begin, club_file, qtbot):
    program = begin(club_file)
    program.chores.stop()
    program._painted.start(50)
    program._end()
    qtbot.wait(100)
    assert not program.chores._watch.isActive()


def test_keys_are_named_alike_on_every_keyboard():
    def name(key, modifiers=Qt.KeyboardModifier.NoModifier, native=0):
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, 0, native, 0)
        return key_name(event)

    assert name(Qt.Key.Key_F6) == "F6"
    assert name(Qt.Key.Key_K, CTRL) == "Ctrl+K"
    assert name(ord("ن"), CTRL, ord("K")) == "Ctrl+K"
    assert name(ord("۲"), CTRL) == "Ctrl+2"
    assert name(Qt.Key.Key_1, CTRL | Qt.KeyboardModifier.KeypadModifier) == "Ctrl+1"


def test_help_knows_the_keys_of_the_page(program):
    assert ("F2", "New member") in keys_of(program.window.page())


@pytest.mark.parametrize(
    ("days", "kind", "words"),
    [(0, "ok", "Backup at 12:00"), (1, "ok", "Backup 1 day ago"), (3, "warn", "Backup 3 days ago"),
     (8, "danger", "Backup 8 days ago")],
)  # fmt: skip
def test_an_old_backup_changes_its_colour(program, desk, clock, qtbot, days, kind, words):
    make_member(desk)
    safekeeping.back_up(desk)
    clock.forward(days=days)
    program.chores.look_at_backups()
    chip = program.window.side.backup
    qtbot.waitUntil(lambda: chip.text() == words)
    assert chip.property("chip") == kind
    assert "There is no second place" in chip.accessibleDescription()


def test_the_chip_leads_to_the_backups_and_the_search_makes_one(program, desk, qtbot):
    make_member(desk)
    program.window.side.backup.click()
    assert program.window.place == "settings"
    assert program.window.page().key == "backup"
    [found] = [f for f in find_everything(program.window, "back up") if "Back up" in f.title]
    found.act()
    qtbot.waitUntil(lambda: bool(safekeeping.backups(desk)), timeout=20_000)
    qtbot.waitUntil(lambda: not program.runner.is_busy(), timeout=20_000)


def test_after_half_an_hour_with_a_sale_the_chores_make_a_backup(program, desk, clock, qtbot):
    make_sale(desk, make_member(desk).id)
    clock.forward(minutes=30)
    program.chores.look_at_day()
    qtbot.waitUntil(lambda: program.window.side.backup.text() == "Backup at 12:30", timeout=20_000)
    [made] = safekeeping.backups(desk)
    assert made.manifest.reason == "timed"


def test_a_club_that_came_back_is_confirmed_by_one_button(program, desk, clock, qtbot):
    make_member(desk)
    safekeeping.back_up(desk)
    with writing(desk.db):
        desk.db.execute_sql(
            "INSERT INTO job (name, done_on, at) VALUES (?, '2026-11-21', '2026-11-21T08:30:00Z')",
            (after_restore.WAITING,),
        )
    program.chores.look_at_backups()
    qtbot.waitUntil(lambda: program.window.side.backup.text() == "Backups pause", timeout=20_000)
    [banner] = [b for b in program.window.findChildren(Banner) if "came back" in b.label.text()]
    banner.button.click()
    qtbot.waitUntil(lambda: program.window.side.backup.text() == "Backup at 12:00", timeout=20_000)
    assert not after_restore.is_waiting(desk)


def test_closing_makes_one_verified_backup(program, qtbot, desk, club_file):
    make_member(desk)
    with qtbot.waitSignal(program.ended, timeout=20_000):
        program.frame.close()
    assert len(list((club_file.parent / "shop backups").iterdir())) >= 1


def test_member_names_stay_text_in_the_search(program, desk):
    make_member(desk, first_name="<b>Zahra</b>", last_name="& Co")
    assert members.find(desk, "zahra")
    program.window.open_palette()
    palette = palette_of(program)
    palette.box.setText("zahra")
    assert "<b>Zahra</b> & Co" in palette.list.currentItem().text()
    palette.leave()
