"""Before an encrypted club: pass phrase, recovery key, the wait, a key file that is not right."""

from datetime import date
from pathlib import Path

import pytest

from loyaldesk.domain import recovery
from loyaldesk.domain.secrets import KeyFileMissing
from loyaldesk.kernel import fmt
from loyaldesk.services import club, keys, opening, safekeeping, unlocking
from loyaldesk.services.desk import Desk
from loyaldesk.store import vault
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.shell import passphrase
from loyaldesk.ui.shell.passphrase import KeyTrouble, PassphraseDialog, put_keys_right
from tests.reports.paper import text_of

PHRASE, OTHER = "seven kebabs at noon", "eight walnuts by night"


@pytest.fixture
def paper() -> str:
    return unlocking.new_recovery()


@pytest.fixture
def locked(tmp_path: Path, clock, paper) -> Path:
    """An encrypted club this computer does not know, with a backup beside it."""
    path = tmp_path / "shop.club"
    desk = opening.new_club(
        path, club.ClubDraft("Naranj", "Maryam"), passphrase=PHRASE, recovery_key=paper,
        clock=clock, cost=TEST,
    )  # fmt: skip
    safekeeping.back_up(desk)
    desk.db.close()
    return path


@pytest.fixture
def dialog(qtbot, english, locked, clock):
    def unlock(typed, is_kept):
        db = opening.unlock(locked, typed, clock, remember=is_kept)
        db.close()
        return db

    def recover(key, phrase, new, is_kept):
        db = opening.recover(locked, key, phrase, new, clock, remember=is_kept, cost=TEST)
        db.close()
        return db

    made = PassphraseDialog(locked, unlock, recover, clock)
    qtbot.addWidget(made, before_close_func=lambda each: each.done(0))
    made.show()
    return made


def test_the_pass_phrase_opens_the_club_and_this_computer_keeps_the_key(dialog, qtbot, locked):
    assert dialog.keep.isChecked()
    dialog.phrase.setText(PHRASE)
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    assert dialog.opened.path == locked
    assert not opening.is_locked(locked)


def test_who_does_not_want_it_is_asked_again_the_next_time(dialog, qtbot, locked):
    dialog.keep.setChecked(False)
    dialog.phrase.setText(PHRASE)
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    assert opening.is_locked(locked)


def test_r21_a_wrong_pass_phrase_is_told_and_the_next_try_waits(dialog, qtbot, monkeypatch):
    waits = []
    monkeypatch.setattr(dialog._waiting, "start", waits.append)
    for _ in range(3):
        dialog.phrase.setText(OTHER)
        dialog.submit()
        qtbot.waitUntil(lambda: "not right" in dialog.problem.label.text())
        assert not dialog.primary.isEnabled()
        dialog.submit()  # Enter held down tries nothing
        dialog._on_waited()
        dialog.set_error("")
    assert waits == [1000, 2000, 4000]
    dialog.phrase.setText(PHRASE)
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()


def test_t18_the_recovery_key_leads_to_new_keys_and_then_into_the_club(
    dialog, qtbot, locked, paper
):
    dialog.phrase.setText(paper[:-1] + ("2" if paper[-1] != "2" else "3"))
    dialog.submit()
    qtbot.waitUntil(lambda: "slip" in dialog.problem.label.text())
    dialog._on_waited()
    dialog.phrase.setText(paper.lower().replace("-", " "))
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.new_keys is not None)
    made = dialog.new_keys
    made.phrase.set_value(OTHER)
    made.submit()
    assert made.view.isVisible()
    made.submit()
    assert "not the last group" in made.view.last.error()
    made.view.last.widget.setText(recovery.groups(made.view.key)[-1])
    with qtbot.waitSignal(dialog.accepted):
        made.submit()
    assert unlocking.try_typed(locked, OTHER).key == dialog.opened.key
    assert unlocking.try_typed(locked, made.view.key).is_recovery
    with pytest.raises(recovery.WrongRecovery):
        unlocking.try_typed(locked, paper)


def test_r22_a_missing_key_file_is_taken_from_the_backup(
    qtbot, english, locked, clock, monkeypatch
):
    vault.key_file(locked).unlink()
    with pytest.raises(KeyFileMissing) as problem:
        opening.unlock(locked, None, clock)
    said = []

    def press(dialog):
        said.append(dialog.primary.text())
        return KeyTrouble.TAKE

    monkeypatch.setattr(KeyTrouble, "exec", press)
    assert put_keys_right(locked, problem.value) == (True, False)
    assert said == ["Take the copy from the backup"]
    opening.unlock(locked, PHRASE, clock).close()


def test_r22_a_damaged_key_file_is_replaced_by_a_copy_from_elsewhere(
    qtbot, english, locked, clock, monkeypatch, tmp_path
):
    copy = tmp_path / "stick.keys"
    copy.write_bytes(vault.key_file(locked).read_bytes())
    vault.key_file(locked).write_bytes(b"rubbish")
    monkeypatch.setattr(KeyTrouble, "exec", lambda _self: KeyTrouble.CHOOSE)
    monkeypatch.setattr(passphrase, "choose_keys", lambda _club: copy)
    with pytest.raises(Exception) as problem:
        opening.unlock(locked, None, clock)
    assert put_keys_right(locked, problem.value) == (True, False)
    db = opening.unlock(locked, PHRASE, clock)
    assert keys.state(Desk(db, opening.staff.by_name(db, "").brief, clock=clock)).has_keys
    db.close()


def test_a_new_recovery_page_bears_the_day_of_the_clubs_clock(dialog, paper, clock):
    clock.forward(days=400)
    assert fmt.long_day(date(2027, 12, 26)) in text_of(dialog._paper(paper))
