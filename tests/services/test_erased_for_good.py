"""Whoever was erased stays erased, whatever comes back afterwards."""

from loyaldesk.services import encrypting, members, safekeeping, unlocking
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from loyaldesk.store.secrets import TEST
from tests.makers import make_member

STATE = "SELECT state FROM member WHERE id = ?"


def test_r96_who_was_erased_a_moment_ago_is_erased_again_when_the_club_is_gone(
    desk, clock, club_file
):
    zahra = make_member(desk)
    kept = safekeeping.back_up(desk)
    members.erase(desk, zahra.id)
    desk.db.close()
    club_file.unlink()
    assert safekeeping.rescue(club_file, kept, clock).erased_again == 1


def test_r96_who_was_erased_stays_erased_though_the_key_was_changed_since(desk, clock, club_file):
    zahra = make_member(desk)
    paper = unlocking.new_recovery
    locked = encrypting.turn_on(desk, "seven kebabs at noon", paper(), cost=TEST)
    old_key = locked.key
    owner = Desk(locked, desk.operator, clock=clock)
    kept = safekeeping.back_up(owner)
    members.erase(owner, zahra.id)
    encrypting.change_data_key(owner, "eight walnuts by night", paper(), cost=TEST).close()
    club_file.unlink()
    assert safekeeping.rescue(club_file, kept, clock, key=old_key).erased_again == 1
    db = open_club(club_file, old_key)
    assert db.execute_sql(STATE, (zahra.id,)).fetchone() == ("erased",)
    db.close()


def test_r96_who_was_erased_stays_erased_though_the_club_was_plain_before(desk, clock, club_file):
    zahra = make_member(desk)
    plain = safekeeping.back_up(desk)
    locked = encrypting.turn_on(desk, "seven kebabs at noon", unlocking.new_recovery(), cost=TEST)
    owner = Desk(locked, desk.operator, clock=clock)
    members.erase(owner, zahra.id)
    locked.close()
    club_file.unlink()
    club_file.with_name(club_file.name + ".keys").unlink()
    assert safekeeping.rescue(club_file, plain, clock).erased_again == 1


def test_what_a_restore_moved_aside_goes_when_the_oldest_backup_does(desk, clock, club_file):
    """It holds the name of whoever is erased, and nobody looks there."""
    for stamp in ("20251101T080000Z", "20251101T080000Z-2", "20261101T080000Z"):
        for part in ("", "-wal", ".keys"):
            club_file.with_name(f"shop.club{part}.before-restore-{stamp}").write_bytes(b"Ahmadi")
    other = club_file.with_name("another.club.before-restore-20200101T080000Z")
    other.write_bytes(b"of another club")
    safekeeping.back_up(desk)
    left = {each.name for each in club_file.parent.glob("*before-restore*")}
    assert left == {other.name} | {
        f"shop.club{part}.before-restore-20261101T080000Z" for part in ("", "-wal", ".keys")
    }
