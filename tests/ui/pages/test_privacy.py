"""Privacy in the window: rules with a preview, consent noted, one person's data handed over."""

import json

import pytest

from loyaldesk.domain.permissions import Role
from loyaldesk.services import members, privacy
from loyaldesk.ui.pages.member.page import MemberPage
from loyaldesk.ui.pages.settings import page as settings
from loyaldesk.ui.pages.settings.page import SettingsPage
from tests.conftest import desk_of
from tests.makers import make_member
from tests.ui.pages.long_work import working


@pytest.fixture(autouse=True)
def _first_section(monkeypatch, english):
    monkeypatch.setattr(settings._Memory, "key", "")


def section_of(page):
    page.open_section("privacy")
    return page.section()


def test_saving_the_rules_erases_nobody_and_the_preview_says_who_would_go(desk, clock):
    gone = make_member(desk)
    clock.forward(days=800)
    with working(SettingsPage, desk) as page:
        section = section_of(page)
        section.months["members"].setValue(24)
        section.preview.click()
        assert [row.id for row in section.dialog.table.model().rows] == [gone.id]
        assert not section.dialog.primary.isVisibleTo(section.dialog)  # not in force yet
        section.dialog.close()
        section.bar.save.click()
        assert privacy.rules(desk)[0].members == 24
        assert members.open_form(desk, gone.id)[0].first_name == "Sara"


def test_what_is_kept_too_long_is_erased_from_the_preview(desk, clock, qtbot):
    gone = make_member(desk)
    clock.forward(days=800)
    privacy.save_rules(desk, privacy.PrivacyRules(members=24), 0)
    with working(SettingsPage, desk, confirm_secret=lambda _why: True) as page:
        section = section_of(page)
        section.preview.click()
        section.dialog.primary.click()
        qtbot.waitUntil(lambda: not section.dialog.isVisible(), timeout=10_000)
        assert members.open_form(desk, gone.id)[0].first_name == ""


def test_a_manager_reads_the_rules_and_changes_none(desk):
    with working(SettingsPage, desk_of(desk, Role.MANAGER)) as page:
        section = section_of(page)
        assert section.locked.isVisibleTo(page)
        assert not section.preview.isVisibleTo(page)


def test_a_consent_is_noted_and_stands_in_the_list(desk):
    member = make_member(desk)
    with working(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Consent and data")
        tab.add.click()
        tab.dialog.proof.setText("form 7")
        tab.dialog.primary.click()
        (row,) = tab.table.model().rows
        assert (row.channel, row.is_given, row.proof) == ("sms", True, "form 7")


@pytest.mark.parametrize("ending", ["json", "pdf"])
def test_one_persons_data_are_written_where_the_operator_says(desk, tmp_path, qtbot, ending):
    member = make_member(desk)
    path = tmp_path / f"m.{ending}"
    with working(lambda hall: MemberPage(hall, member.id), desk) as page:
        tab = page.open_tab("Consent and data")
        tab.write(path)
        qtbot.waitUntil(path.exists, timeout=10_000)
    if ending == "json":
        assert json.loads(path.read_text("utf-8"))["member"][0]["id"] == member.id
    else:
        assert path.read_bytes().startswith(b"%PDF")


def test_a_cashier_notes_consent_and_hands_nothing_over(desk):
    member = make_member(desk)
    cashier = desk_of(desk, Role.CASHIER)
    with working(lambda hall: MemberPage(hall, member.id), cashier) as page:
        tab = page.open_tab("Consent and data")
        assert tab.add.isVisibleTo(tab)
        assert not tab.hand_over.isVisibleTo(tab)
