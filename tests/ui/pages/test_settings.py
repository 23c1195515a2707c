"""Settings: what an owner decides holds at once, what is wrong is said beside its field."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from loyaldesk.domain.permissions import DEFAULT_RIGHTS, Permission, Role
from loyaldesk.domain.safekeeping import VERIFIED
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import audit, club, role_editing, roles, safekeeping, staff
from loyaldesk.store.database import DATABASE, writing
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.scanner import WedgeFilter
from loyaldesk.ui.pages.settings import page as settings
from loyaldesk.ui.pages.settings.devices import TEST_CODE
from loyaldesk.ui.pages.settings.logo import LARGEST, small_enough
from loyaldesk.ui.pages.settings.operator_dialogs import OperatorDialog, PasswordDialog, PinDialog
from loyaldesk.ui.pages.settings.page import SettingsPage
from loyaldesk.ui.pages.settings.restore_wizard import RestoreWizard
from loyaldesk.ui.pages.settings.roles import RoleDialog
from loyaldesk.ui.pages.settings.scan_box import ScanReading
from loyaldesk.ui.paper import receipt
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale
from tests.rows import tampering
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import held, working

KEYS = [
    "shop", "hours", "programme", "operators", "roles", "devices", "appearance", "backup",
    "club_file", "tills", "activity", "privacy", "oversight", "about",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture(autouse=True)
def _first_section(monkeypatch):
    monkeypatch.setattr(settings._Memory, "key", "")


@pytest.fixture
def page(desk):
    with working(SettingsPage, desk) as page:
        yield page


def open_(page, key):
    page.open_section(key)
    QApplication.processEvents()
    return page.section()


def answer(words: str, seen: list[str] | None = None) -> None:
    """Press the button that says *words* in the next dialog, if one comes while this page lives."""
    window = QApplication.activeWindow()
    assert window is not None
    while (parent := window.parentWidget()) is not None:  # a dialog just answered goes away
        window = parent.window()

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, Dialog):
            QTimer.singleShot(10, window, press)
            return
        if seen is not None:
            seen.append(" ".join(label.text() for label in dialog.findChildren(QLabel)))
        buttons = {b.accessibleName(): b for b in dialog.findChildren(QAbstractButton)}
        buttons[words].click()

    QTimer.singleShot(0, window, press)


def toast(page) -> str:
    return page.hall_in_test.toasts.text()


# the list


def test_every_section_is_reached_by_arrows_and_entered_by_enter(page):
    hands = Hands()
    page.focus_first()
    seen = [page.key]
    for _ in KEYS[1:]:
        hands.key(Qt.Key.Key_Down)
        seen.append(page.key)
    assert seen == KEYS
    page.open_section("shop")
    hands.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.section().name


@pytest.mark.parametrize("role", [Role.CASHIER, Role.AUDITOR, Role.MARKETING])
def test_every_role_opens_every_section(desk, role):
    with working(SettingsPage, desk_of(desk, role)) as page:
        for key in KEYS:
            open_(page, key)
            assert page.key == key


@pytest.mark.parametrize(
    ("typed", "found"),
    [("scanner", "devices"), ("worth", "programme"), ("DARK", "appearance"), ("rial", "shop")],
)
def test_a_setting_is_found_by_its_name(page, typed, found):
    page.search.setText(typed)
    page.search.entered.emit(typed)
    assert page.key == found


def test_persian_words_are_found_in_any_spelling(dressed, desk):
    dressed("fa")
    with working(SettingsPage, desk) as page:
        page.search.setText("تقويم")  # Arabic yeh
        page.search.entered.emit("")
        assert page.key == "appearance"
        page.search.setText("هیچ‌چیز")
        assert page.nothing.isVisible()


def test_changes_that_are_not_saved_stay_and_are_marked(page):
    section = open_(page, "shop")
    section.name.setText("Other")
    open_(page, "about")
    marks = [page.list.item(n).data(settings._DIRTY) for n in range(page.list.count())]
    assert marks == [True] + [None] * (page.list.count() - 1)
    assert open_(page, "shop").name.text() == "Other"
    page.refresh()
    assert section.name.text() == "Other"


def test_the_page_opens_where_it_was_after_the_window_was_built_anew(page, desk):
    open_(page, "appearance")
    with working(SettingsPage, desk) as again:
        assert again.key == "appearance"


# the shop


def test_the_shop_is_saved_by_ctrl_s(page, desk, qtbot):
    section = open_(page, "shop")
    section.name.setText("Yas")
    section.phone.setText("021 8877 6655")
    section.unit.set_value("rial")
    section.zone.set_value("asia/kabul")
    section.lines[1].setText("Thank you")
    section.lock_after.set_value("5")
    section.bar.look()
    section.name.setFocus()
    Hands().key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not section.is_dirty)  # a button pressed by key goes down first
    facts = club.facts(desk)
    assert (facts.shop, facts.unit, facts.zone) == ("Yas", "rial", "Asia/Kabul")
    assert facts.settings.receipt_lines == ("Thank you",)
    assert facts.settings.idle_lock_minutes == 5
    assert facts.settings.phone == "021 8877 6655"
    assert toast(page) == "The shop's settings are saved."
    assert not section.is_dirty


def test_what_cannot_be_used_is_said_under_its_field_and_nothing_is_stored(page, desk):
    section = open_(page, "shop")
    before = club.facts(desk)
    for edit, bad, name, words in (
        (section.name.setText, "  ", "shop", "This is needed."),
        (section.zone.set_value, "Tehran time", "zone", "one of the choices"),
        (section.lock_after.set_value, "99", "idle_lock_minutes", "outside"),
        (section.clear_after.set_value, "", "clear_member_seconds", "This is needed."),
    ):
        section.bar.undo.setEnabled(True)
        section.bar.undo.click()
        edit(bad)
        section.save()
        assert words in section._fields[name].error()
    assert club.facts(desk) == before


def test_undo_shows_what_is_stored(page):
    section = open_(page, "shop")
    section.name.setText("")
    section.save()
    section.bar.undo.click()
    assert section.name.text() == "Naranj"
    assert not section._fields["shop"].error()
    assert not section.bar.save.isEnabled()


def test_two_who_change_the_shop_do_not_overwrite_each_other(page, desk):
    section = open_(page, "shop")
    section.name.setText("Mine")
    facts = club.facts(desk)
    club.change_shop(
        desk, shop="Theirs", unit="toman", zone=facts.zone, language="fa", logo=None,
        settings=facts.settings, version=facts.version,
    )  # fmt: skip
    section.save()
    assert "Somebody else has changed this" in section.problem.label.text()
    assert club.facts(desk).shop == "Theirs"


def test_a_cashier_sees_the_shop_and_who_may_change_it(desk):
    with working(SettingsPage, desk_of(desk, Role.CASHIER)) as page:
        section = open_(page, "shop")
        assert not section.name.isEnabled()
        assert not section.bar.isVisible()
        assert section.locked.label.text() == "Who can change this: Owner."


def test_a_shop_with_one_operator_may_open_without_a_pin(page, desk):
    section = open_(page, "shop")
    section.sign_in.setChecked(False)
    section.save()
    assert not club.facts(desk).settings.sign_in
    staff.add(desk, "Ali", "cashier", PIN, cost=TEST)
    section.show_again()
    assert section.sign_in.isChecked()
    assert not section.sign_in.isEnabled()


def test_a_large_photo_becomes_a_logo_that_fits(tmp_path, page, desk):
    photo = QImage(1200, 900, QImage.Format.Format_RGB32)
    for y in range(900):
        for x in range(0, 1200, 3):
            photo.setPixelColor(x, y, QColor((x * y) % 255, x % 255, (x ^ y) % 255))
    photo.save(str(tmp_path / "photo.bmp"))
    section = open_(page, "shop")
    section.logo.take_file(tmp_path / "photo.bmp")
    section.save()
    kept = club.facts(desk).logo
    assert kept.startswith(b"\x89PNG")
    assert len(kept) <= LARGEST
    assert QImage.fromData(kept).width() == 400


def test_a_file_that_is_no_picture_is_refused(tmp_path, page):
    (tmp_path / "list.png").write_text("name,mobile")
    section = open_(page, "shop")
    section.logo.take_file(tmp_path / "list.png")
    assert "no picture" in section._fields["logo"].error()
    assert section.logo.content() is None
    with pytest.raises(ValueError, match="not a picture"):
        small_enough(b"")


# operators


def test_a_new_operator_can_sign_in(page, desk):
    section = open_(page, "operators")
    dialog = OperatorDialog(page, page.hall_in_test)
    dialog.name.widget.setText("Ali")
    dialog.role.widget.set_value("senior")
    for field in (dialog.pins.first, dialog.pins.again):
        field.widget.set_value("۵۸۳۹۲۱")
    QTimer.singleShot(0, dialog.submit)
    assert dialog.exec()
    section.show_again()
    row = next(r for r in staff.operators(desk) if r.name == "Ali")
    assert row.role == "senior"
    assert staff.sign_in(desk.db, row.id, "583921", desk.clock).name == "Ali"


def test_a_pin_typed_in_two_ways_or_easy_to_guess_adds_nobody(page, desk):
    dialog = OperatorDialog(page, page.hall_in_test)
    dialog.name.widget.setText("Ali")
    dialog.pins.first.widget.set_value("583921")
    dialog.submit()
    assert dialog.pins.again.error() == "The two PINs are not the same."
    for field in (dialog.pins.first, dialog.pins.again):
        field.widget.set_value("123456")
    dialog.submit()
    assert "123456" in dialog.pins.first.error()
    dialog.name.widget.setText("")
    dialog.submit()
    assert dialog.name.error() == "This is needed."
    assert len(staff.operators(desk)) == 1


def test_the_last_owner_cannot_become_a_manager(page, desk):
    dialog = OperatorDialog(page, page.hall_in_test, staff.operators(desk)[0])
    dialog.role.widget.set_value("manager")
    dialog.submit()
    assert "must keep an owner" in dialog.problem.label.text()


def test_an_operator_is_disabled_and_enabled_again_and_the_own_one_is_not(page, desk):
    staff.add(desk, "Ali", "cashier", PIN, cost=TEST)
    section = open_(page, "operators")
    assert not section.buttons["disable"].isVisible()  # oneself
    section.table.select(1)
    answer("Disable")
    section.buttons["disable"].click()
    assert not next(r for r in staff.operators(desk) if r.name == "Ali").is_active
    section.table.select(1)
    section.buttons["enable"].click()
    assert next(r for r in staff.operators(desk) if r.name == "Ali").is_active


def test_a_locked_operator_is_told_and_unlocked(page, desk, clock):
    ali = staff.add(desk, "Ali", "cashier", PIN, cost=TEST)
    with writing(desk.db):
        desk.db.execute_sql(
            "UPDATE operator SET fails = 10, locked_until = '9999-01-01T00:00:00Z' WHERE id = ?",
            (ali,),
        )
    section = open_(page, "operators")
    section.table.select(1)
    states = [column.text for column in section.table.rows_model.columns][2]
    assert states(section.table.selected_row()) == "locked"
    section.buttons["unlock"].click()
    assert staff.sign_in(desk.db, ali, PIN, clock, cost=TEST)


def test_a_manager_unlocks_a_cashier_and_gives_a_new_pin_but_not_to_the_owner(desk, clock):
    """SAFETY 4.8."""
    ali = staff.add(desk, "Ali", "cashier", PIN, cost=TEST)
    with writing(desk.db):
        desk.db.execute_sql(
            "UPDATE operator SET fails = 10, locked_until = '9999-01-01T00:00:00Z' WHERE id = ?",
            (ali,),
        )
    with working(SettingsPage, desk_of(desk, Role.MANAGER, "Sara")) as page:
        section = open_(page, "operators")
        shown = {0: set(), 1: {"pin", "unlock"}}  # the owner, Ali
        for place, names in shown.items():
            section.table.select(place)
            assert {n for n, each in section.buttons.items() if each.isVisible()} == names
        section.buttons["unlock"].click()
        assert staff.sign_in(desk.db, ali, PIN, clock, cost=TEST)
        section.table.select(1)
        assert not section.buttons["unlock"].isVisible()


def test_an_operator_is_linked_to_the_own_member_record_and_let_go(page, desk):
    member = make_member(desk, first_name="Ali", last_name="Rad", mobile="09123334455")
    make_member(desk, first_name="Ali", last_name="Razi")
    ali = staff.add(desk, "Ali", "cashier", PIN, cost=TEST)

    def row():
        return next(r for r in staff.operators(desk) if r.id == ali)

    dialog = OperatorDialog(page, page.hall_in_test, row())
    edit = dialog.member.widget
    edit.setText("Ali")
    edit.textEdited.emit("Ali")
    edit.editingFinished.emit()
    dialog.submit()
    assert dialog.member.error() == "Choose one member from the list, or empty this field."
    edit.setText("09123334455")
    edit.textEdited.emit("09123334455")
    edit.editingFinished.emit()
    assert "Ali Rad" in edit.text()
    dialog.submit()
    assert dialog.result()
    assert row().member_id == member.id
    dialog = OperatorDialog(page, page.hall_in_test, row())
    assert "Ali Rad" in dialog.member.widget.text()
    dialog.member.widget.clear()
    dialog.submit()
    assert row().member_id is None


def test_everybody_changes_the_own_pin_but_nobody_elses(desk):
    cashier = desk_of(desk, Role.CASHIER, "Ali")
    with working(SettingsPage, cashier) as page:
        section = open_(page, "operators")
        assert not section.buttons["add"].isVisible()
        assert not section.own_password.isVisible()
        me = next(r for r in staff.operators(cashier) if r.id == cashier.operator.id)
        for operator, is_allowed in ((me, True), (staff.operators(cashier)[0], False)):
            dialog = PinDialog(page, page.hall_in_test, operator)
            for field in (dialog.pins.first, dialog.pins.again):
                field.widget.set_value("730284")
            dialog.submit()
            assert bool(dialog.result()) is is_allowed
    assert staff.sign_in(desk.db, cashier.operator.id, "730284", desk.clock)


def test_a_password_is_set_when_it_is_long_enough_and_typed_twice(page, desk):
    me = staff.operators(desk)[0]
    dialog = PasswordDialog(page, page.hall_in_test, me)
    dialog.first.widget.setText("short")
    dialog.submit()
    assert dialog.again.error() == "The two passwords are not the same."
    dialog.again.widget.setText("short")
    dialog.submit()
    assert "at least 10" in dialog.first.error()
    for field in (dialog.first, dialog.again):
        field.widget.setText("green tea with cake")
    dialog.submit()
    assert dialog.result()
    assert staff.operators(desk)[0].has_password


# devices


def test_two_sections_save_without_undoing_each_other(desk):
    saved = []
    with working(SettingsPage, desk, save_settings=saved.append) as page:
        devices = open_(page, "devices")
        devices.till.setText("۲")
        devices.scanner.prefix.setText("#")
        devices.save()
        appearance = open_(page, "appearance")
        appearance.theme._group.button(2).click()
        QTest.qWait(0)
    assert saved[0].till == "2"
    assert saved[-1] == replace(MachineSettings(), till="2", scanner_prefix="#", theme="dark")


def test_a_till_has_a_name(desk):
    saved = []
    with working(SettingsPage, desk, save_settings=saved.append) as page:
        devices = open_(page, "devices")
        devices.till.setText(" ")
        devices.save()
        assert devices._till_field.error() == "This is needed."
    assert saved == []


def test_a_printer_that_is_gone_is_named_and_a_test_print_says_so(desk):
    wanted = MachineSettings(printers={"receipt": "POS-80"})
    with working(SettingsPage, desk, settings=wanted) as page:
        devices = open_(page, "devices")
        assert "(not found)" in devices.receipt_printer.currentText()
        devices.test.click()
        assert "POS-80" in devices._receipt_field.error()
        assert "was not found" in devices._receipt_field.error()
        devices.save()  # keeps it: the printer may only be off
        assert devices.machine.settings.printers == {"receipt": "POS-80"}


def test_the_sample_receipt_follows_the_paper_and_is_saved_as_a_picture(page, tmp_path):
    devices = open_(page, "devices")
    assert devices.slip.image().width() == receipt.DOTS[80]
    devices.paper_mm._group.button(1).click()
    assert devices.slip.image().width() == receipt.DOTS[58]
    devices.save_picture(tmp_path / "slip.png")
    assert QImage(str(tmp_path / "slip.png")).width() == receipt.DOTS[58]
    devices.save_picture(tmp_path / "no" / "slip.png")
    assert "could not be written" in devices.problem.label.text()


def keys(widget, text: str, gap_ms: int) -> None:
    """Send keys with the times a scanner or a hand would give them."""
    at = 1_000
    for letter in [*text, "\r"]:
        key = Qt.Key.Key_Return if letter == "\r" else Qt.Key.Key_unknown
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
        event.setTimestamp(at)
        QApplication.sendEvent(widget, event)
        at += gap_ms


def test_the_box_tells_what_a_scanner_sent_how_fast_and_in_which_digits(page):
    scanner = open_(page, "devices").scanner
    keys(scanner.scan, "۲۹۰۰۰۰۰۰۰۰۰۱۴", 4)
    said = scanner.answer.label.text()
    assert "13 characters, 4 ms a key" in said
    assert "2900000000014" in said
    assert "Persian" in said
    assert scanner.answer.property("note") == "ok"


def test_a_slow_or_short_try_is_explained(page):
    scanner = open_(page, "devices").scanner
    keys(scanner.scan, "2900000000014", 60)
    assert "Too slow for a scan: the longest pause was 60 ms, 35 ms" in scanner.answer.label.text()
    assert scanner.answer.property("note") == "warn"
    keys(scanner.scan, "12345", 4)
    assert "Fewer than 6 characters" in scanner.answer.label.text()


def test_the_test_code_is_recognised_without_what_the_scanner_puts_around_it(page):
    scanner = open_(page, "devices").scanner
    scanner.prefix.setText("]E0")
    scanner.suffix.setText("$")
    keys(scanner.scan, f"]E0{TEST_CODE}$", 4)
    assert "This is the test code" in scanner.answer.label.text()


def test_the_test_code_is_no_card_of_a_member():
    reading = ScanReading(TEST_CODE, (3,) * 12)
    assert reading.is_scan
    assert TEST_CODE.startswith("2900000000")  # serial 0, never given


def test_a_scan_is_a_try_at_the_devices_and_goes_to_the_counter_elsewhere(page, qapp):
    wanted = []
    page.counter_wanted.connect(wanted.append)
    wedge = WedgeFilter(parent=page)
    wedge.scanned.connect(page.take_scan)
    qapp.installEventFilter(wedge)
    try:
        scanner = open_(page, "devices").scanner
        scanner.scan.setFocus()
        keys(scanner.scan, "2900000000014", 5)
        assert "13 characters, 5 ms a key" in scanner.answer.label.text()
        assert scanner.scan.text() == ""
        open_(page, "shop").name.setFocus()
        keys(page.section().name, "2900000000014", 5)
    finally:
        qapp.removeEventFilter(wedge)
    assert wanted == ["2900000000014"]
    assert page.section().name.text() == "Naranj"


# backups


def wait_for(page, qtbot) -> None:
    qtbot.waitUntil(lambda: not page.runner_in_test.is_busy(), timeout=20_000)


def test_a_backup_is_made_by_one_button_and_stands_in_the_list(page, desk, qtbot):
    make_sale(desk, make_member(desk).id)
    section = open_(page, "backup")
    assert "no verified backup" in section.state.label.text()
    section.make.click()
    assert not section.make.isEnabled()
    wait_for(page, qtbot)
    assert "made and verified" in toast(page)
    shown = section.table.rows_model.rows
    assert [each.state for each in shown] == [VERIFIED]
    assert "1 member and 1 sale" in section.state.label.text()
    assert section.make.isEnabled()


def test_a_backup_that_is_stopped_leaves_none(page, desk, qtbot):
    section = open_(page, "backup")
    with held(page.runner_in_test):
        section.make.click()
        section.busy.cancel.click()
    answer("OK")
    wait_for(page, qtbot)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert safekeeping.backups(desk) == []


def test_an_old_backup_turns_amber_then_red(page, desk, clock):
    safekeeping.back_up(desk)
    section = open_(page, "backup")
    for days, kind in ((1, "ok"), (3, "warn"), (8, "danger")):
        clock.now += timedelta(days=days) - (clock.now - safekeeping.newest(desk).manifest.created)
        section.show_again()
        assert section.state.property("note") == kind


def walk(*steps):
    """Do *steps* with the wizard that opens, one after the other, each once it can."""
    waiting = list(steps)

    def look():
        wizard = QApplication.activeModalWidget()
        if not isinstance(wizard, RestoreWizard):
            QTimer.singleShot(5, look)
            return
        while waiting and wizard.primary.isEnabled():
            waiting.pop(0)(wizard)
        if waiting:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)


def test_going_back_says_what_is_lost_and_hands_the_plan_on_once_the_work_has_ended(
    desk, clock, qtbot
):
    kept = safekeeping.back_up(desk)
    clock.forward(minutes=1)
    make_sale(desk, make_member(desk).id)
    asked, plans, seen = [], [], []

    def confirm(why):
        asked.append(why)
        return True

    def read(wizard):
        seen.append(wizard.costs.label.text())

    with working(SettingsPage, desk, confirm_secret=confirm) as page:
        page.restore_wanted.connect(
            lambda plan: plans.append((plan, page.runner_in_test.is_busy()))
        )
        section = open_(page, "backup")
        wait_for(page, qtbot)
        section.table.select(0)
        walk(lambda w: w.submit(), lambda w: w.reject())
        section.bring_back.click()
        assert asked == []
        walk(lambda w: w.submit(), read, lambda w: w.submit())
        section.bring_back.click()
        qtbot.waitUntil(lambda: bool(plans), timeout=20_000)
    assert "1 sale and 1 member recorded since then are lost" in seen[0]
    assert "1001" in seen[0]
    plan, was_busy = plans[0]
    assert plan.chosen.path == kept.path
    assert not was_busy
    assert len(safekeeping.backups(desk)) == 2  # the present club was kept first


def test_a_damaged_backup_or_one_of_another_club_goes_no_further(page, desk, tmp_path, qtbot):
    make_member(desk)
    kept = safekeeping.back_up(desk)
    other = club.found_club(tmp_path / "other.club", club.ClubDraft("Other", "Nima"))
    foreign = safekeeping.back_up(other)
    other.db.close()
    DATABASE.initialize(desk.db)
    whole = bytearray(kept.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    kept.path.write_bytes(whole)
    section = open_(page, "backup")
    wait_for(page, qtbot)
    said = []

    def tell(wizard):
        said.append(wizard.problem.label.text())

    walk(
        lambda w: w.take_file(foreign.path), tell, lambda w: w.submit(), lambda w: w.submit(), tell,
        lambda w: w.reject(),
    )  # fmt: skip
    section.bring_back.click()
    assert "belongs to another club" in said[0]
    assert "is damaged" in said[1]
    assert len(safekeeping.backups(desk)) == 1


def test_one_backup_is_read_again_and_its_state_told(page, desk, qtbot):
    make_member(desk)
    kept = safekeeping.back_up(desk)
    section = open_(page, "backup")
    wait_for(page, qtbot)
    section.table.select(0)
    section.again.click()
    wait_for(page, qtbot)
    assert "it is whole" in toast(page)
    kept.path.write_bytes(kept.path.read_bytes().replace(b"SQLite", b"SQLike"))
    answer("OK")
    section.again.click()
    wait_for(page, qtbot)
    assert "Choose another" in section.problem.label.text()
    assert section.table.rows_model.data(section.table.rows_model.index(0, 5)) == "cannot be used"


def test_the_second_place_is_shown_with_its_state_and_its_copies(page, desk, tmp_path, qtbot):
    make_member(desk)
    section = open_(page, "backup")
    wait_for(page, qtbot)
    assert "There is no second place" in section.places.state.label.text()
    assert "whoever finds the stick can read the copies" in section.places.plain.text()
    safekeeping.back_up(desk)
    stick = tmp_path / "stick"
    stick.mkdir()
    section.set_second(str(stick))
    wait_for(page, qtbot)
    wait_for(page, qtbot)
    assert "read back and equal" in section.places.state.label.text()
    model = section.table.rows_model
    assert model.data(model.index(0, 6)) == "both places"
    section.set_rhythm(15)
    assert club.facts(desk).settings.backup_minutes == 15
    assert section.places.rhythm.currentText() == "every 15 minutes"


def test_a_sound_club_is_said_to_be_sound(page, desk, qtbot):
    make_sale(desk, make_member(desk).id)
    section = open_(page, "backup")
    section.look.click()
    wait_for(page, qtbot)
    assert section.result.label.text() == "The club is sound: everything agrees."


def test_what_is_broken_is_named_in_plain_words(page, desk, qtbot):
    make_sale(desk, make_member(desk).id)
    with tampering(desk.db):
        desk.db.execute_sql("UPDATE points_balance SET points = points + 1")
    section = open_(page, "backup")
    section.look.click()
    wait_for(page, qtbot)
    said = section.result.label.text()
    assert "A balance is not the sum of its points entries. (1)" in said
    assert section.result.property("note") == "danger"


def test_backups_go_to_the_folder_that_was_chosen(page, desk, tmp_path, qtbot):
    section = open_(page, "backup")
    section.set_folder(str(tmp_path / "stick"))
    section.make.click()
    wait_for(page, qtbot)
    assert len(list((tmp_path / "stick").glob("*.ldbk"))) == 1
    section.places.beside.click()
    assert safekeeping.backups(desk) == []


def test_a_cashier_backs_up_but_does_not_go_back_and_an_auditor_does_neither(desk):
    safekeeping.back_up(desk)
    with working(SettingsPage, desk_of(desk, Role.CASHIER)) as page:
        section = open_(page, "backup")
        assert section.make.isVisible()
        assert not section.bring_back.isVisible()
        assert not section.places.choose.isVisible()
    with working(SettingsPage, desk_of(desk, Role.AUDITOR)) as page:
        section = open_(page, "backup")
        assert not section.page.isVisible()
        assert section.locked.label.text() == (
            "Who can see this: Cashier, Senior cashier, Manager, Owner or Support."
        )


# the log and the rest


def test_the_log_is_read_by_operator_and_day(page, desk, clock):
    ali = desk_of(desk, Role.CASHIER, "Ali")
    clock.forward(days=1)
    make_member(ali)
    section = open_(page, "activity")
    section.operator.set_value(ali.operator.id)
    section.show_again()
    texts = [column.text for column in section.table.rows_model.columns]
    rows = section.table.rows_model.rows
    assert [texts[2](row) for row in rows] == ["Enrolled a member"]
    section.everything.click()
    assert len(section.table.rows_model.rows) == len(audit.acts(desk))
    section.last.set_day(desk.today() - timedelta(days=1))
    assert "Enrolled a member" not in [texts[2](r) for r in section.table.rows_model.rows]


def test_a_refusal_stands_in_the_log(desk):
    from loyaldesk.domain.errors import PermissionDenied

    with pytest.raises(PermissionDenied):
        club.publish_programme(desk_of(desk, Role.CASHIER, "Ali"), club.programme(desk))
    with working(SettingsPage, desk) as page:
        section = open_(page, "activity")
        first = section.table.rows_model.rows[0]
        texts = [column.text(first) for column in section.table.rows_model.columns]
        assert texts[4] == "Refused"


def test_older_lines_are_fetched_by_the_page(page, desk):
    with writing(desk.db):
        for _ in range(250):
            desk.db.execute_sql(
                "INSERT INTO audit (at, operator_id, till, act, subject, result, detail)"
                " VALUES ('2026-11-21T08:00:00Z', 1, '1', 'sign_in', 'operator', 'ok', '')"
            )
    section = open_(page, "activity")
    assert len(section.table.rows_model.rows) == 200
    section.more.click()
    assert len(section.table.rows_model.rows) == len(audit.acts(desk, limit=1000))
    assert not section.more.isVisible()


def test_language_theme_and_calendar_hold_at_once(desk):
    saved = []
    with working(SettingsPage, desk, save_settings=saved.append) as page:
        section = open_(page, "appearance")
        section.language._group.button(1).click()
        QTest.qWait(0)
        section.calendar._group.button(2).click()
        QTest.qWait(0)
    assert (saved[0].language, saved[1].calendar) == ("en", "gregorian")


def test_about_says_what_is_inside_and_opens_a_licence(page):
    section = open_(page, "about")
    parts = {each.name for each in section.table.rows_model.rows}
    assert {"peewee", "reportlab", "Vazirmatn"} <= parts
    seen = []
    answer("Close", seen)
    button = next(
        b for b in section.findChildren(QAbstractButton)
        if b.accessibleName() == "Licence of Vazirmatn"
    )  # fmt: skip
    button.click()
    assert seen


@pytest.mark.parametrize("language", ["fa", "en"])
def test_nothing_is_cut_at_the_usual_and_the_smallest_window(dressed, desk, language):
    dressed(language)
    with working(SettingsPage, desk) as page:
        for width in (1170, 828):  # beside the side bar, of 1366 and 1024
            page.window().resize(width, 640)
            for key in KEYS:
                section = open_(page, key)
                wanted = section.page.widget().minimumSizeHint().width()
                assert wanted <= section.page.viewport().width(), (key, width)


def test_no_section_flashes_a_window_of_its_own(desk, qapp):
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    class Watch(QObject):
        shown = []

        def eventFilter(self, watched, event):
            is_shown = event.type() == QEvent.Type.Show
            if is_shown and isinstance(watched, QWidget) and watched.isWindow():
                self.shown.append(type(watched).__name__)
            return False

    with working(SettingsPage, desk) as page:
        watch = Watch()
        qapp.installEventFilter(watch)
        try:
            for key in KEYS:
                open_(page, key)
        finally:
            qapp.removeEventFilter(watch)
    assert watch.shown == []


# roles and rights


def roles_of(page):
    section = open_(page, "roles")
    return section, section.model, section.view


def cell(model, code, right):
    column = next(n for n, row in enumerate(model.roles) if row.code == code)
    return model.index(model.lines.index(right), column)


def test_ticks_are_set_with_the_keys_and_saved_together_with_words(page, desk):
    section, model, view = roles_of(page)
    assert not section.is_dirty
    for code, right in (("cashier", Permission.CARD_BLOCK), ("senior", Permission.CARD_ISSUE)):
        view.setCurrentIndex(cell(model, code, right))
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert section.is_dirty
    said = section.summary.text()
    assert "Cashier may from now on: Block and replace cards." in said
    assert "Senior cashier may no longer: Give cards." in said
    assert roles.rights(desk)["cashier"] == DEFAULT_RIGHTS[Role.CASHIER]
    section.save()
    assert Permission.CARD_BLOCK in roles.rights(desk)["cashier"]
    assert Permission.CARD_ISSUE not in roles.rights(desk)["senior"]
    assert not section.is_dirty
    view.choose("cashier")
    section.usual.click()
    section.save()
    assert roles.rights(desk)["cashier"] == DEFAULT_RIGHTS[Role.CASHIER]


def test_what_nobody_could_give_back_cannot_be_unticked(page, desk):
    section, model, view = roles_of(page)
    view.setCurrentIndex(cell(model, "owner", Permission.CLUB_KEY))
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert not section.is_dirty
    assert "nobody else could give it back" in section.told.text()


def test_a_right_is_found_by_any_of_its_words(page):
    section, model, view = roles_of(page)
    assert view.show_matching("gift card") >= 2
    hidden = [n for n in range(len(model.lines)) if view.isRowHidden(n)]
    assert model.lines.index(Permission.AUDIT_READ) in hidden
    section.search.setText("no such thing")
    QTest.keyClick(section.search, Qt.Key.Key_Return)
    assert not section.nothing.isHidden()


def test_a_role_of_the_shop_is_made_renamed_given_and_removed(page, desk):
    section, model, view = roles_of(page)
    dialog = RoleDialog(page, page.hall_in_test, model.roles)
    dialog.name.widget.setText("Barista")
    dialog.submit()
    section.show_again()
    view.choose(dialog.code)
    assert view.chosen().name == "Barista"
    assert not section.remove.isHidden()
    choice = OperatorDialog(page, page.hall_in_test).role.widget
    assert "Barista" in [choice.itemText(n) for n in range(choice.count())]
    again = RoleDialog(page, page.hall_in_test, model.roles)
    again.name.widget.setText("barista")
    again.submit()
    assert again.name.error()
    role_editing.remove_role(desk, dialog.code)
    section.show_again()
    assert dialog.code not in [row.code for row in model.roles]


def test_who_may_not_manage_operators_only_looks(desk):
    with working(SettingsPage, desk_of(desk, Role.MANAGER)) as page:
        section, model, view = roles_of(page)
        view.setCurrentIndex(cell(model, "cashier", Permission.CARD_BLOCK))
        QTest.keyClick(view, Qt.Key.Key_Space)
        assert not section.is_dirty
        assert section.add_one.isHidden()
        assert not section.locked.isHidden()


def test_the_limits_are_one_step_away(page):
    section = open_(page, "roles")
    section.programme_link.click()
    assert page.key == "programme"
