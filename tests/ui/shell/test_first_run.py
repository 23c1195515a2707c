"""The first run: from nothing to a club that can sell, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loyaldesk import app as composition
from loyaldesk.domain import recovery
from loyaldesk.kernel import fmt
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import club, opening, staff, unlocking
from loyaldesk.services.desk import Desk
from loyaldesk.ui import theme
from loyaldesk.ui.shell.wizard import Wizard
from loyaldesk.ui.shell.wizard_keys import KeyStep, PaperStep
from loyaldesk.ui.shell.wizard_steps import OwnerStep, ShopStep, StartStep
from tests.reports.paper import text_of

PHRASE = "seven kebabs at noon"


@pytest.fixture
def wizard(qtbot, qapp, english, clock):
    settings = MachineSettings(language="en", theme="light")
    made = Wizard(settings, lambda new: composition.dress(qapp, new), clock)
    qtbot.addWidget(made, before_close_func=lambda each: each.done(0))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


def test_a_shop_is_founded_by_keyboard_alone(wizard, typed, clock):
    enter = "\r"
    typed(wizard, enter, to_focus=True)
    typed(wizard, "Naranj" + enter, to_focus=True)
    typed(wizard, "Maryam\t\t583920\t583920" + enter, to_focus=True)
    assert isinstance(wizard.step, KeyStep)
    typed(wizard, f"{PHRASE}\t{PHRASE}" + enter, to_focus=True)
    assert isinstance(wizard.step, PaperStep)
    paper = wizard.step.view.key
    assert fmt.long_day(clock().date()) in text_of(wizard.step._paper())
    typed(wizard, "\t\t" + recovery.groups(paper)[-1].lower() + enter, to_focus=True)
    assert isinstance(wizard.step, StartStep)
    QTest.keyClick(wizard.forward, Qt.Key.Key_Return)
    assert wizard.made.start == "empty"
    assert unlocking.try_typed(wizard.made.path, paper).is_recovery
    assert not opening.is_locked(wizard.made.path), "this computer keeps the key"
    desk = Desk(opening.unlock(wizard.made.path, None, clock), composition.NOBODY, clock=clock)
    assert desk.db.key == unlocking.try_typed(wizard.made.path, PHRASE).key
    facts = club.facts(desk)
    assert (facts.shop, facts.unit, facts.zone) == ("Naranj", "toman", "Asia/Tehran")
    assert staff.sign_in(desk.db, staff.by_name(desk.db, "").id, "583920", clock).name == "Maryam"
    desk.db.close()


def test_the_language_turns_the_window_round_at_once(wizard, qtbot):
    wizard.step.language.set_value("fa")
    wizard.step.language.chosen.emit("fa")
    qtbot.waitUntil(lambda: QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lambda: "خوش" in wizard.step.title)
    wizard.step.theme.set_value("dark")
    wizard.step.theme.chosen.emit("dark")
    qtbot.waitUntil(lambda: theme.current().name == "dark")


def test_what_is_missing_is_said_under_its_field(wizard, tmp_path):
    wizard.next()
    assert isinstance(wizard.step, ShopStep)
    wizard.step.zone.widget.setText("Asia/Nowhere")
    wizard.next()
    assert wizard.step.shop.error() == "This is needed."
    assert "not one of the choices" in wizard.step.zone.error()
    no_picture = tmp_path / "logo.png"
    no_picture.write_bytes(b"GIF89a")
    wizard.step.take_logo(no_picture)
    assert "PNG or JPEG" in wizard.step.logo.error()


def test_an_easy_pin_is_refused_and_one_may_go_without(wizard):
    wizard.next()
    wizard.step.shop.widget.setText("Naranj")
    wizard.next()
    step = wizard.step
    assert isinstance(step, OwnerStep)
    step.owner.widget.setText("Maryam")
    step.pin.pin.widget.set_value("123456")
    wizard.next()
    assert "guessed first" in step.pin.pin.error()
    step.without.setChecked(True)
    step.password.widget.setText("short")
    wizard.next()
    assert "at least 10" in step.password.error()
    step.password.widget.clear()
    wizard.next()
    wizard.back()
    assert wizard.step.owner.widget.text() == "Maryam"
    assert wizard.step.without.isChecked()


def at_the_key(wizard):
    wizard.answers.shop, wizard.answers.owner, wizard.answers.without_pin = "Naranj", "Maryam", True
    wizard._number = 3
    wizard._show_step()
    assert isinstance(wizard.step, KeyStep)
    return wizard.step


def test_a_pass_phrase_is_judged_in_a_word_and_typed_twice(wizard):
    step = at_the_key(wizard)
    assert step.choice.value() == "encrypted"
    for phrase, word in (
        ("1234567890", "too easy to guess"), ("Naranj", "too easy to guess"),
        ("kebab9walk", "fair"), ("kebab9walk4u!q", "good"), (PHRASE, "strong"),
    ):  # fmt: skip
        step.phrase.phrase.widget.setText(phrase)
        assert step.phrase.word.text() == word
    step.phrase.again.widget.setText(PHRASE + "s")
    wizard.next()
    assert "not the same" in step.phrase.again.error()
    step.phrase.phrase.widget.setText("Naranj")
    wizard.next()
    assert "at least 10" in step.phrase.phrase.error()
    assert wizard.step is step


def test_the_recovery_key_is_typed_back_from_paper_before_one_goes_on(wizard, tmp_path):
    at_the_key(wizard).phrase.set_value(PHRASE)
    wizard.next()
    printed = wizard.step.view.key
    wizard.back()
    wizard.next()
    view = wizard.step.view
    assert view.key == printed, "who only looks back does not make the paper void"
    assert view.last.widget.text() == ""
    wizard.next()
    assert "not the last group" in view.last.error()
    view.save_to(tmp_path / "key.pdf")
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")
    view.last.widget.setText(view.key)
    wizard.next()
    assert isinstance(wizard.step, StartStep)
    wizard.back()
    assert wizard.step.view.key == view.key, "what was printed stays good"
    assert wizard.step.view.last.widget.text() == recovery.groups(view.key)[-1]
    wizard.back()
    assert wizard.step.phrase.value() == PHRASE


def test_who_leaves_the_club_open_is_asked_for_no_key(wizard, clock):
    step = at_the_key(wizard)
    step.choice.set_value("plain")
    step.choice.chosen.emit("plain")
    wizard.next()
    assert isinstance(wizard.step, StartStep)
    wizard.back()
    assert isinstance(wizard.step, KeyStep)
    wizard.next()
    wizard.next()
    db = opening.unlock(wizard.made.path, None, clock)
    assert db.key is None
    db.close()


def test_the_sample_shop_can_be_seen_without_answering_anything(wizard):
    wizard._only_sample()
    assert wizard.made.path is None
    assert wizard.made.start == "sample"


def test_a_folder_that_is_missing_is_told_and_answers_stay(wizard, tmp_path: Path):
    wizard.answers.path = tmp_path / "missing" / "shop.club"
    wizard.answers.shop, wizard.answers.owner, wizard.answers.without_pin = "Naranj", "Maryam", True
    wizard.answers.is_encrypted = False
    wizard._number = 5
    wizard._show_step()
    wizard.next()
    assert "does not exist" in wizard.problem.label.text()
    assert wizard.made is None
