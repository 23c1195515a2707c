"""The banner over a club file that is older than what this computer last saw."""

import shutil

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from loyaldesk.services import opening, seal_watch, sealing, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.pages.settings.backup import BackupSection
from loyaldesk.ui.pages.settings.restore_wizard import RestoreWizard
from tests.makers import make_member, make_sale
from tests.rows import tampering


def banners(window) -> list[Banner]:
    QApplication.processEvents()
    return [each for each in window.findChildren(Banner) if not each.isHidden()]


@pytest.fixture
def older(team: Desk, club_file, clock):
    """Yesterday's file lies in the place of the club; three sales are missing."""
    member = make_member(team)
    team.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    shutil.copy(club_file, club_file.with_suffix(".old"))
    for _ in range(3):
        make_sale(team, member.id)
    sealing.remember(team)
    team.db.close()
    for ending in ("-wal", "-shm"):
        club_file.with_name(club_file.name + ending).unlink(missing_ok=True)
    shutil.copy(club_file.with_suffix(".old"), club_file)
    opening.open_with(club_file, None).close()  # as the program opens it, before anybody signs in
    return club_file


def test_t05_r53_an_older_file_is_told_and_said_to_be_right_with_a_reason(
    begin, older, hands, qtbot
):
    program = begin(older)
    hands.type("583920")
    qtbot.waitUntil(lambda: program.operator is not None)
    (banner,) = banners(program.window)
    assert "3 changes since 2026-11-21 12:00" in banner.label.text()  # the shop's own time
    program._seal_banner.right.click()
    asking = program._seal_banner.asking
    asking.reason.widget.setText("")
    asking.submit()
    assert asking.isVisible()
    asking.reason.widget.setText("I put the copy of the stick back")
    asking.submit()
    assert banners(program.window) == []
    db = open_club(older)
    found = db.execute_sql("SELECT detail FROM audit WHERE act = 'trail.accepted'").fetchone()[0]
    assert '"lost": 3' in found and "stick" in found
    db.close()


def test_t05_the_one_next_step_over_an_older_file_is_the_way_back_to_a_backup(
    begin, older, hands, qtbot
):
    program = begin(older)
    hands.type("583920")
    qtbot.waitUntil(lambda: program.operator is not None)
    (banner,) = banners(program.window)
    seen: list[RestoreWizard] = []

    def look() -> None:
        wizard = QApplication.activeModalWidget()
        seen.append(wizard)
        wizard.done(0)

    QTimer.singleShot(300, look)
    assert "Restore" in banner.button.text()
    banner.button.click()
    assert isinstance(seen[0], RestoreWizard)
    assert isinstance(program.window.page().section(), BackupSection)


def test_what_a_night_found_stands_over_the_window_until_it_is_accepted(
    begin, team, club_file, hands, qtbot
):
    make_sale(team, make_member(team).id)
    with tampering(team.db):
        team.db.execute_sql("DROP TRIGGER sale_no_update")
        team.db.execute_sql("UPDATE sale SET earned = 9000")
    assert seal_watch.prove(staff.system_desk(team)) == 2
    team.db.close()
    program = begin(club_file)
    hands.type("583920")
    qtbot.waitUntil(lambda: program.operator is not None)
    (banner,) = banners(program.window)
    assert "The nightly check found 2 places" in banner.label.text()
    banner.button.click()
    section = program.window.page().section()
    qtbot.waitUntil(lambda: section.accepted.isVisible(), timeout=20_000)
    section._accept("I mended it by hand")
    qtbot.waitUntil(lambda: banners(program.window) == [])


def test_a_cashier_is_not_told(older):
    db = open_club(older)
    cashier = Desk(db, staff.by_name(db, "Reza").brief)
    assert sealing.missing(cashier) is None
    db.close()
