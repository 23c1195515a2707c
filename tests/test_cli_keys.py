"""The keys of a club from the command line: secrets come from the environment alone."""

import json

import pytest

from loyaldesk import cli
from loyaldesk.cli import keying
from loyaldesk.services import encrypting, keys, opening, unlocking
from loyaldesk.store import secrets, vault
from loyaldesk.store.secrets import TEST

PHRASE, OTHER = "seven kebabs at noon", "eight walnuts by night"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    for room in (keys, encrypting, opening, unlocking, vault, secrets):
        if hasattr(room, "NORMAL"):
            monkeypatch.setattr(room, "NORMAL", TEST)


@pytest.fixture
def run(club_file, capsys, clock, monkeypatch):
    monkeypatch.setenv(cli.SECRET, "583920")

    def go(what, *more):
        code = cli.main(["key", str(club_file), what, *more, "--language", "en"], clock=clock)
        out, err = capsys.readouterr()
        return code, out, err

    return go


def told(answer):
    assert answer[0] == 0, answer[2]
    return json.loads(answer[1])


def test_the_keys_of_a_club_are_looked_after_from_the_command_line(run, club_file, monkeypatch):
    assert told(run("status", "--json"))["encrypted"] is False
    code, _out, err = run("on")
    assert (code, "Pass phrase" in err) == (2, True), err
    monkeypatch.setenv(keying.NEW_PASSPHRASE, PHRASE)
    made = told(run("on", "--json"))
    assert (made["encrypted"], made["recovery"], made["known_here"]) == (True, True, True)
    paper = made["recovery_key"]
    assert unlocking.try_typed(club_file, paper).is_recovery
    assert "recovery_key" not in told(run("status", "--json"))

    monkeypatch.setenv(keying.RECOVERY, paper.lower())
    assert told(run("recovery", "--json"))["right"] is True
    monkeypatch.setenv(keying.RECOVERY, unlocking.new_recovery())
    code, out, _err = run("recovery")
    assert (code, out) == (1, "The recovery key is not right.\n")
    monkeypatch.setenv(keying.RECOVERY, paper[:-1])
    assert run("recovery")[0] == 2
    monkeypatch.delenv(keying.RECOVERY)
    second = told(run("recovery", "--json"))["recovery_key"]
    assert unlocking.try_typed(club_file, second).is_recovery

    monkeypatch.setenv(keying.NEW_PASSPHRASE, OTHER)
    assert told(run("passphrase", "--json"))["key_file"]
    assert unlocking.try_typed(club_file, OTHER)
    before = vault.load(vault.key_file(club_file)).key_check
    assert told(run("change", "--json"))["known_here"]
    assert vault.load(vault.key_file(club_file)).key_check != before

    code, out, _err = run("forget")
    assert (code, "does not keep the key" in out) == (0, True)
    assert run("status")[0] == 2, "nobody is there to be asked"
    monkeypatch.setenv(cli.PASSPHRASE, OTHER)
    code, out, _err = run("off")
    assert (code, "not encrypted any more" in out) == (0, True)
    assert club_file.read_bytes().startswith(b"SQLite format 3")


def test_a_weak_pass_phrase_or_a_secret_among_the_words_is_refused(run, monkeypatch):
    monkeypatch.setenv(keying.NEW_PASSPHRASE, "short")
    assert run("on")[0] == 2
    assert run("on", PHRASE)[0] == 2
    assert run("open")[0] == 2
