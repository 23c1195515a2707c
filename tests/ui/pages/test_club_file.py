"""Settings > Club file: what protects the file, and what an owner can do about it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from loyaldesk.domain import recovery
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import encrypting, keys, unlocking
from loyaldesk.services.encrypting import CHANGE, OFF, ON
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.pages.settings.page import SettingsPage
from loyaldesk.ui.pages.today.page import TodayStart
from loyaldesk.ui.parts.try_recovery import TryRecoveryDialog
from tests.conftest import desk_of
from tests.ui.pages.long_work import working

PHRASE, OTHER = "seven kebabs at noon", "eight walnuts by night"


@pytest.fixture(autouse=True)
def _dressed(english, monkeypatch):
    set_look(Look("en", "jalali", "toman"))
    for room in (keys, encrypting):
        monkeypatch.setattr(room, "NORMAL", TEST)


@pytest.fixture
def paper() -> str:
    return unlocking.new_recovery()


@pytest.fixture
def locked(desk, paper):
    db = encrypting.turn_on(desk, PHRASE, paper, cost=TEST)
    yield replace(desk, db=db)
    db.close()


def section_of(page):
    page.open_section("club_file")
    QApplication.processEvents()
    return page.section()


def typed(dialog, *, phrase: str = "", with_paper: bool = True) -> str:
    """Go through the dialog of new keys; return the recovery key it made."""
    if phrase:
        dialog.phrase.set_value(phrase)
        dialog.submit()
    if with_paper:
        dialog.view.last.widget.setText(recovery.groups(dialog.view.key)[-1])
        dialog.submit()
    return dialog.view.key


def test_a_plain_club_is_told_as_such_and_can_be_encrypted(desk, qtbot):
    with working(SettingsPage, desk) as page:
        section = section_of(page)
        assert "not encrypted" in section.note.label.text()
        assert not section._paper.isVisibleTo(section)
        plans = []
        page.restore_wanted.connect(plans.append)
        section.turn_on()
        key = typed(section.dialog, phrase=PHRASE)
        qtbot.waitUntil(lambda: bool(plans))
    assert plans[0].act == ON
    assert plans[0].keys.slot("recovery") is not None
    assert PHRASE not in repr(plans[0])
    assert key


def test_an_encrypted_club_says_since_when_and_takes_new_keys(locked, qtbot, paper):
    path = locked.db.path
    with working(SettingsPage, locked) as page:
        section = section_of(page)
        assert "encrypted since" in section.note.label.text()
        assert section.forget.isVisibleTo(section)
        assert not section.reminder.isVisibleTo(section)
        section.change_passphrase()
        typed(section.dialog, phrase=OTHER, with_paper=False)
        qtbot.waitUntil(lambda: section._task is None)
        assert unlocking.try_typed(path, OTHER).key == locked.db.key
        section.make_recovery()
        new = typed(section.dialog)
        qtbot.waitUntil(lambda: section._task is None)
        assert unlocking.try_typed(path, new).is_recovery
        with pytest.raises(recovery.WrongRecovery):
            unlocking.try_typed(path, paper)


def test_nothing_of_the_keys_is_done_without_the_owners_secret(locked, monkeypatch):
    with working(SettingsPage, locked, confirm_secret=lambda _why: False) as page:
        section = section_of(page)
        for act in (section.change_passphrase, section.make_recovery, section.change_data_key,
                    section.turn_off):  # fmt: skip
            act()
        assert section.dialog is None
        assert section._task is None


def test_after_a_quarter_the_recovery_key_wants_to_be_tried(locked, clock, qtbot, paper):
    clock.forward(days=91)
    with working(SettingsPage, locked) as page:
        section = section_of(page)
        assert section.reminder.isVisibleTo(section)
        section.test_recovery()
        dialog = section.dialog
        dialog.typed.setText(unlocking.new_recovery())
        dialog.submit()
        qtbot.waitUntil(lambda: "does not open" in dialog.answer.label.text())
        dialog.typed.setText(paper.lower())
        dialog.submit()
        qtbot.waitUntil(lambda: "right key" in dialog.answer.label.text())
        dialog.done(0)
        assert not section.reminder.isVisibleTo(section)
        assert "Last tested" in section.paper_told.text()


@pytest.mark.parametrize("act", [OFF, CHANGE])
def test_turning_off_and_another_key_close_the_club_first(locked, qtbot, act, monkeypatch):
    from loyaldesk.ui.pages.settings import club_file

    monkeypatch.setattr(club_file, "ask", lambda *_a, **_k: True)
    with working(SettingsPage, locked) as page:
        plans = []
        page.restore_wanted.connect(plans.append)
        section = section_of(page)
        if act == OFF:
            section.turn_off()
        else:
            section.change_data_key()
            typed(section.dialog, phrase=OTHER)
        qtbot.waitUntil(lambda: bool(plans))
        assert plans[0].act == act


def test_only_the_owner_sees_the_keys(locked):
    manager = desk_of(locked, Role.MANAGER)
    with working(SettingsPage, manager) as page:
        section = section_of(page)
        assert not section.page.isVisibleTo(section)
        assert "Owner" in section.locked.label.text()


def test_this_computer_forgets_and_keeps_the_key(locked, monkeypatch):
    from loyaldesk.ui.pages.settings import club_file

    monkeypatch.setattr(club_file, "ask", lambda *_a, **_k: True)
    with working(SettingsPage, locked) as page:
        section = section_of(page)
        section.forget_here()
        assert not keys.state(locked).known_here
        assert not section.forget.isVisibleTo(section)
        section.keep_here()
        assert keys.state(locked).known_here


def test_today_reminds_the_owner_and_lets_the_key_be_tried_there(locked, clock, qtbot, paper):
    clock.forward(days=91)
    with working(TodayStart, locked) as page:
        page.refresh()
        qtbot.waitUntil(lambda: page.keys.isVisibleTo(page))
        page.keys.button.click()
        dialog = next(each for each in page.window().findChildren(TryRecoveryDialog))
        dialog.typed.setText(paper)
        dialog.submit()
        qtbot.waitUntil(lambda: "right key" in dialog.answer.label.text())
        dialog.done(0)
        qtbot.waitUntil(lambda: not page.keys.isVisibleTo(page))
    cashier = desk_of(locked, Role.CASHIER)
    with working(TodayStart, cashier) as page:
        page.refresh()
        assert not page.keys.isVisibleTo(page)
