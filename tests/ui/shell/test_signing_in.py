"""Who is at the desk: signing in, switching, locking, being disabled."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from loyaldesk.domain.errors import ApprovalRefused, PermissionDenied
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import approvals, club, drafts, role_editing, roles, staff
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.shell.clipboard import ClipboardKeeper
from loyaldesk.ui.shell.login import SignIn
from loyaldesk.ui.shell.main_window import MainWindow
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.shell.conftest import OTHER_PIN, sign_in_of

F12, ESC, DOWN = Qt.Key.Key_F12, Qt.Key.Key_Escape, Qt.Key.Key_Down


def test_six_digits_open_the_counter(begin, club_file, team, hands, qtbot):
    program = begin(club_file)
    assert isinstance(program.frame.shown(), SignIn)
    hands.type("583920")
    qtbot.waitUntil(lambda: program.window is not None)
    assert hands.keys == 6
    assert program.operator.name == "Maryam"
    assert program.window.place == "counter"


def test_a_persian_keyboard_signs_in_as_well(begin, club_file, team, typed, qtbot):
    program = begin(club_file)
    typed(program.frame, "۵۸۳۹۲۰", to_focus=True)
    qtbot.waitUntil(lambda: program.window is not None)


def test_arrows_choose_who_it_is(begin, club_file, team, hands, qtbot):
    program = begin(club_file)
    hands.press(DOWN)
    hands.type(OTHER_PIN)
    qtbot.waitUntil(lambda: program.operator is not None)
    assert program.operator.name == "Reza"


def test_a_wrong_pin_is_told_and_the_wait_counts_down(begin, club_file, team, hands, qtbot, clock):
    program = begin(club_file)
    screen = sign_in_of(program)
    for _ in range(5):
        hands.type("111111")
        qtbot.waitUntil(lambda: screen.pad.isEnabled() and bool(screen.pad.message.text()))
        told = screen.pad.message.text()
    assert "0:30" in told
    hands.type("583920")  # the right one does not help while the wait runs
    qtbot.wait(150)
    assert program.operator is None
    clock.forward(seconds=31)
    screen._show_wait()
    hands.type("583920")
    qtbot.waitUntil(lambda: program.operator is not None)


def test_a_password_can_be_typed_instead(begin, club_file, team, hands, qtbot):
    staff.set_password(team, team.operator.id, "orange blossom tea", cost=TEST)
    program = begin(club_file)
    screen = sign_in_of(program)
    screen.other_way.click()
    screen.password.setText("orange blossom tea")
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.operator is not None)


def test_seven_keys_switch_the_operator(program, hands, qtbot):
    hands.press(F12)
    hands.press(DOWN) if sign_in_of(program).operator_id() != 3 else None
    hands.type(OTHER_PIN)
    qtbot.waitUntil(lambda: program.operator.name != "Maryam")
    before = program.operator.name
    hands.keys = 0
    hands.press(F12)  # whoever was there before comes first
    hands.type("583920")
    qtbot.waitUntil(lambda: program.operator.name == "Maryam")
    assert hands.keys == 7
    hands.press(F12)
    hands.type(OTHER_PIN)
    qtbot.waitUntil(lambda: program.operator.name == before)


def test_escape_goes_back_to_work_from_switching(program, hands):
    page = program.window.page()
    hands.press(F12)
    assert program.frame.shown() is not program.window
    hands.press(ESC)
    assert program.frame.shown() is program.window
    assert program.window.page() is page


def test_the_new_operator_sees_only_the_places_of_the_role(program, hands, qtbot):
    assert "settings" in program.window.place_keys() or "reports" in program.window.place_keys()
    program._enter(staff.by_name(program._nobody.db, "Reza").brief)
    assert "reports" not in program.window.place_keys()


def test_an_untouched_screen_locks_and_shows_no_member(program, seconds, hands, qtbot, desk):
    member = make_member(desk, first_name="Zahra", last_name="Ahmadi")
    program.window.open_counter(member.number)
    dialog = Dialog(program.window, "Zahra Ahmadi")
    dialog.open()
    seconds.now += 9 * 60
    program.idle.look()
    assert program.frame.shown() is program.window
    seconds.now += 60
    program.idle.look()
    screen = sign_in_of(program)
    assert not dialog.isVisible()
    texts = [label.text() for label in screen.findChildren(QLabel)]
    assert not any("Zahra" in text for text in texts)
    assert not program.window.isVisible()
    kept = program.window
    hands.type("583920")
    qtbot.waitUntil(lambda: program.frame.shown() is kept)


def test_keys_do_nothing_on_a_locked_screen(program, hands):
    program.lock()
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hands.press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    hands.press(ESC)
    assert isinstance(program.frame.shown(), SignIn)
    assert program.window.place == "counter"


def test_a_key_keeps_the_screen_open(program, seconds, hands):
    seconds.now += 9 * 60
    hands.press(Qt.Key.Key_Shift)
    seconds.now += 9 * 60
    program.idle.look()
    assert program.frame.shown() is program.window


def test_r40_a_disabled_operator_is_refused_and_locked_out(program, club_file, clock, team):
    program._enter(staff.by_name(program._nobody.db, "Reza").brief)
    other = team.acting_as(staff.by_name(team.db, "").brief)
    reza = staff.by_name(team.db, "Reza")
    staff.change_operator(
        other, reza.id, name="Reza", role="cashier", is_active=False, version=reza.version
    )
    with pytest.raises(PermissionDenied):
        make_member(program.window.hall.desk)
    program.chores.look_for_changes()
    screen = sign_in_of(program)
    assert program.operator is None
    assert reza.id not in screen._operators


def test_one_operator_without_a_pin_is_not_asked(begin, tmp_path, clock, hands):
    path = tmp_path / "alone.club"
    draft = club.ClubDraft("Naranj", "Maryam", settings=club.ClubSettings(sign_in=False))
    club.found_club(path, draft, clock=clock).db.close()
    program = begin(path)
    assert isinstance(program.frame.shown(), MainWindow)
    program.lock()
    assert isinstance(program.frame.shown(), MainWindow)
    hands.press(F12)
    assert program.window.toasts.text() == tr(
        "There is no other operator yet. Settings can add one."
    )


def test_one_operator_may_do_without_sign_in(begin, club_file, desk):
    facts = club.facts(desk)
    habits = club.ClubSettings(sign_in=False)
    club.change_shop(
        desk, shop=facts.shop, unit=facts.unit, zone=facts.zone, language="en", logo=None,
        settings=habits, version=facts.version,
    )  # fmt: skip
    assert isinstance(begin(club_file).frame.shown(), MainWindow)


@pytest.mark.parametrize("is_alone", [True, False])
def test_an_owner_without_a_secret_chooses_a_pin_first(begin, tmp_path, clock, qtbot, is_alone):
    path = tmp_path / "new.club"
    desk = club.found_club(path, club.ClubDraft("Naranj", "Maryam"), clock=clock)
    if not is_alone:
        staff.add(desk, "Reza", "cashier", OTHER_PIN, cost=TEST)
    desk.db.close()
    program = begin(path)
    qtbot.waitUntil(lambda: program.frame.findChild(Dialog) is not None)
    dialog = program.frame.findChild(Dialog)
    dialog.fields.pin.widget.set_value("583920")
    dialog.fields.again.widget.set_value("583921")
    dialog.primary.click()
    assert dialog.fields.again.error() == "The two PINs are not the same."
    dialog.fields.again.widget.set_value("583920")
    dialog.primary.click()
    qtbot.waitUntil(lambda: program.window is not None)
    db = open_club(path)
    assert staff.by_name(db, "").has_pin
    db.close()


def test_a_privileged_act_asks_for_the_own_secret(program, qtbot, hands):
    answers = []
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def type_secret(secret: str) -> None:
        dialog = QApplication.activeModalWidget()
        dialog.secret.setText(secret)
        dialog.primary.click()

    def wrong_then_right() -> None:
        type_secret("999999")
        dialog = QApplication.activeModalWidget()
        qtbot.waitUntil(lambda: dialog.problem.isVisible())
        answers.append(dialog.problem.label.text())
        type_secret("583920")

    QTimer.singleShot(50, wrong_then_right)
    assert program.window.hall.confirm_secret("Restoring replaces the club.")
    assert answers == ["This PIN or password is not right."]


def test_a_sign_in_ends_after_so_many_hours_although_somebody_is_busy(
    program, seconds, hands, qtbot, desk
):
    """SAFETY 4.9: 12 hours at most; the basket stays."""
    member = make_member(desk)
    program.window.open_counter(member.number)
    hands.type("25000")
    kept, basket = program.window, program.window.page().sale.basket()
    assert basket is not None
    for _ in range(12 * 12):  # a key every five minutes
        program.chores.look_for_changes()
        assert program.frame.shown() is kept
        seconds.now += 5 * 60
        hands.press(Qt.Key.Key_Shift)
        program.idle.look()
    program.chores.look_for_changes()
    screen = sign_in_of(program)
    assert screen.operator_id() == program.operator.id
    hands.press(ESC)
    assert sign_in_of(program) is screen
    hands.type("583920")
    qtbot.waitUntil(lambda: program.frame.shown() is kept)
    assert kept.page().sale.basket().amount_rial == basket.amount_rial
    program.chores.look_for_changes()
    assert program.frame.shown() is kept


def test_the_hours_of_a_sign_in_are_the_shops_choice(program, seconds, desk):
    facts = club.facts(desk)
    club.change_shop(
        desk, shop=facts.shop, unit=facts.unit, zone=facts.zone, language=facts.language,
        logo=facts.logo, settings=replace(facts.settings, session_hours=1), version=facts.version,
    )  # fmt: skip
    program._on_club_changed()
    seconds.now += 3_599
    program.look_at_session()
    assert not isinstance(program.frame.shown(), SignIn)
    seconds.now += 1
    program.look_at_session()
    assert isinstance(program.frame.shown(), SignIn)


def test_a_right_given_or_taken_elsewhere_shows_at_once(program, team, qtbot):
    program._enter(staff.by_name(program._nobody.db, "Reza").brief)
    assert "reports" not in program.window.place_keys()
    other = team.acting_as(staff.by_name(team.db, "").brief)
    rights = roles.rights(other)["cashier"]
    role_editing.change_rights(other, "cashier", rights | {Permission.REPORT_READ})
    program.chores.look_for_changes()
    qtbot.waitUntil(lambda: "reports" in program.window.place_keys())
    role_editing.reset_role(other, "cashier")
    program.chores.look_for_changes()
    qtbot.waitUntil(lambda: "reports" not in program.window.place_keys())


def test_a_leave_and_a_copied_number_end_when_the_screen_is_locked(program, desk):
    reza = program._nobody.acting_as(staff.by_name(program._nobody.db, "Reza").brief)
    given = approvals.approve(
        reza, "", "583920", act="points.adjust", subject_id=1, amount=5, cost=TEST
    )
    QApplication.clipboard().setText("0912 345 6789")
    program.lock()
    assert QApplication.clipboard().text() == ""
    with (
        pytest.raises(ApprovalRefused, match="over"),
        reza.change(Permission.SALE_RECORD) as change,
    ):
        approvals.use(change, given, "points.adjust", 1, 5)


@pytest.mark.parametrize(
    ("text", "is_forgotten"),
    [
        ("09123456789", True), ("۰۹۱۲ ۳۴۵ ۶۷۸۹", True), ("6037-9912-3456-7890", True),
        ("sara@example.com", True), ("Sara Ahmadi", False), ("125,000", False),
        ("Hours: 9 to 21", False),
    ],
)  # fmt: skip
def test_copied_phones_and_cards_are_forgotten_after_a_while(qapp, text, is_forgotten):
    clipboard = QApplication.clipboard()
    keeper = ClipboardKeeper(is_ours=lambda: True)
    clipboard.setText(text)
    assert keeper.is_waiting() is is_forgotten
    keeper._timer.timeout.emit()
    assert clipboard.text() == ("" if is_forgotten else text)
    keeper.deleteLater()


def test_what_was_copied_since_is_left_alone(qapp):
    keeper = ClipboardKeeper(is_ours=lambda: True)
    QApplication.clipboard().setText("09123456789")
    QApplication.clipboard().setText("a recipe")
    assert not keeper.is_waiting()
    keeper.clear()
    assert QApplication.clipboard().text() == "a recipe"
    keeper.deleteLater()


def test_a_kept_basket_is_seen_by_another_only_with_the_right(desk):
    """SAFETY 4.9: a cashier who takes over sees it, an auditor does not."""
    drafts.keep(desk, drafts.Basket("k", make_member(desk).id, 5))
    assert [kept.basket.key for kept in drafts.find(desk_of(desk, Role.CASHIER))] == ["k"]
    with pytest.raises(PermissionDenied):
        drafts.find(desk_of(desk, Role.AUDITOR))
