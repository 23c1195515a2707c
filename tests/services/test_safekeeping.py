"""Backups are proved before they count, and a restore brings back exactly what was kept."""

import errno
import shutil
import zipfile
from pathlib import Path

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.domain.secrets import WrongPassphrase
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import (
    after_restore,
    backup_state,
    checking,
    club,
    imports,
    members,
    opening,
    rescue,
    safekeeping,
    sealing,
    second_copies,
    staff,
)
from loyaldesk.services.desk import Desk
from loyaldesk.store import backup as store
from loyaldesk.store import claim, second_place, vault
from loyaldesk.store.database import newest_schema, open_club, writing
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, desk_of
from tests.makers import make_member, make_sale
from tests.rows import tampering

OLD_CLUBS = Path(__file__).parents[1] / "fixtures" / "clubs"


def test_a_backup_brings_back_the_club_of_that_moment(desk, clock, club_file):
    member = make_member(desk)
    make_sale(desk, member.id, 1_000_000)
    kept = safekeeping.back_up(desk)
    make_sale(desk, member.id, 2_000_000)
    assert safekeeping.loss(desk, kept).sales == 1
    plan = safekeeping.plan_restore(desk, kept)
    desk.db.close()
    safekeeping.carry_out(plan, clock)
    again = Desk(open_club(club_file), desk.operator, clock=clock)
    assert again.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 1
    assert checking.check(again) == []
    assert len(safekeeping.backups(again)) == 2  # the chosen one, and the one made before it
    again.db.close()


def test_nothing_new_needs_no_backup(desk):
    make_member(desk)
    assert safekeeping.is_backup_due(desk)
    safekeeping.back_up(desk)
    assert not safekeeping.is_backup_due(desk)


def test_a_club_that_breaks_an_invariant_is_said_to_while_it_is_backed_up(desk):
    make_sale(desk, make_member(desk).id)
    with tampering(desk.db):
        desk.db.execute_sql("UPDATE points_balance SET points = points + 1")
    with pytest.raises(BackupProblem, match="invariants"):
        safekeeping.back_up(desk)


def test_a_cashier_does_not_restore(desk):
    kept = safekeeping.back_up(desk)
    with pytest.raises(errors.PermissionDenied):
        safekeeping.plan_restore(desk_of(desk, Role.CASHIER), kept)


def test_a_sale_before_the_last_sign_in_still_needs_a_backup(desk):
    safekeeping.back_up(desk)
    staff.sign_in(desk.db, desk.operator.id, PIN, desk.clock, cost=TEST)
    assert not safekeeping.is_backup_due(desk)
    make_sale(desk, make_member(desk).id)
    staff.sign_in(desk.db, desk.operator.id, PIN, desk.clock, cost=TEST)
    assert safekeeping.is_backup_due(desk)


def test_a_damaged_club_comes_back_from_the_newest_backup_beside_it(desk, clock, club_file):
    make_sale(desk, make_member(desk).id, 1_000_000)
    kept = safekeeping.back_up(desk)
    desk.db.close()
    content = club_file.read_bytes()
    club_file.write_bytes(b"\0" * 100 + content[100 : len(content) // 2])
    found = rescue.newest(club_file)
    assert found.path == kept.path
    safekeeping.rescue(club_file, found, clock)
    again = Desk(open_club(club_file), desk.operator, clock=clock)
    assert again.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 1
    assert checking.check(again) == []
    again.db.close()
    assert list(club_file.parent.glob("*before-restore*"))  # what was left of it is kept


def test_nothing_is_offered_where_no_backup_lies(club_file):
    assert rescue.newest(club_file) is None


# the rhythm


def test_a_backup_is_made_every_half_hour_when_something_was_written(desk, clock):
    make_sale(desk, make_member(desk).id)
    first = safekeeping.timed(desk)
    assert first.manifest.reason == "timed"
    make_sale(desk, 1)
    clock.forward(minutes=29)
    assert safekeeping.timed(desk) is None
    clock.forward(minutes=1)
    assert safekeeping.timed(desk).manifest.number == 2
    clock.forward(hours=5)
    assert safekeeping.timed(desk) is None  # nothing was written since
    safekeeping.set_rhythm(desk, 10)
    clock.forward(minutes=10)
    assert safekeeping.timed(desk) is not None


def test_before_a_risky_act_there_is_a_backup_of_now_whoever_acts(desk):
    cashier = desk_of(desk, Role.MARKETING)  # may not make backups
    assert safekeeping.before(desk, "import") is None  # nobody is in the club yet
    make_member(desk)
    made = safekeeping.before(cashier, "import")
    assert made.manifest.reason == "import"
    assert safekeeping.before(cashier, "merge") == made  # nothing was written since
    make_sale(desk, 1)
    assert safekeeping.before(cashier, "merge").manifest.number == 2


def test_an_import_backs_the_club_up_first(desk, tmp_path):
    make_member(desk)
    listed = tmp_path / "members.csv"
    listed.write_text("first name,last name,mobile\nSara,Ahmadi,09121112233\n", encoding="utf-8")
    imports.run(desk, listed, "members", imports.Options())
    [made] = safekeeping.backups(desk)
    assert (made.manifest.reason, made.manifest.figures.members) == ("import", 1)


def test_the_sample_shop_makes_no_backup_by_itself(desk, clock):
    make_member(desk)
    with writing(desk.db):
        desk.db.execute_sql("UPDATE club SET is_sample = 1")
    clock.forward(days=1)
    assert safekeeping.timed(desk) is None
    assert safekeeping.before(desk, "import") is None
    assert not safekeeping.is_wanted_at_close(desk)


def test_a_year_of_closings_is_thinned_to_days_weeks_and_months(desk, clock):
    """Twelve closings over a year; only those of one month are thinned to its newest."""
    for days in (200, 1, 1, 30, 8, 7, 50, 1, 1):
        clock.forward(days=days)
        note_the_day(desk)
        safekeeping.back_up(desk, "close")
    assert [each.manifest.number for each in safekeeping.backups(desk)] == list(range(9, 0, -1))
    for _ in range(14):
        clock.forward(days=1)
        note_the_day(desk)
        safekeeping.back_up(desk, "close")
    kept = {each.manifest.number for each in safekeeping.backups(desk)}
    # Numbers 9 to 23 are the last days; 7 and 8 stand for their weeks, 1 to 3 fell on one week.
    assert kept >= set(range(9, 24))
    assert kept & {1, 2, 3} == {3}


def note_the_day(desk):
    """The night has run: the date is believed."""
    with writing(desk.db):
        desk.db.execute_sql(
            "INSERT INTO job (name, done_on, at) VALUES ('night', ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET done_on = excluded.done_on",
            (desk.today().isoformat(), desk.clock().isoformat()),
        )


def test_r33_a_clock_that_jumped_two_years_ahead_takes_no_backup_away(desk, clock):
    make_member(desk)
    note_the_day(desk)
    for _ in range(5):
        clock.forward(minutes=31)
        safekeeping.back_up(desk)
    clock.forward(days=730)
    safekeeping.back_up(desk)
    assert len(safekeeping.backups(desk)) == 6
    note_the_day(desk)  # somebody said that the date is right
    safekeeping.back_up(desk)
    assert [each.manifest.number for each in safekeeping.backups(desk)] == [7, 6, 5]


def test_a_nearly_full_disk_stops_what_nobody_asked_for_and_deletes_nothing(
    desk, clock, monkeypatch
):
    make_member(desk)
    safekeeping.back_up(desk)
    make_sale(desk, 1)
    clock.forward(hours=1)
    monkeypatch.setattr(second_place, "fullness", lambda _folder: 0.851)
    with pytest.raises(BackupProblem, match="nearly_full"):
        safekeeping.timed(desk)
    found = backup_state.standing(desk)
    assert (found.state, found.why) == ("failed", "nearly_full")
    assert len(safekeeping.backups(desk)) == 1
    assert safekeeping.back_up(desk, "button").state == "verified"  # there is room, and it is asked
    assert backup_state.standing(desk).state == "fresh"


def test_r09_a_full_disk_during_a_backup_leaves_the_older_ones_and_is_told(desk, monkeypatch):
    make_member(desk)
    kept = safekeeping.back_up(desk)
    make_sale(desk, 1)

    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("loyaldesk.store.archive.os.fsync", full)
        with pytest.raises(BackupProblem, match="disk_full"):
            safekeeping.back_up(desk)
    assert [each.path for each in safekeeping.backups(desk)] == [kept.path]
    assert [each.name for each in kept.path.parent.iterdir()] == [kept.path.name]
    found = backup_state.standing(desk)
    assert (found.state, found.why) == ("failed", "disk_full")
    assert safekeeping.is_backup_due(desk)


# the second place


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_t11_each_verified_backup_lies_in_the_second_place_too(desk, stick):
    make_member(desk)
    assert backup_state.standing(desk).second.place is None
    first = safekeeping.back_up(desk)
    safekeeping.use_second(desk, str(stick))
    assert (stick / first.path.name).read_bytes() == first.path.read_bytes()
    make_sale(desk, 1)
    second = safekeeping.back_up(desk)
    assert [each.path.name for each in second_copies.copies(desk)] == [
        second.path.name, first.path.name,
    ]  # fmt: skip
    found = backup_state.standing(desk).second
    assert (found.why, found.made_at) == ("", second.manifest.created)
    assert found.is_same_disk  # in a test it does; the screen says so


def test_a_second_place_that_holds_nothing_yet_says_so(desk, stick):
    safekeeping.use_second(desk, str(stick))
    assert backup_state.standing(desk).second.why == "never"


def test_the_second_place_is_another_one_and_is_there(desk, stick):
    for folder in (safekeeping.folder_of(desk), desk.db.path.parent):
        folder.mkdir(exist_ok=True)
        with pytest.raises(BadInput):
            safekeeping.use_second(desk, str(folder))
    with pytest.raises(BackupProblem, match="folder_missing"):
        safekeeping.use_second(desk, str(stick / "none"))
    safekeeping.use_second(desk, str(stick))
    with pytest.raises(BadInput):
        safekeeping.use_first(desk, str(stick))


def test_a_stick_that_is_out_is_no_folder_to_be_made_and_is_caught_up_with(desk, clock, stick):
    make_member(desk)
    safekeeping.use_second(desk, str(stick))
    stick.rmdir()
    made = safekeeping.back_up(desk)
    assert made.state == "verified"
    assert not stick.exists()
    assert backup_state.standing(desk).second.why == "folder_missing"
    for _ in range(2):
        clock.forward(minutes=31)
        make_sale(desk, 1)
        made = safekeeping.timed(desk)
    failed = "SELECT COUNT(*) FROM audit WHERE act = 'backup.copy' AND result = 'failed'"
    assert desk.db.execute_sql(failed).fetchone()[0] == 1  # not told anew with each backup
    stick.mkdir()
    clock.forward(minutes=1)
    assert safekeeping.timed(desk) is None
    assert [each.path.name for each in second_copies.copies(desk)] == [made.path.name]
    assert backup_state.standing(desk).second.why == ""


def test_t11_a_second_place_older_than_a_week_is_said_to_be_so(desk, clock, stick):
    make_member(desk)
    safekeeping.use_second(desk, str(stick))
    safekeeping.back_up(desk)
    shutil.rmtree(stick)
    clock.forward(days=7)
    assert not backup_state.standing(desk).second.is_old
    clock.forward(minutes=1)
    assert backup_state.standing(desk).second.is_old


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_stick_that_fails_leaves_nothing_and_the_last_copy_as_it_was(
    desk, stick, monkeypatch, number
):
    make_member(desk)
    safekeeping.use_second(desk, str(stick))
    first = safekeeping.back_up(desk)
    make_sale(desk, 1)

    def fails(*_given):
        raise OSError(number, "the stick")

    monkeypatch.setattr(second_place, "_copy", fails)
    assert safekeeping.back_up(desk).state == "verified"
    assert [each.name for each in stick.iterdir()] == [first.path.name]
    why = {errno.ENOSPC: "disk_full", errno.EIO: "io"}[number]
    assert backup_state.standing(desk).second.why == why


def test_a_copy_that_reads_back_otherwise_does_not_count(desk, stick, monkeypatch):
    make_member(desk)
    kept = safekeeping.back_up(desk)
    monkeypatch.setattr(second_place, "_copy", lambda *_given: "0" * 64)
    (stick / kept.path.name).write_bytes(b"an older copy")
    monkeypatch.setattr(second_place, "sha256_of", lambda _path: "1" * 64)
    with pytest.raises(BackupProblem, match="not_same"):
        second_place.copy_to(kept.path, stick)
    assert (stick / kept.path.name).read_bytes() == b"an older copy"


def test_t11_the_club_comes_back_from_the_second_place_alone(desk, clock, club_file, stick):
    make_sale(desk, make_member(desk).id)
    safekeeping.use_second(desk, str(stick))
    safekeeping.back_up(desk)
    desk.db.close()
    shutil.rmtree(safekeeping.default_folder(club_file))
    club_file.write_bytes(b"\x8f" * 40_000)  # what ransomware leaves
    [found] = store.list_backups(stick)
    safekeeping.rescue(club_file, found, clock)
    again = Desk(open_club(club_file), desk.operator, clock=clock)
    assert again.db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 1
    again.db.close()


# restoring


def brought_back(desk, kept, clock, club_file):
    plan = safekeeping.plan_restore(desk, kept)
    desk.db.close()
    done = safekeeping.carry_out(plan, clock)
    return done, Desk(open_club(club_file), desk.operator, clock=clock)


def test_r96_who_was_erased_since_is_erased_again_before_anybody_signs_in(desk, clock, club_file):
    zahra = make_member(desk, first_name="Zahra", last_name="Canaryfamily", mobile="09121234567")
    stays = make_member(desk, mobile="09121234568")
    make_sale(desk, zahra.id, 1_000_000)
    kept = safekeeping.back_up(desk)
    members.erase(desk, zahra.id)
    done, again = brought_back(desk, kept, clock, club_file)
    ask = again.db.execute_sql
    assert done.erased_again == 1
    assert ask("SELECT state FROM member WHERE id = ?", (zahra.id,)).fetchone() == ("erased",)
    assert ask("SELECT state FROM member WHERE id = ?", (stays.id,)).fetchone() == ("active",)
    acts = "SELECT subject_id FROM audit WHERE act = 'member.erase_again'"
    assert ask(acts).fetchall() == [(zahra.id,)]
    assert checking.check(again) == []
    again.db.close()
    assert b"Canaryfamily" not in club_file.read_bytes()
    assert b"9121234567" not in club_file.read_bytes()
    with zipfile.ZipFile(kept.path) as zipped:  # the backup of old had it
        assert b"Canaryfamily" in zipped.read("club.db")


def test_r96_this_computer_remembers_who_was_erased_when_the_club_is_gone(desk, clock, club_file):
    zahra = make_member(desk)
    kept = safekeeping.back_up(desk)
    members.erase(desk, zahra.id)
    sealing.remember(desk)
    desk.db.close()
    club_file.unlink()
    assert safekeeping.rescue(club_file, kept, clock).erased_again == 1
    db = open_club(club_file)
    state = "SELECT state FROM member WHERE id = ?"
    assert db.execute_sql(state, (zahra.id,)).fetchone() == ("erased",)
    db.close()


def test_backups_by_themselves_pause_until_the_club_that_came_back_is_confirmed(
    desk, clock, club_file
):
    make_sale(desk, make_member(desk).id)
    kept = safekeeping.back_up(desk)
    _done, again = brought_back(desk, kept, clock, club_file)
    clock.forward(hours=2)
    make_sale(again, 1)
    assert backup_state.standing(again).state == "paused"
    assert safekeeping.timed(again) is None
    assert not safekeeping.is_wanted_at_close(again)
    with pytest.raises(errors.PermissionDenied):
        after_restore.confirm(desk_of(again, Role.CASHIER))
    assert safekeeping.back_up(again, "button").state == "verified"  # asked for, it is made
    after_restore.confirm(again)
    assert backup_state.standing(again).state == "fresh"
    clock.forward(hours=2)
    make_sale(again, 1)
    assert safekeeping.timed(again) is not None
    again.db.close()


def test_what_would_be_lost_is_told_with_points_receipts_and_the_last_change(desk, clock):
    member = make_member(desk)
    make_sale(desk, member.id, 1_000_000)
    kept = safekeeping.back_up(desk)
    clock.forward(minutes=3)
    for _ in range(7):
        make_sale(desk, member.id, 1_000_000)
    lost = safekeeping.loss(desk, kept)
    assert (lost.sales, lost.members, lost.receipts) == (7, 0, (1008, 1007, 1006, 1005, 1004))
    given = desk.db.execute_sql("SELECT SUM(points) FROM points_entry").fetchone()[0]
    assert lost.points == given - kept.manifest.figures.ledger_sum > 0
    assert lost.last_change == clock.now


def test_r84_a_backup_of_another_club_is_refused_and_an_older_one_says_what_it_costs(
    desk, tmp_path
):
    other = club.found_club(tmp_path / "other.club", club.ClubDraft("Other", "Nima"))
    foreign = safekeeping.back_up(other)
    other.db.close()
    with pytest.raises(BackupProblem, match="other_club"):
        safekeeping.plan_restore(desk, foreign)
    assert safekeeping.backups(desk) == []  # refused before anything was made


def test_r85_a_disk_that_cannot_hold_both_is_said_before_the_start(
    desk, clock, club_file, monkeypatch
):
    make_sale(desk, make_member(desk).id)
    plan = safekeeping.plan_restore(desk, safekeeping.back_up(desk))
    desk.db.close()
    content, names = club_file.read_bytes(), sorted(club_file.parent.iterdir())
    usage = type("usage", (), {"free": 9_000_000, "total": 10**9})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)
    with pytest.raises(BackupProblem, match="disk_full"):
        safekeeping.carry_out(plan, clock)
    assert club_file.read_bytes() == content
    assert sorted(club_file.parent.iterdir()) == names


def test_r86_a_restore_beside_another_or_beside_a_backup_waits_its_turn(desk, clock, club_file):
    make_member(desk)
    plan = safekeeping.plan_restore(desk, safekeeping.back_up(desk))
    desk.db.close()
    with claim.only_one(club_file), pytest.raises(BackupProblem, match="busy"):
        safekeeping.carry_out(plan, clock)
    safekeeping.carry_out(plan, clock)


def test_a_backup_of_an_older_schema_comes_back_in_the_tables_of_today(clock, tmp_path):
    with zipfile.ZipFile(OLD_CLUBS / "schema-4.zip") as zipped:
        path = Path(zipped.extract("schema-4.club", tmp_path))
    db = open_club(path, before_migration=lambda opened: safekeeping.back_up_old(opened, clock()))
    db.close()
    [kept] = store.list_backups(safekeeping.default_folder(path))
    safekeeping.rescue(path, kept, clock)
    db = open_club(path)
    assert db.execute_sql("PRAGMA user_version").fetchone()[0] == newest_schema()
    db.close()


def test_one_backup_is_checked_again_by_reading_all_of_it(desk):
    make_sale(desk, make_member(desk).id)
    kept = safekeeping.back_up(desk)
    assert safekeeping.verify(desk, kept).state == "verified"
    whole = bytearray(kept.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    kept.path.write_bytes(whole)
    assert safekeeping.backups(desk)[0].state == "verified"  # its name and list say so
    assert (safekeeping.verify(desk, kept).state, safekeeping.verify(desk, kept).problem) == (
        "failed", "crc",
    )  # fmt: skip


def test_an_encrypted_backup_of_another_key_opens_with_the_pass_phrase_of_its_time(tmp_path, clock):
    words = "seven kebabs at noon"
    path = tmp_path / "locked.club"
    desk = opening.new_club(
        path, club.ClubDraft("Naranj", "Maryam"), passphrase=words, clock=clock, cost=TEST
    )
    make_sale(desk, make_member(desk).id)
    kept = safekeeping.back_up(desk)
    assert safekeeping.is_of_this_key(desk, kept)
    with pytest.raises(WrongPassphrase):
        safekeeping.key_of(kept, "eight kebabs")
    key = safekeeping.key_of(kept, words)
    desk.db.close()
    path.unlink()
    vault.key_file(path).unlink()
    safekeeping.rescue(path, kept, clock, key=key)
    opened = open_club(path, key)
    assert opened.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0] == 1
    opened.close()
    assert vault.unlock(vault.key_file(path), words) == key
