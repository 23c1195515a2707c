"""Unusual acts in the settings: the owner looks through them, opens one, and leaves a note."""

from itertools import count

import pytest
from PySide6.QtWidgets import QApplication

from loyaldesk.domain.permissions import Role
from loyaldesk.services import oversight, points
from loyaldesk.ui.pages.settings import page as settings
from loyaldesk.ui.pages.settings.page import SettingsPage
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.pages.long_work import working

_serial = count(1)


@pytest.fixture(autouse=True)
def _first_section(monkeypatch, english):
    monkeypatch.setattr(settings._Memory, "key", "")


def opened(page, qtbot, lines):
    page.open_section("oversight")
    section = page.section()
    qtbot.waitUntil(lambda: len(section.table.model().rows) == lines)
    return section


def give(desk):
    points.correct(desk, make_member(desk).id, 700, "goodwill", key=f"u{next(_serial)}")


def test_an_ordinary_shop_has_nothing_to_look_at(desk, qtbot):
    with working(SettingsPage, desk) as page:
        section = opened(page, qtbot, 0)
        assert not section.look.isEnabled()


def test_what_was_looked_at_leaves_the_list_and_stays_under_everything(desk, qtbot):
    give(desk)
    with working(SettingsPage, desk) as page:
        section = opened(page, qtbot, 1)
        section.table.setCurrentIndex(section.table.model().index(0, 0))
        section.look.click()
        dialog = section.dialog
        assert dialog.table.model().rows[0].act == "points.adjust"
        dialog.note.setPlainText("a prize")
        dialog.primary.click()
        qtbot.waitUntil(lambda: not section.table.model().rows)
        section.new_only.setChecked(False)
        qtbot.waitUntil(lambda: len(section.table.model().rows) == 1)
        assert section.table.model().rows[0].note == "a prize"


def test_the_owner_says_what_is_unusual(desk, qtbot):
    give(desk)
    with working(SettingsPage, desk) as page:
        section = opened(page, qtbot, 1)
        section.limits.click()
        section.dialog.fields["given_points"].widget.setValue(1000)
        section.dialog.primary.click()
        qtbot.waitUntil(lambda: not section.table.model().rows)
        assert oversight.rules(desk)[0].given_points == 1000


def test_a_cashier_is_told_who_may_see_it(desk):
    with working(SettingsPage, desk_of(desk, Role.CASHIER)) as page:
        page.open_section("oversight")
        QApplication.processEvents()
        assert page.section().locked.isVisibleTo(page)
