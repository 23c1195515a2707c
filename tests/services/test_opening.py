"""Opening a club after something went wrong, or with a newer program."""

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as driver

from loyaldesk import cli
from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.services import checking, club, imports, opening, safekeeping, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import exchange, restore
from loyaldesk.store.database import newest_schema
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN
from tests.makers import make_member, make_sale


class PowerGone(BaseException):
    """Nothing after it is run, as when the plug is pulled."""


@pytest.fixture
def half_restored(desk: Desk, club_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A club of two members; the restore of a backup with one was cut off in its midst."""
    make_member(desk, first_name="Anna")
    made = safekeeping.back_up(desk)
    make_member(desk, first_name="Ben")
    plan = safekeeping.RestorePlan(club_file, None, made, club.facts(desk).uid, 1, "1")
    desk.db.close()
    whole = Path.replace

    def cut(self: Path, target: Path) -> Path:
        if self.name == "club.db":
            raise PowerGone
        return whole(self, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", cut)
        broken.setattr(exchange, "undo", lambda _club: False)
        with pytest.raises(PowerGone):
            safekeeping.carry_out(plan, desk.clock)
    assert not club_file.exists()
    return club_file


def members_in(path: Path, desk: Desk) -> int:
    db = opening.unlock(path, None, desk.clock)
    try:
        return int(db.execute_sql("SELECT COUNT(*) FROM member").fetchone()[0])
    finally:
        db.close()


def test_a_restore_that_was_cut_off_is_undone_before_the_club_is_opened(half_restored, desk):
    assert members_in(half_restored, desk) == 2
    desk.db.connect()
    assert checking.check(desk) == []


def test_the_command_line_undoes_it_too(half_restored, desk, clock, monkeypatch, capsys):
    monkeypatch.setenv(cli.SECRET, PIN)
    assert cli.main(["check", str(half_restored)], clock=clock) == cli.DONE
    assert members_in(half_restored, desk) == 2


def test_nothing_is_opened_while_a_restore_is_running(half_restored, desk):
    with restore.only_one(half_restored), pytest.raises(BackupProblem, match="busy"):
        opening.unlock(half_restored, None)


@pytest.mark.parametrize("name", ["", ".", "x" * 5000])
def test_what_cannot_be_the_name_of_a_file_is_nothing_to_put_right(name):
    assert not opening.make_whole(Path(name))


def older(path: Path) -> None:
    """Make a club say that an older program wrote it."""
    other = driver.connect(str(path))
    other.execute(f"PRAGMA user_version = {newest_schema() - 1}")
    other.commit()
    other.close()


def test_a_club_of_an_older_program_is_backed_up_before_it_is_changed(desk, club_file, clock):
    make_sale(desk, make_member(desk).id)
    desk.db.close()
    older(club_file)
    assert members_in(club_file, desk) == 1
    desk.db.connect()
    [made] = safekeeping.backups(desk)
    assert made.manifest is not None
    assert (made.state, made.manifest.reason) == ("verified", "migration")
    assert made.manifest.schema == newest_schema() - 1
    desk.db.close()
    assert members_in(club_file, desk) == 1
    desk.db.connect()
    assert len(safekeeping.backups(desk)) == 1  # nothing was changed the second time


def test_a_club_that_cannot_be_backed_up_is_not_changed(desk, club_file, tmp_path, monkeypatch):
    desk.db.close()
    older(club_file)

    def full(*_given: object) -> None:
        raise BackupProblem("full", "backups")

    monkeypatch.setattr(safekeeping.store, "back_up", full)
    with pytest.raises(BackupProblem):
        opening.unlock(club_file, None)
    other = driver.connect(str(club_file))
    assert other.execute("PRAGMA user_version").fetchone()[0] == newest_schema() - 1
    other.close()


def test_an_encrypted_club_of_an_older_program_is_backed_up_too(tmp_path, clock):
    path = tmp_path / "safe.club"
    phrase = "four plain words here"
    desk = opening.new_club(
        path, club.ClubDraft("Naranj", "Maryam"), passphrase=phrase, clock=clock, cost=TEST
    )
    desk.db.allow_writing(allowed=True)
    desk.db.execute_sql(f"PRAGMA user_version={newest_schema() - 1}")
    desk.db.close()
    db = opening.unlock(path, phrase, clock)
    try:
        [made] = safekeeping.backups(Desk(db, staff.by_name(db, "").brief, clock=clock))
        assert made.manifest is not None and made.manifest.is_encrypted
    finally:
        db.close()


def test_an_import_on_the_command_line_ends_what_another_one_left(
    desk, club_file, clock, tmp_path, monkeypatch, capsys
):
    class Kill:
        def step(self, done, total, what=""):
            if what == "Bringing the rows in":
                raise PowerGone

    def sales_of(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(["member,date,amount", *lines, ""]), "utf-8")
        return path

    first = sales_of("first.csv", "A,20261101,1000", "B,20261102,2000")
    with pytest.raises(PowerGone):
        imports.run(desk, first, "sales", imports.Options(create_members=True), Kill())
    monkeypatch.setenv(cli.SECRET, PIN)
    second = sales_of("second.csv", "A,20261103,4000")
    argument = ["import", "sales", str(club_file), str(second)]
    assert cli.main([*argument, "--dry-run"], clock=clock) == cli.DONE
    assert [run.state for run in imports.runs(desk)] == ["moving"]  # looking changes nothing
    assert cli.main(argument, clock=clock) == cli.DONE
    assert {run.state for run in imports.runs(desk)} == {"done"}
    assert desk.db.execute_sql("SELECT SUM(net_rial) FROM sale").fetchone() == (7000,)
    assert checking.check(desk) == []
