"""Several tills in the settings: who has the club open, and the way to a server."""

import pytest

from loyaldesk.domain.permissions import Role
from loyaldesk.services import servers
from loyaldesk.store import keystore
from loyaldesk.ui.pages.settings import page as settings
from loyaldesk.ui.pages.settings.page import SettingsPage
from tests.conftest import desk_of
from tests.server.start import free_port
from tests.ui.pages.long_work import working


@pytest.fixture(autouse=True)
def _first_section(monkeypatch, english):
    monkeypatch.setattr(settings._Memory, "key", "")


def section_of(page):
    page.open_section("tills")
    return page.section()


def test_a_club_in_a_file_says_so_and_can_be_moved_by_its_owner(desk):
    with working(SettingsPage, desk) as page:
        section = section_of(page)
        assert section.table.model().rows == []
        assert section.carry.isVisibleTo(page)
        assert section.carry.isEnabled()


def test_a_manager_cannot_move_it(desk):
    with working(SettingsPage, desk_of(desk, Role.MANAGER)) as page:
        assert not section_of(page).carry.isEnabled()


def test_what_is_missing_is_said_beside_its_field(desk):
    with working(SettingsPage, desk) as page:
        section = section_of(page)
        section.join.click()
        section.dialog.primary.click()
        assert [name for name, field in section.dialog.fields.items() if field.error()] == [
            "host", "database", "user",
        ]  # fmt: skip


def test_a_server_that_does_not_answer_is_said_beside_the_computer(desk, qtbot):
    with working(SettingsPage, desk) as page:
        section = section_of(page)
        section.join.click()
        dialog = section.dialog
        for name, text in (("host", "127.0.0.1"), ("database", "shop"), ("user", "till_1")):
            dialog.fields[name].widget.setText(text)
        dialog.port.setText(str(free_port()))
        dialog.primary.click()
        qtbot.waitUntil(lambda: bool(dialog.fields["host"].error()), timeout=10_000)
        assert "does not answer" in dialog.fields["host"].error()
        assert dialog.address == ""


def test_the_password_of_a_server_lies_in_the_key_store_and_in_no_setting():
    whole = servers.address(servers.Parts("10.0.0.5", 5432, "shop", "till_1", "p@ss:w/rd"))
    bare = servers.remember(whole)
    assert bare == "postgresql://till_1@10.0.0.5:5432/shop"
    assert servers.whole(bare) == whole
    assert servers.parts(bare).password == "p@ss:w/rd"
    servers.forget(bare)
    assert servers.whole(bare) == bare
    assert keystore.get(bare, servers.PASSWORD) is None
