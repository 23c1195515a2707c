"""Backups on the command line: made, listed, and brought back only when it is said so."""

import json
import os
import subprocess
import sys

import pytest

from loyaldesk import cli
from loyaldesk.store.database import open_club
from tests.conftest import PIN
from tests.makers import make_member, make_sale


@pytest.fixture
def run(club_file, clock, capsys, monkeypatch):
    monkeypatch.setenv("LOYALDESK_SECRET", PIN)

    def act(verb, *words, code=0):
        given = [verb, str(club_file), *map(str, words), "--language", "en"]
        assert cli.main(given, clock=clock) == code
        return capsys.readouterr().out

    return act


def sales(path):
    db = open_club(path)
    try:
        return db.execute_sql("SELECT COUNT(*) FROM sale").fetchone()[0]
    finally:
        db.close()


def test_a_backup_is_made_listed_and_brought_back(run, desk, clock, club_file, tmp_path):
    member = make_member(desk).id
    make_sale(desk, member)
    made = json.loads(run("backup", "--json"))
    assert (made["state"], made["reason"], made["sales"]) == ("verified", "command", 1)
    clock.forward(minutes=5)
    make_sale(desk, member)
    desk.db.close()
    listed = json.loads(run("backups", "--json"))
    assert (listed["state"], listed["second"]) == ("fresh", "none")
    assert [each["file"] for each in listed["backups"]] == [made["file"]]

    told = json.loads(run("restore", "newest", "--json", code=2))
    assert told["restored"] is False
    assert told["lost"]["sales"] == 1
    assert told["lost"]["receipts"] == [1002]
    assert sales(club_file) == 2

    said = run("restore", made["file"], code=2)
    assert "Lost from the club: 1 sale, recorded since then." in said
    assert "Add --yes" in said

    done = json.loads(run("restore", made["file"], "--yes", "--json"))
    assert (done["restored"], done["sales"], done["lost"]["sales"]) == (True, 1, 1)
    assert sales(club_file) == 1
    assert len(json.loads(run("backups", "--json"))["backups"]) == 2


def test_a_backup_is_copied_where_it_is_wanted(run, desk, tmp_path):
    make_member(desk)
    desk.db.close()
    stick = tmp_path / "stick"
    run("backup", "--to", stick, code=2)  # it is not there
    stick.mkdir()
    made = json.loads(run("backup", "--to", stick, "--json"))
    with open(made["file"], "rb") as one, open(made["copy"], "rb") as other:  # noqa: PTH123
        assert one.read() == other.read()


def test_r17_a_damaged_club_comes_back_though_nobody_can_sign_in(run, desk, club_file):
    make_sale(desk, make_member(desk).id)
    desk.db.close()
    run("backup")
    content = club_file.read_bytes()
    club_file.write_bytes(content[:100] + b"\xff" * 3000 + content[3100 : len(content) // 2])
    run("restore", "newest", code=2)
    assert club_file.read_bytes()[:100] == content[:100]
    run("restore", "newest", "--yes")
    assert sales(club_file) == 1


def test_a_file_that_is_no_backup_is_refused_in_one_sentence(run, desk, tmp_path, capsys):
    desk.db.close()
    (tmp_path / "picture.ldbk").write_bytes(b"GIF89a" * 99)
    run("restore", tmp_path / "picture.ldbk", code=2)
    run("restore", tmp_path / "none.ldbk", code=2)
    run("restore", "newest", code=2)  # there is none yet


def test_the_commands_are_those_of_the_program(club_file, tmp_path):
    env = {**os.environ, "LOYALDESK_SECRET": PIN, "LOYALDESK_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "main.py", "backup", str(club_file), "--json"], env=env,
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["state"] == "verified"


def test_a_file_that_is_not_there_or_no_backup_is_called_so(
    desk, clock, club_file, capsys, monkeypatch, tmp_path
):
    monkeypatch.setenv("LOYALDESK_SECRET", PIN)
    desk.db.close()
    for file, said in ((tmp_path / "gone.ldbk", "was not found"), (tmp_path, "is not a backup")):
        words = ["restore", str(club_file), str(file), "--language", "en"]
        assert cli.main(words, clock=clock) == 2
        assert said in capsys.readouterr().err


def test_what_a_rescue_puts_back_is_said_before_it_is_done(run, desk, club_file, clock):
    run("backup")
    desk.db.close()
    club_file.write_bytes(b"")
    said = run("restore", "newest", code=2)
    assert "The club would go back to" in said
    assert "cannot be told" in said
    assert "Add --yes" in said
    assert "The club is as it was on" in run("restore", "newest", "--yes")


def test_damaged_pages_are_told_with_the_one_next_step(run, desk, club_file):
    desk.db.close()
    with club_file.open("r+b") as file:
        file.truncate(club_file.stat().st_size // 2)
    said = run("check", code=1)
    assert "Pages of the club file are damaged." in said
    assert f"restore {club_file} newest" in said
