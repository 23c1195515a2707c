"""The command ``followups``: what it answers, filters, writes and refuses."""

import json

import pytest

from loyaldesk import cli
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.services import followups, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import open_club
from tests.conftest import PIN, desk_of
from tests.makers import make_member


@pytest.fixture(autouse=True)
def _english(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text('{"language": "en"}')
    monkeypatch.setenv(cli.SECRET, PIN)


@pytest.fixture
def shop(club_file, clock):
    """A Saturday with one follow-up done, one overdue, one due and a task of nobody."""
    db = open_club(club_file)
    desk = Desk(db, staff.by_name(db, "").brief, clock=clock)
    reza = desk_of(desk, Role.SENIOR, "Reza").operator.id
    member = make_member(desk, first_name="Sara", last_name="Ahmadi").id
    clock.forward(days=-2)
    followups.make(desk, FollowupDraft("a", member, text="Thank her", owner_id=reza))
    clock.forward(days=2)
    followups.make(desk, FollowupDraft("b", member, channel="visit", is_promise=True,
                                       owner_id=reza))  # fmt: skip
    done = followups.make(desk, FollowupDraft("c", member))
    followups.finish(desk, done, "bought", version=1, key="c")
    task = followups.make(desk, FollowupDraft("d", text="Order\ncards", channel="task"))
    followups.give(desk, task, None, version=1)
    db.close()
    return club_file


@pytest.fixture
def run(capsys, clock):
    def run(*arguments, code=0):
        given = [str(argument) for argument in arguments]
        if "--language" not in given:
            given += ["--language", "en"]
        assert cli.main(given, clock=clock) == code
        told = capsys.readouterr()
        return told.out if code == 0 else told.err

    return run


def test_the_day_in_json(shop, run):
    told = json.loads(run("followups", shop, "--json"))
    assert list(told) == ["day", "due", "overdue", "done", "load"]
    assert told["day"] == "2026-11-21"
    due = [(row["channel"], row["owner"]) for row in told["due"]]
    assert due == [("visit", "Reza"), ("task", None)]
    (late,) = told["overdue"]
    assert (late["name"], late["member"], late["due_on"]) == ("Sara Ahmadi", "M1001", "2026-11-19")
    assert late["due_at"] == "2026-11-19T12:00:00+03:30"
    assert (late["text"], late["state"], late["is_promise"]) == ("Thank her", "open", False)
    assert [(row["state"], row["outcome"]) for row in told["done"]] == [("done", "bought")]
    load = {row["operator"]: (row["due"], row["overdue"], row["done"]) for row in told["load"]}
    assert load == {"Maryam": (0, 0, 1), "Reza": (1, 1, 0), None: (1, 0, 0)}
    assert "0912" not in json.dumps(told)


def test_one_operators_day(shop, run):
    told = json.loads(run("followups", shop, "--operator", "Reza", "--json"))
    assert [len(told[part]) for part in ("due", "overdue", "done", "load")] == [1, 1, 0, 1]
    assert "operator" in run("followups", shop, "--operator", "Nobody", "--json", code=2)


def test_another_day_in_either_calendar(shop, run):
    one = json.loads(run("followups", shop, "--day", "1405-08-29", "--json"))
    assert one["day"] == "2026-11-20"
    assert one == json.loads(run("followups", shop, "--day", "2026-11-20", "--json"))
    assert [one["due"], len(one["overdue"])] == [[], 1]
    assert "not a day" in run("followups", shop, "--day", "someday", code=2)


def test_a_calendar_of_what_is_open(shop, run, tmp_path):
    file = tmp_path / "calls.ics"
    told = json.loads(run("followups", shop, "--ics", file, "--json"))
    assert (told["ics"], told["written"]) == (str(file), 3)
    assert file.read_text("utf-8").count("BEGIN:VEVENT") == 3
    assert "3 follow-ups" in run("followups", shop, "--ics", file)
    assert "folder" in run("followups", shop, "--ics", tmp_path / "no" / "calls.ics", code=2)
    assert "must end in" in run("followups", shop, "--ics", shop, code=2)
    assert "must end in" in run("followups", shop, "--ics", tmp_path, code=2)


def test_the_day_in_words(shop, run):
    told = run("followups", shop)
    assert "Overdue: 1" in told
    assert "Thank her" in told
    assert "Order cards" in told
    fa = run("followups", shop, "--language", "fa")
    assert "۱" in fa
